//! Where an addon comes from that a command works on: a folder, a package or a registry.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::reference::{Found, Reference, find};
use crate::{
    addon::{FileTree, layout},
    archive::{self, Limits},
    chart::Folder,
    context::Context,
    exit::ExitCode,
    fs_ext,
    hint::Failure,
};

/// The largest package that is read from a disk.
const MAX_PACKAGE: u64 = 256 << 20;

/// The registry that an addon from the disk is said to come from.
pub(crate) const LOCAL: &str = "local";

/// The files of an addon and the name of the registry that they come from.
pub(crate) struct Opened {
    pub(crate) files: FileTree,
    pub(crate) registry: String,
    /// The folder, if it is one.
    pub(crate) folder: Option<PathBuf>,
    /// The registry and the release, if it does not come from the disk.
    pub(crate) origin: Option<Found>,
}

/// Gets the addon that `source` names: a folder or file if there is one, else one of a registry.
pub(crate) fn open(
    cx: &mut Context<'_>,
    source: &str,
    version: Option<&str>,
) -> anyhow::Result<Opened> {
    if let Some(opened) = open_local(cx, source)? {
        return Ok(opened);
    }
    let found = find(cx, &reference(source)?, version)?;
    fetch(found)
}

/// Gets the addon from the disk, if `source` is a path.
pub(crate) fn open_local(cx: &mut Context<'_>, source: &str) -> anyhow::Result<Option<Opened>> {
    let path = Path::new(source);
    let looks_like_path =
        source.starts_with(['.', '/', '~']) || source.ends_with('/') || source.contains('\\');
    if path.is_file() {
        return from_package(path).map(Some);
    }
    if path.is_dir() && (looks_like_path || path.join(layout::METADATA).exists()) {
        if !looks_like_path && !source.contains('/') {
            cx.ui.note(&format!(
                "`{source}` is taken from the folder of that name; REGISTRY/{source} asks a registry"
            ));
        }
        return from_folder(path).map(Some);
    }
    if looks_like_path {
        let message = format!("addon directory {source} not found in local file system");
        return Err(Failure::new(ExitCode::NotFound, message)
            .with_hint("name a folder, a package, NAME or REGISTRY/NAME@VERSION")
            .into());
    }
    Ok(None)
}

/// Reads what is no path as the name of an addon.
pub(crate) fn reference(source: &str) -> anyhow::Result<Reference> {
    if source.matches('/').count() > 1 {
        let message = "failed to split addonName and addonRegistry: invalid addon name, you should specify name only  <addonName>  or with registry as prefix <registryName>/<addonName>";
        let hint = format!("`{source}` is no folder and no package either");
        return Err(Failure::new(ExitCode::Usage, message)
            .with_hint(hint)
            .into());
    }
    source.parse().map_err(|reason| {
        let message =
            format!("`{source}` is neither a folder, nor a package, nor a name: {reason}");
        Failure::new(ExitCode::Usage, message).into()
    })
}

/// Gets a release from its registry.
pub(crate) fn fetch(found: Found) -> anyhow::Result<Opened> {
    let Found { registry, release } = &found;
    let files = registry
        .fetch(release)?
        .into_tree()
        .with_context(|| format!("cannot read {} {}", release.name, release.version))?;
    Ok(Opened {
        files,
        registry: registry.name().to_owned(),
        folder: None,
        origin: Some(found),
    })
}

fn from_folder(path: &Path) -> anyhow::Result<Opened> {
    let folder = Folder::read(path, &Limits::HELM)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    // A chart can be shown, too.
    if !folder.files.contains(layout::METADATA) && !folder.files.contains("Chart.yaml") {
        let shown = path.display();
        let message = format!(
            "{shown} is not an addon dir: no metadata.yaml exists in directory \"{shown}\""
        );
        return Err(Failure::new(ExitCode::NotFound, message)
            .with_hint("name the folder of an addon; `addon init NAME` makes one")
            .into());
    }
    Ok(Opened {
        files: folder.files,
        registry: LOCAL.to_owned(),
        folder: Some(path.to_owned()),
        origin: None,
    })
}

fn from_package(path: &Path) -> anyhow::Result<Opened> {
    let bytes = fs_ext::read(path, MAX_PACKAGE)?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        let message = format!("{} is not addon dir", path.display());
        return Err(Failure::new(ExitCode::Invalid, message)
            .with_hint("it is no package either: those are gzipped archives")
            .into());
    }
    let files = archive::unpack_tree(&bytes, &Limits::HELM)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(Opened {
        files,
        registry: LOCAL.to_owned(),
        folder: None,
        origin: None,
    })
}
