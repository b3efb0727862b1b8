//! ChartMuseum's configuration file: flags by other names (`registry-server-behaviour.md` 1.7).
//!
//! What the file says becomes flags behind those of the command line, so that one place checks
//! values and says what is wrong with them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::{ArgMatches, Command, parser::ValueSource};
use serde_json::Value;

use crate::{exit::ExitCode, fs_ext, hint::Failure};

const LIMIT: u64 = 1 << 20;

/// Flags whose keys are not simply the flag without its hyphens.
const KEYS: [(&str, &str); 16] = [
    ("listen-host", "listen.host"),
    ("tls-cert", "tls.cert"),
    ("tls-key", "tls.key"),
    ("tls-ca-cert", "tls.cacert"),
    ("basic-auth-user", "basicauth.user"),
    ("basic-auth-pass", "basicauth.pass"),
    ("cors-alloworigin", "cors.alloworigin"),
    ("cache", "cache.store"),
    ("storage", "storage.backend"),
    ("storage-local-rootdir", "storage.local.rootdir"),
    ("storage-timestamp-tolerance", "storage.timestamptolerance"),
    ("json-index", "json-index"),
    ("enforce-semver2", "enforce-semver2"),
    ("per-chart-limit", "per-chart-limit"),
    ("web-template-path", "web-template-path"),
    (
        "always-regenerate-chart-index",
        "always-regenerate-chart-index",
    ),
];

/// A map from tenants to ids.
const ARTIFACT_HUB: &str = "artifact-hub-repo-id";

/// Returns what the file of `--config` adds to a command line that was read as `matches`.
pub(crate) fn flags(command: &Command, matches: &ArgMatches) -> anyhow::Result<Vec<String>> {
    let Some(path) = matches.get_one::<PathBuf>("server_config") else {
        return Ok(Vec::new());
    };
    let settings = read(path)?;
    let mut flags = Vec::new();
    for arg in command.get_arguments() {
        let Some(long) = arg.get_long().filter(|long| *long != "config") else {
            continue;
        };
        let given = matches.value_source(arg.get_id().as_str());
        if matches!(
            given,
            Some(ValueSource::CommandLine | ValueSource::EnvVariable)
        ) {
            continue;
        }
        let known = KEYS.iter().find(|(flag, _)| *flag == long);
        let key = known.map_or_else(|| long.replace('-', ""), |(_, key)| (*key).to_owned());
        // Whoever writes the flag itself into the file must not get another kind of storage.
        let flat = settings.get("storage").filter(|_| long == "storage");
        if long == ARTIFACT_HUB {
            flags.extend(artifact_hub(&settings));
        } else if let Some(value) = settings.get(&key).or(flat) {
            flags.push(format!("--{long}={value}"));
        }
    }
    Ok(flags)
}

/// Reads the scalars of a file, by their keys in lower case and joined by dots.
fn read(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let ending = path.extension().map(|ending| ending.to_string_lossy());
    if !matches!(ending.as_deref(), None | Some("yaml" | "yml")) {
        let message = "config file must have .yaml/.yml extension (or no extension)";
        return Err(Failure::new(ExitCode::Usage, message).into());
    }
    let text = fs_ext::read_to_string(path, LIMIT).map_err(|error| {
        if error.is_not_found() {
            let message = format!("config file not found: {}", path.display());
            anyhow::Error::from(Failure::new(ExitCode::NotFound, message))
        } else {
            error.into()
        }
    })?;
    let value = addon_yaml::to_json_value(&text, &addon_yaml::Options::go()).map_err(|error| {
        let message = format!("While parsing config: {}: {error}", path.display());
        Failure::new(ExitCode::Invalid, message)
    })?;
    let mut settings = BTreeMap::new();
    match &value {
        Value::Null => {}
        Value::Object(_) => flatten("", &value, &mut settings),
        _ => {
            let message = format!(
                "While parsing config: {}: it holds no settings",
                path.display()
            );
            return Err(Failure::new(ExitCode::Invalid, message).into());
        }
    }
    Ok(settings)
}

fn flatten(prefix: &str, value: &Value, settings: &mut BTreeMap<String, String>) {
    let text = match value {
        Value::Object(object) => {
            for (key, value) in object {
                let dot = if prefix.is_empty() { "" } else { "." };
                let key = format!("{prefix}{dot}{}", key.to_lowercase());
                flatten(&key, value, settings);
            }
            return;
        }
        // Lists mean nothing to any setting.
        Value::Null | Value::Array(_) => return,
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    settings.insert(prefix.to_owned(), text);
}

fn artifact_hub(settings: &BTreeMap<String, String>) -> Vec<String> {
    let below = format!("{ARTIFACT_HUB}.");
    settings
        .iter()
        .filter_map(|(key, id)| {
            let tenant = if key == ARTIFACT_HUB {
                ""
            } else {
                key.strip_prefix(&below)?
            };
            Some(format!("--{ARTIFACT_HUB}={tenant}={id}"))
        })
        .collect()
}
