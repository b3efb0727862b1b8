//! Declarations and comprehensions.

use std::rc::Rc;

use super::{
    Compiler,
    ir::{Clause, Comprehension, Decl as Lowered, Expr, ExprId, Presence, StructLit},
    scope::{Alias, Entry, Scope},
};
use crate::{
    diag::Code,
    label::Label,
    source::Span,
    syntax::ast::{self, BasicLit, Comments, Constraint, Decl, Field, Ident, LabelKind, LitKind},
    syntax::literal::{Text, unquote},
};

impl Compiler<'_> {
    /// Returns the text of a quoted label.
    pub(super) fn quoted(&mut self, literal: &BasicLit) -> Option<String> {
        if literal.kind == LitKind::Str {
            match unquote(&literal.text) {
                Ok(Text::Str(text)) => return Some(text),
                Ok(Text::Bytes(bytes)) => {
                    return Some(String::from_utf8_lossy(&bytes).into_owned());
                }
                Err(message) => {
                    self.error(Code::Syntax, literal.pos.span, message);
                    return None;
                }
            }
        }
        self.error(
            Code::Syntax,
            literal.pos.span,
            "a label must be a name or a string",
        );
        None
    }

    pub(super) fn decls(&mut self, decls: &[Decl], literal: &mut StructLit) {
        for decl in decls {
            match decl {
                Decl::Field(field) => self.field(field, literal),
                Decl::Let(clause) => self.let_value(clause),
                Decl::Embed(embed) => {
                    let value = self.expr(&embed.expr);
                    literal.embeds = true;
                    literal.embeds_groups |= !matches!(
                        self.program.expr(value),
                        Expr::Lit(_) | Expr::Kind(_) | Expr::List(_)
                    );
                    literal.decls.push(Lowered::Embed(value));
                }
                Decl::Ellipsis(_) => literal.decls.push(Lowered::Ellipsis),
                Decl::Comprehension(comprehension) => {
                    let value = self.comprehension(comprehension);
                    literal.embeds = true;
                    literal.embeds_groups = true;
                    literal.decls.push(Lowered::Comprehension(value));
                }
                Decl::Package(_) | Decl::Import(_) | Decl::Attribute(_) | Decl::Bad(_) => {}
            }
        }
    }

    fn let_value(&mut self, clause: &ast::LetClause) {
        let entry = self
            .scopes
            .last()
            .and_then(|scope| scope.names.get(&clause.ident.name));
        let Some(Entry::Let { value, .. }) = entry.copied() else {
            return;
        };
        self.lets.push(value);
        let compiled = self.expr(&clause.expr);
        self.lets.pop();
        self.program.exprs[value.0 as usize] = self.program.expr(compiled).clone();
        self.program.lets.insert(value);
    }

    fn field(&mut self, field: &Field, literal: &mut StructLit) {
        let presence = match field.constraint {
            None => Presence::Member,
            Some((Constraint::Optional, _)) => Presence::Optional,
            Some((Constraint::Required, _)) => Presence::Required,
        };
        let label = match &field.label.kind {
            LabelKind::Ident(ident) if ident.name == "_" => {
                self.error(Code::Syntax, ident.pos.span, "`_` is no label");
                return;
            }
            LabelKind::Ident(ident) => self.program.labels.name(&ident.name),
            LabelKind::Basic(basic) => match self.quoted(basic) {
                Some(text) => self.program.labels.string(&text),
                None => return,
            },
            LabelKind::Interpolation(interpolation) => {
                let label = self.interpolation(interpolation);
                self.computed(field, label, presence, literal);
                return;
            }
            LabelKind::Paren(paren) => {
                let label = self.expr(&paren.expr);
                self.computed(field, label, presence, literal);
                return;
            }
            LabelKind::Pattern(list) => {
                self.pattern(field, &list.elements[0], literal);
                return;
            }
        };
        if presence != Presence::Optional && label.is_regular() {
            literal.regular = true;
        }
        let value = self.value(&field.value);
        self.document(field, value);
        literal.decls.push(Lowered::Field {
            label,
            presence,
            value,
        });
    }

    /// Keeps the comment above a field; above a chain it is that of the innermost field.
    fn document(&mut self, field: &Field, value: ExprId) {
        let Some(text) = doc_text(&field.comments) else {
            return;
        };
        let mut target = value;
        let mut syntax = &field.value;
        while let ast::Expr::Struct(inner) = syntax
            && !inner.has_braces()
            && let [Decl::Field(next)] = inner.decls.as_slice()
            && let Expr::Struct(lowered) = self.program.expr(target)
            && let [Lowered::Field { value, .. }] = lowered.decls.as_slice()
        {
            target = *value;
            syntax = &next.value;
        }
        self.program.docs.insert(target, text.into());
    }

    fn computed(
        &mut self,
        field: &Field,
        label: ExprId,
        presence: Presence,
        literal: &mut StructLit,
    ) {
        if let Some((alias, _)) = field.label.alias.as_deref() {
            let entry = self
                .scopes
                .last()
                .and_then(|scope| scope.names.get(&alias.name));
            if let Some(Entry::Alias {
                target: Alias::Computed(reserved),
                ..
            }) = entry.copied()
            {
                self.program.exprs[reserved.0 as usize] = self.program.expr(label).clone();
            }
        }
        let value = self.value(&field.value);
        self.document(field, value);
        literal.regular |= presence != Presence::Optional;
        literal.decls.push(Lowered::Computed {
            label,
            presence,
            value,
        });
    }

    fn pattern(&mut self, field: &Field, element: &ast::Expr, literal: &mut StructLit) {
        let (name, element) = match element {
            ast::Expr::Alias(alias) => (Some(&alias.ident), &alias.expr),
            ast::Expr::Ellipsis(_) | ast::Expr::Comprehension(_) => {
                self.error(Code::Syntax, element.span(), "invalid pattern");
                return;
            }
            other => (None, other),
        };
        let label = self.expr(element);
        if self.names_own_field(label) {
            let message = "a pattern cannot refer to a field that it would match";
            self.error(Code::Cycle, element.span(), message);
        }
        self.scopes.push(Scope::new(true));
        if let (Some(name), Some((outer, _))) = (name, field.label.alias.as_deref())
            && name.name == outer.name
        {
            let message = format!("`{}` is declared twice", name.name);
            self.error(Code::NameClash, name.pos.span, message);
        }
        if let Some(name) = name {
            let target = Alias::MatchedLabel;
            self.declare_name(name, |span| Entry::Alias {
                target,
                used: false,
                span,
            });
        }
        let value = match field.label.alias.as_deref() {
            Some((alias, _)) => self.aliased(alias, &field.value),
            None => self.value(&field.value),
        };
        self.pop_scope();
        self.document(field, value);
        literal.decls.push(Lowered::Pattern { label, value });
    }

    /// Tells whether the label of a pattern refers to a field of the struct that the pattern is part of.
    fn names_own_field(&self, label: ExprId) -> bool {
        match self.program.expr(label) {
            Expr::Field { up, .. } => *up == 0,
            Expr::And(left, right) | Expr::Binary { left, right, .. } => {
                self.names_own_field(*left) || self.names_own_field(*right)
            }
            Expr::Disjunction(arms) => arms.iter().any(|(arm, _)| self.names_own_field(*arm)),
            Expr::Bound { value, .. } => self.names_own_field(*value),
            Expr::Interpolation { values, .. } => {
                values.iter().any(|value| self.names_own_field(*value))
            }
            Expr::Selector { base, .. } | Expr::Index { base, .. } => self.names_own_field(*base),
            _ => false,
        }
    }

    /// Compiles the value of a field, which may have an alias.
    fn value(&mut self, value: &ast::Expr) -> ExprId {
        match value {
            ast::Expr::Alias(alias) => self.aliased(&alias.ident, &alias.expr),
            other => self.expr(other),
        }
    }

    fn aliased(&mut self, name: &Ident, value: &ast::Expr) -> ExprId {
        self.scopes.push(Scope::new(true));
        self.declare_name(name, |span| Entry::Alias {
            target: Alias::This,
            used: false,
            span,
        });
        let inner = self.value(value);
        self.pop_scope();
        self.program.add(Expr::Aliased(inner), value.span())
    }

    pub(super) fn comprehension(&mut self, comprehension: &ast::Comprehension) -> ExprId {
        let mut clauses = Vec::new();
        let mut opened = 0;
        let mut span = Span::default();
        for clause in &comprehension.clauses {
            match clause {
                ast::Clause::For(clause) => {
                    let source = self.expr(&clause.source);
                    self.scopes.push(Scope::new(true));
                    opened += 1;
                    if let Some(key) = &clause.key {
                        self.declare_variable(key, 0);
                    }
                    self.declare_variable(&clause.value, 1);
                    clauses.push(Clause::For {
                        source,
                        key: clause.key.is_some(),
                    });
                    span = clause.pos.span;
                }
                ast::Clause::If(clause) => {
                    span = clause.pos.span;
                    let condition = self.expr(&clause.condition);
                    clauses.push(Clause::If(condition));
                }
                ast::Clause::Let(clause) => {
                    let value = self.expr(&clause.expr);
                    self.scopes.push(Scope::new(true));
                    opened += 1;
                    self.declare_variable(&clause.ident, 1);
                    clauses.push(Clause::Let(value));
                }
            }
        }
        let body = self.struct_lit(&comprehension.value);
        for _ in 0..opened {
            self.pop_scope();
        }
        let labels = self.static_labels(body).map(Rc::from);
        self.program.add(
            Expr::Comprehension(
                Comprehension {
                    clauses,
                    body,
                    labels,
                }
                .into(),
            ),
            span,
        )
    }

    /// Returns the labels that a struct literal can add, unless it can add any.
    fn static_labels(&self, body: ExprId) -> Option<Vec<Label>> {
        let Expr::Struct(literal) = self.program.expr(body) else {
            return None;
        };
        let mut labels = Vec::new();
        for decl in &literal.decls {
            match decl {
                Lowered::Field { label, .. } => labels.push(*label),
                Lowered::Pattern { .. } | Lowered::Ellipsis => {}
                Lowered::Embed(value) => match self.program.expr(*value) {
                    Expr::Struct(_) => labels.extend(self.static_labels(*value)?),
                    Expr::Lit(_) => {}
                    _ => return None,
                },
                Lowered::Comprehension(inner) => match self.program.expr(*inner) {
                    Expr::Comprehension(inner) => labels.extend(inner.labels.as_ref()?.iter()),
                    _ => return None,
                },
                Lowered::Computed { .. } => return None,
            }
        }
        Some(labels)
    }

    pub(super) fn struct_lit(&mut self, syntax: &ast::StructLit) -> ExprId {
        self.scopes.push(Scope::new(true));
        self.declare(&syntax.decls);
        let mut literal = StructLit::default();
        self.decls(&syntax.decls, &mut literal);
        self.pop_scope();
        let span = if syntax.has_braces() {
            syntax.lbrace.span.to(syntax.rbrace.span)
        } else {
            match syntax.decls.first() {
                Some(Decl::Field(field)) => field.label.span(),
                _ => Span::default(),
            }
        };
        self.program.add(Expr::Struct(literal.into()), span)
    }
}

/// Returns the text of the comments that lead a node.
pub(crate) fn doc_text(comments: &Comments) -> Option<String> {
    let groups = comments.iter().filter(|group| group.doc);
    let groups: Vec<String> = groups
        .map(|group| {
            let lines = group.list.iter().map(|comment| {
                let text = comment.text.strip_prefix("//").unwrap_or(&comment.text);
                text.strip_prefix(' ').unwrap_or(text).trim_end()
            });
            lines.collect::<Vec<_>>().join("\n")
        })
        .collect();
    if groups.is_empty() {
        None
    } else {
        Some(groups.join("\n\n"))
    }
}
