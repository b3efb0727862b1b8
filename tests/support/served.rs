//! `addon serve` as a process of its own.

use std::{
    io::{BufRead as _, BufReader, Read},
    path::Path,
    process::{Child, Command, ExitStatus},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

use super::Sandbox;

/// A running server; it is killed when the test ends.
pub(crate) struct Served {
    child: Child,
    url: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Served {
    /// Serves the folder `storage` of the sandbox on a free port.
    pub(crate) fn start(sandbox: &Sandbox, storage: &str) -> Self {
        Self::start_with(sandbox, &["--storage-local-rootdir", storage])
    }

    /// Serves with `flags` on a free port.
    #[track_caller]
    pub(crate) fn start_with(sandbox: &Sandbox, flags: &[&str]) -> Self {
        let mut child = sandbox
            .command("addon")
            .args(["serve", "--port", "0", "--listen-host", "127.0.0.1"])
            .args(flags)
            .start();
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
        let log = Arc::new(Mutex::new(head));
        let kept = Arc::clone(&log);
        // A pipe that nobody empties would stop the server.
        let reader = thread::spawn(move || {
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|length| length > 0) {
                kept.lock().unwrap().push_str(&line);
                line.clear();
            }
        });
        Self {
            child,
            url,
            log,
            reader: Some(reader),
        }
    }

    /// Returns the address without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns host and port.
    pub(crate) fn address(&self) -> &str {
        self.url.split_once("://").unwrap().1
    }

    /// Asks the server to stop, as a service manager does, and waits until it has.
    pub(crate) fn stop(mut self) -> (ExitStatus, String) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success(),
            "the server had ended"
        );
        self.ended()
    }

    /// Kills the server at once, as a power cut does, and returns what it had logged.
    pub(crate) fn kill(mut self) -> (ExitStatus, String) {
        self.child.kill().unwrap();
        self.ended()
    }

    fn ended(&mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        let log = self.log.lock().unwrap().clone();
        (status, log)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// Sends one request and returns status and body, without any library of the product.
pub(crate) fn exchange(address: &str, request: &str) -> (u16, Vec<u8>) {
    use std::io::Write as _;

    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let split = answer
        .windows(4)
        .position(|at| at == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("no answer to {request:?}"));
    let head = String::from_utf8_lossy(&answer[..split]).into_owned();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer[split + 4..].to_vec())
}

/// Asks for a path.
pub(crate) fn get(address: &str, path: &str) -> (u16, Vec<u8>) {
    exchange(
        address,
        &format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n"),
    )
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
