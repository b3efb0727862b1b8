//! Declarations.

use super::{
    Walker,
    printer::{Last, Space},
};
use crate::syntax::{
    ast::{
        Clause, Comprehension, Constraint, Decl, Expr, Field, Ident, ImportDecl, ImportSpec, Label,
        LabelKind, StructLit,
    },
    token::{Pos, Rel},
};

impl<'a> Walker<'a> {
    /// Prints the declarations of a file or struct.
    pub(super) fn decls(&mut self, decls: &'a [Decl]) {
        self.enter(&[]);
        let mut depth = 0;
        let mut ellipsis = None;
        for (index, decl) in decls.iter().enumerate() {
            if index > 0 {
                // Nothing has been printed of a `...` that moves to the end.
                if ellipsis.is_none() || index > 1 {
                    self.request(Space::DECL_COMMA);
                }
                let next_depth = chain_depth(decl);
                if self.frame.outer_separator == Space::NEWLINE
                    && (depth == 0 || next_depth != depth)
                {
                    self.request(self.form_feed());
                }
                if has_comments(decl) && wants_section(&decls[index - 1]) {
                    self.request(Space::SECTION);
                }
            }
            if self.simplify && is_open_ellipsis(decl) {
                ellipsis = Some(decl);
                continue;
            }
            self.decl(decl);
            depth = chain_depth(decl);
            if decls.get(index + 1).is_some_and(starts_block) {
                self.request(self.form_feed());
            } else {
                self.request(self.frame.outer_separator);
            }
        }
        if let Some(decl) = ellipsis {
            self.enter(decl.comments());
            self.token(Pos::default(), "...");
            self.leave();
            self.request(self.frame.outer_separator);
        }
        self.leave();
    }

    fn decl(&mut self, decl: &'a Decl) {
        match decl {
            Decl::Package(package) => {
                self.enter(&package.comments);
                self.word_then(package.pos, "package", Space::BLANK);
                self.ident(&package.name);
                self.request(Space::SECTION | Space::INSIST);
                self.leave();
            }
            Decl::Import(import) => self.import(import),
            Decl::Field(field) => {
                self.enter(&field.comments);
                self.whole(|walker| walker.field(field));
                self.leave();
            }
            Decl::Let(clause) => {
                self.enter(&clause.comments);
                self.start_of_block(clause.pos);
                self.whole(|walker| walker.let_parts(clause, Space::NONE));
                self.request(Space::DECL_COMMA);
                self.leave();
            }
            Decl::Embed(embedding) => {
                self.enter(&embedding.comments);
                self.start_of_block(start(&embedding.expr));
                self.whole(|walker| walker.expr(&embedding.expr));
                self.request(Space::NEWLINE);
                self.leave();
            }
            Decl::Ellipsis(ellipsis) => {
                self.enter(&ellipsis.comments);
                self.ellipsis(ellipsis);
                self.leave();
            }
            Decl::Comprehension(comprehension) => {
                self.enter(&comprehension.comments);
                self.comprehension(comprehension);
                self.leave();
            }
            Decl::Attribute(attribute) => {
                self.enter(&attribute.comments);
                self.leaf(attribute.pos, &attribute.text);
                self.leave();
            }
            Decl::Bad(_) => {}
        }
    }

    /// Ends aligned blocks before a declaration on a line of its own.
    fn start_of_block(&mut self, pos: Pos) {
        if matches!(pos.rel, Rel::None | Rel::Newline | Rel::Section) {
            self.request(Space::FORM_FEED);
        }
    }

    fn import(&mut self, import: &'a ImportDecl) {
        self.enter(&import.comments);
        self.word_then(import.pos, "import", Space::NONE);
        match (import.specs.as_slice(), import.lparen) {
            ([spec], None) if !has_spec_comments(spec) => {
                self.request(Space::BLANK);
                self.import_spec(spec);
            }
            ([], lparen) => {
                self.request(Space::BLANK);
                self.token(lparen.unwrap_or_default(), "(");
                self.token_then(import.rparen.unwrap_or_default(), ")", Space::NEWLINE);
                self.leave();
                return;
            }
            (specs, lparen) => {
                self.request(Space::BLANK);
                self.token_then(
                    lparen.unwrap_or_default(),
                    "(",
                    Space::NEWLINE | Space::INDENT,
                );
                for (index, spec) in specs.iter().enumerate() {
                    if index > 0 {
                        self.request(Space::DECL_COMMA);
                    }
                    self.import_spec(spec);
                    self.request(Space::NEWLINE);
                }
                self.request(Space::UNINDENT);
                self.token_then(import.rparen.unwrap_or_default(), ")", Space::NEWLINE);
            }
        }
        self.request(Space::SECTION | Space::INSIST);
        self.leave();
    }

    fn import_spec(&mut self, spec: &'a ImportSpec) {
        self.enter(&spec.comments);
        if let Some(name) = &spec.name {
            self.ident(name);
            self.request(Space::BLANK);
        }
        self.enter(&spec.path.comments);
        self.leaf(spec.path.pos, &spec.path.text);
        self.leave();
        self.leave();
    }

    fn field(&mut self, field: &'a Field) {
        self.label(&field.label);
        if let Some((constraint, pos)) = field.constraint {
            self.request(Space::NO_BLANK);
            let sign = match constraint {
                Constraint::Optional => "?",
                Constraint::Required => "!",
            };
            self.token(pos, sign);
        }
        self.request(Space::NO_BLANK | Space::INSIST);
        self.token(field.colon, ":");
        self.step();

        if let Some(inner) = self.chained(field) {
            if !self.simplify && matches!(label_pos(&inner.label).rel, Rel::Newline | Rel::Section)
            {
                self.request(Space::INDENT | Space::FORM_FEED);
                self.decl_field(inner);
                self.printer.unindent();
            } else {
                self.request(Space::BLANK | Space::INSIST);
                self.decl_field(inner);
            }
            return;
        }
        let block = is_block(&field.value);
        // Behind a brace on the same line nothing is aligned.
        let mut gap = if block || self.printer.has_brace_on_line() {
            Space::BLANK
        } else {
            Space::TAB
        };
        self.request(gap);
        if matches!(field.value, Expr::Struct(_) | Expr::List(_)) {
            self.expr(&field.value);
        } else {
            self.request(Space::INDENT);
            self.expr(&field.value);
            self.printer.unindent();
        }
        for attribute in &field.attributes {
            self.request(gap);
            self.enter(&attribute.comments);
            self.leaf(attribute.pos, &attribute.text);
            self.leave();
            gap = Space::BLANK;
        }
        if block {
            self.request(Space::FORM_FEED);
        }
    }

    fn decl_field(&mut self, field: &'a Field) {
        self.enter(&field.comments);
        self.field(field);
        self.leave();
    }

    /// Returns the only field of the value if the two are printed as a chain.
    fn chained(&self, field: &'a Field) -> Option<&'a Field> {
        let Expr::Struct(value) = &field.value else {
            return None;
        };
        let [Decl::Field(inner)] = value.decls.as_slice() else {
            return None;
        };
        if value.has_braces() && (!self.simplify || field_has_comments(field)) {
            return None;
        }
        let plain = field.attributes.is_empty()
            && inner.attributes.is_empty()
            && !field_has_comments(inner);
        plain.then_some(inner)
    }

    pub(super) fn label(&mut self, label: &'a Label) {
        self.enter(&label.comments);
        if let Some((alias, equal)) = label.alias.as_deref() {
            self.ident(alias);
            self.token(*equal, "=");
        }
        match &label.kind {
            LabelKind::Ident(ident) => self.ident(ident),
            LabelKind::Basic(literal) => {
                self.enter(&literal.comments);
                let text = super::literal::label_text(&literal.text);
                self.leaf(literal.pos, &text);
                self.leave();
            }
            LabelKind::Interpolation(interpolation) => {
                self.enter(&interpolation.comments);
                self.interpolation(interpolation, 1);
                self.leave();
            }
            LabelKind::Paren(paren) => {
                self.enter(&paren.comments);
                self.paren(paren, 1);
                self.leave();
            }
            LabelKind::Pattern(list) => {
                self.enter(&list.comments);
                self.list(list);
                self.leave();
            }
        }
        self.leave();
    }

    pub(super) fn ident(&mut self, ident: &'a Ident) {
        self.enter(&ident.comments);
        self.leaf(ident.pos, &ident.name);
        self.leave();
    }

    /// Prints the parts of a comprehension inside its node.
    pub(super) fn comprehension(&mut self, comprehension: &'a Comprehension) {
        self.start_of_block(
            comprehension
                .clauses
                .first()
                .map(clause_pos)
                .unwrap_or_default(),
        );
        self.whole(|walker| walker.clauses(&comprehension.clauses));
        self.request(Space::BLANK | Space::INSIST);
        self.struct_expr(&comprehension.value);
    }

    pub(super) fn clauses(&mut self, clauses: &'a [Clause]) {
        self.enter(&[]);
        for clause in clauses {
            match clause {
                Clause::For(clause) => {
                    self.enter(&clause.comments);
                    self.request(Space::BLANK);
                    self.word_then(clause.pos, "for", Space::BLANK | Space::INDENT);
                    if let Some(key) = &clause.key {
                        self.ident(key);
                        self.token_then(clause.comma.unwrap_or_default(), ",", Space::BLANK);
                    } else {
                        self.step();
                    }
                    self.ident(&clause.value);
                    self.request(Space::BLANK);
                    self.word_then(clause.in_pos, "in", Space::BLANK);
                    self.expr(&clause.source);
                }
                Clause::If(clause) => {
                    self.enter(&clause.comments);
                    self.request(Space::BLANK);
                    self.word_then(clause.pos, "if", Space::BLANK | Space::INDENT);
                    self.expr(&clause.condition);
                }
                Clause::Let(clause) => {
                    self.enter(&clause.comments);
                    self.request(Space::BLANK);
                    self.let_parts(clause, Space::INDENT);
                }
            }
            self.printer.unindent();
            self.leave();
        }
        self.leave();
    }

    fn let_parts(&mut self, clause: &'a crate::syntax::ast::LetClause, indent: Space) {
        self.printer.place(clause.pos);
        self.printer.separate();
        self.token_then(Pos::default(), "let", Space::BLANK | Space::INSIST | indent);
        self.ident(&clause.ident);
        self.request(Space::BLANK | Space::INSIST);
        self.token_then(clause.equal, "=", Space::BLANK);
        self.expr(&clause.expr);
    }

    pub(super) fn struct_expr(&mut self, value: &'a StructLit) {
        self.enter_struct(value);
        self.braces(value);
        self.leave();
    }

    /// Starts the node of a struct, which decides whether it stays on one line.
    pub(super) fn enter_struct(&mut self, value: &'a StructLit) {
        self.enter(&[]);
        self.separate_on_one_line(value);
        self.frame.comments = &value.comments;
        self.print_comments();
    }

    /// Puts blanks between the parts of a struct that stands on one line.
    pub(super) fn separate_on_one_line(&mut self, value: &'a StructLit) {
        let single = value.decls.len() <= 1
            && self.frame.separator != Space::BLANK
            && value.has_braces()
            && self.on_one_line(value.lbrace.span.to(value.rbrace.span));
        if single {
            self.frame.separator = Space::BLANK;
        }
    }

    /// Prints a struct with its braces, inside its node.
    pub(super) fn braces(&mut self, value: &'a StructLit) {
        let mut behind = self.form_feed();
        if value.decls.is_empty() && !value.comments.iter().any(|group| group.position == 1) {
            // Empty braces collapse.
            behind = Space::INSIST;
        } else if !value.rbrace.is_valid() || value.decls.first().is_some_and(is_placeless) {
            behind |= Space::NEWLINE | Space::INSIST;
        }
        self.printer.place(value.lbrace);
        self.printer.token("{", Last::Brace);
        let lines = self.printer.lines();
        self.request(behind | Space::INDENT | Space::NO_BLANK);
        // The brace counts as a place, yet a comment at that place waits until the declarations are printed.
        self.frame.position += 1;
        self.roomy(|walker| walker.decls(&value.decls));
        self.request(Space::UNINDENT);
        let mut before = Space::NO_BLANK;
        if self.printer.lines() > lines {
            before |= Space::NEWLINE;
            if self.printer.last() != Last::Closing {
                before |= Space::INSIST;
            }
        }
        self.request(before);
        self.token(value.rbrace, "}");
    }
}

/// Counts the labels of a chain `a: b: 1`; what is not a field has none.
fn chain_depth(decl: &Decl) -> usize {
    let mut depth = 0;
    let mut decl = decl;
    while let Decl::Field(field) = decl {
        depth += 1;
        let Expr::Struct(value) = &field.value else {
            break;
        };
        match value.decls.as_slice() {
            [only] => decl = only,
            _ => return depth - 1,
        }
    }
    depth
}

/// Tells whether a blank line is put between a declaration and a commented one behind it.
fn wants_section(decl: &Decl) -> bool {
    match decl {
        Decl::Field(field) => match &field.label.kind {
            LabelKind::Ident(ident) => ident.name.starts_with('#') || ident.name.starts_with("_#"),
            _ => false,
        },
        _ => true,
    }
}

/// Tells whether a field opens a block, before which aligned columns end.
fn starts_block(decl: &Decl) -> bool {
    let Decl::Field(field) = decl else {
        return false;
    };
    match &field.value {
        Expr::Struct(value) => value.has_braces() || value.decls.len() != 1,
        Expr::List(_) => true,
        _ => false,
    }
}

/// Tells whether a value keeps out of the columns around it.
fn is_block(expr: &Expr) -> bool {
    match expr {
        Expr::Struct(_) | Expr::List(_) => true,
        Expr::Basic(literal) => literal.text.contains('\n'),
        Expr::Paren(node) => is_block(&node.expr),
        Expr::Unary(node) => is_block(&node.expr),
        Expr::Binary(node) => is_block(&node.left) || is_block(&node.right),
        Expr::Index(node) => is_block(&node.expr),
        Expr::Selector(node) => is_block(&node.expr),
        Expr::Call(node) => node.args.iter().any(is_block),
        _ => false,
    }
}

fn has_comments(decl: &Decl) -> bool {
    match decl {
        Decl::Field(field) => field_has_comments(field),
        Decl::Let(clause) if !clause.ident.comments.is_empty() => true,
        _ => !decl.comments().is_empty(),
    }
}

fn field_has_comments(field: &Field) -> bool {
    let label = &field.label;
    let on_label = match &label.kind {
        _ if label.alias.is_some() => &label.comments,
        LabelKind::Ident(node) => &node.comments,
        LabelKind::Basic(node) => &node.comments,
        LabelKind::Interpolation(node) => &node.comments,
        LabelKind::Paren(node) => &node.comments,
        LabelKind::Pattern(node) => &node.comments,
    };
    !field.comments.is_empty() || !on_label.is_empty()
}

fn has_spec_comments(spec: &ImportSpec) -> bool {
    !spec.comments.is_empty() || !spec.path.comments.is_empty()
}

/// Tells whether a declaration says no more than that further fields are allowed.
fn is_open_ellipsis(decl: &Decl) -> bool {
    match decl {
        Decl::Ellipsis(_) => true,
        Decl::Field(field) => {
            let top = matches!(&field.value, Expr::Ident(ident) if ident.name == "_");
            let LabelKind::Pattern(pattern) = &field.label.kind else {
                return false;
            };
            let any = matches!(pattern.elements.as_slice(),
                [Expr::Ident(ident)] if matches!(ident.name.as_str(), "string" | "_"));
            top && any
        }
        _ => false,
    }
}

/// Tells whether a declaration starts with a token that has lost its place.
fn is_placeless(decl: &Decl) -> bool {
    matches!(decl, Decl::Field(field) if !label_pos(&field.label).is_valid())
}

fn label_pos(label: &Label) -> Pos {
    if let Some((alias, _)) = label.alias.as_deref() {
        return alias.pos;
    }
    match &label.kind {
        LabelKind::Ident(node) => node.pos,
        LabelKind::Basic(node) => node.pos,
        LabelKind::Interpolation(node) => node
            .pieces
            .first()
            .map(|piece| piece.pos)
            .unwrap_or_default(),
        LabelKind::Paren(node) => node.lparen,
        LabelKind::Pattern(node) => node.lbrack,
    }
}

fn clause_pos(clause: &Clause) -> Pos {
    match clause {
        Clause::For(clause) => clause.pos,
        Clause::If(clause) => clause.pos,
        Clause::Let(clause) => clause.pos,
    }
}

/// Returns the place of the first token of an expression.
pub(super) fn start(expr: &Expr) -> Pos {
    match expr {
        Expr::Bad(_) => Pos::default(),
        Expr::Bottom(node) => node.pos,
        Expr::Ident(node) => node.pos,
        Expr::Basic(node) => node.pos,
        Expr::Interpolation(node) => node
            .pieces
            .first()
            .map(|piece| piece.pos)
            .unwrap_or_default(),
        Expr::Struct(node) if node.has_braces() => node.lbrace,
        Expr::Struct(node) => match node.decls.first() {
            Some(Decl::Field(field)) => label_pos(&field.label),
            _ => Pos::default(),
        },
        Expr::List(node) => node.lbrack,
        Expr::Ellipsis(node) => node.pos,
        Expr::Paren(node) => node.lparen,
        Expr::Selector(node) => start(&node.expr),
        Expr::Index(node) => start(&node.expr),
        Expr::Slice(node) => start(&node.expr),
        Expr::Call(node) => start(&node.fun),
        Expr::Unary(node) => node.pos,
        Expr::Binary(node) => start(&node.left),
        Expr::Comprehension(node) => node.clauses.first().map(clause_pos).unwrap_or_default(),
        Expr::Alias(node) => node.ident.pos,
    }
}
