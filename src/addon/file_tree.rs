//! A folder of files in memory.

use std::{cmp::Ordering, collections::BTreeMap, fmt, str::FromStr};

use bytes::Bytes;

/// A relative path with `/` between its segments that cannot leave the folder it is joined to.
///
/// Paths are ordered as a walk through sorted folders meets them, which is the order of entries
/// in Helm's packages and the order in which KubeVela reads the files of an addon: segment by
/// segment, so that `a/b` comes before `a.txt`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TreePath(String);

impl TreePath {
    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

/// A path that could leave its folder or confuse a file system.
#[derive(Debug, thiserror::Error)]
#[error("unsafe path `{}`: {reason}", .path.escape_debug())]
pub struct InvalidPath {
    /// The path as it was found.
    pub path: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl FromStr for TreePath {
    type Err = InvalidPath;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        let drive = |segment: &str| {
            segment.as_bytes().get(1) == Some(&b':') && segment.as_bytes()[0].is_ascii_alphabetic()
        };
        let reason = if path.is_empty() {
            "it is empty"
        } else if path.starts_with('/') {
            "it is absolute"
        } else if path.split('/').any(|segment| segment == "..") {
            "it leaves its folder"
        } else if path
            .split('/')
            .any(|segment| segment.is_empty() || segment == ".")
        {
            "it has an empty segment"
        } else if path.contains('\\') || path.chars().any(char::is_control) {
            "it contains a backslash or a control character"
        } else if path.split('/').any(drive) {
            "it names a drive"
        } else if path.len() > 4096 {
            "it is longer than 4096 bytes"
        } else {
            return Ok(Self(path.to_owned()));
        };
        Err(InvalidPath {
            path: path.chars().take(200).collect(),
            reason,
        })
    }
}

impl Ord for TreePath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.split('/').cmp(other.0.split('/'))
    }
}

impl PartialOrd for TreePath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for TreePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for TreePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

/// The files of an addon or chart, by path; folders exist only as parts of paths.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FileTree {
    files: BTreeMap<TreePath, Bytes>,
}

impl FileTree {
    /// Returns a tree without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns what it replaced.
    pub fn insert(&mut self, path: TreePath, content: impl Into<Bytes>) -> Option<Bytes> {
        self.files.insert(path, content.into())
    }

    /// Removes a file and returns its content.
    pub fn remove(&mut self, path: &str) -> Option<Bytes> {
        self.files.remove(&path.parse().ok()?)
    }

    /// Returns the content of a file.
    pub fn get(&self, path: &str) -> Option<&Bytes> {
        self.files.get(&path.parse().ok()?)
    }

    /// Says whether there is a file at `path`.
    pub fn contains(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// Lists the files in the order of a walk through sorted folders.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&TreePath, &Bytes)> {
        self.files.iter()
    }

    /// Returns the number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Says whether the tree has no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns the size of all files together, in bytes.
    pub fn total_size(&self) -> u64 {
        self.files
            .values()
            .map(|content| content.len() as u64)
            .sum()
    }
}

impl fmt::Debug for FileTree {
    /// Lists paths and sizes: contents would drown whatever the tree is printed with.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_map()
            .entries(
                self.files
                    .iter()
                    .map(|(path, content)| (path, content.len())),
            )
            .finish()
    }
}

impl IntoIterator for FileTree {
    type Item = (TreePath, Bytes);
    type IntoIter = std::collections::btree_map::IntoIter<TreePath, Bytes>;

    fn into_iter(self) -> Self::IntoIter {
        self.files.into_iter()
    }
}

impl FromIterator<(TreePath, Bytes)> for FileTree {
    fn from_iter<I: IntoIterator<Item = (TreePath, Bytes)>>(files: I) -> Self {
        Self {
            files: files.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_could_escape_are_refused() {
        for path in [
            "", "/a", "a/../b", "..", "a//b", "a/", "./a", "a\\b", "c:/x", "a\nb",
        ] {
            assert!(path.parse::<TreePath>().is_err(), "{path:?}");
        }
        for path in ["a", "a/b.cue", "..a", "a/..b", ".helmignore", "ü/ b"] {
            assert!(path.parse::<TreePath>().is_ok(), "{path:?}");
        }
    }

    #[test]
    fn files_come_in_the_order_of_a_walk() {
        let mut tree = FileTree::new();
        for path in ["a.txt", "b", "a/z", "a/b/c", "a-b"] {
            tree.insert(path.parse().expect("safe"), "");
        }
        let order: Vec<_> = tree.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(order, ["a/b/c", "a/z", "a-b", "a.txt", "b"]);
    }
}
