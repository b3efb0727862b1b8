//! Finding the images that have to be brought along into a closed network.

use serde_json::{Value, json};
use snapbox::str;

use crate::support::{Chart, Museum, Sandbox, shared};

const TEMPLATE: &str = r#"package main
output: {
	apiVersion: "core.oam.dev/v1beta1"
	kind:       "Application"
	spec: components: [
		{name: "web", type: "webservice", properties: image: parameter.image},
		{name: "objects", type: "k8s-objects", properties: objects: [{
			apiVersion: "apps/v1"
			kind:       "Deployment"
			metadata: name: "worker"
			spec: template: spec: {
				initContainers: [{name: "prepare", image: "busybox:1"}]
				containers: [{name: "main", image: "example.com/worker:2", args: ["--reloader=example.com/reloader:3"]}]
			}
		}, {
			apiVersion: "monitoring.coreos.com/v1"
			kind:       "Prometheus"
			metadata: name: "p"
			spec: image: "example.com/prometheus:4"
		}]},
		{name: "chart", type: "helm", properties: {
			repoType: "helm"
			url:      "https://charts.example.com"
			chart:    "web"
			version:  "1.0.0"
			values: sidecar: image: {registry: "example.com", repository: "sidecar", tag: "5"}
		}},
	]
}
"#;

fn with_addon() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("all/demo/metadata.yaml", "name: demo\nversion: 1.0.0\n");
    sandbox.write(
        "all/demo/parameter.cue",
        "parameter: image: *\"example.com/web:1\" | string\n",
    );
    sandbox.write("all/demo/template.cue", TEMPLATE);
    sandbox
}

#[test]
fn images_are_listed_with_what_is_sure_and_what_is_not() {
    let sandbox = with_addon();
    sandbox
        .addon(["images", "all"])
        .success()
        .stdout_eq(str![[r#"
IMAGE                     FOUND  ADDONS
busybox:1                 sure   demo
example.com/prometheus:4  guess  demo
example.com/reloader:3    guess  demo
example.com/sidecar:5     guess  demo
example.com/web:1         sure   demo
example.com/worker:2      sure   demo

"#]])
        .stderr_eq("note: Helm charts bring images of their own, which are not listed: web 1.0.0 from https://charts.example.com\n");
    sandbox
        .addon(["images", "all/demo", "-o", "txt", "--sure", "-q"])
        .success()
        .stdout_eq("busybox:1\nexample.com/web:1\nexample.com/worker:2\n")
        .stderr_eq("");
    sandbox
        .addon([
            "images",
            "all",
            "-o",
            "txt",
            "--sure",
            "--path",
            "Prometheus=spec.image",
        ])
        .success()
        .stdout_contains("example.com/prometheus:4\n");
}

#[test]
fn the_way_to_each_image_is_shown() {
    let sandbox = with_addon();
    sandbox
        .addon(["images", "all", "--why", "-o", "txt"])
        .success()
        .stdout_eq(str![[r#"
busybox:1
  demo 1.0.0 > component objects (k8s-objects) > Deployment worker > container prepare > spec.template.spec.initContainers[].image
example.com/prometheus:4
  demo 1.0.0 > component objects (k8s-objects) > Prometheus p > spec.image (guess)
example.com/reloader:3
  demo 1.0.0 > component objects (k8s-objects) > Deployment worker > container main > spec.template.spec.containers[].args[] (guess)
example.com/sidecar:5
  demo 1.0.0 > component chart (helm) > properties.values.sidecar.image (guess)
example.com/web:1
  demo 1.0.0 > component web (webservice) > properties.image
example.com/worker:2
  demo 1.0.0 > component objects (k8s-objects) > Deployment worker > container main > spec.template.spec.containers[].image

"#]]);
    let images = sandbox
        .addon(["images", "all", "-o", "json"])
        .success()
        .json();
    assert_eq!(
        images[0],
        json!({"image": "busybox:1", "guess": false, "uses": [{
            "addon": "demo", "version": "1.0.0", "guess": false,
            "why": [
                "component objects (k8s-objects)", "Deployment worker", "container prepare",
                "spec.template.spec.initContainers[].image",
            ],
        }]})
    );
}

#[test]
fn packages_and_registries_are_seen_into_and_broken_addons_hide_no_others() {
    let sandbox = with_addon();
    sandbox.write("all/broken/metadata.yaml", "name: broken\nversion: 1.0.0\n");
    sandbox.write(
        "all/broken/template.cue",
        "package main\noutput: spec: x: parameter.needed\n",
    );
    sandbox
        .addon(["images", "all", "-o", "txt", "-q"])
        .code(3)
        .stdout_contains("busybox:1\n")
        .stderr_contains("warning: cannot see into all/broken");
    sandbox.addon(["images", "all/broken"]).code(8);

    let museum = Museum::start();
    sandbox.addon(["push", "all/demo", &museum.url()]).success();
    let plain = Chart::plain("nginx", "1.0.0");
    sandbox.write(plain.file_name(), plain.package());
    sandbox
        .addon(["push", &plain.file_name(), &museum.url()])
        .success();
    sandbox
        .addon(["images", &museum.url(), "-o", "txt"])
        .success()
        .stdout_contains("example.com/worker:2\n")
        .stderr_contains("nginx 1.0.0, web 1.0.0 from https://charts.example.com");
    sandbox.addon(["package", "all/demo"]).success();
    sandbox
        .addon(["images", "demo-1.0.0.tgz", "-o", "yaml"])
        .success()
        .stdout_contains("- image: busybox:1\n  guess: false\n");
}

/// What the guide finds with `grep image`, and what it overlooks.
#[test]
fn the_images_of_the_catalog_are_found() {
    let Some(catalog) = shared("catalog") else {
        return;
    };
    let sandbox = Sandbox::new();
    let images = sandbox
        .addon(["images", catalog.to_str().unwrap(), "-o", "json"])
        .success()
        .json();
    let found = |name: &str| {
        let images = images.as_array().unwrap();
        let image = images.iter().find(|image| image["image"] == name);
        image.map(|image| image["guess"] == Value::Bool(true))
    };
    for (image, guess) in [
        ("ghcr.io/helm/chartmuseum:v0.15.0", false),
        ("oamdev/velaux:v1.9.5", false),
        ("fluxcd/source-controller:v1.1.0", false),
        ("quay.io/open-cluster-management/work:v0.6.0", true),
        ("docker.io/oamdev/cloudshell:v1.7.2", true),
    ] {
        assert_eq!(found(image), Some(guess), "{image}");
    }
}
