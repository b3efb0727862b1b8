//! Which other addons an addon needs, all the way down, before any of them is installed.
//!
//! Follows `vela-addon-behaviour.md` 8.7 with its faults mended: all dependencies are installed and not
//! only the first that is missing, cycles end in an error, and only registries are asked that are
//! needed: the one that the addon comes from, then the others in their order until one has it.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::Error;
use crate::{
    addon::{AddonName, Dependency},
    ops::installed::Installed,
    registry::{self, Registry},
    render::{Source, meets},
};

/// The longest chain of dependencies.
const DEEPEST: usize = 64;

/// An addon and the registry that has it.
type Origin = (Arc<dyn Registry>, Source);

/// An addon that is to be installed because another needs it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The addon.
    pub source: Source,
    /// The name of its registry.
    pub registry: String,
    /// The addon that needs it.
    pub needed_by: String,
    /// The arguments that it gets.
    pub arguments: Map<String, Value>,
    /// Whether it is there already, on other clusters than those that are wanted.
    pub extends: bool,
}

/// What is to be installed before an addon.
#[derive(Debug, Default)]
pub struct Plan {
    /// The addons, each after those that it needs.
    pub steps: Vec<Step>,
    /// Dependencies that are there already: name and version.
    pub present: Vec<(String, String)>,
    /// What went wrong on the way and did not matter in the end.
    pub warnings: Vec<String>,
}

/// Where addons come from that are missing.
pub trait Market {
    /// Opens all configured registries, in their order.
    fn registries(&mut self) -> anyhow::Result<Vec<Arc<dyn Registry>>>;

    /// Returns the arguments that an addon was enabled with.
    fn stored(&mut self, addon: &str) -> anyhow::Result<Map<String, Value>>;
}

/// Finds out what `root` needs that is not installed.
///
/// `from` is the registry that it comes from; `clusters` are those that it is deployed to.
pub fn plan(
    root: &Source,
    from: Option<&Arc<dyn Registry>>,
    clusters: Option<&Value>,
    installed: &BTreeMap<String, Installed>,
    market: &mut dyn Market,
) -> anyhow::Result<Plan> {
    let mut planner = Planner {
        installed,
        market,
        registries: None,
        clusters,
        plan: Plan::default(),
        problems: Vec::new(),
        missing: Vec::new(),
    };
    planner.visit(root, from, &mut vec![root.metadata.name.clone()])?;
    if planner.problems.is_empty() {
        return Ok(planner.plan);
    }
    let nowhere = planner.registries.is_some_and(|them| them.is_empty()) && from.is_none();
    if nowhere && planner.missing.len() == planner.problems.len() {
        return Err(Error::Missing {
            names: planner.missing,
        }
        .into());
    }
    Err(Error::Unresolvable {
        problems: planner.problems,
    }
    .into())
}

struct Planner<'a> {
    installed: &'a BTreeMap<String, Installed>,
    market: &'a mut dyn Market,
    registries: Option<Vec<Arc<dyn Registry>>>,
    clusters: Option<&'a Value>,
    plan: Plan,
    problems: Vec<String>,
    /// The names behind those problems that an addon is nowhere.
    missing: Vec<String>,
}

impl Planner<'_> {
    fn visit(
        &mut self,
        addon: &Source,
        from: Option<&Arc<dyn Registry>>,
        path: &mut Vec<String>,
    ) -> anyhow::Result<()> {
        for dependency in &addon.metadata.dependencies {
            if let Some(start) = path.iter().position(|name| *name == dependency.name) {
                let mut cycle = path[start..].to_vec();
                cycle.push(dependency.name.clone());
                return Err(Error::Cycle { path: cycle }.into());
            }
            if path.len() > DEEPEST {
                return Err(Error::Cycle { path: path.clone() }.into());
            }
            let parent = &addon.metadata.name;
            if let Err(problem) = self.resolve(dependency, parent, from, path)? {
                self.problems.push(format!(
                    "addon {parent} has unresolvable dependency {}: {problem}",
                    dependency.name
                ));
            }
        }
        Ok(())
    }

    /// Plans one dependency; the inner error says why there is none that fits.
    fn resolve(
        &mut self,
        dependency: &Dependency,
        parent: &str,
        from: Option<&Arc<dyn Registry>>,
        path: &mut Vec<String>,
    ) -> anyhow::Result<Result<(), String>> {
        let Dependency {
            name,
            version: wanted,
        } = dependency;
        if name.is_empty() {
            return Ok(Err("dependency name cannot be empty".into()));
        }
        let fits = |version: &str| meets(wanted, version).unwrap_or(false);
        if let Some(installed) = self.installed.get(name) {
            if !fits(&installed.version) {
                return Ok(Err(format!(
                    "addon {name} version '{wanted}' does not match installed version '{}'",
                    installed.version
                )));
            }
            let installed = installed.clone();
            self.extend(&installed, parent)?;
            let entry = (name.clone(), installed.version.clone());
            if !self.plan.present.contains(&entry) {
                self.plan.present.push(entry);
            }
            return Ok(Ok(()));
        }
        let planned = self
            .plan
            .steps
            .iter()
            .find(|it| it.source.metadata.name == *name);
        if let Some(step) = planned {
            let version = &step.source.metadata.version;
            return Ok(if fits(version) {
                Ok(())
            } else {
                Err(format!(
                    "addon {name} version '{wanted}' does not match version '{version}', which {} needs",
                    step.needed_by
                ))
            });
        }
        let Ok(valid) = name.parse::<AddonName>() else {
            return Ok(Err(format!(
                "`{}` is no name of an addon",
                name.escape_debug()
            )));
        };
        let (registry, source) = match self.search(&valid, wanted, from)? {
            Ok(found) => found,
            Err(problem) => return Ok(Err(problem)),
        };
        path.push(name.clone());
        self.visit(&source, Some(&registry), path)?;
        path.pop();
        let mut arguments = Map::new();
        if let Some(clusters) = self.clusters {
            arguments.insert("clusters".into(), clusters.clone());
        }
        self.plan.steps.push(Step {
            source,
            registry: registry.name().to_owned(),
            needed_by: parent.to_owned(),
            arguments,
            extends: false,
        });
        Ok(Ok(()))
    }

    /// Plans to bring an addon that is there to clusters where it is not, if it is needed there.
    fn extend(&mut self, present: &Installed, parent: &str) -> anyhow::Result<()> {
        let planned = |it: &Step| it.source.metadata.name == present.name;
        // What came from a folder cannot be had again.
        if matches!(present.registry.as_str(), "" | "local") || self.plan.steps.iter().any(planned)
        {
            return Ok(());
        }
        let mut arguments = self.market.stored(&present.name)?;
        if !widen(&mut arguments, self.clusters) {
            return Ok(());
        }
        let name: AddonName = present.name.parse()?;
        let registries = self.registries()?;
        let registry = registries.iter().find(|it| it.name() == present.registry);
        let Some(registry) = registry.cloned() else {
            self.plan.warnings.push(format!(
                "{name} is not on all clusters, and its registry `{}` is no longer configured",
                present.registry
            ));
            return Ok(());
        };
        let release = registry.resolve(&name, Some(&present.version))?;
        let source = Source::from_files(&registry.fetch(&release)?.into_tree()?)?;
        self.plan.steps.push(Step {
            source,
            registry: present.registry.clone(),
            needed_by: parent.to_owned(),
            arguments,
            extends: true,
        });
        Ok(())
    }

    /// Gets an addon from the first registry that has it in a version that fits.
    fn search(
        &mut self,
        name: &AddonName,
        wanted: &str,
        from: Option<&Arc<dyn Registry>>,
    ) -> anyhow::Result<Result<Origin, String>> {
        let mut available = Vec::new();
        let mut failures: Vec<registry::Error> = Vec::new();
        let mut candidates: Vec<Arc<dyn Registry>> = from.into_iter().cloned().collect();
        let mut next = 0;
        let mut all = false;
        let release = loop {
            if next == candidates.len() {
                if all {
                    break None;
                }
                all = true;
                let known: Vec<_> = self.registries()?.to_vec();
                let new = |it: &Arc<dyn Registry>| from.is_none_or(|one| one.name() != it.name());
                candidates.extend(known.into_iter().filter(new));
                continue;
            }
            let registry = Arc::clone(&candidates[next]);
            next += 1;
            let request = Some(wanted).filter(|text| !text.is_empty());
            match registry.resolve(name, request) {
                Ok(release) => break Some((registry, release)),
                Err(registry::Error::NotFound { .. }) => {}
                Err(registry::Error::NoVersion { .. }) => {
                    let releases = registry.releases(name).unwrap_or_default();
                    available.extend(releases.into_iter().map(|it| it.version));
                }
                Err(error) => failures.push(error),
            }
        };
        let told = failures.iter().map(|error| {
            let error = anyhow::anyhow!("{error}");
            format!("{error:#}")
        });
        if let Some((registry, release)) = release {
            self.plan.warnings.extend(told);
            let files = registry
                .fetch(&release)?
                .into_tree()
                .with_context(|| format!("cannot read {name} {}", release.version))?;
            let source = Source::from_files(&files)
                .with_context(|| format!("cannot use {name} {}", release.version))?;
            return Ok(Ok((registry, source)));
        }
        // A registry that is down may well have it, so that its failure is the answer.
        if let Some(failure) = failures.into_iter().next() {
            return Err(failure).with_context(|| format!("cannot find the dependency `{name}`"));
        }
        if !available.is_empty() {
            return Ok(Err(format!(
                "no available addon with name {name} and version '{wanted}', available versions [{}]",
                available.join(" ")
            )));
        }
        self.missing.push(name.to_string());
        Ok(Err(format!("no available addon with name {name}")))
    }

    fn registries(&mut self) -> anyhow::Result<&[Arc<dyn Registry>]> {
        if self.registries.is_none() {
            self.registries = Some(self.market.registries()?);
        }
        Ok(self.registries.as_deref().unwrap_or_default())
    }
}

/// Adds clusters to those of arguments that name some; says whether that changes anything.
///
/// Without clusters an addon is on all of them.
fn widen(arguments: &mut Map<String, Value>, clusters: Option<&Value>) -> bool {
    let Some(Value::Array(have)) = arguments.get_mut("clusters") else {
        return false;
    };
    let Some(Value::Array(wanted)) = clusters else {
        arguments.shift_remove("clusters");
        return true;
    };
    let before = have.len();
    for cluster in wanted {
        if !have.contains(cluster) {
            have.push(cluster.clone());
        }
    }
    have.len() > before
}

impl Step {
    /// Describes the step as data, for scripts.
    pub fn to_json(&self) -> Value {
        json!({
            "name": self.source.metadata.name,
            "version": self.source.metadata.version,
            "registry": self.registry,
            "neededBy": self.needed_by,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_added_to_those_that_are_named() {
        let check = |stored: Value, clusters: Option<Value>, expected: Option<Value>| {
            let mut arguments = stored.as_object().expect("a map").clone();
            let changed = widen(&mut arguments, clusters.as_ref());
            let found = changed.then(|| Value::Object(arguments));
            assert_eq!(found, expected, "{stored} {clusters:?}");
        };
        let stored = json!({"a": 1, "clusters": ["x"]});
        check(json!({"a": 1}), Some(json!(["x"])), None);
        check(stored.clone(), Some(json!(["x"])), None);
        check(
            stored.clone(),
            Some(json!(["y", "x"])),
            Some(json!({"a": 1, "clusters": ["x", "y"]})),
        );
        check(stored, None, Some(json!({"a": 1})));
    }
}
