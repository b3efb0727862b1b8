//! The real Helm as a client.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::{Fixture, chart, with_values};
use crate::support::{peer, skip};

struct Helm {
    program: PathBuf,
    home: tempfile::TempDir,
}

impl Helm {
    fn command(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.home.path())
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("HOME", self.home.path())
            .env("GNUPGHOME", self.home.path().join("gnupg"));
        command
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> String {
        text(
            self.command(&self.program, arguments).output().unwrap(),
            true,
        )
    }

    #[track_caller]
    fn fail(&self, arguments: &[&str]) -> String {
        text(
            self.command(&self.program, arguments).output().unwrap(),
            false,
        )
    }
}

#[track_caller]
fn text(output: Output, success: bool) -> String {
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert_eq!(output.status.success(), success, "{text}");
    text
}

#[track_caller]
fn journey(name: &str) {
    let Some(program) = peer(name) else {
        return;
    };
    let helm = Helm {
        program,
        home: tempfile::tempdir().unwrap(),
    };
    let fixture = Fixture::with(|config| {
        config.auth.basic = Some(("user".into(), String::from("pass").into()));
    });
    let mut client = fixture.client();
    let user = ("Authorization", "Basic dXNlcjpwYXNz");
    let odd = with_values("odd", "v1.2", "a: 1\n");
    for package in [chart("demo", "0.1.0"), chart("demo", "0.2.0"), odd] {
        let reply = client
            .send("POST", "/api/charts", &[user], Some(&package))
            .unwrap();
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
    let url = fixture.running.url();
    helm.fail(&["repo", "add", "anonymous", &url]);
    helm.run(&[
        "repo",
        "add",
        "ours",
        &url,
        "--username",
        "user",
        "--password",
        "pass",
    ]);
    helm.run(&["repo", "update"]);
    let found = helm.run(&["search", "repo", "ours/", "--versions"]);
    for line in ["ours/demo\t0.2.0", "ours/demo\t0.1.0", "ours/odd"] {
        let words: Vec<_> = line.split('\t').collect();
        let is_there = |text: &str| words.iter().all(|word| text.contains(word));
        assert!(found.lines().any(is_there), "{found}");
    }
    helm.run(&["pull", "ours/demo", "--version", "0.1.0"]);
    let pulled = std::fs::read(helm.home.path().join("demo-0.1.0.tgz")).unwrap();
    assert_eq!(pulled, chart("demo", "0.1.0"));
    let manifest = helm.run(&["template", "me", "ours/demo"]);
    assert!(manifest.contains("replicas: \"1\""), "{manifest}");
    if name == "helm4" {
        // Helm 3 asks a cluster even so.
        let text = helm.run(&["install", "me", "ours/demo", "--dry-run=client"]);
        assert!(text.contains("replicas: \"1\""), "{text}");
    }
    signed(&helm, &fixture, user);
}

/// Uploads a package that Helm has signed, and has Helm verify it.
#[track_caller]
fn signed(helm: &Helm, fixture: &Fixture, user: (&str, &str)) {
    let home = helm.home.path();
    let gpg = |arguments: &[&str]| {
        let mut all = vec!["--batch", "--pinentry-mode", "loopback", "--passphrase", ""];
        all.extend(arguments);
        helm.command(Path::new("gpg"), &all).output()
    };
    std::fs::create_dir(home.join("gnupg")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(home.join("gnupg"), mode).unwrap();
    }
    let name = "Tester <tester@example.com>";
    let Ok(made) = gpg(&["--quick-generate-key", name, "rsa2048", "sign", "never"]) else {
        skip("gpg is not there");
        return;
    };
    text(made, true);
    let (secret, public) = (home.join("secret.gpg"), home.join("public.gpg"));
    let (secret, public) = (secret.to_str().unwrap(), public.to_str().unwrap());
    text(
        gpg(&["--output", secret, "--export-secret-keys"]).unwrap(),
        true,
    );
    text(gpg(&["--output", public, "--export"]).unwrap(), true);
    let agent = helm
        .command(Path::new("gpgconf"), &["--kill", "gpg-agent"])
        .output();
    drop(agent);
    helm.run(&["create", "sealed"]);
    helm.run(&[
        "package",
        "sealed",
        "--sign",
        "--key",
        "Tester",
        "--keyring",
        secret,
    ]);
    let mut client = fixture.client();
    for (path, file) in [
        ("/api/charts", "sealed-0.1.0.tgz"),
        ("/api/prov", "sealed-0.1.0.tgz.prov"),
    ] {
        let content = std::fs::read(home.join(file)).unwrap();
        let reply = client.send("POST", path, &[user], Some(&content)).unwrap();
        assert_eq!(reply.status, 201, "{}", reply.text());
        std::fs::remove_file(home.join(file)).unwrap();
    }
    helm.run(&["repo", "update"]);
    helm.run(&["pull", "ours/sealed", "--verify", "--keyring", public]);
    let text = helm.fail(&["pull", "ours/demo", "--verify", "--keyring", public]);
    assert!(text.contains(".prov"), "{text}");
}

#[test]
fn helm_3_is_content() {
    journey("helm3");
}

#[test]
fn helm_4_is_content() {
    journey("helm4");
}
