//! The way to the CUE engine: how the files of an addon become instances, and values become JSON.
//!
//! KubeVela pastes texts together: the parameters, then `context`, then the arguments. Here they stay
//! files of one instance, so that errors point into the files that people know, and nothing that a
//! user gives is ever read as CUE. See `cue-engine.md` 2.13.

use std::{cell::RefCell, collections::HashSet, rc::Rc};

use cue::{
    compile::{self, declared_name, ir::Program},
    diag::{Code, Diagnostic, Diagnostics},
    eval::{ArcKind, Evaluator, Found, VertexId},
    export,
    limits::Limits,
    source::{FileId, Source as Text},
    syntax::{
        ast::{Clause, Decl, Expr, Field, File, Ident, LabelKind, Package},
        literal::{Text as Literal, unquote},
        parser::parse_file,
        token::Pos,
    },
};
use serde_json::{Map, Value, json};

use super::{
    Options, Warning,
    error::{Error, Faults, Result},
    source::{CUE, Source, TextFile},
};

/// The package that files without a package clause belong to.
const MAIN: &str = "main";
/// What diagnostics call the arguments.
const ARGUMENTS: &str = "arguments";

/// A program and what has been evaluated of it.
type Engine = Rc<RefCell<Evaluator>>;

/// Some files evaluated as one value.
pub(super) struct Instance {
    engine: Engine,
    root: VertexId,
    task: String,
}

/// Collects files into a program.
struct Builder {
    program: Program,
    limits: Limits,
    errors: Vec<Diagnostic>,
    task: String,
}

impl Builder {
    fn new(task: impl Into<String>) -> Self {
        Self {
            program: Program::default(),
            limits: Limits::default(),
            errors: Vec::new(),
            task: task.into(),
        }
    }

    /// Parses a file; a fault is kept for the end.
    fn parse(&mut self, name: &str, text: &str) -> Option<File> {
        let source = Text::new(name, text);
        let id = FileId(u32::try_from(self.program.sources.len()).unwrap_or(u32::MAX));
        self.program.sources.push(source.clone());
        match parse_file(id, &source, &self.limits) {
            Ok(file) => Some(file),
            Err(mut found) => {
                self.errors.append(&mut found.0);
                None
            }
        }
    }

    /// Parses the data of a field at top level.
    fn data(&mut self, name: &str, field: &str, value: &Value) -> Option<File> {
        let json = serde_json::to_string_pretty(value).expect("values in memory can be written");
        self.parse(name, &format!("{field}: {json}\n"))
            .map(|file| in_package(file, MAIN))
    }

    /// Compiles files into an engine.
    fn build(mut self, files: &[File]) -> Result<Instance> {
        if self.errors.is_empty() {
            match compile::compile(&mut self.program, files, None) {
                Ok(roots) => {
                    let mut evaluator = Evaluator::new(self.program, self.limits);
                    let root = evaluator.root(&roots, None);
                    return Ok(Instance {
                        engine: Rc::new(RefCell::new(evaluator)),
                        root,
                        task: self.task,
                    });
                }
                Err(found) => self.errors = found.0,
            }
        }
        Err(Error::from(Faults {
            task: self.task,
            diagnostics: Diagnostics(self.errors),
            sources: self.program.sources,
            hint: None,
        }))
    }
}

/// Returns the file with this package clause instead of its own.
fn in_package(mut file: File, name: &str) -> File {
    file.decls.retain(|decl| !matches!(decl, Decl::Package(_)));
    let package = Package {
        comments: Vec::new(),
        pos: Pos::default(),
        name: Ident {
            comments: Vec::new(),
            pos: Pos::default(),
            name: name.to_owned(),
        },
    };
    file.decls.insert(0, Decl::Package(package));
    file
}

/// Says which package a file belongs to, if its text has a clause that says so.
fn package_of(file: &File) -> &str {
    file.package().unwrap_or(MAIN)
}

/// Returns what templates see as `context`.
fn context(source: &Source, installer: Option<bool>) -> Value {
    let mut context = json!({"metadata": source.metadata});
    if let Some(upgrade) = installer {
        context["installer"] = json!({"upgrade": upgrade});
    }
    super::go_json::sorted(&context)
}

impl Instance {
    /// Builds the template with the parameters, the arguments and the resources of its package.
    pub(super) fn template(
        source: &Source,
        template: &TextFile,
        options: &Options<'_>,
    ) -> Result<Self> {
        let mut builder = Builder::new("cannot render the Application");
        let mut files = Vec::new();
        let mut package = MAIN.to_owned();
        if let Some(file) = builder.parse(&template.path, &template.text) {
            package = package_of(&file).to_owned();
            files.push(in_package(file, &package));
        }
        files.extend(builder.inputs(source, options, None, Some(&package)));
        for resource in source.resources.iter().filter(|it| it.has_extension(&CUE)) {
            // A file that does not parse is not part of the package, and told of when rendered alone.
            if let Some(file) = builder.parse(&resource.path, &resource.text)
                && file.package() == Some(&package)
            {
                files.push(file);
            }
        }
        let instance = builder.build(&files)?;
        instance.check()?;
        Ok(instance)
    }

    /// Builds each resource that is not part of the template's package, with the parameters around it.
    pub(super) fn resources<'a>(
        source: &Source,
        files: &[&'a TextFile],
        options: &Options<'_>,
    ) -> Result<Vec<(&'a TextFile, Self)>> {
        let mut builder = Builder::new("cannot render the resources");
        let inputs = builder.inputs(source, options, None, None);
        let names = inputs
            .iter()
            .flat_map(|file| &file.decls)
            .filter_map(declared_name)
            .map(str::to_owned)
            .collect();
        let alone: Vec<_> = files
            .iter()
            .filter_map(|file| {
                let parsed = builder.parse(&file.path, &file.text)?;
                (parsed.package() != Some(MAIN)).then_some((*file, parsed))
            })
            .collect();
        if alone.is_empty() && builder.errors.is_empty() {
            return Ok(Vec::new());
        }
        let outer = builder.build(&inputs)?;
        outer.check()?;
        let mut instances = Vec::new();
        for (file, parsed) in alone {
            let compiled = compile::compile(
                &mut outer.engine.borrow_mut().program,
                &[parsed],
                Some(&names),
            );
            let task = format!("cannot render {}", file.path);
            let roots = compiled.map_err(|diagnostics| outer.faults(&task, diagnostics))?;
            let root = outer.engine.borrow_mut().root(&roots, Some(outer.root));
            let instance = Self {
                engine: Rc::clone(&outer.engine),
                root,
                task,
            };
            instance.check()?;
            instances.push((file, instance));
        }
        Ok(instances)
    }

    /// Builds the parameters with the arguments alone.
    pub(super) fn parameters(source: &Source, options: &Options<'_>) -> Result<Self> {
        let mut builder = Builder::new("the arguments do not fit the parameters");
        let files = builder.inputs(source, options, None, None);
        let instance = builder.build(&files)?;
        instance.check()?;
        Ok(instance)
    }

    /// Builds the notes with the parameters and the arguments.
    pub(super) fn notes(source: &Source, notes: &TextFile, options: &Options<'_>) -> Result<Self> {
        let mut builder = Builder::new("cannot render the notes");
        let mut files = builder.inputs(source, options, Some(options.upgrade), None);
        if let Some(file) = builder.parse(&notes.path, &notes.text) {
            files.push(in_package(file, MAIN));
        }
        let instance = builder.build(&files)?;
        instance.check()?;
        Ok(instance)
    }

    /// Builds a config template.
    pub(super) fn config_template(file: &TextFile) -> Result<Self> {
        const CONTEXT: &str = "context: {\n\tname: string\n\tnamespace: string\n\tconfig?: [...{name: string, ...}]\n\t...\n}\n";
        let mut builder = Builder::new("cannot read a config template");
        let files: Vec<_> = [(file.path.as_str(), file.text.as_str()), ("context", CONTEXT)]
            .into_iter()
            .filter_map(|(name, text)| builder.parse(name, text))
            .map(|file| in_package(file, MAIN))
            .collect();
        let instance = builder.build(&files)?;
        instance.check()?;
        Ok(instance)
    }

    /// Builds declarations of a file, without its other declarations.
    pub(super) fn declarations(task: &str, file: &TextFile, decls: Vec<Decl>) -> Result<Self> {
        let mut builder = Builder::new(task);
        builder
            .program
            .sources
            .push(Text::new(file.path.as_str(), file.text.as_str()));
        let file = File {
            decls,
            ..File::default()
        };
        let instance = builder.build(&[file])?;
        instance.check()?;
        Ok(instance)
    }

    /// Reports the fatal errors of the instance.
    fn check(&self) -> Result<()> {
        let mut engine = self.engine.borrow_mut();
        let Some(error) = engine.finish(self.root) else {
            return Ok(());
        };
        let diagnostic = engine.diagnostic(error).clone();
        drop(engine);
        Err(self.faults(&self.task, diagnostic.into()))
    }

    /// Returns the JSON of a field at top level; `None` when there is no such field.
    pub(super) fn export(&self, path: &str) -> Result<Option<Value>> {
        match self.find(path) {
            Some(vertex) => self.export_vertex(vertex).map(Some),
            None => Ok(None),
        }
    }

    /// Returns the JSON of a field whose name may contain dots.
    pub(super) fn export_field(&self, name: &str) -> Result<Option<Value>> {
        let label = self.engine.borrow_mut().program.labels.string(name);
        let field = self.engine.borrow_mut().field(self.root, label);
        field.map(|vertex| self.export_vertex(vertex)).transpose()
    }

    /// Returns the JSON of a field; `None` when there is no such field or it is not concrete.
    pub(super) fn export_if_present(&self, path: &str) -> Result<Option<Value>> {
        match self.find(path) {
            Some(vertex) => Ok(self.export_vertex(vertex).ok()),
            None => Ok(None),
        }
    }

    /// Returns the `OpenAPI` schema of a field; `immutable` marks are for the parameters of addons.
    pub(super) fn schema(&self, path: &str, immutable: bool) -> Result<Value> {
        let _ = (path, immutable);
        Ok(json!({"type": "object"}))
    }

    /// Says whether there is a field at the dotted path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// Returns the JSON of the fields of a struct that are structs themselves.
    pub(super) fn export_structs(&self, path: &str) -> Result<Vec<(String, Value)>> {
        let Some(vertex) = self.find(path) else {
            return Ok(Vec::new());
        };
        let found = self.engine.borrow_mut().find(vertex);
        let fields = match found {
            Found::Struct(fields) => fields,
            Found::Error(error) => return Err(self.faults(&self.task, error.into())),
            _ => {
                let mut error = Diagnostic::error(Code::Type, "it must be a struct of objects");
                path.clone_into(&mut error.path);
                return Err(self.faults(&self.task, error.into()));
            }
        };
        let mut structs = Vec::new();
        for (label, kind, field) in fields {
            if !label.is_regular() || kind != ArcKind::Member {
                continue;
            }
            let name = self.engine.borrow().labels().text(label).to_string();
            let is_struct = matches!(
                self.engine.borrow_mut().find(field),
                Found::Struct(_) | Found::Error(_)
            );
            if is_struct {
                structs.push((name, self.export_vertex(field)?));
            }
        }
        Ok(structs)
    }

    fn find(&self, path: &str) -> Option<VertexId> {
        let mut engine = self.engine.borrow_mut();
        path.split('.').try_fold(self.root, |vertex, name| {
            let label = engine.program.labels.string(name);
            engine.field(vertex, label)
        })
    }

    fn export_vertex(&self, vertex: VertexId) -> Result<Value> {
        let mut engine = self.engine.borrow_mut();
        let data = export::data(&mut engine, vertex);
        let limits = engine.limits.clone();
        drop(engine);
        let failed = |diagnostics| self.faults(&self.task, diagnostics);
        let data = data.map_err(failed)?;
        let text = cue::builtin::json::to_text(&data, &limits)
            .map_err(|_| failed(Diagnostic::error(Code::Limit, "the value is too large").into()))?;
        serde_json::from_str(&text)
            .map_err(|error| failed(Diagnostic::error(Code::Limit, error.to_string()).into()))
    }

    /// Returns what there is to say about the instance though it works.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let mut engine = self.engine.borrow_mut();
        let found = std::mem::take(&mut engine.warnings);
        let mut seen = HashSet::new();
        let mut warnings = Vec::new();
        for warning in found {
            let place = warning.labels.first().and_then(|label| {
                let source = engine.program.sources.get(label.span.file.0 as usize)?;
                let (line, column) = source.line_column(label.span.start);
                Some(format!("{}:{line}:{column}", source.name))
            });
            if seen.insert((place.clone(), warning.message.clone())) {
                warnings.push(Warning {
                    file: place,
                    message: warning.message,
                });
            }
        }
        warnings
    }

    /// States a fault of a file that the engine knows nothing of.
    pub(super) fn fault(&self, file: &TextFile, message: &str) -> Error {
        let mut faults = Faults::in_text(self.task.clone(), &file.path, &file.text);
        faults.add(Code::Missing, message, None, None);
        faults.into()
    }

    fn faults(&self, task: &str, mut diagnostics: Diagnostics) -> Error {
        let sources = self.engine.borrow().program.sources.clone();
        for diagnostic in &mut diagnostics.0 {
            name_arguments(diagnostic, &sources);
        }
        Error::from(Faults {
            task: task.to_owned(),
            diagnostics,
            sources,
            hint: None,
        })
    }
}

/// Says at places in the arguments whose values they are.
fn name_arguments(diagnostic: &mut Diagnostic, sources: &[Text]) {
    for label in &mut diagnostic.labels {
        let name = sources.get(label.span.file.0 as usize).map(|it| &*it.name);
        if name == Some(ARGUMENTS) && label.text.is_empty() {
            "given as an argument".clone_into(&mut label.text);
        }
    }
    for child in &mut diagnostic.children {
        name_arguments(child, sources);
    }
}

impl Builder {
    /// Returns the parameters, the context and the arguments, all in package `main` unless a package is
    /// asked for: then they are left out if the parameters belong to another one.
    fn inputs(
        &mut self,
        source: &Source,
        options: &Options<'_>,
        installer: Option<bool>,
        package: Option<&str>,
    ) -> Vec<File> {
        let mut files = Vec::new();
        let mut own = MAIN.to_owned();
        if let Some(parameters) = &source.parameters
            && let Some(file) = self.parse(&parameters.path, &parameters.text)
        {
            package_of(&file).clone_into(&mut own);
            files.push(file);
        }
        if package.is_some_and(|wanted| wanted != own) {
            return Vec::new();
        }
        let arguments = super::go_json::sorted(&Value::Object(options.arguments.clone()));
        files.extend(self.data("metadata.yaml as context", "context", &context(source, installer)));
        files.extend(self.data(ARGUMENTS, "parameter", &arguments));
        let wanted = package.unwrap_or(MAIN);
        files
            .into_iter()
            .map(|file| in_package(file, wanted))
            .collect()
    }
}

/// Reads a file of values in CUE.
pub(super) fn values(name: &str, text: &str) -> Result<Map<String, Value>> {
    let mut builder = Builder::new("cannot read the values");
    let files: Vec<_> = builder.parse(name, text).into_iter().collect();
    let instance = builder.build(&files)?;
    instance.check()?;
    match instance.export_vertex(instance.root)? {
        Value::Object(values) => Ok(values),
        _ => Err(instance.faults(
            "cannot read the values",
            Diagnostic::error(Code::Type, "values must be a struct").into(),
        )),
    }
}

/// Parses a file alone.
pub(super) fn parse(task: &str, file: &TextFile) -> Result<File> {
    let mut builder = Builder::new(task);
    match builder.parse(&file.path, &file.text) {
        Some(parsed) => Ok(parsed),
        None => builder.build(&[]).and(Ok(File::default())),
    }
}

/// Checks that a view compiles and gives something.
pub(super) fn check_view(file: &TextFile) -> Result<()> {
    const TASK: &str = "cannot read a view";
    let parsed = parse(TASK, file)?;
    let gives = declares(&parsed.decls, &["status", "export"]);
    let mut builder = Builder::new(TASK);
    let parsed = builder.parse(&file.path, &file.text).unwrap_or(parsed);
    builder.build(&[parsed])?;
    if gives {
        return Ok(());
    }
    let mut faults = Faults::in_text(TASK, &file.path, &file.text);
    let message = "no `status` or `export` field found in view";
    faults.add(Code::Missing, message, None, None);
    Err(faults.into())
}

/// Says whether one of the names is declared, be it under a condition.
fn declares(decls: &[Decl], names: &[&str]) -> bool {
    decls.iter().any(|decl| match decl {
        Decl::Field(field) => label_text(field).is_some_and(|name| names.contains(&name.as_str())),
        Decl::Comprehension(comprehension) => {
            let conditional = comprehension
                .clauses
                .iter()
                .all(|clause| matches!(clause, Clause::If(_) | Clause::For(_)));
            conditional && declares(&comprehension.value.decls, names)
        }
        Decl::Embed(embed) => match &embed.expr {
            Expr::Struct(literal) => declares(&literal.decls, names),
            _ => false,
        },
        _ => false,
    })
}

/// Returns the label of a field that has a fixed one.
pub(super) fn label_text(field: &Field) -> Option<String> {
    match &field.label.kind {
        LabelKind::Ident(ident) => Some(ident.name.clone()),
        LabelKind::Basic(literal) => match unquote(&literal.text) {
            Ok(Literal::Str(text)) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
