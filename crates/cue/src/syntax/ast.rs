//! The syntax tree, rich enough to print a file again as it was laid out.
//!
//! Every token that decides about layout is kept with its [`Pos`], and comments hang on the node they belong to with
//! the number of the child they stand before.

use crate::{
    source::{FileId, Span},
    syntax::token::{Pos, Tok},
};

/// One comment line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Where it starts, and what stood before it.
    pub pos: Pos,
    /// The text with the slashes, without the line end.
    pub text: String,
}

/// Comments on adjacent lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentGroup {
    /// It ends on the line above the node and belongs to it.
    pub doc: bool,
    /// It ends the line of a token.
    pub line: bool,
    /// Place within the node: 0 is before the first token, then one more for each child or inner token.
    pub position: u8,
    /// The lines.
    pub list: Vec<Comment>,
}

/// The comments of one node.
pub type Comments = Vec<CommentGroup>;

/// A file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Number of the source.
    pub id: FileId,
    /// Comments that belong to no declaration.
    pub comments: Comments,
    /// All declarations, the package clause and imports included.
    pub decls: Vec<Decl>,
}

impl File {
    /// Returns the name in the package clause, unless it is missing or `_`.
    pub fn package(&self) -> Option<&str> {
        self.decls.iter().find_map(|decl| match decl {
            Decl::Package(package) => Some(package.name.name.as_str()).filter(|name| *name != "_"),
            _ => None,
        })
    }
}

/// A declaration in a file or struct.
#[derive(Clone, Debug)]
pub enum Decl {
    /// `package x`
    Package(Package),
    /// `import "x"` or `import ("x", "y")`
    Import(ImportDecl),
    /// `a: 1`
    Field(Box<Field>),
    /// `let x = 1`
    Let(Box<LetClause>),
    /// An embedded expression.
    Embed(Box<EmbedDecl>),
    /// `...`
    Ellipsis(Box<Ellipsis>),
    /// `if` or `for` with a body.
    Comprehension(Box<Comprehension>),
    /// A declaration attribute.
    Attribute(Attribute),
    /// Something that could not be parsed.
    Bad(Span),
}

/// `package x`
#[derive(Clone, Debug)]
pub struct Package {
    /// The comments of this node.
    pub comments: Comments,
    /// The keyword.
    pub pos: Pos,
    /// The name.
    pub name: Ident,
}

/// An import declaration.
#[derive(Clone, Debug)]
pub struct ImportDecl {
    /// The comments of this node.
    pub comments: Comments,
    /// The keyword.
    pub pos: Pos,
    /// The opening parenthesis, if any.
    pub lparen: Option<Pos>,
    /// What is imported.
    pub specs: Vec<ImportSpec>,
    /// The closing parenthesis, if any.
    pub rparen: Option<Pos>,
}

/// One imported package.
#[derive(Clone, Debug)]
pub struct ImportSpec {
    /// The comments of this node.
    pub comments: Comments,
    /// The local name, if given.
    pub name: Option<Ident>,
    /// The path, a string literal.
    pub path: BasicLit,
}

/// A name.
#[derive(Clone, Debug)]
pub struct Ident {
    /// The comments of this node.
    pub comments: Comments,
    /// Where it stands.
    pub pos: Pos,
    /// The name as written.
    pub name: String,
}

/// A literal as written.
#[derive(Clone, Debug)]
pub struct BasicLit {
    /// The comments of this node.
    pub comments: Comments,
    /// Where it stands.
    pub pos: Pos,
    /// What kind of literal.
    pub kind: LitKind,
    /// The text as written.
    pub text: String,
}

/// Kinds of literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum LitKind {
    Int,
    Float,
    Str,
    Null,
    True,
    False,
}

/// `?` or `!` behind a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// `?`
    Optional,
    /// `!`
    Required,
}

/// A field. `a: b: 1` is a field whose value is a struct without braces.
#[derive(Clone, Debug)]
pub struct Field {
    /// The comments of this node.
    pub comments: Comments,
    /// The label, an alias `X=label` included.
    pub label: Label,
    /// `?` or `!`.
    pub constraint: Option<(Constraint, Pos)>,
    /// The colon.
    pub colon: Pos,
    /// The value.
    pub value: Expr,
    /// Attributes behind the value.
    pub attributes: Vec<Attribute>,
}

/// A label.
#[derive(Clone, Debug)]
pub struct Label {
    /// The comments of this node.
    pub comments: Comments,
    /// `X` of `X=label` and the equals sign.
    pub alias: Option<(Ident, Pos)>,
    /// The label proper.
    pub kind: LabelKind,
}

/// The label proper.
#[derive(Clone, Debug)]
pub enum LabelKind {
    /// A name, a keyword too.
    Ident(Ident),
    /// A string, or a number, which is an error later on.
    Basic(BasicLit),
    /// A string with interpolations.
    Interpolation(Interpolation),
    /// `(x)`
    Paren(ParenExpr),
    /// `[x]` or `[X=x]`; always one element.
    Pattern(ListLit),
}

/// `let x = y`, as a declaration or in a comprehension.
#[derive(Clone, Debug)]
pub struct LetClause {
    /// The comments of this node.
    pub comments: Comments,
    /// The keyword.
    pub pos: Pos,
    /// The name.
    pub ident: Ident,
    /// The equals sign.
    pub equal: Pos,
    /// The value.
    pub expr: Expr,
}

/// An embedded expression.
#[derive(Clone, Debug)]
pub struct EmbedDecl {
    /// The comments of this node.
    pub comments: Comments,
    /// The expression.
    pub expr: Expr,
}

/// `...` or `...T`
#[derive(Clone, Debug)]
pub struct Ellipsis {
    /// The comments of this node.
    pub comments: Comments,
    /// The dots.
    pub pos: Pos,
    /// The type, if any.
    pub ty: Option<Expr>,
}

/// `@name(body)`
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The comments of this node.
    pub comments: Comments,
    /// Where it stands.
    pub pos: Pos,
    /// All of it, as written.
    pub text: String,
}

/// A comprehension.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// The comments of this node.
    pub comments: Comments,
    /// The clauses, the first an `if` or `for`.
    pub clauses: Vec<Clause>,
    /// The body, a struct with braces.
    pub value: StructLit,
}

/// A clause of a comprehension.
#[derive(Clone, Debug)]
pub enum Clause {
    /// `for k, v in x`
    For(Box<ForClause>),
    /// `if x`
    If(Box<IfClause>),
    /// `let x = y`
    Let(Box<LetClause>),
}

/// `for k, v in x`
#[derive(Clone, Debug)]
pub struct ForClause {
    /// The comments of this node.
    pub comments: Comments,
    /// The keyword.
    pub pos: Pos,
    /// The name for keys, if given.
    pub key: Option<Ident>,
    /// The comma behind it.
    pub comma: Option<Pos>,
    /// The name for values.
    pub value: Ident,
    /// The word `in`.
    pub in_pos: Pos,
    /// What is iterated.
    pub source: Expr,
}

/// `if x`
#[derive(Clone, Debug)]
pub struct IfClause {
    /// The comments of this node.
    pub comments: Comments,
    /// The keyword.
    pub pos: Pos,
    /// The condition.
    pub condition: Expr,
}

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

impl Label {
    /// The bytes of the label, without the alias.
    pub fn span(&self) -> Span {
        match &self.kind {
            LabelKind::Ident(ident) => ident.pos.span,
            LabelKind::Basic(literal) => literal.pos.span,
            LabelKind::Interpolation(interpolation) => interpolation.span(),
            LabelKind::Paren(paren) => paren.lparen.span.to(paren.rparen.span),
            LabelKind::Pattern(list) => list.lbrack.span.to(list.rbrack.span),
        }
    }
}

impl StructLit {
    /// Tells whether the struct is written with braces.
    pub fn has_braces(&self) -> bool {
        self.lbrace.is_valid()
    }
}

impl Decl {
    /// The comments of the node.
    pub fn comments(&self) -> &[CommentGroup] {
        match self {
            Self::Package(node) => &node.comments,
            Self::Import(node) => &node.comments,
            Self::Field(node) => &node.comments,
            Self::Let(node) => &node.comments,
            Self::Embed(node) => &node.comments,
            Self::Ellipsis(node) => &node.comments,
            Self::Comprehension(node) => &node.comments,
            Self::Attribute(node) => &node.comments,
            Self::Bad(_) => &[],
        }
    }

    /// The comments of the node.
    pub fn comments_mut(&mut self) -> Option<&mut Comments> {
        Some(match self {
            Self::Package(node) => &mut node.comments,
            Self::Import(node) => &mut node.comments,
            Self::Field(node) => &mut node.comments,
            Self::Let(node) => &mut node.comments,
            Self::Embed(node) => &mut node.comments,
            Self::Ellipsis(node) => &mut node.comments,
            Self::Comprehension(node) => &mut node.comments,
            Self::Attribute(node) => &mut node.comments,
            Self::Bad(_) => return None,
        })
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
                Some(Decl::Field(field)) => field.label.span().to(field.value.span()),
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
