//! Texts written in CUE, also where rendering with defaults does not get to: under conditions and in
//! the templates of definitions.

use cue::{
    limits::Limits,
    source::{FileId, Source as Text},
    syntax::{
        ast::{BinaryOp, Clause, Decl, Expr, Field, LabelKind, StructLit},
        literal::{Text as Literal, unquote},
        parser::parse_file,
        token::Tok,
    },
};

use super::{
    File, Report, Rule,
    values::{address, image},
};

/// The keys beside an image that its tag may come from.
pub(super) const TAGS: [&str; 3] = ["tag", "imageTag", "version"];

/// The folders and files that become something in a cluster.
const PLACES: [&str; 3] = ["template.cue", "resources/", "definitions/"];

/// The files that see no packages of KubeVela.
const PLAIN: [&str; 4] = ["template.cue", "resources/", "parameter.cue", "NOTES.cue"];

/// Looks at the texts in templates, resources and definitions.
pub(super) fn check(texts: &[File<'_>], report: &mut Report) {
    for file in texts {
        let path = file.path;
        if path.ends_with(".cue") && PLAIN.iter().any(|place| path.starts_with(place)) {
            imports(file, report);
        }
        let wanted = PLACES.iter().any(|place| path.starts_with(place));
        // How parameters are used only rendering tells.
        if !wanted || !path.ends_with(".cue") || path == "resources/parameter.cue" {
            continue;
        }
        let text = Text::new(file.path, file.text);
        if let Ok(parsed) = parse_file(FileId::default(), &text, &Limits::default()) {
            let mut walk = Walk { file, report };
            walk.decls(&parsed.decls);
        }
    }
}

/// Complains about packages that are not there.
fn imports(file: &File<'_>, report: &mut Report) {
    let text = Text::new(file.path, file.text);
    let Ok(parsed) = parse_file(FileId::default(), &text, &Limits::default()) else {
        return;
    };
    for decl in &parsed.decls {
        let Decl::Import(import) = decl else { continue };
        for spec in &import.specs {
            let path = spec.path.text.trim_matches('"');
            if path.starts_with("vela/") {
                let span = spec.path.pos.span;
                let at = (span.start as usize, span.end as usize);
                let message = format!("package `{path}` is not available here");
                report.add(Rule::UnavailableImport, file, at, message);
            }
        }
    }
}

struct Walk<'a, 'b> {
    file: &'a File<'b>,
    report: &'a mut Report,
}

impl Walk<'_, '_> {
    fn decls(&mut self, decls: &[Decl]) {
        let names: Vec<_> = decls.iter().filter_map(name_of).collect();
        for decl in decls {
            match decl {
                Decl::Field(field) => {
                    let has_tag = TAGS.iter().any(|tag| names.iter().any(|name| name == tag));
                    if name_of(decl).as_deref() == Some("image") && !has_tag {
                        self.image(field);
                    }
                    self.expr(&field.value);
                }
                Decl::Let(clause) => self.expr(&clause.expr),
                Decl::Embed(embed) => self.expr(&embed.expr),
                Decl::Ellipsis(ellipsis) => {
                    if let Some(value) = &ellipsis.ty {
                        self.expr(value);
                    }
                }
                Decl::Comprehension(comprehension) => {
                    self.clauses(&comprehension.clauses);
                    self.decls(&comprehension.value.decls);
                }
                Decl::Package(_) | Decl::Import(_) | Decl::Attribute(_) | Decl::Bad(_) => {}
            }
        }
    }

    fn clauses(&mut self, clauses: &[Clause]) {
        for clause in clauses {
            if let Clause::For(clause) = clause {
                self.expr(&clause.source);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Struct(StructLit { decls, .. }) => self.decls(decls),
            Expr::List(list) => list.elements.iter().for_each(|item| self.expr(item)),
            Expr::Paren(paren) => self.expr(&paren.expr),
            Expr::Unary(unary) => self.expr(&unary.expr),
            Expr::Binary(binary) => {
                self.expr(&binary.left);
                self.expr(&binary.right);
            }
            Expr::Call(call) => call.args.iter().for_each(|argument| self.expr(argument)),
            Expr::Comprehension(comprehension) => {
                self.clauses(&comprehension.clauses);
                self.decls(&comprehension.value.decls);
            }
            Expr::Ellipsis(ellipsis) => {
                if let Some(value) = &ellipsis.ty {
                    self.expr(value);
                }
            }
            Expr::Alias(alias) => self.expr(&alias.expr),
            Expr::Basic(_) => {
                if let Some((text, at)) = literal(expr) {
                    address(&text, self.file, at, self.report);
                }
            }
            _ => {}
        }
    }

    /// Looks at the text of an image, be it a default.
    fn image(&mut self, field: &Field) {
        let mut open = vec![&field.value];
        while let Some(value) = open.pop() {
            match value {
                Expr::Binary(binary) if binary.op == BinaryOp::Or => {
                    open.extend([&binary.left, &binary.right]);
                }
                Expr::Unary(unary) if unary.op == Tok::Mul => open.push(&unary.expr),
                value => {
                    if let Some((text, at)) = literal(value) {
                        image(&text, self.file, at, self.report);
                    }
                }
            }
        }
    }
}

fn literal(expr: &Expr) -> Option<(String, (usize, usize))> {
    let Expr::Basic(literal) = expr else {
        return None;
    };
    let span = literal.pos.span;
    match unquote(&literal.text) {
        Ok(Literal::Str(text)) => Some((text, (span.start as usize, span.end as usize))),
        _ => None,
    }
}

fn name_of(decl: &Decl) -> Option<String> {
    let Decl::Field(field) = decl else {
        return None;
    };
    match &field.label.kind {
        LabelKind::Ident(ident) => Some(ident.name.clone()),
        LabelKind::Basic(literal) => match unquote(&literal.text) {
            Ok(Literal::Str(text)) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
