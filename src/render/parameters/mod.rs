//! The arguments of an addon: what the user gives for its parameters.
//!
//! They come from `key=value` texts ([`set`]), JSON and files of values, and are merged in the
//! order in which they are given: maps with each other, anything else replaces what was there.

mod check;
mod fit;
mod schema;
mod set;
mod table;

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

pub use check::Finding;
pub use fit::check_arguments;
pub use schema::Schema;
pub(super) use schema::explain;
pub use set::InvalidSet;
pub use table::Parameter;

use set::Scalars;

/// Values for the parameters of an addon, merged from all that the user gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arguments {
    values: Map<String, Value>,
    /// The texts of decimals, by path; whether each is a number is up to its parameter's type.
    decimals: BTreeMap<Vec<String>, String>,
    /// The flags and what each gave, in order.
    origins: Vec<(String, Map<String, Value>)>,
}

impl Arguments {
    /// Adds `a=1,b.c=x` with types read off the values, as Helm's `--set` does.
    pub fn set(&mut self, text: &str) -> Result<(), InvalidSet> {
        set::parse(text, Scalars::Typed, self)
    }

    /// Adds `a=1,b.c=x` with texts as values, as Helm's `--set-string` does.
    pub fn set_text(&mut self, text: &str) -> Result<(), InvalidSet> {
        set::parse(text, Scalars::Text, self)
    }

    /// Adds `a=[1],b={"c": 2}` with JSON values, or one JSON object, as Helm's `--set-json` does.
    pub fn set_json(&mut self, text: &str) -> Result<(), InvalidSet> {
        if !text.trim_start().starts_with('{') {
            return set::parse(text, Scalars::Json, self);
        }
        match serde_json::from_str(text) {
            Ok(values) => {
                self.merge(values);
                Ok(())
            }
            Err(error) => Err(InvalidSet::Json {
                key: "{...}".to_owned(),
                reason: error.to_string(),
            }),
        }
    }

    /// Adds `a=FILE` with the content of files as values; `read` gets them.
    pub fn set_file<E: From<InvalidSet>>(
        &mut self,
        text: &str,
        mut read: impl FnMut(&str) -> Result<String, E>,
    ) -> Result<(), E> {
        fn fill<E>(
            value: &mut Value,
            read: &mut impl FnMut(&str) -> Result<String, E>,
        ) -> Result<(), E> {
            match value {
                Value::String(text) => *text = read(text)?,
                Value::Array(items) => items.iter_mut().try_for_each(|item| fill(item, read))?,
                Value::Object(entries) => {
                    entries.values_mut().try_for_each(|item| fill(item, read))?;
                }
                _ => {}
            }
            Ok(())
        }
        let mut files = Self::default();
        files.set_text(text)?;
        let mut values = Value::Object(files.values);
        fill(&mut values, &mut read)?;
        if let Value::Object(values) = values {
            self.merge(values);
        }
        Ok(())
    }

    /// Adds values that have their types already.
    pub fn merge(&mut self, values: Map<String, Value>) {
        self.decimals.retain(|path, _| !touches(&values, path));
        merge(&mut self.values, values);
    }

    /// Removes a value.
    pub fn forget(&mut self, name: &str) {
        self.values.shift_remove(name);
        self.decimals
            .retain(|path, _| path.first().is_none_or(|first| first != name));
    }

    /// Returns the values as they were given.
    pub fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    /// Says whether nothing is given.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns the values as the parameters' types want them.
    ///
    /// `schema` is the `OpenAPI` schema of the parameters. A decimal becomes a number where the schema
    /// says so. Where it says nothing, one becomes a number that is written as numbers are: `1.5`,
    /// but neither `1.10` nor `1e3`, which may be a version and the start of a digest.
    pub fn resolve(&self, schema: Option<&Value>) -> Map<String, Value> {
        let mut values = Value::Object(self.values.clone());
        for (path, text) in &self.decimals {
            let Some(number) = decimal(text) else {
                continue;
            };
            let wanted = match schema.and_then(|schema| schema_at(schema, path)) {
                Some(schema) => match schema["type"].as_str() {
                    Some("number" | "integer") => true,
                    Some(_) => false,
                    None => schema.get("enum").is_none() && number.to_string() == *text,
                },
                None => number.to_string() == *text,
            };
            if let Some(slot) = value_at(&mut values, path)
                && wanted
                && slot.as_str() == Some(text)
            {
                *slot = Value::Number(number);
            }
        }
        match values {
            Value::Object(values) => values,
            _ => Map::new(),
        }
    }
}

/// Reads a decimal as in `-1.5` and `1e3`; whole numbers are none.
fn decimal(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-' | b'+'));
    let is_decimal = plain
        && digits.contains(['.', 'e', 'E'])
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit());
    let leading_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if !is_decimal || leading_zero {
        return None;
    }
    text.parse().ok().and_then(Number::from_f64)
}

/// Merges `from` into `into`: maps with each other, anything else replaces.
fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// Says whether merging `values` replaces what is at `path`.
fn touches(values: &Map<String, Value>, path: &[String]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return true;
    };
    match values.get(first) {
        None => false,
        Some(Value::Object(inner)) => touches(inner, rest),
        Some(_) => true,
    }
}

fn value_at<'a>(value: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, step| match value {
        Value::Object(entries) => entries.get_mut(step),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Returns the schema of the value at `path`, if the schema says anything of it.
fn schema_at<'a>(schema: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(schema, |schema, step| {
        let below = schema
            .get("properties")
            .and_then(|properties| properties.get(step))
            .or_else(|| schema.get("additionalProperties"));
        match below {
            Some(below) => Some(below),
            None if step.parse::<usize>().is_ok() => schema.get("items"),
            None => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn later_arguments_win() {
        let mut arguments = Arguments::default();
        arguments.set("a.b=1.5,a.c=2.5").expect("valid");
        let values = json!({"a": {"b": "1.5"}, "d": [1]});
        arguments.merge(values.as_object().expect("a map").clone());
        arguments.set_text("e=2.5").expect("valid");
        arguments.set_json("d={\"x\": [1]},f=[]").expect("valid");
        let files = |name: &str| Ok::<_, InvalidSet>(format!("content of {name}"));
        arguments.set_file("g=x.txt", files).expect("valid");
        assert_eq!(
            Value::Object(arguments.resolve(None)),
            json!({"a": {"b": "1.5", "c": 2.5}, "d": {"x": [1]}, "e": "2.5", "f": [],
                   "g": "content of x.txt"})
        );
    }

    #[test]
    fn the_type_decides_over_decimals() {
        let schema = json!({"properties": {
            "number": {"type": "number"},
            "text": {"type": "string"},
            "list": {"type": "array", "items": {"type": "number"}},
            "map": {"type": "object", "additionalProperties": {"type": "string"}},
        }});
        let mut arguments = Arguments::default();
        arguments
            .set("number=1.10,text=1.5,list={1e3,2},map.x=0.5,free=0.5,version=1.10,digest=1e5")
            .expect("valid");
        assert_eq!(
            Value::Object(arguments.resolve(Some(&schema))),
            json!({"number": 1.1, "text": "1.5", "list": [1000.0, 2], "map": {"x": "0.5"},
                   "free": 0.5, "version": "1.10", "digest": "1e5"})
        );
    }

    #[test]
    fn json_must_be_json() {
        for text in ["a=", "a=1 b=2", "a={", "{", "a=x"] {
            let result = Arguments::default().set_json(text);
            assert_eq!(result.is_err(), text != "a=", "{text}");
        }
    }
}
