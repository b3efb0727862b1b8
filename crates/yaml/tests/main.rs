//! Tests of the whole crate through its public face.
#![expect(clippy::unwrap_used, reason = "tests")]

mod errors;
mod reading;
mod writing;
