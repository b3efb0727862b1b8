//! `addon cue export`

use std::io::Write as _;

use clap::ValueEnum;
use cue::{
    api::{Instance, Value},
    diag::Diagnostics,
    limits::Limits,
};

use super::{read, refuse};
use crate::{context::Context, exit::ExitCode};

/// Evaluate files and print the value as data
///
/// The files are one package, as with `cue export`.
#[derive(clap::Args, Debug)]
pub(crate) struct ExportArgs {
    /// Files of the package; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Form of the data
    #[arg(long, value_enum, default_value_t)]
    out: Form,
    /// Print the value of this expression instead of the whole package
    #[arg(long, short, value_name = "EXPRESSION")]
    expression: Option<String>,
}

/// The forms of exported data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// JSON
    #[default]
    Json,
    /// YAML
    Yaml,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let files = read(&args.files)?;
    let texts: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let instance = match Instance::build(&texts, &Limits::default()) {
        Ok(instance) => instance,
        Err(faults) => return Ok(refuse(cx, &texts, &faults)),
    };
    let result = export(&instance, args);
    cx.ui.diagnostics(&instance.sources(), &instance.warnings());
    match result {
        Ok(text) => {
            writeln!(cx.ui.out(), "{}", text.trim_end_matches('\n'))?;
            Ok(ExitCode::Success)
        }
        Err(faults) => {
            cx.ui.diagnostics(&instance.sources(), &faults.0);
            Ok(ExitCode::Invalid)
        }
    }
}

fn export(instance: &Instance, args: &ExportArgs) -> Result<String, Diagnostics> {
    let value: Value = match &args.expression {
        // errors elsewhere in the package do not matter, as with `cue export`
        Some(text) => instance.expression(text)?,
        None => {
            instance.check()?;
            instance.value()
        }
    };
    match args.out {
        Form::Json => value.to_json(),
        Form::Yaml => value.to_yaml(),
    }
}
