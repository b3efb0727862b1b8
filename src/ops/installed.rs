//! The addons that a cluster has: their Applications, and the arguments that they were enabled with.
//!
//! Follows `vela-addon-behaviour.md` 8.5, 8.7 and 9; what counts is the label with the addon's name, so
//! that no Application of somebody else is taken for an addon.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use crate::{
    cluster::{self, Cluster, Kind},
    render::application_name,
};

/// The label with the name of an addon.
pub const NAME: &str = "addons.oam.dev/name";
/// The label with the version of an addon.
pub const VERSION: &str = "addons.oam.dev/version";
/// The label with the registry that an addon came from.
pub const REGISTRY: &str = "addons.oam.dev/registry";
/// The key of the arguments in their Secret.
const ARGUMENTS: &str = "addonParameterDataKey";

/// An addon as a cluster has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The name of the addon.
    pub name: String,
    /// The version.
    pub version: String,
    /// The registry that it came from; `local` for a folder, empty when nobody knows.
    pub registry: String,
    /// The name of its Application.
    pub application: String,
}

impl Installed {
    /// Reads what the labels of an Application say; nothing if it is no addon's.
    pub fn of(application: &Value) -> Option<Self> {
        let metadata = &application["metadata"];
        let label = |key: &str| {
            let value = metadata["labels"][key].as_str();
            value.unwrap_or_default().to_owned()
        };
        let name = label(NAME);
        (!name.is_empty()).then(|| Self {
            name,
            version: version_of_label(&label(VERSION)),
            registry: label(REGISTRY),
            application: metadata["name"].as_str().unwrap_or_default().to_owned(),
        })
    }
}

/// Returns a version as a label can hold it: a `+` is not allowed there.
pub fn label_of_version(version: &str) -> String {
    version.replace('+', "_")
}

/// Returns the version that a label stands for; an underscore has no place in versions.
fn version_of_label(label: &str) -> String {
    label.replace('_', "+")
}

/// Finds the Application of an addon, under its name of today or under that of old versions of
/// KubeVela, which had no prefix.
pub fn find(cluster: &Cluster, namespace: &str, addon: &str) -> cluster::Result<Option<Value>> {
    let current = cluster.get(
        &Kind::APPLICATION,
        Some(namespace),
        &application_name(addon),
    )?;
    if current.is_some() {
        return Ok(current);
    }
    let old = cluster.get(&Kind::APPLICATION, Some(namespace), addon)?;
    Ok(old.filter(|it| it["metadata"]["labels"][NAME] == addon))
}

/// Lists the addons of a cluster by name, with one question.
pub fn list(cluster: &Cluster, namespace: &str) -> cluster::Result<BTreeMap<String, Installed>> {
    let applications = cluster.list_metadata(&Kind::APPLICATION, Some(namespace), NAME)?;
    Ok(applications
        .iter()
        .filter_map(Installed::of)
        .map(|it| (it.name.clone(), it))
        .collect())
}

/// Returns the arguments that an addon was enabled with; none when it had none.
pub fn arguments(
    cluster: &Cluster,
    namespace: &str,
    addon: &str,
) -> cluster::Result<Map<String, Value>> {
    let secret = cluster.get(&Kind::SECRET, Some(namespace), &secret_name(addon))?;
    Ok(secret.map(|it| read(&it)).unwrap_or_default())
}

/// Returns the name of the Secret that keeps the arguments of an addon.
pub fn secret_name(addon: &str) -> String {
    format!("addon-secret-{addon}")
}

/// Reads arguments: one JSON object, or in old Secrets a text for each.
fn read(secret: &Value) -> Map<String, Value> {
    let decode = |value: &Value| {
        let bytes = STANDARD.decode(value.as_str()?).ok()?;
        String::from_utf8(bytes).ok()
    };
    let Some(data) = secret["data"].as_object() else {
        return Map::new();
    };
    match data.get(ARGUMENTS) {
        Some(value) => decode(value)
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default(),
        None => data
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), Value::String(decode(value)?))))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn arguments_are_read_in_both_forms() {
        let encoded = |text: &str| STANDARD.encode(text);
        let secret = json!({"data": {ARGUMENTS: encoded(r#"{"a":{"b":1}}"#)}});
        assert_eq!(Value::Object(read(&secret)), json!({"a": {"b": 1}}));
        let old = json!({"data": {"a": encoded("1"), "b": encoded("x")}});
        assert_eq!(Value::Object(read(&old)), json!({"a": "1", "b": "x"}));
        assert!(read(&json!({})).is_empty());
        assert!(read(&json!({"data": {ARGUMENTS: "%"}})).is_empty());
    }

    #[test]
    fn only_labelled_applications_are_addons() {
        let labels = json!({NAME: "x", VERSION: "1.0.0", REGISTRY: "r"});
        let application = json!({"metadata": {"name": "addon-x", "labels": labels}});
        let found = Installed::of(&application).expect("an addon");
        assert_eq!(
            (found.name.as_str(), found.version.as_str()),
            ("x", "1.0.0")
        );
        assert_eq!(
            Installed::of(&json!({"metadata": {"name": "addon-x"}})),
            None
        );
    }
}
