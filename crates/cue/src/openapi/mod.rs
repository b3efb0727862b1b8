//! Derives an `OpenAPI` 3.0 schema from the parameters of an addon, as `KubeVela` shows and stores it.
//!
//! The declarations are read as types: references are expanded, several declarations of a field are unified, and each
//! disjunction keeps its arms with their marks. What is computed rather than declared is asked of the evaluated
//! instance. What a schema cannot say is left out with a warning.

mod describe;
mod emit;
mod resolve;
mod shape;

use serde_json::{Map, Value as Json};

use crate::{
    api::Instance,
    diag::{Diagnostic, Diagnostics},
    limits::Limits,
};

pub use self::describe::Immutable;

/// A schema, and what it could not say.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The schema object.
    pub value: Json,
    /// Remarks on what was left out.
    pub warnings: Vec<Diagnostic>,
}

/// Derives the schema of the value at a path, `{"type": "object"}` if there is none.
///
/// The files are one instance and must not be in error.
pub fn schema(
    files: &[(&str, &str)],
    path: &[&str],
    immutable: Immutable,
    limits: &Limits,
) -> Result<Schema, Diagnostics> {
    let instance = Instance::build(files, limits)?;
    instance.check()?;
    Ok(schema_of(&instance, path, immutable))
}

/// Derives the schema of the value at a path of an instance that is not in error.
pub fn schema_of(instance: &Instance, path: &[&str], immutable: Immutable) -> Schema {
    let mut resolver = resolve::Resolver::new(instance);
    let mut emitter = emit::Emitter::default();
    let value = if let Some((shape, docs)) = resolver.at(path) {
        emitter.described(&shape, &docs)
    } else {
        let mut object = Map::new();
        object.insert("type".into(), "object".into());
        object
    };
    let mut warnings = resolver.warnings;
    warnings.append(&mut emitter.warnings);
    let mut value = Json::Object(value);
    describe::refine(&mut value, immutable);
    Schema { value, warnings }
}
