//! `addon diff`

use serde_json::Value;

use super::{
    cluster::ClusterArgs,
    godef::GodefArgs,
    install::Candidate,
    parameters::ParameterArgs,
    reference::find,
    source::{self, Opened},
    upgrade::{merged, recorded},
};
use crate::{
    cluster::Cluster,
    config::system_namespace,
    context::Context,
    exit::ExitCode,
    hint::Failure,
    ops::{
        diff::{Change, Difference, difference},
        enable::{check, clusters, install::Job},
        installed::{self, Installed},
    },
    ui::print_diff,
};

/// Show what enabling or upgrading an addon would change in the cluster
///
/// The cluster is asked what it would make of each object, as with `kubectl diff --server-side`, so
/// that defaults are no differences; nothing is written. As with `addon upgrade`, the arguments
/// that the addon was enabled with are kept, its registry is asked, and the newest version is taken.
/// Values of Secrets, and those named like passwords and tokens, are masked. Dependencies are not
/// looked at.
#[derive(clap::Args, Debug)]
#[command(after_help = "With --detailed-exitcode the exit code is 10 if there are differences.")]
pub(crate) struct DiffArgs {
    /// The addon: NAME, REGISTRY/NAME@VERSION, a folder or a package
    #[arg(value_name = "SOURCE")]
    source: String,
    #[command(flatten)]
    parameters: ParameterArgs,
    /// Version, or a constraint on it, of an addon from a registry
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,
    /// Compare with the version that is enabled
    #[arg(long, conflicts_with = "version")]
    reuse_version: bool,
    /// End with 10 if there are differences
    #[arg(long)]
    detailed_exitcode: bool,
    #[command(flatten)]
    godef: GodefArgs,
    #[command(flatten)]
    cluster: ClusterArgs,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &DiffArgs) -> anyhow::Result<ExitCode> {
    let given = args.parameters.arguments()?;
    let local = source::open_local(cx, &args.source)?;
    let cluster = args.cluster.connect(cx)?;
    let namespace = system_namespace();
    let (opened, version) = match local {
        Some(opened) => (opened, args.version.as_deref()),
        None => (fetch(cx, args, &cluster, &namespace)?, None),
    };
    let mut candidate = Candidate::new(cx, opened, args.godef.into(), &given, version)?;
    let name = candidate.name().to_owned();
    let live = installed::find(&cluster, &namespace, &name)?;
    if live.is_some() {
        let stored = installed::arguments(&cluster, &namespace, &name)?;
        candidate.arguments = merged(stored, candidate.arguments);
    }
    let registered = match clusters::asked(&candidate.arguments)? {
        Some(_) => Some(clusters::registered(&cluster, &namespace)?),
        None => None,
    };
    let rendered = candidate.render(&namespace, registered.as_deref(), live.is_some())?;
    for warning in &rendered.warnings {
        cx.ui.warn(&warning.to_string());
    }
    check::refusals(&name, &rendered)?;
    let job = Job::to_compare((&cluster, &namespace), &name, &rendered, live.as_ref());
    let differs = show(cx, &candidate, &job)?;
    Ok(if args.detailed_exitcode && differs {
        ExitCode::Differences
    } else {
        ExitCode::Success
    })
}

/// Prints what installing an addon would change; says whether it would change anything.
pub(crate) fn show(
    cx: &mut Context<'_>,
    candidate: &Candidate,
    job: &Job<'_>,
) -> anyhow::Result<bool> {
    let found = difference(job)?;
    for warning in &found.warnings {
        cx.ui.warn(warning);
    }
    print(cx, &found.changes)?;
    summarize(cx, candidate, job.live, &found);
    Ok(!found.changes.is_empty())
}

/// Gets the addon from the registry that it came from, or from the one that is named.
fn fetch(
    cx: &mut Context<'_>,
    args: &DiffArgs,
    cluster: &Cluster,
    namespace: &str,
) -> anyhow::Result<Opened> {
    let mut reference = source::reference(&args.source)?;
    let live = installed::find(cluster, namespace, reference.name.as_ref())?;
    let present = live.as_ref().and_then(Installed::of);
    let mut version = args.version.clone().or_else(|| reference.version.clone());
    match &present {
        Some(present) => {
            if args.reuse_version {
                version = Some(present.version.clone());
            }
            if reference.registry.is_none() {
                reference.registry = recorded(cx, present)?;
            }
        }
        None if args.reuse_version => {
            let message = format!("addon `{}` is not enabled in the cluster", reference.name);
            return Err(Failure::new(ExitCode::NotFound, message)
                .with_hint("leave --reuse-version out to see what enabling it would create")
                .into());
        }
        None => {}
    }
    let found = find(cx, &reference, version.as_deref())?;
    source::fetch(found)
}

fn print(cx: &mut Context<'_>, changes: &[Change]) -> anyhow::Result<()> {
    let text = |side: &Option<Value>| side.as_ref().map(addon_yaml::to_string).transpose();
    for change in changes {
        let (before, after) = (text(&change.before)?, text(&change.after)?);
        let name = change.object.replacen(' ', "/", 1);
        print_diff(cx.ui.out(), &name, before.as_deref(), after.as_deref())?;
    }
    Ok(())
}

fn summarize(
    cx: &mut Context<'_>,
    candidate: &Candidate,
    live: Option<&Value>,
    found: &Difference,
) {
    let name = candidate.name();
    let version = &candidate.addon.metadata.version;
    let versions = match live.and_then(Installed::of) {
        Some(present) if present.version != *version => {
            format!("{name} {} -> {version}", present.version)
        }
        Some(_) => format!("{name} {version}"),
        None => format!("{name} {version}, which is not enabled"),
    };
    let count = |is: fn(&Change) -> bool| found.changes.iter().filter(|it| is(it)).count();
    let created = count(|it| it.before.is_none());
    let deleted = count(|it| it.after.is_none());
    let changed = found.changes.len() - created - deleted;
    if found.changes.is_empty() {
        cx.ui.status(&format!("{versions}: no differences."));
    } else {
        cx.ui.status(&format!(
            "{versions}: {created} to create, {changed} to change, {deleted} to delete."
        ));
    }
    if !found.dropped.is_empty() {
        cx.ui.note(&format!(
            "{name} {version} no longer has what stays in the cluster: {}",
            found.dropped.join(", ")
        ));
    }
}
