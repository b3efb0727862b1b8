//! Ending a run early, from any of its threads.

use std::sync::{
    Arc, Condvar, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use std::time::{Duration, Instant};

/// Whether to go on, shared by everything that works on one run.
///
/// What is in flight is finished; nothing new is begun.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    interrupted: AtomicBool,
    reason: Mutex<Option<String>>,
    bell: Condvar,
}

impl Stop {
    /// Asks to end because the user interrupted.
    pub fn interrupt(&self) {
        self.shared.interrupted.store(true, Ordering::SeqCst);
        self.stop("interrupted");
    }

    /// Asks to end; the first reason counts.
    pub fn stop(&self, reason: &str) {
        self.reason_mut().get_or_insert_with(|| reason.to_owned());
        self.shared.bell.notify_all();
    }

    /// Says whether the user interrupted.
    pub fn is_interrupted(&self) -> bool {
        self.shared.interrupted.load(Ordering::SeqCst)
    }

    /// Returns why the run ends early, if it does.
    pub fn reason(&self) -> Option<String> {
        self.reason_mut().clone()
    }

    /// Says whether to end.
    pub fn is_set(&self) -> bool {
        self.reason_mut().is_some()
    }

    /// Waits, unless the run ends before; says whether it goes on.
    pub fn wait(&self, time: Duration) -> bool {
        let end = Instant::now() + time;
        let mut reason = self.reason_mut();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if reason.is_some() {
                return false;
            }
            if left.is_zero() {
                return true;
            }
            (reason, _) = self
                .shared
                .bell
                .wait_timeout(reason, left)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn reason_mut(&self) -> MutexGuard<'_, Option<String>> {
        let reason = self.shared.reason.lock();
        reason.unwrap_or_else(PoisonError::into_inner)
    }
}
