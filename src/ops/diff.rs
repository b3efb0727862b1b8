//! What installing an addon would change in the cluster.
//!
//! The server is asked what it would make of each object, as `kubectl diff --server-side` does:
//! only it knows the defaults, what admission adds and which fields are whose. What changes with
//! every installation and means nothing to people is left out on both sides.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    enable::{
        Error,
        install::{HASH, Job, PREDECESSORS, dropped, prepared},
    },
    installed::secret_name,
};
use crate::{
    cluster::{self, Cluster, Conflicts, FIELD_MANAGER, Kind, described},
    secret::{MASK, mask},
};

/// An object that would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Kind, namespace and name.
    pub object: String,
    /// The object as it is; nothing if it would be created.
    pub before: Option<Value>,
    /// The object as it would be; nothing if it would be deleted.
    pub after: Option<Value>,
}

/// What installing would do.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// The objects that would change, in the order in which they are applied.
    pub changes: Vec<Change>,
    /// What the addon no longer brings; it stays.
    pub dropped: Vec<String>,
    /// What would keep an installation from going through as it is.
    pub warnings: Vec<String>,
}

/// Finds out what `job` would change.
pub fn difference(job: &Job<'_>) -> Result<Difference, Error> {
    let mut difference = Difference::default();
    let objects = prepared(job)?;
    for object in &objects {
        let before = live(job.cluster, object)?;
        let after = applied(
            job.cluster,
            object,
            before.as_ref(),
            &mut difference.warnings,
        )?;
        add(&mut difference.changes, object, before, Some(after));
    }
    if job.rendered.arguments.is_none() {
        let name = secret_name(job.addon);
        let secret = job.cluster.get(&Kind::SECRET, Some(job.namespace), &name)?;
        if let Some(secret) = secret {
            let object = secret.clone();
            add(&mut difference.changes, &object, Some(secret), None);
        }
    }
    if let (Some(live), Some(application)) = (job.live, objects.last()) {
        difference.dropped = dropped(job, live, application)?;
    }
    Ok(difference)
}

/// Reads the object as it is.
fn live(cluster: &Cluster, object: &Value) -> Result<Option<Value>, Error> {
    let metadata = &object["metadata"];
    let name = metadata["name"].as_str().unwrap_or_default();
    match cluster.get(&Kind::of(object)?, metadata["namespace"].as_str(), name) {
        // An addon may bring kinds that are not there yet.
        Err(cluster::Error::NoKind { .. }) => Ok(None),
        found => Ok(found?),
    }
}

/// Asks what would become of an object.
fn applied(
    cluster: &Cluster,
    object: &Value,
    before: Option<&Value>,
    warnings: &mut Vec<String>,
) -> Result<Value, Error> {
    let answer = match cluster.would_apply(object, Conflicts::Refuse) {
        Err(error @ cluster::Error::Conflict { .. }) => {
            if let cluster::Error::Conflict { conflicts, .. } = &error
                && conflicts
                    .iter()
                    .any(|it| !PREDECESSORS.contains(&it.manager.as_str()))
            {
                warnings.push(format!(
                    "{error}; they are shown as --force-conflicts makes them"
                ));
            }
            cluster.would_apply(object, Conflicts::Force)
        }
        answer => answer,
    };
    match answer {
        Ok(mut after) => {
            if let Some(before) = before {
                leave_behind(before, object, &mut after);
            }
            Ok(after)
        }
        // The kind or the namespace comes with the addon, so that nobody can tell more yet.
        Err(cluster::Error::NoKind { .. } | cluster::Error::NoPlace { .. }) if before.is_none() => {
            Ok(object.clone())
        }
        Err(error) => Err(error.into()),
    }
}

fn add(changes: &mut Vec<Change>, object: &Value, before: Option<Value>, after: Option<Value>) {
    let kind = object["kind"].as_str().unwrap_or_default();
    let mut pair = [before, after];
    for side in pair.iter_mut().flatten() {
        simplify(side);
    }
    if pair[0] == pair[1] {
        return;
    }
    let [before, after] = &pair;
    let mut shown = pair.clone();
    for (side, other, suffix) in [(0, after, " (before)"), (1, before, " (after)")] {
        if let (Some(shown), Some(original)) = (&mut shown[side], &pair[side]) {
            hide(kind, shown);
            tell_apart(shown, original, other.as_ref(), suffix);
        }
    }
    let [before, after] = shown;
    changes.push(Change {
        object: described(object),
        before,
        after,
    });
}

/// Takes out what the server and every installation write anew.
fn simplify(object: &mut Value) {
    let Some(entries) = object.as_object_mut() else {
        return;
    };
    entries.shift_remove("status");
    let Some(metadata) = entries.get_mut("metadata").and_then(Value::as_object_mut) else {
        return;
    };
    for key in [
        "creationTimestamp",
        "generation",
        "managedFields",
        "ownerReferences",
        "resourceVersion",
        "selfLink",
        "uid",
    ] {
        metadata.shift_remove(key);
    }
    for (map, key) in [
        ("labels", HASH),
        ("annotations", "app.oam.dev/publishVersion"),
    ] {
        let Some(inner) = metadata.get_mut(map).and_then(Value::as_object_mut) else {
            continue;
        };
        inner.shift_remove(key);
        if inner.is_empty() {
            metadata.shift_remove(map);
        }
    }
}

/// Hides secrets: all values of Secrets, and elsewhere what is named like one.
fn hide(kind: &str, object: &mut Value) {
    for key in ["data", "stringData"] {
        let data = object.get_mut(key).filter(|_| kind == "Secret");
        let data = data.and_then(Value::as_object_mut);
        for value in data.into_iter().flat_map(Map::values_mut) {
            *value = MASK.into();
        }
    }
    mask("", object);
}

/// Marks values that are hidden and differ, so that the difference is seen.
fn tell_apart(shown: &mut Value, original: &Value, other: Option<&Value>, suffix: &str) {
    match (shown, original) {
        (Value::Object(shown), Value::Object(original)) => {
            for ((key, value), original) in shown.iter_mut().zip(original.values()) {
                let other = other.and_then(|it| it.get(key));
                tell_apart(value, original, other, suffix);
            }
        }
        (Value::Array(shown), Value::Array(original)) => {
            for (index, (value, original)) in shown.iter_mut().zip(original).enumerate() {
                tell_apart(value, original, other.and_then(|it| it.get(index)), suffix);
            }
        }
        (Value::String(text), original) => {
            let hidden = original.as_str() != Some(text);
            if hidden && other.is_some_and(|other| other != original) {
                text.push_str(suffix);
            }
        }
        _ => {}
    }
}

/// Takes out the fields that KubeVela's program had written and that are no longer asked for.
///
/// Installing takes such fields over first, by which the server drops them; asking does not.
fn leave_behind(before: &Value, object: &Value, after: &mut Value) {
    let entries = before["metadata"]["managedFields"].as_array();
    let (mut theirs, mut others) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries.into_iter().flatten() {
        let manager = entry["manager"].as_str().unwrap_or_default();
        let by_update = entry["operation"] == "Update" && entry["subresource"].is_null();
        if PREDECESSORS.contains(&manager) && by_update {
            paths(&entry["fieldsV1"], &mut Vec::new(), &mut theirs);
        } else if manager != FIELD_MANAGER || entry["operation"] != "Apply" {
            paths(&entry["fieldsV1"], &mut Vec::new(), &mut others);
        }
    }
    for path in theirs.difference(&others) {
        let is_asked_for = path
            .iter()
            .try_fold(object, |value, key| value.get(key))
            .is_some();
        if !is_asked_for {
            remove(after, path);
        }
    }
}

/// Collects the fields of a set that are in maps all the way.
fn paths(fields: &Value, prefix: &mut Vec<String>, into: &mut BTreeSet<Vec<String>>) {
    for (key, below) in fields.as_object().into_iter().flatten() {
        let Some(name) = key.strip_prefix("f:") else {
            continue;
        };
        prefix.push(name.to_owned());
        if below.as_object().is_some_and(Map::is_empty) {
            into.insert(prefix.clone());
        } else {
            paths(below, prefix, into);
        }
        prefix.pop();
    }
}

fn remove(value: &mut Value, path: &[String]) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let parent = parents
        .iter()
        .try_fold(value, |value, key| value.get_mut(key));
    if let Some(Value::Object(entries)) = parent {
        entries.shift_remove(last);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(object: &Value, before: Option<Value>, after: Option<Value>) -> Option<Change> {
        let mut changes = Vec::new();
        add(&mut changes, object, before, after);
        changes.pop()
    }

    #[test]
    fn what_changes_every_time_is_no_difference() {
        let object = |version: &str| {
            json!({"kind": "Application", "metadata": {
                "name": "a", "resourceVersion": version, "labels": {HASH: version},
                "annotations": {"app.oam.dev/publishVersion": version}}, "status": {"x": version}})
        };
        assert_eq!(
            change(&object("1"), Some(object("1")), Some(object("2"))),
            None
        );
        assert!(change(&object("1"), None, Some(object("2"))).is_some());
    }

    #[test]
    fn hidden_values_show_that_they_differ() {
        let secret = |a: &str| json!({"kind": "Secret", "metadata": {"name": "s"}, "data": {"a": a, "b": "x"}});
        let found = change(&secret("1"), Some(secret("1")), Some(secret("2"))).expect("a change");
        let data = |side: &Option<Value>| side.as_ref().expect("there")["data"].clone();
        assert_eq!(
            data(&found.before),
            json!({"a": "*** (before)", "b": "***"})
        );
        assert_eq!(data(&found.after), json!({"a": "*** (after)", "b": "***"}));
        let other = |token: &str| json!({"kind": "X", "spec": [{"token": token, "n": 1}]});
        let found = change(&other("1"), Some(other("1")), Some(other("2"))).expect("a change");
        assert_eq!(
            found.after.expect("there")["spec"],
            json!([{"token": "*** (after)", "n": 1}])
        );
    }

    #[test]
    fn fields_that_are_no_longer_asked_for_go() {
        let entry = |manager: &str, operation: &str, fields: Value| {
            json!({
            "manager": manager, "operation": operation, "fieldsV1": fields})
        };
        let before = json!({"metadata": {"managedFields": [
            entry("vela", "Update", json!({"f:spec": {"f:old": {}, "f:kept": {}, "f:shared": {}}})),
            entry("other", "Update", json!({"f:spec": {"f:shared": {}}})),
        ]}});
        let mut after = json!({"spec": {"old": 1, "kept": 2, "shared": 3}});
        leave_behind(&before, &json!({"spec": {"kept": 2}}), &mut after);
        assert_eq!(after, json!({"spec": {"kept": 2, "shared": 3}}));
    }
}
