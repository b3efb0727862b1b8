//! Definitions in Go, for the commands that work on an addon's folder.

use super::source::Opened;
use crate::{
    config::variable,
    context::Context,
    godef::{self, Error, Module, Toolchain},
    render::{Source, TextFile},
};

/// What is done with the folder `godef` of an addon.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(crate) struct GodefArgs {
    /// Compile the definitions in godef/, which runs code of the addon; needs Go
    #[arg(long)]
    godef: bool,
    /// Let definitions in Go take the place of those of the same name in definitions/
    #[arg(long)]
    override_definitions: bool,
}

/// Adds the definitions that an addon has in Go, or says why they are left out.
pub(crate) fn add_definitions(
    cx: &mut Context<'_>,
    opened: &Opened,
    addon: &mut Source,
    args: GodefArgs,
) -> anyhow::Result<()> {
    let module = match Module::of(&opened.files) {
        Ok(Some(module)) => module,
        Ok(None) => return Ok(()),
        Err(error) if args.godef => return Err(error.into()),
        Err(error) => {
            cx.ui.warn(&format!("godef/ is left out: {error}"));
            return Ok(());
        }
    };
    let Some(folder) = &opened.folder else {
        if !module.functions.is_empty() {
            cx.ui.warn(
                "the definitions in godef/ are left out: they are compiled from an addon's folder only",
            );
        }
        return Ok(());
    };
    if !args.godef {
        if !module.functions.is_empty() {
            cx.ui.warn(
                "the definitions in godef/ are left out: --godef compiles them, which runs code \
                 of the addon and needs Go",
            );
        }
        return Ok(());
    }
    let toolchain = Toolchain::find(&variable("PATH").unwrap_or_default())?;
    cx.ui.status("Compiling the definitions in godef/...");
    let compiled = godef::compile(&toolchain, folder, &module)?;
    let names: Vec<&str> = compiled.iter().map(|it| it.name.as_str()).collect();
    let files = addon.definitions.iter();
    let files = files.map(|file| (file.path.as_str(), file.text.as_str()));
    let conflicts = godef::conflicts(files, &names);
    if !conflicts.is_empty() && !args.override_definitions {
        let names = conflicts.into_iter().map(|(_, name)| name).collect();
        return Err(Error::Conflict { names }.into());
    }
    let overridden: Vec<String> = conflicts
        .into_iter()
        .map(|(path, _)| path.to_owned())
        .collect();
    addon
        .definitions
        .retain(|file| !overridden.contains(&file.path));
    for definition in compiled {
        addon.definitions.push(TextFile {
            path: format!("godef/{}-{}.cue", definition.kind, definition.name),
            text: definition.cue,
        });
    }
    Ok(())
}
