//! Packing and sending, many at once.

use std::{
    sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{self, Sender},
    },
    thread,
    time::Duration,
};

use super::{
    Target,
    candidate::Candidate,
    decide::{self, Decision, IfExists},
    limiter::Limiter,
    queue::Queue,
    record::{Record, Status},
    stop::Stop,
    verify,
};
use crate::{
    chart::Package,
    exit::ExitCode,
    registry::{Error, OnExisting, Publisher},
};

/// The largest package whose time on the way says something about the server.
const SMALL: usize = 256 << 10;

/// How hard to work.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// The most requests at once.
    pub connections: usize,
    /// How often a request is repeated that failed in passing.
    pub retries: usize,
    /// Bytes of packages that may wait or be on their way.
    pub memory: usize,
    /// Whether to end with the first failure.
    pub fail_fast: bool,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            connections: 16,
            retries: 3,
            memory: 24 << 20,
            fail_fast: false,
        }
    }
}

/// Something that somebody may want to see while it happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// An entry is being sent.
    Sending {
        /// Its place among the candidates.
        index: usize,
        /// Name and version.
        subject: String,
    },
    /// An entry has its result.
    Finished {
        /// Its place among the candidates.
        index: usize,
        /// The result.
        record: Box<Record>,
    },
    /// What was sent is looked for in the registry's listing.
    Verifying {
        /// How many entries were sent.
        count: usize,
    },
    /// The registry does not list entries that it took; they are sent again.
    SendingAgain {
        /// How many they are.
        count: usize,
    },
    /// An entry that was sent did not pass the check in the end.
    NotVerified {
        /// The result, which takes the place of the one before.
        record: Box<Record>,
    },
}

/// Sends what the registry lacks, and checks that it then lists it.
///
/// There is a record for each candidate, in their order.
pub fn carry_out(
    candidates: &[Candidate],
    target: &Target<'_>,
    tuning: &Tuning,
    stop: &Stop,
    observe: &mut dyn FnMut(Event),
) -> Vec<Record> {
    let Some(publisher) = target.registry.publisher() else {
        let failed = |candidate: &Candidate| {
            let reason = "the registry cannot be pushed to";
            candidate
                .record(Status::Failed)
                .failed(ExitCode::Failure, reason)
        };
        return candidates.iter().map(failed).collect();
    };
    let mut run = Run {
        target,
        publisher,
        tuning,
        stop,
        limiter: Limiter::new(tuning.connections, stop),
        reached: AtomicBool::new(false),
    };
    let decide = |index: usize| decide::decide(&candidates[index], target, tuning.retries, stop);
    let all: Vec<usize> = (0..candidates.len()).collect();
    let mut records: Vec<Record> = candidates
        .iter()
        .map(|candidate| candidate.record(Status::NotTried))
        .collect();
    run.work(&all, &decide, &mut records, observe);
    let sent: Vec<bool> = records.iter().map(|it| it.status.is_sent()).collect();
    verify::verify(&mut run, candidates, &mut records, observe);
    for (record, _) in records.iter().zip(sent).filter(|(_, sent)| *sent) {
        if record.status.is_failure() {
            observe(Event::NotVerified {
                record: Box::new(record.clone()),
            });
        }
    }
    if let Some(reason) = stop.reason() {
        for record in &mut records {
            if record.status == Status::NotTried {
                record.reason.clone_from(&reason);
            }
        }
    }
    records
}

/// What the threads of one run share.
pub(super) struct Run<'a> {
    pub(super) target: &'a Target<'a>,
    publisher: &'a dyn Publisher,
    pub(super) tuning: &'a Tuning,
    pub(super) stop: &'a Stop,
    limiter: Limiter,
    /// Whether the server has answered anything yet.
    reached: AtomicBool,
}

/// A package on its way.
struct Load {
    index: usize,
    record: Record,
    package: Package,
}

impl Run<'_> {
    /// Works on the candidates with these `indices`, and fills in their records.
    pub(super) fn work(
        &mut self,
        indices: &[usize],
        decide: &(dyn Fn(usize) -> Decision + Sync),
        records: &mut [Record],
        observe: &mut dyn FnMut(Event),
    ) {
        let run = &*self;
        let queue = Queue::new(run.tuning.memory);
        let next = AtomicUsize::new(0);
        let (tell, hear) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..decide::workers().min(indices.len()) {
                let (producer, tell) = (queue.producer(), tell.clone());
                let (next, run) = (&next, &run);
                scope.spawn(move || {
                    while !run.stop.is_set() {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(&index) = indices.get(at) else {
                            break;
                        };
                        let Decision { record, package } = decide(index);
                        match package {
                            // The form that is sent is a copy of the package.
                            Some(package) => {
                                let weight = package.bytes.len() * 2;
                                let load = Load {
                                    index,
                                    record,
                                    package,
                                };
                                producer.put(load, weight);
                            }
                            None => run.finish(&tell, index, record),
                        }
                    }
                });
            }
            for _ in 0..run.tuning.connections.clamp(1, 256).min(indices.len()) {
                let (tell, queue) = (tell.clone(), &queue);
                let run = &run;
                scope.spawn(move || {
                    while let Some(parcel) = queue.take() {
                        if let Some(record) = run.send(&parcel.content, &tell) {
                            run.finish(&tell, parcel.content.index, record);
                        }
                    }
                });
            }
            drop(tell);
            for event in hear {
                if let Event::Finished { index, record } = &event {
                    records[*index] = Record::clone(record);
                }
                observe(event);
            }
        });
    }

    fn finish(&self, tell: &Sender<Event>, index: usize, record: Record) {
        if record.status.is_failure() && self.tuning.fail_fast {
            self.stop
                .stop("another one failed, and --fail-fast ends with the first");
        }
        let record = Box::new(record);
        // The one who hears outlives those who tell.
        let _heard = tell.send(Event::Finished { index, record });
    }

    /// Sends a package, again if that fails in passing; nothing when the run ends before.
    fn send(&self, load: &Load, tell: &Sender<Event>) -> Option<Record> {
        let record = load.record.clone();
        let on_existing = if record.status == Status::Overwrite {
            OnExisting::Overwrite
        } else {
            OnExisting::Refuse
        };
        let mut pause = Duration::from_millis(200);
        let mut attempt = 0;
        loop {
            let permit = self.limiter.permit()?;
            if attempt == 0 {
                let _heard = tell.send(Event::Sending {
                    index: load.index,
                    subject: record.subject(),
                });
            }
            let error = match self.publisher.push(&load.package, on_existing) {
                Ok(()) => {
                    permit.answered(load.package.bytes.len() <= SMALL);
                    self.reached.store(true, Ordering::Relaxed);
                    return Some(sent(record));
                }
                Err(error) => error,
            };
            // Those who were there before may be restarting; those who never were are elsewhere.
            let is_away = error.is_disconnected() && self.reached.load(Ordering::Relaxed);
            if error.is_transient() || is_away {
                permit.refused(error.retry_after());
                if attempt < self.tuning.retries {
                    attempt += 1;
                    if !self.stop.wait(pause) {
                        return Some(record.failed_with(&error));
                    }
                    pause *= 2;
                    continue;
                }
            } else {
                permit.answered(false);
            }
            return Some(self.give_up(record, load, &error, attempt));
        }
    }

    /// Makes sense of an error that repeating does not mend.
    fn give_up(&self, record: Record, load: &Load, error: &Error, attempt: usize) -> Record {
        match error {
            Error::Conflict { .. } => return self.settle(record, load, attempt),
            Error::Unauthorized { .. } => self.stop.stop("the registry refused the credentials"),
            error if error.is_disconnected() => self.stop.stop("the registry does not answer"),
            _ => {}
        }
        record.failed_with(error)
    }

    /// Somebody pushed since the listing was read, or the answer to an earlier attempt was lost;
    /// what counts is what is there now.
    fn settle(&self, mut record: Record, load: &Load, attempt: usize) -> Record {
        let (package, target) = (&load.package, self.target);
        let Ok(name) = package.metadata.name.parse() else {
            return decide::conflict(record);
        };
        let existing = || self.publisher.existing(&name);
        let existing = match decide::patiently(self.tuning.retries, self.stop, existing) {
            Ok(existing) => existing,
            Err(error) => return record.failed_with(&error),
        };
        let present = existing
            .iter()
            .find(|release| release.version == package.metadata.version);
        match present {
            Some(present) if present.digest == Some(package.digest) && attempt > 0 => sent(record),
            Some(present) if present.digest == Some(package.digest) => {
                record.status = Status::Unchanged;
                record
            }
            Some(_) if target.if_exists == IfExists::Skip => {
                record.status = Status::Skipped;
                "the registry has this version already".clone_into(&mut record.reason);
                record
            }
            Some(present) if target.if_exists == IfExists::SkipSame => decide::compare(
                record,
                present,
                package,
                target,
                self.tuning.retries,
                self.stop,
            ),
            _ => decide::conflict(record),
        }
    }
}

fn sent(mut record: Record) -> Record {
    record.status = match record.status {
        Status::Overwrite => Status::Overwritten,
        _ => Status::Pushed,
    };
    record
}
