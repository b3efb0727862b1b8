//! `metadata.yaml`: what an addon says of itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The content of `metadata.yaml`.
///
/// Keys that KubeVela does not know are ignored, as it does; keys match in any case, and scalars
/// become text as Go's readers make them (`vela-addon-behaviour.md` 3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Metadata {
    pub name: String,
    pub version: String,
    pub description: String,
    pub icon: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_to: Option<DeployTo>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Dependency>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub need_namespace: Vec<String>,
    pub invisible: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemRequirements>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

/// Where the addon's Application is to run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DeployTo {
    pub disable_control_plane: bool,
    pub runtime_cluster: bool,
    /// The older spelling of `runtimeCluster`.
    #[serde(rename = "runtime_cluster", skip_serializing_if = "std::ops::Not::not")]
    pub legacy_runtime_cluster: bool,
}

/// Another addon that this one needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dependency {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Constraint on its version; empty when any will do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub version: String,
}

/// What the addon can be enabled on, as constraints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SystemRequirements {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub vela: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kubernetes: String,
}

/// Why a `metadata.yaml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidMetadata {
    #[error(transparent)]
    Yaml(#[from] addon_yaml::Error),
    #[error("metadata (metadata.yaml) missing")]
    Empty,
    #[error("addon name is empty")]
    NoName,
    #[error("addon version is empty")]
    NoVersion,
}

impl Metadata {
    /// Returns the version as it is written in a `metadata.yaml`, before YAML makes a number of it.
    pub fn written_version(text: &[u8]) -> Option<String> {
        let text = std::str::from_utf8(text).ok()?;
        let node = addon_yaml::load(text, &addon_yaml::Options::go()).ok()?;
        let mut entries = node.entries().iter();
        let entry = entries.rfind(|entry| entry.name.eq_ignore_ascii_case("version"))?;
        match &entry.value.kind {
            addon_yaml::NodeKind::Scalar(scalar) => Some(scalar.text.clone()),
            _ => None,
        }
    }

    /// Parses the text of a `metadata.yaml`.
    pub fn parse(text: &str) -> Result<Self, InvalidMetadata> {
        let metadata: Option<Self> = addon_yaml::from_str(text, &addon_yaml::Options::go())?;
        let metadata = metadata.ok_or(InvalidMetadata::Empty)?;
        if metadata == Self::default() {
            return Err(InvalidMetadata::Empty);
        }
        if metadata.name.is_empty() {
            return Err(InvalidMetadata::NoName);
        }
        if metadata.version.is_empty() {
            return Err(InvalidMetadata::NoVersion);
        }
        Ok(metadata)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_go_reads_it() {
        let text = "NAME: demo\nversion: 1.10\ntags: [a, 2]\nneedNamespace:\nunknown: {x: y}\n\
                    deployTo: {runtime_cluster: yes}\nsystem: {vela: '>=v1.5.0'}\n";
        let metadata = Metadata::parse(text).expect("valid");
        assert_eq!(
            (metadata.name.as_str(), metadata.version.as_str()),
            ("demo", "1.1")
        );
        assert_eq!(metadata.tags, ["a", "2"]);
        assert!(metadata.deploy_to.expect("given").legacy_runtime_cluster);
        assert_eq!(metadata.system.expect("given").vela, ">=v1.5.0");
    }

    #[test]
    fn what_is_missing_is_named() {
        for (text, message) in [
            ("", "metadata (metadata.yaml) missing"),
            ("version: 1.0.0", "addon name is empty"),
            ("name: a", "addon version is empty"),
        ] {
            assert_eq!(
                Metadata::parse(text).expect_err("invalid").to_string(),
                message
            );
        }
        assert!(Metadata::parse("name: [").is_err());
    }
}
