//! An author writes definitions in Go.

use std::path::Path;

use crate::support::Sandbox;

/// A stand-in for KubeVela's SDK, as much of it as a scaffold uses.
const SDK: &str = r#"package defkit

import "fmt"

type ComponentDefinition struct{ name, kind string }
type TraitDefinition = ComponentDefinition

func NewComponent(name string) *ComponentDefinition { return &ComponentDefinition{name, "component"} }
func NewTrait(name string) *TraitDefinition         { return &ComponentDefinition{name, "trait"} }

func (d *ComponentDefinition) Description(string) *ComponentDefinition      { return d }
func (d *ComponentDefinition) Workload(string, string) *ComponentDefinition { return d }
func (d *ComponentDefinition) AppliesTo(string) *ComponentDefinition        { return d }

func (d *ComponentDefinition) ToCue() string {
	return fmt.Sprintf("%q: {\n\ttype: %q\n\tattributes: {}\n}\ntemplate: {\n\toutput: from: \"go\"\n\tparameter: {}\n}\n", d.name, d.kind)
}

func Register(*ComponentDefinition) {}
"#;

/// Scaffolds an addon with definitions in Go, beside the SDK.
fn scaffold() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .addon([
            "init",
            "demo",
            "--godef",
            "--components",
            "web",
            "--traits",
            "scaled",
        ])
        .success();
    let module = sandbox.read("demo/godef/go.mod");
    let replace = "\nreplace github.com/oam-dev/kubevela => ../../sdk\n";
    sandbox.write("demo/godef/go.mod", module + replace);
    sandbox.write(
        "sdk/go.mod",
        "module github.com/oam-dev/kubevela\n\ngo 1.23\n",
    );
    sandbox.write("sdk/pkg/definition/defkit/defkit.go", SDK);
    sandbox
}

/// Returns the path on which the Go toolchain is found, if there is one.
fn go_path() -> Option<String> {
    let folders = ["/usr/local/go/bin", "/usr/lib/go/bin", "/usr/bin"];
    let found = folders.iter().find(|it| Path::new(it).join("go").is_file());
    if found.is_none() {
        crate::support::skip("there is no Go toolchain");
    }
    found.map(|folder| format!("{folder}:/usr/bin:/bin"))
}

#[track_caller]
fn render(sandbox: &Sandbox, path: &str, flags: &[&str]) -> crate::support::Outcome {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go-build");
    sandbox
        .command("addon")
        .args(["render", "./demo", "--show", "definitions", "-o", "json"])
        .args(flags.iter().copied())
        .env("PATH", path)
        .env("GOCACHE", cache.as_os_str())
        // Nothing is fetched: neither modules nor another toolchain.
        .env("GOPROXY", "off")
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "-buildvcs=false")
        .run()
}

#[test]
fn go_definitions_are_left_out_unless_asked_for() {
    let sandbox = scaffold();
    sandbox
        .addon(["render", "./demo"])
        .success()
        .stderr_contains("the definitions in godef/ are left out: --godef compiles them");
    render(&sandbox, "/nowhere", &["--godef"])
        .code(1)
        .stdout_eq("")
        .stderr_contains("the Go toolchain is needed to compile godef/")
        .stderr_contains("https://go.dev/dl");
    sandbox.addon(["package", "demo"]).success();
    sandbox
        .addon(["render", "demo-1.0.0.tgz", "--godef"])
        .success()
        .stderr_contains("they are compiled from an addon's folder only");
    sandbox.write("demo/godef/go.mod", "go 1.23\n");
    sandbox
        .addon(["render", "./demo", "--godef"])
        .code(8)
        .stderr_contains("invalid godef module: go.mod names no module");
    // A scaffold without names has no definitions yet, and nothing is left out.
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo", "--godef"]).success();
    sandbox.addon(["render", "./demo"]).success().stderr_eq("");
    let Some(path) = go_path() else { return };
    render(&sandbox, &path, &["--godef"])
        .code(8)
        .stderr_contains("no definitions found in godef/");
}

#[test]
fn go_definitions_are_compiled() {
    let Some(path) = go_path() else { return };
    let sandbox = scaffold();
    let before = sandbox.files("demo");
    let list = render(&sandbox, &path, &["--godef"]).success().json();
    let names: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| format!("{} {}", item["kind"], item["metadata"]["name"]).replace('"', ""))
        .collect();
    assert_eq!(
        names,
        [
            "TraitDefinition mytrait",
            "ComponentDefinition web",
            "TraitDefinition scaled",
        ]
    );
    // The author's folder is only read.
    assert_eq!(sandbox.files("demo"), before);
}

#[test]
fn conflicts_between_go_and_cue_are_refused_or_overridden() {
    let Some(path) = go_path() else { return };
    let sandbox = scaffold();
    sandbox.write(
        "demo/definitions/trait-scaled.cue",
        "scaled: {type: \"trait\", attributes: {}}\ntemplate: {patch: from: \"cue\", parameter: {}}\n",
    );
    render(&sandbox, &path, &["--godef"])
        .code(8)
        .stderr_contains(
            "definition name conflicts detected between definitions/ and godef/: [scaled]",
        );
    let list = render(&sandbox, &path, &["--godef", "--override-definitions"])
        .success()
        .json();
    let scaled: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["metadata"]["name"] == "scaled")
        .collect();
    assert_eq!(scaled.len(), 1);
    let template = scaled[0]["spec"]["schematic"]["cue"]["template"].as_str();
    assert!(template.unwrap().contains("\"go\""), "{template:?}");
}

#[test]
fn complaints_of_go_are_shown() {
    let Some(path) = go_path() else { return };
    let sandbox = scaffold();
    let component = sandbox.read("demo/godef/components/web.go");
    sandbox.write(
        "demo/godef/components/web.go",
        component.replace("Workload(", "Wrkload("),
    );
    render(&sandbox, &path, &["--godef"])
        .code(8)
        .stdout_eq("")
        .stderr_contains("components/web.go:")
        .stderr_contains("Wrkload");
}

#[test]
fn enabling_does_not_leave_go_definitions_out() {
    let sandbox = scaffold();
    // No cluster is needed to find that out.
    sandbox
        .addon(["enable", "./demo"])
        .code(8)
        .stderr_contains("the addon has definitions in Go, and nobody asked to compile them")
        .stderr_contains("add --godef, which runs code of the addon and needs Go");
}
