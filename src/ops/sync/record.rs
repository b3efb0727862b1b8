//! What became of one entry, for people and for programs.

use serde::{Deserialize, Serialize};

use crate::{digest::Digest, exit::ExitCode, registry::Content};

/// What an entry is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The folder of an addon, or an addon of a registry that keeps no packages.
    Addon,
    /// An addon, packed.
    AddonPackage,
    /// A Helm chart that is no addon, as a folder or packed.
    Chart,
    /// Nothing that can be pushed.
    #[default]
    Other,
}

impl Kind {
    /// Returns the kind as tables show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Addon => "addon",
            Self::AddonPackage => "addon package",
            Self::Chart => "chart",
            Self::Other => "other",
        }
    }

    /// Returns what a package of this kind holds.
    pub fn content(self) -> Content {
        if self == Self::Chart {
            Content::Chart
        } else {
            Content::Addon
        }
    }
}

/// What is planned for an entry, or what happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It is new and would be sent.
    Push,
    /// It would take the place of other content.
    Overwrite,
    /// It would be taken off the registry.
    Delete,
    /// It was sent.
    Pushed,
    /// It was sent and took the place of other content.
    Overwritten,
    /// The registry had it already, the same.
    Unchanged,
    /// It was taken off the registry.
    Deleted,
    /// It was left out, for a reason.
    Skipped,
    /// The registry has other content under its version.
    Conflict,
    /// It could not be read, sent or verified.
    Failed,
    /// The command ended before its turn.
    NotTried,
}

impl Status {
    /// All of them, in the order of summaries.
    pub const ALL: [Self; 11] = [
        Self::Push,
        Self::Overwrite,
        Self::Delete,
        Self::Pushed,
        Self::Overwritten,
        Self::Deleted,
        Self::Unchanged,
        Self::Skipped,
        Self::Conflict,
        Self::Failed,
        Self::NotTried,
    ];

    /// Returns the status as tables show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Overwrite => "overwrite",
            Self::Delete => "delete",
            Self::Pushed => "pushed",
            Self::Overwritten => "overwritten",
            Self::Unchanged => "unchanged",
            Self::Deleted => "deleted",
            Self::Skipped => "skipped",
            Self::Conflict => "conflict",
            Self::Failed => "failed",
            Self::NotTried => "not tried",
        }
    }

    /// Says whether the entry did not get where it should.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Conflict | Self::Failed | Self::NotTried)
    }

    /// Says whether the registry has just been given the entry.
    pub fn is_sent(self) -> bool {
        matches!(self, Self::Pushed | Self::Overwritten)
    }
}

/// One entry of a plan or of a result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The path, or registry and name, that it comes from.
    pub source: String,
    /// Its name; empty when nobody knows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its version; empty when nobody knows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// What it is.
    #[serde(default)]
    pub kind: Kind,
    /// What is planned or happened.
    pub status: Status,
    /// Bytes of the package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Digest of the package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Why it was left out or failed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// What its author may not expect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Whether it was left out because the user wants others only.
    #[serde(skip)]
    pub deselected: bool,
    /// How a command ends that fails for this reason.
    #[serde(skip)]
    pub exit_code: Option<ExitCode>,
}

impl Record {
    /// Describes something that is left out.
    pub fn skipped(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            name: String::new(),
            version: String::new(),
            kind: Kind::Other,
            status: Status::Skipped,
            size: None,
            digest: None,
            reason: reason.into(),
            hint: String::new(),
            warnings: Vec::new(),
            deselected: false,
            exit_code: None,
        }
    }

    /// Turns the record into that of a failure.
    #[must_use]
    pub fn failed(mut self, code: ExitCode, reason: impl Into<String>) -> Self {
        self.status = if code == ExitCode::Exists {
            Status::Conflict
        } else {
            Status::Failed
        };
        self.reason = reason.into();
        self.exit_code = Some(code);
        self
    }

    /// Turns the record into that of a failure with an error of ours.
    #[must_use]
    pub fn failed_with<E>(self, error: &E) -> Self
    where
        E: std::error::Error + crate::hint::Hint + 'static,
    {
        let mut reason = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            reason = format!("{reason}: {error}");
            cause = error.source();
        }
        let mut record = self.failed(error.exit_code(), reason);
        record.hint = error.hint().unwrap_or_default();
        record
    }

    /// Says what the record is about, in a word or two.
    pub fn subject(&self) -> String {
        if self.name.is_empty() {
            self.source.clone()
        } else {
            format!("{} {}", self.name, self.version)
        }
    }
}

/// How many entries ended in which way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    counts: Vec<(Status, usize, u64)>,
}

impl Totals {
    /// Counts `records`.
    pub fn of(records: &[Record]) -> Self {
        let count = |status: Status| {
            let matching = records.iter().filter(|it| it.status == status);
            let (mut count, mut bytes) = (0, 0);
            for record in matching {
                count += 1;
                bytes += record.size.unwrap_or(0);
            }
            (status, count, bytes)
        };
        Self {
            counts: Status::ALL.map(count).to_vec(),
        }
    }

    /// Lists what there was: status, number and bytes.
    pub fn iter(&self) -> impl Iterator<Item = (Status, usize, u64)> {
        self.counts
            .iter()
            .copied()
            .filter(|(_, count, _)| *count > 0)
    }

    /// Returns how many entries ended in this way.
    pub fn count(&self, status: Status) -> usize {
        let found = self.counts.iter().find(|(it, _, _)| *it == status);
        found.map_or(0, |(_, count, _)| *count)
    }
}
