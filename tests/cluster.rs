//! What the library does with a real API server.

use serde_json::{Value, json};
use vela_addon::{
    cluster::{Conflicts, Error, Kind},
    exit::ExitCode,
    hint::Hint as _,
};

use crate::support::{ApiServer, Checked, Sandbox, api_server::connect, closed_address};

fn config_map(namespace: &str, data: &Value) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "demo", "namespace": namespace},
        "data": data,
    })
}

#[test]
fn objects_are_applied_read_and_deleted() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("cluster-objects");
    let cluster = &space.cluster;
    let first = cluster
        .apply(
            &config_map(&space.name, &json!({"a": "1", "b": "2"})),
            Conflicts::Refuse,
        )
        .unwrap();
    assert!(first.created);
    let again = cluster
        .apply(
            &config_map(&space.name, &json!({"a": "1", "b": "2"})),
            Conflicts::Refuse,
        )
        .unwrap();
    assert!(!again.created);
    let version = |object: &Value| object["metadata"]["resourceVersion"].clone();
    assert_eq!(version(&first.object), version(&again.object));
    // What is no longer applied disappears.
    let third = cluster
        .apply(
            &config_map(&space.name, &json!({"a": "3"})),
            Conflicts::Refuse,
        )
        .unwrap();
    assert_eq!(third.object["data"], json!({"a": "3"}));
    let names = space.names(&Kind::CONFIG_MAP);
    assert_eq!(names, ["demo"]);
    let delete = || {
        cluster
            .delete(&Kind::CONFIG_MAP, Some(&space.name), "demo")
            .unwrap()
    };
    assert!(delete());
    assert!(!delete());
    assert_eq!(space.get(&Kind::CONFIG_MAP, "demo"), None);
}

#[test]
fn fields_of_others_are_left_alone_unless_taken() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("cluster-conflicts");
    let cluster = &space.cluster;
    let object = config_map(&space.name, &json!({"a": "1"}));
    cluster.apply(&object, Conflicts::Refuse).unwrap();
    // A merge patch is an update by another manager of the same name, but another operation.
    cluster
        .merge(&object, &json!({"data": {"a": "2", "b": "2"}}), false)
        .unwrap();
    let error = cluster.apply(&object, Conflicts::Refuse).unwrap_err();
    let Error::Conflict { conflicts, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(conflicts[0].field, ".data.a");
    assert_eq!(error.exit_code(), ExitCode::Exists);
    let taken = cluster.apply(&object, Conflicts::Force).unwrap();
    assert_eq!(taken.object["data"], json!({"a": "1", "b": "2"}));
}

#[test]
fn what_another_program_wrote_can_be_adopted() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("cluster-adopt");
    let cluster = &space.cluster;
    let empty = config_map(&space.name, &json!({}));
    cluster.apply(&empty, Conflicts::Refuse).unwrap();
    cluster
        .merge(&empty, &json!({"data": {"old": "1"}}), false)
        .unwrap();
    let live = space.get(&Kind::CONFIG_MAP, "demo").unwrap();
    assert!(cluster.adopt(&live, &["addon"]).unwrap());
    let live = space.get(&Kind::CONFIG_MAP, "demo").unwrap();
    assert!(!cluster.adopt(&live, &["addon"]).unwrap());
    let applied = cluster
        .apply(
            &config_map(&space.name, &json!({"new": "1"})),
            Conflicts::Refuse,
        )
        .unwrap();
    assert_eq!(applied.object["data"], json!({"new": "1"}));
}

#[test]
fn failures_are_told_apart() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("cluster-failures");
    let cluster = &space.cluster;
    let check = |object: Value, code: ExitCode, text: &str| {
        let error = cluster.apply(&object, Conflicts::Refuse).unwrap_err();
        assert_eq!(error.exit_code(), code, "{error}");
        assert!(error.to_string().contains(text), "{error}");
    };
    let mut object = config_map(&space.name, &json!({}));
    object["dat"] = json!(1);
    check(object, ExitCode::Invalid, ".dat");
    check(
        config_map("not-there", &json!({})),
        ExitCode::Invalid,
        "not-there",
    );
    let mut object = config_map(&space.name, &json!({}));
    object["kind"] = json!("Confmap");
    check(object, ExitCode::NotFound, "no Confmap in v1");
    let mut object = config_map(&space.name, &json!({}));
    object["apiVersion"] = json!("none.example/v1");
    check(object, ExitCode::NotFound, "none.example/v1");
    let restricted = connect(&server.restricted());
    let error = restricted
        .apply(&config_map(&space.name, &json!({})), Conflicts::Refuse)
        .unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Permission, "{error}");
    assert!(error.to_string().contains("restricted"), "{error}");
}

#[test]
fn kinds_are_looked_up_once() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("cluster-kinds");
    let cluster = server.client();
    for name in ["one", "two"] {
        let policy = json!({
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": name, "namespace": space.name},
            "spec": {"podSelector": {}},
        });
        assert!(cluster.apply(&policy, Conflicts::Refuse).unwrap().created);
    }
    assert_eq!(cluster.requests().reads, 1);
    assert_eq!(cluster.requests().writes, 2);
    assert!(cluster.kubernetes_version().unwrap().starts_with("v1."));
    let list = |labels: &str| {
        let kind = Kind::new("networking.k8s.io/v1", "NetworkPolicy");
        cluster
            .list(&kind, Some(&space.name), labels)
            .unwrap()
            .len()
    };
    assert_eq!((list(""), list("a=b")), (2, 0));
}

/// Asks for an addon that is not there: 4 says that a cluster was asked.
#[track_caller]
fn asked(sandbox: &Sandbox, variables: &[(&str, &str)], args: &[&str], code: i32) -> Checked {
    let mut command = sandbox
        .command("addon")
        .args(["disable", "nothing"])
        .args(args.iter().copied());
    for (name, value) in variables {
        command = command.env(name, *value);
    }
    command.run().code(code)
}

#[test]
fn the_cluster_is_found_as_kubectl_finds_it() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let sandbox = Sandbox::new();
    let path = server.kubeconfig();
    let path = path.to_str().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    asked(&sandbox, &[], &[], 7).stderr_contains("no Kubernetes cluster is configured");
    asked(&sandbox, &[], &["--kubeconfig", path], 4);
    asked(&sandbox, &[("KUBECONFIG", path)], &[], 4);
    asked(&sandbox, &[("ADDON_DISABLE_KUBECONFIG", path)], &[], 4);
    // Of a list, files that are not there are passed over, and parts may lie in several.
    let users = format!(
        "users:{}",
        text.split("users:")
            .nth(1)
            .unwrap()
            .split("contexts:")
            .next()
            .unwrap()
    );
    sandbox.write("users", format!("apiVersion: v1\nkind: Config\n{users}"));
    sandbox.write("rest", text.replace(&users, ""));
    let list = "/nowhere/config:users:rest";
    asked(&sandbox, &[("KUBECONFIG", list)], &[], 4);
    asked(&sandbox, &[("KUBECONFIG", "/nowhere/config")], &[], 7);
    // The file of the home folder.
    std::fs::create_dir_all(sandbox.root().join("home/.kube")).unwrap();
    std::fs::copy(path, sandbox.root().join("home/.kube/config")).unwrap();
    asked(&sandbox, &[], &[], 4);
    asked(&sandbox, &[], &["--context", "test"], 4);
    asked(&sandbox, &[], &["--context", "tset"], 4)
        .stderr_contains("the kubeconfig has no context `tset`")
        .stderr_contains("there is test");
    asked(&sandbox, &[], &["--kubeconfig", "./nowhere"], 4)
        .stderr_contains("no kubeconfig at `./nowhere`");
    sandbox.write("broken", "clusters: [");
    asked(&sandbox, &[], &["--kubeconfig", "broken"], 8)
        .stderr_contains("the kubeconfig cannot be used");
}

#[test]
fn credentials_come_from_programs_too() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let sandbox = Sandbox::new();
    let text = std::fs::read_to_string(server.kubeconfig()).unwrap();
    let token = text
        .split("token: \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let credential = json!({
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "status": {"token": token},
    });
    sandbox.write("credential.json", credential.to_string());
    let exec = |line: &str| {
        let command = json!({
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": "sh",
            "args": ["-c", line],
            "interactiveMode": "Never",
        });
        text.replace(&format!("token: \"{token}\""), &format!("exec: {command}"))
    };
    sandbox.write("config", exec("cat credential.json"));
    asked(&sandbox, &[], &["--kubeconfig", "config"], 4);
    sandbox.write("config", exec("echo no login >&2; exit 3"));
    asked(&sandbox, &[], &["--kubeconfig", "config"], 6)
        .stderr_contains("the credentials for the cluster cannot be had");
    sandbox.write("config", text.replace(token, "wrong"));
    asked(&sandbox, &[], &["--kubeconfig", "config"], 6)
        .stderr_contains("does not accept the credentials")
        .nowhere("wrong");
}

#[test]
fn proxies_are_used_unless_they_are_not_for_the_cluster() {
    let sandbox = Sandbox::new();
    let address = closed_address();
    sandbox.write(
        "config",
        "apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: 'https://cluster.invalid'}}]\n\
         users: [{name: a, user: {token: x}}]\ncontexts: [{name: a, context: {cluster: a, user: a}}]\ncurrent-context: a\n",
    );
    let args = ["--kubeconfig", "config", "--retries", "0"];
    let proxy = format!("http://{address}");
    // Nobody listens there, which shows that it was asked.
    asked(&sandbox, &[("HTTPS_PROXY", &proxy)], &args, 7).stderr_contains("Connection refused");
    let none = [("HTTPS_PROXY", proxy.as_str()), ("NO_PROXY", ".invalid")];
    let checked = asked(&sandbox, &none, &args, 7);
    assert!(
        !checked.stderr().contains("Connection refused"),
        "{}",
        checked.stderr()
    );
}
