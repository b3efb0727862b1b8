//! One version of a chart in the index, with its text made once.

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    chart::{self, ChartYaml, Version},
    digest::Digest,
    server::{json, store::Object},
};

/// One version of a chart.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name of the object that holds the package.
    pub file: String,
    /// The state of that object which the entry describes.
    pub tag: String,
    /// Bytes of the package.
    pub size: u64,
    /// The name of the chart.
    pub name: String,
    /// The version of the chart.
    pub version: Version,
    /// When it was uploaded.
    pub created: Timestamp,
    /// The object of ChartMuseum's API.
    pub json: Bytes,
    /// The item of `index.yaml`, indented to its place.
    pub yaml: Bytes,
    /// Tells entries apart whose texts differ.
    pub fingerprint: [u8; 32],
}

/// An entry whose texts or version cannot be read back.
#[derive(Debug, thiserror::Error)]
#[error("not an index entry")]
pub struct InvalidEntry;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    chart: &'a ChartYaml,
    urls: [&'a str; 1],
    created: &'a str,
    digest: String,
}

/// What is read back of an entry, from the server's notes or from a state file.
#[derive(Debug, Deserialize)]
pub struct Restored {
    #[serde(flatten)]
    chart: ChartYaml,
    #[serde(default)]
    urls: Vec<String>,
    created: Timestamp,
    digest: Digest,
}

impl Restored {
    /// Returns the name of the object that the entry points at.
    pub fn file(&self) -> Option<&str> {
        let url = self.urls.first()?;
        let url = url.split(['?', '#']).next().unwrap_or(url);
        url.rsplit('/').next().filter(|file| !file.is_empty())
    }

    /// Returns when the entry was made.
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// Makes the entry for an object that is known to be what it describes.
    pub fn into_entry(self, object: &Object, base_url: &str) -> Result<Entry, InvalidEntry> {
        Entry::new(object, &self.chart, self.digest, self.created, base_url)
    }
}

/// What answers say of a version, made once.
#[derive(Clone, Debug)]
pub struct Texts {
    /// The object of ChartMuseum's API.
    pub json: Bytes,
    /// The item of `index.yaml`, indented to its place.
    pub yaml: Bytes,
}

impl Texts {
    /// Describes the package in the object `file`; `base_url` stands before its name.
    pub fn new(
        file: &str,
        chart: &ChartYaml,
        digest: Digest,
        created: Timestamp,
        base_url: &str,
    ) -> Result<Self, InvalidEntry> {
        let document = Document {
            chart,
            urls: [&format!("{base_url}{file}")],
            created: &created.to_string(),
            digest: digest.hex(),
        };
        let mut value = serde_json::to_value(&document).map_err(|_| InvalidEntry)?;
        let json = json::to_bytes(&value);
        super::order::sort_keys(&mut value);
        let yaml = indent(&chart::write_yaml(&[value]));
        Ok(Self { json, yaml })
    }
}

impl Entry {
    /// Describes the package in `object`; `base_url` stands before its name.
    pub fn new(
        object: &Object,
        chart: &ChartYaml,
        digest: Digest,
        created: Timestamp,
        base_url: &str,
    ) -> Result<Self, InvalidEntry> {
        let texts = Texts::new(&object.name, chart, digest, created, base_url)?;
        Self::from_texts(object, &chart.name, &chart.version, created, texts)
    }

    /// Makes an entry of texts that were made before.
    pub fn from_texts(
        object: &Object,
        name: &str,
        version: &str,
        created: Timestamp,
        texts: Texts,
    ) -> Result<Self, InvalidEntry> {
        let Texts { json, yaml } = texts;
        let mut hasher = Sha256::new();
        hasher.update(&yaml);
        hasher.update(&json);
        Ok(Self {
            file: object.name.clone(),
            tag: object.tag.clone(),
            size: object.size,
            name: name.to_owned(),
            version: version.parse().map_err(|_| InvalidEntry)?,
            created,
            json,
            yaml,
            fingerprint: hasher.finalize().into(),
        })
    }

    /// Says whether the object is called as its content asks for.
    pub fn is_canonical(&self) -> bool {
        self.file == format!("{}-{}.tgz", self.name, self.version)
    }

    /// Says whether the entry describes this very state of its object.
    pub fn describes(&self, object: &Object) -> bool {
        self.tag == object.tag && self.size == object.size
    }
}

/// Moves a list below its key: Go's writers indent it as far as the key itself.
fn indent(text: &str) -> Bytes {
    let mut indented = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines() {
        if !line.is_empty() {
            indented.push_str("  ");
            indented.push_str(line);
        }
        indented.push('\n');
    }
    // It is kept for long.
    indented.shrink_to_fit();
    indented.into()
}
