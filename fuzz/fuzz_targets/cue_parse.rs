//! Any text either parses or is refused with at least one problem that lies within it.

#![no_main]

use cue::{
    limits::Limits,
    source::{FileId, Source},
    syntax::parser::parse_file,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz.cue", text);
    if let Err(errors) = parse_file(FileId(0), &source, &Limits::default()) {
        assert!(!errors.0.is_empty(), "a refusal says why");
        for label in errors.0.iter().flat_map(|error| &error.labels) {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            assert!(text.get(start..end).is_some(), "a problem lies in the text");
        }
    }
});
