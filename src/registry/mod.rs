//! Where addons come from and where they are pushed to.
//!
//! A [`Registry`] is read; the half that can be written is asked for with
//! [`Registry::publisher`]. Versions are part of the trait: a git registry has one release of each
//! addon, the others have many, and no caller asks which kind it has. [`open`] is the only place
//! that knows all backends.

#[cfg(test)]
pub(crate) mod contract;
mod error;
#[cfg(test)]
mod fake_http;
mod folders;
pub mod git;
pub mod helm;
mod local;
#[cfg(test)]
pub(crate) mod memory;
mod open;
mod oss;
mod release;

pub use error::{Error, Result};
pub use open::{OpenContext, open, tls_files};
pub use release::{
    Content, Extent, Fetched, Listing, Locator, Offering, Problem, Release, Requirements,
};

use std::fmt;

use crate::{
    addon::AddonName,
    chart::{self, Package, Prereleases},
};

/// A place that addons are listed in and fetched from.
///
/// Methods block and never print.
pub trait Registry: fmt::Debug + Send + Sync {
    /// Returns the name that the user gave this registry, or its URL when it has none.
    fn name(&self) -> &str;

    /// Lists everything on offer, sorted by name; each with its releases, newest first.
    ///
    /// What cannot be read is a [`Problem`] of the listing and hides nothing else.
    fn list(&self) -> Result<Listing>;

    /// Asks how much is on offer, which may cost less than to list it.
    fn extent(&self) -> Result<Extent> {
        Ok(self.list()?.into())
    }

    /// Lists everything as it is now, however often it was asked before; nothing where the place
    /// only comes into being with the first push.
    fn inventory(&self) -> Result<Listing> {
        self.list()
    }

    /// Lists the releases of one addon or chart, newest first; never empty.
    fn releases(&self, name: &AddonName) -> Result<Vec<Release>>;

    /// Fetches the content of `release` and checks it against its digest, if one is known.
    fn fetch(&self, release: &Release) -> Result<Fetched>;

    /// Returns the write half of a backend that can be pushed to.
    fn publisher(&self) -> Option<&dyn Publisher> {
        None
    }
}

/// What to do when a version is there already, with different content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnExisting {
    /// Leave it and report the conflict.
    Refuse,
    /// Put the new content in its place.
    Overwrite,
}

/// What a push did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// The version is new.
    Created,
    /// The version was there with other content, or its content was not compared.
    Replaced,
    /// The version was there with the same content, and nothing was sent.
    Unchanged,
}

/// The write half of a [`Registry`].
pub trait Publisher: fmt::Debug + Send + Sync {
    /// Lists the releases under `name` for the checks before a push; empty when there are none.
    fn existing(&self, name: &AddonName) -> Result<Vec<Release>>;

    /// Uploads `package`; the caller has compared it with what [`existing`](Self::existing) told.
    fn push(&self, package: &Package, on_existing: OnExisting) -> Result<()>;

    /// Takes `release` off the registry; one that is gone already is an error of its own.
    fn remove(&self, release: &Release) -> Result<()> {
        Err(Error::Invalid {
            registry: release.registry.to_string(),
            subject: format!("{} {}", release.name, release.version),
            problem: "this kind of registry does not let anything be removed".into(),
        })
    }
}

impl dyn Registry + '_ {
    /// Finds the release that `wanted` asks for: an exact version, a constraint, or by default the
    /// newest that is no prerelease.
    ///
    /// Where there is only one, as in git, it is taken for what it is: versions such as `v2.6.3-3` are
    /// no prereleases to their authors.
    pub fn resolve(&self, name: &AddonName, wanted: Option<&str>) -> Result<Release> {
        let releases = self.releases(name)?;
        if let ([only], None | Some("")) = (releases.as_slice(), wanted) {
            return Ok(only.clone());
        }
        chart::newest(
            &releases,
            |release| &release.version,
            wanted,
            Prereleases::AsWritten,
        )
        .cloned()
        .map_err(|source| Error::NoVersion {
            registry: self.name().to_owned(),
            name: name.clone(),
            source,
        })
    }
}
