//! Why a repository cannot be read, before the registry's name is put to it.

use std::io;

use super::references::NotFound;
use crate::{exit::ExitCode, fs_ext, net, registry};

#[derive(Debug)]
pub(super) enum Fault {
    /// The server could not be asked, or refused.
    Net(net::Error),
    /// The `ssh` program failed.
    Ssh {
        problem: String,
        exit_code: ExitCode,
    },
    /// What the other side holds or says cannot be used.
    Unusable(String),
    /// The address cannot be used.
    Setup(String),
    /// There is no such branch, tag, commit or folder.
    NotFound(NotFound),
    /// There is no repository at this address.
    NoRepository(String),
    /// Objects that ought to be here are missing or damaged.
    Damaged(git2::Error),
    /// The other side cannot be reached, and what was fetched before is not asked for.
    OnlyCached { fetched: String, source: Box<Self> },
    /// Nothing was fetched before, and the other side must not be asked.
    NotCached,
    /// A file of the cache cannot be used.
    File(fs_ext::Error),
}

impl Fault {
    /// Puts the registry's name to the fault.
    pub(super) fn of(self, registry: &str) -> registry::Error {
        let named = registry.to_owned();
        match self {
            Self::Net(source) => registry::Error::from_net(registry, source),
            Self::Ssh { problem, exit_code } => registry::Error::Ssh {
                registry: named,
                problem,
                exit_code,
            },
            Self::Unusable(problem) => registry::Error::Git {
                registry: named,
                problem,
            },
            Self::Setup(problem) => registry::Error::Setup {
                registry: named,
                problem,
            },
            Self::NoRepository(address) => registry::Error::NoRepository {
                registry: named,
                address,
            },
            Self::NotFound(NotFound { reference, similar }) => registry::Error::NoReference {
                registry: named,
                reference,
                similar,
            },
            Self::Damaged(error) => {
                let problem = error.message().to_owned();
                registry::Error::Git {
                    registry: named,
                    problem,
                }
            }
            Self::OnlyCached { fetched, source } => {
                let source: Box<dyn std::error::Error + Send + Sync> = match *source {
                    Self::Net(error) => Box::new(error),
                    Self::Ssh { problem, .. } => problem.into(),
                    other => Box::new(other.of(registry)),
                };
                registry::Error::OnlyCached {
                    registry: named,
                    fetched,
                    source,
                }
            }
            Self::NotCached => registry::Error::NotCached { registry: named },
            Self::File(source) => registry::Error::File {
                registry: named,
                source,
            },
        }
    }

    /// Says whether the other side could not be reached, rather than refused.
    pub(super) fn is_network(&self) -> bool {
        match self {
            Self::Net(error) => error
                .status()
                .is_none_or(|status| status >= 500 || status == 429),
            Self::Ssh { exit_code, .. } => *exit_code == ExitCode::Network,
            _ => false,
        }
    }
}

impl From<fs_ext::Error> for Fault {
    fn from(error: fs_ext::Error) -> Self {
        Self::File(error)
    }
}

impl From<net::Error> for Fault {
    fn from(error: net::Error) -> Self {
        Self::Net(error)
    }
}

impl From<NotFound> for Fault {
    fn from(error: NotFound) -> Self {
        Self::NotFound(error)
    }
}

impl From<git2::Error> for Fault {
    fn from(error: git2::Error) -> Self {
        Self::Damaged(error)
    }
}

/// Says whether reading a conversation failed on what was said, not on the line.
pub(super) fn is_about_content(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
    ) || error
        .get_ref()
        .is_some_and(<dyn std::error::Error + Send + Sync>::is::<git2::Error>)
}
