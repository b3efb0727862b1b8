//! The schema of an addon's parameters, and what it says about arguments and failures.

use cue::diag::{Code, Diagnostic};
use serde_json::{Map, Value};

use super::check::{Finding, check};
use crate::render::{
    Options,
    cue::{Immutable, Instance},
    error::{Error, Result},
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
    for finding in schema.check(options.arguments) {
        if let Finding::Missing { name, kind, usage } = finding {
            let usage = if usage.is_empty() {
                String::new()
            } else {
                format!(": {usage}")
            };
            let message = format!("parameter `{name}` ({kind}) needs a value{usage}");
            names.push(name);
            missing.push(Diagnostic::error(Code::Required, message));
        }
    }
    if !missing.is_empty() {
        let example: Vec<_> = names.iter().map(|name| format!("{name}=VALUE")).collect();
        faults.hint = Some(format!("give it as in {}", example.join(" ")));
        missing.append(&mut faults.diagnostics.0);
        faults.diagnostics.0 = missing;
    }
    Error::Content(faults)
}
