//! Measures the embedded registry: uploads, reads, starts and memory at several sizes.
//!
//! `cargo bench --bench server -- 1000 10000` measures these sizes; the numbers go to stdout as a
//! table. Server and clients share the machine, so they are floors rather than limits.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a bench reports to whoever runs it, and is linted with and without tests"
)]

#[path = "../tests/support/http.rs"]
mod http;

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use http::Client;
use vela_addon::{archive, server};

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
    println!(
        "{:>8} {:>9} {:>9} {:>9} {:>8} {:>8} {:>8} {:>9} {:>9} {:>9} {:>9} {:>8} {:>9}",
        "versions",
        "bare",
        "noted",
        "index",
        "up/s",
        "p50",
        "p99",
        "1 client",
        "GET/s",
        "304/s",
        "idle p50",
        "busy p50",
        "peak"
    );
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

fn start(root: &Path) -> (server::Running, Duration, usize) {
    let begin = Instant::now();
    let mut config = server::Config::in_process(root);
    config.cache_interval = Duration::ZERO;
    let running = server::start(config).unwrap();
    let reply = Client::new(running.addr()).get("/index.yaml").unwrap();
    assert_eq!(reply.status, 200);
    (running, begin.elapsed(), reply.body.len())
}

fn measure(size: usize) {
    let folder = tempfile::tempdir_in(".").unwrap();
    let root = folder.path();
    fill(root, size);
    let (running, bare, _) = start(root);
    running.stop().unwrap();
    let (running, noted, length) = start(root);
    let address = running.addr();

    let mut client = Client::new(address);
    let idle = percentiles(
        (0..200)
            .map(|_| timed(|| client.get("/index.yaml").unwrap()))
            .collect(),
    );
    let tag = client.get("/index.yaml").unwrap();
    let tag = tag.header("etag").unwrap().to_owned();
    let reads = rate(8, Duration::from_secs(2), || {
        let mut client = Client::new(address);
        move || assert_eq!(client.get("/index.yaml").unwrap().status, 200)
    });
    let known = rate(16, Duration::from_secs(2), || {
        let (mut client, tag) = (Client::new(address), tag.clone());
        move || {
            let headers = [("If-None-Match", tag.as_str())];
            let reply = client.send("GET", "/index.yaml", &headers, None).unwrap();
            assert_eq!(reply.status, 304);
        }
    });

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
    let (busy, reads_beside) = reads_beside_uploads(address, size + 100 + UPLOADS);
    println!(
        "{size:>8} {bare:>9.2?} {noted:>9.2?} {:>8.1}M {uploads:>8.0} {p50:>8.1?} {p99:>8.1?} \
         {:>9.1?} {reads:>9.0} {known:>9.0} {:>9.1?} {busy:>8.1?} {:>8}M",
        length as f64 / 1e6,
        percentiles(single).0,
        idle.0,
        peak() / 1024,
    );
    println!(
        "  {:<30}  {:>19}  {:>19}  {:>19}\n{reads_beside}",
        "reads: p50, p95", "idle", "50 uploads/s", "16 uploaders"
    );
    running.stop().unwrap();
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

/// Reads by turns of half a second each, with other things happening; returns the median of the
/// index reads beside a steady stream, and a line for each path.
fn reads_beside_uploads(address: std::net::SocketAddr, from: usize) -> (Duration, String) {
    const TURNS: usize = 6;
    const TURN: Duration = Duration::from_millis(500);
    let next = AtomicUsize::new(from);
    let mut text = String::new();
    let mut medians = Vec::new();
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
        let steady = &times[Beside::Steady as usize];
        medians.push(steady[steady.len() / 2]);
    }
    (medians[0], text)
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

/// Returns the most memory that the process, clients included, has held, in kilobytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
