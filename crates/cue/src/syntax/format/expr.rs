//! Expressions.

use super::{Walker, decl::start, printer::Space};
use crate::syntax::{
    ast::{
        BinaryExpr, BinaryOp, CallExpr, Ellipsis, Expr, Interpolation, LabelKind, ParenExpr,
        SelectorExpr, SliceExpr,
    },
    token::{Pos, Rel, Tok},
};

/// Binds tighter than any binary operator.
const UNARY: u8 = 8;
const HIGHEST: u8 = 9;

impl<'a> Walker<'a> {
    /// Prints an expression.
    pub(super) fn expr(&mut self, expr: &'a Expr) {
        self.nested(expr, 0, 1);
    }

    /// Prints an expression at a place that binds with `precedence`. Operators lose their blanks with growing `depth`.
    pub(super) fn nested(&mut self, expr: &'a Expr, precedence: u8, depth: u32) {
        if let Expr::Struct(value) = expr {
            self.struct_expr(value);
            return;
        }
        self.enter(expr.comments());
        self.bare(expr, precedence, depth);
        self.leave();
    }

    /// Prints an expression inside its node.
    pub(super) fn bare(&mut self, expr: &'a Expr, precedence: u8, depth: u32) {
        match expr {
            Expr::Bad(_) => {}
            Expr::Bottom(node) => self.token(node.pos, "_|_"),
            Expr::Ident(node) => self.leaf(node.pos, &node.name),
            Expr::Basic(node) => {
                self.printer.place(node.pos);
                let text = super::literal::text(node, self.printer.depth());
                self.leaf(Pos::default(), &text);
            }
            Expr::Interpolation(node) => self.interpolation(node, depth),
            Expr::Struct(node) => self.braces(node),
            Expr::List(node) => self.list(node),
            Expr::Ellipsis(node) => self.ellipsis(node),
            Expr::Paren(node) => self.paren(node, depth),
            Expr::Selector(node) => {
                self.selector(node, depth);
            }
            Expr::Index(node) => {
                self.nested(&node.expr, HIGHEST, 1);
                self.token(node.lbrack, "[");
                self.nested(&node.index, 0, depth + 1);
                self.token(node.rbrack, "]");
            }
            Expr::Slice(node) => self.slice(node, depth),
            Expr::Call(node) => self.call(node, depth),
            Expr::Unary(node) => {
                if UNARY < precedence {
                    self.token_then(Pos::default(), "(", Space::NO_BLANK);
                    self.bare(expr, 0, depth);
                    self.token(Pos::default(), ")");
                } else {
                    self.token_then(node.pos, node.operator(), Space::INSIST);
                    self.nested(&node.expr, UNARY, depth);
                }
            }
            Expr::Binary(node) => {
                if node.op.precedence() < precedence {
                    self.token_then(Pos::default(), "(", Space::INSIST);
                    self.bare(expr, 0, reduced(depth));
                    self.token_then(Pos::default(), ")", Space::INSIST);
                } else {
                    self.binary(node, depth);
                }
            }
            Expr::Comprehension(node) => self.comprehension(node),
            Expr::Alias(node) => {
                self.ident(&node.ident);
                self.token(node.equal, "=");
                self.expr(&node.expr);
            }
        }
    }

    fn binary(&mut self, node: &'a BinaryExpr, depth: u32) {
        let precedence = node.op.precedence();
        let spaced = precedence < cutoff(node, depth);
        let word = matches!(
            node.op,
            BinaryOp::IntDiv | BinaryOp::IntMod | BinaryOp::IntQuo | BinaryOp::IntRem
        );
        let same_level =
            matches!(&node.left, Expr::Binary(left) if left.op.precedence() == precedence);
        self.nested(&node.left, precedence, depth + u32::from(!same_level));
        let gap = if spaced || word {
            Space::BLANK
        } else {
            Space::NONE
        };
        self.request(Space::INSIST | gap);
        let breaks = matches!(start(&node.right).rel, Rel::Newline | Rel::Section);
        self.token(node.pos, node.op.as_str());
        self.request(if breaks {
            Space::FORM_FEED
        } else {
            Space::INSIST | gap
        });
        self.nested(&node.right, precedence + 1, depth + 1);
    }

    pub(super) fn paren(&mut self, node: &'a ParenExpr, depth: u32) {
        if matches!(*node.expr, Expr::Paren(_)) {
            self.nested(&node.expr, 0, depth);
            return;
        }
        self.token(node.lparen, "(");
        self.nested(&node.expr, 0, reduced(depth));
        self.token(node.rparen, ")");
    }

    /// Prints a selector and tells whether its name stands on a new line.
    fn selector(&mut self, node: &'a SelectorExpr, depth: u32) -> bool {
        self.nested(&node.expr, HIGHEST, depth);
        if node.follows_integer() {
            self.request(Space::BLANK);
        }
        self.token(Pos::default(), ".");
        let pos = match &node.selector.kind {
            LabelKind::Ident(ident) => ident.pos,
            LabelKind::Basic(literal) => literal.pos,
            _ => Pos::default(),
        };
        let breaks = matches!(pos.rel, Rel::Newline | Rel::Section);
        if breaks {
            self.request(Space::INDENT | Space::FORM_FEED);
            self.label(&node.selector);
            self.request(Space::UNINDENT);
        } else {
            self.request(Space::NO_BLANK);
            self.label(&node.selector);
        }
        breaks
    }

    fn slice(&mut self, node: &'a SliceExpr, depth: u32) {
        self.nested(&node.expr, HIGHEST, 1);
        self.token(node.lbrack, "[");
        if let Some(low) = &node.low {
            self.nested(low, 0, depth + 1);
        }
        let is_binary = |bound: &Option<Expr>| matches!(bound, Some(Expr::Binary(_)));
        let spaced = depth <= 1
            && node.low.is_some()
            && node.high.is_some()
            && (is_binary(&node.low) || is_binary(&node.high));
        if spaced {
            self.request(Space::BLANK);
            self.token_then(Pos::default(), ":", Space::BLANK);
        } else {
            self.token(Pos::default(), ":");
        }
        if let Some(high) = &node.high {
            self.nested(high, 0, depth + 1);
        }
        self.token(node.rbrack, "]");
    }

    fn call(&mut self, node: &'a CallExpr, depth: u32) {
        let depth = if node.args.len() > 1 {
            depth + 1
        } else {
            depth
        };
        self.nested(&node.fun, HIGHEST, depth);
        self.token(node.lparen, "(");
        self.roomy(|walker| walker.arguments(&node.args, depth));
        self.request(Space::TRAILING | Space::NO_BLANK);
        self.token(node.rparen, ")");
    }

    pub(super) fn interpolation(&mut self, node: &'a Interpolation, depth: u32) {
        let mut exprs = node.exprs.iter();
        for piece in &node.pieces {
            self.enter(&piece.comments);
            self.leaf(piece.pos, &piece.text);
            self.leave();
            if let Some(expr) = exprs.next() {
                self.nested(expr, 0, depth + 1);
            }
        }
    }

    pub(super) fn ellipsis(&mut self, node: &'a Ellipsis) {
        self.token(node.pos, "...");
        if let Some(ty) = &node.ty
            && !matches!(ty, Expr::Ident(ident) if ident.name == "_")
        {
            self.expr(ty);
        }
    }
}

/// Parentheses make up for one level of depth.
fn reduced(depth: u32) -> u32 {
    depth.saturating_sub(1).max(1)
}

/// Returns the precedence from which on operators have no blanks around them.
fn cutoff(node: &BinaryExpr, depth: u32) -> u8 {
    let mix = Mix::of(node);
    if mix.problem > 0 {
        return mix.problem + 1;
    }
    match (mix.sums && mix.products, depth) {
        (true, 1) => 7,
        (false, 1) => 8,
        _ => 6,
    }
}

/// Which operators meet in an expression without parentheses between them.
#[derive(Clone, Copy, Default)]
struct Mix {
    sums: bool,
    products: bool,
    /// The precedence of an operator that must keep its blanks because of the one behind it.
    problem: u8,
}

impl Mix {
    fn of(node: &BinaryExpr) -> Self {
        let precedence = node.op.precedence();
        let mut mix = Self {
            sums: precedence == 6,
            products: precedence == 7,
            problem: 0,
        };
        if let Expr::Binary(left) = &node.left
            && left.op.precedence() >= precedence
        {
            mix.join(Self::of(left));
        }
        match &node.right {
            Expr::Binary(right) if right.op.precedence() > precedence => mix.join(Self::of(right)),
            Expr::Unary(right) => match (node.op, right.op) {
                (BinaryOp::Quo, Tok::Mul) => mix.problem = 7,
                (BinaryOp::Add, Tok::Add) | (BinaryOp::Sub, Tok::Sub) => {
                    mix.problem = mix.problem.max(6);
                }
                _ => {}
            },
            _ => {}
        }
        mix
    }

    fn join(&mut self, other: Self) {
        self.sums |= other.sums;
        self.products |= other.products;
        self.problem = self.problem.max(other.problem);
    }
}
