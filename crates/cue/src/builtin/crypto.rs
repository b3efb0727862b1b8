//! Packages below `crypto`: sums of bytes, plain and with a key.

use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, check, fatal, pure},
};
use crate::limits::Limits;

macro_rules! sum {
    ($name:literal, $hash:ty) => {
        pure($name, &[Kinds::TEXT], Kinds::BYTES, |a, _| {
            Ok(<$hash>::digest(a.bytes(0)?).to_vec().into())
        })
    };
}

pub(super) const MD5: &[Function] = &[sum!("Sum", Md5)];
pub(super) const MD5_VALUES: &[(&str, &str)] = &[("Size", "16"), ("BlockSize", "64")];

pub(super) const SHA1: &[Function] = &[sum!("Sum", Sha1)];
pub(super) const SHA1_VALUES: &[(&str, &str)] = &[("Size", "20"), ("BlockSize", "64")];

pub(super) const SHA256: &[Function] = &[sum!("Sum256", Sha256), sum!("Sum224", Sha224)];
pub(super) const SHA256_VALUES: &[(&str, &str)] =
    &[("Size", "32"), ("Size224", "28"), ("BlockSize", "64")];

pub(super) const SHA512: &[Function] = &[
    sum!("Sum512", Sha512),
    sum!("Sum384", Sha384),
    sum!("Sum512_224", Sha512_224),
    sum!("Sum512_256", Sha512_256),
];
pub(super) const SHA512_VALUES: &[(&str, &str)] = &[
    ("Size", "64"),
    ("Size224", "28"),
    ("Size256", "32"),
    ("Size384", "48"),
    ("BlockSize", "128"),
];

pub(super) const ED25519: &[Function] = &[check(
    "Valid",
    &[Kinds::TEXT, Kinds::TEXT, Kinds::TEXT],
    is_signed,
)];
pub(super) const ED25519_VALUES: &[(&str, &str)] = &[("PublicKeySize", "32")];

fn is_signed(arguments: &[Data], _: &Limits) -> Outcome {
    let Ok(key) = arguments.bytes(0)?.try_into() else {
        return fatal("a public key has 32 bytes");
    };
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_bytes(key),
        Signature::from_slice(arguments.bytes(2)?),
    ) else {
        return Ok(false.into());
    };
    Ok(key
        .verify_strict(arguments.bytes(1)?, &signature)
        .is_ok()
        .into())
}

pub(super) const HMAC: &[Function] = &[pure(
    "Sign",
    &[Kinds::STRING, Kinds::TEXT, Kinds::TEXT],
    Kinds::BYTES,
    sign,
)];
pub(super) const HMAC_VALUES: &[(&str, &str)] = &[
    ("MD5", "\"MD5\""),
    ("SHA1", "\"SHA1\""),
    ("SHA224", "\"SHA224\""),
    ("SHA256", "\"SHA256\""),
    ("SHA384", "\"SHA384\""),
    ("SHA512", "\"SHA512\""),
    ("SHA512_224", "\"SHA512_224\""),
    ("SHA512_256", "\"SHA512_256\""),
];

fn sign(arguments: &[Data], _: &Limits) -> Outcome {
    let (key, data) = (arguments.bytes(1)?, arguments.bytes(2)?);
    macro_rules! with {
        ($hash:ty) => {{
            let mut mac = Hmac::<$hash>::new_from_slice(key)
                .map_err(|error| Failure::Fatal(error.to_string()))?;
            mac.update(data);
            mac.finalize().into_bytes().to_vec()
        }};
    }
    let sum = match arguments.text(0)? {
        "MD5" => with!(Md5),
        "SHA1" => with!(Sha1),
        "SHA224" => with!(Sha224),
        "SHA256" => with!(Sha256),
        "SHA384" => with!(Sha384),
        "SHA512" => with!(Sha512),
        "SHA512_224" => with!(Sha512_224),
        "SHA512_256" => with!(Sha512_256),
        other => return fatal(format!("unsupported hash function {other:?}")),
    };
    Ok(sum.into())
}
