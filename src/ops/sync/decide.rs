//! Comparing what there is with what the registry has.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use super::{
    Target,
    candidate::Candidate,
    record::{Record, Status},
    stop::Stop,
};
use crate::{
    chart::Package,
    exit::ExitCode,
    ops::load,
    registry::{self, Fetched, Release},
};

/// What to do about a version that the registry has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IfExists {
    /// Leave the same content alone, and count other content as a conflict.
    #[default]
    SkipSame,
    /// Leave it alone, whatever it holds.
    Skip,
    /// Count it as a conflict, whatever it holds.
    Fail,
    /// Put other content in its place.
    Overwrite,
}

/// What is to be done with a candidate, and the package if it is to be sent.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) record: Record,
    pub(super) package: Option<Package>,
}

impl From<Record> for Decision {
    fn from(record: Record) -> Self {
        let package = None;
        Self { record, package }
    }
}

/// Repeats a call to a registry that failed in passing, with growing pauses.
pub(super) fn patiently<T>(
    retries: usize,
    stop: &Stop,
    mut call: impl FnMut() -> registry::Result<T>,
) -> registry::Result<T> {
    let mut pause = Duration::from_millis(200);
    for _ in 0..retries {
        match call() {
            Err(error) if error.is_transient() => {
                if !stop.wait(error.retry_after().unwrap_or_default().max(pause)) {
                    return Err(error);
                }
                pause *= 2;
            }
            result => return result,
        }
    }
    call()
}

/// Decides what to do with `candidate`; its package is made only where that is needed.
pub(super) fn decide(
    candidate: &Candidate,
    target: &Target<'_>,
    retries: usize,
    stop: &Stop,
) -> Decision {
    let record = candidate.record(Status::Push);
    let present = target
        .inventory
        .find(candidate.target_name(), &candidate.version);
    if let Some(present) = present {
        match target.if_exists {
            IfExists::Fail => {
                let reason = "the registry has this version already";
                return record.failed(ExitCode::Exists, reason).into();
            }
            IfExists::Skip => {
                let mut record = record;
                record.status = Status::Skipped;
                "the registry has this version already".clone_into(&mut record.reason);
                return record.into();
            }
            IfExists::SkipSame | IfExists::Overwrite => {}
        }
        if present.digest.is_some() && present.digest == candidate.package_digest() {
            return unchanged(record).into();
        }
    }
    let (package, warnings) = match candidate.package(target.packing) {
        Ok(made) => made,
        Err(error) => return record.failed_with(&error).into(),
    };
    let mut record = record;
    record.warnings = warnings;
    record.size = Some(package.bytes.len() as u64);
    record.digest = Some(package.digest);
    // The name that counts in a registry is the one inside the package.
    record.name.clone_from(&package.metadata.name);
    record.version.clone_from(&package.metadata.version);
    if let Err(error) = record.name.parse::<crate::addon::AddonName>() {
        return record.failed(ExitCode::Invalid, error.to_string()).into();
    }
    let Some(present) = present else {
        let package = Some(package);
        return Decision { record, package };
    };
    if present.digest == Some(package.digest) {
        return unchanged(record).into();
    }
    if target.if_exists == IfExists::Overwrite {
        record.status = Status::Overwrite;
        let package = Some(package);
        return Decision { record, package };
    }
    compare(record, present, &package, target, retries, stop).into()
}

fn unchanged(mut record: Record) -> Record {
    record.status = Status::Unchanged;
    record
}

/// Tells a package that was only packed differently from one that differs.
pub(super) fn compare(
    record: Record,
    present: &Release,
    package: &Package,
    target: &Target<'_>,
    retries: usize,
    stop: &Stop,
) -> Record {
    match patiently(retries, stop, || target.registry.fetch(present)) {
        Ok(Fetched::Package(bytes)) if load::same_content(&bytes, &package.bytes) => {
            unchanged(record)
        }
        Ok(_) => conflict(record),
        Err(error) => record.failed_with(&error),
    }
}

/// Says that the registry has other content.
pub(super) fn conflict(record: Record) -> Record {
    let reason = "the registry has other content under this version";
    let mut record = record.failed(ExitCode::Exists, reason);
    "raise the version, or overwrite what is there with --force".clone_into(&mut record.hint);
    record
}

/// Says what would be done with each of `candidates`, and changes nothing.
pub fn plan(
    candidates: &[Candidate],
    target: &Target<'_>,
    retries: usize,
    stop: &Stop,
) -> Vec<Record> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while !stop.is_set() {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(candidate) = candidates.get(index) else {
                break;
            };
            let record = decide(candidate, target, retries, stop).record;
            done.push((index, record));
        }
        done
    };
    let mut records: Vec<Option<Record>> = candidates.iter().map(|_| None).collect();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers()).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            for (index, record) in worker.join().expect("decisions do not panic") {
                records[index] = Some(record);
            }
        }
    });
    let or_not_tried = |(record, candidate): (Option<Record>, &Candidate)| {
        record.unwrap_or_else(|| candidate.record(Status::NotTried))
    };
    records
        .into_iter()
        .zip(candidates)
        .map(or_not_tried)
        .collect()
}

/// Returns how many threads pack.
pub(super) fn workers() -> usize {
    thread::available_parallelism().map_or(2, |count| count.get().clamp(1, 8))
}
