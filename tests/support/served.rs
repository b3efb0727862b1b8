//! `addon serve` as a process of its own.

use std::{
    io::{BufRead as _, BufReader, Read},
    path::Path,
    process::Child,
    thread,
};

use super::Sandbox;

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
        self.url.split_once("://").unwrap().1
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
