//! The real programs that benches run beside ours.

use std::{env, path::PathBuf};

/// Finds a program where the tests find it, in `ADDON_PEERS`.
pub(crate) fn peer(name: &str) -> Option<PathBuf> {
    let folder = env::var_os("ADDON_PEERS")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache/addon-peers")))?;
    folder
        .read_dir()
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            path.file_name()
                .is_some_and(|file| file.to_string_lossy().starts_with(&format!("{name}-v")))
        })
}
