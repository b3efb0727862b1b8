//! What is in a repository, and where in it.

use super::world::{World, check_list, entry, fetch, git, git_is_missing, open, shown};
use crate::{
    config::GitSource,
    exit::ExitCode,
    hint::Hint as _,
    registry::{Registry as _, contract},
};

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
