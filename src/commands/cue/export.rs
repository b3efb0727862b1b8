//! `addon cue export`

use cue::api::Shown;

use super::{
    concrete, load,
    output::{Form, Printing, print},
    read,
};
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
    #[arg(long, value_enum, default_value = "json")]
    out: Form,
    /// Print the value of this expression instead of the whole package (can be repeated)
    #[arg(long = "expression", short, value_name = "EXPRESSION")]
    expressions: Vec<String>,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let files = read(&args.files)?;
    let instance = match load(cx, &files) {
        Ok(instance) => instance,
        Err(code) => return Ok(code),
    };
    let printing = Printing {
        form: args.out,
        expressions: &args.expressions,
        for_reading: false,
        shown: Shown {
            data_only: true,
            ..Shown::default()
        },
        simplify: true,
    };
    let code = print(cx, &instance, &printing, || {
        // Errors elsewhere in the package do not matter for an expression, as with `cue export`.
        if args.expressions.is_empty() {
            instance.check()?;
        }
        // What is printed as CUE has to be data all the same.
        if args.out == Form::Cue {
            concrete(&instance, &args.expressions)?;
        }
        Ok(())
    });
    // The process ends here; to take the values apart one by one would be work for nothing.
    std::mem::forget(instance);
    code
}
