//! Places in an instance: what they hold and how they are exported.

use std::{cell::RefCell, rc::Rc};

use crate::{
    builtin::{Data, json, yaml_writer},
    diag::{Code, Diagnostic, Diagnostics},
    eval::{Evaluator, VertexId},
    export,
    kind::Kinds,
    limits::Limits,
    source::Span,
};

pub use crate::eval::{Field, Shape, Validator};

/// A value of an instance.
#[derive(Clone)]
pub struct Value {
    pub(super) evaluator: Rc<RefCell<Evaluator>>,
    pub(super) vertex: VertexId,
}

/// What a value is, defaults not taken.
#[derive(Debug)]
pub enum Content {
    /// An error, with whether more information could cure it.
    Error(Diagnostic, bool),
    /// A disjunction: arms as written, each with whether it is a default.
    Arms(Vec<(Value, bool)>),
    /// Anything else.
    Shape(Shape<Value>),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Value({})", self.path())
    }
}

impl Value {
    fn with(&self, vertex: VertexId) -> Self {
        Self {
            evaluator: Rc::clone(&self.evaluator),
            vertex,
        }
    }

    /// Finds a regular field by its path of labels.
    #[must_use]
    pub fn lookup(&self, path: &[&str]) -> Option<Self> {
        let mut evaluator = self.evaluator.borrow_mut();
        let mut vertex = self.vertex;
        for name in path {
            let label = evaluator.program.labels.string(name);
            vertex = evaluator.field(vertex, label)?;
        }
        Some(self.with(vertex))
    }

    /// The path from the root of the instance.
    pub fn path(&self) -> String {
        self.evaluator.borrow().path(self.vertex)
    }

    /// The first fatal error in the value or anywhere below it.
    pub fn fatal(&self) -> Option<Diagnostic> {
        let mut evaluator = self.evaluator.borrow_mut();
        let error = evaluator.finish(self.vertex)?;
        Some(evaluator.diagnostic(error).clone())
    }

    /// The fatal errors in the value and anywhere below it, at most `limit`.
    pub fn faults(&self, limit: usize) -> Vec<Diagnostic> {
        let mut evaluator = self.evaluator.borrow_mut();
        let errors = evaluator.faults(self.vertex, limit);
        let diagnostics = errors.into_iter();
        diagnostics
            .map(|error| evaluator.diagnostic(error).clone())
            .collect()
    }

    /// Where the value is written; for one that is merely referred to, where it is declared.
    pub fn place(&self) -> Option<Span> {
        self.evaluator.borrow_mut().declaration(self.vertex).2
    }

    /// Looks at the value, with all arms of a disjunction.
    pub fn content(&self) -> Content {
        let mut evaluator = self.evaluator.borrow_mut();
        evaluator.finish(self.vertex);
        let vertex = evaluator.held(self.vertex);
        if let Some(error) = evaluator.own_error(vertex) {
            let curable = evaluator.error_kind(error) != crate::eval::ErrorKind::Fatal;
            return Content::Error(evaluator.diagnostic(error).clone(), curable);
        }
        let arms = evaluator.arms(vertex);
        match arms.as_slice() {
            [] => Content::Shape(
                evaluator
                    .shape(self.vertex)
                    .map(&mut |vertex| self.with(vertex)),
            ),
            [(only, _)] => {
                Content::Shape(evaluator.shape(*only).map(&mut |vertex| self.with(vertex)))
            }
            _ => Content::Arms(
                arms.into_iter()
                    .map(|(arm, default)| (self.with(arm), default))
                    .collect(),
            ),
        }
    }

    /// Follows the default, if there is exactly one.
    #[must_use]
    pub fn default(&self) -> Option<Self> {
        let mut evaluator = self.evaluator.borrow_mut();
        let found = evaluator.settled(self.vertex).ok()?;
        Some(self.with(found))
    }

    /// Unifies two values of the same instance, or of instances around one another.
    #[must_use]
    pub fn unify(&self, other: &Self) -> Self {
        let mut evaluator = self.evaluator.borrow_mut();
        let vertex = evaluator.both(self.vertex, other.vertex);
        self.with(vertex)
    }

    /// Tells whether everything that the other value allows is allowed by this one.
    pub fn contains(&self, other: &Self) -> bool {
        let mut evaluator = self.evaluator.borrow_mut();
        let both = evaluator.both(self.vertex, other.vertex);
        evaluator.finish(both);
        evaluator.finish(other.vertex);
        evaluator.own_error(both).is_none() && evaluator.equal_values(both, other.vertex)
    }

    /// The kinds that the value may have.
    pub fn kinds(&self) -> Kinds {
        match self.content() {
            Content::Error(..) => Kinds::NONE,
            Content::Arms(arms) => arms
                .iter()
                .fold(Kinds::NONE, |kinds, (arm, _)| kinds.or(arm.kinds())),
            Content::Shape(shape) => shape.kinds,
        }
    }

    /// Returns the concrete value.
    pub fn data(&self) -> Result<Data, Diagnostics> {
        export::data(&mut self.evaluator.borrow_mut(), self.vertex)
    }

    /// Returns the concrete value as compact JSON with exact numbers.
    pub fn to_json(&self) -> Result<String, Diagnostics> {
        let data = self.data()?;
        json::to_text(&data, &self.export_limits()).map_err(|_| too_large())
    }

    /// Returns the concrete value as JSON over several lines, indented by four blanks a level.
    pub fn to_json_indented(&self) -> Result<String, Diagnostics> {
        let data = self.data()?;
        json::to_lines(&data, "    ", &self.export_limits()).map_err(|_| too_large())
    }

    /// Returns limits under which exported text may be longer than a string of a program.
    fn export_limits(&self) -> Limits {
        let limits = self.evaluator.borrow().limits.clone();
        Limits {
            string_bytes: limits.export_bytes,
            ..limits
        }
    }

    /// Returns the text of a string, or of bytes that are text.
    pub fn to_text(&self) -> Result<String, Diagnostics> {
        let text = match self.data()? {
            Data::String(text) => return Ok(text.to_string()),
            Data::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
            _ => None,
        };
        text.ok_or_else(|| {
            let message = "only a string can be printed as text";
            let mut error = Diagnostic::error(Code::Export, message);
            error.path = self.path();
            error.into()
        })
    }

    /// Returns the concrete value in the model of `serde_json`; bytes become base64, numbers what fits.
    pub fn to_serde(&self) -> Result<serde_json::Value, Diagnostics> {
        let text = self.to_json()?;
        serde_json::from_str(&text).map_err(|error| {
            Diagnostic::error(
                Code::Export,
                format!("cannot be expressed in JSON: {error}"),
            )
            .into()
        })
    }

    /// Returns the concrete value as YAML.
    pub fn to_yaml(&self) -> Result<String, Diagnostics> {
        let data = self.data()?;
        yaml_writer::to_text(&data, &self.export_limits()).map_err(|_| too_large())
    }
}

fn too_large() -> Diagnostics {
    Diagnostic::error(Code::Limit, "the value is too large to export").into()
}
