//! Adding conjuncts to a vertex: what can be done at once is done, the rest becomes a task.

use std::rc::Rc;

use super::{
    Evaluator, Stop,
    closed::{Closes, GroupId, Link},
    env::EnvKind,
    task::{Task, TaskKind},
    vertex::{ArcKind, Check, Checked, Conjunct, Guard, Info, Outcome, Pick, VertexId},
};
use crate::{
    compile::ir::{Expr, ExprId, Scalar},
    diag::Code,
    kind::Kinds,
    label::Label,
};

impl Evaluator {
    /// Adds a conjunct to be inserted when the vertex is unified, and once more if it was already.
    pub(super) fn add_conjunct(&mut self, vertex: VertexId, conjunct: Conjunct) {
        self.vertex_mut(vertex).conjuncts.push(conjunct);
        self.version += 1;
        self.unshare(vertex);
        self.reopen(vertex);
        if let Some(listeners) = self.listeners.get(&vertex).cloned() {
            for (listener, info) in listeners {
                self.insert(listener, Conjunct { info, ..conjunct }, true);
                self.reopen(listener);
            }
        }
    }

    fn reopen(&mut self, vertex: VertexId) {
        if matches!(self.vertex(vertex).outcome, Outcome::Open) && !self.vertex(vertex).finished {
            return;
        }
        self.vertex_mut(vertex).outcome = Outcome::Open;
        self.doubtful = true;
        let mut at = Some(vertex);
        while let Some(id) = at {
            self.vertex_mut(id).finished = false;
            at = self.vertex(id).parent;
        }
    }

    /// Adds a field with a conjunct.
    pub(super) fn add_field(
        &mut self,
        vertex: VertexId,
        label: Label,
        kind: ArcKind,
        conjunct: Conjunct,
    ) {
        let count = self.vertex(vertex).arcs.len();
        let child = self.ensure_arc(vertex, label, kind);
        if count < self.vertex(vertex).arcs.len() {
            self.apply_patterns(vertex, label, child);
            self.reopen(vertex);
        } else if self.vertex(vertex).finished {
            self.reopen(vertex);
        }
        let info = Info {
            guard: Guard::None,
            slot: 0,
            ..conjunct.info
        };
        self.add_conjunct(child, Conjunct { info, ..conjunct });
    }

    /// Inserts a conjunct; `embedded` says that it stands in a struct literal as an embedding.
    pub(super) fn insert(&mut self, vertex: VertexId, conjunct: Conjunct, embedded: bool) {
        if matches!(
            self.program.expr(conjunct.expr),
            Expr::Lit(_) | Expr::Kind(_)
        ) {
            self.insert_here(vertex, conjunct, embedded);
            return;
        }
        stacker::maybe_grow(96 << 10, 1 << 20, || {
            self.insert_here(vertex, conjunct, embedded);
        });
    }

    fn insert_here(&mut self, vertex: VertexId, conjunct: Conjunct, embedded: bool) {
        if let Err(Stop::Error(error)) = self.step() {
            self.state_mut(vertex).errors.push(error);
            return;
        }
        let Conjunct {
            expr: id,
            env,
            info,
        } = conjunct;
        match *self.program.expr(id) {
            Expr::And(left, right) => {
                for operand in [left, right] {
                    // operands stand side by side; a scalar stands nowhere
                    let slot = match self.program.expr(operand) {
                        Expr::Lit(_) | Expr::Kind(_) | Expr::Bound { .. } => 0,
                        _ => self.operand_slot(vertex, info.slot, operand),
                    };
                    let conjunct = Conjunct {
                        expr: operand,
                        env,
                        info: Info { slot, ..info },
                    };
                    self.insert(vertex, conjunct, embedded);
                }
            }
            Expr::Struct(ref literal) => {
                let literal = Rc::clone(literal);
                self.insert_struct(vertex, conjunct, &literal, embedded);
            }
            Expr::List(ref literal) => {
                let literal = Rc::clone(literal);
                if !self.first_time(vertex, conjunct) {
                    return;
                }
                self.mark_non_cyclic(vertex, info);
                self.restrict(vertex, Kinds::LIST, id);
                if literal.comprehensions {
                    let leading = literal.elements.iter().take_while(|element| {
                        !matches!(self.program.expr(**element), Expr::Comprehension(_))
                    });
                    let leading: Vec<_> = leading.map(|element| (*element, env)).collect();
                    let info = Info { slot: 0, ..info };
                    self.add_elements(vertex, &leading, 0, info);
                    self.push_task(vertex, Task::new(TaskKind::Elements, conjunct, embedded));
                } else {
                    let elements: Vec<_> = literal
                        .elements
                        .iter()
                        .map(|element| (*element, env))
                        .collect();
                    self.set_elements(vertex, &elements, 0, literal.ellipsis, conjunct);
                }
            }
            Expr::Lit(ref scalar) => {
                let scalar = scalar.clone();
                self.mark_non_cyclic(vertex, info);
                self.insert_scalar(vertex, scalar, id);
            }
            Expr::Kind(kinds) => {
                self.mark_non_cyclic(vertex, info);
                if kinds == Kinds::ANY {
                    let state = self.state_mut(vertex);
                    state.top = true;
                    if !embedded {
                        state.ellipses.push(info.group);
                    }
                } else {
                    self.restrict(vertex, kinds, id);
                }
            }
            Expr::Bottom => {
                let Stop::Error(error) =
                    self.fatal(Code::User, id, "explicit error (_|_ literal) in source")
                else {
                    return;
                };
                self.place(error, vertex);
                self.state_mut(vertex).errors.push(error);
            }
            Expr::Aliased(inner) => {
                if self.first_time(vertex, conjunct) {
                    let env = self.alias_env(vertex, conjunct);
                    self.insert(
                        vertex,
                        Conjunct {
                            expr: inner,
                            env,
                            info,
                        },
                        embedded,
                    );
                }
            }
            Expr::Disjunction(_) => self.insert_disjunction(vertex, conjunct, embedded),
            Expr::MatchedLabel { up } => {
                let env = self.env_up(env, up);
                if let EnvKind::Matched(label) = self.env(env).kind {
                    self.mark_non_cyclic(vertex, info);
                    let text = self.program.labels.text(label);
                    self.insert_scalar(vertex, Scalar::String(text), id);
                }
            }
            Expr::Bind { up, slot: 0 } => {
                let env = self.env_up(env, up);
                if let EnvKind::Bind { key, .. } = self.env(env).kind {
                    self.mark_non_cyclic(vertex, info);
                    let scalar = self.label_scalar(key);
                    self.insert_scalar(vertex, scalar, id);
                }
            }
            Expr::Field { .. }
            | Expr::Computed { .. }
            | Expr::Let { .. }
            | Expr::Bind { .. }
            | Expr::This { .. }
            | Expr::Vertex(_)
            | Expr::Selector { .. }
            | Expr::Index { .. } => {
                if self.first_time(vertex, conjunct) {
                    self.push_task(vertex, Task::new(TaskKind::Reference, conjunct, embedded));
                }
            }
            Expr::Comprehension(_) => {
                if self.first_time(vertex, conjunct) {
                    let task = Task::new(TaskKind::Comprehension, conjunct, true);
                    self.state_mut(vertex).maybe_struct = true;
                    self.push_task(vertex, task);
                }
            }
            Expr::Bound { op, value } => {
                self.mark_non_cyclic(vertex, info);
                if let Expr::Lit(scalar) = self.program.expr(value).clone() {
                    self.insert_bound(vertex, conjunct, op, scalar);
                } else if self.first_time(vertex, conjunct) {
                    self.push_task(
                        vertex,
                        Task::new(TaskKind::Bound(op, value), conjunct, embedded),
                    );
                }
            }
            Expr::Function(function) => {
                self.mark_non_cyclic(vertex, info);
                let check = Check::Validator(function, Rc::from([]));
                if function.params.len() == 1 && function.result == Kinds::BOOL {
                    self.state_mut(vertex).checks.push(Checked {
                        check,
                        expr: id,
                        env,
                    });
                    self.restrict(vertex, function.params[0], id);
                } else {
                    let message = format!("`{}` is a function and must be called", function.name);
                    let Stop::Error(error) = self.incomplete(Code::Call, id, message) else {
                        return;
                    };
                    self.state_mut(vertex).errors.push(error);
                }
            }
            Expr::Unknown => {
                let stop = self.incomplete(
                    Code::Incomplete,
                    id,
                    "the content of this package is not known",
                );
                if let Stop::Error(error) = stop {
                    self.state_mut(vertex).errors.push(error);
                }
            }
            Expr::Absent(ref message) => {
                let message = Rc::clone(message);
                if let Stop::Error(error) = self.fatal(Code::Unresolved, id, &*message) {
                    self.place(error, vertex);
                    self.state_mut(vertex).errors.push(error);
                }
            }
            Expr::Slice { .. }
            | Expr::Call { .. }
            | Expr::Negate(_)
            | Expr::Plus(_)
            | Expr::Not(_)
            | Expr::Binary { .. }
            | Expr::Exists { .. }
            | Expr::Interpolation { .. } => {
                if self.first_time(vertex, conjunct) {
                    self.mark_non_cyclic(vertex, info);
                    self.push_task(vertex, Task::new(TaskKind::Value, conjunct, embedded));
                }
            }
        }
    }

    /// Notes that an expression is inserted; false if it was before.
    pub(super) fn first_time(&mut self, vertex: VertexId, conjunct: Conjunct) -> bool {
        let Conjunct { expr, env, info } = conjunct;
        self.inserted.insert((vertex, expr, env, info.group))
    }

    pub(super) fn mark_non_cyclic(&mut self, vertex: VertexId, info: Info) {
        if !info.cyclic {
            self.state_mut(vertex).non_cyclic = true;
        }
    }

    fn insert_disjunction(&mut self, vertex: VertexId, conjunct: Conjunct, embedded: bool) {
        if self.vertex(vertex).is_copy() {
            let key = self.pick_key(conjunct);
            self.walk(self.vertex(vertex).choices().len() as u64);
            let mut choices = self.vertex(vertex).choices().iter();
            if let Some(choice) = choices.find(|choice| choice.key == key)
                && let Expr::Disjunction(arms) = self.program.expr(conjunct.expr)
            {
                let expr = arms[choice.arm].0;
                let goes_on = matches!(self.program.expr(expr), Expr::Struct(_) | Expr::List(_));
                if conjunct.info.cyclic && goes_on {
                    self.state_mut(vertex).cyclic_arm = Some(expr);
                }
                self.insert(vertex, Conjunct { expr, ..conjunct }, embedded);
                return;
            }
        }
        if self.first_time(vertex, conjunct) {
            self.state_mut(vertex).picks.push(Pick { conjunct });
        }
    }

    /// What a disjunction is known by in all copies of a vertex.
    pub(super) fn pick_key(&mut self, conjunct: Conjunct) -> (ExprId, u32) {
        match self.pick_keys.get(&conjunct.expr) {
            Some(key) => *key,
            None => (conjunct.expr, self.canonical_env(conjunct.env)),
        }
    }

    /// The value of a loop variable for keys.
    pub(super) fn label_scalar(&self, label: Label) -> Scalar {
        match label.as_index() {
            Some(index) => Scalar::Number(crate::num::Number::from(index)),
            None => Scalar::String(self.program.labels.text(label)),
        }
    }

    /// The groups of a vertex, for `close`.
    pub(super) fn closing_group(&mut self, vertex: VertexId, info: Info) -> GroupId {
        let family = self.family(vertex);
        self.add_group(info.group, Link::Conjunct, Closes::Once(family))
    }
}
