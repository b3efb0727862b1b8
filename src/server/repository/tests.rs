use std::{
    collections::BTreeMap,
    fmt,
    sync::atomic::{AtomicBool, AtomicUsize},
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, memory::InMemory, path::Path,
};

use super::*;
use crate::{archive::pack, digest::Digest};

/// When a call fails: before it has an effect, or after, so that only the answer is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fails {
    Before,
    After,
}

/// A store that fails at one of its changes, and from then on always when it is `deadly`.
#[derive(Debug)]
struct Faulty {
    inner: Arc<InMemory>,
    fails: Fails,
    at: usize,
    deadly: bool,
    full: bool,
    step: AtomicUsize,
    dead: AtomicBool,
}

impl fmt::Display for Faulty {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("faulty")
    }
}

impl Faulty {
    fn error(&self) -> object_store::Error {
        let kind = if self.full {
            std::io::ErrorKind::StorageFull
        } else {
            std::io::ErrorKind::Other
        };
        object_store::Error::Generic {
            store: "faulty",
            source: Box::new(std::io::Error::from(kind)),
        }
    }

    fn alive(&self) -> object_store::Result<()> {
        if self.dead.load(Ordering::SeqCst) {
            return Err(self.error());
        }
        Ok(())
    }

    /// Counts a change, and says whether it is the one that fails.
    fn is_time(&self, location: &Path) -> object_store::Result<bool> {
        self.alive()?;
        // The server's own notes are written at any time, so they must not be counted.
        if location.as_ref().starts_with(".registry/") {
            return Ok(false);
        }
        let is_time = self.step.fetch_add(1, Ordering::SeqCst) == self.at;
        if is_time && self.deadly {
            self.dead.store(true, Ordering::SeqCst);
        }
        Ok(is_time)
    }
}

#[async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        let is_time = self.is_time(location)?;
        if is_time && self.fails == Fails::Before {
            return Err(self.error());
        }
        let result = self.inner.put_opts(location, payload, options).await?;
        if is_time {
            Err(self.error())
        } else {
            Ok(result)
        }
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, options).await
    }

    async fn get_opts(
        &self,
        location: &Path,
        options: GetOptions,
    ) -> object_store::Result<GetResult> {
        self.alive()?;
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        let location = futures_util::FutureExt::now_or_never(locations.collect::<Vec<_>>());
        let location = location.expect("ready").remove(0).expect("a path");
        let is_time = self.is_time(&location);
        let error = match is_time {
            Ok(false) => None,
            Ok(true) | Err(_) => Some(self.error()),
        };
        if is_time.is_err() || (error.is_some() && self.fails == Fails::Before) {
            return stream::iter(error.map(Err)).boxed();
        }
        let deleted = self
            .inner
            .delete_stream(stream::iter([Ok(location)]).boxed());
        match error {
            Some(error) => deleted
                .map(move |_| {
                    Err(object_store::Error::Generic {
                        store: "faulty",
                        source: error.to_string().into(),
                    })
                })
                .boxed(),
            None => deleted,
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        if let Err(error) = self.alive() {
            return stream::iter([Err(error)]).boxed();
        }
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.alive()?;
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(
        &self,
        from: &Path,
        to: &Path,
        options: CopyOptions,
    ) -> object_store::Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

fn settings() -> Settings {
    Settings {
        base_url: "charts/".into(),
        context_path: String::new(),
        limits: Limits::HELM,
        max_package: 1 << 20,
        max_objects: 0,
        max_versions: 0,
        parallel: 4,
        state_file: true,
        json_state: false,
    }
}

async fn open(objects: Arc<dyn ObjectStore>) -> Arc<Repository> {
    let repository = Repository::new(Store::new(objects), settings(), Arc::new(|_| {}));
    // A store that is dead already leaves the index empty, as it would a server.
    repository.load().await.ok();
    Arc::new(repository)
}

fn package(name: &str, version: &str, content: &str) -> Vec<u8> {
    let chart_yaml = format!("apiVersion: v2\nname: {name}\nversion: {version}\n");
    pack(
        name,
        [("Chart.yaml", chart_yaml.as_str()), ("content", content)],
        0,
    )
}

#[derive(Clone, Debug)]
enum Step {
    Upload(&'static str, &'static str, OnExisting),
    Signed(&'static str, &'static str),
    Pair([&'static str; 2], &'static str),
    Delete(&'static str),
}

const STEPS: [Step; 10] = [
    Step::Upload("1.0.0", "one", OnExisting::Refuse),
    Step::Upload("2.0.0", "two", OnExisting::Refuse),
    Step::Upload("1.0.0", "other", OnExisting::Replace),
    Step::Signed("3.0.0", "three"),
    Step::Delete("a-2.0.0.tgz"),
    Step::Upload("2.0.0", "again", OnExisting::Refuse),
    Step::Delete("a-3.0.0.tgz"),
    Step::Upload("4.0.0", "four", OnExisting::Refuse),
    Step::Pair(["5.0.0", "6.0.0"], "five and six"),
    Step::Delete("a-5.0.0.tgz"),
];

impl Step {
    async fn run(&self, repository: &Repository) -> bool {
        let upload = |version, content| Upload {
            packages: vec![vec![package("a", version, content).into()]],
            signatures: Vec::new(),
        };
        match *self {
            Self::Upload(version, content, existing) => {
                let outcome = repository.upload(upload(version, content), existing).await;
                outcome.is_ok()
            }
            Self::Signed(version, content) => {
                let mut upload = upload(version, content);
                let text =
                    format!("-----BEGIN PGP SIGNED MESSAGE-----\n\nname: a\nversion: {version}\n");
                upload.signatures = vec![vec![text.into()]];
                repository.upload(upload, OnExisting::Refuse).await.is_ok()
            }
            Self::Pair(versions, content) => {
                let mut pair = upload(versions[0], content);
                pair.packages.extend(upload(versions[1], content).packages);
                repository.upload(pair, OnExisting::Refuse).await.is_ok()
            }
            Self::Delete(file) => repository.delete(file).await.is_ok(),
        }
    }

    /// Tells an acknowledged step to the list of what must be there.
    fn acknowledge(&self, expected: &mut BTreeMap<String, Option<Digest>>) {
        match *self {
            Self::Upload(version, content, _) | Self::Signed(version, content) => {
                let digest = Digest::of(&package("a", version, content));
                expected.insert(format!("a-{version}.tgz"), Some(digest));
            }
            Self::Pair(versions, content) => {
                for version in versions {
                    let digest = Digest::of(&package("a", version, content));
                    expected.insert(format!("a-{version}.tgz"), Some(digest));
                }
            }
            Self::Delete(file) => {
                expected.insert(file.into(), None);
            }
        }
    }

    fn files(&self) -> Vec<String> {
        match self {
            Self::Upload(version, ..) | Self::Signed(version, _) => {
                vec![format!("a-{version}.tgz")]
            }
            Self::Pair(versions, _) => versions.map(|version| format!("a-{version}.tgz")).into(),
            Self::Delete(file) => vec![(*file).into()],
        }
    }
}

/// Checks that the index lists the objects that there are, as they are.
async fn check_equal(repository: &Repository, inner: &InMemory, context: &str) {
    let mut objects = BTreeMap::new();
    for meta in inner
        .list_with_delimiter(None)
        .await
        .expect("listed")
        .objects
    {
        let name = meta.location.to_string();
        if is_package(&name) {
            let result = inner.get_opts(&meta.location, GetOptions::default()).await;
            let bytes: Bytes = result.expect("there").bytes().await.expect("read");
            objects.insert(name, Digest::of(&bytes).hex());
        }
    }
    let digest = |entry: &Entry| {
        let value: serde_json::Value = serde_json::from_slice(&entry.json).expect("JSON");
        value["digest"].as_str().expect("a digest").to_owned()
    };
    let entries = repository.index().entries();
    let listed: BTreeMap<_, _> = entries
        .iter()
        .map(|entry| (entry.file.clone(), digest(entry)))
        .collect();
    assert_eq!(listed, objects, "{context}");
}

/// Runs all steps over a store that fails at change `at`, and returns how many changes there were.
async fn run(fails: Fails, at: usize, deadly: bool) -> usize {
    let context = format!(
        "{fails:?} {at} {}",
        if deadly { "for good" } else { "once" }
    );
    let inner = Arc::new(InMemory::new());
    let faulty = Arc::new(Faulty {
        inner: Arc::clone(&inner),
        fails,
        at,
        deadly,
        full: false,
        step: AtomicUsize::new(0),
        dead: AtomicBool::new(false),
    });
    let repository = open(Arc::clone(&faulty) as _).await;
    let mut expected: BTreeMap<String, Option<Digest>> = BTreeMap::new();
    for step in STEPS {
        if step.run(&repository).await {
            step.acknowledge(&mut expected);
        } else {
            // Whether an unacknowledged change happened is open.
            for file in step.files() {
                expected.remove(&file);
            }
        }
        if !deadly {
            check_equal(&repository, &inner, &context).await;
        }
    }
    let again = open(Arc::clone(&inner) as _).await;
    check_equal(&again, &inner, &context).await;
    for (file, digest) in expected {
        let entry = again.index().get(&file);
        match digest {
            Some(digest) => {
                let entry = entry.unwrap_or_else(|| panic!("{context}: {file} is lost"));
                let text = String::from_utf8_lossy(&entry.json).into_owned();
                assert!(text.contains(&digest.hex()), "{context}: {file}");
            }
            None => assert!(entry.is_none(), "{context}: {file} is back"),
        }
    }
    // The notes of the first run and of the second give the same index.
    again.close().await.expect("closed");
    let third = open(Arc::clone(&inner) as _).await;
    check_equal(&third, &inner, &context).await;
    faulty.step.load(Ordering::SeqCst)
}

#[tokio::test]
async fn whatever_call_fails_index_and_objects_stay_equal() {
    let steps = run(Fails::Before, usize::MAX, false).await;
    assert!(steps >= 10, "{steps}");
    for at in 0..steps {
        for fails in [Fails::Before, Fails::After] {
            for deadly in [false, true] {
                run(fails, at, deadly).await;
            }
        }
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_all_as_it_was() {
    let inner = Arc::new(InMemory::new());
    let faulty = Faulty {
        inner: Arc::clone(&inner),
        fails: Fails::Before,
        at: 1,
        deadly: false,
        full: true,
        step: AtomicUsize::new(0),
        dead: AtomicBool::new(false),
    };
    let repository = open(Arc::new(faulty)).await;
    let upload = |version| Upload {
        packages: vec![vec![package("a", version, "").into()]],
        signatures: Vec::new(),
    };
    repository
        .upload(upload("1.0.0"), OnExisting::Refuse)
        .await
        .expect("room");
    let refusal = repository.upload(upload("2.0.0"), OnExisting::Refuse).await;
    let refusal = refusal.expect_err("full");
    assert!(
        matches!(refusal, Refusal::Store(store::Error::Full { .. })),
        "{refusal:?}"
    );
    assert_eq!(repository.index().len(), 1);
    repository
        .upload(upload("2.0.0"), OnExisting::Refuse)
        .await
        .expect("room again");
    check_equal(&repository, &inner, "").await;
}

#[tokio::test]
async fn torn_notes_cost_time_but_no_truth() {
    let inner = Arc::new(InMemory::new());
    let repository = open(Arc::clone(&inner) as _).await;
    for step in &STEPS[..2] {
        assert!(step.run(&repository).await);
    }
    repository.close().await.expect("closed");
    let store = Store::new(Arc::clone(&inner) as _);
    let snapshot = store.list_notes("snap").await.expect("listed").remove(0);
    let text = store.read_note("snap", &snapshot).await.expect("there");
    for length in (0..text.len()).step_by(97) {
        store.delete_note("snap", &snapshot).await.expect("removed");
        let torn = text.slice(..length);
        store
            .create_note("snap", &snapshot, torn)
            .await
            .expect("written");
        let again = open(Arc::clone(&inner) as _).await;
        check_equal(&again, &inner, &format!("{length} bytes")).await;
    }
}
