//! YAML files of an addon: one object each, as KubeVela reads them.

use addon_yaml::{Node, Options};
use serde_json::Value;

use super::{
    Warning,
    error::{Error, Result, yaml_fault},
    shape::{Path, Step},
    source::TextFile,
};

/// The first document of a file, with places.
pub(super) struct Document<'a> {
    pub(super) file: &'a TextFile,
    pub(super) value: Value,
}

/// Reads the first document of a file; the others are told of, since nobody ever sees them.
pub(super) fn read<'a>(
    task: &str,
    file: &'a TextFile,
    warnings: &mut Vec<Warning>,
) -> Result<Document<'a>> {
    let failed =
        |error: addon_yaml::Error| -> Error { yaml_fault(task, &file.path, &file.text, &error) };
    let value = addon_yaml::to_json_value(&file.text, &Options::go()).map_err(failed)?;
    if file.text.contains("\n---") {
        let documents = addon_yaml::load_all(&file.text, &Options::go()).map_err(failed)?;
        let count = documents.iter().filter(|node| !node.is_null()).count();
        if count > 1 {
            warnings.push(Warning {
                file: Some(file.path.clone()),
                message: format!("only the first of its {count} documents is used"),
            });
        }
    }
    Ok(Document { file, value })
}

impl Document<'_> {
    /// Returns the bytes of the field at `path`, or of what is nearest above it.
    pub(super) fn place(&self, path: &Path) -> Option<(usize, usize)> {
        let root = addon_yaml::load(&self.file.text, &Options::go()).ok()?;
        let mut node = &root;
        let mut span = node.span;
        for step in &path.0 {
            let next = match step {
                Step::Key(name) => node.entry(name).map(|entry| (&entry.value, entry.key.span)),
                Step::Index(index) => item(node, *index).map(|item| (item, item.span)),
            };
            let Some((below, place)) = next else { break };
            node = below;
            span = place;
        }
        let start = span.start.offset_in(&self.file.text);
        let end = span.end.offset_in(&self.file.text);
        let line = self.file.text[start..]
            .find('\n')
            .map_or(self.file.text.len(), |at| start + at);
        Some((start, end.clamp(start, line)))
    }
}

fn item(node: &Node, index: usize) -> Option<&Node> {
    node.items().get(index)
}
