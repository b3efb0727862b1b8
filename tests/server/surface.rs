//! The whole surface of ChartMuseum's API, row by row (`registry-server-behaviour.md` 1.1), with
//! what its answers have in common.

use super::{Fixture, chart, index, with_values};
use crate::support::{Client, Reply};

/// A server with two versions of one chart, one of them with a signature.
fn filled() -> Fixture {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    for version in ["1.0.0", "1.1.0"] {
        let reply = client.post("/api/charts", &chart("a", version)).unwrap();
        assert_eq!(reply.status, 201);
    }
    let signature = "-----BEGIN PGP SIGNED MESSAGE-----\n\nname: a\nversion: 1.0.0\n";
    let reply = client.post("/api/prov", signature.as_bytes()).unwrap();
    assert_eq!(
        (reply.status, reply.text().as_str()),
        (201, "{\"saved\":true}")
    );
    fixture
}

const JSON: &str = "application/json; charset=utf-8";

#[test]
fn every_route_answers_get_and_head_alike() {
    let fixture = filled();
    let mut client = fixture.client();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/info", JSON),
        ("/health", JSON),
        ("/index.yaml", "application/x-yaml"),
        ("/charts/a-1.0.0.tgz", "application/x-tar"),
        ("/charts/a-1.0.0.tgz.prov", "application/pgp-signature"),
        ("/api/charts", JSON),
        ("/api/charts?offset=0&limit=1", JSON),
        ("/api/charts/a", JSON),
        ("/api/charts/a/1.0.0", JSON),
        ("/api/charts/a/latest", JSON),
        ("/api/charts/a/", JSON),
        ("/api/charts/a/1.0.0/templates", JSON),
        ("/api/charts/a/1.0.0/values", "application/yaml"),
    ] {
        let reply = client.get(path).unwrap();
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("content-type"), Some(kind), "{path}");
        let length = reply.body.len().to_string();
        assert_eq!(reply.header("content-length"), Some(&*length), "{path}");
        let id = reply.header("x-request-id").unwrap();
        assert_eq!(id.len(), 36, "{path}: {id}");
        if kind == JSON {
            let _value: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
            assert!(!reply.text().contains(['\n', ' ']) || path != "/health");
        }
        let head = client.send("HEAD", path, &[], None).unwrap();
        assert_eq!((head.status, head.body.len()), (200, 0), "HEAD {path}");
        assert_eq!(head.header("content-length"), Some(&*length), "{path}");
        // Whatever the client would rather have.
        let accept = [("Accept", "image/png")];
        let reply = client.send("GET", path, &accept, None).unwrap();
        assert_eq!(reply.status, 200, "{path}");
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS"] {
            if (method, path) == ("DELETE", "/api/charts/a/1.0.0") {
                continue;
            }
            if (method, path) == ("DELETE", "/api/charts/a/latest") {
                continue;
            }
            let reply = client.send(method, path, &[], None).unwrap();
            not_found(&reply, &format!("{method} {path}"));
        }
    }
}

#[track_caller]
fn not_found(reply: &Reply, request: &str) {
    assert_eq!(
        (reply.status, reply.text().as_str()),
        (404, "{\"error\":\"not found\"}"),
        "{request}"
    );
    assert_eq!(reply.header("content-type"), Some(JSON), "{request}");
    assert!(reply.header("x-request-id").is_some(), "{request}");
}

#[test]
fn nothing_else_is_there() {
    let fixture = filled();
    let mut client = fixture.client();
    for request in [
        "GET /api",
        "GET /api/",
        "GET /api/charts/",
        "GET /api/prov",
        "GET /api/charts/a/1.0.0/",
        "GET /api/charts/a/1.0.0/readme",
        "GET /api/a/charts",
        "GET /a/index.yaml",
        "GET /charts",
        "GET /charts/",
        "GET /INDEX.yaml",
        "GET /index.yaml/",
        "GET /health/",
        "GET /info/",
        "GET //",
        "GET /metrics",
        "GET /artifacthub-repo.yml",
        "GET /static",
        "GET /static/a.css",
        "GET /.registry/log",
        "GET /index-cache.yaml",
        "POST /",
        "POST /index.yaml",
        "POST /api/charts/",
        "POST /api/charts/a",
        "POST /api/prov/",
        "DELETE /api/charts",
        "DELETE /api/charts/a",
        "DELETE /charts/a-1.0.0.tgz",
    ] {
        let (method, path) = request.split_once(' ').unwrap();
        let body = (method == "POST").then_some(&b"x"[..]);
        let reply = client.send(method, path, &[], body).unwrap();
        not_found(&reply, request);
    }
}

#[test]
fn parts_of_the_api_can_be_switched_off() {
    let fixture = Fixture::with(|config| config.api.delete = false);
    let mut client = fixture.client();
    client.post("/api/charts", &chart("a", "1.0.0")).unwrap();
    let reply = client.send("DELETE", "/api/charts/a/1.0.0", &[], None);
    not_found(&reply.unwrap(), "DELETE");
    assert_eq!(client.get("/api/charts/a/1.0.0").unwrap().status, 200);
    let fixture = Fixture::with(|config| config.api.enabled = false);
    let mut client = fixture.client();
    for path in ["/api/charts", "/api/charts/a", "/api/prov"] {
        not_found(&client.get(path).unwrap(), path);
    }
    let reply = client.post("/api/charts", &chart("a", "1.0.0")).unwrap();
    not_found(&reply, "POST");
    assert_eq!(client.get("/index.yaml").unwrap().status, 200);
}

#[test]
fn a_version_has_its_fields_in_their_order_and_unknown_ones_not_at_all() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    let text = "unknown: x\napiVersion: v2\nname: a\nversion: 1.0.0\nkubeVersion: '>=1.2'\n\
                description: <a> & b\ntype: application\nkeywords: [k]\nhome: https://h\n\
                sources: [https://s]\nmaintainers: [{name: Ann, email: ann@example.com}]\n\
                icon: https://i\nappVersion: 1.10\ndeprecated: true\ncondition: c\ntags: t\n\
                annotations: {n: v}\ndependencies: [{name: b, version: '1'}]\n";
    let package = super::archive_of(
        "a",
        &[("Chart.yaml", text), ("charts/b/Chart.yaml", DEPENDENCY)],
    );
    let reply = client.post("/api/charts", &package).unwrap();
    assert_eq!(reply.status, 201, "{}", reply.text());
    let text = client.get("/api/charts/a/1.0.0").unwrap().text();
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let keys: Vec<_> = object.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "name",
            "home",
            "sources",
            "version",
            "description",
            "keywords",
            "maintainers",
            "icon",
            "apiVersion",
            "condition",
            "tags",
            "appVersion",
            "deprecated",
            "annotations",
            "kubeVersion",
            "dependencies",
            "type",
            "urls",
            "created",
            "digest"
        ],
        "{text}"
    );
    assert_eq!(object["appVersion"], "1.1");
    assert!(text.contains("\\u003ca\\u003e \\u0026 b"), "{text}");
    assert_eq!(
        object["dependencies"][0],
        serde_json::json!({"name": "b", "version": "1", "repository": ""})
    );
    let entry = index(&mut client)["entries"]["a"][0].clone();
    assert_eq!(entry, serde_json::Value::Object(object));
}

const DEPENDENCY: &str = "apiVersion: v2\nname: b\nversion: 1.0.0\n";

#[test]
fn names_and_versions_come_in_their_order() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    for name in ["a10", "a9", "B", "a-b", "ab"] {
        client.post("/api/charts", &chart(name, "1.0.0")).unwrap();
    }
    for version in ["1.9.0", "1.10.0", "2.0.0-rc.1"] {
        client.post("/api/charts", &chart("ab", version)).unwrap();
    }
    let yaml = client.get("/index.yaml").unwrap().text();
    let names: Vec<_> = yaml
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|name| !name.contains(' '))
        .collect();
    assert_eq!(names, ["B", "a-b", "a9", "a10", "ab"]);
    let charts = client.get("/api/charts").unwrap();
    let charts: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&charts.body).unwrap();
    let names: Vec<_> = charts.keys().map(String::as_str).collect();
    assert_eq!(names, ["B", "a-b", "a10", "a9", "ab"]);
    let versions: Vec<_> = charts["ab"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["version"].as_str().unwrap())
        .collect();
    assert_eq!(versions, ["2.0.0-rc.1", "1.10.0", "1.9.0", "1.0.0"]);
    let latest = client.get("/api/charts/ab/latest").unwrap().text();
    assert!(latest.contains("\"version\":\"1.10.0\""), "{latest}");
}

/// Any split of a file's name removes it, and the entry that points at it.
#[test]
fn removal_goes_by_the_name_of_the_file() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    client
        .post("/api/charts", &chart("foo", "1.0.0-rc-1"))
        .unwrap();
    let path = "/api/charts/foo-1.0.0-rc/1";
    let reply = client.send("DELETE", path, &[], None).unwrap();
    assert_eq!(
        (reply.status, reply.text().as_str()),
        (200, "{\"deleted\":true}")
    );
    assert_eq!(index(&mut client)["entries"], serde_json::json!({}));
    let reply = client.send("DELETE", path, &[], None).unwrap();
    assert_eq!(
        (reply.status, reply.text().as_str()),
        (404, "{\"error\":\"object not found\"}")
    );
}

#[test]
fn templates_come_in_the_order_of_the_package() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    let chart_yaml = "apiVersion: v2\nname: o\nversion: 1.0.0\n";
    let package = super::archive_of(
        "o",
        &[
            ("templates/z.yaml", "z"),
            ("Chart.yaml", chart_yaml),
            (
                "charts/s/Chart.yaml",
                "apiVersion: v2\nname: s\nversion: 1.0.0\n",
            ),
            ("charts/s/templates/s.yaml", "s"),
            ("templates/a/b.yaml", "b"),
            ("templates/_helpers.tpl", "h"),
            ("templates/a.yaml", "a"),
        ],
    );
    client.post("/api/charts", &package).unwrap();
    let reply = client.get("/api/charts/o/1.0.0/templates").unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    let names: Vec<_> = answer["templates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    let expected =
        ["z.yaml", "a/b.yaml", "_helpers.tpl", "a.yaml"].map(|it| format!("templates/{it}"));
    assert_eq!(names, expected);
}

#[test]
fn templates_and_values_are_null_where_there_are_none() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    let meta = "apiVersion: v2\nname: bare\nversion: 1.0.0\n";
    let bare = super::archive_of("bare", &[("Chart.yaml", meta)]);
    client.post("/api/charts", &bare).unwrap();
    client
        .post("/api/charts", &with_values("e", "1.0.0", ""))
        .unwrap();
    let get = |client: &mut Client, path: &str| client.get(path).unwrap().text();
    assert_eq!(
        get(&mut client, "/api/charts/bare/1.0.0/templates"),
        "{\"templates\":null,\"values\":null}"
    );
    let text = get(&mut client, "/api/charts/e/1.0.0/templates");
    assert!(text.ends_with("\"values\":{}}"), "{text}");
    let reply = client.get("/api/charts/e/1.0.0/values").unwrap();
    assert_eq!((reply.status, reply.body.len()), (200, 0));
}

#[test]
fn bodies_that_do_not_come_are_answered() {
    use std::{
        io::{Read as _, Write as _},
        net::{Shutdown, TcpStream},
        time::Duration,
    };

    let fixture = Fixture::with(|config| config.read_timeout = Duration::from_millis(50));
    for (how, expected, text) in [
        ("silent", "HTTP/1.1 408 ", "request body takes too long"),
        ("cut", "HTTP/1.1 500 ", "unexpected EOF"),
    ] {
        let mut stream = TcpStream::connect(fixture.running.addr()).unwrap();
        let head = b"POST /api/charts HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf";
        stream.write_all(head).unwrap();
        if how == "cut" {
            stream.shutdown(Shutdown::Write).unwrap();
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        // A client that hangs up half-way may get no answer; one that waits does.
        if how == "cut" && answer.is_empty() {
            continue;
        }
        assert!(answer.starts_with(expected), "{answer}");
        assert!(answer.contains(text), "{answer}");
        assert!(
            answer.to_lowercase().contains("connection: close"),
            "{answer}"
        );
    }
    let mut client = fixture.client();
    assert_eq!(index(&mut client)["entries"], serde_json::json!({}));
}
