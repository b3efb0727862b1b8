//! The schema of an addon's parameters, and what it says about arguments and failures.

use cue::{
    diag::{Code, Diagnostic},
    source::{FileId, Source as Text, Span},
};
use serde_json::{Map, Value};

use super::{
    check::{Finding, check},
    fit::declaration,
};
use crate::render::{
    Options,
    cue::{Immutable, Instance},
    error::{Error, Result, span},
    shape::Path,
    source::Source,
};

/// The `OpenAPI` schema of the parameters of an addon.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// The schema; `None` when the addon takes no parameters.
    pub value: Option<Value>,
}

impl Schema {
    /// Makes the schema of an addon's parameters.
    pub fn of(source: &Source) -> Result<Self> {
        let Some(file) = &source.parameters else {
            return Ok(Self { value: None });
        };
        let instance = Instance::parameter_types(file)?;
        let value = instance.schema(&["parameter"], Immutable::Mark);
        Ok(Self { value: Some(value) })
    }

    /// Compares arguments with the schema.
    pub fn check(&self, arguments: &Map<String, Value>) -> Vec<Finding> {
        match &self.value {
            Some(schema) => check(arguments, schema),
            None => arguments
                .keys()
                .map(|name| Finding::Unknown {
                    name: name.clone(),
                    similar: None,
                })
                .collect(),
        }
    }
}

/// Replaces an error deep in a template by what is wrong with the arguments, if they are to blame.
pub(in crate::render) fn explain(error: Error, source: &Source, options: &Options<'_>) -> Error {
    let Error::Content(mut faults) = error else {
        return error;
    };
    if source.parameters.is_some()
        && let Err(error) = Instance::parameters(source, options)
    {
        return error;
    }
    let incomplete = |diagnostic: &Diagnostic| {
        matches!(
            diagnostic.code,
            Code::Incomplete | Code::Missing | Code::Required | Code::Ambiguous
        )
    };
    if !faults.diagnostics.0.iter().all(incomplete) {
        return Error::Content(faults);
    }
    let schema = Schema::of(source).unwrap_or(Schema { value: None });
    let mut names = Vec::new();
    let mut missing = Vec::new();
    let mut declared = faults.sources.clone();
    for finding in schema.check(options.arguments) {
        if let Finding::Missing { name, kind, usage } = finding {
            let usage = if usage.is_empty() {
                String::new()
            } else {
                format!(": {usage}")
            };
            let message = format!("parameter `{name}` ({kind}) needs a value{usage}");
            let mut diagnostic = Diagnostic::error(Code::Required, message);
            if let Some(at) = place(source, &name, &mut declared) {
                diagnostic = diagnostic.at(at, "");
            }
            names.push(name);
            missing.push(diagnostic);
        }
    }
    if !missing.is_empty() {
        let example: Vec<_> = names.iter().map(|name| format!("{name}=VALUE")).collect();
        faults.hint = Some(format!("give it as in {}", example.join(" ")));
        // What is not concrete for want of them is not worth telling.
        faults.diagnostics.0 = missing;
        faults.sources = declared;
    }
    Error::Content(faults)
}

/// Finds the declaration of a parameter, and makes its file one of the sources.
fn place(source: &Source, name: &str, sources: &mut Vec<Text>) -> Option<Span> {
    let file = source.parameters.as_ref()?;
    let path = name
        .split('.')
        .fold(Path::default(), |path, step| path.key(step));
    let at = declaration(file, &path)?;
    let known = sources.iter().position(|it| *it.name == *file.path);
    let index = known.unwrap_or_else(|| {
        sources.push(Text::new(file.path.as_str(), file.text.as_str()));
        sources.len() - 1
    });
    Some(Span {
        file: FileId(u32::try_from(index).unwrap_or(u32::MAX)),
        ..span(at.0, at.1)
    })
}
