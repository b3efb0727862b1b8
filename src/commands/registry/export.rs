//! `addon registry export`

use std::{io::Write as _, path::PathBuf};

use super::{in_cluster, manifest};
use crate::{
    commands::cluster::ClusterArgs,
    config::system_namespace,
    context::Context,
    exit::ExitCode,
    fs_ext::{self, Access},
};

/// Write the registries as the manifests that KubeVela keeps them in
///
/// The result holds secrets: tokens as Secrets, passwords of helm registries in the ConfigMap, as
/// KubeVela stores them. With --to-cluster they are written where `vela` and KubeVela look for them;
/// registries that the cluster has besides stay.
#[derive(clap::Args, Debug)]
pub(crate) struct ExportArgs {
    /// File to write, or `-` for standard output
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Namespace of KubeVela's system [default: vela-system]
    #[arg(long, short, value_name = "NAME")]
    namespace: Option<String>,
    /// Write to the cluster instead of a file
    #[arg(long, conflicts_with = "file")]
    to_cluster: bool,
    /// Replace registries of the cluster that differ
    #[arg(long, short, requires = "to_cluster")]
    force: bool,
    #[command(flatten)]
    cluster: ClusterArgs,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let registries = cx.registries()?;
    let namespace = args.namespace.clone().unwrap_or_else(system_namespace);
    if args.to_cluster {
        let cluster = args.cluster.connect(cx)?;
        return in_cluster::write(cx, &cluster, &namespace, &registries, args.force);
    }
    let text = manifest::write(&registries, &namespace)?;
    if args.file.as_os_str() == "-" {
        cx.ui.out().write_all(text.as_bytes())?;
    } else {
        fs_ext::write_atomically(&args.file, text.as_bytes(), Access::Private)?;
        cx.ui.status(&format!(
            "Exported {} registries to {}.",
            registries.iter().len(),
            args.file.display()
        ));
    }
    Ok(ExitCode::Success)
}
