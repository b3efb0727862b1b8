//! Packing a chart.

use bytes::Bytes;

use super::{
    Chart, ChartYaml,
    load::{REQUIREMENTS, REQUIREMENTS_LOCK},
};
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
    /// `Chart.yaml` is packed as its author wrote it, unless dependencies have to move there.
    pub fn pack(&self, mtime: u64) -> Package {
        let mut files: Vec<(&str, &Bytes)> = self
            .files
            .iter()
            .map(|(path, content)| (path.as_str(), content))
            .collect();
        let is_misplaced = self.has_misplaced_dependencies();
        let rewritten = is_misplaced.then(|| Bytes::from(self.metadata.to_yaml()));
        if is_misplaced {
            let lock = self.files.get(REQUIREMENTS_LOCK);
            files.retain(|(path, _)| {
                let replaced = *path == "Chart.lock" && lock.is_some();
                !(replaced || matches!(*path, REQUIREMENTS | REQUIREMENTS_LOCK))
            });
            files.extend(lock.map(|content| ("Chart.lock", content)));
        }
        files.sort_by_key(|(path, _)| (rank(path), *path));
        files.insert(
            0,
            ("Chart.yaml", rewritten.as_ref().unwrap_or(&self.chart_yaml)),
        );
        let bytes = Bytes::from(archive::pack(&self.metadata.name, files, mtime));
        Package {
            metadata: self.metadata.clone(),
            file_name: self.metadata.file_name(),
            digest: Digest::of(&bytes),
            bytes,
        }
    }

    /// Says whether a chart of `v2` keeps its dependencies where those of `v1` do, which packing
    /// mends, as Helm does.
    pub fn has_misplaced_dependencies(&self) -> bool {
        self.metadata.api_version != "v1"
            && (self.files.contains(REQUIREMENTS) || self.files.contains(REQUIREMENTS_LOCK))
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

    /// Packs a chart of this version whose dependencies are in `requirements.yaml`.
    fn packed(version: &str) -> Vec<(String, String)> {
        let chart_yaml = format!("# mine\napiVersion: {version}\nname: demo\nversion: 1.0.0\n");
        let files = [
            ("Chart.yaml", chart_yaml.as_str()),
            ("Chart.lock", "digest: old\n"),
            (
                "requirements.yaml",
                "dependencies: [{name: sub, version: '1'}]",
            ),
            ("requirements.lock", "digest: new\n"),
        ];
        let files = files.map(|(path, text)| (path.parse().expect("safe"), text.to_owned().into()));
        let chart = Chart::from_files(files.into_iter().collect(), &Limits::HELM).expect("valid");
        let package = chart.pack(0);
        assert_eq!(package.metadata.dependencies.len(), 1);
        let entries = unpack(&package.bytes[..], &Limits::HELM).expect("readable");
        let text = |entry: &archive::Entry| String::from_utf8_lossy(&entry.content).into_owned();
        entries
            .iter()
            .map(|entry| (entry.path.as_str().to_owned(), text(entry)))
            .collect()
    }

    #[test]
    fn dependencies_move_to_where_version_two_keeps_them() {
        let entries = packed("v2");
        let dependency = "apiVersion: v2\ndependencies:\n- name: sub\n  repository: \"\"\n  \
                          version: \"1\"\nname: demo\nversion: 1.0.0\n";
        let expected = [("Chart.yaml", dependency), ("Chart.lock", "digest: new\n")];
        assert_eq!(
            entries,
            expected.map(|(path, text)| (path.into(), text.into()))
        );

        let entries = packed("v1");
        let paths: Vec<_> = entries.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "Chart.yaml",
                "Chart.lock",
                "requirements.lock",
                "requirements.yaml"
            ]
        );
        assert!(entries[0].1.starts_with("# mine\n"), "{entries:?}");
    }
}
