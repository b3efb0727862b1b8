//! Package `text/template`: templates with actions between `{{` and `}}`.

mod functions;
mod lexer;
mod parser;
mod print;
mod run;

use std::fmt::Write as _;

use super::{
    Data, Function, Kinds, Outcome,
    arguments::{Arguments as _, pure, room_for},
};
use crate::limits::Limits;

const S: Kinds = Kinds::STRING;

pub(super) const FUNCTIONS: &[Function] = &[
    pure("Execute", &[S, Kinds::ANY], S, execute),
    pure("HTMLEscape", &[S], S, |a, l| {
        room_for(a.text(0)?.len() * 5, l)?;
        Ok(html_escape(a.text(0)?).into())
    }),
    pure("JSEscape", &[S], S, |a, l| {
        room_for(a.text(0)?.len() * 6, l)?;
        Ok(js_escape(a.text(0)?).into())
    }),
];

fn execute(arguments: &[Data], limits: &Limits) -> Outcome {
    let templates = parser::parse(arguments.text(0)?)?;
    run::execute(&templates, arguments.any(1), limits).map(Data::str)
}

/// Escapes text for a page, NUL included.
fn html_escape(text: &str) -> String {
    super::html::escape(text).replace('\0', "\u{fffd}")
}

/// Escapes text for a string of JavaScript.
fn js_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '"' => out.push_str("\\\""),
            '<' | '>' | '&' | '=' | '\0'..' ' | '\u{2028}' | '\u{2029}' => {
                write!(out, "\\u{:04X}", u32::from(c))
                    .expect("a String takes all that is written to it");
            }
            c => out.push(c),
        }
    }
    out
}
