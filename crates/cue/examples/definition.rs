//! Prints the template of each definition file named on the command line.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool"
)]

use cue::{limits::Limits, source::Source, split_definition};

fn main() {
    for name in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&name) else {
            continue;
        };
        match split_definition(&Source::new(name.as_str(), text), &Limits::default()) {
            Ok(parts) => print!("{}", parts.template),
            Err(errors) => eprintln!("{name}: {errors}"),
        }
    }
}
