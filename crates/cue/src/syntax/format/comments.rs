//! Comments and where they go.

use super::{
    Walker,
    printer::{Last, Space},
};
use crate::syntax::{ast::CommentGroup, token::Rel};

impl Walker<'_> {
    /// Prints the comments of the node that stand before the place reached.
    pub(super) fn print_comments(&mut self) {
        let mut first = true;
        while let Some((group, rest)) = self.frame.comments.split_first() {
            if group.position > self.frame.position {
                break;
            }
            self.frame.comments = rest;
            if !first {
                self.request(Space::SECTION);
            }
            first = false;
            self.comment_group(group);
        }
    }

    /// Prints adjacent comment lines.
    pub(super) fn comment_group(&mut self, group: &CommentGroup) {
        let on_same_line = Space::FORM_FEED | Space::NEWLINE | Space::SECTION | Space::DECL_COMMA;
        let before = match group.list.first() {
            Some(_) if group.line => Rel::Blank,
            Some(comment) => comment.pos.rel,
            None => return,
        };
        match before {
            Rel::None | Rel::Newline | Rel::Section => {}
            Rel::Blank => {
                self.request(Space::BLANK);
                self.printer.withdraw(on_same_line);
            }
            Rel::Nothing => self.printer.withdraw(on_same_line),
        }
        let mut starts_line = group.doc && !self.printer.is_empty();
        if starts_line {
            self.request(Space::NEWLINE);
        }
        for comment in &group.list {
            if !starts_line {
                self.request(Space::TAB);
            }
            self.printer.place(comment.pos);
            self.printer.token(&comment.text, Last::Other);
            self.request(Space::NEWLINE);
            if group.doc {
                self.request(Space::INSIST);
            }
            starts_line = true;
        }
    }
}
