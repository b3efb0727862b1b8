//! The server as a process that is stopped or killed.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use super::{chart, versions};
use crate::support::{Sandbox, Served};

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let sandbox = Sandbox::new();
    let acknowledged = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    // Killed after ever more uploads: before, between and after the first notes.
    for enough in [1, 3, 10, 40, 120] {
        let mut process = Served::start(&sandbox, "charts");
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
            process.kill();
        });
        drop(process);
        let process = Served::start(&sandbox, "charts");
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
    let sandbox = Sandbox::new();
    let mut process = Served::start(&sandbox, "charts");
    let package = chart("a", "1.0.0");
    let (first, second) = package.split_at(package.len() / 2);
    let mut stream = TcpStream::connect(process.address()).unwrap();
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
    while TcpStream::connect(process.address()).is_ok() {
        thread::yield_now();
    }
    stream.write_all(second).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    assert_eq!(process.wait(), Some(0));
    let process = Served::start(&sandbox, "charts");
    assert_eq!(versions(&mut process.client(), "a"), ["1.0.0"]);
}

/// A guide to ChartMuseum looks for it beside the package that was just uploaded.
#[test]
fn the_state_file_follows_an_upload_while_the_server_runs() {
    let sandbox = Sandbox::new();
    let server = Served::start(&sandbox, "charts");
    let reply = server.client().post("/api/charts", &chart("a", "1.0.0"));
    assert_eq!(reply.unwrap().status, 201);
    let state = sandbox.path("charts/index-cache.yaml");
    while !std::fs::read_to_string(&state).is_ok_and(|text| text.contains("charts/a-1.0.0.tgz")) {
        thread::yield_now();
    }
}

#[test]
fn flags_that_cannot_be_honoured_are_usage_errors() {
    let sandbox = Sandbox::new();
    for arguments in [
        &["--storage", "amazon"][..],
        &["--depth", "1"],
        &["--tls-cert", "x"],
        &["--basic-auth-user", "x"],
        &["--debug=perhaps"],
        &["--context-path", "/../x"],
    ] {
        let checked = sandbox
            .command("addon")
            .args(["serve"])
            .args(arguments.iter().copied())
            .run()
            .code(2);
        assert!(!checked.stderr().is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_index_can_be_printed_without_serving() {
    let sandbox = Sandbox::new();
    sandbox.write("charts/a-1.0.0.tgz", chart("a", "1.0.0"));
    let printed = sandbox
        .command("addon")
        .args(["serve", "--gen-index"])
        .env("STORAGE_LOCAL_ROOTDIR", "charts")
        .run()
        .success();
    let index = printed.stdout();
    assert!(
        index.starts_with("apiVersion: v1\nentries:\n  a:\n  - "),
        "{index}"
    );
}
