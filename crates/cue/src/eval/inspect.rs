//! Looking at values from outside: what a vertex is made of, final copies of it, comparisons.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::{
    Evaluator,
    defaults::Mode,
    env::{Env, EnvId, EnvKind},
    error::ErrorId,
    vertex::{ArcKind, Check, Conjunct, Info, Matcher, Outcome, VertexId},
};
use crate::{
    builtin::{Data, Function},
    compile::ir::{BoundOp, Decl, Expr, ExprId, ListLit, Presence, StructLit},
    kind::Kinds,
    label::Label,
    source::Span,
};

/// A value that is no disjunction, in parts.
#[derive(Debug)]
pub struct Shape<V> {
    /// The kinds it may have.
    pub kinds: Kinds,
    /// The scalar, if concrete.
    pub scalar: Option<Data>,
    /// Bounds.
    pub bounds: Vec<(BoundOp, Data)>,
    /// Calls that test the value.
    pub validators: Vec<Validator>,
    /// The same calls as they stand in the program.
    pub checks: Vec<ExprId>,
    /// The fields of a struct, pending ones left out.
    pub fields: Vec<Field<V>>,
    /// `[label]: value`; without label for `[string]`.
    pub patterns: Vec<(Option<V>, V)>,
    /// The struct says `...`.
    pub ellipsis: bool,
    /// The struct refuses fields that it does not mention.
    pub closed: bool,
    /// The elements of a list.
    pub elements: Vec<V>,
    /// A list is written, not only conditions on one.
    pub has_list: bool,
    /// There are only conditions on a list or struct.
    pub condition: bool,
    /// What further elements of an open list must be: `Some(None)` for anything.
    pub rest: Option<Option<V>>,
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field<V> {
    /// The label as in a path, without quotes.
    pub name: Rc<str>,
    /// It is an ordinary field, neither hidden nor a definition.
    pub regular: bool,
    /// How it is there.
    pub kind: ArcKind,
    /// Its value.
    pub value: V,
    /// The comments above its declarations.
    pub docs: Vec<Rc<str>>,
}

/// A call that tests a value, such as `strings.MinRunes(3)`.
#[derive(Clone, Debug)]
pub struct Validator {
    /// The name of the function within its package.
    pub name: &'static str,
    /// The arguments, as far as they are concrete.
    pub args: Vec<Data>,
    /// The function.
    pub function: &'static Function,
    /// Where the call stands.
    pub span: Span,
}

impl<V> Shape<V> {
    /// Replaces the values.
    pub fn map<W>(self, with: &mut impl FnMut(V) -> W) -> Shape<W> {
        Shape {
            kinds: self.kinds,
            scalar: self.scalar,
            bounds: self.bounds,
            validators: self.validators,
            checks: self.checks,
            fields: self
                .fields
                .into_iter()
                .map(
                    |Field {
                         name,
                         regular,
                         kind,
                         value,
                         docs,
                     }| Field {
                        name,
                        regular,
                        kind,
                        value: with(value),
                        docs,
                    },
                )
                .collect(),
            patterns: self
                .patterns
                .into_iter()
                .map(|(label, value)| (label.map(&mut *with), with(value)))
                .collect(),
            ellipsis: self.ellipsis,
            closed: self.closed,
            elements: self.elements.into_iter().map(&mut *with).collect(),
            has_list: self.has_list,
            condition: self.condition,
            rest: self.rest.map(|rest| rest.map(with)),
        }
    }
}

impl Evaluator {
    /// The vertex that holds the value of another, which may merely refer to it.
    pub fn held(&mut self, vertex: VertexId) -> VertexId {
        self.follow(vertex)
    }

    /// Where a value that may merely be referred to is declared: path, comment, place.
    pub fn declaration(&mut self, vertex: VertexId) -> (String, Option<Rc<str>>, Option<Span>) {
        let held = self.follow(vertex);
        let held = match &self.vertex(held).conjuncts[..] {
            [only] => self.target_of(*only).unwrap_or(held),
            _ => held,
        };
        let conjuncts = self.vertex(held).conjuncts.iter();
        let docs = conjuncts
            .clone()
            .find_map(|conjunct| self.program.docs.get(&conjunct.expr).cloned());
        let span = conjuncts
            .map(|conjunct| self.program.span(conjunct.expr))
            .next();
        (self.path(held), docs, span)
    }

    fn target_of(&mut self, conjunct: Conjunct) -> Option<VertexId> {
        let reference = matches!(
            self.program.expr(conjunct.expr),
            Expr::Field { .. } | Expr::Selector { .. } | Expr::Index { .. }
        );
        let target = self
            .target(conjunct.expr, conjunct.env)
            .ok()
            .filter(|_| reference)?;
        Some(self.follow(target))
    }

    /// The error that a vertex is, fatal or not.
    pub fn own_error(&self, vertex: VertexId) -> Option<ErrorId> {
        match self.vertex(vertex).outcome {
            Outcome::Bottom(error) => Some(error),
            _ => None,
        }
    }

    /// The arms of a disjunction with whether each is a default; none for other values.
    pub fn arms(&self, vertex: VertexId) -> Vec<(VertexId, bool)> {
        match &self.vertex(vertex).outcome {
            Outcome::Arms(arms) => arms
                .iter()
                .map(|arm| (arm.vertex, arm.mode == Mode::Is))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Where the declarations of a value stand.
    pub fn written(&self, vertex: VertexId) -> Vec<Span> {
        let conjuncts = self.vertex(vertex).conjuncts.iter();
        conjuncts
            .map(|conjunct| self.program.span(conjunct.expr))
            .collect()
    }

    /// Tells whether a vertex has fields, whatever else it is.
    pub fn has_fields(&self, vertex: VertexId) -> bool {
        !self.vertex(vertex).arcs.is_empty()
    }

    /// The fields of a vertex as they are exported.
    pub fn field_order(&mut self, vertex: VertexId) -> Vec<VertexId> {
        let arcs = self.ordered(vertex).into_iter();
        arcs.map(|arc| arc.vertex).collect()
    }

    /// Takes a unified vertex apart.
    pub fn shape(&mut self, vertex: VertexId) -> Shape<VertexId> {
        let mut shape = Shape {
            kinds: self.kinds_of(vertex),
            scalar: None,
            bounds: Vec::new(),
            validators: Vec::new(),
            checks: Vec::new(),
            fields: Vec::new(),
            patterns: Vec::new(),
            ellipsis: !self.state(vertex).ellipses.is_empty(),
            closed: self.is_closed(vertex),
            elements: Vec::new(),
            condition: self.is_condition(vertex),
            has_list: !self.is_open_list(vertex) || !self.state(vertex).tails.is_empty(),
            rest: None,
        };
        if let Some((scalar, _)) = &self.state(vertex).scalar {
            shape.scalar = Some(super::data::scalar_data(scalar.clone()));
        }
        for checked in self.state(vertex).checks.clone() {
            match checked.check {
                Check::Bound(op, value) => shape.bounds.push((op, super::data::scalar_data(value))),
                Check::Validator(function, args) => {
                    let args = args
                        .iter()
                        .filter_map(|arg| self.data(*arg, checked.env).ok())
                        .collect();
                    shape.checks.push(checked.expr);
                    shape.validators.push(Validator {
                        name: function.name,
                        args,
                        function,
                        span: self.program.span(checked.expr),
                    });
                }
            }
        }
        for arc in self.vertex(vertex).arcs.clone() {
            if arc.kind == ArcKind::Pending || arc.label.as_index().is_some() {
                continue;
            }
            let conjuncts = self.vertex(arc.vertex).conjuncts.iter();
            let docs =
                conjuncts.filter_map(|conjunct| self.program.docs.get(&conjunct.expr).cloned());
            let docs = docs.collect();
            let name = self.program.labels.text(arc.label);
            let regular = arc.label.is_regular();
            shape.fields.push(Field {
                name,
                regular,
                kind: arc.kind,
                value: arc.vertex,
                docs,
            });
        }
        for pattern in self.state(vertex).patterns.clone() {
            let label = match pattern.matcher {
                Matcher::Any => None,
                Matcher::Value(label) => Some(label),
            };
            let env = self.add_env(Env {
                up: pattern.env,
                kind: EnvKind::Matched(Label::index(0)),
            });
            let value = self.temporary(pattern.value, env);
            shape.patterns.push((label, value));
        }
        shape.elements = self.elements(vertex);
        if shape.kinds.within(Kinds::LIST) && self.is_open_list(vertex) {
            let tails = self.state(vertex).tails.clone();
            let typed = tails
                .iter()
                .find_map(|tail| tail.value.map(|value| (value, tail.env)));
            shape.rest = Some(typed.map(|(value, env)| self.temporary(value, env)));
        }
        shape
    }

    /// Makes a vertex for two others together.
    pub fn both(&mut self, a: VertexId, b: VertexId) -> VertexId {
        let vertex = self.add_vertex(None, self.vertex(a).label);
        for part in [a, b] {
            let expr = self.stand_in(part);
            let conjunct = Conjunct {
                expr,
                env: EnvId::ROOT,
                info: Info::default(),
            };
            self.vertex_mut(vertex).conjuncts.push(conjunct);
        }
        vertex
    }

    /// Makes an expression for a vertex; an arm of a disjunction is put together anew from its parts.
    fn stand_in(&mut self, vertex: VertexId) -> ExprId {
        let span = Span::default();
        if self.vertex(vertex).choices().is_empty() {
            return self.program.add(Expr::Vertex(vertex.0), span);
        }
        let shape = self.shape(vertex);
        if let Some(scalar) = &shape.scalar {
            return self.data_expr(scalar, span);
        }
        let of = |this: &mut Self, vertex: VertexId| this.program.add(Expr::Vertex(vertex.0), span);
        let mut expr = if shape.kinds.within(Kinds::LIST) {
            let elements = shape
                .elements
                .into_iter()
                .map(|element| of(self, element))
                .collect();
            let ellipsis = shape.rest.map(|rest| rest.map(|rest| of(self, rest)));
            self.program.add(
                Expr::List(
                    ListLit {
                        elements,
                        ellipsis,
                        comprehensions: false,
                    }
                    .into(),
                ),
                span,
            )
        } else if shape.kinds.within(Kinds::STRUCT) {
            let mut literal = StructLit {
                regular: true,
                ..StructLit::default()
            };
            for arc in self.vertex(vertex).arcs.clone() {
                let presence = match arc.kind {
                    ArcKind::Member => Presence::Member,
                    ArcKind::Required => Presence::Required,
                    ArcKind::Optional => Presence::Optional,
                    ArcKind::Pending => continue,
                };
                let value = of(self, arc.vertex);
                literal.decls.push(Decl::Field {
                    label: arc.label,
                    presence,
                    value,
                });
            }
            for (label, value) in shape.patterns {
                let label = match label {
                    Some(label) => of(self, label),
                    None => self.program.add(Expr::Kind(Kinds::STRING), span),
                };
                let value = of(self, value);
                literal.decls.push(Decl::Pattern { label, value });
            }
            if shape.ellipsis {
                literal.decls.push(Decl::Ellipsis);
            }
            self.program.add(Expr::Struct(literal.into()), span)
        } else {
            self.program.add(Expr::Kind(shape.kinds), span)
        };
        for (op, bound) in shape.bounds {
            let value = self.data_expr(&bound, span);
            let bound = self.program.add(Expr::Bound { op, value }, span);
            expr = self.program.add(Expr::And(expr, bound), span);
        }
        expr
    }

    /// Tells whether two finished values are the same.
    pub fn equal_values(&mut self, a: VertexId, b: VertexId) -> bool {
        self.same(a, b)
    }

    /// The names under which the fields of a vertex can be referred to.
    pub fn names(&mut self, vertex: VertexId) -> FxHashSet<String> {
        self.unify(vertex);
        let labels = self
            .vertex(vertex)
            .arcs
            .iter()
            .filter(|arc| arc.kind != ArcKind::Pending);
        let names = labels.map(|arc| self.program.labels.text(arc.label).to_string());
        names
            .filter(|name| crate::syntax::literal::is_identifier(name))
            .collect()
    }

    /// Makes a final copy: defaults chosen, lists closed, structs open and without patterns.
    pub fn finalised(&mut self, vertex: VertexId) -> VertexId {
        let expr = self.final_expr(vertex);
        let copy = self.add_vertex(None, Label::index(0));
        let conjunct = Conjunct {
            expr,
            env: EnvId::ROOT,
            info: Info::default(),
        };
        self.vertex_mut(copy).conjuncts.push(conjunct);
        copy
    }

    fn final_expr(&mut self, vertex: VertexId) -> ExprId {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.final_expr_here(vertex))
    }

    fn final_expr_here(&mut self, vertex: VertexId) -> ExprId {
        self.finish(vertex);
        let span = self
            .vertex(vertex)
            .conjuncts
            .first()
            .map(|conjunct| self.program.span(conjunct.expr));
        let span = span.unwrap_or_default();
        let as_it_is = Expr::Vertex(vertex.0);
        let found = self.settled(vertex).unwrap_or(vertex);
        self.finish(found);
        if self.own_error(found).is_some() || !self.arms(found).is_empty() {
            return self.program.add(as_it_is, span);
        }
        if let Some((scalar, _)) = self.state(found).scalar.clone() {
            return self.program.add(Expr::Lit(scalar), span);
        }
        let kinds = self.kinds_of(found);
        if kinds.within(Kinds::LIST) {
            let elements = self
                .elements(found)
                .into_iter()
                .map(|element| self.final_expr(element))
                .collect();
            let list = ListLit {
                elements,
                ellipsis: None,
                comprehensions: false,
            };
            return self.program.add(Expr::List(list.into()), span);
        }
        if !kinds.within(Kinds::STRUCT) {
            return self.program.add(as_it_is, span);
        }
        let mut literal = StructLit::default();
        for arc in self.vertex(found).arcs.clone() {
            let presence = match arc.kind {
                ArcKind::Member => Presence::Member,
                ArcKind::Required => Presence::Required,
                ArcKind::Optional => Presence::Optional,
                ArcKind::Pending => continue,
            };
            let value = self.final_expr(arc.vertex);
            literal.regular |= presence != Presence::Optional && arc.label.is_regular();
            literal.decls.push(Decl::Field {
                label: arc.label,
                presence,
                value,
            });
        }
        self.program.add(Expr::Struct(literal.into()), span)
    }
}
