//! `addon cue vet`

use super::{load, read};
use crate::{context::Context, exit::ExitCode};

/// Check files without printing their value
///
/// The files are one package. Fields need not have a value yet, unless --concrete asks for it.
#[derive(clap::Args, Debug)]
pub(crate) struct VetArgs {
    /// Files of the package; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Ask for a value of every field
    #[arg(long, short)]
    concrete: bool,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &VetArgs) -> anyhow::Result<ExitCode> {
    let files = read(&args.files)?;
    let instance = match load(cx, &files) {
        Ok(instance) => instance,
        Err(code) => return Ok(code),
    };
    let result = instance.check().and_then(|()| {
        if args.concrete {
            instance.value().data()?;
        }
        Ok(())
    });
    cx.ui.diagnostics(&instance.sources(), &instance.warnings());
    match result {
        Ok(()) => Ok(ExitCode::Success),
        Err(faults) => {
            cx.ui.diagnostics(&instance.sources(), &faults.0);
            Ok(ExitCode::Invalid)
        }
    }
}
