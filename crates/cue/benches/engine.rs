//! Measures the engine on addons and on generated programs of growing size, beside the real `cue export`.
//!
//! `cargo bench -p addon-cue --profile ci --bench engine [NAME]` prints a table; medians are shown. The real one runs
//! as a process, start included; it is found as the tests find it, in `ADDON_PEERS`, and addons in `ADDON_SHARED`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench reports to whoever runs it"
)]

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use cue::{api::Instance, limits::Limits};

const ROUNDS: usize = 7;

fn main() {
    let wanted: Vec<String> = env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let real = peer("cue-v0.14.1");
    if real.is_none() {
        println!("skipped: there is no real cue to compare with");
    }
    println!("{:<40} {:>12} {:>12}", "what", "engine", "cue export");
    let row = |name: &str, files: &[(String, String)], expression: Option<&str>| {
        if wanted.is_empty() || wanted.iter().any(|wanted| name.contains(wanted.as_str())) {
            show(name, files, expression, real.as_deref());
        }
    };
    for (name, generate) in GENERATORS {
        for times in [1, 4, 16] {
            let file = ("in.cue".to_owned(), generate(100 * times));
            row(&format!("{name}, {times}x"), &[file], None);
        }
    }
    let Some(catalog) = catalog() else {
        println!("skipped: there is no catalog of addons");
        return;
    };
    let mut folders: Vec<PathBuf> = fs::read_dir(catalog)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("template.cue").is_file())
        .collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        row(&name, &addon(&folder), Some("output"));
    }
}

/// Makes a program of about so many fields.
type Generator = fn(usize) -> String;

const GENERATORS: [(&str, Generator); 5] = [
    ("data", data),
    ("defaults and conditions", conditions),
    ("definitions", definitions),
    ("comprehension", comprehension),
    ("disjunctions of structs", arms),
];

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        writeln!(text, "{}", line(index)).unwrap();
        text
    })
}

fn data(count: usize) -> String {
    lines(count, |n| {
        format!("f{n}: {{a: {n}, b: \"text {n}\", c: [1, 2, {{d: true}}]}}")
    })
}

fn conditions(count: usize) -> String {
    "parameter: {on: *true | bool, image: *\"nginx\" | string}\n".to_owned()
        + &lines(count, |n| {
            format!(
                "o{n}: {{if parameter.on {{a: parameter.image + \":{n}\"}}, b?: int, if b == _|_ {{c: 1}}}}"
            )
        })
}

fn definitions(count: usize) -> String {
    "#P: {name: string, port: *80 | int, env: [...{k: string, v: string}]}\n".to_owned()
        + &lines(count, |n| {
            format!("p{n}: #P & {{name: \"n{n}\", env: [{{k: \"a\", v: \"b\"}}]}}")
        })
}

fn comprehension(count: usize) -> String {
    format!(
        "import \"list\"\nsource: list.Range(0, {count}, 1)\nout: [for x in source if x > 2 {{name: \"n\\(x)\", even: x mod 2 == 0}}]\n"
    )
}

fn arms(count: usize) -> String {
    "#A: {kind: \"a\", x: int} | {kind: \"b\", y: string} | {kind: \"c\", z: bool}\n".to_owned()
        + &lines(count, |n| format!("d{n}: #A & {{kind: \"b\", y: \"{n}\"}}"))
}

/// Reads the files of an addon that are one package, with the default parameters.
fn addon(folder: &Path) -> Vec<(String, String)> {
    let mut paths = vec![folder.join("template.cue"), folder.join("parameter.cue")];
    if let Ok(entries) = fs::read_dir(folder.join("resources")) {
        paths.extend(entries.map(|entry| entry.unwrap().path()));
    }
    paths.sort();
    let mut files: Vec<(String, String)> = paths
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "cue"))
        .filter_map(|path| fs::read_to_string(path).ok())
        .filter(|text| text.lines().any(|line| line.trim_end() == "package main"))
        .enumerate()
        .map(|(index, text)| (format!("f{index}.cue"), text))
        .collect();
    let context = "package main\ncontext: metadata: {name: \"demo\", version: \"1.0.0\"}\n";
    files.push(("context.cue".to_owned(), context.to_owned()));
    files
}

fn show(name: &str, files: &[(String, String)], expression: Option<&str>, real: Option<&Path>) {
    let texts: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let export = || {
        let instance = Instance::build(&texts, &Limits::default()).ok()?;
        let value = match expression {
            Some(expression) => instance.expression(expression).ok()?,
            None => instance.value(),
        };
        value.to_json().ok()
    };
    let ours = export().map(|_| median(|| drop(export())));
    let theirs = real.and_then(|real| {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let run = || {
            Command::new(real)
                .arg("export")
                .args(expression.iter().flat_map(|expression| ["-e", expression]))
                .args(files.iter().map(|(name, _)| name))
                .current_dir(folder.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap()
                .success()
        };
        run().then(|| {
            median(|| {
                run();
            })
        })
    });
    println!("{name:<40} {:>12} {:>12}", cell(ours), cell(theirs));
}

fn cell(time: Option<Duration>) -> String {
    time.map_or_else(
        || "-".to_owned(),
        |time| format!("{:.1} ms", time.as_secs_f64() * 1e3),
    )
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn peer(name: &str) -> Option<PathBuf> {
    let peers = env::var_os("ADDON_PEERS").map(PathBuf::from).or_else(|| {
        let home = env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
        let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or(home);
        cache.map(|cache| cache.join("addon-peers"))
    })?;
    Some(peers.join(name)).filter(|program| program.is_file())
}

fn catalog() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let given = env::var_os("ADDON_SHARED").map(PathBuf::from);
    [
        given,
        Some(root.join("../shared")),
        Some(root.join("../../shared")),
    ]
    .into_iter()
    .flatten()
    .map(|shared| shared.join("catalog"))
    .find(|catalog| catalog.is_dir())
}
