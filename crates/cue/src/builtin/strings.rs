//! Package `strings`: text by bytes and by runes.

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, check, fatal, pure, room_for, room_for_elements, size, texts},
};
use crate::limits::Limits;

const S: Kinds = Kinds::STRING;
const I: Kinds = Kinds::INT;
const L: Kinds = Kinds::LIST;
const B: Kinds = Kinds::BYTES;

pub(super) const FUNCTIONS: &[Function] = &[
    pure("ByteAt", &[Kinds::TEXT, I], I, byte_at),
    pure("ByteSlice", &[Kinds::TEXT, I, I], B, byte_slice),
    pure("Runes", &[S], L, runes),
    check("MinRunes", &[S, I], |a, _| {
        Ok((rune_count(a)? >= a.int(1)?).into())
    }),
    check("MaxRunes", &[S, I], |a, _| {
        Ok((rune_count(a)? <= a.int(1)?).into())
    }),
    pure("ToTitle", &[S], S, |a, _| {
        Ok(first_of_words(a.text(0)?, to_title).into())
    }),
    pure("ToCamel", &[S], S, |a, _| {
        Ok(first_of_words(a.text(0)?, simple_lower).into())
    }),
    pure("SliceRunes", &[S, I, I], S, slice_runes),
    pure("Compare", &[S, S], I, |a, _| {
        Ok(Data::int(a.text(0)?.cmp(a.text(1)?) as i64))
    }),
    pure("Count", &[S, S], I, |a, _| {
        Ok(size(count(a.text(0)?, a.text(1)?)))
    }),
    check("Contains", &[S, S], |a, _| {
        Ok(a.text(0)?.contains(a.text(1)?).into())
    }),
    check("ContainsAny", &[S, S], |a, _| {
        Ok(a.text(0)?.contains(any_of(a.text(1)?)).into())
    }),
    check("HasPrefix", &[S, S], |a, _| {
        Ok(a.text(0)?.starts_with(a.text(1)?).into())
    }),
    check("HasSuffix", &[S, S], |a, _| {
        Ok(a.text(0)?.ends_with(a.text(1)?).into())
    }),
    pure("Index", &[S, S], I, |a, _| {
        Ok(place(a.text(0)?.find(a.text(1)?)))
    }),
    pure("IndexAny", &[S, S], I, |a, _| {
        Ok(place(a.text(0)?.find(any_of(a.text(1)?))))
    }),
    pure("LastIndex", &[S, S], I, |a, _| {
        Ok(place(a.text(0)?.rfind(a.text(1)?)))
    }),
    pure("LastIndexAny", &[S, S], I, |a, _| {
        Ok(place(a.text(0)?.rfind(any_of(a.text(1)?))))
    }),
    pure("Fields", &[S], L, |a, _| {
        Ok(texts(a.text(0)?.split_whitespace()))
    }),
    pure("Join", &[L, S], S, join),
    pure("Repeat", &[S, I], S, repeat),
    pure("Replace", &[S, S, S, I], S, replace),
    pure("Split", &[S, S], L, |a, l| split(a, l, -1, false)),
    pure("SplitN", &[S, S, I], L, |a, l| {
        split(a, l, a.int(2)?, false)
    }),
    pure("SplitAfter", &[S, S], L, |a, l| split(a, l, -1, true)),
    pure("SplitAfterN", &[S, S, I], L, |a, l| {
        split(a, l, a.int(2)?, true)
    }),
    pure("ToLower", &[S], S, |a, _| {
        Ok(each(a.text(0)?, simple_lower).into())
    }),
    pure("ToUpper", &[S], S, |a, _| {
        Ok(each(a.text(0)?, simple_upper).into())
    }),
    pure("Trim", &[S, S], S, |a, _| {
        Ok(a.text(0)?.trim_matches(any_of(a.text(1)?)).into())
    }),
    pure("TrimLeft", &[S, S], S, |a, _| {
        Ok(a.text(0)?.trim_start_matches(any_of(a.text(1)?)).into())
    }),
    pure("TrimRight", &[S, S], S, |a, _| {
        Ok(a.text(0)?.trim_end_matches(any_of(a.text(1)?)).into())
    }),
    pure("TrimSpace", &[S], S, |a, _| Ok(a.text(0)?.trim().into())),
    pure("TrimPrefix", &[S, S], S, |a, _| {
        let text = a.text(0)?;
        Ok(text.strip_prefix(a.text(1)?).unwrap_or(text).into())
    }),
    pure("TrimSuffix", &[S, S], S, |a, _| {
        let text = a.text(0)?;
        Ok(text.strip_suffix(a.text(1)?).unwrap_or(text).into())
    }),
];

fn each(text: &str, change: fn(char) -> char) -> String {
    text.chars().map(change).collect()
}

fn any_of(set: &str) -> impl Fn(char) -> bool + Copy + '_ {
    move |c| set.contains(c)
}

fn place(index: Option<usize>) -> Data {
    index.map_or_else(|| Data::int(-1), size)
}

fn rune_count(arguments: &[Data]) -> Result<i64, Failure> {
    let count = arguments.text(0)?.chars().count();
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The case mapping of one rune to one rune; the longer forms (`ß` to `SS`) stay as they are.
fn simple_upper(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => match c {
            // vowels with a mark below have one rune for their title case
            '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
                char::from_u32(u32::from(c) + 8).unwrap_or(c)
            }
            '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => char::from_u32(u32::from(c) + 9).unwrap_or(c),
            c => c,
        },
    }
}

fn simple_lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        // The dotted capital I is the only rune whose lower case has two.
        (Some(one), _) => one,
        _ => c,
    }
}

/// Title case differs from upper case for the digraphs of Latin only.
fn to_title(c: char) -> char {
    match c {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        c => simple_upper(c),
    }
}

fn first_of_words(text: &str, change: fn(char) -> char) -> String {
    let mut start = true;
    text.chars()
        .map(|c| {
            let first = start;
            start = c.is_whitespace();
            if first { change(c) } else { c }
        })
        .collect()
}

fn byte_at(arguments: &[Data], _: &Limits) -> Outcome {
    let byte = usize::try_from(arguments.int(1)?)
        .ok()
        .and_then(|index| arguments.bytes(0).ok()?.get(index));
    byte.map_or_else(
        || fatal("index out of range"),
        |byte| Ok(Data::int(i64::from(*byte))),
    )
}

fn range(arguments: &[Data], length: usize) -> Result<std::ops::Range<usize>, Failure> {
    match (
        usize::try_from(arguments.int(1)?),
        usize::try_from(arguments.int(2)?),
    ) {
        (Ok(start), Ok(end)) if start <= end && end <= length => Ok(start..end),
        _ => fatal("index out of range"),
    }
}

fn byte_slice(arguments: &[Data], _: &Limits) -> Outcome {
    let bytes = arguments.bytes(0)?;
    Ok(Data::Bytes(bytes[range(arguments, bytes.len())?].into()))
}

fn runes(arguments: &[Data], limits: &Limits) -> Outcome {
    let text = arguments.text(0)?;
    room_for_elements(text.len(), limits)?;
    Ok(Data::List(
        text.chars()
            .map(|c| Data::int(i64::from(u32::from(c))))
            .collect(),
    ))
}

fn slice_runes(arguments: &[Data], _: &Limits) -> Outcome {
    let runes: Vec<char> = arguments.text(0)?.chars().collect();
    Ok(runes[range(arguments, runes.len())?]
        .iter()
        .collect::<String>()
        .into())
}

fn count(text: &str, part: &str) -> usize {
    if part.is_empty() {
        text.chars().count() + 1
    } else {
        text.matches(part).count()
    }
}

fn join(arguments: &[Data], limits: &Limits) -> Outcome {
    let (texts, separator) = (arguments.texts(0)?, arguments.text(1)?);
    let length = texts.iter().map(|text| text.len() + separator.len()).sum();
    room_for(length, limits)?;
    Ok(texts.join(separator).into())
}

fn repeat(arguments: &[Data], limits: &Limits) -> Outcome {
    let (text, times) = (arguments.text(0)?, arguments.count(1)?);
    room_for(text.len().saturating_mul(times), limits)?;
    Ok(text.repeat(times).into())
}

fn replace(arguments: &[Data], limits: &Limits) -> Outcome {
    let (text, old, new) = (arguments.text(0)?, arguments.text(1)?, arguments.text(2)?);
    let most = usize::try_from(arguments.int(3)?).unwrap_or(usize::MAX);
    let found = count(text, old).min(most);
    room_for(
        text.len().saturating_add(found.saturating_mul(new.len())),
        limits,
    )?;
    Ok(text.replacen(old, new, found).into())
}

fn split(arguments: &[Data], limits: &Limits, most: i64, after: bool) -> Outcome {
    let (text, separator) = (arguments.text(0)?, arguments.text(1)?);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    room_for_elements(text.len().min(most), limits)?;
    if most == 0 {
        return Ok(Data::List(Vec::new()));
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while parts.len() + 1 < most {
        // An empty separator cuts behind every rune but the last.
        let cut = if separator.is_empty() {
            rest.chars()
                .next()
                .map(|c| (c.len_utf8(), c.len_utf8()))
                .filter(|cut| cut.0 < rest.len())
        } else {
            let keep = if after { separator.len() } else { 0 };
            rest.find(separator)
                .map(|at| (at + keep, at + separator.len()))
        };
        let Some((end, next)) = cut else { break };
        parts.push(&rest[..end]);
        rest = &rest[next..];
    }
    if !(separator.is_empty() && rest.is_empty()) {
        parts.push(rest);
    }
    Ok(texts(parts))
}
