//! The tasks of the project, run as `cargo xtask TASK`.
//!
//! - `cases`: asks the reference about every program of the language tests and writes down its answers
//! - `diff [--count N] [--seed S]`: exports random programs with the reference and with our engine

use std::{
    env,
    process::{Command, ExitCode},
};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.split_first() {
        Some((&"cases", [])) => language_tests("cases::", &[("CUE_CASES", "refresh".to_owned())]),
        Some((&"diff", options)) => match pairs(options) {
            Some(variables) => language_tests("differential::random", &variables),
            None => usage(),
        },
        _ => usage(),
    }
}

#[expect(clippy::print_stderr, reason = "a command line")]
fn usage() -> ExitCode {
    eprintln!("usage: cargo xtask cases | diff [--count N] [--seed S]");
    ExitCode::from(2)
}

fn pairs(options: &[&str]) -> Option<Vec<(&'static str, String)>> {
    let mut variables = vec![("CUE_DIFF_COUNT", "1000".to_owned())];
    for option in options.chunks(2) {
        let [name, value] = option else { return None };
        value.parse::<u64>().ok()?;
        let name = match *name {
            "--count" => "CUE_DIFF_COUNT",
            "--seed" => "CUE_DIFF_SEED",
            _ => return None,
        };
        variables.push((name, (*value).to_owned()));
    }
    Some(variables)
}

fn language_tests(filter: &str, variables: &[(&str, String)]) -> ExitCode {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args([
            "test",
            "--profile",
            "ci",
            "-p",
            "addon-cue",
            "--test",
            "language",
            filter,
        ])
        .args(["--", "--nocapture"])
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
