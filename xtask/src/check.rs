//! Tasks that run cargo.

use std::{path::Path, process::Command};

use crate::{Result, generate, tidy};

/// Runs everything that a change must pass, the quick parts first.
pub(crate) fn check(root: &Path) -> Result {
    cargo(root, &["fmt", "--all", "--check"], &[])?;
    tidy::tidy(root)?;
    cargo(
        root,
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
        &[],
    )?;
    cargo(root, &["test", "--workspace", "--locked"], &[])?;
    generate::generate(root, generate::Mode::Compare)
}

/// Runs the tests and takes over what they print.
pub(crate) fn bless(root: &Path) -> Result {
    // One file at a time: processes that rewrite the same file lose each other's changes.
    let variables = [("SNAPSHOTS", "overwrite"), ("RUST_TEST_THREADS", "1")];
    cargo(root, &["test", "--workspace"], &variables)
}

/// Runs cargo in `root`, its output going to the terminal.
pub(crate) fn cargo(root: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Result {
    println!("+ cargo {}", arguments.join(" "));
    let status = Command::new("cargo")
        .args(arguments)
        .envs(variables.iter().copied())
        .current_dir(root)
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("cargo {} failed", arguments[0]))
    }
}
