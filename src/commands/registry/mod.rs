//! `addon registry`

mod add;
mod export;
mod get;
mod guess;
mod import;
mod in_cluster;
mod list;
mod manifest;
mod remove;
mod source;
mod update;

use std::io::Read as _;

pub(crate) use self::source::unnamed;
use crate::{context::Context, exit::ExitCode, hint::Failure, secret::Secret};

/// Manage the registries that addons come from and go to
#[derive(clap::Args, Debug)]
pub(crate) struct RegistryArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    Add(add::AddArgs),
    #[command(visible_alias = "ls")]
    List(list::ListArgs),
    Get(get::GetArgs),
    Update(update::UpdateArgs),
    #[command(visible_aliases = ["remove", "rm"])]
    Delete(remove::DeleteArgs),
    Import(Box<import::ImportArgs>),
    Export(Box<export::ExportArgs>),
}

pub(crate) fn run(cx: &mut Context<'_>, args: RegistryArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Add(args) => add::run(cx, &args),
        Command::List(args) => list::run(cx, &args),
        Command::Get(args) => get::run(cx, &args),
        Command::Update(args) => update::run(cx, &args),
        Command::Delete(args) => remove::run(cx, &args),
        Command::Import(args) => import::run(cx, &args),
        Command::Export(args) => export::run(cx, &args),
    }
}

/// Reads a secret from standard input, without the line break at its end.
pub(crate) fn secret_from_stdin(what: &str) -> anyhow::Result<Secret> {
    const MAX_SIZE: u64 = 1 << 20;
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(MAX_SIZE)
        .read_to_string(&mut text)?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        let message = format!("there is no {what} on standard input");
        return Err(Failure::new(ExitCode::Usage, message).into());
    }
    Ok(Secret::new(text))
}
