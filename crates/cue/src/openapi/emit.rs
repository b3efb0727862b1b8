//! Writes types as schema objects.

use serde_json::{Map, Value as Json, json};

use super::shape::{Arm, Kind, List, Scalar, Shape, Struct, Type};
use crate::diag::{Code, Diagnostic, Severity};

type Object = Map<String, Json>;

/// Writes schemas and notes what they leave out.
#[derive(Default)]
pub(super) struct Emitter {
    pub(super) warnings: Vec<Diagnostic>,
}

impl Emitter {
    /// Returns the schema of a type.
    pub(super) fn schema(&mut self, shape: &Shape) -> Object {
        let default = shape
            .arms
            .iter()
            .any(|arm| arm.marked)
            .then(|| shape.concrete())
            .flatten();
        let (nulls, arms): (Vec<&Arm>, Vec<&Arm>) = shape
            .arms
            .iter()
            .partition(|arm| arm.kind == Type::Value(Json::Null));
        let mut object = Object::new();
        if arms.is_empty() {
            object.insert("enum".into(), json!([null]));
        } else {
            self.arms(&essential(&arms), &mut object);
        }
        if !nulls.is_empty() {
            object.insert("nullable".into(), true.into());
        }
        let says_something =
            |value: &Json| !value.is_null() && *value != json!([]) && *value != json!({});
        if let Some(default) = default.filter(says_something) {
            object.insert("default".into(), default);
        }
        object
    }

    /// Returns the schema of a type with the comments above its declarations.
    pub(super) fn described(&mut self, shape: &Shape, docs: &[String]) -> Object {
        let mut schema = self.schema(shape);
        let text = docs.join("\n\n\n");
        if !text.is_empty() {
            schema.insert("description".into(), text.into());
        }
        schema
    }

    fn arms(&mut self, arms: &[&Arm], object: &mut Object) {
        let (mut values, types): (Vec<&Arm>, Vec<&Arm>) = arms
            .iter()
            .partition(|arm| matches!(arm.kind, Type::Value(_)));
        values.sort_by_key(|arm| !arm.marked);
        let values: Vec<Json> = values
            .into_iter()
            .filter_map(|arm| match &arm.kind {
                Type::Value(value) => Some(value.clone()),
                _ => None,
            })
            .collect();
        if let Some(name) = joint_name(arms) {
            object.insert("type".into(), name.into());
        }
        match (types.as_slice(), values.is_empty()) {
            ([], _) => {
                object.insert("enum".into(), values.into());
            }
            ([only], true) => {
                let constraints = self.constraints(&only.kind);
                object.extend(constraints);
            }
            (types, none) => {
                let mut entries = Vec::new();
                if !none {
                    entries.push(json!({ "enum": values }));
                }
                let merged = none && types.iter().all(|arm| matches!(arm.kind, Type::Struct(_)));
                if merged {
                    self.merge_properties(types, object);
                }
                for arm in types {
                    entries.push(self.entry(arm, types, merged));
                }
                object.insert("oneOf".into(), entries.into());
            }
        }
    }

    /// Returns one entry of a `oneOf`; what is merged outside is not said again.
    fn entry(&mut self, arm: &Arm, all: &[&Arm], merged: bool) -> Json {
        let mut say = |kind: &Type| match kind {
            Type::Struct(value) if merged => required(value),
            kind => self.constraints(kind),
        };
        let entry = say(&arm.kind);
        let contained = all
            .iter()
            .filter(|other| other.kind != arm.kind && arm.kind.contains(&other.kind));
        let contained: Vec<Json> = contained.map(|other| say(&other.kind).into()).collect();
        if contained.is_empty() {
            return entry.into();
        }
        let others = json!({ "not": { "anyOf": contained } });
        if entry.is_empty() {
            others
        } else {
            json!({ "allOf": [entry, others] })
        }
    }

    /// Puts the fields of all struct arms side by side; what differs keeps its title and description only.
    fn merge_properties(&mut self, arms: &[&Arm], object: &mut Object) {
        let mut merged: Object = Map::new();
        for arm in arms {
            let Type::Struct(value) = &arm.kind else {
                continue;
            };
            for (name, schema) in self.properties(value) {
                match merged.get_mut(&name) {
                    Some(known) if *known != schema => {
                        if let Json::Object(known) = known {
                            known.retain(|key, _| matches!(key.as_str(), "title" | "description"));
                        }
                    }
                    Some(_) => {}
                    None => {
                        merged.insert(name, schema);
                    }
                }
            }
        }
        if !merged.is_empty() {
            object.insert("properties".into(), merged.into());
        }
    }

    /// Returns the keywords of a type, without its name.
    fn constraints(&mut self, kind: &Type) -> Object {
        match kind {
            Type::Top => Object::new(),
            Type::Value(value) => {
                let mut object = Object::new();
                object.insert("enum".into(), json!([value]));
                object
            }
            Type::Scalar(scalar) => bounds(scalar),
            Type::List(list) => self.items(list),
            Type::Struct(value) => {
                let mut object = required(value);
                let properties = self.properties(value);
                if !properties.is_empty() {
                    object.insert("properties".into(), properties.into());
                }
                if let Some(others) = &value.others {
                    object.insert("additionalProperties".into(), self.schema(others).into());
                }
                object
            }
        }
    }

    fn properties(&mut self, value: &Struct) -> Object {
        let mut properties = Object::new();
        for (name, member) in &value.fields {
            let schema = self.described(&member.shape, &member.docs);
            properties.insert(name.clone(), schema.into());
        }
        properties
    }

    fn items(&mut self, list: &List) -> Object {
        let mut object = Object::new();
        if !list.elements.is_empty() {
            self.warnings.push(Diagnostic {
                severity: Severity::Warning,
                ..Diagnostic::error(Code::Unsupported, "a schema cannot list single elements")
            });
        } else if let Some(rest) = &list.rest {
            object.insert("items".into(), self.schema(rest).into());
        }
        object
    }
}

/// Returns the name of the type that all arms share; ints and floats share `number`.
fn joint_name(arms: &[&Arm]) -> Option<&'static str> {
    let mut joint: Option<(&'static str, bool)> = None;
    for arm in arms {
        let name = arm.kind.name()?;
        let bytes = matches!(&arm.kind, Type::Scalar(scalar) if scalar.kind == Kind::Bytes);
        joint = Some(match joint {
            None => (name, bytes),
            Some(known) if known == (name, bytes) => known,
            Some(("integer" | "number", _)) if matches!(name, "integer" | "number") => {
                ("number", false)
            }
            Some(_) => return None,
        });
    }
    joint.map(|(name, _)| name)
}

/// Leaves out marked arms that another arm contains: they are no more than the default.
fn essential<'a>(arms: &[&'a Arm]) -> Vec<&'a Arm> {
    let is_default_only = |arm: &Arm| {
        arm.marked
            && arms
                .iter()
                .any(|other| other.kind != arm.kind && other.kind.contains(&arm.kind))
    };
    arms.iter()
        .copied()
        .filter(|arm| !is_default_only(arm))
        .collect()
}

fn required(value: &Struct) -> Object {
    let names = value.fields.iter().filter(|(_, member)| !member.optional);
    let names: Vec<Json> = names.map(|(name, _)| name.as_str().into()).collect();
    let mut object = Object::new();
    if !names.is_empty() {
        object.insert("required".into(), names.into());
    }
    object
}

/// Returns the bounds of a scalar; a keyword given twice needs an `allOf`.
fn bounds(scalar: &Scalar) -> Object {
    let mut object = Object::new();
    if scalar.kind == Kind::Bytes {
        object.insert("format".into(), "binary".into());
    }
    let mut further = Vec::new();
    for (keyword, value) in &scalar.bounds {
        match object.get(*keyword) {
            None => {
                object.insert((*keyword).into(), value.clone());
            }
            Some(known) if known == value => {}
            Some(_) => further.push(json!({ *keyword: value })),
        }
    }
    if let Some(first) = further.first() {
        let keyword = first
            .as_object()
            .and_then(|entry| entry.keys().next())
            .cloned();
        if let Some((keyword, known)) = keyword.and_then(|keyword| object.remove_entry(&keyword)) {
            further.insert(0, json!({ keyword: known }));
        }
        object.insert("allOf".into(), further.into());
    }
    object
}
