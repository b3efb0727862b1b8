//! Why an addon is not enabled, upgraded or disabled.

use crate::{cluster, exit::ExitCode, hint::Hint, render};

/// Why an addon is not enabled, upgraded or disabled.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Dependencies that no registry has, or not in a version that fits.
    #[error("{}", .problems.join("; "))]
    Unresolvable { problems: Vec<String> },
    /// Dependencies that are missing, while there is nowhere to get them from.
    #[error("you must first enable dependencies: [{}]", .names.join(" "))]
    Missing { names: Vec<String> },
    /// Addons that need each other.
    #[error("the addons need each other: {}", .path.join(" -> "))]
    Cycle { path: Vec<String> },
    /// Definitions that belong to somebody else.
    #[error("{}", .lines.join("\n"))]
    Definitions { lines: Vec<String> },
    /// The cluster is too old or too new.
    #[error("{cause}")]
    Requirement {
        cause: Box<render::Error>,
        addon: String,
        /// The newest version that fits.
        fits: Option<String>,
    },
    /// KubeVela is needed in some version, and there is none.
    #[error("can't find a running KubeVela instance, please install it first")]
    NoKubeVela,
    /// Objects that the cluster would refuse.
    #[error("addon `{addon}` cannot be enabled, the cluster would refuse it: {}", .refusals.join("; "))]
    Refused {
        addon: String,
        refusals: Vec<String>,
    },
    /// An Application of the name that belongs to no addon.
    #[error("the Application `{application}` is there already and belongs to no addon")]
    Foreign { application: String },
    /// An addon that is to be there is not.
    #[error("addon `{addon}` is not enabled in the cluster")]
    NotInstalled {
        addon: String,
        similar: Option<String>,
    },
    /// Applying stopped half-way.
    #[error(transparent)]
    Interrupted(Box<Interrupted>),
    /// KubeVela says that it failed, or did not say in time that it succeeded.
    #[error("{message}")]
    Waiting {
        message: String,
        reasons: Vec<String>,
        timed_out: bool,
    },
    /// The Application disappeared while it was waited for.
    #[error("the Application `{application}` was deleted while it was being enabled")]
    Deleted { application: String },
    /// Applications use what the addon brings.
    #[error(
        "this addon is being used by: {}. Please delete all of them before removing.",
        users(.applications)
    )]
    InUse { applications: Vec<String> },
    /// `clusters` is not what it has to be.
    #[error("clusters parameter must be a list of string")]
    InvalidClusters,
    /// The user does not want it.
    #[error("operation abort")]
    Aborted { hint: Option<String> },
    /// An upgrade would go back.
    #[error(
        "{addon} {installed} is enabled, and the newest that registry `{registry}` has is {offered}"
    )]
    Downgrade {
        addon: String,
        installed: String,
        offered: String,
        registry: String,
    },
    /// The cluster did not do what it was asked.
    #[error(transparent)]
    Cluster(#[from] cluster::Error),
}

/// How far applying an addon came.
#[derive(Debug, thiserror::Error)]
#[error("addon `{addon}` is {}: {} of {} objects were applied",
    if *.upgrade { "only changed in part" } else { "not enabled" },
    .applied.len(), .applied.len() + .missing.len())]
pub struct Interrupted {
    /// The name of the addon.
    pub addon: String,
    /// Whether the addon was there before.
    pub upgrade: bool,
    /// The objects that were applied.
    pub applied: Vec<String>,
    /// The objects that were not.
    pub missing: Vec<String>,
    /// The objects that were applied and could not be taken back.
    pub left: Vec<String>,
    /// What stopped it.
    pub source: cluster::Error,
}

/// Lists up to three users of an addon.
fn users(applications: &[String]) -> String {
    const SHOWN: usize = 3;
    let mut text = applications[..applications.len().min(SHOWN)].join(", ");
    if applications.len() > SHOWN {
        let more = applications.len() - SHOWN;
        text += &format!(", and other {more} more applications");
    }
    text
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Unresolvable { .. } => {
                Some("see what there is with `addon list`, or add a registry with `addon registry add`".into())
            }
            Self::Missing { .. } => Some(
                "enable them, or add a registry that has them with `addon registry add`".into(),
            ),
            Self::Requirement { addon, fits, .. } => Some(match fits {
                Some(version) => format!(
                    "enable the newest version that fits with `addon enable {addon} --version {version}`"
                ),
                None => "upgrade the cluster, or enable it all the same with --skip-version-validating".into(),
            }),
            Self::NoKubeVela => Some(
                "install it, as with `vela install`, or go without the check with --skip-version-validating".into(),
            ),
            Self::Foreign { application } => Some(format!(
                "delete it first, as with `kubectl delete application.core.oam.dev {application}`"
            )),
            Self::NotInstalled { similar: Some(name), .. } => Some(format!("did you mean `{name}`?")),
            Self::NotInstalled { .. } => Some("see what is enabled with `addon list`".into()),
            Self::Interrupted(it) if it.upgrade => Some(format!(
                "once the cause is gone run the command again, or go back with `addon upgrade {} --version VERSION`",
                it.addon
            )),
            Self::Interrupted(it) if !it.left.is_empty() => Some(format!(
                "once the cause is gone run the command again, or take it back with `addon disable {} --force`",
                it.addon
            )),
            Self::Interrupted(it) => it.source.hint(),
            Self::InUse { .. } => Some("or remove it all the same with --force".into()),
            Self::InvalidClusters => Some("write clusters={local,other}".into()),
            Self::Aborted { hint } => hint.clone(),
            Self::Downgrade { addon, offered, .. } => Some(format!(
                "go back with `addon upgrade {addon} --version {offered}`, or keep the version with --reuse-version"
            )),
            Self::Waiting { reasons, .. } if !reasons.is_empty() => {
                Some(format!("KubeVela says: {}", reasons.join("; ")))
            }
            Self::Waiting { timed_out: true, .. } => Some(
                "see that KubeVela's controller runs, or wait longer with --timeout".into(),
            ),
            Self::Cluster(error) => error.hint(),
            _ => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Unresolvable { .. } | Self::Missing { .. } | Self::NotInstalled { .. } => {
                ExitCode::NotFound
            }
            Self::NoKubeVela => ExitCode::NotFound,
            Self::Cycle { .. } | Self::Requirement { .. } | Self::Refused { .. } => {
                ExitCode::Invalid
            }
            Self::Definitions { .. } | Self::Foreign { .. } | Self::Downgrade { .. } => {
                ExitCode::Exists
            }
            Self::InvalidClusters => ExitCode::Usage,
            Self::Interrupted(it) => it.source.exit_code(),
            Self::Cluster(error) => error.exit_code(),
            Self::Waiting {
                timed_out: true, ..
            } => ExitCode::Network,
            Self::Waiting { .. }
            | Self::Deleted { .. }
            | Self::InUse { .. }
            | Self::Aborted { .. } => ExitCode::Failure,
        }
    }
}

impl From<Interrupted> for Error {
    fn from(interrupted: Interrupted) -> Self {
        Self::Interrupted(Box::new(interrupted))
    }
}
