//! What the user set up: the registries, and where files belong.

mod entry;
mod paths;
mod registries;
mod variables;

pub use entry::{
    GitSource, HelmSource, InvalidRegistryName, LocalSource, OssSource, RegistryEntry,
    RegistryKind, RegistryName, Source, TlsSettings,
};
pub use paths::{NoHome, cache_folder, kubeconfigs, registry_file};
pub use registries::{Error, Registries, RegistryFile};
pub use variables::{system_namespace, variable};
