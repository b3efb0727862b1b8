//! The composition root: what the commands work with.

use std::{path::PathBuf, sync::Arc};

use crate::{
    cli::GlobalArgs,
    config::{Registries, RegistryEntry, RegistryFile, cache_folder, registry_file, variable},
    net::Settings,
    registry::{OpenContext, Registry, git, open},
    ui::Ui,
};

/// The streams, the settings and the way to the registries.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// Where output goes.
    pub(crate) ui: &'a mut Ui,
    /// The file of registries.
    pub(crate) registry_file: RegistryFile,
    /// How HTTP clients behave.
    pub(crate) http: Settings,
    /// Folder for what can be fetched again, if there is one.
    pub(crate) cache: Option<PathBuf>,
    git: git::Options,
}

impl<'a> Context<'a> {
    /// Applies the global flags; nothing is read or opened yet.
    pub(crate) fn new(args: GlobalArgs, ui: &'a mut Ui) -> anyhow::Result<Self> {
        let http = args.http();
        let file = match args.config {
            Some(path) => path,
            None => registry_file()?,
        };
        let git = git::Options {
            mirrors: args.git_mirrors.unwrap_or_default(),
            ssh_command: variable("GIT_SSH_COMMAND"),
        };
        // Without a place for a cache everything still works, only slower.
        let cache = args.cache_dir.or_else(|| cache_folder().ok());
        Ok(Self {
            ui,
            registry_file: RegistryFile::new(file),
            http,
            cache,
            git,
        })
    }

    /// Returns what the backends of registries need.
    pub(crate) fn open_context(&self) -> OpenContext {
        OpenContext {
            http: self.http.clone(),
            cache: self.cache.clone(),
            git: self.git.clone(),
        }
    }

    /// Reads the configured registries.
    pub(crate) fn registries(&self) -> anyhow::Result<Registries> {
        Ok(self.registry_file.load()?)
    }

    /// Opens the backend of a configured registry.
    pub(crate) fn open(&self, entry: &RegistryEntry) -> anyhow::Result<Arc<dyn Registry>> {
        Ok(open(entry, &self.open_context())?)
    }

    /// Opens the configured registry called `name`.
    pub(crate) fn open_named(&self, name: &str) -> anyhow::Result<Arc<dyn Registry>> {
        self.open(self.registries()?.get(name)?)
    }
}
