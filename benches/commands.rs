//! Measures the commands beside the programs that they stand in for.
//!
//! `cargo bench --profile ci --bench commands` prints a table. Both sides run alternately in one
//! run, so that a busy machine slows both; medians are shown. Peers are found as the tests find
//! them, in `ADDON_PEERS`; a side that is not there is left out.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench reports to whoever runs it"
)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const ROUNDS: usize = 15;
const ADDON: &str = env!("CARGO_BIN_EXE_addon");

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let helm = peer("helm3");
    println!(
        "{:<34} {:>12} {:>12} {:>10}",
        "what", "addon", "other", "peak MiB"
    );
    let addon = |words: &[&str]| command(folder.path(), Path::new(ADDON), words);

    row("--version", addon(&["--version"]), None);
    run(&mut addon(&["init", "demo"]));
    fs::write(
        folder.path().join("demo/Chart.yaml"),
        "apiVersion: v2\nname: demo\nversion: 1.0.0\n",
    )
    .unwrap();
    let other = |words: &[&str]| {
        helm.as_deref()
            .map(|helm| command(folder.path(), helm, words))
    };
    row(
        "package (helm3 package)",
        addon(&["package", "demo", "-d", "ours"]),
        other(&["package", "demo", "-d", "theirs"]),
    );
    run(&mut addon(&[
        "registry", "add", "shelf", "--type", "local", "shelf",
    ]));
    row(
        "push to a folder, unchanged",
        addon(&["push", "demo", "shelf"]),
        None,
    );

    for count in [10_000, 100_000] {
        let repository = folder.path().join(format!("index-{count}"));
        fs::create_dir(&repository).unwrap();
        fs::write(repository.join("index.yaml"), index(count)).unwrap();
        let name = format!("r{count}");
        run(&mut addon(&[
            "registry",
            "add",
            &name,
            "--type",
            "local",
            "--no-check",
            repository.to_str().unwrap(),
        ]));
        row(
            &format!("list of {count} versions"),
            addon(&["list", "-r", &name, "-o", "name"]),
            None,
        );
    }
}

/// Prepares a command that sees nothing but `folder`.
fn command(folder: &Path, program: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(words)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("ADDON_CONFIG", folder.join("registries.json"))
        .env("ADDON_CACHE_DIR", folder.join("cache"))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Runs both sides alternately and prints their medians.
fn row(what: &str, mut ours: Command, mut theirs: Option<Command>) {
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_times.push(run(&mut ours));
        if let Some(theirs) = &mut theirs {
            their_times.push(run(theirs));
        }
    }
    let shown = |times: Vec<Duration>| {
        median(times).map_or_else(
            || "-".to_owned(),
            |time| format!("{:.1} ms", time.as_secs_f64() * 1e3),
        )
    };
    let peak = peak_memory(&ours).map_or_else(
        || "-".to_owned(),
        |kib| format!("{}.{}", kib / 1024, kib % 1024 * 10 / 1024),
    );
    println!(
        "{what:<34} {:>12} {:>12} {peak:>10}",
        shown(our_times),
        shown(their_times)
    );
}

fn run(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.status().unwrap();
    let time = start.elapsed();
    assert!(status.success(), "{command:?} ended with {status}");
    time
}

fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort();
    times.get(times.len() / 2).copied()
}

/// Runs a command once more below a shell that reports the peak of its children.
fn peak_memory(command: &Command) -> Option<u64> {
    let mut timed = Command::new("/usr/bin/time");
    timed
        .args(["-f", "%M"])
        .arg(command.get_program())
        .args(command.get_args());
    timed.current_dir(command.get_current_dir()?).env_clear();
    timed.envs(
        command
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let output = timed.stdout(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stderr).ok()?;
    text.lines().last()?.trim().parse().ok()
}

/// Writes an index of so many versions, fifty of each addon.
fn index(count: usize) -> String {
    let mut text = String::from("apiVersion: v1\nentries:\n");
    for number in 0..count {
        let (addon, version) = (number / 50, number % 50);
        if version == 0 {
            text += &format!("  addon-{addon}:\n");
        }
        text += &format!(
            "  - annotations:\n      addon.name: addon-{addon}\n    apiVersion: v2\n    created: \"2026-01-02T03:04:05Z\"\n    description: An addon for measuring\n    digest: 3e2e428995ec4104da06a2e773e019f7474e1c44f665eba33f175bbf81456efb\n    name: addon-{addon}\n    urls:\n    - charts/addon-{addon}-1.{version}.0.tgz\n    version: 1.{version}.0\n"
        );
    }
    text
}

fn peer(name: &str) -> Option<PathBuf> {
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
