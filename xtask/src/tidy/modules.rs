//! Files that no `mod` leads to: they look like code and tests, and are neither.

use std::collections::BTreeSet;

use super::Source;

/// Complains about Rust files that nothing compiles.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut waiting: Vec<&Source> = sources.iter().filter(|source| source.is_target()).collect();
    while let Some(source) = waiting.pop() {
        if !reached.insert(&source.path) {
            continue;
        }
        for (name, _) in &source.modules {
            let places = source.places_of(name);
            waiting.extend(sources.iter().filter(|other| places.contains(&other.path)));
        }
    }
    sources
        .iter()
        .filter(|source| !reached.contains(source.path.as_str()))
        .map(|source| format!("{}: no `mod` leads to this file", source.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgotten_files_are_found() {
        let sources = [
            ("src/lib.rs", "mod a;"),
            ("src/a/mod.rs", "mod b;"),
            ("src/a/b.rs", ""),
            ("src/a/c.rs", ""),
        ]
        .map(|(path, text)| Source::new(path.into(), text));
        assert_eq!(check(&sources), ["src/a/c.rs: no `mod` leads to this file"]);
    }
}
