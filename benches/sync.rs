//! Measures filling a registry: the guide's loop with our `push`, a loop with `curl`, and `sync`.
//!
//! `cargo bench --profile ci --bench sync` prints a table. All sides run alternately in one run,
//! each against a server of its own that starts empty, so that a busy machine slows all of them;
//! medians are shown. The floor is what no program can do without: packing, and uploads over one
//! pool of connections, in a process that runs already. The catalog is found as the tests find it;
//! without it, addons are made up.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench reports to whoever runs it"
)]

mod support;

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use support::measure::median;
use url::Url;
use vela_addon::{
    ops::package,
    registry::{OnExisting, OpenContext, Registry as _, helm},
};

const ROUNDS: usize = 7;
const ADDONS: usize = 90;
const ADDON: &str = env!("CARGO_BIN_EXE_addon");

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let all = folder.path().join("all");
    fill(&all);
    println!("{ADDONS} addons, medians of {ROUNDS} rounds");
    println!(
        "{:<34} {:>10} {:>9} {:>10} {:>10}",
        "what", "wall", "requests", "CPU", "peak MiB"
    );
    let push = format!("cd all && for i in *; do '{ADDON}' push $i URL -f; done");
    let curl = format!(
        "mkdir -p packed && cd all && for i in *; do '{ADDON}' package -d ../packed $i && \
         curl -sf --data-binary @$(ls -t ../packed/*.tgz | head -1) URL/api/charts; done"
    );
    let sync = format!("'{ADDON}' sync all URL");
    let sides = [
        ("loop of `addon push`", push.as_str()),
        ("loop of `addon package` and `curl`", &curl),
        ("addon sync", &sync),
    ];
    let mut rows: Vec<Vec<Sample>> = vec![Vec::new(); sides.len()];
    let (mut floors, mut again) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        for (side, (_, line)) in sides.iter().enumerate() {
            let server = Server::start(folder.path(), &format!("{round}-{side}"));
            let sample = run(folder.path(), line, &server);
            assert_eq!(server.stored(), ADDONS, "{line}");
            rows[side].push(sample);
            if *line == sync {
                again.push(run(folder.path(), line, &server));
            }
        }
        let server = Server::start(folder.path(), &format!("{round}-floor"));
        floors.push(floor(&all, &server.url));
        assert_eq!(server.stored(), ADDONS);
    }
    for ((what, _), samples) in sides.iter().zip(&rows) {
        print(what, samples);
    }
    floors.sort();
    let floor = floors[floors.len() / 2];
    println!("{:<34} {:>10}", "floor: pack and upload", shown(floor));
    print("addon sync, nothing to send", &again);
    let wall = |samples: &[Sample]| middle(samples, |it| it.wall).as_secs_f64();
    println!(
        "sync is {:.1} times as fast as the loop of `addon push`, and takes {:.2} times the floor",
        wall(&rows[0]) / wall(&rows[2]),
        wall(&rows[2]) / floor.as_secs_f64()
    );
    growth(folder.path());
}

/// Shows how time and memory grow with the number of addons.
fn growth(folder: &Path) {
    println!("\nmade-up addons of 8 KiB that does not compress, one round");
    for count in [500, 1000, 2000] {
        let name = format!("made-up-{count}");
        let all = folder.join(&name);
        fs::create_dir(&all).unwrap();
        let mut state = 1_u64;
        for number in 0..count {
            let addon = all.join(format!("addon-{number:04}"));
            make_up(&addon, &format!("addon-{number:04}"));
            let noise = (0..500).map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                format!("{state:016x}\n")
            });
            fs::write(addon.join("README.md"), noise.collect::<String>()).unwrap();
        }
        let server = Server::start(folder, &name);
        let line = format!("'{ADDON}' sync {name} URL");
        let first = run(folder, &line, &server);
        assert_eq!(server.stored(), count);
        print(&format!("addon sync, {count} addons"), &[first]);
        let again = run(folder, &line, &server);
        print(&format!("addon sync, {count} addons again"), &[again]);
    }
}

/// What one run took.
#[derive(Clone, Copy)]
struct Sample {
    wall: Duration,
    requests: usize,
    cpu: Duration,
    peak_kib: u64,
}

fn print(what: &str, samples: &[Sample]) {
    let peak = samples.iter().map(|it| it.peak_kib).max().unwrap();
    println!(
        "{what:<34} {:>10} {:>9} {:>10} {:>10}",
        shown(middle(samples, |it| it.wall)),
        samples[0].requests,
        shown(middle(samples, |it| it.cpu)),
        peak / 1024
    );
}

fn shown(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1e3)
}

fn middle(samples: &[Sample], of: impl Fn(&Sample) -> Duration) -> Duration {
    median(samples.iter().map(of).collect())
}

/// Runs a line in a shell below a program that reports what it took.
fn run(folder: &Path, line: &str, server: &Server) -> Sample {
    let before = server.requests();
    let line = line.replace("URL", &server.url);
    let usage = folder.join("usage");
    let start = Instant::now();
    let status = Command::new("/usr/bin/time")
        .args([
            "-o",
            usage.to_str().unwrap(),
            "-f",
            "%U %S %M",
            "sh",
            "-c",
            &line,
        ])
        .current_dir(folder)
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("ADDON_CONFIG", folder.join("registries.json"))
        .env("ADDON_CACHE_DIR", folder.join("cache"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let wall = start.elapsed();
    assert!(status.success(), "{line}");
    let text = fs::read_to_string(&usage).unwrap();
    let numbers: Vec<f64> = text
        .split_ascii_whitespace()
        .map(|word| word.parse().unwrap())
        .collect();
    Sample {
        wall,
        requests: server.requests() - before,
        cpu: Duration::from_secs_f64(numbers[0] + numbers[1]),
        peak_kib: text
            .split_ascii_whitespace()
            .last()
            .unwrap()
            .parse()
            .unwrap(),
    }
}

/// `addon serve` over an empty folder.
struct Server {
    child: Child,
    url: String,
    root: PathBuf,
    requests: Arc<AtomicUsize>,
}

impl Server {
    fn start(folder: &Path, name: &str) -> Self {
        let root = folder.join(format!("charts-{name}"));
        let mut child = Command::new(ADDON)
            .args(["serve", "--port", "0", "--listen-host", "127.0.0.1"])
            .args(["--storage-local-rootdir", root.to_str().unwrap()])
            .env_clear()
            .env("HOME", folder)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let url = loop {
            let line = lines.next().unwrap().unwrap();
            if let Some((_, url)) = line.split_once("Serving at ") {
                break url.trim().to_owned();
            }
        };
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if line.contains("Request served") {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        Self {
            child,
            url,
            root,
            requests,
        }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    fn stored(&self) -> usize {
        let files = fs::read_dir(&self.root).unwrap();
        let is_package = |name: &str| Path::new(name).extension().is_some_and(|it| it == "tgz");
        files
            .filter(|file| is_package(&file.as_ref().unwrap().file_name().to_string_lossy()))
            .count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _waited = self.child.wait();
        let _removed = fs::remove_dir_all(&self.root);
    }
}

/// Packs everything, then uploads everything over one pool of connections.
fn floor(all: &Path, url: &str) -> Duration {
    let start = Instant::now();
    let options = package::Options::default();
    let folders: Vec<PathBuf> = fs::read_dir(all)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let packages: Vec<_> = thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(2, usize::from);
        let workers: Vec<_> = folders
            .chunks(folders.len().div_ceil(threads))
            .map(|folders| {
                let options = &options;
                let pack = move |folder: &PathBuf| package::pack(folder, options).unwrap().package;
                scope.spawn(move || folders.iter().map(pack).collect::<Vec<_>>())
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    let registry = helm::HelmRegistry::new(
        "floor",
        Url::parse(url).unwrap(),
        helm::Options::default(),
        &OpenContext::default(),
    )
    .unwrap();
    let publisher = registry.publisher().unwrap();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some(package) = packages.get(next.fetch_add(1, Ordering::SeqCst)) {
                    publisher.push(package, OnExisting::Refuse).unwrap();
                }
            });
        }
    });
    start.elapsed()
}

/// Fills a folder with addons: those of the catalog, and again under other names.
fn fill(all: &Path) {
    fs::create_dir(all).unwrap();
    let originals = catalog();
    for number in 0..ADDONS {
        let Some(original) = originals.get(number % originals.len().max(1)) else {
            let name = format!("addon-{number}");
            make_up(&all.join(&name), &name);
            continue;
        };
        let name = original.file_name().unwrap().to_str().unwrap();
        let round = number / originals.len();
        let name = if round == 0 {
            name.to_owned()
        } else {
            format!("{name}-{round}")
        };
        let folder = all.join(&name);
        copy(original, &folder);
        let metadata = folder.join("metadata.yaml");
        let text = fs::read_to_string(&metadata).unwrap();
        let lines = text.lines().map(|line| {
            if line.starts_with("name:") {
                format!("name: {name}\n")
            } else {
                format!("{line}\n")
            }
        });
        fs::write(&metadata, lines.collect::<String>()).unwrap();
    }
}

/// Writes an addon.
fn make_up(folder: &Path, name: &str) {
    fs::create_dir(folder).unwrap();
    let metadata = format!("name: {name}\nversion: 1.0.0\ndescription: Made up\n");
    fs::write(folder.join("metadata.yaml"), metadata).unwrap();
    fs::write(folder.join("template.cue"), "package main\noutput: {}\n").unwrap();
}

fn catalog() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = env::var_os("ADDON_SHARED").map(PathBuf::from);
    let places = [
        shared,
        Some(root.join("../shared")),
        Some(root.join("../../shared")),
    ];
    let catalog = places
        .into_iter()
        .flatten()
        .map(|place| place.join("catalog"))
        .find(|place| place.is_dir());
    let Some(catalog) = catalog else {
        return Vec::new();
    };
    let mut addons: Vec<PathBuf> = fs::read_dir(catalog)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("metadata.yaml").exists())
        .collect();
    addons.sort();
    addons
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::write(target, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}
