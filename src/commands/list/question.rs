//! Asking a cluster that need not be there, while the registries are being asked.

use std::{
    collections::BTreeMap,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use crate::{
    cluster::{self, Cluster, Settings},
    exit::ExitCode,
    hint::Failure,
    ops::status::{self, State},
};

/// How long a list waits for a cluster that nobody insisted on.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is enabled, by name.
pub(super) type States = BTreeMap<String, State>;

/// A question on its way.
pub(super) struct Question {
    answer: Receiver<cluster::Result<States>>,
    start: Instant,
    insist: bool,
}

impl Question {
    /// Asks; with `insist` as often and as long as `settings` say, else once and not for long.
    pub(super) fn ask(mut settings: Settings, namespace: String, insist: bool) -> Self {
        if !insist {
            settings.timeout = settings.timeout.min(PATIENCE);
            settings.retries = 0;
        }
        let (sender, answer) = mpsc::channel();
        // A thread of its own, as a program for credentials may take its time; nobody waits for
        // that one beyond the limit.
        thread::spawn(move || {
            let states =
                Cluster::connect(&settings).and_then(|cluster| status::all(&cluster, &namespace));
            // Whoever asked may have gone on.
            let _gone = sender.send(states);
        });
        Self {
            answer,
            start: Instant::now(),
            insist,
        }
    }

    /// Waits for the answer; nothing when no cluster is configured and none has to be.
    pub(super) fn answer(self) -> anyhow::Result<Option<States>> {
        let answer = if self.insist {
            self.answer
                .recv()
                .map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            let left = PATIENCE.saturating_sub(self.start.elapsed());
            self.answer.recv_timeout(left)
        };
        match answer {
            Ok(Ok(states)) => Ok(Some(states)),
            Ok(Err(cluster::Error::NoCluster)) if !self.insist => Ok(None),
            // A cluster without KubeVela has no addons.
            Ok(Err(cluster::Error::NoKind { .. })) if !self.insist => Ok(Some(States::new())),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => {
                let message = format!("the cluster did not answer within {} s", PATIENCE.as_secs());
                Err(Failure::new(ExitCode::Network, message).into())
            }
        }
    }
}
