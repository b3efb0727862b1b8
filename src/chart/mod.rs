//! The Helm form of a package: `Chart.yaml`, its archive and the index that lists it.

mod choice;
mod constraint;
mod version;

pub use choice::{NoVersion, newest};
pub use constraint::{Constraint, InvalidConstraint, Prereleases};
pub use version::{InvalidVersion, Version, newest_first};
