//! Something that can be pushed, known by name but not read yet.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;

use super::record::{Kind, Record, Status};
use crate::{
    addon::{FileTree, TreePath},
    archive::Limits,
    chart::{Chart, Package},
    digest::Digest,
    exit::ExitCode,
    fs_ext::{self, FileKind},
    hint::Hint,
    ops::{load, package},
    registry::{self, Fetched, Registry, Release},
};

/// Where a package comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A folder or package on the disk.
    Path(PathBuf),
    /// A release of a registry.
    Release(Arc<dyn Registry>, Box<Release>),
}

/// A piece of a text file to replace in the copy that is packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file, in the addon.
    pub file: TreePath,
    /// The first byte that goes.
    pub start: usize,
    /// The first byte that stays.
    pub end: usize,
    /// What comes in its place.
    pub text: String,
}

/// Something to push.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// How messages call it.
    pub source: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is.
    pub kind: Kind,
    /// Where it comes from.
    pub origin: Origin,
    /// Digest of its package, where that is known without packing it.
    pub digest: Option<Digest>,
    /// What to change in the copy that is packed.
    pub edits: Vec<Edit>,
    /// Name to give the copy of a chart instead of its own.
    pub rename: Option<String>,
}

/// Why a candidate could not be made a package.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Load(#[from] load::Error),
    #[error(transparent)]
    Package(#[from] package::Error),
    #[error(transparent)]
    Fetch(#[from] registry::Error),
    #[error("the package is not usable")]
    Chart(#[from] crate::chart::Error),
    #[error("the package is not usable")]
    Archive(#[from] crate::archive::Error),
    #[error("`{file}` is not what it was a moment ago")]
    Moved { file: TreePath },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Load(error) => error.hint(),
            Self::Package(error) => error.hint(),
            Self::Fetch(error) => error.hint(),
            Self::Chart(error) => error.hint(),
            Self::Archive(_) => None,
            Self::Moved { .. } => Some("run the command again".into()),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Load(error) => error.exit_code(),
            Self::Package(error) => error.exit_code(),
            Self::Fetch(error) => error.exit_code(),
            Self::Chart(_) | Self::Archive(_) => ExitCode::Invalid,
            Self::Moved { .. } => ExitCode::Failure,
        }
    }
}

impl Candidate {
    /// Describes the candidate with a status to be changed.
    pub fn record(&self, status: Status) -> Record {
        Record {
            name: self.rename.clone().unwrap_or_else(|| self.name.clone()),
            version: self.version.clone(),
            kind: self.kind,
            status,
            digest: self.package_digest(),
            ..Record::skipped(self.source.clone(), "")
        }
    }

    /// Returns the name that the package has in the registry.
    pub fn target_name(&self) -> &str {
        self.rename.as_deref().unwrap_or(&self.name)
    }

    /// Returns the digest of the package where it is known and nothing in it is to be changed.
    pub fn package_digest(&self) -> Option<Digest> {
        self.digest
            .filter(|_| self.edits.is_empty() && self.rename.is_none())
    }

    /// Makes or gets the package; also says what its author may not expect.
    pub fn package(&self, options: &package::Options) -> Result<(Package, Vec<String>), Error> {
        if self.edits.is_empty() && self.rename.is_none() {
            return self.plain_package(options);
        }
        if let Some(name) = &self.rename {
            let files = self.files()?;
            let chart = super::super::mirror::renamed(files, &self.name, name)?;
            return Ok((chart.pack(options.mtime), Vec::new()));
        }
        let mut files = self.files()?;
        for edit in self.edits.iter().rev() {
            let moved = || Error::Moved {
                file: edit.file.clone(),
            };
            let content = files.get(edit.file.as_str()).ok_or_else(moved)?;
            let text = std::str::from_utf8(content).map_err(|_| moved())?;
            let (before, after) = text
                .get(..edit.start)
                .zip(text.get(edit.end..))
                .ok_or_else(moved)?;
            let text = format!("{before}{}{after}", edit.text);
            files.insert(edit.file.clone(), text);
        }
        // The one in a folder is a leftover; that of a package belongs to it.
        if self.kind != Kind::Addon && files.contains("Chart.yaml") {
            let chart = Chart::from_files(files, &Limits::HELM)?;
            return Ok((chart.pack(options.mtime), Vec::new()));
        }
        let packed = package::pack_files(&self.source, files, options)?;
        Ok((packed.package, packed.warnings))
    }

    fn plain_package(&self, options: &package::Options) -> Result<(Package, Vec<String>), Error> {
        match &self.origin {
            Origin::Path(path) => {
                let item = load::load(path, options)?;
                Ok((item.package, item.warnings))
            }
            Origin::Release(registry, release) => match registry.fetch(release)? {
                Fetched::Package(bytes) => {
                    let chart = Chart::from_archive(&bytes, &Limits::HELM)?;
                    let package = Package {
                        file_name: chart.metadata.file_name(),
                        metadata: chart.metadata,
                        digest: Digest::of(&bytes),
                        bytes,
                    };
                    Ok((package, Vec::new()))
                }
                Fetched::Tree(files) => {
                    let packed = package::pack_files(&self.source, files, options)?;
                    Ok((packed.package, packed.warnings))
                }
            },
        }
    }

    /// Reads the files of the addon or chart.
    pub fn files(&self) -> Result<FileTree, Error> {
        match &self.origin {
            Origin::Path(path) => Ok(load::files(path)?),
            Origin::Release(registry, release) => Ok(registry.fetch(release)?.into_tree()?),
        }
    }

    /// Returns when it was last changed or published, where somebody knows.
    pub fn date(&self) -> Option<Timestamp> {
        match &self.origin {
            Origin::Path(path) => newest_file(path, 0),
            Origin::Release(_, release) => release.created.parse().ok(),
        }
    }
}

/// Returns when the newest file at or below a path was changed.
fn newest_file(path: &std::path::Path, depth: usize) -> Option<Timestamp> {
    const DEEPEST: usize = 32;
    match fs_ext::kind_of_link(path).ok()? {
        FileKind::Folder if depth < DEEPEST => fs_ext::list_folder(path)
            .ok()?
            .into_iter()
            .filter_map(|name| newest_file(&path.join(name), depth + 1))
            .max(),
        FileKind::File => Timestamp::try_from(fs_ext::modified(path).ok()??).ok(),
        _ => None,
    }
}
