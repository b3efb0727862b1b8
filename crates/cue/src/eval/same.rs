//! Telling whether two values are the same, for arms of disjunctions.
//!
//! Most arms differ early. A fingerprint of the upper levels finds the few that are worth comparing in full.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{
    Evaluator,
    vertex::{ArcKind, Check, Outcome, VertexId},
};
use crate::{compile::ir::Scalar, kind::Kinds};

/// Levels that a fingerprint looks at.
const LEVELS: usize = 6;

/// Vertices that a fingerprint looks at.
const NODES: usize = 256;

fn hash_scalar(scalar: &Scalar, hasher: &mut DefaultHasher) {
    match scalar {
        Scalar::Null => 0_u8.hash(hasher),
        Scalar::Bool(value) => value.hash(hasher),
        Scalar::Number(number) => number.hash(hasher),
        Scalar::String(text) => text.hash(hasher),
        Scalar::Bytes(bytes) => bytes.hash(hasher),
    }
}

impl Evaluator {
    /// A number that is the same for values that are the same.
    pub(super) fn fingerprint(&mut self, vertex: VertexId) -> u64 {
        let mut nodes = NODES;
        let print = self.fingerprint_below(vertex, LEVELS, &mut nodes);
        // large values are all alike, in whatever order their fields stand
        if nodes == 0 { 0 } else { print }
    }

    fn fingerprint_below(&mut self, vertex: VertexId, levels: usize, nodes: &mut usize) -> u64 {
        *nodes = nodes.saturating_sub(1);
        if levels == 0 || *nodes == 0 {
            return 0;
        }
        let vertex = self.follow(vertex);
        let mut hasher = DefaultHasher::default();
        match self.vertex(vertex).outcome.clone() {
            Outcome::Bottom(_) => 1_u8.hash(&mut hasher),
            Outcome::Arms(arms) => {
                arms.len().hash(&mut hasher);
                for arm in arms.iter() {
                    self.fingerprint_below(arm.vertex, levels - 1, nodes)
                        .hash(&mut hasher);
                }
            }
            Outcome::Value | Outcome::Open => {
                let state = self.state(vertex);
                state.kinds().hash(&mut hasher);
                if let Some((scalar, _)) = &state.scalar {
                    hash_scalar(scalar, &mut hasher);
                    return hasher.finish();
                }
                state.length.hash(&mut hasher);
                if !self.holds_fields(vertex) {
                    state.checks.len().hash(&mut hasher);
                }
                let mut fields = 0_u64;
                for at in 0..self.vertex(vertex).arcs.len() {
                    let arc = self.vertex(vertex).arcs[at];
                    let mut field = DefaultHasher::default();
                    arc.label.hash(&mut field);
                    match arc.kind {
                        ArcKind::Pending => continue,
                        ArcKind::Optional => 1_u8.hash(&mut field),
                        ArcKind::Required => 2_u8.hash(&mut field),
                        ArcKind::Member => self
                            .fingerprint_below(arc.vertex, levels - 1, nodes)
                            .hash(&mut field),
                    }
                    // the order does not count; a hash that mixes well keeps sums apart
                    fields = fields.wrapping_add(field.finish());
                }
                fields.hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// Tells whether two finished vertices are the same value.
    pub(super) fn same(&mut self, a: VertexId, b: VertexId) -> bool {
        let (a, b) = (self.follow(a), self.follow(b));
        if a == b {
            return true;
        }
        if self.step().is_err() {
            return false;
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

    /// Tells whether a vertex is a struct or list, not only conditions on one.
    fn holds_fields(&self, vertex: VertexId) -> bool {
        let kinds = self.state(vertex).kinds();
        (kinds.within(Kinds::LIST) || kinds.within(Kinds::STRUCT)) && !self.is_condition(vertex)
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
        // what further fields and elements must be does not count, as nothing is there that differs
        if x.length != y.length {
            return false;
        }
        // conditions on what is there have been met
        let met = self.holds_fields(a) && self.holds_fields(b);
        if !met && x.checks.len() != y.checks.len() {
            return false;
        }
        let checks = met
            || x.checks
                .iter()
                .zip(&y.checks)
                .all(|(x, y)| match (&x.check, &y.check) {
                    (Check::Bound(op, x), Check::Bound(other, y)) => op == other && x.same(y),
                    (Check::Validator(..), Check::Validator(..)) => {
                        x.expr == y.expr && x.env == y.env
                    }
                    _ => false,
                });
        let arcs = |id: VertexId| {
            let arcs = self
                .vertex(id)
                .arcs
                .iter()
                .filter(|arc| arc.kind != ArcKind::Pending);
            arcs.copied().collect::<Vec<_>>()
        };
        let (left, right) = (arcs(a), arcs(b));
        if !checks || left.len() != right.len() || self.is_closed(a) != self.is_closed(b) {
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
