//! The Helm form of a package: `Chart.yaml`, its archive and the index that lists it.

mod choice;
mod constraint;
pub mod index;
mod version;

pub use choice::{NoVersion, newest};
pub use constraint::{Constraint, InvalidConstraint, Prereleases};
pub use version::{InvalidVersion, Version, newest_first};

use bytes::Bytes;

use crate::digest::Digest;

/// A chart packed for transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its file name, `<name>-<version>.tgz`.
    pub file_name: String,
    /// The archive.
    pub bytes: Bytes,
    /// Digest of the archive.
    pub digest: Digest,
}
