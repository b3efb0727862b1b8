//! Writing the files of a package into a folder.

use std::path::Path;

use crate::{addon::FileTree, exit::ExitCode, fs_ext, hint::Hint};

/// Files that could not be put into a folder.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// The folder exists already.
    #[error("`{}` exists already", .path.display())]
    Exists {
        /// The folder.
        path: std::path::PathBuf,
    },
    /// The disk refused.
    #[error("cannot unpack the files")]
    Disk {
        /// What was refused.
        #[from]
        source: fs_ext::Error,
    },
}

impl Hint for ExtractError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Exists { .. } => Some("remove the folder or choose another one".into()),
            Self::Disk { source } => source.hint(),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Exists { .. } => ExitCode::Exists,
            Self::Disk { source } => source.exit_code(),
        }
    }
}

/// Writes `files` into the new folder `target`, which appears complete or not at all.
///
/// Files get mode 0644 and folders 0755, narrowed by the umask.
pub fn extract(files: &FileTree, target: &Path) -> Result<(), ExtractError> {
    fs_ext::create_folder_atomically(target, |folder| {
        for (path, content) in files.iter() {
            fs_ext::write_new(&folder.join(path.as_str()), content)?;
        }
        Ok(())
    })
    .map_err(|source| {
        if source.source.kind() == std::io::ErrorKind::AlreadyExists {
            let path = target.to_path_buf();
            return ExtractError::Exists { path };
        }
        source.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_appears_complete_and_is_never_merged() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("demo");
        let files: FileTree = [("a.txt", "one"), ("deep/er/b.txt", "two")]
            .into_iter()
            .map(|(path, content)| (path.parse().expect("safe"), content.into()))
            .collect();
        extract(&files, &target).expect("unpacked");
        assert_eq!(
            std::fs::read(target.join("deep/er/b.txt")).expect("there"),
            b"two"
        );
        let error = extract(&files, &target).expect_err("refused");
        assert!(matches!(error, ExtractError::Exists { .. }), "{error}");
        let left = std::fs::read_dir(home.path()).expect("listed").count();
        assert_eq!(left, 1, "no temporary folder stays");
    }
}
