//! Which files make a folder an addon, and what each of them is.
//!
//! Follows `vela-addon-behaviour.md` 3.1 and 3.6. KubeVela compares names by prefix and so reads
//! `template.yaml.bak` as a template; here names must be exact.

use super::{FileTree, InvalidMetadata, Metadata};

/// Name of the file that says what the addon is.
pub const METADATA: &str = "metadata.yaml";
/// Name of the Application template in CUE.
pub const TEMPLATE_CUE: &str = "template.cue";
/// Name of the Application template in YAML.
pub const TEMPLATE_YAML: &str = "template.yaml";
/// Names of the file for readers, by falling priority.
pub const READMES: [&str; 2] = ["README.md", "readme.md"];

/// Why a folder is not an addon, or not one that can be packaged.
///
/// The texts are those of `vela`, without the folder's name, which the caller knows; where they
/// can they begin with file, line and column.
#[derive(Debug, thiserror::Error)]
pub enum InvalidAddon {
    #[error("no metadata.yaml exists in directory")]
    NoMetadata,
    #[error("{METADATA}: it is not UTF-8 text from line {line} on; save it as UTF-8")]
    MetadataEncoding { line: usize },
    #[error("{METADATA} cannot be used")]
    Metadata(#[from] InvalidMetadata),
    #[error("no output field in template.cue")]
    NoOutput,
    #[error("template (template.yaml) missing")]
    EmptyTemplate,
    #[error("{TEMPLATE_YAML} cannot be used")]
    Template(#[source] addon_yaml::Error),
    #[error("{TEMPLATE_YAML}: it has no `kind`")]
    TemplateKind,
}

/// Something about an addon that deserves a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Oddity {
    #[error("no template.yaml or template.cue exists in directory")]
    NoTemplate,
    #[error("yaml and cue app template are exist in addon, should only keep one of them")]
    TwoTemplates,
}

/// Checks that `files` are an addon and returns its metadata and what is odd about it.
pub fn check(files: &FileTree) -> Result<(Metadata, Vec<Oddity>), InvalidAddon> {
    let metadata = files.get(METADATA).ok_or(InvalidAddon::NoMetadata)?;
    let text = std::str::from_utf8(metadata).map_err(|error| {
        let good = &metadata[..error.valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        InvalidAddon::MetadataEncoding { line }
    })?;
    let metadata = Metadata::parse(text)?;
    let mut oddities = Vec::new();
    match (files.get(TEMPLATE_CUE), files.get(TEMPLATE_YAML)) {
        (Some(cue), yaml) => {
            if !cue.windows(b"output".len()).any(|word| word == b"output") {
                return Err(InvalidAddon::NoOutput);
            }
            if yaml.is_some() {
                oddities.push(Oddity::TwoTemplates);
            }
        }
        (None, Some(yaml)) => check_yaml_template(yaml)?,
        (None, None) => oddities.push(Oddity::NoTemplate),
    }
    Ok((metadata, oddities))
}

fn check_yaml_template(template: &[u8]) -> Result<(), InvalidAddon> {
    let text = String::from_utf8_lossy(template);
    let template: serde_json::Value =
        addon_yaml::from_str(&text, &addon_yaml::Options::go()).map_err(InvalidAddon::Template)?;
    match template {
        serde_json::Value::Null => Err(InvalidAddon::EmptyTemplate),
        template if template["kind"].is_string() => Ok(()),
        _ => Err(InvalidAddon::TemplateKind),
    }
}

/// Returns the text for readers, if there is one.
pub fn readme(files: &FileTree) -> Option<String> {
    let content = READMES.iter().find_map(|name| files.get(name))?;
    Some(String::from_utf8_lossy(content).into_owned())
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
    fn addons_are_told_from_other_folders() {
        let metadata = (METADATA, "name: a\nversion: 1.0.0\n");
        let refused = |files: &[(&str, &str)]| {
            let error = check(&tree(files)).expect_err("refused");
            format!("{:#}", anyhow::Error::from(error))
        };
        assert_eq!(refused(&[]), "no metadata.yaml exists in directory");
        assert_eq!(
            refused(&[(METADATA, "")]),
            "metadata.yaml cannot be used: metadata (metadata.yaml) missing"
        );
        assert_eq!(
            refused(&[metadata, (TEMPLATE_CUE, "x: 1")]),
            "no output field in template.cue"
        );
        assert_eq!(
            refused(&[metadata, (TEMPLATE_YAML, "")]),
            "template (template.yaml) missing"
        );
        assert_eq!(
            refused(&[metadata, (TEMPLATE_YAML, "a: 1")]),
            "template.yaml: it has no `kind`"
        );
        let reason = refused(&[metadata, (TEMPLATE_YAML, "a: [")]);
        assert!(
            reason.starts_with("template.yaml cannot be used: "),
            "{reason}"
        );

        let oddities = |files: &[(&str, &str)]| check(&tree(files)).expect("an addon").1;
        assert_eq!(oddities(&[metadata]), [Oddity::NoTemplate]);
        assert_eq!(oddities(&[metadata, (TEMPLATE_CUE, "output: {}")]), []);
        let both = [
            metadata,
            (TEMPLATE_CUE, "output: {}"),
            (TEMPLATE_YAML, "kind: Application"),
        ];
        assert_eq!(oddities(&both), [Oddity::TwoTemplates]);
    }
}
