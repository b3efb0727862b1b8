//! `addon cue fmt`

use std::{io::Write as _, path::Path};

use cue::FormatOptions;

use super::{STDIN, read_one, refuse};
use crate::{
    context::Context,
    exit::ExitCode,
    fs_ext::{self, Access},
    report,
};

/// Write files in the standard layout
///
/// A file that is laid out already is not touched; `-` formats standard input to standard output.
#[derive(clap::Args, Debug)]
pub(crate) struct FmtArgs {
    /// Files to format; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Simplify too: join structs of one field, drop needless quotes
    #[arg(long, short)]
    simplify: bool,
    /// Change nothing, name the files that would change, and end with 10 if there are any
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &FmtArgs) -> anyhow::Result<ExitCode> {
    let mut failed = Vec::new();
    let mut differs = false;
    for name in &args.files {
        match format(cx, args, name) {
            Ok(ExitCode::Success) => {}
            Ok(ExitCode::Differences) => differs = true,
            Ok(code) => failed.push(code),
            Err(error) if args.files.len() == 1 => return Err(error),
            Err(error) => failed.push(report::report(cx.ui, &error)),
        }
    }
    match report::of_batch(args.files.len(), &failed) {
        ExitCode::Success if differs => Ok(ExitCode::Differences),
        code => Ok(code),
    }
}

fn format(cx: &mut Context<'_>, args: &FmtArgs, name: &str) -> anyhow::Result<ExitCode> {
    let text = read_one(name)?;
    let formatted = match cue::format(
        &text,
        FormatOptions {
            simplify: args.simplify,
        },
    ) {
        Ok(formatted) => formatted,
        Err(faults) => return Ok(refuse(cx, &[(name, &text)], &faults)),
    };
    if args.check {
        if formatted == text {
            return Ok(ExitCode::Success);
        }
        cx.ui.line(name)?;
        return Ok(ExitCode::Differences);
    }
    if name == STDIN {
        cx.ui.out().write_all(formatted.as_bytes())?;
    } else if formatted != text {
        fs_ext::write_atomically(Path::new(name), formatted.as_bytes(), Access::Shared)?;
    }
    Ok(ExitCode::Success)
}
