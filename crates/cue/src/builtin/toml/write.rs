//! Writes TOML: of a table first what fits on a line, sorted by key, then its tables.

use std::{fmt::Write as _, rc::Rc};

use super::super::{
    Data, Failure,
    arguments::{fatal, room_for},
};
use crate::{limits::Limits, num::Number};

/// Writes data; what is no struct is written as a value.
pub(super) fn to_text(data: &Data, limits: &Limits) -> Result<String, Failure> {
    let mut writer = Writer {
        out: String::new(),
        limits,
    };
    match data {
        Data::Struct(fields) => writer.table(fields, &mut Vec::new())?,
        Data::List(_) if rows(data).is_some() => writer.rows(data, &mut Vec::new())?,
        other => writer.value(other)?,
    }
    Ok(writer.out)
}

type Field = (Rc<str>, Data);

struct Writer<'a> {
    out: String,
    limits: &'a Limits,
}

impl Writer<'_> {
    /// Writes the fields of a table whose header is written.
    fn table(&mut self, fields: &[Field], path: &mut Vec<Rc<str>>) -> Result<(), Failure> {
        let fields = sorted(fields);
        let (tables, values): (Vec<&Field>, Vec<&Field>) = fields
            .into_iter()
            .partition(|(_, value)| rows(value).is_some());
        for (label, value) in &values {
            self.text(label, true);
            self.out.push_str(" = ");
            self.value(value)?;
            self.out.push('\n');
        }
        for (index, (label, value)) in tables.into_iter().enumerate() {
            if index > 0 || !values.is_empty() {
                self.out.push('\n');
            }
            path.push(Rc::clone(label));
            self.rows(value, path)?;
            path.pop();
        }
        room_for(self.out.len(), self.limits)
    }

    /// Writes tables, each under a header.
    fn rows(&mut self, value: &Data, path: &mut Vec<Rc<str>>) -> Result<(), Failure> {
        let list = matches!(value, Data::List(_));
        for (row, fields) in rows(value).unwrap_or_default().into_iter().enumerate() {
            if row > 0 {
                self.out.push('\n');
            }
            self.header(path, list);
            self.table(fields, path)?;
        }
        Ok(())
    }

    fn header(&mut self, path: &[Rc<str>], list: bool) {
        self.out.push_str(if list { "[[" } else { "[" });
        for (index, part) in path.iter().enumerate() {
            if index > 0 {
                self.out.push('.');
            }
            self.text(part, true);
        }
        self.out.push_str(if list { "]]\n" } else { "]\n" });
    }

    fn value(&mut self, data: &Data) -> Result<(), Failure> {
        match data {
            Data::Null => return fatal("TOML has no null"),
            Data::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Data::Number(number) => self.number(number)?,
            Data::String(text) => self.text(text, false),
            Data::Bytes(bytes) => {
                let bytes = bytes.iter().map(|byte| Data::int(i64::from(*byte)));
                return self.value(&Data::List(bytes.collect()));
            }
            Data::List(elements) => {
                self.out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        self.out.push_str(", ");
                    }
                    self.value(element)?;
                }
                self.out.push(']');
            }
            Data::Struct(fields) => {
                self.out.push('{');
                for (index, (label, value)) in sorted(fields).into_iter().enumerate() {
                    if index > 0 {
                        self.out.push_str(", ");
                    }
                    self.text(label, true);
                    self.out.push_str(" = ");
                    self.value(value)?;
                }
                self.out.push('}');
            }
        }
        room_for(self.out.len(), self.limits)
    }

    /// Writes a number; an int beyond 64 bits is text, and a float is a double.
    fn number(&mut self, number: &Number) -> Result<(), Failure> {
        let written = if number.is_int() {
            match number.to_i64() {
                Some(value) => write!(self.out, "{value}"),
                None => write!(self.out, "'{number}'"),
            }
        } else {
            let value = number.to_f64();
            if !value.is_finite() {
                return fatal(format!("{number} is out of range"));
            }
            if value.fract() == 0.0 {
                write!(self.out, "{value:.1}")
            } else {
                write!(self.out, "{value}")
            }
        };
        written.map_err(|error| Failure::Fatal(error.to_string()))
    }

    /// Writes text: bare if it is a key of plain letters, in single quotes if no escapes are needed.
    fn text(&mut self, text: &str, key: bool) {
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if key && !text.is_empty() && text.chars().all(bare) {
            self.out.push_str(text);
            return;
        }
        let special = |c: char| c == '\'' || (c.is_ascii_control() && c != '\t');
        if !text.contains(special) {
            self.out.push('\'');
            self.out.push_str(text);
            self.out.push('\'');
            return;
        }
        self.out.push('"');
        for c in text.chars() {
            match c {
                '\\' => self.out.push_str("\\\\"),
                '"' => self.out.push_str("\\\""),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                c if c.is_ascii_control() => {
                    write!(self.out, "\\u{:04X}", u32::from(c))
                        .expect("a String takes all that is written to it");
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

/// Returns the fields that are not null, by label.
fn sorted(fields: &[Field]) -> Vec<&Field> {
    let mut fields: Vec<&Field> = fields
        .iter()
        .filter(|(_, value)| *value != Data::Null)
        .collect();
    fields.sort_by(|(a, _), (b, _)| a.cmp(b));
    fields
}

/// Returns the tables that a value consists of, if it is written as tables.
fn rows(value: &Data) -> Option<Vec<&[Field]>> {
    match value {
        Data::Struct(fields) => Some(vec![fields]),
        Data::List(elements) if !elements.is_empty() => elements
            .iter()
            .map(|element| match element {
                Data::Struct(fields) => Some(fields.as_slice()),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}
