//! What speaks against enabling an addon, beside what it needs.
//!
//! Follows `vela-addon-behaviour.md` 8.11.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Error;
use crate::{
    cluster::{Cluster, Kind},
    ops::installed::Installed,
    render::{Object, Rendered},
};

/// Objects of the cluster by kind and name, as far as their metadata.
pub type Live = BTreeMap<(Kind, String), Value>;

/// Fails if the cluster would refuse objects of the addon, naming files and fields.
pub fn refusals(addon: &str, rendered: &Rendered) -> Result<(), Error> {
    if rendered.refusals.is_empty() {
        return Ok(());
    }
    Err(Error::Refused {
        addon: addon.to_owned(),
        refusals: rendered.refusals.iter().map(ToString::to_string).collect(),
    })
}

/// Reads the metadata of the definitions that the cluster has, one question for each kind that the
/// addon brings.
pub fn definitions(
    cluster: &Cluster,
    namespace: &str,
    rendered: &Rendered,
    live: &mut Live,
) -> Result<(), Error> {
    for object in wanted(rendered) {
        let Ok(kind) = Kind::of(&object.value) else {
            continue;
        };
        add(cluster, namespace, &kind, live)?;
    }
    Ok(())
}

/// Reads the metadata of the objects of a kind, unless that is done.
pub fn add(cluster: &Cluster, namespace: &str, kind: &Kind, live: &mut Live) -> Result<(), Error> {
    // An entry without a name says that the kind has been read.
    let mark = (kind.clone(), String::new());
    if live.contains_key(&mark) {
        return Ok(());
    }
    live.insert(mark, Value::Null);
    for object in cluster.list_metadata(kind, Some(namespace), "")? {
        if let Some(name) = object["metadata"]["name"].as_str() {
            live.insert((kind.clone(), name.to_owned()), object.clone());
        }
    }
    Ok(())
}

fn wanted(rendered: &Rendered) -> impl Iterator<Item = &Object> {
    let definitions = rendered.definitions.iter();
    definitions.filter(|object| rendered.is_wanted(object))
}

/// Fails if definitions of the addon are there and belong to somebody else.
pub fn conflicts(rendered: &Rendered, application: &str, live: &Live) -> Result<(), Error> {
    let mut lines = Vec::new();
    for object in wanted(rendered) {
        let name = object.name();
        let Ok(kind) = Kind::of(&object.value) else {
            continue;
        };
        let Some(present) = live.get(&(kind, name.to_owned())) else {
            continue;
        };
        match owner(present) {
            Some(owner) if owner == application => {}
            Some(owner) => {
                let owner = owner.strip_prefix("addon-").unwrap_or(owner);
                lines.push(format!(
                    "definition: {name} in this addon already exist in {owner} "
                ));
            }
            None => lines.push(format!(
                "definition: {name} already exist and not belong to any addon "
            )),
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    lines.push(
        "if you want override them, please use argument '--override-definitions' to enable ".into(),
    );
    Err(Error::Definitions { lines })
}

/// Returns the name of the Application that controls an object.
pub fn owner(object: &Value) -> Option<&str> {
    let owners = object["metadata"]["ownerReferences"].as_array();
    owners
        .into_iter()
        .flatten()
        .find(|owner| owner["controller"] == true && owner["kind"] == "Application")
        .and_then(|owner| owner["name"].as_str())
}

/// Fails if the Application of that name is no addon's.
pub fn foreign(application: &Value) -> Result<Installed, Error> {
    Installed::of(application).ok_or_else(|| Error::Foreign {
        application: application["metadata"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    })
}
