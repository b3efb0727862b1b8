//! `addon enable`

use super::{
    install::{Candidate, InstallArgs, enable},
    source,
};
use crate::{context::Context, exit::ExitCode, ui::CAUTION};

/// Install an addon, and the addons that it needs, in the cluster
///
/// Everything is checked before anything is applied. An addon that is enabled already gets the
/// version and the arguments that are given now; `addon upgrade` keeps those that it has.
#[derive(clap::Args, Debug)]
pub(crate) struct EnableArgs {
    /// The addon: a folder, a package, NAME or REGISTRY/NAME@VERSION
    #[arg(value_name = "SOURCE")]
    source: String,
    #[command(flatten)]
    install: InstallArgs,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &EnableArgs) -> anyhow::Result<ExitCode> {
    let arguments = args.install.arguments()?;
    let version = args.install.version.as_deref();
    let opened = source::open(cx, &args.source, version)?;
    let is_local = opened.origin.is_none();
    let candidate = Candidate::new(
        cx,
        opened,
        args.install.go_definitions(),
        &arguments,
        version,
    )?;
    if is_local && !args.install.dry_run {
        cx.ui.line(&format!(
            "{CAUTION}enabling addon by local dir: {} {CAUTION:#}",
            args.source
        ))?;
    }
    enable(cx, &args.install, &candidate, None)
}
