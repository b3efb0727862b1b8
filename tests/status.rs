//! Finding out how an addon is, what it takes and why it does not run.

use serde_json::{Value, json};
use snapbox::str;
use vela_addon::cluster::Conflicts;

use crate::{
    installed::install,
    support::{ApiServer, Sandbox, api_server::Namespace, closed_address},
};

const PARAMETERS: &str = r#"parameter: {
	// +usage=Where to pull from
	image: *"nginx" | string
	// +usage=How many of them
	replicas: *1 | int
	mode?: "a" | "b"
	// +usage=How to log in
	auth?: {
		user: string
		password: string
	}
	tags?: [...string]
}
"#;

/// A folder as registry with two versions of an addon.
pub(crate) fn shelf() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    sandbox.write("demo/template.cue", "output: {apiVersion: \"core.oam.dev/v1beta1\", kind: \"Application\", spec: components: [{name: \"web\", type: \"webservice\", properties: {image: parameter.image, replicas: parameter.replicas}}]}\n");
    sandbox.write("demo/parameter.cue", PARAMETERS);
    sandbox
        .addon(["registry", "add", "shelf", "--type", "local", "./shelf"])
        .success();
    for version in ["1.0.0", "1.1.0"] {
        sandbox.write(
            "demo/metadata.yaml",
            format!(
                "name: demo\nversion: {version}\ndescription: A demo\ndependencies:\n- name: fluxcd\n- name: dex\n"
            ),
        );
        sandbox.addon(["push", "demo", "shelf"]).success();
    }
    sandbox
}

/// Writes the Secret with the arguments of an addon.
pub(crate) fn store(space: &Namespace, name: &str, arguments: &Value) {
    let secret = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": format!("addon-secret-{name}"), "namespace": space.name},
        "stringData": {"addonParameterDataKey": arguments.to_string()},
    });
    space.cluster.apply(&secret, Conflicts::Force).unwrap();
}

#[test]
fn an_addon_that_runs_is_told_in_a_few_lines() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("status-enabled");
    let sandbox = shelf();
    let resource = |cluster: &str| json!({"cluster": cluster, "kind": "ConfigMap", "name": "x", "apiVersion": "v1"});
    let status = json!({"status": "running", "appliedResources": [resource(""), resource("gone")]});
    install(&space, "demo", "1.0.0", "shelf", &status);
    install(
        &space,
        "fluxcd",
        "2.0.0",
        "shelf",
        &json!({"status": "running"}),
    );
    let run = |args: &[&str]| space.command(&sandbox, args).run();
    run(&["status", "demo"])
        .success()
        .stderr_eq("")
        .stdout_eq(str![[r#"
demo: enabled (1.0.0)
==> Installed Clusters
[local]
==> Registry Name
shelf

"#]]);
    store(
        &space,
        "demo",
        &json!({"replicas": 3, "auth": {"user": "me", "password": "hunter2"}, "tags": ["a", "b"],
                "clusters": ["local"]}),
    );
    let verbose = run(&["status", "demo", "-v"])
        .success()
        .stderr_eq("")
        .nowhere("hunter2");
    verbose.stdout_eq(str![[r#"
demo: enabled (1.0.0)
A demo
==> Installed Clusters
[local]
==> Registry Name
shelf
==> Available Versions
[1.0.0, 1.1.0]
==> Dependencies ✘
[fluxcd ✔, dex ✘]
==> Parameters
-> image: Where to pull from
	type: string
	required: ✔
	default: "nginx"
-> replicas: How many of them
	current value: 3
	type: integer
	required: ✔
-> mode:
	type: string
	options: "a", "b"
-> auth: How to log in
	type: object
	-> user:
		current value: "me"
		type: string
		required: ✔
	-> password:
		current value: "***"
		type: string
		required: ✔
-> tags:
	current value: [
	           "a",
	           "b"
	         ]
	type: a list of string
-> clusters:
	current value: [
	           "local"
	         ]

"#]]);
    run(&["status", "demo", "-v", "--show-secrets"])
        .success()
        .stdout_contains("hunter2");
    let shown = run(&["status", "demo", "-v", "-o", "json"])
        .success()
        .nowhere("hunter2");
    let shown = shown.json();
    for (pointer, value) in [
        ("/name", json!("demo")),
        ("/status", json!("enabled")),
        ("/version", json!("1.0.0")),
        ("/newer", json!("1.1.0")),
        ("/clusters", json!(["local"])),
        (
            "/dependencies/0",
            json!({"name": "fluxcd", "status": "enabled"}),
        ),
        (
            "/dependencies/1",
            json!({"name": "dex", "status": "disabled"}),
        ),
        (
            "/parameters/1",
            json!({"name": "replicas", "description": "How many of them", "type": "integer",
                   "required": true, "default": 1, "value": 3}),
        ),
    ] {
        assert_eq!(shown.pointer(pointer), Some(&value), "{pointer} of {shown}");
    }
    run(&["status", "demo", "-o", "yaml"])
        .success()
        .stdout_contains("status: enabled\n");
    run(&["status"]).success().stderr_eq("").stdout_eq(str![[r#"
NAME    VERSION  REGISTRY  STATUS   CLUSTERS
demo    1.0.0    shelf     enabled  gone,local
fluxcd  2.0.0    shelf     enabled  -

"#]]);
}

#[test]
fn an_addon_that_fails_says_why() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("status-failing");
    let sandbox = shelf();
    let status = json!({
        "status": "workflowFailed",
        "services": [{"name": "web", "namespace": "default", "workloadDefinition": {"apiVersion": "v1", "kind": "x"},
                      "healthy": false, "message": "0/1 ready"}],
        "workflow": {
            "mode": "StepByStep", "suspend": false, "finished": true, "terminated": true,
            "steps": [{"id": "1", "name": "apply", "type": "apply-component", "phase": "failed",
                       "message": "no such chart"}],
        },
    });
    install(&space, "demo", "1.0.0", "local", &status);
    let run = |args: &[&str]| space.command(&sandbox, args).run();
    let failing = run(&["status", "demo"]).success();
    failing.stdout_eq(str![[r#"
demo: enabling 
==> Registry Name
local
diagnose addon info from application addon-demo
==> Phase
workflowFailed
==> Workflow
apply: failed
==> Services
web ✘ 0/1 ready
==> Reasons
step apply: no such chart
component web: 0/1 ready

"#]]);
    run(&["status"])
        .success()
        .stderr_contains("note: demo: step apply: no such chart; component web: 0/1 ready");
    // What it was given is told although the folder that it came from is not at hand.
    store(
        &space,
        "demo",
        &json!({"externalPort": 80, "adminToken": "hunter2"}),
    );
    run(&["status", "demo", "-v"])
        .success()
        .nowhere("hunter2")
        .stdout_contains("-> externalPort:\n\tcurrent value: 80\n");
    let suspended = json!({"status": "workflowSuspending", "workflow": {
        "suspend": true, "mode": "StepByStep", "finished": false, "terminated": false}});
    install(&space, "demo", "1.0.0", "shelf", &suspended);
    run(&["status", "demo"])
        .success()
        .stdout_contains("demo: suspend (1.0.0)\n")
        .stdout_contains("vela workflow resume addon-demo -n status-failing\n");
}

#[test]
fn an_addon_that_is_not_enabled_is_described_from_its_registry() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("status-absent");
    let sandbox = shelf();
    let run = |args: &[&str]| space.command(&sandbox, args).run();
    let checked = run(&["status", "demo"]).success();
    let start = "demo: disabled \nA demo\n==> Registry Name\nshelf\n==> Available Versions\n[1.1.0, 1.0.0]\n\
                 ==> Dependencies ✘\n[fluxcd ✘, dex ✘]\n==> Parameters\n-> image: Where to pull from\n";
    assert!(checked.stdout().starts_with(start), "{}", checked.stdout());
    run(&["status", "dmeo"])
        .code(4)
        .stderr_contains("error: addon 'dmeo' not found in cluster or any registry")
        .stderr_contains("hint: did you mean demo?");
    run(&["status"])
        .success()
        .stdout_eq("NAME  VERSION  REGISTRY  STATUS  CLUSTERS\n")
        .stderr_contains("no addon is enabled");
    // A registry that is down may well have it.
    let down = format!("http://{}", closed_address());
    sandbox
        .addon([
            "registry",
            "add",
            "down",
            &down,
            "--type",
            "helm",
            "--no-check",
        ])
        .success();
    run(&["status", "other", "--retries", "0"]).code(7);
    // An addon that is enabled is told all the same.
    install(
        &space,
        "other",
        "1.0.0",
        "down",
        &json!({"status": "running"}),
    );
    run(&["status", "other", "-v", "--retries", "0"])
        .success()
        .stdout_contains("other: enabled (1.0.0)\n")
        .stderr_contains("warning: ");
}

#[test]
fn addresses_are_told_where_there_are_some() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("status-endpoints");
    let sandbox = shelf();
    let service = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": space.name,
                     "labels": {"app.oam.dev/component": "front"}},
        "spec": {"type": "LoadBalancer", "ports": [{"port": 80}], "selector": {"a": "b"}},
    });
    space.cluster.apply(&service, Conflicts::Force).unwrap();
    let given = json!({"status": {"loadBalancer": {"ingress": [{"ip": "10.1.2.3"}]}}});
    space.cluster.merge(&service, &given, true).unwrap();
    let resource = |kind: &str, name: &str| json!({"apiVersion": "v1", "kind": kind, "namespace": space.name, "name": name});
    let applied = [
        resource("Service", "web"),
        resource("Service", "gone"),
        resource("Secret", "web"),
    ];
    let status = json!({"status": "running", "appliedResources": applied});
    install(&space, "demo", "1.0.0", "local", &status);
    space
        .command(&sandbox, &["status", "demo", "-v"])
        .run()
        .success()
        .stdout_eq(str![[r#"
demo: enabled (1.0.0)
==> Installed Clusters
[local]
==> Registry Name
local
Please access addon-demo from the following endpoints:
+---------+-----------+------------------------------+-----------------+-------+
| CLUSTER | COMPONENT |   REF(KIND/NAMESPACE/NAME)   |    ENDPOINT     | INNER |
+---------+-----------+------------------------------+-----------------+-------+
| local   | front     | Service/status-endpoints/web | http://10.1.2.3 | false |
+---------+-----------+------------------------------+-----------------+-------+

"#]]);
}

#[test]
fn without_a_cluster_it_is_said_how_to_get_one() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let sandbox = shelf();
    for args in [&["status"][..], &["status", "demo"]] {
        sandbox
            .addon(args.iter().copied())
            .code(7)
            .stderr_contains("error: no Kubernetes cluster is configured")
            .stderr_contains("hint: start one, as with `k3d cluster create`");
        sandbox
            .command("addon")
            .env("KUBECONFIG", server.restricted())
            .args(args.iter().copied())
            .run()
            .code(6)
            .stderr_contains("the cluster forbids it");
    }
}
