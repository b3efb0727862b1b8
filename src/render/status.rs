//! Health and status of definitions, written as CUE structs instead of texts.
//!
//! The controller wants them as texts that it evaluates itself; `vela` accepts structs, which are
//! easier to write, and prints them. See `vela-addon-behaviour.md` 8.9.

use std::ops::Range;

use cue::{
    source::{FileId, Source as Text},
    syntax::{
        ast::{Decl, Expr, Field, StructLit},
        format::{FormatOptions, format_decls},
        parser::parse_file,
    },
};

use super::cue::{declares, label_text};

/// The fields that hold such texts, and what each must define.
const FIELDS: [(&str, Option<&str>); 3] = [
    ("healthPolicy", Some("isHealth")),
    ("customStatus", Some("message")),
    ("details", None),
];

/// A struct of the source that becomes a text.
pub(super) struct Printed {
    /// The field below `attributes.status`.
    pub(super) name: &'static str,
    /// The bytes of the struct.
    pub(super) place: Range<usize>,
    pub(super) text: String,
}

/// Prints the structs among the status fields of a definition's metadata.
pub(super) fn print(metadata: &Field, source: &Text) -> Vec<Printed> {
    let Some(status) = child(&metadata.value, "attributes")
        .and_then(|attributes| child(&attributes.value, "status"))
    else {
        return Vec::new();
    };
    let mut printed = Vec::new();
    for (name, _) in FIELDS {
        let Some(field) = child(&status.value, name) else {
            continue;
        };
        if let Expr::Struct(literal) = &field.value {
            let span = field.value.span();
            printed.push(Printed {
                name,
                place: span.start as usize..span.end as usize,
                text: text_of(field, literal, source),
            });
        }
    }
    printed
}

/// Says what is wrong with a status text, if anything: it must be CUE and define its field.
pub(super) fn fault(name: &str, text: &str) -> Option<String> {
    let (_, wanted) = FIELDS.into_iter().find(|(field, _)| *field == name)?;
    if text.trim().is_empty() || text.starts_with("// cue-attr:@disableValidation()") {
        return None;
    }
    let source = Text::new(name, text);
    let limits = cue::limits::Limits::default();
    match parse_file(FileId::default(), &source, &limits) {
        Err(error) => Some(format!("{name} is not CUE: {error}")),
        Ok(file) => {
            let wanted = wanted.filter(|wanted| !declares(&file.decls, &[wanted]))?;
            let article = if wanted.starts_with('i') { "an" } else { "a" };
            Some(format!("{name} must contain {article} '{wanted}' field"))
        }
    }
}

fn child<'a>(expr: &'a Expr, name: &str) -> Option<&'a Field> {
    let Expr::Struct(literal) = expr else {
        return None;
    };
    literal.decls.iter().find_map(|decl| match decl {
        Decl::Field(field) if label_text(field).as_deref() == Some(name) => Some(&**field),
        _ => None,
    })
}

fn text_of(field: &Field, literal: &StructLit, source: &Text) -> String {
    let mut text = String::new();
    let span = field.value.span();
    let written = &source.text[span.start as usize..span.end as usize];
    let unchecked =
        |attribute: &cue::syntax::ast::Attribute| attribute.text.starts_with("@disableValidation(");
    if field.attributes.iter().any(unchecked) {
        text.push_str("// cue-attr:@disableValidation()\n\n");
    }
    let inner = written.trim_start_matches('{').trim_end_matches('}').trim();
    if inner.is_empty() {
        text.push_str("{}");
    } else if literal.has_braces() && !written.contains('\n') {
        text.push_str(inner);
    } else {
        let body = format_decls(literal.decls.clone(), source, FormatOptions::default());
        let lines = body.trim_end().lines().map(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!("  {}", line.replace('\t', "  "))
            }
        });
        text.push_str(&lines.collect::<Vec<_>>().join("\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_become_texts() {
        let source = Text::new(
            "x.cue",
            "x: attributes: status: {\n\thealthPolicy: {\n\t\tisHealth: true\n\t\tif a {\n\t\t\tb: 1\n\
             \t\t}\n\t}\n\tcustomStatus: {message: \"m\"} @disableValidation()\n\tdetails: {}\n}\n",
        );
        let limits = cue::limits::Limits::default();
        let file = parse_file(FileId::default(), &source, &limits).expect("CUE");
        let Some(Decl::Field(field)) = file.decls.first() else {
            panic!("a field");
        };
        let printed = print(field, &source);
        let texts: Vec<_> = printed
            .iter()
            .map(|it| (it.name, it.text.as_str()))
            .collect();
        assert_eq!(
            texts,
            [
                ("healthPolicy", "  isHealth: true\n  if a {\n    b: 1\n  }"),
                (
                    "customStatus",
                    "// cue-attr:@disableValidation()\n\nmessage: \"m\""
                ),
                ("details", "{}"),
            ]
        );
    }

    #[test]
    fn texts_must_define_their_fields() {
        assert_eq!(fault("healthPolicy", "isHealth: a.b == 1"), None);
        assert_eq!(fault("healthPolicy", "if a {isHealth: true}"), None);
        assert_eq!(fault("details", "a: 1"), None);
        assert_eq!(
            fault("healthPolicy", "ready: true").as_deref(),
            Some("healthPolicy must contain an 'isHealth' field")
        );
        assert_eq!(
            fault("customStatus", "a: 1").as_deref(),
            Some("customStatus must contain a 'message' field")
        );
        assert!(fault("customStatus", "message: {").is_some());
    }
}
