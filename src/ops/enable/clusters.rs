//! The clusters that addons are deployed to.
//!
//! Follows `vela-addon-behaviour.md` 8.3 and 8.4.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Error;
use crate::cluster::{self, Cluster, Kind};

/// The cluster that KubeVela itself runs in.
const LOCAL: &str = "local";
/// The label of Secrets with the credentials of clusters.
const CREDENTIALS: &str = "cluster.core.oam.dev/cluster-credential-type";

/// Lists the clusters that KubeVela can deploy to.
pub fn registered(cluster: &Cluster, namespace: &str) -> Result<Vec<String>, Error> {
    let mut names = BTreeSet::from([LOCAL.to_owned()]);
    let mut add = |objects: Vec<Value>| {
        let found = objects
            .iter()
            .filter_map(|it| it["metadata"]["name"].as_str());
        names.extend(found.map(str::to_owned));
    };
    add(cluster.list_metadata(&Kind::SECRET, Some(namespace), CREDENTIALS)?);
    match cluster.list_metadata(&Kind::MANAGED_CLUSTER, None, "") {
        Ok(objects) => add(objects),
        // Open Cluster Management is not there, or not for everybody to see.
        Err(cluster::Error::NoKind { .. } | cluster::Error::Forbidden { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(names.into_iter().collect())
}

/// Reads the clusters that arguments ask for; nothing when they do not speak of clusters.
pub fn asked(arguments: &Map<String, Value>) -> Result<Option<Vec<String>>, Error> {
    match arguments.get("clusters") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map(|name| name.trim().to_owned()))
            .collect::<Option<Vec<String>>>()
            .map(Some)
            .ok_or(Error::InvalidClusters),
        Some(_) => Err(Error::InvalidClusters),
    }
}

/// The clusters of an addon, as it is and as it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowing {
    /// Where it is.
    pub current: Vec<String>,
    /// Where it will no longer be.
    pub lost: Vec<String>,
}

/// Finds the clusters that an addon would disappear from.
pub fn narrowing(
    application: &Value,
    asked: &[String],
    registered: &[String],
) -> Option<Narrowing> {
    let applied = application["status"]["appliedResources"].as_array();
    let current: BTreeSet<String> = applied
        .into_iter()
        .flatten()
        .map(|it| match it["cluster"].as_str() {
            None | Some("") => LOCAL.to_owned(),
            Some(name) => name.to_owned(),
        })
        .filter(|name| registered.contains(name))
        .collect();
    let lost: Vec<String> = current
        .iter()
        .filter(|name| !asked.contains(name))
        .cloned()
        .collect();
    (!lost.is_empty()).then(|| Narrowing {
        current: current.into_iter().collect(),
        lost,
    })
}

/// Reads `--clusters`: names between commas, in braces or not.
pub fn parse(text: &str) -> Vec<Value> {
    let text = text.strip_prefix('{').unwrap_or(text);
    let text = text.strip_suffix('}').unwrap_or(text);
    text.split(',')
        .map(|name| Value::String(name.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lost_clusters_are_found() {
        let application = json!({"status": {"appliedResources": [
            {"cluster": "a"}, {"cluster": ""}, {"cluster": "gone"}, {"cluster": "a"}]}});
        let registered = ["local", "a", "b"].map(str::to_owned);
        let check = |asked: &[&str]| {
            let asked: Vec<String> = asked.iter().map(|it| (*it).to_owned()).collect();
            narrowing(&application, &asked, &registered).map(|it| it.lost)
        };
        assert_eq!(
            check(&["b"]),
            Some(vec!["a".to_owned(), "local".to_owned()])
        );
        assert_eq!(check(&["local", "a"]), None);
    }

    #[test]
    fn names_are_read_in_and_without_braces() {
        assert_eq!(parse("{a, b}"), [json!("a"), json!("b")]);
        assert_eq!(parse("a"), [json!("a")]);
        assert_eq!(parse("{}"), [json!("")]);
        assert!(asked(json!({"clusters": "a"}).as_object().expect("a map")).is_err());
        assert!(asked(json!({"clusters": [1]}).as_object().expect("a map")).is_err());
    }
}
