//! Measures the embedded registry: uploads, reads, starts and memory at several sizes.
//!
//! `cargo bench --bench server -- 1000 10000` measures these sizes; the numbers go to stdout as a
//! text. Server and clients share the machine, so they are floors rather than limits.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a bench reports to whoever runs it, and is linted with and without tests"
)]

mod support;

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use support::{http::Client, served::Served};
use vela_addon::archive;

const PER_CHART: usize = 50;
const CLIENTS: usize = 32;
const UPLOADS: usize = 3000;

fn main() {
    let sizes: Vec<usize> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![1000, 10_000, 50_000]
    } else {
        sizes
    };
    for size in sizes {
        measure(size);
    }
}

/// Makes a package of about four kilobytes.
fn package(chart: usize, version: usize) -> Vec<u8> {
    let name = format!("chart-{chart:05}");
    let chart_yaml = format!(
        "apiVersion: v2\nname: {name}\nversion: 1.{version}.0\nappVersion: \"1.{version}\"\n\
         description: A chart of a bench that is described in a line of text\ntype: application\n\
         home: https://charts.example.com/{name}\nicon: https://charts.example.com/{name}.png\n\
         keywords:\n- bench\n- chart\nmaintainers:\n- name: A Person\n  email: a@example.com\n"
    );
    let mut noise = String::new();
    let mut state = (chart * PER_CHART + version) as u64 + 1;
    while noise.len() < 5500 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        write!(noise, "{:x}", state >> 16).unwrap();
    }
    let files = [
        ("Chart.yaml", chart_yaml),
        ("values.yaml", "a: 1\n".into()),
        ("noise", noise),
    ];
    archive::pack(&name, files, 0)
}

fn place(number: usize) -> (usize, usize) {
    (number / PER_CHART, number % PER_CHART)
}

fn fill(root: &Path, size: usize) {
    for number in 0..size {
        let (chart, version) = place(number);
        let file = root.join(format!("chart-{chart:05}-1.{version}.0.tgz"));
        fs::write(file, package(chart, version)).unwrap();
    }
}

/// Starts a server, and returns the time until it has sent the index and the length of that.
fn start(root: &Path) -> (Served, Duration, usize) {
    let begin = Instant::now();
    let served = Served::start(root);
    let mut client = Client::new(served.address);
    let reply = loop {
        let reply = client.get("/index.yaml").unwrap();
        // Loading may take longer than a request is kept waiting.
        if reply.status != 503 {
            break reply;
        }
    };
    assert_eq!(reply.status, 200);
    (served, begin.elapsed(), reply.body.len())
}

fn measure(size: usize) {
    let folder = tempfile::tempdir_in(".").unwrap();
    let root = folder.path();
    fill(root, size);
    let (served, bare, _) = start(root);
    served.stop();
    let (served, noted, length) = start(root);
    let address = served.address;
    let resting = served.memory();

    let mut rates = String::new();
    let gzip = [("Accept-Encoding", "gzip")];
    let mut client = Client::new(address);
    let tag = client.get("/index.yaml").unwrap();
    let tag = tag.header("etag").unwrap().to_owned();
    let known = [("If-None-Match", tag.as_str())];
    // The packed index is made in the background.
    while client
        .send("GET", "/index.yaml", &gzip, None)
        .unwrap()
        .header("content-encoding")
        .is_none()
    {}
    for (what, path, headers, status) in [
        ("index", READS[0], &[][..], 200),
        ("gzip", READS[0], &gzip, 200),
        ("304", READS[0], &known, 304),
        ("version", READS[2], &[], 200),
        ("4 KB package", READS[3], &[], 200),
    ] {
        let rate = rate(16, Duration::from_millis(1500), || {
            let mut client = Client::new(address);
            move || {
                let reply = client.send("GET", path, headers, None).unwrap();
                assert_eq!(reply.status, status);
            }
        });
        write!(rates, "  {what} {rate:.0}/s").unwrap();
    }

    // A single client, then many.
    let single: Vec<_> = (size..size + 100)
        .map(|number| {
            let (chart, version) = place(number);
            let package = package(chart, version);
            timed(|| assert_eq!(client.post("/api/charts", &package).unwrap().status, 201))
        })
        .collect();
    let packages: Vec<_> = (size + 100..size + 100 + UPLOADS)
        .map(|number| {
            let (chart, version) = place(number);
            package(chart, version)
        })
        .collect();
    let next = AtomicUsize::new(0);
    let begin = Instant::now();
    let latencies: Vec<Duration> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(|| {
                    let mut client = Client::new(address);
                    let mut latencies = Vec::new();
                    while let Some(package) = packages.get(next.fetch_add(1, Ordering::Relaxed)) {
                        latencies.push(timed(|| {
                            assert_eq!(client.post("/api/charts", package).unwrap().status, 201);
                        }));
                    }
                    latencies
                })
            })
            .collect();
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    });
    let uploads = UPLOADS as f64 / begin.elapsed().as_secs_f64();
    let (p50, p99) = percentiles(latencies);
    let (one_p50, one_p99) = percentiles(single);
    let reads = reads_beside_uploads(address, size + 100 + UPLOADS);
    let (_, peak) = served.memory();
    println!(
        "{size} versions, an index of {:.1} MB
  start: packages only {bare:.2?}, with notes {noted:.2?}
  uploads: {CLIENTS} clients {uploads:.0}/s, p50 {p50:.1?}, p99 {p99:.1?}; \
         one client p50 {one_p50:.1?}, p99 {one_p99:.1?}
  reads of 16 clients:{rates}
  {:<30}  {:>19}  {:>19}  {:>19}
{reads}  memory: {} MB after the start, at most {peak} MB
",
        length as f64 / 1e6,
        "reads beside uploads: p50, p95",
        "none",
        "50 a second",
        "16 uploaders",
        resting.0,
    );
    served.stop();
}

/// What clients read, with an existing chart.
const READS: [&str; 4] = [
    "/index.yaml",
    "/api/charts",
    "/api/charts/chart-00000/1.1.0",
    "/charts/chart-00000-1.1.0.tgz",
];

/// What happens beside the reads.
#[derive(Clone, Copy)]
enum Beside {
    Nothing,
    /// One client, fifty packages a second.
    Steady,
    /// Sixteen clients, each as fast as it can.
    Flood,
}

/// Reads by turns of half a second each, with other things happening; returns a line for each path.
fn reads_beside_uploads(address: std::net::SocketAddr, from: usize) -> String {
    const TURNS: usize = 6;
    const TURN: Duration = Duration::from_millis(500);
    let next = AtomicUsize::new(from);
    let mut text = String::new();
    for path in READS {
        let mut client = Client::new(address);
        let mut times: [Vec<Duration>; 3] = Default::default();
        for _ in 0..TURNS {
            for beside in [Beside::Nothing, Beside::Steady, Beside::Flood] {
                let done = AtomicBool::new(false);
                thread::scope(|scope| {
                    let (clients, pause): (u8, _) = match beside {
                        Beside::Nothing => (0, Duration::ZERO),
                        Beside::Steady => (1, Duration::from_millis(20)),
                        Beside::Flood => (16, Duration::ZERO),
                    };
                    let (done, next) = (&done, &next);
                    for _ in 0..clients {
                        scope.spawn(move || upload_until(done, address, next, pause));
                    }
                    let begin = Instant::now();
                    while begin.elapsed() < TURN {
                        let read = || assert_eq!(client.get(path).unwrap().status, 200);
                        times[beside as usize].push(timed(read));
                        // One that never paused would compete with the server for the processor.
                        thread::sleep(Duration::from_millis(2));
                    }
                    done.store(true, Ordering::Relaxed);
                });
            }
        }
        write!(text, "  {path:<30}").unwrap();
        for times in &mut times {
            times.sort();
            let at = |percent: usize| times[times.len() * percent / 100];
            write!(text, "  {:>9.1?} {:>9.1?}", at(50), at(95)).unwrap();
        }
        text.push('\n');
    }
    text
}

fn upload_until(
    done: &AtomicBool,
    address: std::net::SocketAddr,
    next: &AtomicUsize,
    pause: Duration,
) {
    let mut client = Client::new(address);
    while !done.load(Ordering::Relaxed) {
        let (chart, version) = place(next.fetch_add(1, Ordering::Relaxed));
        let package = package(chart, version);
        assert_eq!(client.post("/api/charts", &package).unwrap().status, 201);
        thread::sleep(pause);
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

fn rate<F: FnMut()>(clients: usize, time: Duration, make: impl Fn() -> F + Sync) -> f64 {
    let count = AtomicUsize::new(0);
    let begin = Instant::now();
    thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                let mut once = make();
                while begin.elapsed() < time {
                    once();
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    count.into_inner() as f64 / begin.elapsed().as_secs_f64()
}
