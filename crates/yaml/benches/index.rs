//! Reads chart indexes of 10,000, 50,000 and 100,000 versions and writes one back.
//!
//! With a file name, reads that file once instead and says what it took; with
//! `write VERSIONS FILE`, writes an index for other programs to read.
#![expect(clippy::print_stdout, reason = "a bench reports")]
#![expect(clippy::unwrap_used, reason = "a bench may stop")]

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    time::{Duration, Instant},
};

use addon_yaml::{Options, from_str, load, to_json_value, to_string};
use serde::{Deserialize, Serialize, de::IgnoredAny};

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    api_version: String,
    entries: BTreeMap<String, Vec<Version>>,
    generated: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
    api_version: String,
    app_version: String,
    created: String,
    description: String,
    digest: String,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    maintainers: Vec<Maintainer>,
    name: String,
    #[serde(default)]
    urls: Vec<String>,
    version: String,
}

#[derive(Deserialize, Serialize)]
struct Maintainer {
    email: Option<String>,
    name: String,
}

fn generate(charts: usize, versions: usize) -> String {
    let mut out = String::from("apiVersion: v1\nentries:\n");
    for chart in 0..charts {
        writeln!(out, "  chart-{chart:05}:").unwrap();
        for version in 0..versions {
            let digest = format!("a{:015x}", (chart * 7919 + version) as u64).repeat(4);
            write!(
                out,
                "  - annotations:
      category: Infrastructure
      licenses: Apache-2.0
    apiVersion: v2
    appVersion: 1.{version}.0
    created: \"2026-01-{:02}T10:20:30.123456789Z\"
    description: Chart number {chart} of the catalog, which installs a service and what it needs
    digest: {digest}
    keywords:
    - service
    - chart-{chart}
    - demo
    maintainers:
    - email: someone@example.com
      name: someone
    name: chart-{chart:05}
    urls:
    - https://charts.example.com/packages/chart-{chart:05}-1.{version}.0.tgz
    version: 1.{version}.0
",
                version % 28 + 1
            )
            .unwrap();
        }
    }
    out.push_str("generated: \"2026-11-21T00:00:00Z\"\n");
    out
}

fn best<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            let result = work();
            let taken = start.elapsed();
            drop(result);
            taken
        })
        .min()
        .unwrap()
}

fn report(what: &str, bytes: usize, taken: Duration) {
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let rate = bytes as f64 / taken.as_secs_f64() / 1e6;
    println!(
        "  {what:28} {:8.1} ms {rate:7.0} MB/s",
        taken.as_secs_f64() * 1e3
    );
}

fn main() {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", versions, file] => {
            let charts = versions.parse::<usize>().unwrap() / 50;
            fs::write(file, generate(charts, 50)).unwrap();
        }
        [file] => {
            let start = Instant::now();
            let text = fs::read_to_string(file).unwrap();
            let index: Index = from_str(&text, &Options::go_strict()).unwrap();
            let count: usize = index.entries.values().map(Vec::len).sum();
            println!("{count} versions in {:?}", start.elapsed());
        }
        _ => all(),
    }
}

fn all() {
    for charts in [200, 1_000, 2_000] {
        let text = generate(charts, 50);
        let bytes = text.len();
        println!("{} versions, {} MB", charts * 50, bytes / 1_000_000);
        let go = Options::go();
        let strict = Options::go_strict();
        report(
            "typed",
            bytes,
            best(5, || from_str::<Index>(&text, &go).unwrap()),
        );
        report(
            "typed, strict",
            bytes,
            best(5, || from_str::<Index>(&text, &strict).unwrap()),
        );
        report(
            "skipped",
            bytes,
            best(5, || from_str::<IgnoredAny>(&text, &go).unwrap()),
        );
        report(
            "JSON value",
            bytes,
            best(2, || to_json_value(&text, &go).unwrap()),
        );
        report("tree", bytes, best(2, || load(&text, &go).unwrap()));
        let index: Index = from_str(&text, &go).unwrap();
        report("written", bytes, best(3, || to_string(&index).unwrap()));
        assert!(to_string(&index).unwrap() == text);
    }
}
