//! Resolves names and lowers syntax trees to expressions.
//!
//! Names are looked up lexically: struct literals and clauses from the inside out, then the imports and `let` of the
//! file, then the fields that other files of the package declare, then predeclared names.

mod decl;
mod expr;
pub mod ir;
mod predeclared;
mod scope;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    builtin::{self, Package},
    compile::{
        ir::{Expr, ExprId, Program, StructLit},
        scope::{Entry, Scope},
    },
    diag::{Code, Diagnostic, Diagnostics},
    source::Span,
    syntax::{
        ast::{Decl, Field, File, LabelKind},
        lexer::Lexer,
        literal::{Text, unquote},
        selection,
        token::Quote,
    },
};

/// What an import stands for.
#[derive(Clone, Copy, Debug)]
enum Imported {
    Package(&'static Package),
    /// A package whose content is not known.
    Unknown,
}

/// Names that files see without declaring them.
#[derive(Clone, Copy)]
pub struct Visible<'a> {
    /// Fields that are added to the instance as data.
    pub given: &'a FxHashSet<String>,
    /// Fields found around the files.
    pub outer: Option<&'a FxHashSet<String>>,
    /// Files without package clause belong to the package too.
    pub one_package: bool,
}

/// Compiles the files of one instance into the program; each gives one struct.
pub fn compile(
    program: &mut Program,
    files: &[File],
    visible: Visible<'_>,
) -> Result<Vec<ExprId>, Diagnostics> {
    let Visible {
        given,
        outer,
        one_package,
    } = visible;
    let mut shared = given.clone();
    for file in files
        .iter()
        .filter(|file| one_package || file.package().is_some())
    {
        for decl in &file.decls {
            if let Some(name) = declared_name(decl) {
                shared.insert(name.to_owned());
            }
        }
    }
    let mut roots = Vec::new();
    let mut errors = Vec::new();
    for file in files {
        if selection::compares_all(file) {
            program.compares_all.insert(file.id);
        }
        let mut compiler = Compiler::new(program);
        compiler.package = Some(&shared);
        compiler.outer = outer;
        roots.push(compiler.file(file));
        errors.append(&mut compiler.errors);
    }
    if errors.is_empty() {
        Ok(roots)
    } else {
        Err(Diagnostics(errors))
    }
}

/// Compiles an expression as if it stood at the end of the first of the files.
#[expect(clippy::implicit_hasher, reason = "the names come from this crate")]
pub fn compile_expr(
    program: &mut Program,
    expr: &crate::syntax::ast::Expr,
    file: Option<&File>,
    names: &FxHashSet<String>,
) -> Result<ExprId, Diagnostics> {
    let mut compiler = Compiler::new(program);
    compiler.package = Some(names);
    if let Some(file) = file {
        compiler.imports(file);
    }
    // packages need no import where there is no place for one
    for package in builtin::PACKAGES {
        let name = package.path.rsplit('/').next().unwrap_or(package.path);
        if !names.contains(name) && !compiler.imports.contains_key(name) {
            let import = Import {
                imported: Imported::Package(package),
                span: Span::default(),
                used: true,
            };
            compiler.imports.insert(name.to_owned(), import);
        }
    }
    compiler.scopes.push(Scope::new(true));
    let id = compiler.expr(expr);
    let errors = std::mem::take(&mut compiler.errors);
    if errors.is_empty() {
        Ok(id)
    } else {
        Err(Diagnostics(errors))
    }
}

/// The name under which references find a declaration of a file.
pub fn declared_name(decl: &Decl) -> Option<&str> {
    match decl {
        Decl::Field(field) => field_name(field),
        _ => None,
    }
}

fn field_name(field: &Field) -> Option<&str> {
    match &field.label.kind {
        LabelKind::Ident(ident) => Some(&ident.name),
        _ => None,
    }
}

struct Import {
    imported: Imported,
    span: Span,
    used: bool,
}

struct Compiler<'a> {
    program: &'a mut Program,
    scopes: Vec<Scope>,
    imports: FxHashMap<String, Import>,
    package: Option<&'a FxHashSet<String>>,
    outer: Option<&'a FxHashSet<String>>,
    errors: Vec<Diagnostic>,
    /// The `let` being compiled, innermost last, and which `let` each refers to.
    lets: Vec<ExprId>,
    let_uses: Vec<(ExprId, ExprId, Span)>,
    /// Members of the package whose values are being compiled.
    members: Option<&'static Package>,
}

impl<'a> Compiler<'a> {
    fn new(program: &'a mut Program) -> Self {
        Self {
            program,
            scopes: Vec::new(),
            imports: FxHashMap::default(),
            package: None,
            outer: None,
            errors: Vec::new(),
            lets: Vec::new(),
            let_uses: Vec::new(),
            members: None,
        }
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) -> ExprId {
        self.errors
            .push(Diagnostic::error(code, message).at(span, ""));
        self.program.add(Expr::Bottom, span)
    }

    fn file(&mut self, file: &File) -> ExprId {
        self.imports(file);
        self.scopes.push(Scope::new(true));
        self.declare(&file.decls);
        let mut imported: Vec<_> = self.imports.keys().cloned().collect();
        imported.sort_unstable();
        for name in &imported {
            if let Some(Entry::Field(_)) = self.scopes[0].names.get(name) {
                let span = self.imports[name].span;
                let message = format!("`{name}` is both imported and declared as a field");
                self.errors
                    .push(Diagnostic::error(Code::NameClash, message).at(span, ""));
                break;
            }
        }
        let mut literal = StructLit::default();
        self.decls(&file.decls, &mut literal);
        // the files of a package are one struct: what is embedded in one of them closes none of the others
        literal.embeds_groups = false;
        self.pop_scope();
        self.check_let_cycles();
        let mut unused: Vec<_> = self
            .imports
            .iter()
            .filter(|(_, import)| !import.used)
            .collect();
        unused.sort_by_key(|(_, import)| import.span.start);
        for (name, import) in unused {
            let message = format!("`{name}` is imported and not used");
            let error = Diagnostic::error(Code::Unused, message).at(import.span, "");
            self.errors.push(error.with_help("remove the import"));
        }
        let span = Span {
            file: file.id,
            start: 0,
            end: 0,
        };
        self.program.add(Expr::Struct(literal.into()), span)
    }

    fn imports(&mut self, file: &File) {
        for decl in &file.decls {
            let Decl::Import(import) = decl else { continue };
            for spec in &import.specs {
                let span = spec.path.pos.span;
                let path = match unquote(&spec.path.text) {
                    Ok(Text::Str(path)) if Lexer::quote_at(&spec.path.text) == Quote::PLAIN => path,
                    _ => {
                        self.error(Code::Import, span, "invalid import path");
                        continue;
                    }
                };
                let imported = if let Some(package) = builtin::package(&path) {
                    Imported::Package(package)
                } else if path.starts_with("vela/") {
                    Imported::Unknown
                } else {
                    self.error(
                        Code::Import,
                        span,
                        format!("package `{path}` is not available"),
                    );
                    continue;
                };
                let name = match &spec.name {
                    Some(name) if name.name.contains('#') => {
                        let span = name.pos.span;
                        self.error(
                            Code::Import,
                            span,
                            "a package cannot be imported as a definition",
                        );
                        continue;
                    }
                    Some(name) => name.name.clone(),
                    None => path.rsplit('/').next().unwrap_or(&path).to_owned(),
                };
                let import = Import {
                    imported,
                    span,
                    used: false,
                };
                if self.imports.insert(name.clone(), import).is_some() {
                    self.error(Code::NameClash, span, format!("`{name}` is imported twice"));
                }
            }
        }
    }

    fn check_let_cycles(&mut self) {
        let mut targets: FxHashMap<ExprId, Vec<(ExprId, Span)>> = FxHashMap::default();
        for (from, to, span) in &self.let_uses {
            targets.entry(*from).or_default().push((*to, *span));
        }
        let mut starts: Vec<ExprId> = targets.keys().copied().collect();
        starts.sort_unstable();
        for start in starts {
            let mut seen = FxHashSet::default();
            let mut open = vec![start];
            while let Some(at) = open.pop() {
                for (to, span) in targets.get(&at).into_iter().flatten() {
                    if *to == start {
                        let error = Diagnostic::error(Code::Cycle, "`let` depends on itself");
                        self.errors.push(error.at(*span, ""));
                        return;
                    }
                    if seen.insert(*to) {
                        open.push(*to);
                    }
                }
            }
        }
    }
}
