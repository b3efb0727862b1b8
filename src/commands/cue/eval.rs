//! `addon cue eval`

use cue::api::Shown;

use super::{
    concrete, load,
    output::{Form, Printing, print},
    read,
};
use crate::{context::Context, exit::ExitCode};

/// Evaluate files and print what is known of their value
///
/// The files are one package, as with `cue eval`. What is not known yet is printed as the
/// expression that it waits for.
#[derive(clap::Args, Debug)]
pub(crate) struct EvalArgs {
    /// Files of the package; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Form of the value
    #[arg(long, value_enum, default_value = "cue")]
    out: Form,
    /// Print the value of this expression instead of the whole package (can be repeated)
    #[arg(long = "expression", short, value_name = "EXPRESSION")]
    expressions: Vec<String>,
    /// Ask for a value of every field
    #[arg(long, short)]
    concrete: bool,
    /// Print hidden and optional fields too
    #[arg(long, short)]
    all: bool,
    /// Print hidden fields too
    #[arg(long, short = 'H')]
    show_hidden: bool,
    /// Print optional fields too
    #[arg(long, short = 'O')]
    show_optional: bool,
    /// Print structs of one field in one line, and no needless quotes
    #[arg(long, short)]
    simplify: bool,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &EvalArgs) -> anyhow::Result<ExitCode> {
    let files = read(&args.files)?;
    let instance = match load(cx, &files) {
        Ok(instance) => instance,
        Err(code) => return Ok(code),
    };
    let printing = Printing {
        form: args.out,
        expressions: &args.expressions,
        for_reading: true,
        shown: Shown {
            hidden: args.all || args.show_hidden,
            optional: args.all || args.show_optional,
            data_only: false,
        },
        simplify: args.simplify,
    };
    let code = print(cx, &instance, &printing, || {
        if args.concrete {
            concrete(&instance, &args.expressions)?;
        }
        Ok(())
    });
    // The process ends here; to take the values apart one by one would be work for nothing.
    std::mem::forget(instance);
    code
}
