//! `addon cue export`

use cue::{api::Shown, diag::Diagnostics};

use super::{
    load,
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
    print(cx, &instance, &printing, || {
        instance.check()?;
        // What is printed as CUE has to be data all the same.
        if args.out == Form::Cue && args.expressions.is_empty() {
            instance.value().data()?;
        }
        if args.out == Form::Cue {
            for expression in &args.expressions {
                instance.expression(expression)?.data()?;
            }
        }
        Ok::<(), Diagnostics>(())
    })
}
