//! Sharing: a vertex that is nothing but a reference stands for what it refers to.
//!
//! Its outcome is then the target as its only arm. When another conjunct turns up, the conjuncts of the target are added
//! after all. The only effect of sharing is cost.

use std::rc::Rc;

use smallvec::SmallVec;

use super::{
    Evaluator, FREE,
    defaults::Mode,
    disjunction::Arm,
    vertex::{Conjunct, Outcome, VertexId},
};
use crate::compile::ir::Expr;

impl Evaluator {
    /// Tells whether a vertex may stand for the target of its reference.
    pub(super) fn may_share(&self, id: VertexId, target: VertexId, conjunct: Conjunct) -> bool {
        let vertex = self.vertex(id);
        let info = conjunct.info;
        let only = vertex.conjuncts.len() == 1
            && vertex.conjuncts[0].expr == conjunct.expr
            && vertex.state.inserted == 1
            && vertex.state.tasks.len() == 1;
        let own = matches!(self.program.expr(conjunct.expr), Expr::This { .. });
        if !only
            || vertex.is_copy()
            || (info.refs != 0 && !own)
            || info.cyclic
            || !self.closes_nothing(info.group)
        {
            return false;
        }
        let plain = !self.vertex(target).is_copy() && vertex.parent.is_some() && target != id;
        if !plain || self.is_definition(conjunct.expr) {
            return false;
        }
        let mut at = vertex.parent;
        let mut in_arm = false;
        // a value that is only there to be selected from does not go on below what it refers to
        let mut aside = self.is_aside(id);
        while let Some(ancestor) = at {
            if self.family(ancestor) == target && !aside {
                return false;
            }
            aside |= self.is_aside(ancestor);
            in_arm |= self.vertex(ancestor).is_copy();
            at = self.vertex(ancestor).parent;
        }
        // an arm cannot wait for what is unfinished to tell whether it fits
        if in_arm && (self.vertex(target).depth != FREE || self.vertex(target).finishing) {
            return false;
        }
        // a ring of references has no value of its own
        let mut next = Some(target);
        while let Some(link) = next {
            if link == id {
                return false;
            }
            next = self.shared_target(link);
        }
        true
    }

    /// Tells whether a vertex is no field of the struct that it is evaluated in.
    fn is_aside(&self, id: VertexId) -> bool {
        let vertex = self.vertex(id);
        vertex.parent.is_some_and(|parent| {
            let family = self.family(id);
            self.arc(parent, vertex.label)
                .is_none_or(|arc| self.family(arc.vertex) != family)
        })
    }

    /// Makes a vertex stand for another.
    pub(super) fn share(&mut self, id: VertexId, target: VertexId, conjunct: Conjunct) {
        self.state_mut(id).shared = Some((target, conjunct));
    }

    /// The vertex that another stands for.
    pub(super) fn shared_target(&self, id: VertexId) -> Option<VertexId> {
        self.state(id).shared.map(|(target, _)| target)
    }

    /// The outcome of a vertex that stands for another.
    pub(super) fn shared_outcome(target: VertexId) -> Outcome {
        Outcome::Arms(Rc::from([Arm {
            vertex: target,
            mode: Mode::Maybe,
            print: None,
            marks: SmallVec::new(),
        }]))
    }

    /// Adds the conjuncts of the vertex that this one stood for.
    pub(super) fn unshare(&mut self, id: VertexId) {
        if let Some((target, conjunct)) = self.state(id).shared {
            self.state_mut(id).shared = None;
            self.include(id, target, conjunct, false);
        }
    }

    /// Follows single arms to the vertex that holds the value.
    pub(super) fn follow(&mut self, id: VertexId) -> VertexId {
        let mut at = id;
        loop {
            self.unify(at);
            match &self.vertex(at).outcome {
                Outcome::Arms(arms) if arms.len() == 1 => at = arms[0].vertex,
                _ => return at,
            }
        }
    }
}
