//! One home for each third-party crate, so that replacing one changes one place.

use std::{fs, path::Path};

use super::Source;
use crate::Result;

/// Crates and the places that may name them; what is not listed may be named anywhere.
const HOMES: [(&str, &str); 34] = [
    ("annotate_snippets", "src/ui/ crates/cue/"),
    ("anstream", "src/ui/"),
    ("anstyle", "src/ui/"),
    ("axum", "src/server/"),
    ("axum_server", "src/server/"),
    ("backon", "src/net/"),
    ("clap", "src/cli.rs src/commands/ src/ui/format.rs"),
    ("clap_complete", "src/commands/"),
    ("clap_mangen", "src/commands/"),
    ("ctrlc", "src/cli.rs"),
    ("dirs", "src/config/"),
    ("flate2", "src/archive/ src/server/index/"),
    ("libdeflater", "src/archive/"),
    ("git2", "src/registry/git/"),
    ("http_body_util", "src/server/ src/cluster/"),
    ("hyper_util", "src/server/ src/cluster/"),
    ("indicatif", "src/ui/"),
    ("kube", "src/cluster/"),
    ("libyaml_safer", "crates/yaml/"),
    ("multer", "src/server/"),
    ("object_store", "src/server/"),
    ("quick_xml", "src/registry/oss/"),
    ("reqwest", "src/net/"),
    ("rpassword", "src/commands/"),
    ("rustix", "src/ui/"),
    ("rustls", "src/net/ src/server/"),
    ("text_diff", "src/ui/"),
    ("strsim", "src/similar.rs"),
    ("subtle", "src/server/"),
    ("tar", "src/archive/"),
    ("terminal_size", "src/ui/"),
    ("tokio", "src/server/ src/cluster/"),
    ("tower", "src/cluster/"),
    ("unicode_width", "src/ui/"),
];

/// Dependencies that are there for their features only.
const UNNAMED: [&str; 3] = ["addon-cue", "k8s-openapi", "libz-sys"];

/// Complains about crates away from home, and about dependencies that nothing names.
pub(super) fn check(root: &Path, sources: &[Source]) -> Result<Vec<String>> {
    let mut complaints = strangers(sources);
    let manifest = fs::read_to_string(root.join("Cargo.toml"))
        .map_err(|error| format!("Cargo.toml: {error}"))?;
    complaints.extend(unused(&manifest, sources));
    Ok(complaints)
}

fn strangers(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test) {
        for (name, homes) in HOMES {
            if names(&source.code, name)
                && !homes.split(' ').any(|home| source.path.starts_with(home))
            {
                complaints.push(format!("{}: `{name}` has its home in {homes}", source.path));
            }
        }
    }
    complaints
}

fn unused(manifest: &str, sources: &[Source]) -> Vec<String> {
    let own: Vec<&Source> = sources
        .iter()
        .filter(|source| source.path.starts_with("src/"))
        .collect();
    dependencies(manifest)
        .filter(|name| !UNNAMED.contains(name))
        .filter(|name| {
            let name = name.replace('-', "_");
            !own.iter().any(|source| names(&source.code, &name))
        })
        .map(|name| format!("Cargo.toml: nothing in src/ names the dependency `{name}`"))
        .collect()
}

/// Lists the dependencies of the root package.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
}

/// Says whether a path in `code` starts with `name`.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].trim_end_matches("::").len();
        let is_start =
            before == at && !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let after = &code[at + name.len()..];
        let is_use = code[..at].trim_end().ends_with("use") && after.starts_with([';', ' ']);
        is_start && (after.starts_with("::") || is_use)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_told_from_modules_of_their_name() {
        for (code, found) in [
            ("use tar::Archive;", true),
            ("let x = tar::Builder::new();", true),
            ("use tar;", true),
            ("archive::tar::x", false),
            ("star::x", false),
            ("tarball::x", false),
            ("let tar = 1;", false),
        ] {
            assert_eq!(names(code, "tar"), found, "{code}");
        }
    }

    #[test]
    fn dependencies_are_read_from_the_manifest() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\na-b.workspace = true\nc = \"1\"\n[dev-dependencies]\nd = \"1\"\n";
        assert_eq!(dependencies(manifest).collect::<Vec<_>>(), ["a-b", "c"]);
        let sources = [Source::new("src/lib.rs".into(), "use a_b::x;")];
        assert_eq!(
            unused(manifest, &sources),
            ["Cargo.toml: nothing in src/ names the dependency `c`"]
        );
    }
}
