//! A real API server for benches, with KubeVela's kinds and no controller, and how its work is
//! measured.

#[path = "../support/measure.rs"]
mod measure;
#[path = "../support/peer.rs"]
mod peer;

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::json;
use vela_addon::cluster::{Cluster, Conflicts, Kind, Proxies, Settings};

use measure::{median, peak_memory};

pub(crate) use measure::run;
pub(crate) use peer::peer;

const ROUNDS: usize = 11;
const ADDON: &str = env!("CARGO_BIN_EXE_addon");
/// The resources that enabling reads and writes; the server itself asks for others all the time.
const RESOURCES: [&str; 8] = [
    "applications",
    "componentdefinitions",
    "traitdefinitions",
    "policydefinitions",
    "workflowstepdefinitions",
    "configmaps",
    "secrets",
    "deployments",
];

/// Writes the head of the table.
pub(crate) fn title() {
    println!(
        "{:<34} {:>12} {:>8} {:>8} {:>10}",
        "what", "time", "reads", "writes", "peak MiB"
    );
}

/// Runs a command after a preparation each time and prints the medians.
pub(crate) fn row(
    what: &str,
    server: &ApiServer,
    command: impl Fn() -> Command,
    prepare: impl Fn(),
) {
    let mut times = Vec::new();
    let mut counts = (0, 0);
    for _ in 0..ROUNDS {
        prepare();
        let before = server.counts();
        times.push(run(&mut command()));
        let after = server.counts();
        // Asking for the counts reads nothing that is counted.
        counts = (after.0 - before.0, after.1 - before.1);
    }
    prepare();
    let time = median(times).as_secs_f64() * 1e3;
    let peak = peak_memory(&command()).map_or_else(
        || "-".to_owned(),
        |kib| format!("{}.{}", kib / 1024, kib % 1024 * 10 / 1024),
    );
    println!(
        "{what:<34} {time:>9.1} ms {:>8} {:>8} {peak:>10}",
        counts.0, counts.1
    );
}

pub(crate) struct ApiServer {
    child: Child,
    pub(crate) folder: PathBuf,
    pub(crate) cluster: Cluster,
}

impl ApiServer {
    pub(crate) fn start(program: &Path, folder: &Path) -> Self {
        let mut child = Command::new(program)
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(line.starts_with("ready "), "the API server did not start");
        let cluster = Cluster::connect(&Settings {
            kubeconfig: Some(folder.join("kubeconfig")),
            kubeconfigs: Vec::new(),
            context: None,
            timeout: Duration::from_secs(30),
            retries: 3,
            proxies: Proxies::default(),
        });
        Self {
            child,
            folder: folder.to_owned(),
            cluster: cluster.unwrap(),
        }
    }

    pub(crate) fn install(&self, crds: &Path) {
        for file in fs::read_dir(crds).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let object = addon_yaml::to_json_value(&text, &addon_yaml::Options::go()).unwrap();
            self.cluster.apply(&object, Conflicts::Force).unwrap();
        }
        while self.cluster.list(&Kind::APPLICATION, None, "").is_err() {}
        let labels = json!({"controller.oam.dev/name": "vela-core"});
        let container = json!({"name": "kubevela", "image": "oamdev/vela-core:v1.10.3"});
        let metadata = json!({"name": "vela-core", "namespace": "vela-system", "labels": labels});
        for object in [
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "vela-system"}}),
            json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {
                "selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
            }}),
        ] {
            self.cluster.apply(&object, Conflicts::Force).unwrap();
        }
    }

    /// Prepares a command that sees nothing but this server.
    pub(crate) fn addon(&self, words: &[&str]) -> Command {
        let mut command = Command::new(ADDON);
        command
            .args(words)
            .current_dir(&self.folder)
            .env_clear()
            .env("HOME", &self.folder)
            .env("KUBECONFIG", self.folder.join("kubeconfig"))
            .env("ADDON_CONFIG", self.folder.join("registries.json"))
            .env("ADDON_CACHE_DIR", self.folder.join("cache"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Returns how many reads and writes the server has counted.
    fn counts(&self) -> (u64, u64) {
        let kubeconfig = fs::read_to_string(self.folder.join("kubeconfig")).unwrap();
        let part = |start: &str| {
            let rest = kubeconfig.split(start).nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let output = Command::new("curl")
            .args([
                "-sk",
                "-H",
                &format!("Authorization: Bearer {}", part("token: \"")),
            ])
            .arg(format!("{}/metrics", part("server: \"")))
            .output()
            .unwrap();
        let (mut reads, mut writes) = (0, 0);
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Some(rest) = line.strip_prefix("apiserver_request_total{") else {
                continue;
            };
            let Some((labels, count)) = rest.rsplit_once("} ") else {
                continue;
            };
            let label = |name: &str| {
                let value = labels.split(&format!("{name}=\"")).nth(1)?;
                value.split('"').next()
            };
            if !RESOURCES.contains(&label("resource").unwrap_or_default()) {
                continue;
            }
            // Counts are whole numbers, those of today below a million.
            let count: u64 = count.parse().unwrap_or(0);
            match label("verb").unwrap_or_default() {
                "GET" | "LIST" => reads += count,
                "WATCH" => {}
                _ => writes += count,
            }
        }
        (reads, writes)
    }
}

impl Drop for ApiServer {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

pub(crate) fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let default = ["../shared", "../../shared"].map(|relative| root.join(relative));
    env::var_os("ADDON_SHARED")
        .map(PathBuf::from)
        .into_iter()
        .chain(default)
        .find(|folder| folder.is_dir())
}
