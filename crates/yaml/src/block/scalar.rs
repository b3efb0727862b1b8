//! The scalars of the subset.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::{
    Block, Collection, Inside, Outside, Step,
    line::{Line, check_characters},
};
use crate::{
    Style,
    event::{Event, EventKind},
};

/// Bytes of a line in which most keys end.
const NEAR: usize = 16;

impl<'a> Block<'a> {
    /// A scalar as value of a collection that stands at `parent`.
    pub(super) fn scalar(&mut self, line: Line, at: usize, parent: usize) -> Inside<Event<'a>> {
        let text = self.text;
        let bytes = text.as_bytes();
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                let start = self.position(line, at);
                let (value, line, end) = match self.quoted(line, at) {
                    Ok((value, end)) => (value, line, end),
                    Err(Outside) => self.folded(line, at)?,
                };
                if self.rest(line, end).is_some() || bytes[end..line.end].first() == Some(&b'#') {
                    return Err(Outside);
                }
                let style = if quote == b'"' {
                    Style::DoubleQuoted
                } else {
                    Style::SingleQuoted
                };
                let mut event = self.scalar_event(line, end, end, value, style);
                event.start = start;
                Ok(event)
            }
            b'|' => self.literal(line, at, parent),
            b'[' | b'{' => {
                let start = self.position(line, at);
                let (kind, collection) = match &text[at..line.end] {
                    "[]" => (EventKind::SequenceStart(None), Collection::Sequence),
                    "{}" => (EventKind::MappingStart(None), Collection::Mapping),
                    _ => return Err(Outside),
                };
                self.step = Step::Close(collection, start);
                Ok(Event::new(kind, start))
            }
            _ if !is_plain_start(bytes, at, line.end) => Err(Outside),
            _ => self.plain(line, at, parent),
        }
    }

    /// Reads a plain scalar and the deeper lines that go on with it.
    fn plain(&mut self, line: Line, at: usize, parent: usize) -> Inside<Event<'a>> {
        let text = self.text;
        let start = self.position(line, at);
        let mut last = line;
        let mut from = at;
        let mut value = Cow::Borrowed("");
        loop {
            let (end, has_comment) = plain_end(text.as_bytes(), from, last.end)?;
            let piece = &text[from..end];
            if from == at {
                value = Cow::Borrowed(piece);
            } else {
                value.to_mut().push_str(piece);
            }
            match self.peek_line()? {
                Some(next) if next.indent() > parent => {
                    if has_comment || next.after_comment {
                        return Err(Outside);
                    }
                    push_breaks(value.to_mut(), next.number - last.number);
                    self.ahead = None;
                    from = next.content;
                    last = next;
                }
                _ => {
                    let mut event = self.scalar_event(last, end, end, value, Style::Plain);
                    event.start = start;
                    return Ok(event);
                }
            }
        }
    }

    /// Reads a quoted scalar of several lines; returns its value, its last line
    /// and its end.
    fn folded(&mut self, line: Line, at: usize) -> Inside<(Cow<'a, str>, Line, usize)> {
        let text = self.text;
        let bytes = text.as_bytes();
        let quote = bytes[at];
        let mut last = line;
        let mut from = at + 1;
        let mut value = String::new();
        loop {
            while let Some(found) = memchr2(quote, b'\\', &bytes[from..last.end]) {
                let found = from + found;
                if bytes[found] == quote {
                    value.push_str(&text[from..found]);
                    if quote == b'"' || bytes[found + 1..last.end].first() != Some(&quote) {
                        return Ok((Cow::Owned(value), last, found + 1));
                    }
                    value.push('\'');
                    from = found + 2;
                } else if quote == b'\'' {
                    value.push_str(&text[from..=found]);
                    from = found + 1;
                } else {
                    value.push_str(&text[from..found]);
                    let (c, length) = unescape(&text[found + 1..last.end]).ok_or(Outside)?;
                    value.push(c);
                    from = found + 1 + length;
                }
            }
            value.push_str(text[from..last.end].trim_end_matches(' '));
            let number = last.number;
            loop {
                last = self.raw_line()?.ok_or(Outside)?;
                if !last.is_blank() {
                    break;
                }
            }
            let content = &text[last.start..last.end];
            if content.starts_with("---") || content.starts_with("...") {
                return Err(Outside);
            }
            push_breaks(&mut value, last.number - number);
            from = last.content;
        }
    }

    /// Reads the quoted scalar at `at`; returns its value and its end.
    pub(super) fn quoted(&self, line: Line, at: usize) -> Inside<(Cow<'a, str>, usize)> {
        let text = self.text;
        let bytes = text.as_bytes();
        let quote = bytes[at];
        let mut from = at + 1;
        let mut value = String::new();
        loop {
            let found = memchr2(quote, b'\\', &bytes[from..line.end]).ok_or(Outside)?;
            let found = from + found;
            if bytes[found] == b'\\' {
                if quote == b'\'' {
                    value.push_str(&text[from..=found]);
                    from = found + 1;
                    continue;
                }
                value.push_str(&text[from..found]);
                let (c, length) = unescape(&text[found + 1..line.end]).ok_or(Outside)?;
                value.push(c);
                from = found + 1 + length;
            } else if quote == b'\'' && bytes[found + 1..line.end].first() == Some(&b'\'') {
                value.push_str(&text[from..=found]);
                from = found + 2;
            } else if value.is_empty() {
                return Ok((Cow::Borrowed(&text[from..found]), found + 1));
            } else {
                value.push_str(&text[from..found]);
                return Ok((Cow::Owned(value), found + 1));
            }
        }
    }

    /// Reads a `|` block.
    fn literal(&mut self, line: Line, at: usize, parent: usize) -> Inside<Event<'a>> {
        let text = self.text;
        let chomp = &text[at + 1..line.end];
        if !matches!(chomp, "" | "-" | "+") || self.ahead.is_some() {
            return Err(Outside);
        }
        let mut indent = None;
        let mut value = String::new();
        let mut breaks = 0;
        let mut is_first = true;
        while self.at < text.len() {
            let length = memchr(b'\n', &text.as_bytes()[self.at..]).ok_or(Outside)?;
            let end = self.at + length;
            let raw = &text[self.at..end];
            let content = raw.trim_start_matches(' ');
            let blanks = raw.len() - content.len();
            let is_blank = content.is_empty() && indent.is_none_or(|indent| blanks <= indent);
            if is_blank {
                if indent.is_none() && blanks > 0 {
                    return Err(Outside);
                }
                breaks += 1;
            } else {
                if blanks < indent.unwrap_or(parent + 1) {
                    break;
                }
                let indent = *indent.get_or_insert(blanks);
                check_characters(raw)?;
                if !is_first {
                    value.push('\n');
                }
                value.extend(std::iter::repeat_n('\n', breaks));
                breaks = 0;
                is_first = false;
                value.push_str(&raw[indent..]);
            }
            self.at = end + 1;
            self.number += 1;
        }
        if chomp != "-" && !is_first {
            value.push('\n');
        }
        if chomp == "+" {
            value.extend(std::iter::repeat_n('\n', breaks));
        }
        let mut event = self.scalar_event(line, at, at, Cow::Owned(value), Style::Literal);
        event.end = event.start;
        Ok(event)
    }
}

/// Adds what `breaks` line breaks in a row mean in a folded scalar.
fn push_breaks(value: &mut String, breaks: u32) {
    match breaks {
        1 => value.push(' '),
        _ => value.extend((1..breaks).map(|_| '\n')),
    }
}

/// Finds the end of the line of a plain scalar, without a comment and the blanks
/// before it; says whether there was a comment. A colon that makes a key of it is
/// outside.
fn plain_end(bytes: &[u8], from: usize, line_end: usize) -> Inside<(usize, bool)> {
    let mut end = line_end;
    let mut at = from;
    while let Some(found) = memchr2(b'#', b':', &bytes[at..line_end]) {
        let found = at + found;
        if bytes[found] == b':' {
            if matches!(bytes[found + 1..line_end].first(), None | Some(b' ')) {
                return Err(Outside);
            }
        } else if found > from && bytes[found - 1] == b' ' {
            end = found;
            break;
        }
        at = found + 1;
    }
    let has_comment = end < line_end;
    while end > from && bytes[end - 1] == b' ' {
        end -= 1;
    }
    Ok((end, has_comment))
}

/// Says whether a plain scalar can start here.
pub(super) fn is_plain_start(bytes: &[u8], at: usize, end: usize) -> bool {
    match bytes[at] {
        b'-' => !matches!(bytes[at + 1..end].first(), None | Some(b' ')),
        b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|'
        | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`' => false,
        _ => true,
    }
}

/// Finds the first colon that a blank or the end follows.
pub(super) fn colon(bytes: &[u8], from: usize, end: usize) -> Option<usize> {
    // keys are short: a search that starts up slowly costs more than it saves
    let line = &bytes[from..end];
    let near = line.iter().take(NEAR).position(|byte| *byte == b':');
    let mut at = match near {
        Some(near) => from + near,
        None if line.len() > NEAR => from + NEAR + memchr(b':', &line[NEAR..])?,
        None => return None,
    };
    loop {
        if matches!(bytes[at + 1..end].first(), None | Some(b' ')) {
            return Some(at);
        }
        at += 1;
        at += memchr(b':', &bytes[at..end])?;
    }
}

/// Reads what follows a backslash; returns the character and the length read.
fn unescape(rest: &str) -> Option<(char, usize)> {
    let first = rest.chars().next()?;
    let digits = match first {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => {
            let c = match first {
                '0' => '\0',
                'a' => '\x07',
                'b' => '\x08',
                't' => '\t',
                'n' => '\n',
                'v' => '\x0b',
                'f' => '\x0c',
                'r' => '\r',
                'e' => '\x1b',
                ' ' | '"' | '/' | '\\' => first,
                'N' => '\u{85}',
                '_' => '\u{a0}',
                'L' => '\u{2028}',
                'P' => '\u{2029}',
                _ => return None,
            };
            return Some((c, 1));
        }
    };
    let code = rest.get(1..=digits)?;
    if !code.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let c = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
    Some((c, 1 + digits))
}
