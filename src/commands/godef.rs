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

/// What is wanted of the definitions that an addon has in Go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GoDefinitions {
    /// Compile them.
    pub(crate) compile: bool,
    /// Let them take the place of others of the same name.
    pub(crate) override_others: bool,
    /// What to do when there are some that nobody asked to compile.
    pub(crate) unasked: Unasked,
}

/// What to do about definitions that are not to be compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unasked {
    /// Leave them out and say so.
    Warn,
    /// Refuse the addon, which does not work without them.
    Refuse,
}

impl From<GodefArgs> for GoDefinitions {
    fn from(args: GodefArgs) -> Self {
        Self {
            compile: args.godef,
            override_others: args.override_definitions,
            unasked: Unasked::Warn,
        }
    }
}

/// Adds the definitions that an addon has in Go, or says why they are left out.
pub(crate) fn add_definitions(
    cx: &mut Context<'_>,
    opened: &Opened,
    addon: &mut Source,
    wish: GoDefinitions,
) -> anyhow::Result<()> {
    let module = match Module::of(&opened.files) {
        Ok(Some(module)) => module,
        Ok(None) => return Ok(()),
        Err(error) if wish.compile || wish.unasked == Unasked::Refuse => return Err(error.into()),
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
    if !wish.compile {
        match wish.unasked {
            _ if module.functions.is_empty() => {}
            Unasked::Warn => cx.ui.warn(
                "the definitions in godef/ are left out: --godef compiles them, which runs code \
                 of the addon and needs Go",
            ),
            Unasked::Refuse => return Err(Error::Unasked.into()),
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
    if !conflicts.is_empty() && !wish.override_others {
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
