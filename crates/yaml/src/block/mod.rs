//! Events of plain block-style YAML, fast.
//!
//! This is the subset that programs write: mappings and lists by indentation,
//! plain and quoted scalars, `|` blocks, comments, `[]` and `{}`.
//! Whatever else turns up (and every error) is [`Outside`], which ends it: the
//! events given until then are those that `libyaml` gives too.

mod line;
mod scalar;

use std::borrow::Cow;

use self::{
    line::Line,
    scalar::{colon, is_plain_start},
};
use crate::{
    Position, Style,
    event::{Event, EventKind, ScalarEvent},
};

/// Deeper nesting is left to `libyaml`, and so to the limits of the reader.
const MOST_FRAMES: usize = 256;

/// Longer keys are left to `libyaml`, which has its own ideas about them.
const LONGEST_KEY: usize = 500;

/// The text goes on with something that is left to `libyaml`.
#[derive(Debug)]
pub(crate) struct Outside;

type Inside<T> = Result<T, Outside>;

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

    /// Returns the next event, or that the text is outside of the subset.
    pub(crate) fn next_event(&mut self) -> Inside<Event<'a>> {
        if let Some(key) = self.first_key.take() {
            return Ok(key);
        }
        loop {
            match self.step {
                Step::Start => return self.start(),
                Step::Line => self.step = self.next_line()?.map_or(Step::Finish, Step::Place),
                Step::Place(line) => {
                    if let Some(event) = self.place(line)? {
                        return Ok(event);
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
                    return Ok(end_of(collection, at));
                }
                Step::Finish => return Ok(self.finish()),
                Step::Done => {
                    let at = Position::new(self.number, 1);
                    return Ok(Event::new(EventKind::StreamEnd, at));
                }
            }
        }
    }

    fn start(&mut self) -> Inside<Event<'a>> {
        let Some(line) = self.next_line()? else {
            self.step = Step::Done;
            let at = Position::new(self.number, 1);
            return Ok(Event::new(EventKind::StreamEnd, at));
        };
        let at = self.position(line, line.content);
        if &self.text[line.start..line.end] == "---" {
            // where an empty document is, libyaml knows
            self.peek_line()?.ok_or(Outside)?;
            self.step = Step::Line;
        } else {
            self.step = Step::Place(line);
        }
        self.pending = Some(at);
        Ok(Event::new(EventKind::DocumentStart, at))
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
    /// the line says.
    fn place(&mut self, line: Line) -> Inside<Option<Event<'a>>> {
        let indent = line.indent();
        if indent == 0 {
            let content = &self.text[line.content..line.end];
            if content.starts_with("---") || content.starts_with("...") || content.starts_with('%')
            {
                return Err(Outside);
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
                let frame = self.frames.last().ok_or(Outside)?;
                if frame.indent == indent
                    && !is_item
                    && (frame.collection == Collection::Sequence
                        || matches!(self.key(line, line.content)?, Key::IsNot))
                {
                    return Err(Outside);
                }
                return Ok(Some(Event::empty(at)));
            };
            let at = line.content;
            self.step = Step::Node { line, at, list };
            return Ok(None);
        }
        let frame = *self.frames.last().ok_or(Outside)?;
        if frame.indent > indent
            || (frame.indent == indent && frame.collection == Collection::Indentless && !is_item)
        {
            self.frames.pop();
            let at = self.position(line, line.content);
            return Ok(Some(end_of(frame.collection, at)));
        }
        let is_list = frame.collection != Collection::Mapping;
        if frame.indent != indent || is_list != is_item {
            return Err(Outside);
        }
        if is_item {
            let at = line.content;
            self.step = Step::Item { line, at };
            return Ok(None);
        }
        match self.key(line, line.content)? {
            Key::Is { event, value } => {
                self.step = Step::Value {
                    line,
                    at: value,
                    parent: indent,
                };
                Ok(Some(event))
            }
            Key::IsNot => Err(Outside),
        }
    }

    fn node(&mut self, line: Line, at: usize, list: Collection) -> Inside<Event<'a>> {
        if self.frames.len() >= MOST_FRAMES {
            return Err(Outside);
        }
        let indent = at - line.start;
        let position = self.position(line, at);
        if self.is_item(at, line.end) {
            self.frames.push(Frame {
                collection: list,
                indent,
            });
            self.step = Step::Item { line, at };
            return Ok(Event::new(EventKind::SequenceStart(None), position));
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
                Ok(Event::new(EventKind::MappingStart(None), position))
            }
            Key::IsNot if at == line.content => Err(Outside),
            Key::IsNot => {
                let parent = self.frames.last().ok_or(Outside)?.indent;
                self.step = Step::Line;
                self.scalar(line, at, parent)
            }
        }
    }

    /// Returns where the line goes on after blanks from `at`; `None` if there is
    /// nothing but a comment.
    #[inline]
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

    /// Looks for a key at `at`; a place where only `libyaml` can tell is outside.
    fn key(&self, line: Line, at: usize) -> Inside<Key<'a>> {
        let text = self.text;
        let bytes = text.as_bytes();
        let first = *bytes.get(at).ok_or(Outside)?;
        let (value, style, end) = match first {
            b'"' | b'\'' => {
                let Ok((value, end)) = self.quoted(line, at) else {
                    return Ok(Key::IsNot);
                };
                if bytes[end..line.end].first() != Some(&b':') {
                    return Ok(Key::IsNot);
                }
                let style = if first == b'"' {
                    Style::DoubleQuoted
                } else {
                    Style::SingleQuoted
                };
                (value, style, end)
            }
            _ if !is_plain_start(bytes, at, line.end) => return Ok(Key::IsNot),
            _ => {
                let Some(end) = colon(bytes, at, line.end) else {
                    return Ok(Key::IsNot);
                };
                let key = &text[at..end];
                if has_comment(key.as_bytes()) {
                    return Ok(Key::IsNot);
                }
                if key.ends_with(' ') {
                    return Err(Outside);
                }
                (Cow::Borrowed(key), Style::Plain, end)
            }
        };
        if end - at > LONGEST_KEY {
            return Err(Outside);
        }
        if !matches!(bytes[end + 1..line.end].first(), None | Some(b' ')) {
            return Err(Outside);
        }
        Ok(Key::Is {
            event: self.scalar_event(line, at, end, value, style),
            value: end + 1,
        })
    }

    #[inline]
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

    #[inline]
    fn position(&self, line: Line, at: usize) -> Position {
        let columns = if line.is_ascii {
            at - line.start
        } else {
            self.text[line.start..at].chars().count()
        };
        Position::new(line.number, u32::try_from(columns + 1).unwrap_or(u32::MAX))
    }
}

/// Says whether a comment starts in a key, so that it is none.
fn has_comment(key: &[u8]) -> bool {
    key.contains(&b'#') && key.windows(2).any(|pair| pair == b" #")
}

fn end_of<'a>(collection: Collection, at: Position) -> Event<'a> {
    let kind = match collection {
        Collection::Mapping => EventKind::MappingEnd,
        Collection::Sequence | Collection::Indentless => EventKind::SequenceEnd,
    };
    Event::new(kind, at)
}
