//! The `key=value` syntax of Helm's `--set`, on the command line of `vela addon enable` too.
//!
//! Follows `vela-addon-behaviour.md` 8.2. One thing differs: a decimal such as `1.5` is remembered
//! as one, so that parameters of type `number` can be set.

use std::str::Chars;

use serde_json::{Map, Value};

use super::{Arguments, decimal};

/// The deepest nesting of names.
const MAX_NESTING: usize = 30;
/// The largest index of a list.
const MAX_INDEX: usize = 65536;

/// Why a `key=value` text cannot be used. The words are Helm's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSet {
    #[error("key {key:?} has no value")]
    NoValue { key: String },
    #[error("key {key:?} has no value (cannot end with ,)")]
    EndsWithComma { key: String },
    #[error("key map {key:?} has no value")]
    EmptyMap { key: String },
    #[error("list must terminate with '}}'")]
    OpenList,
    #[error("error parsing index: {reason}")]
    Index { reason: String },
    #[error("negative {index} index not allowed")]
    NegativeIndex { index: i64 },
    #[error("index of {index} is greater than maximum supported index of {MAX_INDEX}")]
    LargeIndex { index: i64 },
    #[error(
        "value name nested level is greater than maximum supported nested level of {MAX_NESTING}"
    )]
    TooDeep,
    #[error("unable to parse key: `{key}` is {found} already, not {wanted}")]
    Conflict {
        key: String,
        found: &'static str,
        wanted: &'static str,
    },
    #[error("unexpected data at end of array index: [{data}]")]
    AfterIndex { data: String },
    #[error("parse error: unexpected token ',' behind an index")]
    CommaAfterIndex,
    #[error("the value of `{key}` is not JSON: {reason}")]
    Json { key: String, reason: String },
}

/// How the text of a value is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalars {
    /// As booleans, null, whole numbers and decimals where it looks like one.
    Typed,
    /// As text.
    Text,
    /// As JSON.
    Json,
}

/// Adds the pairs of `text` to `arguments`.
pub(super) fn parse(
    text: &str,
    scalars: Scalars,
    arguments: &mut Arguments,
) -> Result<(), InvalidSet> {
    let mut parser = Parser {
        rest: text.chars(),
        scalars,
        decimals: Vec::new(),
        path: Vec::new(),
    };
    let mut values = std::mem::take(&mut arguments.values);
    let result = loop {
        parser.path.clear();
        match parser.pair(&mut values, 0) {
            Ok(End::Pair) => {}
            Ok(End::Text) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    arguments.values = values;
    for (path, text) in parser.decimals {
        match text {
            Some(text) => arguments.decimals.insert(path, text),
            None => arguments.decimals.remove(&path),
        };
    }
    result
}

/// What a part of the text ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Pair,
    Text,
}

struct Parser<'a> {
    rest: Chars<'a>,
    scalars: Scalars,
    /// The values set, and the text of those that are decimals.
    decimals: Vec<(Vec<String>, Option<String>)>,
    path: Vec<String>,
}

impl Parser<'_> {
    /// Reads up to one of `stops`, which it returns too; a backslash takes the next character as it is.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut text = String::new();
        while let Some(next) = self.rest.next() {
            if next == '\\' {
                text.extend(self.rest.next());
            } else if stops.contains(&next) {
                return (text, Some(next));
            } else {
                text.push(next);
            }
        }
        (text, None)
    }

    /// Reads a key and its value into `target`.
    fn pair(&mut self, target: &mut Map<String, Value>, level: usize) -> Result<End, InvalidSet> {
        let (key, stop) = self.until(&['=', '[', ',', '.']);
        self.path.push(key.clone());
        match stop {
            None if key.is_empty() => Ok(End::Text),
            None => Err(InvalidSet::NoValue { key }),
            Some(',') => Err(InvalidSet::EndsWithComma { key }),
            Some('=') => {
                let (value, end) = self.value()?;
                set(target, key, value);
                Ok(end)
            }
            Some('[') => {
                let index = self.index()?;
                let mut list = match target.get_mut(&key) {
                    None | Some(Value::Null) => Vec::new(),
                    Some(Value::Array(items)) => std::mem::take(items),
                    Some(other) => return Err(conflict(&key, other, "a list")),
                };
                let end = self.item(&mut list, index, level);
                set(target, key, Value::Array(list));
                end
            }
            Some(_) => {
                let mut inner = match target.get_mut(&key) {
                    None | Some(Value::Null) => Map::new(),
                    Some(Value::Object(entries)) => std::mem::take(entries),
                    Some(other) => return Err(conflict(&key, other, "a map")),
                };
                if level >= MAX_NESTING {
                    return Err(InvalidSet::TooDeep);
                }
                let end = self.pair(&mut inner, level + 1);
                if end == Ok(End::Pair) && inner.is_empty() {
                    return Err(InvalidSet::EmptyMap { key });
                }
                if !inner.is_empty() {
                    set(target, key, Value::Object(inner));
                }
                end
            }
        }
    }

    /// Reads the number of an index, up to its bracket.
    fn index(&mut self) -> Result<i64, InvalidSet> {
        let (text, stop) = self.until(&[']']);
        if stop.is_none() {
            let reason = "EOF".to_owned();
            return Err(InvalidSet::Index { reason });
        }
        text.parse().map_err(|_| InvalidSet::Index {
            reason: format!("parsing {text:?}: invalid syntax"),
        })
    }

    /// Reads what comes behind an index into that item of `list`.
    fn item(&mut self, list: &mut Vec<Value>, index: i64, level: usize) -> Result<End, InvalidSet> {
        let position = match usize::try_from(index) {
            Err(_) => return Err(InvalidSet::NegativeIndex { index }),
            Ok(position) if position > MAX_INDEX => return Err(InvalidSet::LargeIndex { index }),
            Ok(position) => position,
        };
        self.path.push(position.to_string());
        let (data, stop) = self.until(&['[', '.', '=', ',']);
        if !data.is_empty() {
            let data: Vec<_> = data.chars().map(|c| format!("{c:?}")).collect();
            let data = data.join(" ");
            return Err(InvalidSet::AfterIndex { data });
        }
        let Some(stop) = stop else {
            return Ok(End::Text);
        };
        if stop == ',' {
            return Err(InvalidSet::CommaAfterIndex);
        }
        if list.len() <= position {
            list.resize(position + 1, Value::Null);
        }
        let slot = &mut list[position];
        match stop {
            '=' => {
                let (value, end) = self.value()?;
                *slot = value;
                Ok(end)
            }
            '[' => {
                let next = self.index()?;
                if slot.is_null() {
                    *slot = Value::Array(Vec::new());
                }
                match slot {
                    Value::Array(inner) => self.item(inner, next, level),
                    other => Err(conflict(&format!("[{position}]"), other, "a list")),
                }
            }
            _ => {
                if level >= MAX_NESTING {
                    return Err(InvalidSet::TooDeep);
                }
                let mut inner = match slot.take() {
                    Value::Object(entries) => entries,
                    _ => Map::new(),
                };
                let end = self.pair(&mut inner, level + 1);
                *slot = Value::Object(inner);
                end
            }
        }
    }

    /// Reads a value: a list in braces, or text up to the next comma.
    fn value(&mut self) -> Result<(Value, End), InvalidSet> {
        if self.scalars == Scalars::Json {
            return self.json();
        }
        if self.skip('{') {
            return self.list();
        }
        let (text, stop) = self.until(&[',']);
        let end = if stop.is_some() { End::Pair } else { End::Text };
        Ok((self.scalar(text), end))
    }

    /// Reads a JSON value and the comma behind it.
    fn json(&mut self) -> Result<(Value, End), InvalidSet> {
        let text = self.rest.as_str();
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        let failed = |reason: String| InvalidSet::Json {
            key: self.path.join("."),
            reason,
        };
        let value = match values.next() {
            None => Value::Null,
            Some(Ok(value)) => value,
            Some(Err(error)) => return Err(failed(error.to_string())),
        };
        let rest = text[values.byte_offset()..].trim_start();
        if !rest.is_empty() && !rest.starts_with(',') {
            return Err(failed("there is more behind the value".to_owned()));
        }
        self.rest = rest.chars();
        self.decimals.push((self.path.clone(), None));
        let end = if self.skip(',') { End::Pair } else { End::Text };
        Ok((value, end))
    }

    /// Skips the next character if it is this one.
    fn skip(&mut self, wanted: char) -> bool {
        let found = self.rest.as_str().starts_with(wanted);
        if found {
            self.rest.next();
        }
        found
    }

    fn list(&mut self) -> Result<(Value, End), InvalidSet> {
        let mut items = Vec::new();
        loop {
            let (text, stop) = self.until(&[',', '}']);
            self.path.push(items.len().to_string());
            let item = self.scalar(text);
            self.path.pop();
            items.push(item);
            match stop {
                None => return Err(InvalidSet::OpenList),
                Some('}') => {
                    self.skip(',');
                    return Ok((Value::Array(items), End::Pair));
                }
                Some(_) => {}
            }
        }
    }

    fn scalar(&mut self, text: String) -> Value {
        let mut remembered = None;
        let value = match self.scalars {
            Scalars::Text | Scalars::Json => Value::String(text),
            Scalars::Typed if text.eq_ignore_ascii_case("true") => Value::Bool(true),
            Scalars::Typed if text.eq_ignore_ascii_case("false") => Value::Bool(false),
            Scalars::Typed if text.eq_ignore_ascii_case("null") => Value::Null,
            Scalars::Typed => match text.parse::<i64>() {
                // A leading zero is kept, as in codes and account numbers.
                Ok(number) if text == "0" || !text.starts_with('0') => Value::from(number),
                _ => {
                    if decimal(&text).is_some() {
                        remembered = Some(text.clone());
                    }
                    Value::String(text)
                }
            },
        };
        self.decimals.push((self.path.clone(), remembered));
        value
    }
}

/// Sets a field; the empty key is ignored.
fn set(target: &mut Map<String, Value>, key: String, value: Value) {
    if !key.is_empty() {
        target.insert(key, value);
    }
}

fn conflict(key: &str, found: &Value, wanted: &'static str) -> InvalidSet {
    InvalidSet::Conflict {
        key: key.to_owned(),
        found: crate::render::shape::kind_of(found),
        wanted,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Value) {
        let mut arguments = Arguments::default();
        parse(text, Scalars::Typed, &mut arguments).expect(text);
        assert_eq!(&Value::Object(arguments.values), expected, "{text}");
    }

    #[track_caller]
    fn refused(text: &str, message: &str) {
        let error = parse(text, Scalars::Typed, &mut Arguments::default()).expect_err(text);
        assert_eq!(error.to_string(), message, "{text}");
    }

    #[test]
    fn scalars_have_types() {
        check("a=b", &json!({"a": "b"}));
        check(
            "a=True,b=FALSE,c=null",
            &json!({"a": true, "b": false, "c": null}),
        );
        check(
            "a=3,b=-3,c=+3,d=0,e=-0",
            &json!({"a": 3, "b": -3, "c": 3, "d": 0, "e": 0}),
        );
        check(
            "a=007,b=9223372036854775808",
            &json!({"a": "007", "b": "9223372036854775808"}),
        );
        check("a=", &json!({"a": ""}));
        check("a=b=c, a = b ", &json!({"a": "b=c", " a ": " b "}));
        check("a=\"x\"", &json!({"a": "\"x\""}));
    }

    #[test]
    fn empty_keys_and_ends_are_ignored() {
        for text in ["", "=b", ".a=b", "a."] {
            check(text, &json!({}));
        }
        check("a=b,", &json!({"a": "b"}));
    }

    #[test]
    fn keys_nest() {
        check("a.b.c=x,a.d=1", &json!({"a": {"b": {"c": "x"}, "d": 1}}));
        check("a\\.b=x,c=x\\,y", &json!({"a.b": "x", "c": "x,y"}));
        check("a={x,2},b={}", &json!({"a": ["x", 2], "b": [""]}));
        check(
            "a[0]=x,a[2].b=y,c[0][1]=z",
            &json!({"a": ["x", null, {"b": "y"}], "c": [[null, "z"]]}),
        );
        check("a=1,a=2", &json!({"a": 2}));
        check("a=null,a.b=1", &json!({"a": {"b": 1}}));
    }

    #[test]
    fn faults_are_told_in_the_words_of_helm() {
        refused("a", "key \"a\" has no value");
        refused("a,b=1", "key \"a\" has no value (cannot end with ,)");
        refused("a.=1,b=2", "key map \"a\" has no value");
        refused("a={x", "list must terminate with '}'");
        refused(
            "a[x]=1",
            "error parsing index: parsing \"x\": invalid syntax",
        );
        refused("a[-1]=1", "negative -1 index not allowed");
        refused(
            "a[65537]=1",
            "index of 65537 is greater than maximum supported index of 65536",
        );
        refused(
            "a[0]xy=1",
            "unexpected data at end of array index: ['x' 'y']",
        );
        refused(
            "a=1,a.b=2",
            "unable to parse key: `a` is a number already, not a map",
        );
        refused(
            "a=1,a[0]=2",
            "unable to parse key: `a` is a number already, not a list",
        );
        let deep = format!("{}x=1", "a.".repeat(31));
        refused(
            &deep,
            "value name nested level is greater than maximum supported nested level of 30",
        );
        check(
            &format!("{}x=1", "a.".repeat(30))[..],
            &(0..30).fold(json!({"x": 1}), |inner, _| json!({"a": inner})),
        );
    }
}
