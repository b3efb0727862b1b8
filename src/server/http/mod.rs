//! The HTTP side: ChartMuseum's API, as `registry-server-behaviour.md` 1 describes it.

mod answer;
mod auth;
mod log;
mod metrics;
mod page;
mod receive;
mod reply;
mod route;
mod stall;

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header},
};
use tokio::sync::Semaphore;

pub(crate) use log::{Level, Log};
pub(crate) use stall::StallAcceptor;

use self::{auth::Guard, receive::Bounds, route::Routes};
use super::{config::Config, repository::Repository};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// All that the answers to requests depend on.
#[derive(Debug)]
pub(crate) struct Service {
    repository: Arc<Repository>,
    routes: Routes,
    guard: Guard,
    bounds: Bounds,
    fields: receive::Fields,
    metrics: Option<metrics::Metrics>,
    config: Config,
    log: Arc<Log>,
}

impl Service {
    /// Serves a repository.
    pub(crate) fn new(repository: Arc<Repository>, config: &Config, log: Arc<Log>) -> Self {
        Self {
            repository,
            routes: Routes {
                context_path: config.context_path.clone(),
                api: config.api.enabled,
                delete: config.api.delete,
                metrics: config.metrics,
                artifact_hub: !config.artifact_hub.is_empty(),
                files: config.web_template.is_some(),
            },
            metrics: config.metrics.then(metrics::Metrics::default),
            guard: Guard::new(&config.auth),
            bounds: Bounds {
                size: config.api.max_upload_size,
                idle: config.read_timeout,
                budget: Arc::new(Semaphore::new(
                    (config.upload_budget / 1024).min(Semaphore::MAX_PERMITS),
                )),
            },
            fields: receive::Fields {
                chart: config.api.chart_field.clone(),
                prov: config.api.prov_field.clone(),
            },
            config: config.clone(),
            log,
        }
    }

    /// Returns the service as what a server can run.
    pub(crate) fn into_router(self) -> Router {
        Router::new().fallback(serve).with_state(Arc::new(self))
    }
}

/// Answers a request and logs it.
async fn serve(
    State(service): State<Arc<Service>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    request: Request<Body>,
) -> Response<Body> {
    let start = Instant::now();
    let (parts, body) = request.into_parts();
    let id = request_id(&parts.headers);
    let route = service.routes.find(&parts.method, parts.uri.path());
    let is_health = route == Some(route::Route::Health);
    let counted = service.metrics.as_ref().and(route.clone());
    let mut response = service.answer(route, &parts, body).await;
    if let (Some(metrics), Some(route)) = (&service.metrics, counted) {
        let (path, method) = (&service.config.context_path, &parts.method);
        metrics.count(&route, path, method, response.status(), start.elapsed());
    }
    if parts.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    let client = client(&parts.headers, address);
    service.log.request(&log::Request {
        path: parts.uri.path(),
        method: &parts.method,
        client: &client,
        status: response.status(),
        latency: start.elapsed(),
        id: id.to_str().unwrap_or_default(),
        is_health,
    });
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

impl Service {
    async fn answer(
        self: &Arc<Self>,
        route: Option<route::Route>,
        parts: &http::request::Parts,
        body: Body,
    ) -> Response<Body> {
        let Some(route) = route else {
            receive::discard(&parts.headers, body).await;
            return self
                .preflight(parts)
                .unwrap_or_else(|| reply::error(StatusCode::NOT_FOUND, "not found"));
        };
        if !self.guard.allows(route.action(), &parts.headers) {
            receive::discard(&parts.headers, body).await;
            let mut response = reply::error(StatusCode::UNAUTHORIZED, "unauthorized");
            let headers = response.headers_mut();
            headers.insert(header::WWW_AUTHENTICATE, Guard::challenge());
            return response;
        }
        let is_api = route.is_api();
        let mut response = self.answer_allowed(route, parts, body).await;
        if is_api && let Some(origin) = self.cors_origin() {
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        response
    }

    /// Answers a browser that asks whether a page may use the API.
    fn preflight(&self, parts: &http::request::Parts) -> Option<Response<Body>> {
        let origin = self.cors_origin()?;
        let method = parts.headers.get(header::ACCESS_CONTROL_REQUEST_METHOD)?;
        let method = Method::from_bytes(method.as_bytes()).ok()?;
        let route = self.routes.find(&method, parts.uri.path())?;
        if parts.method != Method::OPTIONS || !route.is_api() {
            return None;
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let methods = HeaderValue::from_static("GET, HEAD, POST, DELETE");
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        let allowed = HeaderValue::from_static("Authorization, Content-Type");
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        Some(response)
    }

    fn cors_origin(&self) -> Option<HeaderValue> {
        let origin = self.config.api.cors_origin.as_ref()?;
        HeaderValue::from_str(origin).ok()
    }
}

/// Takes over the client's name for the request, or makes one up.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let given = headers.get(REQUEST_ID).filter(|id| id.len() <= 256);
    given.cloned().unwrap_or_else(|| {
        let id = uuid::Uuid::new_v4().to_string();
        HeaderValue::from_str(&id).expect("an UUID can stand in a header")
    })
}

fn client(headers: &HeaderMap, address: SocketAddr) -> String {
    let forwarded = headers
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok()?.split(',').next())
        .map(str::trim)
        .filter(|client| !client.is_empty());
    forwarded.map_or_else(|| address.ip().to_string(), str::to_owned)
}
