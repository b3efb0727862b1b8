//! Kubernetes objects on their way out.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::shape::{Path, Step};

/// A Kubernetes object and the file that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The object.
    pub value: Value,
    /// The file of the addon that it comes from, if it is made from one.
    pub file: Option<String>,
    /// Fields that its kind does not have.
    pub(super) unknown: Vec<Path>,
}

impl Object {
    /// Takes an object made from a file.
    pub(super) fn from_file(value: Value, file: &str) -> Self {
        Self {
            value,
            file: Some(file.to_owned()),
            unknown: Vec::new(),
        }
    }

    /// Takes an object made from the addon as a whole.
    pub(super) fn new(value: Value) -> Self {
        Self {
            value,
            file: None,
            unknown: Vec::new(),
        }
    }

    /// Returns the object as a cluster keeps it: without the fields that its kind does not have.
    pub fn known(&self) -> Cow<'_, Value> {
        if self.unknown.is_empty() {
            return Cow::Borrowed(&self.value);
        }
        let mut value = self.value.clone();
        for path in &self.unknown {
            remove(&mut value, &path.0);
        }
        Cow::Owned(value)
    }

    /// Returns the kind, empty when there is none.
    pub fn kind(&self) -> &str {
        self.value["kind"].as_str().unwrap_or_default()
    }

    /// Returns the name, empty when there is none.
    pub fn name(&self) -> &str {
        self.value["metadata"]["name"].as_str().unwrap_or_default()
    }

    /// Returns the component without which the object is not to be applied.
    pub fn bound_component(&self) -> Option<&str> {
        let annotations = &self.value["metadata"]["annotations"];
        ["bind-component", "ignore-without-component"]
            .into_iter()
            .find_map(|key| annotations[format!("addon.oam.dev/{key}")].as_str())
            .filter(|name| !name.is_empty())
    }
}

fn remove(value: &mut Value, path: &[Step]) {
    match (value, path) {
        (Value::Object(entries), [Step::Key(last)]) => {
            entries.shift_remove(last);
        }
        (Value::Object(entries), [Step::Key(name), rest @ ..]) => {
            if let Some(below) = entries.get_mut(name) {
                remove(below, rest);
            }
        }
        (Value::Array(items), [Step::Index(index), rest @ ..]) => {
            if let Some(below) = items.get_mut(*index) {
                remove(below, rest);
            }
        }
        _ => {}
    }
}

/// Makes a config map.
pub(super) fn config_map(
    name: &str,
    namespace: &str,
    data: impl IntoIterator<Item = (String, String)>,
) -> Value {
    let data: Map<_, _> = data
        .into_iter()
        .map(|(key, text)| (key, Value::String(text)))
        .collect();
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace},
        "data": data,
    })
}

/// Sets a label or annotation of an object, replacing what is not a map.
pub(super) fn annotate(object: &mut Value, map: &str, key: &str, value: &str) {
    let metadata = entry(object, "metadata");
    let entries = entry(metadata, map);
    if let Value::Object(entries) = entries {
        entries.insert(key.to_owned(), Value::String(value.to_owned()));
    }
}

/// Returns a field that is a map, made one if it is not.
pub(super) fn entry<'a>(value: &'a mut Value, key: &str) -> &'a mut Value {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let field = &mut value[key];
    if !field.is_object() {
        *field = Value::Object(Map::new());
    }
    field
}
