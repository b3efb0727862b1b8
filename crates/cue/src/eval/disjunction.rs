//! Disjunctions: one copy of the vertex for each arm that remains.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::{SmallVec, smallvec};

use super::{
    Evaluator, FREE,
    defaults::{Mark, Mode, settle},
    error::{ErrorId, ErrorKind},
    misfit::Misfit,
    room::diagnostic_bytes,
    task::{TaskKind, TaskState},
    vertex::{ArcKind, Conjunct, Copied, Outcome, VertexId},
};
use crate::{
    compile::ir::{Expr, ExprId},
    diag::{Code, Diagnostic},
};

/// How many arms an error says the reason of.
const REASONS: usize = 16;

/// How many reasons there are within one another in an error.
const READABLE: usize = 256;

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

/// Why an arm does not fit.
enum Reason {
    Misfit(Misfit),
    Error(ErrorId),
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
        let Some(copied) = &self.vertex(id).copied else {
            return FxHashSet::default();
        };
        let original = copied.original;
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

    /// Tells whether an arm has failed only together with disjunctions that are not decided here.
    fn fits_alone(&mut self, copy: VertexId, inherited: &FxHashSet<Key>) -> bool {
        if inherited.is_empty() || self.fatal_error(copy).is_some() {
            return false;
        }
        let picks: SmallVec<[Conjunct; 4]> = self
            .state(copy)
            .picks
            .iter()
            .map(|pick| pick.conjunct)
            .collect();
        let mut keys = picks.iter().map(|conjunct| self.pick_key(*conjunct));
        !picks.is_empty() && keys.all(|key| inherited.contains(&key))
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
        let ranked = terms.iter().any(|(_, marked)| *marked);
        let mut found: Vec<Arm> = Vec::new();
        let mut reasons = Vec::new();
        let mut blocked = FREE;
        // arms that only disjunctions decided further out have ruled out
        let mut lost = 0_usize;
        for (at, (term, marked)) in terms.iter().enumerate() {
            if let Some(misfit) = self.misfit(id, *term, conjunct.env) {
                if reasons.len() < REASONS {
                    reasons.push(Reason::Misfit(misfit));
                }
                continue;
            }
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
                ranked,
                nested,
            };
            match self.vertex(copy).outcome.clone() {
                Outcome::Bottom(error) => {
                    lost += usize::from(self.fits_alone(copy, &inherited));
                    reasons.push(Reason::Error(error));
                }
                _ if self.broken(copy).is_some() => {
                    reasons.extend(self.broken(copy).map(Reason::Error));
                }
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
        let default = found
            .iter()
            .flat_map(|arm| &arm.marks)
            .any(|mark| mark.marked || mark.nested == Mode::Is && !mark.ranked);
        let ambiguous = self.state(id).ambiguous.filter(|_| !default);
        if let Some(error) = ambiguous {
            self.vertex_mut(id).outcome = Outcome::Bottom(error);
            return FREE;
        }
        if found.is_empty() {
            self.no_arm(id, conjunct.expr, reasons);
            return FREE;
        }
        settle(&mut found, &inherited);
        let mut arms = Distinct::default();
        for arm in found {
            self.merge(&mut arms, arm);
        }
        let mut arms = arms.arms;
        if let [only] = &mut arms[..]
            && lost == 0
        {
            // a value that is left alone is no default of anything
            only.mode = Mode::Maybe;
        }
        self.vertex_mut(id).outcome = Outcome::Arms(arms.into());
        FREE
    }

    /// Notes that an operation read a disjunction while its arms were being told apart.
    pub(super) fn note_ambiguous(&mut self, id: VertexId, at: ExprId) {
        if self.quiet > 0 {
            return;
        }
        if let Some((waiting, arms)) = self.waiting_operation(id) {
            let error = self.arm_cycle(arms, at);
            self.state_mut(waiting).errors.push(error);
            return;
        }
        let vertex = self.vertex(id);
        if vertex.depth == FREE || !vertex.state.frozen || vertex.state.picks.is_empty() {
            return;
        }
        let direct = vertex
            .state
            .picks
            .iter()
            .all(|pick| pick.conjunct.info.refs == 0);
        if !direct {
            return;
        }
        let error = self.arm_cycle(id, at);
        self.state_mut(id).ambiguous = Some(error);
    }

    fn arm_cycle(&mut self, id: VertexId, at: ExprId) -> ErrorId {
        let message = "an arm of the disjunction depends on which arm is chosen";
        let mut error = Diagnostic::error(Code::Cycle, message).at(self.program.span(at), "");
        error.path = self.path(id);
        self.record(ErrorKind::Incomplete, error)
    }

    /// An operation in progress and the disjunction it waits for, if it is an arm of that which needs the operation.
    fn waiting_operation(&self, id: VertexId) -> Option<(VertexId, VertexId)> {
        let mut id = id;
        while let Some(target) = self.shared_target(id) {
            id = target;
        }
        let vertex = self.vertex(id);
        let operates =
            vertex.state.tasks.iter().any(|task| {
                task.state == TaskState::Running && matches!(task.kind, TaskKind::Value)
            });
        if vertex.depth == FREE || !vertex.state.frozen || !operates {
            return None;
        }
        let arm = self.stack.last()?.vertex;
        self.vertex(arm)
            .copied
            .as_ref()
            .map(|copied| (id, copied.original))
    }

    /// The first error of an arm or of one of its fields. One further down that could be cured rules nothing out.
    fn broken(&mut self, id: VertexId) -> Option<ErrorId> {
        let id = match &self.vertex(id).outcome {
            Outcome::Bottom(error) => return Some(*error),
            Outcome::Arms(arms) if arms.len() == 1 => arms[0].vertex,
            Outcome::Arms(_) | Outcome::Open => return None,
            Outcome::Value => id,
        };
        for at in 0..self.vertex(id).arcs.len() {
            let arc = self.vertex(id).arcs[at];
            if arc.kind != ArcKind::Member {
                continue;
            }
            let held = match &self.vertex(arc.vertex).outcome {
                Outcome::Arms(arms) if arms.len() == 1 => arms[0].vertex,
                _ => arc.vertex,
            };
            if let Outcome::Bottom(error) = self.vertex(held).outcome {
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
        let choices = [self.vertex(id).choices(), &[choice]].concat().into();
        let vertex = self.vertex_mut(copy);
        vertex.copied = Some(Box::new(Copied {
            family,
            original: id,
            choices,
        }));
        vertex.conjuncts = conjuncts;
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

    /// What there is to say about the first reasons; of reasons within reasons no more than can be read.
    fn told_reasons(&self, reasons: &[ErrorId]) -> Vec<Diagnostic> {
        let mut left = READABLE;
        let told = reasons.iter().take(REASONS).map(|reason| {
            let reason = self.diagnostic(*reason);
            let size = reason.count();
            if size <= left {
                left -= size;
                return reason.clone();
            }
            Diagnostic {
                children: Vec::new(),
                labels: reason.labels.clone(),
                message: reason.message.clone(),
                path: reason.path.clone(),
                help: reason.help.clone(),
                ..*reason
            }
        });
        told.collect()
    }

    fn no_arm(&mut self, id: VertexId, at: ExprId, reasons: Vec<Reason>) {
        let reasons: Vec<_> = reasons
            .into_iter()
            .map(|reason| match reason {
                Reason::Misfit(misfit) => self.misfit_error(&misfit),
                Reason::Error(error) => error,
            })
            .collect();
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
        error.children = self.told_reasons(&reasons);
        self.note_made(diagnostic_bytes(&error));
        let error = self.record(kind, error);
        self.vertex_mut(id).outcome = Outcome::Bottom(error);
    }
}
