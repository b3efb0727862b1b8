//! `addon registry delete`

use crate::{context::Context, exit::ExitCode};

/// Delete a registry from the configuration
#[derive(clap::Args, Debug)]
pub(crate) struct DeleteArgs {
    /// Name of the registry
    name: String,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &DeleteArgs) -> anyhow::Result<ExitCode> {
    cx.registry_file
        .edit(|registries| registries.remove(&args.name).map(drop))?;
    cx.ui.line(&format!(
        "Successfully delete an addon registry {} ",
        args.name
    ))?;
    Ok(ExitCode::Success)
}
