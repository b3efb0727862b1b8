//! Reads TOML. `toml_parser` finds out what stands where; keys and tables are put together here, as the reference does:
//! what a text says twice of a table is unified, but no key may be written twice.

use std::{borrow::Cow, rc::Rc};

use rustc_hash::FxHashSet;
use toml_parser::{
    ErrorSink as _, ParseError, Source,
    decoder::ScalarKind,
    parser::{Event, EventKind, RecursionGuard, ValidateWhitespace, parse_document},
};

use super::super::{
    Data, Failure, Outcome,
    arguments::{fatal, number_limits, room_for_elements},
    json, time,
};
use crate::{limits::Limits, num::Number};

/// Reads a text, which is a struct.
pub(super) fn parse(text: &str, limits: &Limits) -> Outcome {
    // each of these makes a few events, which are many times as large
    let marks = text.bytes().filter(|byte| b"\n=,.[{".contains(byte));
    room_for_elements(marks.count(), limits)?;
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::new();
    let mut wrong: Option<ParseError> = None;
    let mut whitespace = ValidateWhitespace::new(&mut events, source);
    let depth = u32::try_from(limits.depth).unwrap_or(u32::MAX);
    let mut guard = RecursionGuard::new(&mut whitespace, depth);
    parse_document(&tokens, &mut guard, &mut wrong);
    refuse(wrong)?;
    room_for_elements(events.len(), limits)?;
    let mut reader = Reader {
        source,
        events: events.into_iter().peekable(),
        written: FxHashSet::default(),
    };
    reader.document()
}

fn refuse(wrong: Option<ParseError>) -> Result<(), Failure> {
    match wrong {
        Some(error) => fatal(format!("invalid TOML: {}", error.description())),
        None => Ok(()),
    }
}

/// A key with dots: its parts.
type Key = Vec<Rc<str>>;

struct Reader<'a> {
    source: Source<'a>,
    events: std::iter::Peekable<std::vec::IntoIter<Event>>,
    /// Keys that must not be written again, each with the table it stands in.
    written: FxHashSet<Key>,
}

impl Reader<'_> {
    /// Returns the next event that means something.
    fn next(&mut self) -> Option<Event> {
        self.events.find(|event| {
            !matches!(
                event.kind(),
                EventKind::Whitespace | EventKind::Comment | EventKind::Newline
            )
        })
    }

    fn document(&mut self) -> Outcome {
        let mut root = Data::Struct(Vec::new());
        let mut table = Key::new();
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::StdTableOpen => {
                    table = self.key(None)?;
                    self.first(&table)?;
                    if let Data::List(_) = place_of_array(&mut root, &table)? {
                        let key = table.join(".");
                        return fatal(format!("cannot redeclare table array {key:?} as a table"));
                    }
                }
                EventKind::ArrayTableOpen => {
                    table = self.key(None)?;
                    self.array(&mut root, &table)?;
                }
                EventKind::SimpleKey => {
                    let inner = self.key(Some(event))?;
                    let mut whole = self.numbered(&root, &table);
                    whole.extend(inner.iter().cloned());
                    self.first(&whole)?;
                    let value = self.value(&whole)?;
                    let value = nested(inner, value);
                    json::unify(place(&mut root, &table)?, value)?;
                }
                _ => {}
            }
        }
        Ok(root)
    }

    /// Reads a key up to the end of its header or the sign behind it.
    fn key(&mut self, first: Option<Event>) -> Result<Key, Failure> {
        let mut key = Key::new();
        let mut event = first.or_else(|| self.next());
        while let Some(part) = event {
            match part.kind() {
                EventKind::SimpleKey => {
                    let mut name = Cow::Borrowed("");
                    let mut wrong = None;
                    if let Some(raw) = self.source.get(part) {
                        raw.decode_key(&mut name, &mut wrong);
                    }
                    refuse(wrong)?;
                    key.push(name.into());
                }
                EventKind::KeySep => {}
                _ => break,
            }
            event = self.next();
        }
        Ok(key)
    }

    /// Notes that a key is written.
    fn first(&mut self, key: &Key) -> Result<(), Failure> {
        if self.written.insert(key.clone()) {
            return Ok(());
        }
        fatal(format!("duplicate key: {}", key.join(".")))
    }

    /// Starts a new element of an array of tables.
    fn array(&mut self, root: &mut Data, table: &Key) -> Result<(), Failure> {
        let whole = self.numbered(root, table);
        let place = place_of_array(root, table)?;
        match place {
            Data::List(elements) if !self.written.contains(&whole) => {
                elements.push(Data::Struct(Vec::new()));
                Ok(())
            }
            Data::Struct(fields) if fields.is_empty() && !self.written.contains(&whole) => {
                *place = Data::List(vec![Data::Struct(Vec::new())]);
                Ok(())
            }
            _ => {
                let key = table.join(".");
                fatal(format!("cannot redeclare key {key:?} as a table array"))
            }
        }
    }

    /// Adds the number of the element to each array of tables within a key.
    fn numbered(&self, root: &Data, table: &Key) -> Key {
        let mut key = Key::new();
        let mut at = Some(root);
        for (index, part) in table.iter().enumerate() {
            key.push(Rc::clone(part));
            at = at.and_then(|data| field(data, part));
            let written = self.written.contains(&table[..=index]);
            if let Some(Data::List(elements)) = at.filter(|_| !written) {
                key.push(elements.len().saturating_sub(1).to_string().into());
                at = elements.last();
            }
        }
        key
    }

    fn value(&mut self, key: &Key) -> Outcome {
        let Some(event) = self.next() else {
            return fatal("invalid TOML: a value is missing");
        };
        match event.kind() {
            EventKind::Scalar => self.scalar(event),
            EventKind::ArrayOpen => self.list(key),
            EventKind::InlineTableOpen => self.inline_table(key),
            _ => fatal("invalid TOML: a value is missing"),
        }
    }

    fn list(&mut self, key: &Key) -> Outcome {
        let mut elements = Vec::new();
        while let Some(event) = self.next() {
            let mut inner = key.clone();
            inner.push(elements.len().to_string().into());
            match event.kind() {
                EventKind::ArrayClose => break,
                EventKind::Scalar => elements.push(self.scalar(event)?),
                EventKind::ArrayOpen => elements.push(self.list(&inner)?),
                EventKind::InlineTableOpen => elements.push(self.inline_table(&inner)?),
                _ => {}
            }
        }
        Ok(Data::List(elements))
    }

    /// Reads a table between braces, which stands on one line and has no comma at the end.
    fn inline_table(&mut self, table: &Key) -> Outcome {
        let mut fields = Data::Struct(Vec::new());
        let mut comma = false;
        while let Some(event) = self.events.next() {
            match event.kind() {
                EventKind::Newline | EventKind::Comment => {
                    return fatal("invalid TOML: an inline table stands on one line");
                }
                EventKind::InlineTableClose if comma => {
                    return fatal("invalid TOML: an inline table has no comma at its end");
                }
                EventKind::InlineTableClose => break,
                EventKind::ValueSep => comma = true,
                EventKind::SimpleKey => {
                    comma = false;
                    let inner = self.key(Some(event))?;
                    let mut whole = table.clone();
                    whole.extend(inner.iter().cloned());
                    self.first(&whole)?;
                    let value = self.value(&whole)?;
                    json::unify(&mut fields, nested(inner, value))?;
                }
                _ => {}
            }
        }
        Ok(fields)
    }

    fn scalar(&self, event: Event) -> Outcome {
        let Some(raw) = self.source.get(event) else {
            return fatal("invalid TOML");
        };
        let mut text = Cow::Borrowed("");
        let mut wrong = None;
        let kind = raw.decode_scalar(&mut text, &mut wrong);
        if wrong.is_none() && matches!(kind, ScalarKind::String) && newer_escape(raw.as_str()) {
            wrong.report_error(ParseError::new("unknown escape"));
        }
        refuse(wrong)?;
        let number = |text: &str| {
            let (negative, digits) = match text.strip_prefix('-') {
                Some(rest) => (true, rest),
                None => (false, text.strip_prefix('+').unwrap_or(text)),
            };
            let number = Number::parse(digits, number_limits())?;
            let number = if negative { number.negated() } else { number };
            Ok(Data::Number(number))
        };
        match kind {
            ScalarKind::Boolean(value) => Ok(Data::Bool(value)),
            ScalarKind::String => Ok(text.into_owned().into()),
            ScalarKind::DateTime => date_time(raw.as_str()),
            ScalarKind::Integer(_) | ScalarKind::Float => number(raw.as_str()),
        }
    }
}

/// The forms of dates and times.
const LAYOUTS: [&str; 4] = [
    "2006-01-02T15:04:05Z07:00",
    "2006-01-02T15:04:05",
    "2006-01-02",
    "15:04:05",
];

fn date_time(text: &str) -> Outcome {
    if LAYOUTS.iter().any(|layout| time::fits(text, layout)) {
        return Ok(text.into());
    }
    fatal(format!("invalid time {text:?}"))
}

/// Tells whether a string between double quotes has an escape that TOML 1.0 lacks.
fn newer_escape(raw: &str) -> bool {
    let mut chars = raw.chars();
    if chars.next() != Some('"') {
        return false;
    }
    while let Some(c) = chars.next() {
        if c == '\\' && chars.next() == Some('x') {
            return true;
        }
    }
    false
}

/// Wraps a value in structs.
fn nested(key: Key, value: Data) -> Data {
    key.into_iter()
        .rev()
        .fold(value, |value, part| Data::Struct(vec![(part, value)]))
}

fn field<'a>(data: &'a Data, name: &Rc<str>) -> Option<&'a Data> {
    match data {
        Data::Struct(fields) => fields
            .iter()
            .find(|(label, _)| label == name)
            .map(|(_, value)| value),
        _ => None,
    }
}

/// Returns the table a key stands for, and makes it if need be; in an array of tables that is its last element.
fn place<'a>(root: &'a mut Data, key: &[Rc<str>]) -> Result<&'a mut Data, Failure> {
    let mut at = root;
    for part in key {
        at = match place_in(at, part)? {
            Data::List(elements) => match elements.last_mut() {
                Some(last) => last,
                None => return conflict(part),
            },
            other => other,
        };
    }
    Ok(at)
}

/// Does as [`place`], but stops at the array itself.
fn place_of_array<'a>(root: &'a mut Data, key: &[Rc<str>]) -> Result<&'a mut Data, Failure> {
    match key {
        [before @ .., last] => place_in(place(root, before)?, last),
        [] => fatal("invalid TOML: a key is missing"),
    }
}

fn place_in<'a>(data: &'a mut Data, part: &Rc<str>) -> Result<&'a mut Data, Failure> {
    let Data::Struct(fields) = data else {
        return conflict(part);
    };
    let found = fields.iter().position(|(label, _)| label == part);
    let index = found.unwrap_or_else(|| {
        fields.push((Rc::clone(part), Data::Struct(Vec::new())));
        fields.len() - 1
    });
    Ok(&mut fields[index].1)
}

fn conflict<T>(part: &Rc<str>) -> Result<T, Failure> {
    fatal(format!("conflicting values for {part:?}"))
}
