//! What clients read, write and keep.

use std::{fmt::Write as _, io::Read as _};

use super::{Fixture, chart, index, versions, with_values};

#[test]
fn a_chart_is_uploaded_listed_fetched_and_removed() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    assert_eq!(index(&mut client)["entries"], serde_json::json!({}));
    let package = chart("a", "v1.0.0");
    let reply = client.post("/api/charts", &package).unwrap();
    assert_eq!(
        (reply.status, reply.text().as_str()),
        (201, "{\"saved\":true}")
    );
    assert_eq!(
        client
            .post("/api/charts", &chart("a", "1.2.0+x"))
            .unwrap()
            .status,
        201
    );
    assert_eq!(versions(&mut client, "a"), ["1.2.0+x", "v1.0.0"]);
    let reply = client.get("/charts/a-v1.0.0.tgz").unwrap();
    assert_eq!(reply.body, package);
    assert_eq!(reply.header("content-type"), Some("application/x-tar"));
    assert_eq!(client.get("/charts/a-1.2.0+x.tgz").unwrap().status, 200);

    let one = client.get("/api/charts/a/latest").unwrap();
    let one: serde_json::Value = serde_json::from_slice(&one.body).unwrap();
    assert_eq!(one["version"], "1.2.0+x");
    assert_eq!(one["urls"][0], "charts/a-1.2.0+x.tgz");
    assert_eq!(one["annotations"]["system.vela"], ">=v1.4.0");
    for version in ["", "1", "^1.1", "1.x", "%3E1.0"] {
        let found = client.get(&format!("/api/charts/a/{version}")).unwrap();
        assert!(
            found.text().contains("1.2.0+x"),
            "{version}: {}",
            found.text()
        );
    }
    assert!(
        client
            .get("/api/charts/a/v1.0.0")
            .unwrap()
            .text()
            .contains("v1.0.0")
    );
    let values = client.get("/api/charts/a/v1.0.0/values").unwrap();
    assert_eq!(values.text(), "replicas: 1\n");
    assert_eq!(values.header("content-type"), Some("application/yaml"));
    let templates = client.get("/api/charts/a/v1.0.0/templates").unwrap();
    let templates: serde_json::Value = serde_json::from_slice(&templates.body).unwrap();
    assert_eq!(templates["templates"][0]["name"], "templates/map.yaml");
    assert_eq!(templates["values"]["replicas"], 1);

    let path = "/api/charts/a/v1.0.0";
    let reply = client.send("DELETE", path, &[], None).unwrap();
    assert_eq!(
        (reply.status, reply.text().as_str()),
        (200, "{\"deleted\":true}")
    );
    assert_eq!(versions(&mut client, "a"), ["1.2.0+x"]);
    assert_eq!(client.get("/charts/a-v1.0.0.tgz").unwrap().status, 404);
    let fixture = fixture.restart();
    assert_eq!(versions(&mut fixture.client(), "a"), ["1.2.0+x"]);
}

#[test]
fn pages_are_by_chart() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    for name in ["b", "a", "c"] {
        assert_eq!(
            client
                .post("/api/charts", &chart(name, "1.0.0"))
                .unwrap()
                .status,
            201
        );
    }
    let mut names = |query: &str| {
        let reply = client.get(&format!("/api/charts{query}")).unwrap();
        let page: serde_json::Map<String, _> = serde_json::from_slice(&reply.body).unwrap();
        page.into_iter()
            .map(|(name, _): (_, serde_json::Value)| name)
            .collect::<String>()
    };
    assert_eq!(names(""), "abc");
    assert_eq!(names("?offset=1"), "bc");
    assert_eq!(names("?offset=1&limit=1"), "b");
    assert_eq!(names("?limit=2"), "ab");
    assert_eq!(names("?offset=9&limit=2"), "");
}

#[test]
fn forms_carry_a_package_and_its_signature() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    let signature = "-----BEGIN PGP SIGNED MESSAGE-----\n\nname: a\nversion: 1.0.0\n";
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"chart\"; \
        filename=\"/tmp/a b/chart-1.tgz\"\r\n\r\n"
        .to_vec();
    body.extend(chart("a", "1.0.0"));
    body.extend(
        format!(
            "\r\n--x\r\nContent-Disposition: form-data; name=\"prov\"; filename=\"p\"\r\n\r\n\
             {signature}\r\n--x--\r\n"
        )
        .bytes(),
    );
    // As `helm cm-push` sends it: chunked, without a length.
    let mut request = b"POST /api/charts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\
        Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        .to_vec();
    for chunk in body.chunks(100) {
        request.extend(format!("{:x}\r\n", chunk.len()).bytes());
        request.extend(chunk);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    let reply = client.raw(&request, false).unwrap();
    assert_eq!(reply.status, 201, "{}", reply.text());
    let kept = client.get("/charts/a-1.0.0.tgz.prov").unwrap();
    assert_eq!(kept.text(), signature);
    assert_eq!(
        kept.header("content-type"),
        Some("application/pgp-signature")
    );
    let again = client.raw(&request, false).unwrap();
    assert_eq!(
        (again.status, again.text().as_str()),
        (409, "{\"error\":\"chart already exists\"}")
    );
    client
        .send("DELETE", "/api/charts/a/1.0.0", &[], None)
        .unwrap();
    assert_eq!(client.get("/charts/a-1.0.0.tgz.prov").unwrap().status, 404);
}

/// Two fields are two packages, unless both hold the same one.
#[test]
fn the_field_of_another_name_counts_beside_the_usual_one() {
    let fixture = Fixture::with(|config| config.api.chart_field = "package".into());
    let mut client = fixture.client();
    let mut send = |files: &[(&str, Vec<u8>)]| {
        let mut body = Vec::new();
        for (field, content) in files {
            body.extend(
                format!(
                    "--x\r\nContent-Disposition: form-data; name=\"{field}\"; \
                     filename=\"f\"\r\n\r\n"
                )
                .bytes(),
            );
            body.extend(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--x--\r\n");
        let kind = [("Content-Type", "multipart/form-data; boundary=x")];
        let reply = client.send("POST", "/api/charts", &kind, Some(&body));
        reply.unwrap().status
    };
    let two = [
        ("package", chart("a", "1.0.0")),
        ("chart", chart("b", "1.0.0")),
    ];
    assert_eq!(send(&two), 201);
    let same = [
        ("package", with_values("c", "1.0.0", "a: 1\n")),
        ("chart", chart("c", "1.0.0")),
    ];
    assert_eq!(send(&same), 201);
    // One that is there already keeps the other out as well.
    let half = [
        ("package", chart("a", "2.0.0")),
        ("chart", chart("b", "1.0.0")),
    ];
    assert_eq!(send(&half), 409);
    let mut client = fixture.client();
    for name in ["a", "b", "c"] {
        assert_eq!(versions(&mut client, name), ["1.0.0"], "{name}");
    }
    let kept = client.get("/charts/c-1.0.0.tgz").unwrap();
    assert_eq!(kept.body, chart("c", "1.0.0"));
    assert_eq!(client.get("/charts/a-2.0.0.tgz").unwrap().status, 404);
}

#[test]
fn forced_uploads_replace_a_version_but_not_another_chart() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    assert_eq!(
        client
            .post("/api/charts", &chart("a", "1-2.0.0"))
            .unwrap()
            .status,
        201
    );
    let digest = index(&mut client)["entries"]["a"][0]["digest"].clone();
    let other = with_values("a", "1-2.0.0", "replicas: 2\n");
    assert_eq!(
        client
            .post("/api/charts?force=false", &other)
            .unwrap()
            .status,
        201
    );
    let entry = index(&mut client)["entries"]["a"][0].clone();
    assert_ne!(entry["digest"], digest);
    assert_eq!(client.get("/charts/a-1-2.0.0.tgz").unwrap().body, other);
    // The same file name, but another chart.
    let twin = chart("a-1", "2.0.0");
    assert_eq!(client.post("/api/charts?force", &twin).unwrap().status, 409);
    assert_eq!(index(&mut client)["entries"]["a"][0], entry);
}

#[test]
fn clients_that_hold_a_copy_are_told_so() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    client.post("/api/charts", &chart("a", "1.0.0")).unwrap();
    for path in ["/index.yaml", "/api/charts", "/charts/a-1.0.0.tgz"] {
        let full = client.get(path).unwrap();
        let head = client.send("HEAD", path, &[], None).unwrap();
        for name in [
            "etag",
            "last-modified",
            "content-length",
            "content-type",
            "cache-control",
        ] {
            assert!(full.header(name).is_some(), "{path}: {name}");
            assert_eq!(full.header(name), head.header(name), "{path}: {name}");
        }
        let tag = full.header("etag").unwrap().to_owned();
        let mut with =
            |name, value: &str| client.send("GET", path, &[(name, value)], None).unwrap();
        let known = with("If-None-Match", &tag);
        assert_eq!((known.status, known.body.len()), (304, 0), "{path}");
        assert_eq!(known.header("etag"), Some(tag.as_str()));
        assert_eq!(with("If-None-Match", "\"other\"").status, 200, "{path}");
        // A time is as good as a tag only where no other change shares its second.
        let date = full.header("last-modified").unwrap();
        let by_time = with("If-Modified-Since", date).status;
        assert!(
            by_time == 304 || (by_time == 200 && !path.starts_with("/charts/")),
            "{path}: {by_time}"
        );
    }
    // Two changes within a second cannot be told apart by their time, only by their tag.
    let before = client.get("/index.yaml").unwrap();
    for version in ["1.1.0", "1.2.0", "1.3.0"] {
        client.post("/api/charts", &chart("a", version)).unwrap();
    }
    for (name, header) in [
        ("If-None-Match", "etag"),
        ("If-Modified-Since", "last-modified"),
    ] {
        let held = before.header(header).unwrap();
        let reply = client
            .send("GET", "/index.yaml", &[(name, held)], None)
            .unwrap();
        assert_eq!(reply.status, 200, "{name}");
    }
}

#[test]
fn gzip_comes_to_those_who_ask() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    for version in 0..50 {
        client
            .post("/api/charts", &chart("a", &format!("1.{version}.0")))
            .unwrap();
    }
    let plain = client.get("/index.yaml").unwrap();
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(plain.header("vary"), Some("Accept-Encoding"));
    let ask = [("Accept-Encoding", "gzip")];
    // It is made in the background; until it is ready the plain text is a right answer too.
    let packed = loop {
        let reply = client.send("GET", "/index.yaml", &ask, None).unwrap();
        assert_eq!(reply.status, 200);
        if reply.header("content-encoding").is_some() {
            break reply;
        }
        assert_eq!(reply.body, plain.body);
    };
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_ne!(packed.header("etag"), plain.header("etag"));
    assert!(packed.body.len() < plain.body.len() / 4);
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..])
        .read_to_end(&mut text)
        .unwrap();
    assert_eq!(text, plain.body);
    let tag = packed.header("etag").unwrap();
    let headers = [ask[0], ("If-None-Match", tag)];
    assert_eq!(
        client
            .send("GET", "/index.yaml", &headers, None)
            .unwrap()
            .status,
        304
    );
}

#[test]
fn parts_of_packages_can_be_fetched() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    // Too varied to shrink, so that it is sent in several pieces.
    let mut noise = String::new();
    for number in 0_u64..60_000 {
        let varied = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        write!(noise, "{varied:x}").unwrap();
    }
    let package = with_values("a", "1.0.0", &format!("noise: '{noise}'\n"));
    assert!(package.len() > 300_000);
    assert_eq!(client.post("/api/charts", &package).unwrap().status, 201);
    let path = "/charts/a-1.0.0.tgz";
    assert_eq!(client.get(path).unwrap().body, package);
    let mut ask = |range: &str| client.send("GET", path, &[("Range", range)], None).unwrap();
    let reply = ask("bytes=10-19");
    assert_eq!((reply.status, &reply.body[..]), (206, &package[10..20]));
    let length = package.len();
    let expected = format!("bytes 10-19/{length}");
    assert_eq!(reply.header("content-range"), Some(expected.as_str()));
    assert_eq!(ask("bytes=1000-").body, package[1000..]);
    assert_eq!(ask("bytes=-5").body, package[length - 5..]);
    let reply = ask(&format!("bytes={length}-"));
    let expected = format!("bytes */{length}");
    assert_eq!(
        (reply.status, reply.header("content-range")),
        (416, Some(expected.as_str()))
    );
    let stale = [("Range", "bytes=0-1"), ("If-Range", "\"other\"")];
    assert_eq!(
        client.send("GET", path, &stale, None).unwrap().body,
        package
    );
}

#[test]
fn a_server_can_lie_below_a_path_and_behind_a_name() {
    let fixture = Fixture::with(|config| {
        config.context_path = "/a/b".into();
        config.chart_url = Some("https://charts.example.com/".into());
        config.json_index = true;
        config.api.cors_origin = Some("*".into());
    });
    let mut client = fixture.client();
    assert_eq!(
        client
            .post("/a/b/api/charts", &chart("a", "1.0.0"))
            .unwrap()
            .status,
        201
    );
    let reply = client.get("/a/b/index.yaml").unwrap();
    let index: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(index["serverInfo"]["contextPath"], "/a/b");
    let url = "https://charts.example.com/a/b/charts/a-1.0.0.tgz";
    assert_eq!(index["entries"]["a"][0]["urls"][0], url);
    assert_eq!(
        client.get("/a/b/api/charts/a/1.0.0/values").unwrap().status,
        200
    );
    let reply = client.get("/a/b/api/charts").unwrap();
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    let ask = [("Access-Control-Request-Method", "POST")];
    let reply = client
        .send("OPTIONS", "/a/b/api/charts", &ask, None)
        .unwrap();
    assert_eq!(reply.status, 204);
    for path in ["/", "/index.yaml", "/a/bc", "/health"] {
        assert_eq!(client.get(path).unwrap().status, 404, "{path}");
    }
    assert_eq!(
        client.get("/a/b").unwrap().header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let id = [("X-Request-Id", "mine")];
    let reply = client.send("GET", "/a/b/health", &id, None).unwrap();
    assert_eq!(reply.header("x-request-id"), Some("mine"));
}

#[test]
fn old_versions_make_room() {
    let fixture = Fixture::with(|config| config.api.max_versions = 2);
    let mut client = fixture.client();
    for version in ["3.0.0", "1.0.0", "2.0.0"] {
        assert_eq!(
            client
                .post("/api/charts", &chart("a", version))
                .unwrap()
                .status,
            201
        );
    }
    assert_eq!(versions(&mut client, "a"), ["2.0.0", "1.0.0"]);
    assert_eq!(
        client
            .post("/api/charts?force", &chart("a", "1.0.0"))
            .unwrap()
            .status,
        201
    );
    assert_eq!(versions(&mut client, "a"), ["2.0.0", "1.0.0"]);
}

#[test]
fn what_other_hands_put_into_the_folder_is_served() {
    let fixture = Fixture::new();
    let mut client = fixture.client();
    for version in ["1.0.0", "2.0.0", "3.0.0"] {
        client.post("/api/charts", &chart("a", version)).unwrap();
    }
    let folder = fixture.folder.path().to_owned();
    let Fixture {
        running,
        folder: keep,
    } = fixture;
    running.stop().unwrap();
    // While the server is away: one package comes, one goes, one changes, and one is none.
    std::fs::write(folder.join("renamed.tgz"), chart("b", "1.0.0")).unwrap();
    std::fs::remove_file(folder.join("a-2.0.0.tgz")).unwrap();
    let changed = with_values("a", "3.0.0", "replicas: 3\n");
    std::fs::write(folder.join("a-3.0.0.tgz"), &changed).unwrap();
    std::fs::write(folder.join("broken-1.0.0.tgz"), "no archive").unwrap();
    let running = super::start(&folder, |_| {});
    let fixture = Fixture {
        running,
        folder: keep,
    };
    let mut client = fixture.client();
    assert_eq!(versions(&mut client, "a"), ["3.0.0", "1.0.0"]);
    let entries = index(&mut client)["entries"].clone();
    let digest = vela_addon::digest::Digest::of(&changed).hex();
    assert_eq!(entries["a"][0]["digest"], digest.as_str());
    assert_eq!(entries["b"][0]["urls"][0], "charts/renamed.tgz");
    assert_eq!(entries.as_object().unwrap().len(), 2);
    // An upload finds what is there although the index did not know it.
    std::fs::write(folder.join("c-1.0.0.tgz"), chart("c", "1.0.0")).unwrap();
    assert_eq!(
        client
            .post("/api/charts", &chart("c", "1.0.0"))
            .unwrap()
            .status,
        409
    );
    assert_eq!(versions(&mut client, "c"), ["1.0.0"]);
}

#[test]
fn a_folder_of_chartmuseum_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let package = chart("a", "1.0.0");
    std::fs::write(folder.path().join("a-1.0.0.tgz"), &package).unwrap();
    std::fs::write(folder.path().join("a-2.0.0.tgz"), chart("a", "2.0.0")).unwrap();
    // The description tells that the entry was taken over rather than made anew.
    let state = format!(
        "apiVersion: v1\nentries:\n  a:\n  - apiVersion: v2\n    created: \"2099-01-01T00:00:00Z\"\n    \
         description: from the state file\n    digest: {}\n    name: a\n    urls:\n    \
         - charts/a-1.0.0.tgz\n    version: 1.0.0\n  gone:\n  - created: \"2099-01-01T00:00:00Z\"\n    \
         digest: {}\n    name: gone\n    urls:\n    - charts/gone-1.0.0.tgz\n    version: 1.0.0\n\
         generated: \"2022-07-24T14:55:06Z\"\nserverInfo: {{}}\n",
        vela_addon::digest::Digest::of(&package).hex(),
        vela_addon::digest::Digest::of(b"").hex(),
    );
    let state_file = folder.path().join("index-cache.yaml");
    std::fs::write(&state_file, &state).unwrap();
    let running = super::start(folder.path(), |_| {});
    let fixture = Fixture { running, folder };
    let mut client = fixture.client();
    let entries = index(&mut client)["entries"].clone();
    assert_eq!(entries.as_object().unwrap().len(), 1, "{entries}");
    assert_eq!(entries["a"][1]["description"], "from the state file");
    assert_eq!(versions(&mut client, "a"), ["2.0.0", "1.0.0"]);
    // It is left in a state that ChartMuseum can start from.
    let mut client = fixture.client();
    let served = client.get("/index.yaml").unwrap();
    let fixture = fixture.restart();
    assert_eq!(std::fs::read(&state_file).unwrap(), served.body);
    // A state file that makes no sense is as good as none.
    for text in ["", "{}", "null", "entries: [", "entries: {a: [~]}"] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index-cache.yaml"), text).unwrap();
        std::fs::write(folder.path().join("a-1.0.0.tgz"), &package).unwrap();
        let running = super::start(folder.path(), |_| {});
        let fixture = Fixture { running, folder };
        assert_eq!(versions(&mut fixture.client(), "a"), ["1.0.0"], "{text}");
    }
    drop(fixture);
}
