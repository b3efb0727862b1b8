//! Values as CUE: what is known as data and types, and what is not as the expression that it waits for.

use crate::{
    builtin::Data,
    compile::ir::BoundOp,
    diag::{Code, Diagnostic, Diagnostics},
    eval::{ArcKind, Evaluator, Shape, VertexId},
    kind::Kinds,
    syntax::ast::{Decl as SyntaxDecl, File},
};

use super::quote;

/// Which fields are written besides the regular ones, required ones and definitions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Hidden fields, `_x`.
    pub hidden: bool,
    /// Optional fields, `x?`.
    pub optional: bool,
    /// Regular fields and values alone, for a value that is exported; no definitions.
    pub data_only: bool,
}

/// A text in CUE, not yet laid out.
pub(crate) struct Written {
    /// The text; fields without braces where it is a struct.
    pub(crate) text: String,
    /// The pieces of the program in it, which may name packages.
    pub(crate) quoted: Vec<String>,
}

impl Written {
    /// Returns the import declarations that the text needs of those in `files`.
    pub(crate) fn imports(&self, files: &[File]) -> String {
        let mut text = String::new();
        let declarations = files.iter().flat_map(|file| &file.decls);
        let specs = declarations.filter_map(|decl| match decl {
            SyntaxDecl::Import(import) => Some(&import.specs),
            _ => None,
        });
        for spec in specs.flatten() {
            let path = spec.path.text.trim_matches('"');
            let own = path.rsplit(['/', ':']).next().unwrap_or(path);
            let name = spec.name.as_ref().map(|name| name.name.as_str());
            if !self
                .quoted
                .iter()
                .any(|piece| names(piece, name.unwrap_or(own)))
            {
                continue;
            }
            let name = name.map_or_else(String::new, |name| format!("{name} "));
            let line = format!("import {name}{}\n", spec.path.text);
            if !text.contains(&line) {
                text.push_str(&line);
            }
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }
}

/// Says whether a piece of a program selects from `package`.
fn names(piece: &str, package: &str) -> bool {
    piece.match_indices(package).any(|(at, _)| {
        let before = piece[..at].chars().next_back();
        let apart =
            !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '.'));
        apart && piece[at + package.len()..].starts_with('.')
    })
}

/// Writes a finished value.
pub(crate) fn write(
    evaluator: &mut Evaluator,
    vertex: VertexId,
    shown: Shown,
) -> Result<Written, Diagnostics> {
    let faults = evaluator.faults(vertex, super::REPORTED);
    if !faults.is_empty() {
        let faults = faults.into_iter();
        return Err(Diagnostics(
            faults.map(|it| evaluator.diagnostic(it).clone()).collect(),
        ));
    }
    let mut writer = Writer {
        evaluator,
        shown,
        quoted: Vec::new(),
        count: 0,
    };
    let text = match writer.look(vertex)? {
        Look::Fields(found) => writer.fields(found, 0)?.join("\n"),
        look => writer.written(look, 0)?,
    };
    Ok(Written {
        text,
        quoted: writer.quoted,
    })
}

/// What there is to write.
enum Look {
    /// A struct, known or not in full.
    Fields(VertexId),
    List(Vec<VertexId>),
    Arms(Vec<VertexId>),
    Shape(Box<Shape<VertexId>>),
    /// The expressions as they stand in the program.
    Unknown(VertexId),
}

struct Writer<'e> {
    evaluator: &'e mut Evaluator,
    shown: Shown,
    quoted: Vec<String>,
    count: usize,
}

impl Writer<'_> {
    fn value(&mut self, vertex: VertexId, indent: usize) -> Result<String, Diagnostics> {
        stacker::maybe_grow(64 << 10, 1 << 20, || {
            let look = self.look(vertex)?;
            self.written(look, indent)
        })
    }

    fn look(&mut self, vertex: VertexId) -> Result<Look, Diagnostics> {
        self.count += 1;
        if self.count > self.evaluator.limits.vertices {
            let message = "the exported value is too large";
            return Err(Diagnostic::error(Code::Limit, message).into());
        }
        self.evaluator.finish(vertex);
        let Ok(found) = self.evaluator.settled(vertex) else {
            let held = self.evaluator.held(vertex);
            let arms = self.evaluator.arms(held);
            return Ok(if arms.len() > 1 {
                Look::Arms(arms.into_iter().map(|(arm, _)| arm).collect())
            } else {
                Look::Unknown(vertex)
            });
        };
        self.evaluator.finish(found);
        let shape = self.evaluator.shape(found);
        let is_struct = shape.kinds.within(Kinds::STRUCT);
        let has_fields = shape
            .fields
            .iter()
            .any(|field| self.shows(field.kind, &field.name, field.regular));
        if is_struct || (shape.scalar.is_some() && has_fields) {
            return Ok(Look::Fields(found));
        }
        if self.evaluator.own_error(found).is_some() {
            return Ok(Look::Unknown(vertex));
        }
        if shape.kinds.within(Kinds::LIST) {
            return Ok(Look::List(shape.elements));
        }
        Ok(Look::Shape(Box::new(shape)))
    }

    fn written(&mut self, look: Look, indent: usize) -> Result<String, Diagnostics> {
        match look {
            Look::Fields(found) => {
                let fields = self.fields(found, indent + 1)?;
                if fields.is_empty() {
                    return Ok("{}".to_owned());
                }
                let mut text = String::from("{\n");
                for field in fields {
                    text.push_str(&"\t".repeat(indent + 1));
                    text.push_str(&field);
                    text.push('\n');
                }
                text.push_str(&"\t".repeat(indent));
                text.push('}');
                Ok(text)
            }
            Look::List(elements) => {
                let elements: Result<Vec<_>, _> = elements
                    .into_iter()
                    .map(|element| self.value(element, indent))
                    .collect();
                Ok(format!("[{}]", elements?.join(", ")))
            }
            Look::Arms(arms) => {
                let arms: Result<Vec<_>, _> = arms
                    .into_iter()
                    .map(|arm| self.value(arm, indent))
                    .collect();
                Ok(arms?.join(" | "))
            }
            Look::Shape(shape) => Ok(self.shape(&shape, indent)),
            Look::Unknown(vertex) => Ok(self.expressions(vertex)),
        }
    }

    fn shows(&self, kind: ArcKind, name: &str, regular: bool) -> bool {
        let hidden = name.starts_with('_') && !regular;
        match kind {
            ArcKind::Pending => false,
            ArcKind::Optional => self.shown.optional && (!hidden || self.shown.hidden),
            ArcKind::Member | ArcKind::Required if regular => true,
            ArcKind::Member | ArcKind::Required if hidden => self.shown.hidden,
            ArcKind::Member | ArcKind::Required => !self.shown.data_only,
        }
    }

    /// Writes the fields of a struct, and the comprehensions that could not add theirs yet.
    fn fields(&mut self, found: VertexId, indent: usize) -> Result<Vec<String>, Diagnostics> {
        let mut lines = Vec::new();
        if let Some(scalar) = self.evaluator.shape(found).scalar {
            lines.push(quote::scalar(&scalar, indent));
        }
        for (label, kind, field) in self.evaluator.arcs_in_order(found) {
            let name = self.evaluator.labels().text(label);
            if !self.shows(kind, &name, label.is_regular()) {
                continue;
            }
            let mark = match kind {
                ArcKind::Optional => "?",
                ArcKind::Required => "!",
                ArcKind::Member | ArcKind::Pending => "",
            };
            let value = self.value(field, indent)?;
            let label = quote::label(&name, label.is_string());
            lines.push(format!("{label}{mark}: {value}"));
        }
        for text in self.evaluator.waiting_comprehensions(found) {
            lines.push(self.quote(text));
        }
        Ok(lines)
    }

    /// Writes what is known of a value that is no struct, list or error.
    fn shape(&mut self, shape: &Shape<VertexId>, indent: usize) -> String {
        if let Some(scalar) = &shape.scalar {
            return quote::scalar(scalar, indent);
        }
        let mut parts = Vec::new();
        let mut implied = Kinds::ANY;
        for (op, bound) in &shape.bounds {
            implied = implied.and(kinds_under(*op, bound));
            let bound = quote::scalar(bound, indent);
            parts.push(format!("{}{bound}", op.as_str()));
        }
        for check in &shape.checks {
            let span = self.evaluator.program.span(*check);
            parts.push(self.quote(self.evaluator.program.text(span)));
        }
        if parts.is_empty() || (implied != shape.kinds && shape.checks.is_empty()) {
            let kinds = shape.kinds.to_string().replace('|', " | ");
            let kinds = if kinds.contains(' ') && !parts.is_empty() {
                format!("({kinds})")
            } else {
                kinds
            };
            parts.insert(0, kinds);
        }
        parts.join(" & ")
    }

    /// Writes the expressions that a value waits for.
    fn expressions(&mut self, vertex: VertexId) -> String {
        let mut texts: Vec<String> = Vec::new();
        for text in self.evaluator.expressions(vertex) {
            let text = self.quote(text);
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        }
        if texts.is_empty() {
            return "_".to_owned();
        }
        texts.join(" & ")
    }

    /// Notes a piece of the program that is printed.
    fn quote(&mut self, text: String) -> String {
        self.quoted.push(text.clone());
        text
    }
}

/// The kinds that a bound leaves.
fn kinds_under(op: BoundOp, bound: &Data) -> Kinds {
    match (op, bound) {
        (BoundOp::NotEqual, Data::Null) => Kinds::ANY.without(Kinds::NULL),
        (_, Data::Number(_)) => Kinds::NUMBER,
        (_, bound) => bound.kind(),
    }
}
