//! Finding definitions in Go sources, without the toolchain.

use super::{Function, KINDS};

/// Returns the path that a go.mod gives its module.
pub(super) fn module_path(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let rest = line.trim().strip_prefix("module")?;
        if !rest.starts_with([' ', '\t']) {
            return None;
        }
        let path = rest.split("//").next()?.trim().trim_matches('"');
        (!path.is_empty()).then(|| path.to_owned())
    })
}

/// Finds the exported functions without parameters that return a definition.
pub(super) fn functions(text: &str, folder: &str) -> Vec<Function> {
    let tokens = tokens(text);
    let package = tokens
        .windows(2)
        .find(|pair| pair[0] == Token::Word("package"))
        .and_then(|pair| pair[1].word())
        .unwrap_or_default();
    let alias = alias(&tokens);
    let mut found = Vec::new();
    for (at, window) in tokens.windows(8).enumerate() {
        use Token::{Sign, Word};
        let [
            Word("func"),
            Word(name),
            Sign('('),
            Sign(')'),
            Sign('*'),
            Word(sdk),
            Sign('.'),
            Word(kind),
        ] = window
        else {
            continue;
        };
        let kind = KINDS.iter().find(|(type_name, ..)| type_name == kind);
        let exported = name.starts_with(|c: char| c.is_uppercase());
        let (Some((_, constructor, kind)), true, true) = (kind, exported, *sdk == alias) else {
            continue;
        };
        let body = tokens[at + 8..].iter();
        let body: Vec<_> = body
            .take_while(|token| **token != Word("func"))
            .copied()
            .collect();
        let definition = body.windows(3).find_map(|call| match call {
            [Word(called), Sign('('), Token::Text(text)] if called == constructor => {
                Some((*text).to_owned())
            }
            _ => None,
        });
        found.push(Function {
            name: (*name).to_owned(),
            folder: folder.to_owned(),
            package: package.to_owned(),
            kind,
            definition,
        });
    }
    found
}

/// Returns the name that a file imports the SDK by.
fn alias<'a>(tokens: &[Token<'a>]) -> &'a str {
    let place = tokens.iter().position(
        |token| matches!(token, Token::Text(path) if *path == "defkit" || path.ends_with("/defkit")),
    );
    let before = place.and_then(|at| tokens.get(at.checked_sub(1)?));
    match before {
        Some(Token::Word(name)) if *name != "import" => name,
        _ => "defkit",
    }
}

/// The parts of Go that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    /// A name, keyword or number.
    Word(&'a str),
    /// The content of a string, escapes as written.
    Text(&'a str),
    /// Any other character.
    Sign(char),
}

impl<'a> Token<'a> {
    fn word(self) -> Option<&'a str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Splits a source into tokens; blanks and comments are left out.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if matches!(first, '"' | '`' | '\'') {
            let end = string_end(rest, first);
            let content = rest[1..end].strip_suffix(first).unwrap_or(&rest[1..end]);
            tokens.push(Token::Text(content));
            end
        } else if is_word(first) {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            tokens.push(Token::Word(&rest[..end]));
            end
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Sign(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns the length of the string that a text starts with.
fn string_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote != '`' {
            escaped = true;
        } else if c == quote {
            return at + 1;
        } else if c == '\n' && quote != '`' {
            return at;
        }
    }
    text.len()
}
