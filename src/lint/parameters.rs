//! What parameter.cue declares: usage texts, and defaults that fit.

use cue::{
    kind::Kinds,
    limits::Limits,
    source::{FileId, Source as Text},
    syntax::{
        ast::{BinaryOp, Decl, Expr, Field, File as ParsedFile, LabelKind, LitKind},
        literal::{Text as Literal, unquote},
        parser::parse_file,
        token::Tok,
    },
};

use super::{File, Report, Rule};
use crate::addon::layout::TEMPLATE_CUE;

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
    package(&parsed, file, texts, report);
    for decl in &parsed.decls {
        if let Decl::Field(field) = decl
            && name_of(field).as_deref() == Some("parameter")
        {
            walk(&field.value, "", file, report);
        }
    }
}

/// Complains about a package that the template does not belong to.
fn package(parsed: &ParsedFile, file: &File<'_>, texts: &[File<'_>], report: &mut Report) {
    let Some(template) = texts.iter().find(|file| file.path == TEMPLATE_CUE) else {
        return;
    };
    let text = Text::new(template.path, template.text);
    let Ok(template) = parse_file(FileId::default(), &text, &Limits::default()) else {
        return;
    };
    let wanted = template.package().unwrap_or("main");
    for decl in &parsed.decls {
        if let Decl::Package(package) = decl
            && parsed.package().is_some_and(|own| own != wanted)
        {
            let own = &package.name.name;
            let span = package.name.pos.span;
            let at = (span.start as usize, span.end as usize);
            let message =
                format!("the parameters are in package `{own}`, the template in `{wanted}`");
            report.add(Rule::PackageMismatch, file, at, message);
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
            schema(field, &path, file, report);
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

/// Complains about types of which KubeVela makes no schema.
fn schema(field: &Field, path: &str, file: &File<'_>, report: &mut Report) {
    let mut arms = Vec::new();
    split(&field.value, &mut arms);
    let ranges = arms.len() > 1 && arms.iter().any(|(arm, _)| is_range(arm));
    let tuple = arms.iter().any(|(arm, marked)| !marked && is_tuple(arm));
    let what = match (ranges, tuple) {
        (true, _) => "a default or alternative beside a range of numbers",
        (_, true) => "a list of fixed length",
        _ => return,
    };
    let span = field.value.span();
    let at = (span.start as usize, span.end as usize);
    let message = format!("parameter `{path}` is {what}, of which `vela` makes no schema");
    report.add(Rule::NoParameterSchema, file, at, message);
    report.advise("state the range in the usage text, or in the template");
}

/// Says whether a type is a range of numbers, such as `uint16` and `int & >0`.
fn is_range(value: &Expr) -> bool {
    match value {
        Expr::Ident(ident) => {
            let name = ident.name.trim_start_matches('u');
            let sized = name
                .strip_prefix("int")
                .or_else(|| name.strip_prefix("float"));
            sized.is_some_and(|bits| !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit()))
                || ident.name == "uint"
        }
        Expr::Paren(paren) => is_range(&paren.expr),
        Expr::Binary(binary) if binary.op == BinaryOp::And => {
            kinds_of(value).is_some_and(|kinds| kinds.within(Kinds::NUMBER))
        }
        _ => false,
    }
}

/// Says whether a type is a list of so many types.
fn is_tuple(value: &Expr) -> bool {
    let Expr::List(list) = value else {
        return false;
    };
    let open = |item: &Expr| matches!(item, Expr::Ellipsis(_) | Expr::Comprehension(_));
    !list.elements.iter().any(open) && list.elements.iter().any(|it| matches!(it, Expr::Ident(_)))
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
            "number" | "float" | "float32" | "float64" => Kinds::NUMBER,
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
