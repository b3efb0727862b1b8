//! What the server notes for its next start: snapshots of the index and the changes since.
//!
//! Notes save reading every package again, and no more: at the start they are held against the
//! objects themselves, and what does not fit is read anew. So they are written behind the answers,
//! many changes at a time, and a torn or lost one costs time but no truth.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    sync::{Arc, Weak},
    time::Duration,
};

use bytes::Bytes;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use super::{Entry, Index, Texts};
use crate::server::store::{self, Object, Store};

const SNAPSHOTS: &str = "snap";
const CHANGES: &str = "log";
/// Raised when the texts of entries change, so that old ones are made anew.
const FORMAT: u32 = 2;
/// Bytes of one line.
const MAX_LINE: u64 = 64 << 20;
/// How long changes are collected before they are written.
const DELAY: Duration = Duration::from_millis(250);

/// A change of the index.
#[derive(Debug)]
pub enum Change {
    /// An entry was listed.
    Listed(Arc<Entry>),
    /// The entry of an object was taken off the list.
    Removed(String),
}

enum Message {
    Change(Change),
    Stop(oneshot::Sender<()>),
}

/// The end of the notebook that changes are handed to; this never waits.
#[derive(Debug)]
pub struct Notebook {
    messages: mpsc::UnboundedSender<Message>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
    /// The number of lines that follow, so that a torn file is noticed.
    lines: usize,
    base_url: String,
}

#[derive(Serialize, Deserialize)]
struct Line {
    file: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entry: Option<Noted>,
}

/// An entry as it was noted.
#[derive(Serialize, Deserialize)]
pub struct Noted {
    tag: String,
    size: u64,
    name: String,
    version: String,
    created: Timestamp,
    json: String,
    yaml: String,
    /// Whether the texts hold the URLs that the server writes now.
    #[serde(skip)]
    is_current: bool,
}

impl From<&Entry> for Noted {
    fn from(entry: &Entry) -> Self {
        let text = |bytes: &Bytes| String::from_utf8_lossy(bytes).into_owned();
        Self {
            tag: entry.tag.clone(),
            size: entry.size,
            name: entry.name.clone(),
            version: entry.version.to_string(),
            created: entry.created,
            json: text(&entry.json),
            yaml: text(&entry.yaml),
            is_current: true,
        }
    }
}

impl Noted {
    /// Makes the entry, if the object is still the one that was noted.
    pub fn into_entry(self, object: &Object, base_url: &str) -> Option<Entry> {
        if self.tag != object.tag || self.size != object.size {
            return None;
        }
        if !self.is_current {
            let restored: super::Restored = serde_json::from_str(&self.json).ok()?;
            return restored.into_entry(object, base_url).ok();
        }
        let texts = Texts {
            json: self.json.into(),
            yaml: self.yaml.into(),
        };
        Entry::from_texts(object, &self.name, &self.version, self.created, texts).ok()
    }
}

/// What was noted before: entries by object, and where the numbering goes on.
#[derive(Default)]
pub struct Notes {
    /// The entries.
    pub entries: HashMap<String, Noted>,
    next: u64,
    changes: usize,
}

/// Reads all notes; those that cannot be read count as absent.
pub async fn read(store: &Store, base_url: &str) -> Result<Notes, store::Error> {
    let mut notes = Notes::default();
    let number = |name: &String| name.parse::<u64>().ok();
    let snapshots = store.list_notes(SNAPSHOTS).await?;
    let changes = store.list_notes(CHANGES).await?;
    let last = snapshots.iter().chain(&changes).filter_map(number).max();
    notes.next = last.map_or(1, |last| last + 1);
    let mut from = 0;
    for name in snapshots.iter().rev() {
        let text = store.read_note(SNAPSHOTS, name).await?;
        if let Some(lines) = parse_aside(text, base_url).await {
            notes.apply(lines);
            from = number(name).unwrap_or(0);
            break;
        }
    }
    for name in changes.iter().filter(|name| number(name) > Some(from)) {
        let text = match store.read_note(CHANGES, name).await {
            Ok(text) => text,
            Err(store::Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let lines = parse_aside(text, base_url).await.unwrap_or_default();
        notes.changes += lines.len();
        notes.apply(lines);
    }
    Ok(notes)
}

impl Notes {
    fn apply(&mut self, lines: Vec<Line>) {
        for line in lines {
            match line.entry {
                Some(entry) => self.entries.insert(line.file, entry),
                None => self.entries.remove(&line.file),
            };
        }
    }
}

/// Parses on a thread of its own: a snapshot can be long.
async fn parse_aside(text: Bytes, base_url: &str) -> Option<Vec<Line>> {
    let base_url = base_url.to_owned();
    let parsed = tokio::task::spawn_blocking(move || parse(&text, &base_url));
    parsed.await.ok().flatten()
}

/// Reads lines one by one: unpacked, a snapshot is many times as large.
fn parse(packed: &[u8], base_url: &str) -> Option<Vec<Line>> {
    let mut input = BufReader::new(GzDecoder::new(packed));
    let mut text = String::new();
    let mut next = || {
        text.clear();
        (&mut input).take(MAX_LINE).read_line(&mut text).ok()?;
        text.ends_with('\n').then(|| text.clone())
    };
    let head: Head = serde_json::from_str(&next()?).ok()?;
    if head.format != FORMAT {
        return None;
    }
    let is_current = head.base_url == base_url;
    let mut lines = Vec::new();
    for _ in 0..head.lines {
        let mut line: Line = serde_json::from_str(&next()?).ok()?;
        if let Some(entry) = &mut line.entry {
            entry.is_current = is_current;
        }
        lines.push(line);
    }
    next().is_none().then_some(lines)
}

fn write(count: usize, lines: impl Iterator<Item = Line>, base_url: &str) -> Bytes {
    let head = Head {
        format: FORMAT,
        lines: count,
        base_url: base_url.to_owned(),
    };
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let mut put = |text: serde_json::Result<String>| {
        let text = text.expect("notes can be written") + "\n";
        let done = packed.write_all(text.as_bytes());
        done.expect("writing to memory does not fail");
    };
    put(serde_json::to_string(&head));
    for line in lines {
        put(serde_json::to_string(&line));
    }
    let packed = packed.finish();
    packed.expect("writing to memory does not fail").into()
}

impl Notebook {
    /// Goes on with the notes that were read; `entries` says what a snapshot should hold.
    pub fn open(
        store: Store,
        index: Weak<Index>,
        base_url: String,
        notes: &Notes,
        report: impl Fn(&store::Error) + Send + 'static,
    ) -> Self {
        let (messages, inbox) = mpsc::unbounded_channel();
        let writer = Writer {
            store,
            index,
            base_url,
            next: notes.next,
            since_snapshot: notes.changes,
        };
        tokio::spawn(writer.run(inbox, report));
        Self { messages }
    }

    /// Notes a change, some time soon.
    pub fn note(&self, change: Change) {
        // The writer only ends with the server, and then nobody reads its notes.
        self.messages.send(Message::Change(change)).ok();
    }

    /// Writes what is left, as a snapshot when that is worth it, and ends.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.messages.send(Message::Stop(done)).is_ok() {
            closed.await.ok();
        }
    }
}

struct Writer {
    store: Store,
    index: Weak<Index>,
    base_url: String,
    next: u64,
    since_snapshot: usize,
}

impl Writer {
    async fn run(
        mut self,
        mut inbox: mpsc::UnboundedReceiver<Message>,
        report: impl Fn(&store::Error),
    ) {
        let mut stopped = None;
        while stopped.is_none() {
            let mut lines = Vec::new();
            let mut deadline = None;
            loop {
                let message = match deadline {
                    None => inbox.recv().await,
                    Some(deadline) => match tokio::time::timeout_at(deadline, inbox.recv()).await {
                        Ok(message) => message,
                        Err(_) => break,
                    },
                };
                match message {
                    Some(Message::Change(change)) => lines.push(change.into()),
                    Some(Message::Stop(done)) => {
                        stopped = Some(done);
                        break;
                    }
                    None => return,
                }
                deadline.get_or_insert_with(|| Instant::now() + DELAY);
            }
            if let Err(error) = self.write(lines, stopped.is_some()).await {
                report(&error);
            }
        }
        if let Some(done) = stopped {
            done.send(()).ok();
        }
    }

    async fn write(&mut self, lines: Vec<Line>, is_last: bool) -> Result<(), store::Error> {
        self.since_snapshot += lines.len();
        let entries = self.index.upgrade().map_or(0, |index| index.len());
        // A snapshot costs as much as there are entries, so it waits for a share of them.
        let enough = if is_last { 1 } else { 2000.max(entries / 4) };
        if self.since_snapshot >= enough {
            return self.snapshot().await;
        }
        if lines.is_empty() {
            return Ok(());
        }
        let text = write(lines.len(), lines.into_iter(), &self.base_url);
        self.create(CHANGES, text).await?;
        Ok(())
    }

    async fn snapshot(&mut self) -> Result<(), store::Error> {
        let Some(index) = self.index.upgrade() else {
            return Ok(());
        };
        let base_url = self.base_url.clone();
        let text = tokio::task::spawn_blocking(move || {
            let entries = index.entries();
            let count = entries.len();
            let lines = entries
                .into_iter()
                .map(|entry| Change::Listed(entry).into());
            write(count, lines, &base_url)
        })
        .await
        .expect("writing to memory does not fail");
        let number = self.create(SNAPSHOTS, text).await?;
        self.since_snapshot = 0;
        for kind in [CHANGES, SNAPSHOTS] {
            for name in self.store.list_notes(kind).await? {
                if name.parse().is_ok_and(|other: u64| other < number) {
                    match self.store.delete_note(kind, &name).await {
                        Err(store::Error::NotFound) | Ok(()) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok(())
    }

    async fn create(&mut self, kind: &str, text: Bytes) -> Result<u64, store::Error> {
        loop {
            let number = self.next;
            self.next += 1;
            let name = format!("{number:020}");
            match self.store.create_note(kind, &name, text.clone()).await {
                Err(store::Error::Exists) => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(number),
            }
        }
    }
}

impl From<Change> for Line {
    fn from(change: Change) -> Self {
        match change {
            Change::Listed(entry) => Self {
                file: entry.file.clone(),
                entry: Some(Noted::from(&*entry)),
            },
            Change::Removed(file) => Self { file, entry: None },
        }
    }
}
