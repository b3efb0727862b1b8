//! Random programs, exported by the reference and by us.
//!
//! `cargo xtask diff --count N --seed S` runs many; a plain test run does a few. Where the two
//! disagree, the program is cut down to what is needed for that and reported.

mod generate;
mod permute;
mod program;
mod shrink;

use std::{env, sync::Mutex, thread};

use crate::{
    cases::{Expected, txtar::File},
    engine, json,
    oracle::Oracle,
};
use generate::Random;
use program::{Decl, Program};

/// How many programs a plain test run tries.
const COUNT: u64 = 60;

fn number(name: &str, default: u64) -> u64 {
    env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

fn files(program: &Program) -> Vec<File> {
    vec![file("in.cue", "", program)]
}

/// Makes a file with the imports that it needs.
fn file(name: &str, before: &str, program: &Program) -> File {
    let text = program.to_string();
    let imports = ["list", "strings", "struct"].iter().filter(|package| {
        let member = format!("{package}.");
        text.match_indices(&member)
            .any(|(at, _)| text[at + member.len()..].starts_with(|c: char| c.is_ascii_uppercase()))
    });
    let imports: String = imports
        .flat_map(|package| ["import \"", package, "\"\n"])
        .collect();
    File {
        name: name.to_owned(),
        text: format!("{before}{imports}{text}"),
    }
}

/// Deals the declarations out to two files for some seeds.
fn files_of(seed: u64, program: &Program) -> Vec<File> {
    if !seed.is_multiple_of(11) {
        return files(program);
    }
    let deal = |odd: usize| {
        let decls = program.0.iter().enumerate();
        let decls = decls.filter(|(at, _)| at % 2 == odd);
        Program(decls.map(|(_, decl)| decl.clone()).collect())
    };
    vec![
        file("a.cue", "package p\n", &deal(0)),
        file("b.cue", "package p\n", &deal(1)),
    ]
}

/// Says how the answers differ, if they do. That both refuse is enough.
pub(crate) fn disagreement(want: &Expected, got: &Result<Expected, String>) -> Option<String> {
    let got = match got {
        Ok(got) => got,
        Err(message) => return Some(message.clone()),
    };
    match (want, got) {
        (Expected::Json(want), Expected::Json(got)) => {
            let (want, got) = (json::parse(want), json::parse(got));
            match (want, got) {
                (Ok(want), Ok(got)) => json::difference(&want, &got),
                (_, got) => Some(format!("broken JSON: {got:?}")),
            }
        }
        (Expected::Json(_), Expected::Error { .. }) => Some("we refuse".to_owned()),
        (Expected::Error { .. }, Expected::Json(_)) => Some("the reference refuses".to_owned()),
        (Expected::Error { .. }, Expected::Error { .. }) => None,
    }
}

#[derive(Default)]
struct Tally {
    programs: u64,
    values: u64,
    silent: u64,
    kinds: u64,
    findings: Vec<String>,
}

/// Tries a program; while the reference refuses it, leaves out what it blames and tries the rest.
fn try_seed(seed: u64, oracle: &Oracle, tally: &Mutex<Tally>) {
    let mut random = Random::new(seed);
    let mut program = if seed.is_multiple_of(4) {
        generate::program(&mut random)
    } else {
        generate::wide_program(&mut random)
    };
    loop {
        let Some(want) = oracle.ask(&files_of(seed, &program)) else {
            tally.lock().unwrap().silent += 1;
            return;
        };
        if !agree(seed, &program, &want, oracle, tally) {
            return;
        }
        let Expected::Error { paths, .. } = want else {
            return;
        };
        let blamed = paths
            .first()
            .map(|path| path.split('.').next().unwrap_or_default().to_owned());
        let place = program.0.iter().position(|decl| match (decl, &blamed) {
            (Decl::Field(label, _), Some(blamed)) => label.trim_matches(['?', '!', '"']) == blamed,
            _ => false,
        });
        if program.0.len() < 2 {
            return;
        }
        let place = place.unwrap_or_else(|| random.below(program.0.len()));
        program.0.remove(place);
    }
}

/// Compares the answers, and reports a smaller program where they differ.
fn agree(
    seed: u64,
    program: &Program,
    want: &Expected,
    oracle: &Oracle,
    tally: &Mutex<Tally>,
) -> bool {
    let got = engine::ask(&files_of(seed, program));
    let mut counts = tally.lock().unwrap();
    counts.programs += 1;
    counts.values += u64::from(matches!(want, Expected::Json(_)));
    if let (Expected::Error { kind: a, .. }, Ok(Expected::Error { kind: b, .. })) = (&want, &got) {
        counts.kinds += u64::from(oracle.kinds && a != b);
    }
    drop(counts);
    let Some(first) = disagreement(want, &got) else {
        return true;
    };
    let same =
        |other: &str| other == first || (other.starts_with("at ") && first.starts_with("at "));
    let mut check = |candidate: &Program| {
        let files = files_of(seed, candidate);
        let got = engine::ask(&files);
        let Some(want) = oracle.ask(&files) else {
            return false;
        };
        disagreement(&want, &got).is_some_and(|what| same(&what))
    };
    let small = shrink::shrink(program.clone(), &mut check);
    let want = oracle.ask(&files_of(seed, &small));
    let got = engine::ask(&files_of(seed, &small));
    let report = format!("# seed {seed}: {first}\n{small}# reference: {want:?}\n# ours: {got:?}\n");
    if number("CUE_DIFF_COUNT", 0) > 0 {
        eprintln!("{report}");
    }
    tally.lock().unwrap().findings.push(report);
    false
}

#[test]
fn random_programs_export_as_the_reference_does() {
    let (count, start) = (number("CUE_DIFF_COUNT", COUNT), number("CUE_DIFF_SEED", 1));
    let workers = number("CUE_DIFF_WORKERS", 2);
    if Oracle::find("diff").is_none() {
        assert_ne!(
            env::var("ADDON_TEST_REQUIRE").as_deref(),
            Ok("all"),
            "the reference is missing"
        );
        eprintln!("skipped: the reference has not been built");
        return;
    }
    let tally = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for worker in 0..workers {
            let tally = &tally;
            let run = move || {
                let mut oracle = Oracle::find(&format!("diff-{worker}")).unwrap();
                oracle.kinds = number("CUE_DIFF_KINDS", 0) > 0;
                for seed in
                    (start + worker..start + count).step_by(usize::try_from(workers).unwrap())
                {
                    try_seed(seed, &oracle, tally);
                }
            };
            let builder = thread::Builder::new().stack_size(64 << 20);
            builder.spawn_scoped(scope, run).unwrap();
        }
    });
    let tally = tally.into_inner().unwrap();
    eprintln!(
        "{} programs, {} with a value; the reference was silent on {}; {} errors of another kind; {} disagreements",
        tally.programs,
        tally.values,
        tally.silent,
        tally.kinds,
        tally.findings.len()
    );
    assert!(tally.findings.is_empty(), "{}", tally.findings.join("\n"));
}

/// Tells whether two answers are the same value, or both none.
fn same(first: &Result<Expected, String>, second: &Result<Expected, String>) -> bool {
    match first {
        Ok(first) => disagreement(first, second).is_none(),
        Err(_) => first == second,
    }
}

#[test]
fn order_does_not_matter() {
    let (count, start) = (number("CUE_PERMUTE_COUNT", 150), number("CUE_DIFF_SEED", 1));
    let mut findings = Vec::new();
    for seed in start..start + count {
        let mut random = Random::new(seed);
        let program = generate::program(&mut random);
        // Whether a field of something closed is missing for good depends on what stands before, as in the reference.
        let text = program.to_string();
        let selects = |names: &[&str]| names.iter().any(|name| text.contains(name));
        if selects(&["#A.", "#B.", "#C."]) || text.contains("close") && selects(&["p.", "q."]) {
            continue;
        }
        let first = engine::ask(&files(&program));
        let other = permute::shuffled(&program, &mut random);
        let second = engine::ask(&files(&other));
        if !same(&first, &second) {
            findings.push(format!(
                "# seed {seed}\n{program}# {first:?}\n{other}# {second:?}\n"
            ));
        }
        let dealt = permute::dealt(&program, &mut random);
        let dealt: Vec<File> = dealt
            .iter()
            .enumerate()
            .map(|(index, part)| File {
                name: format!("{index}.cue"),
                text: format!("package p\n{part}"),
            })
            .collect();
        let third = engine::ask(&dealt);
        if !same(&first, &third) {
            findings.push(format!(
                "# seed {seed}, in files\n{program}# {first:?}\n{dealt:?}# {third:?}\n"
            ));
        }
    }
    assert!(
        findings.is_empty(),
        "{} of {count}:\n{}",
        findings.len(),
        findings.join("\n")
    );
}

/// Prints generated programs, to see what they look like.
#[test]
fn programs_are_the_same_for_the_same_seed() {
    let print = |seed| generate::wide_program(&mut Random::new(seed)).to_string();
    for seed in 0..50 {
        assert_eq!(print(seed), print(seed));
        if number("CUE_DIFF_PRINT", 0) > 0 {
            eprintln!("# {seed}\n{}", print(seed));
        }
    }
}
