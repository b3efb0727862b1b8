//! `addon registry update`

use super::source::SourceArgs;
use crate::{context::Context, exit::ExitCode};

/// Change a registry: what is given, and nothing else
#[derive(clap::Args, Debug)]
pub(crate) struct UpdateArgs {
    /// Name of the registry
    name: String,
    #[command(flatten)]
    source: SourceArgs,
    /// Do not ask whether the registry answers
    #[arg(long)]
    no_check: bool,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &UpdateArgs) -> anyhow::Result<ExitCode> {
    let mut entry = cx.registries()?.get(&args.name)?.clone();
    let name = entry.name.clone();
    if args
        .source
        .kind
        .is_some_and(|kind| Some(kind) != entry.kind())
    {
        // Of one kind's settings hardly any mean something to another.
        entry = args.source.new_entry(cx)?;
        entry.name.clone_from(&name);
    } else {
        args.source.apply(&mut entry)?;
    }
    if !args.no_check
        && let Err(error) = super::add::check(cx, &entry)
    {
        cx.ui.warn(&format!(
            "the registry is updated, but cannot be read: {error:#}"
        ));
    }
    cx.registry_file
        .edit(|registries| -> Result<(), crate::config::Error> {
            *registries.get_mut(&name)? = entry;
            Ok(())
        })?;
    cx.ui
        .line(&format!("Successfully update an addon registry {name} "))?;
    Ok(ExitCode::Success)
}
