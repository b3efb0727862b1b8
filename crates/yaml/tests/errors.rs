//! What is said when a text is wrong.

use addon_yaml::{Options, from_str, load};
use serde::Deserialize;

#[track_caller]
fn check(text: &str, expected: &str) {
    let error = load(text, &Options::go()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn slips_are_named_where_they_are() {
    check("a:\n\tb: 1\n", "x");
    check("a: \"b\nc: d\n", "x");
    check("a: b: c\n", "x");
    check("a: 1\n b: 2\n", "x");
    check("a: [1, 2\nb: 3\n", "x");
    check("a: @b\n", "x");
    check("a\nb: 1\n", "x");
    check("- a\nb: 1\n", "x");
    check("a: \"\\d\"\n", "x");
    check("a: \u{1}\n", "x");
    check("a: *b\n", "x");
    check("a: &a [*a]\n", "x");
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Chart {
    name: String,
    #[serde(default)]
    maintainers: Vec<Maintainer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only read")]
struct Maintainer {
    name: String,
    age: u8,
}

#[track_caller]
fn check_typed(text: &str, expected: &str) {
    let error = from_str::<Chart>(text, &Options::go()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn wrong_types_are_named_with_their_path() {
    check_typed("name: [a]\n", "x");
    check_typed("name: a\nmaintainers:\n- name: b\n  age: 300\n", "x");
    check_typed(
        "name: a\nmaintainers:\n- name: b\n  age: 3\n- age: 1\n",
        "x",
    );
    check_typed("name: a\nmaintainers:\n- nam: b\n", "x");
    check_typed("maintainers: []\n", "x");
    check_typed("name: a\nmaintainers: b\n", "x");
    check_typed("name: a\nmaintainers:\n- name: b\n  age: \"3\"\n", "x");
}
