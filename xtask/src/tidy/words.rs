//! Words that do not belong into the tree.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Result;

/// Words for later, in any file.
const LATER: [&str; 3] = ["TODO", "FIXME", "XXX"];

/// Macros for later, in Rust files.
const MACROS: [&str; 3] = ["dbg!(", "todo!(", "unimplemented!("];

/// Beginnings of paths that exist on one machine only.
const MACHINE_PATHS: [&str; 3] = ["/root/", "/home/runner/", "/Users/"];

/// Files that are about these words, or written by others.
const EXEMPT: [&str; 2] = ["xtask/src/tidy/words.rs", "Cargo.lock"];

/// Complains about words of the lists above in files under version control.
pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for path in tracked(root)? {
        let shown = path.to_string_lossy().into_owned();
        if EXEMPT.contains(&shown.as_str()) {
            continue;
        }
        // What is not text is no concern.
        let Ok(text) = fs::read_to_string(root.join(&path)) else {
            continue;
        };
        let is_rust = shown.ends_with(".rs");
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = unwanted(line, is_rust) {
                complaints.push(format!("{shown}:{}: `{word}`", number + 1));
            }
        }
    }
    Ok(complaints)
}

fn unwanted(line: &str, is_rust: bool) -> Option<&'static str> {
    let later = LATER.into_iter().find(|word| has_word(line, word));
    let called = MACROS
        .into_iter()
        .find(|name| is_rust && line.contains(name));
    let path = MACHINE_PATHS.into_iter().find(|path| line.contains(path));
    later.or(called).or(path)
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let is_letter = |c: char| c.is_alphanumeric() || c == '_';
        !line[..at].ends_with(is_letter) && !line[at + word.len()..].starts_with(is_letter)
    })
}

/// Lists the files under version control, and new ones that are not ignored.
fn tracked(root: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    if !output.status.success() {
        return Err("git ls-files failed".to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_unwanted() {
        assert_eq!(unwanted("// TODO: later", true), Some("TODO"));
        assert_eq!(unwanted("TODOS and MY_TODO", true), None);
        assert_eq!(unwanted("dbg!(x)", true), Some("dbg!("));
        assert_eq!(unwanted("dbg!(x)", false), None);
        assert_eq!(unwanted("cd /root/x", false), Some("/root/"));
    }
}
