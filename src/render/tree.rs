//! Values with places: what an addon says, and where it says it.

use addon_yaml::{Node, NodeKind, Resolved};
use cue::{
    api::{Content, Value as Place},
    builtin::Data,
    eval::ArcKind,
    source::Source as Text,
};

use super::shape::{Path, Step};

/// How deep values are looked into.
const DEPTH: usize = 64;

/// A value and the place that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// What it is.
    pub kind: TreeKind,
    /// Where it is written, if in a file of the addon.
    pub place: Option<FilePlace>,
}

/// What a [`Tree`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum TreeKind {
    /// Text.
    Text(String),
    /// A number, a boolean or null, by the name of its kind.
    Other(&'static str),
    /// A list.
    List(Vec<Tree>),
    /// A struct, in the order of its fields.
    Map(Vec<(String, Tree)>),
}

/// A range of bytes in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePlace {
    /// The path in the addon.
    pub file: String,
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Tree {
    /// Returns the value of a field.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// Returns the text of a field.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// Returns the fields of a struct; none when it is something else.
    pub fn entries(&self) -> &[(String, Self)] {
        match &self.kind {
            TreeKind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the items of a list; none when it is something else.
    pub fn items(&self) -> &[Self] {
        match &self.kind {
            TreeKind::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            TreeKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Names the kind of the value.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            TreeKind::Text(_) => "text",
            TreeKind::Other(name) => name,
            TreeKind::List(_) => "a list",
            TreeKind::Map(_) => "a struct",
        }
    }

    /// Returns the place of what is at `path`, or of what is nearest above it.
    pub(super) fn place_at(&self, path: &Path) -> Option<&FilePlace> {
        let mut tree = self;
        let mut place = self.place.as_ref();
        for step in &path.0 {
            let next = match step {
                Step::Key(name) => tree.get(name),
                Step::Index(index) => tree.items().get(*index),
            };
            let Some(below) = next else { break };
            tree = below;
            place = tree.place.as_ref().or(place);
        }
        place
    }

    /// Takes a document of a YAML file.
    pub(super) fn of_yaml(node: &Node, file: &str, text: &str) -> Self {
        Self::of_node(node, file, &Lines::of(text))
    }

    fn of_node(node: &Node, file: &str, lines: &Lines<'_>) -> Self {
        let kind = match &node.kind {
            NodeKind::Sequence(items) => {
                let items = items.iter().map(|item| Self::of_node(item, file, lines));
                TreeKind::List(items.collect())
            }
            NodeKind::Mapping(entries) => {
                let entries = entries
                    .iter()
                    .map(|entry| (entry.name.clone(), Self::of_node(&entry.value, file, lines)));
                TreeKind::Map(entries.collect())
            }
            NodeKind::Scalar(scalar) => match node.resolve() {
                Some(Resolved::String(text)) => TreeKind::Text(text.into_owned()),
                Some(Resolved::Null) => TreeKind::Other("null"),
                Some(Resolved::Bool(_)) => TreeKind::Other("a boolean"),
                Some(_) => TreeKind::Other("a number"),
                None => TreeKind::Text(scalar.text.clone()),
            },
        };
        let start = lines.offset(node.span.start);
        let end = lines.offset(node.span.end).max(start);
        let place = FilePlace {
            file: file.to_owned(),
            start,
            end,
        };
        Self {
            kind,
            place: Some(place),
        }
    }

    /// Takes a value of CUE; what is not concrete is left out.
    ///
    /// `files` are the sources that count as files of the addon.
    pub(super) fn of_cue(
        value: &Place,
        sources: &[Text],
        files: &dyn Fn(&str) -> bool,
    ) -> Option<Self> {
        Self::of_cue_below(value, sources, files, 0)
    }

    fn of_cue_below(
        value: &Place,
        sources: &[Text],
        files: &dyn Fn(&str) -> bool,
        depth: usize,
    ) -> Option<Self> {
        if depth > DEPTH {
            return None;
        }
        let below = |value: &Place| Self::of_cue_below(value, sources, files, depth + 1);
        let settled = value.default();
        let shape = match settled.as_ref().unwrap_or(value).content() {
            Content::Shape(shape) => shape,
            Content::Error(..) | Content::Arms(_) => return None,
        };
        let kind = if shape.kinds.within(cue::kind::Kinds::LIST) {
            TreeKind::List(shape.elements.iter().filter_map(below).collect())
        } else if shape.kinds.within(cue::kind::Kinds::STRUCT) {
            let fields = shape
                .fields
                .iter()
                .filter(|field| field.regular && field.kind == ArcKind::Member);
            let entries =
                fields.filter_map(|field| Some((field.name.to_string(), below(&field.value)?)));
            TreeKind::Map(entries.collect())
        } else {
            match shape.scalar? {
                Data::String(text) => TreeKind::Text(text.to_string()),
                Data::Null => TreeKind::Other("null"),
                Data::Bool(_) => TreeKind::Other("a boolean"),
                Data::Bytes(_) => TreeKind::Other("bytes"),
                _ => TreeKind::Other("a number"),
            }
        };
        let place = value.place().and_then(|span| {
            let source = sources.get(span.file.0 as usize)?;
            files(&source.name).then(|| FilePlace {
                file: source.name.to_string(),
                start: span.start as usize,
                end: span.end as usize,
            })
        });
        Some(Self { kind, place })
    }
}

/// The lines of a text, to find many places in it.
struct Lines<'a>(Vec<&'a str>, Vec<usize>);

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let lines: Vec<_> = text.split('\n').collect();
        let starts = lines.iter().scan(0, |next, line| {
            let start = *next;
            *next += line.len() + 1;
            Some(start)
        });
        let starts = starts.collect();
        Self(lines, starts)
    }

    fn offset(&self, at: addon_yaml::Position) -> usize {
        let line = (at.line.max(1) - 1) as usize;
        let Some(text) = self.0.get(line) else {
            return self.1.last().copied().unwrap_or_default();
        };
        let column = (at.column.max(1) - 1) as usize;
        let within = text.char_indices().nth(column);
        self.1[line] + within.map_or(text.len(), |(at, _)| at)
    }
}
