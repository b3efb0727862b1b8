//! The connection to a cluster, and reading from it.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use kube::Client;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::{
    connect::{Settings, config},
    direct::direct,
    error::{Error, Result},
    kind::{Kind, Resource, group_path},
    send::{Answer, Call, Sender},
};

/// How many objects a page of a list has; `kubectl` asks for as many.
const PAGE: usize = 500;

/// How many requests were made, repetitions included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// Requests that change nothing.
    pub reads: usize,
    /// Requests that may change something.
    pub writes: usize,
}

/// A connection to a cluster.
///
/// Nothing is sent before the first question, so a cluster that is down is found out by that.
pub struct Cluster {
    runtime: Runtime,
    pub(super) sender: Sender,
    resources: Mutex<HashMap<Kind, Resource>>,
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("url", &self.sender.url)
            .field("requests", &self.requests())
            .finish_non_exhaustive()
    }
}

impl Cluster {
    /// Reads the settings and prepares to connect.
    pub fn connect(settings: &Settings) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::Runtime)?;
        let client = runtime.block_on(async {
            let config = config(settings).await?;
            let url = config
                .cluster_url
                .to_string()
                .trim_end_matches('/')
                .to_owned();
            let client = match config.proxy_url {
                Some(_) => Client::try_from(config),
                None => direct(&config),
            };
            let client = client.map_err(|error| match error {
                kube::Error::Auth(cause) => Error::Credentials {
                    problem: cause.to_string(),
                },
                other => Error::Kubeconfig {
                    problem: other.to_string(),
                },
            })?;
            Ok((client, url))
        });
        let (client, url) = client?;
        Ok(Self {
            runtime,
            sender: Sender {
                client,
                url,
                timeout: settings.timeout,
                retries: settings.retries,
                reads: AtomicUsize::new(0),
                writes: AtomicUsize::new(0),
            },
            resources: Mutex::default(),
        })
    }

    /// Returns the address of the API server.
    pub fn url(&self) -> &str {
        &self.sender.url
    }

    /// Returns how many requests were made so far.
    pub fn requests(&self) -> Requests {
        Requests {
            reads: self.sender.reads.load(Ordering::Relaxed),
            writes: self.sender.writes.load(Ordering::Relaxed),
        }
    }

    /// Returns the version of Kubernetes, as in `v1.31.2`.
    pub fn kubernetes_version(&self) -> Result<String> {
        let version = self.ask(&Call::get("/version".into(), "the version"))?.body;
        match version["gitVersion"].as_str() {
            Some(version) => Ok(version.to_owned()),
            None => Err(Error::Answer {
                url: self.sender.url.clone(),
                problem: "it tells no version".into(),
            }),
        }
    }

    /// Returns an object, if it is there.
    ///
    /// That the cluster does not have the kind is an error.
    pub fn get(&self, kind: &Kind, namespace: Option<&str>, name: &str) -> Result<Option<Value>> {
        let resource = self.resource(kind)?;
        let subject = format!("{} {name}", kind.kind);
        let call = Call::get(resource.object_path(namespace, name), &subject);
        match self.ask(&call) {
            Ok(answer) => Ok(Some(answer.body)),
            Err(Error::NoPlace { .. }) => Ok(None),
            Err(error) => Err(named(error, kind)),
        }
    }

    /// Lists the objects of a kind, in one namespace or in all, that have the labels of a selector;
    /// an empty selector means all.
    pub fn list(&self, kind: &Kind, namespace: Option<&str>, labels: &str) -> Result<Vec<Value>> {
        self.list_as(kind, namespace, labels, "application/json")
    }

    /// Lists objects as [`list`](Self::list) does, but only their metadata: some kinds are large.
    pub fn list_metadata(
        &self,
        kind: &Kind,
        namespace: Option<&str>,
        labels: &str,
    ) -> Result<Vec<Value>> {
        const ACCEPT: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        self.list_as(kind, namespace, labels, ACCEPT)
    }

    fn list_as(
        &self,
        kind: &Kind,
        namespace: Option<&str>,
        labels: &str,
        accept: &'static str,
    ) -> Result<Vec<Value>> {
        let path = self.resource(kind)?.path(namespace);
        let mut items = Vec::new();
        let mut next = String::new();
        loop {
            let mut target = format!("{path}?limit={PAGE}");
            for (key, value) in [("labelSelector", labels), ("continue", next.as_str())] {
                if !value.is_empty() {
                    let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
                    target += &format!("&{key}={value}");
                }
            }
            let mut call = Call::get(target, &kind.kind);
            call.accept = accept;
            let mut answer = self.ask(&call).map_err(|error| named(error, kind))?.body;
            match answer["items"].take() {
                Value::Array(page) => items.extend(page.into_iter().map(|mut item| {
                    // Items of a list do not say what they are, or only that they are metadata.
                    item["apiVersion"] = Value::String(kind.api_version.clone().into_owned());
                    item["kind"] = Value::String(kind.kind.clone().into_owned());
                    item
                })),
                _ => return Ok(items),
            }
            match answer["metadata"]["continue"].as_str() {
                Some(token) if !token.is_empty() => token.clone_into(&mut next),
                _ => return Ok(items),
            }
        }
    }

    /// Returns where the objects of a kind are kept, asking at most once for each group and version.
    pub fn resource(&self, kind: &Kind) -> Result<Resource> {
        if let Some(resource) = kind.well_known() {
            return Ok(resource);
        }
        if let Some(resource) = self.known().get(kind) {
            return Ok(resource.clone());
        }
        let call = Call::get(group_path(&kind.api_version), &kind.api_version);
        let answer = match self.ask(&call) {
            Ok(answer) => answer.body,
            Err(error) => return Err(named(error, kind)),
        };
        let mut known = self.known();
        for entry in answer["resources"].as_array().into_iter().flatten() {
            let (Some(plural), Some(name)) = (entry["name"].as_str(), entry["kind"].as_str())
            else {
                continue;
            };
            // Sub-resources such as `deployments/status`.
            if plural.contains('/') {
                continue;
            }
            let found = Kind {
                api_version: kind.api_version.clone(),
                kind: name.to_owned().into(),
            };
            let resource = Resource {
                api_version: kind.api_version.clone(),
                plural: plural.to_owned().into(),
                namespaced: entry["namespaced"] == true,
            };
            known.insert(found, resource);
        }
        known.get(kind).cloned().ok_or_else(|| Error::NoKind {
            api_version: kind.api_version.clone().into_owned(),
            kind: kind.kind.clone().into_owned(),
        })
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<Kind, Resource>> {
        self.resources
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a request and waits for the answer.
    pub(super) fn ask(&self, call: &Call<'_>) -> Result<Answer> {
        self.block_on(self.sender.send(call))
    }

    /// Waits for something that is made of requests.
    pub(super) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}

/// Says in an error which kind is missing.
pub(super) fn named(error: Error, kind: &Kind) -> Error {
    match error {
        Error::NoKind { .. } => Error::NoKind {
            api_version: kind.api_version.clone().into_owned(),
            kind: kind.kind.clone().into_owned(),
        },
        other => other,
    }
}
