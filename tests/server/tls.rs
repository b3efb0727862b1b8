//! The server over TLS, with certificates made for the test.

use std::fs;

use vela_addon::server::config::Tls;

use super::{Fixture, chart};
use crate::support::{Authority, Sandbox, Served};

/// Writes the certificate of the server and its authority into the sandbox.
fn certificates(sandbox: &Sandbox, authority: &Authority) {
    let (certificate, key) = authority.issue("127.0.0.1");
    sandbox.write("server.pem", certificate);
    sandbox.write("server.key", key);
    sandbox.write("ca.pem", authority.pem());
    let (certificate, key) = authority.issue("somebody");
    sandbox.write("client.pem", certificate);
    sandbox.write("client.key", key);
}

const SERVER: [&str; 6] = [
    "--tls-cert",
    "server.pem",
    "--tls-key",
    "server.key",
    "--storage-local-rootdir",
    "charts",
];

#[test]
fn a_server_with_a_certificate_speaks_tls_only() {
    let sandbox = Sandbox::new();
    certificates(&sandbox, &Authority::new());
    let server = Served::start_with(&sandbox, &SERVER);
    assert!(server.url().starts_with("https://"), "{}", server.url());
    sandbox.addon(["init", "demo"]).success();
    // Nobody knows the authority.
    sandbox
        .addon(["registry", "add", "r", "--type", "helm", server.url()])
        .code(7)
        .stderr_contains("certificate");
    sandbox
        .addon([
            "registry",
            "add",
            "r",
            "--type",
            "helm",
            server.url(),
            "--ca-file",
            "ca.pem",
        ])
        .success();
    sandbox.addon(["push", "demo", "r"]).success();
    sandbox
        .addon(["list", "-o", "name", "-r", "r"])
        .success()
        .stdout_eq("r/demo\n");
    sandbox
        .addon([
            "registry",
            "update",
            "r",
            "--ca-file",
            "",
            "--insecure-skip-tls-verify",
        ])
        .success();
    sandbox.addon(["pull", "r/demo", "-d", "got"]).success();
    // Plain HTTP is no way in.
    let plain = server.client().get("/health");
    assert!(plain.is_err() || plain.unwrap().status != 200);
    let curl = sandbox
        .command("curl")
        .args([
            "-sS",
            "--cacert",
            "ca.pem",
            "-o",
            "out",
            "-w",
            "%{http_code} %{http_version}",
        ])
        .args([format!("{}/index.yaml", server.url())])
        .run();
    curl.success().stdout_eq("200 2");
}

#[test]
fn a_server_with_an_authority_wants_certificates_of_clients() {
    let sandbox = Sandbox::new();
    certificates(&sandbox, &Authority::new());
    let mut flags = SERVER.to_vec();
    flags.extend(["--tls-ca-cert", "ca.pem"]);
    let server = Served::start_with(&sandbox, &flags);
    sandbox.addon(["init", "demo"]).success();
    let add = |name: &str, more: &[&str]| {
        sandbox
            .command("addon")
            .args(["registry", "add", name, "--type", "helm", server.url()])
            .args(["--ca-file", "ca.pem"])
            .args(more.iter().copied())
            .run()
    };
    add("anonymous", &[]).code(7);
    let mine = ["--cert-file", "client.pem", "--key-file", "client.key"];
    add("known", &mine).success();
    sandbox.addon(["push", "demo", "known"]).success();
    // A certificate of somebody else's authority is none.
    let stranger = Authority::new();
    let (certificate, key) = stranger.issue("stranger");
    sandbox.write("stranger.pem", certificate);
    sandbox.write("stranger.key", key);
    let other = ["--cert-file", "stranger.pem", "--key-file", "stranger.key"];
    add("stranger", &other).code(7);
    // Health checks are no exception.
    let curl = |flags: &[&str]| {
        sandbox
            .command("curl")
            .args(["-sS", "--cacert", "ca.pem"])
            .args(flags.iter().copied())
            .args([format!("{}/health", server.url())])
            .run()
    };
    assert_ne!(curl(&[]).any_code().exit_code(), Some(0));
    curl(&["--cert", "client.pem", "--key", "client.key"])
        .success()
        .stdout_eq("{\"healthy\":true}");
}

#[test]
fn certificates_that_do_not_fit_keep_the_server_from_starting() {
    let sandbox = Sandbox::new();
    certificates(&sandbox, &Authority::new());
    sandbox.write("words.pem", "words");
    for (certificate, key, code) in [
        ("missing.pem", "server.key", 4),
        ("words.pem", "server.key", 8),
        ("server.pem", "words.pem", 8),
        ("server.pem", "client.key", 8),
    ] {
        sandbox
            .addon([
                "serve",
                "--port",
                "0",
                "--tls-cert",
                certificate,
                "--tls-key",
                key,
            ])
            .code(code)
            .stderr_contains("cannot serve over TLS");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| sandbox.path(name);
    fs::write(folder.path().join("a-1.0.0.tgz"), chart("a", "1.0.0")).unwrap();
    let fixture = Fixture::with(|config| {
        config.tls = Some(Tls {
            certificate: path("server.pem"),
            key: path("server.key"),
            client_authority: None,
        });
    });
    assert!(fixture.running.url().starts_with("https://"));
}
