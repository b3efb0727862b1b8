//! Files and folders, with errors that name the path and writes that are whole or absent.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::{exit::ExitCode, hint::Hint};

/// A file-system call that failed.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} `{}`", .path.display())]
pub struct Error {
    /// What was tried, as a verb.
    pub action: &'static str,
    /// The file or folder it was tried on.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

impl Error {
    /// Says whether the file or folder is not there.
    pub fn is_not_found(&self) -> bool {
        self.source.kind() == io::ErrorKind::NotFound
    }

    /// Says whether the system refused for want of rights.
    pub fn is_permission(&self) -> bool {
        self.source.kind() == io::ErrorKind::PermissionDenied
    }
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self.source.kind() {
            io::ErrorKind::PermissionDenied => {
                Some("check the owner and the mode of the path and of the folders above it".into())
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Some("make room on the disk and run the command again".into())
            }
            io::ErrorKind::IsADirectory => Some("name a file; this is a folder".into()),
            io::ErrorKind::AlreadyExists => {
                Some("choose another name, or move away what is there".into())
            }
            _ => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self.source.kind() {
            io::ErrorKind::NotFound => ExitCode::NotFound,
            io::ErrorKind::PermissionDenied => ExitCode::Permission,
            _ => ExitCode::Failure,
        }
    }
}

/// The outcome of a file-system call.
pub type Result<T> = std::result::Result<T, Error>;

/// Returns a closure that turns what the system said into an [`Error`].
fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error {
        action,
        path: path.to_path_buf(),
        source,
    }
}

/// Reads a whole file, refusing more than `limit` bytes.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    use std::io::Read as _;
    let file = fs::File::open(path).map_err(failed("open", path))?;
    let size = file.metadata().map_err(failed("read", path))?.len();
    let mut content = Vec::with_capacity(usize::try_from(size.min(limit)).unwrap_or(0));
    file.take(limit + 1)
        .read_to_end(&mut content)
        .map_err(failed("read", path))?;
    if content.len() as u64 > limit {
        let reason = format!("it is larger than {limit} bytes");
        return Err(failed("read", path)(io::Error::new(
            io::ErrorKind::FileTooLarge,
            reason,
        )));
    }
    Ok(content)
}

/// Reads a whole file as text.
pub fn read_to_string(path: &Path, limit: u64) -> Result<String> {
    String::from_utf8(read(path, limit)?).map_err(|error| {
        failed("read", path)(io::Error::new(
            io::ErrorKind::InvalidData,
            error.utf8_error(),
        ))
    })
}

/// Reads a file that may be absent.
pub fn read_if_exists(path: &Path, limit: u64) -> Result<Option<Vec<u8>>> {
    match read(path, limit) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; only where links are not followed.
    Link,
    /// A device, pipe or socket.
    Other,
}

impl From<fs::FileType> for FileKind {
    fn from(kind: fs::FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_symlink() {
            Self::Link
        } else {
            Self::Other
        }
    }
}

/// Says what a path leads to, through links.
pub fn kind(path: &Path) -> Result<FileKind> {
    let metadata = fs::metadata(path).map_err(failed("read", path))?;
    Ok(metadata.file_type().into())
}

/// Says what is at a path, which may be a link itself.
pub fn kind_of_link(path: &Path) -> Result<FileKind> {
    let metadata = fs::symlink_metadata(path).map_err(failed("read", path))?;
    Ok(metadata.file_type().into())
}

/// Returns when a file was last changed, where the file system knows; nothing when it is gone.
pub fn modified(path: &Path) -> Result<Option<std::time::SystemTime>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(metadata.modified().ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path)(error)),
    }
}

/// Resolves all links of a path and makes it absolute.
pub fn canonicalize(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).map_err(failed("resolve", path))
}

/// Lists the names in a folder, sorted by bytes.
pub fn list_folder(path: &Path) -> Result<Vec<std::ffi::OsString>> {
    let read = || -> io::Result<Vec<_>> {
        fs::read_dir(path)?
            .map(|entry| Ok(entry?.file_name()))
            .collect()
    };
    let mut names = read().map_err(failed("list", path))?;
    names.sort();
    Ok(names)
}

/// Makes a path independent of the working folder; nothing need be there.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(failed("find", path))
}

/// Creates a folder and those above it.
pub fn create_dir_all(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(failed("create the folder", path))
}

/// Makes a folder for files of this run, which goes away when it is dropped.
pub fn temporary_folder(prefix: &str) -> Result<tempfile::TempDir> {
    let made = tempfile::Builder::new().prefix(prefix).tempdir();
    made.map_err(failed("create a folder in", &std::env::temp_dir()))
}

/// Removes a folder and everything in it.
pub fn remove_dir_all(path: &Path) -> Result<()> {
    fs::remove_dir_all(path).map_err(failed("remove the folder", path))
}

/// Removes a file.
pub fn remove_file(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(failed("remove", path))
}

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever the user's umask allows.
    Shared,
    /// The user alone; for files that may hold secrets.
    Private,
}

/// Writes a whole file, or leaves the old one untouched.
///
/// The content goes to a temporary file in the same folder, reaches the disk, and is then renamed:
/// whoever reads the path sees the old content or the new one, also after a crash. A path that is
/// a link keeps being one; the file that it leads to is replaced.
pub fn write_atomically(path: &Path, content: &[u8], access: Access) -> Result<()> {
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_path_buf(),
        Err(error) => return Err(failed("write", path)(error)),
    };
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let write = || -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".addon-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = if access == Access::Private {
                0o600
            } else {
                0o666
            };
            // The process's umask narrows the mode, as for any file that is created.
            builder.permissions(fs::Permissions::from_mode(mode));
        }
        // The name of the temporary file would only confuse.
        fs::metadata(folder)?;
        let plain = |error: io::Error| io::Error::from(error.kind());
        let mut file = builder.tempfile_in(folder).map_err(plain)?;
        // The outer writer names the temporary file in its errors, too.
        file.as_file_mut().write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)?;
        flush_folder(folder)
    };
    write().map_err(failed("write", path))
}

/// Writes a file that must not exist yet, with the folders above it.
pub fn write_new(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        create_dir_all(parent)?;
    }
    let write = || fs::File::create_new(path)?.write_all(content);
    write().map_err(failed("write", path))
}

/// Creates the folder `path` with what `fill` puts into it, or leaves nothing behind.
///
/// The content is written to a temporary folder beside it, which is then renamed. A path that
/// exists already is refused, whatever it is.
pub fn create_folder_atomically(path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    create_dir_all(parent)?;
    let create = failed("create the folder", path);
    if fs::symlink_metadata(path).is_ok() {
        return Err(create(io::ErrorKind::AlreadyExists.into()));
    }
    let folder = match tempfile::Builder::new()
        .prefix(".addon-")
        .tempdir_in(parent)
    {
        Ok(folder) => folder,
        Err(error) => return Err(create(error)),
    };
    let content = folder.path().join("content");
    create_dir_all(&content)?;
    // What went wrong is told of the place that the user knows.
    fill(&content).map_err(|mut error| {
        if let Ok(inside) = error.path.strip_prefix(&content) {
            error.path = path.join(inside);
        }
        error
    })?;
    fs::rename(&content, path).map_err(create)
}

/// Makes what came to and went from `folder` survive a crash.
pub fn sync_folder(folder: &Path) -> Result<()> {
    flush_folder(folder).map_err(failed("flush the folder", folder))
}

fn flush_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Holds other processes off a file while it is read, changed and written.
#[derive(Debug)]
pub struct Lock {
    _file: fs::File,
}

/// Waits until no other process holds the lock file `path`, and takes it.
///
/// The lock is a file of its own, because the file that it guards is replaced by renaming. It ends
/// with the process, however that ends.
pub fn lock(path: &Path) -> Result<Lock> {
    let file = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(failed("open the lock file", path))?;
    file.lock().map_err(failed("lock", path))?;
    Ok(Lock { _file: file })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_keeps_its_access() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config");
        write_atomically(&path, b"one", Access::Private).expect("written");
        write_atomically(&path, b"two", Access::Private).expect("written");
        assert_eq!(read(&path, 10).expect("read"), b"two");
        assert_eq!(
            fs::read_dir(folder.path()).expect("listed").count(),
            1,
            "nothing is left over"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_file_stays_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&file, "old").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        write_atomically(&link, b"new", Access::Shared).expect("written");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read(&file).expect("read"), b"new");
    }

    #[test]
    fn a_file_above_the_limit_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("big");
        fs::write(&path, "12345").expect("written");
        assert_eq!(read(&path, 5).expect("fits"), b"12345");
        let error = read(&path, 4).expect_err("too large");
        assert!(error.to_string().contains("big"), "{error}");
    }
}
