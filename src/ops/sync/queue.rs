//! The belt between those who pack and those who send, bounded by the bytes on it.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// Packages that wait to be sent or are being sent.
///
/// The bytes of a package count from when it is put on the belt until its [`Parcel`] is dropped,
/// so that the bound covers what is in flight too.
#[derive(Debug)]
pub(super) struct Queue<T> {
    budget: usize,
    state: Mutex<State<T>>,
    room: Condvar,
    work: Condvar,
}

#[derive(Debug)]
struct State<T> {
    waiting: VecDeque<(T, usize)>,
    used: usize,
    producers: usize,
}

/// Something taken off the belt.
#[derive(Debug)]
pub(super) struct Parcel<'a, T> {
    pub(super) content: T,
    weight: usize,
    queue: &'a Queue<T>,
}

/// Somebody who may still put something on the belt.
#[derive(Debug)]
pub(super) struct Producer<'a, T>(&'a Queue<T>);

impl<T> Queue<T> {
    pub(super) fn new(budget: usize) -> Self {
        Self {
            budget,
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                used: 0,
                producers: 0,
            }),
            room: Condvar::new(),
            work: Condvar::new(),
        }
    }

    /// Announces a producer; the belt ends when the last one is dropped.
    pub(super) fn producer(&self) -> Producer<'_, T> {
        self.state().producers += 1;
        Producer(self)
    }

    /// Waits for the next parcel; none when nothing will come any more.
    pub(super) fn take(&self) -> Option<Parcel<'_, T>> {
        let mut state = self.state();
        loop {
            if let Some((content, weight)) = state.waiting.pop_front() {
                let queue = self;
                return Some(Parcel {
                    content,
                    weight,
                    queue,
                });
            }
            if state.producers == 0 {
                return None;
            }
            state = self
                .work
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Producer<'_, T> {
    /// Puts `content` on the belt when there is room for `weight` bytes; what is heavier than the
    /// whole belt waits until it has the belt to itself.
    pub(super) fn put(&self, content: T, weight: usize) {
        let queue = self.0;
        let mut state = queue.state();
        while state.used > 0 && state.used + weight > queue.budget {
            state = queue
                .room
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.used += weight;
        state.waiting.push_back((content, weight));
        queue.work.notify_one();
    }
}

impl<T> Drop for Producer<'_, T> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.producers -= 1;
        if state.producers == 0 {
            self.0.work.notify_all();
        }
    }
}

impl<T> Drop for Parcel<'_, T> {
    fn drop(&mut self) {
        self.queue.state().used -= self.weight;
        self.queue.room.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
    };

    use super::*;

    #[test]
    fn never_more_bytes_are_about_than_the_budget() {
        let queue = Queue::new(100);
        let (about, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let taken = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..3 {
                let producer = queue.producer();
                scope.spawn(|| {
                    let producer = producer;
                    for weight in [40, 60, 250, 10, 90] {
                        producer.put(weight, weight);
                    }
                });
            }
            for _ in 0..4 {
                scope.spawn(|| {
                    while let Some(parcel) = queue.take() {
                        let now = about.fetch_add(parcel.content, Ordering::SeqCst);
                        most.fetch_max(now + parcel.content, Ordering::SeqCst);
                        about.fetch_sub(parcel.content, Ordering::SeqCst);
                        taken.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(taken.into_inner(), 15);
        assert!(
            most.into_inner() <= 250,
            "the heavy one has the belt to itself"
        );
        assert_eq!(queue.state().used, 0);
    }
}
