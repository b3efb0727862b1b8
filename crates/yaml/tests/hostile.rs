//! Texts that mean harm, or nothing: an error or a value, never a panic.

use std::{collections::BTreeMap, fmt::Write as _};

use addon_yaml::{Limits, Options, from_str, load, load_all, to_json_value};
use proptest::{collection::vec, prelude::*, sample::select};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

#[track_caller]
fn refuse(text: &str, expected: &str) {
    for options in [Options::go(), Options::own()] {
        for error in [
            load(text, &options).unwrap_err(),
            to_json_value(text, &options).unwrap_err(),
            from_str::<IgnoredAny>(text, &options).unwrap_err(),
        ] {
            assert!(error.to_string().contains(expected), "{error:.300}");
        }
    }
}

#[test]
fn alias_bombs_are_refused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let item = format!("*a{}", level - 1);
        writeln!(text, "a{level}: &a{level} [{}]", [&*item; 10].join(", ")).unwrap();
    }
    refuse(&text, "aliases repeat too much");

    let long = "x".repeat(1 << 20);
    let text = format!("a: &a {long}\nb: [{}]\n", ["*a"; 1000].join(", "));
    refuse(&text, "aliases repeat too much");

    let mut text = String::from("a0: &a0 {x: 1}\n");
    for level in 1..100 {
        let earlier = level - 1;
        writeln!(
            text,
            "a{level}: &a{level}
  <<: [*a{earlier}, *a{earlier}]
  k{level}: *a{earlier}"
        )
        .unwrap();
    }
    refuse(&text, "");
}

#[test]
fn deep_nesting_is_refused() {
    let deep = 100_000;
    for text in [
        "[".repeat(deep),
        "{a: ".repeat(deep),
        "- ".repeat(deep),
        "[{a: ".repeat(deep),
        "&a [".repeat(deep),
        (0..3_000).map(|level| " ".repeat(level) + "a:\n").collect(),
        (0..3_000).map(|level| " ".repeat(level) + "-\n").collect(),
    ] {
        refuse(&text, "nested more than 128 levels deep");
    }
    refuse(&"? ".repeat(deep), "");
    let text = "[".repeat(128) + &"]".repeat(128);
    assert!(to_json_value(&text, &Options::go()).is_ok());
}

#[test]
fn size_and_number_are_bounded() {
    let tight = Options {
        limits: Limits {
            bytes: 100,
            nodes: 10,
            ..Limits::DEFAULT
        },
        ..Options::go()
    };
    let error = load(&"a".repeat(101), &tight).unwrap_err();
    assert_eq!(error.message(), "the text is larger than 100 bytes");
    let error = load("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", &tight).unwrap_err();
    assert_eq!(error.message(), "more than 10 values in one text");
    assert!(load("[1, 2, 3, 4, 5, 6, 7, 8, 9]", &tight).is_ok());
}

#[test]
fn messages_stay_short() {
    let long = "x".repeat(1 << 20);
    for text in [
        format!("a: !!int {long}"),
        format!("{long}: 1\n{long}: 2\n"),
        format!("*{long}"),
    ] {
        let error = load(&text, &Options::own()).unwrap_err();
        assert!(
            error.to_string().len() < 600,
            "{} bytes",
            error.to_string().len()
        );
    }
    let error = from_str::<Vec<u8>>(&format!("[{long}]"), &Options::go()).unwrap_err();
    assert!(error.to_string().len() < 600);
}

#[test]
fn long_texts_take_linear_time() {
    // each of these took time by the square of its length somewhere
    let count = 100_000;
    for text in [
        ",".repeat(count),
        "!,".repeat(count),
        "[".to_owned() + &"!a".repeat(count),
        "%TAG !a! b\n".repeat(count),
        "&".repeat(count),
        "\u{e000}".repeat(count) + "!,",
        (0..count)
            .map(|key| format!("k{key}: 1"))
            .collect::<Vec<_>>()
            .join("\n"),
        "'".repeat(count),
        "\"\\n".repeat(count),
        "a: |\n".to_owned() + &" \n".repeat(count),
        "a\n".repeat(count),
        "a:\n".repeat(count),
    ] {
        drop(load(&text, &Options::go_strict()));
        drop(from_str::<BTreeMap<String, Value>>(&text, &Options::go()));
    }
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Anything {
    #[serde(default)]
    a: Option<String>,
    #[serde(default)]
    b: Vec<u8>,
    #[serde(default)]
    c: BTreeMap<String, f64>,
    #[serde(default)]
    d: Either,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "only read")]
enum Either {
    Text(String),
    List(Vec<String>),
    #[default]
    Neither,
}

fn read_all(text: &str) {
    for options in [Options::go(), Options::go_strict(), Options::own()] {
        drop(load(text, &options).map(|node| node.deserialize::<Anything>(&options).map(drop)));
        drop(load_all(text, &options));
        drop(to_json_value(text, &options));
        drop(from_str::<Anything>(text, &options));
        drop(from_str::<IgnoredAny>(text, &options));
    }
}

const PIECES: &[&str] = &[
    "a",
    "b: ",
    "c:",
    "d: ",
    "- ",
    "-",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    " ",
    "\t",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "\\",
    "|",
    ">",
    "|+",
    ">-",
    "|2",
    "&x ",
    "*x",
    "!",
    "!!str ",
    "!<a>",
    "!t",
    "%",
    "%TAG ",
    "---",
    "...",
    "? ",
    ": ",
    "#",
    " #",
    "<<: ",
    "<<",
    "~",
    "1",
    "0x1",
    "1.5",
    "yes",
    "\r",
    "\r\n",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "ü",
    "\u{1F600}",
    "\0",
    "\u{7f}",
    "\\x",
    "\\u12",
    "%41",
    "=",
    "@",
    "`",
    "\u{e000}",
    "!!binary ",
    "!!int ",
    "!!null ",
    "!e!",
    ".inf",
    "+",
    "&",
    "*",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(pieces in vec(select(PIECES), 0..24)) {
        read_all(&pieces.concat());
    }

    #[test]
    fn no_characters_panic(text in any::<String>()) {
        read_all(&text);
    }
}
