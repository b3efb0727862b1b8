//! Instances and their values: what programs use this crate through.
//!
//! An [`Instance`] is built from the files of one package by a [`Builder`], which can also take data that users gave and
//! an instance that lies around this one. A [`Value`] is a place in it: look at its [`Content`], or export it.

mod builder;
mod value;

#[cfg(test)]
mod tests;

use std::{cell::RefCell, rc::Rc};

use rustc_hash::FxHashSet;

pub use crate::export::Shown;
pub use builder::{Builder, package_name};
pub use value::{Content, Field, Shape, Validator, Value};

use crate::{
    compile,
    diag::{Diagnostic, Diagnostics},
    eval::{Evaluator, VertexId},
    export,
    limits::Limits,
    source::{FileId, Source},
    syntax::{ast::File, format::FormatOptions, parser},
};

/// How many errors of one instance are looked for.
const REPORTED: usize = 100;

/// A set of files with one package name, evaluated as one value.
pub struct Instance {
    evaluator: Rc<RefCell<Evaluator>>,
    root: VertexId,
    files: Vec<File>,
    names: FxHashSet<String>,
    limits: Limits,
}

impl Instance {
    /// Parses and compiles files, given by name and text, which must agree about their package.
    pub fn build(files: &[(&str, &str)], limits: &Limits) -> Result<Self, Diagnostics> {
        let mut builder = Builder::new(limits.clone());
        for (name, text) in files {
            builder = builder.file(name, text);
        }
        builder.build()
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
        let faults = self.value().faults(REPORTED);
        if !faults.is_empty() {
            return Err(Diagnostics(faults));
        }
        let evaluator = self.evaluator.borrow();
        match evaluator.own_error(self.root) {
            Some(error) => Err(evaluator.diagnostic(error).clone().into()),
            None => Ok(()),
        }
    }

    /// Evaluates an expression as if it stood at the top level of the first file.
    ///
    /// It sees all fields of the instance. Errors in what it does not use do not matter.
    pub fn expression(&self, text: &str) -> Result<Value, Diagnostics> {
        let mut evaluator = self.evaluator.borrow_mut();
        let source = Source::new("expression", text);
        let id = FileId(u32::try_from(evaluator.program.sources.len()).unwrap_or(u32::MAX));
        evaluator.program.sources.push(source.clone());
        let parsed = parser::parse_expr(id, &source, &self.limits)?;
        // a value with an error in it has no fields to select
        evaluator.finish(self.root);
        let mut names = evaluator.names(self.root);
        names.extend(self.names.iter().cloned());
        let first = self.files.first();
        let expr = compile::compile_expr(&mut evaluator.program, &parsed, first, &names)?;
        let vertex = evaluator.at_root(self.root, expr);
        Ok(Value {
            evaluator: Rc::clone(&self.evaluator),
            vertex,
        })
    }

    /// Writes a value of this instance as CUE, what is not known yet as the expression it waits for.
    pub fn to_cue(
        &self,
        value: &Value,
        shown: Shown,
        options: FormatOptions,
    ) -> Result<String, Diagnostics> {
        let mut evaluator = self.evaluator.borrow_mut();
        export::write(
            &mut evaluator,
            value.vertex,
            &self.files,
            shown,
            options.simplify,
        )
    }

    /// The sources that labels of diagnostics refer to by number.
    pub fn sources(&self) -> Vec<Source> {
        self.evaluator.borrow().program.sources.clone()
    }

    /// Remarks about the program, known after evaluation.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        self.evaluator.borrow().warnings.clone()
    }
}
