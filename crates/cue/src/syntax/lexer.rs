//! The lexer: text to tokens, with automatic commas, nested interpolations and attributes.

use super::token::{Pos, Quote, Rel, Tok, Token, is_ident_part, is_letter};
use crate::{
    diag::{Code, Diagnostic},
    source::{FileId, Span},
};

/// Reads tokens from a text.
#[derive(Clone)]
pub struct Lexer<'a> {
    text: &'a str,
    file: FileId,
    at: usize,
    lines: u32,
    blanks: u32,
    comma_at_newline: bool,
    started: bool,
    /// Problems found so far.
    pub errors: Vec<Diagnostic>,
}

impl<'a> Lexer<'a> {
    /// Starts at the beginning of a text, behind a byte order mark.
    pub fn new(file: FileId, text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let errors = Vec::new();
        Self {
            text,
            file,
            at,
            lines: 0,
            blanks: 0,
            comma_at_newline: false,
            started: false,
            errors,
        }
    }

    /// Starts at a place within a text.
    pub fn starting_at(file: FileId, text: &'a str, at: usize) -> Self {
        Self {
            at,
            ..Self::new(file, text)
        }
    }

    /// Returns how far the text has been read, in bytes.
    pub fn offset(&self) -> usize {
        self.at
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text
            .as_bytes()
            .get(self.at + ahead)
            .copied()
            .unwrap_or(0)
    }

    fn char(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn span(&self, start: usize) -> Span {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span {
            file: self.file,
            start: clamp(start),
            end: clamp(self.at),
        }
    }

    fn error(&mut self, start: usize, message: impl Into<String>) {
        let span = self.span(start);
        self.errors
            .push(Diagnostic::error(Code::Syntax, message).at(span, ""));
    }

    /// Reads the next token; at the end of the text returns [`Tok::Eof`] for ever.
    pub fn next_token(&mut self) -> Token {
        loop {
            match self.byte(0) {
                b' ' | b'\t' | b'\r' => {
                    self.blanks += 1;
                    self.at += 1;
                }
                b'\n' if !self.comma_at_newline || self.continues() => {
                    self.comma_at_newline = false;
                    self.lines += 1;
                    self.at += 1;
                }
                _ => break,
            }
        }
        // A comment that starts the text stands on a line of its own, as one further down would.
        let first_comment = !self.started && self.text[self.at..].starts_with("//");
        let lines = self.lines + u32::from(first_comment);
        let rel = match (lines, self.blanks) {
            (0, 0) => Rel::Nothing,
            (0, _) => Rel::Blank,
            (1, _) => Rel::Newline,
            _ => Rel::Section,
        };
        let start = self.at;
        let ends_line = self.byte(0) == b'\n'
            || self.at >= self.text.len()
            || (self.byte(0) == b'/' && self.byte(1) == b'/');
        if self.comma_at_newline && ends_line {
            self.comma_at_newline = false;
            let pos = Pos {
                span: self.span(start),
                rel: Rel::Nothing,
            };
            return Token {
                tok: Tok::Comma,
                pos,
                automatic: true,
            };
        }
        if self.at >= self.text.len() {
            return Token {
                tok: Tok::Eof,
                pos: Pos {
                    span: self.span(start),
                    rel,
                },
                automatic: false,
            };
        }
        self.started = true;
        let tok = self.scan();
        self.comma_at_newline = matches!(
            tok,
            Tok::Ident
                | Tok::Int
                | Tok::Float
                | Tok::Str
                | Tok::Bottom
                | Tok::RParen
                | Tok::RBrack
                | Tok::RBrace
                | Tok::Question
                | Tok::Ellipsis
                | Tok::Attribute
        );
        self.lines = 0;
        self.blanks = 0;
        Token {
            tok,
            pos: Pos {
                span: self.span(start),
                rel,
            },
            automatic: false,
        }
    }

    /// Tells whether the text behind a line break goes on with a colon or comma, which takes its meaning from it.
    fn continues(&self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let next = rest
            .iter()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
        matches!(next, Some(b':' | b','))
    }

    fn scan(&mut self) -> Tok {
        let start = self.at;
        let Some(c) = self.char() else {
            return Tok::Eof;
        };
        if c.is_ascii_digit() || (c == '.' && self.byte(1).is_ascii_digit()) {
            return self.number();
        }
        if c == '_' && self.text[self.at..].starts_with("_|_") {
            self.at += 3;
            return Tok::Bottom;
        }
        if c == '_' && self.byte(1) == b'|' {
            self.at += 2;
            self.error(start, "illegal token `_|`, which must end in `_`");
            return Tok::Bad;
        }
        if is_letter(c) {
            return self.identifier();
        }
        if c == '#' {
            let hashes = self.text[self.at..]
                .bytes()
                .take_while(|byte| *byte == b'#')
                .count();
            if matches!(self.byte(hashes), b'"' | b'\'') {
                self.at += hashes;
                return self.string_start(hashes);
            }
            if hashes == 1 {
                return self.identifier();
            }
            self.at += hashes;
            self.error(start, "unexpected `#`");
            return Tok::Bad;
        }
        self.at += c.len_utf8();
        let two = self.byte(0);
        let (tok, more) = match (c, two) {
            ('"' | '\'', _) => {
                self.at -= 1;
                return self.string_start(0);
            }
            ('@', _) => return self.attribute(start),
            ('/', b'/') => {
                let rest = &self.text[self.at..];
                self.at += rest.find('\n').unwrap_or(rest.len());
                if self.text[start..self.at].ends_with('\r') {
                    self.at -= 1;
                }
                return Tok::Comment;
            }
            ('.', b'.') if self.byte(1) == b'.' => (Tok::Ellipsis, 2),
            ('&', b'&') => (Tok::LAnd, 1),
            ('|', b'|') => (Tok::LOr, 1),
            ('=', b'=') => (Tok::Eql, 1),
            ('=', b'~') => (Tok::Mat, 1),
            ('!', b'=') => (Tok::Neq, 1),
            ('!', b'~') => (Tok::NMat, 1),
            ('<', b'=') => (Tok::Leq, 1),
            ('<', b'-') => (Tok::Arrow, 1),
            ('>', b'=') => (Tok::Geq, 1),
            ('+', _) => (Tok::Add, 0),
            ('-', _) => (Tok::Sub, 0),
            ('*', _) => (Tok::Mul, 0),
            ('/', _) => (Tok::Quo, 0),
            ('&', _) => (Tok::And, 0),
            ('|', _) => (Tok::Or, 0),
            ('=', _) => (Tok::Bind, 0),
            ('<', _) => (Tok::Lss, 0),
            ('>', _) => (Tok::Gtr, 0),
            ('!', _) => (Tok::Not, 0),
            ('(', _) => (Tok::LParen, 0),
            ('[', _) => (Tok::LBrack, 0),
            ('{', _) => (Tok::LBrace, 0),
            (',', _) => (Tok::Comma, 0),
            ('.', _) => (Tok::Period, 0),
            (')', _) => (Tok::RParen, 0),
            (']', _) => (Tok::RBrack, 0),
            ('}', _) => (Tok::RBrace, 0),
            (':', _) => (Tok::Colon, 0),
            ('?', _) => (Tok::Question, 0),
            _ => {
                self.error(
                    start,
                    format!("unexpected character `{}`", c.escape_debug()),
                );
                (Tok::Bad, 0)
            }
        };
        self.at += more;
        tok
    }

    fn identifier(&mut self) -> Tok {
        let hash = if self.text[self.at..].starts_with("_#") {
            2
        } else {
            usize::from(self.byte(0) == b'#')
        };
        self.at += hash;
        if hash > 0 && !self.char().is_some_and(is_letter) {
            return Tok::Ident;
        }
        while let Some(c) = self.char().filter(|c| is_ident_part(*c)) {
            self.at += c.len_utf8();
        }
        Tok::Ident
    }

    fn digits(&mut self, valid: impl Fn(u8) -> bool) -> usize {
        let (start, mut count) = (self.at, 0);
        let mut last = 0;
        while valid(self.byte(0)) || self.byte(0) == b'_' {
            if self.byte(0) == b'_' {
                if last == b'_' {
                    self.error(start, "illegal `_` in number");
                }
            } else {
                count += 1;
            }
            last = self.byte(0);
            self.at += 1;
        }
        if last == b'_' {
            self.error(start, "illegal `_` in number");
        }
        count
    }

    fn number(&mut self) -> Tok {
        let start = self.at;
        let mut tok = Tok::Int;
        let radix = match (self.byte(0), self.byte(1)) {
            (b'0', b'x' | b'X') => 16,
            (b'0', b'o') => 8,
            (b'0', b'b') => 2,
            _ => 10,
        };
        if radix != 10 {
            self.at += 2;
            let count = self.digits(|byte| (byte as char).is_digit(radix));
            if count == 0 || self.byte(0).is_ascii_digit() {
                self.error(start, "illegal number");
            }
            return tok;
        }
        if self.byte(0) != b'.' {
            if self.byte(0) == b'0' && self.byte(1) == b'_' {
                self.error(start, "illegal `_` in number");
            }
            let count = self.digits(|byte| byte.is_ascii_digit());
            let leading = self.text.as_bytes()[start] == b'0' && count > 1;
            if leading && !matches!(self.byte(0), b'.' | b'e' | b'E') {
                self.error(start, "illegal integer number with leading zero");
            }
        }
        if self.byte(0) == b'.' && self.byte(1) != b'.' {
            tok = Tok::Float;
            self.at += 1;
            self.digits(|byte| byte.is_ascii_digit());
        }
        if matches!(self.byte(0), b'e' | b'E') {
            tok = Tok::Float;
            self.at += 1;
            if matches!(self.byte(0), b'+' | b'-') {
                self.at += 1;
            }
            if self.digits(|byte| byte.is_ascii_digit()) == 0 {
                self.error(start, "illegal floating-point exponent");
            }
        } else if matches!(self.byte(0), b'K' | b'M' | b'G' | b'T' | b'P') {
            self.at += 1;
            if self.byte(0) == b'i' {
                self.at += 1;
            }
            tok = Tok::Int;
        }
        tok
    }

    fn string_start(&mut self, hashes: usize) -> Tok {
        let byte = self.byte(0);
        let start = self.at - hashes;
        let multiline = self.byte(1) == byte && self.byte(2) == byte;
        self.at += if multiline { 3 } else { 1 };
        if multiline {
            if self.byte(0) == b'\r' {
                self.at += 1;
            }
            if self.byte(0) != b'\n' {
                self.error(start, "expected newline after multiline quote");
            }
        }
        let quote = Quote {
            byte,
            hashes,
            multiline,
        };
        if self.string_rest(quote, start) {
            Tok::Str
        } else {
            Tok::Interpolation
        }
    }

    /// Reads on to the end of a string; false when it stopped behind the `\(` of an interpolation.
    fn string_rest(&mut self, quote: Quote, start: usize) -> bool {
        let bytes = self.text.as_bytes();
        let hashes_at = |at: usize| {
            bytes.len() >= at + quote.hashes
                && bytes[at..at + quote.hashes].iter().all(|b| *b == b'#')
        };
        loop {
            let Some(byte) = bytes.get(self.at).copied() else {
                self.error(start, "string literal not terminated");
                return true;
            };
            if byte == b'\n' && !quote.multiline {
                self.error(start, "string literal not terminated");
                return true;
            }
            if byte == quote.byte {
                let length = if quote.multiline { 3 } else { 1 };
                let rest = &bytes[self.at..];
                let found = rest.iter().take(length).take_while(|b| **b == byte).count();
                self.at += found;
                if found == length && hashes_at(self.at) {
                    self.at += quote.hashes;
                    return true;
                }
                continue;
            }
            self.at += 1;
            if byte == b'\\' && hashes_at(self.at) {
                self.at += quote.hashes;
                match bytes.get(self.at) {
                    Some(b'(') => {
                        self.at += 1;
                        return false;
                    }
                    Some(b'\n') | None => {}
                    Some(_) => {
                        // a whole character, so that the cursor stays on a boundary
                        let c = self.char().map_or(1, char::len_utf8);
                        self.at += c;
                    }
                }
            }
        }
    }

    /// Goes on with a string behind the `)` of an interpolation, which must be the last token read.
    ///
    /// Returns the piece that starts with the `)`, and whether the string ends with it.
    pub fn resume_string(&mut self, quote: Quote, paren: Pos) -> (Pos, bool) {
        let start = paren.span.start as usize;
        self.at = start + 1;
        let ended = self.string_rest(quote, start);
        self.comma_at_newline = ended;
        self.lines = 0;
        self.blanks = 0;
        (
            Pos {
                span: self.span(start),
                rel: paren.rel,
            },
            ended,
        )
    }

    /// Finds out how the string literal or interpolation that starts at an offset is delimited.
    pub fn quote_at(text: &str) -> Quote {
        let bytes = text.as_bytes();
        let hashes = bytes.iter().take_while(|byte| **byte == b'#').count();
        let byte = bytes.get(hashes).copied().unwrap_or(b'"');
        let rest = bytes.get(hashes..).unwrap_or_default();
        let three = rest.len() > 3 && rest[..3].iter().all(|b| *b == byte);
        let multiline = three && matches!(rest[3], b'\n' | b'\r');
        Quote {
            byte,
            hashes,
            multiline,
        }
    }

    fn attribute(&mut self, start: usize) -> Tok {
        while let Some(c) = self.char().filter(|c| is_ident_part(*c)) {
            self.at += c.len_utf8();
        }
        while matches!(self.byte(0), b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
        if self.byte(0) != b'(' {
            self.error(start, "invalid attribute: expected `(`");
            return Tok::Attribute;
        }
        let mut open = Vec::new();
        loop {
            let Some(c) = self.char() else {
                self.error(start, "attribute missing `)`");
                return Tok::Attribute;
            };
            match c {
                '(' | '[' | '{' => {
                    open.push(c);
                    self.at += 1;
                }
                ')' | ']' | '}' => {
                    self.at += 1;
                    let matching = match c {
                        ')' => '(',
                        ']' => '[',
                        _ => '{',
                    };
                    if open.pop() != Some(matching) {
                        self.error(start, "unexpected closing bracket in attribute");
                        return Tok::Attribute;
                    }
                    if open.is_empty() {
                        return Tok::Attribute;
                    }
                }
                '"' | '\'' | '#' => {
                    let hashes = self.text[self.at..]
                        .bytes()
                        .take_while(|b| *b == b'#')
                        .count();
                    self.at += hashes;
                    if matches!(self.byte(0), b'"' | b'\'') {
                        let before = self.errors.len();
                        if self.string_start(hashes) == Tok::Interpolation {
                            self.error(start, "interpolation not allowed in attribute");
                        }
                        if self.errors.len() > before {
                            return Tok::Attribute;
                        }
                    }
                }
                _ => self.at += c.len_utf8(),
            }
        }
    }
}
