//! Addresses of git registries: from what a person copies out of a browser to what git asks for.
//!
//! Pure text work. Where a reference ends and a folder begins in `…/tree/feature/x/addons` cannot
//! be told from the text; [`Place::Joined`] leaves it to whoever knows the references.

mod border;

use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use url::Url;

use self::border::{Border, Tail, border, has_git_ending};
use crate::{config::RegistryKind, secret::Secret};

/// Who runs the server, as far as it matters to credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forge {
    GitHub,
    Gitee,
    GitLab,
    Bitbucket,
    Other,
}

impl Forge {
    fn of(host: &str, kind: RegistryKind) -> Self {
        match host.strip_prefix("www.").unwrap_or(host) {
            "github.com" | "api.github.com" => Self::GitHub,
            "gitee.com" => Self::Gitee,
            "gitlab.com" => Self::GitLab,
            "bitbucket.org" => Self::Bitbucket,
            _ if kind == RegistryKind::Gitlab => Self::GitLab,
            _ => Self::Other,
        }
    }

    /// Returns the user name that the forge expects beside a token in the place of a password.
    pub(crate) fn token_user(self) -> &'static str {
        match self {
            Self::GitHub => "x-access-token",
            Self::Bitbucket => "x-token-auth",
            // Servers that only look at the password accept any name.
            Self::Gitee | Self::GitLab | Self::Other => "oauth2",
        }
    }
}

/// A repository that `ssh` reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SshTarget {
    /// `host` or `user@host`.
    pub destination: String,
    pub port: Option<u16>,
    pub path: String,
}

/// Where the repository is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remote {
    Http(Url),
    Ssh(SshTarget),
    /// A repository in the file system, or a folder inside one.
    Local(PathBuf),
}

impl std::fmt::Display for Remote {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Http(url) => formatter.write_str(url.as_str()),
            Self::Ssh(SshTarget {
                destination,
                port,
                path,
            }) => {
                let port = port.map(|port| format!(":{port}")).unwrap_or_default();
                let slash = if path.starts_with('/') { "" } else { "/" };
                write!(formatter, "ssh://{destination}{port}{slash}{path}")
            }
            Self::Local(path) => write!(formatter, "{}", path.display()),
        }
    }
}

/// Which reference and which folder are meant; folders are relative, and empty for the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The default branch.
    Default { folder: String },
    /// A branch, tag or commit.
    Named { reference: String, folder: String },
    /// A reference and a folder in one; `folder` lies below.
    Joined { tail: String, folder: String },
}

/// Everything that an entry's texts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    pub remote: Remote,
    pub forge: Forge,
    /// User name and password, where the URL has them.
    pub credentials: Option<(String, Secret)>,
    pub place: Place,
}

/// The texts of a configured registry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address<'a> {
    pub kind: RegistryKind,
    pub url: &'a str,
    /// Name of the repository; may be empty.
    pub repo: &'a str,
    /// Folder below what the URL names; may be empty.
    pub path: &'a str,
    /// Branch, tag or commit; may be empty.
    pub reference: &'a str,
}

/// What is wrong with an address, in words that follow the URL's name and show no secret.
pub(crate) type Problem = String;

impl Address<'_> {
    /// Makes sense of the texts.
    pub(crate) fn parse(&self) -> Result<Location, Problem> {
        let text = self.url.trim();
        if text.is_empty() {
            return Err("its URL is empty".into());
        }
        if let Some(path) = local_path(text) {
            return self.locate(
                Remote::Local(path),
                Forge::Other,
                None,
                Tail::Folder(&[]),
                "",
            );
        }
        if let Some((destination, path)) = scp_form(text) {
            let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
            return self.parse_ssh(destination, None, path, fragment);
        }
        let url = match Url::parse(text) {
            Ok(url) if url.has_host() || url.scheme() == "file" => url,
            // What a browser shows without its scheme.
            _ if !text.contains("://") && text.contains(['.', ':']) => {
                Url::parse(&format!("https://{text}")).map_err(not_a_url)?
            }
            Ok(_) => return Err("its URL names no host".into()),
            Err(error) => return Err(not_a_url(error)),
        };
        match url.scheme() {
            "http" | "https" => self.parse_http(&url),
            "ssh" | "git+ssh" | "ssh+git" => {
                let host = url.host_str().unwrap_or_default();
                let destination = match url.username() {
                    "" => host.to_owned(),
                    user => format!("{}@{host}", decoded(user)),
                };
                let path = url
                    .path()
                    .strip_prefix("/~")
                    .map_or(url.path(), |_| &url.path()[1..]);
                self.parse_ssh(
                    &destination,
                    url.port(),
                    path,
                    url.fragment().unwrap_or_default(),
                )
            }
            "file" => {
                let path = url
                    .to_file_path()
                    .map_err(|()| "its URL names no file of this machine".to_owned())?;
                let fragment = url.fragment().unwrap_or_default();
                self.locate(
                    Remote::Local(path),
                    Forge::Other,
                    None,
                    Tail::Folder(&[]),
                    fragment,
                )
            }
            "git" => Err("the unencrypted git:// protocol is not supported; use https://".into()),
            scheme => Err(format!("git registries are not reached by `{scheme}://`")),
        }
    }

    fn parse_ssh(
        &self,
        destination: &str,
        port: Option<u16>,
        path: &str,
        fragment: &str,
    ) -> Result<Location, Problem> {
        // A leading dash would be an option of ssh or of the program at the other end.
        let host = destination.rsplit('@').next().unwrap_or_default();
        if destination.starts_with('-') || host.starts_with('-') || host.is_empty() {
            return Err("its URL names no host".into());
        }
        let path = decoded(path.trim_end_matches('/'));
        let (path, folder) = match path.split_once(".git/") {
            Some((repository, folder)) => (format!("{repository}.git"), folder.to_owned()),
            None => (path, String::new()),
        };
        if path.is_empty() || path.starts_with('-') {
            return Err("its URL names no repository".into());
        }
        let target = SshTarget {
            destination: destination.to_owned(),
            port,
            path,
        };
        let forge = Forge::of(host, self.kind);
        self.locate(
            Remote::Ssh(target),
            forge,
            None,
            Tail::Folder(&[folder]),
            fragment,
        )
    }

    fn parse_http(&self, url: &Url) -> Result<Location, Problem> {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let forge = Forge::of(&host, self.kind);
        // An encoded slash can only be part of a reference or folder, where it is like any other.
        let path = decoded(url.path());
        let parts: Vec<String> = path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        let mut repository = url.clone();
        // These fail only for URLs without a host.
        let _has_host = (repository.set_username(""), repository.set_password(None));
        repository.set_query(None);
        repository.set_fragment(None);
        let Border {
            repository: own,
            tail,
        } = border(&host, forge, self.repo, &parts)?;
        let mut path: Vec<&str> = own.iter().map(String::as_str).collect();
        let named = path.last().is_some_and(|name| has_git_ending(name));
        let full;
        if let Some(last) = path.last_mut()
            && forge != Forge::Other
            && !named
        {
            full = format!("{last}.git");
            *last = &full;
        }
        repository
            .path_segments_mut()
            .map_err(|()| "its URL has no path".to_owned())?
            .clear()
            .extend(path);
        if host == "api.github.com" || host == "www.github.com" {
            repository.set_host(Some("github.com")).map_err(not_a_url)?;
        }
        let credentials = user_info(url);
        let asked = url
            .query_pairs()
            .find(|(name, _)| name == "ref")
            .map(|(_, value)| value);
        let asked = asked.as_deref().or(url.fragment()).unwrap_or_default();
        self.locate(Remote::Http(repository), forge, credentials, tail, asked)
    }

    /// Adds the configured folder and reference to what the URL said.
    fn locate(
        &self,
        remote: Remote,
        forge: Forge,
        credentials: Option<(String, Secret)>,
        tail: Tail<'_>,
        asked: &str,
    ) -> Result<Location, Problem> {
        let asked = decoded(asked);
        let configured = self.reference.trim();
        let reference = match (configured, asked.as_str()) {
            ("", asked) => asked,
            (configured, "") => configured,
            (configured, asked) if configured == asked => asked,
            (configured, asked) => {
                return Err(format!(
                    "its URL names `{asked}`, and its reference `{configured}`"
                ));
            }
        };
        check_reference(reference)?;
        let place = match tail {
            Tail::Folder(parts) => {
                let folder = folder(parts.iter().map(String::as_str), self.path)?;
                if reference.is_empty() {
                    Place::Default { folder }
                } else {
                    Place::Named {
                        reference: reference.to_owned(),
                        folder,
                    }
                }
            }
            Tail::Tree(parts) => {
                let tail = parts.join("/");
                check_reference(&tail)?;
                if reference.is_empty() {
                    Place::Joined {
                        tail,
                        folder: folder([].into_iter(), self.path)?,
                    }
                } else {
                    let rest = tail.strip_prefix(reference).and_then(|rest| {
                        if rest.is_empty() {
                            Some(rest)
                        } else {
                            rest.strip_prefix('/')
                        }
                    });
                    let rest = rest.ok_or_else(|| {
                        format!("its URL names another reference than `{reference}`")
                    })?;
                    Place::Named {
                        reference: reference.to_owned(),
                        folder: folder([rest].into_iter(), self.path)?,
                    }
                }
            }
        };
        Ok(Location {
            remote,
            forge,
            credentials,
            place,
        })
    }
}

/// Reads the address of a repository alone, such as a mirror's.
pub(super) fn parse_remote(text: &str) -> Result<Location, Problem> {
    if let Ok(url) = Url::parse(text)
        && matches!(url.scheme(), "http" | "https")
        && url.has_host()
    {
        let mut bare = url.clone();
        let _has_host = (bare.set_username(""), bare.set_password(None));
        return Ok(Location {
            remote: Remote::Http(bare),
            forge: Forge::Other,
            credentials: user_info(&url),
            place: Place::Default {
                folder: String::new(),
            },
        });
    }
    let kind = RegistryKind::Git;
    Address {
        kind,
        url: text,
        repo: "",
        path: "",
        reference: "",
    }
    .parse()
}

fn user_info(url: &Url) -> Option<(String, Secret)> {
    (!url.username().is_empty()).then(|| {
        let password = decoded(url.password().unwrap_or_default());
        (decoded(url.username()), Secret::new(password))
    })
}

/// Recognises a path of the file system.
fn local_path(text: &str) -> Option<PathBuf> {
    let drive =
        matches!(text.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    let relative = ["./", "../"].iter().any(|start| text.starts_with(start));
    (text.starts_with('/') || relative || matches!(text, "." | "..") || drive)
        .then(|| PathBuf::from(text))
}

/// Recognises `[user@]host:path`, which is no URL.
fn scp_form(text: &str) -> Option<(&str, &str)> {
    let (destination, path) = text.split_once(':')?;
    let port = path.split('/').next().unwrap_or_default();
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let plausible = !destination.contains('/') && !path.starts_with("//") && !path.is_empty();
    (plausible && (destination.contains('@') || !is_port)).then_some((destination, path))
}

/// Joins and cleans the segments of a folder.
fn folder<'a>(
    parts: impl Iterator<Item = &'a str>,
    configured: &'a str,
) -> Result<String, Problem> {
    let mut clean: Vec<&str> = Vec::new();
    for part in parts.chain([configured]).flat_map(|part| part.split('/')) {
        match part.trim() {
            "" | "." => {}
            ".." => {
                if clean.pop().is_none() {
                    return Err("its path leaves the repository".into());
                }
            }
            _ if part.chars().any(char::is_control) => {
                return Err("its path has control characters".into());
            }
            _ => clean.push(part),
        }
    }
    Ok(clean.join("/"))
}

/// Refuses what git would not take for a reference, and what could pass for an option.
fn check_reference(text: &str) -> Result<(), Problem> {
    let bad = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    if text.starts_with('-') || text.contains("..") || text.contains(bad) {
        return Err(format!(
            "`{}` cannot be a git reference",
            text.escape_debug()
        ));
    }
    Ok(())
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn not_a_url(error: url::ParseError) -> Problem {
    format!("its URL cannot be read: {error}")
}

#[cfg(test)]
mod tests;
