//! The values of the server's flags, as Go programs read them.

use std::time::Duration;

/// The kinds of storage.
#[derive(Clone, Copy, Debug)]
pub(super) enum Storage {
    Local,
}

pub(super) fn parse_storage(text: &str) -> Result<Storage, String> {
    const OTHERS: [&str; 9] = [
        "amazon",
        "google",
        "microsoft",
        "alibaba",
        "openstack",
        "oracle",
        "baidu",
        "etcd",
        "tencent",
    ];
    match text.to_lowercase().as_str() {
        "local" => Ok(Storage::Local),
        other if OTHERS.contains(&other) => Err("only local storage can be served so far".into()),
        _ => Err(format!("Unsupported storage backend: {text}")),
    }
}

/// Nothing was asked for that is not there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Modest;

/// A switch that stays off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Off;

/// Takes the one depth that there is.
pub(super) fn parse_depth(text: &str) -> Result<Modest, String> {
    match text.parse::<u32>() {
        Ok(0) => Ok(Modest),
        Ok(_) => Err("only one repository can be served so far, at depth 0".into()),
        Err(_) => Err("not a number".into()),
    }
}

/// Takes a switch that must stay off.
pub(super) fn parse_off(text: &str) -> Result<Off, String> {
    if parse_bool(text)? {
        Err("this is not offered so far".into())
    } else {
        Ok(Off)
    }
}

pub(super) fn parse_cache(text: &str) -> Result<String, String> {
    match text.to_lowercase().as_str() {
        "redis" => Ok(text.to_owned()),
        _ => Err(format!("Unsupported cache store: {text}")),
    }
}

/// The id of a repository at Artifact Hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ArtifactHubId {
    /// The repository of this server, empty for the one at depth 0.
    pub(super) repository: String,
    pub(super) id: String,
}

/// Reads `id` or `repository=id`.
pub(super) fn parse_artifact_hub_id(text: &str) -> Result<ArtifactHubId, String> {
    let (repository, id) = text.split_once('=').unwrap_or(("", text));
    if id.is_empty() || text.chars().any(char::is_control) {
        return Err("neither ID nor REPOSITORY=ID".into());
    }
    Ok(ArtifactHubId {
        repository: repository.to_owned(),
        id: id.to_owned(),
    })
}

/// Reads a truth value as Go programs do, whose environment variables these are.
pub(super) fn parse_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "" | "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err("neither true nor false".into()),
    }
}

/// Reads a number of seconds, or numbers with units as Go programs write them.
pub(super) fn parse_duration(text: &str) -> Result<Duration, String> {
    let invalid = || "not a time such as 90, 90s or 1m30s".to_owned();
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'));
        let (number, tail) = rest.split_at(digits.ok_or_else(invalid)?);
        let letters = tail
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let scale = match unit {
            "ns" => 1e-9,
            "us" | "µs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return Err(invalid()),
        };
        total += number.parse::<f64>().map_err(|_| invalid())? * scale;
        rest = tail;
    }
    Duration::try_from_secs_f64(total)
        .ok()
        .filter(|_| !text.is_empty())
        .ok_or_else(invalid)
}

pub(super) fn parse_context_path(text: &str) -> Result<String, String> {
    let path = text.trim_matches('/');
    if path.is_empty() {
        return Ok(String::new());
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) || !path.chars().all(plain) {
        return Err("not a plain path such as /charts".into());
    }
    Ok(format!("/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_go_writes_them() {
        for (text, milliseconds) in [
            ("0", Some(0)),
            ("30", Some(30_000)),
            ("5m", Some(300_000)),
            ("5m0s", Some(300_000)),
            ("1h30m", Some(5_400_000)),
            ("1.5s", Some(1500)),
            ("250ms", Some(250)),
            ("", None),
            ("5", Some(5000)),
            ("5x", None),
            ("m", None),
            ("-5s", None),
            ("5m3", None),
            ("1.2.3s", None),
        ] {
            let read = parse_duration(text).ok().map(|time| time.as_millis());
            assert_eq!(read, milliseconds, "{text}");
        }
    }

    #[test]
    fn context_paths_are_plain() {
        assert_eq!(parse_context_path("/"), Ok(String::new()));
        assert_eq!(parse_context_path("a/b/"), Ok("/a/b".into()));
        for path in ["/a//b", "/../a", "/a b", "/a%2fb"] {
            assert!(parse_context_path(path).is_err(), "{path}");
        }
    }
}
