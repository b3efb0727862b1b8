//! Measures looking at a cluster: wall time, requests and peak memory.
//!
//! `cargo bench --profile ci --bench status` prints a table. It needs what the bench of enabling needs.
//! A Helm repository on this machine offers 90 addons in ten versions each; 30 of them are enabled.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench reports to whoever runs it"
)]

mod real;

use std::{
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use serde_json::json;
use vela_addon::cluster::Conflicts;

use real::{ApiServer, peer, row, run, shared, title};

const OFFERED: usize = 90;
const ENABLED: usize = 30;

fn main() {
    let Some((program, shared)) = peer("apiserver").zip(shared()) else {
        println!("there is no API server or no shared folder");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let server = ApiServer::start(&program, folder.path());
    server.install(&shared.join("crds"));
    for number in 0..ENABLED {
        enable(&server, number);
    }
    let url = serve(index());
    run(&mut server.addon(&["registry", "delete", "KubeVela"]));
    run(&mut server.addon(&["registry", "add", "many", &url, "--type", "helm"]));
    title();
    for words in [
        &["list"][..],
        &["list", "--no-cluster"],
        &["list", "--outdated"],
        &["status"],
        &["status", "addon-3"],
    ] {
        row(&words.join(" "), &server, || server.addon(words), || {});
    }
}

/// Writes an Application as large as those of the catalog, as if it ran.
fn enable(server: &ApiServer, number: usize) {
    let name = format!("addon-{number}");
    let component = |part: usize| {
        json!({"name": format!("part-{part}"), "type": "k8s-objects",
               "properties": {"objects": [{"apiVersion": "v1", "kind": "ConfigMap",
                   "metadata": {"name": format!("{name}-{part}")}, "data": {"text": "x".repeat(500)}}]}})
    };
    let components: Vec<_> = (0..8).map(component).collect();
    let application = json!({
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {
            "name": format!("addon-{name}"),
            "namespace": "vela-system",
            "labels": {
                "addons.oam.dev/name": name,
                "addons.oam.dev/version": "1.4.0",
                "addons.oam.dev/registry": "many",
            },
        },
        "spec": {"components": components},
    });
    server
        .cluster
        .apply(&application, Conflicts::Force)
        .unwrap();
    let status = json!({"status": {"status": "running"}});
    server.cluster.merge(&application, &status, true).unwrap();
}

fn index() -> String {
    let mut text = "apiVersion: v1\nentries:\n".to_owned();
    for number in 0..OFFERED {
        writeln!(text, "  addon-{number}:").unwrap();
        for minor in (0..10).rev() {
            writeln!(
                text,
                "  - apiVersion: v2\n    annotations:\n      addon.name: addon-{number}\n    \
                 created: \"2026-01-01T00:00:00Z\"\n    description: The addon number {number}\n    \
                 digest: {number:064x}\n    icon: https://example.com/{number}.png\n    keywords:\n    \
                 - one\n    - two\n    name: addon-{number}\n    type: application\n    urls:\n    - \
                 addon-{number}-1.{minor}.0.tgz\n    version: 1.{minor}.0"
            )
            .unwrap();
        }
    }
    text
}

/// Serves one text at any address.
fn serve(text: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _length = stream.read(&mut request).unwrap();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                text.len()
            );
            // Whoever asked may have gone.
            let _gone = stream.write_all(format!("{head}{text}").as_bytes());
        }
    });
    url
}
