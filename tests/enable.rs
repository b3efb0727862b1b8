//! A user enables addons in a cluster.

use serde_json::{Value, json};
use vela_addon::cluster::{Conflicts, Kind};

use crate::support::{ApiServer, Checked, Sandbox, api_server::Namespace, shared};

const METADATA: &str = "name: demo\nversion: 1.2.0\ndescription: Demo\n";
const PARAMETERS: &str =
    "parameter: {\n\t// +usage=Where to pull from\n\timage: string\n\treplicas: *1 | int\n}\n";
const TEMPLATE: &str = r#"package main

output: {
	apiVersion: "core.oam.dev/v1beta1"
	kind:       "Application"
	spec: components: [{
		name: "web"
		type: "webservice"
		properties: {
			image:    parameter.image
			replicas: parameter.replicas
		}
	}]
}
outputs: settings: {
	apiVersion: "v1"
	kind:       "ConfigMap"
	metadata: name: "demo-settings"
	data: image: parameter.image
}
"#;

fn definition(name: &str, field: &str) -> String {
    format!(
        "\"{name}\": {{\n\ttype: \"trait\"\n\tdescription: \"T\"\n\tattributes: {{{field}}}\n}}\n\
         template: {{\n\tpatch: metadata: labels: x: \"y\"\n\tparameter: {{}}\n}}\n"
    )
}

fn demo() -> Sandbox {
    let sandbox = Sandbox::new();
    for (path, text) in [
        ("demo/metadata.yaml", METADATA),
        ("demo/parameter.cue", PARAMETERS),
        ("demo/template.cue", TEMPLATE),
        ("demo/NOTES.cue", "notes: \"image \\(parameter.image)\"\n"),
        ("demo/schemas/demo-ui.yaml", "- jsonKey: image\n"),
    ] {
        sandbox.write(path, text);
    }
    sandbox.write(
        "demo/definitions/marked.cue",
        definition("marked", "podDisruptive: false"),
    );
    sandbox
}

#[track_caller]
fn run(space: &Namespace, sandbox: &Sandbox, args: &[&str]) -> Checked {
    space.command(sandbox, args).run().success()
}

fn definition_kind() -> Kind {
    Kind::new("core.oam.dev/v1beta1", "TraitDefinition")
}

#[test]
fn a_folder_is_enabled_and_disabled() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("enable-folder");
    let sandbox = demo();
    run(
        &space,
        &sandbox,
        &["enable", "./demo", "image=a:1", "--no-wait"],
    )
    .stdout_eq(
        "enabling addon by local dir: ./demo \nAddon demo enabled successfully.\nimage a:1\n",
    );
    let application = space.application("demo").unwrap();
    let labels = json!({
        "addons.oam.dev/name": "demo",
        "addons.oam.dev/version": "1.2.0",
        "addons.oam.dev/registry": "local",
    });
    assert_eq!(application["metadata"]["labels"], labels);
    let annotations = &application["metadata"]["annotations"];
    assert_eq!(annotations["addon.oam.dev/traitDefinitions"], "marked");
    assert!(
        annotations["app.oam.dev/publishVersion"]
            .as_str()
            .unwrap()
            .starts_with("addon-20")
    );
    assert_eq!(
        application["spec"]["components"][0]["properties"]["image"],
        "a:1"
    );
    for (kind, name) in [
        (definition_kind(), "marked"),
        (Kind::CONFIG_MAP, "demo-settings"),
        (Kind::CONFIG_MAP, "demo-ui"),
        (Kind::SECRET, "addon-secret-demo"),
    ] {
        let object = space
            .get(&kind, name)
            .unwrap_or_else(|| panic!("there is no {name}"));
        let owner = &object["metadata"]["ownerReferences"][0];
        assert_eq!(owner["uid"], application["metadata"]["uid"], "{name}");
        assert_eq!(
            (&owner["controller"], &owner["name"]),
            (&json!(true), &json!("addon-demo"))
        );
    }
    // Again is no change, and no error.
    run(
        &space,
        &sandbox,
        &["enable", "./demo", "image=a:1", "--no-wait", "-q"],
    )
    .stdout_contains("Addon demo enabled successfully.");
    run(&space, &sandbox, &["disable", "demo"]).stdout_eq("Successfully disable addon:demo\n");
    assert_eq!(space.application("demo"), None);
    space
        .command(&sandbox, &["disable", "demo"])
        .run()
        .code(4)
        .stderr_contains("addon `demo` is not enabled");
}

#[test]
fn what_a_new_version_drops_is_dropped_or_told() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("enable-drop");
    let sandbox = demo();
    sandbox.write(
        "demo/definitions/old.cue",
        definition("old", "stage: \"PreDispatch\""),
    );
    run(
        &space,
        &sandbox,
        &["enable", "demo", "image=a", "replicas=2", "--no-wait"],
    );
    std::fs::remove_file(sandbox.path("demo/definitions/old.cue")).unwrap();
    std::fs::remove_file(sandbox.path("demo/schemas/demo-ui.yaml")).unwrap();
    sandbox.write("demo/metadata.yaml", METADATA.replace("1.2.0", "1.3.0"));
    sandbox.write("demo/definitions/marked.cue", definition("marked", ""));
    run(
        &space,
        &sandbox,
        &["upgrade", "demo", "image=b", "--no-wait"],
    )
    .stderr_contains("demo: 1.2.0 -> 1.3.0")
    .stderr_contains(
        "no longer has what is still in the cluster: TraitDefinition old, ConfigMap demo-ui",
    );
    let marked = space.get(&definition_kind(), "marked").unwrap();
    assert_eq!(marked["spec"].get("podDisruptive"), None);
    let application = space.application("demo").unwrap();
    assert_eq!(
        application["metadata"]["labels"]["addons.oam.dev/version"],
        "1.3.0"
    );
    // The stored argument is kept.
    assert_eq!(
        application["spec"]["components"][0]["properties"],
        json!({"image": "b", "replicas": 2})
    );
}

#[test]
fn definitions_of_others_are_not_touched_unasked() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("enable-conflict");
    let sandbox = demo();
    let foreign = json!({
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "TraitDefinition",
        "metadata": {"name": "marked", "namespace": space.name},
        "spec": {"podDisruptive": true},
    });
    space.cluster.apply(&foreign, Conflicts::Force).unwrap();
    let enable = ["enable", "./demo", "image=a", "--no-wait"];
    space
        .command(&sandbox, &enable)
        .run()
        .code(5)
        .stderr_contains("definition: marked already exist and not belong to any addon ")
        .stderr_contains("please use argument '--override-definitions' to enable ");
    assert_eq!(space.application("demo"), None);
    let overriding = [enable.as_slice(), &["--override-definitions"]].concat();
    run(&space, &sandbox, &overriding);
    assert_eq!(
        space.get(&definition_kind(), "marked").unwrap()["spec"]["podDisruptive"],
        false
    );
    // Another addon with the same definition.
    sandbox.copy(&sandbox.path("demo"), "other");
    sandbox.write("other/metadata.yaml", METADATA.replace("demo", "other"));
    let other = ["enable", "./other", "image=a", "--no-wait"];
    space
        .command(&sandbox, &other)
        .run()
        .code(5)
        .stderr_contains("definition: marked in this addon already exist in demo ");
    let overriding = [other.as_slice(), &["--override-definitions"]].concat();
    run(&space, &sandbox, &overriding);
    let marked = space.get(&definition_kind(), "marked").unwrap();
    assert_eq!(
        marked["metadata"]["ownerReferences"][0]["name"],
        "addon-other"
    );
}

#[test]
fn an_addon_that_is_used_is_not_disabled() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("disable-used");
    let sandbox = demo();
    // Applications of all namespaces are looked at, those of other tests among them.
    std::fs::remove_file(sandbox.path("demo/definitions/marked.cue")).unwrap();
    sandbox.write("demo/definitions/used.cue", definition("used", ""));
    run(
        &space,
        &sandbox,
        &["enable", "./demo", "image=a", "--no-wait"],
    );
    let user = json!({
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {"name": "shop", "namespace": space.name},
        "spec": {"components": [
            {"name": "c", "type": "webservice", "properties": {}, "traits": [{"type": "used", "properties": {}}]}]},
    });
    space.cluster.apply(&user, Conflicts::Force).unwrap();
    space
        .command(&sandbox, &["disable", "demo"])
        .run()
        .code(1)
        .stderr_contains(
            "this addon is being used by: disable-used/shop. Please delete all of them",
        );
    // An Application that is no addon's is never taken for one.
    space.command(&sandbox, &["disable", "shop"]).run().code(4);
    run(&space, &sandbox, &["disable", "demo", "--force"]);
}

#[test]
fn all_addons_of_the_catalog_are_enabled_from_their_folders() {
    let (Some(server), Some(catalog)) = (ApiServer::shared(), shared("catalog")) else {
        return;
    };
    // Some addons name this namespace in their objects, so no other will do.
    let space = server.namespace("vela-system");
    let sandbox = Sandbox::new();
    let mut names: Vec<String> = std::fs::read_dir(&catalog)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("metadata.yaml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 41);
    // Those that others need come first.
    let first = [
        "fluxcd",
        "vela-prism",
        "o11y-definitions",
        "terraform",
        "cert-manager",
        "velaux",
    ];
    names.sort_by_key(|name| {
        first
            .iter()
            .position(|it| it == name)
            .unwrap_or(first.len())
    });
    let mut refused = Vec::new();
    for name in &names {
        let folder = catalog.join(name);
        let mut args = vec!["enable", folder.to_str().unwrap(), "--no-wait"];
        if name == "model-serving" {
            // It is for Kubernetes before 1.22.
            space
                .command(&sandbox, &args)
                .run()
                .code(8)
                .stderr_contains("it needs Kubernetes <1.22");
            args.push("--skip-version-validating");
        }
        let outcome = space.command(&sandbox, &args).run().any_code();
        if outcome.exit_code() == Some(0) {
            let text = format!("Addon {name} enabled successfully.");
            let outcome = outcome.stdout_contains(&text);
            drop(outcome);
            stored_as_rendered(&space, name);
        } else {
            assert_eq!(outcome.exit_code(), Some(8), "{name}: {}", outcome.stderr());
            refused.push((name.clone(), outcome.stderr().to_owned()));
            assert_eq!(space.application(name), None);
        }
    }
    refused.sort();
    let names: Vec<_> = refused.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["mysql-exporter", "terraform-azure"], "{refused:#?}");
    assert!(
        refused[0]
            .1
            .contains("definitions/mysql-exporter-component.cue"),
        "{}",
        refused[0].1
    );
    assert!(refused[0].1.contains("spec.workload"), "{}", refused[0].1);
    assert!(
        refused[1].1.contains("definitions/terraform-azure-"),
        "{}",
        refused[1].1
    );
    assert!(refused[1].1.contains("apiVersion"), "{}", refused[1].1);
    let kinds = vela_addon::ops::enable::usage::definition_kinds();
    for name in kinds.flat_map(|kind| space.names(&kind)) {
        assert!(!name.starts_with("mysql-exporter"), "{name} is left behind");
    }
}

/// Compares what the server keeps with the objects that KubeVela's own code renders.
fn stored_as_rendered(space: &Namespace, addon: &str) {
    let read = |file: &str| -> Value {
        let path = shared(&format!("golden/render/{addon}/{file}")).unwrap();
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    };
    let cases = read("cases.json");
    let case = &cases["default"];
    assert!(case.is_object(), "{addon} has no default case");
    let objects = read("objects.json");
    let bound = case["skippedUnbound"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut application = case["application"].clone();
    // The type leaves them out where the template does.
    application["apiVersion"] = json!("core.oam.dev/v1beta1");
    application["kind"] = json!("Application");
    let mut expected = vec![application];
    expected.extend(case["auxiliary"].as_array().cloned().unwrap_or_default());
    for group in ["definitions", "configTemplates", "uiSchemas", "views"] {
        expected.extend(objects[group].as_array().cloned().unwrap_or_default());
    }
    for mut object in expected {
        if object["kind"] == "ComponentDefinition" {
            // The kind does not have it, so the server drops it whoever sends it.
            if let Some(spec) = object["spec"].as_object_mut() {
                spec.shift_remove("appliesToWorkloads");
            }
        }
        let text = |key: &str| {
            object["metadata"][key]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let name = text("name");
        let id = format!("{}/{name}", object["kind"].as_str().unwrap());
        if bound.contains(&json!(id)) {
            continue;
        }
        let kind = Kind::of(&object).unwrap();
        let namespace = text("namespace");
        let live = space.cluster.get(&kind, Some(&namespace), &name).unwrap();
        let live = live.unwrap_or_else(|| panic!("{addon}: there is no {id}"));
        for (key, value) in object.as_object().unwrap() {
            if !["apiVersion", "kind", "metadata", "status"].contains(&key.as_str()) {
                contains(&live[key], value, &format!("{addon}: {id}: {key}"));
            }
        }
        for key in ["labels", "annotations"] {
            contains(
                &live["metadata"][key],
                &object["metadata"][key],
                &format!("{addon}: {id}: {key}"),
            );
        }
    }
}

/// Asserts that the server keeps all that was rendered; it may add defaults.
fn contains(live: &Value, expected: &Value, place: &str) {
    match (live, expected) {
        (_, Value::Null) => {}
        (Value::Object(live), Value::Object(expected)) => {
            for (key, value) in expected {
                let found = live.get(key).unwrap_or(&Value::Null);
                // What the type omits when it is empty.
                let empty = value.as_object().is_some_and(serde_json::Map::is_empty)
                    || value.as_array().is_some_and(Vec::is_empty);
                if !(found.is_null() && (empty || *value == json!("") || *value == json!(false))) {
                    contains(found, value, &format!("{place}.{key}"));
                }
            }
        }
        (Value::Array(live), Value::Array(expected)) => {
            assert_eq!(live.len(), expected.len(), "{place}");
            for (index, (live, expected)) in live.iter().zip(expected).enumerate() {
                contains(live, expected, &format!("{place}[{index}]"));
            }
        }
        (Value::Number(one), Value::Number(other)) => {
            assert_eq!(one.as_f64(), other.as_f64(), "{place}");
        }
        _ => assert_eq!(live, expected, "{place}"),
    }
}
