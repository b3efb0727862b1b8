//! `addon pull`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use bytes::Bytes;

use super::{
    package,
    reference::{Found, Reference, find},
};
use crate::{
    archive::{self, Limits},
    chart::Chart,
    context::Context,
    exit::ExitCode,
    fs_ext::{self, Access},
    hint::Failure,
    ops,
    registry::{Fetched, Release},
};

/// Fetch an addon or chart from a registry, as a package or as a folder
#[derive(clap::Args, Debug)]
pub(crate) struct PullArgs {
    /// The addon or chart, as NAME, REGISTRY/NAME or REGISTRY/NAME@VERSION
    reference: Reference,
    /// Version, or a constraint on it
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,
    /// Unpack into the folder NAME
    #[arg(long)]
    untar: bool,
    /// Folder to write to, or `-` for standard output
    #[arg(long, short, value_name = "DIR", default_value = ".")]
    destination: PathBuf,
    /// Overwrite a package that is there and differs
    #[arg(long, short)]
    force: bool,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &PullArgs) -> anyhow::Result<ExitCode> {
    let to_stdout = args.destination == Path::new("-");
    if to_stdout && args.untar {
        let message = "--untar writes a folder, which cannot go to standard output";
        return Err(Failure::new(ExitCode::Usage, message).into());
    }
    let Found { registry, release } = find(cx, &args.reference, args.version.as_deref())?;
    let fetched = registry.fetch(&release)?;
    if args.untar {
        let target = args.destination.join(release.name.as_str());
        let files = fetched
            .into_tree()
            .with_context(|| format!("cannot read {} {}", release.name, release.version))?;
        archive::extract(&files, &target)?;
        cx.ui.line(&target.display().to_string())?;
        return Ok(ExitCode::Success);
    }
    let (file_name, bytes) = package_of(&release, fetched)?;
    if to_stdout {
        cx.ui.bytes(&bytes)?;
        return Ok(ExitCode::Success);
    }
    fs_ext::create_dir_all(&args.destination)?;
    let path = args.destination.join(file_name);
    match fs_ext::read_if_exists(&path, u64::MAX - 1)? {
        Some(present) if present == bytes => {}
        Some(_) if !args.force => {
            let message = format!(
                "`{}` exists already, with different content",
                path.display()
            );
            return Err(Failure::new(ExitCode::Exists, message)
                .with_hint("move it away, or overwrite it with --force")
                .into());
        }
        _ => fs_ext::write_atomically(&path, &bytes, Access::Shared)?,
    }
    cx.ui.line(&path.display().to_string())?;
    Ok(ExitCode::Success)
}

/// Returns the package with its file name; an addon from a git registry is packed on the way.
fn package_of(release: &Release, fetched: Fetched) -> anyhow::Result<(String, Bytes)> {
    match fetched {
        Fetched::Package(bytes) => {
            let chart = Chart::from_archive(&bytes, &Limits::HELM)
                .with_context(|| format!("cannot read {} {}", release.name, release.version))?;
            Ok((chart.metadata.file_name(), bytes))
        }
        Fetched::Tree(files) => {
            let options = package::options(None, None, false)?;
            let packed = ops::package::pack_files(release.name.as_str(), files, &options)?;
            Ok((packed.package.file_name, packed.package.bytes))
        }
    }
}
