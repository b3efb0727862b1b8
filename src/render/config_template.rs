//! Config templates: forms for configuration that an addon brings.
//!
//! Follows `vela-addon-behaviour.md` 8.9.

use serde_json::{Value, json};

use super::{
    cue::{Immutable, Instance},
    error::Result,
    fold::fold,
    go_json,
    object::{Object, config_map},
    source::TextFile,
};

/// What the controller finds behind every template.
const CONTEXT: &str = "\n\tcontext: {\n\t\tname: string\n\t\tnamespace: string\n\t}\n";

/// Makes the config map of a config template.
pub(super) fn render(file: &TextFile, namespace: &str) -> Result<Object> {
    let instance = Instance::config_template(file)?;
    let Some(metadata) = instance.export(&["metadata"])? else {
        let message = "failed to lookup value: var(path=metadata) not exist";
        return Err(instance.fault(file, message));
    };
    for path in [&["template"][..], &["template", "parameter"]] {
        if !instance.has(path) {
            let message = format!(
                "the cue script is invalid:the template cue must include the {} field",
                path.join(".")
            );
            return Err(instance.fault(file, &message));
        }
    }
    let schema = instance.schema(&["template", "parameter"], Immutable::Keep);
    let schema = fold(&to_yaml(&schema));
    let writer = if instance.has(&["template", "nacos"]) {
        json!({"nacos": writer(&instance)})
    } else {
        json!({"nacos": null})
    };
    let text = |key: &str| metadata[key].as_str().unwrap_or_default().to_owned();
    let data = [
        ("template".to_owned(), format!("{}\n{CONTEXT}", file.text)),
        ("schema".to_owned(), schema),
        ("expanded-writer".to_owned(), to_yaml(&writer)),
    ];
    let name = format!("config-template-{}", text("name"));
    let mut value = config_map(&name, namespace, data);
    let sensitive = metadata["sensitive"].as_bool().unwrap_or_default();
    value["metadata"]["labels"] = json!({
        "config.oam.dev/catalog": "velacore-config",
        "config.oam.dev/scope": text("scope"),
    });
    // KubeVela never copies the description, and what it writes is what it compares with.
    value["metadata"]["annotations"] = json!({
        "config.oam.dev/alias": text("alias"),
        "config.oam.dev/description": "",
        "config.oam.dev/sensitive": sensitive.to_string(),
    });
    Ok(Object::from_file(value, &file.path))
}

/// Returns what KubeVela keeps of a writer for Nacos; what depends on values to come is empty.
fn writer(instance: &Instance) -> Value {
    let text = |path: &[&str]| {
        let path: Vec<_> = ["template", "nacos"].iter().chain(path).copied().collect();
        match instance.export_if_concrete(&path) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        }
    };
    let mut metadata = json!({});
    for key in ["dataId", "group", "namespaceId"] {
        metadata[key] = text(&["metadata", key]).into();
    }
    for key in ["appName", "tenant", "tag"] {
        let value = text(&["metadata", key]);
        if !value.is_empty() {
            metadata[key] = value.into();
        }
    }
    json!({
        "endpoint": {
            "name": text(&["endpoint", "name"]),
            "namespace": text(&["endpoint", "namespace"]),
        },
        "format": text(&["format"]),
        "metadata": metadata,
    })
}

fn to_yaml(value: &Value) -> String {
    addon_yaml::to_string(&go_json::sorted(value)).expect("JSON values can be written as YAML")
}
