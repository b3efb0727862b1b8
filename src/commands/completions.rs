//! `addon completions`

use clap_complete::{Shell, generate};

use crate::{cli, context::Context, exit::ExitCode};

/// Print a completion script for a shell
#[derive(clap::Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &CompletionsArgs) -> anyhow::Result<ExitCode> {
    // The generator panics when its stream fails, so it writes to memory first.
    let mut script = Vec::new();
    generate(args.shell, &mut cli::command(), "addon", &mut script);
    cx.ui.bytes(&script)?;
    Ok(ExitCode::Success)
}
