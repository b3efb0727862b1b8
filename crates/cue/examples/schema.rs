//! Prints the schema of `parameter`, or of the path given first with `-p`, in the files named on the command line.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool"
)]

use cue::{limits::Limits, openapi};

fn main() {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    let mut path = "parameter".to_owned();
    if names.first().is_some_and(|name| name == "-p") {
        path = names.remove(1);
        names.remove(0);
    }
    let texts: Vec<String> = names
        .iter()
        .map(|name| std::fs::read_to_string(name).unwrap_or_default())
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let path: Vec<&str> = path.split('.').collect();
    match openapi::schema(&files, &path, openapi::Immutable::Mark, &Limits::default()) {
        Ok(schema) => {
            println!("{}", schema.value);
            for warning in schema.warnings {
                eprintln!("warning: {warning}");
            }
        }
        Err(errors) => eprintln!("{errors}"),
    }
}
