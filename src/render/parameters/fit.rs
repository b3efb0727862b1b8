//! Arguments of another type than their parameters: which, what is wanted, and where it came from.

use cue::{
    diag::{Code, Diagnostic},
    syntax::ast::{Decl, Expr},
};
use serde_json::{Map, Value};

use super::{Arguments, Schema};
use crate::render::{
    Options,
    cue::{self as language, Instance},
    definition::place_in,
    error::{Error, Faults, Result, span},
    shape::{Path, Step},
    source::{Source, TextFile},
};

/// An argument that its parameter does not take.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mismatch {
    pub(super) path: Path,
    /// What the parameter takes, in words.
    pub(super) wanted: String,
    pub(super) value: Value,
    /// Text is wanted, and the value would do as one.
    pub(super) quotable: bool,
    pub(super) usage: String,
}

/// Checks arguments against the types of the parameters, with nothing else evaluated.
///
/// What does not fit is told by the name of the parameter, its type and the flag that gave the value.
pub fn check_arguments(source: &Source, options: &Options<'_>, given: &Arguments) -> Result<()> {
    let Some(file) = &source.parameters else {
        return Ok(());
    };
    let Err(error) = Instance::parameters(source, options) else {
        return Ok(());
    };
    let Ok(Schema {
        value: Some(schema),
    }) = Schema::of(source)
    else {
        return Err(error);
    };
    let mismatches = mismatches(options.arguments, &schema);
    if mismatches.is_empty() {
        return Err(error);
    }
    let mut faults = Faults::in_text(
        "the arguments do not fit the parameters",
        &file.path,
        &file.text,
    );
    for mismatch in mismatches {
        let name = mismatch.path.to_string();
        let origin = given.origin(&mismatch.path);
        let gives = match &origin {
            Some(origin) => format!("`{origin}` gives"),
            None => "the argument is".to_owned(),
        };
        let value = described(&mismatch.value);
        let message = format!(
            "parameter `{name}` must be {}, but {gives} {value}",
            mismatch.wanted
        );
        let mut diagnostic = Diagnostic::error(Code::Type, message);
        if let Some((start, end)) = declaration(file, &mismatch.path) {
            diagnostic = diagnostic.at(span(start, end), "");
        }
        diagnostic.help = if mismatch.quotable {
            Some(format!("write --set-string {name}={}", mismatch.value))
        } else {
            Some(mismatch.usage).filter(|usage| !usage.is_empty())
        };
        faults.diagnostics.0.push(diagnostic);
    }
    Err(Error::from(faults))
}

/// Returns the bytes of the label under which a parameter is declared.
pub(super) fn declaration(file: &TextFile, path: &Path) -> Option<(usize, usize)> {
    let parsed = language::parse("", file).ok()?;
    parsed.decls.iter().find_map(|decl| match decl {
        Decl::Field(field) if language::label_text(field).as_deref() == Some("parameter") => {
            struct_of(&field.value).and_then(|value| place_in(value, &path.0))
        }
        _ => None,
    })
}

/// Returns the struct that a value is, be it in parentheses or closed.
fn struct_of(value: &Expr) -> Option<&Expr> {
    match value {
        Expr::Struct(_) => Some(value),
        Expr::Paren(paren) => struct_of(&paren.expr),
        Expr::Call(call) => struct_of(call.args.first()?),
        _ => None,
    }
}

/// Compares arguments with the `OpenAPI` schema; what it leaves open fits.
pub(super) fn mismatches(arguments: &Map<String, Value>, schema: &Value) -> Vec<Mismatch> {
    let mut found = Vec::new();
    fields(arguments, schema, &Path::default(), &mut found);
    found
}

fn fields(entries: &Map<String, Value>, schema: &Value, path: &Path, found: &mut Vec<Mismatch>) {
    for (name, value) in entries {
        let property = schema["properties"].get(name);
        if let Some(below) = property.or_else(|| schema.get("additionalProperties")) {
            compare(value, below, &path.key(name), found);
        }
    }
}

fn compare(value: &Value, schema: &Value, path: &Path, found: &mut Vec<Mismatch>) {
    if value.is_null() && schema["nullable"] == true {
        return;
    }
    let values = schema["enum"].as_array();
    let fits = match (values, schema["type"].as_str(), value) {
        (Some(values), ..) => values.iter().any(|it| equal(it, value)),
        (None, Some("string"), value) => value.is_string(),
        (None, Some("boolean"), value) => value.is_boolean(),
        // Whether 2.0 is whole is the language's affair.
        (None, Some("number" | "integer"), value) => value.is_number(),
        (None, Some("array"), Value::Array(items)) => {
            for (at, item) in items.iter().enumerate() {
                if let Some(below) = schema.get("items") {
                    compare(item, below, &path.index(at), found);
                }
            }
            true
        }
        (None, Some("object"), Value::Object(entries)) => {
            fields(entries, schema, path, found);
            true
        }
        (None, Some("array" | "object"), _) => false,
        _ => true,
    };
    if !fits {
        found.push(Mismatch {
            path: path.clone(),
            wanted: wanted(schema),
            value: value.clone(),
            quotable: schema["type"] == "string"
                && values.is_none()
                && (value.is_number() || value.is_boolean()),
            usage: schema["description"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        });
    }
}

/// Compares as CUE does: 1 and 1.0 may be the same here, which the language decides.
fn equal(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() < f64::EPSILON,
        _ => one == other,
    }
}

/// Says in words what a parameter takes.
pub(super) fn wanted(schema: &Value) -> String {
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().map(Value::to_string).collect();
        return match values.as_slice() {
            [only] => only.clone(),
            values => format!("one of {}", values.join(", ")),
        };
    }
    match schema["type"].as_str() {
        Some("string") => "text (string)".to_owned(),
        Some("boolean") => "true or false (bool)".to_owned(),
        Some("integer") => "a whole number (int)".to_owned(),
        Some("number") => "a number".to_owned(),
        Some("array") => match schema["items"]["type"].as_str() {
            Some("string") => "a list of texts".to_owned(),
            Some("integer" | "number") => "a list of numbers".to_owned(),
            _ => "a list".to_owned(),
        },
        Some("object") => "a struct".to_owned(),
        _ => "of several types".to_owned(),
    }
}

fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => value.to_string(),
        Value::Number(_) => format!("the number {value}"),
        Value::String(text) => {
            let shown: String = text.chars().take(40).collect();
            format!("the text {shown:?}")
        }
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a struct".to_owned(),
    }
}

impl Arguments {
    /// Notes which flag gives some values, for messages.
    pub fn note(&mut self, flag: impl Into<String>, values: Map<String, Value>) {
        self.origins.push((flag.into(), values));
    }

    /// Returns the flag that gave the value at a path, the last one that did.
    fn origin(&self, path: &Path) -> Option<&str> {
        let found = self.origins.iter().rev().find(|(_, values)| {
            let mut steps = path.0.iter();
            let Some(Step::Key(first)) = steps.next() else {
                return false;
            };
            let start = values.get(first);
            let end = steps.try_fold(start, |value, step| match (value?, step) {
                (Value::Object(entries), Step::Key(name)) => Some(entries.get(name)),
                (Value::Array(items), Step::Index(at)) => Some(items.get(*at)),
                _ => None,
            });
            end.flatten().is_some()
        });
        found.map(|(flag, _)| flag.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_are_compared_as_far_as_the_schema_tells() {
        let schema = json!({"properties": {
            "text": {"type": "string", "description": "what"},
            "size": {"enum": ["s", "m"], "type": "string"},
            "count": {"type": "integer"},
            "on": {"type": "boolean", "nullable": true},
            "tags": {"type": "array", "items": {"type": "string"}},
            "deep": {"type": "object", "properties": {"n": {"type": "number"}}},
            "map": {"type": "object", "additionalProperties": {"type": "string"}},
            "any": {"oneOf": [{}, {}]},
        }});
        let check = |arguments: Value, expected: &[(&str, &str)]| {
            let found = mismatches(arguments.as_object().expect("a map"), &schema);
            let found: Vec<_> = found
                .iter()
                .map(|it| (it.path.to_string(), it.wanted.clone()))
                .collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(path, wanted)| ((*path).to_owned(), (*wanted).to_owned()))
                .collect();
            assert_eq!(found, expected, "{arguments}");
        };
        check(
            json!({"text": "a", "size": "m", "count": 2, "on": null, "tags": ["x"], "any": [],
                   "deep": {"n": 1.5, "other": 1}, "map": {"a": "b"}, "unknown": 1}),
            &[],
        );
        check(
            json!({"text": 1, "size": "l", "count": "two", "on": "yes", "tags": ["x", 2],
                   "deep": {"n": "x"}, "map": {"a": 1}}),
            &[
                ("text", "text (string)"),
                ("size", "one of \"s\", \"m\""),
                ("count", "a whole number (int)"),
                ("on", "true or false (bool)"),
                ("tags[1]", "text (string)"),
                ("deep.n", "a number"),
                ("map.a", "text (string)"),
            ],
        );
        check(
            json!({"tags": "x", "deep": 3, "text": null}),
            &[
                ("tags", "a list of texts"),
                ("deep", "a struct"),
                ("text", "text (string)"),
            ],
        );
    }

    #[test]
    fn the_last_flag_counts() {
        let mut arguments = Arguments::default();
        let values = |value: Value| value.as_object().expect("a map").clone();
        arguments.note("-f v.yaml", values(json!({"a": {"b": 1}, "c": [1, 2]})));
        arguments.note("a.b=2", values(json!({"a": {"b": 2}})));
        let path = Path::default();
        assert_eq!(arguments.origin(&path.key("a").key("b")), Some("a.b=2"));
        assert_eq!(arguments.origin(&path.key("c").index(1)), Some("-f v.yaml"));
        assert_eq!(arguments.origin(&path.key("d")), None);
    }
}
