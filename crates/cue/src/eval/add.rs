//! Adding conjuncts to a vertex: what can be done at once is done, the rest becomes a task.

use std::rc::Rc;

use super::{
    Evaluator, Stop,
    closed::{Closes, GroupId, Link},
    env::{Env, EnvId, EnvKind},
    error::ErrorKind,
    task::{Task, TaskKind},
    vertex::{
        ArcKind, Check, Checked, Conjunct, Guard, Info, Matcher, Outcome, Pattern, Pick, VertexId,
    },
};
use crate::{
    compile::ir::{Decl, Expr, ExprId, Scalar, StructLit},
    diag::{Code, Diagnostic},
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
        let guard = match conjunct.info.guard {
            Guard::Body => Guard::Field,
            _ => Guard::None,
        };
        let info = Info {
            guard,
            slot: 0,
            ..conjunct.info
        };
        self.add_conjunct(child, Conjunct { info, ..conjunct });
    }

    fn apply_patterns(&mut self, vertex: VertexId, label: Label, child: VertexId) {
        if !label.is_string() || self.state(vertex).patterns.is_empty() {
            return;
        }
        for at in 0..self.state(vertex).patterns.len() {
            let pattern = self.state(vertex).patterns[at].clone();
            self.apply_pattern(&pattern, label, child);
        }
    }

    fn apply_pattern(&mut self, pattern: &Pattern, label: Label, child: VertexId) {
        // a regular expression takes as long as two other steps
        self.steps += 1;
        if self.step().is_err() {
            return;
        }
        let matched = match pattern.matcher {
            Matcher::Any => true,
            Matcher::Value(value) => {
                self.check_regexps(value, child);
                self.label_matches(value, label)
            }
        };
        if matched {
            let env = self.add_env(Env {
                up: pattern.env,
                kind: EnvKind::Matched(label),
            });
            self.add_conjunct(
                child,
                Conjunct {
                    expr: pattern.value,
                    env,
                    info: pattern.info,
                },
            );
        }
    }

    pub(super) fn add_pattern(&mut self, vertex: VertexId, pattern: &Pattern) {
        let arcs: Vec<_> = self
            .vertex(vertex)
            .arcs
            .iter()
            .map(|arc| (arc.label, arc.vertex))
            .collect();
        self.state_mut(vertex).patterns.push(pattern.clone());
        for (label, child) in arcs {
            if label.is_string() {
                self.apply_pattern(pattern, label, child);
            }
        }
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
    fn first_time(&mut self, vertex: VertexId, conjunct: Conjunct) -> bool {
        let Conjunct { expr, env, info } = conjunct;
        self.inserted.insert((vertex, expr, env, info.group))
    }

    pub(super) fn mark_non_cyclic(&mut self, vertex: VertexId, info: Info) {
        if !info.cyclic {
            self.state_mut(vertex).non_cyclic = true;
        }
    }

    /// Narrows the kinds of a vertex.
    pub(super) fn restrict(&mut self, vertex: VertexId, kinds: Kinds, source: ExprId) {
        let state = self.state_mut(vertex);
        let old = state.kinds();
        let new = old.and(kinds);
        if new.is_empty() && !old.is_empty() {
            let other = state
                .scalar
                .as_ref()
                .map(|(_, expr)| *expr)
                .or(state.kind_source);
            let message = format!("conflicting values (mismatched types {old} and {kinds})");
            let mut error = Diagnostic::error(Code::Conflict, message)
                .at(self.program.span(source), kinds.to_string());
            if let Some(other) = other {
                error = error.at(self.program.span(other), old.to_string());
            }
            error.path = self.path(vertex);
            let error = self.record(ErrorKind::Fatal, error);
            self.state_mut(vertex).errors.push(error);
        }
        let state = self.state_mut(vertex);
        if new != old || state.kind_source.is_none() {
            state.kind_source = Some(source);
        }
        state.kinds = Some(new);
    }

    pub(super) fn insert_scalar(&mut self, vertex: VertexId, scalar: Scalar, source: ExprId) {
        if let Some((old, other)) = self.state(vertex).scalar.clone() {
            if !old.same(&scalar) {
                let message = format!(
                    "conflicting values {} and {}",
                    super::value::display(&old),
                    super::value::display(&scalar)
                );
                let error = Diagnostic::error(Code::Conflict, message);
                let error = error.at(self.program.span(source), super::value::display(&scalar));
                let mut error = error.at(self.program.span(other), super::value::display(&old));
                error.path = self.path(vertex);
                let error = self.record(ErrorKind::Fatal, error);
                self.state_mut(vertex).errors.push(error);
            }
            return;
        }
        self.restrict(vertex, scalar.kind(), source);
        self.state_mut(vertex).scalar = Some((scalar, source));
        self.version += 1;
    }

    /// Opens the environment of a struct literal at a vertex, once for each place it was written in.
    fn struct_env(&mut self, vertex: VertexId, expr: ExprId, env: EnvId) -> EnvId {
        if let Some(inner) = self.opened.get(&(vertex, expr, env)) {
            return *inner;
        }
        let inner = self.add_env(Env {
            up: env,
            kind: EnvKind::Struct { vertex, expr },
        });
        self.opened.insert((vertex, expr, env), inner);
        inner
    }

    fn insert_struct(
        &mut self,
        vertex: VertexId,
        conjunct: Conjunct,
        literal: &StructLit,
        embedded: bool,
    ) {
        if !self.first_time(vertex, conjunct) {
            return;
        }
        let Conjunct {
            expr,
            env,
            mut info,
        } = conjunct;
        if self.vertex(vertex).level as usize > self.limits.depth {
            let message = format!("structs nested more than {} levels deep", self.limits.depth);
            let Stop::Error(error) = self.fatal(Code::Structural, expr, message) else {
                return;
            };
            self.state_mut(vertex).errors.push(error);
            return;
        }
        self.mark_non_cyclic(vertex, info);
        let state = self.state_mut(vertex);
        state.literal = true;
        if info.group != GroupId::ROOT && !state.groups.contains(&info.group) {
            state.groups.push(info.group);
        }
        if literal.embeds && !literal.regular {
            self.state_mut(vertex).maybe_struct = true;
        } else {
            self.restrict(vertex, Kinds::STRUCT, expr);
        }
        if literal.embeds_groups {
            let link = if embedded || self.files.contains(&expr) {
                Link::Embedding
            } else {
                Link::Conjunct
            };
            info.group = self.add_group(info.group, link, Closes::No);
            self.state_mut(vertex).groups.push(info.group);
        }
        let env = self.struct_env(vertex, expr, env);
        let slot = self.add_slot(vertex, info.slot, Some((expr, env)));
        info.slot = 0;
        for decl in &literal.decls {
            match decl {
                Decl::Field {
                    label,
                    presence,
                    value,
                } => {
                    self.add_field(
                        vertex,
                        *label,
                        (*presence).into(),
                        Conjunct {
                            expr: *value,
                            env,
                            info,
                        },
                    );
                }
                Decl::Computed {
                    label,
                    presence,
                    value,
                } => {
                    let kind = TaskKind::Computed {
                        label: *label,
                        presence: *presence,
                        value: *value,
                    };
                    let info = Info { slot, ..info };
                    self.push_task(
                        vertex,
                        Task::new(
                            kind,
                            Conjunct {
                                expr: *value,
                                env,
                                info,
                            },
                            true,
                        ),
                    );
                }
                Decl::Pattern { label, value } => {
                    if let Expr::Kind(kinds) = self.program.expr(*label) {
                        if kinds.meets(Kinds::STRING) {
                            let pattern = Pattern {
                                matcher: Matcher::Any,
                                value: *value,
                                env,
                                info,
                            };
                            self.add_pattern(vertex, &pattern);
                        }
                        continue;
                    }
                    let kind = TaskKind::Pattern {
                        label: *label,
                        value: *value,
                    };
                    self.push_task(
                        vertex,
                        Task::new(
                            kind,
                            Conjunct {
                                expr: *value,
                                env,
                                info,
                            },
                            true,
                        ),
                    );
                }
                Decl::Embed(value) => {
                    let mut inner = info;
                    inner.slot = self.add_slot(vertex, slot, None);
                    if !matches!(
                        self.program.expr(*value),
                        Expr::Lit(_) | Expr::Kind(_) | Expr::List(_)
                    ) {
                        inner.group = self.add_group(info.group, Link::Embedding, Closes::No);
                    }
                    self.insert(
                        vertex,
                        Conjunct {
                            expr: *value,
                            env,
                            info: inner,
                        },
                        true,
                    );
                }
                Decl::Comprehension(value) => {
                    if let Expr::Comprehension(comprehension) = self.program.expr(*value) {
                        for label in comprehension
                            .labels
                            .clone()
                            .iter()
                            .flat_map(|labels| labels.iter())
                        {
                            self.reserve_arc(vertex, *label);
                        }
                    }
                    let slot = self.add_slot(vertex, slot, None);
                    let info = Info { slot, ..info };
                    self.insert(
                        vertex,
                        Conjunct {
                            expr: *value,
                            env,
                            info,
                        },
                        true,
                    );
                }
                Decl::Ellipsis => {
                    self.state_mut(vertex).ellipses.push(info.group);
                }
            }
        }
    }

    fn reserve_arc(&mut self, vertex: VertexId, label: Label) {
        let count = self.vertex(vertex).arcs.len();
        let child = self.ensure_arc(vertex, label, ArcKind::Pending);
        if count < self.vertex(vertex).arcs.len() {
            self.apply_patterns(vertex, label, child);
        }
    }

    fn insert_disjunction(&mut self, vertex: VertexId, conjunct: Conjunct, embedded: bool) {
        if self.vertex(vertex).is_copy() {
            let key = self.pick_key(conjunct);
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
