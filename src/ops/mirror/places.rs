//! The texts in an addon's files that may be addresses or names of charts, and where they stand.

use std::ops::Range;

use addon_yaml::{Node, NodeKind, Options, Position, Style};
use cue::{
    limits::Limits,
    source::{FileId, Source, Span},
    syntax::{
        ast::{Clause, Decl, Expr, Field, LabelKind, StructLit},
        literal::{Text, unquote},
        parser::parse_file,
    },
};

use crate::addon::{FileTree, TreePath, layout};

/// A value in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file.
    pub(super) file: TreePath,
    /// The line, counted from 1.
    pub(super) line: usize,
    /// Where in the file.
    pub(super) range: Range<usize>,
    /// The field that has the value.
    pub(super) label: String,
    /// Number of the struct or mapping that the field is in.
    pub(super) group: usize,
    /// What it is.
    pub(super) content: Content,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A text.
    Literal(String),
    /// An expression that puts an address together of texts and other values.
    Composed,
}

/// Lists the places of all files that the Application is made of.
pub(super) fn places(files: &FileTree) -> Vec<Place> {
    let mut found = Found::default();
    for (path, content) in files.iter() {
        let name = path.as_str();
        let is_source = matches!(
            name,
            layout::TEMPLATE_CUE | layout::TEMPLATE_YAML | "parameter.cue"
        ) || name.starts_with("resources/");
        let Ok(text) = std::str::from_utf8(content) else {
            continue;
        };
        if !is_source {
            continue;
        }
        found.file = Some(path.clone());
        if name.ends_with(".cue") {
            found.cue(text);
        } else if name.ends_with(".yaml") || name.ends_with(".yml") {
            found.yaml(text);
        }
    }
    found.places
}

#[derive(Default)]
struct Found {
    file: Option<TreePath>,
    places: Vec<Place>,
    groups: usize,
}

impl Found {
    fn add(
        &mut self,
        line: usize,
        range: Range<usize>,
        label: &str,
        group: usize,
        content: Content,
    ) {
        let Some(file) = self.file.clone() else {
            return;
        };
        self.places.push(Place {
            file,
            line,
            range,
            label: label.to_owned(),
            group,
            content,
        });
    }

    fn group(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    fn cue(&mut self, text: &str) {
        let source = Source::new("", text);
        // A file that does not parse does not render either, which was told before.
        let Ok(file) = parse_file(FileId(0), &source, &Limits::default()) else {
            return;
        };
        let group = self.group();
        self.decls(&source, &file.decls, group);
    }

    fn decls(&mut self, source: &Source, decls: &[Decl], group: usize) {
        for decl in decls {
            match decl {
                Decl::Field(field) => self.field(source, field, group),
                Decl::Let(clause) => self.expr(source, &clause.expr, "", group),
                Decl::Embed(embed) => self.expr(source, &embed.expr, "", group),
                Decl::Comprehension(comprehension) => {
                    self.clauses(source, &comprehension.clauses, group);
                    // What a condition adds belongs to the struct around it.
                    self.decls(source, &comprehension.value.decls, group);
                }
                Decl::Package(_)
                | Decl::Import(_)
                | Decl::Ellipsis(_)
                | Decl::Attribute(_)
                | Decl::Bad(_) => {}
            }
        }
    }

    fn field(&mut self, source: &Source, field: &Field, group: usize) {
        let label = match &field.label.kind {
            LabelKind::Ident(ident) => ident.name.clone(),
            LabelKind::Basic(literal) => match unquote(&literal.text) {
                Ok(Text::Str(text)) => text,
                _ => String::new(),
            },
            _ => String::new(),
        };
        if matches!(
            field.value,
            Expr::Binary(_) | Expr::Interpolation(_) | Expr::Call(_)
        ) && names_address(&field.value)
        {
            let span = field.value.span();
            self.add(
                source.line_column(span.start).0,
                range(span),
                &label,
                group,
                Content::Composed,
            );
        }
        self.expr(source, &field.value, &label, group);
    }

    fn clauses(&mut self, source: &Source, clauses: &[Clause], group: usize) {
        for clause in clauses {
            match clause {
                Clause::For(clause) => self.expr(source, &clause.source, "", group),
                Clause::Let(clause) => self.expr(source, &clause.expr, "", group),
                // What a value is compared with is not a value.
                Clause::If(_) => {}
            }
        }
    }

    fn expr(&mut self, source: &Source, expr: &Expr, label: &str, group: usize) {
        match expr {
            Expr::Basic(literal) => {
                if let Ok(Text::Str(text)) = unquote(&literal.text) {
                    let span = literal.pos.span;
                    let line = source.line_column(span.start).0;
                    self.add(line, range(span), label, group, Content::Literal(text));
                }
            }
            Expr::Struct(body) => self.body(source, body),
            Expr::List(list) => {
                for element in &list.elements {
                    self.expr(source, element, label, group);
                }
            }
            Expr::Paren(node) => self.expr(source, &node.expr, label, group),
            Expr::Unary(node) => self.expr(source, &node.expr, label, group),
            Expr::Binary(node) => {
                self.expr(source, &node.left, label, group);
                self.expr(source, &node.right, label, group);
            }
            Expr::Call(node) => {
                for argument in &node.args {
                    self.expr(source, argument, label, group);
                }
            }
            Expr::Alias(node) => self.expr(source, &node.expr, label, group),
            Expr::Comprehension(node) => {
                self.clauses(source, &node.clauses, group);
                self.body(source, &node.value);
            }
            Expr::Bad(_)
            | Expr::Bottom(_)
            | Expr::Ident(_)
            | Expr::Interpolation(_)
            | Expr::Ellipsis(_)
            | Expr::Selector(_)
            | Expr::Index(_)
            | Expr::Slice(_) => {}
        }
    }

    fn body(&mut self, source: &Source, body: &StructLit) {
        let group = self.group();
        self.decls(source, &body.decls, group);
    }

    fn yaml(&mut self, text: &str) {
        let Ok(documents) = addon_yaml::load_all(text, &Options::go()) else {
            return;
        };
        let lines = Lines::of(text);
        for document in &documents {
            let group = self.group();
            self.node(&lines, document, "", group);
        }
    }

    fn node(&mut self, lines: &Lines<'_>, node: &Node, label: &str, group: usize) {
        match &node.kind {
            NodeKind::Scalar(scalar) => {
                if matches!(scalar.style, Style::Literal | Style::Folded) {
                    return;
                }
                let (start, end) = (node.span.start, node.span.end);
                let range = lines.offset(start)..lines.offset(end);
                let content = Content::Literal(scalar.text.clone());
                self.add(start.line as usize, range, label, group, content);
            }
            NodeKind::Sequence(items) => {
                for item in items {
                    self.node(lines, item, label, group);
                }
            }
            NodeKind::Mapping(entries) => {
                let group = self.group();
                for entry in entries {
                    self.node(lines, &entry.value, &entry.name, group);
                }
            }
        }
    }
}

/// Where the lines of a text start: files of resources are long, and have many values.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Self { text, starts }
    }

    fn offset(&self, place: Position) -> usize {
        let line = (place.line as usize).saturating_sub(1);
        let Some(start) = self.starts.get(line).copied() else {
            return self.text.len();
        };
        let columns = (place.column as usize).saturating_sub(1);
        let characters = self.text[start..].char_indices();
        let mut offsets = characters.map(|(at, _)| start + at);
        offsets.nth(columns).unwrap_or(self.text.len())
    }
}

/// Says whether a text in an expression starts an address.
fn names_address(expr: &Expr) -> bool {
    let starts = |text: &str| text.contains("http://") || text.contains("https://");
    match expr {
        Expr::Basic(literal) => starts(&literal.text),
        Expr::Interpolation(node) => node.pieces.iter().any(|piece| starts(&piece.text)),
        Expr::Paren(node) => names_address(&node.expr),
        Expr::Binary(node) => names_address(&node.left) || names_address(&node.right),
        Expr::Call(node) => node.args.iter().any(names_address),
        _ => false,
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(file: &str, text: &str) -> Vec<(String, String, usize)> {
        let files = [(file.parse().expect("safe"), text.as_bytes().to_vec().into())];
        places(&files.into_iter().collect())
            .into_iter()
            .map(|place| (place.label, text[place.range].to_owned(), place.line))
            .collect()
    }

    #[track_caller]
    fn check(file: &str, text: &str, expected: &[(&str, &str, usize)]) {
        let found = found(file, text);
        let found: Vec<_> = found
            .iter()
            .map(|(label, text, line)| (label.as_str(), text.as_str(), *line))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn literals_and_composed_addresses_are_found_in_cue() {
        check(
            "resources/a.cue",
            "output: {\n\turl: \"https://h\"\n\tif x == \"no\" {chart: \"c\"}\n\tv: *\"d\" | string\n}\n\
             url: \"https://\\(host)/x\"\n\"url\": \"http://h/\" + p[\"v\"]\n",
            &[
                ("url", "\"https://h\"", 2),
                ("chart", "\"c\"", 3),
                ("v", "\"d\"", 4),
                ("url", "\"https://\\(host)/x\"", 6),
                ("url", "\"http://h/\" + p[\"v\"]", 7),
                ("url", "\"http://h/\"", 7),
            ],
        );
        check("definitions/a.cue", "url: \"https://h\"\n", &[]);
        check("template.cue", "url: {", &[]);
    }

    #[test]
    fn scalars_are_found_in_yaml() {
        check(
            "template.yaml",
            "kind: A\nspec:\n- url: 'https://h'\n  chart: c # the chart\n  text: |\n    https://h\n",
            &[
                ("kind", "A", 1),
                ("url", "'https://h'", 3),
                ("chart", "c", 4),
            ],
        );
    }
}
