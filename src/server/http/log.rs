//! The log: one line per request, and what happens in the background.

use std::{
    io::Write as _,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use axum::http::{Method, StatusCode};
use serde::Serialize;

use crate::{clock, server::config};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// For those who look for a fault.
    Debug,
    /// All is well.
    Info,
    /// A client did something that leads nowhere, or an object is skipped.
    Warn,
    /// Something failed.
    Error,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// Writes lines to standard error.
#[derive(Debug)]
pub(crate) struct Log {
    config: config::Log,
    requests: AtomicU64,
}

/// A request that was answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    /// The path, without the query.
    pub(crate) path: &'a str,
    /// The method.
    pub(crate) method: &'a Method,
    /// The client, as a proxy names it or as it is connected.
    pub(crate) client: &'a str,
    /// The answer.
    pub(crate) status: StatusCode,
    /// The time until the answer began.
    pub(crate) latency: Duration,
    /// The identity of the request.
    pub(crate) id: &'a str,
    /// Whether it was a look at the server's health.
    pub(crate) is_health: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    path: &'a str,
    comment: &'a str,
    #[serde(rename = "clientIP")]
    client_ip: &'a str,
    method: &'a str,
    status_code: u16,
    latency: Latency,
    #[serde(rename = "reqID")]
    request_id: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Latency {
    Text(String),
    Nanoseconds(u64),
}

impl Log {
    /// Follows a configuration.
    pub(crate) fn new(config: config::Log) -> Self {
        Self {
            config,
            requests: AtomicU64::new(0),
        }
    }

    /// Writes the line of a request.
    pub(crate) fn request(&self, request: &Request<'_>) {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let level = match request.status.as_u16() {
            200..=399 => Level::Info,
            404 => Level::Warn,
            _ => Level::Error,
        };
        let is_quiet = request.is_health && !self.config.health && level == Level::Info;
        if !self.config.enabled || is_quiet {
            return;
        }
        let fields = Fields {
            path: request.path,
            comment: "",
            client_ip: request.client,
            method: request.method.as_str(),
            status_code: request.status.as_u16(),
            latency: if self.config.latency_integer {
                let nanoseconds = request.latency.as_nanos();
                Latency::Nanoseconds(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
            } else {
                Latency::Text(format!("{:?}", request.latency))
            },
            request_id: request.id,
        };
        self.write(level, &format!("[{number}] Request served"), &fields);
    }

    /// Writes a line about something that is no request.
    pub(crate) fn note(&self, level: Level, message: &str) {
        if self.config.enabled && (level != Level::Debug || self.config.debug) {
            self.write(level, message, &serde_json::Map::new());
        }
    }

    fn write(&self, level: Level, message: &str, fields: &impl Serialize) {
        let line = self.line(level, message, fields);
        // Nobody is left to be told when the log itself cannot be written.
        std::io::stderr().lock().write_all(line.as_bytes()).ok();
    }

    fn line(&self, level: Level, message: &str, fields: &impl Serialize) -> String {
        #[derive(Serialize)]
        struct Line<'a, F> {
            #[serde(rename = "L")]
            level: &'a str,
            #[serde(rename = "T")]
            time: &'a str,
            #[serde(rename = "M")]
            message: &'a str,
            #[serde(flatten)]
            fields: F,
        }
        let time = clock::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        if self.config.json {
            let line = Line {
                level: level.name(),
                time: &time,
                message,
                fields,
            };
            let line = serde_json::to_string(&line).expect("lines are plain data");
            return line + "\n";
        }
        let fields = serde_json::to_string(fields).expect("lines are plain data");
        let fields = if fields == "{}" { "" } else { &fields };
        let message = message.escape_debug();
        let line = format!("{time}\t{}\t{message}\t{fields}", level.name());
        line.trim_end().to_owned() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: bool, message: &str) -> String {
        let config = config::Log {
            enabled: true,
            json,
            debug: false,
            health: false,
            latency_integer: false,
        };
        let fields = serde_json::json!({ "path": "/a\nb" });
        Log::new(config).line(Level::Warn, message, &fields)
    }

    #[test]
    fn a_line_stays_one_line() {
        let text = line(false, "one\ntwo");
        assert_eq!(text.lines().count(), 1, "{text}");
        let mut columns = text.split('\t').skip(1);
        assert_eq!(columns.next(), Some("WARN"));
        assert_eq!(columns.next(), Some("one\\ntwo"));
        assert_eq!(columns.next(), Some("{\"path\":\"/a\\nb\"}\n"));
        let text = line(true, "one\ntwo");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["L"], "WARN");
        assert_eq!(value["M"], "one\ntwo");
        assert_eq!(value["path"], "/a\nb");
    }
}
