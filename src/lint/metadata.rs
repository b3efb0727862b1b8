//! What metadata.yaml says.

use addon_yaml::{Entry, Node, NodeKind, Options};

use super::{File, Report, Rule, Severity, Subject};
use crate::{
    addon::{Metadata, layout::METADATA},
    chart::Version,
    render::is_version_constraint,
    similar::similar_names,
};

/// The keys that KubeVela knows.
const KEYS: [&str; 13] = [
    "name",
    "version",
    "description",
    "icon",
    "url",
    "tags",
    "uxPlugins",
    "deployTo",
    "dependencies",
    "needNamespace",
    "invisible",
    "system",
    "annotations",
];

/// The longest name: that of the Application, `addon-NAME`, has to fit into a label.
const LONGEST_NAME: usize = 57;

/// Finds an entry whatever the case of its key, as Go's readers do.
pub(super) fn entry<'a>(node: &'a Node, key: &str) -> Option<&'a Entry> {
    let mut entries = node.entries().iter();
    entries.rfind(|entry| entry.name.eq_ignore_ascii_case(key))
}

/// Returns the bytes of a node, cut to its first line.
pub(super) fn bytes(node: &Node, text: &str) -> (usize, usize) {
    let start = node.span.start.offset_in(text);
    let end = node.span.end.offset_in(text).max(start);
    (start, end)
}

/// Checks metadata.yaml and returns what could be read of it.
pub(super) fn check(subject: &Subject, texts: &[File<'_>], report: &mut Report) -> Metadata {
    let fallback = || Metadata {
        name: subject.folder.clone().unwrap_or_else(|| "addon".to_owned()),
        version: "0.0.0".to_owned(),
        ..Metadata::default()
    };
    let Some(file) = texts.iter().find(|file| file.path == METADATA) else {
        if !subject.files.contains(METADATA) {
            let file = File {
                path: METADATA,
                text: "",
            };
            let message = "there is no metadata.yaml";
            report.add(Rule::InvalidMetadata, &file, (0, 0), message);
        }
        return fallback();
    };
    let options = Options::go();
    let read = addon_yaml::from_str::<Option<Metadata>>(file.text, &options)
        .and_then(|metadata| Ok((metadata, addon_yaml::load(file.text, &options)?)));
    let (metadata, node) = match read {
        Ok((metadata, node)) => (metadata.unwrap_or_default(), node),
        Err(error) => {
            let start = error.position().map_or(0, |at| at.offset_in(file.text));
            let message = match error.path() {
                Some(path) => format!("`{path}`: {}", error.message()),
                None => error.message().to_owned(),
            };
            report.add(Rule::InvalidMetadata, file, (start, start + 1), message);
            return fallback();
        }
    };
    let document = Document { file, node };
    if document.node.entries().is_empty() {
        let message = "metadata.yaml is empty";
        report.add(Rule::InvalidMetadata, file, (0, 0), message);
        return fallback();
    }
    document.name(&metadata, subject, report);
    document.version(&metadata, report);
    document.description(&metadata, report);
    document.keys(report);
    document.requirements(&metadata, report);
    Metadata {
        name: Some(metadata.name)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| fallback().name),
        ..metadata
    }
}

struct Document<'a> {
    file: &'a File<'a>,
    node: Node,
}

impl Document<'_> {
    /// Returns the place of a value, or the start of the file.
    fn at(&self, key: &str) -> (usize, usize) {
        entry(&self.node, key).map_or((0, 0), |entry| bytes(&entry.value, self.file.text))
    }

    fn add(&self, rule: Rule, key: &str, message: impl Into<String>, report: &mut Report) {
        report.add(rule, self.file, self.at(key), message);
    }

    fn name(&self, metadata: &Metadata, subject: &Subject, report: &mut Report) {
        let name = &metadata.name;
        if name.is_empty() {
            let message = "metadata.yaml has no `name`";
            return self.add(Rule::InvalidMetadata, "name", message, report);
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let usable = name.len() <= LONGEST_NAME
            && name.chars().all(|c| plain(c) || c == '-' || c == '.')
            && name.starts_with(plain)
            && name.ends_with(plain);
        if !usable {
            let message = format!("`{name}` cannot be the name of Kubernetes objects");
            self.add(Rule::InvalidName, "name", message, report);
        }
        if let Some(folder) = subject.folder.as_ref().filter(|folder| *folder != name) {
            let message = format!("the addon is called `{name}`, its folder `{folder}`");
            self.add(Rule::NameDiffersFromFolder, "name", message, report);
        }
    }

    fn version(&self, metadata: &Metadata, report: &mut Report) {
        let version = &metadata.version;
        if version.is_empty() {
            let message = "metadata.yaml has no `version`";
            return self.add(Rule::InvalidMetadata, "version", message, report);
        }
        let written = entry(&self.node, "version").and_then(|entry| match &entry.value.kind {
            NodeKind::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        });
        if let Some(written) = written.filter(|written| *written != version) {
            let message = format!("the version is written {written}, but YAML reads {version}");
            self.add(Rule::VersionChanged, "version", message, report);
            report.advise(format!("write it in quotes: \"{written}\""));
        }
        match version.parse::<Version>() {
            Err(_) => {
                let message = format!("`{version}` is not a semantic version");
                self.add(Rule::InvalidVersion, "version", message, report);
            }
            Ok(parsed) if parsed.canonical() != version.strip_prefix('v').unwrap_or(version) => {
                let message = format!("`{version}` is not a full semantic version");
                self.add(Rule::InvalidVersion, "version", message, report);
                report.soften(Severity::Warning);
            }
            Ok(_) if version.contains('+') => {
                let message = format!("no label of Kubernetes can hold the `+` of `{version}`");
                self.add(Rule::VersionWithBuild, "version", message, report);
            }
            Ok(_) => {}
        }
    }

    fn description(&self, metadata: &Metadata, report: &mut Report) {
        if metadata.description.trim().is_empty() {
            let message = "metadata.yaml has no `description`";
            self.add(Rule::MissingDescription, "description", message, report);
        }
        if metadata.icon.trim().is_empty() {
            let message = "metadata.yaml has no `icon`";
            self.add(Rule::MissingIcon, "icon", message, report);
        }
    }

    fn keys(&self, report: &mut Report) {
        for entry in self.node.entries() {
            let known = KEYS.iter().any(|key| key.eq_ignore_ascii_case(&entry.name));
            if known {
                continue;
            }
            let Some(similar) = similar_names(&entry.name, KEYS.iter().copied())
                .into_iter()
                .next()
            else {
                continue;
            };
            if self::entry(&self.node, &similar).is_some() {
                continue;
            }
            let at = bytes(&entry.key, self.file.text);
            let message = format!("KubeVela does not know `{}`", entry.name);
            report.add(Rule::UnknownMetadata, self.file, at, message);
            report.advise(format!("did you mean `{similar}`?"));
        }
    }

    fn requirements(&self, metadata: &Metadata, report: &mut Report) {
        let system = metadata.system.clone().unwrap_or_default();
        let node = entry(&self.node, "system").map(|entry| &entry.value);
        for (key, required) in [("vela", system.vela), ("kubernetes", system.kubernetes)] {
            if required.trim().is_empty() || is_version_constraint(&required) {
                continue;
            }
            let at = node
                .and_then(|node| entry(node, key))
                .map_or((0, 0), |entry| bytes(&entry.value, self.file.text));
            let message = format!("`{required}` is no constraint on versions");
            report.add(Rule::InvalidRequirement, self.file, at, message);
        }
    }
}
