//! How many requests a registry bears at once.
//!
//! Nobody knows beforehand, so it is found out as TCP finds out about a network: the number grows
//! while all goes well, doubling at first, and shrinks when the server pushes back or its answers
//! take much longer than they did with fewer requests.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::Stop;

/// How many requests there are at first.
const START: f64 = 4.0;
/// How much longer than the quickest answer one may take on average.
const SLOWER: f64 = 4.0;
/// What any answer may take, whatever the quickest took: below it, differences are noise.
const NOISE: Duration = Duration::from_millis(25);
/// The weight of the newest answer in the average.
const WEIGHT: f64 = 0.2;

/// The arithmetic of the number of requests, apart from threads and clocks.
#[derive(Debug)]
pub(super) struct Pace {
    limit: f64,
    max: f64,
    doubling: bool,
    quickest: f64,
    average: f64,
    /// Counts the decreases: an answer to a request from before the last one tells nothing new.
    epoch: u64,
}

impl Pace {
    pub(super) fn new(max: usize) -> Self {
        let max = u32::try_from(max.max(1)).map_or(f64::from(u32::MAX), f64::from);
        Self {
            limit: START.min(max),
            max,
            doubling: true,
            quickest: f64::INFINITY,
            average: 0.0,
            epoch: 0,
        }
    }

    /// Returns how many requests may be under way.
    pub(super) fn limit(&self) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it lies between 1 and the number of threads"
        )]
        let limit = self.limit as usize;
        limit
    }

    /// Takes in that a request of `epoch` was answered well.
    pub(super) fn answered(&mut self, epoch: u64, latency: Option<Duration>) {
        if let Some(latency) = latency {
            let seconds = latency.as_secs_f64();
            // The floor rises a little each time, so that a server that became slower for good
            // is not held against its best days.
            self.quickest = (self.quickest * 1.01).min(seconds);
            self.average = if self.average == 0.0 {
                seconds
            } else {
                self.average + WEIGHT * (seconds - self.average)
            };
            let bearable = (self.quickest * SLOWER).max(NOISE.as_secs_f64());
            if self.average > bearable {
                self.shrink(epoch, 0.8);
                return;
            }
        }
        self.limit += if self.doubling { 1.0 } else { 1.0 / self.limit };
        self.limit = self.limit.min(self.max);
    }

    /// Takes in that the server had enough: 429, 5xx, or no answer.
    pub(super) fn refused(&mut self, epoch: u64) {
        self.shrink(epoch, 0.5);
    }

    fn shrink(&mut self, epoch: u64, factor: f64) {
        self.doubling = false;
        if epoch == self.epoch {
            self.limit = (self.limit * factor).max(1.0);
            self.epoch += 1;
        }
    }
}

/// Lets as many requests through as the pace allows.
#[derive(Debug)]
pub(super) struct Limiter {
    state: Mutex<State>,
    bell: Condvar,
    stop: Stop,
}

#[derive(Debug)]
struct State {
    pace: Pace,
    in_flight: usize,
    /// The server asked to be left alone until then.
    closed_until: Option<Instant>,
}

/// The right to send one request.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    limiter: &'a Limiter,
    epoch: u64,
    start: Instant,
}

impl Limiter {
    pub(super) fn new(max: usize, stop: &Stop) -> Self {
        Self {
            state: Mutex::new(State {
                pace: Pace::new(max),
                in_flight: 0,
                closed_until: None,
            }),
            bell: Condvar::new(),
            stop: stop.clone(),
        }
    }

    /// Waits until a request may be sent; none when the run ends before.
    pub(super) fn permit(&self) -> Option<Permit<'_>> {
        loop {
            let mut state = self.state();
            // Whoever waits here is woken by a request that ends, and there is always one.
            while state.in_flight >= state.pace.limit() && !self.stop.is_set() {
                let woken = self.bell.wait(state);
                state = woken.unwrap_or_else(PoisonError::into_inner);
            }
            if self.stop.is_set() {
                return None;
            }
            let now = Instant::now();
            if let Some(pause) = state
                .closed_until
                .and_then(|until| until.checked_duration_since(now))
                .filter(|pause| !pause.is_zero())
            {
                drop(state);
                if !self.stop.wait(pause) {
                    return None;
                }
                continue;
            }
            state.in_flight += 1;
            return Some(Permit {
                limiter: self,
                epoch: state.pace.epoch,
                start: now,
            });
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Tells that the server answered; only small requests say something about its speed.
    pub(super) fn answered(self, is_small: bool) {
        let latency = is_small.then(|| self.start.elapsed());
        self.limiter.state().pace.answered(self.epoch, latency);
    }

    /// Tells that the server had enough, and how long it wants to be left alone.
    pub(super) fn refused(self, pause: Option<Duration>) {
        const LONGEST: Duration = Duration::from_secs(30);
        let mut state = self.limiter.state();
        state.pace.refused(self.epoch);
        if let Some(pause) = pause {
            let until = Instant::now() + pause.min(LONGEST);
            state.closed_until = state.closed_until.max(Some(until));
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.limiter.state().in_flight -= 1;
        self.limiter.bell.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Option<Duration> = Some(Duration::from_millis(10));

    #[test]
    fn the_number_doubles_while_all_goes_well() {
        let mut pace = Pace::new(16);
        let mut seen = vec![pace.limit()];
        for _ in 0..3 {
            for _ in 0..pace.limit() {
                pace.answered(0, QUICK);
            }
            seen.push(pace.limit());
        }
        assert_eq!(seen, [4, 8, 16, 16]);
    }

    #[test]
    fn one_refusal_halves_and_its_companions_do_not_halve_again() {
        let mut pace = Pace::new(16);
        for _ in 0..20 {
            pace.answered(0, QUICK);
        }
        for _ in 0..5 {
            pace.refused(0);
        }
        assert_eq!(pace.limit(), 8);
        pace.refused(1);
        assert_eq!(pace.limit(), 4);
        for epoch in 2..20 {
            pace.refused(epoch);
        }
        assert_eq!(pace.limit(), 1, "never none at all");
    }

    #[test]
    fn after_a_refusal_it_grows_by_one_a_round() {
        let mut pace = Pace::new(16);
        pace.refused(0);
        assert_eq!(pace.limit(), 2);
        for _ in 0..3 {
            pace.answered(1, QUICK);
        }
        assert_eq!(pace.limit(), 3);
    }

    #[test]
    fn rising_latency_makes_it_shrink_and_it_grows_again() {
        let mut pace = Pace::new(16);
        for _ in 0..20 {
            pace.answered(0, QUICK);
        }
        for epoch in 0..30 {
            pace.answered(epoch, Some(Duration::from_millis(300)));
        }
        let slowed = pace.limit();
        assert!(slowed <= 2, "{slowed}");
        for _ in 0..200 {
            pace.answered(pace.epoch, QUICK);
        }
        assert_eq!(pace.limit(), 16);
    }

    #[test]
    fn differences_of_a_quick_server_are_noise() {
        let mut pace = Pace::new(8);
        pace.answered(0, Some(Duration::from_micros(200)));
        for _ in 0..20 {
            pace.answered(0, Some(Duration::from_millis(15)));
        }
        assert_eq!(pace.limit(), 8);
    }

    #[test]
    fn a_stopped_run_gets_no_permit() {
        let stop = Stop::default();
        let limiter = Limiter::new(1, &stop);
        let permit = limiter.permit().expect("the first is free");
        permit.refused(Some(Duration::from_secs(30)));
        stop.interrupt();
        assert!(limiter.permit().is_none());
    }
}
