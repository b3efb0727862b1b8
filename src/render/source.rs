//! The files of an addon, sorted by what they are for.
//!
//! Follows `vela-addon-behaviour.md` 3.1 and 3.2. KubeVela goes by the beginning of paths, so that
//! `template.yaml.bak` is a template to it; here names are exact, and folders are folders.

use crate::{
    addon::{
        FileTree, Metadata,
        layout::{self, InvalidAddon, Oddity},
    },
    render::error::{Error, Faults, Result},
};

/// A file that is text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// The path in the addon.
    pub path: String,
    /// The content.
    pub text: String,
}

impl TextFile {
    /// Returns the last segment of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Says whether the name has one of these extensions.
    pub(super) fn has_extension(&self, extensions: &[&str]) -> bool {
        let name = self.name();
        extensions.iter().any(|extension| name.ends_with(extension))
    }
}

/// The extensions of YAML files.
pub(super) const YAML: [&str; 2] = [".yaml", ".yml"];
/// The extension of CUE files.
pub(super) const CUE: [&str; 1] = [".cue"];

/// The template of the Application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Template {
    Cue(TextFile),
    Yaml(TextFile),
    /// There is none; the Application starts empty.
    None,
}

/// An addon, ready to be rendered.
#[derive(Clone, Debug)]
pub struct Source {
    /// What the addon says of itself.
    pub metadata: Metadata,
    /// The template of the Application.
    pub template: Template,
    /// The parameters.
    pub parameters: Option<TextFile>,
    /// CUE and YAML files of `resources`.
    pub resources: Vec<TextFile>,
    /// CUE and YAML files of `definitions`.
    pub definitions: Vec<TextFile>,
    /// Files of `schemas`.
    pub ui_schemas: Vec<TextFile>,
    /// CUE and YAML files of `views`.
    pub views: Vec<TextFile>,
    /// CUE files of `config-templates`.
    pub config_templates: Vec<TextFile>,
    /// The text shown after enabling.
    pub notes: Option<TextFile>,
    /// Says whether there are definitions in Go, which only a folder can have compiled.
    pub has_go_definitions: bool,
    /// What is odd about the folder.
    pub oddities: Vec<Oddity>,
}

impl Source {
    /// Sorts the files of an addon.
    pub fn from_files(files: &FileTree) -> Result<Self> {
        let text = read(files, layout::METADATA)?
            .ok_or(InvalidAddon::NoMetadata)?
            .text;
        let metadata = Metadata::parse(&text).map_err(InvalidAddon::from)?;
        Self::with_metadata(files, metadata)
    }

    /// Sorts the files of an addon whose metadata are known.
    pub fn with_metadata(files: &FileTree, metadata: Metadata) -> Result<Self> {
        let cue = read(files, layout::TEMPLATE_CUE)?;
        let yaml = read(files, layout::TEMPLATE_YAML)?;
        let mut oddities = Vec::new();
        let template = match (cue, yaml) {
            (Some(cue), Some(_)) => {
                let mut faults = Faults::in_text("cannot render the addon", &cue.path, &cue.text);
                let message =
                    "yaml and cue app template are exist in addon, should only keep one of them";
                faults.add(cue::diag::Code::NameClash, message, None, None);
                faults.hint = Some("remove template.yaml or template.cue".into());
                return Err(faults.into());
            }
            (Some(cue), None) => Template::Cue(cue),
            (None, Some(yaml)) => Template::Yaml(yaml),
            (None, None) => {
                oddities.push(Oddity::NoTemplate);
                Template::None
            }
        };
        let parameters = match read(files, "parameter.cue")? {
            Some(file) => Some(file),
            None => read(files, "resources/parameter.cue")?,
        };
        let cue_or_yaml = [CUE[0], YAML[0], YAML[1]];
        let mut resources = folder(files, "resources/", &cue_or_yaml)?;
        resources.retain(|file| file.name() != "parameter.cue");
        Ok(Self {
            metadata,
            template,
            parameters,
            resources,
            definitions: folder(files, "definitions/", &cue_or_yaml)?,
            ui_schemas: folder(files, "schemas/", &[""])?,
            views: folder(files, "views/", &cue_or_yaml)?,
            config_templates: folder(files, "config-templates/", &CUE)?,
            notes: read(files, "NOTES.cue")?,
            has_go_definitions: files
                .iter()
                .any(|(path, _)| path.as_str().starts_with("godef/")),
            oddities,
        })
    }
}

/// Reads the file at `path`, if there is one.
fn read(files: &FileTree, path: &str) -> Result<Option<TextFile>> {
    files
        .get(path)
        .map(|content| text_file(path, content))
        .transpose()
}

/// Reads the files of a folder that have one of these extensions, in the order of a walk.
fn folder(files: &FileTree, folder: &str, extensions: &[&str]) -> Result<Vec<TextFile>> {
    let has_extension = |path: &str| extensions.iter().any(|extension| path.ends_with(extension));
    files
        .iter()
        .filter(|(path, _)| path.as_str().starts_with(folder) && has_extension(path.as_str()))
        .map(|(path, content)| text_file(path.as_str(), content))
        .collect()
}

fn text_file(path: &str, content: &[u8]) -> Result<TextFile> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    match std::str::from_utf8(content) {
        Ok(text) => Ok(TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }),
        Err(error) => {
            let before = String::from_utf8_lossy(&content[..error.valid_up_to()]).into_owned();
            let mut faults = Faults::in_text("cannot read the addon", path, &before);
            let end = before.len();
            faults.add(
                cue::diag::Code::Syntax,
                "the file is not UTF-8 text",
                Some((end, end)),
                None,
            );
            Err(Error::from(faults))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> FileTree {
        files
            .iter()
            .map(|(path, text)| (path.parse().expect("safe"), text.as_bytes().to_vec().into()))
            .collect()
    }

    #[test]
    fn files_are_sorted_by_exact_names() {
        let source = Source::from_files(&tree(&[
            ("metadata.yaml", "name: a\nversion: 1.0.0"),
            ("template.yaml.bak", "x"),
            ("resources/parameter.cue", "parameter: {}"),
            ("resources/sub/parameter.cue", "parameter: {}"),
            ("resources/sub/b.yml", "b: 1"),
            ("resources/a.cue", "output: {}"),
            ("resources/readme.txt", ""),
            ("resources-old/a.cue", ""),
            ("schemas/ui.json", "[]"),
            ("definitions/x.md", ""),
        ]))
        .expect("an addon");
        let paths =
            |files: &[TextFile]| -> Vec<_> { files.iter().map(|file| file.path.clone()).collect() };
        assert_eq!(source.template, Template::None);
        assert_eq!(
            source.parameters.expect("given").path,
            "resources/parameter.cue"
        );
        assert_eq!(
            paths(&source.resources),
            ["resources/a.cue", "resources/sub/b.yml"]
        );
        assert_eq!(paths(&source.ui_schemas), ["schemas/ui.json"]);
        assert!(source.definitions.is_empty());
    }

    #[test]
    fn two_templates_and_other_encodings_are_refused() {
        let metadata = ("metadata.yaml", "name: a\nversion: 1.0.0");
        let both = [metadata, ("template.cue", ""), ("template.yaml", "")];
        let error = Source::from_files(&tree(&both)).expect_err("refused");
        assert!(error.to_string().contains("should only keep one of them"));
        let mut files = tree(&[metadata]);
        files.insert(
            "NOTES.cue".parse().expect("safe"),
            b"notes: \"\xff\"".to_vec(),
        );
        let error = Source::from_files(&files).expect_err("refused");
        assert_eq!(
            error.to_string(),
            "cannot read the addon: NOTES.cue:1:9: the file is not UTF-8 text"
        );
    }
}
