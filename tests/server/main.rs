//! The embedded registry, seen from outside.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test says there why it was skipped")]
#![expect(
    clippy::disallowed_methods,
    reason = "tests look for peers in the environment and make their own files"
)]

mod api;
mod charts;
mod concurrency;
mod crash;
mod errors;
mod http;
mod peers;

use http::{Client, Reply};
use vela_addon::server::{self, Config, Running};

/// A server in this process, with a folder of its own.
struct Fixture {
    // Dropped before the folder, so that the server can write its notes there.
    running: Running,
    folder: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let running = start(folder.path(), change);
        Self { running, folder }
    }

    fn client(&self) -> Client {
        Client::new(self.running.addr())
    }

    /// Stops the server and starts another one on the same folder.
    fn restart(self) -> Self {
        let Self { running, folder } = self;
        running.stop().unwrap();
        let running = start(folder.path(), |_| {});
        Self { running, folder }
    }
}

fn start(folder: &std::path::Path, change: impl FnOnce(&mut Config)) -> Running {
    let mut config = Config::in_process(folder);
    config.durable = false;
    change(&mut config);
    server::start(config).unwrap()
}

impl Reply {
    /// Returns the body as text.
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Reads the index and returns the versions of a chart.
fn versions(client: &mut Client, name: &str) -> Vec<String> {
    let index = index(client);
    let versions = index["entries"][name]
        .as_array()
        .cloned()
        .unwrap_or_default();
    versions
        .iter()
        .map(|version| version["version"].as_str().unwrap().to_owned())
        .collect()
}

/// Reads the index as strictly as Helm does.
fn index(client: &mut Client) -> serde_json::Value {
    let reply = client.get("/index.yaml").unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text());
    let options = addon_yaml::Options::go_strict();
    addon_yaml::to_json_value(&reply.text(), &options).unwrap()
}
