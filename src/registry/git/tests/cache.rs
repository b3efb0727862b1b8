//! What is kept between runs.

use std::{fs, path::Path, thread};

use super::world::{Damage, World, check_list, entry, fetch, git_is_missing, open};
use crate::{
    exit::ExitCode,
    hint::Hint as _,
    registry::{Error, Registry as _},
};

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
