//! Takes the quotes off labels that read the same without them.
//!
//! A name is visible to references in its struct and deeper, and a quoted label is not. So a label keeps its quotes if
//! a reference of that name, not caught by a nearer label, would come to mean it.

use rustc_hash::FxHashMap;

use crate::syntax::{
    ast::{BasicLit, Clause, Comprehension, Decl, Expr, Ident, LabelKind, LitKind, StructLit},
    literal::{Text, is_identifier, unquote},
    token::Pos,
};

/// The labels of each open struct, innermost last, and whether nothing refers to them so far.
type Scopes = Vec<FxHashMap<String, bool>>;

/// Unquotes the labels of declarations and of all structs in them.
pub(super) fn unquote_labels(decls: &mut [Decl]) {
    visit_decls(decls, &mut Scopes::new());
}

fn visit_decls(decls: &mut [Decl], scopes: &mut Scopes) {
    let mut names = FxHashMap::default();
    for decl in decls.iter() {
        let Decl::Field(field) = decl else { continue };
        if let Some((alias, _)) = field.label.alias.as_deref() {
            names.insert(alias.name.clone(), true);
        }
        match &field.label.kind {
            LabelKind::Ident(ident) => {
                names.insert(ident.name.clone(), true);
            }
            LabelKind::Basic(literal) => {
                if let Some(name) = plain_name(literal) {
                    names.insert(name, true);
                }
            }
            // The reference takes the names in a computed label for labels.
            LabelKind::Paren(paren) => collect_names(&paren.expr, &mut names),
            LabelKind::Interpolation(_) | LabelKind::Pattern(_) => {}
        }
    }
    scopes.push(names);
    for decl in decls.iter_mut() {
        visit_decl(decl, scopes);
    }
    let names = scopes.pop().unwrap_or_default();
    for decl in decls {
        let Decl::Field(field) = decl else { continue };
        let LabelKind::Basic(literal) = &field.label.kind else {
            continue;
        };
        if field.label.alias.is_some() {
            continue;
        }
        if let Some(name) = plain_name(literal).filter(|name| names.get(name) == Some(&true)) {
            // A new name has no place; the reference forgets it, and the layout shows.
            let pos = Pos {
                span: literal.pos.span,
                ..Pos::default()
            };
            let comments = literal.comments.clone();
            field.label.kind = LabelKind::Ident(Ident {
                comments,
                pos,
                name,
            });
        }
    }
}

/// Collects the names and strings of an expression.
fn collect_names(expr: &Expr, names: &mut FxHashMap<String, bool>) {
    match expr {
        Expr::Ident(ident) => {
            names.insert(ident.name.clone(), true);
        }
        Expr::Basic(literal) => {
            if let Some(name) = plain_name(literal) {
                names.insert(name, true);
            }
        }
        Expr::Paren(node) => collect_names(&node.expr, names),
        Expr::Unary(node) => collect_names(&node.expr, names),
        Expr::Binary(node) => {
            collect_names(&node.left, names);
            collect_names(&node.right, names);
        }
        Expr::Selector(node) => {
            collect_names(&node.expr, names);
            if let LabelKind::Ident(ident) = &node.selector.kind {
                names.insert(ident.name.clone(), true);
            }
        }
        Expr::Index(node) => {
            collect_names(&node.expr, names);
            collect_names(&node.index, names);
        }
        Expr::Call(node) => {
            collect_names(&node.fun, names);
            node.args
                .iter()
                .for_each(|argument| collect_names(argument, names));
        }
        _ => {}
    }
}

/// Returns what a quoted label would be called without quotes.
fn plain_name(literal: &BasicLit) -> Option<String> {
    // Raw strings and long ones stay.
    let plain = literal.text.starts_with('"') && !literal.text.starts_with("\"\"\"");
    if literal.kind != LitKind::Str || !plain {
        return None;
    }
    match unquote(&literal.text) {
        Ok(Text::Str(name)) if is_identifier(&name) && !name.starts_with(['_', '#']) => Some(name),
        _ => None,
    }
}

fn visit_decl(decl: &mut Decl, scopes: &mut Scopes) {
    match decl {
        Decl::Field(field) => visit(&mut field.value, scopes),
        Decl::Let(clause) => {
            mark(&clause.ident.name, scopes);
            visit(&mut clause.expr, scopes);
        }
        Decl::Embed(embedding) => visit(&mut embedding.expr, scopes),
        Decl::Comprehension(comprehension) => visit_comprehension(comprehension, scopes),
        Decl::Ellipsis(ellipsis) => {
            if let Some(ty) = &mut ellipsis.ty {
                visit(ty, scopes);
            }
        }
        Decl::Package(_) | Decl::Import(_) | Decl::Attribute(_) | Decl::Bad(_) => {}
    }
}

/// Notes a reference: the nearest label of that name keeps its quotes.
fn mark(name: &str, scopes: &mut Scopes) {
    if let Some(free) = scopes
        .iter_mut()
        .rev()
        .find_map(|scope| scope.get_mut(name))
    {
        *free = false;
    }
}

fn visit_struct(value: &mut StructLit, scopes: &mut Scopes) {
    visit_decls(&mut value.decls, scopes);
}

fn visit_comprehension(comprehension: &mut Comprehension, scopes: &mut Scopes) {
    for clause in &mut comprehension.clauses {
        match clause {
            Clause::For(clause) => {
                if let Some(key) = &clause.key {
                    mark(&key.name, scopes);
                }
                mark(&clause.value.name, scopes);
                visit(&mut clause.source, scopes);
            }
            Clause::If(clause) => visit(&mut clause.condition, scopes),
            Clause::Let(clause) => {
                mark(&clause.ident.name, scopes);
                visit(&mut clause.expr, scopes);
            }
        }
    }
    visit_struct(&mut comprehension.value, scopes);
}

fn visit(expr: &mut Expr, scopes: &mut Scopes) {
    match expr {
        Expr::Bad(_) | Expr::Bottom(_) | Expr::Basic(_) => {}
        Expr::Ident(ident) => mark(&ident.name, scopes),
        Expr::Interpolation(node) => node.exprs.iter_mut().for_each(|expr| visit(expr, scopes)),
        Expr::Struct(node) => visit_struct(node, scopes),
        Expr::List(node) => node
            .elements
            .iter_mut()
            .for_each(|expr| visit(expr, scopes)),
        Expr::Ellipsis(node) => node.ty.iter_mut().for_each(|expr| visit(expr, scopes)),
        Expr::Paren(node) => visit(&mut node.expr, scopes),
        Expr::Selector(node) => visit(&mut node.expr, scopes),
        Expr::Index(node) => {
            visit(&mut node.expr, scopes);
            visit(&mut node.index, scopes);
        }
        Expr::Slice(node) => {
            visit(&mut node.expr, scopes);
            node.low.iter_mut().for_each(|expr| visit(expr, scopes));
            node.high.iter_mut().for_each(|expr| visit(expr, scopes));
        }
        Expr::Call(node) => {
            visit(&mut node.fun, scopes);
            node.args.iter_mut().for_each(|expr| visit(expr, scopes));
        }
        Expr::Unary(node) => visit(&mut node.expr, scopes),
        Expr::Binary(node) => {
            visit(&mut node.left, scopes);
            visit(&mut node.right, scopes);
        }
        Expr::Comprehension(node) => visit_comprehension(node, scopes),
        Expr::Alias(node) => {
            mark(&node.ident.name, scopes);
            visit(&mut node.expr, scopes);
        }
    }
}
