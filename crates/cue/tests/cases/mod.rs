//! The programs of `data/<area>/<case>.txtar` and what the reference makes of each.
//!
//! An archive holds programs one after the other: `NAME.cue`, or several files `NAME/FILE.cue` of
//! one instance, followed by `NAME/out/json`, the exported value, or `NAME/out/err`: the kind of the
//! error, `fatal` or `incomplete`, and the paths that the reference names, one a line. Where we
//! accept more than the reference, `NAME/equivalent.cue` is the program it is asked about instead. `NAME/expression`
//! is what `export -e` selects; its errors all count as incomplete.
//!
//! Programs that are known to differ are listed in `data/known.txt`; one that agrees again fails the
//! test until it is taken off the list.
//!
//! Nobody writes an `out` file by hand: `cargo xtask cases` asks the reference.

pub(crate) mod txtar;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{differential::disagreement, engine, oracle::Oracle};
use txtar::{Archive, File};

/// How final an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No more information could cure it.
    Fatal,
    /// More information could.
    Incomplete,
}

/// What becomes of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// The exported value.
    Json(String),
    /// No value, and which paths are to blame, as far as they are named.
    Error { kind: Kind, paths: Vec<String> },
}

impl Expected {
    fn read(name: &str, text: &str) -> Self {
        if name == "json" {
            return Self::Json(text.trim_end().to_owned());
        }
        let mut lines = text.lines();
        let kind = match lines.next() {
            Some("fatal") => Kind::Fatal,
            Some("incomplete") => Kind::Incomplete,
            other => panic!("{other:?} is no kind of error"),
        };
        Self::Error {
            kind,
            paths: lines.map(str::to_owned).collect(),
        }
    }

    fn write(&self, case: &str) -> File {
        match self {
            Self::Json(text) => File {
                name: format!("{case}/out/json"),
                text: format!("{text}\n"),
            },
            Self::Error { kind, paths } => {
                let mut text = match kind {
                    Kind::Fatal => "fatal\n".to_owned(),
                    Kind::Incomplete => "incomplete\n".to_owned(),
                };
                for path in paths {
                    text.push_str(path);
                    text.push('\n');
                }
                File {
                    name: format!("{case}/out/err"),
                    text,
                }
            }
        }
    }
}

/// One program of an archive.
#[derive(Debug)]
struct Case {
    name: String,
    files: Vec<File>,
    /// The files as they stand in the archive, `out` apart.
    written: Vec<File>,
    equivalent: Option<File>,
    expected: Option<Expected>,
}

fn split(archive: &Archive) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for file in &archive.files {
        let (case, rest) = match file.name.split_once('/') {
            Some((case, rest)) => (case, rest),
            None => (
                file.name
                    .strip_suffix(".cue")
                    .expect("a program ends in .cue"),
                "",
            ),
        };
        if cases.last().is_none_or(|last| last.name != case) {
            assert!(
                cases.iter().all(|other| other.name != case),
                "two programs named {case}"
            );
            cases.push(Case {
                name: case.to_owned(),
                files: Vec::new(),
                written: Vec::new(),
                equivalent: None,
                expected: None,
            });
        }
        let last = cases.last_mut().unwrap();
        if let Some(out) = rest.strip_prefix("out/") {
            assert_eq!(last.expected, None, "{case} expects two things");
            last.expected = Some(Expected::read(out, &file.text));
            continue;
        }
        last.written.push(file.clone());
        let short = if rest.is_empty() {
            file.name.clone()
        } else {
            rest.to_owned()
        };
        let file = File {
            name: short,
            text: file.text.clone(),
        };
        if file.name == "equivalent.cue" {
            last.equivalent = Some(file);
        } else {
            last.files.push(file);
        }
    }
    cases
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn archives() -> Vec<(String, PathBuf)> {
    let data = data();
    let mut found = Vec::new();
    for area in fs::read_dir(&data).unwrap() {
        let area = area.unwrap().path();
        // Formatting and text of values have cases of their own kind.
        if !area.is_dir() || area.ends_with("fmt") || area.ends_with("text") {
            continue;
        }
        for file in fs::read_dir(&area).unwrap() {
            let file = file.unwrap().path();
            if file
                .extension()
                .is_some_and(|extension| extension == "txtar")
            {
                let name = file.strip_prefix(&data).unwrap().with_extension("");
                found.push((name.to_string_lossy().into_owned(), file));
            }
        }
    }
    found.sort();
    found
}

/// Asks the reference about every program, or those without an answer, and writes down what it says.
fn refresh(only_new: bool) {
    let oracle = Oracle::find("refresh").expect("the reference has been built by peers.sh");
    for (_, path) in archives() {
        let before = fs::read_to_string(&path).unwrap();
        let mut archive = Archive::parse(&before);
        let cases = split(&archive);
        archive.files.clear();
        for case in cases {
            if only_new && let Some(expected) = &case.expected {
                let known = expected.write(&case.name);
                archive.files.extend(case.written);
                archive.files.push(known);
                continue;
            }
            let asked = case
                .equivalent
                .as_ref()
                .map_or(&case.files[..], std::slice::from_ref);
            let Some(answer) = oracle.ask(asked) else {
                panic!(
                    "the reference has no answer for {} in {}",
                    case.name,
                    path.display()
                );
            };
            archive.files.extend(case.written);
            archive.files.push(answer.write(&case.name));
        }
        let after = archive.print();
        if after != before {
            fs::write(&path, after).unwrap();
        }
    }
}

/// Compares one program; the error says how the answers differ.
fn compare(case: &Case) -> Result<(), String> {
    let want = case.expected.as_ref().ok_or("nothing is expected")?;
    let got = engine::ask(&case.files);
    if let Some(what) = disagreement(want, &got) {
        return Err(what);
    }
    match (want, got) {
        (Expected::Error { kind: want, .. }, Ok(Expected::Error { kind: got, .. }))
            if *want != got =>
        {
            Err(format!("the error is {got:?}, not {want:?}"))
        }
        _ => Ok(()),
    }
}

#[test]
fn programs_export_as_the_reference_does() {
    match std::env::var("CUE_CASES").as_deref() {
        Ok("refresh") => refresh(false),
        Ok("new") => refresh(true),
        _ => {}
    }
    let known = fs::read_to_string(data().join("known.txt")).unwrap();
    let mut known: BTreeSet<&str> = known
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect();
    let (mut count, mut failures) = (0, Vec::new());
    for (name, path) in archives() {
        let archive = Archive::parse(&fs::read_to_string(path).unwrap());
        for case in split(&archive) {
            assert!(
                !case.files.is_empty(),
                "{name}: {} has no program",
                case.name
            );
            count += 1;
            let answer = compare(&case);
            if known.remove(format!("{name}#{}", case.name).as_str()) {
                if answer.is_ok() {
                    failures.push(format!(
                        "{name}#{}: agrees now, so it is no longer known to differ",
                        case.name
                    ));
                }
                continue;
            }
            if let Err(what) = answer {
                let source: Vec<&str> = case.files.iter().map(|file| file.text.trim()).collect();
                let source = source.join(" // FILE ").replace('\n', " ⏎ ");
                let want = case.expected.as_ref();
                failures.push(format!(
                    "{name}#{}: {what}\n    {source}\n    {want:?}",
                    case.name
                ));
            }
        }
    }
    assert!(count > 0, "there are programs");
    assert!(known.is_empty(), "no such programs: {known:?}");
    assert!(
        failures.is_empty(),
        "{} of {count} programs differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
