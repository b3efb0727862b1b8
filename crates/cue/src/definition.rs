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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The label of the field that describes the definition.
    pub name: String,
    /// That field as the text of a file of its own, to be evaluated.
    pub metadata: String,
    /// The text of the template with its imports.
    pub template: String,
}

/// Reads a definition file; `name` is the one shown in messages.
pub fn split_definition(
    name: &str,
    text: &str,
    limits: &Limits,
) -> Result<Definition, Diagnostics> {
    let source = Source::new(name, text);
    let file = parse_file(FileId::default(), &source, limits)?;
    let mut parts = Parts::default();
    for decl in file.decls {
        parts.add(decl)?;
    }
    let Some((name, metadata)) = parts.metadata else {
        return Err(error("no field describes the definition").into());
    };
    if parts.template.is_empty() {
        return Err(error("the field `template` is missing or empty").into());
    }
    let style = FormatOptions { simplify: true };
    let imports = format_decls(parts.imports, &source, style);
    let body = format_decls(parts.template, &source, style);
    let mut template = String::new();
    for part in [imports.trim(), body.trim()] {
        if !part.is_empty() {
            template.push_str(part);
            template.push('\n');
        }
    }
    let metadata = vec![Decl::Field(metadata)];
    Ok(Definition {
        name,
        metadata: format_decls(metadata, &source, FormatOptions::default()),
        template,
    })
}

#[derive(Default)]
struct Parts {
    imports: Vec<Decl>,
    template: Vec<Decl>,
    metadata: Option<(String, Box<Field>)>,
}

impl Parts {
    fn add(&mut self, decl: Decl) -> Result<(), Diagnostics> {
        match decl {
            Decl::Import(_) => self.imports.push(decl),
            Decl::Field(field) if is_template(&field) => {
                let span = field.value.span();
                let Expr::Struct(value) = field.value else {
                    return Err(error("`template` is not a struct").at(span, "").into());
                };
                self.template.extend(value.decls);
            }
            Decl::Field(mut field) => {
                let span = field.label.span();
                if self.metadata.is_some() {
                    let message = "more than one field describes the definition";
                    return Err(error(message).at(span, "").into());
                }
                let Some(name) = plain_label(&field) else {
                    return Err(error("the label is neither a name nor a string")
                        .at(span, "")
                        .into());
                };
                // Comments above the field head the file, not the definition.
                field.comments.clear();
                self.metadata = Some((name, field));
            }
            _ => {}
        }
        Ok(())
    }
}

fn error(message: &str) -> Diagnostic {
    Diagnostic::error(Code::Export, message)
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

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, &str), &str>) {
        let actual = split_definition("d.cue", text, &Limits::default());
        let actual = actual
            .map(|parts| (parts.name, parts.template))
            .map_err(|errors| errors.to_string());
        let expected = expected
            .map(|(name, template)| (name.to_owned(), template.to_owned()))
            .map_err(str::to_owned);
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
            "d: {}\ntemplate: a: 1\ntemplate: {\nb: 2\n}\n",
            Ok(("d", "a: 1\nb: 2\n")),
        );
    }

    #[test]
    fn parts_must_be_there() {
        check("template: a: 1\n", Err("no field describes the definition"));
        check(
            "d: {}\ntemplate: {}\n",
            Err("the field `template` is missing or empty"),
        );
        check("d: {}\ntemplate: 1\n", Err("`template` is not a struct"));
        check(
            "d: {}\ne: {}\ntemplate: a: 1\n",
            Err("more than one field describes the definition"),
        );
        check(
            "(d): {}\ntemplate: a: 1\n",
            Err("the label is neither a name nor a string"),
        );
    }

    #[test]
    fn the_metadata_is_a_file_of_its_own() {
        let text = "// head\n\"x-y\": {\n\ttype: \"trait\" // t\n}\ntemplate: a: 1\n";
        let parts = split_definition("d.cue", text, &Limits::default());
        let metadata = parts.map(|parts| parts.metadata);
        assert_eq!(
            metadata.as_deref(),
            Ok("\"x-y\": {\n\ttype: \"trait\" // t\n}\n")
        );
    }
}
