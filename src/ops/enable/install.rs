//! Applying the objects of one addon.
//!
//! Follows `vela-addon-behaviour.md` 8.5 with another order. Everything else is applied before the
//! Application, which may use the definitions that come with it. What an addon brings is owned by its
//! Application and disappears with it, so on a first install the Application is created empty: owners
//! are known by an id that only the server gives. An addon that was not there and fails is taken back.

use serde_json::{Map, Value, json};

use super::{Error, Interrupted, check};
use crate::{
    cluster::{self, Cluster, Conflicts, FIELD_MANAGER, Kind, described},
    digest::Digest,
    ops::installed::{VERSION, label_of_version, secret_name},
    render::{Object, Rendered},
};

/// The names under which KubeVela's programs write by updates what we apply.
pub(crate) const PREDECESSORS: [&str; 2] = ["vela", FIELD_MANAGER];
/// The label that KubeVela puts on what it applies for an addon; nobody else reads its value.
pub(crate) const HASH: &str = "oam.dev/render-hash";

/// An addon that is to be applied.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// Where to.
    pub cluster: &'a Cluster,
    /// KubeVela's namespace.
    pub namespace: &'a str,
    /// The name of the addon.
    pub addon: &'a str,
    /// What to apply.
    pub rendered: &'a Rendered,
    /// The Application as it is now, if there is one.
    pub live: Option<&'a Value>,
    /// The annotation that starts the workflow anew, and its value.
    pub publish: (&'a str, &'a str),
    /// What to do about fields of others.
    pub conflicts: Conflicts,
    /// Whether definitions are taken over from others.
    pub override_definitions: bool,
}

impl<'a> Job<'a> {
    /// Prepares a comparison with the cluster, which changes nothing there.
    pub fn to_compare(
        (cluster, namespace): (&'a Cluster, &'a str),
        addon: &'a str,
        rendered: &'a Rendered,
        live: Option<&'a Value>,
    ) -> Self {
        Self {
            cluster,
            namespace,
            addon,
            rendered,
            live,
            publish: ("app.oam.dev/publishVersion", "addon-diff"),
            conflicts: Conflicts::Refuse,
            override_definitions: false,
        }
    }
}

/// What came of applying an addon.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The Application as the server has it.
    pub application: Value,
    /// Objects that the addon brought before and no longer brings; they are still there.
    pub dropped: Vec<String>,
    /// Objects that do not disappear with the Application.
    pub lasting: Vec<String>,
}

/// What has been written so far.
#[derive(Default)]
struct Journal {
    applied: Vec<String>,
    /// What was not there before, in order of creation.
    created: Vec<(Kind, Option<String>, String)>,
    total: Vec<String>,
}

impl Journal {
    fn created(&mut self, object: &Value) {
        let text = |key: &str| object["metadata"][key].as_str().map(str::to_owned);
        if let (Ok(kind), Some(name)) = (Kind::of(object), text("name")) {
            self.created.push((kind, text("namespace"), name));
        }
    }
}

/// Applies an addon.
pub fn install(job: &Job<'_>) -> Result<Outcome, Error> {
    let mut journal = Journal::default();
    apply(job, &mut journal).map_err(|error| match error {
        Error::Cluster(source) if !journal.applied.is_empty() || !journal.created.is_empty() => {
            interrupted(job, &journal, source).into()
        }
        other => other,
    })
}

fn apply(job: &Job<'_>, journal: &mut Journal) -> Result<Outcome, Error> {
    let cluster = job.cluster;
    let mut application = application(job);
    let objects = objects(job)?;
    journal
        .total
        .extend(objects.iter().map(|it| described(&it.value)));
    journal.total.push(described(&application));

    let mut conflicts = job.conflicts;
    let mut live = job.live.cloned();
    let mut fresh = false;
    if live.is_none() && !objects.is_empty() {
        live = cluster.create(&bare(&application))?;
        match &live {
            Some(created) => {
                journal.created(created);
                fresh = true;
            }
            // Somebody else was faster by a moment.
            None => {
                live = cluster.get(
                    &Kind::APPLICATION,
                    Some(job.namespace),
                    name_of(&application),
                )?;
            }
        }
    }
    let owner = live.as_ref().map(owner);
    let predecessor = live
        .as_ref()
        .is_some_and(|it| !fresh && written_by_predecessor(it));

    let mut lasting = Vec::new();
    let mut groups: [Vec<(Value, Conflicts)>; GROUPS] = Default::default();
    for Prepared {
        mut value,
        owned,
        definition,
    } in objects
    {
        if owned {
            value["metadata"]["ownerReferences"] = json!([owner]);
        } else {
            lasting.push(described(&value));
        }
        if predecessor {
            adopt(cluster, &value)?;
        }
        let mut conflicts = job.conflicts;
        if definition && job.override_definitions {
            disown(cluster, &value, name_of(&application))?;
            conflicts = Conflicts::Force;
        }
        groups[group(&value, job)].push((value, conflicts));
    }
    for group in &groups {
        apply_group(cluster, group, journal)?;
    }
    if job.rendered.arguments.is_none() {
        let name = secret_name(job.addon);
        if cluster.delete(&Kind::SECRET, Some(job.namespace), &name)? {
            journal
                .applied
                .push(format!("Secret {}/{name}, deleted", job.namespace));
        }
    }
    let mut dropped = Vec::new();
    if fresh {
        // The empty one was ours.
        conflicts = Conflicts::Force;
    } else if let Some(live) = &live {
        adopt_seen(cluster, live)?;
        dropped = self::dropped(job, live, &application)?;
    }
    let applied = cluster.apply(&application, conflicts)?;
    if applied.created {
        journal.created(&applied.object);
    }
    journal.applied.push(described(&application));
    application = applied.object;
    if !fresh && job.live.is_some() {
        application = resume(cluster, application)?;
    }
    if job.live.is_none()
        && let Some(entries) = application.as_object_mut()
    {
        // Whatever is said of an Application that was not there before is said of this run.
        entries.shift_remove("status");
    }
    Ok(Outcome {
        application,
        dropped,
        lasting,
    })
}

/// Applies objects that do not need each other; the first failure counts.
fn apply_group(
    cluster: &Cluster,
    group: &[(Value, Conflicts)],
    journal: &mut Journal,
) -> Result<(), Error> {
    let mut failure = None;
    for ((value, _), result) in group.iter().zip(cluster.apply_all(group)?) {
        match result {
            Some(Ok(applied)) => {
                if applied.created {
                    journal.created(&applied.object);
                }
                journal.applied.push(described(value));
            }
            Some(Err(error)) => {
                failure.get_or_insert(error);
            }
            None => {}
        }
    }
    failure.map_or(Ok(()), |error| Err(error.into()))
}

/// How many groups of objects there are, each of which needs those before it.
const GROUPS: usize = 4;

/// Returns the group of an object: what others live in comes first, the arguments last.
fn group(value: &Value, job: &Job<'_>) -> usize {
    match value["kind"].as_str() {
        Some("Namespace") => 0,
        Some("CustomResourceDefinition") => 1,
        Some("Secret") if name_of(value) == secret_name(job.addon) => 3,
        _ => 2,
    }
}

/// Lists what installing would apply, but for the owners, with the Application last.
pub(crate) fn prepared(job: &Job<'_>) -> Result<Vec<Value>, Error> {
    let objects = objects(job)?.into_iter().map(|it| it.value);
    Ok(objects.chain([application(job)]).collect())
}

/// Lists what the addon brought before and no longer brings; installing leaves it in the cluster.
pub(crate) fn dropped(
    job: &Job<'_>,
    live: &Value,
    application: &Value,
) -> Result<Vec<String>, Error> {
    let mut dropped = dropped_definitions(live, application);
    dropped.extend(dropped_config_maps(job, live)?);
    Ok(dropped)
}

/// An object that is ready but for its owner.
struct Prepared {
    value: Value,
    /// Whether the Application can own it.
    owned: bool,
    definition: bool,
}

/// Prepares all objects but the Application, in the order in which they are applied.
fn objects(job: &Job<'_>) -> Result<Vec<Prepared>, Error> {
    let rendered = job.rendered;
    let others = rendered.objects().skip(1);
    let mut prepared = Vec::new();
    for object in others {
        let mut value = object.known().into_owned();
        let namespaced = job.cluster.resource(&Kind::of(&value)?)?.namespaced;
        let metadata = map(&mut value, "metadata");
        let empty = |it: Option<&Value>| it.and_then(Value::as_str).is_none_or(str::is_empty);
        if !namespaced {
            metadata.shift_remove("namespace");
        } else if empty(metadata.get("namespace")) {
            metadata.insert("namespace".into(), job.namespace.into());
        }
        let owned = namespaced && metadata["namespace"] == job.namespace;
        let hash = Digest::of(object.value.to_string().as_bytes()).hex()[..16].to_owned();
        let labels = map(&mut value["metadata"], "labels");
        labels.insert(HASH.into(), hash.into());
        encode_version(labels);
        let definition = rendered
            .definitions
            .iter()
            .any(|it: &Object| std::ptr::eq(it, object));
        prepared.push(Prepared {
            value,
            owned,
            definition,
        });
    }
    Ok(prepared)
}

/// Makes the Application as it is applied.
fn application(job: &Job<'_>) -> Value {
    let mut value = job.rendered.application.known().into_owned();
    if let Some(entries) = value.as_object_mut() {
        // The status is the controller's.
        entries.shift_remove("status");
    }
    if let Some(name) = job.live.and_then(|it| it["metadata"]["name"].as_str()) {
        value["metadata"]["name"] = name.into();
    }
    let (annotation, version) = job.publish;
    map(&mut value["metadata"], "annotations").insert(annotation.into(), version.into());
    encode_version(map(&mut value["metadata"], "labels"));
    value
}

fn encode_version(labels: &mut Map<String, Value>) {
    if let Some(Value::String(version)) = labels.get_mut(VERSION) {
        *version = label_of_version(version);
    }
}

/// Makes an Application of that name that does nothing yet.
fn bare(application: &Value) -> Value {
    let metadata = &application["metadata"];
    json!({
        "apiVersion": application["apiVersion"],
        "kind": application["kind"],
        "metadata": {"name": metadata["name"], "namespace": metadata["namespace"]},
        "spec": {"components": []},
    })
}

/// Returns the reference by which objects belong to an Application.
fn owner(application: &Value) -> Value {
    json!({
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "name": application["metadata"]["name"],
        "uid": application["metadata"]["uid"],
        "controller": true,
        "blockOwnerDeletion": true,
    })
}

/// Says whether KubeVela's own program wrote an Application.
fn written_by_predecessor(application: &Value) -> bool {
    let entries = application["metadata"]["managedFields"].as_array();
    entries
        .into_iter()
        .flatten()
        .any(|entry| entry["manager"] == PREDECESSORS[0] && entry["subresource"].is_null())
}

/// Says whether we wrote an Application, labelled or not: an empty one that is being filled.
pub fn is_ours(application: &Value) -> bool {
    let entries = application["metadata"]["managedFields"].as_array();
    entries
        .into_iter()
        .flatten()
        .any(|entry| entry["manager"] == FIELD_MANAGER)
}

/// Takes over the live form of an object that KubeVela's program wrote.
fn adopt(cluster: &Cluster, object: &Value) -> Result<(), Error> {
    let metadata = &object["metadata"];
    let name = metadata["name"].as_str().unwrap_or_default();
    let live = cluster.get(&Kind::of(object)?, metadata["namespace"].as_str(), name)?;
    match live {
        Some(live) => adopt_seen(cluster, &live),
        None => Ok(()),
    }
}

fn adopt_seen(cluster: &Cluster, live: &Value) -> Result<(), Error> {
    const TRIES: usize = 5;
    let mut live = live.clone();
    for _ in 0..TRIES {
        match cluster.adopt(&live, &PREDECESSORS) {
            Ok(_) => return Ok(()),
            // It changed since it was read.
            Err(cluster::Error::Refused { .. } | cluster::Error::Changed { .. }) => {
                let metadata = &live["metadata"];
                let name = metadata["name"].as_str().unwrap_or_default();
                let kind = Kind::of(&live)?;
                match cluster.get(&kind, metadata["namespace"].as_str(), name)? {
                    Some(newer) => live = newer,
                    None => return Ok(()),
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    // Applying will tell whose the fields are.
    Ok(())
}

/// Takes a definition from the Application that controls it, of which there can be only one.
fn disown(cluster: &Cluster, object: &Value, application: &str) -> Result<(), Error> {
    let metadata = &object["metadata"];
    let name = metadata["name"].as_str().unwrap_or_default();
    let live = cluster.get(&Kind::of(object)?, metadata["namespace"].as_str(), name)?;
    if let Some(live) = live
        && check::owner(&live).is_some_and(|owner| owner != application)
    {
        cluster.merge(
            object,
            &json!({"metadata": {"ownerReferences": null}}),
            false,
        )?;
    }
    Ok(())
}

/// Lists definitions that the Application says it had and that it no longer has.
fn dropped_definitions(live: &Value, application: &Value) -> Vec<String> {
    let mut dropped = Vec::new();
    for (key, kind) in super::usage::ANNOTATIONS {
        let names = |object: &Value| -> Vec<String> {
            let text = object["metadata"]["annotations"][format!("addon.oam.dev/{key}")].as_str();
            let names = text
                .unwrap_or_default()
                .split(',')
                .filter(|it| !it.is_empty());
            names.map(str::to_owned).collect()
        };
        let now = names(application);
        let gone = names(live).into_iter().filter(|name| !now.contains(name));
        dropped.extend(gone.map(|name| format!("{kind} {name}")));
    }
    dropped
}

fn dropped_config_maps(job: &Job<'_>, live: &Value) -> Result<Vec<String>, Error> {
    let now: Vec<&str> = job
        .rendered
        .objects()
        .filter(|it| it.kind() == "ConfigMap")
        .map(Object::name)
        .collect();
    let mut dropped = Vec::new();
    for object in job
        .cluster
        .list_metadata(&Kind::CONFIG_MAP, Some(job.namespace), "")?
    {
        let owners = object["metadata"]["ownerReferences"].as_array();
        let mut owners = owners.into_iter().flatten();
        let name = name_of(&object);
        if owners.any(|it| it["uid"] == live["metadata"]["uid"]) && !now.contains(&name) {
            dropped.push(format!("ConfigMap {name}"));
        }
    }
    Ok(dropped)
}

/// Makes the workflow of an Application that was there before run again.
fn resume(cluster: &Cluster, application: Value) -> Result<Value, Error> {
    let status = &application["status"];
    let mut patch = if status["status"] == "running" && !status["workflow"].is_null() {
        json!({"status": {"workflow": null}})
    } else if status["workflow"]["suspend"] == true {
        json!({"status": {"workflow": {"suspend": false}}})
    } else {
        return Ok(application);
    };
    // What KubeVela has said of this run already must stay.
    patch["metadata"] = json!({"resourceVersion": application["metadata"]["resourceVersion"]});
    match cluster.merge(&application, &patch, true) {
        Ok(application) => Ok(application),
        // The new publish version starts it, too.
        Err(cluster::Error::Forbidden { .. } | cluster::Error::Changed { .. }) => Ok(application),
        Err(error) => Err(error.into()),
    }
}

/// Takes back what a first install has written, and says how far it came.
fn interrupted(job: &Job<'_>, journal: &Journal, source: cluster::Error) -> Interrupted {
    let upgrade = job.live.is_some();
    let mut left = Vec::new();
    if !upgrade {
        for (kind, namespace, name) in journal.created.iter().rev() {
            if job
                .cluster
                .delete(kind, namespace.as_deref(), name)
                .is_err()
            {
                left.push(format!("{} {name}", kind.kind));
            }
        }
    }
    let missing = journal
        .total
        .iter()
        .filter(|it| !journal.applied.contains(it));
    Interrupted {
        addon: job.addon.to_owned(),
        upgrade,
        applied: journal.applied.clone(),
        missing: missing.cloned().collect(),
        left,
        source,
    }
}

fn name_of(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_default()
}

/// Returns a field that is a map, made one if it is not.
fn map<'a>(value: &'a mut Value, key: &str) -> &'a mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let field = &mut value[key];
    if !field.is_object() {
        *field = Value::Object(Map::new());
    }
    field.as_object_mut().expect("it has just been made one")
}
