//! `REGISTRY/NAME[@VERSION]`, the way to name an addon on the command line.

use std::{str::FromStr, sync::Arc};

use anyhow::Context as _;

use crate::{
    addon::AddonName,
    context::Context,
    exit::ExitCode,
    hint::{Failure, Hint as _},
    registry::{self, Registry, Release},
};

/// An addon or chart as a user names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The registry to look in; all of them when absent.
    pub(crate) registry: Option<String>,
    pub(crate) name: AddonName,
    /// A version or a constraint; the newest when absent.
    pub(crate) version: Option<String>,
}

impl FromStr for Reference {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (path, version) = match text.split_once('@') {
            Some((_, "")) => return Err("there is no version behind the `@`".into()),
            Some((path, version)) => (path, Some(version.to_owned())),
            None => (text, None),
        };
        let (registry, name) = match path.split_once('/') {
            Some((registry, name)) if registry.is_empty() || name.contains('/') => {
                return Err("expected NAME or REGISTRY/NAME, each with @VERSION if wanted".into());
            }
            Some((registry, name)) => (Some(registry.to_owned()), name),
            None => (None, path),
        };
        let name = name
            .parse()
            .map_err(|error: crate::addon::InvalidName| error.to_string())?;
        Ok(Self {
            registry,
            name,
            version,
        })
    }
}

/// A release together with the registry that it comes from.
pub(crate) struct Found {
    pub(crate) registry: Arc<dyn Registry>,
    pub(crate) release: Release,
}

/// Finds what `reference` names: in its registry, or in the first that has it.
pub(crate) fn find(
    cx: &mut Context<'_>,
    reference: &Reference,
    version: Option<&str>,
) -> anyhow::Result<Found> {
    let wanted = version.or(reference.version.as_deref());
    let name = &reference.name;
    if let Some(registry) = &reference.registry {
        let registries = cx.registries()?;
        let entry = registries.get(registry).map_err(|error| {
            let failure = Failure::new(
                error.exit_code(),
                format!("specified registry {registry} not exist"),
            );
            match error.hint() {
                Some(hint) => failure.with_hint(hint),
                None => failure,
            }
        })?;
        let registry = cx.open(entry)?;
        let release = registry.resolve(name, wanted)?;
        return Ok(Found { registry, release });
    }
    let mut found: Vec<Found> = Vec::new();
    let mut failures = Vec::new();
    let mut similar = Vec::new();
    for entry in cx.registries()?.iter() {
        let result = cx.open(entry).and_then(|registry| {
            let release = registry.resolve(name, wanted)?;
            Ok(Found { registry, release })
        });
        match result {
            Ok(hit) => found.push(hit),
            Err(error) => match error.downcast::<registry::Error>() {
                Ok(registry::Error::NotFound { similar: names, .. }) => similar.extend(names),
                Ok(error) => failures.push(anyhow::Error::from(error)),
                Err(error) => failures.push(error),
            },
        }
    }
    let others: Vec<String> = found
        .iter()
        .skip(1)
        .map(|hit| format!("{}/{name}", hit.registry.name()))
        .collect();
    if let Some(first) = found.into_iter().next() {
        if !others.is_empty() {
            cx.ui.note(&format!(
                "`{name}` is taken from registry `{}`; there is also {}",
                first.registry.name(),
                others.join(", ")
            ));
        }
        return Ok(first);
    }
    // A registry that is down may well have it, so that its failure is the answer.
    let mut failures = failures.into_iter();
    if let Some(first) = failures.next() {
        for failure in failures {
            cx.ui.warn(&format!("{failure:#}"));
        }
        return Err(first).with_context(|| format!("cannot find `{name}`"));
    }
    let failure = Failure::new(
        ExitCode::NotFound,
        format!("addon: {name} not found in all candidate registries"),
    );
    similar.dedup();
    let hint = if similar.is_empty() {
        "see what there is with `addon list`".to_owned()
    } else {
        format!("did you mean {}?", similar.join(", "))
    };
    Err(failure.with_hint(hint).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_have_up_to_three_parts() {
        let parsed = |text: &str| {
            let reference: Reference = text.parse().expect(text);
            (
                reference.registry,
                reference.name.to_string(),
                reference.version,
            )
        };
        let owned = |text: &str| Some(text.to_owned());
        assert_eq!(parsed("velaux"), (None, "velaux".into(), None));
        assert_eq!(parsed("r/velaux"), (owned("r"), "velaux".into(), None));
        assert_eq!(
            parsed("r/velaux@^1.2"),
            (owned("r"), "velaux".into(), owned("^1.2"))
        );
        assert_eq!(parsed("velaux@v1"), (None, "velaux".into(), owned("v1")));
        for text in ["", "a/b/c", "a@", "a/", "/"] {
            assert!(text.parse::<Reference>().is_err(), "{text:?}");
        }
    }
}
