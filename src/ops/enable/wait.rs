//! Following an Application until KubeVela has made of it what it can.
//!
//! Follows `vela-addon-behaviour.md` 8.12, but counts only what KubeVela says of this run: a phase
//! from before is not taken for its end.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::Error;
use crate::{
    cluster::{self, Cluster, Kind},
    exit::ExitCode,
    hint::Hint as _,
};

/// The waits between questions; each is longer than the one before, up to the last.
const WAITS: [Duration; 5] = [
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
];

/// How waiting ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The addon runs.
    Running,
    /// The workflow waits for somebody to resume it.
    Suspended,
}

/// Waits until the Application runs; `tell` hears the phase and the time that has passed.
///
/// `applied` is the Application as it was when it had been applied.
pub fn wait(
    cluster: &Cluster,
    applied: &Value,
    timeout: Duration,
    tell: &mut dyn FnMut(&str, Duration),
) -> Result<End, Error> {
    let metadata = &applied["metadata"];
    let name = metadata["name"].as_str().unwrap_or_default();
    let namespace = metadata["namespace"].as_str();
    let start = Instant::now();
    let mut waits = WAITS.iter();
    let mut pause = Duration::ZERO;
    let mut last = applied.clone();
    loop {
        match cluster.get(&Kind::APPLICATION, namespace, name) {
            Ok(Some(application)) => last = application,
            Ok(None) => {
                return Err(Error::Deleted {
                    application: name.to_owned(),
                });
            }
            // The server may be starting again.
            Err(error) if passes(&error) && start.elapsed() < timeout => {}
            Err(error) => return Err(error.into()),
        }
        let phase = phase(&last, &applied["status"]);
        tell(phase, start.elapsed());
        let failed = |timed_out: bool| {
            let what = if timed_out { "timeout" } else { "failed" };
            Error::Waiting {
                message: format!(
                    "Enabling {what}, please run \"vela status {name} -n vela-system\" to check the status of the addon"
                ),
                reasons: reasons(&last["status"]),
                timed_out,
            }
        };
        match phase {
            "running" => return Ok(End::Running),
            "workflowSuspending" => return Ok(End::Suspended),
            "workflowTerminated" | "workflowFailed" => return Err(failed(false)),
            _ => {}
        }
        let left = timeout.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Err(failed(true));
        }
        pause = waits.next().copied().unwrap_or(pause);
        std::thread::sleep(pause.min(left));
    }
}

fn passes(error: &cluster::Error) -> bool {
    error.exit_code() == ExitCode::Network
}

/// Returns the phase of this run of the Application; `before` is the status that it started with.
fn phase<'a>(application: &'a Value, before: &Value) -> &'a str {
    const STARTING: &str = "starting";
    let (metadata, status) = (&application["metadata"], &application["status"]);
    let phase = match status["status"].as_str() {
        Some(phase) if !phase.is_empty() => phase,
        _ => return STARTING,
    };
    let number = |value: &Value| value.as_i64();
    if let (Some(generation), Some(observed)) = (
        number(&metadata["generation"]),
        number(&status["observedGeneration"]),
    ) && observed < generation
    {
        return STARTING;
    }
    let wanted = &metadata["annotations"]["app.oam.dev/publishVersion"];
    match status["workflow"]["appRevision"].as_str() {
        Some(run) if *wanted == run => phase,
        // KubeVela has not taken notice yet.
        Some(run) if run.starts_with("addon-") => STARTING,
        // Nothing says which run this is, but that it changed.
        _ if status == before => STARTING,
        _ => phase,
    }
}

/// Collects what KubeVela says of what is wrong.
pub fn reasons(status: &Value) -> Vec<String> {
    let mut reasons = Vec::new();
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
    let workflow = &status["workflow"];
    let mut add = |what: String, message: String| {
        if !message.is_empty() {
            reasons.push(format!("{what}: {message}"));
        }
    };
    for step in items(&workflow["steps"]) {
        let all = std::iter::once(step.clone()).chain(items(&step["subSteps"]));
        for step in all.filter(|it| it["phase"] != "succeeded") {
            let message = match text(&step["message"]) {
                message if message.is_empty() => text(&step["reason"]),
                message => message,
            };
            add(format!("step {}", text(&step["name"])), message);
        }
    }
    add("workflow".into(), text(&workflow["message"]));
    for service in items(&status["services"]) {
        if service["healthy"] == false {
            let message = match text(&service["message"]) {
                message if message.is_empty() => "is not healthy".into(),
                message => message,
            };
            add(format!("component {}", text(&service["name"])), message);
        }
    }
    for condition in items(&status["conditions"]) {
        if condition["status"] == "False" {
            add(text(&condition["type"]), text(&condition["message"]));
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_phase_of_this_run_counts() {
        let application = |generation: i64, status: Value| {
            json!({
                "metadata": {
                    "generation": generation,
                    "annotations": {"app.oam.dev/publishVersion": "addon-2"},
                },
                "status": status,
            })
        };
        let old = json!({"status": "running"});
        for (status, expected) in [
            (json!({}), "starting"),
            (json!({"status": "running"}), "starting"),
            (
                json!({"status": "running", "observedGeneration": 1}),
                "starting",
            ),
            (
                json!({"status": "running", "observedGeneration": 2}),
                "running",
            ),
            (
                json!({"status": "running", "workflow": {"appRevision": "addon-1"}}),
                "starting",
            ),
            (
                json!({"status": "running", "workflow": {"appRevision": "addon-2"}}),
                "running",
            ),
            (json!({"status": "rendering"}), "rendering"),
        ] {
            assert_eq!(
                phase(&application(2, status.clone()), &old),
                expected,
                "{status}"
            );
        }
    }

    #[test]
    fn reasons_are_collected() {
        let status = json!({
            "workflow": {"steps": [
                {"name": "a", "phase": "succeeded", "message": "fine"},
                {"name": "b", "phase": "failed", "subSteps": [
                    {"name": "c", "phase": "failed", "message": "no such chart"}]},
            ]},
            "services": [{"name": "web", "healthy": false, "message": "0/1 ready"}],
            "conditions": [{"type": "Parsed", "status": "True", "message": "x"}],
        });
        assert_eq!(
            reasons(&status),
            ["step c: no such chart", "component web: 0/1 ready"]
        );
    }
}
