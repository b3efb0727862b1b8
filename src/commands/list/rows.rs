//! What registries offer and what a cluster has, as the rows of one list.
//!
//! Follows `vela-addon-behaviour.md` 2.8; what is enabled is listed whether a registry still has it or
//! not.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde::Serialize;

use super::question::States;
use crate::{
    commands::source::LOCAL,
    ops::status::{Phase, State, same_version},
    registry::{Content, Offering, Release},
};

/// The status of an addon when no cluster was asked.
pub(super) const UNKNOWN: &str = "-";

/// One addon of the list.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) registry: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) chart: bool,
    pub(super) description: String,
    pub(super) versions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) icon: String,
    pub(super) status: &'static str,
    /// The version that is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) installed: Option<String>,
    /// The newest version on offer, if it is newer than the one that is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) newer: Option<String>,
}

/// Says whether a release is an addon that its authors want to be seen.
fn is_visible(release: &Release) -> bool {
    release.content == Content::Addon && !release.invisible
}

/// Says whether only `--all` lists an offering.
pub(super) fn is_hidden(offering: &Offering) -> bool {
    !offering.releases.iter().any(is_visible)
}

impl Row {
    fn offered(registry: &str, offering: &Offering, all: bool) -> Option<Self> {
        let releases: Vec<_> = offering
            .releases
            .iter()
            .filter(|release| all || is_visible(release))
            .collect();
        let newest = releases.first()?;
        Some(Self {
            name: offering.name.to_string(),
            registry: registry.to_owned(),
            chart: releases
                .iter()
                .all(|release| release.content == Content::Chart),
            description: newest.description.clone(),
            tags: newest.keywords.clone(),
            icon: newest.icon.clone(),
            versions: releases
                .iter()
                .map(|release| release.version.clone())
                .collect(),
            status: UNKNOWN,
            installed: None,
            newer: None,
        })
    }

    /// Makes the row of an addon that no registry has any more, or that came from none.
    fn enabled(state: &State) -> Self {
        Self {
            name: state.addon.name.clone(),
            registry: state.addon.registry.clone(),
            chart: false,
            description: String::new(),
            versions: vec![state.addon.version.clone()],
            tags: Vec::new(),
            icon: String::new(),
            status: state.phase.as_str(),
            installed: Some(state.addon.version.clone()),
            newer: None,
        }
    }

    fn mark(&mut self, state: &State) {
        self.status = state.phase.as_str();
        self.installed = Some(state.addon.version.clone());
        let newer = state.newer(self.versions.iter().map(String::as_str));
        self.newer = newer.map(str::to_owned);
    }

    /// Splits the row into one for each version.
    pub(super) fn one_a_version(self) -> Vec<Self> {
        let mut versions = self.versions.clone();
        if let Some(installed) = &self.installed
            && !versions.iter().any(|it| same_version(it, installed))
        {
            versions.insert(0, installed.clone());
        }
        let with_version = |version: String| {
            let is_there = self
                .installed
                .as_ref()
                .is_some_and(|it| same_version(it, &version));
            let mut row = Self {
                versions: vec![version],
                ..self.clone()
            };
            if self.installed.is_some() && !is_there {
                row.status = Phase::Disabled.as_str();
                row.installed = None;
                row.newer = None;
            }
            row
        };
        versions.into_iter().map(with_version).collect()
    }
}

/// Which rows are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// Charts, hidden addons and those that an earlier registry shadows, too.
    pub(super) all: bool,
    /// The registries that were asked for; empty for all.
    pub(super) registries: &'a [String],
    /// Addons that are enabled only.
    pub(super) installed: bool,
    /// Addons only that are enabled in a version older than the newest.
    pub(super) outdated: bool,
}

/// Joins what registries offer, in the order of their priority, with what a cluster has.
pub(super) fn rows(
    offered: Vec<(String, Vec<Offering>)>,
    states: Option<&States>,
    wanted: Wanted<'_>,
) -> Vec<Row> {
    let registry_of = |name: &str| Some(states?.get(name)?.addon.registry.as_str());
    let mut rows: IndexMap<(String, String), Row> = IndexMap::new();
    for (registry, offerings) in offered {
        for offering in offerings {
            let Some(row) = Row::offered(&registry, &offering, wanted.all) else {
                continue;
            };
            let among = if wanted.all { &row.registry } else { "" };
            let key = (row.name.clone(), among.to_owned());
            // Of several registries the one counts that the addon came from, else the first.
            if !rows.contains_key(&key) || registry_of(&row.name) == Some(&row.registry) {
                rows.insert(key, row);
            }
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    let mut first = Vec::new();
    if let Some(states) = states {
        for row in &mut rows {
            row.status = Phase::Disabled.as_str();
        }
        first = join(&mut rows, states, wanted.registries);
    }
    first.extend(rows);
    first.retain(|row| {
        (!wanted.installed || row.installed.is_some()) && (!wanted.outdated || row.newer.is_some())
    });
    first
}

/// Marks the rows of addons that are enabled, and returns rows for those that have none.
fn join(rows: &mut [Row], states: &States, asked: &[String]) -> Vec<Row> {
    let mut marked = HashSet::new();
    // Those that still have their registry, then those of which only the name is left.
    for exact in [true, false] {
        for row in rows.iter_mut() {
            let Some(state) = states.get(&row.name) else {
                continue;
            };
            let fits = if exact {
                row.registry == state.addon.registry
            } else {
                state.addon.registry != LOCAL && !row.chart
            };
            if fits && marked.insert(row.name.clone()) {
                row.mark(state);
            }
        }
    }
    let is_asked =
        |registry: &String| asked.is_empty() || registry == LOCAL || asked.contains(registry);
    states
        .values()
        .filter(|state| !marked.contains(&state.addon.name) && is_asked(&state.addon.registry))
        .map(Row::enabled)
        .collect()
}
