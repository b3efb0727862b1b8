//! Package `uuid`, by RFC 9562.

use md5::Md5;
use num_bigint::{BigInt, Sign};
use sha1::Sha1;
use sha2::Digest as _;

use super::{
    Data, Failure, Function, Kinds,
    arguments::{Arguments as _, check, fatal, number_limits, pure},
    hex::encode,
};
use crate::num::Number;

const S: Kinds = Kinds::STRING;
const I: Kinds = Kinds::INT;

pub(super) const FUNCTIONS: &[Function] = &[
    check("Valid", &[S], |a, _| {
        parse(a.text(0)?)?;
        Ok(true.into())
    }),
    pure(
        "Parse",
        &[S],
        S,
        |a, _| Ok(print(parse(a.text(0)?)?).into()),
    ),
    pure("URN", &[S], S, |a, _| {
        Ok(format!("urn:uuid:{}", print(parse(a.text(0)?)?)).into())
    }),
    pure("FromInt", &[I], S, |a, _| {
        let value = a.number(0)?.to_bigint(number_limits());
        // the sign does not count
        let bytes = value.map(|v| v.to_bytes_be().1);
        match bytes {
            Some(bytes) if bytes.len() <= 16 => {
                let mut all = [0; 16];
                all[16 - bytes.len()..].copy_from_slice(&bytes);
                Ok(print(all).into())
            }
            _ => fatal("the number does not fit 128 bits"),
        }
    }),
    pure("ToInt", &[S], I, |a, _| {
        // the number of the text, whatever it stands for
        let text = a.text(0)?;
        Ok(Number::int(BigInt::from_bytes_be(Sign::Plus, text.as_bytes())).into())
    }),
    pure("Variant", &[S], I, |a, _| {
        Ok(Data::int(match parse(a.text(0)?)?[8] >> 5 {
            0..=3 => 2,
            4 | 5 => 1,
            6 => 3,
            _ => 4,
        }))
    }),
    pure("Version", &[S], I, |a, _| {
        Ok(Data::int((parse(a.text(0)?)?[6] >> 4).into()))
    }),
    pure("SHA1", &[S, Kinds::TEXT], S, |a, _| {
        let mut hash = Sha1::new();
        hash.update(parse(a.text(0)?)?);
        hash.update(a.bytes(1)?);
        named(&hash.finalize(), 5)
    }),
    pure("MD5", &[S, Kinds::TEXT], S, |a, _| {
        let mut hash = Md5::new();
        hash.update(parse(a.text(0)?)?);
        hash.update(a.bytes(1)?);
        named(&hash.finalize(), 3)
    }),
];

pub(super) const VALUES: &[(&str, &str)] = &[(
    "ns",
    r#"{
	DNS:  "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
	URL:  "6ba7b811-9dad-11d1-80b4-00c04fd430c8"
	OID:  "6ba7b812-9dad-11d1-80b4-00c04fd430c8"
	X500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8"
	Nil:  "00000000-0000-0000-0000-000000000000"
}"#,
)];

#[expect(clippy::unnecessary_wraps, reason = "it ends what may fail")]
fn named(hash: &[u8], version: u8) -> Result<Data, Failure> {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = bytes[6] & 0x0f | version << 4;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    Ok(print(bytes).into())
}

fn parse(text: &str) -> Result<[u8; 16], Failure> {
    let body = match text.len() {
        45 if text[..9].eq_ignore_ascii_case("urn:uuid:") => &text[9..],
        38 if text.starts_with('{') && text.ends_with('}') => &text[1..37],
        _ => text,
    };
    let dashed = body.len() == 36;
    let places = [8, 13, 18, 23];
    let digits: String = body
        .char_indices()
        .filter(|(at, c)| !(dashed && *c == '-' && places.contains(at)))
        .map(|(_, c)| c)
        .collect();
    let plain = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let value = u128::from_str_radix(&digits, 16).ok().filter(|_| plain);
    value.map_or_else(
        || fatal("invalid UUID format"),
        |value| Ok(value.to_be_bytes()),
    )
}

fn print(bytes: [u8; 16]) -> String {
    let digits = encode(&bytes);
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    parts.join("-")
}
