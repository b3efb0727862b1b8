//! One repository: its packages in a store and their index, kept equal.
//!
//! The objects are the truth. A package counts as uploaded when its object is written and the
//! index lists it; only then is the client told. Writers of one package wait for each other, those
//! of different packages do not. Nothing here knows HTTP.

mod scan;
mod upload;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::{StreamExt as _, stream};
use object_store::{GetOptions, GetResult};
use tokio::sync::{MutexGuard, Semaphore, watch};

use super::{
    index::{
        Entry, Index, Inserted, Kind, Restored,
        notes::{self, Change, Notebook},
    },
    store::{self, Object, Store},
};
use crate::{archive::Limits, chart};

pub use scan::{Error as ScanError, Scanned};
pub use upload::{OnExisting, Refusal, Upload};

/// The file that ChartMuseum keeps its index in.
pub const STATE_FILE: &str = "index-cache.yaml";
const PACKAGE: &str = ".tgz";
const SIGNATURE: &str = ".tgz.prov";

/// How a repository behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What stands before the names of packages in the index.
    pub base_url: String,
    /// The path of the server that clients are told, empty for the root.
    pub context_path: String,
    /// Bounds on packages.
    pub limits: Limits,
    /// Bytes of one package, when it is found in the store.
    pub max_package: u64,
    /// Number of objects, 0 for any.
    pub max_objects: u64,
    /// Number of versions of one chart, 0 for any; the oldest make room.
    pub max_versions: usize,
    /// Packages that are read at once when the store is looked through.
    pub parallel: usize,
    /// Whether the index is also written to ChartMuseum's state file.
    pub state_file: bool,
    /// Whether that file holds JSON.
    pub json_state: bool,
}

/// Takes note of what happens in the background.
pub type Reporter = Arc<dyn Fn(Event) + Send + Sync>;

/// Something that no client waits for.
#[derive(Debug)]
pub enum Event {
    /// An object is no package.
    Skipped {
        /// The name of the object.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The storage failed.
    Storage {
        /// What was being done.
        action: &'static str,
        /// How it failed.
        reason: String,
    },
    /// Objects had come or gone behind the server's back.
    Reconciled {
        /// Packages that are listed now.
        listed: usize,
        /// Packages that are not listed any more.
        removed: usize,
    },
}

/// One repository.
pub struct Repository {
    store: Store,
    index: Arc<Index>,
    notebook: Mutex<Option<Arc<Notebook>>>,
    settings: Settings,
    locks: Vec<tokio::sync::Mutex<()>>,
    hasher: RandomState,
    scans: Semaphore,
    /// As many uploads at once as there are processors. More would hardly be faster, and whoever
    /// reads meanwhile would wait for the share of each.
    uploads: Semaphore,
    loaded: watch::Sender<bool>,
    objects: AtomicU64,
    /// Objects that are no packages, by the state in which they were read.
    skipped: Mutex<HashMap<String, String>>,
    /// The change that the state file holds.
    saved: AtomicU64,
    report: Reporter,
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Repository").finish_non_exhaustive()
    }
}

impl Repository {
    /// Returns a repository whose index is not loaded yet.
    pub fn new(store: Store, settings: Settings, report: Reporter) -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            store,
            index: Arc::new(Index::new(&settings.context_path)),
            notebook: Mutex::new(None),
            settings,
            locks: (0..1024).map(|_| tokio::sync::Mutex::new(())).collect(),
            hasher: RandomState::new(),
            scans: Semaphore::new(threads),
            uploads: Semaphore::new(threads.max(2)),
            loaded: watch::Sender::new(false),
            objects: AtomicU64::new(0),
            skipped: Mutex::new(HashMap::new()),
            saved: AtomicU64::new(0),
            report,
        }
    }

    /// Returns the index, which may not be loaded yet.
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// Says whether the index is loaded.
    pub fn is_loaded(&self) -> bool {
        *self.loaded.borrow()
    }

    /// Waits until the index is loaded.
    pub async fn loaded(&self) {
        // The sender lives as long as this object.
        self.loaded
            .subscribe()
            .wait_for(|loaded| *loaded)
            .await
            .ok();
    }

    /// Fills the index from the notes of the last run, or from ChartMuseum's state file, and holds
    /// it against the objects; packages that neither knows are read.
    pub async fn load(&self) -> Result<(), store::Error> {
        let base_url = &self.settings.base_url;
        let (notes, objects) = tokio::join!(notes::read(&self.store, base_url), self.store.list());
        let (mut notes, objects) = (notes?, objects?);
        let mut restored = HashMap::new();
        if notes.entries.is_empty()
            && let Some(state) = objects.iter().find(|object| object.name == STATE_FILE)
        {
            restored = self.read_state_file(state).await;
        }
        let (index, url) = (Arc::clone(&self.index), base_url.clone());
        let mut noted = std::mem::take(&mut notes.entries);
        // Many texts are checked and sorted here, which must not hold up the answers to others.
        let (objects, noted) = tokio::task::spawn_blocking(move || {
            let packages = objects.iter().filter(|object| is_package(&object.name));
            let entries: Vec<_> = packages
                .filter_map(|object| match noted.remove(&object.name) {
                    Some(noted) => noted.into_entry(object, &url),
                    None => unchanged(restored.remove(&object.name)?, object, &url),
                })
                .collect();
            index.fill(entries);
            (objects, noted)
        })
        .await
        .expect("filling does not fail");
        let report = Arc::clone(&self.report);
        let notebook = Notebook::open(
            self.store.clone(),
            Arc::downgrade(&self.index),
            base_url.clone(),
            &notes,
            move |error| {
                let action = "write the notes for the next start";
                let reason = describe(error);
                report(Event::Storage { action, reason });
            },
        );
        *lock(&self.notebook) = Some(Arc::new(notebook));
        // What was in the notes but is gone has to be noted too.
        for file in noted.into_keys().collect::<BTreeSet<_>>() {
            self.note(Change::Removed(file));
        }
        let before = self.index.change();
        self.compare(&objects).await?;
        if self.index.change() != before {
            let index = Arc::clone(&self.index);
            let compacted = tokio::task::spawn_blocking(move || index.compact());
            compacted.await.expect("texts can be put together");
        }
        if !self.loaded.send_replace(true) && self.scans.available_permits() > 1 {
            // From now on there are readers, who must find a processor free.
            self.scans.forget_permits(1);
        }
        Ok(())
    }

    /// Reads the state file; one that makes no sense counts as absent.
    async fn read_state_file(&self, object: &Object) -> HashMap<String, Restored> {
        #[derive(serde::Deserialize)]
        struct State {
            entries: std::collections::BTreeMap<String, Vec<serde_json::Value>>,
        }
        const LIMIT: u64 = 1 << 30;
        let Ok((_, text)) = self.store.read(&object.name, LIMIT).await else {
            return HashMap::new();
        };
        let parse = move || {
            let text = std::str::from_utf8(&text).ok()?;
            let state: Option<State> = serde_json::from_str(text)
                .ok()
                .or_else(|| addon_yaml::from_str(text, &addon_yaml::Options::go()).ok());
            let versions = state?.entries.into_values().flatten();
            let entries = versions.filter_map(|value| {
                let entry: Restored = serde_json::from_value(value).ok()?;
                Some((entry.file()?.to_owned(), entry))
            });
            Some(entries.collect())
        };
        let parsed = tokio::task::spawn_blocking(parse).await;
        parsed.ok().flatten().unwrap_or_default()
    }

    /// Lists the objects and sets right whatever the index has wrong.
    pub async fn reconcile(&self) -> Result<(), store::Error> {
        let objects = self.store.list().await?;
        self.compare(&objects).await
    }

    async fn compare(&self, objects: &[Object]) -> Result<(), store::Error> {
        self.objects.store(objects.len() as u64, Ordering::Relaxed);
        let mut suspects = BTreeSet::new();
        let mut seen = HashSet::with_capacity(objects.len());
        for object in objects.iter().filter(|object| is_package(&object.name)) {
            seen.insert(object.name.as_str());
            let known = self.index.get(&object.name);
            let is_known = known.is_some_and(|entry| entry.describes(object))
                || lock(&self.skipped).get(&object.name) == Some(&object.tag);
            if !is_known {
                suspects.insert(object.name.clone());
            }
        }
        for entry in self.index.entries() {
            if !seen.contains(entry.file.as_str()) {
                suspects.insert(entry.file.clone());
            }
        }
        let parallel = self.settings.parallel.max(1);
        let mut checks = stream::iter(suspects)
            .map(|file| async move { (self.check(&file).await, file) })
            .buffer_unordered(parallel);
        let (mut listed, mut removed) = (0, 0);
        while let Some((outcome, _)) = checks.next().await {
            match outcome? {
                Check::Listed => listed += 1,
                Check::Removed => removed += 1,
                Check::Unchanged => {}
            }
        }
        if listed + removed > 0 {
            (self.report)(Event::Reconciled { listed, removed });
        }
        Ok(())
    }

    /// Makes the index say of one object what the store says now.
    async fn check(&self, file: &str) -> Result<Check, store::Error> {
        let _guard = self.lock(file).await;
        self.check_locked(file).await
    }

    async fn check_locked(&self, file: &str) -> Result<Check, store::Error> {
        let object = match self.store.head(file).await {
            Ok(object) => object,
            Err(store::Error::NotFound) => {
                lock(&self.skipped).remove(file);
                return Ok(self.unlist(file));
            }
            Err(error) => return Err(error),
        };
        if self
            .index
            .get(file)
            .is_some_and(|entry| entry.describes(&object))
        {
            return Ok(Check::Unchanged);
        }
        match self.scan_object(file).await {
            Ok((object, scanned)) => Ok(self.list(&object, &scanned)),
            Err(scan::Error::Store(store::Error::NotFound)) => Ok(self.unlist(file)),
            Err(scan::Error::Store(error)) => Err(error),
            Err(scan::Error::Chart(error)) => {
                let reason = describe(&error);
                lock(&self.skipped).insert(file.to_owned(), object.tag);
                let file = file.to_owned();
                let outcome = self.unlist(&file);
                (self.report)(Event::Skipped { file, reason });
                Ok(outcome)
            }
        }
    }

    /// Puts a scanned package into the index and the notes.
    fn list(&self, object: &Object, scanned: &Scanned) -> Check {
        let (chart, texts) = (&scanned.metadata, scanned.texts.clone());
        let entry = Entry::from_texts(object, &chart.name, &chart.version, scanned.created, texts)
            .expect("the metadata passed the validation");
        match self.index.insert(entry) {
            (Inserted::Listed, entry) => {
                lock(&self.skipped).remove(&object.name);
                self.note(Change::Listed(entry));
                Check::Listed
            }
            (Inserted::Duplicate, entry) => {
                let reason = format!(
                    "another package holds version {} of {}",
                    entry.version, entry.name
                );
                let file = object.name.clone();
                lock(&self.skipped).insert(file.clone(), object.tag.clone());
                (self.report)(Event::Skipped { file, reason });
                Check::Unchanged
            }
        }
    }

    fn unlist(&self, file: &str) -> Check {
        if self.index.remove(file).is_none() {
            return Check::Unchanged;
        }
        // Another object may hold the version that is free now.
        lock(&self.skipped).clear();
        self.note(Change::Removed(file.to_owned()));
        Check::Removed
    }

    fn note(&self, change: Change) {
        if let Some(notebook) = &*lock(&self.notebook) {
            notebook.note(change);
        }
    }

    /// Opens a package or signature.
    pub async fn open(&self, file: &str, options: GetOptions) -> Result<GetResult, store::Error> {
        self.store.get(file, options).await
    }

    /// Reads the chart in a package.
    pub async fn read_chart(&self, file: &str) -> Result<chart::Chart, scan::Error> {
        self.scan_whole(file).await
    }

    /// Removes a package, its signature and its entry.
    pub async fn delete(&self, file: &str) -> Result<(), store::Error> {
        let _guard = self.lock(file).await;
        let outcome = self.store.delete(file).await;
        match &outcome {
            Ok(()) => {
                self.forget(1);
            }
            // An entry without its object goes too, though the client learns that it was gone.
            Err(store::Error::NotFound) => {}
            Err(_) => {
                // It may be gone all the same, when only the answer was lost.
                self.check_locked(file).await.ok();
                return outcome;
            }
        }
        self.unlist(file);
        if outcome.is_ok() {
            match self.store.delete(&format!("{file}.prov")).await {
                Ok(()) => {
                    self.forget(1);
                }
                Err(store::Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        outcome
    }

    /// Writes ChartMuseum's state file if the index changed since it was written.
    pub async fn save_state_file(&self) -> Result<(), store::Error> {
        let change = self.index.change();
        if !self.settings.state_file
            || !self.is_loaded()
            || self.saved.swap(change, Ordering::Relaxed) == change
        {
            return Ok(());
        }
        let kind = if self.settings.json_state {
            Kind::Json
        } else {
            Kind::Yaml
        };
        let index = Arc::clone(&self.index);
        let document = tokio::task::spawn_blocking(move || index.document(kind))
            .await
            .expect("documents can be made");
        self.store.replace_soon(STATE_FILE, &document.parts).await
    }

    /// Writes down all that the next start can use.
    pub async fn close(&self) -> Result<(), store::Error> {
        let notebook = lock(&self.notebook).take();
        if let Some(notebook) = notebook {
            notebook.close().await;
        }
        self.save_state_file().await
    }

    /// Counts objects that are gone; the next look through the store corrects the count.
    fn forget(&self, count: u64) {
        self.objects
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |known| {
                Some(known.saturating_sub(count))
            })
            .ok();
    }

    /// Waits for the turn to change a package or its signature.
    async fn lock(&self, file: &str) -> MutexGuard<'_, ()> {
        self.locks[self.stripe(file)].lock().await
    }

    /// Returns the lock of a package; its signature has the same.
    fn stripe(&self, file: &str) -> usize {
        let package = file.strip_suffix(".prov").unwrap_or(file);
        let hash = self.hasher.hash_one(package) % self.locks.len() as u64;
        usize::try_from(hash).expect("there are few locks")
    }
}

/// Takes over an entry of the state file, unless its object was replaced since.
fn unchanged(state: Restored, object: &Object, base_url: &str) -> Option<Entry> {
    // The time of an entry is taken shortly before or after its object is written.
    let slack = jiff::SignedDuration::from_secs(5);
    if object.modified.duration_since(state.created()) > slack {
        return None;
    }
    state.into_entry(object, base_url).ok()
}

/// What a look at an object changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Listed,
    Removed,
    Unchanged,
}

/// Says whether an object of this name can be a package.
pub fn is_package(name: &str) -> bool {
    name.as_bytes().ends_with(PACKAGE.as_bytes())
}

/// Says whether an object of this name can be a signature.
pub fn is_signature(name: &str) -> bool {
    name.as_bytes().ends_with(SIGNATURE.as_bytes())
}

/// Returns an error with its causes on one line; causes that it has named itself are left out.
pub fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let reason = error.to_string();
        if !text.ends_with(&reason) {
            text.push_str(": ");
            text.push_str(&reason);
        }
        cause = error.source();
    }
    text
}

/// Locks plain data, which a panic elsewhere cannot leave half-changed.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
