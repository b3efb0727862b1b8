//! Why a chart was refused.

use std::path::{Path, PathBuf};

use crate::{archive, exit::ExitCode, fs_ext, hint::Hint};

/// A chart that cannot be read, in Helm's words where Helm has some.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The archive cannot be read; its error says all.
    #[error(transparent)]
    Archive(#[from] archive::Error),
    /// There is no `Chart.yaml`.
    #[error("Chart.yaml file is missing")]
    NoChartYaml,
    /// A file of the chart does not hold what its name promises.
    #[error("cannot load {file}: {reason}")]
    BadFile {
        /// The path inside the chart.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The schema of the values is no JSON.
    #[error("invalid JSON in values.schema.json: {reason}")]
    BadSchema {
        /// What is wrong with it.
        reason: String,
    },
    /// The metadata breaks a rule.
    #[error("validation: {message}")]
    Invalid {
        /// The rule, in Helm's words.
        message: String,
    },
    /// A chart inside the chart cannot be read.
    ///
    /// The cause is part of the message because clients of the registry see nothing else.
    #[error("error unpacking subchart {name} in {parent}: {cause}")]
    Subchart {
        /// The name of the file or folder below `charts`.
        name: String,
        /// The name of the chart around it.
        parent: String,
        /// What is wrong with it.
        cause: Box<Self>,
    },
    /// Charts are nested too deeply.
    #[error("charts are nested more than {limit} levels deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A folder of a chart cannot be read.
    #[error("cannot read the chart folder")]
    Disk {
        /// What the system refused.
        #[from]
        source: fs_ext::Error,
    },
    /// The path is no folder.
    #[error("`{}` is not a folder", .path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// A link leads out of the folder.
    #[error("the link `{}` leads out of the chart folder, to `{}`", .path.display(), .target.display())]
    LinkLeaves {
        /// The link.
        path: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// A link leads to a folder that it lies in.
    #[error("the link `{}` leads to a folder above itself", .path.display())]
    LinkCircle {
        /// The link.
        path: PathBuf,
    },
    /// A device, pipe or socket.
    #[error("cannot load irregular file {} as it has file mode type bits set", .path.display())]
    Irregular {
        /// The file.
        path: PathBuf,
    },
    /// A file name that cannot be packed.
    #[error("cannot pack `{}`{}", one_line(.path), no_text(.source.as_ref()))]
    BadName {
        /// The file.
        path: PathBuf,
        /// Why not, when the name is text at all.
        source: Option<crate::addon::InvalidPath>,
    },
    /// The folder holds too much.
    #[error("error reading {file}: chart exceeds maximum decompressed size of {limit} bytes")]
    TooLarge {
        /// The file that did not fit.
        file: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The folder holds too many files.
    #[error("`{}` holds more than {limit} files", .path.display())]
    TooManyFiles {
        /// The folder.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// A line of `.helmignore` cannot be used.
    #[error("invalid .helmignore line {line}: {reason}")]
    BadIgnoreRule {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// Shows a path on one line, whatever its name holds.
fn one_line(path: &Path) -> String {
    path.to_string_lossy().escape_debug().to_string()
}

/// Says what is wrong with a name that no error speaks of.
fn no_text(source: Option<&crate::addon::InvalidPath>) -> &'static str {
    match source {
        Some(_) => "",
        None => ": its name is not UTF-8 text",
    }
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Archive(error) => error.hint(),
            Self::Disk { source } => source.hint(),
            Self::LinkLeaves { .. } => {
                Some("put a copy of the file into the folder in place of the link".into())
            }
            Self::TooLarge { .. } | Self::TooManyFiles { .. } | Self::Irregular { .. } => {
                Some("name what does not belong into the package in a .helmignore file".into())
            }
            Self::BadName { .. } => Some("rename the file or name it in a .helmignore file".into()),
            Self::Subchart { .. } => Some(
                "`charts` is kept for charts that this one needs; use another folder name for \
                 anything else"
                    .into(),
            ),
            _ => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Archive(error) => error.exit_code(),
            Self::Disk { source } => source.exit_code(),
            _ => ExitCode::Invalid,
        }
    }
}
