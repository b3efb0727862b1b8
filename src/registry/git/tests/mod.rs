//! Against git's own server, over a path and over a stand-in for `ssh`.

mod server;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use tempfile::TempDir;

use self::server::Server;
use super::GitRegistry;
use crate::{
    addon::{AddonName, FileTree},
    config::{GitSource, RegistryKind},
    exit::ExitCode,
    hint::Hint as _,
    net::Settings,
    registry::{Error, Fetched, Listing, OpenContext, Registry as _, Result, contract},
    secret::Secret,
};

/// Says whether tests with git can run here; without it they are skipped.
fn git_is_missing() -> bool {
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
type Damage<'a> = &'a dyn Fn(&Path);

/// A checkout to commit to, the bare repository that it pushes to, and a cache.
struct World {
    folder: TempDir,
    server: Server,
}

impl World {
    /// Makes a repository with two addons in `addons`.
    fn new() -> Self {
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

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    fn bare(&self) -> PathBuf {
        self.folder.path().join("served/o/r.git")
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.work().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        fs::write(path, content).expect("written");
    }

    fn write_addon(&self, folder: &str, name: &str, version: &str) {
        let metadata = format!("name: {name}\nversion: {version}\ndescription: About {name}\n");
        self.write(&format!("{folder}/metadata.yaml"), metadata);
        self.write(&format!("{folder}/template.cue"), "output: {}\n");
    }

    /// Commits everything and pushes it.
    fn push(&self, message: &str) -> String {
        git(&self.work(), &["add", "-A"]);
        git(&self.work(), &["commit", "-q", "-m", message]);
        git(&self.work(), &["push", "-q", "origin", "HEAD", "--tags"]);
        git(&self.work(), &["rev-parse", "HEAD"])
    }

    fn context(&self) -> OpenContext {
        OpenContext {
            http: Settings {
                retries: 0,
                ..Settings::default()
            },
            cache: Some(self.cache()),
            ..OpenContext::default()
        }
    }

    fn entry(&self) -> GitSource {
        entry(&self.server.url("o/r.git"), "addons")
    }

    fn open(&self) -> GitRegistry {
        open(&self.entry(), &self.context()).expect("a registry")
    }

    fn offline(&self) -> OpenContext {
        let mut context = self.context();
        context.http.offline = true;
        context
    }

    /// Finds the files of the cache with this ending.
    fn cached_files(&self, ending: &str) -> Vec<PathBuf> {
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

fn entry(url: &str, path: &str) -> GitSource {
    GitSource {
        url: url.into(),
        path: path.into(),
        ..GitSource::default()
    }
}

fn open(entry: &GitSource, context: &OpenContext) -> Result<GitRegistry> {
    GitRegistry::new("demo", RegistryKind::Git, entry, context)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Runs git without anybody's configuration and returns what it prints.
#[track_caller]
fn git(folder: &Path, arguments: &[&str]) -> String {
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
fn shown(listing: &Listing) -> Vec<String> {
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
fn check_list(registry: &GitRegistry, expected: &[&str]) {
    assert_eq!(shown(&registry.list().expect("a listing")), expected);
}

fn fetch(registry: &GitRegistry, name: &str) -> FileTree {
    let name: AddonName = name.parse().expect("a name");
    let release = registry.releases(&name).expect("releases").remove(0);
    match registry.fetch(&release).expect("fetched") {
        Fetched::Tree(tree) => tree,
        Fetched::Package(_) => panic!("a git registry keeps no packages"),
    }
}

#[test]
fn a_registry_over_http_keeps_the_contract() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    contract::check(&world.open(), &[("fluxcd", "1.0.0"), ("velaux", "2.0.0")]);
    let release = world
        .open()
        .list()
        .expect("a listing")
        .offerings
        .remove(0)
        .releases[0]
        .clone();
    assert_eq!(
        (&*release.registry, release.description.as_str()),
        ("demo", "About fluxcd")
    );
}

#[test]
fn a_new_commit_shows_and_an_old_one_costs_one_request() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    check_list(&world.open(), &["fluxcd 1.0.0", "velaux 2.0.0"]);
    let both = ["GET /o/r.git/info/refs", "POST /o/r.git/git-upload-pack"];
    assert_eq!(world.server.requests(), both);

    let registry = world.open();
    check_list(&registry, &["fluxcd 1.0.0", "velaux 2.0.0"]);
    assert_eq!(fetch(&registry, "velaux").len(), 2);
    assert_eq!(world.server.requests(), both[..1]);

    world.write_addon("addons/keda", "keda", "3.0.0");
    world.write_addon("addons/velaux", "velaux", "2.1.0");
    world.push("second");
    check_list(
        &world.open(),
        &["fluxcd 1.0.0", "keda 3.0.0", "velaux 2.1.0"],
    );
    assert_eq!(world.server.requests(), both);
    let packs = world.cached_files(".pack");
    let sizes = packs
        .iter()
        .map(|path| fs::metadata(path).expect("there").len());
    assert_eq!(packs.len(), 2, "the second fetch adds to the first");
    assert!(sizes.max() > Some(0));
}

#[test]
fn a_cache_that_grew_for_long_is_begun_anew() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    for round in 0..20 {
        world.write_addon("addons/keda", "keda", &format!("1.0.{round}"));
        world.push("again");
        world.open().list().expect("a listing");
        assert!(world.cached_files(".pack").len() <= 16);
    }
    check_list(
        &world.open(),
        &["fluxcd 1.0.0", "keda 1.0.19", "velaux 2.0.0"],
    );
}

#[test]
fn every_kind_of_entry_is_read_or_skipped_as_it_should_be() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let big = vec![b'x'; 3 << 20];
    world.write_addon("addons/big", "big", "1.0.0");
    world.write("addons/big/resources/big.yaml", &big);
    for number in 0..120 {
        world.write(
            &format!("addons/big/definitions/d{number}.cue"),
            number.to_string(),
        );
    }
    world.write("shared/notes.md", "shared notes");
    #[cfg(unix)]
    {
        let link = |target: &str, path: &str| {
            std::os::unix::fs::symlink(target, world.work().join(path)).expect("linked");
        };
        link("../../shared/notes.md", "addons/big/README.md");
        link("../../shared", "addons/big/views");
        link("/etc/passwd", "addons/big/absolute");
        link("../../../outside", "addons/big/outside");
        link("loop", "addons/big/loop");
        link("velaux", "addons/alias");
    }
    let commit = git(&world.work(), &["rev-parse", "HEAD"]);
    let submodule = format!("160000,{commit},addons/big/module");
    git(
        &world.work(),
        &["update-index", "--add", "--cacheinfo", &submodule],
    );
    git(&world.work(), &["add", "-A", "--", "addons", "shared"]);
    git(&world.work(), &["commit", "-q", "-m", "more"]);
    git(&world.work(), &["push", "-q", "origin", "HEAD"]);

    let registry = world.open();
    let tree = fetch(&registry, "big");
    assert_eq!(
        tree.get("resources/big.yaml").map(bytes::Bytes::len),
        Some(big.len())
    );
    assert_eq!(
        tree.iter()
            .filter(|(path, _)| path.as_str().starts_with("definitions"))
            .count(),
        120
    );
    assert_eq!(
        tree.get("README.md").map(|content| &content[..]),
        Some(&b"shared notes"[..])
    );
    assert_eq!(
        tree.get("views/notes.md").map(|content| &content[..]),
        Some(&b"shared notes"[..])
    );
    for absent in ["absolute", "outside", "loop", "module"] {
        assert!(!tree.contains(absent), "{absent}");
    }
    let duplicate = "! addons/velaux/metadata.yaml: `velaux` is the name of the addon in \
                     `addons/alias`, too";
    check_list(
        &registry,
        &["big 1.0.0", "fluxcd 1.0.0", "velaux 2.0.0", duplicate],
    );
}

#[test]
fn one_bad_addon_hides_no_other() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    world.write("addons/a/metadata.yaml", "name: a\nversion: [\n");
    world.write("addons/b/metadata.yaml", "version: 1.0.0\n");
    world.write("addons/c/metadata.yaml", b"name: \xff\n");
    world.write("addons/d/metadata.yaml", "name: ../../d\nversion: 1.0.0\n");
    world.write("addons/e/metadata.yaml", vec![b'#'; 2 << 20]);
    world.push("bad");
    let registry = world.open();
    let lines = shown(&registry.list().expect("a listing"));
    assert_eq!(lines[..2], ["fluxcd 1.0.0", "velaux 2.0.0"]);
    for (line, folder) in lines[2..].iter().zip(["a", "b", "c", "d", "e"]) {
        assert!(
            line.starts_with(&format!("! addons/{folder}/metadata.yaml: ")),
            "{line}"
        );
    }
    assert!(lines[2].contains("line 2"), "{}", lines[2]);
    assert_eq!(lines.len(), 7);
    let error = registry
        .releases(&"a".parse().expect("a name"))
        .expect_err("bad");
    assert_eq!(error.exit_code(), ExitCode::Invalid);
}

#[test]
fn the_address_may_name_branch_tag_commit_and_folder() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let first = git(&world.work(), &["rev-parse", "HEAD"]);
    git(&world.work(), &["tag", "-a", "-m", "tag", "v1"]);
    git(&world.work(), &["checkout", "-q", "-b", "feature/x"]);
    world.write_addon("deep/er/keda", "keda", "3.0.0");
    world.write_addon("addons/fluxcd", "fluxcd", "9.0.0");
    world.push("branch");
    let base = world.server.url("o/r.git");
    for (url, reference, path, expected) in [
        (
            base.clone(),
            "",
            "addons",
            &["fluxcd 1.0.0", "velaux 2.0.0"][..],
        ),
        (
            base.clone(),
            "v1",
            "/addons/",
            &["fluxcd 1.0.0", "velaux 2.0.0"],
        ),
        (
            base.clone(),
            &first,
            "addons",
            &["fluxcd 1.0.0", "velaux 2.0.0"],
        ),
        (
            base.clone(),
            "feature/x",
            "addons",
            &["fluxcd 9.0.0", "velaux 2.0.0"],
        ),
        (
            format!("{base}/-/tree/feature/x/deep/er"),
            "",
            "",
            &["keda 3.0.0"],
        ),
        (
            format!("{base}/-/tree/feature/x/deep"),
            "",
            "er",
            &["keda 3.0.0"],
        ),
        (
            format!("{base}/deep/er?ref=feature/x"),
            "",
            "",
            &["keda 3.0.0"],
        ),
        (
            format!("{base}#feature/x"),
            "",
            "deep/er/keda",
            &["keda 3.0.0"],
        ),
    ] {
        let entry = GitSource {
            reference: reference.into(),
            ..entry(&url, path)
        };
        for _cold_then_warm in 0..2 {
            let registry = open(&entry, &world.context()).expect("a registry");
            check_list(&registry, expected);
        }
        let registry = open(&entry, &world.offline()).expect("a registry");
        check_list(&registry, expected);
    }
    world.server.requests();
    let entry = GitSource {
        reference: first,
        ..world.entry()
    };
    check_list(
        &open(&entry, &world.context()).expect("a registry"),
        &["fluxcd 1.0.0", "velaux 2.0.0"],
    );
    assert_eq!(world.server.requests(), [""; 0], "a commit never changes");
}

#[test]
fn addons_in_the_root_are_found() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let root = open(&entry(&world.server.url("o/r.git"), ""), &world.context()).expect("opened");
    check_list(
        &root,
        &["! the repository: it has no folder with a metadata.yaml; there are some in `addons`"],
    );
    world.write_addon("keda", "keda", "3.0.0");
    world.push("folder in the root");
    let root = open(&entry(&world.server.url("o/r.git"), ""), &world.context()).expect("opened");
    check_list(&root, &["keda 3.0.0"]);
    world.write_addon(".", "whole", "4.0.0");
    world.push("the repository is an addon");
    let root = open(&entry(&world.server.url("o/r.git"), ""), &world.context()).expect("opened");
    check_list(&root, &["whole 4.0.0"]);
    assert!(fetch(&root, "whole").contains("addons/velaux/metadata.yaml"));
}

#[test]
fn what_is_not_there_is_named_with_what_is() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let list = |entry: &GitSource| open(entry, &world.context())?.list();
    let error = list(&GitSource {
        reference: "mian".into(),
        ..world.entry()
    })
    .expect_err("absent");
    assert_eq!(error.exit_code(), ExitCode::NotFound);
    assert_eq!(error.to_string(), "registry `demo` has no `mian`");
    assert_eq!(error.hint().as_deref(), Some("there is main"));

    let error = list(&entry(&world.server.url("o/r.git"), "addon")).expect_err("absent");
    assert_eq!(error.exit_code(), ExitCode::NotFound);
    assert_eq!(error.hint().as_deref(), Some("there is addons"));

    let error = list(&entry(&world.server.url("o/none.git"), "")).expect_err("absent");
    assert_eq!(error.exit_code(), ExitCode::NotFound);

    let commit = "1234567812345678123456781234567812345678";
    let error = list(&GitSource {
        reference: commit.into(),
        ..world.entry()
    })
    .expect_err("absent");
    assert!(error.to_string().contains("not our ref"), "{error}");

    git(
        world.folder.path(),
        &["init", "-q", "--bare", "served/empty.git"],
    );
    let error = list(&entry(&world.server.url("empty.git"), "")).expect_err("empty");
    assert!(error.to_string().contains("empty"), "{error}");
}

#[test]
fn a_token_is_needed_and_the_right_one_suffices() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    world.server.behaviour().credentials = Some("oauth2:s3cret".into());
    let list = |token: &str| {
        let entry = GitSource {
            token: Secret::new(token),
            ..world.entry()
        };
        open(&entry, &world.context())?.list()
    };
    for wrong in ["", "wrong"] {
        let error = list(wrong).expect_err("refused");
        assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
        assert_eq!(error.exit_code(), ExitCode::Permission);
    }
    assert_eq!(list("s3cret").expect("a listing").offerings.len(), 2);
    assert_eq!(list("oauth2:s3cret").expect("a listing").offerings.len(), 2);
    let url = world
        .server
        .url("o/r.git")
        .replace("//", "//oauth2:s3cret@");
    let entry = entry(&url, "addons");
    assert_eq!(
        open(&entry, &world.context())
            .expect("opened")
            .list()
            .expect("listed")
            .offerings
            .len(),
        2
    );
    let kept = world
        .cached_files("state.json")
        .iter()
        .any(|path| fs::read_to_string(path).expect("read").contains("s3cret"));
    assert!(!kept, "the cache holds no secret");
}

#[test]
fn a_token_stays_off_plain_http_unless_that_is_allowed() {
    let token = Secret::new("s3cret");
    let mut entry = GitSource {
        token,
        ..entry("http://git.example.com/o/r.git", "")
    };
    let error = open(&entry, &OpenContext::default()).expect_err("refused");
    assert!(error.to_string().contains("unencrypted"), "{error}");
    assert!(!format!("{error:?}").contains("s3cret"));
    entry.allow_clear_text_token = true;
    assert!(open(&entry, &OpenContext::default()).is_ok());
    entry.allow_clear_text_token = false;
    entry.url = "https://git.example.com/o/r.git".into();
    assert!(open(&entry, &OpenContext::default()).is_ok());
}

#[test]
fn a_redirect_is_followed_but_takes_no_token_along() {
    if git_is_missing() {
        return;
    }
    let (world, other) = (World::new(), World::new());
    let moved = entry(&world.server.url("moved/o/r.git"), "addons");
    world.server.behaviour().moved_to = Some(world.server.url("").trim_end_matches('/').into());
    check_list(
        &open(&moved, &world.context()).expect("opened"),
        &["fluxcd 1.0.0", "velaux 2.0.0"],
    );
    assert_eq!(
        world.server.requests(),
        [
            "GET /moved/o/r.git/info/refs",
            "GET /o/r.git/info/refs",
            "POST /o/r.git/git-upload-pack"
        ]
    );

    other.server.behaviour().credentials = Some("oauth2:s3cret".into());
    world.server.behaviour().moved_to = Some(other.server.url("").trim_end_matches('/').into());
    let entry = GitSource {
        token: Secret::new("s3cret"),
        ..moved
    };
    let error = open(&entry, &world.context())
        .expect("opened")
        .list()
        .expect_err("refused");
    assert!(
        error.to_string().contains("where its token is not sent"),
        "{error}"
    );
    assert_eq!(other.server.requests(), ["GET /o/r.git/info/refs"]);
}

#[test]
fn without_a_network_the_cache_serves_only_who_asks_for_it() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let entry = world.entry();
    let offline = || open(&entry, &world.offline()).expect("opened");
    let error = offline().list().expect_err("nothing is there yet");
    assert!(matches!(error, Error::NotCached { .. }), "{error}");
    check_list(&world.open(), &["fluxcd 1.0.0", "velaux 2.0.0"]);
    world.write_addon("addons/keda", "keda", "3.0.0");
    world.push("unseen");
    world.server.requests();
    check_list(&offline(), &["fluxcd 1.0.0", "velaux 2.0.0"]);
    assert!(fetch(&offline(), "velaux").contains("template.cue"));
    assert_eq!(world.server.requests(), [""; 0]);
}

#[test]
fn an_unreachable_server_is_told_from_a_stale_cache() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("bound");
    drop(free);
    let gone = entry(&format!("http://{address}/o/r.git"), "addons");
    let error = open(&gone, &world.context())
        .expect("opened")
        .list()
        .expect_err("unreachable");
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
    assert_eq!(error.exit_code(), ExitCode::Network);

    world.open().list().expect("a listing");
    world.server.behaviour().down = true;
    let error = world.open().list().expect_err("unreachable");
    assert!(matches!(error, Error::OnlyCached { .. }), "{error}");
    assert_eq!(error.exit_code(), ExitCode::Network);
    assert!(error.hint().is_some_and(|hint| hint.contains("--offline")));
}

#[test]
fn an_answer_that_breaks_off_is_asked_for_again() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    world.server.behaviour().cut_off = 1;
    check_list(&world.open(), &["fluxcd 1.0.0", "velaux 2.0.0"]);
    let world = World::new();
    world.server.behaviour().cut_off = 100;
    let error = world.open().list().expect_err("cut off");
    assert_eq!(error.exit_code(), ExitCode::Network, "{error}");
    world.server.behaviour().cut_off = 0;
    check_list(&world.open(), &["fluxcd 1.0.0", "velaux 2.0.0"]);
    let leftovers = world.cached_files("").len();
    assert_eq!(leftovers, 4, "a lock, a state, a pack and its index");
}

#[test]
fn a_damaged_cache_is_mended() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    world.open().list().expect("a listing");
    let truncate = |path: &Path| {
        let content = fs::read(path).expect("read");
        fs::remove_file(path).expect("removed");
        fs::write(path, &content[..content.len() / 2]).expect("written");
    };
    let scramble = |path: &Path| {
        let mut content = fs::read(path).expect("read");
        let middle = content.len() / 2;
        for byte in &mut content[middle - 20..middle + 20] {
            *byte ^= 0x55;
        }
        fs::remove_file(path).expect("removed");
        fs::write(path, content).expect("written");
    };
    let remove = |path: &Path| fs::remove_file(path).expect("removed");
    let damages: [(&str, Damage<'_>); 8] = [
        (".pack", &truncate),
        (".idx", &truncate),
        ("state.json", &truncate),
        (".pack", &scramble),
        (".idx", &scramble),
        (".pack", &remove),
        (".idx", &remove),
        ("state.json", &remove),
    ];
    for (ending, damage) in damages {
        let files = world.cached_files(ending);
        assert_eq!(files.len(), 1, "{ending}");
        damage(&files[0]);
        let registry = world.open();
        check_list(&registry, &["fluxcd 1.0.0", "velaux 2.0.0"]);
        assert_eq!(fetch(&registry, "fluxcd").len(), 2, "{ending}");
        assert_eq!(
            world.cached_files(".pack").len(),
            1,
            "the damaged one is gone"
        );
    }
    truncate(&world.cached_files(".pack")[0]);
    let error = open(&world.entry(), &world.offline())
        .expect("opened")
        .list()
        .expect_err("damaged");
    assert!(error.to_string().contains("cache is damaged"), "{error}");
}

#[test]
fn many_may_fetch_at_once() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    for round in 0..3 {
        world.write_addon("addons/keda", "keda", &format!("1.0.{round}"));
        world.push("again");
        let expected = format!("keda 1.0.{round}");
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let registry = world.open();
                    check_list(&registry, &["fluxcd 1.0.0", &expected, "velaux 2.0.0"]);
                    assert_eq!(fetch(&registry, "velaux").len(), 2);
                });
            }
        });
        let requests = world.server.requests();
        let fetches = requests
            .iter()
            .filter(|request| request.starts_with("POST"))
            .count();
        assert_eq!(fetches, 1, "the others find what one fetched");
    }
}

#[test]
fn a_repository_on_disk_is_read_in_place() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let (work, bare) = (world.work(), world.bare());
    git(&work, &["tag", "-a", "-m", "tag", "v1"]);
    world.write_addon("addons/keda", "keda", "3.0.0");
    world.push("second");
    // What is not committed does not count.
    world.write_addon("addons/loki", "loki", "1.0.0");
    let all = &["fluxcd 1.0.0", "keda 3.0.0", "velaux 2.0.0"][..];
    for (url, path, reference, expected) in [
        (text(&work).to_owned(), "addons", "", all),
        (text(&work.join("addons")).to_owned(), "", "", all),
        (text(&work.join(".git")).to_owned(), "addons", "", all),
        (text(&bare).to_owned(), "addons", "main", all),
        (format!("file://{}", text(&bare)), "addons", "", all),
        (
            format!("file://{}#v1", text(&bare)),
            "addons",
            "",
            &["fluxcd 1.0.0", "velaux 2.0.0"],
        ),
        (
            text(&work.join("addons/keda")).to_owned(),
            "",
            "",
            &["keda 3.0.0"],
        ),
    ] {
        let entry = GitSource {
            reference: reference.into(),
            ..entry(&url, path)
        };
        let registry = open(&entry, &world.offline()).expect("opened");
        check_list(&registry, expected);
        assert!(fetch(&registry, expected[0].split(' ').next().expect("a name")).len() >= 2);
    }
    assert!(!world.cache().exists(), "nothing is copied");

    let nothing = tempfile::tempdir().expect("a folder");
    for path in [nothing.path().to_path_buf(), nothing.path().join("absent")] {
        let error = open(&entry(text(&path), ""), &world.context())
            .expect("opened")
            .list();
        assert_eq!(
            error.expect_err("nothing there").exit_code(),
            ExitCode::NotFound
        );
    }
}

#[test]
fn ssh_is_left_to_the_program_of_the_system() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    // Runs the last argument here instead of elsewhere, as ssh would with its host.
    let mut context = world.context();
    context.git.ssh_command = Some("f() { for last; do :; done; sh -c \"$last\"; }; f".into());
    let list = |url: &str| {
        let registry = open(&entry(url, "addons"), &context)?;
        registry.list().map(|listing| shown(&listing))
    };
    let bare = world.bare();
    for url in [
        format!("ssh://git@localhost:2222{}", text(&bare)),
        format!("git@localhost:{}", text(&bare)),
    ] {
        for _cold_then_warm in 0..2 {
            assert_eq!(
                list(&url).expect("a listing"),
                ["fluxcd 1.0.0", "velaux 2.0.0"]
            );
        }
    }
    world.write_addon("addons/keda", "keda", "3.0.0");
    world.push("second");
    let again = list(&format!("git@localhost:{}", text(&bare))).expect("a listing");
    assert_eq!(again, ["fluxcd 1.0.0", "keda 3.0.0", "velaux 2.0.0"]);

    let error = list("git@localhost:/no/such/repository.git").expect_err("absent");
    assert_eq!(error.exit_code(), ExitCode::NotFound, "{error}");
    let quoted = format!(
        "git@localhost:{}",
        text(&bare.with_file_name("it's here.git"))
    );
    let error = list(&quoted).expect_err("absent");
    assert!(error.to_string().contains("it's here.git"), "{error}");

    for (command, code) in [
        (
            "echo 'git@localhost: Permission denied (publickey).' >&2; false",
            ExitCode::Permission,
        ),
        (
            "echo 'ssh: connect to host localhost port 22: Connection refused' >&2; false",
            ExitCode::Network,
        ),
        ("echo hello; false", ExitCode::Failure),
    ] {
        context.git.ssh_command = Some(command.into());
        let registry = open(&entry("git@localhost:o/new.git", ""), &context).expect("opened");
        let error = registry.list().expect_err("refused");
        assert_eq!(error.exit_code(), code, "{error}");
    }
}

#[test]
fn forges_are_reached_under_the_address_that_git_knows_them_by() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    let base = world.server.url("");
    let mut context = world.context();
    let rules = [
        "https://github.com/",
        "https://gitee.com/",
        "https://git.corp/gitlab/",
    ];
    let rules: Vec<_> = rules
        .iter()
        .map(|forge| format!("{forge}={base}"))
        .collect();
    context.git.mirrors = rules.join(",").parse().expect("mirrors");
    for (kind, url) in [
        (RegistryKind::Git, "https://github.com/o/r/tree/main/addons"),
        (RegistryKind::Git, "https://github.com/o/r/addons"),
        (
            RegistryKind::Git,
            "https://api.github.com/repos/o/r/contents/addons?ref=main",
        ),
        (
            RegistryKind::Gitee,
            "https://gitee.com/o/r/tree/main/addons",
        ),
        (
            RegistryKind::Gitlab,
            "https://git.corp/gitlab/o/r/-/tree/main/addons",
        ),
        (
            RegistryKind::Gitlab,
            "https://git.corp/gitlab/o/r/tree/main/addons",
        ),
    ] {
        let entry = GitSource {
            token: Secret::new("s3cret"),
            ..entry(url, "")
        };
        let registry = GitRegistry::new("demo", kind, &entry, &context).expect("opened");
        check_list(&registry, &["fluxcd 1.0.0", "velaux 2.0.0"]);
    }
    // The mirror is not told the forge's token, even where it would take it.
    world.server.behaviour().credentials = Some("x-access-token:s3cret".into());
    let forge = GitSource {
        token: Secret::new("s3cret"),
        ..entry("https://github.com/o/r", "addons")
    };
    let error = open(&forge, &context).expect("opened").list();
    assert!(
        matches!(error, Err(Error::Unauthorized { .. })),
        "{error:?}"
    );
}

#[test]
fn other_servers_are_told_from_git() {
    if git_is_missing() {
        return;
    }
    let world = World::new();
    fs::create_dir_all(world.bare().join("info")).expect("made");
    let open = |path: &str| open(&entry(&world.server.url(path), ""), &world.context());
    // The backend hands out files of a repository to whoever asks in the old way.
    let error = open("o/r.git/objects")
        .expect("opened")
        .list()
        .expect_err("not git");
    assert_eq!(error.exit_code(), ExitCode::NotFound, "{error}");
}
