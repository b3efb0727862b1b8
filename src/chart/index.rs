//! Reading `index.yaml`, the list of packages in a Helm repository.
//!
//! Follows `helm-and-oci-behaviour.md` 2.1 and 2.2. Helm refuses a whole index for one unknown
//! key; here every version stands for itself, and one that cannot be read is reported and left
//! out. An index that is JSON is read as JSON, which is several times faster.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};

/// The versions of an index, by name, as far as they matter to us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The entries in the order of the file; each list in the order of the file too.
    #[serde(default, deserialize_with = "lists")]
    pub entries: IndexMap<String, Vec<IndexVersion>>,
}

/// One version of a chart, as an index or ChartMuseum's API describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct IndexVersion {
    #[serde(
        skip_serializing_if = "String::is_empty",
        deserialize_with = "or_default"
    )]
    pub name: String,
    #[serde(
        skip_serializing_if = "String::is_empty",
        deserialize_with = "or_default"
    )]
    pub version: String,
    #[serde(
        skip_serializing_if = "String::is_empty",
        deserialize_with = "or_default"
    )]
    pub description: String,
    #[serde(
        skip_serializing_if = "String::is_empty",
        deserialize_with = "or_default"
    )]
    pub icon: String,
    #[serde(
        skip_serializing_if = "String::is_empty",
        deserialize_with = "or_default"
    )]
    pub home: String,
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_default")]
    pub keywords: Vec<String>,
    #[serde(
        rename = "type",
        skip_serializing_if = "String::is_empty",
        deserialize_with = "or_default"
    )]
    pub kind: String,
    #[serde(
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "or_default"
    )]
    pub annotations: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_default")]
    pub urls: Vec<String>,
    #[serde(
        skip_serializing_if = "String::is_empty",
        deserialize_with = "or_default"
    )]
    pub created: String,
    #[serde(
        skip_serializing_if = "String::is_empty",
        deserialize_with = "or_default"
    )]
    pub digest: String,
    #[serde(
        skip_serializing_if = "std::ops::Not::not",
        deserialize_with = "or_default"
    )]
    pub deprecated: bool,
    #[serde(
        skip_serializing_if = "std::ops::Not::not",
        deserialize_with = "or_default"
    )]
    pub removed: bool,
}

/// Annotation that tells an addon's package from a plain chart; its value is the addon's name.
pub const ADDON_NAME: &str = "addon.name";
/// Annotation with the constraint on KubeVela's version.
pub const SYSTEM_VELA: &str = "system.vela";
/// Annotation with the constraint on the version of Kubernetes.
pub const SYSTEM_KUBERNETES: &str = "system.kubernetes";

impl IndexVersion {
    /// Says whether the package is an addon rather than a plain chart.
    ///
    /// `vela` marks its packages with an annotation. Packages of older tools have none, but are
    /// libraries, which nobody could install as a chart.
    pub fn is_addon(&self) -> bool {
        self.annotations.contains_key(ADDON_NAME) || self.kind == "library"
    }
}

/// What is wrong with one entry or version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The entry, with the place in its list.
    pub subject: String,
    /// Why it cannot be used.
    pub message: String,
}

/// A document that is not an index at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("it is not UTF-8 text")]
    Encoding(#[from] std::str::Utf8Error),
    #[error("{}", .0.to_string().trim_end())]
    Yaml(#[from] addon_yaml::Error),
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("it is a web page, not an index")]
    WebPage,
}

/// Reads an index.
///
/// An empty document is an empty index. Of two entries of one name the later wins, as in Go.
pub fn read(document: &[u8]) -> Result<(Index, Vec<Fault>), Error> {
    let text = std::str::from_utf8(document)?.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    if start.is_empty() {
        return Ok((Index::default(), Vec::new()));
    }
    if start.starts_with('<') {
        return Err(Error::WebPage);
    }
    // The typed reading is the fast one; it has no answer to a version that is broken.
    let read = if start.starts_with('{') {
        serde_json::from_str(start).map_err(Error::from)
    } else {
        addon_yaml::from_str(text, &addon_yaml::Options::go()).map_err(Error::from)
    };
    let (mut index, faults) = match read {
        Ok(index) => (index, Vec::new()),
        Err(_) => read_one_by_one(start, text)?,
    };
    for (name, versions) in &mut index.entries {
        for version in versions {
            if version.name.is_empty() {
                version.name.clone_from(name);
            }
        }
    }
    Ok((index, faults))
}

/// Reads each version for itself and tells which ones cannot be used.
fn read_one_by_one(start: &str, text: &str) -> Result<(Index, Vec<Fault>), Error> {
    type Entries = IndexMap<String, Option<Vec<serde_json::Value>>>;
    #[derive(Deserialize)]
    struct Loose {
        #[serde(default)]
        entries: Option<Entries>,
    }
    let loose: Loose = if start.starts_with('{') {
        serde_json::from_str(start)?
    } else {
        addon_yaml::from_str(text, &addon_yaml::Options::go())?
    };
    let (mut index, mut faults) = (Index::default(), Vec::new());
    for (name, values) in loose.entries.unwrap_or_default() {
        let mut versions = Vec::new();
        for (place, value) in values.unwrap_or_default().into_iter().enumerate() {
            match serde_json::from_value(value) {
                Ok(version) => versions.push(version),
                Err(error) => faults.push(Fault {
                    subject: format!("{name}[{place}]"),
                    message: error.to_string(),
                }),
            }
        }
        index.entries.insert(name, versions);
    }
    Ok((index, faults))
}

/// Reads a value where `null` means the same as nothing.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    input: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(input).map(Option::unwrap_or_default)
}

/// Reads lists of versions, in which `null` means nothing.
fn lists<'de, D: Deserializer<'de>>(
    input: D,
) -> Result<IndexMap<String, Vec<IndexVersion>>, D::Error> {
    type Nullable = Option<IndexMap<String, Option<Vec<Option<IndexVersion>>>>>;
    let entries = Nullable::deserialize(input)?.unwrap_or_default();
    Ok(entries
        .into_iter()
        .map(|(name, versions)| (name, versions.into_iter().flatten().flatten().collect()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "\
apiVersion: v1
entries:
  demo:
  - annotations:
      addon.name: demo
    name: demo
    urls:
    - charts/demo-1.10.0.tgz
    unknown: {a: 1}
    version: 1.10.0
  - version: 1.2.0
    deprecated: true
  empty: []
  none:
generated: 2022-07-24T14:55:06Z
serverInfo: {}
";

    #[test]
    fn yaml_and_json_are_read_alike() {
        let (index, faults) = read(INDEX.as_bytes()).expect("an index");
        assert_eq!(faults, []);
        let demo = &index.entries["demo"];
        assert_eq!(
            (demo[0].version.as_str(), demo[0].is_addon()),
            ("1.10.0", true)
        );
        assert_eq!(
            (
                demo[1].name.as_str(),
                demo[1].deprecated,
                demo[1].is_addon()
            ),
            ("demo", true, false)
        );
        assert!(index.entries["empty"].is_empty() && index.entries["none"].is_empty());
        let json = serde_json::to_vec(&index).expect("written");
        assert_eq!(read(&json).expect("an index").0, index);
    }

    #[test]
    fn a_broken_version_hides_no_other() {
        let broken = INDEX.replace("deprecated: true", "urls: {a: b}");
        let (index, faults) = read(broken.as_bytes()).expect("an index");
        assert_eq!(index.entries["demo"].len(), 1);
        assert_eq!(faults[0].subject, "demo[1]");
    }

    #[test]
    fn what_is_no_index_is_refused() {
        assert!(matches!(read(b"<!DOCTYPE html>"), Err(Error::WebPage)));
        assert!(read(b"entries: [").is_err());
        assert!(read(b"just text").is_err());
        assert_eq!(read(b"\n").expect("empty").0, Index::default());
    }
}
