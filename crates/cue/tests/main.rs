//! Tests of the language: programs in `data/`, what the reference makes of them, and what we do.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it stands"
)]
#![expect(clippy::print_stderr, reason = "a skipped or long test says so")]

mod cases;
mod differential;
mod engine;
mod format;
mod hostile;
mod json;
mod oracle;
mod schema;
mod text;
