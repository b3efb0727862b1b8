//! The shapes of KubeVela's types: which fields there are and what each holds.
//!
//! KubeVela reads what a template gives into typed structs, which drops what they do not know, and
//! refuses definitions that have anything else. Both are one walk over a [`Shape`]: it returns the
//! value as the type would write it, and the [`Fault`]s found on the way.

use std::fmt;

use serde_json::{Map, Value};

use crate::similar::similar_names;

/// What a value may be.
#[derive(Debug)]
pub(super) enum Shape {
    Text,
    Flag,
    Whole,
    Any,
    /// A struct of any content, such as the properties of a component.
    Open,
    TextMap,
    List(&'static Self),
    Struct(&'static [Field]),
}

/// A field of a struct.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) presence: Presence,
}

/// When a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// Also when it is empty.
    Always,
    /// When it is not empty; structs count as empty only when absent.
    WhenSet,
}

/// Makes a field that is written when it is set.
pub(super) const fn field(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        presence: Presence::WhenSet,
    }
}

/// Makes a field that is always written.
pub(super) const fn fixed(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        presence: Presence::Always,
    }
}

/// A step of a path into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// A place in a value, shown as in `spec.components[0].name`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Step>);

impl Path {
    /// Returns the path of a field below this one.
    pub(super) fn key(&self, name: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(name.to_owned()));
        Self(steps)
    }

    /// Returns the path of an item below this one.
    pub(super) fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Index(index));
        Self(steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(name) if name.contains(['.', '/', '[', ' ']) => write!(f, "[{name:?}]")?,
                Step::Key(name) if at == 0 => f.write_str(name)?,
                Step::Key(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// Something in a value that its type does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) path: Path,
    pub(super) kind: FaultKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// There is no such field; one of a similar name may be meant.
    Unknown { similar: Option<String> },
    /// The field holds something else.
    WrongType {
        expected: &'static str,
        found: &'static str,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::Unknown { .. } => write!(f, "unknown field `{}`", self.path),
            FaultKind::WrongType { expected, found } => {
                write!(f, "`{}` is {found}, but must be {expected}", self.path)
            }
        }
    }
}

/// Reads `value` as `shape`: returns what the type would write, and adds to `faults`.
///
/// Null stands for an absent value everywhere, and a name in another case for the field.
pub(super) fn read(value: &Value, shape: &Shape, path: &Path, faults: &mut Vec<Fault>) -> Value {
    let mut wrong = |expected| {
        faults.push(Fault {
            path: path.clone(),
            kind: FaultKind::WrongType {
                expected,
                found: kind_of(value),
            },
        });
        empty(shape)
    };
    match (shape, value) {
        (_, Value::Null) => empty(shape),
        (Shape::Any, _)
        | (Shape::Text, Value::String(_))
        | (Shape::Flag, Value::Bool(_))
        | (Shape::Open, Value::Object(_)) => value.clone(),
        (Shape::Whole, Value::Number(number)) if number.is_i64() || number.is_u64() => {
            value.clone()
        }
        (Shape::Text, _) => wrong("text"),
        (Shape::Flag, _) => wrong("true or false"),
        (Shape::Whole, _) => wrong("a whole number"),
        (Shape::Open, _) => wrong("a struct"),
        (Shape::TextMap, Value::Object(entries)) => {
            let mut read_entries = Map::new();
            for (name, entry) in entries {
                let text = read(entry, &Shape::Text, &path.key(name), faults);
                read_entries.insert(name.clone(), text);
            }
            Value::Object(read_entries)
        }
        (Shape::TextMap, _) => wrong("a map of texts"),
        (Shape::List(item), Value::Array(items)) => items
            .iter()
            .enumerate()
            .map(|(index, value)| read(value, item, &path.index(index), faults))
            .collect(),
        (Shape::List(_), _) => wrong("a list"),
        (Shape::Struct(fields), Value::Object(entries)) => {
            Value::Object(read_struct(entries, fields, path, faults))
        }
        (Shape::Struct(_), _) => wrong("a struct"),
    }
}

fn read_struct(
    entries: &Map<String, Value>,
    fields: &[Field],
    path: &Path,
    faults: &mut Vec<Fault>,
) -> Map<String, Value> {
    let find = |name: &str| {
        let exact = fields.iter().find(|field| field.name == name);
        exact.or_else(|| {
            fields
                .iter()
                .find(|field| field.name.eq_ignore_ascii_case(name))
        })
    };
    for name in entries.keys().filter(|name| find(name).is_none()) {
        let names = fields.iter().map(|field| field.name);
        faults.push(Fault {
            path: path.key(name),
            kind: FaultKind::Unknown {
                similar: nearest(name, names),
            },
        });
    }
    let mut result = Map::new();
    for field in fields {
        let given = entries.get(field.name).or_else(|| {
            let same = |name: &String| find(name).is_some_and(|found| found.name == field.name);
            let (_, value) = entries.iter().find(|(name, _)| same(name))?;
            Some(value)
        });
        let value = match given {
            Some(value) => read(value, &field.shape, &path.key(field.name), faults),
            None => empty(&field.shape),
        };
        if field.presence == Presence::Always || !is_unset(&value, &field.shape) {
            result.insert(field.name.to_owned(), value);
        }
    }
    result
}

/// Returns the one of `names` that a mistyped `name` most likely means.
pub(super) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    similar_names(name, names).into_iter().next()
}

/// Returns the value of a field that is not given.
fn empty(shape: &Shape) -> Value {
    match shape {
        Shape::Text => Value::String(String::new()),
        Shape::Flag => Value::Bool(false),
        Shape::Whole => Value::from(0),
        Shape::List(_) => Value::Array(Vec::new()),
        Shape::Any | Shape::Open | Shape::TextMap | Shape::Struct(_) => Value::Null,
    }
}

/// Says whether a type would leave the value out.
fn is_unset(value: &Value, shape: &Shape) -> bool {
    match (shape, value) {
        (_, Value::Null | Value::Bool(false)) => true,
        (Shape::Text, Value::String(text)) => text.is_empty(),
        (Shape::Whole, value) => value.as_i64() == Some(0),
        (Shape::List(_), Value::Array(items)) => items.is_empty(),
        (Shape::TextMap, Value::Object(entries)) => entries.is_empty(),
        _ => false,
    }
}

/// Names the kind of a value for a message.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a struct",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ITEM: Shape = Shape::Struct(&[
        fixed("name", Shape::Text),
        field("labels", Shape::TextMap),
        field("properties", Shape::Open),
    ]);
    const WHOLE: Shape = Shape::Struct(&[
        fixed("items", Shape::List(&ITEM)),
        field("ready", Shape::Flag),
        field("count", Shape::Whole),
    ]);

    fn check(value: &Value, expected: &Value, messages: &[&str]) {
        let mut faults = Vec::new();
        let read = read(value, &WHOLE, &Path::default(), &mut faults);
        assert_eq!(&read, expected);
        let found: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(found, messages);
    }

    #[test]
    fn values_are_written_as_the_type_writes_them() {
        check(&json!({}), &json!({"items": []}), &[]);
        check(
            &json!({"items": [{"Name": "a", "properties": {}, "labels": {}}], "ready": false,
                    "count": null}),
            &json!({"items": [{"name": "a", "properties": {}}]}),
            &[],
        );
    }

    #[test]
    fn what_does_not_fit_is_named() {
        check(
            &json!({"items": [{"name": 3, "label": {}}], "count": 1.5}),
            &json!({"items": [{"name": ""}]}),
            &[
                "unknown field `items[0].label`",
                "`items[0].name` is a number, but must be text",
                "`count` is a number, but must be a whole number",
            ],
        );
        let mut faults = Vec::new();
        read(&json!({"itms": 1}), &WHOLE, &Path::default(), &mut faults);
        let similar = Some("items".to_owned());
        assert_eq!(faults[0].kind, FaultKind::Unknown { similar });
    }
}
