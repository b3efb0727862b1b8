//! `addon cue vet`

use cue::{api::Instance, diag::Diagnostics, limits::Limits};

use super::{read, refuse};
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
    let texts: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let instance = match Instance::build(&texts, &Limits::default()) {
        Ok(instance) => instance,
        Err(faults) => return Ok(refuse(cx, &texts, &faults)),
    };
    let result = instance.check().and_then(|()| {
        if args.concrete {
            return instance.value().data().map(drop);
        }
        match instance.value().fatal() {
            Some(fault) => Err(Diagnostics(vec![fault])),
            None => Ok(()),
        }
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
