//! The tasks of the project: `cargo xtask TASK`.
//!
//! Standard library only, so that a fresh clone builds it in a second.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task talks to the person who runs it"
)]

mod check;
mod generate;
mod language;
mod tidy;

use std::{path::Path, process::ExitCode};

/// What went wrong, in a sentence for the person who ran the task.
type Result<T = ()> = std::result::Result<T, String>;

const USAGE: &str = "\
usage: cargo xtask TASK

  check               everything that a change must pass: fmt, clippy, tidy, tests
  tidy                what the compiler cannot check: who imports whom, sizes, forgotten files
  generate [--check]  write (or compare) completions/, docs/cli.md and man/ by running the binary
  cases               ask the reference about every program of the language tests
  diff [--count N] [--seed S]
                      compare random programs with the reference
  bless               run the tests and take over what they print as expected";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace");
    let result = match words[..] {
        ["check"] => check::check(root),
        ["tidy"] => tidy::tidy(root),
        ["generate"] => generate::generate(root, generate::Mode::Write),
        ["generate", "--check"] => generate::generate(root, generate::Mode::Compare),
        ["cases"] => language::refresh(root),
        ["diff", ref options @ ..] => language::diff(root, options),
        ["bless"] => check::bless(root),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
