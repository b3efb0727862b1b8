//! The syntax tree, rich enough to print a file again as it was laid out.
//!
//! Every token that decides about layout is kept with its [`Pos`], and comments hang on the node they belong to with
//! the number of the child they stand before.

mod expr;

use thin_vec::ThinVec;

pub use expr::{
    AliasExpr, BinaryExpr, BinaryOp, BottomLit, CallExpr, Expr, IndexExpr, Interpolation, ListLit,
    ParenExpr, SelectorExpr, SliceExpr, StructLit, UnaryExpr,
};

use crate::{
    source::{FileId, Span},
    syntax::token::Pos,
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
pub type Comments = ThinVec<CommentGroup>;

/// A file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Number of the source.
    pub id: FileId,
    /// Comments that belong to no declaration.
    pub comments: Comments,
    /// All declarations, the package clause and imports included.
    pub decls: Vec<Decl>,
    /// How many tokens it was read from.
    pub tokens: usize,
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
    Package(Box<Package>),
    /// `import "x"` or `import ("x", "y")`
    Import(Box<ImportDecl>),
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
    Attribute(Box<Attribute>),
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
    pub alias: Option<Box<(Ident, Pos)>>,
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
