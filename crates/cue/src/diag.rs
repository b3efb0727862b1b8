//! Diagnostics: plain data about what is wrong and where. Drawing them is left to the caller.

use std::fmt;

use crate::source::Span;

/// What kind of problem a diagnostic reports. The text form is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "each name says what it is; `as_str` gives the stable form"
)]
pub enum Code {
    Syntax,
    Unsupported,
    Limit,
    Unresolved,
    Unused,
    Import,
    NameClash,
    Conflict,
    NotAllowed,
    Type,
    Arithmetic,
    Index,
    Call,
    Regexp,
    EmptyDisjunction,
    Structural,
    User,
    Incomplete,
    Ambiguous,
    Missing,
    Required,
    Cycle,
    Export,
    ListArithmetic,
}

impl Code {
    /// Returns the stable name of the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Unsupported => "unsupported",
            Self::Limit => "limit",
            Self::Unresolved => "unresolved-reference",
            Self::Unused => "unused",
            Self::Import => "import",
            Self::NameClash => "name-clash",
            Self::Conflict => "conflict",
            Self::NotAllowed => "field-not-allowed",
            Self::Type => "type",
            Self::Arithmetic => "arithmetic",
            Self::Index => "index",
            Self::Call => "call",
            Self::Regexp => "regexp",
            Self::EmptyDisjunction => "empty-disjunction",
            Self::Structural => "structural-cycle",
            Self::User => "user-error",
            Self::Incomplete => "incomplete",
            Self::Ambiguous => "ambiguous",
            Self::Missing => "missing-field",
            Self::Required => "required-field",
            Self::Cycle => "cycle",
            Self::Export => "export",
            Self::ListArithmetic => "list-arithmetic",
        }
    }
}

/// How serious a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The program is refused.
    Error,
    /// The program works, but not everywhere or not for long.
    Warning,
}

/// A place in a source with what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark; may be empty.
    pub text: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem.
    pub code: Code,
    /// How serious.
    pub severity: Severity,
    /// One line, lower case, no full stop.
    pub message: String,
    /// Path of the value concerned, empty for the root or before evaluation.
    pub path: String,
    /// Places involved, the main one first.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// Reasons, such as one for each arm of a disjunction.
    pub children: Vec<Self>,
}

impl Diagnostic {
    /// Counts the problem with its reasons and theirs.
    pub(crate) fn count(&self) -> usize {
        let children = self.children.iter().map(Self::count);
        children.fold(1, usize::saturating_add)
    }

    /// Makes an error with neither place nor path.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            path: String::new(),
            labels: Vec::new(),
            help: None,
            children: Vec::new(),
        }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Sets the advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// Several problems, in the order found; never empty when returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [] => f.write_str("no errors"),
            [one] => one.fmt(f),
            [first, rest @ ..] => write!(f, "{first} (and {} more errors)", rest.len()),
        }
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        Self(vec![one])
    }
}
