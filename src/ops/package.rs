//! Packing an addon folder as a chart that Helm can load.
//!
//! Follows `vela-addon-behaviour.md` 5. The folder is never written to: `Chart.yaml` is made in
//! memory, and the same folder gives the same bytes on every machine.

use std::{collections::BTreeMap, path::Path};

use crate::{
    addon::{
        FileTree, InvalidMetadata, Metadata,
        layout::{self, InvalidAddon, Oddity},
    },
    archive::Limits,
    chart::{
        self, Chart, ChartYaml, Folder, Package,
        index::{ADDON_NAME, SYSTEM_KUBERNETES, SYSTEM_VELA},
    },
    exit::ExitCode,
    fs_ext::{self, FileKind},
    hint::Hint,
};

/// How a folder is packed.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Version to give the package instead of the folder's own.
    pub version: Option<String>,
    /// Version to name as that of the application inside.
    pub app_version: Option<String>,
    /// Keep the folder's `Chart.yaml` when it is valid.
    pub keep_chart_yaml: bool,
    /// Refuse what would only be a warning.
    pub strict: bool,
    /// Time stamp of the archive's entries, in seconds since 1970.
    pub mtime: u64,
}

/// A folder that was packed.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The package.
    pub package: Package,
    /// What the author may not expect.
    pub warnings: Vec<String>,
}

/// Why a folder cannot be packed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{folder} is not an addon dir: stat {folder}: no such file or directory")]
    NoFolder { folder: String },
    #[error("{folder} is not an addon dir: {problem}")]
    NotAnAddon { folder: String, problem: String },
    #[error("fail to package {folder} into helm chart archive")]
    Chart {
        folder: String,
        #[source]
        source: chart::Error,
    },
    #[error("{folder}: {problem}")]
    Strict { folder: String, problem: String },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NotAnAddon { problem, .. } if problem.contains("no metadata.yaml") => {
                Some("name the folder of an addon; `addon init NAME` makes one".into())
            }
            Self::NotAnAddon { .. } | Self::NoFolder { .. } => None,
            Self::Chart { source, .. } => source.hint(),
            Self::Strict { .. } => Some("without --strict this is a warning".into()),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoFolder { .. } => ExitCode::NotFound,
            Self::Chart {
                source: chart::Error::Disk { source },
                ..
            } => source.exit_code(),
            _ => ExitCode::Invalid,
        }
    }
}

/// The outcome of packing.
pub type Result<T> = std::result::Result<T, Error>;

/// Packs the addon in `folder`.
pub fn pack(folder: &Path, options: &Options) -> Result<Packed> {
    let shown = folder.display().to_string();
    let failed = |source| Error::Chart {
        folder: shown.clone(),
        source,
    };
    check_folder(folder)?;
    let Folder { files, warnings } = Folder::read(folder, &Limits::HELM).map_err(failed)?;
    let mut packed = pack_files(&shown, files, options).map_err(|error| match error {
        // The warnings of the folder, which would explain it, are lost with its files.
        Error::NotAnAddon { folder: shown, problem }
            if problem.starts_with("no metadata.yaml")
                && fs_ext::kind(&folder.join(layout::METADATA)).is_ok() =>
        {
            if fs_ext::kind(&folder.join(layout::METADATA)).is_ok_and(|it| it == FileKind::Folder) {
                let problem = "metadata.yaml is a folder".to_owned();
                return Error::NotAnAddon { folder: shown, problem };
            }
            let problem = ".helmignore leaves metadata.yaml out; a rule that starts with `!` leaves out all that it does not match".to_owned();
            Error::NotAnAddon { folder: shown, problem }
        }
        other => other,
    })?;
    packed.warnings.splice(0..0, warnings);
    Ok(packed)
}

/// Refuses what is no folder at all.
fn check_folder(folder: &Path) -> Result<()> {
    let shown = folder.display();
    let problem = match fs_ext::kind(folder) {
        Err(error) if error.is_not_found() => {
            return Err(Error::NoFolder {
                folder: shown.to_string(),
            });
        }
        Ok(FileKind::Folder) | Err(_) => return Ok(()),
        Ok(_) => format!("\"{shown}\" is not a directory"),
    };
    Err(Error::NotAnAddon {
        folder: shown.to_string(),
        problem,
    })
}

/// Packs the addon that consists of `files`; messages call it `folder`.
pub fn pack_files(folder: &str, files: FileTree, options: &Options) -> Result<Packed> {
    let failed = |source| Error::Chart {
        folder: folder.to_owned(),
        source,
    };
    let mut warnings = Vec::new();
    let (files, metadata) = with_chart_yaml(folder, files, options, &mut warnings)?;
    let chart = Chart::from_files(files, &Limits::HELM).map_err(failed)?;
    chart.check_schema().map_err(failed)?;
    if chart.metadata.version != metadata.version && options.version.is_none() {
        warnings.push(format!(
            "the package has version {} from Chart.yaml, metadata.yaml says {}",
            chart.metadata.version, metadata.version
        ));
    }
    Ok(Packed {
        package: chart.pack(options.mtime),
        warnings,
    })
}

/// Returns the `Chart.yaml` that `folder` gets in its package.
pub fn chart_yaml(folder: &Path) -> Result<String> {
    let failed = |source| Error::Chart {
        folder: folder.display().to_string(),
        source,
    };
    check_folder(folder)?;
    let files = Folder::read(folder, &Limits::HELM).map_err(failed)?.files;
    let (metadata, _) = check(&folder.display().to_string(), &files)?;
    let mut chart = chart_metadata(&metadata);
    chart.validate().map_err(failed)?;
    Ok(chart.to_yaml())
}

/// Checks an addon's files and puts its `Chart.yaml` beside them.
fn with_chart_yaml(
    folder: &str,
    mut files: FileTree,
    options: &Options,
    warnings: &mut Vec<String>,
) -> Result<(FileTree, Metadata)> {
    let (mut metadata, oddities) = check(folder, &files)?;
    let mut oddity = |problem: String| {
        if options.strict {
            return Err(Error::Strict {
                folder: folder.to_owned(),
                problem,
            });
        }
        warnings.push(format!("{folder}: {problem}"));
        Ok(())
    };
    for found in oddities {
        oddity(match found {
            Oddity::NoTemplate => format!("{found}: the addon brings no Application of its own"),
            Oddity::TwoTemplates => found.to_string(),
        })?;
    }
    let written = files
        .get("metadata.yaml")
        .and_then(|text| Metadata::written_version(text));
    if let Some(written) = written.filter(|it| *it != metadata.version && options.version.is_none())
    {
        let problem = format!(
            "the version is written {written}, but YAML reads {}; write \"{written}\", in quotes",
            metadata.version
        );
        oddity(problem)?;
    }
    remove_own_packages(&mut files, &metadata, warnings);
    if let Some(version) = &options.version {
        set_version(&mut files, version);
        metadata.version.clone_from(version);
    }
    let kept = files
        .get("Chart.yaml")
        .filter(|_| options.keep_chart_yaml)
        .and_then(|text| ChartYaml::parse(text).ok())
        .filter(|chart| !chart.name.is_empty());
    let changed = options.version.is_some() || options.app_version.is_some();
    let mut chart = match kept {
        Some(_) if !changed => return Ok((files, metadata)),
        Some(chart) => chart,
        None => chart_metadata(&metadata),
    };
    if let Some(version) = &options.version {
        chart.version.clone_from(version);
    }
    if let Some(version) = &options.app_version {
        chart.app_version.clone_from(version);
    }
    // Cleaned as Helm would clean it when it loads the package.
    chart.validate().map_err(|source| Error::Chart {
        folder: folder.to_owned(),
        source,
    })?;
    files.insert("Chart.yaml".parse().expect("a safe path"), chart.to_yaml());
    Ok((files, metadata))
}

/// Leaves out packages of this addon that lie in its own folder: each would contain the one
/// before.
fn remove_own_packages(files: &mut FileTree, metadata: &Metadata, warnings: &mut Vec<String>) {
    let prefix = format!("{}-", metadata.name);
    let is_package =
        |path: &str| !path.contains('/') && path.starts_with(&prefix) && path.ends_with(".tgz");
    let packages: Vec<String> = files
        .iter()
        .map(|(path, _)| path.as_str().to_owned())
        .filter(|path| is_package(path))
        .collect();
    for path in packages {
        files.remove(&path);
        warnings.push(format!(
            "`{path}` is a package of the addon itself and is left out"
        ));
    }
}

/// Checks that `files` are an addon, and names folder, file and line where they are not.
fn check(folder: &str, files: &FileTree) -> Result<(Metadata, Vec<Oddity>)> {
    layout::check(files).map_err(|error| {
        let at = |file: &str, error: &addon_yaml::Error| {
            let place = error.position().map_or_else(String::new, |position| {
                format!(":{}:{}", position.line, position.column)
            });
            let value = error
                .path()
                .map_or_else(String::new, |path| format!("`{path}`: "));
            let related = error
                .related()
                .map_or_else(String::new, |(what, position)| {
                    format!(" ({what} at {position})")
                });
            let message = error.message();
            format!("{folder}/{file}{place}: {value}{message}{related}")
        };
        let problem = match &error {
            InvalidAddon::Metadata(InvalidMetadata::Yaml(error)) => at(layout::METADATA, error),
            InvalidAddon::Template(error) => at(layout::TEMPLATE_YAML, error),
            InvalidAddon::NoMetadata => format!("{error} \"{folder}\""),
            InvalidAddon::Metadata(error) => format!("{folder}/{}: {error}", layout::METADATA),
            _ => error.to_string(),
        };
        Error::NotAnAddon {
            folder: folder.to_owned(),
            problem,
        }
    })
}

/// Makes the chart's metadata of the addon's (`vela-addon-behaviour.md` 5.2).
fn chart_metadata(metadata: &Metadata) -> ChartYaml {
    let mut annotations = BTreeMap::from([(ADDON_NAME.to_owned(), metadata.name.clone())]);
    if let Some(system) = &metadata.system {
        for (key, constraint) in [
            (SYSTEM_VELA, &system.vela),
            (SYSTEM_KUBERNETES, &system.kubernetes),
        ] {
            if !constraint.is_empty() {
                annotations.insert(key.to_owned(), constraint.clone());
            }
        }
    }
    ChartYaml {
        api_version: "v2".into(),
        name: metadata.name.clone(),
        version: metadata.version.clone(),
        app_version: metadata.version.clone(),
        description: metadata.description.clone(),
        home: metadata.url.clone(),
        icon: metadata.icon.clone(),
        keywords: metadata.tags.clone(),
        kind: "library".into(),
        annotations,
        ..ChartYaml::default()
    }
}

/// Writes `version` into the metadata.yaml of the package, so that both files agree.
///
/// Only the value is replaced; comments and the order of keys stay.
pub(super) fn set_version(files: &mut FileTree, version: &str) {
    let Some(text) = files
        .get(layout::METADATA)
        .map(|text| String::from_utf8_lossy(text).into_owned())
    else {
        return;
    };
    let Ok(node) = addon_yaml::load(&text, &addon_yaml::Options::go()) else {
        return;
    };
    let entry = node
        .entries()
        .iter()
        .rfind(|entry| entry.name.eq_ignore_ascii_case("version"));
    if let Some(entry) = entry {
        let span = entry.value.span;
        let (start, end) = (span.start.offset_in(&text), span.end.offset_in(&text));
        let quoted = serde_json::to_string(version).expect("text is JSON");
        let text = format!("{}{quoted}{}", &text[..start], &text[end..]);
        files.insert(layout::METADATA.parse().expect("a safe path"), text);
    }
}
