//! `addon serve` as a process of its own, so that its memory is its own as well.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

/// A running server; it is killed in the end.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Served {
    /// Serves a folder on a free port.
    pub(crate) fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_addon"))
            .args(["serve", "--port", "0", "--listen-host", "127.0.0.1"])
            .args(["--cache-interval", "0", "--storage-local-rootdir"])
            .arg(folder)
            .env_clear()
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let (_, address) = line.trim().rsplit_once("//").unwrap();
        let address = address.parse().unwrap();
        thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { child, address }
    }

    /// Asks the server to end, and waits until it has.
    pub(crate) fn stop(mut self) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &id]).status();
        assert!(kill.unwrap().success());
        self.child.wait().unwrap();
    }

    /// Returns the memory that the process holds and the most that it has held, in megabytes.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(path).unwrap_or_default();
        let read = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            kilobytes.unwrap_or(0) / 1024
        };
        (read("VmRSS:"), read("VmHWM:"))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
