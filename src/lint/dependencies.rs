//! Other addons that an addon needs: whether there are such, and whether they need it in turn.

use std::collections::BTreeMap;

use super::{
    File, Report, Rule,
    metadata::{bytes, entry},
};
use crate::{
    addon::{Metadata, layout::METADATA},
    render::{is_version_constraint, meets},
    similar::similar_names,
};

/// An addon beside the one that is looked at, or in a registry.
#[derive(Clone, Debug, Default)]
pub struct Neighbour {
    /// The versions that there are.
    pub versions: Vec<String>,
    /// The names of the addons that it needs.
    pub dependencies: Vec<String>,
}

/// The addons that dependencies are looked for among; where they lie and in registries.
#[derive(Clone, Debug, Default)]
pub struct Neighbours {
    all: BTreeMap<String, Neighbour>,
    /// Whether an addon that is not among them is one that there is not.
    pub complete: bool,
}

impl Neighbours {
    /// Adds an addon or a version of it.
    pub fn add(&mut self, name: &str, version: &str, dependencies: Vec<String>) {
        let neighbour = self.all.entry(name.to_owned()).or_default();
        neighbour.versions.push(version.to_owned());
        neighbour.dependencies.extend(dependencies);
    }

    /// Finds the way from `name` back to it, along dependencies, by the one called `first`.
    fn circle(&self, name: &str, first: &str) -> Option<Vec<String>> {
        let mut ways = vec![vec![first.to_owned()]];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(way) = ways.pop() {
            let last = way.last()?;
            if last == name {
                return Some(way);
            }
            if !seen.insert(last.clone()) {
                continue;
            }
            for next in self
                .all
                .get(last)
                .into_iter()
                .flat_map(|it| &it.dependencies)
            {
                let mut longer = way.clone();
                longer.push(next.clone());
                ways.push(longer);
            }
        }
        None
    }
}

/// Checks what an addon depends on.
pub(super) fn check(
    metadata: &Metadata,
    texts: &[File<'_>],
    neighbours: &Neighbours,
    report: &mut Report,
) {
    let Some(file) = texts.iter().find(|file| file.path == METADATA) else {
        return;
    };
    let Ok(node) = addon_yaml::load(file.text, &addon_yaml::Options::go()) else {
        return;
    };
    let items = entry(&node, "dependencies").map_or(&[][..], |entry| entry.value.items());
    for (at, dependency) in metadata.dependencies.iter().enumerate() {
        let item = items.get(at);
        let place = |key| {
            let value = item.and_then(|item| entry(item, key));
            let node = value.map(|entry| &entry.value).or(item);
            node.map_or((0, 0), |node| bytes(node, file.text))
        };
        let name = &dependency.name;
        if name.is_empty() {
            let message = "a dependency has no name";
            report.add(Rule::InvalidDependency, file, place("name"), message);
            continue;
        }
        if *name == metadata.name {
            let message = "the addon depends on itself";
            report.add(Rule::InvalidDependency, file, place("name"), message);
            continue;
        }
        let required = dependency.version.trim();
        if !required.is_empty() && !is_version_constraint(required) {
            let message = format!("`{required}` is no constraint on versions");
            report.add(Rule::InvalidRequirement, file, place("version"), message);
            continue;
        }
        match neighbours.all.get(name) {
            None if !neighbours.complete => {}
            None => {
                let message = format!("there is no addon `{name}`");
                report.add(Rule::UnknownDependency, file, place("name"), message);
                let names = neighbours.all.keys().map(String::as_str);
                if let Some(similar) = similar_names(name, names).into_iter().next() {
                    report.advise(format!("did you mean `{similar}`?"));
                }
            }
            Some(found)
                if neighbours.complete
                    && !required.is_empty()
                    && !found
                        .versions
                        .iter()
                        .any(|it| meets(required, it) == Some(true)) =>
            {
                let versions = found.versions.join(", ");
                let message = format!("`{name}` is there in {versions}, but not in {required}");
                report.add(Rule::UnknownDependency, file, place("version"), message);
            }
            Some(_) => {
                if let Some(way) = neighbours.circle(&metadata.name, name) {
                    let way = way.join(" -> ");
                    let message =
                        format!("dependencies go in a circle: {} -> {way}", metadata.name);
                    report.add(Rule::DependencyCycle, file, place("name"), message);
                }
            }
        }
    }
}
