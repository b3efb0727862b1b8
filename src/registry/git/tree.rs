//! Reading addons out of the trees of one commit; nothing is checked out.

use git2::{ObjectType, Oid, Repository, Tree, TreeEntry};

use super::{fault::Fault, references::NotFound};
use crate::{
    addon::{FileTree, TreePath, layout::METADATA},
    registry::{
        Locator,
        folders::{AddonFolder, join},
    },
};

const FOLDER: i32 = 0o040_000;
const LINK: i32 = 0o120_000;
const SUBMODULE: i32 = 0o160_000;

/// Links that may be followed on the way to one file.
const MOST_LINKS: usize = 40;
/// Longest target of a link.
const LONGEST_TARGET: usize = 4096;
/// Folders inside each other.
const DEEPEST: usize = 64;
/// Files of one addon.
const MOST_FILES: usize = 20_000;
/// Files, folders and links of one addon.
const MOST_ENTRIES: usize = 100_000;
/// Bytes of one addon.
const LARGEST_ADDON: usize = 256 << 20;
/// Bytes of one metadata.yaml.
const LARGEST_METADATA: usize = 1 << 20;
/// Folders of addons in one registry.
const MOST_ADDONS: usize = 100_000;

/// One commit of a repository.
pub(super) struct Snapshot<'a> {
    repository: &'a Repository,
    commit: Oid,
    root: Tree<'a>,
}

/// What a path leads to.
enum Node<'a> {
    File(Oid),
    Folder(Tree<'a>),
}

impl<'a> Snapshot<'a> {
    /// Opens the files of `commit`.
    pub(super) fn new(repository: &'a Repository, commit: Oid) -> Result<Self, Fault> {
        Ok(Self {
            repository,
            commit,
            root: repository.find_commit(commit)?.tree()?,
        })
    }

    /// Finds the addons directly in `folder`, or the folder itself when it is one.
    pub(super) fn addons(&self, folder: &str) -> Result<Vec<AddonFolder>, Fault> {
        let tree = self.folder(folder)?;
        if let Some(metadata) = self.metadata(&tree, folder)? {
            return Ok(vec![self.addon(folder.to_owned(), metadata)]);
        }
        if tree.len() > MOST_ADDONS {
            let problem = format!("folder `{folder}` has more than {MOST_ADDONS} entries");
            return Err(Fault::Unusable(problem));
        }
        let mut addons = Vec::new();
        for entry in &tree {
            let Ok(name) = entry.name() else { continue };
            let path = join(folder, name);
            let child = match entry.filemode() {
                FOLDER => Some(self.repository.find_tree(entry.id())?),
                LINK => match self.resolve(&path)? {
                    Some(Node::Folder(tree)) => Some(tree),
                    _ => None,
                },
                _ => None,
            };
            if let Some(child) = child
                && let Some(metadata) = self.metadata(&child, &path)?
            {
                addons.push(self.addon(path, metadata));
            }
        }
        Ok(addons)
    }

    fn addon(&self, path: String, metadata: Result<Vec<u8>, String>) -> AddonFolder {
        let (commit, folder) = (self.commit.to_string(), path.clone());
        AddonFolder {
            path,
            metadata,
            locator: Locator::Git { commit, folder },
        }
    }

    /// Finds folders with addons in them, for whoever gave one without.
    pub(super) fn folders_with_addons(&self) -> Result<Vec<String>, Fault> {
        const LEVELS: usize = 3;
        const ENOUGH: usize = 10;
        let mut found = Vec::new();
        let mut level = vec![(String::new(), self.root.clone())];
        for _ in 0..LEVELS {
            let mut below = Vec::new();
            for (path, tree) in level {
                let mut holds = false;
                for entry in tree.iter().filter(|entry| entry.filemode() == FOLDER) {
                    let Ok(name) = entry.name() else { continue };
                    let child = self.repository.find_tree(entry.id())?;
                    if child.get_name(METADATA).is_some() {
                        holds = true;
                    } else if below.len() < MOST_FILES {
                        below.push((join(&path, name), child));
                    }
                }
                if holds {
                    found.push(path);
                }
                if found.len() >= ENOUGH {
                    return Ok(found);
                }
            }
            level = below;
        }
        Ok(found)
    }

    /// Reads all files below `folder`.
    pub(super) fn read(&self, folder: &str) -> Result<FileTree, Fault> {
        let tree = self.folder(folder)?;
        let mut reading = Reading {
            snapshot: self,
            files: FileTree::new(),
            size: 0,
            entries: 0,
        };
        reading.add(&tree, folder, "", 0)?;
        Ok(reading.files)
    }

    fn folder(&self, path: &str) -> Result<Tree<'a>, Fault> {
        match self.resolve(path)? {
            Some(Node::Folder(tree)) => Ok(tree),
            Some(Node::File(_)) => Err(Fault::Setup(format!("`{path}` is a file, not a folder"))),
            None => Err(self.no_folder(path)?.into()),
        }
    }

    /// Looks for folders that may be meant by one that is not there.
    fn no_folder(&self, path: &str) -> Result<NotFound, Fault> {
        let known = self.folders_with_addons()?;
        let names = || {
            known
                .iter()
                .map(String::as_str)
                .filter(|name| !name.is_empty())
        };
        let mut similar = crate::similar::similar_names(path, names());
        if similar.is_empty() {
            similar = names().map(str::to_owned).collect();
        }
        Ok(NotFound {
            reference: path.to_owned(),
            similar,
        })
    }

    fn metadata(
        &self,
        tree: &Tree<'_>,
        path: &str,
    ) -> Result<Option<Result<Vec<u8>, String>>, Fault> {
        let Some(entry) = tree.get_name(METADATA) else {
            return Ok(None);
        };
        let id = match self.file(&entry, &join(path, METADATA))? {
            Some(id) => id,
            None if entry.filemode() == LINK => {
                return Ok(Some(Err("it is a link that leads to no file".into())));
            }
            None => return Ok(None),
        };
        let (size, _) = self.repository.odb()?.read_header(id)?;
        if size > LARGEST_METADATA {
            return Ok(Some(Err(format!(
                "it is larger than {LARGEST_METADATA} bytes"
            ))));
        }
        Ok(Some(Ok(self.repository.find_blob(id)?.content().to_vec())))
    }

    /// Returns the file that `entry` is or leads to.
    fn file(&self, entry: &TreeEntry<'_>, path: &str) -> Result<Option<Oid>, Fault> {
        match (entry.filemode(), entry.kind()) {
            (LINK, _) => match self.resolve(path)? {
                Some(Node::File(id)) => Ok(Some(id)),
                _ => Ok(None),
            },
            (_, Some(ObjectType::Blob)) => Ok(Some(entry.id())),
            _ => Ok(None),
        }
    }

    /// Follows a path and the links on it; nothing when it ends nowhere or leaves the repository.
    fn resolve(&self, path: &str) -> Result<Option<Node<'a>>, Fault> {
        let mut ahead: Vec<String> = segments(path).rev().map(str::to_owned).collect();
        let mut behind: Vec<(String, Tree<'a>)> = Vec::new();
        let mut links = 0;
        while let Some(segment) = ahead.pop() {
            if segment == ".." {
                if behind.pop().is_none() {
                    return Ok(None);
                }
                continue;
            }
            let here = behind.last().map_or(&self.root, |(_, tree)| tree);
            let Some(entry) = here.get_name(&segment).map(|entry| entry.to_owned()) else {
                return Ok(None);
            };
            match entry.filemode() {
                FOLDER => {
                    let tree = self.repository.find_tree(entry.id())?;
                    if behind.len() >= LONGEST_TARGET {
                        return Ok(None);
                    }
                    behind.push((segment, tree));
                }
                LINK => {
                    links += 1;
                    let (size, _) = self.repository.odb()?.read_header(entry.id())?;
                    if links > MOST_LINKS || size > LONGEST_TARGET {
                        return Ok(None);
                    }
                    let target = self.repository.find_blob(entry.id())?;
                    let Ok(target) = std::str::from_utf8(target.content()) else {
                        return Ok(None);
                    };
                    if target.starts_with('/') {
                        return Ok(None);
                    }
                    ahead.extend(segments(target).rev().map(str::to_owned));
                }
                SUBMODULE => return Ok(None),
                _ => return Ok(ahead.is_empty().then(|| Node::File(entry.id()))),
            }
        }
        let tree = behind
            .pop()
            .map_or_else(|| self.root.clone(), |(_, tree)| tree);
        Ok(Some(Node::Folder(tree)))
    }
}

/// Gathers the files of one addon.
struct Reading<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    files: FileTree,
    size: usize,
    /// Entries that were looked at; links to folders can multiply them without adding files.
    entries: usize,
}

impl Reading<'_, '_> {
    /// Adds what lies in `tree`, which is at `path` in the repository and at `inner` in the addon.
    fn add(&mut self, tree: &Tree<'_>, path: &str, inner: &str, depth: usize) -> Result<(), Fault> {
        if depth > DEEPEST {
            return Err(Fault::Unusable(format!("`{path}` lies too deep")));
        }
        for entry in tree {
            self.entries += 1;
            if self.entries > MOST_ENTRIES {
                return Err(Fault::Unusable(format!("`{path}` has too many entries")));
            }
            let name = entry
                .name()
                .map_err(|_| Fault::Unusable(format!("`{path}` has a file with no UTF-8 name")))?;
            let (path, inner) = (join(path, name), join(inner, name));
            match entry.filemode() {
                FOLDER => {
                    let tree = self.snapshot.repository.find_tree(entry.id())?;
                    self.add(&tree, &path, &inner, depth + 1)?;
                }
                LINK => match self.snapshot.resolve(&path)? {
                    Some(Node::File(id)) => self.add_file(id, &inner)?,
                    Some(Node::Folder(tree)) => self.add(&tree, &path, &inner, depth + 1)?,
                    // What lies outside of the repository is not part of it.
                    None => {}
                },
                SUBMODULE => {}
                _ => self.add_file(entry.id(), &inner)?,
            }
        }
        Ok(())
    }

    fn add_file(&mut self, id: Oid, inner: &str) -> Result<(), Fault> {
        let path: TreePath = inner
            .parse()
            .map_err(|error| Fault::Unusable(format!("it has an {error}")))?;
        let (size, _) = self.snapshot.repository.odb()?.read_header(id)?;
        self.size = self.size.saturating_add(size);
        if self.size > LARGEST_ADDON || self.files.len() >= MOST_FILES {
            return Err(Fault::Unusable(format!(
                "the addon has more than {MOST_FILES} files or {LARGEST_ADDON} bytes"
            )));
        }
        let content = self.snapshot.repository.find_blob(id)?.content().to_vec();
        self.files.insert(path, content);
        Ok(())
    }
}

fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/')
        .filter(|segment| !matches!(*segment, "" | "."))
}
