//! Types of values, as far as a schema can tell them apart.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::pattern;

/// Bytes that a compiled pattern may take.
const PATTERN_BYTES: usize = 1 << 20;

/// A disjunction of types; one arm in most cases.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    pub(super) arms: Vec<Arm>,
}

/// One type of a disjunction.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arm {
    pub(super) kind: Type,
    /// The arm is marked as a default.
    pub(super) marked: bool,
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    /// Anything.
    Top,
    /// Scalars of some kinds, within bounds.
    Scalar(Scalar),
    /// One concrete scalar, `null` included.
    Value(Json),
    Struct(Struct),
    List(List),
}

/// Kinds of scalars, and how a schema names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Integer,
    Float,
    Number,
    String,
    Bytes,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Float | Self::Number => "number",
            Self::String | Self::Bytes => "string",
        }
    }

    /// Returns the kind of values of both.
    fn meet(self, other: Self) -> Option<Self> {
        match (self, other) {
            _ if self == other => Some(self),
            (Self::Number, kind @ (Self::Integer | Self::Float))
            | (kind @ (Self::Integer | Self::Float), Self::Number) => Some(kind),
            _ => None,
        }
    }
}

/// Scalars of one kind with the keywords that bound them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scalar {
    pub(super) kind: Kind,
    pub(super) bounds: Vec<(&'static str, Json)>,
}

/// A struct.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Struct {
    pub(super) fields: IndexMap<String, Member>,
    /// The type of further fields: of a pattern `[string]`, or any behind `...`.
    pub(super) others: Option<Box<Shape>>,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) shape: Shape,
    pub(super) optional: bool,
    /// The comments above its declarations.
    pub(super) docs: Vec<String>,
}

/// A list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct List {
    /// The written elements.
    pub(super) elements: Vec<Shape>,
    /// The type of further elements.
    pub(super) rest: Option<Box<Shape>>,
}

impl From<Type> for Shape {
    fn from(kind: Type) -> Self {
        Self {
            arms: vec![Arm {
                kind,
                marked: false,
            }],
        }
    }
}

impl Shape {
    pub(super) fn top() -> Self {
        Type::Top.into()
    }

    fn has_default(&self) -> bool {
        self.arms.iter().any(|arm| arm.marked)
    }

    /// Joins terms, each with its own mark.
    pub(super) fn join(terms: Vec<(Self, bool)>) -> Self {
        let any_marked = terms.iter().any(|(_, marked)| *marked);
        let mut arms: Vec<Arm> = Vec::new();
        for (term, marked) in terms {
            let own = term.has_default();
            for arm in term.arms {
                let marked = match (any_marked, marked) {
                    (true, true) => !own || arm.marked,
                    (true, false) => false,
                    (false, _) => arm.marked,
                };
                let same = |known: &&mut Arm| {
                    known.kind == arm.kind || (known.kind.is_bare() && arm.kind.is_bare())
                };
                match arms.iter_mut().find(same) {
                    Some(known) => known.marked |= marked,
                    None => arms.push(Arm {
                        kind: arm.kind,
                        marked,
                    }),
                }
            }
        }
        Self { arms }
    }

    /// Returns the values of both, with the defaults of both.
    pub(super) fn meet(&self, other: &Self) -> Self {
        let (left_default, right_default) = (self.has_default(), other.has_default());
        let mut terms = Vec::new();
        for left in &self.arms {
            for right in &other.arms {
                if let Some(kind) = left.kind.meet(&right.kind) {
                    let marked = (left_default || right_default)
                        && (left.marked || !left_default)
                        && (right.marked || !right_default);
                    terms.push((kind.into(), marked));
                }
            }
        }
        Self::join(terms)
    }

    /// Returns the concrete default, or the value itself if it is concrete.
    pub(super) fn concrete(&self) -> Option<Json> {
        let mut marked = self.arms.iter().filter(|arm| arm.marked);
        let arm = match (marked.next(), marked.next()) {
            (Some(arm), None) => arm,
            (None, _) if self.arms.len() == 1 => &self.arms[0],
            _ => return None,
        };
        arm.kind.concrete()
    }
}

impl Type {
    pub(super) fn scalar(kind: Kind) -> Self {
        Self::Scalar(Scalar {
            kind,
            bounds: Vec::new(),
        })
    }

    pub(super) fn bounded(kind: Kind, bounds: Vec<(&'static str, Json)>) -> Self {
        Self::Scalar(Scalar { kind, bounds })
    }

    fn meet(&self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Top, kind) | (kind, Self::Top) => kind.clone(),
            (Self::Scalar(left), Self::Scalar(right)) => {
                let mut bounds = left.bounds.clone();
                bounds.extend(right.bounds.iter().cloned());
                Self::Scalar(Scalar {
                    kind: left.kind.meet(right.kind)?,
                    bounds,
                })
            }
            (Self::Value(value), Self::Scalar(scalar))
            | (Self::Scalar(scalar), Self::Value(value)) => {
                kind_of(value)?.meet(scalar.kind)?;
                Self::Value(value.clone())
            }
            (Self::Value(left), Self::Value(right)) if left == right => self.clone(),
            (Self::Struct(left), Self::Struct(right)) => Self::Struct(left.meet(right)),
            (Self::List(left), Self::List(right)) => Self::List(left.meet(right)),
            _ => return None,
        })
    }

    /// Tells whether every value of `other` is one of this type, as far as it is easy to see.
    pub(super) fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Top, _) => true,
            (Self::Scalar(scalar), Self::Value(value)) => {
                let kind = kind_of(value).and_then(|kind| kind.meet(scalar.kind));
                kind.is_some() && scalar.bounds.iter().all(|bound| admits(bound, value))
            }
            (Self::Scalar(left), Self::Scalar(right)) => {
                left.kind.meet(right.kind) == Some(right.kind)
                    && left.bounds.iter().all(|bound| right.bounds.contains(bound))
            }
            (Self::Struct(left), Self::Struct(right)) => {
                left.fields
                    .iter()
                    .all(|(name, member)| match right.fields.get(name) {
                        Some(given) => member.shape.contains(&given.shape),
                        None => member.optional,
                    })
            }
            (Self::List(left), Self::List(right)) => {
                let rest = left.rest.as_deref();
                right.elements.iter().enumerate().all(|(index, element)| {
                    left.elements
                        .get(index)
                        .or(rest)
                        .is_some_and(|shape| shape.contains(element))
                }) && right.elements.len() >= left.elements.len()
                    && match (rest, right.rest.as_deref()) {
                        (_, None) => true,
                        (Some(rest), Some(given)) => rest.contains(given),
                        (None, Some(_)) => false,
                    }
            }
            _ => self == other,
        }
    }

    /// Tells whether this is a struct without fields, open or not.
    fn is_bare(&self) -> bool {
        matches!(self, Self::Struct(value) if value.fields.is_empty()
            && value.others.as_deref().is_none_or(|others| *others == Shape::top()))
    }

    fn concrete(&self) -> Option<Json> {
        match self {
            Self::Value(value) => Some(value.clone()),
            Self::Struct(value) => {
                let mut object = serde_json::Map::new();
                for (name, member) in value.fields.iter().filter(|(_, member)| !member.optional) {
                    object.insert(name.clone(), member.shape.concrete()?);
                }
                Some(Json::Object(object))
            }
            Self::List(list) => {
                let elements = list.elements.iter().map(Shape::concrete);
                elements.collect::<Option<Vec<Json>>>().map(Json::Array)
            }
            Self::Top | Self::Scalar(_) => None,
        }
    }

    /// Returns the name of the type in a schema; `null` and anything have none.
    pub(super) fn name(&self) -> Option<&'static str> {
        match self {
            Self::Top => None,
            Self::Scalar(scalar) => Some(scalar.kind.name()),
            Self::Value(value) => kind_of(value).map(Kind::name),
            Self::Struct(_) => Some("object"),
            Self::List(_) => Some("array"),
        }
    }
}

impl Shape {
    fn contains(&self, other: &Self) -> bool {
        other
            .arms
            .iter()
            .all(|given| self.arms.iter().any(|arm| arm.kind.contains(&given.kind)))
    }
}

impl Struct {
    fn meet(&self, other: &Self) -> Self {
        let mut fields = self.fields.clone();
        for (name, member) in &other.fields {
            match fields.get_mut(name) {
                Some(known) => known.add(member),
                None => {
                    fields.insert(name.clone(), member.clone());
                }
            }
        }
        let others = match (&self.others, &other.others) {
            (Some(left), Some(right)) => Some(Box::new(left.meet(right))),
            (one, None) | (None, one) => one.clone(),
        };
        Self { fields, others }
    }
}

impl Member {
    /// Adds a further declaration.
    pub(super) fn add(&mut self, other: &Self) {
        self.shape = self.shape.meet(&other.shape);
        self.optional &= other.optional;
        self.docs.extend(other.docs.iter().cloned());
    }
}

impl List {
    fn meet(&self, other: &Self) -> Self {
        let length = self.elements.len().max(other.elements.len());
        let at = |list: &Self, index: usize| {
            list.elements
                .get(index)
                .cloned()
                .or_else(|| list.rest.as_deref().cloned())
        };
        let elements =
            (0..length).filter_map(|index| Some(at(self, index)?.meet(&at(other, index)?)));
        let rest = match (&self.rest, &other.rest) {
            (Some(left), Some(right)) => Some(Box::new(left.meet(right))),
            _ => None,
        };
        Self {
            elements: elements.collect(),
            rest,
        }
    }
}

/// Tells whether a value is within a bound, as far as it is easy to see.
fn admits((keyword, bound): &(&'static str, Json), value: &Json) -> bool {
    match (*keyword, bound, value) {
        ("pattern", Json::String(pattern), Json::String(text)) => {
            pattern::compile(pattern, PATTERN_BYTES).is_ok_and(|regex| regex.is_match(text))
        }
        ("not", _, _) => false,
        ("minimum", bound, value) => bound.as_f64() <= value.as_f64(),
        ("maximum", bound, value) => bound.as_f64() >= value.as_f64(),
        _ => true,
    }
}

fn kind_of(value: &Json) -> Option<Kind> {
    match value {
        Json::Bool(_) => Some(Kind::Boolean),
        Json::Number(number) if number.is_f64() => Some(Kind::Float),
        Json::Number(_) => Some(Kind::Integer),
        Json::String(_) => Some(Kind::String),
        _ => None,
    }
}
