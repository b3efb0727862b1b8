//! Events of plain block-style YAML, fast.
//!
//! This is the subset that programs write: mappings and lists by indentation,
//! plain and quoted scalars on one line, `|` blocks, comments, `[]` and `{}`.
//! Whatever else turns up (and every error) ends it: [`Block::next_event`] returns
//! `None`, and the events given until then are those that `libyaml` gives too.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::{
    Position, Style,
    event::{Event, EventKind, ScalarEvent},
};

/// Deeper nesting is left to `libyaml`, and so to the limits of the reader.
const MOST_FRAMES: usize = 256;

/// Longer keys are left to `libyaml`, which has its own ideas about them.
const LONGEST_KEY: usize = 500;

/// A line with content; offsets are into the text.
#[derive(Clone, Copy)]
struct Line {
    /// Where the line starts.
    start: usize,
    /// Where its content starts.
    content: usize,
    /// Where its newline is.
    end: usize,
    number: u32,
    is_ascii: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Collection {
    Mapping,
    Sequence,
    /// A list at the indentation of the key that it belongs to.
    Indentless,
}

#[derive(Clone, Copy)]
struct Frame {
    collection: Collection,
    indent: usize,
}

/// What the next call of [`Block::next_event`] has to look at.
#[derive(Clone, Copy)]
enum Step {
    /// The first line of the text.
    Start,
    /// The next line.
    Line,
    /// This line, whose place among the open collections is to be found.
    Place(Line),
    /// A node that starts at `at`, the first of its line or after a dash.
    Node {
        line: Line,
        at: usize,
        list: Collection,
    },
    /// What follows a dash at `at`.
    Item { line: Line, at: usize },
    /// What follows a key and its colon, which end at `at`.
    Value {
        line: Line,
        at: usize,
        parent: usize,
    },
    /// The end of a `[]` or `{}`.
    Close(Collection, Position),
    /// The end of the text: whatever is open ends.
    Finish,
    /// The end of the document is told, that of the text is not.
    Done,
}

enum Key<'a> {
    /// A key; `value` is the offset after its colon.
    Is { event: Event<'a>, value: usize },
    /// Something else.
    IsNot,
}

pub(crate) struct Block<'a> {
    text: &'a str,
    /// Where the next line starts, after `ahead`.
    at: usize,
    number: u32,
    ahead: Option<Line>,
    frames: Vec<Frame>,
    step: Step,
    /// The first key of a mapping whose start has been told.
    first_key: Option<Event<'a>>,
    /// A node is missing yet; if it stays missing it is empty and here.
    pending: Option<Position>,
}

impl<'a> Block<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            number: 1,
            ahead: None,
            frames: Vec::new(),
            step: Step::Start,
            first_key: None,
            pending: None,
        }
    }

    /// Returns the next event; `None` when the text is outside of the subset.
    pub(crate) fn next_event(&mut self) -> Option<Event<'a>> {
        if let Some(key) = self.first_key.take() {
            return Some(key);
        }
        loop {
            match self.step {
                Step::Start => return self.start(),
                Step::Line => self.step = self.next_line()?.map_or(Step::Finish, Step::Place),
                Step::Place(line) => {
                    if let Some(event) = self.place(line)? {
                        return Some(event);
                    }
                }
                Step::Node { line, at, list } => return self.node(line, at, list),
                Step::Item { line, at } => match self.rest(line, at + 1) {
                    Some(at) => {
                        let list = Collection::Sequence;
                        self.step = Step::Node { line, at, list };
                    }
                    None => self.wait_for_node(line, at + 1),
                },
                Step::Value { line, at, parent } => match self.rest(line, at) {
                    Some(at) => {
                        self.step = Step::Line;
                        return self.scalar(line, at, parent);
                    }
                    None => self.wait_for_node(line, at),
                },
                Step::Close(collection, at) => {
                    self.step = Step::Line;
                    return Some(end_of(collection, at));
                }
                Step::Finish => return Some(self.finish()),
                Step::Done => {
                    return Some(Event::new(
                        EventKind::StreamEnd,
                        Position::new(self.number, 1),
                    ));
                }
            }
        }
    }

    fn start(&mut self) -> Option<Event<'a>> {
        let Some(line) = self.next_line()? else {
            self.step = Step::Done;
            return Some(Event::new(
                EventKind::StreamEnd,
                Position::new(self.number, 1),
            ));
        };
        let at = self.position(line, line.content);
        if &self.text[line.start..line.end] == "---" {
            // where an empty document is, libyaml knows
            self.peek_line()??;
            self.step = Step::Line;
        } else {
            self.step = Step::Place(line);
        }
        self.pending = Some(at);
        Some(Event::new(EventKind::DocumentStart, at))
    }

    fn finish(&mut self) -> Event<'a> {
        let at = Position::new(self.number, 1);
        if let Some(at) = self.pending.take() {
            return Event::empty(at);
        }
        if let Some(frame) = self.frames.pop() {
            return end_of(frame.collection, at);
        }
        self.step = Step::Done;
        Event::new(EventKind::DocumentEnd, at)
    }

    fn wait_for_node(&mut self, line: Line, at: usize) {
        self.pending = Some(self.position(line, at));
        self.step = Step::Line;
    }

    /// Ends what the line is not part of, an event at a time, and goes on to what
    /// the line says; the outer `None` is for libyaml.
    fn place(&mut self, line: Line) -> Option<Option<Event<'a>>> {
        let indent = line.content - line.start;
        if indent == 0 {
            let content = &self.text[line.content..line.end];
            if content.starts_with("---") || content.starts_with("...") || content.starts_with('%')
            {
                return None;
            }
        }
        let is_item = self.is_item(line.content, line.end);
        if let Some(at) = self.pending.take() {
            let list = match self.frames.last() {
                None => Some(Collection::Sequence),
                Some(frame) if indent > frame.indent => Some(Collection::Sequence),
                Some(frame)
                    if indent == frame.indent
                        && is_item
                        && frame.collection == Collection::Mapping =>
                {
                    Some(Collection::Indentless)
                }
                Some(_) => None,
            };
            let Some(list) = list else {
                // a scalar at this indentation would be the missing node
                let frame = self.frames.last()?;
                if frame.indent == indent
                    && !is_item
                    && (frame.collection == Collection::Sequence
                        || matches!(self.key(line, line.content)?, Key::IsNot))
                {
                    return None;
                }
                return Some(Some(Event::empty(at)));
            };
            let at = line.content;
            self.step = Step::Node { line, at, list };
            return Some(None);
        }
        let frame = *self.frames.last()?;
        if frame.indent > indent
            || (frame.indent == indent && frame.collection == Collection::Indentless && !is_item)
        {
            self.frames.pop();
            return Some(Some(end_of(
                frame.collection,
                self.position(line, line.content),
            )));
        }
        let is_list = frame.collection != Collection::Mapping;
        if frame.indent != indent || is_list != is_item {
            return None;
        }
        if is_item {
            let at = line.content;
            self.step = Step::Item { line, at };
            return Some(None);
        }
        match self.key(line, line.content)? {
            Key::Is { event, value } => {
                self.step = Step::Value {
                    line,
                    at: value,
                    parent: indent,
                };
                Some(Some(event))
            }
            Key::IsNot => None,
        }
    }

    fn node(&mut self, line: Line, at: usize, list: Collection) -> Option<Event<'a>> {
        if self.frames.len() >= MOST_FRAMES {
            return None;
        }
        let indent = at - line.start;
        if self.is_item(at, line.end) {
            self.frames.push(Frame {
                collection: list,
                indent,
            });
            self.step = Step::Item { line, at };
            return Some(Event::new(
                EventKind::SequenceStart(None),
                self.position(line, at),
            ));
        }
        match self.key(line, at)? {
            Key::Is { event, value } => {
                self.frames.push(Frame {
                    collection: Collection::Mapping,
                    indent,
                });
                self.first_key = Some(event);
                self.step = Step::Value {
                    line,
                    at: value,
                    parent: indent,
                };
                Some(Event::new(
                    EventKind::MappingStart(None),
                    self.position(line, at),
                ))
            }
            Key::IsNot if at == line.content => None,
            Key::IsNot => {
                let parent = self.frames.last()?.indent;
                self.step = Step::Line;
                self.scalar(line, at, parent)
            }
        }
    }

    /// Returns where the line goes on after blanks from `at`; `None` if there is
    /// nothing but a comment.
    fn rest(&self, line: Line, at: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[at..line.end];
        let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
        match rest.get(blanks) {
            None | Some(b'#') => None,
            Some(_) => Some(at + blanks),
        }
    }

    fn is_item(&self, at: usize, end: usize) -> bool {
        let bytes = &self.text.as_bytes()[at..end];
        bytes.first() == Some(&b'-') && matches!(bytes.get(1), None | Some(b' '))
    }

    /// Looks for a key at `at`; `None` when only `libyaml` can tell.
    fn key(&self, line: Line, at: usize) -> Option<Key<'a>> {
        let text = self.text;
        let bytes = text.as_bytes();
        let first = *bytes.get(at)?;
        let (value, style, end) = match first {
            b'"' | b'\'' => {
                let (value, end) = self.quoted(line, at)?;
                if bytes.get(end) != Some(&b':') {
                    return Some(Key::IsNot);
                }
                let style = if first == b'"' {
                    Style::DoubleQuoted
                } else {
                    Style::SingleQuoted
                };
                (value, style, end)
            }
            _ if !is_plain_start(bytes, at, line.end) => return Some(Key::IsNot),
            _ => {
                let Some(end) = colon(bytes, at, line.end) else {
                    return Some(Key::IsNot);
                };
                let key = &text[at..end];
                if key.contains(" #") {
                    return Some(Key::IsNot);
                }
                if key.ends_with(' ') {
                    return None;
                }
                (Cow::Borrowed(key), Style::Plain, end)
            }
        };
        if end - at > LONGEST_KEY {
            return None;
        }
        if !matches!(bytes[end + 1..line.end].first(), None | Some(b' ')) {
            return None;
        }
        Some(Key::Is {
            event: self.scalar_event(line, at, end, value, style),
            value: end + 1,
        })
    }

    /// A scalar that ends on this line, or a block that starts on it, as value of
    /// a collection that stands at `parent`.
    fn scalar(&mut self, line: Line, at: usize, parent: usize) -> Option<Event<'a>> {
        let text = self.text;
        let bytes = text.as_bytes();
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                let (value, end) = self.quoted(line, at)?;
                if self.rest(line, end).is_some() || bytes[end..line.end].first() == Some(&b'#') {
                    return None;
                }
                let style = if quote == b'"' {
                    Style::DoubleQuoted
                } else {
                    Style::SingleQuoted
                };
                Some(self.scalar_event(line, at, end, value, style))
            }
            b'|' => self.literal(line, at, parent),
            b'[' | b'{' => {
                let start = self.position(line, at);
                let (kind, collection) = match &text[at..line.end] {
                    "[]" => (EventKind::SequenceStart(None), Collection::Sequence),
                    "{}" => (EventKind::MappingStart(None), Collection::Mapping),
                    _ => return None,
                };
                self.step = Step::Close(collection, start);
                Some(Event::new(kind, start))
            }
            _ if !is_plain_start(bytes, at, line.end) => None,
            _ => {
                let value = without_comment(&text[at..line.end]);
                if colon(bytes, at, at + value.len()).is_some() {
                    return None;
                }
                // a deeper line would go on with the scalar
                if let Some(next) = self.peek_line()?
                    && next.content - next.start > parent
                {
                    return None;
                }
                let end = at + value.len();
                Some(self.scalar_event(line, at, end, Cow::Borrowed(value), Style::Plain))
            }
        }
    }

    /// Reads the quoted scalar at `at`; returns its value and its end.
    fn quoted(&self, line: Line, at: usize) -> Option<(Cow<'a, str>, usize)> {
        let text = self.text;
        let bytes = text.as_bytes();
        let quote = bytes[at];
        let mut from = at + 1;
        let mut value = String::new();
        loop {
            let found = from + memchr2(quote, b'\\', &bytes[from..line.end])?;
            if bytes[found] == b'\\' {
                if quote == b'\'' {
                    value.push_str(&text[from..=found]);
                    from = found + 1;
                    continue;
                }
                value.push_str(&text[from..found]);
                let (c, length) = unescape(&text[found + 1..line.end])?;
                value.push(c);
                from = found + 1 + length;
            } else if quote == b'\'' && bytes[found + 1..line.end].first() == Some(&b'\'') {
                value.push_str(&text[from..=found]);
                from = found + 2;
            } else if value.is_empty() {
                return Some((Cow::Borrowed(&text[from..found]), found + 1));
            } else {
                value.push_str(&text[from..found]);
                return Some((Cow::Owned(value), found + 1));
            }
        }
    }

    /// Reads a `|` block.
    fn literal(&mut self, line: Line, at: usize, parent: usize) -> Option<Event<'a>> {
        let text = self.text;
        let chomp = &text[at + 1..line.end];
        if !matches!(chomp, "" | "-" | "+") || self.ahead.is_some() {
            return None;
        }
        let mut indent = None;
        let mut value = String::new();
        let mut breaks = 0;
        let mut is_first = true;
        while self.at < text.len() {
            let end = self.at + memchr(b'\n', &text.as_bytes()[self.at..])?;
            let raw = &text[self.at..end];
            let content = raw.trim_start_matches(' ');
            let blanks = raw.len() - content.len();
            let is_blank = content.is_empty() && indent.is_none_or(|indent| blanks <= indent);
            if is_blank {
                if indent.is_none() && blanks > 0 {
                    return None;
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
        Some(event)
    }

    fn scalar_event(
        &self,
        line: Line,
        start: usize,
        end: usize,
        text: Cow<'a, str>,
        style: Style,
    ) -> Event<'a> {
        Event {
            kind: EventKind::Scalar(ScalarEvent {
                text,
                style,
                properties: None,
            }),
            start: self.position(line, start),
            end: self.position(line, end),
        }
    }

    fn position(&self, line: Line, at: usize) -> Position {
        let columns = if line.is_ascii {
            at - line.start
        } else {
            self.text[line.start..at].chars().count()
        };
        Position::new(line.number, u32::try_from(columns + 1).unwrap_or(u32::MAX))
    }

    fn next_line(&mut self) -> Option<Option<Line>> {
        let line = self.peek_line()?;
        self.ahead = None;
        Some(line)
    }

    /// Returns the next line that has content, `Some(None)` at the end.
    fn peek_line(&mut self) -> Option<Option<Line>> {
        if self.ahead.is_some() {
            return Some(self.ahead);
        }
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            let length = memchr(b'\n', &bytes[start..]);
            let end = length.map_or(bytes.len(), |length| start + length);
            let raw = &bytes[start..end];
            let blanks = raw.iter().take_while(|byte| **byte == b' ').count();
            let is_ascii = check_characters(&self.text[start..end])?;
            self.at = end + 1;
            let number = self.number;
            self.number += 1;
            if matches!(raw.get(blanks), None | Some(b'#')) {
                continue;
            }
            self.ahead = Some(Line {
                start,
                content: start + blanks,
                end,
                number,
                is_ascii,
            });
            break;
        }
        Some(self.ahead)
    }
}

/// Takes a comment and the blanks before it off a plain scalar.
fn without_comment(rest: &str) -> &str {
    let bytes = rest.as_bytes();
    let mut end = bytes.len();
    let mut from = 0;
    while let Some(found) = memchr(b'#', &bytes[from..]) {
        let at = from + found;
        if at > 0 && bytes[at - 1] == b' ' {
            end = at;
            break;
        }
        from = at + 1;
    }
    rest[..end].trim_end_matches(' ')
}

fn end_of<'a>(collection: Collection, at: Position) -> Event<'a> {
    let kind = match collection {
        Collection::Mapping => EventKind::MappingEnd,
        Collection::Sequence | Collection::Indentless => EventKind::SequenceEnd,
    };
    Event::new(kind, at)
}

/// Says whether a plain scalar can start here.
fn is_plain_start(bytes: &[u8], at: usize, end: usize) -> bool {
    match bytes[at] {
        b'-' => !matches!(bytes[at + 1..end].first(), None | Some(b' ')),
        b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|'
        | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`' => false,
        _ => true,
    }
}

/// Finds the first colon that a blank or the end follows.
fn colon(bytes: &[u8], from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(b':', &bytes[at..end])?;
        if matches!(bytes[at + 1..end].first(), None | Some(b' ')) {
            return Some(at);
        }
        at += 1;
    }
}

/// Says whether the line is ASCII; `None` if it has a character that is not
/// text, or a tab, or a line break of another alphabet.
fn check_characters(line: &str) -> Option<bool> {
    let is_simple = line
        .bytes()
        .fold(true, |simple, byte| simple & (b' '..=b'~').contains(&byte));
    if is_simple {
        return Some(true);
    }
    let is_text = |c| {
        matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fefe}'
            | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
    };
    line.chars().all(is_text).then_some(false)
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
