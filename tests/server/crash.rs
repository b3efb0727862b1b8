//! The server as a process that is stopped or killed.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use crate::{charts::chart, http::Client, versions};

/// A server in a process of its own, which ends with this value.
struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_addon"))
            .args(["serve", "--port", "0", "--listen-host", "127.0.0.1"])
            .arg("--storage-local-rootdir")
            .arg(folder)
            .env_clear()
            .env("HOME", folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let address = line.trim_end().rsplit("http://").next().unwrap();
        let address = address
            .parse()
            .unwrap_or_else(|_| panic!("no address in `{line}`"));
        // The log is read to its end, so that the server never waits for a full pipe.
        thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Self { child, address }
    }

    fn client(&self) -> Client {
        Client::new(self.address)
    }

    #[cfg(unix)]
    fn terminate(&self) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let acknowledged = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    // Killed after ever more uploads: before, between and after the first notes.
    for enough in [1, 3, 10, 40, 120] {
        let mut process = Process::start(folder.path());
        let (news, count) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..16 {
                let (news, mut client) = (news.clone(), process.client());
                let (acknowledged, next) = (&acknowledged, &next);
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let (name, version) = (format!("c{}", number % 5), format!("1.{number}.0"));
                        match client.post("/api/charts", &chart(&name, &version)) {
                            Ok(reply) if reply.status == 201 => {
                                acknowledged.lock().unwrap().push((name, version));
                                news.send(()).ok();
                            }
                            Ok(reply) => panic!("{}: {}", reply.status, reply.text()),
                            Err(_) => break,
                        }
                    }
                });
            }
            for _ in 0..enough {
                count.recv().unwrap();
            }
            process.child.kill().unwrap();
        });
        drop(process);
        let process = Process::start(folder.path());
        let mut client = process.client();
        for (name, version) in acknowledged.lock().unwrap().iter() {
            let listed = versions(&mut client, name);
            let times = listed.iter().filter(|listed| *listed == version).count();
            assert_eq!(times, 1, "{name} {version} after {enough}");
            let file = client
                .get(&format!("/charts/{name}-{version}.tgz"))
                .unwrap();
            assert_eq!(file.body, chart(name, version));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_server_that_is_asked_to_stop_finishes_open_requests() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(folder.path());
    let package = chart("a", "1.0.0");
    let (first, second) = package.split_at(package.len() / 2);
    let mut stream = TcpStream::connect(process.address).unwrap();
    let head = format!(
        "POST /api/charts HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\
         Content-Length: {}\r\n\r\n",
        package.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server asks for the body, so it has begun to answer.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(first).unwrap();
    process.terminate();
    // New connections are refused once the request to stop has arrived.
    while TcpStream::connect(process.address).is_ok() {
        thread::yield_now();
    }
    stream.write_all(second).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    assert_eq!(process.child.wait().unwrap().code(), Some(0));
    let process = Process::start(folder.path());
    assert_eq!(versions(&mut process.client(), "a"), ["1.0.0"]);
}

#[test]
fn flags_that_cannot_be_honoured_are_usage_errors() {
    for arguments in [
        &["--storage", "amazon"][..],
        &["--depth", "1"],
        &["--tls-cert", "x"],
        &["--basic-auth-user", "x"],
        &["--debug=perhaps"],
        &["--context-path", "/../x"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_addon"))
            .arg("serve")
            .args(arguments)
            .env_clear()
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_index_can_be_printed_without_serving() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a-1.0.0.tgz"), chart("a", "1.0.0")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_addon"))
        .args(["serve", "--gen-index"])
        .env_clear()
        .env("HOME", folder.path())
        .env("STORAGE_LOCAL_ROOTDIR", folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let index = String::from_utf8(output.stdout).unwrap();
    assert!(
        index.starts_with("apiVersion: v1\nentries:\n  a:\n  - "),
        "{index}"
    );
}
