//! A whole answer, made of the texts of its charts.

use std::{
    io::Write as _,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{Versions, json, order};

/// Which answer a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `index.yaml`.
    Yaml,
    /// `index.yaml` written as JSON.
    Json,
    /// The list of all charts in ChartMuseum's API.
    Charts,
}

/// A whole answer; its parts are shared with the index, not copied.
#[derive(Debug)]
pub struct Document {
    /// The number of the change that it includes.
    pub change: u64,
    /// When that change happened, to the second.
    pub generated: Timestamp,
    /// Whether that second tells the document from the one before.
    pub is_datable: bool,
    /// The text, in pieces.
    pub parts: Vec<Bytes>,
    /// The length of the text.
    pub length: u64,
    /// Equal for equal texts; without quotes.
    pub tag: String,
    packed: OnceLock<Bytes>,
    packing: AtomicBool,
}

impl Document {
    pub(super) fn new(
        kind: Kind,
        mut charts: Vec<Arc<Versions>>,
        change: u64,
        generated: Timestamp,
        context_path: &str,
    ) -> Self {
        let parts = match kind {
            Kind::Yaml => {
                charts.sort_by(|one, other| order::compare(&one.name, &other.name));
                yaml_index(&charts, generated, context_path)
            }
            Kind::Json => json_index(&charts, generated, context_path),
            Kind::Charts => json_object(&charts),
        };
        let mut hasher = Sha256::new();
        hasher.update([kind as u8]);
        if kind != Kind::Charts {
            hasher.update(generated.as_second().to_be_bytes());
            hasher.update(context_path);
        }
        for chart in &charts {
            hasher.update(chart.texts().fingerprint);
        }
        let digest = hasher.finalize();
        let tag = digest[..12].iter().map(|byte| format!("{byte:02x}"));
        Self {
            change,
            generated,
            is_datable: true,
            length: parts.iter().map(|part| part.len() as u64).sum(),
            tag: tag.collect(),
            parts: join_small(parts),
            packed: OnceLock::new(),
            packing: AtomicBool::new(false),
        }
    }

    /// Returns the gzipped text once it is made.
    pub fn packed(&self) -> Option<&Bytes> {
        self.packed.get()
    }

    /// Says, once, that the gzipped text should be made.
    pub fn should_pack(&self) -> bool {
        !self.packing.swap(true, Ordering::Relaxed)
    }

    /// Makes the gzipped text, as one stream: some clients stop after the first of several.
    pub fn pack(&self) {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::new(4));
        for part in &self.parts {
            gzip.write_all(part)
                .expect("writing to memory does not fail");
        }
        let packed = gzip.finish().expect("writing to memory does not fail");
        self.packed.get_or_init(|| packed.into());
    }
}

fn yaml_index(charts: &[Arc<Versions>], generated: Timestamp, context_path: &str) -> Vec<Bytes> {
    let mut parts = Vec::with_capacity(charts.len() * 2 + 2);
    let head = if charts.is_empty() {
        "apiVersion: v1\nentries: {}\n"
    } else {
        "apiVersion: v1\nentries:\n"
    };
    parts.push(Bytes::from_static(head.as_bytes()));
    for chart in charts {
        let texts = chart.texts();
        parts.extend([texts.yaml_key.clone(), texts.yaml.clone()]);
    }
    let server = if context_path.is_empty() {
        "serverInfo: {}\n".to_owned()
    } else {
        let path = serde_json::to_string(context_path).expect("text can be written");
        format!("serverInfo:\n  contextPath: {path}\n")
    };
    parts.push(format!("generated: \"{generated}\"\n{server}").into());
    parts
}

fn json_index(charts: &[Arc<Versions>], generated: Timestamp, context_path: &str) -> Vec<Bytes> {
    let head = format!("{{\"apiVersion\":\"v1\",\"generated\":\"{generated}\",\"entries\":");
    let mut parts = vec![head.into()];
    parts.extend(json_object(charts));
    let server = if context_path.is_empty() {
        Bytes::from_static(b",\"serverInfo\":{}}")
    } else {
        let path = json::to_bytes(&context_path);
        let path = String::from_utf8_lossy(&path);
        format!(",\"serverInfo\":{{\"contextPath\":{path}}}}}").into()
    };
    parts.push(server);
    parts
}

/// Writes the object from chart names to lists of versions.
pub(super) fn json_object(charts: &[Arc<Versions>]) -> Vec<Bytes> {
    let mut parts = Vec::with_capacity(charts.len() * 4 + 1);
    let mut separator: &'static [u8] = b"{";
    for chart in charts {
        let texts = chart.texts();
        parts.extend([Bytes::from_static(separator), texts.json_key.clone()]);
        parts.extend([Bytes::from_static(b":"), texts.json.clone()]);
        separator = b",";
    }
    parts.push(Bytes::from_static(if charts.is_empty() {
        b"{}"
    } else {
        b"}"
    }));
    parts
}

/// Copies small neighbours together: a piece is worth a system call only from some size on.
fn join_small(parts: Vec<Bytes>) -> Vec<Bytes> {
    const LARGE: usize = 16 << 10;
    let mut joined = Vec::new();
    let mut small = Vec::new();
    for part in parts {
        if part.len() < LARGE {
            small.extend_from_slice(&part);
            if small.len() < LARGE {
                continue;
            }
            joined.push(std::mem::take(&mut small).into());
        } else {
            if !small.is_empty() {
                joined.push(std::mem::take(&mut small).into());
            }
            joined.push(part);
        }
    }
    if !small.is_empty() {
        joined.push(small.into());
    }
    joined
}
