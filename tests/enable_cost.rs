//! What enabling costs the cluster: every request is one that somebody waits for.

use std::process::Command;

use serde_json::json;
use vela_addon::cluster::{Conflicts, Kind};

use crate::support::{ApiServer, Request, Response, Sandbox, Server, shared};

/// Passes a request on and the answer back.
fn forward(to: &str, request: &Request) -> Response {
    let mut curl = Command::new("curl");
    curl.args([
        "-sk",
        "-X",
        &request.method,
        "-w",
        "\n%{http_code}",
        "--data-binary",
        "@-",
    ]);
    for name in ["authorization", "content-type", "accept"] {
        curl.args(["-H", &format!("{name}: {}", request.header(name))]);
    }
    curl.arg(format!("{to}{}", request.target));
    let body = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(body.path(), &request.body).unwrap();
    let output = curl
        .stdin(std::fs::File::open(body.path()).unwrap())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (answer, status) = text.rsplit_once('\n').unwrap();
    Response::status(status.parse().unwrap())
        .header("Content-Type", "application/json")
        .with_body(answer)
}

#[test]
fn few_requests_are_made() {
    let (Some(server), Some(catalog)) = (ApiServer::shared(), shared("catalog")) else {
        return;
    };
    let space = server.namespace("cost");
    let sandbox = Sandbox::new();
    let text = std::fs::read_to_string(server.kubeconfig()).unwrap();
    let target = text
        .split("server: \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let to = target.clone();
    let between = Server::start(move |request| forward(&to, request));
    sandbox.write("between", text.replace(&target, &between.url()));
    let fluxcd = catalog.join("fluxcd");
    let fluxcd = fluxcd.to_str().unwrap();
    let asked = |args: &[&str]| {
        between.forget();
        let all = [args, &["--no-wait", "--kubeconfig", "between"]].concat();
        space.command(&sandbox, &all).run().success();
        let requests = between.asked();
        let reads = requests.iter().filter(|it| it.starts_with("GET ")).count();
        (reads, requests.len() - reads, requests)
    };
    let list = sandbox
        .addon(["render", fluxcd, "-o", "json"])
        .success()
        .json();
    let objects = list["items"].as_array().unwrap().len();
    let (reads, writes, requests) = asked(&["enable", fluxcd]);
    assert!(reads <= 8, "{requests:#?}");
    assert!(writes <= objects + 2, "{requests:#?}");
    let (reads, writes, requests) = asked(&["upgrade", fluxcd, "onlyHelmComponents=true"]);
    assert!(reads <= 9, "{requests:#?}");
    assert!(writes <= objects + 2, "{requests:#?}");
}

#[test]
fn many_definitions_need_no_more_reads() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("cost-pages");
    // More than a page of a list holds.
    for number in 0..510 {
        let object = json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": format!("c{number}"), "namespace": space.name},
        });
        space.cluster.apply(&object, Conflicts::Force).unwrap();
    }
    let before = space.cluster.requests().reads;
    assert_eq!(space.names(&Kind::CONFIG_MAP).len(), 510);
    assert_eq!(space.cluster.requests().reads - before, 2);
}
