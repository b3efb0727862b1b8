//! Formatting, against what the reference prints and what clusters keep.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use cue::{FormatOptions, format, limits::Limits, source::Source, split_definition};
use serde_json::Value;

use crate::{cases::txtar::Archive, oracle};

const SIMPLIFY: FormatOptions = FormatOptions { simplify: true };
const PLAIN: FormatOptions = FormatOptions { simplify: false };

/// Files of the catalog that the reference changes again when it formats its own output.
const RESTLESS: [&str; 7] = [
    "flink-kubernetes-operator/template.cue",
    "kube-trigger/resources/crd.cue",
    "kube-trigger/resources/deployment.cue",
    "loki/definitions/file-logs.cue",
    "vela-workflow/definitions/addon-operation.cue",
    "vela-workflow/resources/crd.cue",
    "victoria-metric/resources/vm-cluster.cue",
];

/// Returns the folder of shared data, or says that the test is skipped.
pub(crate) fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let given = std::env::var_os("ADDON_SHARED").map(PathBuf::from);
    let candidates = [
        given,
        Some(root.join("../shared")),
        Some(root.join("../../shared")),
    ];
    let found = candidates
        .into_iter()
        .flatten()
        .find(|folder| folder.join("catalog").is_dir());
    if found.is_none() {
        skip("there is no shared catalog");
    }
    found
}

fn skip(why: &str) {
    let required = std::env::var_os("ADDON_TEST_REQUIRE").is_some_and(|value| value == "all");
    assert!(!required, "{why}");
    eprintln!("skipped: {why}");
}

fn cue_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "cue") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Runs the reference's formatter over a text.
fn reference(program: &Path, options: FormatOptions, text: &str) -> String {
    let mut command = Command::new(program);
    command
        .arg("fmt")
        .args(options.simplify.then_some("-s"))
        .arg("-");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn snippets_are_printed_as_the_reference_prints_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fmt");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let archive = Archive::parse(&fs::read_to_string(&path).unwrap());
        for file in &archive.files {
            let Some(case) = file.name.strip_suffix(".cue") else {
                continue;
            };
            let find = |what: &str| {
                let name = format!("{case}/{what}");
                archive
                    .files
                    .iter()
                    .find(|file| file.name == name)
                    .map(|file| file.text.as_str())
            };
            let simplified = find("simplified").unwrap();
            let plain = find("plain").unwrap_or(simplified);
            let place = format!("{} {case}", path.display());
            assert_eq!(
                format(&file.text, SIMPLIFY).as_deref(),
                Ok(simplified),
                "{place}"
            );
            assert_eq!(format(&file.text, PLAIN).as_deref(), Ok(plain), "{place}");
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn the_catalog_is_printed_as_the_reference_prints_it() {
    let Some(shared) = shared() else { return };
    let Some(program) = oracle::program() else {
        skip("the reference has not been built");
        return;
    };
    for path in cue_files(&shared.join("catalog")) {
        let text = fs::read_to_string(&path).unwrap();
        for options in [SIMPLIFY, PLAIN] {
            let expected = reference(&program, options, &text);
            let actual = format(&text, options).unwrap();
            assert!(actual == expected, "{} with {options:?}", path.display());
        }
    }
}

#[test]
fn printing_twice_changes_nothing() {
    let Some(shared) = shared() else { return };
    let catalog = shared.join("catalog");
    for path in cue_files(&catalog) {
        let name = path
            .strip_prefix(&catalog)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let once = format(&fs::read_to_string(&path).unwrap(), SIMPLIFY).unwrap();
        let twice = format(&once, SIMPLIFY).unwrap();
        if !RESTLESS.contains(&name.as_str()) {
            assert!(once == twice, "{name}");
        }
    }
}

#[test]
fn templates_of_definitions_are_those_that_clusters_keep() {
    let Some(shared) = shared() else { return };
    let mut count = 0;
    for entry in fs::read_dir(shared.join("golden/render")).unwrap() {
        let folder = entry.unwrap().path();
        let text = fs::read_to_string(folder.join("objects.json")).unwrap();
        let objects: Value = serde_json::from_str(&text).unwrap();
        let definitions = shared
            .join("catalog")
            .join(folder.file_name().unwrap())
            .join("definitions");
        if !definitions.is_dir() {
            continue;
        }
        for path in cue_files(&definitions) {
            let text = fs::read_to_string(&path).unwrap();
            let parts = split_definition(&Source::new("d.cue", text), &Limits::default()).unwrap();
            let object = objects["definitions"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|object| {
                    let template = &object["spec"]["schematic"]["cue"]["template"];
                    object["metadata"]["name"] == parts.name && *template == parts.template
                });
            assert!(object.is_some(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn comments_never_break_an_expression() {
    for (text, expected) in [
        (
            "a: x | // c\n\ty | // d\n\tz\n",
            "a: x |\n\ty |\n\tz // c\n// d\n",
        ),
        ("f: g( // c\n\n)\n", "f: g(\n\n\t) // c\n"),
        ("b: (1 + // c\n\t2)\n", "b: (1 +\n\t2) // c\n"),
        (
            "a: [\n\tb-// c\n\tb-// d\n\t1, // e\n]\n",
            "a: [\n\tb -\n\tb -\n\t1, // c\n\t// d\n\t// e\n]\n",
        ),
    ] {
        assert_eq!(format(text, SIMPLIFY).as_deref(), Ok(expected));
    }
}

#[test]
fn carriage_returns_in_comments_are_dropped() {
    let text = "x: 1 // a\rb\r\r\n// c\r\r";
    assert_eq!(format(text, PLAIN).unwrap(), "x: 1 // ab\n\n// c\n");
}
