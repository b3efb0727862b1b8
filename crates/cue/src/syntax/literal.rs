//! String and bytes literals: from the written form to the value.

use std::borrow::Cow;

use crate::syntax::{lexer::Lexer, token::Quote};

/// The value of a string or bytes literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A `"` literal.
    Str(String),
    /// A `'` literal.
    Bytes(Vec<u8>),
}

/// How the pieces of one literal are written: delimiter and, over several lines, the indentation to remove.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// The delimiter.
    pub quote: Quote,
    /// White space before the closing delimiter.
    pub indent: &'a str,
    /// The closing delimiter stands on a line of its own.
    pub own_line: bool,
}

/// Leaves out the carriage returns of a literal over several lines, which mean nothing.
pub fn without_returns(piece: &str, quote: Quote) -> Cow<'_, str> {
    if quote.multiline && piece.contains('\r') {
        Cow::Owned(piece.replace('\r', ""))
    } else {
        Cow::Borrowed(piece)
    }
}

/// Finds the layout of a literal from its first and last piece, which are the same one without interpolations.
pub fn layout<'a>(first: &str, last: &'a str) -> Layout<'a> {
    let quote = Lexer::quote_at(first);
    if !quote.multiline {
        return Layout {
            quote,
            indent: "",
            own_line: false,
        };
    }
    let body = last
        .get(..last.len().saturating_sub(3 + quote.hashes))
        .unwrap_or("");
    let start = if std::ptr::eq(first, last) || first == last {
        quote.hashes + 3
    } else {
        0
    };
    let body = body.get(start..).unwrap_or("");
    let kept = body.trim_end_matches(|c: char| c.is_whitespace() && c != '\n');
    Layout {
        quote,
        indent: &body[kept.len()..],
        own_line: kept.ends_with('\n'),
    }
}

/// Returns the value of a literal without interpolations.
pub fn unquote(text: &str) -> Result<Text, String> {
    let text = &*without_returns(text, Lexer::quote_at(text));
    let layout = layout(text, text);
    let value = unquote_piece(text, layout, true, true)?;
    if layout.quote.byte == b'\'' {
        return Ok(Text::Bytes(value));
    }
    String::from_utf8(value)
        .map(Text::Str)
        .map_err(|_| "invalid UTF-8 in string".to_owned())
}

/// Returns the value of one piece, with its delimiters or the `)` and `\(` around it.
pub fn unquote_piece(
    piece: &str,
    layout: Layout<'_>,
    first: bool,
    last: bool,
) -> Result<Vec<u8>, String> {
    let Layout {
        quote,
        indent,
        own_line,
    } = layout;
    let width = if quote.multiline { 3 } else { 1 };
    let start = if first { quote.hashes + width } else { 1 };
    let tail = if last {
        width + quote.hashes
    } else {
        2 + quote.hashes
    };
    let end = piece.len().checked_sub(tail).filter(|end| *end >= start);
    let mut body = end
        .and_then(|end| piece.get(start..end))
        .ok_or("string literal not terminated")?;
    let mut line_start = false;
    if quote.multiline {
        if first {
            body = body.strip_prefix('\n').unwrap_or(body);
            line_start = true;
        }
        if last && own_line {
            body = body.strip_suffix(indent).unwrap_or(body);
            if let Some(cut) = body.strip_suffix('\n') {
                body = cut;
            } else if first {
                return Ok(Vec::new());
            }
        } else if last && first && body == indent {
            return Ok(Vec::new());
        }
    }
    decode(body, layout, line_start, last)
}

const UNINDENTED: &str = "invalid whitespace: line lacks the indentation of the closing quotes";

fn decode(
    body: &str,
    layout: Layout<'_>,
    mut line_start: bool,
    last: bool,
) -> Result<Vec<u8>, String> {
    let Layout { quote, indent, .. } = layout;
    let bytes = body.as_bytes();
    let mut value = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < bytes.len() {
        if line_start {
            line_start = false;
            let rest = &body[at..];
            if rest.starts_with('\n') {
                // an empty line needs no indentation
            } else if rest.starts_with(indent) {
                at += indent.len();
                continue;
            } else {
                return Err(UNINDENTED.into());
            }
        }
        let byte = bytes[at];
        if byte == b'\r' {
            return Err("a string on one line holds no carriage return".into());
        }
        if byte == b'\n' {
            line_start = true;
        }
        let hashes = bytes[at + 1..]
            .iter()
            .take(quote.hashes)
            .filter(|b| **b == b'#')
            .count();
        if byte != b'\\' || hashes < quote.hashes {
            value.push(byte);
            at += 1;
            continue;
        }
        at += 1 + quote.hashes;
        at += escape(body, at, quote, &mut value)?;
    }
    if line_start && !last && !indent.is_empty() {
        return Err(UNINDENTED.into());
    }
    Ok(value)
}

/// Decodes the escape at an offset, behind the backslash; returns its length.
fn escape(body: &str, at: usize, quote: Quote, value: &mut Vec<u8>) -> Result<usize, String> {
    let rest = body.get(at..).unwrap_or("");
    let Some(c) = rest.chars().next() else {
        return Err("unfinished escape".into());
    };
    let simple = match c {
        'a' => Some(7),
        'b' => Some(8),
        'f' => Some(12),
        'n' => Some(b'\n'),
        'r' => Some(b'\r'),
        't' => Some(b'\t'),
        'v' => Some(11),
        '/' | '\\' => u8::try_from(c).ok(),
        '"' | '\'' if c as u32 == u32::from(quote.byte) => Some(quote.byte),
        _ => None,
    };
    if let Some(byte) = simple {
        value.push(byte);
        return Ok(1);
    }
    let hex = |from: usize, count: usize| -> Option<u32> {
        let digits = rest.get(from..from + count)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok()
    };
    let invalid = || format!("invalid escape `\\{c}`");
    let (code, mut length) = match c {
        'u' => (hex(1, 4).ok_or_else(invalid)?, 5),
        'U' => (hex(1, 8).ok_or_else(invalid)?, 9),
        'x' if quote.byte == b'\'' => {
            value.push(u8::try_from(hex(1, 2).ok_or_else(invalid)?).map_err(|_| invalid())?);
            return Ok(3);
        }
        '0'..='7' if quote.byte == b'\'' => {
            let digits = rest.get(..3).ok_or_else(invalid)?;
            let octal = digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
            let code = u32::from_str_radix(digits, 8)
                .ok()
                .filter(|_| octal)
                .ok_or_else(invalid)?;
            value.push(u8::try_from(code).map_err(|_| invalid())?);
            return Ok(3);
        }
        _ => return Err(format!("unknown escape sequence `\\{}`", c.escape_debug())),
    };
    let mut code = code;
    if (0xD800..0xDC00).contains(&code) {
        let low_at = 5 + 1 + quote.hashes;
        let marker = rest
            .get(5..low_at)
            .is_some_and(|m| m.starts_with('\\') && m[1..].bytes().all(|byte| byte == b'#'));
        let low = (marker && rest[low_at..].starts_with('u'))
            .then(|| hex(low_at + 1, 4))
            .flatten();
        let low = low
            .filter(|low| (0xDC00..0xE000).contains(low))
            .ok_or_else(invalid)?;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        length = low_at + 5;
    }
    let c = char::from_u32(code).ok_or_else(invalid)?;
    value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    Ok(length)
}

/// Tells whether a name needs no quotes as a label.
pub fn is_identifier(name: &str) -> bool {
    use crate::syntax::token::{is_ident_part, is_letter};
    let rest = name
        .strip_prefix("_#")
        .or_else(|| name.strip_prefix('#'))
        .unwrap_or(name);
    let hashed = rest.len() < name.len();
    let mut chars = rest.chars();
    match chars.next() {
        None => hashed,
        Some(first) => is_letter(first) && chars.all(is_ident_part),
    }
}
