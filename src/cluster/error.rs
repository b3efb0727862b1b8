//! What can go wrong with a cluster.

use std::path::PathBuf;

use crate::{exit::ExitCode, hint::Hint};

/// The outcome of a call to a cluster.
pub type Result<T> = std::result::Result<T, Error>;

/// Fields of an object that somebody else manages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The name of the other manager.
    pub manager: String,
    /// The path of the field.
    pub field: String,
}

/// Why a cluster did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing says where a cluster is.
    #[error("no Kubernetes cluster is configured")]
    NoCluster,
    /// A kubeconfig that was asked for is not there.
    #[error("there is no kubeconfig at `{}`", .path.display())]
    NoKubeconfig { path: PathBuf },
    /// The kubeconfig cannot be used.
    #[error("the kubeconfig cannot be used: {problem}")]
    Kubeconfig { problem: String },
    /// The kubeconfig has no such context.
    #[error("the kubeconfig has no context `{name}`")]
    NoContext { name: String, known: Vec<String> },
    /// The credentials of the kubeconfig cannot be had.
    #[error("the credentials for the cluster cannot be had: {problem}")]
    Credentials { problem: String },
    /// The server does not answer.
    #[error("the cluster at {url} cannot be reached: {problem}")]
    Unreachable { url: String, problem: String },
    /// The server did not answer in time.
    #[error("the cluster at {url} did not answer within {seconds} s")]
    Timeout { url: String, seconds: u64 },
    /// The server does not know who asks.
    #[error("the cluster does not accept the credentials of the kubeconfig")]
    Unauthorized { message: String },
    /// The user may not do this.
    #[error("the cluster forbids it: {message}")]
    Forbidden { message: String },
    /// The server does not have the kind of an object.
    #[error("the cluster has no {kind} in {api_version}")]
    NoKind { api_version: String, kind: String },
    /// An object says not what it is.
    #[error("the object `{object}` has no apiVersion or kind")]
    NoType { object: String },
    /// An object cannot be addressed.
    #[error("the object has no name")]
    NoName,
    /// Somebody else manages fields of the object.
    #[error("{object} has fields that others manage: {}", list(.conflicts))]
    Conflict {
        object: String,
        conflicts: Vec<Conflict>,
    },
    /// Something changed the object meanwhile.
    #[error("{object} was changed by somebody else at the same time: {message}")]
    Changed { object: String, message: String },
    /// The server does not accept the object.
    #[error("the cluster refuses {object}: {message}")]
    Refused { object: String, message: String },
    /// The namespace or the parent of an object is not there.
    #[error("the cluster cannot keep {object}: {message}")]
    NoPlace { object: String, message: String },
    /// The server has trouble of its own.
    #[error("the cluster answered {status}: {message}")]
    Server { status: u16, message: String },
    /// The answer is none of Kubernetes.
    #[error("the server at {url} does not answer as Kubernetes does: {problem}")]
    Answer { url: String, problem: String },
    /// No runtime can be started.
    #[error("cannot start talking to a cluster: {0}")]
    Runtime(std::io::Error),
}

/// Lists managers, each with its fields.
fn list(conflicts: &[Conflict]) -> String {
    const SHOWN: usize = 5;
    let mut managers: Vec<&str> = conflicts.iter().map(|it| it.manager.as_str()).collect();
    managers.dedup();
    let mut parts = Vec::new();
    for manager in managers {
        let fields: Vec<&str> = conflicts
            .iter()
            .filter(|it| it.manager == manager)
            .map(|it| it.field.as_str())
            .collect();
        let mut text = fields[..fields.len().min(SHOWN)].join(", ");
        if fields.len() > SHOWN {
            text += &format!(" and {} more", fields.len() - SHOWN);
        }
        parts.push(format!("`{manager}` has {text}"));
    }
    parts.join("; ")
}

/// How to come by a cluster, for those who have none.
const GET_A_CLUSTER: &str = "start one, as with `k3d cluster create` or `kind create cluster`, and \
    install KubeVela in it with `vela install`; or name one with --kubeconfig FILE or KUBECONFIG";

impl Error {
    /// Says whether asking again may help.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Server { status, .. } => matches!(status, 429 | 502..=504),
            _ => false,
        }
    }
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NoCluster => Some(GET_A_CLUSTER.into()),
            Self::NoContext { known, .. } if !known.is_empty() => {
                Some(format!("there is {}", known.join(", ")))
            }
            Self::Unreachable { .. } | Self::Timeout { .. } => Some(
                "see that the cluster runs and that it is the one meant, as with `kubectl cluster-info`"
                    .into(),
            ),
            Self::Unauthorized { .. } => {
                Some("log in to the cluster again, or choose another user with --context".into())
            }
            Self::Forbidden { .. } => {
                Some("ask for these rights, or choose another user with --context".into())
            }
            Self::NoKind { api_version, .. } if api_version.starts_with("core.oam.dev/") => {
                Some("install KubeVela in the cluster, as with `vela install`".into())
            }
            Self::NoKind { .. } => Some("install what brings this kind first".into()),
            Self::Conflict { .. } => {
                Some("take the fields over with --force-conflicts, if nobody else needs them".into())
            }
            Self::Changed { .. } => Some("run the command again".into()),
            _ => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoCluster
            | Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::Server { .. }
            | Self::Answer { .. } => ExitCode::Network,
            Self::NoKubeconfig { .. } | Self::NoContext { .. } | Self::NoKind { .. } => {
                ExitCode::NotFound
            }
            Self::Credentials { .. } | Self::Unauthorized { .. } | Self::Forbidden { .. } => {
                ExitCode::Permission
            }
            Self::Conflict { .. } => ExitCode::Exists,
            Self::Kubeconfig { .. }
            | Self::NoType { .. }
            | Self::NoName
            | Self::Refused { .. }
            | Self::NoPlace { .. } => ExitCode::Invalid,
            Self::Changed { .. } | Self::Runtime(_) => ExitCode::Failure,
        }
    }
}
