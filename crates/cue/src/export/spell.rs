//! Writes a syntax tree as text with one declaration a line and all else on one line, comments left out; the formatter
//! does the rest.

use crate::syntax::ast::{
    Clause, Comprehension, Constraint, Decl, Expr, Interpolation, Label, LabelKind, StructLit,
};

/// Writes expressions.
#[derive(Default)]
pub(super) struct Speller {
    /// The text so far.
    pub(super) out: String,
    /// What is selected from names, which may be packages.
    pub(super) selected: Vec<(String, String)>,
}

impl Speller {
    /// Appends an expression.
    pub(super) fn expression(&mut self, expr: &Expr) {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.expression_here(expr));
    }

    fn expression_here(&mut self, expr: &Expr) {
        match expr {
            Expr::Bad(_) | Expr::Bottom(_) => self.out.push_str("_|_"),
            Expr::Ident(ident) => self.out.push_str(&ident.name),
            Expr::Basic(literal) => self.out.push_str(&literal.text),
            Expr::Interpolation(node) => self.interpolation(node),
            Expr::Struct(node) => self.structure(node),
            Expr::List(node) => {
                self.out.push('[');
                self.list(&node.elements);
                self.out.push(']');
            }
            Expr::Ellipsis(node) => {
                self.out.push_str("...");
                if let Some(ty) = &node.ty {
                    self.expression(ty);
                }
            }
            Expr::Paren(node) => {
                self.out.push('(');
                self.expression(&node.expr);
                self.out.push(')');
            }
            Expr::Selector(node) => {
                if let (Expr::Ident(base), LabelKind::Ident(member)) =
                    (&node.expr, &node.selector.kind)
                {
                    self.selected.push((base.name.clone(), member.name.clone()));
                }
                self.expression(&node.expr);
                if node.follows_integer() {
                    self.out.push(' ');
                }
                self.out.push('.');
                self.label(&node.selector);
            }
            Expr::Index(node) => {
                self.expression(&node.expr);
                self.out.push('[');
                self.expression(&node.index);
                self.out.push(']');
            }
            Expr::Slice(node) => {
                self.expression(&node.expr);
                self.out.push('[');
                if let Some(low) = &node.low {
                    self.expression(low);
                }
                self.out.push(':');
                if let Some(high) = &node.high {
                    self.expression(high);
                }
                self.out.push(']');
            }
            Expr::Call(node) => {
                self.expression(&node.fun);
                self.out.push('(');
                self.list(&node.args);
                self.out.push(')');
            }
            Expr::Unary(node) => {
                self.out.push_str(node.operator());
                self.expression(&node.expr);
            }
            Expr::Binary(node) => {
                self.expression(&node.left);
                self.out.push(' ');
                self.out.push_str(node.op.as_str());
                self.out.push(' ');
                self.expression(&node.right);
            }
            Expr::Comprehension(node) => self.comprehension(node),
            Expr::Alias(node) => {
                self.out.push_str(&node.ident.name);
                self.out.push('=');
                self.expression(&node.expr);
            }
        }
    }

    fn list(&mut self, elements: &[Expr]) {
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                self.out.push_str(", ");
            }
            self.expression(element);
        }
    }

    fn interpolation(&mut self, node: &Interpolation) {
        let mut exprs = node.exprs.iter();
        for piece in &node.pieces {
            self.out.push_str(&piece.text);
            if let Some(expr) = exprs.next() {
                self.expression(expr);
            }
        }
    }

    fn structure(&mut self, node: &StructLit) {
        if node.decls.is_empty() {
            self.out.push_str("{}");
            return;
        }
        self.out.push_str("{\n");
        for decl in &node.decls {
            self.declaration(decl);
            self.out.push('\n');
        }
        self.out.push('}');
    }

    fn declaration(&mut self, decl: &Decl) {
        match decl {
            Decl::Package(_) | Decl::Import(_) | Decl::Bad(_) | Decl::Attribute(_) => {}
            Decl::Field(field) => {
                self.label(&field.label);
                match field.constraint {
                    Some((Constraint::Optional, _)) => self.out.push('?'),
                    Some((Constraint::Required, _)) => self.out.push('!'),
                    None => {}
                }
                self.out.push_str(": ");
                self.expression(&field.value);
            }
            Decl::Let(clause) => {
                self.out.push_str("let ");
                self.out.push_str(&clause.ident.name);
                self.out.push_str(" = ");
                self.expression(&clause.expr);
            }
            Decl::Embed(embed) => self.expression(&embed.expr),
            Decl::Ellipsis(ellipsis) => {
                self.out.push_str("...");
                if let Some(ty) = &ellipsis.ty {
                    self.expression(ty);
                }
            }
            Decl::Comprehension(node) => self.comprehension(node),
        }
    }

    fn label(&mut self, node: &Label) {
        if let Some((alias, _)) = node.alias.as_deref() {
            self.out.push_str(&alias.name);
            self.out.push('=');
        }
        match &node.kind {
            LabelKind::Ident(ident) => self.out.push_str(&ident.name),
            LabelKind::Basic(literal) => self.out.push_str(&literal.text),
            LabelKind::Interpolation(node) => self.interpolation(node),
            LabelKind::Paren(node) => {
                self.out.push('(');
                self.expression(&node.expr);
                self.out.push(')');
            }
            LabelKind::Pattern(node) => {
                self.out.push('[');
                self.list(&node.elements);
                self.out.push(']');
            }
        }
    }

    fn comprehension(&mut self, node: &Comprehension) {
        for clause in &node.clauses {
            match clause {
                Clause::For(clause) => {
                    self.out.push_str("for ");
                    if let Some(key) = &clause.key {
                        self.out.push_str(&key.name);
                        self.out.push_str(", ");
                    }
                    self.out.push_str(&clause.value.name);
                    self.out.push_str(" in ");
                    self.expression(&clause.source);
                }
                Clause::If(clause) => {
                    self.out.push_str("if ");
                    self.expression(&clause.condition);
                }
                Clause::Let(clause) => {
                    self.out.push_str("let ");
                    self.out.push_str(&clause.ident.name);
                    self.out.push_str(" = ");
                    self.expression(&clause.expr);
                }
            }
            self.out.push(' ');
        }
        self.structure(&node.value);
    }
}
