//! Reading `index.yaml`, the list of packages in a Helm repository.
//!
//! Follows `helm-and-oci-behaviour.md` 2.1 and 2.2. Helm refuses a whole index for one unknown
//! key; here every version stands for itself, and one that cannot be read is reported and left
//! out. An index that is JSON is read as JSON, which is several times faster.

mod pieces;

use std::{
    borrow::{Borrow, Cow},
    ops::Deref,
    thread,
};

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};

/// The versions of an index, by name, as far as they matter to us.
///
/// All texts are slices of the document wherever it has them verbatim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index<'a> {
    /// The entries in the order of the file; each list in the order of the file too.
    #[serde(borrow, default, deserialize_with = "lists")]
    pub entries: IndexMap<Text<'a>, Vec<IndexVersion<'a>>>,
}

/// One version of a chart, as an index or ChartMuseum's API describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct IndexVersion<'a> {
    #[serde(
        borrow,
        skip_serializing_if = "str::is_empty",
        deserialize_with = "or_default"
    )]
    pub version: Text<'a>,
    #[serde(
        borrow,
        skip_serializing_if = "str::is_empty",
        deserialize_with = "or_default"
    )]
    pub description: Text<'a>,
    #[serde(
        borrow,
        skip_serializing_if = "str::is_empty",
        deserialize_with = "or_default"
    )]
    pub icon: Text<'a>,
    #[serde(
        borrow,
        skip_serializing_if = "str::is_empty",
        deserialize_with = "or_default"
    )]
    pub home: Text<'a>,
    #[serde(
        borrow,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "or_default"
    )]
    pub keywords: Vec<Text<'a>>,
    #[serde(
        borrow,
        rename = "type",
        skip_serializing_if = "str::is_empty",
        deserialize_with = "or_default"
    )]
    pub kind: Text<'a>,
    #[serde(
        borrow,
        skip_serializing_if = "Annotations::is_empty",
        deserialize_with = "or_default"
    )]
    pub annotations: Annotations<'a>,
    #[serde(
        borrow,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "or_default"
    )]
    pub urls: Vec<Text<'a>>,
    #[serde(
        borrow,
        skip_serializing_if = "str::is_empty",
        deserialize_with = "or_default"
    )]
    pub created: Text<'a>,
    #[serde(
        borrow,
        skip_serializing_if = "str::is_empty",
        deserialize_with = "or_default"
    )]
    pub digest: Text<'a>,
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

/// The annotations that mean something to us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Annotations<'a> {
    /// The addon's name; a plain chart has none.
    #[serde(borrow, rename = "addon.name", skip_serializing_if = "Option::is_none")]
    pub addon_name: Option<Text<'a>>,
    /// Constraint on KubeVela's version.
    #[serde(
        borrow,
        rename = "system.vela",
        skip_serializing_if = "str::is_empty",
        deserialize_with = "or_default"
    )]
    pub vela: Text<'a>,
    /// Constraint on the version of Kubernetes.
    #[serde(
        borrow,
        rename = "system.kubernetes",
        skip_serializing_if = "str::is_empty",
        deserialize_with = "or_default"
    )]
    pub kubernetes: Text<'a>,
}

/// A text that is a slice of the document where it can be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    fn into_owned(self) -> Text<'static> {
        Text(Cow::Owned(self.0.into_owned()))
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Annotation that tells an addon's package from a plain chart; its value is the addon's name.
pub const ADDON_NAME: &str = "addon.name";
/// Annotation with the constraint on KubeVela's version.
pub const SYSTEM_VELA: &str = "system.vela";
/// Annotation with the constraint on the version of Kubernetes.
pub const SYSTEM_KUBERNETES: &str = "system.kubernetes";

impl Annotations<'_> {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn into_owned(self) -> Annotations<'static> {
        Annotations {
            addon_name: self.addon_name.map(Text::into_owned),
            vela: self.vela.into_owned(),
            kubernetes: self.kubernetes.into_owned(),
        }
    }
}

impl IndexVersion<'_> {
    /// Says whether the package is an addon rather than a plain chart.
    ///
    /// `vela` marks its packages with an annotation. Packages of older tools have none, but are
    /// libraries, which nobody could install as a chart.
    pub fn is_addon(&self) -> bool {
        self.annotations.addon_name.is_some() || &*self.kind == "library"
    }

    fn into_owned(self) -> IndexVersion<'static> {
        let all = |texts: Vec<Text<'_>>| texts.into_iter().map(Text::into_owned).collect();
        IndexVersion {
            version: self.version.into_owned(),
            description: self.description.into_owned(),
            icon: self.icon.into_owned(),
            home: self.home.into_owned(),
            keywords: all(self.keywords),
            kind: self.kind.into_owned(),
            annotations: self.annotations.into_owned(),
            urls: all(self.urls),
            created: self.created.into_owned(),
            digest: self.digest.into_owned(),
            deprecated: self.deprecated,
            removed: self.removed,
        }
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
pub fn read(document: &[u8]) -> Result<(Index<'_>, Vec<Fault>), Error> {
    let text = std::str::from_utf8(document)?.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    if start.is_empty() {
        return Ok((Index::default(), Vec::new()));
    }
    if start.starts_with('<') {
        return Err(Error::WebPage);
    }
    // The typed readings are the fast ones; they have no answer to a version that is broken.
    let index = if start.starts_with('{') {
        serde_json::from_str(start).ok()
    } else {
        read_in_pieces(text).or_else(|| addon_yaml::from_str(text, &addon_yaml::Options::go()).ok())
    };
    match index {
        Some(index) => Ok((index, Vec::new())),
        None => read_one_by_one(start, text),
    }
}

/// Reads a text that is long enough for several processors to share.
fn read_in_pieces(text: &str) -> Option<Index<'_>> {
    const WORTHWHILE: usize = 512 << 10;
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let count = processors.min(text.len() / WORTHWHILE);
    (count > 1).then(|| pieces::read(text, count)).flatten()
}

/// Reads each version for itself and tells which ones cannot be used.
fn read_one_by_one(start: &str, text: &str) -> Result<(Index<'static>, Vec<Fault>), Error> {
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
            match IndexVersion::deserialize(&value) {
                Ok(version) => versions.push(version.into_owned()),
                Err(error) => faults.push(Fault {
                    subject: format!("{name}[{place}]"),
                    message: error.to_string(),
                }),
            }
        }
        index.entries.insert(Text(Cow::Owned(name)), versions);
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
fn lists<'de: 'a, 'a, D: Deserializer<'de>>(
    input: D,
) -> Result<IndexMap<Text<'a>, Vec<IndexVersion<'a>>>, D::Error> {
    type Nullable<'a> = Option<IndexMap<Text<'a>, Option<Vec<Option<IndexVersion<'a>>>>>>;
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
        assert_eq!((&*demo[0].version, demo[0].is_addon()), ("1.10.0", true));
        assert_eq!((demo[1].deprecated, demo[1].is_addon()), (true, false));
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
