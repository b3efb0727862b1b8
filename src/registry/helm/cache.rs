//! What is kept of a Helm repository between two commands.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    chart::index::Index,
    digest::Digest,
    fs_ext::{self, Access},
    net::Auth,
};

/// The folders of one repository and of all packages.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    index: PathBuf,
    packages: PathBuf,
}

/// An index with what is needed to ask whether it is still the same.
///
/// It is kept parsed, as JSON, which is read ten times faster than the YAML it came from.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CachedIndex<I> {
    pub(super) etag: String,
    pub(super) last_modified: String,
    /// Digest of the document as it was received.
    pub(super) digest: Digest,
    pub(super) index: I,
}

impl<'a> CachedIndex<Index<'a>> {
    /// Reads what [`Cache::write_index`] wrote; a damaged one counts as none.
    pub(super) fn parse(document: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(document).ok()
    }
}

const MAX_INDEX: u64 = 1 << 30;
const MAX_PACKAGE: u64 = 256 << 20;

impl Cache {
    /// Names the places for the repository at `url` as `auth` may see it.
    pub(super) fn new(folder: &Path, url: &Url, auth: &Auth) -> Self {
        let user = match auth {
            Auth::None => "",
            Auth::Basic { username, .. } => username,
            Auth::Bearer(token) | Auth::Header { value: token, .. } => token.expose(),
        };
        let key = Digest::of(format!("{url}\n{user}").as_bytes()).hex();
        Self {
            index: folder.join("helm").join(format!("{key}.json")),
            packages: folder.join("packages"),
        }
    }

    /// Reads the document with the index.
    pub(super) fn read_index(&self) -> Option<Vec<u8>> {
        fs_ext::read(&self.index, MAX_INDEX).ok()
    }

    /// Keeps an index. The cache only saves time, so that a failure to write is no failure.
    pub(super) fn write_index(&self, index: &CachedIndex<&Index<'_>>) {
        if let Ok(content) = serde_json::to_vec(index) {
            write(&self.index, &content);
        }
    }

    /// Reads the package with `digest`, if it is there and whole.
    pub(super) fn read_package(&self, digest: &Digest) -> Option<Vec<u8>> {
        let content = fs_ext::read(&self.package(digest), MAX_PACKAGE).ok()?;
        (Digest::of(&content) == *digest).then_some(content)
    }

    /// Keeps a package under the digest that it really has.
    pub(super) fn write_package(&self, digest: &Digest, content: &[u8]) {
        write(&self.package(digest), content);
    }

    fn package(&self, digest: &Digest) -> PathBuf {
        self.packages.join(format!("{}.tgz", digest.hex()))
    }
}

fn write(path: &Path, content: &[u8]) {
    let folder = path.parent().unwrap_or(Path::new("."));
    let _kept = fs_ext::create_dir_all(folder)
        .and_then(|()| fs_ext::write_atomically(path, content, Access::Private));
}
