//! What is wrong with an addon or with the arguments given to it.

use std::fmt;

use cue::{
    diag::{Code, Diagnostic, Diagnostics},
    source::{FileId, Source, Span},
};

use crate::{addon::layout::InvalidAddon, exit::ExitCode, hint::Hint};

/// The outcome of rendering.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an addon does not render.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder is no addon.
    #[error(transparent)]
    Addon(#[from] InvalidAddon),
    /// Files of the addon, or the arguments, have faults with places.
    #[error("{0}")]
    Content(Box<Faults>),
    /// An argument names a cluster that there is not.
    #[error("cluster {name} not exist")]
    UnknownCluster { name: String, known: Vec<String> },
    /// `clusters` is not what it has to be.
    #[error("clusters parameter must be a list of string")]
    InvalidClusters,
    /// The addon needs another version of KubeVela or Kubernetes.
    #[error(
        "{addon} {version} cannot be installed: it needs {what} {required}, but this is {actual}"
    )]
    Requirement {
        addon: String,
        version: String,
        what: &'static str,
        required: String,
        actual: String,
    },
    /// What the addon says it needs cannot be understood.
    #[error("metadata.yaml: `{requirement}` is no constraint on versions of {what}")]
    InvalidRequirement {
        what: &'static str,
        requirement: String,
    },
    /// A version given for checks is none.
    #[error("`{text}` is no version of {what}")]
    InvalidVersion { what: &'static str, text: String },
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Content(faults) => faults.hint.clone(),
            Self::UnknownCluster { known, .. } => {
                Some(format!("the clusters are {}", known.join(", ")))
            }
            Self::InvalidClusters => Some("write clusters={local,other}".into()),
            Self::Requirement { .. } => {
                Some("ask for another version of the addon with NAME@VERSION".into())
            }
            Self::InvalidVersion { .. } => Some("write it as in v1.9.0".into()),
            Self::Addon(_) | Self::InvalidRequirement { .. } => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::InvalidVersion { .. } | Self::InvalidClusters | Self::UnknownCluster { .. } => {
                ExitCode::Usage
            }
            Self::Addon(InvalidAddon::NoMetadata) => ExitCode::NotFound,
            _ => ExitCode::Invalid,
        }
    }
}

/// Faults in files, with all that is needed to show the places.
#[derive(Clone, Debug)]
pub struct Faults {
    /// What was being done, as in `cannot render template.cue`.
    pub task: String,
    /// The faults.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics point into, by number.
    pub sources: Vec<Source>,
    /// What to do, beyond what the diagnostics say themselves.
    pub hint: Option<String>,
}

impl Faults {
    /// States faults in one text.
    pub(super) fn in_text(task: impl Into<String>, name: &str, text: &str) -> Self {
        Self {
            task: task.into(),
            diagnostics: Diagnostics::default(),
            sources: vec![Source::new(name, text)],
            hint: None,
        }
    }

    /// Adds a fault at the bytes `start..end` of the text.
    pub(super) fn add(
        &mut self,
        code: Code,
        message: impl Into<String>,
        place: Option<(usize, usize)>,
        help: Option<String>,
    ) {
        let mut diagnostic = Diagnostic::error(code, message);
        if let Some((start, end)) = place {
            diagnostic = diagnostic.at(span(start, end), "");
        }
        diagnostic.help = help;
        self.diagnostics.0.push(diagnostic);
    }

    /// Returns `file:line:column` of the main place of a diagnostic.
    pub fn place(&self, diagnostic: &Diagnostic) -> Option<String> {
        let span = diagnostic.labels.first()?.span;
        let source = self.sources.get(span.file.0 as usize)?;
        let (line, column) = source.line_column(span.start);
        Some(format!("{}:{line}:{column}", source.name))
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.task)?;
        let Some(first) = self.diagnostics.0.first() else {
            return Ok(());
        };
        f.write_str(": ")?;
        if let Some(place) = self.place(first) {
            write!(f, "{place}: ")?;
        }
        write!(f, "{first}")?;
        match self.diagnostics.0.len() - 1 {
            0 => Ok(()),
            1 => f.write_str(" (and 1 more)"),
            more => write!(f, " (and {more} more)"),
        }
    }
}

impl From<Faults> for Error {
    fn from(faults: Faults) -> Self {
        Self::Content(Box::new(faults))
    }
}

/// Makes a span in the first of the sources.
pub(super) fn span(start: usize, end: usize) -> Span {
    Span {
        file: FileId(0),
        start: u32::try_from(start).unwrap_or(u32::MAX),
        end: u32::try_from(end).unwrap_or(u32::MAX),
    }
}

/// States that `text` is not the YAML that it has to be.
pub(super) fn yaml_fault(
    task: impl Into<String>,
    name: &str,
    text: &str,
    error: &addon_yaml::Error,
) -> Error {
    let mut faults = Faults::in_text(task, name, text);
    let place = error.position().map(|position| {
        let start = position.offset_in(text);
        let length = text[start..].chars().next().map_or(0, char::len_utf8);
        (start, start + length)
    });
    let message = match error.path() {
        Some(path) => format!("`{path}`: {}", error.message()),
        None => error.message().to_owned(),
    };
    faults.add(Code::Syntax, message, place, None);
    faults.into()
}
