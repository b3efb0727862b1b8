//! What an addon needs of KubeVela and of Kubernetes.
//!
//! Follows `vela-addon-behaviour.md` 8.6, with the constraint read as it is written: KubeVela turns
//! every letter `v` into a blank and so cannot read `>=1.0.0-dev.1`.

use crate::{
    addon::Metadata,
    chart::{Constraint, Prereleases, Version},
    render::error::{Error, Result},
};

/// The versions that an addon is to run on; what is not known is not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// The version of KubeVela.
    pub vela: Option<String>,
    /// The version of Kubernetes.
    pub kubernetes: Option<String>,
}

impl Platform {
    /// Checks that the addon can run here.
    pub fn check(&self, metadata: &Metadata) -> Result<()> {
        let system = metadata.system.clone().unwrap_or_default();
        let pairs = [
            ("KubeVela", &self.vela, system.vela),
            ("Kubernetes", &self.kubernetes, system.kubernetes),
        ];
        for (what, actual, required) in pairs {
            let Some(actual) = actual else { continue };
            let version: Version = actual.parse().map_err(|_| Error::InvalidVersion {
                what,
                text: actual.clone(),
            })?;
            if required.trim().is_empty() {
                continue;
            }
            let constraint = without_v(&required).parse::<Constraint>();
            let constraint = constraint.map_err(|_| Error::InvalidRequirement {
                what,
                requirement: required.clone(),
            })?;
            if !satisfies(&constraint, &version, &required) {
                return Err(Error::Requirement {
                    addon: metadata.name.clone(),
                    version: metadata.version.clone(),
                    what,
                    required,
                    actual: actual.clone(),
                });
            }
        }
        Ok(())
    }
}

/// Says whether a text is a constraint on versions as `system` of metadata.yaml has them.
pub fn is_version_constraint(text: &str) -> bool {
    without_v(text).parse::<Constraint>().is_ok()
}

/// Says whether a version meets a requirement; nothing when one of them cannot be read.
pub fn meets(requirement: &str, version: &str) -> Option<bool> {
    if requirement.trim().is_empty() {
        return Some(true);
    }
    let constraint: Constraint = without_v(requirement).parse().ok()?;
    Some(satisfies(&constraint, &version.parse().ok()?, requirement))
}

/// Removes the `v` before numbers.
fn without_v(requirement: &str) -> String {
    let mut text = String::new();
    let mut characters = requirement.chars().peekable();
    while let Some(next) = characters.next() {
        let before_number = characters.peek().is_some_and(char::is_ascii_digit);
        let starts = !text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '+'));
        if !(next == 'v' && before_number && starts) {
            text.push(next);
        }
    }
    text
}

/// A prerelease fits where its release fits, except that it comes before the release itself.
fn satisfies(constraint: &Constraint, version: &Version, required: &str) -> bool {
    if constraint.matches_with(version, Prereleases::EachTerm) {
        return true;
    }
    if !version.is_prerelease() || required.contains('-') {
        return false;
    }
    constraint.matches_with(version, Prereleases::Included)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(required: &str, actual: &str) -> Result<()> {
        let text = format!("name: a\nversion: 1.0.0\nsystem: {{vela: '{required}'}}");
        let metadata = Metadata::parse(&text).expect("valid");
        let platform = Platform {
            vela: Some(actual.to_owned()),
            kubernetes: None,
        };
        platform.check(&metadata)
    }

    #[test]
    fn requirements_are_compared() {
        for (required, actual, fits) in [
            (">=v1.5.0", "v1.5.0", true),
            (">=1.5.0", "v1.4.9", false),
            (">=v1.5.0", "1.6.0-beta.1", true),
            (">=1.5.0", "1.5.0-beta.1", false),
            (">=v1.8.0-alpha.3", "1.8.0-alpha.4", true),
            (">=1.0.0-dev.1", "1.0.0-dev.2", true),
            ("", "1.0.0", true),
        ] {
            assert_eq!(check(required, actual).is_ok(), fits, "{required} {actual}");
        }
        let error = check(">=v1.9.0", "v1.8.0")
            .expect_err("too old")
            .to_string();
        assert_eq!(
            error,
            "a 1.0.0 cannot be installed: it needs KubeVela >=v1.9.0, but this is v1.8.0"
        );
        assert!(check(">=1", "latest").is_err());
        assert!(check("not a version", "1.0.0").is_err());
    }
}
