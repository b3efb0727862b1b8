//! What KubeVela makes of the addons of a cluster.
//!
//! Follows `vela-addon-behaviour.md` 2.8 and 9.1.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::installed::{self, Installed};
use crate::{
    chart::{self, Prereleases, Version},
    cluster::{self, Cluster, Kind},
    registry::Release,
    render::application_name,
};

/// The cluster that KubeVela itself runs in.
pub const LOCAL_CLUSTER: &str = "local";

/// How far an addon is, in the words of `vela`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It is not there.
    Disabled,
    /// Its workflow waits for somebody to resume it.
    Suspend,
    /// It runs.
    Enabled,
    /// It is being deleted.
    Disabling,
    /// Anything else: it is on its way, or has failed.
    Enabling,
}

impl Phase {
    /// Reads the phase off an Application.
    pub fn of(application: &Value) -> Self {
        let status = &application["status"];
        if !application["metadata"]["deletionTimestamp"].is_null() {
            return Self::Disabling;
        }
        if status["workflow"]["suspend"] == true {
            return Self::Suspend;
        }
        match status["status"].as_str() {
            Some("running") => Self::Enabled,
            Some("deleting") => Self::Disabling,
            _ => Self::Enabling,
        }
    }

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Suspend => "suspend",
            Self::Enabled => "enabled",
            Self::Disabling => "disabling",
            Self::Enabling => "enabling",
        }
    }
}

impl Serialize for Phase {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.as_str())
    }
}

/// An addon of a cluster and what KubeVela says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What the labels say.
    pub addon: Installed,
    /// How far it is.
    pub phase: Phase,
    /// The whole Application.
    pub application: Value,
}

impl State {
    /// Takes an Application; nothing if it is no addon's.
    pub fn of(application: Value) -> Option<Self> {
        Some(Self {
            addon: Installed::of(&application)?,
            phase: Phase::of(&application),
            application,
        })
    }

    /// Lists the clusters that parts of the addon were applied to.
    pub fn clusters(&self) -> BTreeSet<String> {
        let applied = self.application["status"]["appliedResources"].as_array();
        let names = applied.into_iter().flatten().map(|it| {
            let name = it["cluster"].as_str().filter(|name| !name.is_empty());
            name.unwrap_or(LOCAL_CLUSTER).to_owned()
        });
        names.collect()
    }

    /// Returns the newest version among `releases` that is newer than the one that is there.
    ///
    /// Prereleases are not offered to those who have none.
    pub fn newer<'a>(&self, releases: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let present: Version = self.addon.version.parse().ok()?;
        let releases: Vec<&str> = releases.into_iter().collect();
        let newest = chart::newest(&releases, |it| it, None, Prereleases::AsWritten).ok()?;
        let version: Version = newest.parse().ok()?;
        version.precedence(&present).is_gt().then_some(*newest)
    }
}

/// Lists the addons of a cluster by name, with one question.
pub fn all(cluster: &Cluster, namespace: &str) -> cluster::Result<BTreeMap<String, State>> {
    let applications = cluster.list(&Kind::APPLICATION, Some(namespace), installed::NAME)?;
    let mut states: BTreeMap<String, State> = BTreeMap::new();
    for state in applications.into_iter().filter_map(State::of) {
        let name = state.addon.name.clone();
        // Old versions of KubeVela named Applications otherwise; the name of today counts.
        if states
            .get(&name)
            .is_none_or(|other| other.addon.application != application_name(&name))
        {
            states.insert(name, state);
        }
    }
    Ok(states)
}

/// Says whether two texts are the same version; some authors write a `v` before it.
pub fn same_version(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.strip_prefix('v').unwrap_or(text).to_owned();
    bare(one) == bare(other)
}

/// Returns the versions of releases.
pub fn versions(releases: &[Release]) -> impl Iterator<Item = &str> {
    releases.iter().map(|release| release.version.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn phases_are_those_of_the_original() {
        for (status, phase) in [
            (json!({}), Phase::Enabling),
            (json!({"status": "running"}), Phase::Enabled),
            (json!({"status": "unhealthy"}), Phase::Enabling),
            (json!({"status": "workflowFailed"}), Phase::Enabling),
            (json!({"status": "deleting"}), Phase::Disabling),
            (
                json!({"status": "running", "workflow": {"suspend": true}}),
                Phase::Suspend,
            ),
        ] {
            assert_eq!(Phase::of(&json!({"status": status})), phase, "{status}");
        }
        let leaving = json!({"metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"},
                             "status": {"status": "running"}});
        assert_eq!(Phase::of(&leaving), Phase::Disabling);
    }

    #[test]
    fn newer_versions_are_told_from_others() {
        let state = |version: &str| {
            State::of(json!({"metadata": {"name": "addon-x", "labels": {
                installed::NAME: "x", installed::VERSION: version}}}))
            .expect("an addon")
        };
        for (present, offered, newer) in [
            ("1.0.0", vec!["1.0.0"], None),
            ("1.0.0", vec!["2.0.0-rc.1", "1.1.0", "1.0.0"], Some("1.1.0")),
            ("v1.0.0", vec!["1.0.1"], Some("1.0.1")),
            ("2.0.0", vec!["1.0.0"], None),
            ("2.0.0-rc.1", vec!["2.0.0-rc.2", "2.0.0"], Some("2.0.0")),
            ("no version", vec!["1.0.0"], None),
            ("1.0.0", vec![], None),
        ] {
            assert_eq!(state(present).newer(offered), newer, "{present}");
        }
    }

    #[test]
    fn clusters_are_those_of_what_was_applied() {
        let labels = json!({installed::NAME: "x"});
        let state = State::of(json!({
            "metadata": {"name": "addon-x", "labels": labels},
            "status": {"appliedResources": [{"cluster": "b"}, {"cluster": ""}, {}]},
        }))
        .expect("an addon");
        let clusters: Vec<_> = state.clusters().into_iter().collect();
        assert_eq!(clusters, ["b", "local"]);
    }
}
