//! Writes data as YAML that readers of YAML 1.1 and 1.2 understand alike.
//!
//! Text that either version would take for something else stands in double quotes, text that
//! could be taken for syntax in single ones, several lines as a block. Lines are never folded.

use std::{fmt::Write as _, sync::LazyLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use regex::Regex;

use super::{Data, Failure, arguments::room_for};
use crate::limits::Limits;

/// A key that is longer, or has several lines, stands behind `?`.
const LONGEST_SIMPLE_KEY: usize = 128;

/// Writes data as one document.
pub fn to_text(data: &Data, limits: &Limits) -> Result<String, Failure> {
    let mut writer = Writer {
        out: String::new(),
        limits,
    };
    writer.value(data, 0)?;
    if !writer.out.ends_with('\n') {
        writer.out.push('\n');
    }
    Ok(writer.out)
}

struct Writer<'a> {
    out: String,
    limits: &'a Limits,
}

impl Writer<'_> {
    fn indent(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(' ', columns));
    }

    /// Writes a value at the place where the text is; collections go on at `column`.
    fn value(&mut self, data: &Data, column: usize) -> Result<(), Failure> {
        match data {
            Data::Null => self.out.push_str("null"),
            Data::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Data::Number(number) => {
                write!(self.out, "{number}").expect("a String takes all that is written to it");
            }
            Data::String(text) => self.text(text, column),
            Data::Bytes(bytes) => {
                self.out.push_str("!!binary");
                if !bytes.is_empty() {
                    self.out.push(' ');
                }
                STANDARD.encode_string(bytes, &mut self.out);
            }
            Data::List(elements) if elements.is_empty() => self.out.push_str("[]"),
            Data::Struct(fields) if fields.is_empty() => self.out.push_str("{}"),
            Data::List(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        self.indent(column);
                    }
                    self.out.push_str("- ");
                    self.value(element, column + 2)?;
                    self.end_line();
                }
            }
            Data::Struct(fields) => {
                for (index, (label, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        self.indent(column);
                    }
                    self.field(label, value, column)?;
                    self.end_line();
                }
            }
        }
        room_for(self.out.len(), self.limits)
    }

    fn end_line(&mut self) {
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn field(&mut self, label: &str, value: &Data, column: usize) -> Result<(), Failure> {
        if label.contains('\n') || label.len() > LONGEST_SIMPLE_KEY {
            self.out.push_str("? ");
            self.text(label, column + 2);
            self.end_line();
            self.indent(column);
            self.out.push_str(": ");
            return self.value(value, column + 2);
        }
        self.text(label, column);
        self.out.push(':');
        let block = match value {
            Data::List(elements) => !elements.is_empty(),
            Data::Struct(fields) => !fields.is_empty(),
            _ => false,
        };
        if block {
            self.out.push('\n');
            self.indent(column + 2);
            self.value(value, column + 2)
        } else {
            self.out.push(' ');
            self.value(value, column + 2)
        }
    }

    fn text(&mut self, text: &str, column: usize) {
        let shape = Shape::of(text);
        if reads_as_other(text) {
            self.double_quoted(text);
        } else if text.contains('\n') {
            if shape.block {
                self.block(text, column.max(2));
            } else {
                self.double_quoted(text);
            }
        } else if shape.plain {
            self.out.push_str(text);
        } else if shape.single_quoted {
            self.out.push('\'');
            self.out.push_str(&text.replace('\'', "''"));
            self.out.push('\'');
        } else {
            self.double_quoted(text);
        }
    }

    /// Writes `|` and the lines of the text.
    fn block(&mut self, text: &str, column: usize) {
        self.out.push('|');
        if text.starts_with([' ', '\n']) {
            self.out.push('2');
        }
        if !text.ends_with('\n') {
            self.out.push('-');
        } else if text == "\n" || text.ends_with("\n\n") {
            self.out.push('+');
        }
        // The reference's writer takes a line break that the text begins with for its own.
        let rest = text.strip_prefix('\n').unwrap_or(text);
        self.out.push('\n');
        for line in rest.split_inclusive('\n') {
            if line != "\n" {
                self.indent(column);
            }
            self.out.push_str(line);
        }
        self.end_line();
    }

    fn double_quoted(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\0' => self.out.push_str("\\0"),
                '\u{7}' => self.out.push_str("\\a"),
                '\u{8}' => self.out.push_str("\\b"),
                '\t' => self.out.push_str("\\t"),
                '\n' => self.out.push_str("\\n"),
                '\u{b}' => self.out.push_str("\\v"),
                '\u{c}' => self.out.push_str("\\f"),
                '\r' => self.out.push_str("\\r"),
                '\u{1b}' => self.out.push_str("\\e"),
                '\u{85}' => self.out.push_str("\\N"),
                '\u{2028}' => self.out.push_str("\\L"),
                '\u{2029}' => self.out.push_str("\\P"),
                c if is_printable(c) => self.out.push(c),
                c => {
                    let code = u32::from(c);
                    let written = match code {
                        0..0x100 => write!(self.out, "\\x{code:02X}"),
                        0x100..0x1_0000 => write!(self.out, "\\u{code:04X}"),
                        _ => write!(self.out, "\\U{code:08X}"),
                    };
                    written.expect("a String takes all that is written to it");
                }
            }
        }
        self.out.push('"');
    }
}

/// What `libyaml` lets through as it is; nothing beyond the basic plane.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{fffd}') && c != '\u{feff}'
}

static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = [
        // Dates, times and numbers to the base of 60.
        r"[-+0-9:. \t]+([-:]|[tT])[-+0-9:. \t]+[zZ]?",
        r"[-+]?0[xX][0-9a-fA-F_]+",
        r"[-+]?0[oO][0-7_]+",
        r"[-+]?0[bB][01_]+",
        r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?",
        r"[-+]?\.[0-9][0-9_]*([eE][-+]?[0-9]+)?",
        r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        r"y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|t|T|f|F",
        r"true|True|TRUE|false|False|FALSE|null|Null|NULL|~|",
    ];
    Regex::new(&format!("^(?:{})$", pattern.join("|")))
        .expect("the pattern is a constant and valid")
});

/// Tells whether some reader would not read this as text.
fn reads_as_other(text: &str) -> bool {
    OTHER.is_match(text)
}

/// In which ways a text can be written.
struct Shape {
    plain: bool,
    single_quoted: bool,
    block: bool,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut indicators = text.starts_with("---") || text.starts_with("...");
        let (mut special, mut tab) = (false, false);
        let (mut break_space, mut space_break) = (false, false);
        let (mut previous_space, mut previous_break) = (false, false);
        let mut blank_before = true;
        let mut chars = text.chars().peekable();
        let mut first = true;
        while let Some(c) = chars.next() {
            let blank_after = chars
                .peek()
                .is_none_or(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\0'));
            indicators |= match c {
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
                | '@' | '`' => first,
                '#' => blank_before,
                '?' | '-' => first && blank_after,
                ':' => blank_after,
                _ => false,
            };
            match c {
                '\t' => tab = true,
                '\n' | ' ' => {}
                c => special |= !is_printable(c),
            }
            let is_break = matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
            break_space |= c == ' ' && previous_break;
            space_break |= is_break && previous_space;
            previous_space = c == ' ';
            previous_break = is_break;
            blank_before = matches!(c, ' ' | '\t' | '\n' | '\r' | '\0');
            first = false;
        }
        let edge = |c: char| matches!(c, ' ' | '\n' | '\u{2028}' | '\u{2029}' | '\u{85}');
        let blank_edge = text.starts_with(edge) || text.ends_with(edge);
        let breaks = text.contains(['\n', '\u{2028}', '\u{2029}', '\u{85}']);
        let quotable = !(space_break || tab || special);
        Self {
            plain: quotable && !(blank_edge || break_space || breaks || indicators),
            single_quoted: quotable && !break_space,
            block: !(text.ends_with(' ') || space_break || special),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::to_text;
    use crate::{
        builtin::{Data, json},
        limits::Limits,
    };

    #[track_caller]
    fn check(source: &str, want: &str) {
        let limits = Limits::default();
        let data = json::parse(source, &limits).expect("the source is JSON");
        assert_eq!(to_text(&data, &limits).expect("it fits"), want);
    }

    #[track_caller]
    fn styles(texts: &[&str], style: impl Fn(&str) -> String) {
        for text in texts {
            let written = to_text(&Data::from(*text), &Limits::default()).expect("it fits");
            assert_eq!(written, style(text) + "\n");
        }
    }

    #[test]
    fn what_reads_as_something_else_is_in_double_quotes() {
        styles(
            &[
                "1-2", "1:2", "--1", "1_", "1e5", "0X1F", "+.5", ".Inf", "0777", "---", "2T3Z",
                "y", "~", "", "0.",
            ],
            |text| format!("\"{text}\""),
        );
    }

    #[test]
    fn what_looks_like_syntax_is_in_single_quotes() {
        styles(
            &[
                "-", "12:", "---a", "- 1", " 1", "#", "[]", "a: b", ",a", "::",
            ],
            |text| format!("'{text}'"),
        );
    }

    #[test]
    fn the_rest_is_plain() {
        styles(
            &[
                "1.2.3", "0xg", "+", "_1", "1,000", ":12", "1-", "1.5Gi", "tRUE", "1E", "10:20 am",
                "a'b", "-?",
            ],
            str::to_owned,
        );
    }

    #[test]
    fn collections_are_blocks() {
        check(
            r#"{"a": 1, "b": [1, [2, 3], {"c": null, "d": []}], "y": {"e": {}}}"#,
            "a: 1\nb:\n  - 1\n  - - 2\n    - 3\n  - c: null\n    d: []\n\"y\":\n  e: {}\n",
        );
    }

    #[test]
    fn several_lines_are_a_block() {
        check(r#"{"k": "a\nb"}"#, "k: |-\n  a\n  b\n");
        check(r#"{"k": "a\nb\n\n"}"#, "k: |+\n  a\n  b\n\n");
        check(r#"{"k": "\na"}"#, "k: |2-\n  a\n");
        check(r#"{"k": "\n\n"}"#, "k: |2+\n\n");
        check(r#"{"k": " a\nb"}"#, "k: |2-\n   a\n  b\n");
        check(r#"{"k": "a \nb"}"#, "k: \"a \\nb\"\n");
        check(
            r#"{"x": [{"z": "m\nn"}]}"#,
            "x:\n  - z: |-\n      m\n      n\n",
        );
        check(r#"{"a\nb": 8}"#, "? |-\n  a\n  b\n: 8\n");
    }
}
