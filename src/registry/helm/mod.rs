//! Helm repositories over HTTP: an `index.yaml` to read, ChartMuseum's API to push to.
//!
//! Follows `vela-addon-behaviour.md` 6 and 7 and `helm-and-oci-behaviour.md` 2. The index is
//! asked for once by each command, with the validators of the copy in the cache. Packages are
//! checked against the digest in the index, which neither Helm nor `vela` does.

mod cache;
mod publish;
mod releases;

use releases::extent;
pub(super) use releases::listing;

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use bytes::Bytes;
use url::Url;

use super::{
    Error, Extent, Fetched, Listing, Locator, OpenContext, Publisher, Registry, Release, Result,
    folders::not_found,
};
use crate::{
    addon::AddonName,
    chart::index::{self, Fault, Index},
    digest::Digest,
    net::{self, Auth, Client, Request, Response, TlsFiles, redacted},
};

/// The largest index that is read.
const MAX_INDEX: u64 = 1 << 30;
/// The largest package that is read.
const MAX_PACKAGE: u64 = 256 << 20;

/// How to talk to a Helm repository.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How to identify.
    pub auth: Auth,
    /// How to trust.
    pub tls: TlsFiles,
    /// Part of the URL's path that lies before ChartMuseum's `/api`.
    pub context_path: String,
}

/// A Helm repository.
#[derive(Debug)]
pub struct HelmRegistry {
    name: Arc<str>,
    base: Url,
    client: Client,
    offline: bool,
    context_path: String,
    cache: Option<cache::Cache>,
    listing: OnceLock<Listing>,
    /// Whether the inventory was asked for before.
    asked: AtomicBool,
}

impl HelmRegistry {
    /// Sets up the repository at `url`, which is called `name`.
    pub fn new(name: &str, mut url: Url, mut options: Options, cx: &OpenContext) -> Result<Self> {
        // Credentials in the URL become ordinary ones, so that no message can show them.
        if let Some(auth) = take_user_info(&mut url)
            && options.auth == Auth::None
        {
            options.auth = auth;
        }
        let path = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&path);
        let client = Client::new(cx.http.clone(), options.tls, &url, &options.auth)
            .map_err(Error::net(name))?;
        Ok(Self {
            name: name.into(),
            cache: cx
                .cache
                .as_ref()
                .map(|folder| cache::Cache::new(folder, &url, &options.auth)),
            base: url,
            client,
            offline: cx.http.offline,
            context_path: options.context_path,
            listing: OnceLock::new(),
            asked: AtomicBool::new(false),
        })
    }

    /// Returns the address with a slash at its end.
    pub fn url(&self) -> &Url {
        &self.base
    }

    /// Resolves an address of the index; the repository's query goes along.
    fn resolve_url(&self, reference: &str) -> Result<Url> {
        let mut url = self
            .base
            .join(reference)
            .map_err(|error| self.invalid(&format!("address `{reference}`"), error.to_string()))?;
        if url.origin() == self.base.origin() && url.query().is_none() {
            url.set_query(self.base.query());
        }
        Ok(url)
    }

    fn invalid(&self, subject: &str, problem: String) -> Error {
        Error::Invalid {
            registry: self.name.to_string(),
            subject: subject.to_owned(),
            problem,
        }
    }

    fn listing(&self) -> Result<&Listing> {
        if let Some(listing) = self.listing.get() {
            return Ok(listing);
        }
        let listing = self.load_listing(true)?;
        Ok(self.listing.get_or_init(|| listing))
    }

    fn load_listing(&self, conditionally: bool) -> Result<Listing> {
        self.read_index(conditionally, |index, faults| {
            listing(&self.name, index, faults)
        })
    }

    /// Asks for the index and hands it to `reader` while the copy in the cache is renewed;
    /// `conditionally` only if that copy is not the same any more, as far as the server can tell.
    fn read_index<T>(
        &self,
        conditionally: bool,
        reader: impl FnOnce(&Index<'_>, Vec<Fault>) -> T,
    ) -> Result<T> {
        let document = self.cache.as_ref().and_then(cache::Cache::read_index);
        let cached = document.as_deref().and_then(cache::CachedIndex::parse);
        if self.offline {
            let cached = cached.ok_or_else(|| Error::NotCached {
                registry: self.name.to_string(),
            })?;
            return Ok(reader(&cached.index, Vec::new()));
        }
        let url = self.resolve_url("index.yaml")?;
        let mut request = Request::get(url.clone());
        if let Some(cached) = cached.as_ref().filter(|_| conditionally) {
            if !cached.etag.is_empty() {
                request = request.header("if-none-match", &cached.etag);
            } else if !cached.last_modified.is_empty() {
                request = request.header("if-modified-since", &cached.last_modified);
            }
        }
        let read = |response: Response| {
            if response.status() == 304 {
                return Ok(None);
            }
            let response = response.success()?;
            let header = |name| response.header(name).unwrap_or_default().to_owned();
            let validators = (header("etag"), header("last-modified"));
            Ok(Some((validators, response.bytes(MAX_INDEX)?)))
        };
        let answer = self
            .client
            .send_and_read(&request, read)
            .map_err(Error::net(&self.name))?;
        let Some(((etag, last_modified), body)) = answer else {
            let index = cached.map(|cached| cached.index).unwrap_or_default();
            return Ok(reader(&index, Vec::new()));
        };
        if let Some(cached) = cached
            && cached.digest == Digest::of(&body)
        {
            return Ok(reader(&cached.index, Vec::new()));
        }
        drop(document);
        let (index, faults) =
            index::read(&body).map_err(|error| self.invalid(&redacted(&url), error.to_string()))?;
        // An index with faults is read again each time, so that they are told each time.
        let cache = self.cache.as_ref().filter(|_| faults.is_empty());
        let keep = |cache: &cache::Cache| {
            cache.write_index(&cache::CachedIndex {
                etag,
                last_modified,
                digest: Digest::of(&body),
                index: &index,
            });
        };
        Ok(thread::scope(|scope| {
            cache.map(|cache| scope.spawn(move || keep(cache)));
            reader(&index, faults)
        }))
    }
}

impl Registry for HelmRegistry {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&self) -> Result<Listing> {
        self.listing().cloned()
    }

    fn extent(&self) -> Result<Extent> {
        self.read_index(true, extent)
    }

    fn inventory(&self) -> Result<Listing> {
        // Servers that count time in seconds do not notice what was pushed in between.
        let again = self.asked.swap(true, Ordering::Relaxed);
        self.load_listing(!again)
    }

    fn releases(&self, name: &AddonName) -> Result<Vec<Release>> {
        let listing = self.listing()?;
        match listing.releases(name) {
            Some(releases) => Ok(releases.to_vec()),
            None => Err(not_found(&self.name, listing, name)),
        }
    }

    fn fetch(&self, release: &Release) -> Result<Fetched> {
        let subject = format!("{} {}", release.name, release.version);
        if let (Some(cache), Some(digest)) = (&self.cache, &release.digest)
            && let Some(bytes) = cache.read_package(digest)
        {
            return Ok(Fetched::Package(bytes.into()));
        }
        let urls = match &release.locator {
            Locator::Urls(urls) => urls,
            Locator::Unusable(problem) => return Err(self.invalid(&subject, problem.clone())),
            _ => return Err(self.invalid(&subject, "it has no address".into())),
        };
        let mut failure = self.invalid(&subject, "the index names no address for it".into());
        for address in urls {
            match self.fetch_from(address, release, &subject) {
                Ok(bytes) => return Ok(Fetched::Package(bytes)),
                Err(error @ Error::DigestMismatch { .. }) => return Err(error),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn publisher(&self) -> Option<&dyn Publisher> {
        Some(self)
    }
}

impl HelmRegistry {
    fn fetch_from(&self, address: &str, release: &Release, subject: &str) -> Result<Bytes> {
        let request = Request::get(self.resolve_url(address)?)
            .header("accept", "application/gzip,application/octet-stream");
        let bytes = self
            .client
            .download(&request, MAX_PACKAGE)
            .map_err(|error| match Error::from_net(&self.name, error) {
                Error::Absent { registry, source } => Error::PackageAbsent {
                    registry,
                    subject: subject.to_owned(),
                    source,
                },
                other => other,
            })?;
        let found = Digest::of(&bytes);
        match release.digest {
            Some(expected) if expected != found => Err(Error::DigestMismatch {
                registry: self.name.to_string(),
                subject: subject.to_owned(),
                expected,
                found,
            }),
            _ => {
                if let Some(cache) = &self.cache {
                    cache.write_package(&found, &bytes);
                }
                Ok(bytes.into())
            }
        }
    }
}

/// Moves user name and password out of a URL.
fn take_user_info(url: &mut Url) -> Option<Auth> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    let username = decoded(url.username());
    let password = decoded(url.password().unwrap_or_default()).into();
    // Only URLs without a host refuse this, and they have no user either.
    let _cleared = url.set_username("").and_then(|()| url.set_password(None));
    Some(Auth::Basic { username, password })
}

/// Says whether a failed request means that there is no such thing rather than a fault.
fn is_absent(error: &net::Error) -> bool {
    matches!(error.status(), Some(404 | 405 | 410 | 501))
}
