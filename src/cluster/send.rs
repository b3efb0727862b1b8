//! One request and its answer: counted, timed, repeated where that helps, and understood.

use std::{
    error::Error as StdError,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use kube::{Client, client::Body};
use serde_json::Value;

use super::error::{Conflict, Error, Result};

/// The longest answer that is read; a page of a list has at most a few megabytes.
const MAX_ANSWER: usize = 128 << 20;
/// The first wait before a request is repeated; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait before a request is repeated.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Sends requests to one server.
pub(super) struct Sender {
    pub(super) client: Client,
    /// The address, for messages.
    pub(super) url: String,
    pub(super) timeout: Duration,
    pub(super) retries: usize,
    pub(super) reads: AtomicUsize,
    pub(super) writes: AtomicUsize,
}

/// What to ask for.
#[derive(Clone, Debug)]
pub(super) struct Call<'a> {
    pub(super) method: Method,
    /// Path and query.
    pub(super) target: String,
    pub(super) accept: &'static str,
    pub(super) content_type: &'static str,
    pub(super) body: Bytes,
    /// What it is about, for messages.
    pub(super) subject: &'a str,
}

impl<'a> Call<'a> {
    /// Asks for a resource.
    pub(super) fn get(target: String, subject: &'a str) -> Self {
        Self {
            method: Method::GET,
            target,
            accept: "application/json",
            content_type: "",
            body: Bytes::new(),
            subject,
        }
    }
}

/// An answer that is no failure.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

impl Sender {
    /// Sends a request, again if it failed in passing: all of ours can be repeated.
    pub(super) async fn send(&self, call: &Call<'_>) -> Result<Answer> {
        let mut wait = FIRST_WAIT;
        let mut left = self.retries;
        loop {
            let result = tokio::time::timeout(self.timeout, self.send_once(call)).await;
            let error = match result {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => error,
                Err(_) => {
                    return Err(Error::Timeout {
                        url: self.url.clone(),
                        seconds: self.timeout.as_secs(),
                    });
                }
            };
            if left == 0 || !error.is_transient() {
                return Err(error);
            }
            left -= 1;
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    async fn send_once(&self, call: &Call<'_>) -> Result<Answer> {
        let counter = match call.method {
            Method::GET => &self.reads,
            _ => &self.writes,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(&call.target)
            .header(header::ACCEPT, call.accept)
            .header(
                header::USER_AGENT,
                concat!("addon/", env!("CARGO_PKG_VERSION")),
            );
        if !call.content_type.is_empty() {
            request = request.header(header::CONTENT_TYPE, call.content_type);
        }
        let request = request
            .body(Body::from(call.body.clone()))
            .map_err(|error| self.unusable(&error.to_string()))?;
        let response = self
            .client
            .send(request)
            .await
            .map_err(|error| self.failed(error))?;
        let status = response.status();
        let body = Limited::new(response.into_body(), MAX_ANSWER)
            .collect()
            .await
            .map_err(|error| self.unreachable(error.as_ref()))?
            .to_bytes();
        if status.is_success() {
            let body = serde_json::from_slice(&body)
                .map_err(|_| self.unusable("the answer is no JSON"))?;
            return Ok(Answer { status, body });
        }
        Err(refusal(status, &body, call))
    }

    fn unusable(&self, problem: &str) -> Error {
        Error::Answer {
            url: self.url.clone(),
            problem: problem.to_owned(),
        }
    }

    fn unreachable(&self, error: &(dyn StdError + 'static)) -> Error {
        Error::Unreachable {
            url: self.url.clone(),
            problem: innermost(error),
        }
    }

    /// Makes sense of a request that got no answer.
    fn failed(&self, error: kube::Error) -> Error {
        match error {
            kube::Error::Auth(cause) => Error::Credentials {
                problem: innermost(&cause),
            },
            kube::Error::HyperError(cause) => self.unreachable(&cause),
            kube::Error::Service(cause) => match cause.downcast_ref::<kube::client::AuthError>() {
                Some(cause) => Error::Credentials {
                    problem: innermost(cause),
                },
                None => self.unreachable(cause.as_ref()),
            },
            other => self.unreachable(&other),
        }
    }
}

/// Makes sense of an answer that says no.
fn refusal(status: StatusCode, body: &[u8], call: &Call<'_>) -> Error {
    let answer: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let is_status = answer["kind"] == "Status";
    let message = match answer["message"].as_str() {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => shortened(String::from_utf8_lossy(body).trim()),
    };
    let object = call.subject.to_owned();
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorized { message },
        StatusCode::FORBIDDEN if is_status && answer["reason"] == "Forbidden" => {
            // Namespaces on their way out answer so, too.
            if message.contains("because it is being terminated") {
                return Error::NoPlace { object, message };
            }
            Error::Forbidden { message }
        }
        StatusCode::FORBIDDEN => Error::Forbidden { message },
        StatusCode::NOT_FOUND if !is_status || answer["details"]["name"].is_null() => {
            Error::NoKind {
                api_version: String::new(),
                kind: String::new(),
            }
        }
        StatusCode::NOT_FOUND => Error::NoPlace { object, message },
        StatusCode::CONFLICT => {
            let conflicts = conflicts(&answer);
            if conflicts.is_empty() {
                Error::Changed { object, message }
            } else {
                Error::Conflict { object, conflicts }
            }
        }
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            Error::Refused { object, message }
        }
        // An unknown field of a built-in kind is answered so, although the server is well.
        _ if message.starts_with("failed to create typed patch object") => {
            Error::Refused { object, message }
        }
        status => Error::Server {
            status: status.as_u16(),
            message,
        },
    }
}

/// Reads who else manages fields, from causes such as `conflict with "vela" using v1`.
fn conflicts(answer: &Value) -> Vec<Conflict> {
    let causes = answer["details"]["causes"].as_array();
    let mut conflicts: Vec<Conflict> = causes
        .into_iter()
        .flatten()
        .filter(|cause| cause["reason"] == "FieldManagerConflict")
        .map(|cause| {
            let message = cause["message"].as_str().unwrap_or_default();
            Conflict {
                manager: message.split('"').nth(1).unwrap_or(message).to_owned(),
                field: cause["field"].as_str().unwrap_or_default().to_owned(),
            }
        })
        .collect();
    conflicts.sort_by(|one, other| (&one.manager, &one.field).cmp(&(&other.manager, &other.field)));
    conflicts
}

/// Returns what is at the bottom of an error: the layers above it only say that something failed.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    shortened(&error.to_string())
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 400;
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn managers_are_read_off_the_causes() {
        let answer = json!({"details": {"causes": [
            {"reason": "FieldManagerConflict", "field": ".data.b",
             "message": "conflict with \"vela\" using v1"},
            {"reason": "FieldManagerConflict", "field": ".data.a",
             "message": "conflict with \"vela\" using v1"},
            {"reason": "Other", "message": "x"},
        ]}});
        let conflicts = conflicts(&answer);
        assert_eq!(conflicts.len(), 2);
        let error = Error::Conflict {
            object: "ConfigMap a/b".into(),
            conflicts,
        };
        assert_eq!(
            error.to_string(),
            "ConfigMap a/b has fields that others manage: `vela` has .data.a, .data.b"
        );
    }
}
