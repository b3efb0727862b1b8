//! A place where the binary sees nothing of this machine.

use std::{
    ffi::OsString,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use tempfile::TempDir;

use super::{Outcome, Terminal};

/// A temporary home, configuration, cache and working folder, with the binary under its three
/// names.
///
/// The environment of a command consists of nothing but what the sandbox gives it.
pub(crate) struct Sandbox {
    root: TempDir,
}

impl Sandbox {
    /// Creates an empty sandbox.
    pub(crate) fn new() -> Self {
        let root = tempfile::Builder::new()
            .prefix("sandbox-")
            .tempdir()
            .unwrap();
        for folder in ["bin", "home", "work"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        let sandbox = Self { root };
        for link in ["addon", "vela", "chartmuseum"] {
            std::os::unix::fs::symlink(
                env!("CARGO_BIN_EXE_addon"),
                sandbox.root().join("bin").join(link),
            )
            .unwrap();
        }
        sandbox
    }

    /// Returns the folder that everything is in.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Returns a path in the working folder.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root().join("work").join(relative)
    }

    /// Returns the file of registries.
    pub(crate) fn config(&self) -> PathBuf {
        self.root().join("home/config/registries.json")
    }

    /// Writes a file in the working folder, and the folders above it.
    pub(crate) fn write(&self, relative: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Writes the file of registries.
    pub(crate) fn write_config(&self, content: &str) {
        fs::create_dir_all(self.config().parent().unwrap()).unwrap();
        fs::write(self.config(), content).unwrap();
    }

    /// Reads a text file in the working folder.
    #[track_caller]
    pub(crate) fn read(&self, relative: impl AsRef<Path>) -> String {
        let path = self.path(relative);
        fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
    }

    /// Reads a file in the working folder.
    #[track_caller]
    pub(crate) fn read_bytes(&self, relative: impl AsRef<Path>) -> Vec<u8> {
        let path = self.path(relative);
        fs::read(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
    }

    /// Lists the files below a folder of the working folder, sorted, directories left out.
    pub(crate) fn files(&self, relative: impl AsRef<Path>) -> Vec<String> {
        let folder = self.path(relative);
        let mut files: Vec<String> = walkdir::WalkDir::new(&folder)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| {
                let path = entry.path().strip_prefix(&folder).unwrap();
                path.to_str().unwrap().to_owned()
            })
            .collect();
        files.sort();
        files
    }

    /// Copies a folder from anywhere into the working folder, without its modes and times.
    pub(crate) fn copy(&self, from: &Path, to: impl AsRef<Path>) {
        for entry in walkdir::WalkDir::new(from) {
            let entry = entry.unwrap();
            let target = self
                .path(to.as_ref())
                .join(entry.path().strip_prefix(from).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(&target).unwrap();
            } else {
                fs::write(&target, fs::read(entry.path()).unwrap()).unwrap();
            }
        }
    }

    /// Runs `addon` with `args`.
    pub(crate) fn addon<A: Into<OsString>>(&self, args: impl IntoIterator<Item = A>) -> Outcome {
        self.command("addon").args(args).run()
    }

    /// Runs a line as a user pastes it into a shell, with the binary on the path.
    pub(crate) fn shell(&self, line: &str) -> Outcome {
        self.command("sh").args(["-c", line]).run()
    }

    /// Prepares a run of `addon`, `vela`, `chartmuseum` or a program of the system.
    pub(crate) fn command(&self, program: &str) -> Invocation<'_> {
        let link = self.root().join("bin").join(program);
        let mut command = Command::new(if link.exists() {
            link.as_path()
        } else {
            Path::new(program)
        });
        let home = self.root().join("home");
        let path = format!(
            "{}:/usr/local/bin:/usr/bin:/bin",
            self.root().join("bin").display()
        );
        command
            .env_clear()
            .current_dir(self.path(""))
            .env("PATH", path)
            .env("HOME", &home)
            .env("ADDON_CONFIG", self.config())
            .env("ADDON_CACHE_DIR", home.join("cache"))
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("COLUMNS", "100")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null");
        for role in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{role}_NAME"), "Ann Author")
                .env(format!("GIT_{role}_EMAIL"), "ann@example.com")
                .env(format!("GIT_{role}_DATE"), "2026-01-02T03:04:05Z");
        }
        Invocation {
            sandbox: self,
            command,
            stdin: Vec::new(),
        }
    }
}

/// A run that is being prepared.
pub(crate) struct Invocation<'a> {
    sandbox: &'a Sandbox,
    command: Command,
    stdin: Vec<u8>,
}

impl Invocation<'_> {
    /// Adds arguments.
    pub(crate) fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args.into_iter().map(Into::into));
        self
    }

    /// Sets a variable.
    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.command.env(name, value.into());
        self
    }

    /// Removes a variable that the sandbox sets.
    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs in a folder of the working folder.
    pub(crate) fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(self.sandbox.path(folder));
        self
    }

    /// Gives the command something to read.
    pub(crate) fn stdin(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.stdin = content.into();
        self
    }

    /// Starts the command and leaves it running; its streams are pipes.
    pub(crate) fn start(mut self) -> Child {
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Starts the command in a session of its own, on a terminal that is `columns` wide.
    pub(crate) fn on_terminal(self, columns: u16) -> Terminal {
        // Nothing else gives a child a terminal to control without unsafe code of our own.
        let mut command = Command::new("setsid");
        command
            .arg("--ctty")
            .arg(self.command.get_program())
            .args(self.command.get_args())
            .env_clear()
            .env("TERM", "xterm-256color");
        if let Some(folder) = self.command.get_current_dir() {
            command.current_dir(folder);
        }
        for (name, value) in self.command.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        // The terminal says itself how wide it is.
        command.env_remove("COLUMNS");
        Terminal::start(command, columns)
    }

    /// Runs the command to its end.
    pub(crate) fn run(mut self) -> Outcome {
        let content = std::mem::take(&mut self.stdin);
        let line = format!("{:?}", self.command);
        let root = self.sandbox.root().to_owned();
        let mut child = self.start();
        let mut stdin = child.stdin.take().unwrap();
        let writer = thread::spawn(move || {
            // A command that does not read its input closes the pipe early, as it may.
            let _closed = stdin.write_all(&content);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Outcome::new(line, output, root)
    }
}
