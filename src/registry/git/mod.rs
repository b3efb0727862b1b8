//! Git repositories as registries, on any host or in the file system.
//!
//! Each folder with a `metadata.yaml` is an addon, with one release: what the reference holds now.
//! One commit is fetched without its history and read without being checked out; libgit2 keeps
//! the objects, and the conversation with the server is ours, so that it goes the same way as all
//! other HTTP. Forms of addresses are in [`url`], `vela-addon-behaviour.md` 2.4 to 2.6.

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

use std::{collections::BTreeMap, sync::Arc};

pub use mirror::{InvalidMirrors, Mirrors};

use self::{
    fault::Fault,
    repository::{Access, Source},
    tree::AddonFolder,
    url::Address,
};
use super::{
    Content, Error, Fetched, Listing, Locator, Offering, OpenContext, Problem, Registry, Release,
    Requirements, Result, open::tls_files, similar_names,
};
use crate::{
    addon::{AddonName, Metadata, layout::METADATA},
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
            Ok((addons, elsewhere, current.clone()))
        };
        let (addons, elsewhere, current) = self
            .source
            .read(list)
            .map_err(|fault| fault.of(&self.name))?;
        let mut listing = listing(&self.name, addons, &current.commit.to_string());
        if listing.offerings.is_empty() && listing.problems.is_empty() {
            listing
                .problems
                .push(nothing_there(&current.folder, &elsewhere));
        }
        Ok(listing)
    }

    fn releases(&self, name: &AddonName) -> Result<Vec<Release>> {
        let listing = self.list()?;
        if let Some(offering) = listing
            .offerings
            .iter()
            .find(|offering| offering.name == *name)
        {
            return Ok(offering.releases.clone());
        }
        let folder = |problem: &Problem| {
            let folder = problem
                .subject
                .strip_suffix(METADATA)
                .unwrap_or(&problem.subject);
            folder.trim_end_matches('/').rsplit('/').next() == Some(name.as_str())
        };
        if let Some(problem) = listing.problems.iter().find(|problem| folder(problem)) {
            return Err(Error::Invalid {
                registry: self.name.to_string(),
                subject: problem.subject.clone(),
                problem: problem.message.clone(),
            });
        }
        let known = listing
            .offerings
            .iter()
            .map(|offering| offering.name.as_str());
        Err(Error::NotFound {
            registry: self.name.to_string(),
            name: name.clone(),
            similar: similar_names(name.as_str(), known),
        })
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

/// Turns folders into what is on offer; of two addons of one name the first folder's counts.
fn listing(registry: &Arc<str>, folders: Vec<AddonFolder>, commit: &str) -> Listing {
    let mut problems = Vec::new();
    let mut offerings: BTreeMap<AddonName, Offering> = BTreeMap::new();
    for folder in folders {
        let subject = tree::join(&folder.path, METADATA);
        match release(registry, folder, commit) {
            Ok(release) => {
                if let Some(first) = offerings.get(&release.name) {
                    let Locator::Git { folder: other, .. } = &first.releases[0].locator else {
                        continue;
                    };
                    let message = format!(
                        "`{}` is the name of the addon in `{other}`, too",
                        first.name
                    );
                    problems.push(Problem { subject, message });
                    continue;
                }
                let name = release.name.clone();
                offerings.insert(
                    name.clone(),
                    Offering {
                        name,
                        releases: vec![release],
                    },
                );
            }
            Err(message) => problems.push(Problem { subject, message }),
        }
    }
    Listing {
        offerings: offerings.into_values().collect(),
        problems,
    }
}

fn release(
    registry: &Arc<str>,
    folder: AddonFolder,
    commit: &str,
) -> std::result::Result<Release, String> {
    let content = String::from_utf8(folder.metadata?).map_err(|_| "it is not UTF-8 text")?;
    let metadata = Metadata::parse(&content).map_err(|error| error.to_string())?;
    let name: AddonName = metadata.name.parse().map_err(|error| format!("{error}"))?;
    let system = metadata.system.unwrap_or_default();
    Ok(Release {
        registry: Arc::clone(registry),
        name,
        version: metadata.version,
        content: Content::Addon,
        description: metadata.description,
        icon: metadata.icon,
        home: metadata.url,
        keywords: metadata.tags,
        created: String::new(),
        deprecated: false,
        invisible: metadata.invisible,
        requirements: Requirements {
            vela: system.vela,
            kubernetes: system.kubernetes,
        },
        digest: None,
        locator: Locator::Git {
            commit: commit.to_owned(),
            folder: folder.path,
        },
    })
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
