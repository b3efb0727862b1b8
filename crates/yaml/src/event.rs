//! What a source of events says about a text.

use std::borrow::Cow;

use crate::{Error, Position};

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In `'`.
    SingleQuoted,
    /// In `"`.
    DoubleQuoted,
    /// A `|` block.
    Literal,
    /// A `>` block.
    Folded,
}

/// Anchor and tag of a node; most nodes have neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Properties {
    pub(crate) anchor: Option<String>,
    pub(crate) tag: Option<String>,
}

/// One scalar of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScalarEvent<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) style: Style,
    pub(crate) properties: Option<Box<Properties>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EventKind<'a> {
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias(String),
    Scalar(ScalarEvent<'a>),
    SequenceStart(Option<Box<Properties>>),
    SequenceEnd,
    MappingStart(Option<Box<Properties>>),
    MappingEnd,
}

/// An event and where it is. The end counts for plain and quoted scalars and
/// the ends of flow collections; elsewhere it equals the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event<'a> {
    pub(crate) kind: EventKind<'a>,
    pub(crate) start: Position,
    pub(crate) end: Position,
}

impl<'a> Event<'a> {
    pub(crate) fn new(kind: EventKind<'a>, at: Position) -> Self {
        Self {
            kind,
            start: at,
            end: at,
        }
    }

    /// An empty plain scalar, which is how a missing value reads.
    pub(crate) fn empty(at: Position) -> Self {
        Self::new(
            EventKind::Scalar(ScalarEvent {
                text: Cow::Borrowed(""),
                style: Style::Plain,
                properties: None,
            }),
            at,
        )
    }

    pub(crate) fn properties(&self) -> Option<&Properties> {
        match &self.kind {
            EventKind::Scalar(scalar) => scalar.properties.as_deref(),
            EventKind::SequenceStart(properties) | EventKind::MappingStart(properties) => {
                properties.as_deref()
            }
            _ => None,
        }
    }

    pub(crate) fn anchor(&self) -> Option<&str> {
        self.properties()?.anchor.as_deref()
    }

    /// How the nesting changes with this event: 1, 0 or -1.
    pub(crate) fn nesting(&self) -> i8 {
        match self.kind {
            EventKind::SequenceStart(_) | EventKind::MappingStart(_) => 1,
            EventKind::SequenceEnd | EventKind::MappingEnd => -1,
            _ => 0,
        }
    }
}

/// Something that turns a text into events, one at a time.
pub(crate) trait Source<'a> {
    fn next_event(&mut self) -> Result<Event<'a>, Error>;
}
