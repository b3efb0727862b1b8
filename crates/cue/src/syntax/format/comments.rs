//! Comments and where they go.

use super::{
    Walker,
    printer::{Last, Space},
};
use crate::syntax::{ast::CommentGroup, token::Rel};

impl Walker<'_> {
    /// Prints the comments of the node that stand before the place reached.
    pub(super) fn print_comments(&mut self) {
        let comments = self.frame.comments;
        let reached = |group: &CommentGroup| group.position <= self.frame.position;
        let count = comments
            .iter()
            .position(|group| !reached(group))
            .unwrap_or(comments.len());
        let (now, later) = comments.split_at(count);
        self.frame.comments = later;
        if now.is_empty() {
            return;
        }
        if let Some(held) = &mut self.held {
            self.inner_comments = true;
            if self.hoists {
                held.extend(now);
                return;
            }
        }
        self.comment_groups(now);
    }

    /// Prints groups of comments with blank lines between them.
    pub(super) fn comment_groups(&mut self, groups: &[CommentGroup]) {
        for (index, group) in groups.iter().enumerate() {
            if index > 0 {
                self.request(Space::SECTION);
            }
            self.comment_group(group);
        }
    }

    /// Prints adjacent comment lines.
    fn comment_group(&mut self, group: &CommentGroup) {
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
        let mut starts_line = group.doc || self.printer.is_empty();
        if starts_line && !self.printer.is_empty() {
            self.request(Space::NEWLINE);
        }
        for comment in &group.list {
            if !starts_line {
                self.request(Space::TAB);
            }
            self.printer.place(comment.pos);
            self.printer.token(&comment.text, Last::Comment);
            self.request(Space::NEWLINE);
            if group.doc {
                self.request(Space::INSIST);
            }
            starts_line = true;
        }
    }
}
