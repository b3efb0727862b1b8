//! Schemas of parameters, against what KubeVela derives from the same files.

use std::fs;

use cue::{
    limits::Limits,
    openapi::{Immutable, schema},
};
use serde_json::{Value, json};

use crate::format::shared;

/// Takes the titles away, which only repeat the names.
fn untitled(value: Value) -> Value {
    match value {
        Value::Object(object) => object
            .into_iter()
            .filter(|(key, value)| key != "title" || !value.is_string())
            .map(|(key, value)| (key, untitled(value)))
            .collect(),
        other => other,
    }
}

/// Compares the schema of a field with a given type.
#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "calls read better without a reference"
)]
fn check(ty: &str, expected: Value) {
    let text = format!("parameter: {{f: {ty}}}\n#D: {{a: int, c?: string}}\nX: y: \"z\"\n");
    let files = [("parameter.cue", text.as_str())];
    let schema = schema(&files, &["parameter"], Immutable::Mark, &Limits::default()).unwrap();
    let actual = untitled(schema.value["properties"]["f"].clone());
    assert_eq!(actual, expected, "{ty}");
}

#[test]
fn types_become_types() {
    check("string", json!({"type": "string"}));
    check("bytes", json!({"type": "string", "format": "binary"}));
    check("number", json!({"type": "number"}));
    check("_", json!({}));
    check("null", json!({"enum": [null], "nullable": true}));
    check("int32", json!({"type": "integer", "format": "int32"}));
    check(
        "uint8",
        json!({"type": "integer", "minimum": 0, "maximum": 255}),
    );
    check(
        "int & >5",
        json!({"type": "integer", "minimum": 5, "exclusiveMinimum": true}),
    );
    check(
        "=~\"a\" & =~\"b\"",
        json!({"type": "string", "allOf": [{"pattern": "a"}, {"pattern": "b"}]}),
    );
}

#[test]
fn structs_and_lists_keep_their_members() {
    check(
        "[...string]",
        json!({"type": "array", "items": {"type": "string"}}),
    );
    check("[...]", json!({"type": "array", "items": {}}));
    check("[]", json!({"type": "array"}));
    check(
        "{[string]: int}",
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
    );
    check(
        "{#D, b: *1 | int}",
        json!({"type": "object", "required": ["a", "b"], "properties": {
            "a": {"type": "integer"}, "c": {"type": "string"}, "b": {"type": "integer", "default": 1},
        }}),
    );
}

#[test]
fn defaults_come_first_and_contained_ones_are_no_more_than_that() {
    check("*\"x\" | string", json!({"type": "string", "default": "x"}));
    check(
        "true | *false",
        json!({"type": "boolean", "enum": [false, true], "default": false}),
    );
    check(
        "*null | string",
        json!({"type": "string", "nullable": true}),
    );
    check(
        "*[] | [...string]",
        json!({"type": "array", "items": {"type": "string"}}),
    );
    check(
        "*\"a\" | null",
        json!({"type": "string", "nullable": true, "enum": ["a"], "default": "a"}),
    );
}

#[test]
fn mixed_arms_exclude_each_other() {
    check(
        "*\"x\" | \"y\" | string",
        json!({"type": "string", "oneOf": [{"enum": ["y"]}, {}], "default": "x"}),
    );
    check(
        "*\"auto\" | int",
        json!({"oneOf": [{"enum": ["auto"]}, {}], "default": "auto"}),
    );
    check("string | int", json!({"oneOf": [{}, {}]}));
    check(
        "{t: \"a\", v: int} | {t: \"b\"}",
        json!({
            "type": "object",
            "properties": {"t": {}, "v": {"type": "integer"}},
            "oneOf": [{"required": ["t", "v"]}, {"required": ["t"]}],
        }),
    );
}

#[test]
fn computed_values_are_known() {
    check("\"\\(X.y)-b\"", json!({"type": "string", "enum": ["z-b"]}));
}

#[test]
fn comments_describe() {
    let text = "parameter: {\n\t// +usage=One\n\t// +short=o\n\ta: int\n\n\t// +immutable\n\t// +usage=Two\n\tb: c: string\n}\n";
    let files = [("parameter.cue", text)];
    let schema = schema(&files, &["parameter"], Immutable::Mark, &Limits::default()).unwrap();
    assert_eq!(
        schema.value["properties"],
        json!({
            "a": {"type": "integer", "title": "a", "description": "One"},
            "b": {"type": "object", "title": "b", "required": ["c"], "properties": {
                "c": {"type": "string", "title": "c", "description": "Two", "x-immutable": true},
            }},
        })
    );
}

#[test]
fn recursive_types_are_cut_off() {
    let files = [("p.cue", "parameter: n: #L\n#L: {v: int, next?: #L}\n")];
    let schema = schema(&files, &["parameter"], Immutable::Mark, &Limits::default()).unwrap();
    assert!(!schema.warnings.is_empty());
}

#[test]
fn schemas_of_the_catalog_are_those_of_the_original() {
    let Some(shared) = shared() else { return };
    let mut count = 0;
    for entry in fs::read_dir(shared.join("golden/render")).unwrap() {
        let golden = entry.unwrap().path();
        let addon = shared.join("catalog").join(golden.file_name().unwrap());
        let objects = fs::read_to_string(golden.join("objects.json")).unwrap();
        let objects: Value = serde_json::from_str(&objects).unwrap();
        let Ok(text) = fs::read_to_string(addon.join("parameter.cue")) else {
            continue;
        };
        let files = [("parameter.cue", text.as_str())];
        let schema = schema(&files, &["parameter"], Immutable::Mark, &Limits::default()).unwrap();
        assert_eq!(
            schema.value,
            objects["parameterSchema"],
            "{}",
            addon.display()
        );
        count += 1;
    }
    assert!(count > 0);
}
