//! Scopes: which names a place of the program sees, and the rules about clashes.

use rustc_hash::FxHashMap;

use super::{Compiler, Imported};
use crate::{
    compile::ir::{Expr, ExprId},
    diag::{Code, Diagnostic},
    label::Label,
    source::Span,
    syntax::ast::{Decl, Ident, LabelKind},
};

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry {
    Field(Label),
    Let {
        value: ExprId,
        used: bool,
        span: Span,
    },
    Alias {
        target: Alias,
        used: bool,
        span: Span,
    },
    /// The variable of a `for` or `let` clause.
    Bind {
        slot: u32,
    },
}

/// What an alias stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Alias {
    Field(Label),
    Computed(ExprId),
    This,
    MatchedLabel,
}

/// The names of one struct literal, clause, alias or pattern.
pub(super) struct Scope {
    /// Evaluation opens an environment for the scope.
    pub(super) env: bool,
    pub(super) names: FxHashMap<String, Entry>,
}

impl Scope {
    pub(super) fn new(env: bool) -> Self {
        Self {
            env,
            names: FxHashMap::default(),
        }
    }
}

impl Compiler<'_> {
    /// Enters the names of a struct literal into the innermost scope.
    pub(super) fn declare(&mut self, decls: &[Decl]) {
        for decl in decls {
            match decl {
                Decl::Field(field) => {
                    if let LabelKind::Ident(ident) = &field.label.kind {
                        self.declare_field(ident);
                    }
                    let Some((alias, _)) = field.label.alias.as_deref() else {
                        continue;
                    };
                    if self.reserved(alias) {
                        continue;
                    }
                    let target = match &field.label.kind {
                        LabelKind::Ident(ident) => {
                            Alias::Field(self.program.labels.name(&ident.name))
                        }
                        LabelKind::Basic(literal) => match self.quoted(literal) {
                            Some(text) => Alias::Field(self.program.labels.string(&text)),
                            None => continue,
                        },
                        LabelKind::Interpolation(_) | LabelKind::Paren(_) => {
                            Alias::Computed(self.program.add(Expr::Bottom, field.label.span()))
                        }
                        // visible in the value only
                        LabelKind::Pattern(_) => continue,
                    };
                    self.declare_name(alias, |span| Entry::Alias {
                        target,
                        used: false,
                        span,
                    });
                }
                Decl::Let(clause) => {
                    let value = self.program.add(Expr::Bottom, clause.expr.span());
                    self.declare_name(&clause.ident, |span| Entry::Let {
                        value,
                        used: false,
                        span,
                    });
                }
                _ => {}
            }
        }
    }

    /// Tells whether a name must not be declared by a field, and reports it.
    fn reserved(&mut self, ident: &Ident) -> bool {
        let reserved = ident.name.starts_with("__");
        if reserved {
            let message = format!("`{}`: names that start with `__` are reserved", ident.name);
            self.error(Code::Syntax, ident.pos.span, message);
        }
        reserved
    }

    fn declare_field(&mut self, ident: &Ident) {
        if self.reserved(ident) {
            return;
        }
        // the value of a `let` may have a field of its name
        let named = |entry: Option<&Entry>| match entry {
            Some(Entry::Let { value, .. }) => !self.lets.contains(value),
            Some(Entry::Alias { .. }) => true,
            _ => false,
        };
        if self
            .scopes
            .iter()
            .any(|scope| named(scope.names.get(&ident.name)))
        {
            self.clash(ident);
            return;
        }
        let label = self.program.labels.name(&ident.name);
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(ident.name.clone(), Entry::Field(label));
        }
    }

    fn clash(&mut self, ident: &Ident) {
        let message = format!(
            "`{}` is declared as a field and as a variable or alias",
            ident.name
        );
        self.error(Code::NameClash, ident.pos.span, message);
    }

    /// Enters a `let` or an alias into the innermost scope.
    pub(super) fn declare_name(&mut self, ident: &Ident, entry: impl Fn(Span) -> Entry) {
        let fieldlike =
            |entry: Option<&Entry>| matches!(entry, Some(Entry::Field(_) | Entry::Bind { .. }));
        if self
            .scopes
            .iter()
            .any(|scope| fieldlike(scope.names.get(&ident.name)))
        {
            self.clash(ident);
            return;
        }
        let Some(scope) = self.scopes.last_mut() else {
            return;
        };
        if scope
            .names
            .insert(ident.name.clone(), entry(ident.pos.span))
            .is_some()
        {
            let message = format!("`{}` is declared twice", ident.name);
            self.error(Code::NameClash, ident.pos.span, message);
        }
    }

    /// Enters the variable of a clause into the innermost scope.
    pub(super) fn declare_variable(&mut self, ident: &Ident, slot: u32) {
        if ident.name == "_" {
            return;
        }
        let named =
            |entry: Option<&Entry>| matches!(entry, Some(Entry::Let { .. } | Entry::Alias { .. }));
        if self
            .scopes
            .iter()
            .any(|scope| named(scope.names.get(&ident.name)))
        {
            self.clash(ident);
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(ident.name.clone(), Entry::Bind { slot });
        }
    }

    /// Leaves the innermost scope and reports what nothing refers to.
    pub(super) fn pop_scope(&mut self) {
        let Some(scope) = self.scopes.pop() else {
            return;
        };
        let mut unused: Vec<(Span, String)> = Vec::new();
        #[expect(clippy::iter_over_hash_type, reason = "what is found is sorted")]
        for (name, entry) in scope.names {
            match entry {
                Entry::Let {
                    used: false, span, ..
                }
                | Entry::Alias {
                    used: false,
                    span,
                    target: Alias::Field(_) | Alias::Computed(_) | Alias::This,
                } => {
                    unused.push((span, name));
                }
                _ => {}
            }
        }
        unused.sort_by_key(|(span, _)| span.start);
        for (span, name) in unused {
            let error =
                Diagnostic::error(Code::Unused, format!("`{name}` is declared and not used"));
            self.errors.push(error.at(span, ""));
        }
    }

    /// Resolves a name.
    pub(super) fn resolve(&mut self, ident: &Ident) -> ExprId {
        let (name, span) = (ident.name.as_str(), ident.pos.span);
        let mut up = 0;
        let mut found = None;
        for scope in self.scopes.iter_mut().rev() {
            if let Some(entry) = scope.names.get_mut(name) {
                if let Entry::Let { used, .. } | Entry::Alias { used, .. } = entry {
                    *used = true;
                }
                found = Some(*entry);
                break;
            }
            up += u32::from(scope.env);
        }
        if let Some(entry) = found {
            let expr = match entry {
                Entry::Field(label)
                | Entry::Alias {
                    target: Alias::Field(label),
                    ..
                } => Expr::Field { up, label },
                Entry::Alias {
                    target: Alias::Computed(label),
                    ..
                } => Expr::Computed { up, label },
                Entry::Alias {
                    target: Alias::This,
                    ..
                } => Expr::This { up },
                Entry::Alias {
                    target: Alias::MatchedLabel,
                    ..
                } => Expr::MatchedLabel { up },
                Entry::Let { value, .. } => {
                    if let Some(from) = self.lets.last() {
                        self.let_uses.push((*from, value, span));
                    }
                    Expr::Let { up, value }
                }
                Entry::Bind { slot } => Expr::Bind { up, slot },
            };
            return self.program.add(expr, span);
        }
        if let Some(import) = self.imports.get_mut(name) {
            import.used = true;
            return match import.imported {
                Imported::Unknown => self.program.add(Expr::Unknown, span),
                Imported::Package(package) => self.package_value(package, span),
            };
        }
        // `up` has counted all scopes: fields of the package live in the file's environment, the last one
        if self.package.is_some_and(|names| names.contains(name)) {
            let label = self.program.labels.name(name);
            return self.program.add(
                Expr::Field {
                    up: up.saturating_sub(1),
                    label,
                },
                span,
            );
        }
        if self.outer.is_some_and(|names| names.contains(name)) {
            let label = self.program.labels.name(name);
            return self.program.add(Expr::Field { up, label }, span);
        }
        if let Some(expr) = self
            .member(name, span)
            .or_else(|| self.predeclared(name, span))
        {
            return expr;
        }
        let mut error =
            Diagnostic::error(Code::Unresolved, format!("reference `{name}` not found"))
                .at(span, "");
        if let Some(near) = self.near(name) {
            error.help = Some(format!("did you mean `{near}`?"));
        }
        self.errors.push(error);
        self.program.add(Expr::Bottom, span)
    }

    /// Finds the visible name closest to one that does not exist.
    fn near(&self, name: &str) -> Option<String> {
        let visible = self.scopes.iter().flat_map(|scope| scope.names.keys());
        let package = self.package.into_iter().flatten();
        let close = visible
            .chain(package)
            .filter(|other| distance(name, other) <= 1 + name.len() / 4);
        close
            .min_by_key(|other| (distance(name, other), (*other).clone()))
            .cloned()
    }

    /// Finds an imported package by the name used for it here.
    pub(super) fn imported(&mut self, name: &str) -> Option<Imported> {
        if self
            .scopes
            .iter()
            .any(|scope| scope.names.contains_key(name))
        {
            return None;
        }
        let import = self.imports.get_mut(name)?;
        import.used = true;
        Some(import.imported)
    }
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let best = (diagonal + usize::from(x != *y))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    row[b.len()]
}
