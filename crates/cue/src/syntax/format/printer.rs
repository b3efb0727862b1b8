//! Writes tokens and decides what stands between them.
//!
//! The walker asks for whitespace ([`Space`]) and hands out tokens with the place they had in the source. Requests pile
//! up until the next token. If that token has a place, what stood before it there decides about line breaks, unless
//! the requests [insist](Space::INSIST); then the strongest request is written.

use std::ops::{BitOr, BitOrAssign, Sub};

use super::tabs::Tabs;
use crate::syntax::token::{Pos, Rel};

/// A set of requests for whitespace before the next token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Space(u16);

impl Space {
    pub(super) const NONE: Self = Self(0);
    pub(super) const BLANK: Self = Self(1);
    /// The end of an aligned cell.
    pub(super) const TAB: Self = Self(1 << 1);
    /// No blank and no tab.
    pub(super) const NO_BLANK: Self = Self(1 << 2);
    /// A line break that ends aligned blocks.
    pub(super) const FORM_FEED: Self = Self(1 << 3);
    pub(super) const NEWLINE: Self = Self(1 << 4);
    /// A blank line.
    pub(super) const SECTION: Self = Self(1 << 5);
    /// A comma between elements.
    pub(super) const COMMA: Self = Self(1 << 6);
    /// Turns the comma into one that is only written at the end of a line.
    pub(super) const TRAILING: Self = Self(1 << 7);
    /// A comma and a blank between declarations, unless there is a line break.
    pub(super) const DECL_COMMA: Self = Self(1 << 8);
    pub(super) const INDENT: Self = Self(1 << 9);
    pub(super) const UNINDENT: Self = Self(1 << 10);
    /// The place of the next token does not matter.
    pub(super) const INSIST: Self = Self(1 << 11);

    /// All kinds of line breaks.
    const BREAKS: Self = Self(Self::FORM_FEED.0 | Self::NEWLINE.0 | Self::SECTION.0);

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Space {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Space {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl Sub for Space {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// The last token, as far as it matters for the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Last {
    #[default]
    Other,
    /// A comment, which the line must end with.
    Comment,
    /// `{`.
    Brace,
    /// `}` or `]`.
    Closing,
    Plus,
    Minus,
    Less,
    Greater,
    Not,
    Match,
}

/// Whether the lines after an opening bracket have been indented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Indentation {
    Possible,
    Done,
}

/// The state of the output.
#[derive(Debug, Default)]
pub(super) struct Printer {
    tabs: Tabs,
    pending: Space,
    depth: usize,
    indentations: Vec<Indentation>,
    /// Line breaks written.
    lines: usize,
    last: Last,
    mid_line: bool,
    /// The current line has an opening brace.
    brace_on_line: bool,
    /// The last thing written was whitespace.
    after_space: bool,
    written: bool,
}

impl Printer {
    /// Starts with an empty output. What stood before the first token does not matter.
    pub(super) fn new() -> Self {
        Self {
            pending: Space::INSIST,
            ..Self::default()
        }
    }

    /// Adds requests.
    pub(super) fn request(&mut self, space: Space) {
        self.pending |= space;
    }

    /// Drops requests.
    pub(super) fn withdraw(&mut self, space: Space) {
        self.pending = self.pending - space;
    }

    /// Writes the whitespace before a token that had a place in the source.
    pub(super) fn place(&mut self, pos: Pos) {
        if !pos.is_valid() || self.pending.has(Space::INSIST) {
            return;
        }
        let mut space = self.pending;
        match pos.rel {
            Rel::None => {}
            Rel::Nothing => space = space - Space::BREAKS,
            Rel::Blank => space = (space - Space::BREAKS) | Space::BLANK,
            Rel::Newline => space |= Space::NEWLINE,
            Rel::Section => space |= Space::SECTION,
        }
        self.write_space(space);
        self.pending = Space::NONE;
    }

    /// Writes a token, after the whitespace asked for.
    pub(super) fn token(&mut self, text: &str, last: Last) {
        // `<-` and `!=` are symbols of their own, which the reference forgets
        let combines = matches!(
            (self.last, last),
            (Last::Plus, Last::Plus)
                | (Last::Minus | Last::Less, Last::Minus)
                | (Last::Less | Last::Greater | Last::Not, Last::Match)
        );
        let combines = combines && !self.pending.has(Space::BREAKS);
        if combines {
            self.pending |= Space::BLANK;
        }
        let space = self.pending;
        self.pending = Space::NONE;
        self.write_space(space);
        self.write(text);
        self.brace_on_line |= last == Last::Brace;
        self.last = last;
    }

    /// Asks for a blank before a word, should there be none.
    pub(super) fn separate(&mut self) {
        if !self.after_space {
            self.pending |= Space::BLANK;
        }
    }

    /// Ends an indentation at once.
    pub(super) fn unindent(&mut self) {
        if self.indentations.pop() == Some(Indentation::Done) {
            self.depth -= 1;
        }
    }

    /// Returns how many line breaks have been written.
    pub(super) fn lines(&self) -> usize {
        self.lines
    }

    /// Returns whether the current line has an opening brace.
    pub(super) fn has_brace_on_line(&self) -> bool {
        self.brace_on_line
    }

    /// Returns how deep the current line is indented.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Returns the last token.
    pub(super) fn last(&self) -> Last {
        self.last
    }

    /// Tells whether anything has been written.
    pub(super) fn is_empty(&self) -> bool {
        !self.written
    }

    /// Ends the output.
    pub(super) fn finish(mut self) -> String {
        self.write_space(Space::NEWLINE);
        self.tabs.finish()
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.write_indentation();
        self.tabs.text(text);
        self.written = true;
        self.after_space = text.ends_with(' ');
    }

    fn write_indentation(&mut self) {
        if !self.mid_line {
            for _ in 0..self.depth {
                self.tabs.indent();
            }
            self.mid_line = true;
        }
    }

    fn write_space(&mut self, mut space: Space) {
        if self.last == Last::Comment && self.mid_line && !space.has(Space::BREAKS) {
            space |= Space::NEWLINE;
        }
        let comma = space.has(Space::BREAKS) || !space.has(Space::TRAILING);
        if space.has(Space::COMMA) && comma {
            self.write(",");
        }
        if space.has(Space::INDENT) {
            self.indentations.push(Indentation::Possible);
        }
        if space.has(Space::UNINDENT) {
            self.unindent();
        }
        if space.has(Space::BREAKS) {
            self.write_break(space);
        } else if space.has(Space::DECL_COMMA) {
            self.write(", ");
        } else if space.has(Space::NO_BLANK) || !self.written {
        } else if space.has(Space::TAB) {
            self.align();
        } else if space.has(Space::BLANK) {
            self.write(" ");
        }
    }

    fn align(&mut self) {
        self.write_indentation();
        self.tabs.align();
        self.after_space = true;
    }

    fn write_break(&mut self, space: Space) {
        // Only the innermost bracket that is still open on this line indents the next one, and only once.
        if !space.has(Space::UNINDENT)
            && let Some(innermost @ Indentation::Possible) = self.indentations.last_mut()
        {
            *innermost = Indentation::Done;
            self.depth += 1;
        }
        if space.has(Space::SECTION) {
            self.tabs.form_feed();
            self.tabs.form_feed();
            self.lines += 2;
        } else if space.has(Space::FORM_FEED) {
            self.tabs.form_feed();
            self.lines += 1;
        } else {
            self.tabs.newline();
            self.lines += 1;
        }
        self.mid_line = false;
        self.after_space = true;
        self.brace_on_line = false;
    }
}
