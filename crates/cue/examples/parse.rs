//! Parses the files named on the command line and reports what does not parse.

#![expect(clippy::print_stderr, reason = "a developer's tool")]

use cue::{
    limits::Limits,
    source::{FileId, Source},
    syntax::parser::parse_file,
};

fn main() {
    let mut failed = 0;
    for name in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&name) else {
            continue;
        };
        let source = Source::new(name.as_str(), text);
        if let Err(errors) = parse_file(FileId(0), &source, &Limits::default()) {
            failed += 1;
            for error in errors.0 {
                let (line, column) = error
                    .labels
                    .first()
                    .map_or((0, 0), |l| source.line_column(l.span.start));
                eprintln!("{name}:{line}:{column}: {error}");
            }
        }
    }
    eprintln!("{failed} failed");
}
