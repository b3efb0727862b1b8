//! The answer to each route.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use object_store::GetOptions;

use super::{
    Service, metrics, page,
    receive::{self, Failure, Media},
    reply,
    route::Route,
};
use crate::{
    chart::{Chart, Constraint},
    server::{
        index::{Document, Entry, Kind},
        json,
        repository::{self, OnExisting, Refusal, ScanError, Upload},
        store,
    },
};

/// How long a request waits for the index after the start.
const LOADING: Duration = Duration::from_secs(30);

type Answer = Result<Response<Body>, Response<Body>>;

impl Service {
    /// Answers a request that its sender may make.
    pub(super) async fn answer_allowed(
        self: &Arc<Self>,
        route: Route,
        parts: &Parts,
        body: Body,
    ) -> Response<Body> {
        let headers = &parts.headers;
        let answer = match route {
            Route::Welcome => Ok(self.page().await),
            Route::Static(path) => self.page_file(headers, path).await,
            Route::ArtifactHub => Ok(self.artifact_hub()),
            Route::Metrics => Ok(self.metrics()),
            Route::Info => {
                let info = serde_json::json!({ "version": env!("CARGO_PKG_VERSION") });
                Ok(reply::json(StatusCode::OK, json::to_bytes(&info)))
            }
            Route::Health => Ok(reply::json(StatusCode::OK, r#"{"healthy":true}"#)),
            Route::Index => self.index(headers).await,
            Route::File(file) => self.file(parts, &file).await,
            Route::Charts => self.charts(headers, parts.uri.query()).await,
            Route::Chart(name) => self.chart(&name).await,
            Route::Version(name, version) => self
                .find(&name, &version)
                .await
                .map(|entry| reply::json(StatusCode::OK, entry.json.clone())),
            Route::Templates(name, version) => self.templates(&name, &version).await,
            Route::Values(name, version) => self.values(&name, &version).await,
            Route::PostChart => self.post_chart(parts, body).await,
            Route::PostSignature => self.post_signature(parts, body).await,
            Route::Delete(name, version) => self.delete(&name, &version).await,
        };
        answer.unwrap_or_else(|refused| refused)
    }

    async fn page(&self) -> Response<Body> {
        let own = match self.config.web_template.clone() {
            Some(folder) => compute(move || page::index(&folder)).await,
            None => None,
        };
        own.unwrap_or_else(welcome)
    }

    async fn page_file(&self, headers: &HeaderMap, path: String) -> Answer {
        let (folder, headers) = (self.config.web_template.clone(), headers.clone());
        let folder = folder.ok_or_else(|| reply::error(StatusCode::NOT_FOUND, "not found"))?;
        Ok(compute(move || page::file(&folder, &path, &headers)).await)
    }

    fn artifact_hub(&self) -> Response<Body> {
        let mut ids = self.config.artifact_hub.iter();
        let Some((_, id)) = ids.find(|(tenant, _)| tenant.is_empty()) else {
            return reply::error(
                StatusCode::NOT_FOUND,
                "Artifact Hub repository ID not found",
            );
        };
        let entry = BTreeMap::from([("repositoryID", id)]);
        let text = crate::chart::write_yaml(&entry);
        reply::pieces(StatusCode::OK, "application/x-yaml", vec![text.into()])
    }

    fn metrics(&self) -> Response<Body> {
        let index = self.repository.index();
        let text = self.metrics.as_ref().map(|metrics| {
            let (charts, versions) = index.size();
            metrics.text(charts, versions)
        });
        let pieces = vec![text.unwrap_or_default().into()];
        reply::pieces(StatusCode::OK, metrics::CONTENT_TYPE, pieces)
    }

    async fn index(&self, headers: &HeaderMap) -> Answer {
        let kind = if self.config.json_index {
            Kind::Json
        } else {
            Kind::Yaml
        };
        let document = self.document(kind).await?;
        pack(headers, &document);
        let mut response = reply::document(headers, &document, "application/x-yaml");
        self.add_cache_rules(&mut response, true, false);
        Ok(response)
    }

    async fn charts(&self, headers: &HeaderMap, query: Option<&str>) -> Answer {
        const JSON: &str = "application/json; charset=utf-8";
        let refuse = |text: &str| reply::error(StatusCode::BAD_REQUEST, text);
        let (mut offset, mut limit) = (0, None);
        let pairs: Vec<_> = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
        let value = |key: &str| {
            let pair = pairs.iter().find(|(name, _)| name == key);
            pair.map(|(_, value)| value.parse::<usize>())
        };
        match value("offset") {
            Some(Ok(number)) => offset = number,
            Some(Err(_)) => return Err(refuse("offset is not a valid non-negative integer")),
            None => {}
        }
        match value("limit") {
            Some(Ok(number)) if number > 0 => limit = Some(number),
            Some(_) => return Err(refuse("limit is not a valid positive integer")),
            None => {}
        }
        let mut response = if offset == 0 && limit.is_none() {
            let document = self.document(Kind::Charts).await?;
            pack(headers, &document);
            reply::document(headers, &document, JSON)
        } else {
            self.fresh_index().await?;
            let index = Arc::clone(self.repository.index());
            let page = compute(move || index.page(offset, limit)).await;
            reply::pieces(StatusCode::OK, JSON, page)
        };
        self.add_cache_rules(&mut response, true, false);
        Ok(response)
    }

    async fn chart(&self, name: &str) -> Answer {
        self.fresh_index().await?;
        let versions = self.repository.index().chart(name);
        let versions =
            versions.ok_or_else(|| reply::error(StatusCode::NOT_FOUND, "chart not found"))?;
        Ok(reply::json(StatusCode::OK, versions.json()))
    }

    /// Finds the version that a client means by a version, a constraint or `latest`.
    async fn find(&self, name: &str, version: &str) -> Result<Arc<Entry>, Response<Body>> {
        self.fresh_index().await?;
        let refuse = |text: String| reply::error(StatusCode::NOT_FOUND, text);
        let versions = self.repository.index().chart(name);
        let versions = versions.ok_or_else(|| refuse("no chart name found".into()))?;
        let version = if version == "latest" { "" } else { version };
        let wanted = if version.is_empty() { "*" } else { version };
        let constraint: Constraint = wanted
            .parse()
            .map_err(|_| refuse(format!("improper constraint: {version}")))?;
        let entries = versions.entries();
        let exact = entries
            .iter()
            .find(|entry| entry.version.as_str() == version);
        let found = exact.or_else(|| {
            let mut entries = entries.iter();
            entries.find(|entry| constraint.matches(&entry.version))
        });
        found
            .cloned()
            .ok_or_else(|| refuse(format!("no chart version found for {name}-{version}")))
    }

    async fn file(&self, parts: &Parts, file: &str) -> Answer {
        let kind = if repository::is_package(file) {
            "application/x-tar"
        } else if repository::is_signature(file) {
            "application/pgp-signature"
        } else {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            return Err(reply::error(status, "unsupported file extension"));
        };
        let object = self.repository.open(file, GetOptions::default()).await;
        let object = object.map_err(|error| self.storage("read an object", &error))?;
        let with_body = parts.method != http::Method::HEAD;
        let response = reply::object(&parts.headers, object, kind, with_body).await;
        let mut response = response.map_err(|error| self.storage("read an object", &error))?;
        self.add_cache_rules(&mut response, false, true);
        Ok(response)
    }

    async fn load(&self, name: &str, version: &str) -> Result<Chart, Response<Body>> {
        let entry = self.find(name, version).await?;
        let chart = self.repository.read_chart(&entry.file).await;
        chart.map_err(|error| match error {
            ScanError::Store(error) => self.storage("read an object", &error),
            ScanError::Chart(_) => {
                let body = r#"{"error":{}}"#;
                reply::json(StatusCode::INTERNAL_SERVER_ERROR, body)
            }
        })
    }

    async fn templates(&self, name: &str, version: &str) -> Answer {
        let chart = self.load(name, version).await?;
        let templates: Vec<_> = chart
            .templates()
            .map(|(name, data)| serde_json::json!({ "name": name, "data": STANDARD.encode(data) }))
            .collect();
        let values = match chart.values() {
            Some(values) => {
                let text = String::from_utf8_lossy(values);
                let options = addon_yaml::Options::go();
                match addon_yaml::to_json_value(&text, &options) {
                    Ok(serde_json::Value::Null) => Ok(serde_json::json!({})),
                    other => other,
                }
            }
            None => Ok(serde_json::Value::Null),
        };
        let Ok(values) = values else {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            return Err(reply::json(status, r#"{"error":{}}"#));
        };
        let templates = (!templates.is_empty()).then_some(templates);
        let body = serde_json::json!({ "templates": templates, "values": values });
        Ok(reply::json(StatusCode::OK, json::to_bytes(&body)))
    }

    async fn values(&self, name: &str, version: &str) -> Answer {
        let chart = self.load(name, version).await?;
        let values = chart
            .values()
            .ok_or_else(|| reply::error(StatusCode::NOT_FOUND, "values.yaml not found"))?;
        let pieces = vec![values.clone()];
        Ok(reply::pieces(StatusCode::OK, "application/yaml", pieces))
    }

    async fn post_chart(&self, parts: &Parts, body: Body) -> Answer {
        let received = self.receive(parts, body).await?;
        let (upload, conflict) = match receive::media(&parts.headers) {
            Media::Raw => {
                let upload = Upload {
                    packages: vec![received.pieces.clone()],
                    signatures: Vec::new(),
                };
                (upload, "file already exists")
            }
            Media::Form(boundary) => {
                let form = receive::form(received.pieces.clone(), &boundary, &self.fields).await;
                let upload = form.map_err(|failure| self.refuse_body(failure))?;
                (upload, "chart already exists")
            }
            Media::BadForm => return Err(self.refuse_body(Failure::NoField)),
        };
        let invalid_signature = StatusCode::BAD_REQUEST;
        self.upload(parts, upload, conflict, invalid_signature)
            .await
    }

    async fn post_signature(&self, parts: &Parts, body: Body) -> Answer {
        let received = self.receive(parts, body).await?;
        let upload = Upload {
            packages: Vec::new(),
            signatures: vec![received.pieces.clone()],
        };
        let invalid_signature = StatusCode::INTERNAL_SERVER_ERROR;
        self.upload(parts, upload, "file already exists", invalid_signature)
            .await
    }

    async fn receive(
        &self,
        parts: &Parts,
        body: Body,
    ) -> Result<receive::Received, Response<Body>> {
        receive::receive(&parts.headers, body, &self.bounds)
            .await
            .map_err(|failure| self.refuse_body(failure))
    }

    fn refuse_body(&self, failure: Failure) -> Response<Body> {
        let mut response = match failure {
            Failure::TooLarge => reply::error(StatusCode::PAYLOAD_TOO_LARGE, "request too large"),
            Failure::Cut => reply::error(StatusCode::INTERNAL_SERVER_ERROR, "unexpected EOF"),
            Failure::Stalled => {
                reply::error(StatusCode::REQUEST_TIMEOUT, "request body takes too long")
            }
            Failure::Busy => reply::busy("too many uploads at once"),
            Failure::NoField => {
                let (chart, prov) = (&self.fields.chart, &self.fields.prov);
                let text = format!(
                    "no package or provenance file found in form fields {chart} and {prov}"
                );
                return reply::error(StatusCode::BAD_REQUEST, text);
            }
        };
        // The rest of the body is not read, so the connection cannot be used again.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
        response
    }

    async fn upload(
        &self,
        parts: &Parts,
        upload: Upload,
        conflict: &str,
        invalid_signature: StatusCode,
    ) -> Answer {
        self.loaded().await?;
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let forced = url::form_urlencoded::parse(query).any(|(key, _)| key == "force");
        let api = &self.config.api;
        let existing = if api.allow_overwrite || (forced && api.force_overwrite) {
            OnExisting::Replace
        } else {
            OnExisting::Refuse
        };
        let repository = Arc::clone(&self.repository);
        // On a task of its own, which a client that hangs up cannot stop half-way.
        let outcome = tokio::spawn(async move { repository.upload(upload, existing).await }).await;
        let refusal = match outcome {
            Ok(Ok(())) => return Ok(reply::json(StatusCode::CREATED, r#"{"saved":true}"#)),
            Ok(Err(refusal)) => refusal,
            Err(_) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                return Err(reply::error(status, "internal error"));
            }
        };
        let status = match &refusal {
            Refusal::Chart(_) | Refusal::BadName { .. } => StatusCode::BAD_REQUEST,
            Refusal::InvalidSignature => invalid_signature,
            Refusal::Exists => return Err(reply::error(StatusCode::CONFLICT, conflict)),
            Refusal::StorageLimit => StatusCode::INSUFFICIENT_STORAGE,
            Refusal::Store(error) => return Err(self.storage("store an upload", error)),
        };
        Err(reply::error(status, refusal))
    }

    async fn delete(&self, name: &str, version: &str) -> Answer {
        self.loaded().await?;
        let file = format!("{name}-{version}.tgz");
        let repository = Arc::clone(&self.repository);
        let outcome = tokio::spawn(async move { repository.delete(&file).await }).await;
        match outcome {
            Ok(Ok(())) => Ok(reply::json(StatusCode::OK, r#"{"deleted":true}"#)),
            Ok(Err(error)) => Err(self.storage("remove an object", &error)),
            Err(_) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                Err(reply::error(status, "internal error"))
            }
        }
    }

    /// Waits until the index is loaded.
    async fn loaded(&self) -> Result<(), Response<Body>> {
        if self.repository.is_loaded() {
            return Ok(());
        }
        let loaded = tokio::time::timeout(LOADING, self.repository.loaded()).await;
        loaded.map_err(|_| reply::busy("index is being loaded"))
    }

    /// Waits until the index says what it should.
    async fn fresh_index(&self) -> Result<(), Response<Body>> {
        self.loaded().await?;
        if self.config.always_regenerate {
            let outcome = self.repository.reconcile().await;
            outcome.map_err(|error| self.storage("look through the storage", &error))?;
        }
        Ok(())
    }

    async fn document(&self, kind: Kind) -> Result<Arc<Document>, Response<Body>> {
        self.fresh_index().await?;
        let index = self.repository.index();
        if let Some(document) = index.ready_document(kind) {
            return Ok(document);
        }
        let index = Arc::clone(index);
        Ok(compute(move || index.document(kind)).await)
    }

    /// Logs a failure of the storage, and returns what the client may know of it.
    fn storage(&self, action: &str, error: &store::Error) -> Response<Body> {
        if matches!(
            error,
            store::Error::Full { .. } | store::Error::Failed { .. }
        ) {
            let text = format!("cannot {action}: {}", repository::describe(error));
            self.log.note(super::Level::Error, &text);
        }
        reply::storage(error)
    }

    /// Says who may keep the answer, and for how long.
    fn add_cache_rules(&self, response: &mut Response<Body>, is_packed: bool, is_file: bool) {
        let api = &self.config.api;
        let is_fixed = !api.allow_overwrite && !api.force_overwrite && !api.delete;
        let mut rule = String::from(if is_file && is_fixed {
            "max-age=31536000, immutable"
        } else {
            "no-cache"
        });
        let mut vary = Vec::new();
        if is_packed {
            vary.push("Accept-Encoding");
        }
        if self.guard.is_on() && !self.config.auth.anonymous_get {
            rule.push_str(", private");
            vary.push("Authorization");
        }
        let headers = response.headers_mut();
        let rule = HeaderValue::from_str(&rule).expect("plain words");
        headers.insert(header::CACHE_CONTROL, rule);
        if !vary.is_empty() {
            let vary = HeaderValue::from_str(&vary.join(", ")).expect("plain words");
            headers.insert(header::VARY, vary);
        }
    }
}

/// Starts to gzip a document when the first client asks for that; it gets the plain text.
fn pack(headers: &HeaderMap, document: &Arc<Document>) {
    if reply::accepts_gzip(headers) && document.should_pack() {
        let document = Arc::clone(document);
        drop(tokio::task::spawn_blocking(move || document.pack()));
    }
}

/// Computes beside the network.
async fn compute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work)
        .await
        .expect("texts can be made")
}

fn welcome() -> Response<Body> {
    const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
        <title>Addon registry</title></head>\n<body>\n<h1>Addon registry</h1>\n\
        <p>This server keeps addons and charts. Its index is \
        <a href=\"index.yaml\">index.yaml</a>.</p>\n\
        <p>Add it with <code>addon registry add NAME --type helm --endpoint URL</code> or \
        <code>helm repo add NAME URL</code>.</p>\n</body>\n</html>\n";
    let pieces = vec![Bytes::from_static(PAGE.as_bytes())];
    reply::pieces(StatusCode::OK, "text/html; charset=utf-8", pieces)
}
