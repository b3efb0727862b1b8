//! Going on after a mistake, so that the next ones are told too.
//!
//! The reading starts anew with the next line that looks like a declaration at the top of the file: one that is not
//! indented. In files that are laid out as usual, what follows from the first mistake is passed over that way.

use super::{Lexer, Parser};
use crate::{
    diag::{Code, Diagnostic, Diagnostics},
    limits::Limits,
    source::{FileId, Source},
};

/// How many mistakes of one file are told.
const TOLD: usize = 10;

/// Adds the mistakes that follow `first`, which the reading that ended at `end` has found.
pub(super) fn rest(
    id: FileId,
    source: &Source,
    limits: &Limits,
    first: Diagnostics,
    end: usize,
) -> Diagnostics {
    let mut told = first;
    let mut end = end;
    if told.0.iter().any(|error| error.code == Code::Limit) {
        return told;
    }
    while told.0.len() < TOLD && end < source.text.len() {
        let Some(next) = told
            .0
            .last()
            .and_then(|last| next_declaration(&source.text, last))
        else {
            break;
        };
        let mut parser = Parser::new(id, source, limits);
        parser.lexer = Lexer::starting_at(id, &source.text, next);
        let file = parser.start().and_then(|()| parser.file());
        end = parser.lexer.offset();
        match parser.finish(file) {
            Ok(_) => break,
            Err(more) => {
                let start = |error: &Diagnostic| error.labels.first().map(|label| label.span.start);
                if more.0.last().and_then(start) <= told.0.last().and_then(start) {
                    break;
                }
                told.0.extend(more.0);
            }
        }
    }
    told
}

/// Finds the first line after a mistake, or the one that starts with it, that may be a declaration.
fn next_declaration(text: &str, last: &Diagnostic) -> Option<usize> {
    let mistake = last.labels.first()?.span.start as usize;
    let mut at = text
        .get(..mistake)?
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    loop {
        let starts = |first: u8| {
            first.is_ascii_alphabetic() || matches!(first, b'_' | b'#' | b'"' | b'$' | b'[')
        };
        // A line that the mistake is in the middle of has been read.
        if at >= mistake && at > 0 && text.as_bytes().get(at).copied().is_some_and(starts) {
            return Some(at);
        }
        at += text.get(at..)?.find('\n')? + 1;
    }
}
