//! Why an archive was refused.

use crate::{exit::ExitCode, hint::Hint};

/// An archive that cannot be read, in Helm's words where Helm has some.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// The input has no bytes at all.
    #[error("EOF")]
    Empty,
    /// The input ends in the middle.
    #[error("unexpected EOF")]
    Truncated,
    /// The input is not gzip.
    #[error("gzip: invalid header")]
    NotGzip,
    /// The checksum at the end of the gzip stream does not fit its content.
    #[error("gzip: invalid checksum")]
    Checksum,
    /// The compressed data makes no sense.
    #[error("flate: corrupt input")]
    Corrupt,
    /// What was compressed is not a tar archive.
    #[error("archive/tar: invalid tar header")]
    NotTar,
    /// The source could not be read.
    #[error("cannot read the archive: {reason}")]
    Read {
        /// What the system said.
        reason: String,
    },
    /// There are no files in the archive.
    #[error("no files in chart archive")]
    NoFiles,
    /// `Chart.yaml` is the name of a folder at the root.
    #[error("chart yaml not in base directory")]
    ChartYamlIsFolder,
    /// The path stays absolute after its first segment was taken off.
    #[error("chart illegally contains absolute paths")]
    AbsolutePath,
    /// A file lies beside the top folder.
    #[error("chart illegally contains content outside the base directory: {name:?}")]
    OutsideTop {
        /// The path as it is in the archive.
        name: String,
    },
    /// A path has a segment `..`.
    #[error("chart illegally references parent directory")]
    ParentFolder,
    /// A path has a drive letter, control characters or bytes that are not UTF-8.
    #[error("chart contains illegally named files")]
    IllegalName,
    /// An entry is a link, a device or a pipe.
    #[error("chart illegally contains a link or device: {name:?}")]
    NotAFile {
        /// The path as it is in the archive.
        name: String,
    },
    /// One path is a file and also a folder with files in it.
    #[error("chart illegally contains a file that is also a directory: {name:?}")]
    FileAndFolder {
        /// The path below the top folder.
        name: String,
    },
    /// All files together are too large.
    #[error("decompressed chart is larger than the maximum file size {limit}")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// One file is too large.
    #[error("decompressed chart file {name:?} is larger than the maximum file size {limit}")]
    FileTooLarge {
        /// The path as it is in the archive.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// There are too many entries.
    #[error("chart contains more than {limit} files")]
    TooManyEntries {
        /// The limit.
        limit: usize,
    },
    /// The archive itself is too large.
    #[error("chart archive is larger than {limit} bytes")]
    CompressedTooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Empty | Self::Truncated | Self::Checksum | Self::Corrupt => {
                Some("the archive was cut or damaged on the way; fetch it again".into())
            }
            Self::NotGzip | Self::NotTar => {
                Some("a package is a gzipped tar archive, as `addon package` makes it".into())
            }
            Self::OutsideTop { .. } | Self::NoFiles | Self::ChartYamlIsFolder => Some(
                "all files of a package lie in one folder, as `addon package` puts them".into(),
            ),
            Self::NotAFile { .. } => Some("pack the file itself in place of the link".into()),
            _ => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Read { .. } => ExitCode::Failure,
            _ => ExitCode::Invalid,
        }
    }
}
