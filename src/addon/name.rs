//! Names of addons.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The name of an addon, safe to use as a path segment.
///
/// Names of existing addons are not held to the rule that `addon init` asks of new ones; they only
/// have to be usable as a folder, in a URL and in a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AddonName(String);

impl AddonName {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that cannot be the name of an addon.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is not a name for an addon: {reason}", .text.escape_debug())]
pub struct InvalidName {
    text: String,
    reason: &'static str,
}

impl FromStr for AddonName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let reason = match text {
            "" => "it is empty",
            "." | ".." => "it names a folder of the file system",
            _ if text.len() > 253 => "it is longer than 253 bytes",
            _ if text.contains(['/', '\\']) => "it contains a path separator",
            _ if text.chars().any(|c| c.is_whitespace() || c.is_control()) => {
                "it contains blanks or control characters"
            }
            _ => return Ok(Self(text.to_owned())),
        };
        Err(InvalidName {
            text: text.chars().take(80).collect(),
            reason,
        })
    }
}

impl fmt::Display for AddonName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl AsRef<str> for AddonName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AddonName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AddonName> for String {
    fn from(name: AddonName) -> Self {
        name.0
    }
}
