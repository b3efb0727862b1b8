//! The tree of a document, with positions.

use std::{borrow::Cow, collections::HashMap};

use serde::Deserialize;

use crate::{
    Duplicates, Error, Options, Position, Resolved, Strings, Style,
    de::end_document,
    event::{Event, EventKind, Properties, ScalarEvent},
    path::{self, Segment},
    scalar, source,
    stream::Stream,
};

/// From where to where a node reaches.
///
/// The end of a `|` or `>` block is its indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// The place after the last character.
    pub end: Position,
}

/// A value of the document and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its tag, if it has one; `!!str` is `tag:yaml.org,2002:str`.
    pub tag: Option<String>,
    /// Where it is; an alias is where its anchor is.
    pub span: Span,
}

/// What a [`Node`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// Text, number, boolean or null.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the text; merge keys are applied.
    Mapping(Vec<Entry>),
}

/// A scalar as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text without quotes, escapes and indentation.
    pub text: String,
    /// How it is written.
    pub style: Style,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key; always a scalar.
    pub key: Node,
    /// The key as text, as [`Options::strings`] has it.
    pub name: String,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Returns the value of `key` when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns the entry of `key` when this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.name == key)
    }

    /// Returns the entries of a mapping; none when it is something else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            NodeKind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the items of a list; none when it is something else.
    pub fn items(&self) -> &[Self] {
        match &self.kind {
            NodeKind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// Returns what a scalar means; `None` for lists, mappings and scalars that
    /// are not what their tag says.
    pub fn resolve(&self) -> Option<Resolved<'_>> {
        match &self.kind {
            NodeKind::Scalar(Scalar { text, style }) => {
                scalar::resolve(Cow::Borrowed(text), *style, self.tag.as_deref()).ok()
            }
            _ => None,
        }
    }

    /// Returns the text of a scalar that means text.
    pub fn as_str(&self) -> Option<&str> {
        match self.resolve()? {
            Resolved::String(Cow::Borrowed(text)) => Some(text),
            _ => None,
        }
    }

    /// Says whether this is a null.
    pub fn is_null(&self) -> bool {
        self.resolve() == Some(Resolved::Null)
    }

    /// Reads the node into a type.
    ///
    /// Paths in errors start at this node.
    pub fn deserialize<'de, T: Deserialize<'de>>(&'de self, options: &Options) -> Result<T, Error> {
        crate::de::from_node(self, options)
    }

    /// As [`Node::push_events`], for a node that does not outlive the events.
    pub(crate) fn into_events(self, out: &mut Vec<Event<'_>>) {
        let at = self.span.start;
        let properties = self.tag.map(|tag| {
            Box::new(Properties {
                anchor: None,
                tag: Some(tag),
            })
        });
        match self.kind {
            NodeKind::Scalar(Scalar { text, style }) => out.push(Event {
                kind: EventKind::Scalar(ScalarEvent {
                    text: Cow::Owned(text),
                    style,
                    properties,
                }),
                start: at,
                end: self.span.end,
            }),
            NodeKind::Sequence(items) => {
                out.push(Event::new(EventKind::SequenceStart(properties), at));
                for item in items {
                    item.into_events(out);
                }
                out.push(Event::new(EventKind::SequenceEnd, self.span.end));
            }
            NodeKind::Mapping(entries) => {
                out.push(Event::new(EventKind::MappingStart(properties), at));
                for Entry { key, value, .. } in entries {
                    key.into_events(out);
                    value.into_events(out);
                }
                out.push(Event::new(EventKind::MappingEnd, self.span.end));
            }
        }
    }

    pub(crate) fn push_events<'a>(&'a self, out: &mut Vec<Event<'a>>) {
        let at = self.span.start;
        let properties = self.tag.as_ref().map(|tag| {
            Box::new(Properties {
                anchor: None,
                tag: Some(tag.clone()),
            })
        });
        match &self.kind {
            NodeKind::Scalar(Scalar { text, style }) => out.push(Event {
                kind: EventKind::Scalar(ScalarEvent {
                    text: Cow::Borrowed(text),
                    style: *style,
                    properties,
                }),
                start: at,
                end: self.span.end,
            }),
            NodeKind::Sequence(items) => {
                out.push(Event::new(EventKind::SequenceStart(properties), at));
                for item in items {
                    item.push_events(out);
                }
                out.push(Event::new(EventKind::SequenceEnd, self.span.end));
            }
            NodeKind::Mapping(entries) => {
                out.push(Event::new(EventKind::MappingStart(properties), at));
                for Entry { key, value, .. } in entries {
                    key.push_events(out);
                    value.push_events(out);
                }
                out.push(Event::new(EventKind::MappingEnd, self.span.end));
            }
        }
    }
}

/// Returns the text of a key; null and collections are no keys.
pub(crate) fn key_text(
    scalar: ScalarEvent<'_>,
    strings: Strings,
    at: Position,
) -> Result<Cow<'_, str>, Error> {
    if strings == Strings::Verbatim || scalar.is_surely_text() {
        return Ok(scalar.text);
    }
    match scalar.into_resolved() {
        Ok(Resolved::String(text)) => Ok(text),
        Ok(value) => value
            .into_key()
            .map(Cow::Owned)
            .ok_or_else(|| Error::at("a key cannot be null", at)),
        Err(message) => Err(Error::at(message, at)),
    }
}

/// Builds trees from a stream of events.
pub(crate) struct Composer<'s, 'a> {
    stream: &'s mut Stream<'a>,
    options: Options,
    path: Vec<Segment>,
}

impl<'s, 'a> Composer<'s, 'a> {
    pub(crate) fn new(stream: &'s mut Stream<'a>, options: &Options) -> Self {
        Self {
            stream,
            options: *options,
            path: Vec::new(),
        }
    }

    /// Reads one node, which starts with the next event.
    pub(crate) fn node(&mut self) -> Result<Node, Error> {
        let event = self.stream.next()?;
        self.node_from(event)
    }

    fn fail(&self, error: Error, at: Position) -> Error {
        error.locate(at, || path::display(&self.path))
    }

    fn node_from(&mut self, event: Event<'a>) -> Result<Node, Error> {
        let tag = event
            .properties()
            .and_then(|properties| properties.tag.clone());
        let start = event.start;
        let mut end = event.end;
        let kind = match event.kind {
            EventKind::Scalar(scalar) => {
                if let Some(tag) = &tag {
                    scalar::resolve(Cow::Borrowed(&scalar.text), scalar.style, Some(tag))
                        .map_err(|message| self.fail(Error::new(message), start))?;
                }
                NodeKind::Scalar(Scalar {
                    text: scalar.text.into_owned(),
                    style: scalar.style,
                })
            }
            EventKind::SequenceStart(_) => {
                let mut items = Vec::new();
                loop {
                    let event = self.stream.next()?;
                    if event.kind == EventKind::SequenceEnd {
                        end = items.last().map_or(event.end, |item: &Node| item.span.end);
                        break;
                    }
                    self.path.push(Segment::Index(items.len()));
                    items.push(self.node_from(event)?);
                    self.path.pop();
                }
                NodeKind::Sequence(items)
            }
            EventKind::MappingStart(_) => {
                let (entries, close) = self.entries()?;
                end = entries.last().map_or(close, |entry| entry.value.span.end);
                NodeKind::Mapping(entries)
            }
            _ => return Err(Error::at("expected a value", start)),
        };
        Ok(Node {
            kind,
            tag,
            span: Span { start, end },
        })
    }

    fn entries(&mut self) -> Result<(Vec<Entry>, Position), Error> {
        let mut mapping = Mapping::default();
        loop {
            let event = self.stream.next()?;
            let at = event.start;
            let scalar = match event.kind {
                EventKind::MappingEnd => return Ok((mapping.entries, event.end)),
                EventKind::Scalar(scalar) => scalar,
                _ => return Err(self.fail(Error::new(COLLECTION_AS_KEY), at)),
            };
            if scalar.is_merge_key() {
                let merged = self.node()?;
                self.merge(&mut mapping, merged)?;
                continue;
            }
            let tag = scalar.tag().map(str::to_owned);
            let style = scalar.style;
            let text = scalar.text.clone().into_owned();
            let name = key_text(scalar, self.options.strings, at)
                .map_err(|error| self.fail(error, at))?
                .into_owned();
            let key = Node {
                kind: NodeKind::Scalar(Scalar { text, style }),
                tag,
                span: Span {
                    start: at,
                    end: event.end,
                },
            };
            if self.options.duplicates == Duplicates::Error
                && let Some(&first) = mapping.index.get(&name)
            {
                let first = mapping.entries[first].key.span.start;
                return Err(self.fail(duplicate_key(&name, at, first), at));
            }
            self.path.push(Segment::Key(name.clone()));
            let value = self.node()?;
            self.path.pop();
            let entry = Entry { key, name, value };
            if self.options.duplicates == Duplicates::Keep {
                mapping.entries.push(entry);
            } else {
                mapping.set(entry);
            }
        }
    }

    /// Adds the entries of `<<`, one mapping or a list of them.
    fn merge(&self, mapping: &mut Mapping, merged: Node) -> Result<(), Error> {
        let at = merged.span.start;
        let wrong = || {
            let message = "`<<` takes a mapping or a list of mappings";
            Err(self.fail(Error::new(message), at))
        };
        match merged.kind {
            NodeKind::Mapping(entries) => mapping.extend(entries),
            NodeKind::Sequence(items) => {
                // what comes first in the list wins, so it is set last
                for item in items.into_iter().rev() {
                    match item.kind {
                        NodeKind::Mapping(entries) => mapping.extend(entries),
                        _ => return wrong(),
                    }
                }
            }
            NodeKind::Scalar(_) => return wrong(),
        }
        Ok(())
    }
}

pub(crate) const COLLECTION_AS_KEY: &str = "a key must be text, not a list or a mapping";

pub(crate) fn duplicate_key(name: &str, at: Position, first: Position) -> Error {
    Error::at(format!("the key `{name}` is there twice"), at).with_related("first", first)
}

#[derive(Default)]
struct Mapping {
    entries: Vec<Entry>,
    index: HashMap<String, usize>,
}

impl Mapping {
    /// Adds an entry, or puts it in the place of the one with its name.
    fn set(&mut self, entry: Entry) {
        if let Some(&at) = self.index.get(&entry.name) {
            self.entries[at] = entry;
        } else {
            self.index.insert(entry.name.clone(), self.entries.len());
            self.entries.push(entry);
        }
    }

    fn extend(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            self.set(entry);
        }
    }
}

pub(crate) fn load(text: &str, options: &Options) -> Result<Node, Error> {
    let mut stream = source::open(text, options)?;
    if stream.next()?.kind == EventKind::StreamEnd {
        return Ok(Node {
            kind: NodeKind::Scalar(Scalar {
                text: String::new(),
                style: Style::Plain,
            }),
            tag: None,
            span: Span {
                start: Position::new(1, 1),
                end: Position::new(1, 1),
            },
        });
    }
    let node = Composer::new(&mut stream, options).node()?;
    end_document(&mut stream, options)?;
    Ok(node)
}

pub(crate) fn load_all(text: &str, options: &Options) -> Result<Vec<Node>, Error> {
    let mut stream = source::open(text, options)?;
    let mut documents = Vec::new();
    while stream.next()?.kind != EventKind::StreamEnd {
        documents.push(Composer::new(&mut stream, options).node()?);
        stream.next()?;
    }
    Ok(documents)
}
