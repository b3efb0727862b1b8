//! JSON that keeps the text of its numbers, for comparing exports digit by digit.

use std::{collections::BTreeMap, fmt::Write as _};

/// A JSON value; numbers as they are spelt, objects without order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Word(String),
    Text(String),
    List(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

/// Reads one JSON text, or says at which byte it is broken.
pub(crate) fn parse(text: &str) -> Result<Json, String> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value()?;
    reader.blanks();
    if reader.at == text.len() {
        Ok(value)
    } else {
        Err(reader.broken())
    }
}

/// Drops the blanks between the tokens of a JSON text.
pub(crate) fn compact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if quoted {
            quoted = escaped || c != '"';
            escaped = c == '\\' && !escaped;
        } else if c == '"' {
            quoted = true;
        } else if c.is_ascii_whitespace() {
            continue;
        }
        out.push(c);
        if !quoted && matches!(c, ',' | ':') {
            out.push(' ');
        }
    }
    out
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn broken(&self) -> String {
        format!("broken JSON at byte {}", self.at)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_ascii_start().len();
    }

    fn take(&mut self, c: char) -> bool {
        self.blanks();
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self) -> Result<Json, String> {
        if self.take('{') {
            let mut fields = BTreeMap::new();
            if self.take('}') {
                return Ok(Json::Object(fields));
            }
            loop {
                self.blanks();
                let key = self.string()?;
                if !self.take(':') {
                    return Err(self.broken());
                }
                let value = self.value()?;
                if fields.insert(key.clone(), value).is_some() {
                    return Err(format!("two values for {key}"));
                }
                if self.take('}') {
                    return Ok(Json::Object(fields));
                }
                if !self.take(',') {
                    return Err(self.broken());
                }
            }
        }
        if self.take('[') {
            let mut elements = Vec::new();
            if self.take(']') {
                return Ok(Json::List(elements));
            }
            loop {
                elements.push(self.value()?);
                if self.take(']') {
                    return Ok(Json::List(elements));
                }
                if !self.take(',') {
                    return Err(self.broken());
                }
            }
        }
        if self.peek() == Some('"') {
            return self.string().map(Json::Text);
        }
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c))
            .unwrap_or(rest.len());
        if end == 0 {
            return Err(self.broken());
        }
        self.at += end;
        Ok(Json::Word(rest[..end].to_owned()))
    }

    fn string(&mut self) -> Result<String, String> {
        if !self.take('"') {
            return Err(self.broken());
        }
        let mut out = String::new();
        loop {
            let c = self.peek().ok_or_else(|| self.broken())?;
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => {
                    let c = self.peek().ok_or_else(|| self.broken())?;
                    self.at += c.len_utf8();
                    match c {
                        'n' => out.push('\n'),
                        't' => out.push('\t'),
                        'r' => out.push('\r'),
                        'b' => out.push('\u{8}'),
                        'f' => out.push('\u{c}'),
                        'u' => out.push(self.unicode()?),
                        c => out.push(c),
                    }
                }
                c => out.push(c),
            }
        }
    }

    fn unicode(&mut self) -> Result<char, String> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if !self.text[self.at..].starts_with("\\u") {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        self.at += 2;
        let low = self.hex()?;
        let code = 0x1_0000 + ((high - 0xd800) << 10) + low.wrapping_sub(0xdc00);
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Result<u32, String> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .ok_or_else(|| self.broken())?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|e| e.to_string())
    }
}

/// Says where two values differ first, or nothing when they are equal.
pub(crate) fn difference(want: &Json, got: &Json) -> Option<String> {
    let mut path = String::new();
    differ(want, got, &mut path).map(|what| {
        let place = if path.is_empty() { "the root" } else { &path };
        format!("at {place}: {what}")
    })
}

fn differ(want: &Json, got: &Json, path: &mut String) -> Option<String> {
    let keep = path.len();
    match (want, got) {
        (Json::Object(want), Json::Object(got)) => {
            for (key, value) in want {
                let Some(other) = got.get(key) else {
                    return Some(format!("`{key}` is missing"));
                };
                let _ = write!(path, ".{key}");
                if let Some(what) = differ(value, other, path) {
                    return Some(what);
                }
                path.truncate(keep);
            }
            let extra = got.keys().find(|key| !want.contains_key(*key));
            extra.map(|key| format!("`{key}` is too much"))
        }
        (Json::List(want), Json::List(got)) => {
            for (i, (value, other)) in want.iter().zip(got).enumerate() {
                let _ = write!(path, "[{i}]");
                if let Some(what) = differ(value, other, path) {
                    return Some(what);
                }
                path.truncate(keep);
            }
            (want.len() != got.len()).then(|| format!("{} elements, not {}", got.len(), want.len()))
        }
        _ => (want != got).then(|| format!("want {want:?}, got {got:?}")),
    }
}

#[test]
fn numbers_keep_their_text_and_objects_have_no_order() {
    let a = parse(r#"{"a": 1.0, "b": [1E+3, "x\u00e9\ud83d\ude00"]}"#).unwrap();
    let b = parse(r#"{"b":[1E+3,"xé😀"],"a":1.0}"#).unwrap();
    assert_eq!(difference(&a, &b), None);
    let c = parse(r#"{"a": 1, "b": [1E+3, "xé😀"]}"#).unwrap();
    assert_eq!(
        difference(&a, &c).unwrap(),
        r#"at .a: want Word("1.0"), got Word("1")"#
    );
    assert_eq!(compact("{\n  \"a b\": [1,\n 2]\n}\n"), r#"{"a b": [1, 2]}"#);
}
