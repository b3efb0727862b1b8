//! Measures `addon list` of a git registry as a whole command, at several sizes.
//!
//! `cargo bench --bench git -- 90 1000` measures these numbers of addons; the milliseconds go to
//! stdout as a table. Over HTTP git's own server answers, whose start is shown beside it: it is
//! the floor of what asking for news can cost.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench reports to whoever runs it"
)]

mod support;

use std::{fs, process::Command, time::Instant};

use support::{git_host, measure::median};

const ROUNDS: usize = 15;

fn main() {
    let sizes: Vec<usize> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![90, 1000]
    } else {
        sizes
    };
    println!(
        "{:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "addons", "path", "offline", "same", "changed", "cold", "server"
    );
    for size in sizes {
        measure(size);
    }
}

fn measure(size: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (work, bare) = (folder.path().join("work"), folder.path().join("r.git"));
    git_host::make(folder.path(), size);
    let server = git_host::serve(folder.path());
    let url = server.url("r.git");

    let run = |cache: &str, url: &str, offline: bool| {
        let config = folder.path().join("registries.json");
        let entry = format!(r#"{{"r":{{"git":{{"url":"{url}","path":"addons"}}}}}}"#);
        fs::write(&config, entry).unwrap();
        let started = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_addon"))
            .arg("list")
            .args(offline.then_some("--offline"))
            .env("ADDON_CONFIG", config)
            .env("ADDON_CACHE_DIR", folder.path().join(cache))
            .output()
            .unwrap();
        let taken = started.elapsed().as_secs_f64() * 1000.0;
        assert!(output.status.success());
        assert!(String::from_utf8_lossy(&output.stdout).lines().count() > size);
        taken
    };
    let cold = rounds(|round| run(&format!("cold{round}"), &url, false));
    run("warm", &url, false);
    let same = rounds(|_| run("warm", &url, false));
    let offline = rounds(|_| run("warm", &url, true));
    let path = rounds(|_| run("none", bare.to_str().unwrap(), false));
    let changed = rounds(|round| {
        fs::write(work.join("addons/news"), round.to_string()).unwrap();
        git_host::push(&work);
        run("warm", &url, false)
    });
    let floor = rounds(|_| {
        let started = Instant::now();
        let request = ["GET", "/r.git/info/refs", "service=git-upload-pack", ""];
        assert!(!git_host::run_backend(request, &[], folder.path()).is_empty());
        started.elapsed().as_secs_f64() * 1000.0
    });
    println!(
        "{size:>7} {path:>9.1} {offline:>9.1} {same:>9.1} {changed:>9.1} {cold:>9.1} {floor:>9.1}"
    );
}

fn rounds(measured: impl Fn(usize) -> f64) -> f64 {
    median((0..ROUNDS).map(measured).collect())
}
