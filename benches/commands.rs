//! Measures the commands beside the programs that they stand in for.
//!
//! `cargo bench --bench commands -- 15` prints a table of so many rounds. Both sides run by turns
//! in one run, so that a busy machine slows both; medians are shown, and the most memory that any
//! run held. Peers are found as the tests find them, in `ADDON_PEERS`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench reports to whoever runs it"
)]

mod support;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use support::{
    fake_http::{Answer, FakeHttp},
    git_host,
    http::Client,
    measure::{again, median, peak_memory, run},
    peer::peer,
    served::Served,
};

const ADDON: &str = env!("CARGO_BIN_EXE_addon");

/// A folder that commands see nothing but, and how often each is run.
struct Bench {
    folder: PathBuf,
    helm: Option<PathBuf>,
    rounds: usize,
}

fn main() {
    let rounds = env::args().find_map(|argument| argument.parse().ok());
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench {
        folder: folder.path().to_owned(),
        helm: peer("helm3"),
        rounds: rounds.unwrap_or(15),
    };
    println!(
        "{:<36} {:>10} {:>8}   {:<26} {:>10} {:>8}",
        "what", "median", "peak MB", "beside", "median", "peak MB"
    );
    bench.start_up();
    bench.addon_to_server();
    bench.git();
    for count in [10_000, 100_000] {
        bench.index(count);
    }
    println!("median of {} rounds each", bench.rounds);
    if bench.helm.is_none() {
        println!("helm3 is not there");
    }
}

impl Bench {
    fn start_up(&self) {
        let other = self.helm(&["version", "--short"]);
        self.row(
            "--version",
            &self.addon(&["--version"]),
            "helm3 version",
            other,
        );
    }

    fn addon_to_server(&self) {
        run(&mut self.addon(&["init", "demo"]));
        let chart = "apiVersion: v2\nname: demo\nversion: 1.0.0\n";
        fs::write(self.folder.join("demo/Chart.yaml"), chart).unwrap();
        self.row(
            "package an addon",
            &self.addon(&["package", "demo", "-d", "ours"]),
            "helm3 package",
            self.helm(&["package", "demo", "-d", "theirs"]),
        );
        let served = Served::start(&self.folder.join("charts"));
        let url = format!("http://{}", served.address);
        run(&mut self.addon(&["registry", "add", "museum", "--type", "helm", &url]));
        let mut curl = self.command(Path::new("curl"), &["-sSf", "-o", "/dev/null"]);
        curl.args(["--data-binary", "@ours/demo-1.0.0.tgz"])
            .arg(format!("{url}/api/charts"));
        // Identical content is not sent again, so each round begins without the package.
        self.measure(
            "push a folder",
            &self.addon(&["push", "demo", "museum"]),
            "curl --data-binary",
            Some(curl),
            &|| {
                let mut client = Client::new(served.address);
                client
                    .send("DELETE", "/api/charts/demo/1.0.0", &[], None)
                    .unwrap();
            },
        );
        self.row(
            "push a folder that is there",
            &self.addon(&["push", "demo", "museum"]),
            "",
            None,
        );
        self.row("list of one addon", &self.addon(&["list"]), "", None);
        run(&mut self.addon(&["registry", "delete", "museum"]));
    }

    fn git(&self) {
        git_host::make(&self.folder, 90);
        let host = git_host::serve(&self.folder);
        let url = host.url("r.git");
        let add = ["registry", "add", "g", "--type", "git", "--path", "addons"];
        run(self.addon(&add).args(["--no-check", &url]));
        let list = self.addon(&["list", "-r", "g"]);
        let mut clone = self.command(Path::new("git"), &["clone", "-q", "--depth", "1"]);
        clone.args([&url, "clone"]);
        self.row_from_nothing(
            "git list of 90, cold",
            &list,
            "git clone --depth 1",
            Some(clone),
        );
        let look = self.command(Path::new("git"), &["ls-remote", &url]);
        self.row("git list of 90, warm", &list, "git ls-remote", Some(look));
        let offline = self.addon(&["--offline", "list", "-r", "g"]);
        self.row("git list of 90, --offline", &offline, "", None);
    }

    fn index(&self, count: usize) {
        let text = index(count).into_bytes();
        let host = FakeHttp::start(move |asked| {
            let known = asked.header("if-none-match").is_some();
            Some(if known {
                Answer::new("304 Not Modified", "")
            } else {
                Answer::new("200 OK", text.clone()).with("ETag", "\"one\"")
            })
        });
        let url = host.url("");
        let url = url.trim_end_matches('/');
        let add = ["registry", "add", "big", "--type", "helm", "--force"];
        let mut ours = self.addon(&add);
        ours.arg(url);
        let theirs = self.helm(&["repo", "add", "--force-update", "big", url]);
        self.row_from_nothing(
            &format!("registry add, {count} versions"),
            &ours,
            "helm3 repo add",
            theirs,
        );
        let theirs = self.helm(&["search", "repo", "big", "-o", "json"]);
        let list = self.addon(&["list", "-r", "big", "-o", "name"]);
        self.row(
            &format!("list, {count} versions, warm"),
            &list,
            "helm3 search repo",
            theirs,
        );
    }

    /// Prepares a command that sees nothing but the folder.
    fn command(&self, program: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(words)
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", &self.folder)
            .env("ADDON_CONFIG", self.folder.join("registries.json"))
            .env("ADDON_CACHE_DIR", self.folder.join("cache"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn addon(&self, words: &[&str]) -> Command {
        self.command(Path::new(ADDON), words)
    }

    fn helm(&self, words: &[&str]) -> Option<Command> {
        let helm = self.helm.as_deref()?;
        Some(self.command(helm, words))
    }

    /// Measures both sides with what their last runs left behind.
    fn row(&self, what: &str, ours: &Command, beside: &str, theirs: Option<Command>) {
        self.measure(what, ours, beside, theirs, &|| {});
    }

    /// Measures both sides without anything that earlier runs kept.
    fn row_from_nothing(&self, what: &str, ours: &Command, beside: &str, theirs: Option<Command>) {
        self.measure(what, ours, beside, theirs, &|| {
            for kept in ["cache", "clone", ".cache/helm", ".config/helm"] {
                fs::remove_dir_all(self.folder.join(kept)).ok();
            }
        });
    }

    fn measure(
        &self,
        what: &str,
        ours: &Command,
        beside: &str,
        theirs: Option<Command>,
        prepare: &dyn Fn(),
    ) {
        let mut sides = vec![Side::new(ours)];
        if let Some(theirs) = theirs {
            sides.push(Side::new(&theirs));
        }
        for round in 0..self.rounds {
            for side in &mut sides {
                if round == 0 {
                    prepare();
                    side.peak = peak_memory(&side.command).unwrap_or(0);
                }
                prepare();
                side.times.push(run(&mut side.command));
            }
        }
        let mut columns = sides.into_iter().map(Side::shown);
        let (ours, theirs) = (columns.next(), columns.next());
        let beside = if theirs.is_some() { beside } else { "" };
        let line = format!(
            "{what:<36} {}   {beside:<26} {}",
            ours.unwrap_or_default(),
            theirs.unwrap_or_default()
        );
        println!("{}", line.trim_end());
    }
}

/// One program's times and memory.
struct Side {
    command: Command,
    times: Vec<Duration>,
    peak: u64,
}

impl Side {
    fn new(command: &Command) -> Self {
        Self {
            command: again(command, command.get_program(), &[]),
            times: Vec::new(),
            peak: 0,
        }
    }

    fn shown(self) -> String {
        let median = median(self.times).as_secs_f64() * 1e3;
        let (whole, tenth) = (self.peak / 1024, self.peak % 1024 * 10 / 1024);
        format!("{median:>7.1} ms {whole:>6}.{tenth}")
    }
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
