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

/// What a program uses up under limits of its own.
#[track_caller]
fn refused_within(text: &str, limits: &Limits, message: &str) {
    let built = Instance::build(&[("in.cue", text)], limits);
    let Diagnostics(errors) = built
        .and_then(|instance| instance.check())
        .expect_err("the program has no value");
    let told = errors.iter().any(|error| error.message.contains(message));
    assert!(
        told && errors.iter().any(|error| error.code == Code::Limit),
        "{errors:?}"
    );
}

fn little_memory() -> Limits {
    Limits {
        memory_bytes: 48 << 20,
        ..Limits::default()
    }
}

fn few_steps(steps: u64) -> Limits {
    Limits {
        steps,
        ..Limits::default()
    }
}

const TOO_MUCH: &str = "the program makes too many values";
const TOO_LONG: &str = "the program takes too many steps";

#[test]
fn a_dense_source_is_refused_while_it_is_read() {
    let limits = Limits {
        tokens: 1000,
        ..Limits::default()
    };
    let message = "more than 1000 tokens";
    for unit in ["a: 1,", "{},", "//\n", "@a()\n"] {
        refused_within(&unit.repeat(1000), &limits, message);
    }
    refused_within(&format!("x: [{}]", "1,".repeat(600)), &limits, message);
    refused_within(&format!("x: \"{}\"", "\\(1)".repeat(600)), &limits, message);
    let files = [
        ("a.cue", "a: 1,".repeat(150)),
        ("b.cue", "b: 1,".repeat(150)),
    ];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    assert!(Instance::build(&files[..1], &limits).is_ok());
    let Err(Diagnostics(errors)) = Instance::build(&files, &limits) else {
        panic!("the files have too many tokens together");
    };
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].code, Code::Limit);
}

#[test]
fn arms_count_with_all_that_they_hold() {
    // each arm of one disjunction is a copy that has all the others to choose from
    let nested = |at: usize| joined(" | ", 60, |arm| format!("{{a: b: c: {}}}", arm + at));
    let product = joined(" & ", 60, |at| format!("({})", nested(at)));
    refused_within(&format!("x: {product}"), &little_memory(), TOO_MUCH);
    // a disjunction that contains itself through several fields
    let pair = "a: _p | _q\nb: _p\n";
    let again = format!(
        "_#x:#a\n, c:a:a & _q\na_p: *2 | 3\n_q: *3 |  c, c:a:a & _q\na_p: *1 | 3\n_q: *3 | 1\n{pair}"
    );
    let rings = "_#x:#a\n#a: b, b: c, c: a, b: c, c:a:a & _q\na\n";
    let text = format!("_p: *1 | 3\n_q: *3 | 13 | 1\n{pair}{again}{pair}{again}{rings}");
    refused_within(&text, &few_steps(300_000), TOO_LONG);
}

#[test]
fn strings_and_numbers_count_with_their_bytes() {
    let text = "import \"strings\"\na: strings.Repeat(\"x\", 9000000)\n";
    let strings = joined("\n", 10, |at| format!("b{at}: a + \"{at}\""));
    refused_within(&format!("{text}{strings}"), &little_memory(), TOO_MUCH);
    let number = "9".repeat(9_990);
    let numbers =
        format!("import \"list\"\nb: {number}\nx: [for i in list.Range(0, 3000, 1) {{b + i}}]");
    let limits = Limits {
        memory_bytes: 4 << 20,
        ..Limits::default()
    };
    refused_within(&numbers, &limits, TOO_MUCH);
}

#[test]
fn patterns_take_steps_for_each_field() {
    let patterns = joined("\n", 300, |at| format!("[=~\"^a{at}$\"]: {{v: {at}}}"));
    let fields = joined("\n", 300, |at| format!("f{at}: {{}}"));
    let text = format!("x: {{{patterns}}}\nx: {{{fields}}}");
    refused_within(&text, &few_steps(300 * 300 * 3), TOO_LONG);
    assert!(export(&text).is_ok());
}

#[test]
fn a_long_way_to_a_value_takes_steps() {
    let ring = joined("\n", 400, |at| {
        format!("a{at}: *a{} | {at}", (at + 1) % 400)
    });
    refused_within(&ring, &few_steps(100_000), TOO_LONG);
    let ladder = joined("\n", 400, |at| {
        format!("a: {{x{at}: a.x{} & int, x{at}: int}}", at + 1)
    });
    refused_within(&ladder, &few_steps(100_000), TOO_LONG);
    let chain = joined("\n", 1000, |at| format!("a{}: a{at}", at + 1));
    refused_within(&format!("a0: 1\n{chain}"), &few_steps(100_000), TOO_LONG);
}

#[test]
fn definitions_that_name_one_another_are_looked_at_once() {
    let text = "_p: *1 | 3\n_q: *3 | 1\na: _p | _q\nb: _p\na\na: #a\n#a: b, b: c, c: a, _p | _q\nb: _p\na\na: #a\n\
                #a: b, b: c, c: a, b: c, c: a: b: c, c: a: a & _q\na\n";
    let instance = Instance::build(&[("in.cue", text)], &Limits::default());

    let Diagnostics(errors) = instance
        .and_then(|instance| instance.check())
        .expect_err("the value goes on without end");
    assert_eq!(errors[0].code, Code::Structural, "{errors:?}");
}

#[test]
fn many_embedded_structs_are_one() {
    assert_eq!(export(&"{},".repeat(30_000)).expect("it is empty"), "{}");
    let conditions = "if true {},".repeat(10_000);
    assert_eq!(export(&conditions).expect("it is empty"), "{}");
}

#[test]
fn long_lists_are_sorted_by_nature() {
    let numbers = "[for i in list.Range(0, 20000, 1) {mod(i * 7919, 20000)}]";
    let sorted = |list: &str, order: &str| {
        export(&format!("import \"list\"\nlist.Sort({list}, list.{order})"))
    };
    let ascending = sorted(numbers, "Ascending").expect("the list is sorted");
    assert!(ascending.starts_with("[0,1,2,3,") && ascending.ends_with(",19999]"));
    let descending = sorted("[\"b\", \"c\", \"a\"]", "Descending");
    assert_eq!(descending.expect("the list is sorted"), r#"["c","b","a"]"#);
    assert!(sorted("[1, \"a\"]", "Ascending").is_err());
    let by_field = "import \"list\"\nl: [for i in list.Range(0, 5000, 1) {n: mod(i * 7919, 5000)}]\n\
                    x: list.Sort(l, {x: {}, y: {}, less: x.n < y.n})";
    refused_within(by_field, &little_memory(), TOO_MUCH);
}

#[test]
fn matches_count_with_their_groups() {
    let limits = Limits {
        elements: 1000,
        ..Limits::default()
    };
    let all = |function: &str, pattern: &str| {
        let text = format!(
            "import (\"regexp\", \"strings\")\nx: regexp.{function}(\"{pattern}\", strings.Repeat(\"a\", 2000), -1)"
        );
        refused_within(&text, &limits, "more than 1000 matches");
    };
    all("FindAll", "a");
    all("FindAllSubmatch", "(a)(a)");
    all("FindAllNamedSubmatch", "(?P<x>a)");
}

#[test]
fn large_regular_expressions_take_steps() {
    let large = "(a|b|c|\\(i)){1,400}(x{300}){30}";
    let numbers = "for i in list.Range(0, 300, 1)";
    let calls = format!(
        "import (\"list\", \"regexp\")\nx: [{numbers} {{regexp.Match(\"{large}\", \"abc\")}}]"
    );
    refused_within(&calls, &few_steps(200_000), TOO_LONG);
    let bounds = format!("import \"list\"\nx: [{numbers} {{\"abc\" !~ \"{large}\"}}]");
    refused_within(&bounds, &few_steps(200_000), TOO_LONG);
    let small = format!("import \"list\"\nx: [{numbers} {{\"abc\" !~ \"b\\(i)\"}}]");
    assert!(export(&small).is_ok());
}

#[test]
fn reasons_within_reasons_stay_readable() {
    fn count(errors: &[cue::diag::Diagnostic]) -> usize {
        errors.iter().map(|error| 1 + count(&error.children)).sum()
    }
    let mut arms = "1".to_owned();
    for _ in 0..4 {
        arms = format!("({})", joined(" | ", 8, |_| format!("({arms} & string)")));
    }
    let Diagnostics(errors) = export(&format!("x: {arms}")).expect_err("no arm fits");
    assert_eq!(errors[0].code, Code::EmptyDisjunction);
    assert_eq!(
        errors[0].children.len(),
        8,
        "the first level is told in full"
    );
    assert!(count(&errors) < 300, "{}", count(&errors));
}

#[test]
fn decoders_count_what_they_read() {
    let limits = Limits {
        elements: 1000,
        ..Limits::default()
    };
    let decode = |package: &str, call: &str, text: &str| {
        let name = package.rsplit('/').next().unwrap_or(package);
        let text = format!("import (\"{package}\", \"strings\")\nx: {name}.{call}({text})");
        refused_within(&text, &limits, "more than 1000 elements");
    };
    decode("encoding/csv", "Decode", r#"strings.Repeat("a,b\n", 600)"#);
    decode(
        "encoding/json",
        "Unmarshal",
        r#""[" + strings.Repeat("0,", 1000) + "0]""#,
    );
    decode(
        "encoding/toml",
        "Unmarshal",
        r#"strings.Repeat("[[a]]\n", 600)"#,
    );
}
