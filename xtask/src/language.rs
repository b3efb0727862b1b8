//! Comparing the CUE engine with the reference, by its own tests.

use std::{env, path::Path, process::Command};

use super::Result;

/// Asks the reference about every program of the language tests and writes down its answers.
pub(super) fn refresh(root: &Path) -> Result {
    test(root, "cases::", &[("CUE_CASES", "refresh".to_owned())])
}

/// Exports random programs with the reference and with our engine.
pub(super) fn diff(root: &Path, options: &[&str]) -> Result {
    let mut variables = vec![("CUE_DIFF_COUNT", "1000".to_owned())];
    for option in options.chunks(2) {
        let (variable, number) = match option {
            ["--count", number] => ("CUE_DIFF_COUNT", number),
            ["--seed", number] => ("CUE_DIFF_SEED", number),
            _ => return Err("usage: cargo xtask diff [--count N] [--seed S]".to_owned()),
        };
        if number.parse::<u64>().is_err() {
            return Err(format!("`{number}` is not a number"));
        }
        variables.push((variable, (*number).to_owned()));
    }
    test(root, "differential::random", &variables)
}

fn test(root: &Path, filter: &str, variables: &[(&str, String)]) -> Result {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let words = [
        "test",
        "--profile",
        "ci",
        "--package",
        "addon-cue",
        "--test",
        "main",
        filter,
    ];
    let status = Command::new(cargo)
        .current_dir(root)
        .args(words)
        .args(["--", "--nocapture"])
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("the language tests failed".to_owned()),
        Err(error) => Err(format!("cannot run cargo: {error}")),
    }
}
