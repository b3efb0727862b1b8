//! Narrowing a vertex by kinds and scalars.

use super::{Evaluator, error::ErrorKind, vertex::VertexId};
use crate::{
    compile::ir::{ExprId, Scalar},
    diag::{Code, Diagnostic},
    kind::Kinds,
};

impl Evaluator {
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
}
