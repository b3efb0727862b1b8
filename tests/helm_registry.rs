//! Helm repositories as they are in the wild: slow, broken, hostile, or behind a proxy.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use crate::support::{
    Authority, Chart, Index, Request, Response, Sandbox, Server,
    charts::{archive, archive_with_link, bomb, gzip},
    closed_address,
};

/// Serves an index and the packages of `charts` beside it.
fn repository(charts: Vec<Chart>) -> impl Fn(&Request) -> Response + Send + Sync + 'static {
    move |request| {
        if request.path() == "/index.yaml" {
            let index = charts.iter().fold(Index::new(), Index::chart);
            return Response::ok(index.yaml());
        }
        let asked = request.path().trim_start_matches('/');
        match charts.iter().find(|chart| chart.file_name() == asked) {
            Some(chart) => Response::ok(chart.package()),
            None => Response::status(404),
        }
    }
}

fn one_addon() -> impl Fn(&Request) -> Response + Send + Sync + 'static {
    repository(vec![Chart::addon("demo", "1.0.0")])
}

/// A sandbox with `server` as its only registry, `r`.
fn with_registry(server: &Server, flags: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    sandbox
        .command("addon")
        .args([
            "registry",
            "add",
            "r",
            "--type",
            "helm",
            "--no-check",
            &server.url(),
        ])
        .args(flags)
        .run()
        .success();
    sandbox
}

/// Answers the first `count` requests with `bad` and all others with `good`.
fn at_first(
    count: usize,
    bad: Response,
    good: impl Fn(&Request) -> Response + Send + Sync + 'static,
) -> impl Fn(&Request) -> Response + Send + Sync + 'static {
    let seen = AtomicUsize::new(0);
    move |request| {
        if seen.fetch_add(1, SeqCst) < count {
            bad.clone()
        } else {
            good(request)
        }
    }
}

#[test]
fn one_command_asks_for_the_index_once() {
    let server = Server::start(one_addon());
    let sandbox = with_registry(&server, &[]);
    sandbox.addon(["pull", "r/demo", "--untar"]).success();
    assert_eq!(server.asked(), ["GET /index.yaml", "GET /demo-1.0.0.tgz"]);
}

#[test]
fn an_index_that_has_not_changed_is_not_sent_again() {
    for (name, value, question) in [
        ("ETag", "\"abc\"", "if-none-match"),
        ("ETag", "W/\"weak\"", "if-none-match"),
        (
            "Last-Modified",
            "Sat, 21 Nov 2026 10:00:00 GMT",
            "if-modified-since",
        ),
    ] {
        let good = one_addon();
        let server = Server::start(move |request| {
            if request.header(question) == value {
                Response::status(304)
            } else {
                good(request).header(name, value)
            }
        });
        let sandbox = with_registry(&server, &[]);
        for _ in 0..2 {
            sandbox
                .addon(["list", "-o", "name"])
                .success()
                .stdout_eq("r/demo\n");
        }
        let requests = server.requests();
        assert_eq!(requests[0].header(question), "");
        assert_eq!(requests[1].header(question), value);
    }
}

#[test]
fn a_package_is_fetched_once() {
    let server = Server::start(one_addon());
    let sandbox = with_registry(&server, &[]);
    for folder in ["a", "b"] {
        sandbox.addon(["pull", "r/demo", "-d", folder]).success();
    }
    let asked = server.asked();
    let downloads = asked.iter().filter(|line| line.ends_with(".tgz")).count();
    assert_eq!(downloads, 1, "{asked:?}");
    assert_eq!(
        sandbox.read_bytes("a/demo-1.0.0.tgz"),
        sandbox.read_bytes("b/demo-1.0.0.tgz")
    );
}

#[test]
fn a_damaged_cache_is_no_more_than_an_empty_one() {
    let server = Server::start(one_addon());
    let sandbox = with_registry(&server, &[]);
    sandbox.addon(["pull", "r/demo", "-d", "a"]).success();
    let cache = sandbox.root().join("home/cache");
    let mut damaged = 0;
    for entry in walkdir::WalkDir::new(&cache) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let content = std::fs::read(entry.path()).unwrap();
            std::fs::write(entry.path(), &content[..content.len() / 2]).unwrap();
            damaged += 1;
        }
    }
    assert!(damaged >= 2, "index and package are kept");
    sandbox.addon(["pull", "r/demo", "-d", "b"]).success();
    assert_eq!(
        sandbox.read_bytes("a/demo-1.0.0.tgz"),
        sandbox.read_bytes("b/demo-1.0.0.tgz")
    );
}

#[test]
fn what_is_cached_works_offline() {
    let server = Server::start(one_addon());
    let sandbox = with_registry(&server, &[]);
    sandbox
        .addon(["--offline", "list"])
        .code(7)
        .stderr_contains("hint:");
    sandbox.addon(["pull", "r/demo", "-d", "a"]).success();
    server.forget();
    sandbox
        .addon(["--offline", "list", "-o", "name"])
        .success()
        .stdout_eq("r/demo\n");
    sandbox
        .addon(["--offline", "pull", "r/demo", "-d", "b"])
        .success();
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn passing_trouble_is_waited_out() {
    for status in [429, 500, 502, 503, 504] {
        let server = Server::start(at_first(
            2,
            Response::status(status).header("Retry-After", "0"),
            one_addon(),
        ));
        let sandbox = with_registry(&server, &[]);
        sandbox
            .addon(["list", "-o", "name"])
            .success()
            .stdout_eq("r/demo\n");
        assert_eq!(server.asked().len(), 3, "{status}");
    }
}

#[test]
fn a_date_to_come_back_is_understood() {
    let server = Server::start(at_first(
        1,
        Response::status(503).header("Retry-After", "Sat, 21 Nov 1998 10:00:00 GMT"),
        one_addon(),
    ));
    let sandbox = with_registry(&server, &[]);
    sandbox.addon(["list"]).success();
}

#[test]
fn trouble_that_stays_ends_the_command() {
    let server = Server::start(|_| {
        Response::status(503)
            .header("Retry-After", "0")
            .with_body(r#"{"error":"closed for the day"}"#)
    });
    let sandbox = with_registry(&server, &[]);
    sandbox
        .addon(["--retries", "1", "list"])
        .code(7)
        .stderr_contains("503")
        .stderr_contains("closed for the day");
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn what_will_not_pass_is_not_repeated() {
    for (status, code) in [(400, 7), (401, 6), (404, 4), (501, 7)] {
        let server = Server::start(move |_| Response::status(status));
        let sandbox = with_registry(&server, &[]);
        let _checked = sandbox.addon(["list"]).code(code);
        assert_eq!(server.asked().len(), 1, "{status}");
    }
}

#[test]
fn an_answer_that_breaks_off_is_asked_for_again() {
    for path in ["/index.yaml", "/demo-1.0.0.tgz"] {
        let good = one_addon();
        let seen = AtomicUsize::new(0);
        let server = Server::start(move |request| {
            let response = good(request);
            if request.path() == path && seen.fetch_add(1, SeqCst) == 0 {
                response.cut_off_after(40)
            } else {
                response
            }
        });
        let sandbox = with_registry(&server, &[]);
        sandbox.addon(["pull", "r/demo"]).success();
        let asked = server.asked();
        assert_eq!(asked.len(), 3, "{asked:?}");
    }
    let good = one_addon();
    let server = Server::start(move |request| good(request).cut_off_after(40));
    let sandbox = with_registry(&server, &[]);
    sandbox
        .addon(["--retries", "1", "list"])
        .code(7)
        .stderr_contains("reading the answer");
}

#[test]
fn a_package_that_is_not_what_the_index_says_is_refused() {
    let chart = Chart::addon("demo", "1.0.0");
    let other = chart.clone().file("README.md", "other").package();
    let server = Server::start(move |request| match request.path() {
        "/index.yaml" => Response::ok(Index::new().chart(&chart).yaml()),
        _ => Response::ok(other.clone()),
    });
    let sandbox = with_registry(&server, &[]);
    for args in [
        &["pull", "r/demo"][..],
        &["show", "r/demo"],
        &["pull", "r/demo", "--untar"],
    ] {
        sandbox
            .command("addon")
            .args(args)
            .run()
            .code(8)
            .stderr_contains("sha256:");
    }
    assert_eq!(sandbox.files("."), [""; 0]);
}

#[test]
fn a_second_address_is_tried_when_the_first_fails() {
    let chart = Chart::addon("demo", "1.0.0");
    let package = chart.package();
    let digest = crate::support::charts::digest(&package);
    let server = Server::start(move |request| match request.path() {
        "/index.yaml" => Response::ok(
            Index::new()
                .chart_with_digest(&chart, "gone.tgz\n    - demo-1.0.0.tgz", &digest)
                .yaml(),
        ),
        "/demo-1.0.0.tgz" => Response::ok(package.clone()),
        _ => Response::status(404),
    });
    let sandbox = with_registry(&server, &[]);
    sandbox.addon(["pull", "r/demo"]).success();
}

/// The password of a registry is for that registry.
#[test]
fn credentials_go_to_their_own_origin_only() {
    let elsewhere = {
        let chart = Chart::addon("demo", "1.0.0");
        Server::start(move |_| Response::ok(chart.package()))
    };
    let chart = Chart::addon("demo", "1.0.0");
    let redirected = Chart::addon("redirected", "1.0.0");
    let far = elsewhere.url();
    let server = Server::start(move |request| {
        if request.header("authorization") != "Basic YW5uOmh1bnRlcjI=" {
            return Response::status(401);
        }
        match request.path() {
            "/index.yaml" => Response::redirect(302, "/moved/index.yaml"),
            "/moved/index.yaml" => Response::ok(
                Index::new()
                    .chart_at(&chart, &format!("{far}/demo.tgz"))
                    .chart_with_digest(&redirected, "redirected.tgz", "")
                    .yaml(),
            ),
            _ => Response::redirect(307, format!("{far}/there.tgz")),
        }
    });
    let sandbox = with_registry(&server, &["--username", "ann", "--password", "hunter2"]);
    sandbox.addon(["pull", "r/demo"]).success();
    sandbox
        .addon(["pull", "r/redirected", "-d", "other"])
        .success();
    let requests = elsewhere.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert_eq!(request.header("authorization"), "");
        assert_eq!(request.header("cookie"), "");
        assert_eq!(request.header("referer"), "");
    }
}

#[test]
fn redirects_have_limits() {
    let server = Server::start(|request| Response::redirect(302, format!("{}x", request.target)));
    let sandbox = with_registry(&server, &[]);
    sandbox
        .addon(["list"])
        .code(7)
        .stderr_contains("redirects without end");

    let plain = Server::start(one_addon());
    let target = plain.url();
    let authority = Authority::new();
    let server = Server::start_tls(&authority, move |request| {
        Response::redirect(302, format!("{target}{}", request.target))
    });
    let sandbox = with_registry(&server, &["--insecure-skip-tls-verify"]);
    sandbox
        .addon(["list"])
        .code(7)
        .stderr_contains("from https to http://");
    assert_eq!(plain.asked(), [""; 0]);
}

#[test]
fn proxies_of_the_environment_are_used_and_spared() {
    let server = Server::start(one_addon());
    let proxy = Server::start(one_addon());
    let sandbox = with_registry(&server, &[]);
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        proxy.forget();
        sandbox
            .command("addon")
            .args(["list"])
            .env(variable, proxy.url())
            .run()
            .success();
        assert_eq!(
            proxy.asked(),
            [format!("GET {}/index.yaml", server.url())],
            "{variable}"
        );
    }
    assert_eq!(server.asked(), [""; 0]);
    sandbox
        .command("addon")
        .args(["list"])
        .env("HTTP_PROXY", proxy.url())
        .env("NO_PROXY", "127.0.0.1")
        .run()
        .success();
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn an_unreachable_server_is_told_by_phase() {
    let sandbox = Sandbox::new();
    let add = |url: &str| {
        sandbox
            .addon(["registry", "add", "x", "--type", "helm", url])
            .code(7)
    };
    add(&format!("http://{}", closed_address())).stderr_contains("failed while connecting");
    add("http://no-such-host.invalid").stderr_contains("failed while looking up the host");
    let plain = Server::start(one_addon());
    add(&plain.url().replace("http://", "https://"))
        .stderr_contains("failed while securing the connection");
}

#[test]
fn a_private_authority_is_trusted_on_request_only() {
    let authority = Authority::new();
    let server = Server::start_tls(&authority, one_addon());
    let sandbox = with_registry(&server, &[]);
    sandbox
        .addon(["list"])
        .code(7)
        .stderr_contains("failed while securing the connection")
        .stderr_contains("--ca-file");

    sandbox.write("ca.pem", authority.pem());
    sandbox.write("other.pem", Authority::new().pem());
    for (flags, code) in [
        (&["--ca-file", "ca.pem"][..], 0),
        (&["--ca-file", "other.pem"], 7),
        (&["--ca-file", "", "--insecure-skip-tls-verify"], 0),
        (&["--insecure-skip-tls-verify=false"], 7),
        (&["--insecureSkipTLS"], 0),
    ] {
        sandbox
            .command("addon")
            .args(["registry", "update", "r"])
            .args(flags)
            .run()
            .success();
        let _checked = sandbox.addon(["list"]).code(code);
    }
}

/// What is stored for a registry holds for every command; flags of a push hold for that push.
#[test]
fn trust_holds_for_every_command() {
    let authority = Authority::new();
    let server = Server::start_tls(&authority, |request| {
        if request.method == "POST" {
            Response::status(201).with_body(r#"{"saved":true}"#)
        } else {
            one_addon()(request)
        }
    });
    let sandbox = Sandbox::new();
    sandbox.write("ca.pem", authority.pem());
    sandbox.addon(["init", "mine"]).success();
    sandbox.addon(["push", "mine", &server.url()]).code(7);
    sandbox
        .addon(["push", "mine", &server.url(), "--ca-file", "ca.pem"])
        .success();
    sandbox
        .addon(["push", "mine", &server.url(), "--insecure"])
        .success();
    sandbox
        .command("addon")
        .args(["push", "mine", &server.url()])
        .env("HELM_REPO_CA_FILE", "ca.pem")
        .run()
        .success();
    sandbox
        .addon(["registry", "add", "r", &server.url(), "--ca-file", "ca.pem"])
        .success();
    for args in [
        &["list", "-r", "r"][..],
        &["show", "r/demo"],
        &["pull", "r/demo"],
        &["push", "mine", "r"],
    ] {
        // From another folder: the file is kept as an absolute path.
        let _checked = sandbox
            .command("addon")
            .args(args)
            .within("mine")
            .run()
            .any_code();
        if args[0] != "push" {
            sandbox
                .command("addon")
                .args(args)
                .within("mine/views")
                .run()
                .success();
        }
    }
    sandbox.addon(["push", "mine", "r"]).success();
}

#[test]
fn a_client_identifies_by_certificate() {
    let authority = Authority::new().with_clients();
    let server = Server::start_tls(&authority, one_addon());
    let sandbox = Sandbox::new();
    let (certificate, key) = authority.issue("ann");
    sandbox.write("ca.pem", authority.pem());
    sandbox.write("cert.pem", certificate);
    sandbox.write("key.pem", key);
    let add = |flags: &[&str]| {
        sandbox
            .command("addon")
            .args([
                "registry",
                "add",
                "r",
                "-f",
                &server.url(),
                "--ca-file",
                "ca.pem",
            ])
            .args(flags)
            .run()
    };
    add(&[]).code(7);
    add(&["--cert-file", "cert.pem", "--key-file", "key.pem"]).success();
    add(&["--cert-file", "cert.pem"])
        .code(2)
        .stderr_contains("not one alone");
    sandbox.write("words.pem", "words");
    add(&["--cert-file", "words.pem", "--key-file", "key.pem"]).code(2);
    add(&["--cert-file", "cert.pem", "--key-file", "gone.pem"])
        .code(4)
        .stderr_contains("gone.pem");
}

#[test]
fn a_wrong_password_is_told_as_such() {
    let server = Server::start(|request| {
        if request.header("authorization") == "Basic YW5uOmh1bnRlcjI=" {
            one_addon()(request)
        } else {
            Response::status(401)
                .header("WWW-Authenticate", "Basic realm=\"charts\"")
                .with_body(r#"{"error":"unauthorized"}"#)
        }
    });
    let sandbox = with_registry(&server, &["--username", "ann", "--password", "wrong-one"]);
    sandbox
        .addon(["list"])
        .code(6)
        .stderr_contains("registry `r`")
        .stderr_contains("addon registry update r")
        .nowhere("wrong-one");
    assert_eq!(server.asked().len(), 1, "a refusal is not repeated");
    sandbox
        .command("addon")
        .args(["registry", "update", "r", "--password-stdin"])
        .stdin("hunter2\n")
        .run()
        .success();
    sandbox.addon(["list"]).success();
}

#[test]
fn an_index_may_come_compressed_as_json_or_with_a_mark() {
    let chart = Chart::addon("demo", "1.0.0");
    let yaml = Index::new().chart(&chart).yaml();
    let value: serde_json::Value = addon_yaml::from_str(&yaml, &addon_yaml::Options::go()).unwrap();
    let json = serde_json::to_vec(&value).unwrap();
    for (response, what) in [
        (
            Response::ok(gzip(yaml.as_bytes())).header("Content-Encoding", "gzip"),
            "gzip",
        ),
        (Response::ok(json), "JSON"),
        (Response::ok(format!("\u{feff}{yaml}")), "a byte order mark"),
        (Response::ok(format!("---\n{yaml}")), "a document marker"),
        (Response::ok(yaml.replace('\n', "\r\n")), "line ends of DOS"),
    ] {
        let server = Server::start(move |_| response.clone());
        let sandbox = with_registry(&server, &[]);
        let checked = sandbox.addon(["list", "-o", "name"]).success();
        assert_eq!(checked.stdout(), "r/demo\n", "{what}");
    }
}

#[test]
fn an_empty_index_is_no_error_and_a_web_page_is_one() {
    for body in [
        "",
        "apiVersion: v1\n",
        "apiVersion: v1\nentries: {}\n",
        "{}",
        "# words\n",
    ] {
        let server = Server::start(move |_| Response::ok(body));
        let sandbox = with_registry(&server, &[]);
        let checked = sandbox.addon(["list", "-o", "name"]).success();
        assert_eq!(checked.stdout(), "", "{body:?}");
    }
    for body in [
        "<!DOCTYPE html><html>Welcome</html>",
        "[1, 2]",
        "entries: [",
        "entries: 1\n",
        "\u{0}\u{1}\u{2}",
    ] {
        let server = Server::start(move |_| Response::ok(body));
        let sandbox = with_registry(&server, &[]);
        sandbox
            .addon(["list"])
            .code(8)
            .stderr_contains("index.yaml");
    }
}

#[test]
fn one_broken_entry_hides_no_other() {
    let good = Chart::addon("good", "1.0.0");
    let index = Index::new()
        .chart(&good)
        .raw("numbers", "  - {name: numbers, version: 1.0, annotations: {addon.name: numbers}, urls: [n.tgz]}\n")
        .raw("nothing", "  -\n")
        .raw("words", "  - words\n")
        .raw("unknown", "  - {name: unknown, version: 1.0.0, annotations: {addon.name: unknown}, urls: [u.tgz], later: {x: 1}}\n")
        .raw("lists", "  - {name: lists, version: [1], urls: [l.tgz]}\n  - {name: lists, version: 2.0.0, annotations: {addon.name: lists}, urls: [l.tgz]}\n");
    let yaml = index.yaml();
    let server = Server::start(move |_| Response::ok(yaml.clone()));
    let sandbox = with_registry(&server, &[]);
    for _ in 0..2 {
        sandbox
            .addon(["list", "-o", "name"])
            .success()
            .stdout_eq("r/good\nr/lists\nr/unknown\n")
            .stderr_contains("words")
            .stderr_contains("numbers")
            .stderr_contains("lists");
    }
}

#[test]
fn names_of_an_index_cannot_harm_the_terminal() {
    let index = Index::new()
        .raw("evil\\u001b[31m", "  - {name: e, version: 1.0.0, annotations: {addon.name: e}, urls: [e.tgz]}\n")
        .raw("fair", "  - {name: fair, description: \"a\\u001b[2Jb\\nc\", version: \"1.0.0\\u0007\", annotations: {addon.name: fair}, urls: [e.tgz]}\n");
    let yaml = index
        .yaml()
        .replace("evil\\u001b[31m", "\"evil\\u001b[31m\"");
    let server = Server::start(move |_| Response::ok(yaml.clone()));
    let sandbox = with_registry(&server, &[]);
    for args in [
        &["list"][..],
        &["list", "--all-versions"],
        &["list", "-o", "name"],
        &["show", "r/fair"],
    ] {
        sandbox
            .command("addon")
            .args(args)
            .run()
            .any_code()
            .nowhere("\u{1b}")
            .nowhere("\u{7}");
    }
}

#[test]
fn archives_that_would_harm_are_refused() {
    let good = |path: &str| (path.to_owned(), b"name: demo\nversion: 1.0.0\n".to_vec());
    let entries = |extra: &str| {
        archive(&[
            good("demo/Chart.yaml"),
            good("demo/metadata.yaml"),
            good(extra),
        ])
    };
    for (package, what) in [
        (entries("demo/../../evil"), "a path out of the folder"),
        (
            entries("demo/sub/../../../evil"),
            "a path beside the folder",
        ),
        (entries("demo//etc/evil"), "an absolute path"),
        (entries("demo/C:/evil"), "a path with a drive"),
        (
            entries("demo/a\\..\\..\\..\\evil"),
            "a path with backslashes",
        ),
        (archive_with_link("demo/link", "/etc/passwd"), "a link"),
        (bomb("demo/big", 200), "a file of 200 MB"),
        (b"\x1f\x8b\x08garbage".to_vec(), "garbage"),
        (b"plain words".to_vec(), "plain words"),
        (archive(&[]), "nothing"),
    ] {
        let chart = Chart::addon("demo", "1.0.0");
        let server = Server::start(move |request| match request.path() {
            "/index.yaml" => Response::ok(
                Index::new()
                    .chart_with_digest(&chart, "demo.tgz", "")
                    .yaml(),
            ),
            _ => Response::ok(package.clone()),
        });
        let sandbox = with_registry(&server, &[]);
        sandbox.write("canary", "alive");
        let checked = sandbox
            .addon(["pull", "r/demo", "--untar", "-d", "out"])
            .any_code();
        assert_eq!(checked.exit_code(), Some(8), "{what}: {}", checked.stderr());
        assert_eq!(sandbox.files("."), ["canary"], "{what}");
        let checked = sandbox.addon(["show", "r/demo"]).any_code();
        assert_eq!(checked.exit_code(), Some(8), "{what}");
        assert!(!sandbox.root().join("evil").exists(), "{what}");
    }
}

#[test]
fn addresses_in_an_index_are_those_of_the_web() {
    let chart = Chart::addon("demo", "1.0.0");
    for (path, address, asked) in [
        ("", "demo.tgz", "/demo.tgz"),
        ("/charts", "demo.tgz", "/charts/demo.tgz"),
        ("/charts", "/demo.tgz", "/demo.tgz"),
        ("/charts", "sub/a%20b.tgz", "/charts/sub/a%20b.tgz"),
        ("/charts", "demo.tgz?x=1", "/charts/demo.tgz?x=1"),
        ("/charts?key=1", "demo.tgz", "/charts/demo.tgz?key=1"),
    ] {
        let served = chart.clone();
        let server = Server::start(move |request| {
            if request.path().ends_with("/index.yaml") {
                Response::ok(Index::new().chart_at(&served, address).yaml())
            } else {
                Response::ok(served.package())
            }
        });
        let sandbox = Sandbox::new();
        let url = server.url() + path;
        sandbox
            .addon(["registry", "add", "r", "--type", "helm", &url])
            .success();
        sandbox.addon(["pull", "r/demo"]).success();
        assert_eq!(
            server.requests().last().unwrap().target,
            asked,
            "{path} {address}"
        );
    }
}

/// A time-out ends a push to a server that never answers.
#[test]
fn a_silent_server_is_not_waited_for_without_end() {
    let (held, waiting) = std::sync::mpsc::channel::<()>();
    let waiting = Arc::new(std::sync::Mutex::new(waiting));
    let server = Server::start(move |_| {
        let _released = waiting.lock().unwrap().recv();
        Response::status(500)
    });
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox
        .addon([
            "--retries",
            "0",
            "push",
            "demo",
            &server.url(),
            "--timeout",
            "1",
        ])
        .code(7)
        .stderr_contains("timed out")
        .stderr_contains("--timeout");
    drop(held);
}

/// A hundred megabytes, read within a bounded address space.
#[test]
fn a_huge_index_is_read_in_bounded_memory() {
    let text = "The demo addon, described at length. ".repeat(40);
    let block = format!(
        "  - annotations: {{addon.name: demo}}\n    created: \"2026-01-02T03:04:05Z\"\n    description: {text}\n    digest: 3e2e428995ec4104da06a2e773e019f7474e1c44f665eba33f175bbf81456efb\n    name: demo\n    urls:\n    - charts/demo-1.0.0.tgz\n    version: 1.0.0\n"
    );
    let count = (100 << 20) / block.len();
    let server = Server::start(move |_| {
        Response::repeated(
            "apiVersion: v1\nentries:\n  demo:\n",
            block.as_bytes(),
            count,
        )
    });
    let sandbox = with_registry(&server, &[]);
    sandbox
        .shell("ulimit -v 1500000; exec addon list -o name")
        .success()
        .stdout_eq("r/demo\n");
}

#[test]
fn processes_that_fetch_an_index_at_once_do_not_disturb_each_other() {
    let charts: Vec<_> = (0..300)
        .map(|number| Chart::addon(&format!("a{number}"), "1.0.0"))
        .collect();
    let index = charts.iter().fold(Index::new(), Index::chart).yaml();
    let packages = repository(charts);
    let server = Server::start(move |request| {
        if request.path() == "/index.yaml" {
            return Response::ok(index.clone()).header("ETag", "\"one\"");
        }
        packages(request)
    });
    let sandbox = with_registry(&server, &[]);
    let commands = |args: &[&str]| -> Vec<_> {
        (0..6)
            .map(|number| {
                let folder = format!("d{number}");
                let command = sandbox.command("addon").args(args.iter().copied());
                let command = if args[0] == "pull" {
                    command.args(["-d", &folder])
                } else {
                    command
                };
                command.start()
            })
            .collect()
    };
    for args in [&["list", "-o", "name"][..], &["pull", "r/a7"]] {
        for child in commands(args) {
            let output = child.wait_with_output().unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{errors}");
            if args[0] == "list" {
                assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 300);
            }
        }
    }
    let package = Chart::addon("a7", "1.0.0").package();
    for number in 0..6 {
        let pulled = sandbox.read_bytes(format!("d{number}/a7-1.0.0.tgz"));
        assert_eq!(pulled, package);
    }
    sandbox
        .addon(["--offline", "list", "-o", "name"])
        .success()
        .stdout_contains("r/a299\n");
}

#[test]
fn a_digest_that_cannot_be_checked_is_no_digest_that_fits() {
    for digest in ["md5:900150983cd24fb0d6963f7d28e17f72", "abc"] {
        let server = Server::start(move |request| {
            let chart = Chart::addon("demo", "1.0.0");
            if request.path() == "/index.yaml" {
                let index = Index::new().chart_with_digest(&chart, "demo-1.0.0.tgz", digest);
                return Response::ok(index.yaml());
            }
            Response::ok(chart.package())
        });
        let sandbox = with_registry(&server, &[]);
        sandbox.addon(["list"]).success().stdout_contains("demo");
        sandbox
            .addon(["pull", "r/demo"])
            .code(8)
            .stderr_contains("demo 1.0.0: its digest `")
            .stderr_contains("is not a SHA-256");
        assert!(!sandbox.path("demo-1.0.0.tgz").exists());
    }
}

#[test]
fn a_package_that_is_listed_but_not_there_is_not_put_down_to_the_address() {
    let server = Server::start(|request| {
        if request.path() == "/index.yaml" {
            let chart = Chart::addon("demo", "1.0.0");
            return Response::ok(Index::new().chart(&chart).yaml());
        }
        Response::status(404)
    });
    let sandbox = with_registry(&server, &[]);
    sandbox
        .addon(["pull", "r/demo"])
        .code(4)
        .stderr_contains("registry `r` lists demo 1.0.0, but does not have its package")
        .stderr_contains("hint: its index is out of date");
}
