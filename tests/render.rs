//! An author looks at what an addon will create, without a cluster.

use serde_json::{Value, json};

use crate::support::{Sandbox, shared};

const METADATA: &str = "name: demo\nversion: 1.2.0\ndescription: Demo\n\
                        system: {vela: '>=v1.5.0', kubernetes: '>=1.19.0'}\n";
const PARAMETERS: &str = "\
parameter: {
\t// +usage=Where to pull from
\timage: string
\t// +usage=How many
\treplicas: *1 | int
\tcpu?:     number
\tlabels?: [string]: string
}
";
const TEMPLATE: &str = r#"package main

output: {
	apiVersion: "core.oam.dev/v1beta1"
	kind:       "Application"
	spec: components: [web]
}
outputs: secret: {
	apiVersion: "v1"
	kind:       "Secret"
	metadata: {
		name:      "demo"
		namespace: "vela-system"
	}
}
"#;
const RESOURCE: &str = r#"package main

web: {
	name: "web"
	type: "webservice"
	properties: {
		image:    parameter.image
		replicas: parameter.replicas
		if parameter.cpu != _|_ {
			cpu: parameter.cpu
		}
	}
}
"#;
const DEFINITION: &str = r#"bound: {
	type:        "trait"
	description: "Bound"
	annotations: "addon.oam.dev/bind-component": "absent"
	attributes: podDisruptive: false
}
template: {
	patch: metadata: {labels: {x: "y"}}
	parameter: {}
}
"#;

fn demo() -> Sandbox {
    let sandbox = Sandbox::new();
    for (path, text) in [
        ("demo/metadata.yaml", METADATA),
        ("demo/parameter.cue", PARAMETERS),
        ("demo/template.cue", TEMPLATE),
        ("demo/resources/web.cue", RESOURCE),
        ("demo/definitions/bound.cue", DEFINITION),
        (
            "demo/schemas/component-uischema-web.yaml",
            "- jsonKey: image\n",
        ),
        ("demo/NOTES.cue", "notes: \"image \\(parameter.image)\"\n"),
    ] {
        sandbox.write(path, text);
    }
    sandbox
}

#[test]
fn objects_come_in_the_order_of_applying() {
    let sandbox = demo();
    let list = sandbox
        .addon(["render", "./demo", "image=a:1", "-o", "json"])
        .success()
        .json();
    assert_eq!(
        (&list["apiVersion"], &list["kind"]),
        (&json!("v1"), &json!("List"))
    );
    let items = list["items"].as_array().unwrap();
    let names: Vec<_> = items
        .iter()
        .map(|item| format!("{}/{}", item["kind"], item["metadata"]["name"]).replace('"', ""))
        .collect();
    // The definition is bound to a component that is not there.
    assert_eq!(
        names,
        [
            "Application/addon-demo",
            "Secret/demo",
            "ConfigMap/component-uischema-web",
            "Secret/addon-secret-demo",
        ]
    );
    let component = &items[0]["spec"]["components"][0];
    assert_eq!(
        component["properties"],
        json!({"image": "a:1", "replicas": 1})
    );
    assert_eq!(
        items[0]["metadata"]["labels"]["addons.oam.dev/registry"],
        "local"
    );
    assert_eq!(
        items[3]["data"]["addonParameterDataKey"],
        "eyJpbWFnZSI6ImE6MSJ9"
    );
}

#[test]
fn documents_are_separated_and_parts_stand_alone() {
    let sandbox = demo();
    let yaml = sandbox.addon(["render", "demo", "image=a"]).success();
    assert_eq!(yaml.stdout().matches("\n---\n").count(), 3);
    assert!(
        yaml.stdout()
            .starts_with("apiVersion: core.oam.dev/v1beta1\n")
    );
    sandbox
        .addon(["render", "demo", "image=a", "--show", "notes"])
        .success()
        .stdout_eq("image a\n");
    let schema = sandbox
        .addon(["render", "demo", "--show", "schema"])
        .success()
        .json();
    assert_eq!(schema["required"], json!(["image", "replicas"]));
    assert_eq!(
        schema["properties"]["image"]["description"],
        "Where to pull from"
    );
    let resources = [
        "render",
        "demo",
        "image=a",
        "--show",
        "resources",
        "-o",
        "json",
    ];
    let resources = sandbox.addon(resources).success().json();
    assert_eq!(resources["items"][0]["kind"], "Secret");
    assert_eq!(resources["items"].as_array().map(Vec::len), Some(1));
}

#[track_caller]
fn properties(sandbox: &Sandbox, args: &[&str]) -> Value {
    let command = ["render", "demo", "-o", "json", "--show", "application"];
    let list = sandbox
        .addon(command.iter().chain(args).copied())
        .success()
        .json();
    list["items"][0]["spec"]["components"][0]["properties"].clone()
}

#[test]
fn values_come_in_every_form_and_the_last_one_wins() {
    let sandbox = demo();
    sandbox.write("v.yaml", "image: yaml\ncpu: 0.5\n");
    sandbox.write("v.cue", "image: \"c\" + \"ue\"\n");
    sandbox.write("image.txt", "file");
    let check = |args: &[&str], expected: Value| {
        assert_eq!(properties(&sandbox, args), expected, "{args:?}");
    };
    check(
        &["-f", "v.yaml", "replicas=2"],
        json!({"image": "yaml", "cpu": 0.5, "replicas": 2}),
    );
    check(&["-f", "v.cue"], json!({"image": "cue", "replicas": 1}));
    check(
        &["-f", "v.yaml", "image=1.5,cpu=1.5"],
        json!({"image": "1.5", "cpu": 1.5, "replicas": 1}),
    );
    check(
        &["--set-string", "image=3"],
        json!({"image": "3", "replicas": 1}),
    );
    check(
        &["--set-json", "{\"image\": \"j\", \"replicas\": 4}"],
        json!({"image": "j", "replicas": 4}),
    );
    check(
        &["image=x", "--set-file", "image=image.txt"],
        json!({"image": "file", "replicas": 1}),
    );
    check(
        &["--set-file", "image=image.txt", "image=x"],
        json!({"image": "x", "replicas": 1}),
    );
}

#[test]
fn mistakes_of_newcomers_are_explained() {
    let sandbox = demo();
    sandbox
        .addon(["render", "demo"])
        .code(8)
        .stdout_eq("")
        .stderr_contains("parameter `image` (string) needs a value: Where to pull from")
        .stderr_contains("image=VALUE");
    sandbox
        .addon(["render", "demo", "image=a", "replicas=two"])
        .code(8)
        .stderr_contains("parameter.replicas")
        .stderr_contains("parameter.cue:5:")
        .stderr_contains("given as an argument");
    sandbox
        .addon(["render", "demo", "image=a", "replcas=2"])
        .success()
        .stderr_contains("`replcas` is no parameter of demo; did you mean `replicas`?");
    sandbox
        .addon(["render", "demo", "image"])
        .code(2)
        .stderr_contains("key \"image\" has no value");
    sandbox
        .addon(["render", "demo", "image=a", "--vela-version", "v1.4.0"])
        .code(8)
        .stderr_contains("it needs KubeVela >=v1.5.0, but this is v1.4.0");
    sandbox
        .addon(["render", "demo", "image=a", "--kube-version", "v1.20.1"])
        .success();
    sandbox.addon(["render", "./other"]).code(4);
}

#[test]
fn faults_are_shown_with_their_lines() {
    let sandbox = demo();
    sandbox.write(
        "demo/resources/web.cue",
        "package main\n\nweb: nmae: parameter.img\n",
    );
    sandbox
        .addon(["render", "demo", "image=a"])
        .code(8)
        .stdout_eq("")
        .stderr_contains("resources/web.cue:3:");
    sandbox.write("demo/resources/web.cue", RESOURCE);
    let definition = DEFINITION.replace("podDisruptive: false", "podDisruptiv: 3");
    sandbox.write("demo/definitions/bound.cue", definition);
    sandbox
        .addon(["render", "demo", "image=a"])
        .code(8)
        .stderr_contains("unknown field `attributes.podDisruptiv`")
        .stderr_contains("definitions/bound.cue:5:14")
        .stderr_contains("did you mean `podDisruptive`?");
}

#[test]
fn packages_render_as_their_folders_do() {
    let sandbox = demo();
    let folder = sandbox.addon(["render", "demo", "image=a"]).success();
    sandbox.addon(["package", "demo"]).success();
    let package = sandbox
        .addon(["render", "demo-1.2.0.tgz", "image=a"])
        .success();
    assert_eq!(folder.stdout(), package.stdout());
}

#[test]
fn every_addon_of_the_catalog_renders() {
    let Some(catalog) = shared("catalog") else {
        return;
    };
    let sandbox = Sandbox::new();
    let mut count = 0;
    for entry in std::fs::read_dir(catalog).unwrap() {
        let path = entry.unwrap().path();
        if !path.join("metadata.yaml").exists() {
            continue;
        }
        count += 1;
        let path = path.to_str().unwrap();
        let list = sandbox
            .addon(["render", path, "-o", "json"])
            .success()
            .json();
        assert_eq!(list["items"][0]["kind"], "Application", "{path}");
    }
    assert_eq!(count, 41);
}

#[test]
fn a_fault_in_the_metadata_is_told_once() {
    let sandbox = Sandbox::new();
    sandbox.write("bad/template.cue", "output: {}\n");
    for (metadata, fault) in [
        ("name: bad\nversion: [\n", "metadata.yaml"),
        ("name: bad\n", "addon version is empty"),
    ] {
        sandbox.write("bad/metadata.yaml", metadata);
        let told = sandbox.addon(["render", "bad"]).code(8);
        let times = told.stderr().matches(fault).count();
        assert_eq!(times, 1, "{}", told.stderr());
        let mut lines: Vec<_> = told.stderr().lines().collect();
        let count = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), count, "{}", told.stderr());
        let last = |line: &str| line.rsplit(": ").next().map(str::to_owned);
        let mut reasons: Vec<_> = told.stderr().lines().filter_map(last).collect();
        let count = reasons.len();
        reasons.sort_unstable();
        reasons.dedup();
        assert_eq!(reasons.len(), count, "{}", told.stderr());
    }
}
