//! Registries where KubeVela keeps them in a cluster.
//!
//! Follows `vela-addon-behaviour.md` 2.1 and 2.2, but writes only what changes: registries of others,
//! keys that nobody knows and other data of the ConfigMap stay, and what somebody else writes at the
//! same time is noticed.

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::manifest::{self, CONFIG_MAP, Imported, KEY};
use crate::{
    cluster::{Cluster, Conflicts, Kind},
    config::{Registries, RegistryEntry, RegistryKind},
    context::Context,
    exit::ExitCode,
    hint::Failure,
};

/// Reads the registries of a cluster with their tokens.
pub(super) fn read(cluster: &Cluster, namespace: &str) -> anyhow::Result<Imported> {
    let Some(config_map) = cluster.get(&Kind::CONFIG_MAP, Some(namespace), CONFIG_MAP)? else {
        let message = format!("the cluster has no ConfigMap `{CONFIG_MAP}` in `{namespace}`");
        return Err(Failure::new(ExitCode::NotFound, message)
            .with_hint(
                "install KubeVela, as with `vela install`, or name its namespace with --namespace",
            )
            .into());
    };
    resolved(cluster, namespace, config_map)
}

/// Reads the Secrets that a ConfigMap refers to.
fn resolved(cluster: &Cluster, namespace: &str, config_map: Value) -> anyhow::Result<Imported> {
    let unusable = |error: manifest::Error| {
        Failure::new(
            ExitCode::Invalid,
            format!("ConfigMap `{CONFIG_MAP}`: {error}"),
        )
    };
    let mut registries = manifest::registries_of(&config_map).map_err(unusable)?;
    let names: Vec<String> = registries.iter().map(|it| it.name.clone()).collect();
    let mut objects = vec![config_map];
    for name in names {
        let reference = registries.get_mut(&name)?.git_mut();
        let reference = reference.map(|git| git.token_secret_ref.clone());
        if let Some(secret) = reference.filter(|it| !it.is_empty()) {
            let secret = cluster
                .get(&Kind::SECRET, Some(namespace), &secret)
                .with_context(|| format!("cannot read the token of registry `{name}`"))?;
            objects.extend(secret);
        }
    }
    Ok(manifest::from_objects(&objects).map_err(unusable)?)
}

/// Writes registries into a cluster.
pub(super) fn write(
    cx: &mut Context<'_>,
    cluster: &Cluster,
    namespace: &str,
    registries: &Registries,
    force: bool,
) -> anyhow::Result<ExitCode> {
    let live = cluster.get(&Kind::CONFIG_MAP, Some(namespace), CONFIG_MAP)?;
    let mut raw: Map<String, Value> = match live.as_ref().map(|it| &it["data"][KEY]) {
        None | Some(Value::Null) => Map::new(),
        Some(text) => serde_json::from_str::<Option<_>>(text.as_str().unwrap_or_default())
            .map_err(|error| {
                let message =
                    format!("`{KEY}` of the ConfigMap `{CONFIG_MAP}` is no JSON object: {error}");
                Failure::new(ExitCode::Invalid, message)
                    .with_hint("mend the ConfigMap first; nothing has been written")
            })?
            .unwrap_or_default(),
    };
    let present = match &live {
        Some(it) if !it["data"][KEY].is_null() => {
            resolved(cluster, namespace, it.clone())?.registries
        }
        _ => Registries::empty(),
    };
    let mut changed = Registries::empty();
    let (mut differing, mut added, mut unchanged) = (Vec::new(), 0, 0);
    for entry in registries.iter() {
        if entry.kind() == Some(RegistryKind::Local) {
            cx.ui.warn(&format!(
                "registry `{}` is a folder of this machine, which the cluster cannot see; it is left out",
                entry.name
            ));
            continue;
        }
        let mut entry = entry.clone();
        match present.get(&entry.name) {
            Ok(there) => {
                keep_unknown(&mut entry, there);
                if entry == *there {
                    unchanged += 1;
                    continue;
                }
                differing.push(entry.name.clone());
            }
            Err(_) => added += 1,
        }
        let name = entry.name.parse()?;
        changed.add(&name, entry, true)?;
    }
    if !differing.is_empty() && !force {
        let message = format!(
            "the cluster has other registries of these names: {}",
            differing.join(", ")
        );
        return Err(Failure::new(ExitCode::Exists, message)
            .with_hint("replace them with --force, or take them over with `addon registry import --from-cluster --force`")
            .into());
    }
    let replaced = differing.len();
    if added + replaced > 0 {
        let (stored, secrets) = manifest::split(&changed, namespace);
        // Secrets first, so that no entry points to one that is not there.
        for secret in &secrets {
            cluster.apply(secret, Conflicts::Force)?;
        }
        for entry in stored.iter() {
            raw.insert(entry.name.clone(), serde_json::to_value(entry)?);
        }
        save(cluster, namespace, live.as_ref(), &raw)?;
    }
    cx.ui.status(&format!(
        "Exported {} registries to the cluster: {added} added, {replaced} replaced, {unchanged} unchanged.",
        added + replaced + unchanged
    ));
    Ok(ExitCode::Success)
}

/// Writes the ConfigMap, unless somebody else has done so meanwhile.
fn save(
    cluster: &Cluster,
    namespace: &str,
    live: Option<&Value>,
    registries: &Map<String, Value>,
) -> anyhow::Result<()> {
    let text = serde_json::to_string(registries)?;
    let Some(live) = live else {
        let created = cluster.create(&manifest::config_map(namespace, &text))?;
        return created.map(drop).ok_or_else(|| {
            let message = format!("somebody else created the ConfigMap `{CONFIG_MAP}` just now");
            Failure::new(ExitCode::Failure, message)
                .with_hint("run the command again")
                .into()
        });
    };
    let patch = json!({
        "metadata": {"resourceVersion": live["metadata"]["resourceVersion"]},
        "data": {KEY: text},
    });
    cluster.merge(live, &patch, false)?;
    Ok(())
}

/// Keeps the keys of an entry that this version does not know.
fn keep_unknown(entry: &mut RegistryEntry, there: &RegistryEntry) {
    let keep = |into: &mut Map<String, Value>, from: &Map<String, Value>| {
        for (key, value) in from {
            into.entry(key.clone()).or_insert_with(|| value.clone());
        }
    };
    keep(&mut entry.other, &there.other);
    if let (Some(into), Some(from)) = (&mut entry.helm, &there.helm) {
        keep(&mut into.other, &from.other);
    }
    if let (Some(into), Some(from)) = (&mut entry.oss, &there.oss) {
        keep(&mut into.other, &from.other);
    }
    for (into, from) in [
        (&mut entry.git, &there.git),
        (&mut entry.gitee, &there.gitee),
        (&mut entry.gitlab, &there.gitlab),
    ] {
        if let (Some(into), Some(from)) = (into, from) {
            keep(&mut into.other, &from.other);
        }
    }
}
