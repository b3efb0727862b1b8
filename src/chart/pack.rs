//! Packing a chart.

use bytes::Bytes;

use super::{Chart, ChartYaml};
use crate::{archive, digest::Digest};

/// A chart packed for transport.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// What the chart says about itself.
    pub metadata: ChartYaml,
    /// `<name>-<version>.tgz`.
    pub file_name: String,
    /// The archive.
    pub bytes: Bytes,
    /// The digest of the archive.
    pub digest: Digest,
}

impl Chart {
    /// Packs the chart; equal charts give equal bytes when `mtime` is the same.
    ///
    /// `Chart.yaml` is packed as its author wrote it.
    pub fn pack(&self, mtime: u64) -> Package {
        let mut files: Vec<(&str, &Bytes)> = self
            .files
            .iter()
            .map(|(path, content)| (path.as_str(), content))
            .collect();
        files.sort_by_key(|(path, _)| (rank(path), *path));
        files.insert(0, ("Chart.yaml", &self.chart_yaml));
        let bytes = Bytes::from(archive::pack(&self.metadata.name, files, mtime));
        Package {
            metadata: self.metadata.clone(),
            file_name: self.metadata.file_name(),
            digest: Digest::of(&bytes),
            bytes,
        }
    }
}

/// Orders files as Helm does, so that readers find what they need early.
fn rank(path: &str) -> u8 {
    match path {
        "Chart.lock" => 1,
        "values.yaml" => 2,
        "values.schema.json" => 3,
        _ if path.starts_with("charts/") => 5,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Limits, unpack};

    #[test]
    fn entries_have_a_fixed_order_and_charts_come_back() {
        let chart_yaml = "# mine\napiVersion: v2\nname: demo\nversion: v1.0.0\n";
        let order = [
            "Chart.yaml",
            "Chart.lock",
            "values.yaml",
            "values.schema.json",
            "a-b",
            "a/b",
            "templates/x",
            "charts/sub/Chart.yaml",
            "charts/sub/z",
        ];
        let files = order.iter().rev().map(|path| {
            let content = if path.ends_with("Chart.yaml") {
                chart_yaml
            } else {
                "{}"
            };
            (path.parse().expect("safe"), content.into())
        });
        let chart = Chart::from_files(files.collect(), &Limits::HELM).expect("valid");
        let package = chart.pack(0);
        assert_eq!(package.file_name, "demo-v1.0.0.tgz");
        let entries = unpack(&package.bytes[..], &Limits::HELM).expect("readable");
        let paths: Vec<_> = entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, order);
        assert_eq!(entries[0].content, chart_yaml);
        let again = Chart::from_archive(&package.bytes, &Limits::HELM).expect("valid");
        assert_eq!(again.pack(0).digest, package.digest);
    }
}
