//! Instances and their values: what programs use this crate through.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use rustc_hash::FxHashSet;

use crate::{
    builtin::{Data, json},
    compile::{self, declared_name, ir::Program},
    diag::{Code, Diagnostic, Diagnostics},
    eval::{Evaluator, VertexId},
    export,
    limits::Limits,
    source::{FileId, Source},
    syntax::{ast::File, parser},
};

/// A set of files with one package name, evaluated as one value.
pub struct Instance {
    evaluator: Rc<RefCell<Evaluator>>,
    root: VertexId,
    files: Vec<File>,
    names: FxHashSet<String>,
}

/// A value of an instance.
#[derive(Clone)]
pub struct Value {
    evaluator: Rc<RefCell<Evaluator>>,
    vertex: VertexId,
}

impl Instance {
    /// Parses and compiles files, given by name and text.
    pub fn build(files: &[(&str, &str)], limits: &Limits) -> Result<Self, Diagnostics> {
        let total: usize = files.iter().map(|(_, text)| text.len()).sum();
        if total > limits.total_source_bytes {
            let message = format!(
                "the files are larger than {} bytes together",
                limits.total_source_bytes
            );
            return Err(Diagnostic::error(Code::Limit, message).into());
        }
        let mut program = Program::default();
        let mut parsed = Vec::new();
        let mut errors = Vec::new();
        for (name, text) in files {
            let source = Source::new(*name, Arc::from(*text));
            let id = FileId(u32::try_from(program.sources.len()).unwrap_or(u32::MAX));
            program.sources.push(source.clone());
            match parser::parse_file(id, &source, limits) {
                Ok(file) => parsed.push(file),
                Err(mut found) => errors.append(&mut found.0),
            }
        }
        if !errors.is_empty() {
            return Err(Diagnostics(errors));
        }
        let packages: FxHashSet<&str> = parsed.iter().filter_map(File::package).collect();
        if packages.len() > 1 {
            let mut packages: Vec<_> = packages.into_iter().collect();
            packages.sort_unstable();
            let message = format!("found packages {} in one instance", packages.join(" and "));
            return Err(Diagnostic::error(Code::Import, message).into());
        }
        let roots = compile::compile(&mut program, &parsed, None)?;
        let names = parsed
            .iter()
            .flat_map(|file| &file.decls)
            .filter_map(declared_name);
        let names = names.map(str::to_owned).collect();
        let mut evaluator = Evaluator::new(program, limits.clone());
        let root = evaluator.root(&roots, None);
        Ok(Self {
            evaluator: Rc::new(RefCell::new(evaluator)),
            root,
            files: parsed,
            names,
        })
    }

    /// The parsed files.
    pub(crate) fn files(&self) -> &[File] {
        &self.files
    }

    /// The value of the whole instance.
    pub fn value(&self) -> Value {
        Value {
            evaluator: Rc::clone(&self.evaluator),
            vertex: self.root,
        }
    }

    /// Reports fatal errors anywhere in the instance, and an incomplete one of its root.
    pub fn check(&self) -> Result<(), Diagnostics> {
        let mut evaluator = self.evaluator.borrow_mut();
        match evaluator.finish(self.root) {
            Some(error) => Err(evaluator.diagnostic(error).clone().into()),
            None => Ok(()),
        }
    }

    /// Evaluates an expression as if it stood at the top level of the instance.
    pub fn expression(&self, text: &str) -> Result<Value, Diagnostics> {
        let mut evaluator = self.evaluator.borrow_mut();
        let source = Source::new("expression", text);
        let id = FileId(u32::try_from(evaluator.program.sources.len()).unwrap_or(u32::MAX));
        evaluator.program.sources.push(source.clone());
        let limits = evaluator.limits.clone();
        let parsed = parser::parse_expr(id, &source, &limits)?;
        let expr = compile::compile_expr(
            &mut evaluator.program,
            &parsed,
            self.files.first(),
            &self.names,
        )?;
        let vertex = evaluator.at_root(self.root, expr);
        Ok(Value {
            evaluator: Rc::clone(&self.evaluator),
            vertex,
        })
    }

    /// The sources, in the order of the files, for showing diagnostics.
    pub fn sources(&self) -> Vec<Source> {
        self.evaluator.borrow().program.sources.clone()
    }

    /// Remarks about the program, known after evaluation.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        self.evaluator.borrow().warnings.clone()
    }
}

impl Value {
    /// Finds a regular field by its path of labels.
    #[must_use]
    pub fn lookup(&self, path: &[&str]) -> Option<Self> {
        let mut evaluator = self.evaluator.borrow_mut();
        let mut vertex = self.vertex;
        for name in path {
            let label = evaluator.program.labels.string(name);
            vertex = evaluator.field(vertex, label)?;
        }
        Some(Self {
            evaluator: Rc::clone(&self.evaluator),
            vertex,
        })
    }

    /// Returns the concrete value.
    pub fn data(&self) -> Result<Data, Diagnostics> {
        export::data(&mut self.evaluator.borrow_mut(), self.vertex)
    }

    /// Returns the concrete value as compact JSON with exact numbers.
    pub fn to_json(&self) -> Result<String, Diagnostics> {
        let data = self.data()?;
        let limits = self.evaluator.borrow().limits.clone();
        json::to_text(&data, &limits)
            .map_err(|_| Diagnostic::error(Code::Limit, "the value is too large").into())
    }

    /// Returns the concrete value as YAML.
    pub fn to_yaml(&self) -> Result<String, Diagnostics> {
        let data = self.data()?;
        let limits = self.evaluator.borrow().limits.clone();
        crate::builtin::yaml_writer::to_text(&data, &limits)
            .map_err(|_| Diagnostic::error(Code::Limit, "the value is too large").into())
    }
}
