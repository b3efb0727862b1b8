//! Reading archives within bounds.

use std::io::{self, BufReader, Read};

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use tar::EntryType;

use super::Error;
use crate::addon::{FileTree, TreePath};

/// How much one archive may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the archive itself.
    pub compressed: u64,
    /// Bytes of all files together; reaching it is too much already, as in Helm.
    pub total: u64,
    /// Bytes of one file; reaching it is allowed.
    pub file: u64,
    /// Number of entries.
    pub entries: usize,
    /// How deep packages may be nested in packages.
    pub depth: usize,
}

impl Limits {
    /// What Helm 3 allows, and what Helm forgot to bound.
    pub const HELM: Self = Self {
        compressed: 256 << 20,
        total: 100 << 20,
        file: 5 << 20,
        entries: 20_000,
        depth: 8,
    };
}

impl Default for Limits {
    /// As [`Limits::HELM`], but one file may be as large as all together: newer Helm packs such.
    fn default() -> Self {
        Self {
            file: Self::HELM.total,
            ..Self::HELM
        }
    }
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path below the top folder.
    pub path: TreePath,
    /// Its content, as it was packed.
    pub content: Bytes,
}

/// Reads an archive as a tree of files; of entries with one name the later wins.
pub fn unpack_tree(archive: &[u8], limits: &Limits) -> Result<FileTree, Error> {
    let entries = unpack(archive, limits)?;
    Ok(entries
        .into_iter()
        .map(|entry| (entry.path, entry.content))
        .collect())
}

/// Reads the files of an archive, in its order; a path can come twice, and then the last counts.
pub fn unpack(archive: impl Read, limits: &Limits) -> Result<Vec<Entry>, Error> {
    let mut input = BufReader::new(Counted::new(archive, limits.compressed));
    check_gzip(&mut input)?;
    // Headers and padding are not content, but a bomb can be made of them too.
    let overhead = 2048 * (limits.entries as u64 + 2);
    let plain = Counted::new(MultiGzDecoder::new(input), limits.total + overhead);
    let mut tar = tar::Archive::new(plain);
    let outcome = read_entries(&mut tar, limits);
    let mut plain = tar.into_inner();
    match outcome {
        Ok(entries) if entries.is_empty() => Err(Error::NoFiles),
        Ok(entries) => {
            check_end(&mut plain)?;
            check_folders(&entries)?;
            Ok(entries)
        }
        Err(Failure::Refused(error)) => Err(error),
        Err(Failure::Read(error)) => Err(explain(&plain, &error, limits)),
    }
}

enum Failure {
    Refused(Error),
    Read(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

fn read_entries<R: Read>(
    tar: &mut tar::Archive<R>,
    limits: &Limits,
) -> Result<Vec<Entry>, Failure> {
    let mut entries = Vec::new();
    let (mut total, mut count) = (0, 0);
    for entry in tar.entries()? {
        let mut entry = entry?;
        count += 1;
        if count > limits.entries {
            let limit = limits.entries;
            return Err(Error::TooManyEntries { limit }.into());
        }
        let kind = entry.header().entry_type();
        if matches!(kind, EntryType::Directory | EntryType::XGlobalHeader) {
            continue;
        }
        let name = entry.path_bytes().into_owned();
        let name = String::from_utf8(name).map_err(|_| Error::IllegalName)?;
        // Old archives mark a folder by the end of its name alone.
        if kind.is_file() && name.ends_with('/') {
            continue;
        }
        let path = path_in_chart(&name)?;
        if !(kind.is_file() || kind == EntryType::Continuous) {
            return Err(Error::NotAFile { name }.into());
        }
        let size = entry.size();
        total += size;
        if total >= limits.total {
            let limit = limits.total;
            return Err(Error::TooLarge { limit }.into());
        }
        if size > limits.file {
            let limit = limits.file;
            return Err(Error::FileTooLarge { name, limit }.into());
        }
        // The size is a claim: memory follows what really comes.
        let claimed = usize::try_from(size.min(64 << 10)).unwrap_or(0);
        let mut content = Vec::with_capacity(claimed);
        entry.read_to_end(&mut content)?;
        if content.len() as u64 != size {
            return Err(Error::Truncated.into());
        }
        entries.push(Entry {
            path,
            content: content.into(),
        });
    }
    Ok(entries)
}

/// Returns the path below the top folder, whatever that is called.
fn path_in_chart(name: &str) -> Result<TreePath, Error> {
    let separator = if name.contains('\\') { '\\' } else { '/' };
    let (top, rest) = name.split_once(separator).unwrap_or((name, ""));
    if rest.starts_with(separator) || rest.starts_with('/') {
        return Err(Error::AbsolutePath);
    }
    let segments: Vec<_> = rest
        .split(['/', separator])
        .filter(|segment| !matches!(*segment, "" | "."))
        .collect();
    if segments.is_empty() {
        return Err(Error::OutsideTop {
            name: name.chars().take(200).collect(),
        });
    }
    if segments.contains(&"..") || segments[0].starts_with("..") {
        return Err(Error::ParentFolder);
    }
    let path = segments.join("/").parse().map_err(|_| Error::IllegalName)?;
    if top == "Chart.yaml" {
        return Err(Error::ChartYamlIsFolder);
    }
    Ok(path)
}

/// Reads what comes after the last entry, for the checksum is in the end.
///
/// What follows the compressed data is let pass, as by other readers.
fn check_end<R: Read>(
    plain: &mut Counted<MultiGzDecoder<BufReader<Counted<R>>>>,
) -> Result<(), Error> {
    if io::copy(plain, &mut io::sink()).is_ok() || plain.overrun {
        return Ok(());
    }
    match &plain.failure {
        Some((io::ErrorKind::UnexpectedEof, _)) => Err(Error::Truncated),
        Some((_, reason)) if reason.contains("checksum") => Err(Error::Checksum),
        _ => Ok(()),
    }
}

/// Refuses a path that another one uses as a folder: no file system can hold both.
fn check_folders(entries: &[Entry]) -> Result<(), Error> {
    let mut paths: Vec<&TreePath> = entries.iter().map(|entry| &entry.path).collect();
    paths.sort();
    for pair in paths.windows(2) {
        let below = pair[1].as_str().strip_prefix(pair[0].as_str());
        if below.is_some_and(|rest| rest.starts_with('/')) {
            return Err(Error::FileAndFolder {
                name: pair[0].to_string(),
            });
        }
    }
    Ok(())
}

/// Checks the fixed part of the gzip header, which tells an empty, a cut and a foreign input apart.
fn check_gzip<R: Read>(input: &mut BufReader<Counted<R>>) -> Result<(), Error> {
    use std::io::BufRead as _;
    let limit = input.get_ref().limit;
    let start = input.fill_buf().map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => Error::CompressedTooLarge { limit },
        _ => Error::Read {
            reason: error.to_string(),
        },
    })?;
    match start {
        [] => Err(Error::Empty),
        // A pipe may hand out less than was sent, so what is short is left to the decoder.
        [0x1f] | [0x1f, 0x8b] | [0x1f, 0x8b, 8, ..] => Ok(()),
        short if short.len() < 10 => Err(Error::Truncated),
        _ => Err(Error::NotGzip),
    }
}

/// Finds out what stopped the reading: the tar reader sees only what the layers below let through.
fn explain<R: Read>(
    plain: &Counted<MultiGzDecoder<BufReader<Counted<R>>>>,
    error: &io::Error,
    limits: &Limits,
) -> Error {
    let raw = plain.inner.get_ref().get_ref();
    if raw.overrun {
        let limit = limits.compressed;
        return Error::CompressedTooLarge { limit };
    }
    if let Some((kind, reason)) = &raw.failure {
        return match kind {
            io::ErrorKind::UnexpectedEof => Error::Truncated,
            _ => Error::Read {
                reason: reason.clone(),
            },
        };
    }
    if plain.overrun {
        let limit = limits.total;
        return Error::TooLarge { limit };
    }
    match &plain.failure {
        Some((io::ErrorKind::UnexpectedEof, _)) => Error::Truncated,
        Some((_, reason)) if reason.contains("checksum") => Error::Checksum,
        Some((_, reason)) if reason.contains("header") => Error::NotGzip,
        Some(_) => Error::Corrupt,
        None if error.kind() == io::ErrorKind::UnexpectedEof => Error::Truncated,
        None if plain.ended && !plain.count.is_multiple_of(512) => Error::Truncated,
        None => Error::NotTar,
    }
}

/// A reader that stops at a limit and remembers how it ended.
struct Counted<R> {
    inner: R,
    count: u64,
    limit: u64,
    ended: bool,
    overrun: bool,
    failure: Option<(io::ErrorKind, String)>,
}

impl<R> Counted<R> {
    fn new(inner: R, limit: u64) -> Self {
        Self {
            inner,
            count: 0,
            limit,
            ended: false,
            overrun: false,
            failure: None,
        }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(read) => {
                self.count += read as u64;
                self.ended |= read == 0 && !buffer.is_empty();
                if self.count > self.limit {
                    self.overrun = true;
                    return Err(io::Error::from(io::ErrorKind::FileTooLarge));
                }
                Ok(read)
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::Interrupted {
                    self.failure = Some((error.kind(), error.to_string()));
                }
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests;
