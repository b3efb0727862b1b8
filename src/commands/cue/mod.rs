//! `addon cue`: the CUE engine from the command line.

mod eval;
mod export;
mod fmt;
mod output;
mod vet;

use std::{io::Read as _, path::Path};

use cue::{api::Instance, diag::Diagnostics, limits::Limits, source::Source};

use crate::{context::Context, exit::ExitCode, fs_ext};

/// Evaluate, check and format files in CUE
#[derive(clap::Args, Debug)]
pub(crate) struct CueArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    Eval(eval::EvalArgs),
    Export(export::ExportArgs),
    Fmt(fmt::FmtArgs),
    Vet(vet::VetArgs),
}

pub(crate) fn run(cx: &mut Context<'_>, args: CueArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Eval(args) => eval::run(cx, &args),
        Command::Export(args) => export::run(cx, &args),
        Command::Fmt(args) => fmt::run(cx, &args),
        Command::Vet(args) => vet::run(cx, &args),
    }
}

/// The largest file that is read; the engine's own limits are narrower.
const MAX_FILE: u64 = 64 << 20;

/// The name of standard input in messages.
const STDIN: &str = "-";

/// Reads files, each with its name; `-` is standard input.
fn read(files: &[String]) -> anyhow::Result<Vec<(&str, String)>> {
    files
        .iter()
        .map(|name| Ok((name.as_str(), read_one(name)?)))
        .collect()
}

fn read_one(name: &str) -> anyhow::Result<String> {
    if name != STDIN {
        return Ok(fs_ext::read_to_string(Path::new(name), MAX_FILE)?);
    }
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(MAX_FILE)
        .read_to_string(&mut text)?;
    Ok(text)
}

/// Builds the instance of `files`, or draws what is wrong with them.
fn load(cx: &mut Context<'_>, files: &[(&str, String)]) -> Result<Instance, ExitCode> {
    let texts: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    Instance::build(&texts, &Limits::default()).map_err(|faults| refuse(cx, &texts, &faults))
}

/// Checks that each of the values that are asked for is data in full.
fn concrete(instance: &Instance, expressions: &[String]) -> Result<(), Diagnostics> {
    if expressions.is_empty() {
        instance.check()?;
        instance.value().data()?;
    }
    for expression in expressions {
        instance.expression(expression)?.data()?;
    }
    Ok(())
}

/// Draws what is wrong with `files`, which are one package.
fn refuse(cx: &mut Context<'_>, files: &[(&str, &str)], faults: &Diagnostics) -> ExitCode {
    let sources: Vec<_> = files
        .iter()
        .map(|(name, text)| Source::new(*name, *text))
        .collect();
    cx.ui.diagnostics(&sources, &faults.0);
    ExitCode::Invalid
}
