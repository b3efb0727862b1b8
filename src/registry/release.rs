//! What registries offer.

use std::sync::Arc;

use bytes::Bytes;

use crate::{
    addon::{AddonName, FileTree},
    archive::{self, Limits},
    digest::Digest,
    similar::similar_names,
};

/// What a package holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// A KubeVela addon.
    Addon,
    /// A Helm chart that is no addon.
    Chart,
}

/// The systems that an addon can be enabled on, as constraints on their versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// Constraint on KubeVela's version; empty when any will do.
    pub vela: String,
    /// Constraint on the version of Kubernetes; empty when any will do.
    pub kubernetes: String,
}

/// Where the content of a release lies; only the backend that made it looks inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Locator {
    /// Addresses to try in turn, absolute or relative to the registry's.
    Urls(Vec<String>),
    /// A folder in a commit.
    Git {
        /// The commit's id, in hex.
        commit: String,
        /// The folder, relative to the repository; empty for its root.
        folder: String,
    },
    /// Keys of a bucket.
    Objects(Vec<String>),
    /// The registry finds the content by name and version.
    Name,
    /// What the listing says of the content must not be relied on, for this reason.
    Unusable(String),
}

/// One version of one addon or chart in one registry.
///
/// It is enough to fetch the content, without asking for the listing again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Name of the registry.
    pub registry: Arc<str>,
    /// Name of the addon or chart.
    pub name: AddonName,
    /// The version as it is written.
    pub version: String,
    /// Whether this is an addon or a plain chart.
    pub content: Content,
    /// One line on what it is for.
    pub description: String,
    /// Address of a picture; empty when there is none.
    pub icon: String,
    /// Address of the project; empty when there is none.
    pub home: String,
    /// Tags to search by.
    pub keywords: Vec<String>,
    /// When it was published, as the registry writes it; empty when unknown.
    pub created: String,
    /// Whether the author asks not to use it any more.
    pub deprecated: bool,
    /// Whether the author asks not to list it.
    pub invisible: bool,
    /// What it can be enabled on.
    pub requirements: Requirements,
    /// Digest of the package, where the registry tells one.
    pub digest: Option<Digest>,
    /// Where the content lies.
    pub locator: Locator,
}

/// All versions of one addon or chart in one registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offering {
    /// Its name.
    pub name: AddonName,
    /// Its releases, newest first; never empty. Backends that remember them share them.
    pub releases: Arc<[Release]>,
}

/// Something in a registry that cannot be used, while the rest can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The entry, file or address.
    pub subject: String,
    /// What is wrong with it.
    pub message: String,
}

/// How much a registry has on offer, for those who only want to know that it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// How many addons there are, whatever their number of releases.
    pub addons: usize,
    /// How many plain charts there are.
    pub charts: usize,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl From<Listing> for Extent {
    fn from(listing: Listing) -> Self {
        let is_addon = |release: &Release| release.content == Content::Addon;
        let is_addon = |offering: &&Offering| offering.releases.iter().any(is_addon);
        let addons = listing.offerings.iter().filter(is_addon).count();
        Self {
            addons,
            charts: listing.offerings.len() - addons,
            problems: listing.problems,
        }
    }
}

/// Everything that a registry offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// What can be used, sorted by name.
    pub offerings: Vec<Offering>,
    /// What cannot be used.
    pub problems: Vec<Problem>,
}

impl Listing {
    /// Finds the releases of one addon or chart.
    pub fn releases(&self, name: &AddonName) -> Option<&[Release]> {
        let place = self
            .offerings
            .binary_search_by(|offering| offering.name.cmp(name))
            .ok()?;
        Some(&self.offerings[place].releases)
    }

    /// Returns the names on offer that look like `name`, for hints.
    pub fn similar_names(&self, name: &AddonName) -> Vec<String> {
        let names = self.offerings.iter().map(|offering| offering.name.as_str());
        similar_names(name.as_str(), names)
    }
}

/// The content of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// A package as it was pushed, to be passed on byte for byte.
    Package(Bytes),
    /// The files of an addon, from a registry that keeps no packages.
    Tree(FileTree),
}

impl Fetched {
    /// Returns the files, unpacked if they came as a package.
    pub fn into_tree(self) -> Result<FileTree, archive::Error> {
        match self {
            Self::Tree(files) => Ok(files),
            Self::Package(bytes) => archive::unpack_tree(&bytes, &Limits::HELM),
        }
    }
}
