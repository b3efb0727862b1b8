//! The index of one repository, in memory.
//!
//! A change costs as much as the chart has versions, however many charts there are: every version
//! keeps its text, every chart the text of its versions, and a document is a list of those texts.
//! Nothing here knows storage or HTTP.

mod document;
mod entry;
pub mod notes;
mod order;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

pub use document::{Document, Kind};
pub use entry::{Entry, InvalidEntry, Restored, Texts};

use super::json;
use crate::clock;

/// The versions of one chart, newest first.
#[derive(Debug)]
pub struct Versions {
    name: String,
    entries: Vec<Arc<Entry>>,
    texts: OnceLock<ChartTexts>,
}

#[derive(Debug)]
struct ChartTexts {
    yaml_key: Bytes,
    yaml: Bytes,
    json_key: Bytes,
    json: Bytes,
    fingerprint: [u8; 32],
}

impl Versions {
    fn new(name: &str, entries: Vec<Arc<Entry>>) -> Arc<Self> {
        Arc::new(Self {
            name: name.to_owned(),
            entries,
            texts: OnceLock::new(),
        })
    }

    /// Returns the entries, newest first.
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// Returns the JSON list of all versions.
    pub fn json(&self) -> Bytes {
        self.texts().json.clone()
    }

    /// Puts entries together whose texts become parts of those of the chart: most of them never
    /// change, and so they are in memory once.
    fn of_all(name: &str, mut entries: Vec<Entry>) -> Arc<Self> {
        entries.sort_by(|one, other| other.version.cmp(&one.version));
        let texts = ChartTexts::new(name, entries.iter());
        let (mut yaml, mut json) = (texts.yaml.clone(), texts.json.slice(1..));
        for entry in &mut entries {
            entry.yaml = yaml.split_to(entry.yaml.len());
            entry.json = json.split_to(entry.json.len());
            // The comma or bracket behind it.
            drop(json.split_to(1));
        }
        Arc::new(Self {
            name: name.to_owned(),
            entries: entries.into_iter().map(Arc::new).collect(),
            texts: OnceLock::from(texts),
        })
    }

    fn texts(&self) -> &ChartTexts {
        self.texts.get_or_init(|| {
            let entries = self.entries.iter().map(|entry| &**entry);
            ChartTexts::new(&self.name, entries)
        })
    }
}

impl ChartTexts {
    fn new<'a>(name: &str, entries: impl Iterator<Item = &'a Entry> + Clone) -> Self {
        let sizes = entries.clone().map(|entry| entry.yaml.len());
        let mut yaml = BytesMut::with_capacity(sizes.sum());
        let sizes = entries.clone().map(|entry| entry.json.len() + 1);
        let mut json = BytesMut::with_capacity(sizes.sum::<usize>() + 2);
        let mut hasher = Sha256::new();
        json.extend_from_slice(b"[");
        for (position, entry) in entries.enumerate() {
            if position > 0 {
                json.extend_from_slice(b",");
            }
            json.extend_from_slice(&entry.json);
            yaml.extend_from_slice(&entry.yaml);
            hasher.update(entry.fingerprint);
        }
        json.extend_from_slice(b"]");
        Self {
            yaml_key: yaml_key(name).into(),
            yaml: yaml.freeze(),
            json_key: json::to_bytes(&name),
            json: json.freeze(),
            fingerprint: hasher.finalize().into(),
        }
    }
}

/// What became of an entry that was put into the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is listed.
    Listed,
    /// Another object already stands for this name and version.
    Duplicate,
}

/// The index of one repository.
#[derive(Debug)]
pub struct Index {
    state: RwLock<State>,
    documents: [Slot; 3],
    context_path: String,
}

/// The place of one kind of document.
#[derive(Debug)]
struct Slot {
    /// The last one that was made; never locked for longer than it takes to copy the pointer.
    ready: RwLock<Option<Arc<Document>>>,
    /// Held by whoever makes the next one.
    making: Mutex<()>,
}

impl Slot {
    const fn new() -> Self {
        Self {
            ready: RwLock::new(None),
            making: Mutex::new(()),
        }
    }

    /// Returns the document if it includes the change of that number.
    fn of_change(&self, change: u64) -> Option<Arc<Document>> {
        // A document is replaced as a whole, so a panic elsewhere cannot leave half of one.
        let ready = self.ready.read().unwrap_or_else(PoisonError::into_inner);
        ready
            .as_ref()
            .filter(|document| document.change >= change)
            .cloned()
    }

    fn put(&self, document: &Arc<Document>) {
        let mut ready = self.ready.write().unwrap_or_else(PoisonError::into_inner);
        let before = ready.replace(Arc::clone(document));
        drop(ready);
        // Whoever held the last share of the old one frees it outside of the lock.
        drop(before);
    }
}

#[derive(Debug)]
struct State {
    charts: BTreeMap<String, Arc<Versions>>,
    objects: HashMap<String, Arc<Entry>>,
    change: u64,
    generated: Timestamp,
    /// Whether the time of the last change, to the second, is that of no other change.
    is_datable: bool,
}

impl Index {
    /// Returns an index without entries; `context_path` is told to clients that ask for it.
    pub fn new(context_path: &str) -> Self {
        Self {
            state: RwLock::new(State {
                charts: BTreeMap::new(),
                objects: HashMap::new(),
                change: 0,
                generated: whole_second(clock::now()),
                is_datable: true,
            }),
            documents: [const { Slot::new() }; 3],
            context_path: context_path.to_owned(),
        }
    }

    /// Lists an entry, in place of what was known of its object.
    pub fn insert(&self, entry: Entry) -> (Inserted, Arc<Entry>) {
        let entry = Arc::new(entry);
        let mut state = self.write();
        let duplicate = state.twin(&entry).is_some_and(|twin| {
            twin.is_canonical() || (!entry.is_canonical() && twin.file < entry.file)
        });
        if duplicate {
            return (Inserted::Duplicate, entry);
        }
        state.take(&entry.file);
        if let Some(twin) = state.twin(&entry) {
            let file = twin.file.clone();
            state.take(&file);
        }
        state.list(Arc::clone(&entry));
        state.touch();
        (Inserted::Listed, entry)
    }

    /// Lists many entries at once, before anyone reads.
    pub fn fill(&self, entries: impl IntoIterator<Item = Entry>) {
        let mut by_chart: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        let mut rest = Vec::new();
        for entry in entries {
            // What is not called by its content may collide; those few take the slow way.
            if entry.is_canonical() {
                by_chart.entry(entry.name.clone()).or_default().push(entry);
            } else {
                rest.push(entry);
            }
        }
        let mut state = self.write();
        for (name, entries) in by_chart {
            // An object has one entry, so charts that are known are rare here.
            if state.charts.contains_key(&name) {
                rest.extend(entries);
                continue;
            }
            let versions = Versions::of_all(&name, entries);
            for entry in &versions.entries {
                state.objects.insert(entry.file.clone(), Arc::clone(entry));
            }
            state.charts.insert(name, versions);
        }
        state.touch();
        drop(state);
        for entry in rest {
            self.insert(entry);
        }
    }

    /// Lets all entries share the texts of their charts, after many came one by one.
    pub fn compact(&self) {
        let mut state = self.write();
        let State {
            charts, objects, ..
        } = &mut *state;
        for versions in charts.values_mut() {
            let entries = versions.entries.iter().map(|entry| Entry::clone(entry));
            let shared = Versions::of_all(&versions.name, entries.collect());
            for entry in &shared.entries {
                objects.insert(entry.file.clone(), Arc::clone(entry));
            }
            *versions = shared;
        }
    }

    /// Takes the entry of an object off the list.
    pub fn remove(&self, file: &str) -> Option<Arc<Entry>> {
        let mut state = self.write();
        let entry = state.take(file)?;
        state.touch();
        Some(entry)
    }

    /// Returns the entry of an object.
    pub fn get(&self, file: &str) -> Option<Arc<Entry>> {
        self.read().objects.get(file).cloned()
    }

    /// Returns the versions of a chart.
    pub fn chart(&self, name: &str) -> Option<Arc<Versions>> {
        self.read().charts.get(name).cloned()
    }

    /// Returns all entries, in the order of their objects' names.
    pub fn entries(&self) -> Vec<Arc<Entry>> {
        let mut entries: Vec<_> = self.read().objects.values().cloned().collect();
        entries.sort_by(|one, other| one.file.cmp(&other.file));
        entries
    }

    /// Returns the number of charts and of entries.
    pub fn size(&self) -> (usize, usize) {
        let state = self.read();
        (state.charts.len(), state.objects.len())
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.read().objects.len()
    }

    /// Says whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of the last change.
    pub fn change(&self) -> u64 {
        self.read().change
    }

    /// Returns a page of the JSON object of all charts, by name.
    pub fn page(&self, offset: usize, limit: Option<usize>) -> Vec<Bytes> {
        let charts: Vec<_> = {
            let state = self.read();
            let page = state.charts.values().skip(offset);
            page.take(limit.unwrap_or(usize::MAX)).cloned().collect()
        };
        document::json_object(&charts)
    }

    /// Returns a document if it is made and still true; this never waits for one that is being made.
    pub fn ready_document(&self, kind: Kind) -> Option<Arc<Document>> {
        self.slot(kind).of_change(self.change())
    }

    /// Returns a document with all changes up to now, and makes it if need be.
    ///
    /// This computes and can wait for another caller who does.
    pub fn document(&self, kind: Kind) -> Arc<Document> {
        let slot = self.slot(kind);
        let _making = slot.making.lock().unwrap_or_else(PoisonError::into_inner);
        let (charts, change, generated, is_datable) = {
            let state = self.read();
            if let Some(document) = slot.of_change(state.change) {
                return document;
            }
            let charts: Vec<_> = state.charts.values().cloned().collect();
            (charts, state.change, state.generated, state.is_datable)
        };
        let mut document = Document::new(kind, charts, change, generated, &self.context_path);
        document.is_datable = is_datable;
        let document = Arc::new(document);
        slot.put(&document);
        document
    }

    fn slot(&self, kind: Kind) -> &Slot {
        &self.documents[kind as usize]
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Finds another object that holds the same name and version.
    fn twin(&self, entry: &Entry) -> Option<&Arc<Entry>> {
        let versions = self.charts.get(&entry.name)?;
        let at = versions
            .entries
            .binary_search_by(|known| entry.version.cmp(&known.version))
            .ok()?;
        let twin = &versions.entries[at];
        (twin.file != entry.file).then_some(twin)
    }

    fn list(&mut self, entry: Arc<Entry>) {
        let mut entries = match self.charts.get(&entry.name) {
            Some(versions) => versions.entries.clone(),
            None => Vec::new(),
        };
        let at = entries
            .binary_search_by(|known| entry.version.cmp(&known.version))
            .unwrap_or_else(|at| at);
        entries.insert(at, Arc::clone(&entry));
        let versions = Versions::new(&entry.name, entries);
        self.charts.insert(entry.name.clone(), versions);
        self.objects.insert(entry.file.clone(), entry);
    }

    fn take(&mut self, file: &str) -> Option<Arc<Entry>> {
        let entry = self.objects.remove(file)?;
        if let Some(versions) = self.charts.get(&entry.name) {
            let mut entries = versions.entries.clone();
            entries.retain(|known| !Arc::ptr_eq(known, &entry));
            if entries.is_empty() {
                self.charts.remove(&entry.name);
            } else {
                let versions = Versions::new(&entry.name, entries);
                self.charts.insert(entry.name.clone(), versions);
            }
        }
        Some(entry)
    }

    fn touch(&mut self) {
        self.change += 1;
        let now = whole_second(clock::now());
        self.is_datable = now != self.generated;
        self.generated = now;
    }
}

fn whole_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// Writes the name of a chart as the key of its versions.
fn yaml_key(name: &str) -> String {
    let line = crate::chart::write_yaml(&BTreeMap::from([(name, 0)]));
    let key = line.trim_end().strip_suffix('0').unwrap_or(name);
    format!("  {}\n", key.trim_end())
}

#[cfg(test)]
mod tests;
