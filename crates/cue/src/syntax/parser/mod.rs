//! Recursive-descent parser: tokens to the tree, with comments attached.
//!
//! Comments are collected in a stack of frames, one for each open node. A comment that ends on the line above a token
//! leads the node that starts there; one behind a token on its line belongs to the node just read; others go to the
//! open node, at the place reached within it.

mod decl;
mod expr;
mod recover;

use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    limits::Limits,
    source::{FileId, Source, Span},
    syntax::{
        ast::{Comment, CommentGroup, Comments, File},
        lexer::Lexer,
        token::{Pos, Tok, Token},
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
    let end = parser.lexer.offset();
    let file = parser.finish(file);
    file.map_err(|first| recover::rest(id, source, limits, first, end))
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

/// Comments met within an open node.
#[derive(Default)]
struct Frame {
    groups: Comments,
    /// How many tokens and children of the node have been read.
    position: u8,
    /// How many sequences of nodes are open. In a sequence, children take what was collected before them, and the last
    /// child what comes behind it.
    lists: u32,
    /// Whether the sequence has a child.
    has_child: bool,
    /// Where the last child ended, in places of its own.
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
    tokens: usize,
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
            tokens: 0,
        }
    }

    fn start(&mut self) -> Parsed<()> {
        // Comments before the first token are at place 0.
        if let Some(root) = self.frames.last_mut() {
            root.position = u8::MAX;
        }
        let text = &self.source.text;
        let illegal = text
            .char_indices()
            .find(|(at, c)| *c == '\0' || (*c == '\u{feff}' && *at > 0));
        if let Some((at, c)) = illegal {
            let place = |at: usize| u32::try_from(at).unwrap_or(0);
            let span = Span {
                file: self.id,
                start: place(at),
                end: place(at + c.len_utf8()),
            };
            let name = if c == '\0' { "NUL" } else { "byte order mark" };
            return Err(self.fail(span, format!("illegal character {name}")));
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
        self.tokens += 1;
        if self.tokens > self.limits.tokens {
            self.error.get_or_insert_with(|| {
                let message = format!("the source has more than {} tokens", self.limits.tokens);
                Diagnostic::error(Code::Limit, message).at(self.token.pos.span, "")
            });
            return Err(Failed);
        }
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
        if let Some(frame) = self.frames.last_mut() {
            frame.position = frame.position.wrapping_add(1);
        }
        self.sort_comments(previous)
    }

    fn sort_comments(&mut self, previous: Pos) -> Parsed<()> {
        if self.token.tok != Tok::Comment {
            return Ok(());
        }
        let mut pending = None;
        if previous.is_valid() && self.token_line() == self.line(previous.span.start) {
            let (mut group, end_line) = self.comment_group(0)?;
            group.line = self.token_line() != end_line;
            pending = Some(group);
        }
        let mut lead_line = None;
        while self.token.tok == Tok::Comment {
            if let Some(group) = pending.take() {
                self.keep(group);
            }
            let (group, end_line) = self.comment_group(1)?;
            pending = Some(group);
            lead_line = Some(end_line + 1);
        }
        if let Some(mut group) = pending {
            if self.token.tok != Tok::Eof && lead_line == Some(self.token_line()) {
                group.doc = true;
                self.lead = Some(group);
            } else {
                self.keep(group);
            }
        }
        Ok(())
    }

    /// Returns the line of the token. The end of the text is on its last line, also behind a line break.
    fn token_line(&self) -> usize {
        let last = u32::try_from(self.source.text.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.line(self.token.pos.span.start.min(last))
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
                text: self.text(self.token.pos).replace('\r', ""),
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

    /// Starts a node. In a sequence with a child, [`Parser::settle`] comes first.
    fn open(&mut self) {
        let mut frame = Frame::default();
        if let Some(parent) = self
            .frames
            .last_mut()
            .filter(|parent| parent.lists > 0 && !parent.has_child)
        {
            for mut group in parent.groups.drain(..) {
                group.position = 0;
                frame.groups.push(group);
            }
        }
        frame.groups.extend(self.lead.take());
        self.frames.push(frame);
    }

    /// Starts a node whose first child has been read.
    fn open_behind(&mut self, first: Option<&mut Comments>) {
        self.settle(first);
        self.open();
        self.skip_place();
    }

    /// Counts one place in the open node for something that was not read within it.
    fn skip_place(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.position = frame.position.wrapping_add(1);
        }
    }

    /// Ends a node and returns its comments.
    fn close(&mut self) -> Comments {
        let frame = self.frames.pop().unwrap_or_default();
        if let Some(parent) = self.frames.last_mut() {
            parent.last_position = frame.position;
            parent.has_child = true;
            parent.position = parent.position.wrapping_add(1);
        }
        frame.groups
    }

    /// Ends a node that is the same as its only child.
    fn close_around(&mut self, child: Option<&mut Comments>) {
        let comments = self.close();
        if let Some(child) = child {
            child.extend(comments);
            child.sort_by_key(|group| group.position);
        }
    }

    /// Starts a sequence of nodes. A sequence within one goes on with it.
    fn open_list(&mut self) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.lists > 0) {
            frame.lists += 1;
            return;
        }
        self.frames.push(Frame {
            lists: 1,
            ..Frame::default()
        });
    }

    /// Gives what was collected since the last child of a sequence to that child.
    fn settle(&mut self, last: Option<&mut Comments>) {
        let Some(frame) = self
            .frames
            .last_mut()
            .filter(|frame| frame.lists > 0 && frame.has_child)
        else {
            return;
        };
        let Some(last) = last else { return };
        let (before, behind): (Comments, Comments) = frame
            .groups
            .drain(..)
            .partition(|group| group.position == 0);
        last.splice(0..0, before);
        for mut group in behind {
            group.position = frame.last_position;
            last.push(group);
        }
    }

    /// Does as [`Parser::settle`] at the end of a sequence, where comments are sorted by place.
    fn settle_in_order(&mut self, mut last: Option<&mut Comments>) {
        self.settle(last.as_deref_mut());
        if let Some(last) = last {
            last.sort_by_key(|group| group.position);
        }
    }

    /// Ends a sequence; comments left over belong to its last node, or else to the one around it.
    fn close_list(&mut self, last: Option<&mut Comments>) {
        self.settle_in_order(last);
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        frame.lists -= 1;
        if frame.lists > 0 {
            return;
        }
        let frame = self.frames.pop().unwrap_or_default();
        if let Some(parent) = self.frames.last_mut() {
            parent.groups.extend(frame.groups);
            parent.position = parent.position.wrapping_add(1);
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
        self.peek_two()[0]
    }

    /// Looks at the next two tokens, likewise.
    fn peek_two(&self) -> [Tok; 2] {
        let mut lexer = self.lexer.clone();
        let mut next = || {
            loop {
                let token = lexer.next_token();
                if token.tok != Tok::Comment {
                    return token.tok;
                }
            }
        };
        [next(), next()]
    }
}
