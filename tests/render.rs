//! An author looks at what an addon will create, without a cluster.

use serde_json::{Value, json};

use crate::support::{Sandbox, Served, shared};

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
        .stderr_contains("parameter.cue:3:2")
        .nowhere("incomplete")
        .stderr_contains("image=VALUE");
    sandbox
        .addon(["render", "demo", "image=a", "replicas=two"])
        .code(8)
        .stdout_eq("")
        .stderr_contains(
            "parameter `replicas` must be a whole number (int), but `replicas=two` gives the text \"two\"",
        )
        .stderr_contains("parameter.cue:5:2");
    sandbox
        .addon(["render", "demo", "--set-json", "{\"image\": 3}"])
        .code(8)
        .stderr_contains("but `--set-json {\"image\": 3}` gives the number 3")
        .stderr_contains("write --set-string image=3");
    sandbox.write("v.yaml", "image: a\nlabels: {a: 1}\n");
    sandbox
        .addon(["render", "demo", "-f", "v.yaml"])
        .code(8)
        .stderr_contains(
            "parameter `labels.a` must be text (string), but `-f v.yaml` gives the number 1",
        );
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
fn values_are_read_from_standard_input() {
    let sandbox = demo();
    for text in ["image: stdin\n", "{\"image\": \"stdin\"}"] {
        let render = ["render", "demo", "--show", "application", "-f", "-"];
        sandbox
            .command("addon")
            .args(render)
            .stdin(text)
            .run()
            .success()
            .stdout_contains("image: stdin");
    }
    let render = ["render", "demo", "-f", "-"];
    let refused = sandbox.command("addon").args(render).stdin("[1]").run();
    refused.code(8).stderr_contains("standard input");
}

/// Returns what the arguments of a command line become, in an addon that takes any.
#[track_caller]
fn parameters(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let render = ["render", "any", "--show", "application", "-o", "json"];
    let list = sandbox
        .addon(render.iter().chain(arguments).copied())
        .success()
        .json();
    list["items"][0]["spec"]["components"][0]["properties"].clone()
}

#[test]
fn arguments_follow_the_grammar_of_helm() {
    let sandbox = Sandbox::new();
    sandbox.write("any/metadata.yaml", "name: any\nversion: 1.0.0\n");
    sandbox.write("any/parameter.cue", "parameter: {...}\n");
    sandbox.write(
        "any/resources/all.cue",
        "output: {type: \"raw\", properties: parameter}\n",
    );
    for (argument, expected) in [
        ("a=b", json!({"a": "b"})),
        ("a=true,b=False", json!({"a": true, "b": false})),
        (
            "a=3,b=-3,c=+3,d=0",
            json!({"a": 3, "b": -3, "c": 3, "d": 0}),
        ),
        ("a=9223372036854775808", json!({"a": "9223372036854775808"})),
        ("a=007", json!({"a": "007"})),
        // The original makes text of decimals, so that numbers cannot be set.
        ("a=1.5,b=-0.25", json!({"a": 1.5, "b": -0.25})),
        ("a=", json!({"a": ""})),
        ("=b", json!({})),
        (".a=b", json!({})),
        ("a=1,", json!({"a": 1})),
        ("a=b=c", json!({"a": "b=c"})),
        (" a = b ", json!({" a ": " b "})),
        ("a.b.c=x,a.d=y", json!({"a": {"b": {"c": "x"}, "d": "y"}})),
        ("a={x,2,true}", json!({"a": ["x", 2, true]})),
        ("a={}", json!({"a": [""]})),
        (
            "a[0]=x,b[0].c=y,c[0][0]=z",
            json!({"a": ["x"], "b": [{"c": "y"}], "c": [["z"]]}),
        ),
        ("a\\.b=x", json!({"a.b": "x"})),
        ("a=x\\,y", json!({"a": "x,y"})),
        ("a=\"q\"", json!({"a": "\"q\""})),
        ("installerRuntimeOption=x", json!({})),
    ] {
        assert_eq!(parameters(&sandbox, &[argument]), expected, "{argument}");
    }
    assert_eq!(
        parameters(&sandbox, &["a.b=1,a.c=2", "a.b=3"]),
        json!({"a": {"b": 3, "c": 2}})
    );
    for (argument, message) in [
        ("a", "key \"a\" has no value"),
        ("a,b=1", "key \"a\" has no value (cannot end with ,)"),
        ("a={x", "list must terminate with '}'"),
        ("a[x]=1", "error parsing index"),
        ("a[-1]=1", "negative -1 index not allowed"),
        (
            "a[65537]=1",
            "index of 65537 is greater than maximum supported index of 65536",
        ),
        ("a=1,a.b=2", "unable to parse key"),
        (
            "a[0]xy=1",
            "unexpected data at end of array index: ['x' 'y']",
        ),
    ] {
        sandbox
            .addon(["render", "any", argument])
            .code(2)
            .stderr_contains(message);
    }
}

/// Renders a source and returns version, registry label and image of what comes out.
#[track_caller]
fn rendered(sandbox: &Sandbox, arguments: &[&str]) -> (String, String) {
    let render = ["render", "--show", "application", "-o", "json", "image=a"];
    let mut words: Vec<&str> = render.to_vec();
    words.splice(1..1, arguments.iter().copied());
    let list = sandbox.addon(words).success().json();
    let labels = &list["items"][0]["metadata"]["labels"];
    let label = |name: &str| {
        labels[format!("addons.oam.dev/{name}")]
            .as_str()
            .unwrap()
            .to_owned()
    };
    (label("version"), label("registry"))
}

#[test]
fn sources_are_folders_packages_and_registries() {
    let sandbox = demo();
    let served = Served::start(&sandbox, "charts");
    sandbox.addon(["push", "demo", served.url()]).success();
    sandbox.write("demo/metadata.yaml", METADATA.replace("1.2.0", "1.3.0"));
    sandbox.addon(["push", "demo", served.url()]).success();
    // What lies in the working folder under the same name is told.
    sandbox.shell("mkdir repo && mv demo repo/demo").success();
    sandbox
        .shell("cd repo && git init -q -b main && git add . && git commit -qm Add")
        .success();
    let add = |name: &str, kind: &str, place: &str| {
        sandbox
            .addon(["registry", "add", name, "--type", kind, "--endpoint", place])
            .success();
    };
    add("cm", "helm", served.url());
    let expected = |version: &str, registry: &str| (version.to_owned(), registry.to_owned());
    assert_eq!(rendered(&sandbox, &["demo"]), expected("1.3.0", "cm"));
    assert_eq!(rendered(&sandbox, &["cm/demo"]), expected("1.3.0", "cm"));
    assert_eq!(
        rendered(&sandbox, &["cm/demo@1.2.0"]),
        expected("1.2.0", "cm")
    );
    assert_eq!(rendered(&sandbox, &["demo@~1.2"]), expected("1.2.0", "cm"));
    assert_eq!(
        rendered(&sandbox, &["demo", "--version", "1.2.0"]),
        expected("1.2.0", "cm")
    );
    add("stock", "local", "shelf");
    sandbox.addon(["push", "repo/demo", "stock"]).success();
    assert_eq!(
        rendered(&sandbox, &["stock/demo"]),
        expected("1.3.0", "stock")
    );
    add(
        "code",
        "git",
        &format!("file://{}", sandbox.path("repo").display()),
    );
    assert_eq!(
        rendered(&sandbox, &["code/demo"]),
        expected("1.3.0", "code")
    );
    assert_eq!(
        rendered(&sandbox, &["./repo/demo"]),
        expected("1.3.0", "local")
    );
    sandbox
        .addon(["render", "cm/dem", "image=a"])
        .code(4)
        .stderr_contains("demo");
    sandbox
        .addon(["render", "cm/demo@9", "image=a"])
        .code(4)
        .stderr_contains("1.3.0");
    sandbox.addon(["render", "absent/demo"]).code(4);
}

#[test]
fn arguments_are_checked_before_anything_is_fetched() {
    let sandbox = demo();
    // Were a registry asked, it would be found to be unreachable.
    sandbox.write_config(r#"{"down": {"name": "down", "helm": {"url": "http://127.0.0.1:9"}}}"#);
    sandbox
        .addon(["render", "demo", "image=a", "replicas=x"])
        .code(8)
        .nowhere("127.0.0.1");
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
