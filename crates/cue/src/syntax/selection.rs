//! Attributes above the package clause: `@if(..)` and `@ignore()` decide whether a file takes part, `@experiment(..)`
//! chooses what the language is within it.
//!
//! No tag is ever set, so a condition holds if it holds without any.

use super::{
    ast::{Attribute, BinaryOp, Decl, Expr, File},
    parser::parse_expr,
    token::Tok,
};
use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    limits::Limits,
    source::Source,
};

/// The experiment with which `==` compares structs, too.
const STRUCTS: &str = "structcmp";

/// What `@experiment` may name.
const EXPERIMENTS: &[&str] = &[STRUCTS];

/// The declarations of a file up to the package clause or the first that is no attribute, and the others.
fn parts(file: &File) -> (&[Decl], &[Decl]) {
    let above = |decl: &Decl| matches!(decl, Decl::Attribute(_));
    let start = file.decls.iter().take_while(|decl| above(decl)).count();
    file.decls.split_at(start)
}

/// Tells whether values of all kinds can be compared in a file.
pub fn compares_all(file: &File) -> bool {
    attributes(parts(file).0).any(|attribute| {
        let (name, body) = split(&attribute.text);
        name == "experiment" && body.split(',').any(|name| name.trim() == STRUCTS)
    })
}

/// Tells whether a file takes part.
pub fn takes_part(file: &File, limits: &Limits) -> Result<bool, Diagnostics> {
    let (above, below) = parts(file);
    let mut condition = None;
    let mut takes_part = true;
    for attribute in attributes(above) {
        let (name, body) = split(&attribute.text);
        match name {
            "ignore" => takes_part = false,
            "if" => {
                if condition.replace(attribute).is_some() {
                    return Err(wrong(attribute, "only one `@if` is allowed"));
                }
                let source = Source::new("@if", body);
                let expr = parse_expr(file.id, &source, limits)
                    .map_err(|error| wrong(attribute, &error.to_string()))?;
                let Some(holds) = holds(&expr) else {
                    return Err(wrong(
                        attribute,
                        "a condition is made of tags, `!`, `&&` and `||`",
                    ));
                };
                takes_part &= holds;
            }
            "extern" => return Err(wrong(attribute, "files cannot be embedded")),
            "experiment" => {
                let mut names = body.split(',').map(str::trim);
                if let Some(unknown) =
                    names.find(|name| !name.is_empty() && !EXPERIMENTS.contains(name))
                {
                    return Err(wrong(attribute, &format!("unknown experiment `{unknown}`")));
                }
            }
            _ => {}
        }
    }
    for attribute in attributes(below) {
        if split(&attribute.text).0 == "extern" {
            return Err(wrong(
                attribute,
                "`@extern` must stand above the package clause",
            ));
        }
    }
    Ok(takes_part)
}

fn attributes(decls: &[Decl]) -> impl Iterator<Item = &Attribute> {
    decls.iter().filter_map(|decl| match decl {
        Decl::Attribute(attribute) => Some(&**attribute),
        _ => None,
    })
}

fn wrong(attribute: &Attribute, message: &str) -> Diagnostics {
    let span = attribute.pos.span;
    Diagnostic::error(Code::Syntax, message).at(span, "").into()
}

/// Splits `@name(body)`.
fn split(text: &str) -> (&str, &str) {
    let (name, body) = text.split_once('(').unwrap_or((text, ""));
    let name = name.strip_prefix('@').unwrap_or(name).trim();
    (name, body.strip_suffix(')').unwrap_or(body))
}

fn holds(expr: &Expr) -> Option<bool> {
    Some(match expr {
        Expr::Ident(_) => false,
        Expr::Paren(paren) => holds(&paren.expr)?,
        Expr::Unary(unary) if unary.op == Tok::Not => !holds(&unary.expr)?,
        Expr::Binary(binary) if binary.op == BinaryOp::LAnd => {
            holds(&binary.left)? & holds(&binary.right)?
        }
        Expr::Binary(binary) if binary.op == BinaryOp::LOr => {
            holds(&binary.left)? | holds(&binary.right)?
        }
        _ => return None,
    })
}
