//! What a scalar means: the YAML 1.1 words and numbers that Go's readers know.
//!
//! The table is that of `go-yaml` version 2, through `sigs.k8s.io/yaml`: words
//! such as `yes` and `off` are booleans, `0123` is octal, `1_000` a number, and
//! timestamps stay text.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{Style, event::ScalarEvent};

/// The value of a scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved<'a> {
    /// `null`, `~`, nothing at all.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above the range of `Int`.
    Uint(u64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(Cow<'a, str>),
}

const TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// Says whether this scalar, as a key, merges the mapping that it names.
pub(crate) fn is_merge_key(text: &str, style: Style, tag: Option<&str>) -> bool {
    text == "<<"
        && match tag {
            None => style == Style::Plain,
            Some(tag) => tag.strip_prefix(TAG_PREFIX) == Some("merge"),
        }
}

impl<'a> ScalarEvent<'a> {
    pub(crate) fn tag(&self) -> Option<&str> {
        self.properties.as_ref()?.tag.as_deref()
    }

    pub(crate) fn is_merge_key(&self) -> bool {
        is_merge_key(&self.text, self.style, self.tag())
    }

    /// Resolves the scalar, keeping the text when it means itself.
    pub(crate) fn into_resolved(self) -> Result<Resolved<'a>, String> {
        match self.properties.and_then(|properties| properties.tag) {
            None => Ok(resolve_untagged(self.text, self.style)),
            Some(tag) => resolve_tagged(self.text, &tag),
        }
    }
}

/// Resolves a scalar; the error is a message.
pub(crate) fn resolve<'a>(
    text: Cow<'a, str>,
    style: Style,
    tag: Option<&str>,
) -> Result<Resolved<'a>, String> {
    match tag {
        None => Ok(resolve_untagged(text, style)),
        Some(tag) => resolve_tagged(text, tag),
    }
}

fn resolve_untagged(text: Cow<'_, str>, style: Style) -> Resolved<'_> {
    if style == Style::Plain {
        resolve_plain(&text).unwrap_or(Resolved::String(text))
    } else {
        Resolved::String(text)
    }
}

fn resolve_tagged<'a>(text: Cow<'a, str>, tag: &str) -> Result<Resolved<'a>, String> {
    let wrong = |kind: &str| Err(format!("`{text}` is not {kind}, as its tag says"));
    let plain = || resolve_plain(&text);
    Ok(match tag.strip_prefix(TAG_PREFIX) {
        Some("null") => match plain() {
            Some(Resolved::Null) => Resolved::Null,
            _ => return wrong("null"),
        },
        Some("bool") => match plain() {
            Some(Resolved::Bool(value)) => Resolved::Bool(value),
            _ => return wrong("a boolean"),
        },
        Some("int") => match plain() {
            Some(value @ (Resolved::Int(_) | Resolved::Uint(_))) => value,
            _ => return wrong("a whole number"),
        },
        Some("float") => match plain() {
            Some(value @ Resolved::Float(_)) => value,
            #[expect(clippy::cast_precision_loss, reason = "that is what the tag asks for")]
            Some(Resolved::Int(value)) => Resolved::Float(value as f64),
            #[expect(clippy::cast_precision_loss, reason = "that is what the tag asks for")]
            Some(Resolved::Uint(value)) => Resolved::Float(value as f64),
            _ => return wrong("a number"),
        },
        Some("binary") => match STANDARD.decode(text.replace(['\n', '\r'], "")) {
            Ok(bytes) => Resolved::String(String::from_utf8_lossy(&bytes).into_owned().into()),
            Err(_) => return wrong("base64"),
        },
        _ => Resolved::String(text),
    })
}

/// Resolves a plain scalar without a tag; `None` is text.
pub(crate) fn resolve_plain(text: &str) -> Option<Resolved<'static>> {
    match text.as_bytes().first() {
        None => Some(Resolved::Null),
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => resolve_number(text),
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => {
            resolve_word(text)
        }
        Some(_) => None,
    }
}

fn resolve_word(text: &str) -> Option<Resolved<'static>> {
    Some(match text {
        "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Resolved::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Resolved::Bool(false)
        }
        _ => return None,
    })
}

fn resolve_number(text: &str) -> Option<Resolved<'static>> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Some(Resolved::Float(f64::INFINITY));
        }
        "-.inf" | "-.Inf" | "-.INF" => return Some(Resolved::Float(f64::NEG_INFINITY)),
        ".nan" | ".NaN" | ".NAN" => return Some(Resolved::Float(f64::NAN)),
        _ => {}
    }
    if text.starts_with('.') {
        return parse_float(text);
    }
    let digits: Cow<'_, str> = if text.contains('_') {
        text.replace('_', "").into()
    } else {
        text.into()
    };
    parse_integer(&digits).or_else(|| parse_float(&digits))
}

/// Reads a whole number with the prefixes of Go's source code.
fn parse_integer(text: &str) -> Option<Resolved<'static>> {
    let (negative, signed, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, &text[1..]),
        b'+' => (false, true, &text[1..]),
        _ => (false, false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', _, ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    // `from_str_radix` would take a second sign
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let value = u64::from_str_radix(digits, radix).ok()?;
    match (negative, i64::try_from(value)) {
        (false, Ok(value)) => Some(Resolved::Int(value)),
        (false, Err(_)) if signed => None,
        (false, Err(_)) => Some(Resolved::Uint(value)),
        (true, _) => 0_i64.checked_sub_unsigned(value).map(Resolved::Int),
    }
}

/// Reads `[+-]digits[.digits][e[+-]digits]`, where one side of the dot may be
/// empty; too large a number is text.
fn parse_float(text: &str) -> Option<Resolved<'static>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_is_right = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && is_digits(digits)
    });
    if (whole.is_empty() && fraction.is_empty())
        || !is_digits(whole)
        || !is_digits(fraction)
        || !exponent_is_right
    {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    value.is_finite().then_some(Resolved::Float(value))
}

impl Resolved<'_> {
    /// The text that Go's readers make of the value where text is wanted;
    /// `None` for null.
    pub(crate) fn into_text(self) -> Option<String> {
        Some(match self {
            Self::Null => return None,
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Uint(value) => value.to_string(),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "Go's reader formats with the precision of 32 bits"
            )]
            Self::Float(value) => {
                let single = value as f32;
                shortest_general(&format!("{single:e}"), single.is_sign_negative())
            }
            Self::String(text) => text.into_owned(),
        })
    }
}

/// Formats a number as Go's shortest `%g` does.
pub(crate) fn format_float(value: f64) -> String {
    shortest_general(&format!("{value:e}"), value.is_sign_negative())
}

/// Turns Rust's `1.25e7` into Go's shortest `%g`: an exponent of at least two
/// digits below 1e-4 and from 1e6 up.
fn shortest_general(scientific: &str, negative: bool) -> String {
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return match scientific {
            "inf" => "+Inf",
            "-inf" => "-Inf",
            _ => "NaN",
        }
        .to_owned();
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let mut out = String::from(if negative { "-" } else { "" });
    if !(-4..6).contains(&exponent) {
        out.push_str(&digits[..1]);
        if digits.len() > 1 {
            out.push('.');
            out.push_str(&digits[1..]);
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        out.push_str(&format!("e{sign}{:02}", exponent.unsigned_abs()));
    } else if exponent < 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n(
            '0',
            exponent.unsigned_abs() as usize - 1,
        ));
        out.push_str(&digits);
    } else {
        let whole = exponent.unsigned_abs() as usize + 1;
        if digits.len() <= whole {
            out.push_str(&digits);
            out.extend(std::iter::repeat_n('0', whole - digits.len()));
        } else {
            out.push_str(&digits[..whole]);
            out.push('.');
            out.push_str(&digits[whole..]);
        }
    }
    out
}
