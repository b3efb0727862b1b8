//! Package `regexp`: finding and replacing by pattern.

use regex::{Captures, Regex};

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, check, fatal, pure, room_for, texts},
};
use crate::{limits::Limits, pattern};

const S: Kinds = Kinds::STRING;
const I: Kinds = Kinds::INT;
const L: Kinds = Kinds::LIST;

pub(super) const FUNCTIONS: &[Function] = &[
    check("Valid", &[S], |a, l| {
        compile(a, l)?;
        Ok(true.into())
    }),
    check("Match", &[S, S], |a, l| {
        Ok(compile(a, l)?.is_match(a.text(1)?).into())
    }),
    pure("Find", &[S, S], S, |a, l| {
        let found = compile(a, l)?
            .find(a.text(1)?)
            .map(|found| found.as_str().into());
        found.map_or_else(no_match, Ok)
    }),
    pure("FindAll", &[S, S, I], L, |a, l| {
        let regex = compile(a, l)?;
        some(
            regex
                .find_iter(a.text(1)?)
                .take(most(a)?)
                .map(|found| found.as_str().into()),
            l,
        )
    }),
    pure("FindSubmatch", &[S, S], L, |a, l| {
        let captures = compile(a, l)?
            .captures(a.text(1)?)
            .map(|captures| groups(&captures));
        captures.map_or_else(no_match, Ok)
    }),
    pure("FindAllSubmatch", &[S, S, I], L, |a, l| {
        let regex = compile(a, l)?;
        some(
            regex
                .captures_iter(a.text(1)?)
                .take(most(a)?)
                .map(|captures| groups(&captures)),
            l,
        )
    }),
    pure("FindNamedSubmatch", &[S, S], Kinds::STRUCT, |a, l| {
        let regex = compile(a, l)?;
        let captures = regex
            .captures(a.text(1)?)
            .map(|captures| named(&regex, &captures));
        captures.map_or_else(no_match, Ok)
    }),
    pure("FindAllNamedSubmatch", &[S, S, I], L, |a, l| {
        let regex = compile(a, l)?;
        let all = regex.captures_iter(a.text(1)?).take(most(a)?);
        some(all.map(|captures| named(&regex, &captures)), l)
    }),
    pure("ReplaceAll", &[S, S, S], S, |a, l| {
        let regex = compile(a, l)?;
        let template = braced(a.text(2)?);
        replace(&regex, a.text(1)?, l, |captures, out| {
            captures.expand(&template, out);
        })
    }),
    pure("ReplaceAllLiteral", &[S, S, S], S, |a, l| {
        let replacement = a.text(2)?;
        replace(&compile(a, l)?, a.text(1)?, l, |_, out| {
            out.push_str(replacement);
        })
    }),
    pure("QuoteMeta", &[S], S, |a, l| {
        let text = a.text(0)?;
        room_for(text.len() * 2, l)?;
        Ok(quote_meta(text).into())
    }),
];

fn quote_meta(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn compile(arguments: &[Data], limits: &Limits) -> Result<Regex, Failure> {
    pattern::compile(arguments.text(0)?, limits.regex_bytes)
        .or_else(|message| fatal(format!("error parsing regexp: {message}")))
}

fn most(arguments: &[Data]) -> Result<usize, Failure> {
    Ok(usize::try_from(arguments.int(2)?).unwrap_or(usize::MAX))
}

fn no_match() -> Outcome {
    fatal("no match")
}

/// A list of what has been found, which is not empty.
fn some(found: impl Iterator<Item = Data>, limits: &Limits) -> Outcome {
    let (mut list, mut pieces) = (Vec::new(), 0);
    for item in found {
        pieces += match &item {
            Data::List(groups) => groups.len(),
            Data::Struct(groups) => groups.len(),
            _ => 1,
        };
        if pieces > limits.elements {
            let message = format!("more than {} matches", limits.elements);
            return Err(Failure::Limit(message));
        }
        list.push(item);
    }
    if list.is_empty() {
        return no_match();
    }
    Ok(Data::List(list))
}

fn groups(captures: &Captures<'_>) -> Data {
    texts(
        captures
            .iter()
            .map(|group| group.map_or("", |group| group.as_str())),
    )
}

fn named(regex: &Regex, captures: &Captures<'_>) -> Data {
    let names = regex.capture_names().enumerate();
    let group = |index| captures.get(index).map_or("", |group| group.as_str());
    let fields = names.filter_map(|(index, name)| Some((name?.into(), group(index).into())));
    Data::Struct(fields.collect())
}

/// Puts the names of a template in braces as far as they reach here: letters, digits and `_` of any script.
fn braced(template: &str) -> String {
    let mut out = String::with_capacity(template.len() + 4);
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        if end > 0 {
            out.push('{');
            out.push_str(&rest[..end]);
            out.push('}');
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    out
}

fn replace(
    regex: &Regex,
    text: &str,
    limits: &Limits,
    mut write: impl FnMut(&Captures<'_>, &mut String),
) -> Outcome {
    let mut out = String::with_capacity(text.len());
    let mut last = 0;
    for captures in regex.captures_iter(text) {
        let Some(whole) = captures.get(0) else {
            continue;
        };
        out.push_str(&text[last..whole.start()]);
        write(&captures, &mut out);
        room_for(out.len(), limits)?;
        last = whole.end();
    }
    out.push_str(&text[last..]);
    Ok(out.into())
}
