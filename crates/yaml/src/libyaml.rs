//! Events of any YAML text, by way of `libyaml-safer`.
//!
//! Two of its habits are worked around here, because it panics otherwise: a
//! newline is added to a text that does not end in one, and a comma right after a tag is
//! kept from it (see [`guard_tags`]).

use std::{
    borrow::Cow,
    io::{self, BufRead, Read},
};

use libyaml_safer::{EventData, Parser, ScalarStyle};

use crate::{
    Error, Position, Style,
    event::{Event, EventKind, Properties, ScalarEvent, Source},
};

/// Bytes handed over at a time; the parser turns all it is given into `char`s.
const CHUNK: usize = 4096;

pub(crate) struct Libyaml<'a> {
    parser: Parser<Feed<'a>>,
    /// The character put before commas, to be taken out of scalars again.
    guard: Option<char>,
    /// Where it was put: line and column, from 0, in the order of the text.
    guards: Vec<(u64, u64)>,
    /// The last line, from 0, of a text without a newline at its end.
    last_line: Option<u64>,
    text: &'a str,
}

impl<'a> Libyaml<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let (fed, guard) = match guard_tags(text) {
            Some((fed, guard)) => (Cow::Owned(fed), Some(guard)),
            None => (Cow::Borrowed(text), None),
        };
        let guards = guard.map_or_else(Vec::new, |guard| find_all(&fed, guard));
        let mut parser = Parser::new();
        parser.set_encoding(libyaml_safer::Encoding::Utf8);
        parser.set_input(Feed { text: fed, at: 0 });
        Self {
            parser,
            guard,
            guards,
            last_line: (!text.ends_with('\n')).then(|| last_line(text)),
            text,
        }
    }

    fn unguard(&self, text: String) -> String {
        match self.guard {
            Some(guard) if text.contains(guard) => text.replace(guard, ""),
            _ => text,
        }
    }

    fn position(&self, mark: libyaml_safer::Mark) -> Position {
        let number = |from_zero: u64| u32::try_from(from_zero + 1).unwrap_or(u32::MAX);
        let before = self
            .guards
            .partition_point(|at| *at < (mark.line, mark.column));
        let earlier_lines = self.guards.partition_point(|at| *at < (mark.line, 0));
        let column = mark.column.saturating_sub((before - earlier_lines) as u64);
        Position::new(number(mark.line), number(column))
    }

    fn error(&self, error: &libyaml_safer::Error) -> Error {
        let problem = error.problem();
        let context = error.context();
        let Some(mark) = error.problem_mark() else {
            return control_character(self.text).unwrap_or_else(|| Error::new(problem));
        };
        let start = error.context_mark().map(|mark| self.position(mark));
        let at = self.position(mark).offset_in(self.text);
        let (message, label) = explain(problem, context, self.text[at..].chars().next());
        let mut at = self.position(mark);
        if context.is_some_and(|context| context.contains("quoted scalar"))
            && problem.starts_with("found unexpected")
        {
            // where a quote is missing nobody knows; where it opened is what helps
            at = start.unwrap_or(at);
        }
        let error = Error::at(message, at).locate(at, String::new);
        match (label, start) {
            (Some(label), Some(start)) => error.with_related(label, start),
            _ => error,
        }
    }

    fn properties(&self, anchor: Option<String>, tag: Option<String>) -> Option<Box<Properties>> {
        (anchor.is_some() || tag.is_some()).then(|| {
            let tag = tag.map(|tag| self.unguard(tag));
            Box::new(Properties { anchor, tag })
        })
    }
}

impl<'a> Source<'a> for Libyaml<'a> {
    fn next_event(&mut self) -> Result<Event<'a>, Error> {
        loop {
            let event = self.parser.parse().map_err(|error| self.error(&error))?;
            let start = self.position(event.start_mark);
            let mut end = start;
            let kind = match event.data {
                EventData::StreamStart { .. } => continue,
                EventData::StreamEnd => EventKind::StreamEnd,
                EventData::DocumentStart { .. } => EventKind::DocumentStart,
                EventData::DocumentEnd { .. } => EventKind::DocumentEnd,
                EventData::Alias { anchor } => EventKind::Alias(anchor),
                EventData::Scalar {
                    anchor,
                    tag,
                    mut value,
                    style,
                    ..
                } => {
                    let style = match style {
                        ScalarStyle::SingleQuoted => Style::SingleQuoted,
                        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                        ScalarStyle::Literal => Style::Literal,
                        ScalarStyle::Folded => Style::Folded,
                        _ => Style::Plain,
                    };
                    if matches!(style, Style::Literal | Style::Folded) {
                        if self
                            .last_line
                            .is_some_and(|line| event.end_mark.line > line)
                        {
                            drop_added_newline(&mut value, self.text, start);
                        }
                    } else {
                        end = self.position(event.end_mark);
                    }
                    EventKind::Scalar(ScalarEvent {
                        text: Cow::Owned(self.unguard(value)),
                        style,
                        properties: self.properties(anchor, tag),
                    })
                }
                EventData::SequenceStart { anchor, tag, .. } => {
                    EventKind::SequenceStart(self.properties(anchor, tag))
                }
                EventData::SequenceEnd => EventKind::SequenceEnd,
                EventData::MappingStart { anchor, tag, .. } => {
                    EventKind::MappingStart(self.properties(anchor, tag))
                }
                EventData::MappingEnd => EventKind::MappingEnd,
            };
            return Ok(Event { kind, start, end });
        }
    }
}

/// Hands the text over in chunks, and a newline after it if it has none.
struct Feed<'a> {
    text: Cow<'a, str>,
    at: usize,
}

impl BufRead for Feed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let rest = &self.text.as_bytes()[self.at.min(self.text.len())..];
        if rest.is_empty() {
            let is_added = self.at == self.text.len() && !self.text.ends_with('\n');
            return Ok(if is_added { b"\n" } else { b"" });
        }
        let end = self.text.floor_char_boundary(self.at + CHUNK);
        Ok(&self.text.as_bytes()[self.at..end])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

impl Read for Feed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// Returns each character with its line and column, from 0, as the parser counts.
fn places(text: &str) -> impl Iterator<Item = (char, u64, u64)> {
    let mut chars = text.chars().peekable();
    let mut line = 0;
    let mut column = 0;
    std::iter::from_fn(move || {
        let c = chars.next()?;
        let place = (c, line, column);
        let is_break = matches!(c, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
            || (c == '\r' && chars.peek() != Some(&'\n'));
        if is_break {
            line += 1;
            column = 0;
        } else {
            column += 1;
        }
        Some(place)
    })
}

fn last_line(text: &str) -> u64 {
    // the added character is on the last line, whatever came before
    let added = [text, "x"].concat();
    places(&added).last().map_or(0, |(_, line, _)| line)
}

fn find_all(text: &str, wanted: char) -> Vec<(u64, u64)> {
    places(text)
        .filter(|(c, ..)| *c == wanted)
        .map(|(_, line, column)| (line, column))
        .collect()
}

/// Takes the newline that [`Feed`] added off a block scalar that ended there.
fn drop_added_newline(value: &mut String, text: &str, start: Position) {
    let last_line = &text[text.rfind('\n').map_or(0, |at| at + 1)..];
    let blank = last_line.bytes().all(|byte| byte == b' ');
    let drop = !blank || {
        // a blank last line is content only when it is longer than the indentation
        let header = &text[start.offset_in(text)..];
        let keep = header.lines().next().is_some_and(|line| {
            line.split('#')
                .next()
                .is_some_and(|indicators| indicators.contains('+'))
        });
        let body = value.strip_suffix('\n').unwrap_or(value);
        let last = &body[body.rfind('\n').map_or(0, |at| at + 1)..];
        keep || (!last.is_empty() && last.bytes().all(|byte| byte == b' '))
    };
    if drop && value.ends_with('\n') {
        value.pop();
    }
}

/// Puts a character of private use before each comma that directly follows
/// something like a tag.
///
/// In `[!tag, x]` the parser panics at the comma. With the character in between
/// it reports a missing space there, as Go's readers do; in scalars, where `!a,`
/// is just text, the character is taken out again.
fn guard_tags(text: &str) -> Option<(String, char)> {
    let mut guarded: Option<(String, char)> = None;
    let mut copied = 0;
    for (at, _) in text.match_indices(',') {
        let before = text[..at].as_bytes();
        let word = before
            .iter()
            .rposition(|byte| byte.is_ascii_whitespace())
            .map_or(0, |blank| blank + 1);
        let word = &before[word..];
        // a comma inside `!<...>` is part of the tag
        let tag_like = word.contains(&b'!') && !is_open_verbatim(word);
        if !tag_like {
            continue;
        }
        if guarded.is_none() {
            let guard = ('\u{e000}'..='\u{f8ff}').find(|c| !text.contains(*c))?;
            guarded = Some((String::with_capacity(text.len() + 64), guard));
        }
        if let Some((out, guard)) = &mut guarded {
            out.push_str(&text[copied..at]);
            out.push(*guard);
            copied = at;
        }
    }
    let (mut out, guard) = guarded?;
    out.push_str(&text[copied..]);
    Some((out, guard))
}

fn is_open_verbatim(word: &[u8]) -> bool {
    word.windows(2)
        .rposition(|pair| pair == b"!<")
        .is_some_and(|open| !word[open..].contains(&b'>'))
}

/// Finds the character that may not stand in a YAML text.
fn control_character(text: &str) -> Option<Error> {
    let is_allowed = |c| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    let (c, line, column) = places(text).find(|(c, ..)| !is_allowed(*c))?;
    let number = |from_zero: u64| u32::try_from(from_zero + 1).unwrap_or(u32::MAX);
    let at = Position::new(number(line), number(column));
    let code = u32::from(c);
    let message = format!(
        "the character U+{code:04X} is not allowed in YAML; write it as an escape in double quotes"
    );
    Some(Error::at(message, at).locate(at, String::new))
}

/// Says what the parser's complaint means to who wrote the file, and what is at
/// the second place that it names.
fn explain(
    problem: &str,
    context: Option<&str>,
    found: Option<char>,
) -> (String, Option<&'static str>) {
    let context = context.unwrap_or_default();
    let (message, label) = match (problem, context) {
        ("found unexpected end of stream", "while scanning a quoted scalar") => {
            ("this quoted text is never closed", None)
        }
        ("found unexpected document indicator", "while scanning a quoted scalar") => (
            "this quoted text is not closed before the document ends",
            None,
        ),
        ("found character that cannot start any token", _) if found == Some('\t') => {
            ("a tab is used for indentation; use spaces", None)
        }
        ("found character that cannot start any token", _) => (
            "a value cannot start with this character; put the value in quotes",
            None,
        ),
        ("mapping values are not allowed in this context", _) => (
            "`: ` is not allowed here; check the indentation, or quote the text that contains it",
            None,
        ),
        ("block sequence entries are not allowed in this context", _) => (
            "`- ` is not allowed here; a list starts on a line of its own",
            None,
        ),
        ("did not find expected key", "while parsing a block mapping") => (
            "expected a key here; check the indentation",
            Some("the mapping starts"),
        ),
        ("did not find expected '-' indicator", _) => (
            "expected `- ` here; check the indentation",
            Some("the list starts"),
        ),
        ("could not find expected ':'", _) => ("expected `:` after a key", Some("the key starts")),
        ("did not find expected ',' or ']'", _) => ("expected `,` or `]`", Some("the `[` is")),
        ("did not find expected ',' or '}'", _) => ("expected `,` or `}`", Some("the `{` is")),
        ("found a tab character where an indentation space is expected", _)
        | ("found a tab character that violates indentation", _) => (
            "a tab is used for indentation; use spaces",
            Some("the text starts"),
        ),
        ("found unknown escape character", _) => (
            "unknown escape after `\\` in double quotes; double the `\\` or use single quotes",
            Some("opened"),
        ),
        ("found undefined tag handle", _) => ("this tag's handle is not declared", None),
        ("did not find expected <document start>", _) => (
            "expected the end of the document or `---` here; check the indentation",
            None,
        ),
        _ => {
            let message = if context.is_empty() {
                problem.to_owned()
            } else {
                format!("{problem} {context}")
            };
            return (message, None);
        }
    };
    (message.to_owned(), label)
}
