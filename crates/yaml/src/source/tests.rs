//! The fast source and libyaml must tell the same events.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::event::EventKind;

fn collect<'a>(source: &mut impl Source<'a>) -> Result<Vec<Event<'a>>, Error> {
    let mut events = Vec::new();
    loop {
        let mut event = source.next_event()?;
        if !matches!(
            event.kind,
            EventKind::Scalar(_)
                | EventKind::SequenceStart(_)
                | EventKind::MappingStart(_)
                | EventKind::Alias(_)
        ) {
            // only the places of values are promised
            event.start = Position::default();
            event.end = Position::default();
        }
        let is_last = event.kind == EventKind::StreamEnd;
        events.push(event);
        if is_last {
            return Ok(events);
        }
    }
}

/// Compares both sources; says whether the fast one went all the way.
#[track_caller]
fn check(text: &str) -> bool {
    let slow = collect(&mut Libyaml::new(text)).map_err(|error| error.to_string());
    let mut source = Text::new(text);
    let fast = collect(&mut source).map_err(|error| error.to_string());
    if slow != fast {
        let show = |events: &Result<Vec<Event<'_>>, String>| match events {
            Ok(events) => {
                let line = |event: &Event<'_>| format!("{} {:?}", event.start, event.kind);
                events.iter().map(line).collect::<Vec<_>>()
            }
            Err(error) => vec![error.clone()],
        };
        let (slow, fast) = (show(&slow), show(&fast));
        let same = slow
            .iter()
            .zip(&fast)
            .take_while(|(slow, fast)| slow == fast)
            .count();
        panic!(
            "in {text:.200?}: event {same}: libyaml {:?}, fast {:?}",
            slow.get(same),
            fast.get(same)
        );
    }
    matches!(source.parser, Parser::Block(_))
}

#[test]
fn what_programs_write_is_read_fast() {
    let texts = [
        "",
        "# nothing\n\n",
        "a: 1\nb: two\nc: 'it''s'\nd: \"x\\n\\u00fc\"\ne:\nf: ~\n",
        "a:\n- 1\n- b: 2\n  c:\n  - 3\n-\n- - x\n  - y\nd: []\ne: {} \n".trim_end_matches(" \n"),
        "---\na:\n  - b\n  -\n    c: d\n",
        "a: |\n  text\n\n    more\n\nb: |-\n  x\nc:\n- |+\n  y\n\nd: 1\n",
        "ä: ö # ü\n\"q\": x\n'r': y\nurl: http://x:80/#y\n",
        "  a: 1\n  b: 2\n",
        "a:\n  b:\n    c: 1\n# comment\nd: 2",
    ];
    for text in texts {
        assert!(check(text), "{text:?} was not read fast");
    }
}

#[test]
fn what_is_special_is_left_to_libyaml() {
    let texts = [
        "a: [1, 2]\n",
        "a: &x 1\nb: *x\n",
        "a: one\n  two\n",
        "a: 'one\n  two'\n",
        "a: >\n  x\n",
        "a: |2\n   x\n",
        "a\n",
        "a: b: c\n",
        "a: 1\n b: 2\n",
        "? a\n: b\n",
        "a: !!str 1\n",
        "a: 1\n---\nb: 2\n",
        "a:\tb\n",
        "a: 1\r\nb: 2\r\n",
        "%YAML 1.1\n---\na: 1\n",
        "- a\nb: 1\n",
        "a: |\n  x",
        "a: \"x\" y\n",
        "a: \"x\"#y\n",
        "a: - b\n",
    ];
    for text in texts {
        assert!(!check(text), "{text:?} was read fast");
    }
}

const INDENTS: &[&str] = &["", "", "", "  ", "  ", "    ", "   ", " ", "      "];
const LEADS: &[&str] = &["", "", "- ", "- ", "- - ", "-   ", "-", "-\n", "? ", ": "];
const KEYS: &[&str] = &[
    "",
    "",
    "a: ",
    "b: ",
    "c:",
    "d: ",
    "key: ",
    "\"q\": ",
    "'r': ",
    "k : ",
    "ü: ",
    "a:  ",
    "a b: ",
    "-x: ",
    "x#y: ",
    "<<: ",
    "\"q\" : ",
    "a #b: ",
    "1: ",
    "'x''y': ",
    "\"\\\"\": ",
];
const VALUES: &[&str] = &[
    "",
    "",
    "",
    "x",
    "y",
    "1.2.3",
    "\"z\"",
    "'w'",
    "'it''s'",
    "\"a\\nb\"",
    "|",
    "|-",
    "|+",
    ">",
    "[]",
    "{}",
    "[a, b]",
    "{a: b}",
    "# comment",
    "x # c",
    "x#c",
    "http://x:1/",
    "a: b",
    "a:",
    "*a",
    "&a x",
    "&a",
    "!t x",
    "!!str",
    "- a",
    "-a",
    "-",
    "? q",
    "?q",
    ":q",
    "\"open",
    "'open",
    "\"x\" y",
    "\"x\"#",
    "@x",
    "%x",
    "`x",
    "---",
    "...",
    "\t",
    "x\ty",
    "x ",
    "|2",
    "ü\u{85}",
    "\u{2028}",
    "ü ö",
    "\u{1F600}",
    "=",
    "~",
    "\"\\ud800\"",
    "\"\\x41\"",
    "\"\\U0001F600\"",
    "'a' # b",
    "\"\\/\"",
    "|  ",
    "x:y",
    "[] # c",
    "\u{feff}",
    "\u{7f}",
    "\"#\"",
    "a, b",
    "a]",
    "}",
    ",",
];
const ENDS: &[&str] = &[
    "\n",
    "\n",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n  \n",
    "\n    \n",
    "\r\n",
    "\n# c\n",
    "\n  # c\n",
];
const STARTS: &[&str] = &[
    "",
    "",
    "",
    "---\n",
    "--- \n",
    "# c\n",
    "\n",
    "%YAML 1.1\n---\n",
    "--- a\n",
];

fn line() -> impl Strategy<Value = String> {
    (
        select(INDENTS),
        select(LEADS),
        select(KEYS),
        select(VALUES),
        select(ENDS),
    )
        .prop_map(|(indent, lead, key, value, end)| format!("{indent}{lead}{key}{value}{end}"))
}

/// Lines that fit the subset more often than not.
fn tame_line() -> impl Strategy<Value = String> {
    (
        select(&["", "", "  ", "  ", "    "][..]),
        select(&["", "", "", "- ", "- "][..]),
        select(&["a: ", "b: ", "c:", "d:", "e: ", "\"f\": "][..]),
        select(
            &[
                "", "", "", "x", "y z", "\"z\"", "'w'", "|", "|-", "|+", "[]", "x # c",
            ][..],
        ),
        select(&["\n", "\n", "\n", "\n", "\n\n", "\n# c\n"][..]),
    )
        .prop_map(|(indent, lead, key, value, end)| format!("{indent}{lead}{key}{value}{end}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_lines_tell_the_same(
        start in select(STARTS),
        lines in vec(line(), 0..8),
        cut in any::<bool>(),
    ) {
        let mut text = start.to_owned() + &lines.concat();
        if cut {
            text.pop();
        }
        check(&text);
    }

    #[test]
    fn tame_lines_tell_the_same(lines in vec(tame_line(), 0..12)) {
        check(&lines.concat());
    }

    #[test]
    fn any_characters_tell_the_same(text in "[-a:#'\"|>+ \n\t,\\[\\]{}&*!?%@.ü~0-2\\\\]{0,40}") {
        check(&text);
    }
}

#[test]
fn catalog_files_tell_the_same() {
    let Some(shared) = shared_folder() else {
        return;
    };
    let mut files = Vec::new();
    find_yaml(&shared.join("catalog"), &mut files);
    assert!(files.len() > 100, "only {} files", files.len());
    let mut fast = 0;
    for file in &files {
        let text = fs::read_to_string(file).expect("a text");
        fast += u32::from(check(&text));
    }
    assert!(fast > 0);
}

fn find_yaml(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            find_yaml(&path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            files.push(path);
        }
    }
}

/// Returns the folder of test data that is not part of the repository.
fn shared_folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let found = match env::var_os("ADDON_SHARED") {
        Some(folder) => Some(PathBuf::from(folder)).filter(|folder| folder.is_dir()),
        None => ["../shared", "../../shared"]
            .map(|folder| root.join(folder))
            .into_iter()
            .find(|folder| folder.is_dir()),
    };
    if found.is_none() {
        assert!(
            env::var("ADDON_TEST_REQUIRE").as_deref() != Ok("all"),
            "the shared test data is missing"
        );
        #[expect(clippy::print_stderr, reason = "says why nothing was tested")]
        {
            eprintln!("skipped: no shared test data");
        }
    }
    found
}
