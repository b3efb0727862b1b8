//! Listing what several registries offer.

use std::{sync::Arc, thread};

use crate::registry::{self, Listing, Registry};

/// How many registries are asked at once.
const AT_ONCE: usize = 8;

/// What one registry answered.
#[derive(Debug)]
pub struct Answer {
    /// Its name.
    pub registry: String,
    /// What it offers, or why it does not tell.
    pub listing: registry::Result<Listing>,
}

/// Asks all `registries` at the same time; the answers keep their order.
pub fn list(registries: &[Arc<dyn Registry>]) -> Vec<Answer> {
    let ask = |registry: &Arc<dyn Registry>| Answer {
        registry: registry.name().to_owned(),
        listing: registry.list(),
    };
    if let [registry] = registries {
        return vec![ask(registry)];
    }
    let mut answers = Vec::with_capacity(registries.len());
    for group in registries.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let workers: Vec<_> = group
                .iter()
                .map(|registry| scope.spawn(move || ask(registry)))
                .collect();
            for worker in workers {
                answers.push(worker.join().expect("backends do not panic"));
            }
        });
    }
    answers
}
