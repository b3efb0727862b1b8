//! Places of findings as editors and code hosts count them.

use cue::{diag::Label, source::Source};

use super::Linted;
use crate::lint::Finding;

/// A range in a file; lines and columns count from 1, columns count characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
    /// What there is to say about the place.
    pub(super) message: String,
}

impl Place {
    /// Returns the places of a finding, the main one first.
    pub(super) fn all(linted: &Linted, finding: &Finding) -> Vec<Self> {
        let labels = finding.diagnostic.labels.iter();
        let places = labels.filter_map(|label| {
            let source = linted.report.source(label)?;
            Some(Self::of(&linted.prefix, source, label))
        });
        places.collect()
    }

    fn of(prefix: &str, source: &Source, label: &Label) -> Self {
        let text = &*source.text;
        let floor = |at: u32| {
            let mut at = (at as usize).min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(label.span.start);
        let end = floor(label.span.end).max(start);
        let (line, column) = position(text, start);
        let (end_line, end_column) = position(text, end);
        Self {
            file: format!("{prefix}{}", source.name),
            line,
            column,
            end_line,
            end_column,
            message: label.text.clone(),
        }
    }
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[start..].chars().count() + 1)
}
