//! From an addon and arguments to Kubernetes objects, with no cluster at hand.
//!
//! [`Source`] sorts the files of an addon, [`Arguments`] collects what the user gives, and [`render`]
//! makes the objects of both. Follows KubeVela's rules for addons (`vela-addon-behaviour.md` 3 and 8);
//! where it drops or hides something the result has a [`Warning`].

mod application;
mod config_template;
mod cue;
mod definition;
mod error;
mod files;
mod fold;
mod go_json;
mod inspect;
mod kinds;
mod notes;
mod object;
mod parameters;
mod requirement;
mod shape;
mod source;
mod status;
#[cfg(test)]
mod tests;
mod tree;
mod yaml;

use std::collections::HashSet;

use serde_json::{Map, Value};

pub use application::{application_name, publish_version};
pub use error::{Error, Faults, Result};
pub use inspect::{Inspection, Problem, SAMPLE, Topic, inspect};
pub use kinds::DefinitionKind;
pub use object::Object;
pub use parameters::{Arguments, Finding, InvalidSet, Parameter, Schema, check_arguments};
pub use requirement::{Platform, is_version_constraint, meets};
pub use source::{Source, Template, TextFile};
pub use tree::{FilePlace, Tree, TreeKind};

/// Reads values for parameters from a text in CUE.
pub fn values_from_cue(name: &str, text: &str) -> Result<Map<String, Value>> {
    cue::values(name, text)
}

/// Reads values for parameters from a text in YAML or JSON.
pub fn values_from_yaml(name: &str, text: &str) -> Result<Map<String, Value>> {
    const TASK: &str = "cannot read the values";
    let value = addon_yaml::to_json_value(text, &addon_yaml::Options::go_strict())
        .map_err(|error| error::yaml_fault(TASK, name, text, &error))?;
    match value {
        Value::Object(values) => Ok(values),
        Value::Null => Ok(Map::new()),
        other => {
            let mut faults = Faults::in_text(TASK, name, text);
            let message = format!("they are {}, but must be a map", shape::kind_of(&other));
            faults.add(::cue::diag::Code::Type, message, Some((0, 0)), None);
            Err(faults.into())
        }
    }
}

/// Something that works but that the author or the user may not expect.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Warning {
    /// The file concerned, with line and column where they are known.
    pub file: Option<String>,
    /// What there is to say.
    pub message: String,
}

impl Warning {
    /// Returns file, line and column, where all are known.
    pub fn place(&self) -> Option<(&str, usize, usize)> {
        let (rest, column) = self.file.as_ref()?.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':')?;
        Some((file, line.parse().ok()?, column.parse().ok()?))
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{file}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// What rendering depends on beside the addon.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// KubeVela's own namespace, where the Application goes.
    pub namespace: &'a str,
    /// The registry that the addon comes from; `local` for a folder.
    pub registry: &'a str,
    /// The values for the parameters.
    pub arguments: &'a Map<String, Value>,
    /// The clusters that there are; `None` when nobody knows.
    pub clusters: Option<&'a [String]>,
    /// Says whether the addon is there already.
    pub upgrade: bool,
}

/// The objects of an addon.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The Application.
    pub application: Object,
    /// What the template gives beside it.
    pub outputs: Vec<Object>,
    /// Definitions, YAML ones first.
    pub definitions: Vec<Object>,
    /// Config maps of config templates.
    pub config_templates: Vec<Object>,
    /// Config maps of UI schemas.
    pub ui_schemas: Vec<Object>,
    /// Views, YAML ones first.
    pub views: Vec<Object>,
    /// The Secret of the arguments; none without arguments.
    pub arguments: Option<Object>,
    /// The text shown after enabling.
    pub notes: Option<String>,
    /// What a cluster would refuse though it renders.
    pub refusals: Vec<Warning>,
    /// What else there is to say.
    pub warnings: Vec<Warning>,
}

impl Rendered {
    /// Lists what is to be applied, in order: the Application first, the arguments last.
    ///
    /// Objects bound to a component that the Application does not have are left out.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        std::iter::once(&self.application)
            .chain(self.auxiliary().filter(|object| self.is_wanted(object)))
            .chain(&self.arguments)
    }

    /// Lists the objects that are left out because their component is not there.
    pub fn unbound(&self) -> impl Iterator<Item = &Object> {
        self.auxiliary().filter(|object| !self.is_wanted(object))
    }

    /// Lists everything but the Application and the arguments.
    fn auxiliary(&self) -> impl Iterator<Item = &Object> {
        let groups = [
            &self.outputs,
            &self.definitions,
            &self.config_templates,
            &self.ui_schemas,
            &self.views,
        ];
        groups.into_iter().flatten()
    }

    /// Says whether the component is there that `object` is bound to, if any.
    pub fn is_wanted(&self, object: &Object) -> bool {
        is_wanted(&self.application.value, object)
    }
}

fn is_wanted(application: &Value, object: &Object) -> bool {
    object.bound_component().is_none_or(|name| {
        let components = application["spec"]["components"].as_array();
        components
            .into_iter()
            .flatten()
            .any(|component| component["name"] == name)
    })
}

/// Renders an addon.
pub fn render(source: &Source, options: &Options<'_>) -> Result<Rendered> {
    let mut warnings = Vec::new();
    let rendered = application::render(source, options, &mut warnings);
    let application::Parts {
        mut application,
        outputs,
    } = rendered.map_err(|error| parameters::explain(error, source, options))?;
    let namespace = options.namespace;
    let mut refusals = Vec::new();
    let definitions = definition::render(source, namespace, &mut warnings, &mut refusals)?;
    definition::list_in_annotations(&mut application, &definitions, &mut warnings);
    let config_templates = source
        .config_templates
        .iter()
        .map(|file| config_template::render(file, namespace))
        .collect::<Result<_>>()?;
    let ui_schemas = source
        .ui_schemas
        .iter()
        .map(|file| files::ui_schema(file, namespace))
        .collect::<Result<_>>()?;
    let (yaml, cue): (Vec<_>, Vec<_>) = source
        .views
        .iter()
        .partition(|file| file.has_extension(&source::YAML));
    let views = yaml
        .into_iter()
        .chain(cue)
        .map(|file| files::view(file, namespace, &mut warnings))
        .collect::<Result<_>>()?;
    let notes = notes::render(source, options, &mut warnings);
    let mut seen = HashSet::new();
    warnings.retain(|warning| seen.insert(warning.clone()));
    Ok(Rendered {
        application: Object::new(application),
        outputs,
        definitions,
        config_templates,
        ui_schemas,
        views,
        arguments: files::arguments_secret(&source.metadata.name, namespace, options.arguments),
        notes,
        refusals,
        warnings,
    })
}
