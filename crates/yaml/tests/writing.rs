//! What values are written as.

use addon_yaml::to_string;
use serde_json::{Value, json};

#[track_caller]
fn check(value: &Value, expected: &str) {
    assert_eq!(to_string(value).unwrap(), expected);
}

#[test]
fn lists_stand_under_their_key() {
    check(
        &json!({"a": [1, {"b": 2, "c": [[3, 4], []]}], "d": {}, "e": {"f": null}}),
        "a:\n- 1\n- b: 2\n  c:\n  - - 3\n    - 4\n  - []\nd: {}\ne:\n  f: null\n",
    );
}

#[test]
fn text_is_quoted_when_a_reader_would_take_it_for_something_else() {
    check(
        &json!([
            "yes",
            "1.10",
            "",
            "a: b",
            "# c",
            "1:30",
            "2024-01-01",
            "it's",
            "=",
            "0x",
            "v1.2.3"
        ]),
        "- \"yes\"\n- \"1.10\"\n- \"\"\n- 'a: b'\n- '# c'\n- \"1:30\"\n- \"2024-01-01\"\n- it's\n- \"=\"\n- \"0x\"\n- v1.2.3\n",
    );
    check(&json!({"on": 1, "a: b": 2}), "\"on\": 1\n'a: b': 2\n");
}

#[test]
fn lines_become_blocks() {
    check(
        &json!({"a": "x\ny\n", "b": ["x\n\ny"], "c": "x\n\n", "d": " x\ny\n", "e": "x \ny", "f": "\n"}),
        "a: |\n  x\n  y\nb:\n- |-\n  x\n\n  y\nc: |+\n  x\n\nd: |2\n   x\n  y\ne: \"x \\ny\"\nf: |2+\n\n",
    );
}

#[test]
fn numbers_are_written_as_go_writes_them() {
    check(
        &json!([1.0, 0.5, 1e21, 1.5e-7, -3, 1234567.5]),
        "- 1\n- 0.5\n- 1e+21\n- 1.5e-07\n- -3\n- 1.2345675e+06\n",
    );
}
