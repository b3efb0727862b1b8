//! Which Helm charts an addon installs, by what it renders to.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;
use serde_json::Value;

use crate::{
    ops::objects::{components, objects},
    render::Rendered,
};

/// A chart and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ChartUse {
    /// Address of the repository, as the addon has it.
    pub url: String,
    /// Name of the chart.
    pub chart: String,
    /// Version, or a constraint on it; empty for the newest.
    pub version: String,
    /// What kind of place that is.
    pub place: Place,
}

/// The kinds of places that charts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A repository with an `index.yaml`.
    Repository,
    /// An OCI registry.
    Oci,
    /// A git repository or a bucket, where charts lie as folders.
    Folder,
    /// Somewhere that nobody can tell before it is installed.
    Unknown,
}

impl fmt::Display for ChartUse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            chart,
            version,
            url,
            ..
        } = self;
        write!(formatter, "{chart}")?;
        if !version.is_empty() {
            write!(formatter, " {version}")?;
        }
        write!(formatter, " from {url}")
    }
}

/// Lists the charts that the objects of an addon install, each once.
pub fn charts_in(rendered: &Rendered) -> Vec<ChartUse> {
    let mut charts = Vec::new();
    for component in components(rendered).filter(|it| it.kind == "helm") {
        charts.extend(of_component(&component.value["properties"]));
    }
    let objects = objects(rendered);
    let name = |value: &Value| {
        let name = value["metadata"]["name"].as_str();
        name.unwrap_or_default().to_owned()
    };
    let is_flux = |value: &Value, kind: &str| {
        let version = value["apiVersion"].as_str().unwrap_or_default();
        value["kind"] == kind && version.contains(".toolkit.fluxcd.io/")
    };
    let repositories: BTreeMap<String, &Value> = objects
        .iter()
        .filter(|it| is_flux(it.value, "HelmRepository"))
        .map(|it| (name(it.value), it.value))
        .collect();
    for release in objects.iter().filter(|it| is_flux(it.value, "HelmRelease")) {
        charts.extend(of_release(release.value, &repositories));
    }
    charts.sort();
    charts.dedup();
    charts
}

/// Reads the properties of a component of type `helm`.
fn of_component(properties: &Value) -> Option<ChartUse> {
    let text = |key: &str| properties[key].as_str().unwrap_or_default().to_owned();
    let (url, chart) = (text("url"), text("chart"));
    let place = match properties["repoType"].as_str() {
        None | Some("helm" | "") if url.starts_with("oci://") => Place::Oci,
        None | Some("helm" | "") => Place::Repository,
        Some("oci") => Place::Oci,
        Some("git" | "oss") => Place::Folder,
        Some(_) => Place::Unknown,
    };
    (!chart.is_empty()).then(|| ChartUse {
        url,
        chart,
        version: text("version"),
        place,
    })
}

/// Reads a `HelmRelease` of Flux, with the repository that it names.
fn of_release(release: &Value, repositories: &BTreeMap<String, &Value>) -> Option<ChartUse> {
    let spec = &release["spec"]["chart"]["spec"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let chart = text(&spec["chart"]);
    let source = &spec["sourceRef"];
    let repository = repositories.get(source["name"].as_str().unwrap_or_default());
    let (url, place) = match (source["kind"].as_str(), repository) {
        (Some("HelmRepository"), Some(repository)) => {
            let url = text(&repository["spec"]["url"]);
            let is_oci = repository["spec"]["type"] == "oci" || url.starts_with("oci://");
            (
                url,
                if is_oci {
                    Place::Oci
                } else {
                    Place::Repository
                },
            )
        }
        (Some("GitRepository" | "Bucket"), _) => (String::new(), Place::Folder),
        _ => (String::new(), Place::Unknown),
    };
    (!chart.is_empty()).then(|| ChartUse {
        url,
        chart,
        version: text(&spec["version"]),
        place,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn components_tell_their_place() {
        for (properties, place) in [
            (json!({"chart": "a", "url": "https://h"}), Place::Repository),
            (
                json!({"chart": "a", "url": "oci://h", "repoType": "helm"}),
                Place::Oci,
            ),
            (
                json!({"chart": "a", "url": "oci://h", "repoType": "oci"}),
                Place::Oci,
            ),
            (
                json!({"chart": "./a", "url": "https://h/r.git", "repoType": "git"}),
                Place::Folder,
            ),
        ] {
            let found = of_component(&properties).expect("a chart");
            assert_eq!(found.place, place, "{properties}");
        }
        assert_eq!(of_component(&json!({"url": "https://h"})), None);
    }

    #[test]
    fn releases_find_their_repository() {
        let repository = json!({"spec": {"url": "https://h/charts"}});
        let repositories = BTreeMap::from([("r".to_owned(), &repository)]);
        let release = |kind: &str, name: &str| {
            json!({"spec": {"chart": {"spec": {
                "chart": "web", "version": "1.x",
                "sourceRef": {"kind": kind, "name": name},
            }}}})
        };
        let found = |kind, name| of_release(&release(kind, name), &repositories).expect("a chart");
        assert_eq!(
            found("HelmRepository", "r").to_string(),
            "web 1.x from https://h/charts"
        );
        assert_eq!(found("HelmRepository", "other").place, Place::Unknown);
        assert_eq!(found("GitRepository", "r").place, Place::Folder);
    }
}
