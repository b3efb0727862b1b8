//! Where the configuration and the cache belong on this system.

use std::path::PathBuf;

use super::variable;
use crate::hint::Hint;

/// The system names no home folder.
#[derive(Debug, thiserror::Error)]
#[error("cannot tell where the {what} belongs: no home folder is set")]
pub struct NoHome {
    what: &'static str,
    variable: &'static str,
}

impl Hint for NoHome {
    fn hint(&self) -> Option<String> {
        Some(format!("set HOME or {}", self.variable))
    }
}

/// Returns the default file of registries, below the XDG configuration folder.
pub fn registry_file() -> Result<PathBuf, NoHome> {
    dirs::config_dir()
        .map(|folder| folder.join("vela-addon").join("registries.json"))
        .ok_or(NoHome {
            what: "registry file",
            variable: "ADDON_CONFIG",
        })
}

/// Returns the default cache folder, below the XDG cache folder.
pub fn cache_folder() -> Result<PathBuf, NoHome> {
    dirs::cache_dir()
        .map(|folder| folder.join("vela-addon"))
        .ok_or(NoHome {
            what: "cache",
            variable: "ADDON_CACHE_DIR",
        })
}

/// Returns the kubeconfigs that `kubectl` would read, there or not.
pub fn kubeconfigs() -> Vec<PathBuf> {
    match variable("KUBECONFIG").filter(|list| !list.is_empty()) {
        Some(list) => std::env::split_paths(&list)
            .filter(|path| !path.as_os_str().is_empty())
            .collect(),
        None => dirs::home_dir()
            .map(|home| home.join(".kube").join("config"))
            .into_iter()
            .collect(),
    }
}
