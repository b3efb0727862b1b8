//! The parameters of an addon as a table: what its schema says of each, and the value that it has.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Schema, check::kind};
use crate::secret::mask;

/// How deep parameters in parameters are shown; schemas are made by authors.
const DEPTH: usize = 32;

/// One parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// The text for users, on one line.
    pub description: String,
    /// The type; empty for a value that no parameter is for.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether the schema asks for a value; a default is one.
    pub required: bool,
    /// The values that are allowed, if they are few.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Value>,
    /// The value that it has when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The value that was given.
    #[serde(rename = "value", skip_serializing_if = "Option::is_none")]
    pub current: Option<Value>,
    /// The parameters in this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Self>,
}

impl Parameter {
    /// Lists the parameters of a schema in the order of their author, then values that are for none.
    pub fn list(schema: &Schema, arguments: &Map<String, Value>) -> Vec<Self> {
        let schema = schema.value.as_ref().unwrap_or(&Value::Null);
        list(schema, arguments, DEPTH)
    }

    /// Hides secrets, as far as they can be told by their names.
    pub fn mask(&mut self) {
        for value in self.current.iter_mut().chain(&mut self.default) {
            mask(&self.name, value);
        }
        for parameter in &mut self.parameters {
            parameter.mask();
        }
    }
}

fn list(schema: &Value, arguments: &Map<String, Value>, depth: usize) -> Vec<Parameter> {
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    let required = |name: &str| {
        let names = schema["required"].as_array();
        names.into_iter().flatten().any(|it| it == name)
    };
    let mut parameters: Vec<_> = properties
        .iter()
        .map(|(name, below)| {
            let current = arguments.get(name);
            let inner = current.and_then(Value::as_object).unwrap_or(&none);
            let description = below["description"].as_str().unwrap_or_default();
            let nested = match below["properties"].as_object() {
                Some(_) if depth > 0 => list(below, inner, depth - 1),
                _ => Vec::new(),
            };
            Parameter {
                name: name.clone(),
                description: description.to_owned(),
                kind: type_of(below),
                required: required(name),
                options: below["enum"].as_array().cloned().unwrap_or_default(),
                default: below.get("default").cloned(),
                current: current.cloned(),
                parameters: nested,
            }
        })
        .collect();
    let others = arguments
        .iter()
        .filter(|(name, _)| !properties.contains_key(*name));
    parameters.extend(others.map(|(name, value)| Parameter {
        name: name.clone(),
        description: String::new(),
        kind: String::new(),
        required: false,
        options: Vec::new(),
        default: None,
        current: Some(value.clone()),
        parameters: Vec::new(),
    }));
    parameters
}

/// Describes the type of a parameter; its options are told apart.
fn type_of(schema: &Value) -> String {
    match schema["type"].as_str() {
        Some("array") | None => kind(schema),
        Some(name) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn schema_and_values_are_joined() {
        let schema = Schema {
            value: Some(json!({
                "properties": {
                    "image": {"type": "string", "description": "where from"},
                    "storage": {"type": "string", "enum": ["a", "b"], "default": "a"},
                    "auth": {"type": "object", "properties": {
                        "password": {"type": "string"}}, "required": ["password"]},
                },
                "required": ["image"],
            })),
        };
        let arguments = json!({"auth": {"password": "x", "extra": 1}, "clusters": ["local"]});
        let mut list = Parameter::list(&schema, arguments.as_object().expect("a map"));
        for parameter in &mut list {
            parameter.mask();
        }
        let shown = serde_json::to_value(&list).expect("values");
        let parameter = |name: &str, kind: &str, required: bool| json!({"name": name, "description": "", "type": kind, "required": required});
        let with = |mut value: Value, more: Value| {
            let (Value::Object(value_map), Value::Object(more)) = (&mut value, more) else {
                unreachable!("both are maps");
            };
            value_map.extend(more);
            value
        };
        assert_eq!(
            shown,
            json!([
                with(
                    parameter("image", "string", true),
                    json!({"description": "where from"})
                ),
                with(
                    parameter("storage", "string", false),
                    json!({"options": ["a", "b"], "default": "a"})
                ),
                with(
                    parameter("auth", "object", false),
                    json!({
                        "value": {"password": "***", "extra": 1},
                        "parameters": [
                            with(parameter("password", "string", true), json!({"value": "***"})),
                            with(parameter("extra", "", false), json!({"value": 1})),
                        ],
                    })
                ),
                with(
                    parameter("clusters", "", false),
                    json!({"value": ["local"]})
                ),
            ])
        );
    }
}
