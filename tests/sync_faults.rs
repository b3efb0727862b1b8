//! Filling registries that fail in all the ways that registries fail in.

use std::{
    collections::HashSet,
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    support::{
        Client, Gate, Museum, Request, Response, Sandbox, Served, closed_address,
        served::packages_in,
    },
    sync::{summary, with_status, write_addon},
};

/// A sandbox with so many addons in the folder `all`.
fn with_addons(count: usize) -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 0..count {
        let name = format!("addon-{number:03}");
        write_addon(&sandbox, &format!("all/{name}"), &name, "1.0.0");
    }
    sandbox
}

fn sync(sandbox: &Sandbox, url: &str, code: i32) -> Value {
    let words = ["sync", "all", url, "-o", "json"];
    sandbox.addon(words).code(code).json()
}

/// Returns the file name of the form that a request sends.
fn file_name(request: &Request) -> String {
    let head = String::from_utf8_lossy(&request.body[..request.body.len().min(400)]).into_owned();
    let (_, rest) = head.split_once("filename=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_server_that_fails_every_tenth_request_gets_everything() {
    let sandbox = with_addons(60);
    let (count, failed) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let museum = Museum::guarded({
        let failed = Arc::clone(&failed);
        move |_| {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            number.is_multiple_of(10).then(|| {
                failed.fetch_add(1, Ordering::SeqCst);
                Response::status(500)
            })
        }
    });
    let report = sync(&sandbox, &museum.url(), 0);
    assert_eq!(summary(&report), json!({"pushed": 60}));
    assert_eq!(museum.holds().len(), 60);
    let failed = failed.load(Ordering::SeqCst);
    assert_eq!(
        museum.server.requests().len(),
        60 + 2 + failed,
        "each failure costs one request more"
    );
}

/// As ChartMuseum under load: the package is stored, its entry in the index is lost, and a plain
/// push meets the stored package.
#[test]
fn entries_that_the_index_loses_are_sent_once_more() {
    let sandbox = with_addons(60);
    let (count, lost) = (AtomicUsize::new(0), Mutex::new(HashSet::new()));
    let museum = Museum::guarded(move |request| {
        if request.method != "POST" {
            return None;
        }
        let name = file_name(request);
        let mut lost = lost.lock().unwrap();
        if lost.contains(&name) {
            let forced = request.target.ends_with("?force");
            return (!forced).then(|| Response::status(409));
        }
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        number.is_multiple_of(20).then(|| {
            lost.insert(name);
            Response::status(201).with_body(r#"{"saved":true}"#)
        })
    });
    let report = sync(&sandbox, &museum.url(), 0);
    assert_eq!(summary(&report), json!({"pushed": 60}));
    assert_eq!(museum.holds().len(), 60);
    let reason = "sent twice: the registry did not list it at first";
    let items = report["items"].as_array().unwrap();
    let twice = items.iter().filter(|item| item["reason"] == reason);
    assert_eq!(twice.count(), 3);
    assert_eq!(museum.posts().len(), 63);
    let gets = museum.server.requests().len() - 63;
    assert_eq!(gets, 3, "the listing before, after, and after mending");
}

#[test]
fn entries_that_stay_lost_are_reported() {
    let sandbox = with_addons(20);
    let museum = Museum::guarded(|request| {
        let is_lost = request.method == "POST" && file_name(request) == "addon-007-1.0.0.tgz";
        is_lost.then(|| Response::status(201))
    });
    let report = sync(&sandbox, &museum.url(), 3);
    assert_eq!(summary(&report), json!({"failed": 1, "pushed": 19}));
    assert_eq!(with_status(&report, "failed"), ["addon-007"]);
    assert_eq!(museum.posts().len(), 21, "it is sent twice and no more");
}

#[test]
fn other_content_in_the_listing_is_reported() {
    let sandbox = with_addons(1);
    let other = with_addons(1);
    other.write("all/addon-000/more.txt", "more");
    let museum = Museum::start();
    sync(&other, &museum.url(), 0);
    // Whatever is sent, the old content stays.
    let front = Museum::guarded({
        let address = museum.url().trim_start_matches("http://").parse().unwrap();
        let index = Client::new(address).get("/index.yaml").unwrap();
        let first = AtomicUsize::new(0);
        move |request| {
            let is_index = request.path() == "/index.yaml";
            let is_later = is_index && first.fetch_add(1, Ordering::SeqCst) > 0;
            is_later.then(|| Response::ok(index.body.clone()))
        }
    });
    let report = sync(&sandbox, &front.url(), 1);
    let reason = report["items"][0]["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("the registry lists other content"),
        "{reason}"
    );
}

/// Nobody measures time here: what counts is how many requests are under way at once.
#[test]
fn latency_is_hidden_by_several_requests_at_once() {
    let sandbox = with_addons(60);
    let (now, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let museum = Museum::guarded({
        let most = Arc::clone(&most);
        move |request| {
            if request.method == "POST" {
                let under_way = now.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(under_way, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(20));
                now.fetch_sub(1, Ordering::SeqCst);
            }
            None
        }
    });
    let words = ["sync", "all", &museum.url(), "-o", "json", "--jobs", "6"];
    let report = sandbox.addon(words).success().json();
    assert_eq!(summary(&report), json!({"pushed": 60}));
    assert_eq!(museum.server.requests().len(), 62);
    let most = most.load(Ordering::SeqCst);
    assert!((2..=6).contains(&most), "{most} at once");
}

#[test]
fn a_server_that_says_when_to_come_back_is_believed() {
    let sandbox = with_addons(12);
    let count = AtomicUsize::new(0);
    let museum = Museum::guarded(move |request| {
        let is_third = request.method == "POST" && count.fetch_add(1, Ordering::SeqCst) == 2;
        is_third.then(|| Response::status(429).header("Retry-After", "1"))
    });
    let report = sync(&sandbox, &museum.url(), 0);
    assert_eq!(summary(&report), json!({"pushed": 12}));
    assert_eq!(museum.posts().len(), 13);
}

#[test]
fn an_answer_that_was_lost_is_no_conflict() {
    let sandbox = with_addons(8);
    // The package arrives, and the answer breaks off.
    let front = {
        let museum = Museum::start();
        let address = museum.url().trim_start_matches("http://").to_owned();
        let count = AtomicUsize::new(0);
        crate::support::Server::start(move |request| {
            let _alive = &museum;
            let head = format!(
                "{} {} HTTP/1.0\r\nContent-Length: {}\r\n\r\n",
                request.method,
                request.target,
                request.body.len()
            );
            let (status, body) = forward(&address, &head, &request.body);
            let is_lost = request.method == "POST" && count.fetch_add(1, Ordering::SeqCst) % 4 == 1;
            if is_lost {
                return Response::status(502);
            }
            Response::status(status).with_body(body)
        })
    };
    let report = sync(&sandbox, &front.url(), 0);
    assert_eq!(summary(&report), json!({"pushed": 8}));
}

/// Passes a request on, byte for byte.
fn forward(address: &str, head: &str, body: &[u8]) -> (u16, Vec<u8>) {
    use std::io::Write as _;
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let split = answer.windows(4).position(|at| at == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..split]).into_owned();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer[split + 4..].to_vec())
}

#[test]
fn a_server_that_nobody_reaches_is_one_failure() {
    let sandbox = with_addons(30);
    let url = format!("http://{}", closed_address());
    sandbox
        .addon(["sync", "all", &url])
        .code(7)
        .stderr_contains("cannot be reached");
}

#[test]
fn a_server_killed_half_way_gets_the_rest_after_its_restart() {
    const COUNT: usize = 200;
    let sandbox = with_addons(COUNT);
    let server = Served::start(&sandbox, "charts");
    let mut child = sandbox
        .command("addon")
        .args([
            "sync",
            "all",
            server.url(),
            "-o",
            "json",
            "--jobs",
            "2",
            "--retries",
            "1",
        ])
        .start();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    for _ in 0..20 {
        let line = lines.next().unwrap().unwrap();
        assert!(line.starts_with("pushed "), "{line}");
    }
    drop(server);
    let rest = thread::spawn(move || lines.map(Result::unwrap).collect::<Vec<_>>());
    let (code, report) = end(&mut child);
    let told = rest.join().unwrap();
    assert!(
        told.iter()
            .any(|line| line.contains("the registry does not answer")),
        "{told:#?}"
    );
    assert_ne!(code, Some(0));
    let not_tried = with_status(&report, "not-tried").len();
    assert!(not_tried > 0, "{}", report["summary"]);

    let stored = packages_in(&sandbox.path("charts")).len();
    assert!((20..COUNT).contains(&stored), "{stored}");
    let server = Served::start(&sandbox, "charts");
    let report = sync(&sandbox, server.url(), 0);
    assert_eq!(
        summary(&report),
        json!({"pushed": COUNT - stored, "unchanged": stored})
    );
    assert_eq!(packages_in(&sandbox.path("charts")).len(), COUNT);
}

/// Waits for the end of a command that prints JSON.
fn end(child: &mut Child) -> (Option<i32>, Value) {
    let mut text = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let code = child.wait().unwrap().code();
    let report = serde_json::from_str(&text).unwrap_or(Value::Null);
    (code, report)
}

#[test]
fn an_interruption_finishes_what_is_under_way_and_prints_the_summary() {
    let sandbox = with_addons(20);
    let (gate, museum) = Gate::with_museum();
    let mut child = sandbox
        .command("addon")
        .args(["sync", "all", &museum.url(), "-o", "json", "--jobs", "2"])
        .start();
    museum.server.wait_for_requests(3);
    let interrupted = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupted.success());
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    assert!(line.starts_with("note: interrupted;"), "{line}");
    gate.open();
    let rest = thread::spawn(move || lines.map(Result::unwrap).collect::<Vec<_>>());
    let (code, report) = end(&mut child);
    assert_eq!(code, Some(130), "{:?}", rest.join().unwrap());
    assert_eq!(summary(&report), json!({"not-tried": 18, "pushed": 2}));
    assert_eq!(museum.holds().len(), 2);
    let again = sync(&sandbox, &museum.url(), 0);
    assert_eq!(summary(&again), json!({"pushed": 18, "unchanged": 2}));
}

#[test]
fn two_thousand_addons_take_little_memory() {
    const COUNT: usize = 2000;
    const LIMIT_KIB: u64 = 150 << 10;
    if !std::path::Path::new("/usr/bin/time").exists() {
        eprintln!("skipped: there is no /usr/bin/time");
        return;
    }
    let sandbox = Sandbox::new();
    // Noise does not compress, so that the packages are as large as the files.
    let mut noise = 1_u64;
    let mut text = move || {
        let mut text = String::new();
        for _ in 0..500 {
            noise = noise
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            text += &format!("{noise:016x}\n");
        }
        text
    };
    for number in 0..COUNT {
        let name = format!("addon-{number:04}");
        let folder = format!("all/{name}");
        write_addon(&sandbox, &folder, &name, "1.0.0");
        sandbox.write(format!("{folder}/README.md"), text());
    }
    let server = Served::start(&sandbox, "charts");
    let line = format!(
        "/usr/bin/time -o peak -f %M addon -q sync all {} -o json",
        server.url()
    );
    for expected in [json!({"pushed": COUNT}), json!({"unchanged": COUNT})] {
        let report = sandbox.shell(&line).success().json();
        assert_eq!(summary(&report), expected);
        let peak: u64 = sandbox.read("peak").trim().parse().unwrap();
        assert!(peak < LIMIT_KIB, "{peak} KiB");
    }
    assert_eq!(packages_in(&sandbox.path("charts")).len(), COUNT);
}

/// What was pushed within a second of the first look is not hidden by a server that counts seconds.
#[test]
fn the_second_look_at_the_listing_is_not_answered_from_memory() {
    let sandbox = with_addons(3);
    let time = "Sat, 21 Nov 2026 10:00:00 GMT";
    let museum = Arc::new(Museum::start());
    let front = crate::support::Server::start({
        let museum = Arc::clone(&museum);
        move |request| {
            if request.header("if-modified-since") == time {
                return Response::status(304);
            }
            let address = museum.url();
            let address = address.trim_start_matches("http://");
            let head = format!(
                "{} {} HTTP/1.0\r\nContent-Length: {}\r\n\r\n",
                request.method,
                request.target,
                request.body.len()
            );
            let (status, body) = forward(address, &head, &request.body);
            Response::status(status)
                .with_body(body)
                .header("Last-Modified", time)
        }
    });
    let report = sync(&sandbox, &front.url(), 0);
    assert_eq!(summary(&report), json!({"pushed": 3}));
    assert_eq!(museum.posts().len(), 3);
}
