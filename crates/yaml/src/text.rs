//! How a text is written so that every reader takes it for the same text.
//!
//! The choice is that of `go-yaml` version 2: plain where that is safe, double
//! quotes where a reader would see a number, boolean, null or date, single quotes
//! where the characters would confuse it, a `|` block for several lines. On top
//! of it everything is quoted that only readers in other languages resolve.

use std::fmt::Write as _;

use crate::scalar;

/// Longest key written as `key: value`; readers look no further than 1024
/// characters for the colon.
const LONGEST_SIMPLE_KEY: usize = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Single,
    Double,
    Block,
}

/// Writes a key; says whether it is too long to stand before its colon.
pub(crate) fn push_key(out: &mut String, key: &str) -> bool {
    let start = out.len();
    push_flow(out, key, choose(key));
    if out.len() - start <= LONGEST_SIMPLE_KEY {
        return false;
    }
    out.insert_str(start, "? ");
    true
}

/// Writes a value, the lines of a block indented by `indent`.
pub(crate) fn push_value(out: &mut String, text: &str, indent: usize) {
    match choose(text) {
        Form::Block => push_block(out, text, indent),
        form => push_flow(out, text, form),
    }
}

fn push_flow(out: &mut String, text: &str, form: Form) {
    match form {
        Form::Plain => out.push_str(text),
        Form::Single => {
            out.push('\'');
            out.push_str(&text.replace('\'', "''"));
            out.push('\'');
        }
        Form::Double | Form::Block => push_double(out, text),
    }
}

fn push_double(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push_str("\\0"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\x0b' => out.push_str("\\v"),
            '\x0c' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\x1b' => out.push_str("\\e"),
            '\u{85}' => out.push_str("\\N"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            c if is_printable(c) => out.push(c),
            c => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
            }
        }
    }
    out.push('"');
}

fn push_block(out: &mut String, text: &str, indent: usize) {
    out.push('|');
    // the indentation of a first line that starts with a blank cannot be guessed
    if text.starts_with([' ', '\n']) {
        out.push('2');
    }
    match text.strip_suffix('\n') {
        None => out.push('-'),
        Some(body) if body.is_empty() || body.ends_with('\n') => out.push('+'),
        Some(_) => {}
    }
    out.push('\n');
    let body = text.strip_suffix('\n').unwrap_or(text);
    for (number, line) in body.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
}

/// Characters that stand for themselves; what Go's writer escapes is not among
/// them, though some of it may.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

fn choose(text: &str) -> Form {
    if text.contains(|c| c != '\n' && !is_printable(c)) {
        return Form::Double;
    }
    if text.contains('\n') {
        let trailing = text.ends_with(' ') || text.contains(" \n");
        return if trailing { Form::Double } else { Form::Block };
    }
    if means_something(text) {
        return Form::Double;
    }
    if is_plain(text) {
        Form::Plain
    } else {
        Form::Single
    }
}

/// Says whether a reader would take the text, unquoted, for something else.
fn means_something(text: &str) -> bool {
    match text.as_bytes().first() {
        None => true,
        Some(b'<' | b'=') => matches!(text, "<<" | "="),
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => {
            let digits = text.replace('_', "");
            scalar::resolve_plain(text).is_some()
                || scalar::resolve_plain(&digits).is_some()
                || is_bare_prefix(&digits)
                || is_sexagesimal(&digits)
                || is_date(text)
        }
        Some(_) => scalar::resolve_plain(text).is_some(),
    }
}

/// `0x` and the like with nothing after it, which trips YAML 1.1 readers.
fn is_bare_prefix(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(text, "" | "0x" | "0X" | "0b" | "0B" | "0o" | "0O" | ".")
}

/// `1:30`, which YAML 1.1 reads as 90.
fn is_sexagesimal(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some((first, rest)) = text.split_once(':') else {
        return false;
    };
    let rest = match rest.split_once('.') {
        Some((rest, fraction)) if is_digits(fraction) => rest,
        Some(_) => return false,
        None => rest,
    };
    let is_part = |part: &str| is_digits(part) && matches!(part.as_bytes(), [_] | [b'0'..=b'5', _]);
    !first.is_empty() && is_digits(first) && rest.split(':').all(is_part)
}

/// A date, with or without a time after it.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let days = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_time = |c: char| {
        c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | ' ' | 'Z' | 'z' | 'T' | 't')
    };
    year.len() == 4
        && is_digits(year)
        && matches!(month.len(), 1 | 2)
        && is_digits(month)
        && matches!(days, 1 | 2)
        && rest[days..]
            .chars()
            .next()
            .is_none_or(|c| matches!(c, 'T' | 't' | ' '))
        && rest[days..].chars().all(is_time)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Says whether the characters of one line of text can stand without quotes.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let blank_at = |at: usize| bytes.get(at).is_none_or(|byte| *byte == b' ');
    let starts_well = match bytes.first() {
        None
        | Some(
            b' ' | b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>'
            | b'\'' | b'"' | b'%' | b'@' | b'`',
        ) => false,
        Some(b'-' | b'?' | b':') => !blank_at(1),
        Some(_) => true,
    };
    starts_well
        && !text.ends_with(' ')
        && !text.starts_with("---")
        && !text.starts_with("...")
        && bytes.iter().enumerate().all(|(at, byte)| match byte {
            b':' => !blank_at(at + 1),
            b'#' => bytes[at - 1] != b' ',
            _ => true,
        })
}
