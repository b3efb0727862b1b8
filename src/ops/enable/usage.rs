//! Who uses what an addon brings, which keeps it from being disabled.
//!
//! Follows `vela-addon-behaviour.md` 9.2; the addon's own Application does not count, nested steps do.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Error;
use crate::cluster::{Cluster, Kind};

/// The names of definitions, by what refers to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Names {
    components: BTreeSet<String>,
    traits: BTreeSet<String>,
    steps: BTreeSet<String>,
    policies: BTreeSet<String>,
}

impl Names {
    fn of(&mut self, annotation: &str) -> &mut BTreeSet<String> {
        match annotation {
            "componentDefinitions" => &mut self.components,
            "traitDefinitions" => &mut self.traits,
            "workflowStepDefinitions" => &mut self.steps,
            _ => &mut self.policies,
        }
    }
}

pub(super) const ANNOTATIONS: [(&str, &str); 4] = [
    ("componentDefinitions", "ComponentDefinition"),
    ("traitDefinitions", "TraitDefinition"),
    ("workflowStepDefinitions", "WorkflowStepDefinition"),
    ("policyDefinitions", "PolicyDefinition"),
];

/// Fails if Applications use definitions of the addon, whose Application is given.
pub fn check(cluster: &Cluster, namespace: &str, application: &Value) -> Result<(), Error> {
    let names = brought(cluster, namespace, application)?;
    if names == Names::default() {
        return Ok(());
    }
    let users: Vec<String> = cluster
        .list(&Kind::APPLICATION, None, "")?
        .iter()
        .filter(|it| it["metadata"]["uid"] != application["metadata"]["uid"])
        .filter(|it| uses(&it["spec"], &names))
        .map(|it| {
            let text = |key: &str| it["metadata"][key].as_str().unwrap_or_default().to_owned();
            format!("{}/{}", text("namespace"), text("name"))
        })
        .collect();
    if users.is_empty() {
        return Ok(());
    }
    Err(Error::InUse {
        applications: users,
    })
}

/// Returns the definitions that an addon brought: those in its annotations, or else those it owns.
fn brought(cluster: &Cluster, namespace: &str, application: &Value) -> Result<Names, Error> {
    let mut names = Names::default();
    let metadata = &application["metadata"];
    for (annotation, _) in ANNOTATIONS {
        let text = metadata["annotations"][format!("addon.oam.dev/{annotation}")].as_str();
        let listed = text
            .unwrap_or_default()
            .split(',')
            .filter(|it| !it.is_empty());
        names.of(annotation).extend(listed.map(str::to_owned));
    }
    if names != Names::default() {
        return Ok(names);
    }
    for (annotation, kind) in ANNOTATIONS {
        let kind = Kind::new("core.oam.dev/v1beta1", kind);
        for object in cluster.list_metadata(&kind, Some(namespace), "")? {
            let owners = object["metadata"]["ownerReferences"].as_array();
            let owned = owners
                .into_iter()
                .flatten()
                .any(|it| it["uid"] == metadata["uid"]);
            if owned && let Some(name) = object["metadata"]["name"].as_str() {
                names.of(annotation).insert(name.to_owned());
            }
        }
    }
    Ok(names)
}

/// Says whether an Application uses one of the definitions.
fn uses(spec: &Value, names: &Names) -> bool {
    let has = |set: &BTreeSet<String>, item: &Value| {
        item["type"].as_str().is_some_and(|name| set.contains(name))
    };
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let step_used = |step: &Value| {
        has(&names.steps, step)
            || items(&step["subSteps"])
                .iter()
                .any(|it| has(&names.steps, it))
    };
    items(&spec["components"]).iter().any(|component| {
        has(&names.components, component)
            || items(&component["traits"])
                .iter()
                .any(|it| has(&names.traits, it))
    }) || items(&spec["workflow"]["steps"]).iter().any(step_used)
        || items(&spec["policies"])
            .iter()
            .any(|it| has(&names.policies, it))
}

/// Returns the kinds of definitions, for whoever looks for all of them.
pub fn definition_kinds() -> impl Iterator<Item = Kind> {
    ANNOTATIONS
        .iter()
        .map(|(_, kind)| Kind::new("core.oam.dev/v1beta1", kind))
        .chain([Kind::new("core.oam.dev/v1beta1", "WorkloadDefinition")])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_way_to_use_a_definition_is_seen() {
        let mut names = Names::default();
        for (annotation, name) in [
            ("componentDefinitions", "c"),
            ("traitDefinitions", "t"),
            ("workflowStepDefinitions", "s"),
            ("policyDefinitions", "p"),
        ] {
            names.of(annotation).insert(name.to_owned());
        }
        for (spec, used) in [
            (json!({"components": [{"type": "c"}]}), true),
            (json!({"components": [{"type": "t"}]}), false),
            (
                json!({"components": [{"type": "x", "traits": [{"type": "t"}]}]}),
                true,
            ),
            (json!({"workflow": {"steps": [{"type": "s"}]}}), true),
            (
                json!({"workflow": {"steps": [{"type": "x", "subSteps": [{"type": "s"}]}]}}),
                true,
            ),
            (json!({"policies": [{"type": "p"}]}), true),
            (json!({"policies": 3}), false),
        ] {
            assert_eq!(uses(&spec, &names), used, "{spec}");
        }
    }
}
