//! What is written reads back as what it was.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use addon_yaml::{Options, Strings, from_str, load, to_json_value, to_string};
use proptest::{
    collection::vec, prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner,
};
use serde_json::{Value, json};

const PIECES: &[&str] = &[
    "a",
    "b c",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    ": ",
    ":",
    "#",
    " #",
    "- ",
    "-",
    "? ",
    "?",
    "'",
    "\"",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "yes",
    "No",
    "on",
    "y",
    "null",
    "~",
    "1",
    "0x1",
    "0o7",
    "0b1",
    "1.5",
    "1_000",
    "1e3",
    ".5",
    "+1",
    "1:30",
    "2024-01-01",
    "T10:00:00Z",
    ".inf",
    ".NaN",
    "=",
    "<<",
    "_",
    "0",
    "e",
    "---",
    "...",
    "é",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{1F600}",
    "\0",
    "\u{1b}",
    "\u{7f}",
    "\r",
    "\r\n",
    "\u{200b}",
    "\u{e000}",
    "\u{fffd}",
    "\u{fffe}",
    " \n",
    "\n ",
    "\n\t",
    "!,",
    "true",
    "http://x/#y",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        40 => vec(select(PIECES), 0..6).prop_map(|pieces| pieces.concat()),
        9 => any::<String>(),
        1 => ("[a-z \n]{0,30}", 0..300_usize).prop_map(|(text, times)| text.repeat(times)),
    ]
}

/// A text as key, value, item and nested, as the writer may meet it.
fn value() -> impl Strategy<Value = Value> {
    (text(), text(), 0..7).prop_map(|(one, two, shape)| match shape {
        0 => json!(one),
        1 => json!({ one: two }),
        2 => json!([one, two]),
        3 => json!({"k": [{"k": one, "l": {"m": two}}]}),
        4 => json!([[one, [two]], []]),
        5 => json!({ one: {"a": [], "b": {}}, "l": [{}, { two: 1 }] }),
        _ => json!({"k": {"l": one}, "m": two}),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_reads_back(value in value()) {
        let text = to_string(&value).unwrap();
        prop_assert_eq!(&to_json_value(&text, &Options::go_strict()).unwrap(), &value, "{}", text);
        let verbatim = Options { strings: Strings::Verbatim, ..Options::go_strict() };
        prop_assert_eq!(&from_str::<Value>(&text, &verbatim).unwrap(), &value, "{}", text);
        let node = load(&text, &Options::own()).unwrap();
        prop_assert_eq!(&node.deserialize::<Value>(&Options::own()).unwrap(), &value, "{}", text);
        // writing what was read changes nothing
        prop_assert_eq!(to_string(&to_json_value(&text, &Options::go()).unwrap()).unwrap(), text);
    }
}

/// Another reader of YAML 1.1, when there is one.
#[test]
fn python_reads_the_same() {
    const SCRIPT: &str = "
import json, sys, yaml
for number, line in enumerate(sys.stdin):
    case = json.loads(line)
    if yaml.safe_load(case['text']) != case['value']:
        sys.exit(f'case {number}: {case!r}')
";
    let available = Command::new("python3")
        .args(["-c", "import yaml"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !available {
        assert!(
            std::env::var("ADDON_TEST_REQUIRE").as_deref() != Ok("all"),
            "python3 with PyYAML is missing"
        );
        #[expect(clippy::print_stderr, reason = "says why nothing was tested")]
        {
            eprintln!("skipped: no python3 with PyYAML");
        }
        return;
    }
    let mut runner = TestRunner::deterministic();
    let strategy = value();
    let mut cases = String::new();
    for _ in 0..5_000 {
        let value = strategy.new_tree(&mut runner).unwrap().current();
        let text = to_string(&value).unwrap();
        cases += &json!({"text": text, "value": value}).to_string();
        cases.push('\n');
    }
    let mut python = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let written = python.stdin.take().unwrap().write_all(cases.as_bytes());
    let output = python.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    written.unwrap();
}
