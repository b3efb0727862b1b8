//! Tests of the whole crate through its public face.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "so that checks read `json!(...)`"
)]

mod errors;
mod hostile;
mod reading;
mod round_trip;
mod writing;
