//! Measures `addon cue export` beside the real `cue export`, each as a whole process.
//!
//! `cargo bench --profile ci --bench cue -- 11` prints a table of so many rounds. Both sides run by
//! turns in one run; medians are shown, and the most memory that a run held. The addons are those
//! of the catalog that both sides can export without arguments; the generated programs show how
//! the cost grows with the size of the result. Catalog and peer are found as the tests find them.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench reports to whoever runs it"
)]

#[path = "support/measure.rs"]
mod measure;
#[path = "support/peer.rs"]
mod peer;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use measure::{median, peak_memory, run};
use peer::peer;

const ADDON: &str = env!("CARGO_BIN_EXE_addon");
/// What KubeVela adds to the files of an addon.
const CONTEXT: &str = "package main\n\ncontext: {metadata: {name: \"demo\", version: \"1.0.0\"}, name: \"demo\", namespace: \"vela-system\"}\n";

struct Bench {
    cue: Option<PathBuf>,
    rounds: usize,
}

fn main() {
    let rounds = env::args().find_map(|argument| argument.parse().ok());
    let bench = Bench {
        cue: peer("cue"),
        rounds: rounds.unwrap_or(11),
    };
    let folder = tempfile::tempdir().unwrap();
    println!(
        "{:<28} {:>10} {:>8} {:>14} {:>8} {:>7}",
        "what", "addon", "peak MB", "cue export", "peak MB", "times"
    );
    for size in [100, 400, 1600] {
        let file = folder.path().join(format!("generated-{size}.cue"));
        fs::write(&file, generated(size)).unwrap();
        bench.row(&format!("generated, {size} parts"), &[vec![file]]);
    }
    let context = folder.path().join("context.cue");
    fs::write(&context, CONTEXT).unwrap();
    let addons = addons(&context);
    for name in ["fluxcd", "keda", "velaux"] {
        let found = addons.iter().find(|(addon, _)| addon == name);
        if let Some((name, files)) = found.filter(|(_, files)| bench.exports(files)) {
            bench.row(name, std::slice::from_ref(files));
        }
    }
    let all: Vec<_> = addons
        .iter()
        .map(|(_, files)| files.clone())
        .filter(|files| bench.exports(files))
        .collect();
    if all.is_empty() {
        println!("the catalog is not there");
    } else {
        bench.row(&format!("{} addons, one by one", all.len()), &all);
    }
    if bench.cue.is_none() {
        println!("cue is not there");
    }
    // Rendering has no counterpart: `vela` does it within other work.
    let folders: Vec<_> = addons
        .iter()
        .filter_map(|(_, files)| Some(files.first()?.parent()?.to_owned()))
        .filter(|folder| quiet(&mut render(folder)).status().unwrap().success())
        .collect();
    for folder in folders.iter().filter(|folder| folder.ends_with("fluxcd")) {
        bench.rendered("render fluxcd", std::slice::from_ref(folder));
    }
    if !folders.is_empty() {
        bench.rendered(&format!("render {} addons", folders.len()), &folders);
    }
}

/// Renders an addon without arguments.
fn render(folder: &Path) -> Command {
    let mut command = Command::new(ADDON);
    command.arg("render").arg(folder);
    command
}

impl Bench {
    fn ours(files: &[PathBuf]) -> Command {
        let mut command = Command::new(ADDON);
        command.args(["cue", "export"]).args(files);
        command
    }

    fn theirs(&self, files: &[PathBuf]) -> Option<Command> {
        let mut command = Command::new(self.cue.as_ref()?);
        // It wants a folder for its cache, also where it is measured with nothing else.
        command.env("HOME", env::temp_dir());
        command.arg("export").args(files);
        Some(command)
    }

    /// Says whether both sides can export these files.
    fn exports(&self, files: &[PathBuf]) -> bool {
        let succeeds = |mut command: Command| quiet(&mut command).status().unwrap().success();
        succeeds(Self::ours(files)) && self.theirs(files).is_none_or(succeeds)
    }

    fn rendered(&self, what: &str, folders: &[PathBuf]) {
        let round = || -> f64 { folders.iter().map(|it| milliseconds(render(it))).sum() };
        let time = median((0..self.rounds).map(|_| round()).collect());
        let most = folders.iter().map(|it| peak(&render(it))).max();
        println!("{what:<28} {time:>7.1} ms {:>8}", most.unwrap_or(0) / 1024);
    }

    fn row(&self, what: &str, programs: &[Vec<PathBuf>]) {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let (mut our_peak, mut their_peak) = (0, 0);
        for round in 0..self.rounds {
            let (mut our_time, mut their_time) = (0.0, 0.0);
            for files in programs {
                our_time += milliseconds(Self::ours(files));
                their_time += self.theirs(files).map_or(0.0, milliseconds);
                if round == 0 {
                    our_peak = our_peak.max(peak(&Self::ours(files)));
                    their_peak = their_peak.max(self.theirs(files).map_or(0, |it| peak(&it)));
                }
            }
            ours.push(our_time);
            theirs.push(their_time);
        }
        let (ours, theirs) = (median(ours), median(theirs));
        let times = theirs / ours;
        println!(
            "{what:<28} {ours:>7.1} ms {:>8} {theirs:>11.1} ms {:>8} {times:>6.1}x",
            our_peak / 1024,
            their_peak / 1024
        );
    }
}

/// Writes a program whose result grows with `size`.
fn generated(size: usize) -> String {
    let names: Vec<_> = (0..size)
        .map(|number| format!("\"part-{number}\""))
        .collect();
    format!(
        r#"import "strings"

#Part: {{
	name:     string
	kind:     *"webservice" | "worker"
	replicas: *1 | int & >0
	image:    string
	env: [...{{name: string, value: string}}]
}}
_names: [{}]
parts: {{
	for number, part in _names {{
		(part): #Part & {{
			name:  part
			image: "nginx:\(number)"
			env: [{{name: "NAME", value: strings.ToUpper(part)}}]
			if number > 10 {{kind: "worker"}}
		}}
	}}
}}
output: [for part in parts {{
	name: part.name
	if part.kind == "worker" {{count: part.replicas * 2}}
	ports: [for port in [80, 443] {{port + len(part.name)}}]
}}]
"#,
        names.join(", ")
    )
}

/// Lists the addons of the catalog with the files of package `main`.
fn addons(context: &Path) -> Vec<(String, Vec<PathBuf>)> {
    let shared = env::var_os("ADDON_SHARED").map_or_else(|| "../shared".into(), PathBuf::from);
    let Ok(folders) = fs::read_dir(shared.join("catalog")) else {
        return Vec::new();
    };
    let mut addons = Vec::new();
    for folder in folders.map(|entry| entry.unwrap().path()) {
        let mut files = vec![folder.join("template.cue"), folder.join("parameter.cue")];
        if let Ok(resources) = fs::read_dir(folder.join("resources")) {
            files.extend(resources.map(|entry| entry.unwrap().path()));
        }
        files.retain(|file| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let is_parameter = file.ends_with("parameter.cue") && !text.is_empty();
            is_parameter || text.lines().any(|line| line.trim() == "package main")
        });
        if files
            .first()
            .is_some_and(|file| file.ends_with("template.cue"))
        {
            files.push(context.to_owned());
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            addons.push((name, files));
        }
    }
    addons.sort();
    addons
}

fn milliseconds(mut command: Command) -> f64 {
    run(quiet(&mut command)).as_secs_f64() * 1e3
}

fn peak(command: &Command) -> u64 {
    peak_memory(command).unwrap_or(0)
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdout(Stdio::null()).stderr(Stdio::null())
}
