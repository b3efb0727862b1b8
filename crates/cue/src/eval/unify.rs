//! Unifying a vertex: running its tasks in rounds until nothing is left or nothing moves.

use super::{
    Evaluator, FREE, Frame,
    error::ErrorKind,
    task::TaskState,
    vertex::{Conjunct, Outcome, VertexId},
};
use crate::{
    compile::ir::Expr,
    diag::{Code, Diagnostic},
    kind::Kinds,
    label::Label,
};

impl Evaluator {
    /// Unifies a vertex; returns `FREE`, or the depth of the frame that it is blocked on.
    pub fn unify(&mut self, id: VertexId) -> u32 {
        let vertex = self.vertex(id);
        if !matches!(vertex.outcome, Outcome::Open) {
            return FREE;
        }
        if vertex.depth != FREE {
            return vertex.depth;
        }
        if let Some(depth) = self.still_blocked(vertex.blocked) {
            return depth;
        }
        stacker::maybe_grow(256 << 10, 2 << 20, || self.unify_here(id))
    }

    fn unify_here(&mut self, id: VertexId) -> u32 {
        if let Some(error) = self.exhausted {
            self.vertex_mut(id).outcome = Outcome::Bottom(error);
            return FREE;
        }
        let depth = u32::try_from(self.stack.len()).unwrap_or(FREE - 1);
        self.serial = self.serial.wrapping_add(1);
        self.stack.push(Frame {
            serial: self.serial,
            vertex: id,
        });
        self.vertex_mut(id).depth = depth;
        let low = self.run(id, depth);
        self.stack.pop();
        self.state_mut(id).frozen = false;
        let note = self.block(low);
        let vertex = self.vertex_mut(id);
        vertex.depth = FREE;
        vertex.blocked = note;
        low
    }

    fn run(&mut self, id: VertexId, depth: u32) -> u32 {
        let low = self.run_tasks(id, depth);
        if low != FREE {
            return low;
        }
        let low = self.conclude(id, depth);
        if low == FREE {
            self.version += 1;
        }
        low
    }

    fn insert_conjuncts(&mut self, id: VertexId) {
        loop {
            let at = self.state(id).inserted;
            let Some(conjunct) = self.vertex(id).conjuncts.get(at).copied() else {
                return;
            };
            self.state_mut(id).inserted = at + 1;
            let slot = match self.program.expr(conjunct.expr) {
                Expr::Lit(_)
                | Expr::Kind(_)
                | Expr::Bound { .. }
                | Expr::Interpolation { .. }
                | Expr::Binary { .. } => 0,
                _ => self.root_slot(id, conjunct),
            };
            let info = super::vertex::Info {
                slot,
                ..conjunct.info
            };
            self.insert(id, Conjunct { info, ..conjunct }, false);
        }
    }

    fn run_tasks(&mut self, id: VertexId, depth: u32) -> u32 {
        loop {
            self.insert_conjuncts(id);
            let (mut progress, mut waiting, mut low) = (false, false, FREE);
            let mut at = 0;
            while at < self.state(id).tasks.len() {
                if self.state(id).tasks[at].state == TaskState::Waiting {
                    let blocked = self.run_task(id, at);
                    if blocked == FREE {
                        progress = true;
                        self.state_mut(id).frozen = false;
                    } else {
                        waiting = true;
                        low = low.min(blocked);
                    }
                }
                self.insert_conjuncts(id);
                at += 1;
            }
            if self.state(id).non_cyclic && !self.state(id).cyclic.is_empty() {
                let cyclic = std::mem::take(&mut self.state_mut(id).cyclic);
                for (target, conjunct) in cyclic {
                    self.include_all(id, target, conjunct, false);
                }
                continue;
            }
            if !waiting {
                return FREE;
            }
            if progress {
                continue;
            }
            if !self.state(id).picks.is_empty() && low >= depth {
                // the arms may know more
                return FREE;
            }
            if self.state(id).frozen {
                self.give_up(id);
                return FREE;
            }
            low = low.min(self.open_low(id));
            if low < depth {
                return low;
            }
            self.state_mut(id).frozen = true;
            self.doubtful = true;
            self.version += 1;
        }
    }

    /// Turns tasks that wait for themselves into errors.
    fn give_up(&mut self, id: VertexId) {
        let error = self.cycle(id);
        let state = self.state_mut(id);
        for task in &mut state.tasks {
            if task.state == TaskState::Waiting {
                task.state = TaskState::Done;
            }
        }
        state.errors.push(error);
    }

    /// The depth of the outermost frame that may still add to a vertex through those around it.
    pub(super) fn open_low(&self, id: VertexId) -> u32 {
        let mut low = FREE;
        let mut child = id;
        while let Some(parent) = self.vertex(child).parent {
            let label = self.vertex(child).label;
            let vertex = self.vertex(parent);
            if vertex.depth != FREE {
                if !vertex.state.frozen && self.may_still_add(parent, label) {
                    low = low.min(vertex.depth);
                }
            } else if let Some(blocked) = self.still_blocked(vertex.blocked)
                && self.may_still_add(parent, label)
            {
                low = low.min(blocked);
            }
            child = parent;
        }
        low
    }

    pub(super) fn may_still_add(&self, id: VertexId, label: Label) -> bool {
        self.state(id).tasks.iter().any(|task| match task.state {
            TaskState::Waiting => task.may_add(&self.program, label),
            TaskState::Running => task.aims_at(&self.program, label),
            TaskState::Done => false,
        })
    }

    /// Works out the value once all tasks are done.
    fn conclude(&mut self, id: VertexId, depth: u32) -> u32 {
        if let Some(error) = self.fatal_error(id) {
            self.vertex_mut(id).outcome = Outcome::Bottom(error);
            return FREE;
        }
        if let Some(target) = self.shared_target(id) {
            self.vertex_mut(id).outcome = Self::shared_outcome(target);
            return FREE;
        }
        if !self.state(id).picks.is_empty() {
            return self.resolve_picks(id, depth);
        }
        let state = self.state(id);
        let cyclic_arm = state.cyclic_arm.filter(|_| !state.non_cyclic);
        if !self.state(id).cyclic.is_empty() || cyclic_arm.is_some() {
            let mut error = Diagnostic::error(Code::Structural, "structural cycle");
            error.path = self.path(id);
            for (_, conjunct) in &self.state(id).cyclic {
                error = error.at(self.program.span(conjunct.expr), "");
            }
            if let Some(arm) = cyclic_arm {
                error = error.at(self.program.span(arm), "");
            }
            let error = self.record(ErrorKind::Fatal, error);
            self.state_mut(id).errors.push(error);
        }
        let state = self.state_mut(id);
        let excluded = state.kinds == Some(Kinds::ANY.without(Kinds::NULL));
        if state.maybe_struct && !state.top && (state.kinds.is_none() || excluded) {
            state.kinds = Some(Kinds::STRUCT);
        }
        if state.maybe_struct && state.top && state.kinds.is_none() {
            state.kinds = Some(Kinds::ANY);
        }
        self.check_length(id);
        self.check_value(id);
        let errors = &self.state(id).errors;
        let first = self.fatal_error(id).or_else(|| errors.first().copied());
        self.vertex_mut(id).outcome = match first {
            Some(error) => Outcome::Bottom(error),
            None => Outcome::Value,
        };
        FREE
    }

    /// The first fatal error noted for a vertex.
    pub(super) fn fatal_error(&self, id: VertexId) -> Option<super::ErrorId> {
        self.state(id)
            .errors
            .iter()
            .copied()
            .find(|error| self.is_fatal(*error))
    }
}
