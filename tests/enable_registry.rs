//! A user enables addons by name, with what they need.

use serde_json::{Value, json};
use vela_addon::cluster::Kind;

use crate::support::{
    ApiServer, Sandbox, Served,
    api_server::{Namespace, controller},
    shared,
};

/// Writes an addon that only has a component.
fn write_addon(sandbox: &Sandbox, folder: &str, metadata: &str) {
    sandbox.write(format!("{folder}/metadata.yaml"), metadata);
    sandbox.write(
        format!("{folder}/template.yaml"),
        "apiVersion: core.oam.dev/v1beta1\nkind: Application\nspec:\n  components:\n  - name: c\n    type: webservice\n    properties: {image: a}\n",
    );
}

fn metadata(name: &str, version: &str, dependencies: &[(&str, &str)]) -> String {
    let list: Vec<Value> = dependencies
        .iter()
        .map(|(name, version)| json!({"name": name, "version": version}))
        .collect();
    format!(
        "name: {name}\nversion: {version}\ndescription: D\ndependencies: {}\n",
        json!(list)
    )
}

/// Name, version, and the names and versions of what it needs.
type Addon<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// A sandbox with a registry `shelf` that has these addons.
fn with_shelf(addons: &[Addon<'_>]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    std::fs::create_dir(sandbox.path("shelf")).unwrap();
    sandbox
        .addon([
            "registry",
            "add",
            "shelf",
            "--type",
            "local",
            "--endpoint",
            "./shelf",
        ])
        .success();
    for (name, version, dependencies) in addons {
        let folder = format!("src/{name}-{version}");
        write_addon(&sandbox, &folder, &metadata(name, version, dependencies));
        sandbox.addon(["push", &folder, "shelf"]).success();
    }
    sandbox
}

fn applications(space: &Namespace) -> Vec<String> {
    space.names(&Kind::APPLICATION)
}

#[test]
fn all_that_is_needed_is_installed_in_order() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("needs-order");
    let sandbox = with_shelf(&[
        ("a", "1.0.0", &[("b", ""), ("d", "^1")]),
        ("b", "1.0.0", &[("c", ">=v1.0.0")]),
        ("c", "1.0.0", &[]),
        ("c", "1.1.0", &[]),
        ("d", "1.5.0", &[("c", "")]),
        ("d", "2.0.0", &[]),
    ]);
    let checked = space
        .command(&sandbox, &["enable", "a", "--no-wait"])
        .run()
        .success()
        .stdout_eq("Addon a enabled successfully.\n");
    let plan = "Plan: 4 addons, in this order\n  c 1.1.0 from registry shelf, needed by b\n  \
                b 1.0.0 from registry shelf, needed by a\n  d 1.5.0 from registry shelf, needed by a\n  \
                a 1.0.0 from registry shelf\n";
    assert!(checked.stderr().contains(plan), "{}", checked.stderr());
    assert_eq!(
        applications(&space),
        ["addon-a", "addon-b", "addon-c", "addon-d"]
    );
    let registry =
        &space.application("c").unwrap()["metadata"]["labels"]["addons.oam.dev/registry"];
    assert_eq!(registry, "shelf");
    // A folder gets what it needs from the registries, too.
    write_addon(
        &sandbox,
        "mine",
        &metadata("mine", "1.0.0", &[("a", ""), ("b", "1.0.0")]),
    );
    space
        .command(&sandbox, &["enable", "./mine", "--no-wait"])
        .run()
        .success()
        .stderr_contains("a 1.0.0 is enabled already.");
}

#[test]
fn a_dry_run_shows_the_plan_and_changes_nothing() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("needs-dry-run");
    let sandbox = with_shelf(&[("a", "1.0.0", &[("b", "")]), ("b", "1.0.0", &[])]);
    let checked = space
        .command(&sandbox, &["enable", "a", "x=1", "--dry-run"])
        .run()
        .success()
        .stderr_contains("b 1.0.0 from registry shelf, needed by a");
    let rendered = sandbox
        .command("addon")
        .args(["render", "a", "x=1"])
        .env("KUBEVELA_SYSTEM_NAMESPACE", "needs-dry-run")
        .run()
        .success();
    assert_eq!(checked.stdout(), rendered.stdout());
    assert!(applications(&space).is_empty());
    // Without any cluster it shows what it can.
    sandbox
        .addon(["enable", "a", "--dry-run"])
        .success()
        .stderr_contains("no cluster is configured")
        .stdout_contains("kind: Application");
}

#[test]
fn what_cannot_be_had_is_told_before_anything_is_installed() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("needs-faults");
    let sandbox = with_shelf(&[
        (
            "top",
            "1.0.0",
            &[("fine", ""), ("nowhere", ""), ("old", ">=2")],
        ),
        ("fine", "1.0.0", &[]),
        ("old", "1.0.0", &[]),
        ("old", "1.1.0", &[]),
        ("one", "1.0.0", &[("two", "")]),
        ("two", "1.0.0", &[("three", "")]),
        ("three", "1.0.0", &[("two", "")]),
    ]);
    space
        .command(&sandbox, &["enable", "top", "--no-wait"])
        .run()
        .code(4)
        .stderr_contains("addon top has unresolvable dependency nowhere: no available addon with name nowhere; addon top has unresolvable dependency old: no available addon with name old and version '>=2', available versions [1.1.0 1.0.0]");
    space
        .command(&sandbox, &["enable", "one", "--no-wait"])
        .run()
        .code(8)
        .stderr_contains("the addons need each other: two -> three -> two");
    assert!(applications(&space).is_empty());
    // What is there in a version that does not fit.
    space
        .command(
            &sandbox,
            &["enable", "old", "--version", "1.0.0", "--no-wait"],
        )
        .run()
        .success();
    space
        .command(&sandbox, &["enable", "top", "--no-wait"])
        .run()
        .code(4)
        .stderr_contains("addon old version '>=2' does not match installed version '1.0.0'");
    // Nowhere to look.
    let bare = Sandbox::new();
    bare.write_config("{}");
    write_addon(
        &bare,
        "mine",
        &metadata("mine", "1.0.0", &[("x", ""), ("y", "")]),
    );
    space
        .command(&bare, &["enable", "./mine", "--no-wait"])
        .run()
        .code(4)
        .stderr_contains("you must first enable dependencies: [x y]");
}

#[test]
fn mistakes_of_newcomers_are_explained() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("newcomers");
    let sandbox = with_shelf(&[("fluxcd", "1.0.0", &[]), ("fluxcd", "1.1.0", &[])]);
    let check = |args: &[&str], code: i32, texts: &[&str]| {
        let mut checked = space.command(&sandbox, args).run().code(code);
        for text in texts {
            checked = checked.stderr_contains(text);
        }
    };
    check(&["enable", "flxucd"], 4, &["not found", "fluxcd"]);
    check(
        &["enable", "fluxcd", "--version", "9.0.0"],
        4,
        &["1.1.0, 1.0.0"],
    );
    check(&["enable", "other/fluxcd"], 4, &["other"]);
    let nowhere = "addon directory ./nowhere not found in local file system";
    check(&["enable", "./nowhere"], 4, &[nowhere]);
    for command in ["enable", "upgrade", "disable"] {
        check(&[command], 2, &["must specify addon name"]);
    }
    check(&["enable", "fluxcd", "a"], 2, &["key \"a\" has no value"]);
    check(
        &["upgrade", "fluxcd"],
        4,
        &["addon `fluxcd` is not enabled in the cluster"],
    );
    let folder = "src/fluxcd-1.1.0";
    check(
        &["enable", folder, "--version", "1.0.0"],
        4,
        &["specified version 1.0.0 for addon fluxcd not exist"],
    );
    sandbox.write(
        "src/fluxcd-1.1.0/parameter.cue",
        "parameter: {\n\timage: string\n}\n",
    );
    check(
        &["enable", folder, "image=1"],
        8,
        &["parameter `image` must be text", "parameter.cue:2"],
    );
    assert!(applications(&space).is_empty());
    // Without a cluster the same mistakes are found, and then that there is none.
    sandbox.addon(["enable", folder, "image=1"]).code(8);
    sandbox
        .addon(["enable", folder, "image=x"])
        .code(7)
        .stderr_contains("no Kubernetes cluster is configured")
        .stderr_contains("k3d cluster create");
    sandbox.addon(["upgrade", "fluxcd"]).code(7);
    sandbox.addon(["disable", "fluxcd"]).code(7);
}

#[test]
fn a_version_that_fits_is_named() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("requirements");
    let sandbox = with_shelf(&[]);
    for (version, vela) in [
        ("1.0.0", ">=v1.5.0"),
        ("1.1.0", ">=v1.6.0"),
        ("2.0.0", ">=v9.0.0"),
    ] {
        let text = format!(
            "name: picky\nversion: {version}\ndescription: D\nsystem: {{vela: '{vela}'}}\n"
        );
        write_addon(&sandbox, &format!("src/{version}"), &text);
        sandbox
            .addon(["push", &format!("src/{version}"), "shelf"])
            .success();
    }
    let image = "registry.test:5000/oamdev/vela-core:v1.8.0@sha256:00";
    let deployment = controller("requirements", image);
    space
        .cluster
        .apply(&deployment, vela_addon::cluster::Conflicts::Force)
        .unwrap();
    space
        .command(&sandbox, &["enable", "picky", "--no-wait"])
        .run()
        .code(8)
        .stderr_contains(
            "picky 2.0.0 cannot be installed: it needs KubeVela >=v9.0.0, but this is v1.8.0",
        )
        .stderr_contains("`addon enable picky --version 1.1.0`");
    assert!(applications(&space).is_empty());
    space
        .command(&sandbox, &["enable", "picky", "-v", "1.1.0", "--no-wait"])
        .run()
        .success();
    space
        .command(&sandbox, &["enable", "picky", "-s", "--no-wait"])
        .run()
        .success();
}

#[test]
fn upgrades_keep_arguments_and_registry() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("upgrades");
    let sandbox = with_shelf(&[]);
    let push = |version: &str| {
        let folder = format!("src/{version}");
        write_addon(&sandbox, &folder, &metadata("app", version, &[]));
        sandbox.write(
            format!("{folder}/parameter.cue"),
            "parameter: {\n\ta: *\"x\" | string\n\tb: *1 | int\n\tc?: {...}\n}\n",
        );
        sandbox.write(
            format!("{folder}/resources/web.cue"),
            "output: {\n\tname: \"web\"\n\ttype: \"webservice\"\n\tproperties: parameter\n}\n",
        );
        sandbox.addon(["push", &folder, "shelf"]).success();
    };
    push("1.0.0");
    let run = |args: &[&str]| space.command(&sandbox, args).run().success();
    run(&["enable", "shelf/app", "a=y", "c.d=1", "--no-wait"]).nowhere("warning");
    push("1.1.0");
    let state = || {
        let application = space.application("app").unwrap();
        let component = application["spec"]["components"][1]["properties"].clone();
        let version = application["metadata"]["labels"]["addons.oam.dev/version"].clone();
        (version.as_str().unwrap().to_owned(), component)
    };
    run(&["upgrade", "app", "b=2", "--reuse-version", "--no-wait"]);
    assert_eq!(
        state(),
        ("1.0.0".into(), json!({"a": "y", "b": 2, "c": {"d": 1}}))
    );
    run(&["upgrade", "app", "c.e=2", "--dry-run"]).stdout_contains("e: 2");
    let before = state();
    run(&["upgrade", "app", "c.e=2", "--dry-run", "--diff"]).stdout_contains("+        e: 2");
    assert_eq!(state(), before);
    run(&["upgrade", "app", "c.e=2", "--no-wait"]).stderr_contains("app: 1.0.0 -> 1.1.0");
    assert_eq!(
        state(),
        (
            "1.1.0".into(),
            json!({"a": "y", "b": 2, "c": {"d": 1, "e": 2}})
        )
    );
    // Enabling anew forgets what was stored.
    run(&["enable", "shelf/app", "--no-wait"]);
    assert_eq!(state(), ("1.1.0".into(), json!({"a": "x", "b": 1})));
    assert_eq!(space.get(&Kind::SECRET, "addon-secret-app"), None);
    // The newest on offer is older.
    std::fs::create_dir(sandbox.path("older")).unwrap();
    let config = std::fs::read_to_string(sandbox.config()).unwrap();
    sandbox.write_config(&config.replace("work/shelf", "work/older"));
    sandbox.addon(["push", "src/1.0.0", "shelf"]).success();
    space
        .command(&sandbox, &["upgrade", "app", "--no-wait"])
        .run()
        .code(5)
        .stderr_contains("app 1.1.0 is enabled, and the newest that registry `shelf` has is 1.0.0");
    run(&["upgrade", "app", "--version", "1.0.0", "--no-wait"]);
    assert_eq!(state().0, "1.0.0");
}

#[test]
fn what_is_needed_follows_to_further_clusters() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let space = server.namespace("needs-clusters");
    for name in ["far", "near"] {
        let member = json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {
                "name": name,
                "namespace": space.name,
                "labels": {"cluster.core.oam.dev/cluster-credential-type": "X509Certificate"},
            },
        });
        let force = vela_addon::cluster::Conflicts::Force;
        space.cluster.apply(&member, force).unwrap();
    }
    let sandbox = with_shelf(&[("base", "1.0.0", &[]), ("top", "1.0.0", &[("base", "")])]);
    let run = |args: &[&str]| space.command(&sandbox, args).run().success();
    let clusters = || {
        let stored = vela_addon::ops::installed::arguments(&space.cluster, &space.name, "base");
        stored.unwrap().get("clusters").cloned()
    };
    run(&["enable", "base", "clusters={far}", "--no-wait"]);
    run(&["enable", "top", "clusters={far}", "--no-wait"]);
    assert_eq!(clusters(), Some(json!(["far"])));
    run(&["enable", "top", "clusters={far,near}", "--no-wait"])
        .stderr_contains("base 1.0.0 from registry shelf, needed by top");
    assert_eq!(clusters(), Some(json!(["far", "near"])));
    run(&["enable", "top", "--no-wait"]);
    assert_eq!(clusters(), None);
}

/// Addons of the catalog that need nothing, or each other.
const CATALOG: [&str; 13] = [
    "fluxcd",
    "cert-manager",
    "chartmuseum",
    "flink-kubernetes-operator",
    "ingress-nginx",
    "keda",
    "netlify",
    "node-exporter",
    "terraform",
    "terraform-baidu",
    "traefik",
    "vela-prism",
    "vela-workflow",
];

#[test]
fn addons_of_the_catalog_are_enabled_by_name_from_a_server() {
    let (Some(server), Some(catalog)) = (ApiServer::shared(), shared("catalog")) else {
        return;
    };
    let space = server.namespace("catalog-served");
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    let served = Served::start(&sandbox, "storage");
    sandbox
        .addon([
            "registry",
            "add",
            "local-cm",
            "--type",
            "helm",
            "--endpoint",
            served.url(),
        ])
        .success();
    for name in CATALOG {
        sandbox
            .addon(["push", catalog.join(name).to_str().unwrap(), "local-cm"])
            .success();
    }
    enable_all(&space, &sandbox, "local-cm");
}

#[test]
fn addons_of_the_catalog_are_enabled_by_name_from_git() {
    let (Some(server), Some(catalog)) = (ApiServer::shared(), shared("catalog")) else {
        return;
    };
    let space = server.namespace("catalog-git");
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    for name in CATALOG {
        sandbox.copy(&catalog.join(name), format!("repo/addons/{name}"));
    }
    sandbox
        .shell("cd repo && git init -q -b main && git add . && git commit -qm Addons")
        .success();
    let url = format!("file://{}", sandbox.path("repo").display());
    sandbox
        .addon([
            "registry",
            "add",
            "source",
            "--type",
            "git",
            "--endpoint",
            &url,
            "--path",
            "addons",
        ])
        .success();
    enable_all(&space, &sandbox, "source");
    // A registry of this kind has one version only.
    space
        .command(
            &sandbox,
            &["enable", "source/keda", "--version", "0.0.1", "--no-wait"],
        )
        .run()
        .code(4);
}

fn enable_all(space: &Namespace, sandbox: &Sandbox, registry: &str) {
    // The first needs fluxcd and cert-manager, which come with it.
    space
        .command(
            sandbox,
            &["enable", "flink-kubernetes-operator", "--no-wait"],
        )
        .run()
        .success()
        .stderr_contains("Plan: 3 addons");
    for name in CATALOG {
        space
            .command(sandbox, &["enable", name, "--no-wait"])
            .run()
            .success()
            .stdout_contains(&format!("Addon {name} enabled successfully."));
        let application = space.application(name).unwrap();
        let labels = &application["metadata"]["labels"];
        assert_eq!(labels["addons.oam.dev/registry"], registry, "{name}");
    }
    assert_eq!(applications(space).len(), CATALOG.len());
}
