//! Values as text of the language: what `cue eval` and `cue export --out cue` print.
//!
//! An archive of `data/text` holds programs `NAME.cue`, each followed by `NAME/out/ARGUMENTS`, what the reference
//! prints with these arguments. With `CUE_CASES=refresh` the reference is asked anew.

use std::{fs, path::Path, process::Command};

use cue::{
    FormatOptions,
    api::{Instance, Shown},
    limits::Limits,
};

use crate::{
    cases::txtar::{Archive, File},
    oracle,
};

/// What we print for a program.
fn print(text: &str, arguments: &str) -> String {
    let instance = Instance::build(&[("in.cue", text)], &Limits::default()).unwrap();
    let all = arguments.contains("-a");
    let export = arguments.starts_with("export");
    let shown = Shown {
        hidden: all,
        optional: all,
        data_only: export,
    };
    let simplify = export || arguments.contains("-s");
    let printed = instance.to_cue(&instance.value(), shown, FormatOptions { simplify });
    match printed {
        // The command line indents with blanks.
        Ok(text) if !export => blanks(&text),
        Ok(text) => text,
        Err(faults) => format!("{faults}\n"),
    }
}

fn blanks(text: &str) -> String {
    text.split_inclusive('\n').fold(String::new(), |out, line| {
        let rest = line.trim_start_matches('\t');
        out + &"    ".repeat(line.len() - rest.len()) + rest
    })
}

/// What the reference prints.
fn ask(text: &str, arguments: &str) -> String {
    let program = oracle::program().expect("the reference has been built by peers.sh");
    let folder = tempfile();
    fs::write(folder.join("in.cue"), text).unwrap();
    let output = Command::new(program)
        .args(arguments.split(' '))
        .arg("in.cue")
        .current_dir(&folder)
        .output()
        .unwrap();
    fs::remove_dir_all(folder).unwrap();
    assert!(output.status.success(), "{text}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn tempfile() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("cue-text-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn values_print_as_the_reference_prints_them() {
    let refresh = std::env::var_os("CUE_CASES").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/text");
    let mut count = 0;
    let mut failures = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let before = fs::read_to_string(&path).unwrap();
        let mut archive = Archive::parse(&before);
        let mut program = String::new();
        for File { name, text } in &mut archive.files {
            let Some((_, arguments)) = name.split_once("/out/") else {
                program.clone_from(text);
                continue;
            };
            if refresh {
                *text = ask(&program, arguments);
            }
            count += 1;
            let got = print(&program, arguments);
            if got != *text {
                failures.push(format!("{name}\n--- want\n{text}--- got\n{got}"));
            }
        }
        if refresh {
            fs::write(&path, archive.print()).unwrap();
        }
    }
    assert!(count > 0, "there are programs");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn bounds_below_zero_are_printed_apart() {
    let text = "x: < -1\ny: int & < -1 & > -5\nz: a & < -2\na: number\n";
    let printed = print(text, "eval");
    assert_eq!(
        printed,
        "x: < -1\ny: int & >-5 & < -1\nz: < -2\na: number\n"
    );
}
