//! Rust files, with what the checks need to know of each.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::Result;

/// A Rust file of the workspace.
#[derive(Debug)]
pub(super) struct Source {
    /// Its path below the root, with slashes.
    pub(super) path: String,
    /// Its text without comments, texts and tests.
    pub(super) code: String,
    /// How many lines it has before its tests.
    pub(super) lines: usize,
    /// Whether the whole file is test code.
    pub(super) is_test: bool,
    /// The modules that it declares, with whether they are for tests only.
    pub(super) modules: Vec<(String, bool)>,
}

/// The folders that Rust files lie in.
const FOLDERS: [&str; 5] = ["src", "crates", "xtask", "tests", "benches"];

/// Reads every Rust file of the workspace.
pub(super) fn read_all(root: &Path) -> Result<Vec<Source>> {
    let mut paths = Vec::new();
    for folder in FOLDERS {
        collect(&root.join(folder), &mut paths);
    }
    paths.sort();
    let mut sources = Vec::new();
    for path in paths {
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let relative = path
            .strip_prefix(root)
            .expect("it was found below the root");
        let relative = relative.to_string_lossy().replace('\\', "/");
        sources.push(Source::new(relative, &text));
    }
    mark_tests(&mut sources);
    Ok(sources)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            if !path.ends_with("target") {
                collect(&path, paths);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

impl Source {
    pub(super) fn new(path: String, text: &str) -> Self {
        // By the style, tests are the last thing in a file.
        let before_tests = text
            .find("#[cfg(test)]\nmod tests {")
            .map_or(text, |start| &text[..start]);
        let code = without_texts(before_tests);
        let is_test =
            path.starts_with("tests/") || path.contains("/tests/") || path.starts_with("benches/");
        Self {
            modules: declared_modules(&code),
            lines: before_tests.lines().count(),
            code,
            is_test,
            path,
        }
    }

    /// Returns the places where the file of module `name`, declared here, may be.
    pub(super) fn places_of(&self, name: &str) -> [String; 2] {
        let (folder, file) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        let stem = file.trim_end_matches(".rs");
        let is_root = matches!(stem, "mod" | "lib" | "main") || self.is_target();
        let folder = if is_root {
            folder.to_owned()
        } else {
            format!("{folder}/{stem}")
        };
        [
            format!("{folder}/{name}.rs"),
            format!("{folder}/{name}/mod.rs"),
        ]
    }

    /// Says whether cargo compiles this file by itself.
    pub(super) fn is_target(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').collect();
        let parts = match parts.as_slice() {
            ["crates", _, rest @ ..] | ["xtask", rest @ ..] => rest,
            all => all,
        };
        matches!(
            parts,
            ["src", "lib.rs" | "main.rs"]
                | ["tests", "main.rs"]
                | ["tests" | "benches", _, "main.rs"]
                | ["benches" | "examples", _]
                | ["build.rs"]
        )
    }
}

/// Marks the files of modules that are for tests only, and those below them.
fn mark_tests(sources: &mut [Source]) {
    let mut marked: BTreeSet<String> = BTreeSet::new();
    loop {
        let mut found = Vec::new();
        for source in sources.iter() {
            for (name, for_tests) in &source.modules {
                if *for_tests || source.is_test {
                    found.extend(source.places_of(name));
                }
            }
        }
        let before = marked.len();
        marked.extend(found);
        for source in sources.iter_mut() {
            source.is_test |= marked.contains(&source.path);
        }
        if marked.len() == before {
            return;
        }
    }
}

/// Reads `mod name;`, and whether `#[cfg(test)]` stands before it.
fn declared_modules(code: &str) -> Vec<(String, bool)> {
    let mut modules = Vec::new();
    let mut for_tests = false;
    for line in code.lines().map(str::trim) {
        if line.starts_with("#[") {
            for_tests |= line.starts_with("#[cfg(test)]");
            continue;
        }
        let words: Vec<&str> = line.trim_end_matches(';').split_whitespace().collect();
        if line.ends_with(';')
            && let [.., "mod", name] = words[..]
        {
            modules.push((name.trim_start_matches("r#").to_owned(), for_tests));
        }
        if !line.is_empty() {
            for_tests = false;
        }
    }
    modules
}

/// Blanks out comments, texts and characters, so that what is left is code.
fn without_texts(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if next == '"' {
            quoted(rest)
        } else if let Some(length) = raw(rest) {
            length
        } else if next == '\'' {
            character(rest)
        } else {
            0
        };
        if skipped > 0 {
            // Line numbers stay what they were.
            code.extend(rest[..skipped].chars().filter(|c| *c == '\n'));
            rest = &rest[skipped..];
        } else {
            code.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    code
}

/// Returns the length of the text at the start.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns the length of the raw text at the start, if there is one.
fn raw(text: &str) -> Option<usize> {
    let hashes = text.strip_prefix('r')?;
    let count = hashes.len() - hashes.trim_start_matches('#').len();
    hashes[count..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    let start = count + 2;
    Some(
        text[start..]
            .find(&end)
            .map_or(text.len(), |at| start + at + end.len()),
    )
}

/// Returns the length of the character at the start; a lifetime has none.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => text[2..].find('\'').map_or(0, |end| {
            // `'\''` holds the sign that ends it.
            if text[2..].starts_with('\'') {
                4
            } else {
                end + 3
            }
        }),
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_no_code() {
        let code = without_texts(
            "a // crate::x\nb \"crate::y \\\" z\" c r#\"crate::\"q\"# d '\"' e '\\'' f<'g>(h)\n",
        );
        assert_eq!(code, "a \nb  c  d  e  f<'g>(h)\n");
    }

    #[test]
    fn modules_are_found_with_what_they_are_for() {
        let source = Source::new(
            "src/a/mod.rs".into(),
            "mod b;\n#[cfg(test)]\nmod tests;\npub(crate) mod r#try;\n#[cfg(test)]\nmod tests {\n mod c;\n}",
        );
        let expected = [("b", false), ("tests", true), ("try", false)];
        assert_eq!(
            source.modules,
            expected.map(|(name, test)| (name.to_owned(), test))
        );
        assert_eq!(source.places_of("b")[1], "src/a/b/mod.rs");
        assert_eq!(source.lines, 4);
    }
}
