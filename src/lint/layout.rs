//! Which files there are: ones that are read by mistake, ones that are not read, ones that exclude
//! each other.
//!
//! Follows `vela-addon-behaviour.md` 3.1: KubeVela goes by the beginning of paths.

use super::{File, Report, Rule};
use crate::{
    addon::{
        FileTree,
        layout::{METADATA, TEMPLATE_CUE, TEMPLATE_YAML},
    },
    godef::{self, Module},
};

/// What KubeVela takes for a file of its own, by the beginning of paths, the first hit winning.
const CLASSES: [(&str, Read); 14] = [
    ("config-templates", Read::Folder(&[".cue"])),
    ("README.md", Read::File),
    (METADATA, Read::File),
    (TEMPLATE_YAML, Read::File),
    ("resources/parameter.cue", Read::File),
    ("resources", Read::Folder(&[".cue", ".yaml", ".yml"])),
    ("definitions", Read::Folder(&[".cue", ".yaml", ".yml"])),
    ("schemas", Read::Folder(&[""])),
    ("views", Read::Folder(&[".cue", ".yaml", ".yml"])),
    ("godef", Read::Folder(&[".go"])),
    (TEMPLATE_CUE, Read::File),
    ("parameter.cue", Read::File),
    ("NOTES.cue", Read::File),
    ("readme.md", Read::File),
];

/// What is read of a class.
#[derive(Clone, Copy)]
enum Read {
    /// One file of this very name is meant.
    File,
    /// The files below this folder that have one of these extensions.
    Folder(&'static [&'static str]),
}

/// Ends of names that editors and people give to copies.
const COPIES: [&str; 8] = [
    "~", ".bak", ".orig", ".old", ".rej", ".swp", ".tmp", ".save",
];

/// Returns the files that addons have as text, and tells of those that are none.
pub(super) fn texts<'a>(files: &'a FileTree, report: &mut Report) -> Vec<File<'a>> {
    let mut texts = Vec::new();
    for (path, content) in files.iter() {
        let path = path.as_str();
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_text = [".cue", ".yaml", ".yml"]
            .iter()
            .any(|it| name.ends_with(it))
            || path.starts_with("schemas/");
        if !is_text {
            continue;
        }
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        match std::str::from_utf8(content) {
            Ok(text) => texts.push(File { path, text }),
            Err(error) => {
                let before = String::from_utf8_lossy(&content[..error.valid_up_to()]);
                let line = before.matches('\n').count() + 1;
                let message = format!("the file is not UTF-8 text from line {line} on");
                let file = File { path, text: "" };
                report.add(Rule::NotText, &file, (0, 0), message);
            }
        }
    }
    texts
}

/// Checks which files there are.
pub(super) fn check(files: &FileTree, texts: &[File<'_>], report: &mut Report) {
    let file = |path| {
        let found = texts.iter().find(|file| file.path == path).copied();
        found.unwrap_or(File { path, text: "" })
    };
    match (files.contains(TEMPLATE_CUE), files.contains(TEMPLATE_YAML)) {
        (true, true) => {
            let message = "there is template.cue, too";
            report.add(Rule::TwoTemplates, &file(TEMPLATE_YAML), (0, 0), message);
        }
        (false, false) => {
            let message = "there is neither template.cue nor template.yaml";
            report.add(Rule::NoTemplate, &file(METADATA), (0, 0), message);
        }
        _ => {}
    }
    for (path, _) in files.iter() {
        let path = path.as_str();
        if let Some(taken_for) = mistaken(path) {
            let message = format!("KubeVela reads `{path}` as {taken_for}");
            report.add(Rule::BackupFile, &file(path), (0, 0), message);
        } else if is_ignored(path) {
            let message = format!("`{path}` is never read: it is neither CUE nor YAML by its name");
            report.add(Rule::IgnoredFile, &file(path), (0, 0), message);
        }
    }
}

/// Complains about definitions that are in `definitions/` and in Go.
pub(super) fn check_go(files: &FileTree, texts: &[File<'_>], report: &mut Report) {
    let Ok(Some(module)) = Module::of(files) else {
        return;
    };
    let names = module.functions.iter();
    let names: Vec<&str> = names.filter_map(|it| it.definition.as_deref()).collect();
    let definitions = texts
        .iter()
        .filter(|it| it.path.starts_with("definitions/"));
    let definitions = definitions.map(|file| (file.path, file.text));
    for (path, name) in godef::conflicts(definitions, &names) {
        if let Some(file) = texts.iter().find(|file| file.path == path) {
            let message = format!("`{name}` is defined here and in godef/");
            report.add(Rule::GodefConflict, file, (0, 0), message);
        }
    }
}

/// Says what KubeVela takes a file for that is meant to be something else.
fn mistaken(path: &str) -> Option<String> {
    let (class, read) = CLASSES.iter().find(|(class, _)| path.starts_with(class))?;
    match read {
        Read::File if path == *class => None,
        Read::File => Some(format!("`{class}`")),
        Read::Folder(extensions) => {
            let is_read = extensions.iter().any(|extension| path.ends_with(extension));
            let rest = &path[class.len()..];
            if !is_read {
                None
            } else if !rest.starts_with('/') {
                Some(format!("part of `{class}/`"))
            } else if is_copy(path) {
                Some(format!("a file of `{class}/` like any other"))
            } else {
                None
            }
        }
    }
}

/// Says whether a name looks like that of a copy.
fn is_copy(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let copy = |text: &str| {
        COPIES
            .iter()
            .any(|end| text.len() > end.len() && text.ends_with(end))
    };
    copy(name) || copy(stem) || stem.ends_with(" copy") || name.starts_with(".#")
}

/// Says whether a file lies among those that are read, with content like theirs, but is not.
fn is_ignored(path: &str) -> bool {
    let folder = CLASSES.iter().find_map(|(class, read)| match read {
        Read::Folder(extensions) if path.starts_with(&format!("{class}/")) => Some(extensions),
        _ => None,
    });
    let Some(extensions) = folder else {
        return false;
    };
    let lower = path.to_lowercase();
    let has_content = [".cue", ".yaml", ".yml", ".json"]
        .iter()
        .any(|it| lower.ends_with(it));
    let is_go = extensions.contains(&".go");
    has_content && !is_go && !extensions.iter().any(|extension| path.ends_with(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistaken_files_are_told_from_real_ones() {
        for path in [
            "metadata.yaml",
            "template.cue",
            "resources/a.cue",
            "resources/sub/b.yaml",
            "resources/parameter.cue",
            "definitions/x.cue",
            "definitions/x.cue.bak",
            "views.md",
            "schemas/ui.yaml",
            "README.md",
            "docs/template.yaml.bak",
            "godef/go.mod",
        ] {
            assert_eq!(mistaken(path), None, "{path}");
        }
        for path in [
            "metadata.yaml.orig",
            "template.yaml.bak",
            "resources-old/x.cue",
            "NOTES.cue~",
            "resources/parameter.cue.bak",
            "definitions/x.bak.cue",
            "schemas/ui.yaml~",
            "resources/a copy.yaml",
            "parameter.cue.swp",
        ] {
            assert!(mistaken(path).is_some(), "{path}");
        }
    }

    #[test]
    fn content_that_is_not_read_is_told_from_other_files() {
        for path in [
            "resources/a.json",
            "definitions/A.YAML",
            "config-templates/a.yaml",
        ] {
            assert!(is_ignored(path), "{path}");
        }
        for path in [
            "resources/a.md",
            "resources/a.cue",
            "schemas/a.json",
            "values.json",
        ] {
            assert!(!is_ignored(path), "{path}");
        }
    }
}
