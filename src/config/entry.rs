//! One configured registry, in the form that KubeVela keeps in its ConfigMap.
//!
//! The keys are those of `vela-addon-behaviour.md` 2.1; what `vela` does not know (`ref`, files of
//! certificates, `local`) lies beside them, where it overlooks it. Keys that this version does not
//! know are kept.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::secret::Secret;

/// The name a user gave a registry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegistryName(String);

impl RegistryName {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that cannot name a registry.
#[derive(Debug, thiserror::Error)]
#[error("`{}` cannot name a registry: {reason}", .text.escape_debug())]
pub struct InvalidRegistryName {
    text: String,
    reason: &'static str,
}

impl FromStr for RegistryName {
    type Err = InvalidRegistryName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let reason = match text {
            "" => "it is empty",
            "local" => "`local` stands for addons that are enabled from a folder",
            _ if text.len() > 200 => "it is longer than 200 bytes",
            _ if text.contains(['/', '\\', '@', ':']) => "it contains one of / \\ @ :",
            _ if text.starts_with(['-', '.']) => "it starts with a dash or a dot",
            _ if text.chars().any(|c| c.is_whitespace() || c.is_control()) => {
                "it contains blanks or control characters"
            }
            _ => return Ok(Self(text.to_owned())),
        };
        Err(InvalidRegistryName {
            text: text.chars().take(80).collect(),
            reason,
        })
    }
}

impl fmt::Display for RegistryName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

/// What a registry is, as `--type` spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegistryKind {
    /// A git repository on GitHub or any other host.
    Git,
    /// A git repository on Gitee.
    Gitee,
    /// A git repository on a GitLab instance.
    Gitlab,
    /// A Helm repository, such as one served by ChartMuseum or `addon serve`.
    Helm,
    /// A bucket with a public listing.
    Oss,
    /// A folder that is a static Helm repository.
    Local,
}

impl RegistryKind {
    /// All kinds, in the order that help lists them.
    pub const ALL: [Self; 6] = [
        Self::Git,
        Self::Gitee,
        Self::Gitlab,
        Self::Helm,
        Self::Oss,
        Self::Local,
    ];

    /// Returns the spelling that `--type` and `registry list` use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Gitee => "gitee",
            Self::Gitlab => "gitlab",
            Self::Helm => "helm",
            Self::Oss => "OSS",
            Self::Local => "local",
        }
    }
}

impl fmt::Display for RegistryKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// How to trust a server and to identify to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TlsSettings {
    /// File of PEM certificates to trust besides those of the system.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ca_file: String,
    /// File of the PEM certificate to identify with.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cert_file: String,
    /// File of the PEM key that belongs to the certificate.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key_file: String,
    /// Whether any certificate of the server is accepted.
    #[serde(rename = "insecureSkipTLS", skip_serializing_if = "std::ops::Not::not")]
    pub insecure_skip_verify: bool,
}

/// The part of an entry that describes a Helm repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HelmSource {
    /// Address of the folder that holds `index.yaml`.
    pub url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub username: String,
    #[serde(with = "exposed", skip_serializing_if = "Secret::is_empty")]
    pub password: Secret,
    /// Bearer token, where the server wants one instead of a password.
    #[serde(with = "exposed", skip_serializing_if = "Secret::is_empty")]
    pub token: Secret,
    #[serde(flatten)]
    pub tls: TlsSettings,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The part of an entry that describes a git repository, on whichever forge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GitSource {
    pub url: String,
    /// Name of the repository; GitLab only, where it tells the groups from the path.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub repo: String,
    /// Folder of the addons in the repository.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Branch, tag or commit; the repository's default branch when empty.
    #[serde(rename = "ref", skip_serializing_if = "String::is_empty")]
    pub reference: String,
    #[serde(with = "exposed", skip_serializing_if = "Secret::is_empty")]
    pub token: Secret,
    /// Whether the token may be sent over http, where everybody on the way can read it.
    #[serde(
        rename = "allowClearTextToken",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub allow_clear_text_token: bool,
    /// Name of the cluster's Secret that holds the token, in exported and imported settings.
    #[serde(rename = "tokenSecretRef", skip_serializing_if = "String::is_empty")]
    pub token_secret_ref: String,
    #[serde(flatten)]
    pub tls: TlsSettings,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The part of an entry that describes a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OssSource {
    #[serde(rename = "end_point")]
    pub endpoint: String,
    pub bucket: String,
    pub path: String,
    #[serde(flatten)]
    pub tls: TlsSettings,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The part of an entry that describes a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LocalSource {
    /// The folder, as an absolute path.
    pub path: String,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What an entry points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    Git(&'a GitSource),
    Gitee(&'a GitSource),
    Gitlab(&'a GitSource),
    Helm(&'a HelmSource),
    Oss(&'a OssSource),
    Local(&'a LocalSource),
}

/// One configured registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, expecting = "the settings of a registry")]
pub struct RegistryEntry {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helm: Option<HelmSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oss: Option<OssSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git: Option<GitSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gitee: Option<GitSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gitlab: Option<GitSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<LocalSource>,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl RegistryEntry {
    /// Returns what the entry points to, or nothing when it names no kind that this version knows.
    ///
    /// Of several kinds in one entry the same wins as in KubeVela.
    pub fn source(&self) -> Option<Source<'_>> {
        None.or(self.helm.as_ref().map(Source::Helm))
            .or(self.oss.as_ref().map(Source::Oss))
            .or(self.git.as_ref().map(Source::Git))
            .or(self.gitee.as_ref().map(Source::Gitee))
            .or(self.gitlab.as_ref().map(Source::Gitlab))
            .or(self.local.as_ref().map(Source::Local))
    }

    /// Returns the kind of the entry's source.
    pub fn kind(&self) -> Option<RegistryKind> {
        self.source().map(|source| match source {
            Source::Git(_) => RegistryKind::Git,
            Source::Gitee(_) => RegistryKind::Gitee,
            Source::Gitlab(_) => RegistryKind::Gitlab,
            Source::Helm(_) => RegistryKind::Helm,
            Source::Oss(_) => RegistryKind::Oss,
            Source::Local(_) => RegistryKind::Local,
        })
    }

    /// Returns the git source to change, of whichever forge.
    pub fn git_mut(&mut self) -> Option<&mut GitSource> {
        self.git
            .as_mut()
            .or(self.gitee.as_mut())
            .or(self.gitlab.as_mut())
    }
}

/// Writes secrets into the registry file, the one place that keeps them.
mod exposed {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::secret::Secret;

    pub(super) fn serialize<S: Serializer>(secret: &Secret, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Secret, D::Error> {
        String::deserialize(input).map(Secret::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_survive_at_every_level() {
        let text =
            r#"{"name":"a","git":{"url":"https://h/o/r","ref":"dev","later":{"x":1.5}},"new":[1]}"#;
        let entry: RegistryEntry = serde_json::from_str(text).expect("read");
        assert_eq!(entry.kind(), Some(RegistryKind::Git));
        assert_eq!(serde_json::to_string(&entry).expect("written"), text);
    }

    #[test]
    fn names_that_other_commands_could_not_address_are_refused() {
        for name in ["", "local", "a/b", "a@b", "a b", "-f", "http://x"] {
            assert!(name.parse::<RegistryName>().is_err(), "{name:?}");
        }
        assert!("KubeVela".parse::<RegistryName>().is_ok());
    }

    #[test]
    fn secrets_are_stored_but_never_printed() {
        let source = HelmSource {
            password: Secret::new("hunter2"),
            ..HelmSource::default()
        };
        assert!(
            serde_json::to_string(&source)
                .expect("written")
                .contains("hunter2")
        );
        assert!(!format!("{source:?}").contains("hunter2"));
    }
}
