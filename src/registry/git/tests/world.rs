//! Repositories to read from, and what tests do with them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use super::server::Server;
use crate::{
    addon::{AddonName, FileTree},
    config::{GitSource, RegistryKind},
    net::Settings,
    registry::{Fetched, Listing, OpenContext, Registry as _, Result, git::GitRegistry},
};

/// Says whether tests with git can run here; without it they are skipped.
pub(super) fn git_is_missing() -> bool {
    let missing = Command::new("git").arg("--version").output().is_err();
    if missing {
        let required =
            crate::config::variable("ADDON_TEST_REQUIRE").is_some_and(|value| value == "all");
        assert!(!required, "git is not installed");
        eprintln!("skipped: git is not installed");
    }
    missing
}

/// Does something to a file of the cache.
pub(super) type Damage<'a> = &'a dyn Fn(&Path);

/// A checkout to commit to, the bare repository that it pushes to, and a cache.
pub(super) struct World {
    pub(super) folder: TempDir,
    pub(super) server: Server,
}

impl World {
    /// Makes a repository with two addons in `addons`.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let served = folder.path().join("served");
        fs::create_dir_all(&served).expect("made");
        let world = Self {
            server: Server::start(&served),
            folder,
        };
        let bare = served.join("o/r.git");
        git(
            world.folder.path(),
            &["init", "-q", "--bare", "-b", "main", text(&bare)],
        );
        git(world.folder.path(), &["init", "-q", "-b", "main", "work"]);
        git(&world.work(), &["remote", "add", "origin", text(&bare)]);
        world.write("README.md", "not an addon");
        world.write_addon("addons/fluxcd", "fluxcd", "1.0.0");
        world.write_addon("addons/velaux", "velaux", "2.0.0");
        world.write("addons/notes/README.md", "not an addon");
        world.push("first");
        world
    }

    pub(super) fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub(super) fn bare(&self) -> PathBuf {
        self.folder.path().join("served/o/r.git")
    }

    pub(super) fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    pub(super) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.work().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        fs::write(path, content).expect("written");
    }

    pub(super) fn write_addon(&self, folder: &str, name: &str, version: &str) {
        let metadata = format!("name: {name}\nversion: {version}\ndescription: About {name}\n");
        self.write(&format!("{folder}/metadata.yaml"), metadata);
        self.write(&format!("{folder}/template.cue"), "output: {}\n");
    }

    /// Commits everything and pushes it.
    pub(super) fn push(&self, message: &str) -> String {
        git(&self.work(), &["add", "-A"]);
        git(&self.work(), &["commit", "-q", "-m", message]);
        git(&self.work(), &["push", "-q", "origin", "HEAD", "--tags"]);
        git(&self.work(), &["rev-parse", "HEAD"])
    }

    pub(super) fn context(&self) -> OpenContext {
        OpenContext {
            http: Settings {
                retries: 0,
                ..Settings::default()
            },
            cache: Some(self.cache()),
            ..OpenContext::default()
        }
    }

    pub(super) fn entry(&self) -> GitSource {
        entry(&self.server.url("o/r.git"), "addons")
    }

    pub(super) fn open(&self) -> GitRegistry {
        open(&self.entry(), &self.context()).expect("a registry")
    }

    pub(super) fn offline(&self) -> OpenContext {
        let mut context = self.context();
        context.http.offline = true;
        context
    }

    /// Finds the files of the cache with this ending.
    pub(super) fn cached_files(&self, ending: &str) -> Vec<PathBuf> {
        let mut folders = vec![self.cache()];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("listed") {
                let path = entry.expect("listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else if text(&path).ends_with(ending) {
                    found.push(path);
                }
            }
        }
        found
    }
}

pub(super) fn entry(url: &str, path: &str) -> GitSource {
    GitSource {
        url: url.into(),
        path: path.into(),
        ..GitSource::default()
    }
}

pub(super) fn open(entry: &GitSource, context: &OpenContext) -> Result<GitRegistry> {
    GitRegistry::new("demo", RegistryKind::Git, entry, context)
}

pub(super) fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Runs git without anybody's configuration and returns what it prints.
#[track_caller]
pub(super) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
        .args(["-c", "protocol.file.allow=always"])
        .args(arguments)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .output()
        .expect("git runs");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Shows a listing as `name version`, problems as `! subject: message`.
pub(super) fn shown(listing: &Listing) -> Vec<String> {
    let offerings = listing.offerings.iter().map(|offering| {
        let versions: Vec<_> = offering
            .releases
            .iter()
            .map(|r| r.version.as_str())
            .collect();
        format!("{} {}", offering.name, versions.join(" "))
    });
    let problems = listing
        .problems
        .iter()
        .map(|problem| format!("! {}: {}", problem.subject, problem.message));
    offerings.chain(problems).collect()
}

#[track_caller]
pub(super) fn check_list(registry: &GitRegistry, expected: &[&str]) {
    assert_eq!(shown(&registry.list().expect("a listing")), expected);
}

pub(super) fn fetch(registry: &GitRegistry, name: &str) -> FileTree {
    let name: AddonName = name.parse().expect("a name");
    let release = registry.releases(&name).expect("releases").remove(0);
    match registry.fetch(&release).expect("fetched") {
        Fetched::Tree(tree) => tree,
        Fetched::Package(_) => panic!("a git registry keeps no packages"),
    }
}
