//! Files that the binary writes itself: completions, the reference of commands, man pages.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Result, check::cargo};

/// Whether files are written or only compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    Compare,
}

/// The shells, with the names that their completion scripts usually have.
const COMPLETIONS: [(&str, &str); 5] = [
    ("bash", "completions/addon.bash"),
    ("elvish", "completions/addon.elv"),
    ("fish", "completions/addon.fish"),
    ("powershell", "completions/_addon.ps1"),
    ("zsh", "completions/_addon"),
];

/// Folders in which there is nothing but generated files.
const FOLDERS: [&str; 2] = ["completions", "man"];

/// Writes or compares all generated files.
pub(crate) fn generate(root: &Path, mode: Mode) -> Result {
    cargo(
        root,
        &["build", "--quiet", "--locked", "--bin", "addon"],
        &[],
    )?;
    let binary = binary()?;
    let mut files = BTreeMap::new();
    for (shell, path) in COMPLETIONS {
        files.insert(path.to_owned(), run(&binary, &["completions", shell])?);
    }
    files.insert("docs/cli.md".to_owned(), reference(&binary)?);
    let rules = run(&binary, &["lint", "--rules", "-o", "markdown"])?;
    files.insert("docs/lint-rules.md".to_owned(), rules);
    for (name, page) in pages(&run(&binary, &["man"])?) {
        files.insert(format!("man/{name}"), page);
    }
    match mode {
        Mode::Write => write(root, &files),
        Mode::Compare => compare(root, &files),
    }
}

/// Finds the binary that cargo put beside this one.
fn binary() -> Result<PathBuf> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(own.with_file_name(format!("addon{}", std::env::consts::EXE_SUFFIX)))
}

fn run(binary: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(binary)
        .args(arguments)
        // Nothing of this machine may show.
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("COLUMNS", "100")
        .output()
        .map_err(|error| format!("cannot run {}: {error}", binary.display()))?;
    if !output.status.success() {
        return Err(format!(
            "addon {} failed: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// Writes the help of each command below the one that it belongs to.
fn reference(binary: &Path) -> Result<String> {
    let mut text = String::from(
        "# Commands\n\nWhat `--help` prints, of every command. Written by `cargo xtask generate`.\n",
    );
    let mut waiting = vec![Vec::new()];
    while let Some(words) = waiting.pop() {
        let arguments: Vec<&str> = words.iter().map(String::as_str).chain(["--help"]).collect();
        let help = run(binary, &arguments)?;
        let name = ["addon"]
            .into_iter()
            .chain(words.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(" ");
        write!(text, "\n## {name}\n\n```text\n{}\n```\n", help.trim_end())
            .expect("strings take everything");
        for command in subcommands(&help).into_iter().rev() {
            let mut words = words.clone();
            words.push(command);
            waiting.push(words);
        }
    }
    Ok(text)
}

/// Reads the names of the commands out of a help text.
fn subcommands(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        // What goes on from the line before is indented further.
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Takes the pages apart, each of which a line with its file name stands before.
fn pages(text: &str) -> Vec<(String, String)> {
    text.split("=== ")
        .skip(1)
        .filter_map(|page| page.split_once('\n'))
        .map(|(name, page)| (name.to_owned(), page.to_owned()))
        .collect()
}

fn write(root: &Path, files: &BTreeMap<String, String>) -> Result {
    for stale in stale(root, files) {
        fs::remove_file(root.join(&stale)).map_err(|error| format!("{stale}: {error}"))?;
        println!("removed {stale}");
    }
    for (path, content) in files {
        let target = root.join(path);
        if fs::read_to_string(&target).is_ok_and(|present| present == *content) {
            continue;
        }
        let folder = target.parent().expect("generated files lie in folders");
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&target, content))
            .map_err(|error| format!("{path}: {error}"))?;
        println!("wrote {path}");
    }
    Ok(())
}

fn compare(root: &Path, files: &BTreeMap<String, String>) -> Result {
    let mut differing = stale(root, files);
    for (path, content) in files {
        if !fs::read_to_string(root.join(path)).is_ok_and(|present| present == *content) {
            differing.push(path.clone());
        }
    }
    if differing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "not what the binary writes: {}\nrun: cargo xtask generate",
        differing.join(", ")
    ))
}

/// Lists files of the generated folders that nothing generates any more.
fn stale(root: &Path, files: &BTreeMap<String, String>) -> Vec<String> {
    let mut stale = Vec::new();
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(root.join(folder)) else {
            continue;
        };
        for entry in entries.filter_map(std::result::Result::ok) {
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if !files.contains_key(&path) {
                stale.push(path);
            }
        }
    }
    stale.sort();
    stale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_in_help() {
        let help = "Do things\n\nUsage: x\n\nCommands:\n  one   First\n        and more\n  two   Second\n  help  Print\n\nOptions:\n  -h\n";
        assert_eq!(subcommands(help), ["one", "two"]);
        assert_eq!(subcommands("Usage: x\n"), [""; 0]);
    }

    #[test]
    fn pages_are_taken_apart() {
        assert_eq!(
            pages("=== a.1\nx\ny\n=== b.1\nz\n"),
            [
                ("a.1".to_owned(), "x\ny\n".to_owned()),
                ("b.1".to_owned(), "z\n".to_owned())
            ]
        );
    }
}
