//! The smallest server that can be pushed to, which keeps what it got and shows how it came.
//!
//! It stands for chart servers of any make; `addon serve` has journeys of its own.

use std::sync::{Arc, Condvar, Mutex};

use super::{
    Request, Response, Server,
    charts::{digest, unpack},
};

/// A package as it was uploaded.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) chart_yaml: serde_json::Value,
    pub(crate) bytes: Vec<u8>,
}

/// A server with ChartMuseum's API for uploads.
pub(crate) struct Museum {
    pub(crate) server: Server,
    uploads: Arc<Mutex<Vec<Upload>>>,
}

impl Museum {
    /// Starts an empty one that takes everything.
    pub(crate) fn start() -> Self {
        Self::guarded(|_| None)
    }

    /// Starts one where `guard` may answer first.
    pub(crate) fn guarded(
        guard: impl Fn(&Request) -> Option<Response> + Send + Sync + 'static,
    ) -> Self {
        let uploads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&uploads);
        let server = Server::start(move |request| {
            guard(request).unwrap_or_else(|| answer(request, &mut kept.lock().unwrap()))
        });
        Self { server, uploads }
    }

    /// Returns its address.
    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// Returns what it holds, in order of arrival.
    pub(crate) fn uploads(&self) -> Vec<Upload> {
        self.uploads.lock().unwrap().clone()
    }

    /// Returns name and version of what it holds, sorted.
    pub(crate) fn holds(&self) -> Vec<String> {
        let mut held: Vec<String> = self
            .uploads()
            .iter()
            .map(|upload| format!("{} {}", upload.name, upload.version))
            .collect();
        held.sort();
        held
    }

    /// Returns the uploads among the requests.
    pub(crate) fn posts(&self) -> Vec<Request> {
        let mut requests = self.server.requests();
        requests.retain(|request| request.method == "POST");
        requests
    }
}

/// Holds uploads up until the test opens it.
#[derive(Clone, Default)]
pub(crate) struct Gate {
    state: Arc<(Mutex<bool>, Condvar)>,
}

impl Gate {
    /// Starts a museum behind a gate that is closed.
    pub(crate) fn with_museum() -> (Self, Museum) {
        let gate = Self::default();
        let museum = Museum::guarded({
            let gate = gate.clone();
            move |request| {
                if request.method == "POST" {
                    gate.pass();
                }
                None
            }
        });
        (gate, museum)
    }

    fn pass(&self) {
        let (open, bell) = &*self.state;
        let open = open.lock().unwrap();
        drop(bell.wait_while(open, |open| !*open).unwrap());
    }

    /// Lets everything pass from now on.
    pub(crate) fn open(&self) {
        *self.state.0.lock().unwrap() = true;
        self.state.1.notify_all();
    }
}

fn answer(request: &Request, kept: &mut Vec<Upload>) -> Response {
    let path = request.path();
    if request.method == "POST" && path.ends_with("/charts") {
        let force = request.target.ends_with("?force");
        return take(read_form(&request.body), force, kept);
    }
    if path == "/index.yaml" {
        return Response::ok(index(kept));
    }
    if let Some(name) = path.strip_prefix("/api/charts/") {
        let versions: Vec<_> = kept
            .iter()
            .filter(|upload| upload.name == name)
            .map(entry)
            .collect();
        return if versions.is_empty() {
            Response::status(404).with_body(r#"{"error":"no chart name found"}"#)
        } else {
            Response::ok(serde_json::to_vec(&versions).unwrap())
        };
    }
    let asked = path.strip_prefix("/charts/").unwrap_or_default();
    let found = kept
        .iter()
        .find(|upload| format!("{}-{}.tgz", upload.name, upload.version) == asked);
    match found {
        Some(upload) => Response::ok(upload.bytes.clone()),
        None => Response::status(404).with_body(r#"{"error":"not found"}"#),
    }
}

fn take(bytes: Vec<u8>, force: bool, kept: &mut Vec<Upload>) -> Response {
    let files = unpack(&bytes);
    let (_, text) = files
        .iter()
        .find(|(path, _)| path.ends_with("/Chart.yaml"))
        .expect("a package holds a Chart.yaml");
    let chart_yaml: serde_json::Value = addon_yaml::from_str(
        std::str::from_utf8(text).unwrap(),
        &addon_yaml::Options::go(),
    )
    .unwrap();
    let word = |key: &str| chart_yaml[key].as_str().unwrap().to_owned();
    let upload = Upload {
        name: word("name"),
        version: word("version"),
        chart_yaml,
        bytes,
    };
    let same = |other: &Upload| other.name == upload.name && other.version == upload.version;
    if kept.iter().any(same) && !force {
        return Response::status(409).with_body(r#"{"error":"chart already exists"}"#);
    }
    kept.retain(|other| !same(other));
    kept.push(upload);
    Response::status(201).with_body(r#"{"saved":true}"#)
}

/// Returns the content of a form's only part.
fn read_form(body: &[u8]) -> Vec<u8> {
    let find = |pattern: &[u8]| body.windows(pattern.len()).position(|at| at == pattern);
    let start = find(b"\r\n\r\n").expect("a part has headers") + 4;
    let head = std::str::from_utf8(&body[..start]).unwrap();
    assert!(head.contains("name=\"chart\""), "{head}");
    let boundary = head.lines().next().unwrap();
    let end = find(format!("\r\n{boundary}--").as_bytes()).expect("the form is closed");
    body[start..end].to_vec()
}

fn entry(upload: &Upload) -> serde_json::Value {
    let mut entry = upload.chart_yaml.clone();
    entry["digest"] = digest(&upload.bytes).into();
    entry["urls"] = serde_json::json!([format!("charts/{}-{}.tgz", upload.name, upload.version)]);
    entry
}

fn index(kept: &[Upload]) -> Vec<u8> {
    let mut entries = serde_json::Map::new();
    for upload in kept {
        let versions = entries
            .entry(upload.name.clone())
            .or_insert_with(|| serde_json::json!([]));
        versions.as_array_mut().unwrap().push(entry(upload));
    }
    serde_json::to_vec(&serde_json::json!({"apiVersion": "v1", "entries": entries})).unwrap()
}
