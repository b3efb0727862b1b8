//! The embedded registry, seen from outside.

mod api;
mod concurrency;
mod crash;
mod errors;
mod peers;
mod settings;
mod surface;
mod tls;

use vela_addon::server::{self, Config, Running};

use crate::support::{Client, charts::archive};

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

/// Makes a package of a chart.
fn chart(name: &str, version: &str) -> Vec<u8> {
    with_values(name, version, "replicas: 1\n")
}

/// Makes a package of a chart with the given `values.yaml`.
fn with_values(name: &str, version: &str, values: &str) -> Vec<u8> {
    let chart_yaml = format!(
        "apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"1.10\"\n\
         description: A chart\nannotations:\n  addon.name: {name}\n  system.vela: '>=v1.4.0'\n"
    );
    let template = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n\
                    data:\n  replicas: \"{{ .Values.replicas }}\"\n";
    archive_of(
        name,
        &[
            ("Chart.yaml", chart_yaml.as_str()),
            ("values.yaml", values),
            ("templates/map.yaml", template),
        ],
    )
}

/// Packs files below the folder `top`.
fn archive_of(top: &str, files: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<_> = files
        .iter()
        .map(|(path, content)| (format!("{top}/{path}"), content.as_bytes().to_vec()))
        .collect();
    archive(&entries)
}
