//! A registry in memory, for the tests of what works on registries.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    Content, Error, Fetched, Listing, Locator, Offering, OnExisting, Publisher, Registry, Release,
    Requirements, Result,
};
use crate::{
    addon::AddonName,
    chart::{Package, sort_newest_first},
};

type Packages = BTreeMap<AddonName, Vec<(Release, Package)>>;

/// Packages by name, each list newest first.
#[derive(Debug)]
pub(crate) struct MemoryRegistry {
    name: Arc<str>,
    packages: Mutex<Packages>,
}

impl MemoryRegistry {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            packages: Mutex::default(),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Packages) -> T) -> T {
        work(&mut self.packages.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn release(&self, name: &AddonName, package: &Package) -> Release {
        let metadata = &package.metadata;
        let is_addon = metadata
            .annotations
            .contains_key(crate::chart::index::ADDON_NAME);
        Release {
            registry: Arc::clone(&self.name),
            name: name.clone(),
            version: metadata.version.clone(),
            content: if is_addon {
                Content::Addon
            } else {
                Content::Chart
            },
            description: metadata.description.clone(),
            icon: metadata.icon.clone(),
            home: metadata.home.clone(),
            keywords: metadata.keywords.clone(),
            created: String::new(),
            deprecated: metadata.deprecated,
            invisible: false,
            requirements: Requirements::default(),
            digest: Some(package.digest),
            locator: Locator::Name,
        }
    }
}

impl Registry for MemoryRegistry {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&self) -> Result<Listing> {
        let offering = |(name, packages): (&AddonName, &Vec<(Release, Package)>)| Offering {
            name: name.clone(),
            releases: packages
                .iter()
                .map(|(release, _)| release.clone())
                .collect(),
        };
        Ok(self.with(|all| Listing {
            offerings: all.iter().map(offering).collect(),
            problems: Vec::new(),
        }))
    }

    fn releases(&self, name: &AddonName) -> Result<Vec<Release>> {
        let releases = self.publisher().expect("it is one").existing(name)?;
        if releases.is_empty() {
            let similar = self.with(|all| {
                crate::similar::similar_names(name.as_str(), all.keys().map(AddonName::as_str))
            });
            let registry = self.name.to_string();
            return Err(Error::NotFound {
                registry,
                name: name.clone(),
                similar,
            });
        }
        Ok(releases)
    }

    fn fetch(&self, release: &Release) -> Result<Fetched> {
        let found = self.with(|all| {
            let packages = all.get(&release.name)?;
            let (_, package) = packages.iter().find(|(other, _)| other == release)?;
            Some(package.bytes.clone())
        });
        found.map(Fetched::Package).ok_or_else(|| Error::NotFound {
            registry: self.name.to_string(),
            name: release.name.clone(),
            similar: Vec::new(),
        })
    }

    fn publisher(&self) -> Option<&dyn Publisher> {
        Some(self)
    }
}

impl Publisher for MemoryRegistry {
    fn existing(&self, name: &AddonName) -> Result<Vec<Release>> {
        Ok(self.with(|all| {
            let packages = all.get(name).map_or(&[][..], Vec::as_slice);
            packages
                .iter()
                .map(|(release, _)| release.clone())
                .collect()
        }))
    }

    fn push(&self, package: &Package, on_existing: OnExisting) -> Result<()> {
        let invalid = |problem: String| Error::Invalid {
            registry: self.name.to_string(),
            subject: package.file_name.clone(),
            problem,
        };
        let name: AddonName = package
            .metadata
            .name
            .parse()
            .map_err(|error: crate::addon::InvalidName| invalid(error.to_string()))?;
        let release = self.release(&name, package);
        self.with(|all| {
            let packages = all.entry(name).or_default();
            let present = packages
                .iter()
                .position(|(other, _)| other.version == release.version);
            match (present, on_existing) {
                (Some(_), OnExisting::Refuse) => {
                    let (registry, file_name) = (self.name.to_string(), package.file_name.clone());
                    return Err(Error::Conflict {
                        registry,
                        file_name,
                    });
                }
                (Some(at), OnExisting::Overwrite) => packages[at] = (release, package.clone()),
                (None, _) => packages.push((release, package.clone())),
            }
            sort_newest_first(packages, |(release, _)| &release.version);
            Ok(())
        })
    }

    fn remove(&self, release: &Release) -> Result<()> {
        let removed = self.with(|all| {
            let packages = all.get_mut(&release.name)?;
            let at = packages.iter().position(|(other, _)| other == release)?;
            packages.remove(at);
            if packages.is_empty() {
                all.remove(&release.name);
            }
            Some(())
        });
        removed.ok_or_else(|| Error::NotFound {
            registry: self.name.to_string(),
            name: release.name.clone(),
            similar: Vec::new(),
        })
    }
}
