//! What can go wrong with a registry.

use std::time::Duration;

use crate::{
    addon::AddonName, chart::NoVersion, digest::Digest, exit::ExitCode, fs_ext, hint::Hint, net,
};

/// The outcome of a call to a registry.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure of one registry, by the name that the user gave it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("registry `{registry}` is not set up properly: {problem}")]
    Setup { registry: String, problem: String },
    #[error("registry `{registry}` refused the credentials")]
    Unauthorized {
        registry: String,
        #[source]
        source: Box<net::Error>,
    },
    #[error("registry `{registry}` has nothing at its address")]
    Absent {
        registry: String,
        #[source]
        source: Box<net::Error>,
    },
    #[error("registry `{registry}` lists {subject}, but does not have its package")]
    PackageAbsent {
        registry: String,
        subject: String,
        #[source]
        source: Box<net::Error>,
    },
    #[error("registry `{registry}` cannot be reached")]
    Unreachable {
        registry: String,
        #[source]
        source: Box<net::Error>,
    },
    #[error("registry `{registry}` holds something unusable: {subject}: {problem}")]
    Invalid {
        registry: String,
        subject: String,
        problem: String,
    },
    #[error("addon: {name} not found in registry {registry}")]
    NotFound {
        registry: String,
        name: AddonName,
        similar: Vec<String>,
    },
    #[error("registry `{registry}` has no such version of `{name}`")]
    NoVersion {
        registry: String,
        name: AddonName,
        #[source]
        source: NoVersion,
    },
    #[error("`{name}` {version} is in registry `{registry}` already, with different content")]
    Exists {
        registry: String,
        name: AddonName,
        version: String,
    },
    #[error("registry `{registry}` has `{file_name}` already")]
    Conflict { registry: String, file_name: String },
    #[error(
        "registry `{registry}` sent something else than `{subject}`: the digest is {found}, not {expected}"
    )]
    DigestMismatch {
        registry: String,
        subject: String,
        expected: Digest,
        found: Digest,
    },
    #[error("registry `{registry}` has no `{reference}`")]
    NoReference {
        registry: String,
        reference: String,
        similar: Vec<String>,
    },
    #[error("registry `{registry}`: there is no git repository at `{address}`")]
    NoRepository { registry: String, address: String },
    #[error("git cannot use registry `{registry}`: {problem}")]
    Git { registry: String, problem: String },
    #[error("registry `{registry}` cannot be read over ssh: {problem}")]
    Ssh {
        registry: String,
        problem: String,
        exit_code: ExitCode,
    },
    #[error("registry `{registry}` cannot be reached")]
    OnlyCached {
        registry: String,
        /// When the copy in the cache was fetched.
        fetched: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("registry `{registry}` is not in the cache, and --offline keeps from asking for it")]
    NotCached { registry: String },
    #[error("registry `{registry}` cannot use its files")]
    File {
        registry: String,
        #[source]
        source: fs_ext::Error,
    },
}

impl Error {
    /// Makes sense of a failed request to `registry`.
    pub fn from_net(registry: &str, source: net::Error) -> Self {
        let registry = registry.to_owned();
        let source = Box::new(source);
        match source.status() {
            Some(401 | 403) => Self::Unauthorized { registry, source },
            Some(404 | 410) => Self::Absent { registry, source },
            _ => Self::Unreachable { registry, source },
        }
    }

    /// Returns a closure that makes sense of a failed request, for `map_err`.
    pub fn net(registry: &str) -> impl FnOnce(net::Error) -> Self {
        move |source| Self::from_net(registry, source)
    }
}

impl Error {
    /// Says whether the same call may well succeed a moment later.
    pub fn is_transient(&self) -> bool {
        self.request().is_some_and(net::Error::is_transient)
    }

    /// Says whether no whole answer came: the server is away, or something on the way to it is.
    pub fn is_disconnected(&self) -> bool {
        self.request().is_some_and(net::Error::is_disconnected)
    }

    /// Returns how long the server asks to be left alone, if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        self.request().and_then(net::Error::retry_after)
    }

    fn request(&self) -> Option<&net::Error> {
        match self {
            Self::Unauthorized { source, .. }
            | Self::Absent { source, .. }
            | Self::PackageAbsent { source, .. }
            | Self::Unreachable { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Setup { registry, .. } => {
                Some(format!("see it with `addon registry get {registry}`"))
            }
            Self::Unauthorized { registry, .. } if is_address(registry) => Some(
                "give --username and --password-stdin, or a token, or add it as a registry".into(),
            ),
            Self::Absent { registry, .. } if is_address(registry) => {
                Some("check the address; the server may lie below another path".into())
            }
            Self::Unauthorized { registry, .. } => Some(format!(
                "set other credentials with `addon registry update {registry} --username USER --password-stdin` or `--token-stdin`"
            )),
            Self::Absent { registry, .. } => Some(format!(
                "check the address with `addon registry get {registry}`"
            )),
            Self::PackageAbsent { .. } => {
                Some("its index is out of date, or the address in it is wrong".into())
            }
            Self::Unreachable { source, .. } => source.hint(),
            Self::NotFound { similar, .. } if !similar.is_empty() => {
                Some(format!("did you mean {}?", similar.join(", ")))
            }
            Self::NotFound { registry, .. } => {
                Some(format!("see what there is with `addon list --registry {registry}`"))
            }
            Self::NoVersion { source, .. } => source.hint(),
            Self::Exists { .. } | Self::Conflict { .. } => {
                Some("raise the version, or overwrite what is there with --force".into())
            }
            Self::DigestMismatch { .. } => {
                Some("something between you and the registry changes or mixes up packages; do not use it".into())
            }
            Self::NoReference { similar, .. } if !similar.is_empty() => {
                Some(format!("there is {}", shortened(similar)))
            }
            Self::NotCached { .. } => Some("run the command once without --offline".into()),
            Self::File { source, .. } => source.hint(),
            Self::OnlyCached { fetched, .. } => Some(format!(
                "use --offline to go on with what was fetched on {fetched}"
            )),
            Self::Ssh { .. } => Some("try the same address with `ssh` and `git ls-remote`".into()),
            Self::NoReference { .. } | Self::NoRepository { .. } | Self::Git { .. } | Self::Invalid { .. } => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Unauthorized { .. } => ExitCode::Permission,
            Self::Absent { .. }
            | Self::PackageAbsent { .. }
            | Self::NotFound { .. }
            | Self::NoVersion { .. }
            | Self::NoReference { .. }
            | Self::NoRepository { .. } => ExitCode::NotFound,
            Self::Unreachable { source, .. } => source.exit_code(),
            Self::OnlyCached { .. } | Self::NotCached { .. } => ExitCode::Network,
            Self::Ssh { exit_code, .. } => *exit_code,
            Self::Exists { .. } | Self::Conflict { .. } => ExitCode::Exists,
            Self::Invalid { .. } | Self::DigestMismatch { .. } => ExitCode::Invalid,
            Self::File { source, .. } => source.exit_code(),
            Self::Setup { .. } | Self::Git { .. } => ExitCode::Failure,
        }
    }
}

/// Says whether a registry was given by its address rather than by its name.
fn is_address(registry: &str) -> bool {
    registry.contains("://")
}

/// Lists the first ten of many.
fn shortened(items: &[String]) -> String {
    const SHOWN: usize = 10;
    let mut text = items
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if items.len() > SHOWN {
        text += &format!(" and {} more", items.len() - SHOWN);
    }
    text
}
