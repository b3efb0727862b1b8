//! `addon registry export`

use std::{io::Write as _, path::PathBuf};

use super::manifest;
use crate::{
    context::Context,
    exit::ExitCode,
    fs_ext::{self, Access},
};

/// Write the registries as the manifests that KubeVela keeps them in
///
/// The result holds secrets: tokens as Secrets, passwords of helm registries in the ConfigMap, as
/// KubeVela stores them.
#[derive(clap::Args, Debug)]
pub(crate) struct ExportArgs {
    /// File to write, or `-` for standard output
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Namespace of KubeVela's system [default: vela-system]
    #[arg(long, short, value_name = "NAME")]
    namespace: Option<String>,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let registries = cx.registries()?;
    let namespace = args.namespace.clone().unwrap_or_else(manifest::namespace);
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
