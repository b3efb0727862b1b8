//! The lines of the text.

use memchr::memchr;

use super::{Block, Inside, Outside};

/// A line with content; offsets are into the text.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// Where the line starts.
    pub(super) start: usize,
    /// Where its content starts.
    pub(super) content: usize,
    /// Where its newline is.
    pub(super) end: usize,
    pub(super) number: u32,
    pub(super) is_ascii: bool,
    /// Whether comments stand between this line and the one before.
    pub(super) after_comment: bool,
}

impl Line {
    pub(super) fn indent(self) -> usize {
        self.content - self.start
    }

    pub(super) fn is_blank(self) -> bool {
        self.content == self.end
    }
}

impl Block<'_> {
    pub(super) fn next_line(&mut self) -> Inside<Option<Line>> {
        let line = self.peek_line()?;
        self.ahead = None;
        Ok(line)
    }

    /// Returns the next line that has content, `None` at the end.
    pub(super) fn peek_line(&mut self) -> Inside<Option<Line>> {
        let mut after_comment = false;
        while self.ahead.is_none() {
            let Some(mut line) = self.raw_line()? else {
                break;
            };
            if self.text.as_bytes().get(line.content) == Some(&b'#') {
                after_comment = true;
            } else if !line.is_blank() {
                line.after_comment = after_comment;
                self.ahead = Some(line);
            }
        }
        Ok(self.ahead)
    }

    /// Returns the next line, whatever it is, `None` at the end.
    pub(super) fn raw_line(&mut self) -> Inside<Option<Line>> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        if start >= bytes.len() {
            return Ok(None);
        }
        let length = memchr(b'\n', &bytes[start..]);
        let end = length.map_or(bytes.len(), |length| start + length);
        let blanks = bytes[start..end]
            .iter()
            .take_while(|byte| **byte == b' ')
            .count();
        let is_ascii = check_characters(&self.text[start..end])?;
        let number = self.number;
        self.at = end + 1;
        self.number += 1;
        Ok(Some(Line {
            start,
            content: start + blanks,
            end,
            number,
            is_ascii,
            after_comment: false,
        }))
    }
}

/// Says whether the line is ASCII; outside is a character that is not text, or a tab, or a line break of another alphabet.
pub(super) fn check_characters(line: &str) -> Inside<bool> {
    // no early exit, so that many bytes are looked at a time
    let is_simple = line
        .bytes()
        .fold(true, |simple, byte| simple & (b' '..=b'~').contains(&byte));
    if is_simple {
        return Ok(true);
    }
    let is_text = |c| {
        matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fefe}'
            | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
    };
    line.chars().all(is_text).then_some(false).ok_or(Outside)
}
