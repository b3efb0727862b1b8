//! Concrete data of a finished value, with everything that keeps it from being concrete.

use crate::{
    builtin::Data,
    diag::{Code, Diagnostic, Diagnostics, Label, Severity},
    eval::{ArcKind, Evaluator, Found, VertexId},
};

/// How many problems one export reports.
const REPORTED: usize = 100;

/// Returns the concrete data of a vertex.
pub fn data(evaluator: &mut Evaluator, vertex: VertexId) -> Result<Data, Diagnostics> {
    let mut errors = Vec::new();
    let data = collect(evaluator, vertex, 0, &mut errors);
    match data {
        Some(data) if errors.is_empty() => Ok(data),
        _ => Err(Diagnostics(errors)),
    }
}

fn collect(
    evaluator: &mut Evaluator,
    vertex: VertexId,
    depth: usize,
    errors: &mut Vec<Diagnostic>,
) -> Option<Data> {
    stacker::maybe_grow(64 << 10, 1 << 20, || {
        collect_here(evaluator, vertex, depth, errors)
    })
}

fn report(errors: &mut Vec<Diagnostic>, code: Code, path: String, message: String) {
    if errors.len() < REPORTED {
        let mut error = Diagnostic::error(code, message);
        error.path = path;
        error.severity = Severity::Error;
        errors.push(error);
    }
}

fn collect_here(
    evaluator: &mut Evaluator,
    vertex: VertexId,
    depth: usize,
    errors: &mut Vec<Diagnostic>,
) -> Option<Data> {
    if depth > evaluator.limits.depth {
        report(
            errors,
            Code::Limit,
            evaluator.path(vertex),
            "the value is nested too deep".to_owned(),
        );
        return None;
    }
    match evaluator.find(vertex) {
        Found::Error(error) => {
            if errors.len() < REPORTED {
                errors.push(error);
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
            if errors.len() < REPORTED {
                errors.push(error);
            }
            None
        }
        Found::List(elements) => {
            let mut list = Vec::with_capacity(elements.len());
            for element in elements {
                list.extend(collect(evaluator, element, depth + 1, errors));
            }
            Some(Data::List(list))
        }
        Found::Struct(fields) => {
            let mut data = Vec::with_capacity(fields.len());
            for (label, kind, field) in fields {
                match kind {
                    ArcKind::Member if !label.is_regular() => {}
                    ArcKind::Member => {
                        if let Some(value) = collect(evaluator, field, depth + 1, errors) {
                            data.push((evaluator.labels().text(label), value));
                        }
                    }
                    ArcKind::Required => {
                        let path = evaluator.path(field);
                        report(
                            errors,
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
