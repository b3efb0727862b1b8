//! Package `encoding/base64`; its first argument chooses the alphabet, and only null for the
//! standard one is known.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    Data, Failure, Function, Kinds,
    arguments::{Arguments as _, fatal, pure, room_for},
};

const ENCODING: Kinds = Kinds::ANY;

pub(super) const FUNCTIONS: &[Function] = &[
    pure("EncodedLen", &[ENCODING, Kinds::INT], Kinds::INT, |a, _| {
        standard(a)?;
        Ok(Data::int((a.int(1)?.wrapping_add(2) / 3).wrapping_mul(4)))
    }),
    pure("DecodedLen", &[ENCODING, Kinds::INT], Kinds::INT, |a, _| {
        standard(a)?;
        Ok(Data::int((a.int(1)? / 4).wrapping_mul(3)))
    }),
    pure("Encode", &[ENCODING, Kinds::TEXT], Kinds::STRING, |a, l| {
        standard(a)?;
        let bytes = a.bytes(1)?;
        room_for(bytes.len() / 3 * 4, l)?;
        Ok(STANDARD.encode(bytes).into())
    }),
    pure(
        "Decode",
        &[ENCODING, Kinds::STRING],
        Kinds::BYTES,
        |a, _| {
            standard(a)?;
            // Line breaks are allowed anywhere.
            let text: Vec<u8> = a
                .bytes(1)?
                .iter()
                .copied()
                .filter(|b| !matches!(b, b'\r' | b'\n'))
                .collect();
            match STANDARD.decode(text) {
                Ok(bytes) => Ok(bytes.into()),
                Err(error) => fatal(format!("illegal base64 data: {error}")),
            }
        },
    ),
];

fn standard(arguments: &[Data]) -> Result<(), Failure> {
    match arguments.any(0) {
        Data::Null => Ok(()),
        _ => fatal("unsupported encoding: cannot use value as encoding"),
    }
}
