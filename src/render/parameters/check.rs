//! Comparing arguments with the schema of the parameters: unknown names and missing values.

use serde_json::{Map, Value};

use crate::render::shape::nearest;

/// Something about the arguments that the user should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// There is no parameter of this name; KubeVela ignores it, or uses it where the author did not
    /// expect it.
    Unknown {
        /// The dotted name.
        name: String,
        /// The parameter that may be meant.
        similar: Option<String>,
    },
    /// A parameter without default has no value.
    Missing {
        /// The dotted name.
        name: String,
        /// The type, as far as the schema tells.
        kind: String,
        /// The text for users.
        usage: String,
    },
}

/// Compares `arguments` with the `OpenAPI` schema of the parameters.
///
/// That a value is missing is an error only where the addon uses it, which rendering finds out.
pub(super) fn check(arguments: &Map<String, Value>, schema: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    walk(arguments, schema, "", &mut findings);
    findings
}

fn walk(arguments: &Map<String, Value>, schema: &Value, prefix: &str, findings: &mut Vec<Finding>) {
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    let open = schema.get("additionalProperties").is_some();
    for (name, value) in arguments {
        match (properties.get(name), value) {
            (Some(below), Value::Object(inner)) if below.get("properties").is_some() => {
                walk(inner, below, &format!("{prefix}{name}."), findings);
            }
            (Some(_), _) => {}
            (None, _) if open => {}
            (None, _) => findings.push(Finding::Unknown {
                name: format!("{prefix}{name}"),
                similar: nearest(name, properties.keys().map(String::as_str))
                    .map(|similar| format!("{prefix}{similar}")),
            }),
        }
    }
    let required = schema["required"].as_array().into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        let Some(below) = properties.get(name) else {
            continue;
        };
        if arguments.contains_key(name) || has_value(below) {
            continue;
        }
        findings.push(Finding::Missing {
            name: format!("{prefix}{name}"),
            kind: kind(below),
            usage: below["description"].as_str().unwrap_or_default().to_owned(),
        });
    }
}

/// Says whether a parameter has a value when none is given.
fn has_value(schema: &Value) -> bool {
    let constant = schema["enum"].as_array().is_some_and(|it| it.len() == 1);
    let structure = schema["type"] == "object" && schema.get("oneOf").is_none();
    schema.get("default").is_some() || constant || structure || schema["type"] == "array"
}

/// Describes the type of a parameter.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().map(Value::to_string).collect();
        return format!("one of {}", values.join(", "));
    }
    match schema["type"].as_str() {
        Some("array") => match schema["items"]["type"].as_str() {
            Some(item) => format!("a list of {item}"),
            None => "a list".to_owned(),
        },
        Some(name) => name.to_owned(),
        None => "of several types".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_values_are_compared() {
        let schema = json!({
            "properties": {
                "image": {"type": "string", "description": "where to pull from"},
                "replicas": {"type": "integer", "default": 1},
                "resources": {"type": "object", "properties": {"cpu": {"type": "number"}}},
                "values": {"type": "object", "additionalProperties": {}},
            },
            "required": ["image", "replicas", "resources"],
        });
        let arguments = json!({"replcas": 2, "resources": {"cpus": 1}, "values": {"x": 1}});
        let found = check(arguments.as_object().expect("a map"), &schema);
        let unknown = |name: &str, similar: &str| Finding::Unknown {
            name: name.to_owned(),
            similar: Some(similar.to_owned()),
        };
        assert_eq!(
            found,
            [
                unknown("replcas", "replicas"),
                unknown("resources.cpus", "resources.cpu"),
                Finding::Missing {
                    name: "image".to_owned(),
                    kind: "string".to_owned(),
                    usage: "where to pull from".to_owned(),
                },
            ]
        );
    }
}
