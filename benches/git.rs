//! Measures `addon list` of a git registry as a whole command, at several sizes.
//!
//! `cargo bench --bench git -- 90 1000` measures these numbers of addons; the milliseconds go to
//! stdout as a table. Over HTTP git's own server answers, whose start is shown beside it: it is
//! the floor of what asking for news can cost.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench reports to whoever runs it"
)]

#[expect(dead_code, reason = "it is shared with the tests")]
#[path = "../src/registry/fake_http.rs"]
mod fake_http;

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use fake_http::{Answer, Asked, FakeHttp};

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
    git(
        folder.path(),
        &["init", "-q", "--bare", "-b", "main", "r.git"],
    );
    git(folder.path(), &["init", "-q", "-b", "main", "work"]);
    git(&work, &["remote", "add", "origin", bare.to_str().unwrap()]);
    for number in 0..size {
        let addon = work.join(format!("addons/addon-{number:04}"));
        fs::create_dir_all(addon.join("resources")).unwrap();
        let metadata = format!(
            "name: addon-{number:04}\nversion: 1.0.{number}\ndescription: Number {number}\n\
             icon: https://example.com/{number}.png\nurl: https://example.com/{number}\n\
             tags: [a, b]\nsystem:\n  vela: '>=1.5.0'\n"
        );
        fs::write(addon.join("metadata.yaml"), metadata).unwrap();
        for file in 0..10 {
            let content = format!("// {number} {file}\noutput: {{}}\n").repeat(40);
            fs::write(addon.join(format!("resources/r{file}.cue")), content).unwrap();
        }
    }
    push(&work);
    let root = folder.path().to_path_buf();
    let server = FakeHttp::start(move |asked| Some(answer(asked, &root)));
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
    let cold = median(|round| run(&format!("cold{round}"), &url, false));
    run("warm", &url, false);
    let same = median(|_| run("warm", &url, false));
    let offline = median(|_| run("warm", &url, true));
    let path = median(|_| run("none", bare.to_str().unwrap(), false));
    let changed = median(|round| {
        fs::write(work.join("addons/news"), round.to_string()).unwrap();
        push(&work);
        run("warm", &url, false)
    });
    let floor = median(|_| {
        let started = Instant::now();
        let request = ["GET", "/r.git/info/refs", "service=git-upload-pack", ""];
        assert!(!run_backend(request, &[], folder.path()).is_empty());
        started.elapsed().as_secs_f64() * 1000.0
    });
    println!(
        "{size:>7} {path:>9.1} {offline:>9.1} {same:>9.1} {changed:>9.1} {cold:>9.1} {floor:>9.1}"
    );
}

fn median(measured: impl Fn(usize) -> f64) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS).map(measured).collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

fn push(work: &Path) {
    git(work, &["add", "-A"]);
    git(work, &["commit", "-q", "-m", "news"]);
    git(work, &["push", "-q", "origin", "HEAD"]);
}

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=bench",
            "-c",
            "user.email=bench@example.com",
        ])
        .args(arguments)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .status()
        .unwrap();
    assert!(status.success(), "{arguments:?}");
}

fn answer(asked: &Asked, root: &Path) -> Answer {
    let kind = asked.header("content-type").unwrap_or_default();
    let request = [asked.method.as_str(), &asked.path, &asked.query, kind];
    let output = run_backend(request, &asked.body, root);
    let end = output
        .windows(4)
        .position(|part| part == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8_lossy(&output[..end]).into_owned();
    let kind = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Type: "))
        .unwrap_or_default();
    Answer::new("200 OK", &output[end + 4..]).with("content-type", kind)
}

/// Lets the CGI program that comes with git answer.
fn run_backend([method, path, query, kind]: [&str; 4], body: &[u8], root: &Path) -> Vec<u8> {
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REQUEST_METHOD", method)
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", kind)
        .env("CONTENT_LENGTH", body.len().to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(body).unwrap();
    child.wait_with_output().unwrap().stdout
}
