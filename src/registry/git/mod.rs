//! Git repositories as registries, on any host or in the file system.
//!
//! Each folder with a `metadata.yaml` is an addon, with one release: what the reference holds now.
//! One commit is fetched without its history and read without being checked out; libgit2 keeps
//! the objects, and the conversation with the server is ours, so that it goes the same way as all
//! other HTTP. Forms of addresses are in `url`, `vela-addon-behaviour.md` 2.4 to 2.6.

mod cache;
mod fault;
mod http;
mod local;
mod mirror;
mod packet;
mod references;
mod repository;
mod ssh;
mod tree;
mod upload_pack;
mod url;

use std::sync::Arc;

pub use mirror::{InvalidMirrors, Mirrors};

use self::{
    fault::Fault,
    repository::{Access, Source},
    url::Address,
};
use super::{
    Error, Fetched, Listing, Locator, OpenContext, Problem, Registry, Release, Result, folders,
    open::tls_files,
};
use crate::{
    addon::AddonName,
    config::{GitSource, RegistryKind},
};

/// How git reaches repositories, whatever the registry.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Other places to get repositories from.
    pub mirrors: Mirrors,
    /// Shell command in the place of `ssh`, as git's `GIT_SSH_COMMAND` has it.
    pub ssh_command: Option<String>,
}

/// A git repository.
#[derive(Debug)]
pub struct GitRegistry {
    name: Arc<str>,
    source: Source,
}

impl GitRegistry {
    /// Makes sense of an entry's texts; no server is asked yet.
    pub fn new(
        name: &str,
        kind: RegistryKind,
        entry: &GitSource,
        cx: &OpenContext,
    ) -> Result<Self> {
        let address = Address {
            kind,
            url: &entry.url,
            repo: &entry.repo,
            path: &entry.path,
            reference: &entry.reference,
        };
        let access = Access {
            http: cx.http.clone(),
            tls: tls_files(&entry.tls),
            token: entry.token.clone(),
            allow_clear_text_token: entry.allow_clear_text_token,
            mirrors: cx.git.mirrors.clone(),
            ssh_command: cx.git.ssh_command.clone(),
        };
        let source = address
            .parse()
            .map_err(Fault::Setup)
            .and_then(|location| Source::new(location, access, cx.cache.as_deref()))
            .map_err(|fault| fault.of(name))?;
        Ok(Self {
            name: name.into(),
            source,
        })
    }
}

impl Registry for GitRegistry {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&self) -> Result<Listing> {
        let list = |snapshot: &tree::Snapshot<'_>, current: &repository::Current| {
            let addons = snapshot.addons(&current.folder)?;
            let elsewhere = if addons.is_empty() {
                snapshot.folders_with_addons()?
            } else {
                Vec::new()
            };
            Ok((addons, elsewhere, current.folder.clone()))
        };
        let (addons, elsewhere, folder) = self
            .source
            .read(list)
            .map_err(|fault| fault.of(&self.name))?;
        let mut listing = folders::listing(&self.name, addons);
        if listing.offerings.is_empty() && listing.problems.is_empty() {
            listing.problems.push(nothing_there(&folder, &elsewhere));
        }
        Ok(listing)
    }

    fn releases(&self, name: &AddonName) -> Result<Vec<Release>> {
        folders::releases_in(&self.name, &self.list()?, name)
    }

    fn fetch(&self, release: &Release) -> Result<Fetched> {
        let Locator::Git { commit, folder } = &release.locator else {
            return Err(Error::Invalid {
                registry: self.name.to_string(),
                subject: format!("{} {}", release.name, release.version),
                problem: "it has no commit".into(),
            });
        };
        self.source
            .read(|snapshot, current| {
                if current.commit.to_string() == *commit {
                    return snapshot.read(folder);
                }
                Err(Fault::Unusable(format!(
                    "its commit {commit} is not the current one any more"
                )))
            })
            .map(Fetched::Tree)
            .map_err(|fault| fault.of(&self.name))
    }
}

/// Says where to look instead when a folder holds no addons.
fn nothing_there(folder: &str, elsewhere: &[String]) -> Problem {
    let subject = if folder.is_empty() {
        "the repository".to_owned()
    } else {
        folder.to_owned()
    };
    let named: Vec<_> = elsewhere.iter().map(|path| format!("`{path}`")).collect();
    let message = if named.is_empty() {
        "it has no folder with a metadata.yaml".to_owned()
    } else {
        format!(
            "it has no folder with a metadata.yaml; there are some in {}",
            named.join(", ")
        )
    };
    Problem { subject, message }
}

#[cfg(test)]
mod tests;
