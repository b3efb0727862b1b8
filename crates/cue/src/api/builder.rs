//! Putting an instance together.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use rustc_hash::FxHashSet;

use super::Instance;
use crate::{
    builtin::Data,
    compile::{
        self, declared_name,
        ir::{Decl, Expr, ExprId, Presence, Program, StructLit},
    },
    diag::{Code, Diagnostic, Diagnostics},
    eval::Evaluator,
    limits::Limits,
    source::{FileId, Source, Span},
    syntax::{ast::File, parser, selection::takes_part},
};

/// Collects what an instance is made of.
pub struct Builder<'a> {
    limits: Limits,
    files: Vec<(&'a str, &'a str)>,
    values: Vec<(&'a str, Data, &'a str)>,
    package: Option<String>,
    around: Option<&'a Instance>,
}

/// Returns the package a file says it belongs to.
pub fn package_name(
    name: &str,
    text: &str,
    limits: &Limits,
) -> Result<Option<String>, Diagnostics> {
    let file = parser::parse_file(FileId(0), &Source::new(name, text), limits)?;
    Ok(file.package().map(str::to_owned))
}

impl<'a> Builder<'a> {
    /// Starts with nothing.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            files: Vec::new(),
            values: Vec::new(),
            package: None,
            around: None,
        }
    }

    /// Adds a file by name and text.
    #[must_use]
    pub fn file(mut self, name: &'a str, text: &'a str) -> Self {
        self.files.push((name, text));
        self
    }

    /// Adds data as a field at the top, visible in all files; diagnostics call it by `origin`, such as "user parameter".
    #[must_use]
    pub fn value(mut self, field: &'a str, data: Data, origin: &'a str) -> Self {
        self.values.push((field, data, origin));
        self
    }

    /// Takes files without package clause for files of this package and leaves out those of others.
    #[must_use]
    pub fn package(mut self, name: &str) -> Self {
        self.package = Some(name.to_owned());
        self
    }

    /// Nests the files in the final value of another instance: defaults are chosen, lists closed, structs open.
    #[must_use]
    pub fn around(mut self, instance: &'a Instance) -> Self {
        self.around = Some(instance);
        self
    }

    fn parse(&self, first: u32) -> Result<(Vec<File>, Vec<Source>), Diagnostics> {
        let total: usize = self.files.iter().map(|(_, text)| text.len()).sum();
        if total > self.limits.total_source_bytes {
            let message = format!(
                "the files are larger than {} bytes together",
                self.limits.total_source_bytes
            );
            return Err(Diagnostic::error(Code::Limit, message).into());
        }
        let (mut parsed, mut sources, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        let mut limits = self.limits.clone();
        for (at, (name, text)) in (first..).zip(&self.files) {
            let source = Source::new(*name, Arc::from(*text));
            match parser::parse_file(FileId(at), &source, &limits) {
                Ok(file) => {
                    limits.tokens = limits.tokens.saturating_sub(file.tokens);
                    parsed.push(file);
                }
                Err(mut found) => errors.append(&mut found.0),
            }
            sources.push(source);
        }
        if errors.is_empty() {
            Ok((parsed, sources))
        } else {
            Err(Diagnostics(errors))
        }
    }

    fn agree(&self, files: &mut Vec<File>) -> Result<(), Diagnostics> {
        let given = files.len();
        let mut chosen = Vec::with_capacity(given);
        for file in files.drain(..) {
            if takes_part(&file, &self.limits)? {
                chosen.push(file);
            }
        }
        *files = chosen;
        if files.is_empty() && given > 0 {
            let message = "build attributes exclude all files";
            return Err(Diagnostic::error(Code::Import, message).into());
        }
        if let Some(package) = &self.package {
            files.retain(|file| file.package().is_none_or(|name| name == package));
            return Ok(());
        }
        let mut packages: Vec<&str> = files.iter().filter_map(File::package).collect();
        packages.sort_unstable();
        packages.dedup();
        if packages.len() > 1 {
            let message = format!("found packages {} in one instance", packages.join(" and "));
            return Err(Diagnostic::error(Code::Import, message).into());
        }
        Ok(())
    }

    /// Compiles everything; evaluation happens when somebody asks for a value.
    pub fn build(self) -> Result<Instance, Diagnostics> {
        let evaluator = match self.around {
            Some(around) => Rc::clone(&around.evaluator),
            None => Rc::new(RefCell::new(Evaluator::new(
                Program::default(),
                self.limits.clone(),
            ))),
        };
        let mut engine = evaluator.borrow_mut();
        let first = u32::try_from(engine.program.sources.len()).unwrap_or(u32::MAX);
        let (mut files, sources) = self.parse(first)?;
        self.agree(&mut files)?;
        engine.program.sources.extend(sources);
        engine.note_parsed(files.iter().map(|file| file.tokens).sum());
        let outer = match self.around {
            Some(around) => {
                engine.finish(around.root);
                let vertex = engine.finalised(around.root);
                Some((vertex, engine.names(vertex)))
            }
            None => None,
        };
        let given: FxHashSet<String> = self
            .values
            .iter()
            .map(|(name, ..)| (*name).to_owned())
            .collect();
        let names = outer.as_ref().map(|(_, names)| names);
        let visible = compile::Visible {
            given: &given,
            outer: names,
            one_package: self.package.is_some(),
        };
        let mut roots = compile::compile(&mut engine.program, &files, visible)?;
        for (name, data, origin) in &self.values {
            roots.push(value_root(&mut engine, name, data, origin));
        }
        let root = engine.root(&roots, outer.map(|(vertex, _)| vertex));
        drop(engine);
        let mut names = given;
        let declared = files
            .iter()
            .flat_map(|file| &file.decls)
            .filter_map(declared_name);
        names.extend(declared.map(str::to_owned));
        Ok(Instance {
            evaluator,
            root,
            files,
            names,
            limits: self.limits,
        })
    }
}

/// Makes a struct with one field for data.
fn value_root(engine: &mut Evaluator, name: &str, data: &Data, origin: &str) -> ExprId {
    let file = FileId(u32::try_from(engine.program.sources.len()).unwrap_or(u32::MAX));
    engine.program.sources.push(Source::new(origin, ""));
    let span = Span {
        file,
        start: 0,
        end: 0,
    };
    let value = engine.data_expr(data, span);
    let label = engine.program.labels.name(name);
    let field = Decl::Field {
        label,
        presence: Presence::Member,
        value,
    };
    let literal = StructLit {
        decls: vec![field],
        regular: true,
        ..StructLit::default()
    };
    engine.program.add(Expr::Struct(literal.into()), span)
}
