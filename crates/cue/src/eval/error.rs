//! Errors as values: each is recorded once and passed around by number.

use super::{Evaluator, Stop, vertex::VertexId};
use crate::{
    compile::ir::ExprId,
    diag::{Code, Diagnostic},
};

/// Number of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErrorId(u32);

/// How final an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Nothing can cure it.
    Fatal,
    /// More information could cure it.
    Incomplete,
    /// A condition depends on what it decides about.
    Cycle,
}

#[derive(Debug)]
pub(super) struct ErrorData {
    pub(super) kind: ErrorKind,
    pub(super) diagnostic: Diagnostic,
}

impl Evaluator {
    pub(super) fn record(&mut self, kind: ErrorKind, diagnostic: Diagnostic) -> ErrorId {
        let id = ErrorId(u32::try_from(self.errors.len()).unwrap_or(u32::MAX));
        self.errors.push(ErrorData { kind, diagnostic });
        id
    }

    /// Ends the evaluation: whatever is asked for from now on is this error.
    pub(super) fn exhaust(&mut self, message: &str) -> ErrorId {
        if let Some(error) = self.exhausted {
            return error;
        }
        let error = self.record(ErrorKind::Fatal, Diagnostic::error(Code::Limit, message));
        self.exhausted = Some(error);
        error
    }

    /// Makes a fatal error about an expression.
    pub(super) fn fatal(&mut self, code: Code, at: ExprId, message: impl Into<String>) -> Stop {
        let diagnostic = Diagnostic::error(code, message).at(self.program.span(at), "");
        Stop::Error(self.record(ErrorKind::Fatal, diagnostic))
    }

    /// Makes an incomplete error about an expression.
    pub(super) fn incomplete(
        &mut self,
        code: Code,
        at: ExprId,
        message: impl Into<String>,
    ) -> Stop {
        let diagnostic = Diagnostic::error(code, message).at(self.program.span(at), "");
        Stop::Error(self.record(ErrorKind::Incomplete, diagnostic))
    }

    pub(super) fn cycle(&mut self, at: VertexId) -> ErrorId {
        let mut diagnostic = Diagnostic::error(Code::Cycle, "value depends on itself");
        diagnostic.path = self.path(at);
        if let Some(conjunct) = self.vertex(at).conjuncts.first() {
            diagnostic = diagnostic.at(self.program.span(conjunct.expr), "");
        }
        self.record(ErrorKind::Incomplete, diagnostic)
    }

    /// Adds advice to an error that has none.
    pub(super) fn advise(&mut self, error: ErrorId, help: &str) {
        let diagnostic = &mut self.errors[error.0 as usize].diagnostic;
        diagnostic.help.get_or_insert_with(|| help.to_owned());
    }

    /// How final an error is.
    pub fn error_kind(&self, error: ErrorId) -> ErrorKind {
        self.errors[error.0 as usize].kind
    }

    /// Whether no more information can cure the error.
    pub(super) fn is_fatal(&self, error: ErrorId) -> bool {
        self.error_kind(error) == ErrorKind::Fatal
    }

    /// What there is to say about an error.
    pub fn diagnostic(&self, error: ErrorId) -> &Diagnostic {
        &self.errors[error.0 as usize].diagnostic
    }

    /// Notes the path of the vertex where an error arose, unless one is noted.
    pub(super) fn place(&mut self, error: ErrorId, vertex: VertexId) {
        if self.errors[error.0 as usize].diagnostic.path.is_empty() {
            self.errors[error.0 as usize].diagnostic.path = self.path(vertex);
        }
    }

    /// The path of a vertex from the root.
    pub fn path(&self, vertex: VertexId) -> String {
        let mut labels = Vec::new();
        let mut at = vertex;
        while let Some(parent) = self.vertex(at).parent {
            labels.push(self.vertex(at).label);
            at = parent;
        }
        let mut path = String::new();
        for label in labels.into_iter().rev() {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&self.program.labels.display(label));
        }
        path
    }
}
