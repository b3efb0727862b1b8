//! Applying an addon and waiting for it.

use serde_json::Value;

use super::InstallArgs;
use crate::{
    clock::stamp,
    cluster::{Cluster, Conflicts},
    config::variable,
    context::Context,
    ops::enable::{
        Error,
        install::{self, Job},
        wait::{self, End},
    },
    render::{Rendered, publish_version},
    ui::{rewrite, take_back},
};

/// Where addons are applied and how.
pub(super) struct Site<'a> {
    pub(super) cluster: &'a Cluster,
    pub(super) namespace: &'a str,
    pub(super) args: &'a InstallArgs,
}

/// Applies an addon and waits for it, if that is wanted.
pub(super) fn apply(
    cx: &mut Context<'_>,
    site: &Site<'_>,
    addon: &str,
    rendered: &Rendered,
    live: Option<&Value>,
) -> anyhow::Result<Option<End>> {
    let now = stamp(variable("SOURCE_DATE_EPOCH").as_deref())?;
    let (annotation, version) = publish_version(&now);
    let args = site.args;
    let job = Job {
        cluster: site.cluster,
        namespace: site.namespace,
        addon,
        rendered,
        live,
        publish: (annotation, &version),
        conflicts: if args.force_conflicts {
            Conflicts::Force
        } else {
            Conflicts::Refuse
        },
        override_definitions: args.override_definitions,
    };
    let outcome = match install::install(&job) {
        Ok(outcome) => outcome,
        Err(Error::Interrupted(it)) => {
            tell(
                cx,
                "applied",
                &it.applied,
                it.upgrade || !it.left.is_empty(),
            );
            tell(cx, "not applied", &it.missing, it.upgrade);
            if it.upgrade {
                cx.ui.note("what was applied stays as it is");
            } else if it.left.is_empty() {
                cx.ui.note("what had been created is deleted again");
            } else {
                tell(cx, "created and not deleted again", &it.left, true);
            }
            return Err(Error::Interrupted(it).into());
        }
        Err(error) => return Err(error.into()),
    };
    if !outcome.dropped.is_empty() {
        cx.ui.warn(&format!(
            "this version of {addon} no longer has what is still in the cluster: {}",
            outcome.dropped.join(", ")
        ));
    }
    if !outcome.lasting.is_empty() {
        cx.ui.note(&format!(
            "not deleted when {addon} is disabled: {}",
            outcome.lasting.join(", ")
        ));
    }
    if args.no_wait && !args.wait {
        return Ok(None);
    }
    let mut shown = String::new();
    let bar = cx.ui.can_rewrite();
    let total = args.timeout.as_secs();
    let end = wait::wait(
        site.cluster,
        &outcome.application,
        args.timeout,
        &mut |phase, time| {
            if bar {
                let passed = time.as_secs();
                rewrite(&format!(
                    "Waiting addon application running. It is now in phase: {phase} (timeout {passed}/{total} seconds)..."
                ));
            } else if shown != phase {
                cx.ui.status(&format!("{addon}: {phase}"));
                phase.clone_into(&mut shown);
            }
        },
    );
    take_back();
    Ok(Some(end?))
}

fn tell(cx: &mut Context<'_>, what: &str, objects: &[String], wanted: bool) {
    if wanted && !objects.is_empty() {
        cx.ui.note(&format!("{what}: {}", objects.join(", ")));
    }
}
