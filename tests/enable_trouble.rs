//! Enabling when something goes wrong on the way: rights, crashes, others at work, addons that fail.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::{Value, json};
use vela_addon::cluster::{Conflicts, Kind};

use crate::support::{ApiServer, Sandbox, api_server::Namespace, shared};

fn definition(name: &str) -> String {
    format!(
        "\"{name}\": {{\n\ttype: \"trait\"\n\tdescription: \"T\"\n\tattributes: {{}}\n}}\n\
         template: {{\n\tpatch: metadata: labels: x: \"y\"\n\tparameter: {{}}\n}}\n"
    )
}

/// A sandbox with an addon of these definitions.
fn addon(name: &str, definitions: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    sandbox.write(
        format!("{name}/metadata.yaml"),
        format!("name: {name}\nversion: 1.0.0\ndescription: D\n"),
    );
    sandbox.write(
        format!("{name}/template.yaml"),
        "apiVersion: core.oam.dev/v1beta1\nkind: Application\nspec:\n  components:\n  - name: c\n    type: webservice\n    properties: {image: a}\n",
    );
    for definition_name in definitions {
        let path = format!("{name}/definitions/{definition_name}.cue");
        sandbox.write(path, definition(definition_name));
    }
    sandbox
}

fn traits(space: &Namespace) -> Vec<String> {
    space.names(&Kind::new("core.oam.dev/v1beta1", "TraitDefinition"))
}

#[test]
fn missing_rights_end_with_their_own_code_and_leave_nothing() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("rights");
    let sandbox = addon("lean", &["first", "second"]);
    let restricted = server.restricted();
    let enable = || {
        space
            .command(&sandbox, &["enable", "./lean", "--no-wait", "--kubeconfig"])
            .args([&restricted])
            .run()
    };
    enable()
        .code(6)
        .stderr_contains("User \"restricted\" cannot get resource \"applications\"");
    // Everything but definitions.
    let role = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": "some", "namespace": space.name},
        "rules": [
            {"apiGroups": ["core.oam.dev"], "resources": ["applications"], "verbs": ["*"]},
            {"apiGroups": ["core.oam.dev"], "resources": ["traitdefinitions"], "verbs": ["list", "get"]},
            {"apiGroups": [""], "resources": ["secrets", "configmaps"], "verbs": ["*"]},
        ],
    });
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "some", "namespace": space.name},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "some"},
        "subjects": [{"kind": "User", "name": "restricted", "apiGroup": "rbac.authorization.k8s.io"}],
    });
    for object in [role, binding] {
        space.cluster.apply(&object, Conflicts::Force).unwrap();
    }
    let checked = enable()
        .code(6)
        .stderr_contains("addon `lean` is not enabled: 0 of 3 objects were applied")
        .stderr_contains("cannot patch resource \"traitdefinitions\"")
        .stderr_contains("what had been created is deleted again");
    drop(checked);
    assert_eq!(space.application("lean"), None);
}

#[test]
fn an_addon_that_fails_half_way_is_taken_back() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("half-way");
    let sandbox = addon("half", &["fine"]);
    // The server refuses it, which nobody can see before.
    sandbox.write(
        "half/views/bad.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {ports: [{port: 99999}]}\n",
    );
    space
        .command(&sandbox, &["enable", "./half", "x=1", "--no-wait"])
        .run()
        .code(8)
        .stderr_contains("addon `half` is not enabled: 1 of 4 objects were applied")
        .stderr_contains("99999")
        .stderr_contains("what had been created is deleted again");
    assert_eq!(space.application("half"), None);
    assert!(traits(&space).is_empty());
    // An upgrade that fails says what is what.
    std::fs::remove_file(sandbox.path("half/views/bad.yaml")).unwrap();
    space
        .command(&sandbox, &["enable", "./half", "--no-wait"])
        .run()
        .success();
    sandbox.write(
        "half/views/bad.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {ports: [{port: 99999}]}\n",
    );
    space
        .command(&sandbox, &["upgrade", "./half", "--no-wait"])
        .run()
        .code(8)
        .stderr_contains("addon `half` is only changed in part: 1 of 3 objects were applied")
        .stderr_contains("applied: TraitDefinition half-way/fine")
        .stderr_contains("not applied: Service half-way/bad, Application half-way/addon-half")
        .stderr_contains("go back with `addon upgrade half --version VERSION`");
    assert!(space.application("half").is_some());
}

#[test]
fn two_at_once_do_each_other_no_harm() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("at-once");
    let names: Vec<String> = (0..10).map(|number| format!("both-{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let sandbox = addon("both", &names);
    for _ in 0..3 {
        let started: Vec<_> = (0..3)
            .map(|_| {
                space
                    .command(&sandbox, &["enable", "./both", "x=1", "--no-wait"])
                    .start()
            })
            .collect();
        for child in started {
            let output = child.wait_with_output().unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{stderr}");
        }
        let application = space.application("both").unwrap();
        assert_eq!(application["spec"]["components"][0]["name"], "c");
        let uid = &application["metadata"]["uid"];
        assert_eq!(traits(&space).len(), names.len());
        let secret = space.get(&Kind::SECRET, "addon-secret-both").unwrap();
        assert_eq!(&secret["metadata"]["ownerReferences"][0]["uid"], uid);
        space
            .command(&sandbox, &["disable", "both"])
            .run()
            .success();
    }
}

/// A way to a server that breaks off once so much has gone through it.
struct Breaking {
    address: String,
    broken: Arc<AtomicBool>,
}

impl Breaking {
    fn new(target: String, after: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let broken = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&broken);
        let sent = Arc::new(AtomicUsize::new(0));
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if flag.load(Ordering::SeqCst) {
                    continue;
                }
                let server = TcpStream::connect(&target).unwrap();
                let (mut from_server, mut to_client) =
                    (server.try_clone().unwrap(), client.try_clone().unwrap());
                thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
                let (flag, sent) = (Arc::clone(&flag), Arc::clone(&sent));
                thread::spawn(move || forward(client, server, after, &sent, &flag));
            }
        });
        Self { address, broken }
    }
}

fn forward(
    mut client: TcpStream,
    mut server: TcpStream,
    after: usize,
    sent: &AtomicUsize,
    broken: &AtomicBool,
) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        if sent.fetch_add(count, Ordering::SeqCst) + count > after {
            broken.store(true, Ordering::SeqCst);
            break;
        }
        if server.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _closed = client.shutdown(Shutdown::Both);
    let _closed = server.shutdown(Shutdown::Both);
}

#[test]
fn a_server_that_stops_half_way_is_no_harm_once_it_is_back() {
    let Some(mut server) = ApiServer::start() else {
        return;
    };
    let names: Vec<String> = (0..20).map(|number| format!("t{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let sandbox = addon("long", &names);
    let text = std::fs::read_to_string(server.kubeconfig()).unwrap();
    let target = text
        .split("https://")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let way = Breaking::new(target.to_owned(), 9_000);
    sandbox.write("broken", text.replace(target, &way.address));
    let enable = |kubeconfig: &str| {
        sandbox
            .command("addon")
            .args([
                "enable",
                "./long",
                "--no-wait",
                "--kubeconfig",
                kubeconfig,
                "--retries",
                "1",
            ])
            .run()
    };
    let checked = enable("broken")
        .code(7)
        .stderr_contains("of 21 objects were applied")
        .stderr_contains("created and not deleted again: ")
        .stderr_contains(
            "run the command again, or take it back with `addon disable long --force`",
        );
    drop(checked);
    assert!(way.broken.load(Ordering::SeqCst));
    server.stop();
    let kubeconfig = server.kubeconfig();
    let kubeconfig = kubeconfig.to_str().unwrap();
    enable(kubeconfig)
        .code(7)
        .stderr_contains("cannot be reached");
    server.resume();
    let cluster = server.client();
    let kind = Kind::new("core.oam.dev/v1beta1", "TraitDefinition");
    let count = || {
        cluster
            .list_metadata(&kind, Some("vela-system"), "")
            .unwrap()
            .len()
    };
    assert!((1..20).contains(&count()), "{}", count());
    enable(kubeconfig).success();
    assert_eq!(count(), 20);
    let application = cluster
        .get(&Kind::APPLICATION, Some("vela-system"), "addon-long")
        .unwrap()
        .unwrap();
    assert_eq!(application["spec"]["components"][0]["name"], "c");
}

#[test]
fn the_end_of_the_workflow_is_waited_for() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("waiting");
    let sandbox = addon("slow", &[]);
    let play = |status: Value| {
        let before = space
            .application("slow")
            .map(|it| it["metadata"]["annotations"].clone());
        let started = space
            .command(&sandbox, &["enable", "./slow", "--timeout", "60s"])
            .start();
        // The one who enables and the one who controls meet at the Application.
        let application = loop {
            let application = space.application("slow");
            if let Some(application) =
                application.filter(|it| Some(&it["metadata"]["annotations"]) != before.as_ref())
            {
                break application;
            }
        };
        let run = &application["metadata"]["annotations"]["app.oam.dev/publishVersion"];
        let mut status = status;
        status["workflow"]["appRevision"] = run.clone();
        status["workflow"]["mode"] = json!("DAG");
        for key in ["finished", "suspend", "terminated"] {
            status["workflow"][key] = json!(false);
        }
        space.set_status("slow", &status);
        let output = started.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    let (code, stdout, stderr) = play(json!({"status": "running"}));
    assert_eq!(code, Some(0), "{stderr}");
    assert!(
        stdout.contains("Addon slow enabled successfully."),
        "{stdout}"
    );
    assert!(stderr.contains("slow: running\n"), "{stderr}");
    let steps = json!([{"id": "1", "name": "deploy", "type": "deploy", "phase": "failed", "message": "no such chart"}]);
    let (code, stdout, stderr) =
        play(json!({"status": "workflowFailed", "workflow": {"steps": steps}}));
    assert_eq!(code, Some(1), "{stderr}");
    assert!(!stdout.contains("successfully"), "{stdout}");
    let message = "Enabling failed, please run \"vela status addon-slow -n vela-system\" to check the status of the addon";
    assert!(stderr.contains(message), "{stderr}");
    assert!(stderr.contains("step deploy: no such chart"), "{stderr}");
    let (code, stdout, stderr) = play(json!({"status": "workflowSuspending"}));
    assert_eq!(code, Some(0), "{stderr}");
    assert!(
        stdout.contains("Enabling suspend, please run \"vela workflow resume addon-slow"),
        "{stdout}"
    );
    // A status from before is not taken for the end.
    space
        .command(&sandbox, &["enable", "./slow", "--timeout", "1s"])
        .run()
        .code(7)
        .stderr_contains("Enabling timeout, please run \"vela status addon-slow -n vela-system\"");
}

#[test]
fn fewer_clusters_than_before_are_asked_about() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("narrowing");
    let sandbox = addon("spread", &[]);
    let member = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": "far",
            "namespace": space.name,
            "labels": {"cluster.core.oam.dev/cluster-credential-type": "X509Certificate"},
        },
    });
    space.cluster.apply(&member, Conflicts::Force).unwrap();
    sandbox.write(
        "spread/metadata.yaml",
        "name: spread\nversion: 1.0.0\ndeployTo: {runtimeCluster: true}\n",
    );
    let run = |args: &[&str]| {
        let args = [&["enable", "./spread", "--no-wait"], args].concat();
        space.command(&sandbox, &args).run()
    };
    run(&["--clusters", "{nowhere}"])
        .code(2)
        .stderr_contains("cluster nowhere not exist")
        .stderr_contains("the clusters are far, local");
    run(&["--clusters", "{far}"]).success();
    let policy = space.application("spread").unwrap()["spec"]["policies"][0].clone();
    assert_eq!(policy["properties"]["clusters"], json!(["far", "local"]));
    let resource = |cluster: &str| json!({"cluster": cluster, "name": "x", "apiVersion": "v1", "kind": "ConfigMap"});
    space.set_status(
        "spread",
        &json!({"status": "running", "appliedResources": [resource("far"), resource("")]}),
    );
    run(&["clusters={local}"])
        .code(1)
        .stderr_contains("but this operation will uninstall from these clusters: [far]")
        .stderr_contains("operation abort")
        .stderr_contains("--yes");
    run(&["clusters={local}", "--yes"]).success();
}

#[test]
fn what_vela_wrote_is_taken_over() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("taken-over");
    let sandbox = addon("old", &["kept"]);
    let (url, token) = server.credentials();
    let create = |plural: &str, object: &Value| {
        let target = format!(
            "{url}/apis/core.oam.dev/v1beta1/namespaces/{}/{plural}?fieldManager=vela",
            space.name
        );
        let answer = sandbox
            .command("curl")
            .args(["-sk", "-H", &format!("Authorization: Bearer {token}")])
            .args([
                "-H",
                "Content-Type: application/json",
                "-d",
                &object.to_string(),
                &target,
            ])
            .run()
            .success()
            .json();
        assert!(answer["metadata"]["uid"].is_string(), "{answer}");
        answer
    };
    let labels = json!({"addons.oam.dev/name": "old", "addons.oam.dev/version": "0.9.0", "addons.oam.dev/registry": "local"});
    let application = create(
        "applications",
        &json!({
            "apiVersion": "core.oam.dev/v1beta1",
            "kind": "Application",
            "metadata": {"name": "addon-old", "labels": labels},
            "spec": {
                "components": [{"name": "gone", "type": "webservice", "properties": {"image": "x"}}],
                "policies": [{"name": "gone", "type": "topology", "properties": {}}],
            },
        }),
    );
    create(
        "traitdefinitions",
        &json!({
            "apiVersion": "core.oam.dev/v1beta1",
            "kind": "TraitDefinition",
            "metadata": {"name": "kept", "ownerReferences": [{
                "apiVersion": "core.oam.dev/v1beta1", "kind": "Application", "name": "addon-old",
                "uid": application["metadata"]["uid"], "controller": true, "blockOwnerDeletion": true}]},
            "spec": {"stage": "PreDispatch", "schematic": {"cue": {"template": "x: 1"}}},
        }),
    );
    space
        .command(&sandbox, &["enable", "./old", "--no-wait"])
        .run()
        .success();
    let application = space.application("old").unwrap();
    assert_eq!(application["spec"].get("policies"), None);
    assert_eq!(application["spec"]["components"][0]["name"], "c");
    assert_eq!(
        application["metadata"]["labels"]["addons.oam.dev/version"],
        "1.0.0"
    );
    let kept = space
        .get(
            &Kind::new("core.oam.dev/v1beta1", "TraitDefinition"),
            "kept",
        )
        .unwrap();
    assert_eq!(kept["spec"].get("stage"), None, "{kept}");
}

#[test]
fn fields_of_others_are_told_with_their_manager() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("managers");
    let sandbox = addon("shared", &["mine"]);
    let enable = ["enable", "./shared", "--no-wait"];
    space.command(&sandbox, &enable).run().success();
    let (url, token) = server.credentials();
    sandbox
        .command("curl")
        .args(["-skf", "-X", "PATCH", "-H", &format!("Authorization: Bearer {token}")])
        .args(["-H", "Content-Type: application/merge-patch+json"])
        .args(["-d", r#"{"spec":{"schematic":{"cue":{"template":"y: 2"}}}}"#])
        .args([format!("{url}/apis/core.oam.dev/v1beta1/namespaces/managers/traitdefinitions/mine?fieldManager=kubectl-edit")])
        .run()
        .success();
    space
        .command(&sandbox, &enable)
        .run()
        .code(5)
        .stderr_contains("`kubectl-edit` has .spec.schematic.cue.template")
        .stderr_contains("--force-conflicts");
    let forced = [enable.as_slice(), &["--force-conflicts"]].concat();
    space.command(&sandbox, &forced).run().success();
}

#[test]
fn what_is_rendered_passes_strict_validation() {
    let Some(catalog) = shared("catalog") else {
        return;
    };
    let Some(server) = ApiServer::start() else {
        return;
    };
    let cluster = server.client();
    let sandbox = Sandbox::new();
    let mut applied = 0;
    for entry in std::fs::read_dir(&catalog).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !path.join("metadata.yaml").exists()
            || ["mysql-exporter", "terraform-azure"].contains(&name.as_str())
        {
            continue;
        }
        let list = sandbox
            .addon(["render", path.to_str().unwrap(), "-o", "json"])
            .success()
            .json();
        for item in list["items"].as_array().unwrap() {
            let result = cluster.apply(item, Conflicts::Force);
            if let Err(error) = result {
                panic!(
                    "{name}: {} {}: {error}",
                    item["kind"], item["metadata"]["name"]
                );
            }
            applied += 1;
        }
    }
    assert!(applied > 300, "{applied}");
}
