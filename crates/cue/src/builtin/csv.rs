//! Package `encoding/csv`, as RFC 4180 has it with rows of equal length.

use super::{
    Data, Function, Kinds, Outcome,
    arguments::{Arguments as _, fatal, pure, room_for, room_for_elements, texts},
    json,
};
use crate::limits::Limits;

pub(super) const FUNCTIONS: &[Function] = &[
    pure("Encode", &[Kinds::LIST], Kinds::STRING, encode),
    pure("Decode", &[Kinds::TEXT], Kinds::LIST, decode),
];

fn encode(arguments: &[Data], limits: &Limits) -> Outcome {
    let mut out = String::new();
    for row in arguments.list(0)? {
        let Data::List(cells) = row else {
            return fatal("a row is not a list");
        };
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            match cell {
                Data::String(text) => push_cell(&mut out, text),
                other => push_cell(&mut out, &json::to_text(other, limits)?),
            }
        }
        out.push('\n');
        room_for(out.len(), limits)?;
    }
    Ok(out.into())
}

fn push_cell(out: &mut String, text: &str) {
    let quoted = text.contains(['"', ',', '\n', '\r'])
        || text.starts_with(char::is_whitespace)
        || text == "\\.";
    if quoted {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

fn decode(arguments: &[Data], limits: &Limits) -> Outcome {
    let text = arguments.lossy(0)?.replace("\r\n", "\n");
    let mut rows = Vec::new();
    let (mut width, mut count) = (None, 0);
    let mut rest = text.as_str();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('\n') {
            rest = after;
            continue;
        }
        let mut cells = Vec::new();
        loop {
            let cell;
            (cell, rest) = match rest.strip_prefix('"') {
                Some(quoted) => match quoted_cell(quoted) {
                    Some(found) => found,
                    None => return fatal("extraneous or missing \" in quoted field"),
                },
                None => {
                    let end = rest.find([',', '\n']).unwrap_or(rest.len());
                    if rest[..end].contains('"') {
                        return fatal("bare \" in non-quoted field");
                    }
                    (rest[..end].to_owned(), &rest[end..])
                }
            };
            cells.push(cell);
            count += 1;
            room_for_elements(count, limits)?;
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None => break,
            }
        }
        rest = rest.strip_prefix('\n').unwrap_or(rest);
        if *width.get_or_insert(cells.len()) != cells.len() {
            return fatal("wrong number of fields");
        }
        rows.push(texts(cells));
    }
    Ok(Data::List(rows))
}

/// Reads a cell behind its opening quote and returns what follows the closing one.
fn quoted_cell(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None if rest.is_empty() || rest.starts_with([',', '\n']) => return Some((cell, rest)),
            None => return None,
        }
    }
}
