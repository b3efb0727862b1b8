//! Objects by name: the one home of `object_store`.
//!
//! A [`Store`] is one folder of a disk or bucket. Packages and signatures lie in it under the
//! names that ChartMuseum gives them; what the server notes for itself lies below `.registry`.
//! Every write is whole or absent, and [`Store::create`] has one winner however many try.

use std::{io, path::Path as FilePath, sync::Arc};

use bytes::Bytes;
use futures_util::StreamExt as _;
use jiff::Timestamp;
use object_store::{
    GetOptions, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions,
    PutPayload, local::LocalFileSystem, path::Path,
};

use crate::{clock, fs_ext};

/// Where the server keeps its own notes.
const NOTES: &str = ".registry";

/// One folder of a disk or bucket.
#[derive(Clone, Debug)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    notes: Arc<dyn ObjectStore>,
    /// The folder whose changes have to reach the disk, where that is left to us.
    flushed: Option<Arc<FilePath>>,
}

/// What is known of an object without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// The name, without a folder.
    pub name: String,
    /// Changes whenever the content does.
    pub tag: String,
    /// Bytes.
    pub size: u64,
    /// When it was written, by the clock of the store.
    pub modified: Timestamp,
}

/// A call that the storage did not carry out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such object.
    #[error("object not found")]
    NotFound,
    /// There is one already.
    #[error("object exists already")]
    Exists,
    /// The condition that the caller set does not hold; never for unconditional calls.
    #[error("object has not changed")]
    NotModified,
    /// There is no room left.
    #[error("storage is full")]
    Full {
        /// What the system said.
        source: object_store::Error,
    },
    /// Anything else.
    #[error("storage failed")]
    Failed {
        /// What the storage said; it may hold paths, so it goes to the log and not to clients.
        source: object_store::Error,
    },
}

impl From<object_store::Error> for Error {
    fn from(source: object_store::Error) -> Self {
        match source {
            object_store::Error::NotFound { .. } => Self::NotFound,
            object_store::Error::AlreadyExists { .. } => Self::Exists,
            object_store::Error::NotModified { .. } => Self::NotModified,
            source if is_full(&source) => Self::Full { source },
            source => Self::Failed { source },
        }
    }
}

/// Looks for a full disk among the causes, which is where the backends keep it.
fn is_full(error: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return matches!(
                error.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
            );
        }
        cause = error.source();
    }
    false
}

type Result<T> = std::result::Result<T, Error>;

impl Store {
    /// Opens a folder of this machine, and makes it when it is not there.
    ///
    /// With `durable`, a write is acknowledged once it is on the disk. The server's own notes never
    /// wait for the disk: they can be made anew.
    pub fn open_local(root: &FilePath, durable: bool) -> fs_ext::Result<Self> {
        fs_ext::create_dir_all(root)?;
        let root = fs_ext::canonicalize(root)?;
        remove_leftovers(&root)?;
        let open = |durable| {
            let local = LocalFileSystem::new_with_prefix(&root).map_err(|error| fs_ext::Error {
                action: "open the storage folder",
                path: root.clone(),
                source: io::Error::other(error),
            })?;
            Ok(Arc::new(local.with_fsync(durable)))
        };
        Ok(Self {
            objects: open(durable)?,
            notes: open(false)?,
            flushed: durable.then(|| root.into()),
        })
    }

    /// Uses any backend for packages and notes alike.
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self {
            notes: Arc::clone(&objects),
            objects,
            flushed: None,
        }
    }

    /// Lists the objects of the folder, not those below it.
    pub async fn list(&self) -> Result<Vec<Object>> {
        let listing = self.objects.list_with_delimiter(None).await?;
        Ok(listing.objects.into_iter().map(Object::from).collect())
    }

    /// Returns what is known of one object.
    pub async fn head(&self, name: &str) -> Result<Object> {
        Ok(self.objects.head(&path(name)?).await?.into())
    }

    /// Opens an object for reading.
    pub async fn get(&self, name: &str, options: GetOptions) -> Result<GetResult> {
        Ok(self.objects.get_opts(&path(name)?, options).await?)
    }

    /// Reads a whole object, refusing more than `limit` bytes.
    pub async fn read(&self, name: &str, limit: u64) -> Result<(Object, Bytes)> {
        let result = self.get(name, GetOptions::default()).await?;
        if result.meta.size > limit {
            let source = format!("`{name}` is larger than {limit} bytes").into();
            return Err(Error::Failed {
                source: object_store::Error::Generic {
                    store: "server",
                    source,
                },
            });
        }
        let object = result.meta.clone().into();
        Ok((object, result.bytes().await?))
    }

    /// Writes an object that must not exist; of several writers at once one succeeds.
    pub async fn create(&self, name: &str, content: &[Bytes]) -> Result<Object> {
        self.put(name, content, PutMode::Create).await
    }

    /// Writes an object in place of the one that may be there; readers see either.
    pub async fn replace(&self, name: &str, content: &[Bytes]) -> Result<Object> {
        self.put(name, content, PutMode::Overwrite).await
    }

    async fn put(&self, name: &str, content: &[Bytes], mode: PutMode) -> Result<Object> {
        let size = content.iter().map(|part| part.len() as u64).sum();
        let payload: PutPayload = content.iter().cloned().collect();
        let options = PutOptions::from(mode);
        let result = self
            .objects
            .put_opts(&path(name)?, payload, options)
            .await?;
        Ok(Object {
            name: name.to_owned(),
            tag: result.e_tag.unwrap_or_default(),
            size,
            modified: clock::now(),
        })
    }

    /// Removes an object.
    pub async fn delete(&self, name: &str) -> Result<()> {
        self.objects.delete(&path(name)?).await?;
        // The backend flushes what it writes, but not what it removes.
        if let Some(folder) = self.flushed.clone() {
            let flush = tokio::task::spawn_blocking(move || fs_ext::sync_folder(&folder));
            let outcome = flush.await.map_err(io::Error::other);
            outcome
                .and_then(|done| done.map_err(io::Error::other))
                .map_err(|source| Error::Failed {
                    source: object_store::Error::Generic {
                        store: "local",
                        source: source.into(),
                    },
                })?;
        }
        Ok(())
    }

    /// Lists the notes of one kind, by name.
    pub async fn list_notes(&self, kind: &str) -> Result<Vec<String>> {
        let folder = path(&format!("{NOTES}/{kind}"))?;
        let mut names = Vec::new();
        let mut listing = self.notes.list(Some(&folder));
        while let Some(meta) = listing.next().await {
            names.extend(meta?.location.filename().map(str::to_owned));
        }
        names.sort();
        Ok(names)
    }

    /// Reads a note.
    pub async fn read_note(&self, kind: &str, name: &str) -> Result<Bytes> {
        let path = path(&format!("{NOTES}/{kind}/{name}"))?;
        Ok(self.notes.get(&path).await?.bytes().await?)
    }

    /// Writes a note that must not exist.
    pub async fn create_note(&self, kind: &str, name: &str, content: Bytes) -> Result<()> {
        let path = path(&format!("{NOTES}/{kind}/{name}"))?;
        let options = PutOptions::from(PutMode::Create);
        self.notes.put_opts(&path, content.into(), options).await?;
        Ok(())
    }

    /// Removes a note.
    pub async fn delete_note(&self, kind: &str, name: &str) -> Result<()> {
        let path = path(&format!("{NOTES}/{kind}/{name}"))?;
        Ok(self.notes.delete(&path).await?)
    }

    /// Writes a file beside the packages without waiting for the disk.
    pub async fn replace_soon(&self, name: &str, content: &[Bytes]) -> Result<()> {
        let payload: PutPayload = content.iter().cloned().collect();
        self.notes.put(&path(name)?, payload).await?;
        Ok(())
    }
}

/// Takes names as they are: the other constructor would rewrite some characters.
fn path(name: &str) -> Result<Path> {
    Path::parse(name).map_err(|_| Error::NotFound)
}

impl From<ObjectMeta> for Object {
    fn from(meta: ObjectMeta) -> Self {
        let modified = &meta.last_modified;
        Self {
            name: meta.location.filename().unwrap_or_default().to_owned(),
            tag: meta.e_tag.unwrap_or_default(),
            size: meta.size,
            modified: Timestamp::new(
                modified.timestamp(),
                i32::try_from(modified.timestamp_subsec_nanos()).unwrap_or(0),
            )
            .unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }
}

/// Removes what interrupted writes left behind: `object_store` writes to `<name>#<number>` first.
///
/// Only old files go, because another server may be writing to the folder at this moment.
fn remove_leftovers(root: &FilePath) -> fs_ext::Result<()> {
    const OLD: std::time::Duration = std::time::Duration::from_hours(1);
    for name in fs_ext::list_folder(root)? {
        let is_staged = name.to_str().is_some_and(|name| {
            name.rsplit_once('#').is_some_and(|(_, number)| {
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            })
        });
        if is_staged {
            let path = root.join(name);
            if fs_ext::modified(&path)?.and_then(clock::age) > Some(OLD) {
                fs_ext::remove_file(&path)?;
            }
        }
    }
    Ok(())
}
