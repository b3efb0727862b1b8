//! What is kept of a repository between two commands: the objects of the commit that was read
//! last, and a file that names it.
//!
//! Objects lie in a folder of their own generation, which is only added to. The file is replaced
//! in one step, so that whoever reads it finds a commit whose objects are complete; whatever else
//! went wrong is told by reading the objects, and mended by a new generation.

use std::path::{Path, PathBuf};

use git2::{Odb, Oid, Repository};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    fault::Fault,
    url::{Place, Remote},
};
use crate::{
    clock,
    digest::Digest,
    fs_ext::{self, Access},
};

const STATE: &str = "state.json";
const MAX_STATE: u64 = 1 << 20;
const GENERATION: &str = "objects-";

/// Packs that may gather in one generation before it is begun anew.
const MOST_PACKS: usize = 16;

/// The cache of one reference of one repository.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    folder: PathBuf,
}

/// What the cache holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct State {
    /// For people who look into the folder.
    pub remote: String,
    /// The reference's whole name.
    pub reference: String,
    /// What the reference pointed to, in hex.
    pub id: String,
    /// The commit behind it, in hex.
    pub commit: String,
    /// The folder that the address named together with the reference.
    pub folder: String,
    pub fetched: Timestamp,
    /// Name of the folder of objects.
    objects: String,
}

/// Where a fetch writes to.
#[derive(Debug)]
pub(super) struct Generation {
    name: String,
    path: PathBuf,
}

impl Generation {
    /// Returns the folder for packs.
    pub(super) fn packs(&self) -> PathBuf {
        self.path.join("pack")
    }

    /// Opens the objects.
    pub(super) fn open(&self) -> Result<Repository, Fault> {
        open_objects(&self.path)
    }
}

impl Cache {
    /// Names the place below `root` for a reference of a repository.
    pub(super) fn new(root: &Path, remote: &Remote, place: &Place, user: &str) -> Self {
        let remote = remote.to_string();
        let reference = match place {
            Place::Default { .. } => "HEAD",
            Place::Named { reference, .. } => reference,
            Place::Joined { tail, .. } => tail,
        };
        let joined = matches!(place, Place::Joined { .. });
        let key = Digest::of(format!("{remote}\n{reference}\n{joined}\n{user}").as_bytes()).hex();
        let name = remote
            .trim_end_matches('/')
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default();
        let name = name.strip_suffix(".git").unwrap_or(name);
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let name: String = name.chars().filter(plain).take(40).collect();
        Self {
            folder: root.join("git").join(format!("{name}-{}", &key[..24])),
        }
    }

    /// Returns what the cache holds; a damaged state counts as none.
    pub(super) fn state(&self) -> Option<State> {
        let content = fs_ext::read(&self.folder.join(STATE), MAX_STATE).ok()?;
        let state: State = serde_json::from_slice(&content).ok()?;
        let sound = is_generation(&state.objects)
            && [&state.id, &state.commit]
                .iter()
                .all(|id| Oid::from_str(id).is_ok());
        sound.then_some(state)
    }

    /// Opens the objects of `state`.
    pub(super) fn open(&self, state: &State) -> Result<Repository, Fault> {
        open_objects(&self.folder.join(&state.objects))
    }

    /// Waits until no other process fetches into this cache.
    pub(super) fn lock(&self) -> Result<fs_ext::Lock, Fault> {
        fs_ext::create_dir_all(&self.folder)?;
        Ok(fs_ext::lock(&self.folder.join("lock"))?)
    }

    /// Begins a new generation.
    pub(super) fn begin(&self) -> Result<Generation, Fault> {
        let name = format!("{GENERATION}{}", uuid::Uuid::new_v4().simple());
        let generation = Generation {
            path: self.folder.join(&name),
            name,
        };
        fs_ext::create_dir_all(&generation.packs())?;
        Ok(generation)
    }

    /// Goes on with the generation of `state`, unless too much has gathered in it.
    pub(super) fn resume(&self, state: &State) -> Option<Generation> {
        let path = self.folder.join(&state.objects);
        let generation = Generation {
            name: state.objects.clone(),
            path,
        };
        let files = fs_ext::list_folder(&generation.packs()).ok()?;
        let packs = files
            .iter()
            .filter(|name| name.to_string_lossy().ends_with(".pack"));
        let commit = Oid::from_str(&state.commit).ok()?;
        let usable = packs.count() < MOST_PACKS
            && generation
                .open()
                .is_ok_and(|repository| repository.find_commit(commit).is_ok());
        usable.then_some(generation)
    }

    /// Makes what was fetched into `generation` the content of the cache.
    pub(super) fn commit(&self, generation: &Generation, fetched: Fetch) -> Result<State, Fault> {
        let state = State {
            remote: fetched.remote,
            reference: fetched.reference,
            id: fetched.id.to_string(),
            commit: fetched.commit.to_string(),
            folder: fetched.folder,
            fetched: clock::now(),
            objects: generation.name.clone(),
        };
        let content = serde_json::to_vec_pretty(&state).expect("it is made of texts");
        fs_ext::write_atomically(&self.folder.join(STATE), &content, Access::Private)?;
        self.remove_others(generation);
        Ok(state)
    }

    /// Removes what nobody will read again; a reader of an old generation begins anew.
    fn remove_others(&self, kept: &Generation) {
        for name in fs_ext::list_folder(&self.folder).unwrap_or_default() {
            let name = name.to_string_lossy();
            if is_generation(&name) && name != kept.name {
                // It costs space and nothing else.
                let _left_over = fs_ext::remove_dir_all(&self.folder.join(&*name));
            }
        }
    }
}

/// What a fetch found.
#[derive(Debug)]
pub(super) struct Fetch {
    pub remote: String,
    pub reference: String,
    pub id: Oid,
    pub commit: Oid,
    pub folder: String,
}

fn is_generation(name: &str) -> bool {
    name.strip_prefix(GENERATION)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Opens objects without a repository around them, so that no configuration is read.
fn open_objects(folder: &Path) -> Result<Repository, Fault> {
    let text = folder.to_str().ok_or_else(|| {
        Fault::Setup(format!(
            "the cache folder `{}` has no UTF-8 name",
            folder.display()
        ))
    })?;
    let objects = Odb::new()?;
    objects.add_disk_alternate(text)?;
    Ok(Repository::from_odb(objects)?)
}
