//! Package `strconv`: numbers and truth values as text, and quoted text.

use std::{fmt::Write as _, sync::LazyLock};

use num_bigint::BigInt;
use num_traits::Num as _;
use regex::Regex;

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, check, double, fatal, number_limits, pure, room_for},
    float_text,
};
use crate::{limits::Limits, num::Number};

const S: Kinds = Kinds::STRING;
const I: Kinds = Kinds::INT;

pub(super) const FUNCTIONS: &[Function] = &[
    pure("Unquote", &[S], S, |a, _| {
        unquote(a.text(0)?).map(Data::str)
    }),
    pure("ParseBool", &[S], Kinds::BOOL, parse_bool),
    pure("FormatBool", &[Kinds::BOOL], S, |a, _| {
        Ok(a.boolean(0)?.to_string().into())
    }),
    pure("ParseFloat", &[S, I], Kinds::FLOAT, parse_float),
    pure("ParseUint", &[S, I, I], I, |a, _| {
        integer(a.text(0)?, a.int(1)?, a.int(2)?, false)
    }),
    pure("ParseInt", &[S, I, I], I, |a, _| {
        integer(a.text(0)?, a.int(1)?, a.int(2)?, true)
    }),
    pure("Atoi", &[S], I, |a, _| integer(a.text(0)?, 10, 64, true)),
    pure("FormatFloat", &[Kinds::NUMBER, I, I, I], S, format_float),
    pure("FormatUint", &[I, I], S, format_int),
    pure("FormatInt", &[I, I], S, format_int),
    pure("Quote", &[S], S, |a, _| {
        Ok(quote(a.text(0)?, '"', Keep::Printable).into())
    }),
    pure("QuoteToASCII", &[S], S, |a, _| {
        Ok(quote(a.text(0)?, '"', Keep::Ascii).into())
    }),
    pure("QuoteToGraphic", &[S], S, |a, _| {
        Ok(quote(a.text(0)?, '"', Keep::Graphic).into())
    }),
    pure("QuoteRune", &[I], S, |a, _| quote_rune(a, Keep::Printable)),
    pure("QuoteRuneToASCII", &[I], S, |a, _| {
        quote_rune(a, Keep::Ascii)
    }),
    pure("QuoteRuneToGraphic", &[I], S, |a, _| {
        quote_rune(a, Keep::Graphic)
    }),
    check("IsPrint", &[I], |a, _| is_kept(a, Keep::Printable)),
    check("IsGraphic", &[I], |a, _| is_kept(a, Keep::Graphic)),
];

pub(super) const VALUES: &[(&str, &str)] = &[("IntSize", "64")];

fn syntax<T>(text: &str) -> Result<T, Failure> {
    fatal(format!(
        "parsing {}: invalid syntax",
        quote(text, '"', Keep::Printable)
    ))
}

fn parse_bool(arguments: &[Data], _: &Limits) -> Outcome {
    match arguments.text(0)? {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true.into()),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false.into()),
        other => syntax(other),
    }
}

fn integer(text: &str, base: i64, bits: i64, signed: bool) -> Outcome {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') if signed => (true, &text[1..]),
        Some(b'+') if signed => (false, &text[1..]),
        _ => (false, text),
    };
    let base = u32::try_from(base)
        .ok()
        .filter(|base| *base == 0 || (2..=36).contains(base));
    let Some(base) = base else {
        return fatal("invalid base");
    };
    let (radix, body) = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") if base == 0 => (16, &digits[2..]),
        Some("0o") if base == 0 => (8, &digits[2..]),
        Some("0b") if base == 0 => (2, &digits[2..]),
        _ if base == 0 && digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
        _ => (if base == 0 { 10 } else { base }, digits),
    };
    // Underscores may only stand between digits, or behind the prefix, and only without a given base.
    let prefixed = body.len() < digits.len();
    let mut last_digit = prefixed;
    let mut plain = String::with_capacity(body.len());
    for c in body.chars() {
        if c == '_' && base == 0 && last_digit {
            last_digit = false;
        } else if c.is_digit(radix) {
            plain.push(c);
            last_digit = true;
        } else {
            return syntax(text);
        }
    }
    if plain.is_empty() || !last_digit {
        return syntax(text);
    }
    let bits = match u32::try_from(bits) {
        // A width of 0 asks for a machine word, or for any size where that is possible.
        Ok(0) => 64,
        Ok(bits @ 1..=64) => bits,
        _ => return fatal("invalid bit size"),
    };
    let Ok(magnitude) = BigInt::from_str_radix(&plain, radix) else {
        return syntax(text);
    };
    let value = if negative { -magnitude } else { magnitude };
    let limit = BigInt::from(1) << (if signed { bits - 1 } else { bits });
    let fits = value < limit && (if signed { value >= -limit } else { true });
    if fits {
        Ok(Number::int(value).into())
    } else {
        fatal(format!(
            "parsing {}: value out of range",
            quote(text, '"', Keep::Printable)
        ))
    }
}

fn parse_float(arguments: &[Data], _: &Limits) -> Outcome {
    let (text, bits) = (arguments.text(0)?, arguments.int(1)?);
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let Some(lower) = without_separators(body) else {
        return syntax(text);
    };
    if matches!(lower.as_str(), "inf" | "infinity" | "nan") {
        return Err(Failure::Incomplete(format!(
            "{text} cannot be shown as a number"
        )));
    }
    let value = if let Some(hexadecimal) = lower.strip_prefix("0x") {
        binary_float(hexadecimal)
    } else {
        let plain = lower.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && lower.contains(|c: char| c.is_ascii_digit());
        lower.parse::<f64>().ok().filter(|_| plain)
    };
    let Some(value) = value else {
        return syntax(text);
    };
    if value.is_infinite() || (bits == 32 && value > f64::from(f32::MAX)) {
        return fatal(format!("parsing {text}: value out of range"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the caller asks for single precision"
    )]
    let value = if bits == 32 {
        f64::from(value as f32)
    } else {
        value
    };
    double(if negative { -value } else { value })
}

/// Takes the `_` out of a number, each of which must stand between digits; in lower case.
fn without_separators(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let mut separators = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'_');
    separators
        .all(|(at, _)| at > 0 && digit(bytes.get(at - 1)) && digit(bytes.get(at + 1)))
        .then(|| text.replace('_', "").to_ascii_lowercase())
}

/// Reads the part of a hexadecimal float behind `0x`: digits, and a power of two that must be given.
fn binary_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let digits = u64::from_str_radix(&digits, 16)
        .ok()
        .filter(|d| *d < 1 << 53)?;
    let exponent: i32 = exponent
        .strip_prefix('+')
        .unwrap_or(exponent)
        .parse()
        .ok()?;
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?.checked_mul(4)?)?;
    #[expect(clippy::cast_precision_loss, reason = "the digits fit the mantissa")]
    let mantissa = digits as f64;
    Some(mantissa * 2_f64.powi(shift))
}

fn base_of(arguments: &[Data]) -> Result<u32, Failure> {
    u32::try_from(arguments.int(1)?)
        .ok()
        .filter(|base| (2..=62).contains(base))
        .map_or_else(|| fatal("illegal base"), Ok)
}

fn big(arguments: &[Data]) -> Result<BigInt, Failure> {
    let number = arguments.number(0)?;
    number
        .to_bigint(number_limits())
        .map_or_else(|| fatal("not an int"), Ok)
}

fn format_int(arguments: &[Data], _: &Limits) -> Outcome {
    let (value, base) = (big(arguments)?, base_of(arguments)?);
    if base <= 36 {
        return Ok(value.to_str_radix(base).into());
    }
    let digits = value.magnitude().to_radix_be(base);
    let sign = if value.sign() == num_bigint::Sign::Minus {
        "-"
    } else {
        ""
    };
    let digit = |d: &u8| match d {
        0..=9 => char::from(b'0' + d),
        10..=35 => char::from(b'a' + d - 10),
        _ => char::from(b'A' + d - 36),
    };
    Ok(format!("{sign}{}", digits.iter().map(digit).collect::<String>()).into())
}

fn format_float(arguments: &[Data], limits: &Limits) -> Outcome {
    let Ok(verb) = u8::try_from(arguments.int(1)?) else {
        return fatal("the format is no byte");
    };
    let (precision, bits) = (arguments.int(2)?, arguments.int(3)?);
    let value = arguments.float(0)?;
    if bits != 32 && bits != 64 {
        return fatal("bit size must be 32 or 64");
    }
    let precision = usize::try_from(precision).ok();
    room_for(precision.unwrap_or(0).saturating_add(400), limits)?;
    // The shortest digits that read back depend on the width.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the caller asks for single precision"
    )]
    let shortest = if bits == 32 {
        format!("{:e}", value as f32)
    } else {
        format!("{value:e}")
    };
    let value = if bits == 32 {
        shortest.parse().unwrap_or(value)
    } else {
        value
    };
    let text = match verb {
        b'f' => fixed(value, precision, &shortest),
        b'e' | b'E' => scientific(value, precision, &shortest),
        b'g' | b'G' => general(value, precision, &shortest),
        b'b' => float_text::binary(value, bits == 32),
        b'x' | b'X' => float_text::hexadecimal(value, bits == 32, precision),
        _ => return Ok(format!("%{}", char::from(verb)).into()),
    };
    Ok(if verb.is_ascii_uppercase() {
        text.to_uppercase()
    } else {
        text
    }
    .into())
}

fn fixed(value: f64, precision: Option<usize>, shortest: &str) -> String {
    match precision {
        Some(precision) => format!("{value:.precision$}"),
        None => shortest.parse::<f64>().unwrap_or(value).to_string(),
    }
}

pub(super) fn scientific(value: f64, precision: Option<usize>, shortest: &str) -> String {
    let text = match precision {
        Some(precision) => format!("{value:.precision$e}"),
        None => shortest.to_owned(),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

pub(super) fn general(value: f64, precision: Option<usize>, shortest: &str) -> String {
    let digits = precision.map(|precision| precision.max(1));
    let exact = digits.map_or_else(|| shortest.to_owned(), |d| format!("{value:.*e}", d - 1));
    let (mantissa, exponent) = exact.split_once('e').unwrap_or((&exact, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (trimmed, places) = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            (
                if fraction.is_empty() {
                    whole.to_owned()
                } else {
                    format!("{whole}.{fraction}")
                },
                fraction.len(),
            )
        }
        None => (mantissa.to_owned(), 0),
    };
    let significant = places + 1;
    let threshold = match digits {
        Some(digits) => digits.max(if significant > digits { significant } else { 0 }),
        // without a precision the plain form reaches to millions
        None => 6,
    };
    if exponent < -4 || exponent >= i32::try_from(threshold).unwrap_or(i32::MAX) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{trimmed}e{sign}{:02}", exponent.abs());
    }
    let places = usize::try_from(i32::try_from(places).unwrap_or(0) - exponent).unwrap_or(0);
    let rounded: f64 = format!("{trimmed}e{exponent}").parse().unwrap_or(value);
    format!("{rounded:.places$}")
}

/// Which runes a quoted text shows as they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Printable,
    Graphic,
    Ascii,
}

static PRINTABLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\pL\pM\pN\pP\pS ]$").expect("the pattern is a constant and valid")
});
static SPACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\p{Zs}$").expect("the pattern is a constant and valid"));

/// Tells whether a character can be seen, or is a plain blank.
pub fn is_printable(c: char) -> bool {
    kept(c, Keep::Printable)
}

fn kept(c: char, keep: Keep) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    let mut buffer = [0; 4];
    let text = c.encode_utf8(&mut buffer);
    match keep {
        Keep::Ascii => false,
        Keep::Printable => PRINTABLE.is_match(text),
        Keep::Graphic => PRINTABLE.is_match(text) || SPACE.is_match(text),
    }
}

fn is_kept(arguments: &[Data], keep: Keep) -> Outcome {
    let rune = u32::try_from(arguments.rune(0)?).ok();
    let rune = rune.and_then(char::from_u32);
    Ok(rune.is_some_and(|rune| kept(rune, keep)).into())
}

/// Writes text between quotes, with escapes for what cannot be seen.
pub(super) fn quote(text: &str, mark: char, keep: Keep) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(mark);
    for c in text.chars() {
        push_escaped(&mut out, c, mark, keep);
    }
    out.push(mark);
    out
}

/// Returns the letter of the escape that a character has of its own; the mark around it stands for itself.
pub fn short_escape(c: char, mark: char) -> Option<char> {
    Some(match c {
        '\\' => '\\',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\u{b}' => 'v',
        c if c == mark => c,
        _ => return None,
    })
}

fn push_escaped(out: &mut String, c: char, mark: char, keep: Keep) {
    if let Some(letter) = short_escape(c, mark) {
        out.extend(['\\', letter]);
        return;
    }
    match c {
        c if kept(c, keep) => out.push(c),
        c => {
            let code = u32::from(c);
            let written = match code {
                0..0x20 | 0x7f => write!(out, "\\x{code:02x}"),
                0x20..0x1_0000 => write!(out, "\\u{code:04x}"),
                _ => write!(out, "\\U{code:08x}"),
            };
            written.expect("a String takes all that is written to it");
        }
    }
}

fn quote_rune(arguments: &[Data], keep: Keep) -> Outcome {
    let rune = u32::try_from(arguments.rune(0)?)
        .ok()
        .and_then(char::from_u32);
    let rune = rune.unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut buffer = [0; 4];
    Ok(quote(rune.encode_utf8(&mut buffer), '\'', keep).into())
}

/// Reads a quoted literal: `"..."` or `'.'`.
pub(super) fn unquote(text: &str) -> Result<String, Failure> {
    let invalid = || fatal("invalid syntax");
    let mut chars = text.chars();
    let Some(mark @ ('"' | '\'')) = chars.next() else {
        return invalid();
    };
    let Some(body) = chars.as_str().strip_suffix(mark) else {
        return invalid();
    };
    let mut bytes = Vec::with_capacity(body.len());
    let mut count = 0;
    let mut rest = body.chars();
    while let Some(c) = rest.next() {
        count += 1;
        if c == mark || c == '\n' {
            return invalid();
        }
        if c != '\\' {
            let mut buffer = [0; 4];
            bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            continue;
        }
        let Some(escaped) = unescape(&mut rest, mark) else {
            return invalid();
        };
        match escaped {
            Escaped::Byte(byte) => bytes.push(byte),
            Escaped::Rune(rune) => {
                let mut buffer = [0; 4];
                bytes.extend_from_slice(rune.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
    if mark == '\'' && count != 1 {
        return invalid();
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

enum Escaped {
    Byte(u8),
    Rune(char),
}

/// Reads an escape behind its backslash.
fn unescape(rest: &mut std::str::Chars<'_>, mark: char) -> Option<Escaped> {
    let first = rest.next()?;
    let rune = match first {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' => '\\',
        c if c == mark => c,
        'x' => {
            return digits(rest, 2, 16, 0)
                .and_then(|d| u8::try_from(d).ok())
                .map(Escaped::Byte);
        }
        'u' => char::from_u32(digits(rest, 4, 16, 0)?)?,
        'U' => char::from_u32(digits(rest, 8, 16, 0)?)?,
        '0'..='7' => {
            let code = digits(rest, 2, 8, first.to_digit(8)?)?;
            return u8::try_from(code).ok().map(Escaped::Byte);
        }
        _ => return None,
    };
    Some(Escaped::Rune(rune))
}

fn digits(rest: &mut std::str::Chars<'_>, count: usize, radix: u32, first: u32) -> Option<u32> {
    (0..count).try_fold(first, |code, _| {
        code.checked_mul(radix)?
            .checked_add(rest.next()?.to_digit(radix)?)
    })
}

#[cfg(test)]
mod tests {
    use super::{Keep, quote, unquote, without_separators};

    #[test]
    fn texts_are_quoted_and_unquoted() {
        for (text, kept, ascii) in [
            ("a b", r#""a b""#, r#""a b""#),
            ("\"\\'", r#""\"\\'""#, r#""\"\\'""#),
            ("\t\n\u{7}", r#""\t\n\a""#, r#""\t\n\a""#),
            ("ä☺", r#""ä☺""#, r#""\u00e4\u263a""#),
            ("\u{1f600}", "\"\u{1f600}\"", r#""\U0001f600""#),
            ("\u{1}\u{7f}", r#""\x01\x7f""#, r#""\x01\x7f""#),
        ] {
            assert_eq!(quote(text, '"', Keep::Printable), kept);
            assert_eq!(quote(text, '"', Keep::Ascii), ascii);
            assert_eq!(unquote(kept).as_deref(), Ok(text));
            assert_eq!(unquote(ascii).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_not_quoted_right_is_refused() {
        for text in [
            "", "\"", "a", "\"a", "'ab'", r#""\q""#, r#""\x1""#, "\"a\nb\"", "`a`",
        ] {
            assert!(unquote(text).is_err(), "{text}");
        }
        assert_eq!(unquote("'x'").as_deref(), Ok("x"));
    }

    #[test]
    fn separators_stand_between_digits() {
        for (text, number) in [
            ("1_000", Some("1000")),
            ("1E5", Some("1e5")),
            ("_1", None),
            ("1__0", None),
            ("1_", None),
            ("1_.5", None),
        ] {
            assert_eq!(without_separators(text).as_deref(), number, "{text}");
        }
    }
}
