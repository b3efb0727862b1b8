//! The way to the CUE engine: how the files of an addon become instances, and values become JSON.
//!
//! KubeVela pastes texts together: the parameters, then `context`, then the arguments. Here they stay
//! files of one instance, so that errors point into the files that people know, and nothing that a
//! user gives is ever read as CUE. See `cue-engine.md` 2.13.

use cue::{
    api::{Builder, Content, Instance as Evaluated, Value as Place, package_name},
    diag::{Code, Diagnostic, Diagnostics},
    eval::ArcKind,
    kind::Kinds,
    limits::Limits,
    openapi::schema_of,
    source::{FileId, Source as Text},
    syntax::{
        ast::{Clause, Decl, Expr, Field, File, LabelKind},
        literal::{Text as Literal, unquote},
        parser::parse_file,
    },
};
use serde_json::{Map, Value, json};

pub(super) use cue::openapi::Immutable;

use super::{
    Options, Warning,
    error::{Error, Faults, Result},
    go_json,
    source::{CUE, Source, TextFile},
    tree::Tree,
};

/// The package that files without a package clause belong to.
const MAIN: &str = "main";
/// How many faults of one instance are told.
const REPORTED: usize = 100;
/// What diagnostics call the arguments.
const ARGUMENTS: &str = "arguments";
/// What diagnostics call the data that templates see as `context`.
const CONTEXT: &str = "context";

/// Some files evaluated as one value.
pub(super) struct Instance {
    engine: Evaluated,
    task: String,
}

/// Names and texts of files, in order.
type Files = Vec<(String, String)>;

/// Returns the parameters, the context and the arguments as files of a package.
fn inputs(source: &Source, options: &Options<'_>, installer: Option<bool>) -> Files {
    let mut files = Files::new();
    if let Some(file) = &source.parameters {
        files.push((file.path.clone(), file.text.clone()));
    }
    let mut context = json!({"metadata": source.metadata});
    if let Some(upgrade) = installer {
        context["installer"] = json!({"upgrade": upgrade});
    }
    let arguments = Value::Object(options.arguments.clone());
    files.push((CONTEXT.to_owned(), field("context", &context)));
    files.push((ARGUMENTS.to_owned(), field("parameter", &arguments)));
    files
}

/// Writes data as a field; all of JSON is CUE.
fn field(name: &str, value: &Value) -> String {
    let json = serde_json::to_string_pretty(&go_json::sorted(value))
        .expect("values in memory can be written to memory");
    format!("{name}: {json}\n")
}

impl Instance {
    /// Builds files, inside another instance if there is one, and reports fatal errors.
    fn build(
        task: impl Into<String>,
        files: &Files,
        package: Option<&str>,
        around: Option<&Self>,
    ) -> Result<Self> {
        let instance = Self::compile(task, files, package, around)?;
        match instance.engine.value().fatal() {
            Some(error) => Err(instance.faults(instance.all_faults(error))),
            None => Ok(instance),
        }
    }

    /// Returns all fatal errors, of which `first` is one.
    fn all_faults(&self, first: Diagnostic) -> Diagnostics {
        let all = self.engine.value().faults(REPORTED);
        if all.is_empty() {
            first.into()
        } else {
            Diagnostics(all)
        }
    }

    /// Builds files without looking at their values.
    fn compile(
        task: impl Into<String>,
        files: &Files,
        package: Option<&str>,
        around: Option<&Self>,
    ) -> Result<Self> {
        let task = task.into();
        let mut sources = around.map_or(Vec::new(), |around| around.engine.sources());
        let mut builder = Builder::new(Limits::default());
        for (name, text) in files {
            sources.push(Text::new(name.as_str(), text.as_str()));
            builder = builder.file(name, text);
        }
        if let Some(package) = package {
            builder = builder.package(package);
        }
        if let Some(around) = around {
            builder = builder.around(&around.engine);
        }
        let engine = builder
            .build()
            .map_err(|diagnostics| failure(&task, diagnostics, sources))?;
        Ok(Self { engine, task })
    }

    /// Builds the template with the parameters, the arguments and the resources of its package.
    pub(super) fn template(
        source: &Source,
        template: &TextFile,
        options: &Options<'_>,
    ) -> Result<Self> {
        const TASK: &str = "cannot render the Application";
        let package = package(TASK, template)?.unwrap_or_else(|| MAIN.to_owned());
        let mut files = vec![(template.path.clone(), template.text.clone())];
        files.append(&mut inputs(source, options, None));
        for resource in source.resources.iter().filter(|it| it.has_extension(&CUE)) {
            if self::package(TASK, resource)?.as_ref() == Some(&package) {
                files.push((resource.path.clone(), resource.text.clone()));
            }
        }
        Self::build(TASK, &files, Some(&package), None)
    }

    /// Builds each resource that is not part of package `main`, inside the parameters.
    pub(super) fn resources<'a>(
        source: &Source,
        files: &[&'a TextFile],
        options: &Options<'_>,
    ) -> Result<Vec<(&'a TextFile, Self)>> {
        let mut alone = Vec::new();
        for file in files {
            if stands_alone(file)? {
                alone.push(*file);
            }
        }
        if alone.is_empty() {
            return Ok(Vec::new());
        }
        let outer = Self::parameters(source, options)?;
        alone
            .into_iter()
            .map(|file| Ok((file, Self::resource(file, &outer)?)))
            .collect()
    }

    /// Builds a resource that is not part of package `main`, inside the parameters.
    pub(super) fn resource(file: &TextFile, outer: &Self) -> Result<Self> {
        let task = format!("cannot render {}", file.path);
        let files = vec![(file.path.clone(), file.text.clone())];
        Self::build(task, &files, None, Some(outer))
    }

    /// Builds the parameters with the arguments alone.
    pub(super) fn parameters(source: &Source, options: &Options<'_>) -> Result<Self> {
        const TASK: &str = "the arguments do not fit the parameters";
        let package = parameter_package(TASK, source)?;
        let files = inputs(source, options, None);
        Self::build(TASK, &files, Some(&package), None)
    }

    /// Builds the notes with the parameters and the arguments.
    pub(super) fn notes(source: &Source, notes: &TextFile, options: &Options<'_>) -> Result<Self> {
        const TASK: &str = "cannot render the notes";
        let package = match package(TASK, notes)? {
            Some(package) => package,
            None => parameter_package(TASK, source)?,
        };
        let mut files = inputs(source, options, Some(options.upgrade));
        files.push((notes.path.clone(), notes.text.clone()));
        Self::build(TASK, &files, Some(&package), None)
    }

    /// Builds the parameters without arguments, to make a schema of them.
    pub(super) fn parameter_types(file: &TextFile) -> Result<Self> {
        Self::with_open_context("cannot make a schema of the parameters", file)
    }

    /// Builds a config template.
    pub(super) fn config_template(file: &TextFile) -> Result<Self> {
        Self::with_open_context("cannot read a config template", file)
    }

    fn with_open_context(task: &str, file: &TextFile) -> Result<Self> {
        const TEXT: &str = "context: {\n\tname: string\n\tnamespace: string\n\tconfig?: [...{name: string, ...}]\n\t...\n}\n";
        let package = package(task, file)?.unwrap_or_else(|| MAIN.to_owned());
        let files = vec![
            (file.path.clone(), file.text.clone()),
            (CONTEXT.to_owned(), TEXT.to_owned()),
        ];
        Self::build(task, &files, Some(&package), None)
    }

    /// Builds one text.
    pub(super) fn single(task: &str, name: &str, text: &str) -> Result<Self> {
        Self::build(task, &vec![(name.to_owned(), text.to_owned())], None, None)
    }

    /// Returns the JSON of a field; `None` when there is no such field.
    pub(super) fn export(&self, path: &[&str]) -> Result<Option<Value>> {
        let place = self.engine.value().lookup(path);
        place.map(|place| self.to_json(&place)).transpose()
    }

    /// Returns the JSON of a field; `None` when there is no such field or it is not concrete.
    pub(super) fn export_if_concrete(&self, path: &[&str]) -> Option<Value> {
        self.export(path).ok().flatten()
    }

    /// Returns the `OpenAPI` schema of a field.
    pub(super) fn schema(&self, path: &[&str], immutable: Immutable) -> Value {
        schema_of(&self.engine, path, immutable).value
    }

    /// Says whether there is a field at the path.
    pub(super) fn has(&self, path: &[&str]) -> bool {
        self.engine.value().lookup(path).is_some()
    }

    /// Returns the JSON of the fields of a struct that are structs themselves.
    pub(super) fn export_structs(&self, name: &str) -> Result<Vec<(String, Value)>> {
        let Some(place) = self.engine.value().lookup(&[name]) else {
            return Ok(Vec::new());
        };
        let fields = match settled(place).content() {
            Content::Shape(shape) if shape.kinds.within(Kinds::STRUCT) => shape.fields,
            Content::Error(error, _) => return Err(self.faults(error.into())),
            _ => {
                let mut error = Diagnostic::error(Code::Type, "it must be a struct of objects");
                name.clone_into(&mut error.path);
                return Err(self.faults(error.into()));
            }
        };
        let mut structs = Vec::new();
        for field in fields {
            if !field.regular || field.kind != ArcKind::Member {
                continue;
            }
            let is_struct = match settled(field.value.clone()).content() {
                Content::Shape(shape) => shape.kinds.within(Kinds::STRUCT),
                Content::Error(..) => true,
                Content::Arms(_) => false,
            };
            if is_struct {
                structs.push((field.name.to_string(), self.to_json(&field.value)?));
            }
        }
        Ok(structs)
    }

    fn to_json(&self, place: &Place) -> Result<Value> {
        place.to_serde().map_err(|error| self.faults(error))
    }

    /// Returns the value of a field with places; `None` when there is no such field.
    pub(super) fn tree(&self, path: &[&str]) -> Option<Tree> {
        let place = self.engine.value().lookup(path)?;
        let is_file = |name: &str| name != ARGUMENTS && name != CONTEXT;
        Tree::of_cue(&place, &self.engine.sources(), &is_file)
    }

    /// Returns what there is to say about the instance though it works, with places.
    pub(super) fn remarks(&self) -> Faults {
        Faults {
            task: self.task.clone(),
            diagnostics: Diagnostics(self.engine.warnings()),
            sources: self.engine.sources(),
            hint: None,
        }
    }

    /// Returns what the `OpenAPI` schema of a field cannot say.
    pub(super) fn schema_gaps(&self, path: &[&str]) -> Faults {
        let gaps = schema_of(&self.engine, path, Immutable::Mark).warnings;
        Faults {
            task: self.task.clone(),
            diagnostics: Diagnostics(gaps),
            sources: self.engine.sources(),
            hint: None,
        }
    }

    /// Returns what there is to say about the instance though it works.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let sources = self.engine.sources();
        let found = self.engine.warnings().into_iter();
        found
            .map(|warning| {
                let place = warning.labels.first().and_then(|label| {
                    let source = sources.get(label.span.file.0 as usize)?;
                    let (line, column) = source.line_column(label.span.start);
                    Some(format!("{}:{line}:{column}", source.name))
                });
                Warning {
                    file: place,
                    message: warning.message,
                }
            })
            .collect()
    }

    /// States a fault of a file that the engine knows nothing of.
    pub(super) fn fault(&self, file: &TextFile, message: &str) -> Error {
        let mut faults = Faults::in_text(self.task.clone(), &file.path, &file.text);
        faults.add(Code::Missing, message, None, None);
        faults.into()
    }

    fn faults(&self, diagnostics: Diagnostics) -> Error {
        failure(&self.task, diagnostics, self.engine.sources())
    }
}

/// Follows the default of a disjunction, if it has one.
fn settled(place: Place) -> Place {
    place.default().unwrap_or(place)
}

/// States what is wrong in some texts.
pub(super) fn failure(task: &str, mut diagnostics: Diagnostics, sources: Vec<Text>) -> Error {
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

/// Says at places in the arguments whose values they are.
fn name_arguments(diagnostic: &mut Diagnostic, sources: &[Text]) {
    for label in &mut diagnostic.labels {
        let name = sources.get(label.span.file.0 as usize).map(|it| &*it.name);
        if name == Some(ARGUMENTS) {
            let separator = if label.text.is_empty() { "" } else { ", " };
            label.text.push_str(separator);
            label.text.push_str("given as an argument");
        }
    }
    for child in &mut diagnostic.children {
        name_arguments(child, sources);
    }
}

/// Returns the package that a file says it belongs to.
fn package(task: &str, file: &TextFile) -> Result<Option<String>> {
    package_name(&file.path, &file.text, &Limits::default()).map_err(|diagnostics| {
        let sources = vec![Text::new(file.path.as_str(), file.text.as_str())];
        failure(task, diagnostics, sources)
    })
}

/// Says whether a resource is a component of its own instead of part of the template.
pub(super) fn stands_alone(file: &TextFile) -> Result<bool> {
    let task = format!("cannot render {}", file.path);
    Ok(package(&task, file)?.as_deref() != Some(MAIN))
}

/// Checks the names that a definition uses, of which a cluster gives `context`.
///
/// A cluster sees the imports and the template; whatever else the file has is not kept.
pub(super) fn check_names(file: &TextFile) -> Result<()> {
    const TASK: &str = "cannot make a definition";
    let parsed = parse(TASK, file)?;
    let mut kept = Vec::new();
    for decl in &parsed.decls {
        match decl {
            Decl::Import(import) => {
                let last = import.specs.last().map(|spec| spec.path.pos.span.end);
                let end = import.rparen.map(|rparen| rparen.span.end).or(last);
                let start = import.pos.span.start;
                kept.push(start as usize..end.unwrap_or(start) as usize);
            }
            Decl::Field(field) if label_text(field).as_deref() == Some("template") => {
                let start = field.label.span().start;
                kept.push(start as usize..field.value.span().end as usize);
            }
            _ => {}
        }
    }
    // Blanks keep the places what they are.
    let blank = |(at, c): (usize, char)| {
        let shown = c == '\n' || kept.iter().any(|range| range.contains(&at));
        let (shown, count) = if shown { (c, 1) } else { (' ', c.len_utf8()) };
        std::iter::repeat_n(shown, count)
    };
    let text: String = file.text.char_indices().flat_map(blank).collect();
    Builder::new(Limits::default())
        .file(&file.path, &text)
        .value(CONTEXT, cue::builtin::Data::Struct(Vec::new()), CONTEXT)
        .build()
        .map(|_| ())
        .map_err(|diagnostics| {
            let sources = vec![Text::new(file.path.as_str(), file.text.as_str())];
            failure(TASK, diagnostics, sources)
        })
}

/// Checks the template that a definition in YAML holds; says what is wrong with which of its lines.
pub(super) fn check_template(text: &str) -> Vec<(Code, String)> {
    let built = Builder::new(Limits::default())
        .file("template", text)
        .value(CONTEXT, cue::builtin::Data::Struct(Vec::new()), CONTEXT)
        .build();
    let Err(diagnostics) = built else {
        return Vec::new();
    };
    let source = Text::new("template", text);
    let told = diagnostics.0.iter().map(|diagnostic| {
        let span = diagnostic.labels.first().map(|label| label.span);
        let line = span.map_or(1, |span| source.line_column(span.start).0);
        (
            diagnostic.code,
            format!("line {line} of the template: {diagnostic}"),
        )
    });
    told.collect()
}

/// Returns the package of the parameters.
fn parameter_package(task: &str, source: &Source) -> Result<String> {
    let own = match &source.parameters {
        Some(file) => package(task, file)?,
        None => None,
    };
    Ok(own.unwrap_or_else(|| MAIN.to_owned()))
}

/// Reads a file of values in CUE.
pub(super) fn values(name: &str, text: &str) -> Result<Map<String, Value>> {
    let instance = Instance::single("cannot read the values", name, text)?;
    if let Value::Object(values) = instance.to_json(&instance.engine.value())? {
        return Ok(values);
    }
    let error = Diagnostic::error(Code::Type, "values must be a struct");
    Err(instance.faults(error.into()))
}

/// Parses a file alone.
pub(super) fn parse(task: &str, file: &TextFile) -> Result<File> {
    let source = Text::new(file.path.as_str(), file.text.as_str());
    parse_file(FileId::default(), &source, &Limits::default())
        .map_err(|diagnostics| failure(task, diagnostics, vec![source]))
}

/// Checks that a view compiles and gives something.
pub(super) fn check_view(file: &TextFile) -> Result<()> {
    const TASK: &str = "cannot read a view";
    let parsed = parse(TASK, file)?;
    Builder::new(Limits::default())
        .file(&file.path, &file.text)
        .build()
        .map_err(|diagnostics| {
            let sources = vec![Text::new(file.path.as_str(), file.text.as_str())];
            failure(TASK, diagnostics, sources)
        })?;
    if declares(&parsed.decls, &["status", "export"]) {
        return Ok(());
    }
    let mut faults = Faults::in_text(TASK, &file.path, &file.text);
    let message = "no `status` or `export` field found in view";
    faults.add(Code::Missing, message, None, None);
    Err(faults.into())
}

/// Says whether one of the names is declared, be it under a condition.
pub(super) fn declares(decls: &[Decl], names: &[&str]) -> bool {
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
