//! The way from the top of a document to a value.

use std::fmt::Write as _;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Key(String),
    Index(usize),
}

/// Writes a path as `maintainers[0].name`, keys that need it in quotes.
pub(crate) fn display(path: &[Segment]) -> String {
    let mut out = String::new();
    for segment in path {
        match segment {
            Segment::Key(key) => push_key(&mut out, key),
            Segment::Index(index) => push_index(&mut out, *index),
        }
    }
    out
}

pub(crate) fn push_key(out: &mut String, key: &str) {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '$' | '@');
    if !key.is_empty() && key.chars().all(is_plain) {
        if !out.is_empty() {
            out.push('.');
        }
        out.push_str(key);
    } else {
        // a key may be as long as the text, a path is for reading
        let shown: String = key.chars().take(80).collect();
        let _ = write!(out, "[{shown:?}]");
    }
}

pub(crate) fn push_index(out: &mut String, index: usize) {
    let _ = write!(out, "[{index}]");
}
