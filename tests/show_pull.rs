//! Looking into an addon, and taking it home.

use serde_json::json;
use snapbox::str;

use crate::support::{Chart, Index, Response, Sandbox, Server};

/// A server with three versions of an addon, one of them a prerelease, and a chart.
fn server() -> Server {
    let charts = [
        Chart::addon("demo", "1.2.0"),
        Chart::addon("demo", "1.10.0").file("resources/a.cue", "output: {}\n"),
        Chart::addon("demo", "2.0.0-rc.1"),
        Chart::plain("web", "3.0.0"),
    ];
    Server::start(move |request| {
        if request.path() == "/index.yaml" {
            let index = charts.iter().fold(Index::new(), Index::chart);
            return Response::ok(index.yaml());
        }
        let asked = request.path().trim_start_matches('/');
        match charts.iter().find(|chart| chart.file_name() == asked) {
            Some(chart) => Response::ok(chart.package()),
            None => Response::status(404),
        }
    })
}

fn with_registry(server: &Server) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    sandbox
        .addon(["registry", "add", "r", "--type", "helm", &server.url()])
        .success();
    sandbox
}

#[test]
fn an_addon_is_shown_whole() {
    let server = server();
    let sandbox = with_registry(&server);
    let checked = sandbox.addon(["show", "r/demo"]).success();
    snapbox::assert_data_eq!(
        checked.stdout(),
        str![[r#"
Name:         demo
Version:      1.10.0
Registry:     r
Kind:         addon
Description:  The demo addon
Versions:     2.0.0-rc.1, 1.10.0, 1.2.0
Digest:       sha256:90032c05e1fc97fb32a57067eb1474997289fae36eabd7a1a07907d26ec8587a
Files:
        102  Chart.yaml
          7  README.md
         55  metadata.yaml
         11  resources/a.cue
         24  template.cue

# demo

"#]]
    );
    let shown = sandbox
        .addon(["show", "demo", "-o", "json"])
        .success()
        .json();
    assert_eq!(shown["version"], "1.10.0");
    assert_eq!(shown["kind"], "addon");
    assert_eq!(shown["versions"], json!(["2.0.0-rc.1", "1.10.0", "1.2.0"]));
    assert_eq!(shown["metadata"]["name"], "demo");
    assert_eq!(shown["readme"], "# demo\n");
}

#[test]
fn a_version_is_chosen_by_name_or_by_constraint() {
    let server = server();
    let sandbox = with_registry(&server);
    let shown = |args: &[&str]| {
        let checked = sandbox
            .command("addon")
            .args(["show", "-o", "json"])
            .args(args)
            .run()
            .success();
        checked.json()["version"].as_str().unwrap().to_owned()
    };
    assert_eq!(shown(&["r/demo"]), "1.10.0");
    assert_eq!(shown(&["r/demo@1.2.0"]), "1.2.0");
    assert_eq!(shown(&["r/demo@v1.2.0"]), "1.2.0");
    assert_eq!(shown(&["r/demo@~1.2"]), "1.2.0");
    assert_eq!(shown(&["demo@^1"]), "1.10.0");
    assert_eq!(shown(&["demo", "--version", "2.0.0-rc.1"]), "2.0.0-rc.1");
    assert_eq!(shown(&["demo", "-v", ">=2.0.0-0"]), "2.0.0-rc.1");
    assert_eq!(shown(&["web"]), "3.0.0");
    sandbox
        .addon(["show", "r/demo@>=3"])
        .code(4)
        .stderr_contains("1.10.0");
}

#[test]
fn a_package_is_pulled_as_it_was_pushed() {
    let server = server();
    let sandbox = with_registry(&server);
    let package = Chart::addon("demo", "1.2.0").package();
    sandbox
        .addon(["pull", "r/demo@1.2.0"])
        .success()
        .stdout_eq("./demo-1.2.0.tgz\n");
    assert!(sandbox.read_bytes("demo-1.2.0.tgz") == package);
    let checked = sandbox.addon(["pull", "r/demo@1.2.0", "-d", "-"]).success();
    assert!(checked.stdout_bytes() == package);
    // There already, and the same.
    sandbox.addon(["pull", "r/demo@1.2.0"]).success();
    sandbox.write("demo-1.2.0.tgz", "other");
    sandbox
        .addon(["pull", "r/demo@1.2.0"])
        .code(5)
        .stderr_contains("--force");
    sandbox.addon(["pull", "r/demo@1.2.0", "--force"]).success();
    assert!(sandbox.read_bytes("demo-1.2.0.tgz") == package);
}

#[test]
fn a_folder_is_pulled_complete_or_not_at_all() {
    let server = server();
    let sandbox = with_registry(&server);
    sandbox
        .addon(["pull", "r/demo", "--untar", "-d", "deep/down"])
        .success()
        .stdout_eq("deep/down/demo\n");
    assert_eq!(
        sandbox.files("deep/down/demo"),
        [
            "Chart.yaml",
            "README.md",
            "metadata.yaml",
            "resources/a.cue",
            "template.cue"
        ]
    );
    sandbox
        .addon(["pull", "r/demo", "--untar", "-d", "deep/down"])
        .code(5)
        .stderr_contains("exists already");
    sandbox
        .addon(["pull", "r/demo", "--untar", "-d", "-"])
        .code(2);
}

#[test]
fn what_was_pulled_can_be_packed_and_pushed_again() {
    let server = server();
    let sandbox = with_registry(&server);
    sandbox.addon(["pull", "r/demo", "--untar"]).success();
    sandbox
        .addon(["registry", "add", "shelf", "--type", "local", "shelf"])
        .success();
    sandbox.addon(["push", "demo", "shelf"]).success();
    sandbox
        .addon(["show", "shelf/demo"])
        .success()
        .stdout_contains("1.10.0");
}

#[test]
fn an_addon_of_a_git_registry_is_packed_on_the_way() {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    sandbox
        .addon(["init", "demo", "-p", "repo/addons/demo"])
        .success();
    sandbox
        .shell("cd repo && git init -q -b main && git add . && git commit -qm First")
        .success();
    sandbox
        .addon([
            "registry", "add", "g", "--type", "git", "repo", "--path", "addons",
        ])
        .success();
    sandbox
        .addon(["list", "-o", "name"])
        .success()
        .stdout_eq("g/demo\n");
    sandbox.addon(["pull", "g/demo", "-d", "pulled"]).success();
    sandbox
        .addon(["package", "repo/addons/demo", "-d", "packed"])
        .success();
    assert!(
        sandbox.read_bytes("pulled/demo-1.0.0.tgz") == sandbox.read_bytes("packed/demo-1.0.0.tgz")
    );
    // A commit with a new addon is seen at once.
    sandbox
        .addon(["init", "more", "-p", "repo/addons/more"])
        .success();
    sandbox
        .shell("cd repo && git add . && git commit -qm Second")
        .success();
    sandbox
        .addon(["list", "-o", "name"])
        .success()
        .stdout_eq("g/demo\ng/more\n");
    // The cache does for an offline run.
    sandbox.addon(["--offline", "show", "g/more"]).success();
}

#[test]
fn a_name_in_two_registries_is_told() {
    let one = server();
    let sandbox = with_registry(&one);
    sandbox
        .addon(["registry", "add", "s", "--type", "helm", &one.url()])
        .success();
    sandbox
        .addon(["show", "demo"])
        .success()
        .stderr_contains("`demo` is taken from registry `r`; there is also s/demo");
}

#[test]
fn folders_and_packages_are_shown_too() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.addon(["package", "demo"]).success();
    let folder = sandbox.addon(["show", "./demo", "-o", "json"]).success();
    let package = sandbox.addon(["show", "demo-1.0.0.tgz", "-o", "json"]);
    let package = package.success().json();
    for shown in [&folder.json(), &package] {
        assert_eq!(shown["name"], "demo");
        assert_eq!(shown["kind"], "addon");
        assert_eq!(shown["registry"], "local");
        assert_eq!(shown["metadata"]["version"], "1.0.0");
    }
    sandbox
        .addon(["show", "./demo"])
        .success()
        .stdout_contains("Version:      1.0.0")
        .stdout_contains("  template.cue")
        .stdout_contains("# demo");
    sandbox.write(
        "chart/Chart.yaml",
        "apiVersion: v2\nname: web\nversion: 0.1.0\n",
    );
    sandbox
        .addon(["show", "./chart"])
        .success()
        .stdout_contains("Kind:         chart");
    sandbox.write("empty/a.txt", "");
    sandbox.addon(["show", "./empty"]).code(4);
    sandbox.write("broken/metadata.yaml", "name: [");
    sandbox.addon(["show", "./broken"]).code(8);
    sandbox.addon(["show", "./nowhere"]).code(4);
    sandbox.addon(["show", "./demo", "-v", "1"]).code(2);
    sandbox.addon(["show", "a/b/c"]).code(2);
    sandbox.addon(["pull", "/demo"]).code(2);
}
