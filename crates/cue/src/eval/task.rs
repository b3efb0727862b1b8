//! Tasks: what a vertex still has to do before it is unified.

use std::rc::Rc;

use super::{
    Eval, Evaluator, FREE, Stop,
    closed::{Closes, Link},
    env::{Env, EnvKind},
    value::Val,
    vertex::{ArcKind, Block, Check, Checked, Conjunct, Info, Matcher, Pattern, VertexId},
};
use crate::{
    compile::ir::{BoundOp, Expr, ExprId, Presence, Program, Scalar},
    diag::Code,
    kind::Kinds,
    label::Label,
};

/// What a task does.
#[derive(Clone, Copy, Debug)]
pub(super) enum TaskKind {
    /// Adds the conjuncts of what is referred to.
    Reference,
    /// Adds the bodies of a comprehension.
    Comprehension,
    /// Adds a field whose label is computed.
    Computed {
        label: ExprId,
        presence: Presence,
        value: ExprId,
    },
    /// Adds a pattern.
    Pattern { label: ExprId, value: ExprId },
    /// Adds the value of a call or operation.
    Value,
    /// Adds a bound.
    Bound(BoundOp, ExprId),
    /// Adds the elements of a list with comprehensions.
    Elements,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TaskState {
    Waiting,
    Running,
    Done,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    pub(super) kind: TaskKind,
    pub(super) conjunct: Conjunct,
    pub(super) embedded: bool,
    pub(super) state: TaskState,
    /// What the last attempt was blocked on.
    pub(super) blocked: Block,
}

impl Task {
    pub(super) fn new(kind: TaskKind, conjunct: Conjunct, embedded: bool) -> Self {
        Self {
            kind,
            conjunct,
            embedded,
            state: TaskState::Waiting,
            blocked: Block::NONE,
        }
    }

    /// Tells whether the task may add something to a field.
    pub(super) fn may_add(&self, program: &Program, label: Label) -> bool {
        match &self.kind {
            TaskKind::Comprehension => self
                .labels(program)
                .is_none_or(|labels| labels.contains(&label)),
            TaskKind::Computed { .. } | TaskKind::Pattern { .. } => label.is_string(),
            TaskKind::Bound(..) => false,
            TaskKind::Elements => label.as_index().is_some(),
            TaskKind::Reference | TaskKind::Value => true,
        }
    }

    /// Tells whether the task adds something to the field if it adds anything.
    pub(super) fn aims_at(&self, program: &Program, label: Label) -> bool {
        self.labels(program)
            .is_some_and(|labels| labels.contains(&label))
    }

    /// Labels that the task can add; any if not known.
    fn labels<'a>(&self, program: &'a Program) -> Option<&'a [Label]> {
        match (&self.kind, program.expr(self.conjunct.expr)) {
            (TaskKind::Comprehension, Expr::Comprehension(comprehension)) => {
                comprehension.labels.as_deref()
            }
            _ => None,
        }
    }
}

impl Evaluator {
    pub(super) fn push_task(&mut self, vertex: VertexId, task: Task) {
        let tasks = &mut self.state_mut(vertex).tasks;
        if tasks.is_empty() {
            // most vertices have no other
            tasks.reserve_exact(1);
        }
        tasks.push(task);
    }

    /// Tells whether a note of being blocked still holds.
    pub(super) fn still_blocked(&self, block: Block) -> Option<u32> {
        let frame = self.stack.get(block.depth as usize)?;
        let holds = frame.serial == block.serial && block.version == self.version;
        holds.then_some(block.depth)
    }

    /// Notes what an attempt is blocked on; nothing for `FREE`.
    pub(super) fn block(&self, depth: u32) -> Block {
        let frame = self.stack.get(depth as usize);
        frame.map_or(Block::NONE, |frame| Block {
            depth,
            serial: frame.serial,
            version: self.version,
        })
    }

    /// Runs a waiting task; returns the depth it is blocked on, or `FREE` when it is done.
    pub(super) fn run_task(&mut self, vertex: VertexId, at: usize) -> u32 {
        let task = self.state(vertex).tasks[at];
        if let Some(depth) = self.still_blocked(task.blocked) {
            return depth;
        }
        self.state_mut(vertex).tasks[at].state = TaskState::Running;
        let outer = std::mem::replace(&mut self.current, task.conjunct.info);
        let iterated = std::mem::take(&mut self.iterated);
        let result = self.step().and_then(|()| self.perform(vertex, at, &task));
        for source in std::mem::replace(&mut self.iterated, iterated) {
            if result.is_ok() {
                self.vertex_mut(source).iterated = true;
            }
        }
        self.current = outer;
        let (state, depth) = match result {
            Ok(()) => (TaskState::Done, FREE),
            Err(Stop::Error(error)) => {
                self.place(error, vertex);
                self.state_mut(vertex).errors.push(error);
                (TaskState::Done, FREE)
            }
            Err(Stop::Blocked(depth)) => (TaskState::Waiting, depth),
        };
        if state == TaskState::Done {
            self.version += 1;
        }
        let note = self.block(depth);
        let task = &mut self.state_mut(vertex).tasks[at];
        task.state = state;
        task.blocked = note;
        depth
    }

    fn perform(&mut self, vertex: VertexId, at: usize, task: &Task) -> Eval<()> {
        let conjunct = task.conjunct;
        match &task.kind {
            TaskKind::Reference => {
                let target = self.target(conjunct.expr, conjunct.env)?;
                if self.may_share(vertex, target, conjunct) {
                    self.share(vertex, target, conjunct);
                } else {
                    self.include(vertex, target, conjunct, task.embedded);
                }
                Ok(())
            }
            TaskKind::Comprehension => {
                let Expr::Comprehension(comprehension) = self.program.expr(conjunct.expr).clone()
                else {
                    return Ok(());
                };
                let envs = self.iterate(&comprehension, conjunct.expr, conjunct.env)?;
                self.state_mut(vertex).recheck.push((at, envs.len()));
                for source in std::mem::take(&mut self.iterated) {
                    self.vertex_mut(source).iterated = true;
                }
                if envs.is_empty() {
                    return Ok(());
                }
                let group = self.add_group(conjunct.info.group, Link::Embedding, Closes::No);
                for env in envs {
                    let body = Conjunct {
                        expr: comprehension.body,
                        env,
                        info: Info {
                            group,
                            ..conjunct.info
                        },
                    };
                    self.insert(vertex, body, true);
                }
                Ok(())
            }
            TaskKind::Computed {
                label,
                presence,
                value,
            } => {
                let text = self.label_value(*label, conjunct.env)?;
                let label = self.program.labels.string(&text);
                self.note_computed(vertex, conjunct.info.slot, *value, label);
                let conjunct = Conjunct {
                    expr: *value,
                    ..conjunct
                };
                self.add_field(vertex, label, ArcKind::from(*presence), conjunct);
                Ok(())
            }
            TaskKind::Pattern { label, value } => {
                if self.is_around(*label, conjunct.env, vertex) {
                    // a struct matches no label
                    return Ok(());
                }
                let matcher = self.matcher(*label, conjunct.env)?;
                let Conjunct { env, mut info, .. } = conjunct;
                info.slot = 0;
                let pattern = Pattern {
                    matcher,
                    value: *value,
                    env,
                    info,
                };
                self.add_pattern(vertex, &pattern);
                Ok(())
            }
            TaskKind::Value => self.insert_result(vertex, conjunct, task.embedded),
            TaskKind::Bound(op, value) => {
                let scalar = self.bound_operand(*op, *value, conjunct.env)?;
                self.insert_bound(vertex, conjunct, *op, scalar);
                Ok(())
            }
            TaskKind::Elements => self.insert_elements(vertex, conjunct),
        }
    }

    /// Evaluates the label of a computed field.
    pub(super) fn label_value(&mut self, label: ExprId, env: super::env::EnvId) -> Eval<Rc<str>> {
        if let Val::Vertex(vertex) = self.evaluate(label, env)? {
            let kinds = self.kinds_of(vertex);
            if !kinds.within(Kinds::STRUCT) && !kinds.within(Kinds::LIST) {
                let message = format!("not concrete: {kinds}");
                return Err(self.incomplete(Code::Incomplete, label, message));
            }
        }
        match self.concrete(label, env, Kinds::STRING, "a label must be a string")? {
            Scalar::String(text) => Ok(text),
            _ => Err(self.fatal(Code::Type, label, "a label must be a string")),
        }
    }

    /// Tells whether an expression refers to a vertex or something around it.
    fn is_around(&mut self, expr: ExprId, env: super::env::EnvId, vertex: VertexId) -> bool {
        let Expr::Field { .. } = self.program.expr(expr) else {
            return false;
        };
        let Ok(target) = self.target(expr, env) else {
            return false;
        };
        let target = self.family(target);
        let mut at = Some(vertex);
        while let Some(ancestor) = at {
            if self.family(ancestor) == target {
                return true;
            }
            at = self.vertex(ancestor).parent;
        }
        false
    }

    /// Evaluates the label of a pattern.
    fn matcher(&mut self, label: ExprId, env: super::env::EnvId) -> Eval<Matcher> {
        let temporary = self.temporary(label, env);
        let low = self.unify(temporary);
        if low != FREE {
            return Err(Stop::Blocked(low));
        }
        // one that is in error matches anything, but a condition that makes no sense nothing
        let in_error = matches!(
            self.vertex(temporary).outcome,
            super::vertex::Outcome::Bottom(_)
        );
        let senseless = match self.program.expr(label) {
            Expr::Bound { value, .. } => matches!(self.program.expr(*value), Expr::Lit(_)),
            _ => false,
        };
        Ok(if in_error && !senseless {
            Matcher::Any
        } else {
            Matcher::Value(temporary)
        })
    }

    pub(super) fn insert_bound(
        &mut self,
        vertex: VertexId,
        conjunct: Conjunct,
        op: BoundOp,
        value: Scalar,
    ) {
        let kinds = super::bound::bound_kinds(op, &value);
        if kinds.is_empty() {
            let message = format!("invalid operand for `{}`", op.as_str());
            let Stop::Error(error) = self.fatal(Code::Type, conjunct.expr, message) else {
                return;
            };
            self.state_mut(vertex).errors.push(error);
            return;
        }
        let check = Checked {
            check: Check::Bound(op, value),
            expr: conjunct.expr,
            env: conjunct.env,
        };
        self.state_mut(vertex).checks.push(check);
        self.restrict(vertex, kinds, conjunct.expr);
    }

    /// Makes the group for what a reference to a definition brings in.
    pub(super) fn definition_group(
        &mut self,
        vertex: VertexId,
        target: VertexId,
        conjunct: Conjunct,
    ) -> super::closed::GroupId {
        let parent = conjunct.info.group;
        let spawned = &self.state(vertex).spawned;
        let found = spawned
            .iter()
            .find(|(of, from, _)| *of == target && *from == parent);
        if let Some((_, _, group)) = found {
            return *group;
        }
        let group = self.add_group(parent, Link::Conjunct, Closes::Deep);
        self.closed_by(group, conjunct.expr);
        self.state_mut(vertex).spawned.push((target, parent, group));
        group
    }

    /// Opens the environment of a value that has an alias.
    pub(super) fn alias_env(&mut self, vertex: VertexId, conjunct: Conjunct) -> super::env::EnvId {
        self.add_env(Env {
            up: conjunct.env,
            kind: EnvKind::Struct {
                vertex,
                expr: conjunct.expr,
            },
        })
    }
}
