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
pub(super) enum Mode {
    /// There are defaults and this is none.
    Not,
    /// Nothing is marked.
    Maybe,
    /// It is.
    Is,
}

/// An arm that remains.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arm {
    /// The vertex with the arm chosen.
    pub(super) vertex: VertexId,
    /// Whether it is a default.
    pub(super) mode: Mode,
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
        let key = self.pick_key(conjunct);
        let mut marked = terms.iter().any(|(_, mark)| *mark);
        let mut found: Vec<(Arm, bool)> = Vec::new();
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
            match self.vertex(copy).outcome.clone() {
                Outcome::Bottom(error) => reasons.push(error),
                _ if self.broken(copy).is_some() => reasons.extend(self.broken(copy)),
                Outcome::Arms(inner) => found.extend(inner.iter().map(|arm| (*arm, *mark))),
                Outcome::Value | Outcome::Open => {
                    found.push((
                        Arm {
                            vertex: copy,
                            mode: Mode::Maybe,
                        },
                        *mark,
                    ));
                }
            }
            if found.len() > self.limits.disjuncts {
                let error = self.limit("the disjunctions have too many combinations");
                self.vertex_mut(id).outcome = Outcome::Bottom(error);
                return FREE;
            }
        }
        if blocked != FREE {
            return blocked;
        }
        if marked && !found.iter().any(|(_, mark)| *mark) && !self.mark_survives(id, key, &terms) {
            marked = false;
        }
        let mut arms: Vec<Arm> = Vec::new();
        for (mut arm, mark) in found {
            arm.mode = match (marked, mark, arm.mode) {
                (true, false, _) => Mode::Not,
                (true, true, Mode::Maybe) => Mode::Is,
                (_, _, mode) => mode,
            };
            self.merge(&mut arms, arm);
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

    /// Tells whether a marked arm fits what is no disjunction.
    fn mark_survives(
        &mut self,
        id: VertexId,
        key: (ExprId, u32),
        terms: &[(ExprId, bool)],
    ) -> bool {
        let mut base = id;
        while let Some(original) = self.vertex(base).original {
            let picks: Vec<_> = self
                .state(original)
                .picks
                .iter()
                .map(|pick| pick.conjunct)
                .collect();
            if !picks
                .into_iter()
                .any(|conjunct| self.pick_key(conjunct) == key)
            {
                break;
            }
            base = original;
        }
        if base == id && self.state(id).picks.len() == 1 {
            return false;
        }
        for (at, _) in terms.iter().enumerate().filter(|(_, (_, mark))| *mark) {
            let copy = self.copy(base, Choice { key, arm: at });
            self.vertex_mut(copy).lone = true;
            if self.unify(copy) != FREE {
                return true;
            }
            self.finish(copy);
            if !matches!(self.vertex(copy).outcome, Outcome::Bottom(_)) {
                return true;
            }
        }
        false
    }

    /// The first error anywhere in an arm.
    fn broken(&mut self, id: VertexId) -> Option<super::ErrorId> {
        let id = match &self.vertex(id).outcome {
            Outcome::Bottom(error) => return Some(*error),
            Outcome::Arms(arms) if arms.len() == 1 => arms[0].vertex,
            Outcome::Arms(_) | Outcome::Open => return None,
            Outcome::Value => id,
        };
        let mut at = 0;
        while at < self.vertex(id).arcs.len() {
            let arc = self.vertex(id).arcs[at];
            at += 1;
            if arc.kind == ArcKind::Member
                && arc.label.is_regular()
                && let Some(error) =
                    stacker::maybe_grow(64 << 10, 1 << 20, || self.broken(arc.vertex))
            {
                return Some(error);
            }
        }
        None
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
        vertex.original = Some(id);
        vertex.conjuncts = conjuncts;
        vertex.choices = Rc::from(choices);
        copy
    }

    fn merge(&mut self, arms: &mut Vec<Arm>, arm: Arm) {
        for old in arms.iter_mut() {
            if self.same(old.vertex, arm.vertex) {
                old.mode = old.mode.max(arm.mode);
                return;
            }
        }
        arms.push(arm);
    }

    /// The arms of a disjunction, if all are literals.
    fn literal_arms(&self, at: ExprId) -> Option<String> {
        let Expr::Disjunction(arms) = self.program.expr(at) else {
            return None;
        };
        let shown = arms.iter().map(|(arm, _)| match self.program.expr(*arm) {
            Expr::Lit(scalar) => Some(super::value::display(scalar)),
            _ => None,
        });
        shown
            .collect::<Option<Vec<_>>>()
            .map(|shown| shown.join(", "))
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
        if let Some(values) = self.literal_arms(at) {
            error.help = Some(format!("allowed are {values}"));
        }
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
    pub(super) fn same(&mut self, a: VertexId, b: VertexId) -> bool {
        let (a, b) = (self.follow(a), self.follow(b));
        if a == b {
            return true;
        }
        match (
            self.vertex(a).outcome.clone(),
            self.vertex(b).outcome.clone(),
        ) {
            (Outcome::Arms(x), Outcome::Arms(y)) => {
                let mut pairs = x.iter().zip(y.iter());
                x.len() == y.len()
                    && pairs.all(|(x, y)| x.mode == y.mode && self.same(x.vertex, y.vertex))
            }
            (Outcome::Value | Outcome::Open, Outcome::Value | Outcome::Open) => {
                self.same_value(a, b)
            }
            (Outcome::Bottom(x), Outcome::Bottom(y)) => {
                x == y || {
                    let (x, y) = (self.diagnostic(x), self.diagnostic(y));
                    x.message == y.message && x.labels == y.labels
                }
            }
            _ => false,
        }
    }

    fn same_value(&mut self, a: VertexId, b: VertexId) -> bool {
        let (x, y) = (self.state(a), self.state(b));
        if x.kinds() != y.kinds() {
            return false;
        }
        match (&x.scalar, &y.scalar) {
            (Some((x, _)), Some((y, _))) => return x.same(y),
            (None, None) => {}
            _ => return false,
        }
        let closed_lists = x.length.is_some() && y.length.is_some();
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
        let tails = closed_lists
            || x.tails.len() == y.tails.len()
                && x.tails
                    .iter()
                    .zip(&y.tails)
                    .all(|(x, y)| x.value == y.value);
        let arcs = |id: VertexId| {
            let arcs = self
                .vertex(id)
                .arcs
                .iter()
                .filter(|arc| arc.kind != ArcKind::Pending);
            arcs.copied().collect::<Vec<_>>()
        };
        let (left, right) = (arcs(a), arcs(b));
        if !checks
            || !patterns
            || !tails
            || left.len() != right.len()
            || self.is_closed(a) != self.is_closed(b)
        {
            return false;
        }
        for arc in left {
            let Some(other) = right.iter().find(|other| other.label == arc.label) else {
                return false;
            };
            if other.kind != arc.kind {
                return false;
            }
            self.unify(arc.vertex);
            self.unify(other.vertex);
            if !stacker::maybe_grow(64 << 10, 1 << 20, || self.same(arc.vertex, other.vertex)) {
                return false;
            }
        }
        true
    }
}
