//! `addon serve` as a process of its own.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command},
    thread,
};

use super::{Client, Sandbox, sandbox::Invocation};

/// A running server; it is killed when the test ends.
pub(crate) struct Served {
    child: Child,
    url: String,
}

impl Served {
    /// Serves the folder `storage` of the sandbox on a free port.
    pub(crate) fn start(sandbox: &Sandbox, storage: &str) -> Self {
        Self::start_with(sandbox, &["--storage-local-rootdir", storage])
    }

    /// Serves with `flags` on a free port.
    #[track_caller]
    pub(crate) fn start_with(sandbox: &Sandbox, flags: &[&str]) -> Self {
        let serve = ["serve", "--port", "0", "--listen-host", "127.0.0.1"];
        Self::from(
            sandbox
                .command("addon")
                .args(serve)
                .args(flags.iter().copied()),
        )
    }

    /// Serves by a command that was prepared.
    #[track_caller]
    pub(crate) fn from(command: Invocation<'_>) -> Self {
        let mut child = command.start();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut head = String::new();
        let url = loop {
            let start = head.len();
            assert!(
                lines.read_line(&mut head).unwrap() > 0,
                "the server ended before it served:\n{head}"
            );
            if let Some((_, url)) = head[start..].split_once("Serving at ") {
                break url.trim().to_owned();
            }
        };
        // A pipe that nobody empties would stop the server.
        thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { child, url }
    }

    /// Returns the address without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns host and port.
    pub(crate) fn address(&self) -> &str {
        let address = self.url.split_once("://").unwrap().1;
        address.split('/').next().unwrap()
    }

    /// Returns a connection to the server.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.address().parse().unwrap())
    }

    /// Ends the server without any notice.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// Asks the server to end.
    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(status.success());
    }

    /// Waits until the server has ended, and returns its exit code.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// Lists the packages of a folder, sorted.
pub(crate) fn packages_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "tgz"))
        .collect();
    names.sort();
    names
}
