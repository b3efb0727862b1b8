//! Everything that is wrong with an addon, part by part, instead of the first thing.
//!
//! [`render`](super::render) stops at the first fault, as enabling an addon does. Here each file is looked
//! at on its own as far as that goes, and what renders is returned with the places it comes from.

use std::{collections::HashSet, sync::Arc};

use cue::{
    diag::{Code, Diagnostic},
    source::Source as Text,
};
use serde_json::{Map, Value, json};

use super::{
    Finding, Options, Rendered, Schema, Warning, config_template,
    cue::{self as language, Instance},
    definition,
    error::{Error, Faults, span},
    files,
    kinds::{APPLICATION, COMPONENT},
    notes, render,
    shape::{Fault, FaultKind, Path, read},
    source::{CUE, Source, Template, TextFile, YAML},
    tree::{FilePlace, Tree},
};

/// What a problem is about, where its diagnostic does not say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A file in CUE, or what it evaluates to.
    Cue,
    /// A file in YAML.
    Yaml,
    /// A file of several YAML documents.
    Documents,
    /// A resource without `output`.
    NoOutput,
    /// Parameters of which no schema can be made.
    Schema,
    /// A definition that a cluster refuses.
    Definition,
    /// A field that KubeVela drops.
    Dropped,
    /// Anything else that keeps the addon from being rendered.
    Render,
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What it is about.
    pub topic: Topic,
    /// What is wrong and where.
    pub diagnostic: Diagnostic,
    /// The texts that the diagnostic points into, by number.
    pub sources: Arc<[Text]>,
}

/// What there is to say about an addon.
#[derive(Debug, Default)]
pub struct Inspection {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The Application's components as far as they render.
    pub components: Vec<Tree>,
    /// Objects of resources in YAML and of `outputs`.
    pub objects: Vec<Tree>,
    /// Definitions in YAML.
    pub definitions: Vec<Tree>,
    /// The objects, if the addon renders.
    pub rendered: Option<Rendered>,
}

/// Looks at all parts of an addon; parameters without a value get a sample.
pub fn inspect(source: &Source, options: &Options<'_>) -> Inspection {
    let mut inspector = Inspector {
        source,
        found: Inspection::default(),
        broken: HashSet::new(),
    };
    inspector.syntax();
    let schema = inspector.parameters();
    let missing = schema.check(options.arguments);
    let samples = samples(schema.value.as_ref(), &missing);
    let incomplete = missing
        .iter()
        .any(|finding| matches!(finding, Finding::Missing { .. }));
    // A sample may be refused for its value; what is refused without any is the addon's own fault.
    inspector.application(options, incomplete);
    inspector.files(options, incomplete);
    let mut arguments = options.arguments.clone();
    arguments.extend(samples);
    let options = Options {
        arguments: &arguments,
        ..*options
    };
    if incomplete {
        let mut second = Inspector {
            source,
            found: Inspection::default(),
            broken: inspector.broken.clone(),
        };
        second.application(&options, true);
        inspector.found.components = second.found.components;
        inspector.found.objects = second.found.objects;
    }
    inspector.whole(&options, incomplete);
    inspector.found
}

/// The text of parameters that have no value.
pub const SAMPLE: &str = "sample";

/// Makes values for the parameters that need one, where any of their type will do.
fn samples(schema: Option<&Value>, missing: &[Finding]) -> Map<String, Value> {
    let mut values = Map::new();
    for finding in missing {
        let Finding::Missing { name, .. } = finding else {
            continue;
        };
        let property = schema.and_then(|schema| {
            name.split('.')
                .try_fold(schema, |schema, step| schema["properties"].get(step))
        });
        let Some(sample) = property.map(sample) else {
            continue;
        };
        let mut steps: Vec<_> = name.split('.').collect();
        let last = steps.pop().unwrap_or_default();
        let below = steps.into_iter().try_fold(&mut values, |values, step| {
            values
                .entry(step)
                .or_insert_with(|| json!({}))
                .as_object_mut()
        });
        if let Some(below) = below {
            below.insert(last.to_owned(), sample);
        }
    }
    values
}

fn sample(schema: &Value) -> Value {
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    match schema["type"].as_str() {
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(false),
        Some("array") => json!([]),
        Some("object") => json!({}),
        _ => json!(SAMPLE),
    }
}

struct Inspector<'a> {
    source: &'a Source,
    found: Inspection,
    /// Files that do not parse, and so cannot be built with others.
    broken: HashSet<&'a str>,
}

/// Says whether an error may be due to a parameter without a value.
fn is_incomplete(diagnostic: &Diagnostic) -> bool {
    matches!(
        diagnostic.code,
        Code::Incomplete | Code::Missing | Code::Required | Code::Ambiguous
    )
}

impl<'a> Inspector<'a> {
    fn add(&mut self, topic: Topic, faults: Faults) {
        let sources: Arc<[Text]> = faults.sources.into();
        for diagnostic in faults.diagnostics.0 {
            let known = self.found.problems.iter().any(|known| {
                let same = known.diagnostic.message == diagnostic.message;
                same && place(&known.diagnostic, &known.sources) == place(&diagnostic, &sources)
            });
            if !known {
                self.found.problems.push(Problem {
                    topic,
                    diagnostic,
                    sources: Arc::clone(&sources),
                });
            }
        }
    }

    fn add_error(&mut self, topic: Topic, error: Error) {
        match error {
            Error::Content(faults) => self.add(topic, *faults),
            other => {
                let mut faults = Faults::in_text("", "metadata.yaml", "");
                faults.add(Code::User, other.to_string(), None, None);
                self.add(Topic::Render, faults);
            }
        }
    }

    /// As [`Self::add_error`], without what may be due to a parameter without a value.
    fn add_complete(&mut self, topic: Topic, error: Error, incomplete: bool) {
        match error {
            Error::Content(mut faults) => {
                faults
                    .diagnostics
                    .0
                    .retain(|diagnostic| !incomplete || !is_incomplete(diagnostic));
                self.add(topic, *faults);
            }
            other => self.add_error(topic, other),
        }
    }

    fn add_at(&mut self, topic: Topic, file: &TextFile, message: String, at: Option<&FilePlace>) {
        let mut faults = Faults::in_text("", &file.path, &file.text);
        let place = at
            .filter(|at| at.file == file.path)
            .map_or((0, 0), |at| (at.start, at.end));
        faults.add(Code::User, message, Some(place), None);
        self.add(topic, faults);
    }

    /// Parses every file in CUE.
    fn syntax(&mut self) {
        let source = self.source;
        let lists = [
            &source.resources,
            &source.definitions,
            &source.views,
            &source.config_templates,
        ];
        let template = match &source.template {
            Template::Cue(file) => Some(file),
            _ => None,
        };
        let alone = [template, source.parameters.as_ref(), source.notes.as_ref()];
        let all = lists
            .into_iter()
            .flatten()
            .chain(alone.into_iter().flatten());
        for file in all.filter(|file| file.has_extension(&CUE)) {
            if let Err(error) = language::parse("cannot read the addon", file) {
                self.broken.insert(&file.path);
                self.add_error(Topic::Cue, error);
            }
        }
    }

    fn is_whole(&self, file: &TextFile) -> bool {
        !self.broken.contains(file.path.as_str())
    }

    fn parameters(&mut self) -> Schema {
        let none = Schema { value: None };
        let Some(file) = &self.source.parameters else {
            return none;
        };
        if !self.is_whole(file) {
            return none;
        }
        match Instance::parameter_types(file) {
            Err(error) => {
                self.add_error(Topic::Cue, error);
                none
            }
            Ok(instance) if !instance.has(&["parameter"]) => {
                let message = "there is no `parameter`".to_owned();
                self.add_at(Topic::Schema, file, message, None);
                none
            }
            Ok(instance) => {
                self.add(Topic::Schema, instance.schema_gaps(&["parameter"]));
                Schema::of(self.source).unwrap_or(none)
            }
        }
    }

    /// Looks at the template and the resources.
    fn application(&mut self, options: &Options<'_>, incomplete: bool) {
        let source = self.source;
        let parameters_whole = source
            .parameters
            .as_ref()
            .is_none_or(|file| self.is_whole(file));
        match &source.template {
            Template::Cue(template) => {
                let resources = source.resources.iter();
                let all_whole = resources
                    .filter(|file| file.has_extension(&CUE))
                    .all(|file| self.is_whole(file));
                if all_whole && parameters_whole && self.is_whole(template) {
                    self.cue_template(template, options, incomplete);
                }
            }
            Template::Yaml(template) => {
                if let Some(tree) = self.yaml(template) {
                    self.yaml_template(template, &tree);
                }
            }
            Template::None => {}
        }
        for file in source.resources.iter().filter(|it| it.has_extension(&YAML)) {
            let object = self.yaml_object(file);
            self.found.objects.extend(object);
        }
        if !parameters_whole {
            return;
        }
        let outer = match Instance::parameters(source, options) {
            Ok(outer) => outer,
            Err(error) => return self.add_complete(Topic::Cue, error, incomplete),
        };
        for file in source.resources.iter().filter(|it| it.has_extension(&CUE)) {
            if self.is_whole(file) {
                match language::stands_alone(file) {
                    Ok(true) => self.component(file, &outer, incomplete),
                    Ok(false) => {}
                    Err(error) => self.add_error(Topic::Cue, error),
                }
            }
        }
    }

    fn cue_template(&mut self, template: &TextFile, options: &Options<'_>, incomplete: bool) {
        let instance = match Instance::template(self.source, template, options) {
            Ok(instance) => instance,
            Err(error) => return self.add_complete(Topic::Cue, error, incomplete),
        };
        self.add(Topic::Cue, instance.remarks());
        match instance.export(&["output"]) {
            Err(error) => self.add_complete(Topic::Cue, error, incomplete),
            Ok(None) => {
                let message = "the template has no `output`".to_owned();
                self.add_at(Topic::Render, template, message, None);
            }
            Ok(Some(output)) => {
                let mut found = Vec::new();
                read(&output, &APPLICATION, &Path::default(), &mut found);
                let tree = instance.tree(&["output"]);
                self.shape_faults(template, found, tree.as_ref());
            }
        }
        if let Some(tree) = instance.tree(&["output"]) {
            let components = tree.get("spec").and_then(|spec| spec.get("components"));
            let components = components.map_or(&[][..], Tree::items);
            self.found.components.extend(components.iter().cloned());
        }
        if let Err(error) = instance.export_structs("outputs") {
            self.add_complete(Topic::Cue, error, incomplete);
        }
        if let Some(tree) = instance.tree(&["outputs"]) {
            let objects = tree.entries().iter().map(|(_, object)| object.clone());
            self.found.objects.extend(objects);
        }
    }

    fn shape_faults(&mut self, file: &TextFile, faults: Vec<Fault>, tree: Option<&Tree>) {
        for fault in faults {
            let place = tree.and_then(|tree| tree.place_at(&fault.path));
            let (topic, message) = match &fault.kind {
                FaultKind::Unknown { .. } => {
                    (Topic::Dropped, format!("KubeVela drops the {fault}"))
                }
                FaultKind::WrongType { .. } => (Topic::Render, fault.to_string()),
            };
            let place = place.cloned();
            let elsewhere = place.as_ref().and_then(|place| {
                let mut all = self.source.resources.iter().chain(&self.source.parameters);
                all.find(|other| other.path == place.file)
            });
            self.add_at(topic, elsewhere.unwrap_or(file), message, place.as_ref());
        }
    }

    /// Reads a YAML file and tells of what is wrong with it.
    fn yaml(&mut self, file: &TextFile) -> Option<Tree> {
        let options = addon_yaml::Options::go();
        let documents = match addon_yaml::load_all(&file.text, &options) {
            Ok(documents) => documents,
            Err(error) => {
                let error = super::error::yaml_fault("", &file.path, &file.text, &error);
                self.add_error(Topic::Yaml, error);
                return None;
            }
        };
        let mut used = documents.iter().filter(|node| !node.is_null());
        if let Some(second) = used.nth(1) {
            let count = documents.iter().filter(|node| !node.is_null()).count();
            let tree = Tree::of_yaml(second, &file.path, &file.text);
            let message = format!("only the first of its {count} documents is used");
            self.add_at(Topic::Documents, file, message, tree.place.as_ref());
        }
        let first = documents.first()?;
        Some(Tree::of_yaml(first, &file.path, &file.text))
    }

    fn yaml_template(&mut self, template: &TextFile, tree: &Tree) {
        if tree.text_of("kind").is_none_or(str::is_empty) {
            let message = "the template has no `kind`".to_owned();
            self.add_at(Topic::Render, template, message, tree.place.as_ref());
            return;
        }
        let options = addon_yaml::Options::go();
        if let Ok(value) = addon_yaml::to_json_value(&template.text, &options) {
            let mut found = Vec::new();
            read(&value, &APPLICATION, &Path::default(), &mut found);
            self.shape_faults(template, found, Some(tree));
        }
        let components = tree.get("spec").and_then(|spec| spec.get("components"));
        let components = components.map_or(&[][..], Tree::items);
        self.found.components.extend(components.iter().cloned());
    }

    fn yaml_object(&mut self, file: &TextFile) -> Option<Tree> {
        let tree = self.yaml(file)?;
        if tree.entries().is_empty() && tree.kind_name() != "a struct" {
            let message = if tree.kind_name() == "null" {
                "the file holds no object and is left out".to_owned()
            } else {
                format!("the file holds {}, not an object", tree.kind_name())
            };
            let topic = if tree.kind_name() == "null" {
                Topic::Dropped
            } else {
                Topic::Render
            };
            self.add_at(topic, file, message, tree.place.as_ref());
            return None;
        }
        Some(tree)
    }

    fn component(&mut self, file: &TextFile, outer: &Instance, incomplete: bool) {
        let instance = match Instance::resource(file, outer) {
            Ok(instance) => instance,
            Err(error) => return self.add_complete(Topic::Cue, error, incomplete),
        };
        self.add(Topic::Cue, instance.remarks());
        let tree = instance.tree(&["output"]);
        match instance.export(&["output"]) {
            Err(error) => self.add_complete(Topic::Cue, error, incomplete),
            Ok(None) => {
                let message = "the file has no `output` and is left out".to_owned();
                self.add_at(Topic::NoOutput, file, message, None);
            }
            Ok(Some(output)) => {
                let mut found = Vec::new();
                read(&output, &COMPONENT, &Path::default(), &mut found);
                self.shape_faults(file, found, tree.as_ref());
            }
        }
        self.found.components.extend(tree);
    }

    /// Looks at the files that become objects on their own.
    fn files(&mut self, options: &Options<'_>, incomplete: bool) {
        let source = self.source;
        let namespace = options.namespace;
        for file in &source.definitions {
            self.definition(file, namespace);
        }
        for file in &source.config_templates {
            if self.is_whole(file)
                && let Err(error) = config_template::render(file, namespace)
            {
                self.add_error(Topic::Cue, error);
            }
        }
        for file in &source.ui_schemas {
            if let Err(error) = files::ui_schema(file, namespace) {
                self.add_error(Topic::Yaml, error);
            }
        }
        for file in &source.views {
            if file.has_extension(&YAML) {
                let object = self.yaml_object(file);
                self.found.objects.extend(object);
            } else if self.is_whole(file)
                && let Err(error) = files::view(file, namespace, &mut Vec::new())
            {
                self.add_error(Topic::Cue, error);
            }
        }
        let Some(file) = &source.notes else { return };
        let mut warnings = Vec::new();
        if !incomplete
            && self.is_whole(file)
            && notes::render(source, options, &mut warnings).is_none()
        {
            for Warning { message, .. } in warnings {
                self.add_at(Topic::Cue, file, message, None);
            }
        }
    }

    fn definition(&mut self, file: &'a TextFile, namespace: &str) {
        let mut refusals = Vec::new();
        let mut warnings = Vec::new();
        let result = if file.has_extension(&YAML) {
            let Some(tree) = self.yaml_object(file) else {
                return;
            };
            self.embedded(file, &tree);
            self.found.definitions.push(tree);
            definition::from_yaml(file, namespace, &mut warnings, &mut refusals)
        } else if self.is_whole(file) {
            if let Err(error) = language::check_names(file) {
                self.add_error(Topic::Cue, error);
            }
            definition::from_cue(file, namespace, &mut refusals)
        } else {
            return;
        };
        if let Err(error) = result {
            self.add_error(Topic::Definition, error);
        }
        let refusals = refusals.into_iter().map(|it| (Topic::Definition, it));
        let dropped = warnings.into_iter().filter(|it| it.place().is_some());
        let dropped = dropped.map(|it| (Topic::Dropped, it));
        for (topic, warning) in refusals.chain(dropped) {
            let text = Text::new(file.path.as_str(), file.text.as_str());
            let at = warning.place().map_or(0, |(_, line, column)| {
                let lines = file.text.split_inclusive('\n').take(line.saturating_sub(1));
                lines.map(str::len).sum::<usize>() + column.saturating_sub(1)
            });
            let end = text.text[at.min(text.text.len())..]
                .find([':', '\n'])
                .map_or(text.text.len(), |length| at + length);
            let mut faults = Faults::in_text("", &file.path, &file.text);
            faults.add(Code::User, warning.message, None, None);
            if let Some(first) = faults.diagnostics.0.first_mut() {
                *first = first.clone().at(span(at, end), "");
            }
            self.add(topic, faults);
        }
    }

    /// Looks at the template in a definition in YAML.
    fn embedded(&mut self, file: &TextFile, definition: &Tree) {
        let steps = ["spec", "schematic", "cue", "template"];
        let template = steps
            .into_iter()
            .try_fold(definition, |tree, step| tree.get(step));
        let Some((template, text)) = template.and_then(|it| Some((it, it.as_text()?))) else {
            return;
        };
        for (code, message) in language::check_template(text) {
            let place = template.place.as_ref().map(|at| (at.start, at.end));
            let mut faults = Faults::in_text("", &file.path, &file.text);
            faults.add(code, message, place, None);
            self.add(Topic::Cue, faults);
        }
    }

    /// Renders everything together, for what only shows then.
    fn whole(&mut self, options: &Options<'_>, incomplete: bool) {
        match render(self.source, options) {
            Ok(rendered) => self.found.rendered = Some(rendered),
            // Whatever it is has been said, except where nothing has.
            Err(error) if self.found.problems.is_empty() => {
                self.add_complete(Topic::Render, error, incomplete);
            }
            Err(_) => {}
        }
    }
}

fn place(diagnostic: &Diagnostic, sources: &[Text]) -> Option<(Arc<str>, u32)> {
    let span = diagnostic.labels.first()?.span;
    let source = sources.get(span.file.0 as usize)?;
    Some((Arc::clone(&source.name), span.start))
}
