//! Registries that keep addons as folders of files, with one release of each.

use std::{collections::BTreeMap, sync::Arc};

use super::{Content, Error, Listing, Locator, Offering, Problem, Release, Requirements, Result};
use crate::addon::{AddonName, Metadata, layout::METADATA};

/// A folder that holds a metadata.yaml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AddonFolder {
    /// The folder, relative to the registry; empty for its root.
    pub path: String,
    /// The content of the metadata.yaml, or why it cannot be read.
    pub metadata: std::result::Result<Vec<u8>, String>,
    /// Where its files are.
    pub locator: Locator,
}

/// Turns folders into what is on offer; of two addons of one name the first folder's counts.
pub(super) fn listing(registry: &Arc<str>, folders: Vec<AddonFolder>) -> Listing {
    let mut problems = Vec::new();
    let mut offerings: BTreeMap<AddonName, (String, Release)> = BTreeMap::new();
    for folder in folders {
        let path = folder.path.clone();
        let problem = match release(registry, folder) {
            Ok(release) => {
                let Some((first, _)) = offerings.get(&release.name) else {
                    offerings.insert(release.name.clone(), (path, release));
                    continue;
                };
                format!(
                    "`{}` is the name of the addon in `{first}`, too",
                    release.name
                )
            }
            Err(problem) => problem,
        };
        problems.push(Problem {
            subject: join(&path, METADATA),
            message: problem,
        });
    }
    let offering = |(name, (_, release))| Offering {
        name,
        releases: [release].into(),
    };
    Listing {
        offerings: offerings.into_iter().map(offering).collect(),
        problems,
    }
}

fn release(registry: &Arc<str>, folder: AddonFolder) -> std::result::Result<Release, String> {
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
        locator: folder.locator,
    })
}

/// Finds one addon's releases in a listing; one that cannot be used says why.
pub(super) fn releases_in(
    registry: &str,
    listing: &Listing,
    name: &AddonName,
) -> Result<Vec<Release>> {
    if let Some(releases) = listing.releases(name) {
        return Ok(releases.to_vec());
    }
    let is_about = |problem: &&Problem| {
        let folder = problem
            .subject
            .strip_suffix(METADATA)
            .unwrap_or(&problem.subject);
        folder.trim_end_matches('/').rsplit('/').next() == Some(name.as_str())
    };
    if let Some(problem) = listing.problems.iter().find(is_about) {
        return Err(Error::Invalid {
            registry: registry.to_owned(),
            subject: problem.subject.clone(),
            problem: problem.message.clone(),
        });
    }
    Err(not_found(registry, listing, name))
}

/// Says that a listing has nothing called `name`.
pub(super) fn not_found(registry: &str, listing: &Listing, name: &AddonName) -> Error {
    Error::NotFound {
        registry: registry.to_owned(),
        name: name.clone(),
        similar: listing.similar_names(name),
    }
}

/// Appends to a path that may be empty.
pub(super) fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}/{name}")
    }
}
