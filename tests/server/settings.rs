//! Flags, variables and the configuration file, as ChartMuseum has them.

use super::{Fixture, chart};
use crate::support::{Sandbox, Served, skip};

#[test]
fn a_file_sets_what_flags_and_variables_leave_open() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "cm.yaml",
        "DEBUG: true\nport: 1\nlisten.host: 127.0.0.1\nstorage:\n  backend: local\n  local:\n    \
         rootdir: ./fromfile\nContextPath: /museum\nbasicauth:\n  user: ann\n  pass: s3cret\n\
         authanonymousget: true\njson-index: true\nreadtimeout: 20\ncacheinterval: 1m\n\
         artifact-hub-repo-id:\n  '': abc-def\n  other: x\nunknown: {a: [1]}\nchartposTformfieldname: pack\n",
    );
    // The port is given on the command line, which wins over the file.
    let server = Served::start_with(&sandbox, &["--config", "cm.yaml"]);
    let mut client = server.client();
    assert!(server.url().ends_with("/museum"), "{}", server.url());
    let reply = client
        .post("/museum/api/charts", &chart("a", "1.0.0"))
        .unwrap();
    assert_eq!(reply.status, 401);
    let user = [("Authorization", "Basic YW5uOnMzY3JldA==")];
    let package = chart("a", "1.0.0");
    let reply = client.send("POST", "/museum/api/charts", &user, Some(&package));
    assert_eq!(reply.unwrap().status, 201);
    assert!(sandbox.path("fromfile/a-1.0.0.tgz").exists());
    let index = client.get("/museum/index.yaml").unwrap();
    assert!(index.text().starts_with('{'), "{}", index.text());
    let hub = client.get("/museum/artifacthub-repo.yml").unwrap();
    assert_eq!(hub.text(), "repositoryID: abc-def\n");
    assert_eq!(hub.header("content-type"), Some("application/x-yaml"));
}

#[test]
fn flags_win_over_variables_and_those_over_the_file() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "cm",
        "storage.local.rootdir: file\nchart-url: x\ncharturl: http://file\n",
    );
    for folder in ["file", "variable", "flag"] {
        sandbox.write(
            format!("{folder}/{folder}-1.0.0.tgz"),
            chart(folder, "1.0.0"),
        );
    }
    let print = |flags: &[&str], variable: Option<&str>| {
        let mut run = sandbox
            .command("addon")
            .args(["serve", "--gen-index", "-c", "cm"])
            .args(flags.iter().copied());
        if let Some(value) = variable {
            run = run.env("STORAGE_LOCAL_ROOTDIR", value);
        }
        let printed = run.run().success();
        printed.stdout().to_owned()
    };
    let flag = ["--storage-local-rootdir", "flag"];
    for (flags, variable, expected) in [
        (&flag[..], Some("variable"), "flag"),
        (&[], Some("variable"), "variable"),
        (&[], Some(""), "file"),
        (&[], None, "file"),
    ] {
        let index = print(flags, variable);
        let url = format!("- http://file/charts/{expected}-1.0.0.tgz");
        assert!(index.contains(&url), "{expected}: {index}");
    }
}

#[test]
fn what_is_wrong_with_the_file_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("a.toml", "");
    sandbox.write("broken.yaml", "a: [");
    sandbox.write("list.yaml", "- a");
    sandbox.write("value.yaml", "port: many");
    sandbox.write("depth.yaml", "depth: 2");
    sandbox.write("half.yaml", "basicauth.user: ann");
    sandbox.write("flat.yaml", "storage: amazon");
    sandbox.write("nested.yaml", "Storage:\n  Backend: amazon");
    for (file, code, text) in [
        ("missing.yaml", 4, "config file not found: missing.yaml"),
        (
            "a.toml",
            2,
            "config file must have .yaml/.yml extension (or no extension)",
        ),
        ("broken.yaml", 8, "While parsing config: broken.yaml"),
        ("list.yaml", 8, "While parsing config: list.yaml"),
        ("value.yaml", 2, "--port"),
        ("depth.yaml", 2, "only one repository can be served"),
        ("half.yaml", 2, "--basic-auth-pass"),
        ("flat.yaml", 2, "only local storage can be served so far"),
        ("nested.yaml", 2, "only local storage can be served so far"),
    ] {
        sandbox
            .addon(["serve", "--gen-index", "--config", file])
            .code(code)
            .stderr_contains(text);
    }
}

/// A unit file of ChartMuseum goes on working when its flags ask for nothing that is not there.
#[test]
fn flags_that_change_nothing_are_taken_with_a_word() {
    let sandbox = Sandbox::new();
    let line = "chartmuseum --gen-index --storage local --storage-local-rootdir c --depth=0 \
                --depth-dynamic=false --bearer-auth=false --cache redis --cache-redis-addr h:1 \
                --cache-redis-db=0 --enforce-semver2 --disable-metrics --log-health \
                --storage-timestamp-tolerance=5s --cache-interval 5m0s --debug";
    let started = sandbox.shell(line).success();
    for flag in ["--cache", "--enforce-semver2", "--disable-metrics"] {
        assert!(started.stderr().contains(flag), "{}", started.stderr());
    }
    for (flags, text) in [
        ("--depth 1", "only one repository"),
        ("--depth-dynamic", "not offered"),
        ("--bearer-auth", "not offered"),
        ("--cache memcached", "Unsupported cache store: memcached"),
        ("--storage amazon", "only local storage"),
        ("--storage floppy", "Unsupported storage backend: floppy"),
        ("--artifact-hub-repo-id=", "ID"),
        ("--storage-amazon-bucket=b", "only local storage"),
        ("--storage-etcd-endpoint http://h", "only local storage"),
        ("--nope", "Usage: chartmuseum [OPTIONS]"),
    ] {
        sandbox
            .shell(&format!("chartmuseum --gen-index {flags}"))
            .code(2)
            .stderr_contains(text);
    }
}

/// Scripts look for the program in this way before they start it.
#[test]
fn the_link_tells_its_version_and_its_own_usage() {
    let sandbox = Sandbox::new();
    let version = concat!("addon ", env!("CARGO_PKG_VERSION"), "\n");
    for flag in ["--version", "-v", "-V"] {
        let told = sandbox.command("chartmuseum").args([flag]).run().success();
        assert_eq!(told.stdout(), version, "{flag}");
    }
    let help = sandbox.command("chartmuseum").args(["-h"]).run().success();
    let usage = "\nUsage: chartmuseum [OPTIONS]\n";
    assert!(help.stdout().contains(usage), "{}", help.stdout());
}

#[test]
fn the_registries_of_the_client_are_no_concern_of_the_server() {
    let sandbox = Sandbox::new();
    sandbox.write_config("{");
    sandbox
        .addon(["serve", "--gen-index", "--storage-local-rootdir", "c"])
        .success();
}

#[test]
fn the_owner_can_put_a_page_of_his_own_at_the_root() {
    let sandbox = Sandbox::new();
    sandbox.write("web/index.html", "<h1>Ours</h1>");
    sandbox.write("web/static/css/a.css", "a {}");
    sandbox.write("web/secret.txt", "secret");
    sandbox.write("secret.txt", "secret");
    let fixture = Fixture::with(|config| {
        config.web_template = Some(sandbox.path("web"));
        config.artifact_hub = vec![("other".into(), "x".into())];
    });
    let mut client = fixture.client();
    assert_eq!(client.get("/").unwrap().text(), "<h1>Ours</h1>");
    let file = client.get("/static/css/a.css").unwrap();
    assert_eq!(file.text(), "a {}");
    assert_eq!(file.header("content-type"), Some("text/css; charset=utf-8"));
    let tag = file.header("etag").unwrap();
    let known = client.send("GET", "/static/css/a.css", &[("If-None-Match", tag)], None);
    assert_eq!(known.unwrap().status, 304);
    for path in ["/static/css", "/static/css/", "/static", "/static/b.css"] {
        let reply = client.get(path).unwrap();
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.text(), "404 page not found\n", "{path}");
    }
    for path in [
        "/secret.txt",
        "/static/../secret.txt",
        "/static/..%2f..%2fsecret.txt",
        "/static%2f..%2fsecret.txt",
        "/static/%2e%2e/secret.txt",
    ] {
        let reply = client.get(path).unwrap();
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.text().contains("secret\n"), "{path}");
    }
    let hub = client.get("/artifacthub-repo.yml").unwrap();
    assert_eq!(
        (hub.status, hub.text().as_str()),
        (404, "{\"error\":\"Artifact Hub repository ID not found\"}")
    );
    // Without a page in the folder there is ours.
    std::fs::remove_file(sandbox.path("web/index.html")).unwrap();
    assert_eq!(client.get("/").unwrap().status, 200);
    sandbox
        .addon(["serve", "--port", "0", "--web-template-path", "nowhere"])
        .code(4)
        .stderr_contains("nowhere");
}

#[test]
fn requests_are_counted() {
    let fixture = Fixture::with(|config| {
        config.metrics = true;
        config.context_path = "/x".into();
        config.auth.basic = Some(("user".into(), String::from("pass").into()));
    });
    let mut client = fixture.client();
    let user = [("Authorization", "Basic dXNlcjpwYXNz")];
    for version in ["1.0.0", "1.1.0"] {
        let package = chart("a", version);
        let reply = client.send("POST", "/x/api/charts", &user, Some(&package));
        assert_eq!(reply.unwrap().status, 201);
    }
    client.get("/x/index.yaml").unwrap();
    client.get("/x/nothing").unwrap();
    let reply = client.get("/metrics").unwrap();
    assert_eq!(reply.status, 200);
    let text = reply.text();
    for line in [
        "chartmuseum_charts_served_total{repo=\"\"} 1",
        "chartmuseum_chart_versions_served_total{repo=\"\"} 2",
        "chartmuseum_requests_total{code=\"201\",method=\"POST\",url=\"/x/api/charts\"} 2",
        "chartmuseum_requests_total{code=\"401\",method=\"GET\",url=\"/x/index.yaml\"} 1",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    assert!(!text.contains("nothing"), "{text}");
    let name = "chartmuseum_request_duration_seconds_bucket";
    assert!(text.contains(name), "{text}");
}

/// What was removed must not come back after a loss of power.
#[test]
fn a_removal_is_on_the_disk_before_it_is_acknowledged() {
    let sandbox = Sandbox::new();
    let trace = sandbox.path("trace");
    let probe = sandbox.shell("strace -D -o probe true").any_code();
    if probe.exit_code() != Some(0) {
        skip("strace cannot trace");
        return;
    }
    // The server is the process that was started, and strace ends with it.
    let line = format!(
        "exec strace -D -f -o {} -e trace=unlink,unlinkat,fsync,write,writev,sendto \
         addon serve --port 0 --listen-host 127.0.0.1 --storage-local-rootdir charts",
        trace.display()
    );
    let mut server = Served::from(sandbox.command("sh").args(["-c", &line]));
    let mut client = server.client();
    client.post("/api/charts", &chart("a", "1.0.0")).unwrap();
    let reply = client.send("DELETE", "/api/charts/a/1.0.0", &[], None);
    assert_eq!(reply.unwrap().status, 200);
    drop(client);
    server.terminate();
    assert_eq!(server.wait(), Some(0));
    let trace = std::fs::read_to_string(trace).unwrap();
    let at = |what: &str| {
        trace
            .lines()
            .position(|line| line.contains("unlink") && line.contains(what))
    };
    let removed = at("a-1.0.0.tgz\"").expect("the package is removed");
    let answered = trace
        .lines()
        .position(|line| line.contains("HTTP/1.1 200 OK"))
        .expect("the answer is sent");
    let flushed = trace
        .lines()
        .skip(removed)
        .take(answered - removed)
        .any(|line| line.contains("fsync("));
    assert!(flushed, "{trace}");
}
