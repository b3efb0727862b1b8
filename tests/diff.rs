//! Seeing what an upgrade would change before it does.

use serde_json::json;
use snapbox::str;
use vela_addon::cluster::Kind;

use crate::support::{ApiServer, Sandbox};

const TEMPLATE: &str = r#"output: {
	apiVersion: "core.oam.dev/v1beta1"
	kind:       "Application"
	spec: components: [{
		name: "web"
		type: "webservice"
		properties: {image: parameter.image, replicas: parameter.replicas, token: parameter.token}
	}]
}
outputs: settings: {
	apiVersion: "v1"
	kind:       "ConfigMap"
	metadata: {name: "web-settings", namespace: context.namespace}
	data: {image: parameter.image, mode: "calm"}
}
"#;

/// Writes an addon with parameters and a config map beside its Application.
fn web(sandbox: &Sandbox, namespace: &str, version: &str) {
    sandbox.write(
        "web/metadata.yaml",
        format!("name: web\nversion: {version}\ndescription: A demo\n"),
    );
    let template = TEMPLATE.replace("context.namespace", &format!("\"{namespace}\""));
    sandbox.write("web/template.cue", template);
    sandbox.write(
        "web/parameter.cue",
        "parameter: {\n\timage: *\"nginx:1\" | string\n\treplicas: *1 | int\n\ttoken: *\"none\" | string\n}\n",
    );
}

#[test]
fn what_would_change_is_shown_and_nothing_else() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("diff-folder");
    let sandbox = Sandbox::new();
    web(&sandbox, &space.name, "1.0.0");
    let run = |args: &[&str]| space.command(&sandbox, args).run();
    // What is not enabled is shown whole, and stays away.
    run(&["diff", "./web", "--detailed-exitcode"])
        .code(10)
        .stdout_contains("--- /dev/null\n+++ rendered/ConfigMap/diff-folder/web-settings\n")
        .stdout_contains("+++ rendered/Application/diff-folder/addon-web\n")
        .stderr_contains("web 1.0.0, which is not enabled: 2 to create, 0 to change, 0 to delete.");
    assert_eq!(space.application("web"), None);
    assert_eq!(space.get(&Kind::CONFIG_MAP, "web-settings"), None);

    run(&[
        "enable",
        "./web",
        "--no-wait",
        "replicas=2",
        "token=s3cret-one",
    ])
    .success();
    run(&["diff", "./web", "--detailed-exitcode"])
        .success()
        .stdout_eq("")
        .stderr_contains("web 1.0.0: no differences.");
    // Stored arguments are kept, secrets are masked, and that they differ is seen all the same.
    let checked = run(&[
        "diff",
        "./web",
        "replicas=3",
        "token=s3cret-two",
        "image=nginx:2",
    ])
    .success()
    .nowhere("s3cret")
    .stderr_contains("web 1.0.0: 0 to create, 3 to change, 0 to delete.");
    checked.stdout_eq(str![[r#"
--- live/ConfigMap/diff-folder/web-settings
+++ rendered/ConfigMap/diff-folder/web-settings
@@ -8,5 +8,5 @@
     addons.oam.dev/name: web
     addons.oam.dev/version: 1.0.0
 data:
-  image: nginx:1
+  image: nginx:2
   mode: calm
--- live/Secret/diff-folder/addon-secret-web
+++ rendered/Secret/diff-folder/addon-secret-web
@@ -4,5 +4,5 @@
   name: addon-secret-web
   namespace: diff-folder
 data:
-  addonParameterDataKey: '*** (before)'
+  addonParameterDataKey: '*** (after)'
 type: Opaque
--- live/Application/diff-folder/addon-web
+++ rendered/Application/diff-folder/addon-web
@@ -11,7 +11,7 @@
   components:
   - name: web
     properties:
-      image: nginx:1
-      replicas: 2
-      token: '*** (before)'
+      image: nginx:2
+      replicas: 3
+      token: '*** (after)'
     type: webservice

"#]]);
    run(&["diff", "./web", "--detailed-exitcode"]).success();
    // Colours are for terminals, and for those who insist.
    let coloured = space
        .command(&sandbox, &["diff", "./web", "replicas=3"])
        .env("CLICOLOR_FORCE", "1")
        .run()
        .success();
    assert!(
        coloured
            .stdout()
            .contains("\u{1b}[32m+      replicas: 3\u{1b}[0m"),
        "{}",
        coloured.stdout()
    );
}

#[test]
fn drift_is_found_and_what_an_upgrade_leaves_is_told() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("diff-drift");
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    sandbox
        .addon(["registry", "add", "shelf", "--type", "local", "./shelf"])
        .success();
    web(&sandbox, &space.name, "1.0.0");
    sandbox.addon(["push", "web", "shelf"]).success();
    let run = |args: &[&str]| space.command(&sandbox, args).within("shelf").run();
    run(&["enable", "shelf/web", "--no-wait", "replicas=2"]).success();
    let settings = space.get(&Kind::CONFIG_MAP, "web-settings").unwrap();
    space
        .cluster
        .merge(&settings, &json!({"data": {"mode": "wild"}}), false)
        .unwrap();
    run(&["diff", "web", "--detailed-exitcode"])
        .code(10)
        .stdout_contains("-  mode: wild\n+  mode: calm\n");

    web(&sandbox, &space.name, "1.1.0");
    let template = TEMPLATE
        .split("outputs:")
        .next()
        .unwrap()
        .replace("webservice", "worker");
    sandbox.write("web/template.cue", template);
    sandbox.addon(["push", "web", "shelf"]).success();
    let newest = run(&["diff", "web"])
        .success()
        .stdout_contains("-    addons.oam.dev/version: 1.0.0\n+    addons.oam.dev/version: 1.1.0\n")
        .stdout_contains("-    type: webservice\n+    type: worker\n")
        .stderr_contains("web 1.0.0 -> 1.1.0: 0 to create, 1 to change, 0 to delete.")
        .stderr_contains("stays in the cluster: ConfigMap web-settings");
    assert!(!newest.stdout().contains("wild"));
    for same in [
        &["diff", "shelf/web@1.0.0"][..],
        &["diff", "web", "--reuse-version"],
    ] {
        run(same).success().stdout_contains("-  mode: wild");
    }
    run(&["diff", "webb"])
        .code(4)
        .stderr_contains("did you mean web?");
    run(&["diff", "web", "replicas=many"]).code(8);
    sandbox
        .addon(["diff", "./web"])
        .code(7)
        .stderr_contains("no Kubernetes cluster");
    sandbox
        .command("addon")
        .env("KUBECONFIG", server.restricted())
        .args(["diff", "./web"])
        .run()
        .code(6);
    // What has no arguments any more loses their Secret.
    run(&["disable", "web", "--force"]).success();
    run(&["diff", "web", "--reuse-version"]).code(4);
}
