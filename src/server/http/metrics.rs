//! Counts of requests, in the text form that Prometheus reads.
//!
//! The names are ChartMuseum's (`registry-server-behaviour.md` 1.9). Labels hold templates of
//! paths and known methods only: what clients make up must not fill the memory.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::http::{Method, StatusCode};

use super::route::Route;

/// The media type of the text.
pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Upper bounds of the groups of durations, in seconds.
const BOUNDS: [f64; 11] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// What is counted since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<Labels, Durations>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Labels {
    code: u16,
    method: String,
    url: String,
}

#[derive(Debug, Default)]
struct Durations {
    count: u64,
    seconds: f64,
    /// How many took no longer than each bound.
    within: [u64; BOUNDS.len()],
}

impl Metrics {
    /// Counts a request that was answered; those that led nowhere or asked for the counts are left
    /// out.
    pub(crate) fn count(
        &self,
        route: &Route,
        context_path: &str,
        method: &Method,
        status: StatusCode,
        time: Duration,
    ) {
        if *route == Route::Metrics || status == StatusCode::NOT_FOUND {
            return;
        }
        let labels = Labels {
            code: status.as_u16(),
            method: method.as_str().to_owned(),
            url: format!("{context_path}{}", route.template()),
        };
        let seconds = time.as_secs_f64();
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let durations = requests.entry(labels).or_default();
        durations.count += 1;
        durations.seconds += seconds;
        for (within, bound) in durations.within.iter_mut().zip(BOUNDS) {
            *within += u64::from(seconds <= bound);
        }
    }

    /// Writes all counts.
    pub(crate) fn text(&self, charts: usize, versions: usize) -> String {
        let mut text = String::new();
        gauge(
            &mut text,
            "chartmuseum_charts_served_total",
            "Number of charts in the index",
            charts,
        );
        gauge(
            &mut text,
            "chartmuseum_chart_versions_served_total",
            "Number of versions of charts in the index",
            versions,
        );
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let mut line = |line: std::fmt::Arguments<'_>| {
            writeln!(text, "{line}").expect("writing to memory does not fail");
        };
        let name = "chartmuseum_requests_total";
        line(format_args!(
            "# HELP {name} Number of requests that were answered"
        ));
        line(format_args!("# TYPE {name} counter"));
        for (labels, durations) in &*requests {
            line(format_args!("{name}{{{labels}}} {}", durations.count));
        }
        let name = "chartmuseum_request_duration_seconds";
        line(format_args!("# HELP {name} Time until the answer began"));
        line(format_args!("# TYPE {name} histogram"));
        for (labels, durations) in &*requests {
            for (within, bound) in durations.within.iter().zip(BOUNDS) {
                line(format_args!(
                    "{name}_bucket{{{labels},le=\"{bound}\"}} {within}"
                ));
            }
            let (count, seconds) = (durations.count, durations.seconds);
            line(format_args!(
                "{name}_bucket{{{labels},le=\"+Inf\"}} {count}"
            ));
            line(format_args!("{name}_sum{{{labels}}} {seconds}"));
            line(format_args!("{name}_count{{{labels}}} {count}"));
        }
        text
    }
}

impl std::fmt::Display for Labels {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { code, method, url } = self;
        // Paths, methods and numbers hold nothing that would have to be escaped.
        write!(
            formatter,
            "code=\"{code}\",method=\"{method}\",url=\"{url}\""
        )
    }
}

fn gauge(text: &mut String, name: &str, help: &str, value: usize) {
    writeln!(
        text,
        "# HELP {name} {help}\n# TYPE {name} gauge\n{name}{{repo=\"\"}} {value}"
    )
    .expect("writing to memory does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_fall_into_groups() {
        let metrics = Metrics::default();
        let count = |route: &Route, status, milliseconds| {
            let time = Duration::from_millis(milliseconds);
            metrics.count(route, "/x", &Method::GET, status, time);
        };
        let version = Route::Version("a".into(), "1.0.0".into());
        count(&version, StatusCode::OK, 1);
        count(&version, StatusCode::OK, 30);
        count(&version, StatusCode::NOT_FOUND, 1);
        count(&Route::Metrics, StatusCode::OK, 1);
        let text = metrics.text(2, 3);
        let labels = "code=\"200\",method=\"GET\",url=\"/x/api/charts/:name/:version\"";
        for line in [
            "chartmuseum_charts_served_total{repo=\"\"} 2".to_owned(),
            "chartmuseum_chart_versions_served_total{repo=\"\"} 3".to_owned(),
            format!("chartmuseum_requests_total{{{labels}}} 2"),
            format!("chartmuseum_request_duration_seconds_bucket{{{labels},le=\"0.005\"}} 1"),
            format!("chartmuseum_request_duration_seconds_bucket{{{labels},le=\"0.05\"}} 2"),
            format!("chartmuseum_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}} 2"),
            format!("chartmuseum_request_duration_seconds_count{{{labels}}} 2"),
        ] {
            assert!(text.lines().any(|known| known == line), "{line}\n{text}");
        }
        assert!(
            !text.contains("404") && !text.contains("/metrics"),
            "{text}"
        );
    }
}
