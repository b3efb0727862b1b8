//! What parameter.cue declares: usage texts, and defaults that fit.

use cue::{
    kind::Kinds,
    limits::Limits,
    source::{FileId, Source as Text},
    syntax::{
        ast::{BinaryOp, Decl, Expr, Field, LabelKind, LitKind},
        literal::{Text as Literal, unquote},
        parser::parse_file,
        token::Tok,
    },
};

use super::{File, Report, Rule};

/// The files that may declare the parameters, the one that is used first.
const FILES: [&str; 2] = ["parameter.cue", "resources/parameter.cue"];

/// Checks the declaration of the parameters.
pub(super) fn check(texts: &[File<'_>], report: &mut Report) {
    let find = |path: &&str| texts.iter().find(|file| file.path == *path);
    let Some(file) = FILES.iter().find_map(find) else {
        return;
    };
    let text = Text::new(file.path, file.text);
    // What does not parse is told of elsewhere.
    let Ok(parsed) = parse_file(FileId::default(), &text, &Limits::default()) else {
        return;
    };
    for decl in &parsed.decls {
        if let Decl::Field(field) = decl
            && name_of(field).as_deref() == Some("parameter")
        {
            walk(&field.value, "", file, report);
        }
    }
}

fn walk(value: &Expr, prefix: &str, file: &File<'_>, report: &mut Report) {
    for literal in structs(value) {
        for decl in &literal.decls {
            let Decl::Field(field) = decl else { continue };
            let Some(name) = name_of(field) else { continue };
            if name.starts_with(['_', '#']) {
                continue;
            }
            let path = format!("{prefix}{name}");
            let span = field.label.span();
            let at = (span.start as usize, span.end as usize);
            let nested = structs(&field.value).next().is_some();
            let explained = field.comments.iter().any(|group| group.doc);
            if !explained && !nested {
                let message = format!("parameter `{path}` has no usage text");
                report.add(Rule::MissingUsage, file, at, message);
            }
            default(field, &path, file, report);
            walk(&field.value, &format!("{path}."), file, report);
        }
    }
}

/// Returns the struct literals that a value consists of, be it by `close`, by a default or in a list.
fn structs(value: &Expr) -> impl Iterator<Item = &cue::syntax::ast::StructLit> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Expr::Struct(literal) => found.push(literal),
            Expr::Paren(paren) => open.push(&paren.expr),
            Expr::Unary(unary) => open.push(&unary.expr),
            Expr::Binary(binary) => open.extend([&binary.right, &binary.left]),
            Expr::List(list) => open.extend(list.elements.iter().rev()),
            Expr::Ellipsis(ellipsis) => open.extend(&ellipsis.ty),
            _ => {}
        }
    }
    found.into_iter()
}

/// Complains about a default of a kind that the other arms of the type do not have.
fn default(field: &Field, path: &str, file: &File<'_>, report: &mut Report) {
    let mut arms = Vec::new();
    split(&field.value, &mut arms);
    let marked: Vec<_> = arms.iter().filter(|(_, mark)| *mark).collect();
    let [(default, _)] = marked.as_slice() else {
        return;
    };
    let mut kinds = Kinds::NONE;
    for (arm, _) in arms.iter().filter(|(_, mark)| !mark) {
        let Some(kind) = kinds_of(arm) else { return };
        kinds = kinds.or(kind);
    }
    let Some(kind) = kinds_of(default) else {
        return;
    };
    // `null` is how authors say that nothing is given.
    if kinds.is_empty() || kind.within(Kinds::NULL) || !kinds.and(kind).is_empty() {
        return;
    }
    let span = default.span();
    let at = (span.start as usize, span.end as usize);
    let message = format!("the default of `{path}` is {kind}, but the parameter is {kinds}");
    report.add(Rule::DefaultType, file, at, message);
}

/// Takes a disjunction apart: its arms, and which of them are marked.
fn split<'a>(value: &'a Expr, arms: &mut Vec<(&'a Expr, bool)>) {
    match value {
        Expr::Binary(binary) if binary.op == BinaryOp::Or => {
            split(&binary.left, arms);
            split(&binary.right, arms);
        }
        Expr::Paren(paren) => split(&paren.expr, arms),
        Expr::Unary(unary) if unary.op == Tok::Mul => arms.push((&unary.expr, true)),
        other => arms.push((other, false)),
    }
}

/// Returns the kinds that a value may have, as far as its text alone tells.
fn kinds_of(value: &Expr) -> Option<Kinds> {
    Some(match value {
        Expr::Ident(ident) => match ident.name.as_str() {
            "string" => Kinds::STRING,
            "bytes" => Kinds::BYTES,
            "bool" => Kinds::BOOL,
            "number" => Kinds::NUMBER,
            "float" | "float32" | "float64" => Kinds::NUMBER,
            name if name.starts_with("int") || name.starts_with("uint") => Kinds::INT,
            _ => return None,
        },
        Expr::Basic(literal) => match literal.kind {
            LitKind::Int => Kinds::INT,
            LitKind::Float => Kinds::FLOAT,
            LitKind::Null => Kinds::NULL,
            LitKind::True | LitKind::False => Kinds::BOOL,
            LitKind::Str if literal.text.starts_with(['\'']) => Kinds::BYTES,
            LitKind::Str => Kinds::STRING,
        },
        Expr::Interpolation(_) => Kinds::TEXT,
        Expr::Struct(_) => Kinds::STRUCT,
        Expr::List(_) => Kinds::LIST,
        Expr::Paren(paren) => kinds_of(&paren.expr)?,
        Expr::Unary(unary) if matches!(unary.op, Tok::Sub | Tok::Add) => kinds_of(&unary.expr)?,
        Expr::Binary(binary) if binary.op == BinaryOp::And => {
            match (kinds_of(&binary.left), kinds_of(&binary.right)) {
                (Some(left), Some(right)) => left.and(right),
                (one, other) => one.or(other)?,
            }
        }
        Expr::Binary(binary) if binary.op == BinaryOp::Or => {
            kinds_of(&binary.left)?.or(kinds_of(&binary.right)?)
        }
        _ => return None,
    })
}

fn name_of(field: &Field) -> Option<String> {
    match &field.label.kind {
        LabelKind::Ident(ident) => Some(ident.name.clone()),
        LabelKind::Basic(literal) => match unquote(&literal.text) {
            Ok(Literal::Str(text)) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
