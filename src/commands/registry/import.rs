//! `addon registry import`

use std::{io::Read as _, path::PathBuf};

use super::manifest;
use crate::{
    config::{self, RegistryEntry, RegistryName},
    context::Context,
    exit::ExitCode,
    fs_ext,
    hint::Failure,
};

const MAX_SIZE: u64 = 16 << 20;

/// Take over the registries of a KubeVela installation
///
/// FILE holds the ConfigMap `vela-addon-registry` and the Secrets of its tokens, such as `addon
/// registry export` writes, or kubectl with `get configmap,secret -o yaml`.
#[derive(clap::Args, Debug)]
pub(crate) struct ImportArgs {
    /// File to read, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace registries that are there and differ
    #[arg(long, short)]
    force: bool,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let text = if args.file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .take(MAX_SIZE)
            .read_to_string(&mut text)?;
        text
    } else {
        fs_ext::read_to_string(&args.file, MAX_SIZE)?
    };
    let imported = manifest::read(&text).map_err(|error| {
        let message = format!("cannot import `{}`: {error}", args.file.display());
        Failure::new(ExitCode::Invalid, message)
    })?;
    for warning in &imported.warnings {
        cx.ui.warn(warning);
    }
    let count = imported.registries.iter().len();
    cx.registry_file.edit(|registries| -> anyhow::Result<()> {
        for entry in imported.registries.iter() {
            let unchanged = registries
                .get(&entry.name)
                .is_ok_and(|present| present == entry);
            if !unchanged {
                registries.add(&name_of(entry)?, entry.clone(), args.force)?;
            }
        }
        Ok(())
    })?;
    cx.ui.status(&format!(
        "Imported {count} registries from {}.",
        args.file.display()
    ));
    Ok(ExitCode::Success)
}

fn name_of(entry: &RegistryEntry) -> Result<RegistryName, Failure> {
    entry
        .name
        .parse()
        .map_err(|error: config::InvalidRegistryName| {
            Failure::new(ExitCode::Invalid, error.to_string())
        })
}
