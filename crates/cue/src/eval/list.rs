//! Lists: elements, length and the open tail.

use super::{
    Eval, Evaluator, FREE, Stop,
    env::EnvId,
    error::ErrorKind,
    vertex::{ArcKind, Conjunct, Guard, Info, Outcome, Tail, VertexId},
};
use crate::{
    compile::ir::{Expr, ExprId},
    diag::{Code, Diagnostic},
    kind::Kinds,
    label::Label,
};

impl Evaluator {
    /// Inserts a list literal that has comprehensions.
    pub(super) fn insert_elements(&mut self, vertex: VertexId, conjunct: Conjunct) -> Eval<()> {
        let Expr::List(literal) = self.program.expr(conjunct.expr).clone() else {
            return Ok(());
        };
        let mut elements = Vec::new();
        let mut leading = None;
        for element in &literal.elements {
            if let Expr::Comprehension(comprehension) = self.program.expr(*element).clone() {
                leading = leading.or(Some(elements.len()));
                self.bodies.insert(comprehension.body);
                for env in self.iterate(&comprehension, *element, conjunct.env)? {
                    elements.push((comprehension.body, env));
                }
            } else {
                elements.push((*element, conjunct.env));
            }
        }
        self.set_elements(
            vertex,
            &elements,
            leading.unwrap_or(elements.len()),
            literal.ellipsis,
            conjunct,
        );
        Ok(())
    }

    #[expect(
        clippy::option_option,
        reason = "no ellipsis, one of anything, one of a type"
    )]
    /// Adds elements to a list, the first of which may be there already; without an ellipsis there may be no others.
    pub(super) fn set_elements(
        &mut self,
        vertex: VertexId,
        elements: &[(ExprId, EnvId)],
        added: usize,
        ellipsis: Option<Option<ExprId>>,
        conjunct: Conjunct,
    ) {
        let info = Info {
            slot: 0,
            ..conjunct.info
        };
        self.add_elements(vertex, elements, added, info);
        if let Some(value) = ellipsis {
            let tail = Tail {
                from: elements.len(),
                value,
                env: conjunct.env,
                info,
            };
            self.add_tail(vertex, tail);
        } else {
            let state = self.state(vertex);
            match state.length {
                Some(length) if length != elements.len() => {
                    self.length_conflict(vertex, length, elements.len(), conjunct.expr);
                }
                _ => self.state_mut(vertex).length = Some(elements.len()),
            }
        }
    }

    /// Adds elements, those before `added` left out.
    pub(super) fn add_elements(
        &mut self,
        vertex: VertexId,
        elements: &[(ExprId, EnvId)],
        added: usize,
        info: Info,
    ) {
        if let Err(Stop::Error(error)) = self.room_for(elements.len().saturating_sub(added)) {
            self.state_mut(vertex).errors.push(error);
            return;
        }
        for (at, (expr, env)) in elements.iter().enumerate().skip(added) {
            let label = Label::index(at);
            self.ensure_element(vertex, at);
            let child = self.ensure_arc(vertex, label, ArcKind::Member);
            let guard = if self.bodies.contains(expr) {
                Guard::Body
            } else {
                Guard::None
            };
            self.add_conjunct(
                child,
                Conjunct {
                    expr: *expr,
                    env: *env,
                    info: Info { guard, ..info },
                },
            );
        }
    }

    fn add_tail(&mut self, vertex: VertexId, tail: Tail) {
        self.state_mut(vertex).tails.push(tail);
        let Some(value) = tail.value else { return };
        for at in tail.from..self.list_length(vertex) {
            if let Some(arc) = self.arc(vertex, Label::index(at)) {
                self.add_conjunct(
                    arc.vertex,
                    Conjunct {
                        expr: value,
                        env: tail.env,
                        info: tail.info,
                    },
                );
            }
        }
    }

    /// Makes the arcs up to an element, with what open tails say about them.
    fn ensure_element(&mut self, vertex: VertexId, at: usize) {
        let label = Label::index(at);
        if self.arc(vertex, label).is_some() {
            return;
        }
        let child = self.ensure_arc(vertex, label, ArcKind::Member);
        for tail in self.state(vertex).tails.clone() {
            if let Some(value) = tail.value.filter(|_| tail.from <= at) {
                self.add_conjunct(
                    child,
                    Conjunct {
                        expr: value,
                        env: tail.env,
                        info: tail.info,
                    },
                );
            }
        }
    }

    /// The number of elements known.
    pub(super) fn list_length(&self, vertex: VertexId) -> usize {
        let arcs = &self.vertex(vertex).arcs;
        let elements = arcs
            .iter()
            .filter(|arc| arc.label.as_index().is_some() && arc.kind == ArcKind::Member);
        elements.count()
    }

    /// Tells whether a list may get more elements.
    pub(super) fn is_open_list(&self, vertex: VertexId) -> bool {
        self.state(vertex).length.is_none()
    }

    fn length_conflict(&mut self, vertex: VertexId, a: usize, b: usize, at: ExprId) {
        let message = format!("incompatible list lengths ({a} and {b})");
        let mut error = Diagnostic::error(Code::Conflict, message).at(self.program.span(at), "");
        error.path = self.path(vertex);
        let error = self.record(ErrorKind::Fatal, error);
        self.state_mut(vertex).errors.push(error);
    }

    /// Reports elements beyond the length of a closed list.
    pub(super) fn check_length(&mut self, vertex: VertexId) {
        let Some(length) = self.state(vertex).length else {
            return;
        };
        let count = self.list_length(vertex);
        if count > length
            && let Some(conjunct) = self.vertex(vertex).conjuncts.first()
        {
            self.length_conflict(vertex, length, count, conjunct.expr);
        }
    }

    /// The elements of a list, in order.
    pub(super) fn elements(&self, vertex: VertexId) -> Vec<VertexId> {
        let arcs = self.vertex(vertex).arcs.iter();
        let mut elements: Vec<_> = arcs
            .filter_map(|arc| arc.label.as_index().map(|at| (at, arc.vertex)))
            .collect();
        elements.sort_by_key(|(at, _)| *at);
        elements.into_iter().map(|(_, vertex)| vertex).collect()
    }

    /// Makes an expression for a closed list of vertices.
    pub(super) fn list_of(&mut self, elements: &[VertexId], at: ExprId) -> ExprId {
        let span = self.program.span(at);
        let elements = elements
            .iter()
            .map(|vertex| self.program.add(Expr::Vertex(vertex.0), span))
            .collect();
        let literal = crate::compile::ir::ListLit {
            elements,
            ellipsis: None,
            comprehensions: false,
        };
        self.program.add(Expr::List(literal.into()), span)
    }

    /// Inserts an expression that needs no environment.
    pub(super) fn insert_made(&mut self, vertex: VertexId, expr: ExprId, info: Info) {
        self.insert(
            vertex,
            Conjunct {
                expr,
                env: EnvId::ROOT,
                info,
            },
            true,
        );
    }

    /// Makes sure that all elements of a list are known.
    pub(super) fn settle_list(&mut self, list: VertexId) -> Eval<()> {
        let low = self.unify(list);
        if low != FREE && !(self.vertex(list).depth != FREE && self.state(list).frozen) {
            return Err(Stop::Blocked(low));
        }
        if let Outcome::Bottom(error) = self.vertex(list).outcome {
            return Err(Stop::Error(error));
        }
        if low == FREE && self.is_condition(list) {
            let at = self.state(list).checks[0].expr;
            let message = format!("not concrete: {}", self.kinds_of(list));
            return Err(self.incomplete(Code::Incomplete, at, message));
        }
        Ok(())
    }

    /// Tells whether there are only conditions on a list or struct, and nothing that they could hold for.
    pub(super) fn is_condition(&self, vertex: VertexId) -> bool {
        let state = self.state(vertex);
        let kinds = state.kinds();
        !state.checks.is_empty()
            && self.vertex(vertex).arcs.is_empty()
            && state.length.is_none()
            && state.tails.is_empty()
            && !state.literal
            && !state.maybe_struct
            && (kinds.within(Kinds::LIST) || kinds.within(Kinds::STRUCT))
    }
}
