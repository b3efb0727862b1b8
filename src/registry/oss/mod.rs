//! Buckets with a public listing as registries: OSS, S3 and whatever speaks like them.
//!
//! Follows `vela-addon-behaviour.md` 2.7. An addon is a folder below the path that holds a
//! `metadata.yaml`, with one release. Unlike the original this follows listings of any length,
//! looks at every status, and keeps to whole path segments.

mod cache;
mod page;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use url::{Host, Url};

use self::{
    cache::Cache,
    page::{Next, Object, Page},
};
use super::{
    Error, Fetched, Listing, Locator, OpenContext, Problem, Registry, Release, Result,
    folders::{self, AddonFolder, join},
    open::{parse_url, tls_files},
};
use crate::{
    addon::{AddonName, FileTree, TreePath, layout::METADATA},
    config::OssSource,
    net::{Auth, Client, Request},
};

/// Objects that are asked for in one go; servers give no more than this.
const PAGE: &str = "1000";
const MAX_PAGE: u64 = 16 << 20;
/// Most objects of a listing.
const MOST_OBJECTS: usize = 500_000;
const MAX_METADATA: u64 = 1 << 20;
/// Bytes and files of one addon.
const MAX_ADDON: u64 = 256 << 20;
const MOST_FILES: usize = 20_000;
/// Requests at the same time.
const WORKERS: usize = 8;

/// A bucket.
#[derive(Debug)]
pub(super) struct OssRegistry {
    name: Arc<str>,
    bucket: Url,
    /// What the keys of the registry begin with: nothing, or a path with a slash behind it.
    prefix: String,
    client: Client,
    offline: bool,
    cache: Option<Cache>,
    objects: OnceLock<Vec<Object>>,
}

impl OssRegistry {
    /// Makes sense of an entry's texts; no server is asked yet.
    pub(super) fn new(name: &str, entry: &OssSource, cx: &OpenContext) -> Result<Self> {
        let bucket = bucket_url(name, &entry.endpoint, &entry.bucket)?;
        let segments = entry
            .path
            .split('/')
            .filter(|segment| !matches!(*segment, "" | "."));
        let prefix: String = segments.flat_map(|segment| [segment, "/"]).collect();
        let client = Client::new(cx.http.clone(), tls_files(&entry.tls), &bucket, &Auth::None)
            .map_err(Error::net(name))?;
        Ok(Self {
            name: name.into(),
            cache: cx
                .cache
                .as_ref()
                .map(|root| Cache::new(root, &bucket, &prefix)),
            bucket,
            prefix,
            client,
            offline: cx.http.offline,
            objects: OnceLock::new(),
        })
    }

    fn invalid(&self, subject: impl Into<String>, problem: impl Into<String>) -> Error {
        Error::Invalid {
            registry: self.name.to_string(),
            subject: subject.into(),
            problem: problem.into(),
        }
    }

    /// Returns the listing; the server is asked once.
    fn objects(&self) -> Result<&[Object]> {
        if let Some(objects) = self.objects.get() {
            return Ok(objects);
        }
        let objects = if self.offline {
            let cached = self.cache.as_ref().and_then(Cache::listing);
            cached.ok_or_else(|| Error::NotCached {
                registry: self.name.to_string(),
            })?
        } else {
            let objects = self.ask_for_objects()?;
            if let Some(cache) = &self.cache {
                cache.keep_listing(&objects);
            }
            objects
        };
        Ok(self.objects.get_or_init(|| objects))
    }

    fn ask_for_objects(&self) -> Result<Vec<Object>> {
        let mut objects: Vec<Object> = Vec::new();
        let mut next = None;
        loop {
            let url = self.listing_url(next.as_ref());
            let subject = || "the listing of the bucket";
            let body = self.client.download(&Request::get(url), MAX_PAGE);
            let body = body.map_err(Error::net(&self.name))?;
            let page = std::str::from_utf8(&body)
                .map_err(|_| "it is not UTF-8 text".to_owned())
                .and_then(Page::parse)
                .map_err(|problem| self.invalid(subject(), problem))?;
            objects.extend(page.objects);
            if objects.len() > MOST_OBJECTS {
                let problem = format!("it has more than {MOST_OBJECTS} objects");
                return Err(self.invalid(subject(), problem));
            }
            match page.next {
                None => break,
                following if following == next => {
                    return Err(self.invalid(subject(), "it does not get on"));
                }
                following => next = following,
            }
        }
        // Servers differ in how they sort, and some in whether they keep to the prefix.
        objects.retain(|object| object.key.starts_with(&self.prefix) && !object.key.ends_with('/'));
        objects.sort_by(|one, other| one.key.cmp(&other.key));
        objects.dedup_by(|one, other| one.key == other.key);
        Ok(objects)
    }

    fn listing_url(&self, next: Option<&Next>) -> Url {
        let mut url = self.bucket.clone();
        let mut query = url.query_pairs_mut();
        query.append_pair("max-keys", PAGE);
        if !self.prefix.is_empty() {
            query.append_pair("prefix", &self.prefix);
        }
        match next {
            Some(Next::Marker(marker)) => query.append_pair("marker", marker),
            Some(Next::Token(token)) => query
                .append_pair("list-type", "2")
                .append_pair("continuation-token", token),
            None => &mut query,
        };
        drop(query);
        url
    }

    /// Reads an object from the cache or the server.
    fn content(&self, object: &Object, limit: u64) -> Result<Vec<u8>> {
        if let Some(content) = self.cache.as_ref().and_then(|cache| cache.content(object)) {
            return Ok(content);
        }
        if self.offline {
            return Err(Error::NotCached {
                registry: self.name.to_string(),
            });
        }
        let mut url = self.bucket.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(object.key.split('/'));
        }
        // Some servers take a plus for a blank, as in a query.
        url.set_path(&url.path().replace('+', "%2B"));
        let content = self.client.download(&Request::get(url), limit);
        let content = content.map_err(Error::net(&self.name))?;
        if let Some(cache) = &self.cache {
            cache.keep_content(object, &content);
        }
        Ok(content)
    }
}

impl Registry for OssRegistry {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&self) -> Result<Listing> {
        let mut addons: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
        for object in self.objects()? {
            if let Some((folder, _)) = object.key[self.prefix.len()..].split_once('/') {
                addons.entry(folder).or_default().push(object);
            }
        }
        let is_metadata = |object: &Object, folder: &str| {
            object.key[self.prefix.len()..] == join(folder, METADATA)
        };
        let addons: Vec<(&str, &Object, Vec<&Object>)> = addons
            .into_iter()
            .filter_map(|(folder, objects)| {
                let metadata = objects.iter().find(|object| is_metadata(object, folder))?;
                Some((folder, *metadata, objects))
            })
            .collect();
        let contents = in_parallel(&addons, |(_, metadata, _)| {
            if metadata.size > MAX_METADATA {
                return Ok(Err(format!("it is larger than {MAX_METADATA} bytes")));
            }
            match self.content(metadata, MAX_METADATA) {
                Ok(content) => Ok(Ok(content)),
                // What one object lacks is its own problem; a server that is gone is everybody's.
                Err(error @ (Error::Unauthorized { .. } | Error::Absent { .. })) => {
                    Ok(Err(whole_message(&error)))
                }
                Err(Error::NotCached { .. }) => Ok(Err("it is not in the cache".to_owned())),
                Err(error) => Err(error),
            }
        })?;
        let folders = addons
            .into_iter()
            .zip(contents)
            .map(|((folder, _, objects), metadata)| {
                let keys = objects.iter().map(|object| object.key.clone()).collect();
                AddonFolder {
                    path: folder.to_owned(),
                    metadata,
                    locator: Locator::Objects(keys),
                }
            });
        let mut listing = folders::listing(&self.name, folders.collect());
        if listing.offerings.is_empty() && listing.problems.is_empty() {
            let subject = if self.prefix.is_empty() {
                "the bucket"
            } else {
                &self.prefix
            };
            let message = "it has no folder with a metadata.yaml".to_owned();
            listing.problems.push(Problem {
                subject: subject.to_owned(),
                message,
            });
        }
        Ok(listing)
    }

    fn releases(&self, name: &AddonName) -> Result<Vec<Release>> {
        folders::releases_in(&self.name, &self.list()?, name)
    }

    fn fetch(&self, release: &Release) -> Result<Fetched> {
        let subject = format!("{} {}", release.name, release.version);
        let Locator::Objects(keys) = &release.locator else {
            return Err(self.invalid(subject, "it has no objects"));
        };
        let objects = self.objects()?;
        let wanted: Vec<&Object> = objects
            .iter()
            .filter(|object| keys.binary_search(&object.key).is_ok())
            .collect();
        let size: u64 = wanted.iter().map(|object| object.size).sum();
        if size > MAX_ADDON || wanted.len() > MOST_FILES {
            let problem = format!("it has more than {MOST_FILES} files or {MAX_ADDON} bytes");
            return Err(self.invalid(subject, problem));
        }
        let contents = in_parallel(&wanted, |object| self.content(object, MAX_ADDON))?;
        let mut files = FileTree::new();
        for (object, content) in wanted.iter().zip(contents) {
            let inner = object.key[self.prefix.len()..]
                .split_once('/')
                .map_or("", |(_, path)| path);
            let path: TreePath = inner
                .parse()
                .map_err(|error| self.invalid(&subject, format!("{error}")))?;
            files.insert(path, content);
        }
        Ok(Fetched::Tree(files))
    }
}

/// Works out the address of a bucket: a host of its own, or a path where hosts have no names.
fn bucket_url(registry: &str, endpoint: &str, bucket: &str) -> Result<Url> {
    let endpoint = endpoint.trim();
    let text = if endpoint.contains("://") {
        endpoint.to_owned()
    } else {
        format!("https://{endpoint}")
    };
    let mut url = parse_url(registry, &text)?;
    let setup = |problem: String| Error::Setup {
        registry: registry.to_owned(),
        problem,
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(setup(format!(
            "buckets are not reached by `{}://`",
            url.scheme()
        )));
    }
    let bucket = bucket.trim();
    if bucket.is_empty() {
        return Ok(url);
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if !bucket.chars().all(plain) || bucket.starts_with('.') {
        return Err(setup(format!(
            "`{}` cannot name a bucket",
            bucket.escape_debug()
        )));
    }
    match url.host() {
        Some(Host::Domain(domain)) if domain != "localhost" => {
            let host = format!("{bucket}.{domain}");
            url.set_host(Some(&host))
                .map_err(|error| setup(format!("`{host}`: {error}")))?;
        }
        _ => {
            if let Ok(mut path) = url.path_segments_mut() {
                path.pop_if_empty().push(bucket);
            }
        }
    }
    Ok(url)
}

/// Returns an error with its causes in one line.
fn whole_message(error: &Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    causes
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// Calls `work` for all items, several at a time, and returns the results in order.
fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, Result<R>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS.min(items.len()))
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(item) = items.get(at) else {
                            return done;
                        };
                        let result = work(item);
                        let failed = result.is_err();
                        done.push((at, result));
                        if failed {
                            // The others need not begin what will not be used.
                            next.store(items.len(), Ordering::Relaxed);
                        }
                    }
                })
            })
            .collect();
        let joined = workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("no panics in it"));
        joined.collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests;
