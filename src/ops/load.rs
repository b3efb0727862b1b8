//! Finding out what a path is, and making a package of it.

use std::path::Path;

use super::package::{self, Options, Packed};
use crate::{
    addon::{FileTree, layout},
    archive::{self, Limits},
    chart::{self, Chart, ChartYaml, Package},
    digest::Digest,
    exit::ExitCode,
    fs_ext,
    hint::Hint,
    registry::Content,
};

/// The largest package that is read from a disk.
const MAX_PACKAGE: u64 = 256 << 20;

/// Something that can be pushed.
#[derive(Clone, Debug)]
pub struct Item {
    /// The package, made just now or as it was found.
    pub package: Package,
    /// What it holds.
    pub content: Content,
    /// What the author may not expect.
    pub warnings: Vec<String>,
}

/// Why a path cannot be pushed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("file '{path}' seems to be a YAML file, but expected a gzipped archive")]
    Yaml { path: String },
    #[error("file '{path}' does not appear to be a gzipped archive; got '{mime}'")]
    NotAnArchive { path: String, mime: &'static str },
    #[error("`{path}` is not a package")]
    Chart {
        path: String,
        #[source]
        source: chart::Error,
    },
    #[error(transparent)]
    Package(#[from] package::Error),
    #[error("cannot use `{path}`")]
    File {
        path: String,
        #[source]
        source: fs_ext::Error,
    },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Yaml { .. } | Self::NotAnArchive { .. } => {
                Some("push an addon folder, an addon package or a chart".into())
            }
            Self::Chart { source, .. } => source.hint(),
            Self::Package(error) => error.hint(),
            Self::File { source, .. } => source.hint(),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Package(error) => error.exit_code(),
            Self::File { source, .. } => source.exit_code(),
            _ => ExitCode::Invalid,
        }
    }
}

/// Makes a package of an addon folder or chart folder, or reads one from a file.
pub fn load(path: &Path, options: &Options) -> Result<Item, Error> {
    let shown = path.display().to_string();
    if path.is_dir() {
        if !path.join(layout::METADATA).exists() && path.join("Chart.yaml").exists() {
            return load_chart_folder(path, options);
        }
        let Packed { package, warnings } = package::pack(path, options)?;
        return Ok(Item {
            package,
            content: Content::Addon,
            warnings,
        });
    }
    let bytes = fs_ext::read(path, MAX_PACKAGE).map_err(|source| Error::File {
        path: shown.clone(),
        source,
    })?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(not_an_archive(shown, path, &bytes));
    }
    let failed = |source| Error::Chart {
        path: shown.clone(),
        source,
    };
    let chart = Chart::from_archive(&bytes, &Limits::HELM).map_err(failed)?;
    let content = content_of(&chart);
    // A package is passed on byte for byte, so that digests and signatures stay true.
    let package = if options.version.is_some() || options.app_version.is_some() {
        with_versions(chart, options)
            .map_err(failed)?
            .pack(options.mtime)
    } else {
        Package {
            file_name: chart.metadata.file_name(),
            metadata: chart.metadata,
            digest: Digest::of(&bytes),
            bytes: bytes.into(),
        }
    };
    Ok(Item {
        package,
        content,
        warnings: Vec::new(),
    })
}

/// Reads the files of an addon or chart from its folder or package.
pub fn files(path: &Path) -> Result<FileTree, Error> {
    let shown = path.display().to_string();
    if path.is_dir() {
        let folder = chart::Folder::read(path, &Limits::HELM);
        return folder.map(|folder| folder.files).map_err(|source| {
            let path = shown;
            Error::Chart { path, source }
        });
    }
    let bytes = fs_ext::read(path, MAX_PACKAGE).map_err(|source| Error::File {
        path: shown.clone(),
        source,
    })?;
    archive::unpack_tree(&bytes, &Limits::HELM).map_err(|source| Error::Chart {
        path: shown,
        source: source.into(),
    })
}

fn load_chart_folder(path: &Path, options: &Options) -> Result<Item, Error> {
    let failed = |source| Error::Chart {
        path: path.display().to_string(),
        source,
    };
    let folder = chart::Folder::read(path, &Limits::HELM).map_err(failed)?;
    let chart = Chart::from_files(folder.files, &Limits::HELM).map_err(failed)?;
    chart.check_schema().map_err(failed)?;
    let chart = with_versions(chart, options).map_err(failed)?;
    let content = content_of(&chart);
    let mut warnings = folder.warnings;
    if chart.has_misplaced_dependencies() {
        warnings.push(format!(
            "`{}`: a chart of apiVersion v2 lists its dependencies in Chart.yaml and Chart.lock; those of requirements.yaml and requirements.lock go there",
            path.display()
        ));
    }
    Ok(Item {
        package: chart.pack(options.mtime),
        content,
        warnings,
    })
}

/// Says whether a chart is an addon: by its mark, or by what it holds.
fn content_of(chart: &Chart) -> Content {
    let marked = chart
        .metadata
        .annotations
        .contains_key(chart::index::ADDON_NAME);
    if marked || chart.files.contains(layout::METADATA) {
        Content::Addon
    } else {
        Content::Chart
    }
}

/// Gives the chart the versions that the user asked for.
fn with_versions(mut chart: Chart, options: &Options) -> Result<Chart, chart::Error> {
    if options.version.is_none() && options.app_version.is_none() {
        return Ok(chart);
    }
    let mut metadata: ChartYaml = ChartYaml::parse(&chart.chart_yaml)?;
    if let Some(version) = &options.version {
        metadata.version.clone_from(version);
        package::set_version(&mut chart.files, version);
    }
    if let Some(version) = &options.app_version {
        metadata.app_version.clone_from(version);
    }
    let mut files = chart.files;
    files.insert(
        "Chart.yaml".parse().expect("a safe path"),
        metadata.to_yaml(),
    );
    Chart::from_files(files, &Limits::HELM)
}

/// Says what a file is that is not a package, in `vela`'s words.
fn not_an_archive(shown: String, path: &Path, bytes: &[u8]) -> Error {
    let extension = path.extension().and_then(|extension| extension.to_str());
    if matches!(extension, Some("yml" | "yaml")) {
        return Error::Yaml { path: shown };
    }
    let binary = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | 0x1b);
    let start = &bytes[..bytes.len().min(512)];
    let mime = if start.iter().any(binary) {
        "application/octet-stream"
    } else {
        "text/plain; charset=utf-8"
    };
    Error::NotAnArchive { path: shown, mime }
}

/// Compares two packages by what they hold: the files and their names, not how they were packed.
pub fn same_content(one: &[u8], other: &[u8]) -> bool {
    let entries = |bytes: &[u8]| {
        archive::unpack(bytes, &Limits::HELM).ok().map(|entries| {
            let mut entries: Vec<_> = entries
                .into_iter()
                .map(|entry| (entry.path, entry.content))
                .collect();
            entries.sort();
            entries
        })
    };
    matches!((entries(one), entries(other)), (Some(one), Some(other)) if one == other)
}
