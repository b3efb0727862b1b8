//! Literals and labels as they are written in CUE.

use crate::{builtin::Data, syntax::literal::is_identifier};

/// Writes a string; one of several lines takes a line for each of its own, after `indent` tabs.
pub(super) fn string(text: &str, indent: usize) -> String {
    if !text.contains('\n') {
        return format!("\"{}\"", escaped(text, '"'));
    }
    // More quotes in the text than in the delimiter would end it.
    let hash = if text.contains("\"\"\"") { "#" } else { "" };
    let tabs = "\t".repeat(indent);
    let mut literal = format!("{hash}\"\"\"\n");
    for line in text.split('\n') {
        if !line.is_empty() {
            literal.push_str(&tabs);
            literal.push_str(&escaped_line(line, hash));
        }
        literal.push('\n');
    }
    literal.push_str(&format!("{tabs}\"\"\"{hash}"));
    literal
}

/// Writes bytes; what is not text becomes `\xNN`.
pub(super) fn bytes(bytes: &[u8]) -> String {
    let mut literal = String::from("'");
    for chunk in bytes.utf8_chunks() {
        literal.push_str(&escaped(chunk.valid(), '\''));
        for byte in chunk.invalid() {
            literal.push_str(&format!("\\x{byte:02x}"));
        }
    }
    literal.push('\'');
    literal
}

/// Writes a label, quoted where a bare one would mean something else.
pub(super) fn label(text: &str, is_string: bool) -> String {
    let bare = is_identifier(text) && !text.starts_with(['_', '#']);
    if bare || !is_string {
        text.to_owned()
    } else {
        string(&text.replace('\n', "\u{0}"), 0).replace("\\u0000", "\\n")
    }
}

/// Writes a scalar.
pub(super) fn scalar(data: &Data, indent: usize) -> String {
    match data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string().replace('E', "e"),
        Data::String(text) => string(text, indent),
        Data::Bytes(content) => bytes(content),
        Data::List(items) => {
            let items: Vec<_> = items.iter().map(|item| scalar(item, indent)).collect();
            format!("[{}]", items.join(", "))
        }
        Data::Struct(fields) => {
            let field = |(name, value): &(_, _)| {
                let name: &std::rc::Rc<str> = name;
                format!("{}: {}", label(name, true), scalar(value, indent))
            };
            let fields: Vec<_> = fields.iter().map(field).collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

fn escaped(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == quote {
            out.push('\\');
            out.push(c);
        } else {
            push(&mut out, c, "");
        }
    }
    out
}

fn escaped_line(line: &str, hash: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        push(&mut out, c, hash);
    }
    out
}

fn push(out: &mut String, c: char, hash: &str) {
    let short = match c {
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\u{b}' => 'v',
        '\\' if hash.is_empty() => '\\',
        _ if is_printable(c) => return out.push(c),
        _ if u32::from(c) > 0xffff => {
            return out.push_str(&format!("\\{hash}U{:08x}", u32::from(c)));
        }
        _ => return out.push_str(&format!("\\{hash}u{:04x}", u32::from(c))),
    };
    out.push('\\');
    out.push_str(hash);
    out.push(short);
}

/// Says whether a character can be seen: the escapes of Rust are those of characters that cannot.
fn is_printable(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\') || !c.escape_debug().next().is_some_and(|first| first == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_read_back() {
        for (text, expected) in [
            ("x\ty", r#""x\ty""#),
            ("é\u{0}\u{200b}", r#""é\u0000\u200b""#),
            ("has \"quotes\" and \\", r#""has \"quotes\" and \\""#),
            ("a\nb\n", "\"\"\"\n\ta\n\tb\n\n\t\"\"\""),
            ("a\\\n\"\"\"\nx", "#\"\"\"\n\ta\\\n\t\"\"\"\n\tx\n\t\"\"\"#"),
        ] {
            assert_eq!(string(text, 1), expected);
            let read = crate::syntax::literal::unquote(&string(text, 1));
            assert_eq!(read, Ok(crate::syntax::literal::Text::Str(text.to_owned())));
        }
        assert_eq!(bytes(b"a\xff'"), r"'a\xff\''");
        assert_eq!(
            (label("a-b", true), label("_h", true), label("#D", false)),
            ("\"a-b\"".into(), "\"_h\"".into(), "#D".into())
        );
    }
}
