//! What is kept of a bucket between two commands: its listing, and contents by their tags.

use std::path::{Path, PathBuf};

use url::Url;

use super::page::Object;
use crate::{
    digest::Digest,
    fs_ext::{self, Access},
};

const MAX_LISTING: u64 = 256 << 20;

/// The cache of one bucket and path.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// Names the place below `root`.
    pub(super) fn new(root: &Path, bucket: &Url, prefix: &str) -> Self {
        let key = Digest::of(format!("{bucket}\n{prefix}").as_bytes()).hex();
        Self {
            folder: root.join("oss").join(&key[..24]),
        }
    }

    /// Returns the listing that was seen last; a damaged one counts as none.
    pub(super) fn listing(&self) -> Option<Vec<Object>> {
        let content = fs_ext::read(&self.listing_path(), MAX_LISTING).ok()?;
        serde_json::from_slice(&content).ok()
    }

    /// Keeps a listing. The cache only saves time, so that a failure to write is no failure.
    pub(super) fn keep_listing(&self, objects: &[Object]) {
        if let Ok(content) = serde_json::to_vec(objects) {
            self.write(&self.listing_path(), &content);
        }
    }

    /// Returns the content of `object`, if it is here as the listing has it.
    pub(super) fn content(&self, object: &Object) -> Option<Vec<u8>> {
        let content = fs_ext::read(&self.content_path(object)?, object.size).ok()?;
        (content.len() as u64 == object.size).then_some(content)
    }

    /// Keeps the content of `object`.
    pub(super) fn keep_content(&self, object: &Object, content: &[u8]) {
        if let Some(path) = self.content_path(object)
            && content.len() as u64 == object.size
        {
            self.write(&path, content);
        }
    }

    fn listing_path(&self) -> PathBuf {
        self.folder.join("listing.json")
    }

    /// Names the file for a content; without a tag nobody could tell whether it is still current.
    fn content_path(&self, object: &Object) -> Option<PathBuf> {
        let Object { key, size, etag } = object;
        let name = Digest::of(format!("{key}\n{size}\n{etag}").as_bytes()).hex();
        (!etag.is_empty()).then(|| self.folder.join("contents").join(name))
    }

    fn write(&self, path: &Path, content: &[u8]) {
        let folder = path.parent().unwrap_or(&self.folder);
        let _kept = fs_ext::create_dir_all(folder)
            .and_then(|()| fs_ext::write_atomically(path, content, Access::Private));
    }
}
