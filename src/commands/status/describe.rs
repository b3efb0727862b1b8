//! Collecting what there is to tell of an addon, from its cluster and from the registries.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Map;

use super::{Site, is_refused};
use crate::{
    commands::{
        reference::{Found, Reference, find},
        source::{self, LOCAL},
    },
    context::Context,
    exit::ExitCode,
    hint::Failure,
    ops::{
        enable::{clusters::registered, wait::reasons},
        endpoints::{Endpoint, endpoints},
        installed,
        status::{self, Phase, State},
    },
    registry,
    render::{Parameter, Schema, Source},
    report,
    similar::similar_names,
};

/// What the cluster alone tells of an addon.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    pub(super) name: String,
    #[serde(rename = "status")]
    pub(super) phase: Phase,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) version: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) registry: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) application: String,
    /// What KubeVela calls the phase of the Application.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) application_phase: String,
    pub(super) clusters: Vec<String>,
    /// What KubeVela says of what is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reasons: Vec<String>,
}

impl Summary {
    pub(super) fn of(state: &State) -> Self {
        let status = &state.application["status"];
        let reasons = match state.phase {
            Phase::Enabled => Vec::new(),
            _ => reasons(status),
        };
        Self {
            name: state.addon.name.clone(),
            phase: state.phase,
            version: state.addon.version.clone(),
            registry: state.addon.registry.clone(),
            application: state.addon.application.clone(),
            application_phase: status["status"].as_str().unwrap_or_default().to_owned(),
            clusters: state.clusters().into_iter().collect(),
            reasons,
        }
    }

    /// Tells of an addon that the cluster does not have.
    fn absent(name: &str, registry: &str) -> Self {
        Self {
            name: name.to_owned(),
            phase: Phase::Disabled,
            version: String::new(),
            registry: registry.to_owned(),
            application: String::new(),
            application_phase: String::new(),
            clusters: Vec::new(),
            reasons: Vec::new(),
        }
    }
}

/// An addon that another one needs.
#[derive(Debug, Serialize)]
pub(super) struct Need {
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) version: String,
    #[serde(rename = "status")]
    pub(super) phase: Phase,
}

/// What the registries tell of an addon.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Package {
    pub(super) description: String,
    pub(super) versions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) newer: Option<String>,
    pub(super) dependencies: Vec<Need>,
}

/// All that is told of one addon.
#[derive(Debug, Serialize)]
pub(super) struct Description {
    #[serde(flatten)]
    pub(super) summary: Summary,
    #[serde(flatten)]
    pub(super) package: Option<Package>,
    /// The parameters, if they were looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parameters: Option<Vec<Parameter>>,
    /// The addresses, if they were looked up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) endpoints: Vec<Endpoint>,
    #[serde(skip)]
    pub(super) state: Option<State>,
}

impl Description {
    /// Describes an addon that is enabled or that a registry has.
    pub(super) fn of(
        cx: &mut Context<'_>,
        site: &Site<'_>,
        reference: &Reference,
        state: Option<State>,
    ) -> anyhow::Result<Self> {
        let name = reference.name.as_ref();
        let Some(state) = state else {
            let found = absent(cx, site, reference)?;
            let registry = found.registry.name().to_owned();
            let (package, schema) = package(cx, site, found, None)?;
            return Ok(Self {
                summary: Summary::absent(name, &registry),
                package: Some(package),
                parameters: Some(parameters(site, &schema, &Map::new())),
                endpoints: Vec::new(),
                state: None,
            });
        };
        let mut summary = Summary::of(&state);
        keep_registered(cx, site, &mut summary)?;
        if !site.args.verbose {
            return Ok(Self {
                summary,
                package: None,
                parameters: None,
                endpoints: Vec::new(),
                state: Some(state),
            });
        }
        let arguments = match installed::arguments(site.cluster, site.namespace, name) {
            Ok(arguments) => arguments,
            Err(error) if is_refused(&error) => {
                cx.ui
                    .warn(&format!("the current values are not known: {error}"));
                Map::new()
            }
            Err(error) => return Err(error.into()),
        };
        let mut looked_up = None;
        if state.addon.registry != LOCAL {
            // What the cluster tells is worth something without the registry, too.
            match present(cx, reference, &state)
                .and_then(|found| package(cx, site, found, Some(&state)))
            {
                Ok(it) => looked_up = Some(it),
                Err(error) => report::warn(cx.ui, &error),
            }
        }
        let (package, schema) = match looked_up {
            Some((package, schema)) => (Some(package), schema),
            None => (None, Schema { value: None }),
        };
        let endpoints = match endpoints(site.cluster, &state) {
            Ok(endpoints) => endpoints,
            Err(error) => {
                cx.ui
                    .warn(&format!("Get application endpoints error: {error}"));
                Vec::new()
            }
        };
        Ok(Self {
            summary,
            package,
            parameters: Some(parameters(site, &schema, &arguments)),
            endpoints,
            state: Some(state),
        })
    }
}

/// Leaves out clusters that KubeVela no longer knows.
fn keep_registered(
    cx: &mut Context<'_>,
    site: &Site<'_>,
    summary: &mut Summary,
) -> anyhow::Result<()> {
    use crate::ops::enable::Error;

    // The cluster itself is always there, which saves the question for most.
    if summary
        .clusters
        .iter()
        .all(|it| it == status::LOCAL_CLUSTER)
    {
        return Ok(());
    }
    match registered(site.cluster, site.namespace) {
        Ok(known) => summary.clusters.retain(|it| known.contains(it)),
        Err(Error::Cluster(error)) if is_refused(&error) => cx.ui.note(&format!(
            "some clusters may be gone, as the list of them cannot be read: {error}"
        )),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Finds an addon that is not enabled in the registries.
fn absent(cx: &mut Context<'_>, site: &Site<'_>, reference: &Reference) -> anyhow::Result<Found> {
    let name = &reference.name;
    let error = match find(cx, reference, None) {
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    if report::exit_code(&error) != ExitCode::NotFound {
        return Err(error);
    }
    let mut known: Vec<String> = status::all(site.cluster, site.namespace)
        .map(|states| states.into_keys().collect())
        .unwrap_or_default();
    for entry in cx.registries()?.iter() {
        let listing = cx.open(entry).and_then(|registry| Ok(registry.list()?));
        let offerings = listing.map(|it| it.offerings).unwrap_or_default();
        known.extend(offerings.iter().map(|it| it.name.to_string()));
    }
    known.sort();
    known.dedup();
    let similar = similar_names(name.as_ref(), known.iter().map(String::as_str));
    let hint = if similar.is_empty() {
        "see what there is with `addon list`".to_owned()
    } else {
        format!("did you mean {}?", similar.join(", "))
    };
    let message = format!("addon '{name}' not found in cluster or any registry");
    Err(Failure::new(ExitCode::NotFound, message)
        .with_hint(hint)
        .into())
}

/// Finds an addon that is enabled where it came from, in the version that is there if possible.
fn present(cx: &mut Context<'_>, reference: &Reference, state: &State) -> anyhow::Result<Found> {
    let mut reference = reference.clone();
    let recorded = &state.addon.registry;
    if reference.registry.is_none() && cx.registries()?.iter().any(|it| it.name == *recorded) {
        reference.registry = Some(recorded.clone());
    }
    let version = Some(state.addon.version.as_str()).filter(|it| !it.is_empty());
    match find(cx, &reference, version) {
        Err(error)
            if version.is_some()
                && matches!(
                    error.downcast_ref(),
                    Some(registry::Error::NoVersion { .. })
                ) =>
        {
            let found = find(cx, &reference, None)?;
            cx.ui.note(&format!(
                "{} {} is no longer on offer; the parameters are those of {}",
                state.addon.name, state.addon.version, found.release.version
            ));
            Ok(found)
        }
        found => found,
    }
}

/// Reads what a registry has.
fn package(
    cx: &mut Context<'_>,
    site: &Site<'_>,
    found: Found,
    state: Option<&State>,
) -> anyhow::Result<(Package, Schema)> {
    let releases = found.registry.releases(&found.release.name)?;
    let versions: Vec<String> = status::versions(&releases).map(str::to_owned).collect();
    let description = found.release.description.clone();
    let opened = source::fetch(found)?;
    let addon = Source::from_files(&opened.files)?;
    let schema = match Schema::of(&addon) {
        Ok(schema) => schema,
        Err(error) => {
            report::warn(cx.ui, &error.into());
            Schema { value: None }
        }
    };
    let needs = &addon.metadata.dependencies;
    let states = if needs.is_empty() {
        BTreeMap::new()
    } else {
        status::all(site.cluster, site.namespace)?
    };
    let dependencies = needs
        .iter()
        .map(|need| Need {
            name: need.name.clone(),
            version: need.version.clone(),
            phase: states
                .get(&need.name)
                .map_or(Phase::Disabled, |it| it.phase),
        })
        .collect();
    let newer = state.and_then(|it| it.newer(versions.iter().map(String::as_str)));
    let newer = newer.map(str::to_owned);
    let package = Package {
        description,
        versions,
        newer,
        dependencies,
    };
    Ok((package, schema))
}

fn parameters(
    site: &Site<'_>,
    schema: &Schema,
    arguments: &Map<String, serde_json::Value>,
) -> Vec<Parameter> {
    let mut parameters = Parameter::list(schema, arguments);
    if !site.args.show_secrets {
        for parameter in &mut parameters {
            parameter.mask();
        }
    }
    parameters
}
