//! Writes strings, bytes and labels as literals.

use std::fmt::Write as _;

use crate::{
    builtin::{is_printable, short_escape},
    syntax::literal::is_identifier,
};

/// Appends a string: over several lines if it has any, which begin with so many tabs.
pub(super) fn string(out: &mut String, text: &str, tabs: usize) {
    if !text.contains('\n') {
        out.push('"');
        escaped(out, text, '"');
        out.push('"');
        return;
    }
    lines(out, text.split('\n'), "\"\"\"", tabs, |out, line| {
        escaped(out, line, '\0');
    });
}

/// Appends bytes, likewise.
pub(super) fn bytes(out: &mut String, bytes: &[u8], tabs: usize) {
    if bytes.contains(&b'\n') {
        lines(
            out,
            bytes.split(|byte| *byte == b'\n'),
            "'''",
            tabs,
            |out, line| {
                escaped_bytes(out, line, '\0');
            },
        );
        return;
    }
    out.push('\'');
    escaped_bytes(out, bytes, '\'');
    out.push('\'');
}

fn lines<L: Copy>(
    out: &mut String,
    lines: impl Iterator<Item = L>,
    quotes: &str,
    tabs: usize,
    write: impl Fn(&mut String, L),
) {
    out.push_str(quotes);
    for line in lines {
        let mut text = String::new();
        write(&mut text, line);
        out.push('\n');
        if !text.is_empty() {
            out.extend(std::iter::repeat_n('\t', tabs));
            // A quote that would end the literal is not to be seen as one.
            out.push_str(&text.replace(quotes, &format!("\\{quotes}")));
        }
    }
    out.push('\n');
    out.extend(std::iter::repeat_n('\t', tabs));
    out.push_str(quotes);
}

fn escaped_bytes(out: &mut String, bytes: &[u8], mark: char) {
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_ascii_control() && !matches!(c, '\u{7}'..='\r') {
                push(out, format_args!("\\x{:02x}", u32::from(c)));
            } else {
                escape(out, c, mark);
            }
        }
        for byte in chunk.invalid() {
            push(out, format_args!("\\x{byte:02x}"));
        }
    }
}

fn escaped(out: &mut String, text: &str, mark: char) {
    for c in text.chars() {
        escape(out, c, mark);
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text)
        .expect("a String takes all that is written to it");
}

fn escape(out: &mut String, c: char, mark: char) {
    if let Some(letter) = short_escape(c, mark) {
        out.extend(['\\', letter]);
        return;
    }
    match c {
        c if is_printable(c) => out.push(c),
        c if u32::from(c) < 0x1_0000 => push(out, format_args!("\\u{:04x}", u32::from(c))),
        c => push(out, format_args!("\\U{:08x}", u32::from(c))),
    }
}

/// Appends the label of an ordinary field, in quotes if it needs them.
pub(super) fn label(out: &mut String, text: &str) {
    if is_identifier(text) && !text.starts_with(['_', '#']) {
        out.push_str(text);
        return;
    }
    out.push('"');
    escaped(out, text, '"');
    out.push('"');
}
