//! Pushing a package, with the checks that keep a registry in order.

use super::load::{Item, same_content};
use crate::{
    addon::AddonName,
    exit::ExitCode,
    hint::Hint,
    registry::{
        self, Content, Error as RegistryError, Fetched, OnExisting, Pushed, Registry, Release,
    },
};

/// What a push may do.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What to do when the version is there with other content.
    pub on_existing: OnExisting,
    /// Whether an addon and a plain chart may share a name.
    pub allow_name_clash: bool,
}

/// Why a package was not pushed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("registry `{registry}` cannot be pushed to")]
    ReadOnly { registry: String },
    #[error(
        "{new} `{name}` would share its name with {present} in registry `{registry}`: their versions would mix, and one could be taken for the other"
    )]
    NameClash {
        registry: String,
        name: String,
        new: &'static str,
        present: &'static str,
    },
    #[error("the package has a name that registries cannot list")]
    Name(#[from] crate::addon::InvalidName),
    #[error(transparent)]
    Registry(#[from] registry::Error),
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::ReadOnly { .. } => {
                Some("git registries are filled by commits, buckets by their own tools; push to a helm or local registry".into())
            }
            Self::NameClash { .. } => {
                Some("push to another registry, or insist with --allow-name-clash".into())
            }
            Self::Name(_) => None,
            Self::Registry(error) => error.hint(),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::ReadOnly { .. } => ExitCode::Failure,
            Self::NameClash { .. } => ExitCode::Exists,
            Self::Name(_) => ExitCode::Invalid,
            Self::Registry(error) => error.exit_code(),
        }
    }
}

/// Pushes `item` to `registry` unless the same is there already.
pub fn push(registry: &dyn Registry, item: &Item, options: Options) -> Result<Pushed, Error> {
    let publisher = registry.publisher().ok_or_else(|| Error::ReadOnly {
        registry: registry.name().to_owned(),
    })?;
    let name: AddonName = item.package.metadata.name.parse()?;
    let existing = publisher.existing(&name)?;
    if !options.allow_name_clash {
        refuse_clash(registry, item, &existing)?;
    }
    let same_version = |release: &&Release| release.version == item.package.metadata.version;
    let present = existing.iter().find(same_version);
    if let Some(present) = present {
        if present.digest == Some(item.package.digest) {
            return Ok(Pushed::Unchanged);
        }
        if options.on_existing == OnExisting::Refuse {
            return compare(registry, present, item);
        }
    }
    match publisher.push(&item.package, options.on_existing) {
        Ok(()) if present.is_some() => Ok(Pushed::Replaced),
        Ok(()) => Ok(Pushed::Created),
        // Somebody pushed between our look and our push, or an answer to an earlier attempt was
        // lost; what counts is what is there now.
        Err(RegistryError::Conflict { .. }) => {
            let existing = publisher.existing(&name)?;
            match existing.iter().find(same_version) {
                Some(present) if present.digest == Some(item.package.digest) => {
                    Ok(Pushed::Unchanged)
                }
                Some(present) => compare(registry, present, item),
                None => Err(exists(registry, item).into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Tells a package that was only packed differently from one that differs.
fn compare(registry: &dyn Registry, present: &Release, item: &Item) -> Result<Pushed, Error> {
    match registry.fetch(present) {
        Ok(Fetched::Package(bytes)) if same_content(&bytes, &item.package.bytes) => {
            Ok(Pushed::Unchanged)
        }
        _ => Err(exists(registry, item).into()),
    }
}

fn exists(registry: &dyn Registry, item: &Item) -> RegistryError {
    let metadata = &item.package.metadata;
    match metadata.name.parse() {
        Ok(name) => RegistryError::Exists {
            registry: registry.name().to_owned(),
            name,
            version: metadata.version.clone(),
        },
        Err(_) => RegistryError::Conflict {
            registry: registry.name().to_owned(),
            file_name: item.package.file_name.clone(),
        },
    }
}

/// Refuses to mix an addon and a plain chart in one entry of the index.
fn refuse_clash(registry: &dyn Registry, item: &Item, existing: &[Release]) -> Result<(), Error> {
    let word = |content| match content {
        Content::Addon => ("the addon", "an addon"),
        Content::Chart => ("the chart", "a plain chart"),
    };
    match existing
        .iter()
        .find(|release| release.content != item.content)
    {
        None => Ok(()),
        Some(release) => Err(Error::NameClash {
            registry: registry.name().to_owned(),
            name: item.package.metadata.name.clone(),
            new: word(item.content).0,
            present: word(release.content).1,
        }),
    }
}
