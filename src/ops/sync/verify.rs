//! Checking that a registry lists what it took.
//!
//! Servers answer 201 and lose the entry all the same: ChartMuseum does so under load, and any
//! server does whose index is written by somebody else later. What is missing is sent once more.

use std::time::Duration;

use super::{
    Inventory,
    candidate::Candidate,
    carry_out::{Event, Run},
    decide::{Decision, patiently},
    record::{Record, Status},
};
use crate::{exit::ExitCode, registry::Error};

/// How long to wait for a listing that still lacks something.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(1)];

/// Checks `records` against what the registry lists now, and mends what is missing.
pub(super) fn verify(
    run: &mut Run<'_>,
    candidates: &[Candidate],
    records: &mut [Record],
    observe: &mut dyn FnMut(Event),
) {
    let count = records.iter().filter(|it| it.status.is_sent()).count();
    if count == 0 {
        return;
    }
    observe(Event::Verifying { count });
    let missing = match check(run, records) {
        Ok(missing) => missing,
        Err(error) => return unverified(records, &error),
    };
    if missing.is_empty() || run.stop.is_set() {
        return lost(records, &missing);
    }
    observe(Event::SendingAgain {
        count: missing.len(),
    });
    let packing = run.target.packing;
    // A package that is stored but not listed is in the way of a plain push.
    let again = |index: usize| match candidates[index].package(packing) {
        Ok((package, warnings)) => {
            let mut record = candidates[index].record(Status::Overwrite);
            record.name.clone_from(&package.metadata.name);
            record.version.clone_from(&package.metadata.version);
            record.size = Some(package.bytes.len() as u64);
            record.digest = Some(package.digest);
            record.warnings = warnings;
            let package = Some(package);
            Decision { record, package }
        }
        Err(error) => candidates[index]
            .record(Status::Overwrite)
            .failed_with(&error)
            .into(),
    };
    let before: Vec<Status> = records.iter().map(|record| record.status).collect();
    run.work(&missing, &again, records, observe);
    for index in missing {
        let record = &mut records[index];
        // What is in the way of the second attempt is what the first one brought.
        if record.status.is_sent() || matches!(record.status, Status::Unchanged | Status::Conflict)
        {
            record.status = before[index];
            record.exit_code = None;
            record.hint.clear();
            "sent twice: the registry did not list it at first".clone_into(&mut record.reason);
        }
    }
    // Some servers write their index a moment after they answer.
    let mut pauses = PAUSES.iter();
    loop {
        match check(run, records) {
            Ok(missing) if missing.is_empty() => return,
            Ok(missing) => match pauses.next() {
                Some(pause) if run.stop.wait(*pause) => {}
                _ => return lost(records, &missing),
            },
            Err(error) => return unverified(records, &error),
        }
    }
}

/// Lists which of the entries that were sent are not listed; other content is a failure at once.
fn check(run: &Run<'_>, records: &mut [Record]) -> Result<Vec<usize>, Error> {
    let registry = run.target.registry;
    let listing = patiently(run.tuning.retries, run.stop, || registry.inventory())?;
    let inventory = Inventory::from(listing);
    let mut missing = Vec::new();
    for (index, record) in records.iter_mut().enumerate() {
        if !record.status.is_sent() {
            continue;
        }
        let Some(listed) = inventory.find(&record.name, &record.version) else {
            missing.push(index);
            continue;
        };
        if let (Some(listed), Some(sent)) = (listed.digest, record.digest)
            && listed != sent
        {
            let reason = format!("the registry lists other content than was sent: {listed}");
            *record = record.clone().failed(ExitCode::Failure, reason);
        }
    }
    Ok(missing)
}

fn lost(records: &mut [Record], missing: &[usize]) {
    for index in missing {
        let reason = "the registry took it and does not list it";
        records[*index] = records[*index].clone().failed(ExitCode::Failure, reason);
    }
}

fn unverified(records: &mut [Record], error: &Error) {
    for record in records.iter_mut().filter(|it| it.status.is_sent()) {
        let mut failed = record.clone().failed_with(error);
        failed.status = Status::Failed;
        failed.reason = format!("sent, but not verified: {}", failed.reason);
        *record = failed;
    }
}
