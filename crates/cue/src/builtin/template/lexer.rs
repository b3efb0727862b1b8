//! Texts and actions, and the words of an action.

use crate::{
    builtin::{
        Data, Failure,
        arguments::{fatal, number_limits},
        strconv,
    },
    num::Number,
};

/// A stretch of a template.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Action(Vec<Word>),
}

/// A word of an action.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Space,
    Dot,
    /// `.name`
    Field(String),
    /// `$name`
    Variable(String),
    Name(String),
    Constant(Data),
    Nil,
    Pipe,
    Declare,
    Assign,
    Comma,
    Open,
    Close,
}

/// Cuts a template into texts and actions; blanks that a `-` trims are gone, comments too.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Failure> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut trim = false;
    loop {
        let open = rest.find("{{");
        let mut before = &rest[..open.unwrap_or(rest.len())];
        if trim {
            before = before.trim_start_matches(is_blank);
        }
        let Some(open) = open else {
            pieces.push(Piece::Text(before));
            return Ok(pieces);
        };
        rest = &rest[open + 2..];
        let marked = rest
            .strip_prefix('-')
            .filter(|rest| rest.starts_with(is_blank));
        if let Some(marked) = marked {
            before = before.trim_end_matches(is_blank);
            rest = &marked[1..];
        }
        pieces.push(Piece::Text(before));
        if let Some(comment) = rest.strip_prefix("/*") {
            let Some(end) = comment.find("*/") else {
                return fatal("unclosed comment");
            };
            let behind = &comment[end + 2..];
            let after = behind.trim_start_matches(is_blank);
            trim = after.starts_with("-}}") && behind.starts_with(is_blank);
            let closed = if trim {
                after.strip_prefix("-}}")
            } else {
                behind.strip_prefix("}}")
            };
            rest = closed.map_or_else(|| fatal("comment ends before closing delimiter"), Ok)?;
            continue;
        }
        let (words, length, trimmed) = action(rest)?;
        pieces.push(Piece::Action(words));
        rest = &rest[length..];
        trim = trimmed;
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Reads the words of an action up to its `}}`; returns them, its length, and whether it trims what follows.
fn action(text: &str) -> Result<(Vec<Word>, usize, bool), Failure> {
    let mut words = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        if rest.starts_with("}}") {
            return Ok((words, at + 2, false));
        }
        let Some(c) = rest.chars().next() else {
            return fatal("unclosed action");
        };
        if is_blank(c) {
            let blanks = rest.trim_start_matches(is_blank);
            at += rest.len() - blanks.len();
            if blanks.starts_with("-}}") {
                return Ok((words, at + 3, true));
            }
            words.push(Word::Space);
            continue;
        }
        let (word, length) = word(rest, c)?;
        words.push(word);
        at += length;
    }
}

fn word(rest: &str, c: char) -> Result<(Word, usize), Failure> {
    let name_end = |from: usize| {
        let tail = &rest[from..];
        from + tail.find(|c: char| !is_word(c)).unwrap_or(tail.len())
    };
    let simple = match c {
        '|' => Some(Word::Pipe),
        ',' => Some(Word::Comma),
        '(' => Some(Word::Open),
        ')' => Some(Word::Close),
        '=' => Some(Word::Assign),
        _ => None,
    };
    if let Some(simple) = simple {
        return Ok((simple, 1));
    }
    let digit = |at: usize| rest.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    match c {
        ':' if rest.starts_with(":=") => Ok((Word::Declare, 2)),
        '"' => string(rest),
        '`' => match rest[1..].find('`') {
            Some(end) => Ok((Word::Constant(rest[1..=end].into()), end + 2)),
            None => fatal("unterminated raw quoted string"),
        },
        '\'' => character(rest),
        '$' => {
            let end = name_end(1);
            Ok((Word::Variable(rest[..end].to_owned()), end))
        }
        '.' if !digit(1) => {
            let end = name_end(1);
            if end == 1 {
                return Ok((Word::Dot, 1));
            }
            Ok((Word::Field(rest[1..end].to_owned()), end))
        }
        '.' | '+' | '-' | '0'..='9' => number(rest),
        c if is_word(c) => {
            let end = name_end(0);
            let word = match &rest[..end] {
                "true" => Word::Constant(true.into()),
                "false" => Word::Constant(false.into()),
                "nil" => Word::Nil,
                name => Word::Name(name.to_owned()),
            };
            Ok((word, end))
        }
        c => fatal(format!("unexpected {c:?} in command")),
    }
}

fn string(rest: &str) -> Result<(Word, usize), Failure> {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => {
                let text = strconv::unquote(&rest[..=at])?;
                return Ok((Word::Constant(text.into()), at + 1));
            }
            b'\n' => break,
            _ => at += 1,
        }
    }
    fatal("unterminated quoted string")
}

fn character(rest: &str) -> Result<(Word, usize), Failure> {
    let skip = if rest[1..].starts_with('\\') { 3 } else { 2 };
    let end = rest
        .char_indices()
        .find(|(at, c)| *at >= skip && *c == '\'')
        .map(|(at, _)| at);
    let Some(end) = end else {
        return fatal("unterminated character constant");
    };
    let text = strconv::unquote(&rest[..=end])?;
    let code = text.chars().next().map_or(0, u32::from);
    Ok((Word::Constant(Data::int(code.into())), end + 1))
}

fn number(rest: &str) -> Result<(Word, usize), Failure> {
    let plain = |c: char| is_word(c) || c == '.';
    let mut end = usize::from(rest.starts_with(['+', '-']));
    for (at, c) in rest.char_indices().skip(end) {
        let sign = matches!(c, '+' | '-') && rest[..at].ends_with(['e', 'E']);
        if !plain(c) && !sign {
            break;
        }
        end = at + c.len_utf8();
    }
    let text = &rest[..end];
    let magnitude = text.strip_prefix(['+', '-']).unwrap_or(text);
    // Octal digits may follow a bare zero.
    let octal = magnitude.len() > 1 && magnitude.starts_with('0');
    let magnitude = if octal && magnitude.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("0o{}", &magnitude[1..])
    } else {
        magnitude.to_owned()
    };
    let Ok(number) = Number::parse(&magnitude, number_limits()) else {
        return fatal(format!("bad number syntax: {text:?}"));
    };
    let number = if text.starts_with('-') {
        number.negated()
    } else {
        number
    };
    Ok((Word::Constant(number.into()), end))
}

#[cfg(test)]
mod tests {
    use super::{Piece, Word, pieces};

    /// Texts as they are, actions as words.
    fn shown(template: &str) -> Vec<String> {
        let pieces = pieces(template).expect("the template is well formed");
        let shown = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Action(words) => format!("{words:?}"),
        });
        shown.filter(|piece| !piece.is_empty()).collect()
    }

    #[test]
    fn blanks_are_trimmed_where_asked_for() {
        for (template, texts) in [
            ("a {{- .}} b", ["a", "[Dot]", " b"]),
            ("a {{. -}}\n b", ["a ", "[Dot]", "b"]),
            ("a {{- . -}} b", ["a", "[Dot]", "b"]),
        ] {
            let mut found = shown(template);
            found[1].retain(|c| c != ' ');
            let found: Vec<String> = found
                .into_iter()
                .map(|it| it.replace("Space,", "").replace(",Space", ""))
                .collect();
            assert_eq!(found, texts, "{template}");
        }
        assert_eq!(shown("a{{/* {{ */}}b").concat().replace("[]", ""), "ab");
    }

    #[test]
    fn words_are_told_apart() {
        let words = |template: &str| match &pieces(template).expect("it is well formed")[1] {
            Piece::Action(words) => words.clone(),
            Piece::Text(text) => panic!("{text} is no action"),
        };
        assert_eq!(
            words("{{$x:=.a|len}}"),
            [
                Word::Variable("$x".to_owned()),
                Word::Declare,
                Word::Field("a".to_owned()),
                Word::Pipe,
                Word::Name("len".to_owned())
            ]
        );
    }

    #[test]
    fn what_does_not_end_is_refused() {
        for template in [
            "{{",
            "{{.a",
            "{{/* a",
            "{{\"a}}",
            "{{`a}}",
            "{{'a}}",
            "{{.a\u{0}}}",
        ] {
            assert!(pieces(template).is_err(), "{template}");
        }
    }
}
