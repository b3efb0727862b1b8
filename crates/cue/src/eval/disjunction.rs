//! Disjunctions: one copy of the vertex for each arm that remains.

use std::rc::Rc;

use super::{
    Evaluator, FREE,
    error::ErrorKind,
    vertex::{ArcKind, Check, Conjunct, Outcome, VertexId},
};
use crate::{
    compile::ir::{Expr, ExprId},
    diag::{Code, Diagnostic},
};

/// Whether an arm is a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// There are defaults and this is none.
    Not,
    /// Nothing is marked.
    Maybe,
    /// It is.
    Is,
}

/// An arm that remains.
#[derive(Clone, Copy, Debug)]
pub struct Arm {
    /// The vertex with the arm chosen.
    pub vertex: VertexId,
    /// Whether it is a default.
    pub mode: Mode,
}

/// The choice of an arm: the disjunction, with the canonical number of its environment, and which arm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) key: (ExprId, u32),
    pub(super) arm: usize,
}

impl Evaluator {
    /// Replaces the disjunctions among the conjuncts by the arms that remain.
    pub(super) fn resolve_picks(&mut self, id: VertexId, depth: u32) -> u32 {
        loop {
            let low = self.try_picks(id, depth);
            if low < depth {
                return low;
            }
            if low == FREE {
                return FREE;
            }
            if self.state(id).frozen {
                let error = self.cycle(id);
                self.vertex_mut(id).outcome = Outcome::Bottom(error);
                return FREE;
            }
            let open = self.open_low(id);
            if open < depth {
                return open;
            }
            self.state_mut(id).frozen = true;
            self.version += 1;
        }
    }

    fn try_picks(&mut self, id: VertexId, depth: u32) -> u32 {
        let conjunct: Conjunct = self.state(id).picks[0].conjunct;
        let Expr::Disjunction(terms) = self.program.expr(conjunct.expr).clone() else {
            return FREE;
        };
        let key = (conjunct.expr, self.canonical_env(conjunct.env));
        let marked = terms.iter().any(|(_, mark)| *mark);
        let mut arms: Vec<Arm> = Vec::new();
        let mut reasons = Vec::new();
        let mut blocked = FREE;
        for (at, (_, mark)) in terms.iter().enumerate() {
            let copy = self.copy(id, Choice { key, arm: at });
            let low = self.unify(copy);
            if low != FREE {
                if low >= depth && self.state(id).frozen {
                    // what depends on the vertex itself cannot tell the arms apart
                    self.vertex_mut(copy).outcome = Outcome::Value;
                } else {
                    blocked = blocked.min(low);
                    continue;
                }
            }
            self.finish(copy);
            let found: Vec<Arm> = match self.vertex(copy).outcome.clone() {
                Outcome::Bottom(error) => {
                    reasons.push(error);
                    continue;
                }
                Outcome::Arms(arms) => arms.to_vec(),
                Outcome::Value | Outcome::Open => vec![Arm {
                    vertex: copy,
                    mode: Mode::Maybe,
                }],
            };
            for mut arm in found {
                arm.mode = match (marked, *mark, arm.mode) {
                    (true, false, _) => Mode::Not,
                    (true, true, Mode::Maybe) => Mode::Is,
                    (_, _, mode) => mode,
                };
                self.merge(&mut arms, arm);
            }
            if arms.len() > self.limits.disjuncts {
                let error = self.limit("the disjunctions have too many combinations");
                self.vertex_mut(id).outcome = Outcome::Bottom(error);
                return FREE;
            }
        }
        if blocked != FREE {
            return blocked;
        }
        if !marked && arms.iter().any(|arm| arm.mode != Mode::Maybe) {
            for arm in &mut arms {
                if arm.mode == Mode::Maybe {
                    arm.mode = Mode::Not;
                }
            }
        }
        if arms.is_empty() {
            self.no_arm(id, conjunct.expr, &reasons);
            return FREE;
        }
        self.vertex_mut(id).outcome = Outcome::Arms(arms.into());
        FREE
    }

    fn copy(&mut self, id: VertexId, choice: Choice) -> VertexId {
        let (parent, label) = (self.vertex(id).parent, self.vertex(id).label);
        let copy = self.add_vertex(parent, label);
        let family = self.family(id);
        let conjuncts = self.vertex(id).conjuncts.clone();
        let mut choices = self.vertex(id).choices.to_vec();
        choices.push(choice);
        let vertex = self.vertex_mut(copy);
        vertex.family = Some(family);
        vertex.conjuncts = conjuncts;
        vertex.choices = Rc::from(choices);
        copy
    }

    fn merge(&self, arms: &mut Vec<Arm>, arm: Arm) {
        for old in arms.iter_mut() {
            if self.same(old.vertex, arm.vertex) {
                old.mode = old.mode.max(arm.mode);
                return;
            }
        }
        arms.push(arm);
    }

    fn no_arm(&mut self, id: VertexId, at: ExprId, reasons: &[super::ErrorId]) {
        let incomplete = reasons.iter().any(|error| !self.is_fatal(*error));
        let kind = if incomplete {
            ErrorKind::Incomplete
        } else {
            ErrorKind::Fatal
        };
        let mut error = Diagnostic::error(Code::EmptyDisjunction, "no arm of the disjunction fits");
        error = error.at(self.program.span(at), "");
        error.path = self.path(id);
        error.children = reasons
            .iter()
            .take(16)
            .map(|reason| self.diagnostic(*reason).clone())
            .collect();
        let error = self.record(kind, error);
        self.vertex_mut(id).outcome = Outcome::Bottom(error);
    }

    /// Tells whether two finished vertices are the same value.
    pub(super) fn same(&self, a: VertexId, b: VertexId) -> bool {
        if a == b {
            return true;
        }
        match (&self.vertex(a).outcome, &self.vertex(b).outcome) {
            (Outcome::Arms(x), Outcome::Arms(y)) => {
                x.len() == y.len()
                    && x.iter()
                        .zip(y.iter())
                        .all(|(x, y)| x.mode == y.mode && self.same(x.vertex, y.vertex))
            }
            (Outcome::Value | Outcome::Open, Outcome::Value | Outcome::Open) => {
                self.same_value(a, b)
            }
            (Outcome::Bottom(x), Outcome::Bottom(y)) => {
                x == y || {
                    let (x, y) = (self.diagnostic(*x), self.diagnostic(*y));
                    x.message == y.message && x.labels == y.labels
                }
            }
            _ => false,
        }
    }

    fn same_value(&self, a: VertexId, b: VertexId) -> bool {
        let (x, y) = (self.state(a), self.state(b));
        if x.kinds() != y.kinds() {
            return false;
        }
        match (&x.scalar, &y.scalar) {
            (Some((x, _)), Some((y, _))) => return x.same(y),
            (None, None) => {}
            _ => return false,
        }
        if x.length != y.length
            || x.checks.len() != y.checks.len()
            || x.patterns.len() != y.patterns.len()
        {
            return false;
        }
        let checks = x
            .checks
            .iter()
            .zip(&y.checks)
            .all(|(x, y)| match (&x.check, &y.check) {
                (Check::Bound(op, x), Check::Bound(other, y)) => op == other && x.same(y),
                (Check::Validator(..), Check::Validator(..)) => x.expr == y.expr && x.env == y.env,
                _ => false,
            });
        let patterns = x
            .patterns
            .iter()
            .zip(&y.patterns)
            .all(|(x, y)| x.value == y.value);
        let tails = x.tails.len() == y.tails.len()
            && x.tails
                .iter()
                .zip(&y.tails)
                .all(|(x, y)| x.value == y.value);
        let count = |id: VertexId| {
            self.vertex(id)
                .arcs
                .iter()
                .filter(|arc| arc.kind != ArcKind::Pending)
                .count()
        };
        if !checks
            || !patterns
            || !tails
            || count(a) != count(b)
            || self.is_closed(a) != self.is_closed(b)
        {
            return false;
        }
        self.vertex(a)
            .arcs
            .iter()
            .filter(|arc| arc.kind != ArcKind::Pending)
            .all(|arc| {
                self.arc(b, arc.label).is_some_and(|other| {
                    other.kind == arc.kind
                        && (arc.kind == ArcKind::Optional || self.same(arc.vertex, other.vertex))
                })
            })
    }
}
