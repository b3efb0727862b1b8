//! Takes a definition file apart: what describes the definition, and the template that is stored as text.
//!
//! A definition file has a field `template`, one further field that describes the definition, and imports, which belong
//! to the template. The template is never evaluated here; its text is what a cluster keeps, so it is printed in the one
//! accepted style.

use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    limits::Limits,
    source::{FileId, Source},
    syntax::{
        ast::{Decl, Expr, Field, LabelKind, LitKind},
        format::{FormatOptions, format_decls},
        literal::{Text, unquote},
        parser::parse_file,
    },
};

/// The parts of a definition file.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The label of the field that describes the definition.
    pub name: String,
    /// That field, with its places in the file.
    pub metadata: Field,
    /// The text of the template with its imports.
    pub template: String,
}

/// Reads a definition file and tells of everything that is wrong with its parts.
///
/// Hidden fields and definitions of the language are left out, and so is all that is no field.
pub fn split_definition(source: &Source, limits: &Limits) -> Result<Definition, Diagnostics> {
    let file = parse_file(FileId::default(), source, limits)?;
    let mut parts = Parts::default();
    for decl in file.decls {
        parts.add(decl);
    }
    let metadata = parts.metadata();
    let Parts {
        imports,
        template,
        mut errors,
        ..
    } = parts;
    if template.is_empty() && errors.is_empty() {
        errors.push(Diagnostic::error(
            Code::Missing,
            "no template found, invalid",
        ));
    }
    let Some((name, metadata)) = metadata.filter(|_| errors.is_empty()) else {
        return Err(Diagnostics(errors));
    };
    let style = FormatOptions { simplify: true };
    let imports = format_decls(imports, source, style);
    let body = format_decls(template, source, style);
    let mut template = String::new();
    for part in [imports.trim(), body.trim()] {
        if !part.is_empty() {
            template.push_str(part);
            template.push('\n');
        }
    }
    Ok(Definition {
        name,
        metadata,
        template,
    })
}

#[derive(Default)]
struct Parts {
    imports: Vec<Decl>,
    template: Vec<Decl>,
    /// Fields that may describe the definition, with their names.
    described: Vec<(Option<String>, Field)>,
    errors: Vec<Diagnostic>,
}

impl Parts {
    fn add(&mut self, decl: Decl) {
        match decl {
            Decl::Import(_) => self.imports.push(decl),
            Decl::Field(field) if is_template(&field) => {
                let span = field.value.span();
                if let Expr::Struct(value) = field.value {
                    self.template.extend(value.decls);
                } else {
                    let message = "unexpected decl found in template: it must be a struct";
                    self.errors
                        .push(Diagnostic::error(Code::Type, message).at(span, ""));
                }
            }
            Decl::Field(field) => {
                let name = plain_label(&field);
                let hidden = name
                    .as_deref()
                    .is_some_and(|name| name.starts_with(['_', '#']));
                if !hidden {
                    self.described.push((name, *field));
                }
            }
            _ => {}
        }
    }

    /// Takes the one field that describes the definition.
    fn metadata(&mut self) -> Option<(String, Field)> {
        let mut described = std::mem::take(&mut self.described);
        let last = described.last().map(|(_, field)| field.label.span());
        let names: Vec<&str> = described
            .iter()
            .filter_map(|(name, _)| name.as_deref())
            .collect();
        let message = match (described.len(), names.as_slice()) {
            (0, _) => "no metadata found, invalid".to_owned(),
            (1, [_]) => {
                let (name, field) = described.pop()?;
                return Some((name?, field));
            }
            (_, [one, two, ..]) => format!("duplicated definition name found, {one} and {two}"),
            _ => "found unexpected decl when parsing cue".to_owned(),
        };
        let error = Diagnostic::error(Code::Missing, message);
        self.errors.push(match last {
            Some(span) => error.at(span, ""),
            None => error,
        });
        None
    }
}

fn is_template(field: &Field) -> bool {
    matches!(&field.label.kind, LabelKind::Ident(ident) if ident.name == "template")
}

fn plain_label(field: &Field) -> Option<String> {
    match &field.label.kind {
        LabelKind::Ident(ident) => Some(ident.name.clone()),
        LabelKind::Basic(literal) if literal.kind == LitKind::Str => match unquote(&literal.text) {
            Ok(Text::Str(name)) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Result<Definition, Diagnostics> {
        split_definition(&Source::new("d.cue", text), &Limits::default())
    }

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, &str), &[&str]>) {
        let actual = split(text).map(|parts| (parts.name, parts.template));
        let actual = actual.map_err(|errors| {
            let messages = errors.0.iter().map(ToString::to_string);
            messages.collect::<Vec<_>>()
        });
        let expected = expected
            .map(|(name, template)| (name.to_owned(), template.to_owned()))
            .map_err(|errors| errors.iter().map(ToString::to_string).collect());
        assert_eq!(actual, expected);
    }

    #[test]
    fn the_template_is_printed_with_its_imports() {
        check(
            "// head\nimport \"strings\"\n\"my-def\": type: \"trait\"\n// t\ntemplate: {\n  output:   {x: strings.ToUpper(\"a\")}\n\n  // +usage=P\n  parameter: {}\n}\n",
            Ok((
                "my-def",
                "// head\nimport \"strings\"\noutput: x: strings.ToUpper(\"a\")\n\n// +usage=P\nparameter: {}\n",
            )),
        );
    }

    #[test]
    fn several_templates_are_joined() {
        check(
            "d: {}\ntemplate: a: 1\n_h: 1\n#D: 2\ntemplate: {\nb: 2\n}\n",
            Ok(("d", "a: 1\nb: 2\n")),
        );
    }

    #[test]
    fn parts_must_be_there() {
        check("template: a: 1\n", Err(&["no metadata found, invalid"]));
        check(
            "d: {}\ntemplate: {}\n",
            Err(&["no template found, invalid"]),
        );
        check(
            "template: 1\n",
            Err(&[
                "unexpected decl found in template: it must be a struct",
                "no metadata found, invalid",
            ]),
        );
        check(
            "d: {}\ne: {}\ntemplate: a: 1\n",
            Err(&["duplicated definition name found, d and e"]),
        );
        check(
            "(d): {}\ntemplate: a: 1\n",
            Err(&["found unexpected decl when parsing cue"]),
        );
    }

    #[test]
    fn the_metadata_keeps_its_place() {
        let text = "// head\n\"x-y\": {\n\ttype: \"trait\" // t\n}\ntemplate: a: 1\n";
        let span = split(text).map(|parts| parts.metadata.value.span());
        let shown = span.map(|span| &text[span.start as usize..span.end as usize]);
        assert_eq!(shown, Ok("{\n\ttype: \"trait\" // t\n}"));
    }
}
