//! Tokens.
//!
//! Each knows what stood before it ([`Rel`]), because the formatter keeps line breaks. Comments are tokens;
//! the parser decides which node they belong to.

use crate::source::Span;

/// What stood between a token and the token or comment before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Rel {
    /// The token does not come from a text.
    #[default]
    None,
    /// Nothing.
    Nothing,
    /// Blanks or tabs.
    Blank,
    /// One line break.
    Newline,
    /// Several line breaks.
    Section,
}

/// The place of a token: its span and what stood before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Pos {
    /// The bytes of the token.
    pub span: Span,
    /// What stood before it.
    pub rel: Rel,
}

impl Pos {
    /// Tells whether the token comes from a text.
    pub fn is_valid(self) -> bool {
        self.rel != Rel::None
    }
}

/// Kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the symbols")]
pub enum Tok {
    Eof,
    Bad,
    Comment,
    Attribute,
    Ident,
    Int,
    Float,
    Str,
    /// The first piece of a string with interpolations, up to and with `\(`.
    Interpolation,
    Bottom,
    Add,
    Sub,
    Mul,
    Quo,
    And,
    Or,
    LAnd,
    LOr,
    Bind,
    Eql,
    Lss,
    Gtr,
    Not,
    Arrow,
    Neq,
    Leq,
    Geq,
    Mat,
    NMat,
    LParen,
    LBrack,
    LBrace,
    Comma,
    Period,
    Ellipsis,
    RParen,
    RBrack,
    RBrace,
    Colon,
    Question,
}

/// A token: kind and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The kind.
    pub tok: Tok,
    /// The place.
    pub pos: Pos,
    /// Set for a comma that a line break stands for.
    pub automatic: bool,
}

/// How a string literal is delimited; needed to go on after an interpolation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// `"` or `'`.
    pub byte: u8,
    /// Number of `#`.
    pub hashes: usize,
    /// Three quotes.
    pub multiline: bool,
}

impl Quote {
    /// One `"` on either side.
    pub const PLAIN: Self = Self {
        byte: b'"',
        hashes: 0,
        multiline: false,
    };
}

/// Tells whether a character may start an identifier, apart from `#` and `_`.
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == '$' || (!c.is_ascii() && c.is_alphabetic())
}

/// Tells whether a character may go on an identifier.
pub fn is_ident_part(c: char) -> bool {
    is_letter(c) || c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric())
}
