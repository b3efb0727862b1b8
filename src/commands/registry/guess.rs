//! What kind of registry an address probably is.

use std::path::Path;

use url::Url;

use crate::config::RegistryKind;

/// Guesses the kind from `endpoint`, and says why.
pub(super) fn guess_kind(endpoint: &str) -> (RegistryKind, &'static str) {
    let path = endpoint.strip_prefix("file://").unwrap_or(endpoint);
    let Some(url) = Url::parse(endpoint)
        .ok()
        .filter(|url| url.scheme() != "file" && url.has_host())
    else {
        return if endpoint.contains('@') && endpoint.contains(':') && !Path::new(path).exists() {
            (RegistryKind::Git, "the address has the form that ssh uses")
        } else if is_git_folder(Path::new(path)) {
            (RegistryKind::Git, "the folder is a git repository")
        } else {
            (RegistryKind::Local, "the address is a folder")
        };
    };
    let host = url.host_str().unwrap_or_default();
    if matches!(url.scheme(), "ssh" | "git") {
        (RegistryKind::Git, "only git speaks that protocol")
    } else if matches!(host, "github.com" | "www.github.com" | "api.github.com") {
        (RegistryKind::Git, "the host is GitHub")
    } else if host == "gitee.com" {
        (RegistryKind::Gitee, "the host is Gitee")
    } else if host.split('.').any(|part| part == "gitlab") {
        (RegistryKind::Gitlab, "the host is a GitLab")
    } else if url.path().trim_end_matches('/').ends_with(".git") {
        (RegistryKind::Git, "the address ends in .git")
    } else if url.path().contains("/-/tree/") {
        (
            RegistryKind::Gitlab,
            "the address names a branch as GitLab does",
        )
    } else if url.path().contains("/tree/") {
        (RegistryKind::Git, "the address names a branch")
    } else if host.contains("aliyuncs.com") || host.contains("amazonaws.com") {
        (RegistryKind::Oss, "the host is one of buckets")
    } else {
        (
            RegistryKind::Helm,
            "nothing speaks against a Helm repository",
        )
    }
}

/// Says whether `endpoint` is probably a URL whose scheme was forgotten: `host:port` or
/// `host.domain/path`, where nothing of that name is on the disk.
pub(super) fn lacks_scheme(endpoint: &str) -> bool {
    let (host, has_path) = match endpoint.split_once('/') {
        Some((host, _)) => (host, true),
        None => (endpoint, false),
    };
    // `user@host:path` is complete: ssh has no other form.
    if host
        .split_once('@')
        .is_some_and(|(_, rest)| rest.contains(':'))
    {
        return false;
    }
    let has_port = host
        .rsplit_once(':')
        .is_some_and(|(name, port)| !name.is_empty() && port.parse::<u16>().is_ok());
    let is_domain = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    (has_port || (is_domain && has_path)) && !Path::new(endpoint).exists()
}

fn is_git_folder(path: &Path) -> bool {
    path.join(".git").exists() || (path.join("HEAD").is_file() && path.join("objects").is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forgotten_scheme_is_noticed() {
        for endpoint in [
            "localhost:8080",
            "charts.example.com/stable",
            "10.0.0.1:80/x",
        ] {
            assert!(lacks_scheme(endpoint), "{endpoint}");
        }
        for endpoint in [
            "./charts",
            "../up/x",
            "/srv/charts",
            "charts",
            "c:/charts",
            "http://h:1",
            "git@github.com:o/r",
            "git@git.example.com:2222/r",
        ] {
            assert!(!lacks_scheme(endpoint), "{endpoint}");
        }
    }

    #[test]
    fn addresses_tell_their_kind() {
        for (endpoint, kind) in [
            ("https://github.com/kubevela/catalog", RegistryKind::Git),
            (
                "https://gitee.com/o/r/tree/main/addons",
                RegistryKind::Gitee,
            ),
            ("https://gitlab.example.com/g/r", RegistryKind::Gitlab),
            ("https://git.example.com/g/r.git", RegistryKind::Git),
            ("https://ghe.corp/o/r/tree/main/addons", RegistryKind::Git),
            ("https://code.corp/g/r/-/tree/main", RegistryKind::Gitlab),
            ("git@github.com:o/r", RegistryKind::Git),
            ("ssh://git@h/o/r", RegistryKind::Git),
            ("https://x.oss-cn-beijing.aliyuncs.com", RegistryKind::Oss),
            ("http://localhost:8080", RegistryKind::Helm),
            ("/some/folder", RegistryKind::Local),
            ("charts", RegistryKind::Local),
        ] {
            assert_eq!(guess_kind(endpoint).0, kind, "{endpoint}");
        }
    }
}
