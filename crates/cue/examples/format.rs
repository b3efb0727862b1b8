//! Formats the standard input; `-s` simplifies it too.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool"
)]

use std::{io::Read as _, process::ExitCode};

fn main() -> ExitCode {
    let mut text = String::new();
    if std::io::stdin().read_to_string(&mut text).is_err() {
        return ExitCode::FAILURE;
    }
    let simplify = std::env::args().any(|argument| argument == "-s");
    match cue::format(&text, cue::FormatOptions { simplify }) {
        Ok(formatted) => {
            print!("{formatted}");
            ExitCode::SUCCESS
        }
        Err(errors) => {
            eprintln!("{errors}");
            ExitCode::FAILURE
        }
    }
}
