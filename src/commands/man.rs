//! `addon man`

use std::io::Write as _;

use clap_mangen::Man;

use crate::{cli, context::Context, exit::ExitCode};

/// Print the man pages, each behind a line with its file name
#[derive(clap::Args, Debug)]
pub(crate) struct ManArgs {}

pub(crate) fn run(cx: &mut Context<'_>, _args: &ManArgs) -> anyhow::Result<ExitCode> {
    let mut root = cli::command();
    root.build();
    let mut text = Vec::new();
    write_pages(root, &mut text)?;
    cx.ui.bytes(&text)?;
    Ok(ExitCode::Success)
}

/// Writes the page of `command` and those of its commands.
fn write_pages(command: clap::Command, out: &mut Vec<u8>) -> std::io::Result<()> {
    let name = command
        .get_display_name()
        .unwrap_or(command.get_name())
        .to_owned();
    writeln!(out, "=== {name}.1")?;
    Man::new(command.clone()).render(out)?;
    for subcommand in command.get_subcommands() {
        if subcommand.get_name() != "help" && !subcommand.is_hide_set() {
            write_pages(subcommand.clone(), out)?;
        }
    }
    Ok(())
}
