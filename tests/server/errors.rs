//! Every refusal, with its status and text.

use super::{Fixture, archive_of, chart, with_values};
use crate::support::Reply;

#[track_caller]
fn check(reply: &Reply, status: u16, text: &str) {
    let expected = serde_json::json!({ "error": text });
    let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    assert_eq!((reply.status, body), (status, expected));
    assert_eq!(
        reply.header("content-type"),
        Some("application/json; charset=utf-8")
    );
}

#[test]
fn reading_what_is_not_there() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    for version in ["1.0.0", "1.1.0", "2.0.0-rc.1"] {
        assert_eq!(
            client
                .post("/api/charts", &chart("a", version))
                .unwrap()
                .status,
            201
        );
    }
    assert_eq!(
        client
            .post("/api/charts", &chart("pre", "1.0.0-1"))
            .unwrap()
            .status,
        201
    );
    let bare = archive_of(
        "x",
        &[("Chart.yaml", "name: bare\nversion: 1.0.0\napiVersion: v2\n")],
    );
    assert_eq!(client.post("/api/charts", &bare).unwrap().status, 201);
    for (path, status, text) in [
        ("/nothing", 404, "not found"),
        ("/index.yaml/", 404, "not found"),
        (
            "/api/charts?offset=-1",
            400,
            "offset is not a valid non-negative integer",
        ),
        (
            "/api/charts?offset=",
            400,
            "offset is not a valid non-negative integer",
        ),
        (
            "/api/charts?offset=x&limit=0",
            400,
            "offset is not a valid non-negative integer",
        ),
        (
            "/api/charts?limit=0",
            400,
            "limit is not a valid positive integer",
        ),
        (
            "/api/charts?limit=-2",
            400,
            "limit is not a valid positive integer",
        ),
        (
            "/api/charts?limit=",
            400,
            "limit is not a valid positive integer",
        ),
        ("/api/charts/b", 404, "chart not found"),
        ("/api/charts/b/1.0.0", 404, "no chart name found"),
        ("/api/charts/b/1.0.0/templates", 404, "no chart name found"),
        ("/api/charts/b/1.0.0/values", 404, "no chart name found"),
        (
            "/api/charts/a/3.0.0",
            404,
            "no chart version found for a-3.0.0",
        ),
        ("/api/charts/a/==1", 404, "improper constraint: ==1"),
        (
            "/api/charts/pre/latest",
            404,
            "no chart version found for pre-",
        ),
        (
            "/api/charts/bare/1.0.0/values",
            404,
            "values.yaml not found",
        ),
        ("/charts/a-1.0.0.zip", 500, "unsupported file extension"),
        ("/charts/a-3.0.0.tgz", 404, "object not found"),
        ("/charts/a-1.0.0.tgz.prov", 404, "object not found"),
        ("/charts/../charts/a-1.0.0.tgz", 404, "not found"),
        ("/charts/%2e%2e%2fetc.tgz", 404, "not found"),
    ] {
        let reply = client.get(path).unwrap();
        check(&reply, status, text);
        let head = client.send("HEAD", path, &[], None).unwrap();
        assert_eq!(head.status, status, "HEAD {path}");
        assert_eq!(
            head.header("content-length"),
            reply.header("content-length")
        );
    }
    let delete = |path: &str| fixture.client().send("DELETE", path, &[], None).unwrap();
    check(&delete("/api/charts/a/3.0.0"), 404, "object not found");
    check(&delete("/api/charts/a/latest"), 404, "object not found");
    check(&delete("/api/charts/a"), 404, "not found");
}

#[test]
fn uploads_that_are_no_charts() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    let good = chart("a", "1.0.0");
    let meta = "apiVersion: v2\nname: a\nversion: 1.0.0\n";
    let with = |rest: &str| archive_of("a", &[("Chart.yaml", &format!("{meta}{rest}"))]);
    let yaml = |text: &str| archive_of("a", &[("Chart.yaml", text)]);
    for (body, text) in [
        (Vec::new(), "EOF"),
        (good[..good.len() / 2].to_vec(), "unexpected EOF"),
        (b"text that is no archive".to_vec(), "gzip: invalid header"),
        (archive_of("a", &[]), "no files in chart archive"),
        (
            archive_of("a", &[("README.md", "")]),
            "Chart.yaml file is missing",
        ),
        (
            archive_of("a", &[("../b", "")]),
            "chart illegally references parent directory",
        ),
        (
            archive_of("a", &[("/b", "")]),
            "chart illegally contains absolute paths",
        ),
        (
            archive_of("a", &[("c:/b", "")]),
            "chart contains illegally named files",
        ),
        (
            yaml("apiVersion: v2\nversion: 1.0.0"),
            "validation: chart.metadata.name is required",
        ),
        (
            yaml("apiVersion: v2\nname: a"),
            "validation: chart.metadata.version is required",
        ),
        (
            yaml("apiVersion: v2\nname: a/b\nversion: 1.0.0"),
            "validation: chart.metadata.name \"a/b\" is invalid",
        ),
        (
            yaml("apiVersion: v2\nname: a\nversion: one"),
            "validation: chart.metadata.version \"one\" is invalid",
        ),
        (
            with("type: x"),
            "validation: chart.metadata.type must be application or library",
        ),
        (
            with("maintainers: [~]"),
            "validation: maintainers must not contain empty or null nodes",
        ),
        (
            with("dependencies: [{name: x}, {name: x}]"),
            "validation: more than one dependency with name or alias \"x\"",
        ),
        (
            archive_of("a", &[("Chart.yaml", meta), ("charts/b/README.md", "")]),
            "error unpacking subchart b in a: Chart.yaml file is missing",
        ),
        (
            archive_of(
                "a",
                &[("Chart.yaml", meta), ("big", &"x".repeat((5 << 20) + 1))],
            ),
            "decompressed chart file \"a/big\" is larger than the maximum file size 5242880",
        ),
    ] {
        check(&client.post("/api/charts", &body).unwrap(), 400, text);
    }
    let reply = client
        .post("/api/charts", &with_values("a", "1.0.0", "[1, 2]"))
        .unwrap();
    assert_eq!(reply.status, 400);
    assert!(
        reply
            .text()
            .starts_with("{\"error\":\"cannot load values.yaml: "),
        "{reply:?}"
    );
    assert_eq!(client.get("/api/charts").unwrap().text(), "{}");
    // Nothing but the server's own notes was written.
    let left = std::fs::read_dir(fixture.folder.path()).unwrap();
    let left = left.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_file()));
    assert_eq!(left.count(), 0);
}

#[test]
fn bombs_are_stopped_early() {
    let fixture = Fixture::with(|config| config.api.max_upload_size = 200 << 20);
    let mut client = fixture.client();
    let zeros = "0".repeat(4 << 20);
    let files: Vec<_> = (0..26).map(|number| format!("f{number}")).collect();
    let files: Vec<_> = files
        .iter()
        .map(|name| (name.as_str(), zeros.as_str()))
        .collect();
    let reply = client
        .post("/api/charts", &archive_of("a", &files))
        .unwrap();
    let text = "decompressed chart is larger than the maximum file size 104857600";
    check(&reply, 400, text);
}

#[test]
fn conflicts_and_limits() {
    let fixture = Fixture::with(|config| {
        config.api.max_upload_size = 10_000;
        config.api.max_objects = 3;
        config.api.force_overwrite = false;
    });
    let mut client = fixture.client();
    let package = chart("a", "1.0.0");
    assert_eq!(client.post("/api/charts", &package).unwrap().status, 201);
    check(
        &client.post("/api/charts", &package).unwrap(),
        409,
        "file already exists",
    );
    check(
        &client.post("/api/charts?force", &package).unwrap(),
        409,
        "file already exists",
    );
    check(
        &client.post("/api/charts", &[0; 10_001]).unwrap(),
        413,
        "request too large",
    );
    check(
        &client.post("/api/prov", b"no signature").unwrap(),
        500,
        "invalid provenance file",
    );
    let head = "-----BEGIN PGP SIGNED MESSAGE-----\n\n";
    let odd = format!("{head}name: a/b\nversion: 1\n");
    let reply = client.post("/api/prov", odd.as_bytes()).unwrap();
    check(&reply, 400, "a/b-1.tgz.prov is improperly formatted");
    let signature = format!("{head}name: a\nversion: 1.0.0\n");
    assert_eq!(
        client
            .post("/api/prov", signature.as_bytes())
            .unwrap()
            .status,
        201
    );
    let reply = client.post("/api/prov", signature.as_bytes()).unwrap();
    check(&reply, 409, "file already exists");
    assert_eq!(
        client
            .post("/api/charts", &chart("b", "1.0.0"))
            .unwrap()
            .status,
        201
    );
    let reply = client.post("/api/charts", &chart("c", "1.0.0")).unwrap();
    check(&reply, 507, "repo has reached storage limit");
    let deleted = client
        .send("DELETE", "/api/charts/b/1.0.0", &[], None)
        .unwrap();
    assert_eq!(
        (deleted.status, deleted.text().as_str()),
        (200, "{\"deleted\":true}")
    );
    assert_eq!(
        client
            .post("/api/charts", &chart("c", "1.0.0"))
            .unwrap()
            .status,
        201
    );
}

#[test]
fn forms_without_a_usable_field() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    let text = "no package or provenance file found in form fields chart and prov";
    let kind = ("Content-Type", "multipart/form-data; boundary=x");
    let part = |name: &str, content: &str| {
        format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n\
             {content}\r\n--x--\r\n"
        )
    };
    let mut send = |kind, body: &str| {
        client
            .send("POST", "/api/charts", &[kind], Some(body.as_bytes()))
            .unwrap()
    };
    check(&send(kind, &part("other", "1")), 400, text);
    check(&send(kind, "nonsense"), 400, text);
    check(
        &send(("Content-Type", "multipart/form-data"), &part("chart", "1")),
        400,
        text,
    );
    check(
        &send(kind, &part("prov", "1")),
        400,
        "invalid provenance file",
    );
    // Whatever is not exactly a form is taken as a package.
    let upper = ("Content-Type", "Multipart/Form-Data; boundary=x");
    check(
        &send(upper, &part("chart", "1")),
        400,
        "gzip: invalid header",
    );
}

#[test]
fn only_the_user_may_write() {
    let fixture = Fixture::with(|config| {
        config.auth.basic = Some(("user".into(), String::from("pass").into()));
        config.auth.anonymous_get = true;
    });
    let mut client = fixture.client();
    let package = chart("a", "1.0.0");
    let refused = client.post("/api/charts", &package).unwrap();
    check(&refused, 401, "unauthorized");
    assert_eq!(
        refused.header("www-authenticate"),
        Some("Basic realm=\"ChartMuseum\"")
    );
    let user = ("Authorization", "Basic dXNlcjpwYXNz");
    let taken = client
        .send("POST", "/api/charts", &[user], Some(&package))
        .unwrap();
    assert_eq!(taken.status, 201);
    assert_eq!(client.get("/index.yaml").unwrap().status, 200);
    let delete = client
        .send("DELETE", "/api/charts/a/1.0.0", &[], None)
        .unwrap();
    check(&delete, 401, "unauthorized");
    check(&client.get("/nothing").unwrap(), 404, "not found");

    let fixture = Fixture::with(|config| {
        config.auth.basic = Some(("user".into(), String::from("pass").into()));
    });
    let mut client = fixture.client();
    for path in ["/", "/index.yaml", "/api/charts", "/charts/a-1.0.0.tgz"] {
        check(&client.get(path).unwrap(), 401, "unauthorized");
        let reply = client.send("GET", path, &[user], None).unwrap();
        assert_ne!(reply.status, 401);
    }
    assert_eq!(client.get("/health").unwrap().text(), "{\"healthy\":true}");
    assert_eq!(client.get("/info").unwrap().status, 200);
    let reply = client.send("GET", "/index.yaml", &[user], None).unwrap();
    assert_eq!(reply.header("cache-control"), Some("no-cache, private"));
}
