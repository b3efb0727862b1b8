//! `addon upgrade`

use serde_json::Value;

use super::{
    disable::application,
    install::{Candidate, InstallArgs, Known, enable},
    reference::{Found, find},
    source,
};
use crate::{
    chart::Version,
    config::system_namespace,
    context::Context,
    exit::ExitCode,
    hint::Failure,
    ops::{
        enable::Error,
        installed::{self, Installed},
    },
    render::Arguments,
};

/// Install another version or other arguments of an addon that is enabled
///
/// The arguments that it was enabled with are kept, and those given now are merged into them. The
/// registry is the one that the addon came from.
#[derive(clap::Args, Debug)]
pub(crate) struct UpgradeArgs {
    /// The addon: NAME, REGISTRY/NAME@VERSION, a folder or a package
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Keep the version, and change arguments only
    #[arg(long, conflicts_with = "version")]
    reuse_version: bool,
    /// Show what changes before it is changed; with --dry-run show nothing else
    #[arg(long)]
    diff: bool,
    #[command(flatten)]
    install: InstallArgs,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &UpgradeArgs) -> anyhow::Result<ExitCode> {
    let install = &args.install;
    let given = install.arguments()?;
    let local = source::open_local(cx, &args.source)?;
    let reference = match local {
        Some(_) => None,
        None => Some(source::reference(&args.source)?),
    };
    let cluster = install.cluster.connect(cx)?;
    let namespace = system_namespace();
    let (candidate, name) = match (local, reference) {
        (Some(opened), _) => {
            let candidate = Candidate::new(
                cx,
                opened,
                install.go_definitions(),
                &given,
                install.version.as_deref(),
            )?;
            let name = candidate.addon.metadata.name.clone();
            application(&cluster, &namespace, &name)?;
            (candidate, name)
        }
        (None, Some(mut reference)) => {
            let name = reference.name.to_string();
            let live = application(&cluster, &namespace, &name)?;
            let present = Installed::of(&live).unwrap_or_else(|| Installed {
                name: name.clone(),
                version: String::new(),
                registry: String::new(),
                application: String::new(),
            });
            let version = match &install.version {
                _ if args.reuse_version => Some(present.version.clone()),
                version => version.clone().or_else(|| reference.version.clone()),
            };
            if reference.registry.is_none() {
                reference.registry = recorded(cx, &present)?;
            }
            let found = find(cx, &reference, version.as_deref())?;
            if version.is_none() {
                refuse_downgrade(&present, &found)?;
            }
            let opened = source::fetch(found)?;
            (
                Candidate::new(cx, opened, install.go_definitions(), &given, None)?,
                name,
            )
        }
        (None, None) => return Err(Failure::new(ExitCode::Usage, "must specify addon name").into()),
    };
    let stored = installed::arguments(&cluster, &namespace, &name)?;
    let candidate = Candidate {
        arguments: merged(stored, candidate.arguments),
        ..candidate
    };
    let known = Known {
        cluster,
        namespace,
        diff: args.diff,
    };
    enable(cx, install, &candidate, Some(known))
}

/// Merges new arguments into those that are stored.
pub(crate) fn merged(
    stored: serde_json::Map<String, Value>,
    given: serde_json::Map<String, Value>,
) -> serde_json::Map<String, Value> {
    let mut arguments = Arguments::default();
    arguments.merge(stored);
    arguments.merge(given);
    arguments.resolve(None)
}

/// Returns the registry that the addon came from, if it is still configured.
pub(crate) fn recorded(
    cx: &mut Context<'_>,
    present: &Installed,
) -> anyhow::Result<Option<String>> {
    match present.registry.as_str() {
        "" => Ok(None),
        source::LOCAL => {
            cx.ui.note(&format!(
                "{} came from a folder; now a registry is asked for it",
                present.name
            ));
            Ok(None)
        }
        name if cx.registries()?.iter().any(|entry| entry.name == name) => {
            Ok(Some(name.to_owned()))
        }
        name => {
            cx.ui.warn(&format!(
                "registry `{name}`, which {} came from, is no longer configured",
                present.name
            ));
            Ok(None)
        }
    }
}

/// Fails if the newest version on offer is older than the one that is there.
fn refuse_downgrade(present: &Installed, found: &Found) -> Result<(), Error> {
    let offered = &found.release.version;
    let (Ok(old), Ok(new)) = (
        present.version.parse::<Version>(),
        offered.parse::<Version>(),
    ) else {
        return Ok(());
    };
    if new.precedence(&old).is_lt() {
        return Err(Error::Downgrade {
            addon: present.name.clone(),
            installed: present.version.clone(),
            offered: offered.clone(),
            registry: found.registry.name().to_owned(),
        });
    }
    Ok(())
}
