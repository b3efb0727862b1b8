//! Expressions of the syntax tree.

use super::{
    BasicLit, Clause, CommentGroup, Comments, Comprehension, Decl, Ellipsis, Ident, Label, LitKind,
};
use crate::{
    source::Span,
    syntax::token::{Pos, Tok},
};

/// An expression.
#[derive(Clone, Debug)]
pub enum Expr {
    /// Something that could not be parsed.
    Bad(Span),
    /// `_|_`
    Bottom(BottomLit),
    /// A name, `_` included.
    Ident(Ident),
    /// A literal.
    Basic(BasicLit),
    /// A string with interpolations.
    Interpolation(Interpolation),
    /// A struct.
    Struct(StructLit),
    /// A list.
    List(ListLit),
    /// `...T`, only in lists.
    Ellipsis(Box<Ellipsis>),
    /// `(x)`
    Paren(ParenExpr),
    /// `x.a`
    Selector(Box<SelectorExpr>),
    /// `x[a]`
    Index(Box<IndexExpr>),
    /// `x[a:b]`
    Slice(Box<SliceExpr>),
    /// `f(x)`
    Call(Box<CallExpr>),
    /// `-x`, also `*x` and bounds.
    Unary(Box<UnaryExpr>),
    /// `x + y`
    Binary(Box<BinaryExpr>),
    /// A comprehension, only in lists.
    Comprehension(Box<Comprehension>),
    /// `X=x`
    Alias(Box<AliasExpr>),
}

/// `_|_`
#[derive(Clone, Debug)]
pub struct BottomLit {
    /// The comments of this node.
    pub comments: Comments,
    /// Where it stands.
    pub pos: Pos,
}

/// A string with interpolations: pieces and expressions in turn, a piece first and last.
#[derive(Clone, Debug)]
pub struct Interpolation {
    /// The comments of this node.
    pub comments: Comments,
    /// The pieces with their delimiters and the `\(` and `)` around them; one more than the expressions.
    pub pieces: Vec<BasicLit>,
    /// The expressions.
    pub exprs: Vec<Expr>,
}

/// A struct; without braces in `a: b: 1`.
#[derive(Clone, Debug, Default)]
pub struct StructLit {
    /// The comments of this node.
    pub comments: Comments,
    /// The opening brace; not valid when there are none.
    pub lbrace: Pos,
    /// The declarations.
    pub decls: Vec<Decl>,
    /// The closing brace.
    pub rbrace: Pos,
}

/// A list.
#[derive(Clone, Debug)]
pub struct ListLit {
    /// The comments of this node.
    pub comments: Comments,
    /// The opening bracket.
    pub lbrack: Pos,
    /// The elements, an ellipsis last.
    pub elements: Vec<Expr>,
    /// The closing bracket.
    pub rbrack: Pos,
}

/// `(x)`
#[derive(Clone, Debug)]
pub struct ParenExpr {
    /// The comments of this node.
    pub comments: Comments,
    /// The opening parenthesis.
    pub lparen: Pos,
    /// What it holds.
    pub expr: Box<Expr>,
    /// The closing parenthesis.
    pub rparen: Pos,
}

/// `x.a`
#[derive(Clone, Debug)]
pub struct SelectorExpr {
    /// The comments of this node.
    pub comments: Comments,
    /// What is selected from.
    pub expr: Expr,
    /// The dot.
    pub period: Pos,
    /// A name or string.
    pub selector: Label,
}

impl SelectorExpr {
    /// Tells whether an integer stands before the dot, which must not become part of it.
    pub fn follows_integer(&self) -> bool {
        matches!(&self.expr, Expr::Basic(literal) if literal.kind == LitKind::Int)
    }
}

/// `x[a]`
#[derive(Clone, Debug)]
pub struct IndexExpr {
    /// The comments of this node.
    pub comments: Comments,
    /// What is indexed.
    pub expr: Expr,
    /// The opening bracket.
    pub lbrack: Pos,
    /// The index.
    pub index: Expr,
    /// The closing bracket.
    pub rbrack: Pos,
}

/// `x[a:b]`
#[derive(Clone, Debug)]
pub struct SliceExpr {
    /// The comments of this node.
    pub comments: Comments,
    /// What is sliced.
    pub expr: Expr,
    /// The opening bracket.
    pub lbrack: Pos,
    /// The first index.
    pub low: Option<Expr>,
    /// The colon.
    pub colon: Pos,
    /// The index behind the last.
    pub high: Option<Expr>,
    /// The closing bracket.
    pub rbrack: Pos,
}

/// `f(x)`
#[derive(Clone, Debug)]
pub struct CallExpr {
    /// The comments of this node.
    pub comments: Comments,
    /// What is called.
    pub fun: Expr,
    /// The opening parenthesis.
    pub lparen: Pos,
    /// The arguments.
    pub args: Vec<Expr>,
    /// The closing parenthesis.
    pub rparen: Pos,
}

/// An operator before its operand.
#[derive(Clone, Debug)]
pub struct UnaryExpr {
    /// The comments of this node.
    pub comments: Comments,
    /// Where the operator stands.
    pub pos: Pos,
    /// The operator.
    pub op: Tok,
    /// The operand.
    pub expr: Expr,
}

impl UnaryExpr {
    /// The operator as written.
    pub fn operator(&self) -> &'static str {
        match self.op {
            Tok::Sub => "-",
            Tok::Not => "!",
            Tok::Mul => "*",
            Tok::Lss => "<",
            Tok::Leq => "<=",
            Tok::Gtr => ">",
            Tok::Geq => ">=",
            Tok::Neq => "!=",
            Tok::Mat => "=~",
            Tok::NMat => "!~",
            _ => "+",
        }
    }
}

/// Operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the symbols")]
pub enum BinaryOp {
    Or,
    And,
    LOr,
    LAnd,
    Eql,
    Neq,
    Lss,
    Leq,
    Gtr,
    Geq,
    Mat,
    NMat,
    Add,
    Sub,
    Mul,
    Quo,
    IntDiv,
    IntMod,
    IntQuo,
    IntRem,
}

impl BinaryOp {
    /// How tightly the operator binds, from 1 for `|` to 7 for `*`.
    pub fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::LOr => 3,
            Self::LAnd => 4,
            Self::Eql
            | Self::Neq
            | Self::Lss
            | Self::Leq
            | Self::Gtr
            | Self::Geq
            | Self::Mat
            | Self::NMat => 5,
            Self::Add | Self::Sub => 6,
            Self::Mul | Self::Quo | Self::IntDiv | Self::IntMod | Self::IntQuo | Self::IntRem => 7,
        }
    }

    /// Returns the operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Or => "|",
            Self::And => "&",
            Self::LOr => "||",
            Self::LAnd => "&&",
            Self::Eql => "==",
            Self::Neq => "!=",
            Self::Lss => "<",
            Self::Leq => "<=",
            Self::Gtr => ">",
            Self::Geq => ">=",
            Self::Mat => "=~",
            Self::NMat => "!~",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Quo => "/",
            Self::IntDiv => "div",
            Self::IntMod => "mod",
            Self::IntQuo => "quo",
            Self::IntRem => "rem",
        }
    }
}

/// `x + y`
#[derive(Clone, Debug)]
pub struct BinaryExpr {
    /// The comments of this node.
    pub comments: Comments,
    /// The left operand.
    pub left: Expr,
    /// Where the operator stands.
    pub pos: Pos,
    /// The operator.
    pub op: BinaryOp,
    /// The right operand.
    pub right: Expr,
}

/// `X=x`
#[derive(Clone, Debug)]
pub struct AliasExpr {
    /// The comments of this node.
    pub comments: Comments,
    /// The name.
    pub ident: Ident,
    /// The equals sign.
    pub equal: Pos,
    /// What it names.
    pub expr: Expr,
}

impl Interpolation {
    /// The whole literal.
    pub fn span(&self) -> Span {
        let of = |piece: Option<&BasicLit>| piece.map(|piece| piece.pos.span).unwrap_or_default();
        of(self.pieces.first()).to(of(self.pieces.last()))
    }
}

impl StructLit {
    /// Tells whether the struct is written with braces.
    pub fn has_braces(&self) -> bool {
        self.lbrace.is_valid()
    }
}

impl Expr {
    /// The comments of the node.
    pub fn comments(&self) -> &[CommentGroup] {
        match self {
            Self::Bad(_) => &[],
            Self::Bottom(node) => &node.comments,
            Self::Ident(node) => &node.comments,
            Self::Basic(node) => &node.comments,
            Self::Interpolation(node) => &node.comments,
            Self::Struct(node) => &node.comments,
            Self::List(node) => &node.comments,
            Self::Ellipsis(node) => &node.comments,
            Self::Paren(node) => &node.comments,
            Self::Selector(node) => &node.comments,
            Self::Index(node) => &node.comments,
            Self::Slice(node) => &node.comments,
            Self::Call(node) => &node.comments,
            Self::Unary(node) => &node.comments,
            Self::Binary(node) => &node.comments,
            Self::Comprehension(node) => &node.comments,
            Self::Alias(node) => &node.comments,
        }
    }

    /// The comments of the node.
    pub fn comments_mut(&mut self) -> Option<&mut Comments> {
        Some(match self {
            Self::Bad(_) => return None,
            Self::Bottom(node) => &mut node.comments,
            Self::Ident(node) => &mut node.comments,
            Self::Basic(node) => &mut node.comments,
            Self::Interpolation(node) => &mut node.comments,
            Self::Struct(node) => &mut node.comments,
            Self::List(node) => &mut node.comments,
            Self::Ellipsis(node) => &mut node.comments,
            Self::Paren(node) => &mut node.comments,
            Self::Selector(node) => &mut node.comments,
            Self::Index(node) => &mut node.comments,
            Self::Slice(node) => &mut node.comments,
            Self::Call(node) => &mut node.comments,
            Self::Unary(node) => &mut node.comments,
            Self::Binary(node) => &mut node.comments,
            Self::Comprehension(node) => &mut node.comments,
            Self::Alias(node) => &mut node.comments,
        })
    }

    /// The bytes of the expression.
    pub fn span(&self) -> Span {
        match self {
            Self::Bad(span) => *span,
            Self::Bottom(node) => node.pos.span,
            Self::Ident(node) => node.pos.span,
            Self::Basic(node) => node.pos.span,
            Self::Interpolation(node) => node.span(),
            Self::Struct(node) if node.has_braces() => node.lbrace.span.to(node.rbrace.span),
            Self::Struct(node) => match node.decls.first() {
                Some(Decl::Field(field)) => {
                    // along a chain of fields only the end counts
                    let mut last = &field.value;
                    while let Self::Struct(inner) = last
                        && !inner.has_braces()
                        && let Some(Decl::Field(next)) = inner.decls.first()
                    {
                        last = &next.value;
                    }
                    field.label.span().to(last.span())
                }
                _ => Span::default(),
            },
            Self::List(node) => node.lbrack.span.to(node.rbrack.span),
            Self::Ellipsis(node) => node
                .ty
                .as_ref()
                .map_or(node.pos.span, |ty| node.pos.span.to(ty.span())),
            Self::Paren(node) => node.lparen.span.to(node.rparen.span),
            Self::Selector(node) => node.expr.span().to(node.selector.span()),
            Self::Index(node) => node.expr.span().to(node.rbrack.span),
            Self::Slice(node) => node.expr.span().to(node.rbrack.span),
            Self::Call(node) => node.fun.span().to(node.rparen.span),
            Self::Unary(node) => node.pos.span.to(node.expr.span()),
            Self::Binary(node) => node.left.span().to(node.right.span()),
            Self::Comprehension(node) => {
                let start = match node.clauses.first() {
                    Some(Clause::For(clause)) => clause.pos.span,
                    Some(Clause::If(clause)) => clause.pos.span,
                    Some(Clause::Let(clause)) => clause.pos.span,
                    None => node.value.lbrace.span,
                };
                start.to(node.value.rbrace.span)
            }
            Self::Alias(node) => node.ident.pos.span.to(node.expr.span()),
        }
    }
}
