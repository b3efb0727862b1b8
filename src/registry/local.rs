//! A folder that is a static Helm repository: packages and the `index.yaml` that lists them.
//!
//! Such a folder can be served by any web server, and be pushed to without one.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::{Map, Value, json};

use super::{
    Error, Fetched, Listing, Locator, OnExisting, Publisher, Registry, Release, Result,
    folders::not_found, helm,
};
use crate::{
    addon::{AddonName, TreePath},
    archive::Limits,
    chart::{Chart, Package, index, sort_newest_first},
    clock,
    digest::Digest,
    fs_ext::{self, Access},
};

const INDEX: &str = "index.yaml";
const MAX_INDEX: u64 = 1 << 30;
const MAX_PACKAGE: u64 = 256 << 20;

/// A folder of packages.
#[derive(Debug)]
pub(super) struct LocalRegistry {
    name: Arc<str>,
    folder: PathBuf,
}

impl LocalRegistry {
    /// Names the folder; it need not exist before the first push.
    pub(super) fn new(name: &str, folder: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            folder: folder.into(),
        }
    }

    fn file(&self) -> impl Fn(fs_ext::Error) -> Error {
        let registry = self.name.to_string();
        move |source| Error::File {
            registry: registry.clone(),
            source,
        }
    }

    fn invalid(&self, subject: String, problem: &impl ToString) -> Error {
        let registry = self.name.to_string();
        Error::Invalid {
            registry,
            subject,
            problem: problem.to_string(),
        }
    }

    fn index_path(&self) -> PathBuf {
        self.folder.join(INDEX)
    }

    /// Reads the index; a folder without one offers nothing.
    fn listing(&self) -> Result<Listing> {
        if !self.folder.is_dir() {
            // Opening the folder as a file tells whether it is absent or something else.
            fs_ext::read(&self.folder, 0).map_err(self.file())?;
        }
        match fs_ext::read_if_exists(&self.index_path(), MAX_INDEX).map_err(self.file())? {
            None => Ok(Listing::default()),
            Some(document) => match index::read(&document) {
                Ok((index, faults)) => Ok(helm::listing(&self.name, &index, faults)),
                Err(error) => Err(self.invalid(self.index_path().display().to_string(), &error)),
            },
        }
    }

    /// Finds the file that the index names; an address must stay in the folder.
    ///
    /// Where the index is written for a web server, as `helm repo index --url` does, the package
    /// lies beside it all the same.
    fn package_path(&self, address: &str) -> Option<PathBuf> {
        if let Some((_, rest)) = address.split_once("://") {
            let path = rest.split(['?', '#']).next()?;
            let (_, file_name) = path.rsplit_once('/')?;
            return self.package_path(file_name).filter(|path| path.is_file());
        }
        let decoded = percent_encoding::percent_decode_str(address)
            .decode_utf8()
            .ok()?;
        let path: TreePath = decoded.trim_start_matches("./").parse().ok()?;
        Some(self.folder.join(path.as_str()))
    }

    /// Returns the index with everything that others wrote into it.
    fn document(&self) -> Result<Map<String, Value>> {
        let path = self.index_path();
        let content = fs_ext::read_if_exists(&path, MAX_INDEX).map_err(self.file())?;
        let text = String::from_utf8_lossy(content.as_deref().unwrap_or_default()).into_owned();
        let invalid = |problem: String| self.invalid(path.display().to_string(), &problem);
        let value = if text.trim().is_empty() {
            Value::Null
        } else {
            addon_yaml::from_str(&text, &addon_yaml::Options::go())
                .map_err(|error| invalid(error.to_string()))?
        };
        match value {
            Value::Null => Ok(Map::new()),
            Value::Object(document) => Ok(document),
            _ => Err(invalid("it is not a mapping".into())),
        }
    }
}

impl Registry for LocalRegistry {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&self) -> Result<Listing> {
        self.listing()
    }

    fn inventory(&self) -> Result<Listing> {
        if self.folder.exists() {
            self.list()
        } else {
            Ok(Listing::default())
        }
    }

    fn releases(&self, name: &AddonName) -> Result<Vec<Release>> {
        let listing = self.listing()?;
        match listing.releases(name) {
            Some(releases) => Ok(releases.to_vec()),
            None => Err(not_found(&self.name, &listing, name)),
        }
    }

    fn fetch(&self, release: &Release) -> Result<Fetched> {
        let subject = format!("{} {}", release.name, release.version);
        let urls = match &release.locator {
            Locator::Urls(urls) => urls.as_slice(),
            Locator::Unusable(problem) => return Err(self.invalid(subject, problem)),
            _ => &[],
        };
        let path = urls
            .iter()
            .find_map(|address| self.package_path(address))
            .ok_or_else(|| {
                self.invalid(
                    subject.clone(),
                    &"the index names no package of the folder for it",
                )
            })?;
        let bytes = fs_ext::read(&path, MAX_PACKAGE).map_err(self.file())?;
        let found = Digest::of(&bytes);
        match release.digest {
            Some(expected) if expected != found => Err(Error::DigestMismatch {
                registry: self.name.to_string(),
                subject,
                expected,
                found,
            }),
            _ => Ok(Fetched::Package(bytes.into())),
        }
    }

    fn publisher(&self) -> Option<&dyn Publisher> {
        Some(self)
    }
}

impl Publisher for LocalRegistry {
    fn existing(&self, name: &AddonName) -> Result<Vec<Release>> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        match self.releases(name) {
            Err(Error::NotFound { .. }) => Ok(Vec::new()),
            result => result,
        }
    }

    /// Writes the package, then the index: a crash between the two leaves a file that the next
    /// push of the same package lists.
    fn push(&self, package: &Package, on_existing: OnExisting) -> Result<()> {
        fs_ext::create_dir_all(&self.folder).map_err(self.file())?;
        let _lock = fs_ext::lock(&self.folder.join(".addon.lock")).map_err(self.file())?;
        let chart = Chart::from_archive(&package.bytes, &Limits::default())
            .map_err(|error| self.invalid(package.file_name.clone(), &error))?;
        let mut document = self.document()?;
        let metadata = &chart.metadata;
        let file_name: TreePath = package
            .file_name
            .parse()
            .map_err(|error| self.invalid(package.file_name.clone(), &error))?;
        let entries = entries_of(&mut document).ok_or_else(|| {
            self.invalid(
                self.index_path().display().to_string(),
                &"`entries` is not a mapping",
            )
        })?;
        let versions = match entries
            .entry(metadata.name.clone())
            .or_insert_with(|| json!([]))
        {
            Value::Array(versions) => versions,
            other => {
                *other = json!([]);
                other.as_array_mut().expect("it was just made one")
            }
        };
        let same_version = |entry: &Value| entry["version"] == metadata.version.as_str();
        if on_existing == OnExisting::Refuse && versions.iter().any(same_version) {
            let registry = self.name.to_string();
            return Err(Error::Conflict {
                registry,
                file_name: package.file_name.clone(),
            });
        }
        versions.retain(|entry| !same_version(entry));
        versions.push(entry_of(&chart, package, file_name.as_str()));
        sort_newest_first(versions, |entry| {
            entry["version"].as_str().unwrap_or_default()
        });
        entries.sort_keys();
        document.insert("generated".into(), json!(clock::now().to_string()));
        let text = addon_yaml::to_string(&Value::Object(document))
            .map_err(|error| self.invalid(self.index_path().display().to_string(), &error))?;
        let write = |path: &Path, content: &[u8]| {
            fs_ext::write_atomically(path, content, Access::Shared).map_err(self.file())
        };
        write(&self.folder.join(file_name.as_str()), &package.bytes)?;
        write(&self.index_path(), text.as_bytes())
    }

    /// Takes the entry out of the index, then the package out of the folder: a crash between the
    /// two leaves a file that nobody lists.
    fn remove(&self, release: &Release) -> Result<()> {
        let _lock = fs_ext::lock(&self.folder.join(".addon.lock")).map_err(self.file())?;
        let mut document = self.document()?;
        let is_meant = |entry: &Value| entry["version"] == release.version.as_str();
        let versions = document
            .get_mut("entries")
            .and_then(|entries| entries.get_mut(release.name.as_str()))
            .and_then(Value::as_array_mut)
            .filter(|versions| versions.iter().any(is_meant));
        let Some(versions) = versions else {
            return Err(Error::NotFound {
                registry: self.name.to_string(),
                name: release.name.clone(),
                similar: Vec::new(),
            });
        };
        versions.retain(|entry| !is_meant(entry));
        let is_empty = versions.is_empty();
        if is_empty && let Some(Value::Object(entries)) = document.get_mut("entries") {
            entries.shift_remove(release.name.as_str());
        }
        document.insert("generated".into(), json!(clock::now().to_string()));
        let text = addon_yaml::to_string(&Value::Object(document))
            .map_err(|error| self.invalid(self.index_path().display().to_string(), &error))?;
        fs_ext::write_atomically(&self.index_path(), text.as_bytes(), Access::Shared)
            .map_err(self.file())?;
        let Locator::Urls(urls) = &release.locator else {
            return Ok(());
        };
        let package = urls.iter().find_map(|address| self.package_path(address));
        match package.map(|path| fs_ext::remove_file(&path)) {
            Some(Err(error)) if !error.is_not_found() => Err(self.file()(error)),
            _ => Ok(()),
        }
    }
}

/// Returns the entries of an index, with the frame around them that Helm asks for.
fn entries_of(document: &mut Map<String, Value>) -> Option<&mut Map<String, Value>> {
    document.entry("apiVersion").or_insert_with(|| json!("v1"));
    let entries = document.entry("entries").or_insert_with(|| json!({}));
    if entries.is_null() {
        *entries = json!({});
    }
    entries.as_object_mut()
}

/// Describes a package as an index does: its metadata, and where and what it is.
fn entry_of(chart: &Chart, package: &Package, address: &str) -> Value {
    let mut entry = serde_json::to_value(&chart.metadata).expect("metadata has text keys");
    entry["created"] = json!(clock::now().to_string());
    entry["digest"] = json!(package.digest.hex());
    entry["urls"] = json!([address]);
    if let Some(entry) = entry.as_object_mut() {
        entry.sort_keys();
    }
    entry
}
