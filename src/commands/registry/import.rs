//! `addon registry import`

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use super::{in_cluster, manifest};
use crate::{
    commands::cluster::ClusterArgs,
    config::{self, RegistryEntry, RegistryName, system_namespace},
    context::Context,
    exit::ExitCode,
    fs_ext,
    hint::Failure,
};

const MAX_SIZE: u64 = 16 << 20;

/// Take over the registries of a KubeVela installation
///
/// FILE holds the ConfigMap `vela-addon-registry` and the Secrets of its tokens, such as `addon
/// registry export` writes, or kubectl with `get configmap,secret -o yaml`. With --from-cluster they
/// are read where KubeVela keeps them.
#[derive(clap::Args, Debug)]
pub(crate) struct ImportArgs {
    /// File to read, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Replace registries that are there and differ
    #[arg(long, short)]
    force: bool,
    /// Read from the cluster instead of a file
    #[arg(long, conflicts_with = "file")]
    from_cluster: bool,
    /// Namespace of KubeVela's system in the cluster [default: vela-system]
    #[arg(long, short, value_name = "NAME")]
    namespace: Option<String>,
    #[command(flatten)]
    cluster: ClusterArgs,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let (imported, origin) = match &args.file {
        Some(file) => (read_file(file)?, file.display().to_string()),
        None if args.from_cluster => {
            let cluster = args.cluster.connect(cx)?;
            let namespace = args.namespace.clone().unwrap_or_else(system_namespace);
            (
                in_cluster::read(&cluster, &namespace)?,
                "the cluster".into(),
            )
        }
        None => {
            let failure = Failure::new(ExitCode::Usage, "there is nothing to import from")
                .with_hint("name a file, `-` for standard input, or give --from-cluster");
            return Err(failure.into());
        }
    };
    for warning in &imported.warnings {
        cx.ui.warn(warning);
    }
    let count = imported.registries.iter().len();
    // What is there before anything was configured was nobody's choice.
    let force = args.force || !cx.registry_file.path().exists();
    cx.registry_file.edit(|registries| -> anyhow::Result<()> {
        for entry in imported.registries.iter() {
            let unchanged = registries
                .get(&entry.name)
                .is_ok_and(|present| present == entry);
            if !unchanged {
                registries.add(&name_of(entry)?, entry.clone(), force)?;
            }
        }
        Ok(())
    })?;
    cx.ui
        .status(&format!("Imported {count} registries from {origin}."));
    Ok(ExitCode::Success)
}

fn read_file(file: &Path) -> anyhow::Result<manifest::Imported> {
    let text = if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .take(MAX_SIZE)
            .read_to_string(&mut text)?;
        text
    } else {
        fs_ext::read_to_string(file, MAX_SIZE)?
    };
    manifest::read(&text).map_err(|error| {
        let message = format!("cannot import `{}`: {error}", file.display());
        Failure::new(ExitCode::Invalid, message).into()
    })
}

fn name_of(entry: &RegistryEntry) -> Result<RegistryName, Failure> {
    entry
        .name
        .parse()
        .map_err(|error: config::InvalidRegistryName| {
            Failure::new(ExitCode::Invalid, error.to_string())
        })
}
