//! Reads events straight into a type, without a tree in between.
//!
//! Two things cannot be done in passing, since they need what comes later in a
//! mapping: letting the last of two equal keys win, and merge keys. Meeting one
//! sets [`Reader::needs_tree`], and the text is read once more by way of a tree.

mod access;
mod target;

use std::{borrow::Cow, collections::HashMap};

use serde::{
    Deserialize,
    de::{self, Visitor},
};

use self::access::{Entries, Items};

use crate::{
    Duplicates, Error, Node, Options, Position, Resolved, Strings,
    event::{Event, EventKind, ScalarEvent},
    node::{COLLECTION_AS_KEY, Composer, duplicate_key, key_text},
    path,
    source::{self, Events, Played},
    stream::Stream,
};

/// Mappings up to this many keys look for duplicates one by one.
const SMALL_MAPPING: usize = 16;

pub(crate) fn from_str<'de, T: Deserialize<'de>>(
    text: &'de str,
    options: &Options,
) -> Result<T, Error> {
    let mut stream = source::open(text, options)?;
    if stream.next()?.kind == EventKind::StreamEnd {
        return from_events(vec![Event::empty(Position::new(1, 1))], options);
    }
    let mut reader = Reader::new(&mut stream, options, false);
    let value = T::deserialize(&mut reader);
    if reader.needs_tree {
        let mut stream = source::open(text, options)?;
        stream.next()?;
        let node = Composer::new(&mut stream, options).node()?;
        end_document(&mut stream, options)?;
        let value = from_node_owned(node, options);
        return value;
    }
    let value = value?;
    end_document(&mut stream, options)?;
    Ok(value)
}

/// Reads the end of the document, and of the text if it may have but one.
pub(crate) fn end_document(stream: &mut Stream<'_>, options: &Options) -> Result<(), Error> {
    stream.next()?;
    if !options.single_document || stream.next()?.kind == EventKind::StreamEnd {
        return Ok(());
    }
    let event = stream.next()?;
    match event.kind {
        EventKind::Scalar(scalar) if is_null(&scalar) => end_document(stream, options),
        _ => Err(Error::at(
            "a second document starts here; this file holds one",
            event.start,
        )),
    }
}

fn from_events<'de, T: Deserialize<'de>>(
    events: Vec<Event<'de>>,
    options: &Options,
) -> Result<T, Error> {
    let mut stream = Stream::new(Events::Played(Played(events.into_iter())), options.limits);
    T::deserialize(&mut Reader::new(&mut stream, options, true))
}

pub(crate) fn from_node<'de, T: Deserialize<'de>>(
    node: &'de Node,
    options: &Options,
) -> Result<T, Error> {
    let mut events = Vec::new();
    node.push_events(&mut events);
    from_events(events, options)
}

/// As [`from_node`], for a node that does not outlive the value.
fn from_node_owned<'de, T: Deserialize<'de>>(node: Node, options: &Options) -> Result<T, Error> {
    let mut events = Vec::new();
    node.into_events(&mut events);
    from_events(events, options)
}

fn is_null(scalar: &ScalarEvent<'_>) -> bool {
    !scalar.is_surely_text()
        && crate::scalar::resolve(Cow::Borrowed(&scalar.text), scalar.style, scalar.tag())
            == Ok(Resolved::Null)
}

/// Leaves out the middle of a path that nobody would read, of values nested in values.
fn shortened(path: String) -> String {
    const LONGEST: usize = 200;
    let cut = |at: usize| path.char_indices().nth(at).map(|(byte, _)| byte);
    let count = path.chars().count();
    match (cut(LONGEST / 2), cut(count.saturating_sub(LONGEST / 4))) {
        (Some(start), Some(end)) if count > LONGEST => {
            format!("{}...{}", &path[..start], &path[end..])
        }
        _ => path,
    }
}

/// What is being read around the current value.
struct Frame<'a> {
    /// Where the keys of this mapping start in [`Reader::keys`].
    first_key: usize,
    /// The number of the item; a mapping has none.
    index: Option<usize>,
    /// All keys and their places, once they are many.
    seen: Option<HashMap<Cow<'a, str>, Position>>,
    /// Whether the value of the last key is being read.
    in_value: bool,
}

struct Reader<'s, 'a> {
    stream: &'s mut Stream<'a>,
    options: Options,
    frames: Vec<Frame<'a>>,
    keys: Vec<(Cow<'a, str>, Position)>,
    /// The events come from a tree: merged, and without duplicates.
    from_tree: bool,
    needs_tree: bool,
}

/// What the target asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Any,
    Bool,
    Integer,
    Float,
    Text,
    Sequence,
    Mapping(Option<&'static [&'static str]>),
    Null,
}

impl<'s, 'a> Reader<'s, 'a> {
    fn new(stream: &'s mut Stream<'a>, options: &Options, from_tree: bool) -> Self {
        Self {
            stream,
            options: *options,
            frames: Vec::new(),
            keys: Vec::new(),
            from_tree,
            needs_tree: false,
        }
    }

    fn read<V: Visitor<'a>>(&mut self, want: Want, visitor: V) -> Result<V::Value, Error> {
        let event = self.stream.next()?;
        let depth = self.frames.len();
        let value = match event.kind {
            EventKind::Scalar(scalar) => self.scalar(scalar, want, visitor),
            EventKind::SequenceStart(_) => self.sequence(visitor),
            EventKind::MappingStart(_) => {
                let fields = match want {
                    Want::Mapping(fields) if self.options.ignore_field_case => fields,
                    _ => None,
                };
                self.mapping(fields, visitor)
            }
            _ => Err(Error::new("expected a value")),
        };
        value.map_err(|error| self.locate(error, event.start, depth))
    }

    /// Adds place and path to an error from the value that started at `at`,
    /// inside `depth` frames.
    fn locate(&self, error: Error, at: Position, depth: usize) -> Error {
        if error.is_located() {
            return error;
        }
        error.locate(at, || {
            let mut out = String::new();
            for (number, frame) in self.frames[..depth].iter().enumerate() {
                if let Some(index) = frame.index {
                    path::push_index(&mut out, index);
                } else if frame.in_value {
                    let next = self.frames.get(number + 1).map(|next| next.first_key);
                    let end = next.unwrap_or(self.keys.len());
                    if let Some((key, _)) = self.keys[frame.first_key..end].last() {
                        path::push_key(&mut out, key);
                    }
                }
            }
            shortened(out)
        })
    }

    fn scalar<V: Visitor<'a>>(
        &mut self,
        scalar: ScalarEvent<'a>,
        want: Want,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if scalar.is_surely_text() {
            return visit_text(scalar.text, visitor);
        }
        let verbatim = self.options.strings == Strings::Verbatim;
        if want == Want::Text && verbatim && !is_null(&scalar) {
            return visit_text(scalar.text, visitor);
        }
        let resolved = scalar.into_resolved().map_err(Error::new)?;
        let null_is_empty = self.options.null_is_empty;
        match (resolved, want) {
            (Resolved::String(text), _) => visit_text(text, visitor),
            (Resolved::Null, Want::Bool) if null_is_empty => visitor.visit_bool(false),
            (Resolved::Null, Want::Integer | Want::Float) if null_is_empty => visitor.visit_u64(0),
            (Resolved::Null, Want::Text) if null_is_empty => visitor.visit_borrowed_str(""),
            (Resolved::Null, Want::Sequence) if null_is_empty => {
                visitor.visit_seq(de::value::SeqDeserializer::new(std::iter::empty::<()>()))
            }
            (Resolved::Null, Want::Mapping(_)) if null_is_empty => visitor.visit_map(
                de::value::MapDeserializer::new(std::iter::empty::<((), ())>()),
            ),
            (Resolved::Null, _) => visitor.visit_unit(),
            (value, Want::Text) => match value.into_text() {
                Some(text) => visitor.visit_string(text),
                None => visitor.visit_unit(),
            },
            (Resolved::Bool(value), _) => visitor.visit_bool(value),
            (Resolved::Int(value), _) => visitor.visit_i64(value),
            (Resolved::Uint(value), _) => visitor.visit_u64(value),
            (Resolved::Float(value), Want::Float) => visitor.visit_f64(value),
            (Resolved::Float(value), _) if verbatim => visitor.visit_f64(value),
            // from here on as if by way of JSON, which writes 1.0 as 1
            (Resolved::Float(value), Want::Any) if !value.is_finite() => {
                Err(Error::new("infinity and not-a-number have no form in JSON"))
            }
            (Resolved::Float(value), _) => match whole(value) {
                Some(value) => visitor.visit_i64(value),
                None => visitor.visit_f64(value),
            },
        }
    }

    fn sequence<V: Visitor<'a>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.push_frame(Some(0));
        let mut done = false;
        let value = visitor.visit_seq(Items {
            reader: self,
            count: 0,
            done: &mut done,
        })?;
        if !done {
            let event = self.stream.next()?;
            if event.kind != EventKind::SequenceEnd {
                return Err(Error::at("too many items in this list", event.start));
            }
        }
        self.frames.pop();
        Ok(value)
    }

    fn mapping<V: Visitor<'a>>(
        &mut self,
        fields: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.push_frame(None);
        let first_key = self.keys.len();
        let mut done = false;
        let value = visitor.visit_map(Entries {
            reader: self,
            fields,
            done: &mut done,
        })?;
        if !done {
            while self.key()?.is_some() {
                self.skip()?;
            }
        }
        self.keys.truncate(first_key);
        self.frames.pop();
        Ok(value)
    }

    fn push_frame(&mut self, index: Option<usize>) {
        self.frames.push(Frame {
            first_key: self.keys.len(),
            index,
            seen: None,
            in_value: false,
        });
    }

    /// Reads the next key of the innermost mapping; `None` at its end.
    fn key(&mut self) -> Result<Option<(Cow<'a, str>, Position)>, Error> {
        if let Some(frame) = self.frames.last_mut() {
            frame.in_value = false;
        }
        let event = self.stream.next()?;
        let at = event.start;
        let located = |reader: &Self, error: Error| {
            let depth = reader.frames.len();
            Err(reader.locate(error, at, depth))
        };
        let scalar = match event.kind {
            EventKind::MappingEnd => return Ok(None),
            EventKind::Scalar(scalar) => scalar,
            _ => return located(self, Error::new(COLLECTION_AS_KEY)),
        };
        if !self.from_tree && scalar.is_merge_key() {
            self.needs_tree = true;
            return located(self, Error::new("a merge key is in the way"));
        }
        let key = match key_text(scalar, self.options.strings, at) {
            Ok(key) => key,
            Err(error) => return located(self, error),
        };
        if !self.from_tree
            && let Some(first) = self.earlier(&key)
        {
            self.needs_tree = self.options.duplicates == Duplicates::LastWins;
            return located(self, duplicate_key(&key, at, first));
        }
        self.remember(key.clone(), at);
        if let Some(frame) = self.frames.last_mut() {
            frame.in_value = true;
        }
        Ok(Some((key, at)))
    }

    /// Returns where the innermost mapping has had `key` before.
    fn earlier(&self, key: &str) -> Option<Position> {
        let frame = self.frames.last()?;
        match &frame.seen {
            Some(seen) => seen.get(key).copied(),
            None => self.keys[frame.first_key..]
                .iter()
                .find(|(known, _)| is_same_key(known, key))
                .map(|(_, at)| *at),
        }
    }

    fn remember(&mut self, key: Cow<'a, str>, at: Position) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if let Some(seen) = &mut frame.seen {
            // the last key alone is left in `keys`, for paths
            if let Some(last) = self.keys.last_mut() {
                *last = (key.clone(), at);
            }
            seen.insert(key, at);
            return;
        }
        self.keys.push((key, at));
        if !self.from_tree && self.keys.len() - frame.first_key > SMALL_MAPPING {
            frame.seen = Some(self.keys[frame.first_key..].iter().cloned().collect());
            let last = self.keys.pop();
            self.keys.truncate(frame.first_key);
            self.keys.extend(last);
        }
    }

    /// Passes over one value; only a strict reader looks into it, for keys that
    /// are there twice.
    fn skip(&mut self) -> Result<(), Error> {
        let event = self.stream.next()?;
        if event.nesting() == 0 {
            return Ok(());
        }
        if self.from_tree || self.options.duplicates == Duplicates::LastWins {
            let mut depth = 1_i64;
            while depth > 0 {
                depth += i64::from(self.stream.next()?.nesting());
            }
            return Ok(());
        }
        if matches!(event.kind, EventKind::SequenceStart(_)) {
            let mut index = 0;
            self.push_frame(Some(index));
            while self.stream.peek()?.kind != EventKind::SequenceEnd {
                if let Some(frame) = self.frames.last_mut() {
                    frame.index = Some(index);
                }
                self.skip()?;
                index += 1;
            }
            self.stream.next()?;
        } else {
            let first_key = self.keys.len();
            self.push_frame(None);
            while self.key()?.is_some() {
                self.skip()?;
            }
            self.keys.truncate(first_key);
        }
        self.frames.pop();
        Ok(())
    }
}

fn visit_text<'a, V: Visitor<'a>>(text: Cow<'a, str>, visitor: V) -> Result<V::Value, Error> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

/// Returns a number without a fraction as a whole one; minus zero is not.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "the range is checked, and a loss would show in the comparison"
)]
fn whole(value: f64) -> Option<i64> {
    let whole = value as i64;
    let fits = value.abs() < 9.2e18 && !(value == 0.0 && value.is_sign_negative());
    (fits && whole as f64 == value).then_some(whole)
}

/// Compares keys; most that are of one length differ in the last character.
#[inline]
fn is_same_key(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.as_bytes().last() == b.as_bytes().last() && a == b
}
