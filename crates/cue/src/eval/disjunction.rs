//! Disjunctions: one copy of the vertex for each arm that remains.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::{SmallVec, smallvec};

use super::{
    Evaluator, FREE,
    defaults::{Mark, Mode, settle},
    error::ErrorKind,
    vertex::{ArcKind, Conjunct, Outcome, VertexId},
};
use crate::{
    compile::ir::{Expr, ExprId},
    diag::{Code, Diagnostic},
};

/// What a disjunction is known by in all copies of a vertex: where it is written, and the number of its environment.
pub(super) type Key = (ExprId, u32);

/// An arm that remains.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    /// The vertex with the arm chosen.
    pub(super) vertex: VertexId,
    /// Whether it is a default.
    pub(super) mode: Mode,
    /// The fingerprint of the vertex, once it has been compared with other arms.
    pub(super) print: Option<u64>,
    /// What it is within the disjunctions whose defaults are decided further out.
    pub(super) marks: SmallVec<[Mark; 1]>,
}

/// The choice of an arm: the disjunction, with the canonical number of its environment, and which arm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) key: Key,
    pub(super) arm: usize,
}

/// Arms that differ, found by fingerprint.
#[derive(Default)]
struct Distinct {
    arms: Vec<Arm>,
    alike: FxHashMap<u64, SmallVec<[usize; 1]>>,
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

    /// The disjunctions of a copy that are also those of what it is a copy of.
    fn inherited(&mut self, id: VertexId) -> FxHashSet<Key> {
        let Some(original) = self.vertex(id).original else {
            return FxHashSet::default();
        };
        let picks: SmallVec<[Conjunct; 4]> = self
            .state(original)
            .picks
            .iter()
            .map(|pick| pick.conjunct)
            .collect();
        picks
            .into_iter()
            .map(|conjunct| self.pick_key(conjunct))
            .collect()
    }

    fn try_picks(&mut self, id: VertexId, depth: u32) -> u32 {
        let inherited = self.inherited(id);
        let (mut conjunct, mut key) = (self.state(id).picks[0].conjunct, None);
        // what stands within an arm comes first
        for at in 0..self.state(id).picks.len() {
            let own = self.state(id).picks[at].conjunct;
            let own_key = self.pick_key(own);
            if !inherited.contains(&own_key) {
                (conjunct, key) = (own, Some(own_key));
                break;
            }
        }
        let key = key.unwrap_or_else(|| self.pick_key(conjunct));
        let Expr::Disjunction(terms) = self.program.expr(conjunct.expr).clone() else {
            return FREE;
        };
        let mut found: Vec<Arm> = Vec::new();
        let mut reasons = Vec::new();
        let mut blocked = FREE;
        for (at, (_, marked)) in terms.iter().enumerate() {
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
            let mark = |nested: Mode| Mark {
                key,
                marked: *marked,
                nested,
            };
            match self.vertex(copy).outcome.clone() {
                Outcome::Bottom(error) => reasons.push(error),
                _ if self.broken(copy).is_some() => reasons.extend(self.broken(copy)),
                Outcome::Arms(inner) => found.extend(inner.iter().map(|arm| {
                    let mut arm = arm.clone();
                    arm.marks.push(mark(arm.mode));
                    arm
                })),
                Outcome::Value | Outcome::Open => {
                    found.push(Arm {
                        vertex: copy,
                        mode: Mode::Maybe,
                        print: None,
                        marks: smallvec![mark(Mode::Maybe)],
                    });
                }
            }
            if found.len() > self.limits.disjuncts {
                self.exhaust("the disjunctions have too many combinations");
            }
            if let Some(error) = self.exhausted {
                self.vertex_mut(id).outcome = Outcome::Bottom(error);
                return FREE;
            }
        }
        if blocked != FREE {
            return blocked;
        }
        if let Some(error) = self.state(id).ambiguous {
            self.vertex_mut(id).outcome = Outcome::Bottom(error);
            return FREE;
        }
        if found.is_empty() {
            self.no_arm(id, conjunct.expr, &reasons);
            return FREE;
        }
        settle(&mut found, &inherited);
        let mut arms = Distinct::default();
        for arm in found {
            self.merge(&mut arms, arm);
        }
        let mut arms = arms.arms;
        if let [only] = &mut arms[..] {
            // a value that is left alone is no default of anything
            only.mode = Mode::Maybe;
        }
        self.vertex_mut(id).outcome = Outcome::Arms(arms.into());
        FREE
    }

    /// Notes that an operation read a disjunction, none of whose arms is marked, while its arms were being told apart.
    pub(super) fn note_ambiguous(&mut self, id: VertexId, at: ExprId) {
        let vertex = self.vertex(id);
        if vertex.depth == FREE || !vertex.state.frozen || vertex.state.picks.is_empty() {
            return;
        }
        let decided = vertex.state.picks.iter().any(|pick| {
            let Expr::Disjunction(arms) = self.program.expr(pick.conjunct.expr) else {
                return false;
            };
            pick.conjunct.info.refs != 0 || arms.iter().any(|(_, mark)| *mark)
        });
        if decided {
            return;
        }
        let message = "an arm of the disjunction depends on which arm is chosen";
        let mut error = Diagnostic::error(Code::Cycle, message).at(self.program.span(at), "");
        error.path = self.path(id);
        let error = self.record(ErrorKind::Incomplete, error);
        self.state_mut(id).ambiguous = Some(error);
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

    fn merge(&mut self, distinct: &mut Distinct, mut arm: Arm) {
        let print = match arm.print {
            Some(print) => print,
            None => self.fingerprint(arm.vertex),
        };
        arm.print = Some(print);
        let alike = distinct.alike.entry(print).or_default();
        for at in alike.iter() {
            let old = &mut distinct.arms[*at];
            if old.marks == arm.marks && self.same(old.vertex, arm.vertex) {
                old.mode = old.mode.max(arm.mode);
                return;
            }
        }
        alike.push(distinct.arms.len());
        distinct.arms.push(arm);
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
}
