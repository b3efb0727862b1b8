//! JSON as Go's encoder writes it: sorted keys, no blanks, `<`, `>` and `&` escaped.
//!
//! Some objects hold JSON as text, which must equal what KubeVela writes lest an addon look changed.

use std::io;

use serde_json::{Map, Value, ser::Formatter};

/// Writes `value` in one line.
pub(super) fn compact(value: &Value) -> String {
    let mut out = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, GoFormatter);
    serde::Serialize::serialize(&sorted(value), &mut serializer)
        .expect("values in memory can be written to memory");
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// Returns the value with the keys of all maps sorted.
pub(super) fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let entries = entries
                .into_iter()
                .map(|(key, value)| (key.clone(), sorted(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        scalar => scalar.clone(),
    }
}

struct GoFormatter;

impl Formatter for GoFormatter {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        let size = value.abs();
        if size != 0.0 && !(1e-6..1e21).contains(&size) {
            let text = format!("{value:e}");
            let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let sign = if exponent.starts_with('-') { "" } else { "+" };
            return write!(writer, "{digits}e{sign}{exponent}");
        }
        write!(writer, "{value}")
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let special = |c: char| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
        let mut rest = fragment;
        while let Some(at) = rest.find(special) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let found = rest[at..].chars().next().expect("found just now");
            write!(writer, "\\u{:04x}", u32::from(found))?;
            rest = &rest[at + found.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_written_as_go_writes_it() {
        let value = json!({"b": "<a & b>\u{2028}\n", "a": [1.0, 0.5, 1e21, 1e-7, -2, null, {}]});
        assert_eq!(
            compact(&value),
            r#"{"a":[1,0.5,1e+21,1e-7,-2,null,{}],"b":"\u003ca \u0026 b\u003e\u2028\n"}"#
        );
    }
}
