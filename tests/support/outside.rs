//! Data and programs that are not part of the project.
//!
//! What is not there is a line `skipped: ...` on stderr and no failure, unless
//! `ADDON_TEST_REQUIRE=all` says that everything must be there.

use std::{
    env,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

/// Finds a file or folder of the shared data, such as `catalog`.
#[track_caller]
pub(crate) fn shared(relative: &str) -> Option<PathBuf> {
    let found = shared_folder()
        .map(|folder| folder.join(relative))
        .filter(|path| path.exists());
    if found.is_none() {
        skip(&format!("there is no shared {relative}"));
    }
    found
}

/// Finds a real program to test against, such as `helm3`.
#[track_caller]
pub(crate) fn peer(name: &str) -> Option<PathBuf> {
    let found = peer_folder().and_then(|folder| newest(&folder, name));
    let found = found.or_else(|| must_have().then(|| build(name)).flatten());
    if found.is_none() {
        skip(&format!("there is no program {name}"));
    }
    found
}

fn shared_folder() -> Option<PathBuf> {
    if let Some(folder) = variable("ADDON_SHARED") {
        return Some(folder.into());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["../shared", "../../shared"]
        .iter()
        .map(|relative| root.join(relative))
        .find(|folder| folder.is_dir())
}

fn peer_folder() -> Option<PathBuf> {
    let cache = || {
        variable("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| variable("HOME").map(|home| Path::new(&home).join(".cache")))
            .map(|cache| cache.join("addon-peers"))
    };
    variable("ADDON_PEERS").map(PathBuf::from).or_else(cache)
}

/// The files are called NAME-vVERSION.
fn newest(folder: &Path, name: &str) -> Option<PathBuf> {
    let prefix = format!("{name}-v");
    let mut found: Vec<PathBuf> = folder
        .read_dir()
        .ok()?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found.pop()
}

fn build(name: &str) -> Option<PathBuf> {
    let script = shared_folder()?.join("tools/peers.sh");
    let output = Command::new(script).arg(name).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let path = text.trim().strip_prefix(name)?.trim();
    Path::new(path).exists().then(|| path.into())
}

fn must_have() -> bool {
    variable("ADDON_TEST_REQUIRE").as_deref() == Some("all")
}

/// Tells that something is missing, which fails where everything must be there.
#[track_caller]
pub(crate) fn skip(reason: &str) {
    assert!(
        !must_have(),
        "{reason}, and ADDON_TEST_REQUIRE=all asks for it"
    );
    let test = std::thread::current();
    let test = test.name().unwrap_or_default();
    // Not through the captured streams: somebody must see it.
    let _closed = writeln!(std::io::stderr(), "skipped: {test}: {reason}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "how tests are set up is no configuration of the product"
)]
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
