//! Package `encoding/hex`.

use std::fmt::Write as _;

use super::{
    Data, Function, Kinds, Outcome,
    arguments::{Arguments as _, fatal, pure, room_for},
};
use crate::limits::Limits;

pub(super) const FUNCTIONS: &[Function] = &[
    pure("EncodedLen", &[Kinds::INT], Kinds::INT, |a, _| {
        Ok(Data::int(a.int(0)?.wrapping_mul(2)))
    }),
    pure("DecodedLen", &[Kinds::INT], Kinds::INT, |a, _| {
        Ok(Data::int(a.int(0)? / 2))
    }),
    pure("Encode", &[Kinds::TEXT], Kinds::STRING, |a, l| {
        let bytes = a.bytes(0)?;
        room_for(bytes.len() * 2, l)?;
        Ok(encode(bytes).into())
    }),
    pure("Decode", &[Kinds::STRING], Kinds::BYTES, decode),
    pure("Dump", &[Kinds::TEXT], Kinds::STRING, |a, l| {
        let bytes = a.bytes(0)?;
        room_for(bytes.len() * 5, l)?;
        Ok(dump(bytes).into())
    }),
];

/// Writes each byte as two digits.
pub(super) fn encode(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            write!(out, "{byte:02x}").expect("a String takes all that is written to it");
            out
        })
}

fn decode(arguments: &[Data], _: &Limits) -> Outcome {
    let text = arguments.text(0)?.as_bytes();
    if !text.len().is_multiple_of(2) {
        return fatal("odd length hex string");
    }
    let digit = |b: u8| {
        char::from(b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let byte = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
    let bytes: Option<Vec<u8>> = text.chunks_exact(2).map(byte).collect();
    bytes.map_or_else(
        || fatal("invalid byte in hex string"),
        |bytes| Ok(bytes.into()),
    )
}

/// Lays bytes out sixteen to a line: offset, digits, and the printable ones as text.
fn dump(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 5);
    for (line, chunk) in bytes.chunks(16).enumerate() {
        write!(out, "{:08x}", line * 16).expect("a String takes all that is written to it");
        for column in 0..16 {
            out.push_str(if column % 8 == 0 { "  " } else { " " });
            match chunk.get(column) {
                Some(byte) => out.push_str(&encode(&[*byte])),
                None => out.push_str("  "),
            }
        }
        out.push_str("  |");
        let shown = |b: &u8| {
            if (32..127).contains(b) {
                char::from(*b)
            } else {
                '.'
            }
        };
        out.extend(chunk.iter().map(shown));
        out.push_str("|\n");
    }
    out
}
