//! What `addon enable` and `addon upgrade` share: from an addon at hand to one that runs.
//!
//! Everything that can be found out without the cluster is found out first, then everything that can
//! be found out without writing; only then is anything applied.

mod apply;
mod args;
mod candidate;
mod confirm;
mod prepare;

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde_json::Value;

use self::{
    apply::{Site, apply},
    confirm::{CONTINUE, confirm_narrowing},
    prepare::{fits, plan_for, prepare},
};
pub(crate) use self::{args::InstallArgs, candidate::Candidate};
use super::{diff, endpoints, render::print_documents, source::LOCAL};
use crate::{
    cluster::Cluster,
    config::system_namespace,
    context::Context,
    exit::ExitCode,
    ops::{
        enable::{
            Error, check, clusters,
            install::{self, Job},
            plan::Plan,
            platform::Versions,
            wait::End,
        },
        installed::{self, Installed},
    },
    render::{Rendered, application_name},
    ui::is_interactive,
};

/// What is known of the cluster before anything is written.
pub(crate) struct Known {
    pub(crate) cluster: Cluster,
    pub(crate) namespace: String,
    /// Whether the changes are to be shown before they are made.
    pub(crate) diff: bool,
}

/// Enables an addon, with all that it needs.
pub(crate) fn enable(
    cx: &mut Context<'_>,
    args: &InstallArgs,
    candidate: &Candidate,
    known: Option<Known>,
) -> anyhow::Result<ExitCode> {
    let show_changes = known.as_ref().is_some_and(|it| it.diff);
    let namespace = known
        .as_ref()
        .map_or_else(system_namespace, |it| it.namespace.clone());
    let name = candidate.name().to_owned();
    // Faults of the addon and of the arguments are found without a cluster.
    let mut rendered = candidate.render(&namespace, None, false)?;
    check::refusals(&name, &rendered)?;
    let asked = clusters::asked(&candidate.arguments)?;
    for warning in &rendered.warnings {
        cx.ui.warn(&warning.to_string());
    }

    let cluster = match known.map_or_else(|| args.cluster.connect(cx), |it| Ok(it.cluster)) {
        Ok(cluster) => cluster,
        Err(error) if args.dry_run && is_no_cluster(&error) => {
            cx.ui.note(
                "no cluster is configured, so its versions, addons and definitions are not looked at",
            );
            let plan = plan_for(cx, candidate, asked.as_ref(), &BTreeMap::new(), None)?;
            show(cx, candidate, &plan, None);
            return print(cx, &rendered);
        }
        Err(error) => return Err(error),
    };
    let live = installed::find(&cluster, &namespace, &name).map_err(Error::from)?;
    if let Some(live) = &live
        && !install::is_ours(live)
    {
        check::foreign(live)?;
    }
    let mut versions = Versions::new(&cluster, &namespace);
    if !args.skip_version_validating {
        fits(&mut versions, candidate)?;
    }
    let registered = match &asked {
        Some(_) => Some(clusters::registered(&cluster, &namespace)?),
        None => None,
    };
    if let (Some(asked), Some(registered), Some(live)) = (&asked, &registered, &live) {
        confirm_narrowing(
            cx,
            args,
            &name,
            clusters::narrowing(live, asked, registered),
        )?;
    }
    // Nothing but the notes depends on whether the addon is there already.
    if registered.is_some() || (live.is_some() && candidate.addon.notes.is_some()) {
        rendered = candidate.render(&namespace, registered.as_deref(), live.is_some())?;
    }
    let others = if candidate.addon.metadata.dependencies.is_empty() {
        BTreeMap::new()
    } else {
        installed::list(&cluster, &namespace).map_err(Error::from)?
    };
    let site = Some((&cluster, namespace.as_str()));
    let plan = plan_for(cx, candidate, asked.as_ref(), &others, site)?;
    let steps = prepare(
        args,
        &plan,
        &namespace,
        registered.as_deref(),
        &mut versions,
    )?;
    if !args.override_definitions {
        let mut present = check::Live::new();
        let own = application_of(&name, live.as_ref());
        let all = steps
            .iter()
            .map(|it| (it.rendered.clone(), application_name(it.name())));
        for (rendered, application) in all.chain([(rendered.clone(), own)]) {
            check::definitions(&cluster, &namespace, &rendered, &mut present)?;
            check::conflicts(&rendered, &application, &present)?;
        }
    }
    show(cx, candidate, &plan, live.as_ref());
    if show_changes {
        let job = Job::to_compare((&cluster, &namespace), &name, &rendered, live.as_ref());
        diff::show(cx, candidate, &job)?;
        if args.dry_run {
            return Ok(ExitCode::Success);
        }
        if is_interactive() && !args.yes && !cx.ui.agrees(CONTINUE)? {
            return Err(Error::Aborted { hint: None }.into());
        }
    }
    if args.dry_run {
        return print(cx, &rendered);
    }
    let site = Site {
        cluster: &cluster,
        namespace: &namespace,
        args,
    };
    for step in &steps {
        let present = if step.extends {
            installed::find(&cluster, &namespace, step.name())?
        } else {
            None
        };
        apply(cx, &site, step.name(), &step.rendered, present.as_ref())
            .with_context(|| format!("cannot enable the dependency `{}`", step.name()))?;
        cx.ui.status(&format!(
            "Enabled {}, which {} needs.",
            step.name(),
            step.needed_by
        ));
    }
    let end = apply(cx, &site, &name, &rendered, live.as_ref())?;
    if end == Some(End::Suspended) {
        let application = application_of(&name, live.as_ref());
        cx.ui.line(&format!(
            "Enabling suspend, please run \"vela workflow resume {application} -n vela-system\" to continue"
        ))?;
    }
    cx.ui.line(&format!("Addon {name} enabled successfully."))?;
    if end == Some(End::Running) {
        endpoints::show(cx, &cluster, &namespace, &name)?;
    }
    if let Some(notes) = &rendered.notes {
        cx.ui.line(notes)?;
    }
    Ok(ExitCode::Success)
}

fn is_no_cluster(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref::<crate::cluster::Error>(),
        Some(crate::cluster::Error::NoCluster)
    )
}

fn application_of(addon: &str, live: Option<&Value>) -> String {
    live.and_then(|it| it["metadata"]["name"].as_str())
        .map_or_else(|| application_name(addon), str::to_owned)
}

/// Tells what is going to be done.
fn show(cx: &mut Context<'_>, candidate: &Candidate, plan: &Plan, live: Option<&Value>) {
    let version = &candidate.addon.metadata.version;
    let name = candidate.name();
    if !plan.steps.is_empty() {
        cx.ui.status(&format!(
            "Plan: {} addons, in this order",
            plan.steps.len() + 1
        ));
        for step in &plan.steps {
            let metadata = &step.source.metadata;
            cx.ui.status(&format!(
                "  {} {} from registry {}, needed by {}",
                metadata.name, metadata.version, step.registry, step.needed_by
            ));
        }
        let from = match candidate.registry.as_str() {
            LOCAL => "here".to_owned(),
            name => format!("registry {name}"),
        };
        cx.ui.status(&format!("  {name} {version} from {from}"));
    }
    for (name, version) in &plan.present {
        cx.ui
            .status(&format!("{name} {version} is enabled already."));
    }
    if let Some(present) = live.and_then(Installed::of)
        && present.version != *version
    {
        cx.ui
            .status(&format!("{name}: {} -> {version}", present.version));
    }
}

fn print(cx: &mut Context<'_>, rendered: &Rendered) -> anyhow::Result<ExitCode> {
    let objects: Vec<_> = rendered.objects().collect();
    print_documents(cx, &objects, true)?;
    Ok(ExitCode::Success)
}
