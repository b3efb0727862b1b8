//! Programs made to use up time or memory: each ends with an error that says which limit it met.

use std::fmt::Write as _;

use cue::{
    api::Instance,
    diag::{Code, Diagnostics},
    limits::Limits,
};

/// Exports a program with the limits that the commands have.
fn export(text: &str) -> Result<String, Diagnostics> {
    let instance = Instance::build(&[("in.cue", text)], &Limits::default())?;
    instance.check()?;
    instance.value().to_json()
}

#[track_caller]
fn refused(text: &str, code: Code) {
    let Diagnostics(errors) = export(text).expect_err("the program has no value");
    let codes: Vec<Code> = errors.iter().map(|error| error.code).collect();
    assert!(codes.contains(&code), "{errors:?}");
}

fn joined(separator: &str, count: usize, term: impl Fn(usize) -> String) -> String {
    let terms: Vec<String> = (0..count).map(term).collect();
    terms.join(separator)
}

/// Names that each hold the one before twice.
fn doubling(first: &str, count: usize, next: impl Fn(usize) -> String) -> String {
    let mut text = format!("a0: {first}\n");
    for at in 1..count {
        writeln!(text, "a{at}: {}", next(at - 1)).expect("strings take all text");
    }
    text
}

#[test]
fn a_product_of_disjunctions_has_a_limit() {
    let product = joined(" & ", 16, |at| format!("({{a{at}: 1}} | {{b{at}: 2}})"));
    refused(&format!("x: {product}"), Code::Limit);
    let defaults = joined(" & ", 16, |at| format!("(*{{a{at}: 1}} | {{b{at}: 2}})"));
    refused(&format!("x: {defaults}"), Code::Limit);
}

#[test]
fn many_arms_are_compared_quickly() {
    let arms = joined(" | ", 2000, |at| format!("{{a: b: c: {at}}}"));
    let picked = format!("x: {arms}\nx: a: b: c: 77");
    assert_eq!(
        export(&picked).expect("one arm is left"),
        r#"{"x":{"a":{"b":{"c":77}}}}"#
    );
    let equal = joined(" | ", 2000, |_| "{a: b: c: 1}".to_owned());
    assert_eq!(
        export(&format!("x: {equal}")).expect("all arms are one"),
        r#"{"x":{"a":{"b":{"c":1}}}}"#
    );
}

#[test]
fn a_definition_that_refers_to_itself_ends() {
    assert!(export("#C: #C & {q: #C, q: x1, let x1 = {a: 1}}").is_err());
    refused(
        "#R: {n: int, next: #R & {\"n\": n + 1}}\nx: #R & {n: 3}",
        Code::Structural,
    );
    let both =
        "#R: {n: int, if n > 0 {l: #R & {\"n\": n - 1}, r: #R & {\"n\": n - 1}}}\nx: #R & {n: 20}";
    refused(both, Code::Structural);
}

#[test]
fn what_doubles_has_a_limit() {
    refused(
        &doubling("{x: 1}", 40, |at| format!("{{l: a{at}, r: a{at}}}")),
        Code::Limit,
    );
    refused(
        &doubling("{x: 1}", 30, |at| {
            format!("{{l: a{at} & {{y: 1}}, r: a{at} & {{z: 1}}}}")
        }),
        Code::Limit,
    );
    refused(
        &doubling("\"xxxxxxxx\"", 40, |at| format!("a{at} + a{at}")),
        Code::Limit,
    );
    refused(
        &doubling("99999999", 40, |at| format!("a{at} * a{at}")),
        Code::Arithmetic,
    );
    refused(
        &doubling("[1, 2]", 40, |at| {
            format!("[for x in a{at} for y in a{at} {{x}}]")
        }),
        Code::Limit,
    );
}

#[test]
fn what_functions_make_has_a_limit() {
    refused(
        "import \"strings\"\nx: strings.Repeat(\"ab\", 1000000000)",
        Code::Limit,
    );
    refused(
        "import \"list\"\nx: list.Repeat([1, 2, 3], 1000000000)",
        Code::Limit,
    );
    refused(
        "import \"list\"\nx: list.Range(0, 1000000000, 1)",
        Code::Limit,
    );
    refused(
        "import \"list\"\nx: list.Range(0, 1000000, 1)\ny: [for a in x for b in [1, 2] {a + b}]",
        Code::Limit,
    );
    refused("x: =~\"(a{1000}){1000}\"\nx: \"b\"", Code::Regexp);
}

#[test]
fn many_elements_are_compared_quickly() {
    let list = "import \"list\"\nx: list.UniqueItems & [for i in list.Range(0, 5000, 1) {n: i}";
    assert!(export(&format!("{list}]")).is_ok());
    assert!(export(&format!("{list}, {{n: 7}}]")).is_err());
}

#[test]
fn arms_made_by_a_function_have_a_limit() {
    let arms = "[for i in list.Range(0, 20000, 1) {\"a\\(i)\"}]";
    refused(&format!("import \"list\"\nx: or({arms})"), Code::Limit);
}

#[test]
fn what_feeds_itself_ends() {
    assert!(export("x: {a: 1, for k, v in x {\"\\(k)x\": v}}").is_err());
    assert!(export("x: [for y in x {y}, 1]").is_err());
    refused("x: {for i in [1, 2, 3] {\"\\(i)\": x}}", Code::Structural);
}
