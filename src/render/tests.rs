//! The addons of the public catalog, compared with what KubeVela makes of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use super::{Error, Object, Options, Rendered, Schema, Source, render};
use crate::{archive::Limits, chart::Folder};

const NAMESPACE: &str = "vela-system";

/// Returns the folder of shared test data; says so when it is missing.
fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let candidates = match crate::config::variable("ADDON_SHARED") {
        Some(path) => vec![PathBuf::from(path)],
        None => vec![root.join("../shared"), root.join("../../shared")],
    };
    let found = candidates
        .into_iter()
        .find(|path| path.join("golden/render").is_dir());
    if found.is_none() {
        let required = crate::config::variable("ADDON_TEST_REQUIRE").as_deref() == Some("all");
        assert!(!required, "the shared test data is missing");
        eprintln!("skipped: no shared test data");
    }
    found
}

fn json(path: &Path) -> Value {
    let text = crate::fs_ext::read_to_string(path, 64 << 20).expect("readable");
    serde_json::from_str(&text).expect("JSON")
}

fn addons(shared: &Path) -> Vec<String> {
    let folder = shared.join("golden/render");
    let mut names: Vec<_> = crate::fs_ext::list_folder(&folder)
        .expect("a folder")
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .collect();
    names.sort();
    names
}

fn source(shared: &Path, addon: &str) -> Source {
    let folder = shared.join("catalog").join(addon);
    let files = Folder::read(&folder, &Limits::HELM)
        .expect("an addon")
        .files;
    Source::from_files(&files).expect("an addon")
}

fn options(arguments: &Map<String, Value>, upgrade: bool) -> Options<'_> {
    Options {
        namespace: NAMESPACE,
        registry: "local",
        arguments,
        clusters: None,
        upgrade,
    }
}

/// Makes values comparable: numbers as floats, and without what Go's types write for nothing.
fn normal(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), normal(value)))
            .collect(),
        other => other.clone(),
    }
}

fn without_noise(value: &Value) -> Value {
    let mut value = normal(value);
    if let Some(entries) = value.as_object_mut() {
        let empty = |status: &Value| status.as_object().is_some_and(Map::is_empty);
        if entries.get("status").is_some_and(empty) {
            entries.remove("status");
        }
        if let Some(metadata) = entries.get_mut("metadata").and_then(Value::as_object_mut)
            && metadata
                .get("creationTimestamp")
                .is_some_and(Value::is_null)
        {
            metadata.remove("creationTimestamp");
        }
    }
    value
}

/// Collects the paths where two values differ.
fn differences(path: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for key in keys {
                let below = format!("{path}.{key}");
                match (one.get(key), other.get(key)) {
                    (Some(one), Some(other)) => differences(&below, one, other, found),
                    (one, other) => found.push(format!("{below}: {one:?} / {other:?}")),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                differences(&format!("{path}[{index}]"), one, other, found);
            }
        }
        _ if ours == theirs => {}
        _ => found.push(format!("{path}: {ours} / {theirs}")),
    }
}

fn compare(what: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    let mut here = Vec::new();
    differences("", &without_noise(ours), &without_noise(theirs), &mut here);
    if let Some(first) = here.first() {
        let first: String = first.chars().take(400).collect();
        found.push(format!("{what} ({}): {first}", here.len()));
    }
}

fn compare_all(what: &str, ours: &[Object], theirs: &Value, found: &mut Vec<String>) {
    let theirs = theirs.as_array().map_or(&[][..], Vec::as_slice);
    if ours.len() != theirs.len() {
        found.push(format!("{what}: {} / {}", ours.len(), theirs.len()));
    }
    for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        let what = format!("{what} {index} {}", ours.name());
        compare(&what, &ours.value, theirs, found);
    }
}

/// Reports all differences of all addons at once.
#[track_caller]
fn expect_none(found: &[String]) {
    assert!(
        found.is_empty(),
        "{} differences\n{}",
        found.len(),
        found.join("\n")
    );
}

fn check_case(source: &Source, case: &Value, found: &mut Vec<String>) {
    let arguments = case["args"].as_object().cloned().unwrap_or_default();
    let rendered = render(source, &options(&arguments, false));
    let expected_error = case["errors"]["application"].as_str();
    let rendered = match (rendered, expected_error) {
        (Err(_), Some(_)) => return,
        (Ok(_), Some(message)) => return found.push(format!("renders, but: {message}")),
        (Err(error), None) => return found.push(format!("fails: {error}")),
        (Ok(rendered), None) => rendered,
    };
    let mut expected = case["application"].clone();
    for key in ["apiVersion", "kind"] {
        // A template may leave these to the client; objects that are printed need them.
        if expected.get(key).is_none() {
            expected[key] = rendered.application.value[key].clone();
        }
    }
    compare("application", &rendered.application.value, &expected, found);
    let mut outputs = rendered.outputs.clone();
    outputs.retain(|object| rendered.is_wanted(object));
    outputs.sort_by_key(|object| {
        let labels = &object.value["metadata"]["labels"];
        labels["addons.oam.dev/auxiliary-name"].to_string()
    });
    compare_all("auxiliary", &outputs, &case["auxiliary"], found);
    compare_notes(source, &arguments, &rendered, case, found);
    let unbound: BTreeSet<_> = rendered
        .unbound()
        .map(|object| format!("{}/{}", object.kind(), object.name()))
        .collect();
    let secret = rendered.arguments.map_or(Value::Null, |it| it.value);
    compare("secret", &secret, &case["argsSecret"], found);
    let theirs: BTreeSet<_> = case["skippedUnbound"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    if unbound != theirs {
        found.push(format!("unbound: {unbound:?} / {theirs:?}"));
    }
}

fn compare_notes(
    source: &Source,
    arguments: &Map<String, Value>,
    rendered: &Rendered,
    case: &Value,
    found: &mut Vec<String>,
) {
    let upgraded = super::notes::render(source, &options(arguments, true), &mut Vec::new());
    for (key, ours) in [("notes", &rendered.notes), ("notesUpgraded", &upgraded)] {
        if ours.as_deref() != case[key].as_str() {
            found.push(format!("{key}: {ours:?} / {}", case[key]));
        }
    }
}

#[test]
fn every_case_gives_the_objects_of_the_original() {
    let Some(shared) = shared() else { return };
    let mut all = Vec::new();
    let mut count = 0;
    for addon in addons(&shared) {
        let source = source(&shared, &addon);
        let cases = json(&shared.join("golden/render").join(&addon).join("cases.json"));
        let cases: BTreeMap<String, Value> = serde_json::from_value(cases).expect("cases");
        for (name, case) in cases {
            count += 1;
            let mut found = Vec::new();
            check_case(&source, &case, &mut found);
            all.extend(found.into_iter().map(|it| format!("{addon} {name}: {it}")));
        }
    }
    assert!(count >= 250, "only {count} cases");
    expect_none(&all);
}

#[test]
fn objects_from_files_equal_those_of_the_original() {
    let Some(shared) = shared() else { return };
    let mut all = Vec::new();
    for addon in addons(&shared) {
        let expected = json(
            &shared
                .join("golden/render")
                .join(&addon)
                .join("objects.json"),
        );
        let mut found = Vec::new();
        check_objects(&source(&shared, &addon), &expected, &mut found);
        all.extend(found.into_iter().map(|it| format!("{addon}: {it}")));
    }
    expect_none(&all);
}

fn check_objects(source: &Source, expected: &Value, found: &mut Vec<String>) {
    let mut warnings = Vec::new();
    let mut fail = |what: &str, error: &Error| found.push(format!("{what}: {error}"));
    let definitions = super::definition::render(source, NAMESPACE, &mut warnings, &mut Vec::new());
    let mut groups = Vec::new();
    match definitions {
        Ok(objects) => groups.push(("definitions", objects)),
        Err(error) => fail("definitions", &error),
    }
    let mut collect = |what: &'static str, objects: super::Result<Vec<Object>>| match objects {
        Ok(objects) => groups.push((what, objects)),
        Err(error) => fail(what, &error),
    };
    let configs = source.config_templates.iter();
    let configs = configs.map(|file| super::config_template::render(file, NAMESPACE));
    collect("configTemplates", configs.collect());
    let schemas = source.ui_schemas.iter();
    let schemas = schemas.map(|file| super::files::ui_schema(file, NAMESPACE));
    collect("uiSchemas", schemas.collect());
    let views = source.views.iter();
    let views = views.map(|file| super::files::view(file, NAMESPACE, &mut warnings));
    collect("views", views.collect());
    for (what, objects) in groups {
        compare_all(what, &objects, &expected[what], found);
    }
    match Schema::of(source) {
        Ok(schema) => {
            let schema = schema.value.unwrap_or(Value::Null);
            compare("schema", &schema, &expected["parameterSchema"], found);
        }
        Err(error) => found.push(format!("schema: {error}")),
    }
}
