//! Exchanging registries with KubeVela's own settings in a cluster.

use std::fs;

use serde_json::{Value, json};
use vela_addon::cluster::{Conflicts, Kind};

use crate::support::{ApiServer, Sandbox, api_server::Namespace};

fn config(sandbox: &Sandbox) -> Value {
    serde_json::from_slice(&fs::read(sandbox.config()).unwrap()).unwrap()
}

/// Writes the ConfigMap as KubeVela's program does.
fn settings(space: &Namespace, registries: &Value) {
    let config_map = json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "vela-addon-registry", "namespace": space.name},
        "data": {"registries": registries.to_string(), "other": "data"},
    });
    space.cluster.create(&config_map).unwrap().unwrap();
}

fn stored(space: &Namespace) -> Value {
    let config_map = space.get(&Kind::CONFIG_MAP, "vela-addon-registry").unwrap();
    assert!(matches!(
        config_map["data"]["other"].as_str(),
        None | Some("data")
    ));
    serde_json::from_str(config_map["data"]["registries"].as_str().unwrap()).unwrap()
}

#[test]
fn registries_go_to_a_cluster_and_come_back() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("registries-round-trip");
    let official =
        json!({"name": "KubeVela", "helm": {"url": "https://kubevela.github.io/catalog/official"}});
    let theirs = json!({"name": "theirs", "later": {"x": 1.5}, "git": {
        "url": "https://github.com/t/t", "path": "addons", "tokenSecretRef": "their-secret", "new": [1]}});
    settings(&space, &json!({"KubeVela": official, "theirs": theirs}));
    let sandbox = Sandbox::new();
    let ours = json!({
        "KubeVela": official,
        "mygit": {"name": "mygit", "git": {"url": "https://github.com/o/r", "path": "addons", "token": "s3cret-git"}},
        "My_Lab": {"name": "My_Lab", "gitlab": {"url": "https://gitlab.example.com/g", "repo": "r", "path": "p", "token": "s3cret-lab"}},
        "charts": {"name": "charts", "helm": {"url": "https://h.example.com", "username": "ann", "password": "s3cret-helm"}},
        "bucket": {"name": "bucket", "oss": {"end_point": "https://oss.example.com", "bucket": "b", "path": ""}},
        "shelf": {"name": "shelf", "local": {"path": "/shelf"}},
    });
    sandbox.write_config(&ours.to_string());
    let run = |sandbox: &Sandbox, args: &[&str]| space.command(sandbox, args).run();
    run(&sandbox, &["registry", "export", "--to-cluster"])
        .success()
        .nowhere("s3cret")
        .stderr_contains("registry `shelf` is a folder of this machine")
        .stderr_contains("4 added, 0 replaced, 1 unchanged");
    let now = stored(&space);
    assert_eq!(now["theirs"], theirs, "what others have stays");
    assert_eq!(
        now["mygit"]["git"]["tokenSecretRef"],
        "addon-registry-mygit"
    );
    assert_eq!(now["charts"], ours["charts"]);
    assert_eq!(now["bucket"], ours["bucket"]);
    assert_eq!(now["shelf"], Value::Null);
    assert!(!now.to_string().contains("s3cret-git"), "{now}");
    assert!(!now.to_string().contains("s3cret-lab"), "{now}");
    let secret = space.get(&Kind::SECRET, "addon-registry-mygit").unwrap();
    assert_eq!(secret["type"], "Opaque");
    assert_eq!(secret["data"], json!({"token": "czNjcmV0LWdpdA=="}));
    // Nothing to do is nothing done.
    let version = |space: &Namespace| {
        space.get(&Kind::CONFIG_MAP, "vela-addon-registry").unwrap()["metadata"]["resourceVersion"]
            .clone()
    };
    let before = version(&space);
    run(&sandbox, &["registry", "export", "--to-cluster"])
        .success()
        .stderr_contains("0 added, 0 replaced, 5 unchanged");
    assert_eq!(version(&space), before);

    let other = Sandbox::new();
    run(&other, &["registry", "import", "--from-cluster"])
        .success()
        .nowhere("s3cret")
        .stderr_contains(
            "the token of registry `theirs` is not there: its Secret `their-secret` is missing",
        )
        .stderr_contains("Imported 6 registries from the cluster.");
    let imported = config(&other);
    for name in ["KubeVela", "mygit", "My_Lab", "charts", "bucket"] {
        assert_eq!(imported[name], ours[name], "{name}");
    }
    assert_eq!(imported["theirs"], theirs);
}

#[test]
fn registries_that_differ_are_replaced_on_request_only() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("registries-differ");
    settings(
        &space,
        &json!({"g": {"name": "g", "mark": 7, "git": {"url": "https://github.com/old/r", "path": "x", "token": "0ld", "kept": true}}}),
    );
    let sandbox = Sandbox::new();
    sandbox.write_config(
        &json!({"g": {"name": "g", "git": {"url": "https://github.com/new/r", "path": "x", "token": "s3cret"}}})
            .to_string(),
    );
    let run = |args: &[&str]| space.command(&sandbox, args).run();
    run(&["registry", "export", "--to-cluster"])
        .code(5)
        .stderr_contains("the cluster has other registries of these names: g")
        .nowhere("s3cret");
    assert_eq!(
        stored(&space)["g"]["git"]["url"],
        "https://github.com/old/r"
    );
    assert_eq!(space.get(&Kind::SECRET, "addon-registry-g"), None);
    run(&["registry", "export", "--to-cluster", "--force"])
        .success()
        .stderr_contains("0 added, 1 replaced");
    assert_eq!(
        stored(&space)["g"],
        json!({"name": "g", "mark": 7, "git": {"url": "https://github.com/new/r", "path": "x",
               "tokenSecretRef": "addon-registry-g", "kept": true}})
    );
    // The other way round it is the same.
    sandbox.write_config(r#"{"g": {"name": "g", "helm": {"url": "https://h.example.com"}}}"#);
    run(&["registry", "import", "--from-cluster"]).code(5);
    run(&["registry", "import", "--from-cluster", "--force"]).success();
    assert_eq!(config(&sandbox)["g"]["git"]["token"], "s3cret");
}

#[test]
fn clusters_without_settings_or_rights_are_told_apart() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("registries-none");
    let sandbox = Sandbox::new();
    let run = |args: &[&str]| space.command(&sandbox, args).run();
    run(&["registry", "import", "--from-cluster"])
        .code(4)
        .stderr_contains("the cluster has no ConfigMap `vela-addon-registry` in `registries-none`");
    run(&["registry", "import"])
        .code(2)
        .stderr_contains("--from-cluster");
    run(&["registry", "import", "x", "--from-cluster"]).code(2);
    for args in [
        ["registry", "import", "--from-cluster"],
        ["registry", "export", "--to-cluster"],
    ] {
        sandbox
            .command("addon")
            .env("KUBECONFIG", server.restricted())
            .args(args)
            .run()
            .code(6)
            .stderr_contains("the cluster forbids it");
        sandbox
            .addon(args)
            .code(7)
            .stderr_contains("no Kubernetes cluster");
    }
    // Where there is nothing yet it is made.
    run(&["registry", "export", "--to-cluster"]).success();
    assert_eq!(
        stored(&space)["KubeVela"]["helm"]["url"],
        "https://kubevela.github.io/catalog/official"
    );
    // What cannot be understood is not overwritten.
    let broken = json!({"apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "vela-addon-registry", "namespace": space.name},
        "data": {"registries": "[1"}});
    space.cluster.apply(&broken, Conflicts::Force).unwrap();
    run(&["registry", "export", "--to-cluster"]).code(8);
    run(&["registry", "import", "--from-cluster"])
        .code(8)
        .stderr_contains("not the JSON object");
    let empty = json!({"apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "vela-addon-registry", "namespace": space.name}});
    space.cluster.apply(&empty, Conflicts::Force).unwrap();
    run(&["registry", "import", "--from-cluster"])
        .code(8)
        .stderr_contains("registry-key not exist");
}
