//! What values texts read as.

use std::collections::BTreeMap;

use addon_yaml::{Options, from_str, load, load_all, to_json_value};
use serde::Deserialize;
use serde_json::{Value, json};

#[track_caller]
fn check(text: &str, expected: Value) {
    assert_eq!(to_json_value(text, &Options::go()).unwrap(), expected);
    assert_eq!(
        load(text, &Options::go())
            .unwrap()
            .deserialize::<Value>(&Options::go())
            .unwrap(),
        expected
    );
}

#[test]
fn words_are_those_of_yaml_1_1() {
    check(
        "[yes, Off, y, N, true, TRUE, tRUE, ~, null, Null]",
        json!([
            true, false, true, false, true, true, "tRUE", null, null, null
        ]),
    );
    check("['yes', \"null\", !!str on]", json!(["yes", "null", "on"]));
}

#[test]
fn numbers_are_those_of_go() {
    check(
        "[0123, 0o17, 0x10, 0b11, 1_000, 08, 1e3, .5, 1.0, +12, -0x1F, 12:30, 1.2.3]",
        json!([
            83, 15, 16, 3, 1000, 8, 1000, 0.5, 1, 12, -31, "12:30", "1.2.3"
        ]),
    );
    check(
        "[18446744073709551615, 1e400, 2024-01-01, '5', -9223372036854775808]",
        json!([u64::MAX, "1e400", "2024-01-01", "5", i64::MIN]),
    );
}

#[test]
fn values_become_text_as_in_go() {
    type Map = BTreeMap<String, String>;
    let text = "{a: 1.10, b: yes, c: 0123, d: 1e6, e: ~, f: 2024-01-01, g: !!str 1.10, h: '1.10'}";
    let map: Map = from_str(text, &Options::go()).unwrap();
    let values: Vec<&str> = map.values().map(String::as_str).collect();
    assert_eq!(
        values,
        [
            "1.1",
            "true",
            "83",
            "1e+06",
            "",
            "2024-01-01",
            "1.10",
            "1.10"
        ]
    );
}

#[test]
fn own_files_keep_their_text() {
    let map: BTreeMap<String, String> =
        from_str("{version: 1.10, on: yes}", &Options::own()).unwrap();
    assert_eq!(map["version"], "1.10");
    assert_eq!(map["on"], "yes");
}

#[test]
fn keys_are_resolved_too() {
    check(
        "{on: 1, 0x10: 2, 1.50: 3}",
        json!({"true": 1, "16": 2, "1.5": 3}),
    );
    let error = to_json_value("~: 1", &Options::go()).unwrap_err();
    assert_eq!(error.to_string(), "line 1, column 1: a key cannot be null");
}

#[test]
fn merge_keys_add_and_yield() {
    let text = "
base: &base {a: 1, b: 2}
other: &other {b: 3, c: 4}
one:
  <<: *base
  b: 5
list:
  <<: [*other, *base]
";
    check(
        text,
        json!({
            "base": {"a": 1, "b": 2},
            "other": {"b": 3, "c": 4},
            "one": {"a": 1, "b": 5},
            "list": {"a": 1, "b": 3, "c": 4},
        }),
    );
}

#[test]
fn aliases_name_what_was_anchored_last() {
    check(
        "- &a 1\n- *a\n- &a [2, &b 3]\n- *a\n- *b\n",
        json!([1, 1, [2, 3], [2, 3], 3]),
    );
    check("&r\n- &a 1\n- *a\n- &a 2\n- *a\n", json!([1, 1, 2, 2]));
}

#[test]
fn the_last_of_two_keys_wins_unless_told() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Two {
        a: i32,
        b: i32,
    }
    let text = "a: 1\nb: 2\na: 3\n";
    assert_eq!(
        from_str::<Two>(text, &Options::go()).unwrap(),
        Two { a: 3, b: 2 }
    );
    check(text, json!({"a": 3, "b": 2}));
    for result in [
        from_str::<Two>(text, &Options::go_strict()).map(|_| ()),
        load(text, &Options::go_strict()).map(|_| ()),
        to_json_value(text, &Options::go_strict()).map(|_| ()),
    ] {
        assert_eq!(
            result.unwrap_err().to_string(),
            "line 3, column 1: the key `a` is there twice (first at line 1, column 1)"
        );
    }
}

#[test]
fn structs_read_as_in_go() {
    #[derive(Debug, Deserialize, PartialEq, Default)]
    #[serde(rename_all = "camelCase", default)]
    struct Chart {
        api_version: String,
        name: String,
        deprecated: bool,
        keywords: Vec<String>,
        size: u8,
        home: Option<String>,
        annotations: BTreeMap<String, String>,
    }
    let text =
        "APIVERSION: v2\nname:\ndeprecated: on\nkeywords:\nsize: 1e1\nhome: ~\nannotations:\n";
    let chart: Chart = from_str(text, &Options::go()).unwrap();
    let expected = Chart {
        api_version: "v2".into(),
        deprecated: true,
        size: 10,
        ..Chart::default()
    };
    assert_eq!(chart, expected);
    assert_eq!(
        from_str::<Chart>("", &Options::go()).unwrap(),
        Chart::default()
    );
    assert_eq!(
        from_str::<Chart>("# nothing\n", &Options::go()).unwrap(),
        Chart::default()
    );
}

#[test]
fn enums_are_words_or_mappings_of_one_key() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Git,
        Oci(String),
        Helm { url: String },
    }
    let kinds: Vec<Kind> = from_str(
        "- git\n- oci: a/b\n- helm: {url: http://x}\n",
        &Options::own(),
    )
    .unwrap();
    let expected = vec![
        Kind::Git,
        Kind::Oci("a/b".into()),
        Kind::Helm {
            url: "http://x".into(),
        },
    ];
    assert_eq!(kinds, expected);
    let error = from_str::<Vec<Kind>>("- svn\n", &Options::own()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 1, column 3: `[0]`: unknown variant `svn`, expected one of `git`, `oci`, `helm`"
    );
}

#[test]
fn blocks_at_the_end_of_the_file_keep_their_end() {
    check("a: |\n  b\n", json!({"a": "b\n"}));
    check("a: |\n  b", json!({"a": "b"}));
    check("a: |\n  b\n  ", json!({"a": "b\n"}));
    check("a: |\n  b\n   ", json!({"a": "b\n "}));
    check("a: |+\n  b\n\n  ", json!({"a": "b\n\n"}));
    check("a: |", json!({"a": ""}));
    check("a: >\n  b\n  c", json!({"a": "b c"}));
    check("a: |\n  b\n# c", json!({"a": "b\n"}));
}

#[test]
fn documents_are_read_one_by_one() {
    let all = load_all("a: 1\n---\n---\nb: 2\n...\n", &Options::go()).unwrap();
    let values: Vec<Value> = all
        .iter()
        .map(|node| node.deserialize(&Options::go()).unwrap())
        .collect();
    assert_eq!(values, [json!({"a": 1}), json!(null), json!({"b": 2})]);
    check("a: 1\n---\nb: [", json!({"a": 1}));
    let error = load("a: 1\n---\nb: 2\n", &Options::own()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 3, column 1: a second document starts here; this file holds one"
    );
    assert!(load("a: 1\n---\n", &Options::own()).is_ok());
    assert!(load_all("", &Options::go()).unwrap().is_empty());
}

#[test]
fn nodes_know_where_they_are() {
    let text = "a:\n  - x: [1, ü, 'q']\n    z: |\n      text\n";
    let node = load(text, &Options::go()).unwrap();
    let item = &node.get("a").unwrap().items()[0];
    let list = item.get("x").unwrap();
    let quoted = &list.items()[2];
    assert_eq!(quoted.as_str(), Some("q"));
    assert_eq!(quoted.span.start.to_string(), "line 2, column 15");
    let (start, end) = (
        quoted.span.start.offset_in(text),
        quoted.span.end.offset_in(text),
    );
    assert_eq!(&text[start..end], "'q'");
    assert_eq!(
        item.entry("z").unwrap().key.span.start.to_string(),
        "line 3, column 5"
    );
    assert_eq!(item.span.start.to_string(), "line 2, column 5");
}

#[test]
fn a_comma_after_something_like_a_tag_is_text() {
    check(
        "a: Hello!, world\nb: '[!x,]'\nc: [a!, b]\n",
        json!({"a": "Hello!, world", "b": "[!x,]", "c": ["a!", "b"]}),
    );
    check("[!<tag:a,b> c]", json!(["c"]));
    assert!(to_json_value("[!a, b]", &Options::go()).is_err());
    assert!(to_json_value("[!<a>, b]", &Options::go()).is_err());
}
