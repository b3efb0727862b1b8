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
    check(
        "a:\n\tb: 1\n",
        "line 2, column 1: a tab is used for indentation; use spaces",
    );
    check(
        "a: \"b\nc: d\n",
        "line 1, column 4: this quoted text is never closed",
    );
    check(
        "a: b: c\n",
        "line 1, column 5: `: ` is not allowed here; check the indentation, or quote the text that contains it",
    );
    check(
        "a: 1\n b: 2\n",
        "line 2, column 3: `: ` is not allowed here; check the indentation, or quote the text that contains it",
    );
    check(
        "a: [1, 2\nb: 3\n",
        "line 2, column 2: expected `,` or `]` (the `[` is at line 1, column 4)",
    );
    check(
        "a: @b\n",
        "line 1, column 4: a value cannot start with this character; put the value in quotes",
    );
    check(
        "a\nb: 1\n",
        "line 2, column 2: `: ` is not allowed here; check the indentation, or quote the text that contains it",
    );
    check(
        "- a\nb: 1\n",
        "line 2, column 1: expected `- ` here; check the indentation (the list starts at line 1, column 1)",
    );
    check(
        "a: \"\\d\"\n",
        "line 1, column 5: unknown escape after `\\` in double quotes; double the `\\` or use single quotes (opened at line 1, column 4)",
    );
    check(
        "a: \u{1}\n",
        "line 1, column 4: the character U+0001 is not allowed in YAML; write it as an escape in double quotes",
    );
    check(
        "a: *b\n",
        "line 1, column 4: there is no anchor `&b` before `*b`",
    );
    check(
        "a: &a [*a]\n",
        "line 1, column 8: the value of `&a` contains itself",
    );
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
    check_typed(
        "name: [a]\n",
        "line 1, column 7: `name`: invalid type: sequence, expected a string",
    );
    check_typed(
        "name: a\nmaintainers:\n- name: b\n  age: 300\n",
        "line 4, column 8: `maintainers[0].age`: invalid value: integer `300`, expected u8",
    );
    check_typed(
        "name: a\nmaintainers:\n- name: b\n  age: 3\n- age: 1\n",
        "line 5, column 3: `maintainers[1]`: missing field `name`",
    );
    check_typed(
        "name: a\nmaintainers:\n- nam: b\n",
        "line 3, column 3: `maintainers[0]`: unknown field `nam`, expected `name` or `age`",
    );
    check_typed(
        "maintainers: []\n",
        "line 1, column 1: missing field `name`",
    );
    check_typed(
        "name: a\nmaintainers: b\n",
        "line 2, column 14: `maintainers`: invalid type: string \"b\", expected a sequence",
    );
    check_typed(
        "name: a\nmaintainers:\n- name: b\n  age: \"3\"\n",
        "line 4, column 8: `maintainers[0].age`: invalid type: string \"3\", expected u8",
    );
}
