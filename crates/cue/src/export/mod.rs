//! Finished values as concrete data, with everything that keeps them from it, and as CUE.

mod quote;
mod spell;
mod syntax;

use crate::{
    builtin::Data,
    diag::{Code, Diagnostic, Diagnostics, Label, Severity},
    eval::{ArcKind, Evaluator, Found, VertexId},
};

pub use syntax::Shown;
pub(crate) use syntax::write;

/// How many problems one export reports.
const REPORTED: usize = 100;

#[derive(Default)]
struct Gathered {
    errors: Vec<Diagnostic>,
    /// Values exported so far; sharing makes small programs of large ones.
    count: usize,
}

/// Returns the concrete data of a vertex.
pub fn data(evaluator: &mut Evaluator, vertex: VertexId) -> Result<Data, Diagnostics> {
    let mut gathered = Gathered::default();
    let data = collect(evaluator, vertex, 0, &mut gathered);
    match data {
        Some(data) if gathered.errors.is_empty() => Ok(data),
        _ => Err(Diagnostics(gathered.errors)),
    }
}

fn collect(
    evaluator: &mut Evaluator,
    vertex: VertexId,
    depth: usize,
    gathered: &mut Gathered,
) -> Option<Data> {
    stacker::maybe_grow(64 << 10, 1 << 20, || {
        collect_here(evaluator, vertex, depth, gathered)
    })
}

fn report(gathered: &mut Gathered, code: Code, path: String, message: String) {
    if gathered.errors.len() < REPORTED {
        let mut error = Diagnostic::error(code, message);
        error.path = path;
        error.severity = Severity::Error;
        gathered.errors.push(error);
    }
}

fn collect_here(
    evaluator: &mut Evaluator,
    vertex: VertexId,
    depth: usize,
    gathered: &mut Gathered,
) -> Option<Data> {
    if depth > evaluator.limits.depth {
        report(
            gathered,
            Code::Limit,
            evaluator.path(vertex),
            "the value is nested too deep".to_owned(),
        );
        return None;
    }
    gathered.count += 1;
    if gathered.count > evaluator.limits.vertices {
        if gathered.count == evaluator.limits.vertices + 1 {
            let message = "the exported value is too large".to_owned();
            report(gathered, Code::Limit, evaluator.path(vertex), message);
        }
        return None;
    }
    match evaluator.find(vertex) {
        Found::Error(error) => {
            if gathered.errors.len() < REPORTED {
                gathered.errors.push(error);
            }
            None
        }
        Found::Scalar(data) => Some(data),
        Found::Incomplete(kinds) => {
            let mut error =
                Diagnostic::error(Code::Incomplete, format!("incomplete value {kinds}"));
            error.path = evaluator.path(vertex);
            let (source, docs, span) = evaluator.declaration(vertex);
            if source != error.path {
                error.help = Some(match docs {
                    Some(docs) => format!("`{source}` needs a value: {docs}"),
                    None => format!("`{source}` needs a value"),
                });
            }
            error.labels.extend(span.map(|span| Label {
                span,
                text: kinds.to_string(),
            }));
            if gathered.errors.len() < REPORTED {
                gathered.errors.push(error);
            }
            None
        }
        Found::List(elements) => {
            let mut list = Vec::with_capacity(elements.len());
            for element in elements {
                if gathered.count > evaluator.limits.vertices {
                    break;
                }
                list.extend(collect(evaluator, element, depth + 1, gathered));
            }
            Some(Data::List(list))
        }
        Found::Struct(fields) => {
            let mut data = Vec::with_capacity(fields.len());
            for (label, kind, field) in fields {
                if gathered.count > evaluator.limits.vertices {
                    break;
                }
                match kind {
                    ArcKind::Member if !label.is_regular() => {}
                    ArcKind::Member => {
                        if let Some(value) = collect(evaluator, field, depth + 1, gathered) {
                            data.push((evaluator.labels().text(label), value));
                        }
                    }
                    ArcKind::Required => {
                        let path = evaluator.path(field);
                        report(
                            gathered,
                            Code::Required,
                            path,
                            "field is required but not present".to_owned(),
                        );
                    }
                    ArcKind::Optional | ArcKind::Pending => {}
                }
            }
            Some(Data::Struct(data))
        }
    }
}
