//! The text of literals.

use std::{borrow::Cow, fmt::Write as _};

use crate::syntax::{
    ast::{BasicLit, LitKind},
    literal::{Text, layout, unquote},
};

/// Lines deeper than this are not re-indented.
const DEEPEST: usize = 6;

/// Returns how a literal is printed at a depth of indentation.
pub(super) fn text(literal: &BasicLit, depth: usize) -> Cow<'_, str> {
    match literal.kind {
        LitKind::Str if depth < DEEPEST => indented(&literal.text, depth + 1),
        LitKind::Int | LitKind::Float => number(&literal.text, literal.kind),
        _ => Cow::Borrowed(&literal.text),
    }
}

/// Replaces the indentation that does not belong to the value of a multi-line literal.
fn indented(text: &str, depth: usize) -> Cow<'_, str> {
    let layout = layout(text, text);
    let tabs = "\t".repeat(depth);
    if !layout.quote.multiline || layout.indent == tabs {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(&format!("\n{}", layout.indent), &format!("\n{tabs}")))
}

/// Writes the exponent small and puts zeros around a point that has no digits.
fn number(text: &str, kind: LitKind) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if let Some(point) = text.find('.') {
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = text.as_bytes();
        if !digit(bytes.get(point + 1)) {
            text.to_mut().insert(point + 1, '0');
        }
        if point == 0 {
            text.to_mut().insert(0, '0');
        }
    }
    if kind == LitKind::Float && text.contains('E') {
        text = Cow::Owned(text.to_ascii_lowercase());
    }
    text
}

/// Returns how a quoted label is printed: long and raw forms become plain ones.
pub(super) fn label_text(text: &str) -> Cow<'_, str> {
    if !text.starts_with("\"\"\"") && !text.starts_with('#') {
        return Cow::Borrowed(text);
    }
    match unquote(text) {
        Ok(Text::Str(value)) => Cow::Owned(quote(&value)),
        _ => Cow::Borrowed(text),
    }
}

/// Quotes a string on one line.
fn quote(value: &str) -> String {
    let mut quoted = String::from("\"");
    for c in value.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control() => drop(write!(quoted, "\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
