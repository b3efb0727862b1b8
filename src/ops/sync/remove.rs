//! Taking off a registry what the sources no longer have.

use super::{
    Inventory, Known, Selection, Stop,
    decide::patiently,
    record::{Kind, Record, Status},
};
use crate::{
    exit::ExitCode,
    registry::{Content, Registry, Release},
};

/// Lists what the registry has and the sources do not, as far as `selection` lets names through.
pub fn obsolete<'a>(
    inventory: &'a Inventory,
    known: &Known,
    selection: &Selection,
) -> Vec<&'a Release> {
    inventory
        .iter()
        .filter(|release| {
            let key = (release.name.to_string(), release.version.clone());
            selection.wants(release.name.as_str()) && !known.contains(&key)
        })
        .collect()
}

/// Describes a release that is to go.
pub fn record(release: &Release) -> Record {
    Record {
        name: release.name.to_string(),
        version: release.version.clone(),
        kind: match release.content {
            Content::Addon => Kind::AddonPackage,
            Content::Chart => Kind::Chart,
        },
        status: Status::Delete,
        digest: release.digest,
        ..Record::skipped(release.registry.to_string(), "no source has it any more")
    }
}

/// Takes `release` off `registry`.
pub fn remove(registry: &dyn Registry, release: &Release, retries: usize, stop: &Stop) -> Record {
    let mut record = record(release);
    if let Some(reason) = stop.reason() {
        record.status = Status::NotTried;
        record.reason = reason;
        return record;
    }
    let Some(publisher) = registry.publisher() else {
        return record.failed(ExitCode::Failure, "the registry cannot be changed");
    };
    match patiently(retries, stop, || publisher.remove(release)) {
        Ok(()) => {
            record.status = Status::Deleted;
            record
        }
        Err(error) => record.failed_with(&error),
    }
}
