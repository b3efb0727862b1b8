//! Seeing what a cluster has: which addons are enabled, in which version and how they are.

use serde_json::{Value, json};
use snapbox::str;
use vela_addon::cluster::Conflicts;

use crate::support::{
    ApiServer, Chart, Checked, Index, Response, Sandbox, Server, api_server::Namespace,
    closed_address,
};

/// Writes the Application of an addon and its status, as KubeVela's program and controller do.
pub(crate) fn install(
    space: &Namespace,
    name: &str,
    version: &str,
    registry: &str,
    status: &Value,
) {
    let application = json!({
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {
            "name": format!("addon-{name}"),
            "namespace": space.name,
            "labels": {
                "addons.oam.dev/name": name,
                "addons.oam.dev/version": version,
                "addons.oam.dev/registry": registry,
            },
        },
        "spec": {"components": []},
    });
    space.cluster.apply(&application, Conflicts::Force).unwrap();
    space.set_status(name, status);
}

/// Serves an index.
pub(crate) fn serving(index: &Index) -> Server {
    let yaml = index.yaml();
    Server::start(move |_| Response::ok(yaml.clone()))
}

fn sandbox_with(registries: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    for (name, url) in registries {
        sandbox
            .addon(["registry", "add", name, url, "--type", "helm", "--no-check"])
            .success();
    }
    sandbox
}

fn some_addons() -> Index {
    [
        ("fluxcd", "1.0.0"),
        ("fluxcd", "2.0.0"),
        ("fluxcd", "1.5.0"),
        ("fluxcd", "1.4.0"),
        ("dex", "0.6.5"),
        ("velaux", "1.9.0"),
        ("grafana", "1.0.0"),
        ("loki", "0.1.0"),
    ]
    .iter()
    .fold(Index::new(), |index, (name, version)| {
        index.chart(&Chart::addon(name, version))
    })
}

#[test]
fn the_list_tells_what_is_enabled() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("installed-list");
    install(
        &space,
        "fluxcd",
        "1.0.0",
        "demo",
        &json!({"status": "running"}),
    );
    install(
        &space,
        "velaux",
        "1.9.0",
        "demo",
        &json!({"status": "runningWorkflow"}),
    );
    let suspended = json!({"status": "workflowSuspending",
        "workflow": {"suspend": true, "mode": "StepByStep", "finished": false, "terminated": false}});
    install(&space, "grafana", "1.0.0", "demo", &suspended);
    install(
        &space,
        "loki",
        "0.0.1",
        "local",
        &json!({"status": "running"}),
    );
    install(
        &space,
        "gone",
        "3.0.0",
        "old",
        &json!({"status": "running"}),
    );
    let plain = json!({"apiVersion": "core.oam.dev/v1beta1", "kind": "Application",
        "metadata": {"name": "addon-none", "namespace": space.name}, "spec": {"components": []}});
    space.cluster.apply(&plain, Conflicts::Force).unwrap();

    let registry = serving(&some_addons());
    let sandbox = sandbox_with(&[("demo", &registry.url())]);
    space
        .command(&sandbox, &["list"])
        .run()
        .success()
        .stderr_eq("")
        .stdout_eq(str![[r#"
NAME     REGISTRY  DESCRIPTION        AVAILABLE-VERSIONS          STATUS
gone     old                          [3.0.0]                     enabled (3.0.0)
loki     local                        [0.0.1]                     enabled
dex      demo      The dex addon      [0.6.5]                     -
fluxcd   demo      The fluxcd addon   [1.0.0, 2.0.0, 1.5.0, ...]  enabled (1.0.0)
grafana  demo      The grafana addon  [1.0.0]                     suspend (1.0.0)
loki     demo      The loki addon     [0.1.0]                     -
velaux   demo      The velaux addon   [1.9.0]                     enabling (1.9.0)

"#]]);
    space
        .command(&sandbox, &["list", "--installed", "-o", "name"])
        .run()
        .success()
        .stdout_eq("old/gone\nlocal/loki\ndemo/fluxcd\ndemo/grafana\ndemo/velaux\n");
    let outdated = space
        .command(&sandbox, &["list", "--outdated", "-o", "json"])
        .run()
        .success();
    assert_eq!(
        outdated.json(),
        json!([{
            "name": "fluxcd",
            "registry": "demo",
            "description": "The fluxcd addon",
            "versions": ["2.0.0", "1.5.0", "1.4.0", "1.0.0"],
            "status": "enabled",
            "installed": "1.0.0",
            "newer": "2.0.0",
        }])
    );
    space
        .command(&sandbox, &["list", "--no-cluster", "--installed"])
        .run()
        .code(2);
    let without = space
        .command(&sandbox, &["list", "--no-cluster", "-o", "json"])
        .run()
        .success();
    assert!(
        !without.stdout().contains("enabled"),
        "{}",
        without.stdout()
    );
    space
        .command(&sandbox, &["list", "--all-versions", "--installed"])
        .run()
        .success()
        .stdout_contains("[1.0.0]             enabled (1.0.0)")
        .stdout_contains("[2.0.0]             -");
}

#[test]
fn the_registry_counts_that_the_addon_came_from() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("installed-registry");
    install(
        &space,
        "fluxcd",
        "1.0.0",
        "second",
        &json!({"status": "running"}),
    );
    install(
        &space,
        "dex",
        "0.6.5",
        "renamed",
        &json!({"status": "running"}),
    );
    let first = serving(&some_addons());
    let second = serving(&Index::new().chart(&Chart::addon("fluxcd", "1.0.0")));
    let sandbox = sandbox_with(&[("first", &first.url()), ("second", &second.url())]);
    let rows = |args: &[&str]| {
        let checked = space.command(&sandbox, args).run().success();
        let rows = checked.json();
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or("").to_owned();
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| {
                format!(
                    "{}/{} {}",
                    text(row, "registry"),
                    text(row, "name"),
                    text(row, "installed")
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        rows(&["list", "-o", "json", "--installed"]),
        ["first/dex 0.6.5", "second/fluxcd 1.0.0"]
    );
    assert_eq!(
        rows(&["list", "-o", "json", "--all", "--installed"]),
        ["first/dex 0.6.5", "second/fluxcd 1.0.0"]
    );
    // Nothing newer where it came from.
    assert_eq!(
        rows(&["list", "-o", "json", "--outdated"]),
        Vec::<String>::new()
    );
}

/// Writes a kubeconfig for an address.
fn kubeconfig(sandbox: &Sandbox, address: &str) {
    let config = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "c",
        "clusters": [{"name": "c", "cluster": {"server": address}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
    });
    sandbox.write("kubeconfig", config.to_string());
}

#[test]
fn a_cluster_that_does_not_answer_only_leaves_the_status_unknown() {
    let registry = serving(&some_addons());
    let sandbox = sandbox_with(&[("demo", &registry.url())]);
    kubeconfig(&sandbox, &format!("http://{}", closed_address()));
    let run = |args: &[&str]| {
        sandbox
            .command("addon")
            .env("KUBECONFIG", sandbox.path("kubeconfig"))
            .args(args)
            .run()
    };
    let check = |checked: Checked| {
        assert_eq!(
            checked.stdout(),
            "demo/dex\ndemo/fluxcd\ndemo/grafana\ndemo/loki\ndemo/velaux\n"
        );
        checked
    };
    let checked = check(run(&["list", "-o", "name"]).success()).stderr_contains(
        "note: the status of addons is not known: the cluster at http://127.0.0.1:",
    );
    assert_eq!(checked.stderr().lines().count(), 1, "{}", checked.stderr());
    for quiet in [
        &["list", "-o", "name", "--no-cluster"][..],
        &["list", "-o", "name", "-q"],
    ] {
        assert_eq!(check(run(quiet).success()).stderr(), "");
    }
    run(&["list", "--installed", "--retries", "0"])
        .code(7)
        .stderr_contains("cannot be reached");
    sandbox
        .addon(["list", "--outdated"])
        .code(7)
        .stderr_contains("no Kubernetes cluster is configured")
        .stderr_contains("k3d cluster create");
    sandbox.write("broken", "a: [");
    sandbox
        .addon(["list", "-o", "name", "--kubeconfig", "broken"])
        .success()
        .stderr_contains("note: the status of addons is not known: the kubeconfig cannot be used");
}

#[test]
fn the_status_is_one_question() {
    let registry = serving(&some_addons());
    let sandbox = sandbox_with(&[("demo", &registry.url())]);
    let list = json!({"kind": "ApplicationList", "apiVersion": "core.oam.dev/v1beta1",
        "metadata": {}, "items": [{
            "metadata": {"name": "addon-dex", "labels": {
                "addons.oam.dev/name": "dex", "addons.oam.dev/version": "0.6.5",
                "addons.oam.dev/registry": "demo"}},
            "status": {"status": "running"}}]});
    let cluster = Server::start(move |_| Response::ok(list.to_string()));
    kubeconfig(&sandbox, &cluster.url());
    let checked = sandbox
        .addon(["list", "--kubeconfig", "kubeconfig"])
        .success();
    assert!(
        checked.stdout().contains("enabled (0.6.5)"),
        "{}",
        checked.stdout()
    );
    let requests: Vec<String> = cluster
        .requests()
        .iter()
        .map(|request| format!("{} {}", request.method, request.target))
        .collect();
    assert_eq!(
        requests,
        [
            "GET /apis/core.oam.dev/v1beta1/namespaces/vela-system/applications\
          ?limit=500&labelSelector=addons%2Eoam%2Edev%2Fname"
        ]
    );
}

#[test]
fn whoever_may_not_look_gets_a_note() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let registry = serving(&some_addons());
    let sandbox = sandbox_with(&[("demo", &registry.url())]);
    let run = |args: &[&str]| {
        sandbox
            .command("addon")
            .env("KUBECONFIG", server.restricted())
            .args(args)
            .run()
    };
    run(&["list"])
        .success()
        .stderr_contains("note: the status of addons is not known: the cluster forbids it");
    run(&["list", "--installed"]).code(6);
}
