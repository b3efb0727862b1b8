//! Reading the folder that a chart or an addon is written in.

use std::path::{Path, PathBuf};

use super::{Chart, Error, IgnoreRules};
use crate::{
    addon::FileTree,
    archive::Limits,
    fs_ext::{self, FileKind},
};

/// The files of a folder that belong into its package.
#[derive(Debug, Default)]
pub struct Folder {
    /// The files.
    pub files: FileTree,
    /// What the user may not expect, one sentence each.
    pub warnings: Vec<String>,
}

impl Folder {
    /// Reads a folder, less what its `.helmignore` names.
    ///
    /// Links are followed as long as they stay in the folder; `.git` is left out always.
    pub fn read(path: &Path, limits: &Limits) -> Result<Self, Error> {
        if fs_ext::kind(path)? != FileKind::Folder {
            let path = path.to_path_buf();
            return Err(Error::NotAFolder { path });
        }
        let root = fs_ext::canonicalize(path)?;
        let mut folder = Self::default();
        let ignore = path.join(".helmignore");
        let rules = match fs_ext::read_if_exists(&ignore, limits.total)? {
            Some(text) => IgnoreRules::parse(&String::from_utf8_lossy(&text))?,
            None => IgnoreRules::default(),
        };
        for line in rules.inverted_lines() {
            folder.warnings.push(format!(
                "Line {line} of .helmignore starts with `!`, which leaves out all that it does \
                 not match."
            ));
        }
        let mut walk = Walk {
            rules,
            limits: *limits,
            root: root.clone(),
            above: vec![root],
            folder: &mut folder,
            size: 0,
        };
        walk.enter(path, "")?;
        Ok(folder)
    }
}

impl Chart {
    /// Reads the chart that is written in a folder.
    pub fn from_folder(path: &Path, limits: &Limits) -> Result<Self, Error> {
        Self::from_files(Folder::read(path, limits)?.files, limits)
    }
}

struct Walk<'a> {
    rules: IgnoreRules,
    limits: Limits,
    root: PathBuf,
    /// The real paths of the folders that the walk is in, to notice links in a circle.
    above: Vec<PathBuf>,
    folder: &'a mut Folder,
    size: u64,
}

impl Walk<'_> {
    fn enter(&mut self, path: &Path, prefix: &str) -> Result<(), Error> {
        for name in fs_ext::list_folder(path)? {
            let path = path.join(&name);
            let Some(name) = name.to_str() else {
                return Err(Error::BadName { path, source: None });
            };
            // Helm would pack the whole history of a chart that is a repository of its own.
            if name == ".git" {
                continue;
            }
            let relative = if prefix.is_empty() {
                name.to_owned()
            } else {
                format!("{prefix}/{name}")
            };
            self.visit(&path, &relative)?;
        }
        Ok(())
    }

    fn visit(&mut self, path: &Path, relative: &str) -> Result<(), Error> {
        let mut kind = fs_ext::kind_of_link(path)?;
        let is_link = kind == FileKind::Link;
        if is_link {
            // What is left out may lead anywhere, or nowhere.
            if self.rules.ignores(relative, false) {
                return Ok(());
            }
            let target = fs_ext::canonicalize(path)?;
            if !target.starts_with(&self.root) {
                let path = path.to_path_buf();
                return Err(Error::LinkLeaves { path, target });
            }
            kind = fs_ext::kind(path)?;
        }
        if self.rules.ignores(relative, kind == FileKind::Folder) {
            return Ok(());
        }
        match kind {
            FileKind::Folder => {
                let real = fs_ext::canonicalize(path)?;
                if is_link && self.above.contains(&real) {
                    let path = path.to_path_buf();
                    return Err(Error::LinkCircle { path });
                }
                self.above.push(real);
                self.enter(path, relative)?;
                self.above.pop();
            }
            FileKind::File => self.add(path, relative)?,
            FileKind::Link | FileKind::Other => {
                let path = path.to_path_buf();
                return Err(Error::Irregular { path });
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, relative: &str) -> Result<(), Error> {
        let limit = self.limits.total;
        let too_large = || Error::TooLarge {
            file: relative.to_owned(),
            limit,
        };
        let content = fs_ext::read(path, limit - self.size).map_err(|error| {
            if error.source.kind() == std::io::ErrorKind::FileTooLarge {
                return too_large();
            }
            error.into()
        })?;
        self.size += content.len() as u64;
        if self.size >= limit {
            return Err(too_large());
        }
        if self.folder.files.len() >= self.limits.entries {
            return Err(Error::TooManyFiles {
                path: self.root.clone(),
                limit: self.limits.entries,
            });
        }
        let name = relative.parse().map_err(|error| Error::BadName {
            path: path.to_path_buf(),
            source: Some(error),
        })?;
        let content = match content.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => rest.to_vec(),
            None => content,
        };
        self.folder.files.insert(name, content);
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("created");
            fs::write(path, file).expect("written");
        }
        folder
    }

    fn read(folder: &tempfile::TempDir) -> Result<Vec<String>, Error> {
        let read = Folder::read(folder.path(), &Limits::default())?;
        Ok(read
            .files
            .iter()
            .map(|(path, _)| path.to_string())
            .collect())
    }

    #[test]
    fn ignored_files_and_folders_stay_out() {
        let folder = folder(&[
            "Chart.yaml",
            ".git/config",
            "a.bak",
            "templates/.x.swp",
            "b/c",
        ]);
        fs::write(folder.path().join(".helmignore"), ".git/\n*.bak\n").expect("written");
        assert_eq!(
            read(&folder).expect("read"),
            [".helmignore", "Chart.yaml", "b/c"]
        );
    }

    #[test]
    fn the_history_of_a_repository_stays_out() {
        let folder = folder(&["Chart.yaml", ".git/objects/x", ".gitignore"]);
        assert_eq!(read(&folder).expect("read"), [".gitignore", "Chart.yaml"]);
    }

    #[test]
    fn links_are_followed_inside_and_refused_outside() {
        let outside = folder(&["secret"]);
        let folder = folder(&["a", "b/c"]);
        symlink("a", folder.path().join("file")).expect("linked");
        symlink("b", folder.path().join("folder")).expect("linked");
        let expected = ["a", "b/c", "file", "folder/c"];
        assert_eq!(read(&folder).expect("read"), expected);

        let link = folder.path().join("x");
        symlink(outside.path().join("secret"), &link).expect("linked");
        let error = read(&folder).expect_err("leaves");
        assert!(matches!(error, Error::LinkLeaves { .. }), "{error}");
        fs::write(folder.path().join(".helmignore"), "x").expect("written");
        assert!(read(&folder).is_ok(), "an ignored link may lead anywhere");

        fs::remove_file(&link).expect("removed");
        symlink("..", folder.path().join("b/up")).expect("linked");
        let error = read(&folder).expect_err("a circle");
        assert!(matches!(error, Error::LinkCircle { .. }), "{error}");
    }

    #[test]
    fn what_is_no_file_is_refused_by_name() {
        let folder = folder(&["a"]);
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("s"));
        let error = read(&folder).expect_err("refused").to_string();
        assert!(error.starts_with("cannot load irregular file "), "{error}");
    }

    #[test]
    fn the_limit_covers_all_files_together() {
        let folder = folder(&["aaaa", "bbbb"]);
        for (total, fits) in [(9, true), (8, false)] {
            let limits = Limits {
                total,
                ..Limits::default()
            };
            assert_eq!(Folder::read(folder.path(), &limits).is_ok(), fits);
        }
    }
}
