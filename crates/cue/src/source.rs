//! Source files, byte spans and the line index that turns offsets into lines and columns.

use std::sync::Arc;

/// Number of a file within one set of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// Returns the range from the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            file: self.file,
            start: self.start,
            end: other.end.max(self.start),
        }
    }
}

/// A named text with its line starts.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name shown in messages.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
    lines: Arc<[u32]>,
}

impl Source {
    /// Takes a text and finds its lines.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let mut lines = vec![0];
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        lines.extend(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        Self {
            name: name.into(),
            text,
            lines: lines.into(),
        }
    }

    /// Returns the line of an offset, counted from 0.
    pub fn line_index(&self, offset: u32) -> usize {
        self.lines
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }

    /// Returns line and column of an offset, both counted from 1; columns count bytes.
    pub fn line_column(&self, offset: u32) -> (usize, usize) {
        let line = self.line_index(offset);
        (line + 1, (offset - self.lines[line]) as usize + 1)
    }
}
