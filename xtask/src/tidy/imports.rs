//! Who may import whom: downwards only.

use std::collections::BTreeSet;

use super::Source;

/// The modules of the library, each with those that it may import; `leaves` stands for the leaves.
///
/// Rows stand in layers, the highest first. ARCHITECTURE.md says why they are what they are.
const TABLE: [(&str, &str); 24] = [
    // The command line.
    ("lib", "cli commands context report ui exit leaves"),
    (
        "cli",
        "commands context report registry config net ui leaves",
    ),
    (
        "commands",
        "cli context report ops lint godef registry server scaffold render cluster config net chart archive addon ui leaves",
    ),
    (
        "report",
        "ops godef registry server render cluster config net chart archive addon ui leaves",
    ),
    ("context", "cli registry cluster config net ui leaves"),
    // Work without a terminal.
    (
        "ops",
        "registry render cluster config chart archive addon leaves",
    ),
    ("lint", "render godef chart addon leaves"),
    // Places and programs that we talk to.
    ("registry", "config net oci chart archive addon leaves"),
    ("render", "chart archive addon leaves"),
    ("cluster", "addon leaves"),
    ("server", "oci chart archive addon leaves"),
    ("scaffold", "addon leaves"),
    ("godef", "addon leaves"),
    ("ui", "leaves"),
    // Forms.
    ("oci", "leaves"),
    ("chart", "archive addon leaves"),
    ("archive", "addon leaves"),
    ("addon", "leaves"),
    ("config", "leaves"),
    ("net", "leaves"),
    // Leaves, which build on one another in this order.
    ("fs_ext", "hint exit"),
    ("hint", "exit"),
    ("digest", ""),
    ("exit", ""),
];

/// One idea each; everybody may import them.
const LEAVES: [&str; 9] = [
    "clock",
    "digest",
    "exit",
    "fs_ext",
    "hint",
    "interrupt",
    "progress",
    "secret",
    "similar",
];

/// Complains about imports that the table does not have.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test) {
        let Some(module) = module_of(&source.path) else {
            continue;
        };
        let allowed = allowed(module);
        for import in imports(&source.code) {
            if import != module && !allowed.contains(import.as_str()) {
                complaints.push(format!(
                    "{}: `{module}` may not import `{import}`",
                    source.path
                ));
            }
        }
    }
    complaints
}

/// Returns the top-level module of the library that a file belongs to.
fn module_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("src/")?;
    let module = rest.split('/').next()?.trim_end_matches(".rs");
    (module != "main").then_some(module)
}

fn allowed(module: &str) -> BTreeSet<&'static str> {
    let row = TABLE.iter().find(|(name, _)| *name == module);
    // A leaf without a row of its own imports nothing of ours.
    let words = row.map_or("", |(_, words)| *words);
    words
        .split(' ')
        .flat_map(|word| match word {
            "leaves" => LEAVES.to_vec(),
            word => vec![word],
        })
        .collect()
}

/// Lists the modules that `crate::` paths name.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let path = &code[at + "crate::".len()..];
        match path.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group)),
            None => found.extend(head(path)),
        }
    }
    // Functions and types of the root are no modules.
    found.retain(|name| !matches!(name.as_str(), "run"));
    found
}

/// Returns the first segment of each path in `a::b, c::{d, e}, f}`.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut item) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.extend(head(item.trim()));
                item.clear();
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    heads.extend(head(item.trim()));
    heads
}

fn head(path: &str) -> Option<String> {
    let end = path
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(path.len());
    (end > 0).then(|| path[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_found_in_every_form() {
        let code = "use crate::{a, b::{c, d}, e as f};\ncrate::g::h(); $crate::i; my_crate::j;";
        let found: Vec<String> = imports(code).into_iter().collect();
        assert_eq!(found, ["a", "b", "e", "g"]);
    }

    #[test]
    fn an_upward_import_is_a_fault() {
        let sources = [
            (
                "src/addon/name.rs",
                "use crate::{digest::Digest, registry::open};",
            ),
            ("src/registry/mod.rs", "use crate::{addon, net};"),
        ]
        .map(|(path, text)| Source::new(path.into(), text));
        assert_eq!(
            check(&sources),
            ["src/addon/name.rs: `addon` may not import `registry`"]
        );
    }
}
