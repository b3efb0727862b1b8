//! Bringing everything that some sources hold into one registry.
//!
//! The way of an entry: [`Survey`] finds it and says what it is, [`Selection`] may leave it out,
//! [`clash`] sees what must not share an index, `decide` compares it with what the registry has,
//! and [`carry_out`] sends it, many at once and no more than the registry bears, and checks in the
//! end that the registry lists what was sent.

mod candidate;
mod carry_out;
pub mod clash;
mod classify;
mod decide;
mod limiter;
mod queue;
mod record;
mod remove;
mod select;
mod stop;

mod verify;

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

pub use candidate::{Candidate, Edit, Origin};
pub use carry_out::{Event, Tuning, carry_out};
pub use classify::Survey;
pub use decide::{IfExists, plan};
pub use record::{Kind, Record, Status, Totals};
pub use remove::{obsolete, record as record_of_removal, remove};
pub use select::Selection;
pub use stop::Stop;

use super::package;
use crate::registry::{self, Listing, Registry, Release};

/// What a registry held when it was asked.
#[derive(Debug, Default)]
pub struct Inventory {
    releases: BTreeMap<String, Arc<[Release]>>,
}

impl From<Listing> for Inventory {
    fn from(listing: Listing) -> Self {
        let offerings = listing.offerings.into_iter();
        Self {
            releases: offerings
                .map(|offering| (offering.name.to_string(), offering.releases))
                .collect(),
        }
    }
}

impl Inventory {
    /// Returns the releases under one name.
    pub fn of(&self, name: &str) -> &[Release] {
        self.releases.get(name).map_or(&[], |releases| releases)
    }

    /// Finds one version.
    pub fn find(&self, name: &str, version: &str) -> Option<&Release> {
        let releases = self.of(name).iter();
        releases.into_iter().find(|it| it.version == version)
    }

    /// Lists everything, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Release> {
        self.releases.values().flat_map(|it| &**it)
    }
}

/// One registry to fill, and how.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The registry.
    pub registry: &'a dyn Registry,
    /// What it holds.
    pub inventory: &'a Inventory,
    /// What to do about versions that are there.
    pub if_exists: IfExists,
    /// How folders are packed.
    pub packing: &'a package::Options,
}

/// Asks `registry` for everything that it has, again if that fails in passing.
pub fn inventory(
    registry: &dyn Registry,
    retries: usize,
    stop: &Stop,
) -> registry::Result<Listing> {
    decide::patiently(retries, stop, || registry.inventory())
}

/// The names and versions of candidates, to tell what a source still has.
pub type Known = HashSet<(String, String)>;
