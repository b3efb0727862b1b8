//! Package `encoding/toml`.

use std::fmt::Write as _;

use toml_edit::{DocumentMut, InlineTable, Item, Repr, Table, Value};

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, fatal, number_limits, pure, room_for},
};
use crate::{limits::Limits, num::Number};

pub(super) const FUNCTIONS: &[Function] = &[
    pure("Marshal", &[Kinds::ANY], Kinds::STRING, |a, l| {
        let mut out = String::new();
        write_document(&mut out, a.any(0), l)?;
        Ok(out.into())
    }),
    pure("Unmarshal", &[Kinds::TEXT], Kinds::ANY, |a, _| {
        let text = a.lossy(0)?;
        let document = text.parse::<DocumentMut>();
        let document = document.or_else(|error| fatal(error.to_string().trim_end()))?;
        table(document.as_table())
    }),
];

fn table(table: &Table) -> Outcome {
    let fields = table
        .iter()
        .map(|(key, item)| Ok((key.into(), item_data(item)?)));
    fields.collect::<Result<_, Failure>>().map(Data::Struct)
}

fn inline(table: &InlineTable) -> Outcome {
    let fields = table
        .iter()
        .map(|(key, value)| Ok((key.into(), value_data(value)?)));
    fields.collect::<Result<_, Failure>>().map(Data::Struct)
}

fn item_data(item: &Item) -> Outcome {
    match item {
        Item::None => Ok(Data::Null),
        Item::Value(value) => value_data(value),
        Item::Table(inner) => table(inner),
        Item::ArrayOfTables(tables) => {
            let tables = tables.iter().map(table);
            tables.collect::<Result<_, Failure>>().map(Data::List)
        }
    }
}

fn value_data(value: &Value) -> Outcome {
    Ok(match value {
        Value::String(text) => text.value().as_str().into(),
        Value::Boolean(value) => (*value.value()).into(),
        Value::Integer(value) => Data::int(*value.value()),
        Value::Float(value) => {
            // as written, with all its digits
            let text = written(value.as_repr()).replace('_', "");
            let text = text.strip_prefix('+').unwrap_or(&text);
            match Number::parse_json(text, number_limits()) {
                Ok(number) => number.into(),
                Err(_) => return fatal(format!("{text} cannot be shown as a number")),
            }
        }
        // the blank that may stand for `T` is not understood
        Value::Datetime(value) => {
            let text = written(value.as_repr()).to_owned();
            if text.contains([' ', 't', 'z']) {
                return fatal(format!("invalid time {text:?}"));
            }
            text.into()
        }
        Value::Array(values) => {
            let values = values.iter().map(value_data);
            return values.collect::<Result<_, Failure>>().map(Data::List);
        }
        Value::InlineTable(inner) => return inline(inner),
    })
}

fn written(repr: Option<&Repr>) -> &str {
    repr.and_then(|repr| repr.as_raw().as_str()).unwrap_or("")
}

/// Tells whether a value is written below a header of its own.
fn is_tables(data: &Data) -> bool {
    match data {
        Data::Struct(_) => true,
        Data::List(items) => {
            !items.is_empty() && items.iter().all(|item| matches!(item, Data::Struct(_)))
        }
        _ => false,
    }
}

fn write_document(out: &mut String, data: &Data, limits: &Limits) -> Result<(), Failure> {
    match data {
        Data::Struct(fields) => write_table(out, "", fields, limits),
        data if is_tables(data) => write_tables(out, "", data, limits),
        data => write_value(out, data),
    }
}

type Fields = [(std::rc::Rc<str>, Data)];

fn sorted(fields: &Fields) -> Vec<(&str, &Data)> {
    let fields = fields.iter().filter(|(_, value)| *value != Data::Null);
    let mut sorted: Vec<_> = fields.map(|(name, value)| (&**name, value)).collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    sorted
}

fn write_table(
    out: &mut String,
    path: &str,
    fields: &Fields,
    limits: &Limits,
) -> Result<(), Failure> {
    room_for(out.len(), limits)?;
    let (tables, plain): (Vec<_>, Vec<_>) = sorted(fields)
        .into_iter()
        .partition(|(_, value)| is_tables(value));
    let mut first = plain.is_empty();
    for (name, value) in plain {
        out.push_str(&key(name));
        out.push_str(" = ");
        write_value(out, value)?;
        out.push('\n');
    }
    for (name, value) in tables {
        if !first {
            out.push('\n');
        }
        first = false;
        let path = if path.is_empty() {
            key(name)
        } else {
            format!("{path}.{}", key(name))
        };
        write_tables(out, &path, value, limits)?;
    }
    Ok(())
}

fn write_tables(out: &mut String, path: &str, data: &Data, limits: &Limits) -> Result<(), Failure> {
    let write = |out: &mut String, fields: &Fields| {
        stacker::maybe_grow(64 << 10, 1 << 20, || write_table(out, path, fields, limits))
    };
    match data {
        Data::Struct(fields) => {
            out.push_str(&format!("[{path}]\n"));
            write(out, fields)?;
        }
        Data::List(items) => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push('\n');
                }
                out.push_str(&format!("[[{path}]]\n"));
                if let Data::Struct(fields) = item {
                    write(out, fields)?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn write_value(out: &mut String, data: &Data) -> Result<(), Failure> {
    match data {
        Data::Null => return fatal("null has no form in TOML"),
        Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Data::Number(number) if number.is_int() => match number.to_i64() {
            Some(value) => out.push_str(&value.to_string()),
            None => out.push_str(&quoted(&number.to_string())),
        },
        Data::Number(number) => {
            let value = number.to_f64();
            if value.fract() == 0.0 {
                out.push_str(&format!("{value:.1}"));
            } else {
                out.push_str(&value.to_string());
            }
        }
        Data::String(text) => out.push_str(&quoted(text)),
        Data::Bytes(bytes) => {
            let bytes: Vec<String> = bytes.iter().map(ToString::to_string).collect();
            out.push_str(&format!("[{}]", bytes.join(", ")));
        }
        Data::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                stacker::maybe_grow(64 << 10, 1 << 20, || write_value(out, item))?;
            }
            out.push(']');
        }
        Data::Struct(fields) => {
            out.push('{');
            for (at, (name, value)) in sorted(fields).into_iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                out.push_str(&key(name));
                out.push_str(" = ");
                stacker::maybe_grow(64 << 10, 1 << 20, || write_value(out, value))?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(bare) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// Writes a string between single quotes if it can stand there as it is.
fn quoted(text: &str) -> String {
    let plain = |c: char| c != '\'' && (c == '\t' || !c.is_ascii_control());
    if text.chars().all(plain) {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii_control() => {
                write!(out, "\\u{:04X}", u32::from(c))
                    .expect("a String takes all that is written to it");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
