//! `addon registry add`

use std::path::Path;

use super::source::SourceArgs;
use crate::{
    config::{RegistryEntry, RegistryName},
    context::Context,
    exit::ExitCode,
    fs_ext,
    hint::Failure,
    registry,
};

/// Add a registry behind those that are there
#[derive(clap::Args, Debug)]
pub(crate) struct AddArgs {
    /// Name to give the registry
    name: String,
    /// Its address; the same as --endpoint
    #[arg(value_name = "ENDPOINT", conflicts_with = "endpoint")]
    address: Option<String>,
    #[command(flatten)]
    source: SourceArgs,
    /// Do not ask whether the registry answers
    #[arg(long)]
    no_check: bool,
    /// Replace a registry of that name
    #[arg(long, short)]
    force: bool,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &AddArgs) -> anyhow::Result<ExitCode> {
    let name: RegistryName =
        args.name
            .parse()
            .map_err(|error: crate::config::InvalidRegistryName| {
                Failure::new(ExitCode::Usage, error.to_string())
            })?;
    if !args.force
        && let Ok(registries) = cx.registries()
        && registries.get(name.as_str()).is_ok()
    {
        return Err(crate::config::Error::Exists {
            name: name.to_string(),
        }
        .into());
    }
    let mut source = args.source.clone();
    source.endpoint = args.address.clone().or(source.endpoint);
    let mut entry = source.new_entry(cx)?;
    entry.name = name.to_string();
    if let Some(local) = &entry.local {
        fs_ext::create_dir_all(Path::new(&local.path))?;
    }
    if !args.no_check {
        check(cx, &entry).map_err(|error| not_added(error, &name))?;
    }
    cx.registry_file
        .edit(|registries| registries.add(&name, entry, args.force))?;
    cx.ui
        .line(&format!("Successfully add an addon registry {name} "))?;
    Ok(ExitCode::Success)
}

/// Says why a registry is not added; advice on what is configured would be of no use.
fn not_added(error: anyhow::Error, name: &RegistryName) -> anyhow::Error {
    let what = format!("fail to add registry {name}");
    match error.downcast_ref() {
        Some(registry::Error::Setup { problem, .. }) => {
            Failure::new(ExitCode::Usage, format!("{what}: {problem}")).into()
        }
        Some(registry::Error::Absent { .. }) => {
            Failure::new(ExitCode::NotFound, format!("{what}: {error:#}"))
                .with_hint("check the address; the server may lie below another path")
                .into()
        }
        _ => error.context(what),
    }
}

/// Asks the registry what it offers, and tells how much it is.
pub(super) fn check(cx: &mut Context<'_>, entry: &RegistryEntry) -> anyhow::Result<()> {
    let extent = cx.open(entry)?.extent()?;
    for problem in &extent.problems {
        cx.ui.warn(&format!(
            "registry `{}`: {}: {}",
            entry.name, problem.subject, problem.message
        ));
    }
    let counted = |count, noun| match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    };
    let counts = [
        counted(extent.addons, "addon"),
        counted(extent.charts, "plain chart"),
    ];
    let counts: Vec<_> = counts.into_iter().flatten().collect();
    cx.ui.note(&match counts.join(" and ") {
        none if none.is_empty() => "the registry answers; it is empty".to_owned(),
        counts => format!("the registry answers; it offers {counts}"),
    });
    Ok(())
}
