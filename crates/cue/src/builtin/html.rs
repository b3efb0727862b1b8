//! Package `html`: text that may stand in a page, and back.

use std::sync::LazyLock;

use entities::ENTITIES;

use super::{
    Function, Kinds,
    arguments::{Arguments as _, pure, room_for},
};

pub(super) const FUNCTIONS: &[Function] = &[
    pure("Escape", &[Kinds::STRING], Kinds::STRING, |a, l| {
        let text = a.text(0)?;
        room_for(text.len() * 5, l)?;
        Ok(escape(text).into())
    }),
    pure("Unescape", &[Kinds::STRING], Kinds::STRING, |a, _| {
        Ok(unescape(a.text(0)?).into())
    }),
];

/// Replaces the five characters that mean something in a page.
pub(super) fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                '\'' => out.push_str("&#39;"),
                '"' => out.push_str("&#34;"),
                c => out.push(c),
            }
            out
        })
}

/// The named entities, sorted by name without the `&`. The old ones are there with and without a semicolon.
static NAMES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let name = |entity: &entities::Entity| {
        let name = entity.entity.strip_prefix('&');
        (name.unwrap_or(entity.entity), entity.characters)
    };
    let mut names: Vec<_> = ENTITIES.iter().map(name).collect();
    names.sort_unstable();
    names
});

/// What Windows puts where others have control characters, from 128 on.
const WINDOWS: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let mut buffer = [0; 4];
        match entity(rest, &mut buffer) {
            Some((characters, length)) => {
                out.push_str(characters);
                rest = &rest[length..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// Reads what follows an `&` and returns what it stands for and its length.
fn entity<'a>(text: &str, buffer: &'a mut [u8; 4]) -> Option<(&'a str, usize)> {
    let Some(number) = text.strip_prefix('#') else {
        return named(text);
    };
    let (radix, digits) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits),
        None => (10, number),
    };
    let length = digits
        .find(|c: char| !c.is_digit(radix))
        .unwrap_or(digits.len());
    if length == 0 {
        return None;
    }
    let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(u32::MAX);
    let end = text.len() - digits.len() + length;
    let end = end + usize::from(text[end..].starts_with(';'));
    let c = match code {
        0x80..=0x9f => WINDOWS[code as usize - 0x80],
        0 => char::REPLACEMENT_CHARACTER,
        code => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((c.encode_utf8(buffer), end))
}

/// Finds the longest name at the front of a text. Letters behind an old one without semicolon do no harm.
fn named(text: &str) -> Option<(&'static str, usize)> {
    let length = text
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let found = |name: &str| {
        let at = NAMES
            .binary_search_by(|(other, _)| (*other).cmp(name))
            .ok()?;
        Some((NAMES[at].1, name.len()))
    };
    if text[length..].starts_with(';')
        && let Some(whole) = found(&text[..=length])
    {
        return Some(whole);
    }
    // no old name is longer than six letters
    (2..=length.min(6))
        .rev()
        .find_map(|length| found(&text[..length]))
}
