//! All fatal errors below a value, not only the first.

use rustc_hash::FxHashSet;

use super::{
    ErrorId, Evaluator,
    vertex::{ArcKind, Outcome, VertexId},
};

impl Evaluator {
    /// Returns the fatal errors in a value and below it in the order of fields, at most `limit`.
    ///
    /// An error that reaches a place from below or by a reference is told once, where it arose.
    pub fn faults(&mut self, root: VertexId, limit: usize) -> Vec<ErrorId> {
        self.finish(root);
        let mut gathered = Gathered {
            limit,
            ..Gathered::default()
        };
        self.gather(root, &mut gathered);
        gathered.errors
    }

    /// Gathers the errors of a vertex; says whether there are any, told here or before.
    fn gather(&mut self, vertex: VertexId, gathered: &mut Gathered) -> bool {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.gather_here(vertex, gathered))
    }

    fn gather_here(&mut self, vertex: VertexId, gathered: &mut Gathered) -> bool {
        let held = self.held(vertex);
        if gathered.errors.len() >= gathered.limit || !gathered.first_visit(held) {
            return gathered.faulty.contains(&held);
        }
        let mut found = false;
        for at in 0..self.vertex(held).arcs.len() {
            let arc = self.vertex(held).arcs[at];
            if matches!(arc.kind, ArcKind::Member | ArcKind::Required) {
                found |= self.gather(arc.vertex, gathered);
            }
        }
        for error in &self.state(held).errors {
            if self.is_fatal(*error) {
                found = true;
                self.tell(*error, gathered);
            }
        }
        if let Outcome::Bottom(error) = self.vertex(held).outcome
            && !found
            && self.is_fatal(error)
        {
            found = true;
            self.tell(error, gathered);
        }
        if found {
            gathered.faulty.insert(held);
        }
        found
    }

    fn tell(&self, error: ErrorId, gathered: &mut Gathered) {
        let diagnostic = self.diagnostic(error);
        let place = diagnostic.labels.first().map(|label| label.span);
        let known = gathered.errors.iter().any(|other| {
            let other = self.diagnostic(*other);
            let same_place = other.labels.first().map(|label| label.span) == place;
            same_place && other.message == diagnostic.message
        });
        if !known && gathered.errors.len() < gathered.limit {
            gathered.errors.push(error);
        }
    }
}

#[derive(Default)]
struct Gathered {
    errors: Vec<ErrorId>,
    limit: usize,
    /// By number of the vertex.
    seen: Vec<bool>,
    /// The vertices that are in error, or have one below them.
    faulty: FxHashSet<VertexId>,
}

impl Gathered {
    fn first_visit(&mut self, vertex: VertexId) -> bool {
        let at = vertex.0 as usize;
        if self.seen.len() <= at {
            self.seen.resize(at.max(2 * self.seen.len()) + 1, false);
        }
        !std::mem::replace(&mut self.seen[at], true)
    }
}
