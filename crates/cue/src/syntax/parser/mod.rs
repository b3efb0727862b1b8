//! Recursive-descent parser: tokens to the tree, with comments attached.
//!
//! Comments are collected in a stack of frames, one for each open node. A comment that ends on the line above a token
//! leads the node that starts there; one behind a token on its line belongs to the node just read; others go to the
//! open node, at the place reached within it.

mod decl;
mod expr;

use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    limits::Limits,
    source::{FileId, Source, Span},
    syntax::{
        ast::{Comment, CommentGroup, Comments, File},
        token::{Lexer, Pos, Tok, Token},
    },
};

/// Parses a file; on failure returns the first problem.
pub fn parse_file(id: FileId, source: &Source, limits: &Limits) -> Result<File, Diagnostics> {
    if source.text.len() > limits.source_bytes {
        let message = format!(
            "{} is larger than {} bytes",
            source.name, limits.source_bytes
        );
        return Err(Diagnostic::error(Code::Limit, message).into());
    }
    let mut parser = Parser::new(id, source, limits);
    let file = parser.start().and_then(|()| parser.file());
    parser.finish(file)
}

/// Parses a single expression.
pub fn parse_expr(
    id: FileId,
    source: &Source,
    limits: &Limits,
) -> Result<super::ast::Expr, Diagnostics> {
    let mut parser = Parser::new(id, source, limits);
    let expr = parser
        .start()
        .and_then(|()| parser.expr())
        .and_then(|expr| {
            if parser.token.tok == Tok::Comma && parser.token.automatic {
                parser.advance()?;
            }
            if parser.token.tok == Tok::Eof {
                Ok(expr)
            } else {
                Err(parser.unexpected("the end"))
            }
        });
    parser.finish(expr)
}

/// A problem that ends parsing; it lies in the parser.
struct Failed;

type Parsed<T> = Result<T, Failed>;

#[derive(Default)]
struct Frame {
    groups: Comments,
    position: u8,
    /// Children take what was collected before them, and the last child what comes behind it.
    list: bool,
    last_position: u8,
}

struct Parser<'a> {
    id: FileId,
    source: &'a Source,
    lexer: Lexer<'a>,
    limits: &'a Limits,
    token: Token,
    frames: Vec<Frame>,
    lead: Option<CommentGroup>,
    error: Option<Diagnostic>,
    depth: u32,
}

impl<'a> Parser<'a> {
    fn new(id: FileId, source: &'a Source, limits: &'a Limits) -> Self {
        let token = Token {
            tok: Tok::Eof,
            pos: Pos::default(),
            automatic: false,
        };
        Self {
            id,
            source,
            lexer: Lexer::new(id, &source.text),
            limits,
            token,
            frames: vec![Frame::default()],
            lead: None,
            error: None,
            depth: 0,
        }
    }

    fn start(&mut self) -> Parsed<()> {
        if let Some(zero) = self.source.text.find('\0') {
            let at = u32::try_from(zero).unwrap_or(0);
            let span = Span {
                file: self.id,
                start: at,
                end: at + 1,
            };
            return Err(self.fail(span, "illegal character NUL"));
        }
        self.advance()
    }

    fn finish<T>(self, result: Parsed<T>) -> Result<T, Diagnostics> {
        match result {
            Ok(value) if self.error.is_none() => Ok(value),
            _ => {
                let fallback = || Diagnostic::error(Code::Syntax, "syntax error");
                Err(self.error.unwrap_or_else(fallback).into())
            }
        }
    }

    fn fail(&mut self, span: Span, message: impl Into<String>) -> Failed {
        if self.error.is_none() {
            self.error = Some(Diagnostic::error(Code::Syntax, message).at(span, ""));
        }
        Failed
    }

    fn unexpected(&mut self, expected: &str) -> Failed {
        let found = match self.token.tok {
            Tok::Eof => "the end of the file".to_owned(),
            Tok::Comma if self.token.automatic => "a line break".to_owned(),
            _ => format!("`{}`", self.text(self.token.pos)),
        };
        self.fail(
            self.token.pos.span,
            format!("expected {expected}, found {found}"),
        )
    }

    fn text(&self, pos: Pos) -> &'a str {
        let Span { start, end, .. } = pos.span;
        self.source
            .text
            .get(start as usize..end as usize)
            .unwrap_or("")
    }

    fn word(&self) -> &'a str {
        if self.token.tok == Tok::Ident {
            self.text(self.token.pos)
        } else {
            ""
        }
    }

    /// Runs a nested production with one more level of nesting.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > self.limits.nesting {
            if self.error.is_none() {
                let message = format!("nested more than {} levels deep", self.limits.nesting);
                let error = Diagnostic::error(Code::Limit, message);
                self.error = Some(error.at(self.token.pos.span, ""));
            }
            return Err(Failed);
        }
        let result = stacker::maybe_grow(64 << 10, 1 << 20, || parse(self));
        self.depth -= 1;
        result
    }

    fn raw_token(&mut self) -> Parsed<()> {
        self.token = self.lexer.next_token();
        if self.lexer.errors.is_empty() {
            return Ok(());
        }
        let error = self.lexer.errors.remove(0);
        if self.error.is_none() {
            self.error = Some(error);
        }
        Err(Failed)
    }

    fn line(&self, offset: u32) -> usize {
        self.source.line_index(offset)
    }

    /// Moves to the next token and sorts out the comments on the way.
    fn advance(&mut self) -> Parsed<()> {
        if let Some(lead) = self.lead.take() {
            self.keep(lead);
        }
        let previous = self.token.pos;
        self.raw_token()?;
        self.sort_comments(previous)
    }

    fn sort_comments(&mut self, previous: Pos) -> Parsed<()> {
        let mut pending: Option<(CommentGroup, usize)> = None;
        if self.token.tok == Tok::Comment
            && previous.is_valid()
            && self.line(self.token.pos.span.start) == self.line(previous.span.end)
        {
            let (mut group, end_line) = self.comment_group(0)?;
            group.line = self.line(self.token.pos.span.start) != end_line
                || self.token.tok == Tok::Eof
                || self.token.automatic;
            pending = Some((group, end_line));
            if self.token.tok != Tok::Comment {
                if let Some((group, _)) = pending {
                    self.keep(group);
                }
                return Ok(());
            }
        }
        while self.token.tok == Tok::Comment {
            if let Some((group, _)) = pending.take() {
                self.keep(group);
            }
            pending = Some(self.comment_group(1)?);
        }
        if let Some((mut group, end_line)) = pending {
            if self.token.tok != Tok::Eof && end_line + 1 == self.line(self.token.pos.span.start) {
                group.doc = true;
                self.lead = Some(group);
            } else {
                self.keep(group);
            }
        }
        Ok(())
    }

    /// Reads comments with at most `gap` line ends between them; returns them with their last line.
    fn comment_group(&mut self, gap: usize) -> Parsed<(CommentGroup, usize)> {
        let mut list = Vec::new();
        let mut end_line = self.line(self.token.pos.span.start);
        while self.token.tok == Tok::Comment
            && self.line(self.token.pos.span.start) <= end_line + gap
        {
            end_line = self.line(self.token.pos.span.start);
            list.push(Comment {
                pos: self.token.pos,
                text: self.text(self.token.pos).to_owned(),
            });
            self.raw_token()?;
        }
        Ok((
            CommentGroup {
                doc: false,
                line: false,
                position: 0,
                list,
            },
            end_line,
        ))
    }

    fn keep(&mut self, mut group: CommentGroup) {
        if let Some(frame) = self.frames.last_mut() {
            group.position = frame.position;
            frame.groups.push(group);
        }
    }

    /// Starts a node.
    fn open(&mut self) {
        let mut frame = Frame::default();
        if let Some(parent) = self.frames.last_mut().filter(|parent| parent.list) {
            for mut group in parent.groups.drain(..) {
                group.position = 0;
                frame.groups.push(group);
            }
        }
        frame.groups.extend(self.lead.take());
        self.frames.push(frame);
    }

    /// Ends a node and returns its comments.
    fn close(&mut self) -> Comments {
        let frame = self.frames.pop().unwrap_or_default();
        if let Some(parent) = self.frames.last_mut() {
            parent.last_position = frame.position;
            parent.position = parent.position.saturating_add(1);
        }
        frame.groups
    }

    /// Moves on by one place within the open node.
    fn step(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.position = frame.position.saturating_add(1);
        }
    }

    /// Starts a sequence of nodes.
    fn open_list(&mut self) {
        self.frames.push(Frame {
            list: true,
            ..Frame::default()
        });
    }

    /// Gives what was collected since the last child of a sequence to that child.
    fn settle(&mut self, last: Option<&mut Comments>) {
        let (Some(frame), Some(last)) = (self.frames.last_mut(), last) else {
            return;
        };
        for mut group in frame.groups.drain(..) {
            group.position = frame.last_position;
            last.push(group);
        }
    }

    /// Ends a sequence; comments left over belong to the node around it.
    fn close_list(&mut self, last: Option<&mut Comments>) {
        self.settle(last);
        let frame = self.frames.pop().unwrap_or_default();
        if let Some(parent) = self.frames.last_mut() {
            for mut group in frame.groups {
                group.position = parent.position;
                parent.groups.push(group);
            }
            parent.position = parent.position.saturating_add(1);
        }
    }

    fn expect(&mut self, tok: Tok, name: &str) -> Parsed<Pos> {
        if self.token.tok != tok {
            return Err(self.unexpected(name));
        }
        let pos = self.token.pos;
        self.advance()?;
        Ok(pos)
    }

    /// Looks at the token behind the current one, comments left out.
    fn peek(&self) -> Tok {
        let mut lexer = self.lexer.clone();
        loop {
            let token = lexer.next_token();
            if token.tok != Tok::Comment {
                return token.tok;
            }
        }
    }
}
