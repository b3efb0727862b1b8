//! Charts in memory, from archives and from files.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use serde_json::Value;

use super::{ChartYaml, Dependency, Error};
use crate::{
    addon::{FileTree, TreePath},
    archive::{self, Entry, Limits},
};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Where charts of `v1` list their dependencies; those of `v2` do it in `Chart.yaml`.
pub(super) const REQUIREMENTS: &str = "requirements.yaml";
/// Where charts of `v1` say which versions were chosen; those of `v2` do it in `Chart.lock`.
pub(super) const REQUIREMENTS_LOCK: &str = "requirements.lock";

/// A chart that passed the validation.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What its `Chart.yaml` says, cleaned, with the dependencies that `requirements.yaml` lists.
    pub metadata: ChartYaml,
    /// The bytes of its `Chart.yaml`.
    pub chart_yaml: Bytes,
    /// All other files, those of subcharts included.
    pub files: FileTree,
    /// The templates in the order of the package, those of subcharts left out.
    templates: Vec<TreePath>,
}

impl Chart {
    /// Reads a chart from the bytes of its package.
    pub fn from_archive(archive: &[u8], limits: &Limits) -> Result<Self, Error> {
        Self::from_entries(archive::unpack(archive, limits)?, limits)
    }

    /// Reads a chart from the entries of its package.
    pub fn from_entries(entries: Vec<Entry>, limits: &Limits) -> Result<Self, Error> {
        let without_mark = |mut entry: Entry| {
            if entry.content.starts_with(BYTE_ORDER_MARK) {
                entry.content = entry.content.slice(BYTE_ORDER_MARK.len()..);
            }
            (entry.path, entry.content)
        };
        // Of two entries with one name the later counts, but it does not change the order.
        let mut seen = HashSet::new();
        let paths = entries.iter().map(|entry| &entry.path);
        let templates = paths
            .filter(|path| is_template(path) && seen.insert(*path))
            .cloned()
            .collect();
        let files = entries.into_iter().map(without_mark).collect();
        let chart = Self::from_files(files, limits)?;
        Ok(Self { templates, ..chart })
    }

    /// Makes a chart of files, one of which is `Chart.yaml`.
    pub fn from_files(mut files: FileTree, limits: &Limits) -> Result<Self, Error> {
        let chart_yaml = files.remove("Chart.yaml").ok_or(Error::NoChartYaml)?;
        let mut metadata = ChartYaml::parse(&chart_yaml)?;
        if metadata.api_version.is_empty() {
            "v1".clone_into(&mut metadata.api_version);
        }
        check_file::<Value>(&files, "Chart.lock")?;
        check_file::<Option<BTreeMap<String, Value>>>(&files, "values.yaml")?;
        let requirements = check_file::<Option<Requirements>>(&files, REQUIREMENTS)?;
        if let Some(dependencies) = requirements.flatten().and_then(|it| it.dependencies) {
            metadata.dependencies = dependencies;
        }
        check_file::<Value>(&files, REQUIREMENTS_LOCK)?;
        metadata.validate()?;
        check_subcharts(&metadata.name, &files, limits)?;
        let templates = files.iter().map(|(path, _)| path);
        let templates = templates.filter(|path| is_template(path)).cloned();
        Ok(Self {
            metadata,
            chart_yaml,
            templates: templates.collect(),
            files,
        })
    }

    /// Checks the schema of the values, which Helm reads when it packs a chart and when it renders
    /// one, but not when it loads one.
    pub fn check_schema(&self) -> Result<(), Error> {
        let Some(text) = self.files.get("values.schema.json") else {
            return Ok(());
        };
        let read: Result<serde::de::IgnoredAny, _> = serde_json::from_slice(text);
        read.map(drop).map_err(|error| Error::BadSchema {
            reason: error.to_string(),
        })
    }

    /// Returns the default values, as text.
    pub fn values(&self) -> Option<&Bytes> {
        self.files.get("values.yaml")
    }

    /// Lists the templates in the order of the package, those of subcharts left out.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        self.templates.iter().filter_map(|path| {
            let path = path.as_str();
            Some((path, self.files.get(path)?))
        })
    }
}

fn is_template(path: &TreePath) -> bool {
    path.as_str().starts_with("templates/")
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Requirements {
    dependencies: Option<Vec<Option<Dependency>>>,
}

/// Parses a file that has to be readable if it is there.
fn check_file<T: serde::de::DeserializeOwned>(
    files: &FileTree,
    name: &str,
) -> Result<Option<T>, Error> {
    let content = files.get(name);
    content
        .map(|content| super::parse_yaml(name, content))
        .transpose()
}

/// Reads everything below `charts`, which has to be charts.
fn check_subcharts(parent: &str, files: &FileTree, limits: &Limits) -> Result<(), Error> {
    let mut subcharts: BTreeMap<&str, FileTree> = BTreeMap::new();
    for (path, content) in files.iter() {
        let Some(rest) = path.as_str().strip_prefix("charts/") else {
            continue;
        };
        if rest.starts_with(['_', '.']) || has_ending(rest, b".prov") {
            continue;
        }
        let (name, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let subchart = subcharts.entry(name).or_default();
        // The file of a packed subchart, or one that should not be there, goes by its own name.
        let inside = if rest.is_empty() { name } else { rest };
        subchart.insert(
            inside.parse().expect("the end of a safe path is safe"),
            content.clone(),
        );
    }
    if limits.depth == 0 && !subcharts.is_empty() {
        return Err(Error::TooDeep { limit: 0 });
    }
    let mut limits = Limits {
        depth: limits.depth.saturating_sub(1),
        ..*limits
    };
    for (name, subfiles) in subcharts {
        let packed = subfiles.get(name).filter(|_| has_ending(name, b".tgz"));
        let chart = match packed {
            Some(archive) => Chart::from_archive(archive, &limits),
            None => Chart::from_files(subfiles.clone(), &limits),
        };
        let chart = chart.map_err(|cause| Error::Subchart {
            name: name.to_owned(),
            parent: parent.to_owned(),
            cause: Box::new(cause),
        })?;
        if packed.is_some() {
            // One budget for all levels: a package of packages must not multiply it.
            limits.total = limits.total.saturating_sub(chart.files.total_size());
            limits.entries = limits.entries.saturating_sub(chart.files.len());
        }
    }
    Ok(())
}

/// Compares the end of a name exactly, as Helm does, whatever a file system makes of letter case.
fn has_ending(name: &str, ending: &[u8]) -> bool {
    name.as_bytes().ends_with(ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::pack;

    const CHART: &str = "apiVersion: v2\nname: demo\nversion: 1.0.0\n";

    fn load(files: &[(&str, &[u8])]) -> Result<Chart, Error> {
        Chart::from_archive(&pack("demo", files.iter().copied(), 0), &Limits::HELM)
    }

    #[track_caller]
    fn refused(files: &[(&str, &[u8])], message: &str) {
        let error = load(files).expect_err("refused");
        assert!(
            error.to_string().starts_with(message),
            "{error} / {message}"
        );
    }

    #[test]
    fn files_keep_their_places() {
        let chart = load(&[
            ("Chart.yaml", CHART.as_bytes()),
            ("values.yaml", b"\xef\xbb\xbfa: 1\n"),
            ("templates/a.yaml", b"a"),
            ("charts/sub/Chart.yaml", CHART.as_bytes()),
            ("charts/sub/templates/b.yaml", b"b"),
            ("charts/_draft", b"any"),
            ("charts/x.tgz.prov", b"any"),
            ("metadata.yaml", b"name: demo"),
        ])
        .expect("valid");
        assert_eq!(chart.metadata.name, "demo");
        assert_eq!(
            chart.values().map(|values| &values[..]),
            Some(&b"a: 1\n"[..])
        );
        let templates: Vec<_> = chart.templates().map(|(path, _)| path).collect();
        assert_eq!(templates, ["templates/a.yaml"]);
        assert_eq!(chart.files.len(), 7);
        assert_eq!(chart.chart_yaml, CHART);
    }

    #[test]
    fn what_helm_refuses_is_refused_in_its_words() {
        refused(&[("a", b"")], "Chart.yaml file is missing");
        refused(&[("Chart.yaml", b"a: [")], "cannot load Chart.yaml: ");
        let with = |name, content| [("Chart.yaml", CHART.as_bytes()), (name, content)];
        refused(&with("values.yaml", b"[1]"), "cannot load values.yaml: ");
        refused(&with("Chart.lock", b"a: ["), "cannot load Chart.lock: ");
        refused(
            &with("requirements.yaml", b"a: ["),
            "cannot load requirements.yaml: ",
        );
        refused(
            &with("charts/README.md", b"# charts"),
            "error unpacking subchart README.md in demo: Chart.yaml file is missing",
        );
        refused(
            &with("charts/a.tgz", b"text"),
            "error unpacking subchart a.tgz in demo: ",
        );
        refused(
            &with("charts/a/Chart.yaml", b"apiVersion: v2\nname: a\n"),
            "error unpacking subchart a in demo: validation: chart.metadata.version is required",
        );
    }

    #[test]
    fn version_one_keeps_its_dependencies_in_a_file_of_their_own() {
        let chart = load(&[
            ("Chart.yaml", b"name: demo\nversion: 1.0.0\n"),
            (
                "requirements.yaml",
                b"dependencies: [{name: sub, version: '1'}]",
            ),
        ])
        .expect("valid");
        assert_eq!(chart.metadata.api_version, "v1");
        let dependency = chart.metadata.dependencies[0].as_ref().expect("not null");
        assert_eq!(dependency.name, "sub");
    }

    #[test]
    fn packages_in_packages_share_one_budget() {
        let mut archive = pack("demo", [("Chart.yaml", CHART.as_bytes())], 0);
        for _ in 0..Limits::HELM.depth {
            archive = pack(
                "demo",
                [
                    ("Chart.yaml", CHART.as_bytes()),
                    ("charts/demo.tgz", &archive),
                ],
                0,
            );
        }
        assert!(Chart::from_archive(&archive, &Limits::HELM).is_ok());
        let deeper = pack(
            "demo",
            [
                ("Chart.yaml", CHART.as_bytes()),
                ("charts/demo.tgz", &archive),
            ],
            0,
        );
        let error = Chart::from_archive(&deeper, &Limits::HELM).expect_err("too deep");
        assert!(error.to_string().ends_with("levels deep"), "{error}");

        let fat = vec![b'a'; 600_000];
        let sub = pack("demo", [("Chart.yaml", CHART.as_bytes()), ("fat", &fat)], 0);
        let bomb = pack(
            "demo",
            [
                ("Chart.yaml", CHART.as_bytes()),
                ("charts/a.tgz", &sub),
                ("charts/b.tgz", &sub),
            ],
            0,
        );
        let limits = Limits {
            total: 1_000_000,
            ..Limits::HELM
        };
        let error = Chart::from_archive(&bomb, &limits).expect_err("too large");
        assert!(
            error.to_string().contains("larger than the maximum"),
            "{error}"
        );
    }
}
