//! A real Kubernetes API server with KubeVela's kinds, and nothing that works on them.
//!
//! Most tests share one server and keep to a namespace of their own; those that stop it have one for
//! themselves.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use vela_addon::cluster::{Cluster, Conflicts, Kind, Proxies, Settings};

use super::{Invocation, Sandbox, outside};

/// A running server; it ends with the value, or with the test process.
pub(crate) struct ApiServer {
    folder: TempDir,
    program: PathBuf,
    child: Option<Child>,
}

impl ApiServer {
    /// Returns the server that tests share, if there is the program for it.
    #[track_caller]
    pub(crate) fn shared() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<ApiServer>> = OnceLock::new();
        // So that each test says for itself that it is skipped.
        outside::peer("apiserver")?;
        SERVER.get_or_init(Self::start).as_ref()
    }

    /// Starts a server for one test.
    #[track_caller]
    pub(crate) fn start() -> Option<Self> {
        let program = outside::peer("apiserver")?;
        let crds = outside::shared("crds")?;
        let folder = tempfile::Builder::new()
            .prefix("apiserver-")
            .tempdir()
            .unwrap();
        let mut server = Self {
            folder,
            program,
            child: None,
        };
        server.resume();
        server.install(&crds);
        Some(server)
    }

    /// Starts the server again, with the data that it had.
    pub(crate) fn resume(&mut self) {
        // The pipe closes when this process ends however it does, and the server and its folder go
        // with it.
        let script = "\"$0\" \"$1\" & server=$!; cat >/dev/null; kill $server; wait $server; \
                      [ -e \"$1/keep\" ] || rm -rf \"$1\"";
        let mut child = Command::new("sh")
            .args(["-c", script])
            .args([self.program.as_path(), self.folder.path()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(
            line.starts_with("ready "),
            "the API server did not start: {line}"
        );
        self.child = Some(child);
    }

    /// Stops the server and keeps its data.
    pub(crate) fn stop(&mut self) {
        fs::write(self.folder.path().join("keep"), "").unwrap();
        self.end();
        fs::remove_file(self.folder.path().join("keep")).unwrap();
    }

    fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.stdin.take());
            let _status = child.wait();
        }
    }

    /// Returns the kubeconfig of somebody who may do everything.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// Returns the kubeconfig of somebody who may do nothing.
    pub(crate) fn restricted(&self) -> PathBuf {
        self.folder.path().join("kubeconfig.restricted")
    }

    /// Returns the address and the token of that kubeconfig, for requests by hand.
    pub(crate) fn credentials(&self) -> (String, String) {
        let text = fs::read_to_string(self.kubeconfig()).unwrap();
        let part = |start: &str| {
            let rest = text.split(start).nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        (part("server: \""), part("token: \""))
    }

    /// Connects without the binary.
    pub(crate) fn client(&self) -> Cluster {
        connect(&self.kubeconfig())
    }

    /// Creates a namespace for one test.
    pub(crate) fn namespace(&'static self, name: &str) -> Namespace {
        let cluster = self.client();
        let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        for object in [object, controller(name, "oamdev/vela-core:v1.10.3")] {
            cluster.apply(&object, Conflicts::Force).unwrap();
        }
        Namespace {
            server: self,
            cluster,
            name: name.to_owned(),
        }
    }

    /// Installs what a cluster with KubeVela has.
    fn install(&self, crds: &Path) {
        let cluster = self.client();
        for file in fs::read_dir(crds).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let object = addon_yaml::to_json_value(&text, &addon_yaml::Options::go()).unwrap();
            cluster.apply(&object, Conflicts::Force).unwrap();
            await_established(&cluster, object["metadata"]["name"].as_str().unwrap());
        }
        for object in [
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "vela-system"}}),
            controller("vela-system", "oamdev/vela-core:v1.10.3"),
        ] {
            cluster.apply(&object, Conflicts::Force).unwrap();
        }
    }
}

impl Drop for ApiServer {
    fn drop(&mut self) {
        self.end();
    }
}

/// Describes KubeVela's controller.
pub(crate) fn controller(namespace: &str, image: &str) -> Value {
    let labels = json!({"controller.oam.dev/name": "vela-core"});
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "kubevela-vela-core", "namespace": namespace, "labels": labels},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "kubevela", "image": image}]},
            },
        },
    })
}

/// Asks until the kind is served, which takes the server a moment.
fn await_established(cluster: &Cluster, name: &str) {
    let kind = Kind::new("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    for _ in 0..5000 {
        let object = cluster.get(&kind, None, name).unwrap().unwrap();
        let conditions = object["status"]["conditions"].as_array();
        let established = |it: &Value| it["type"] == "Established" && it["status"] == "True";
        if conditions.into_iter().flatten().any(established) {
            return;
        }
    }
    panic!("{name} is not served");
}

/// Connects as the kubeconfig says.
pub(crate) fn connect(kubeconfig: &Path) -> Cluster {
    Cluster::connect(&Settings {
        kubeconfig: Some(kubeconfig.to_owned()),
        kubeconfigs: Vec::new(),
        context: None,
        timeout: Duration::from_secs(30),
        retries: 3,
        proxies: Proxies::default(),
    })
    .unwrap()
}

/// The system namespace of one test.
pub(crate) struct Namespace {
    server: &'static ApiServer,
    pub(crate) cluster: Cluster,
    pub(crate) name: String,
}

impl Namespace {
    /// Prepares a run of the binary with this as the system namespace.
    pub(crate) fn command<'a>(&self, sandbox: &'a Sandbox, args: &[&str]) -> Invocation<'a> {
        sandbox
            .command("addon")
            .env("KUBECONFIG", self.server.kubeconfig())
            .env("KUBEVELA_SYSTEM_NAMESPACE", &self.name)
            .args(args)
    }

    /// Returns an object of the namespace.
    pub(crate) fn get(&self, kind: &Kind, name: &str) -> Option<Value> {
        self.cluster.get(kind, Some(&self.name), name).unwrap()
    }

    /// Returns the Application of an addon.
    pub(crate) fn application(&self, addon: &str) -> Option<Value> {
        self.get(&Kind::APPLICATION, &format!("addon-{addon}"))
    }

    /// Lists the names of the objects of a kind.
    pub(crate) fn names(&self, kind: &Kind) -> Vec<String> {
        let objects = self
            .cluster
            .list_metadata(kind, Some(&self.name), "")
            .unwrap();
        let name = |it: &Value| it["metadata"]["name"].as_str().unwrap().to_owned();
        objects.iter().map(name).collect()
    }

    /// Writes the status of an Application, as the controller does.
    pub(crate) fn set_status(&self, addon: &str, status: &Value) {
        let application = self.application(addon).unwrap();
        self.cluster
            .merge(&application, &json!({"status": status}), true)
            .unwrap();
    }
}
