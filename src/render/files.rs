//! Objects that are made from one file each: UI schemas, views, and the Secret of the arguments.
//!
//! Follows `vela-addon-behaviour.md` 8.9.

use addon_yaml::Options as YamlOptions;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use super::{
    Warning, cue,
    error::{Faults, Result, yaml_fault},
    go_json,
    object::{Object, config_map},
    source::{TextFile, YAML},
    yaml,
};

/// Makes the config map of a UI schema.
pub(super) fn ui_schema(file: &TextFile, namespace: &str) -> Result<Object> {
    let value = addon_yaml::to_json_value(&file.text, &YamlOptions::go())
        .map_err(|error| yaml_fault("cannot read a UI schema", &file.path, &file.text, &error))?;
    let name = file.name().split('.').next().unwrap_or_default();
    let data = [("ui-schema".to_owned(), go_json::compact(&value))];
    Ok(Object::from_file(
        config_map(name, namespace, data),
        &file.path,
    ))
}

/// Makes the object of a view: what a YAML file holds, or a config map of the CUE text.
pub(super) fn view(
    file: &TextFile,
    namespace: &str,
    warnings: &mut Vec<Warning>,
) -> Result<Object> {
    const TASK: &str = "cannot read a view";
    if file.has_extension(&YAML) {
        let document = yaml::read(TASK, file, warnings)?;
        if !document.value.is_object() {
            let mut faults = Faults::in_text(TASK, &file.path, &file.text);
            faults.add(
                ::cue::diag::Code::Type,
                "it holds no object",
                Some((0, 0)),
                None,
            );
            return Err(faults.into());
        }
        return Ok(Object::from_file(document.value, &file.path));
    }
    cue::check_view(file)?;
    let name = file
        .name()
        .rsplit_once('.')
        .map_or(file.name(), |(name, _)| name);
    let data = [("template".to_owned(), file.text.clone())];
    Ok(Object::from_file(
        config_map(name, namespace, data),
        &file.path,
    ))
}

/// Makes the Secret that keeps the arguments for upgrades; none without arguments.
pub(super) fn arguments_secret(
    addon: &str,
    namespace: &str,
    arguments: &Map<String, Value>,
) -> Option<Object> {
    if arguments.is_empty() {
        return None;
    }
    let text = go_json::compact(&Value::Object(arguments.clone()));
    let value = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": format!("addon-secret-{addon}"), "namespace": namespace},
        "type": "Opaque",
        "data": {"addonParameterDataKey": STANDARD.encode(text)},
    });
    Some(Object::new(value))
}
