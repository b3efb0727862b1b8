//! Lists and arguments.

use super::{Walker, decl::start, printer::Space};
use crate::syntax::ast::{CommentGroup, Expr, ListLit};

impl<'a> Walker<'a> {
    /// Prints a list inside its node.
    pub(super) fn list(&mut self, list: &'a ListLit) {
        let mut behind = Space::INDENT | Space::NO_BLANK;
        if list.elements.is_empty() && list.comments.iter().all(|group| group.position == 0) {
            // Empty brackets collapse.
            behind |= Space::INSIST;
        }
        self.token_then(list.lbrack, "[", behind);
        self.roomy(|walker| walker.elements(&list.elements));
        self.request(Space::TRAILING | Space::NO_BLANK);
        self.print_comments();
        self.request(Space::UNINDENT | Space::NO_BLANK);
        self.token(list.rbrack, "]");
    }

    fn elements(&mut self, elements: &'a [Expr]) {
        self.enter(&[]);
        for element in elements {
            // The comma goes before comments that stand behind the element.
            let at = start(element).span.start;
            let is_behind =
                |group: &CommentGroup| group.list.first().is_some_and(|c| c.pos.span.start > at);
            let comments = element.comments();
            let split = comments
                .iter()
                .position(is_behind)
                .unwrap_or(comments.len());
            let (before, behind) = comments.split_at(split);
            self.enter(before);
            if let Expr::Struct(value) = element {
                self.separate_on_one_line(value);
            }
            let mut held = self.holding(|walker| walker.element(element));
            self.request(Space::COMMA | Space::BLANK);
            if held.is_empty() {
                self.comment_groups(behind);
            } else {
                held.extend(behind);
                held.sort_by_key(|group| group.list.first().map(|c| c.pos.span.start));
                self.release(held);
            }
            self.leave();
        }
        self.leave();
    }

    fn element(&mut self, element: &'a Expr) {
        match element {
            Expr::Comprehension(node) => {
                self.clauses(&node.clauses);
                self.request(Space::BLANK | Space::INSIST);
                self.struct_expr(&node.value);
            }
            _ => self.bare(element, 0, 1),
        }
    }

    /// Prints the arguments of a call.
    pub(super) fn arguments(&mut self, arguments: &'a [Expr], depth: u32) {
        self.enter(&[]);
        for argument in arguments {
            self.enter(argument.comments());
            if let Expr::Struct(value) = argument {
                self.separate_on_one_line(value);
            }
            let held = self.holding(|walker| walker.bare(argument, 0, depth));
            self.request(Space::COMMA | Space::BLANK);
            self.release(held);
            self.leave();
        }
        self.leave();
    }
}
