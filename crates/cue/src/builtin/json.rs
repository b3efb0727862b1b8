//! Package `encoding/json`, and the reader and writer behind it.

use std::{fmt::Write as _, rc::Rc};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    Data, Failure, Function, Kinds, Outcome, Special,
    arguments::{Arguments as _, check, fatal, number_limits, pure, room_for, room_for_elements},
    special,
};
use crate::{limits::Limits, num::Number};

pub(super) const FUNCTIONS: &[Function] = &[
    check("Valid", &[Kinds::TEXT], |a, l| {
        Ok(well_formed(&a.lossy(0)?, l).is_ok().into())
    }),
    pure("Compact", &[Kinds::TEXT], Kinds::STRING, |a, l| {
        let text = a.lossy(0)?;
        well_formed(&text, l)?;
        Ok(reshape(&text, None).into())
    }),
    pure(
        "Indent",
        &[Kinds::TEXT, Kinds::STRING, Kinds::STRING],
        Kinds::STRING,
        |a, l| {
            let text = a.lossy(0)?;
            well_formed(&text, l)?;
            let mut out = reshape(&text, Some((a.text(1)?, a.text(2)?)));
            // What follows the value stays.
            let value = text.trim_end_matches(|c: char| c.is_ascii_whitespace());
            out.push_str(&text[value.len()..]);
            room_for(out.len(), l)?;
            Ok(out.into())
        },
    ),
    pure("HTMLEscape", &[Kinds::TEXT], Kinds::STRING, |a, _| {
        let escaped = a.lossy(0)?.chars().fold(String::new(), |mut out, c| {
            match c {
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => push_unicode(&mut out, c),
                c => out.push(c),
            }
            out
        });
        Ok(escaped.into())
    }),
    pure("Marshal", &[Kinds::ANY], Kinds::STRING, |a, l| {
        Ok(to_text(a.any(0), l)?.into())
    }),
    pure("MarshalStream", &[Kinds::LIST], Kinds::STRING, |a, l| {
        let mut out = String::new();
        for element in a.list(0)? {
            write_into(&mut out, element, l)?;
            out.push('\n');
        }
        Ok(out.into())
    }),
    pure("Unmarshal", &[Kinds::TEXT], Kinds::ANY, |a, l| {
        parse(&a.lossy(0)?, l)
    }),
    pure("UnmarshalStream", &[Kinds::TEXT], Kinds::LIST, |a, l| {
        let text = a.lossy(0)?;
        let mut reader = Reader::new(&text, l);
        let mut values = Vec::new();
        while !reader.at_end() {
            values.push(reader.value(0)?);
        }
        Ok(Data::List(values))
    }),
    special(
        "Validate",
        &[Kinds::TEXT, Kinds::ANY],
        Kinds::BOOL,
        Special::JsonValidate,
    ),
];

/// Writes data on one line, without blanks.
pub fn to_text(data: &Data, limits: &Limits) -> Result<String, Failure> {
    let mut out = String::new();
    write_into(&mut out, data, limits)?;
    Ok(out)
}

/// Writes data over several lines, each level further in by `indent`.
pub fn to_lines(data: &Data, indent: &str, limits: &Limits) -> Result<String, Failure> {
    let mut writer = Writer {
        out: &mut String::new(),
        indent: Some(indent),
        depth: 0,
        limits,
    };
    writer.data(data)?;
    Ok(std::mem::take(writer.out))
}

fn write_into(out: &mut String, data: &Data, limits: &Limits) -> Result<(), Failure> {
    let mut writer = Writer {
        out,
        indent: None,
        depth: 0,
        limits,
    };
    writer.data(data)
}

struct Writer<'a> {
    out: &'a mut String,
    /// What a level is indented by; without it, all is on one line.
    indent: Option<&'a str>,
    depth: usize,
    limits: &'a Limits,
}

impl Writer<'_> {
    fn data(&mut self, data: &Data) -> Result<(), Failure> {
        match data {
            Data::Null => self.out.push_str("null"),
            Data::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Data::Number(number) => {
                write!(self.out, "{number}").expect("a String takes all that is written to it");
            }
            Data::String(text) => push_quoted(self.out, text),
            Data::Bytes(bytes) => {
                self.out.push('"');
                STANDARD.encode_string(bytes, self.out);
                self.out.push('"');
            }
            Data::List(elements) if elements.is_empty() => self.out.push_str("[]"),
            Data::Struct(fields) if fields.is_empty() => self.out.push_str("{}"),
            Data::List(elements) => {
                self.depth += 1;
                for (index, element) in elements.iter().enumerate() {
                    self.out.push(if index == 0 { '[' } else { ',' });
                    self.line();
                    self.data(element)?;
                }
                self.end(']');
            }
            Data::Struct(fields) => {
                self.depth += 1;
                for (index, (label, value)) in fields.iter().enumerate() {
                    self.out.push(if index == 0 { '{' } else { ',' });
                    self.line();
                    push_quoted(self.out, label);
                    self.out.push(':');
                    if self.indent.is_some() {
                        self.out.push(' ');
                    }
                    self.data(value)?;
                }
                self.end('}');
            }
        }
        room_for(self.out.len(), self.limits)
    }

    fn line(&mut self) {
        if let Some(indent) = self.indent {
            self.out.push('\n');
            for _ in 0..self.depth {
                self.out.push_str(indent);
            }
        }
    }

    fn end(&mut self, bracket: char) {
        self.depth -= 1;
        self.line();
        self.out.push(bracket);
    }
}

/// Writes a JSON string; text is not made safe for HTML, but for JavaScript it is.
pub fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => "",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        plain = at + c.len_utf8();
        if escape.is_empty() {
            push_unicode(out, c);
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

fn push_unicode(out: &mut String, c: char) {
    write!(out, "\\u{:04x}", u32::from(c)).expect("a String takes all that is written to it");
}

/// Sets the tokens of a valid text anew: without blanks, or one element to a line.
pub fn reshape(text: &str, indent: Option<(&str, &str)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut quoted = Quoted::default();
    let mut all = text.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        if let Some((prefix, unit)) = indent {
            out.push('\n');
            out.push_str(prefix);
            for _ in 0..depth {
                out.push_str(unit);
            }
        }
    };
    while let Some(c) = all.next() {
        if quoted.inside {
            out.push(c);
            quoted.step(c);
            continue;
        }
        match c {
            c if c.is_ascii_whitespace() => {}
            '"' => {
                quoted.step(c);
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                while all.peek().is_some_and(char::is_ascii_whitespace) {
                    all.next();
                }
                if let Some(close) = all.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' if indent.is_some() => out.push_str(": "),
            c => out.push(c),
        }
    }
    out
}

/// Whether a walk over JSON text is inside a string.
#[derive(Default)]
struct Quoted {
    inside: bool,
    escaped: bool,
}

impl Quoted {
    fn step(&mut self, c: char) {
        if !self.inside {
            self.inside = c == '"';
        } else if self.escaped {
            self.escaped = false;
        } else if c == '\\' {
            self.escaped = true;
        } else {
            self.inside = c != '"';
        }
    }
}

/// Reads one JSON value.
pub fn parse(text: &str, limits: &Limits) -> Outcome {
    let mut reader = Reader::new(text, limits);
    let value = reader.value(0)?;
    if reader.at_end() {
        Ok(value)
    } else {
        reader.invalid()
    }
}

/// Checks the grammar of one JSON value, but neither that fields are unique nor that there are no halves of pairs.
fn well_formed(text: &str, limits: &Limits) -> Result<(), Failure> {
    let mut reader = Reader::new(text, limits);
    reader.lenient = true;
    reader.value(0)?;
    if reader.at_end() {
        Ok(())
    } else {
        reader.invalid()
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Only the grammar counts, not what the value is.
    lenient: bool,
    /// Values read so far.
    values: usize,
    limits: &'a Limits,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, limits: &'a Limits) -> Self {
        Self {
            text,
            at: 0,
            lenient: false,
            values: 0,
            limits,
        }
    }

    fn invalid<T>(&self) -> Result<T, Failure> {
        match self.rest().chars().next() {
            Some(c) => fatal(format!(
                "invalid JSON: unexpected {c:?} at byte {}",
                self.at
            )),
            None => fatal("invalid JSON: unexpected end"),
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        self.at += rest.len() - trimmed.len();
    }

    fn at_end(&mut self) -> bool {
        self.blanks();
        self.at == self.text.len()
    }

    fn take(&mut self, token: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn value(&mut self, depth: usize) -> Outcome {
        // A level of JSON costs a level of the stack here and wherever the value goes.
        if depth >= self.limits.nesting as usize {
            return Err(Failure::Limit("JSON is nested too deeply".to_owned()));
        }
        self.values += 1;
        room_for_elements(self.values, self.limits)?;
        if self.take("{") {
            return self.object(depth);
        }
        if self.take("[") {
            return self.array(depth);
        }
        if self.rest().starts_with('"') {
            return self.string().map(Data::str);
        }
        for (word, value) in [
            ("true", Data::Bool(true)),
            ("false", Data::Bool(false)),
            ("null", Data::Null),
        ] {
            if self.take(word) {
                return Ok(value);
            }
        }
        self.number()
    }

    fn object(&mut self, depth: usize) -> Outcome {
        let mut fields: Vec<(Rc<str>, Data)> = Vec::new();
        let mut places = rustc_hash::FxHashMap::default();
        if self.take("}") {
            return Ok(Data::Struct(fields));
        }
        loop {
            self.blanks();
            let label: Rc<str> = self.string()?.into();
            if !self.take(":") {
                return self.invalid();
            }
            let value = self.value(depth + 1)?;
            // Fields given twice have to agree, as they would in a struct of the language.
            match places.get(&label) {
                Some(_) if self.lenient => {}
                Some(place) => {
                    let (_, field): &mut (Rc<str>, Data) = &mut fields[*place];
                    unify(field, value)?;
                }
                None => {
                    places.insert(label.clone(), fields.len());
                    fields.push((label, value));
                }
            }
            if self.take("}") {
                return Ok(Data::Struct(fields));
            }
            if !self.take(",") {
                return self.invalid();
            }
        }
    }

    fn array(&mut self, depth: usize) -> Outcome {
        let mut elements = Vec::new();
        if self.take("]") {
            return Ok(Data::List(elements));
        }
        loop {
            elements.push(self.value(depth + 1)?);
            if self.take("]") {
                return Ok(Data::List(elements));
            }
            if !self.take(",") {
                return self.invalid();
            }
        }
    }

    fn number(&mut self) -> Outcome {
        let Some(length) = number_length(self.rest().as_bytes()) else {
            return self.invalid();
        };
        let text = &self.rest()[..length];
        match Number::parse_json(text, number_limits()) {
            Ok(number) => {
                self.at += text.len();
                Ok(number.into())
            }
            Err(_) => self.invalid(),
        }
    }

    fn string(&mut self) -> Result<String, Failure> {
        if !self.rest().starts_with('"') {
            return self.invalid();
        }
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ');
            let Some(plain) = plain else {
                self.at = self.text.len();
                return self.invalid();
            };
            out.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes()[plain] {
                b'"' => {
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => {
                    self.at += 1;
                    self.escape(&mut out)?;
                }
                _ => return self.invalid(),
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), Failure> {
        let c = match self.rest().as_bytes().first() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let Some(code) = self.hex() else {
                    return self.invalid();
                };
                match self.joined(code) {
                    Some(c) => out.push(c),
                    None if self.lenient => out.push(char::REPLACEMENT_CHARACTER),
                    None => return fatal("invalid JSON: unmatched surrogate pair"),
                }
                return Ok(());
            }
            _ => return self.invalid(),
        };
        self.at += 1;
        out.push(c);
        Ok(())
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    /// Joins the first half of a pair with the second.
    fn joined(&mut self, high: u32) -> Option<char> {
        if (0xd800..0xdc00).contains(&high) && self.rest().starts_with("\\u") {
            let before = self.at;
            self.at += 2;
            if let Some(low) = self.hex().filter(|low| (0xdc00..0xe000).contains(low)) {
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(code);
            }
            self.at = before;
        }
        char::from_u32(high)
    }
}

/// Returns the length of the number that a text starts with.
fn number_length(text: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let run = text[from..].iter().take_while(|b| b.is_ascii_digit());
        run.count()
    };
    let mut at = usize::from(text.first() == Some(&b'-'));
    at += match text.get(at) {
        Some(b'0') => 1,
        Some(b'1'..=b'9') => digits(at),
        _ => return None,
    };
    if text.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at + 1 + sign);
        if exponent == 0 {
            return None;
        }
        at += 1 + sign + exponent;
    }
    Some(at)
}

/// Unifies finished data, as happens to a field that a text gives twice.
pub(super) fn unify(first: &mut Data, second: Data) -> Result<(), Failure> {
    match (first, second) {
        (Data::Struct(fields), Data::Struct(others)) => {
            for (label, value) in others {
                match fields.iter_mut().find(|(other, _)| *other == label) {
                    Some((_, field)) => unify(field, value)?,
                    None => fields.push((label, value)),
                }
            }
            Ok(())
        }
        (Data::List(elements), Data::List(others)) if elements.len() == others.len() => elements
            .iter_mut()
            .zip(others)
            .try_for_each(|(element, other)| unify(element, other)),
        (Data::Number(a), Data::Number(b)) if a.kind() == b.kind() && *a == b => Ok(()),
        (Data::Number(_), Data::Number(_)) => fatal("conflicting values for a field given twice"),
        (first, second) if *first == second => Ok(()),
        _ => fatal("conflicting values for a field given twice"),
    }
}
