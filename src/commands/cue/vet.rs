//! `addon cue vet`

use super::{load, read};
use crate::{context::Context, exit::ExitCode, hint::Failure};

/// Check files without printing their value
///
/// The files are one package. Fields without a value are refused, as by the real tool;
/// --concrete=false allows them.
#[derive(clap::Args, Debug)]
pub(crate) struct VetArgs {
    /// Files of the package; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Tell which fields lack a value, or allow such fields with `=false`
    #[arg(
        long,
        short,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_name = "BOOL"
    )]
    concrete: Option<bool>,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &VetArgs) -> anyhow::Result<ExitCode> {
    let files = read(&args.files)?;
    let instance = match load(cx, &files) {
        Ok(instance) => instance,
        Err(code) => return Ok(code),
    };
    let result = instance.check();
    let missing = match &result {
        Ok(()) if args.concrete != Some(false) => instance.value().data().err(),
        _ => None,
    };
    cx.ui.diagnostics(&instance.sources(), &instance.warnings());
    match (result, missing) {
        (Ok(()), None) => Ok(ExitCode::Success),
        (Ok(()), Some(_)) if args.concrete.is_none() => {
            let failure = Failure::new(ExitCode::Invalid, "some fields have no value yet");
            Err(failure
                .with_hint("-c tells which, -c=false allows them")
                .into())
        }
        (Err(faults), _) | (Ok(()), Some(faults)) => {
            cx.ui.diagnostics(&instance.sources(), &faults.0);
            Ok(ExitCode::Invalid)
        }
    }
}
