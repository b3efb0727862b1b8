//! From nothing to an addon that others can list and fetch, as the guide tells it.

use snapbox::str;

use crate::support::{Museum, Sandbox};

/// The guide's chapter on Helm repositories, pasted line by line.
#[test]
fn the_lines_of_the_guide_work_as_pasted() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    let url = museum.url();

    sandbox
        .shell(&format!(
            "vela addon registry add localcm --type helm --endpoint={url}"
        ))
        .success()
        .stdout_eq("Successfully add an addon registry localcm \n");
    sandbox
        .shell("vela addon registry list")
        .success()
        .stdout_eq(str![[r#"
Name      Type  URL
KubeVela  helm  https://kubevela.github.io/catalog/official
localcm   helm  http://127.0.0.1:[PORT]

"#]]);
    sandbox
        .shell("vela addon init sample-addon")
        .success()
        .stdout_eq(str![[r#"

Scaffold created in directory sample-addon. What to do next:
- Check out our guide on how to build your own addon: https://kubevela.io/docs/platform-engineers/addon/intro
- Review and edit what we have generated in sample-addon
- To enable this addon, run: vela addon enable sample-addon

"#]]);
    sandbox
        .shell("vela addon package sample-addon")
        .success()
        .stdout_eq(str![[r#"
Successfully package addon to: [ROOT]/work/sample-addon-1.0.0.tgz

"#]]);
    sandbox
        .shell("vela addon push sample-addon localcm")
        .success()
        .stdout_eq("")
        .stderr_eq(str![[r#"
Pushing sample-addon-1.0.0.tgz to localcm(http://127.0.0.1:[PORT])... Done

"#]]);
    sandbox
        .shell(&format!("vela addon push sample-addon-1.0.0.tgz {url} -f"))
        .success()
        .stderr_eq(str![[r#"
Pushing sample-addon-1.0.0.tgz to http://127.0.0.1:[PORT]... Done
note: sample-addon-1.0.0.tgz is unchanged: the same content is there already

"#]]);
    sandbox
        .shell("vela addon list --registry localcm")
        .success()
        .stdout_eq(str![[r#"
NAME          REGISTRY  DESCRIPTION             AVAILABLE-VERSIONS  STATUS
sample-addon  localcm   An addon for KubeVela.  [1.0.0]             -

"#]]);
    assert_eq!(museum.holds(), ["sample-addon 1.0.0"]);
}

/// The guide's line has a blank too many behind the equals sign, and people type slashes.
#[test]
fn an_endpoint_means_what_its_author_meant() {
    for stray in ["{} ", " {}", "{}/", "{}//", " {}/ "] {
        let sandbox = Sandbox::new();
        let museum = Museum::start();
        let endpoint = stray.replace("{}", &museum.url());
        sandbox
            .addon([
                "registry",
                "add",
                "r",
                "--type",
                "helm",
                "--endpoint",
                &endpoint,
            ])
            .success();
        sandbox.addon(["init", "a"]).success();
        sandbox.addon(["push", "a", "r"]).success();
        sandbox
            .addon(["list", "--registry", "r", "-o", "name"])
            .success()
            .stdout_eq("r/a\n");
        assert_eq!(museum.posts()[0].target, "/api/charts", "{stray:?}");
    }
}

#[test]
fn a_new_addon_has_all_the_parts_of_one() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "sample-addon"]).success();
    assert_eq!(
        sandbox.files("sample-addon"),
        [
            "README.md",
            "definitions/mytrait.cue",
            "metadata.yaml",
            "parameter.cue",
            "resources/myresource.cue",
            "schemas/myschema.yaml",
            "template.cue",
            "views/my-view.cue",
        ]
    );
    assert_eq!(
        sandbox.read("sample-addon/metadata.yaml"),
        "description: An addon for KubeVela.\nicon: \"\"\ninvisible: false\nname: sample-addon\n\
         tags:\n- my-tag\nversion: 1.0.0\n"
    );
}

#[test]
fn a_new_addon_may_start_without_samples() {
    for flag in ["--no-samples", "--no-sample"] {
        let sandbox = Sandbox::new();
        sandbox.addon(["init", "bare", flag]).success();
        assert_eq!(
            sandbox.files("bare"),
            [
                "README.md",
                "metadata.yaml",
                "parameter.cue",
                "template.cue"
            ]
        );
        for folder in ["resources", "definitions", "schemas", "views"] {
            assert!(sandbox.path("bare").join(folder).is_dir(), "{folder}");
        }
        sandbox.addon(["package", "--strict", "bare"]).success();
    }
}

#[test]
fn a_new_addon_may_install_a_chart_or_manifests() {
    let sandbox = Sandbox::new();
    sandbox
        .addon([
            "init",
            "from-chart",
            "--helm-repo",
            "https://charts.example.com",
            "--chart",
            "nginx",
            "--chart-version",
            "13.1.0",
            "--url",
            "https://example.com/a.yaml",
            "-u",
            "https://example.com/b.yaml,c",
        ])
        .success();
    let metadata = sandbox.read("from-chart/metadata.yaml");
    assert!(
        metadata.starts_with("dependencies:\n- name: fluxcd\n"),
        "{metadata}"
    );
    assert!(metadata.ends_with("version: 13.1.0\n"), "{metadata}");
    // Tabs and aligned values: this is the form that other tools write.
    assert_eq!(
        sandbox.read("from-chart/resources/helm.cue"),
        "output: {\n\tname: \"addon-from-chart\"\n\ttype: \"helm\"\n\tproperties: {\n\
         \t\trepoType: \"helm\"\n\t\turl:      \"https://charts.example.com\"\n\
         \t\tchart:    \"nginx\"\n\t\tversion:  \"13.1.0\"\n\t}\n}"
    );
    let manifests = sandbox.read("from-chart/resources/from-url.cue");
    assert!(
        manifests
            .contains(r#"urls: ["https://example.com/a.yaml", "https://example.com/b.yaml,c"]"#),
        "{manifests}"
    );
    sandbox
        .addon(["package", "--strict", "from-chart"])
        .success();
}

#[test]
fn half_of_a_chart_is_refused_rather_than_forgotten() {
    let sandbox = Sandbox::new();
    sandbox
        .addon(["init", "half", "--chart", "nginx"])
        .code(2)
        .stderr_contains("--helm-repo")
        .stderr_contains("--chart-version");
    assert!(!sandbox.path("half").exists());
}

#[test]
fn a_name_or_url_that_cannot_work_is_refused_before_anything_is_made() {
    let sandbox = Sandbox::new();
    for name in ["Upper", "under_score", "-dash", "dash-", "a--b", "a b", ""] {
        sandbox
            .command("addon")
            .args(["init", "--", name])
            .run()
            .code(2);
    }
    sandbox
        .addon(["init", "a", "--url", "example.com/x"])
        .code(2)
        .stderr_contains("example.com/x is not a valid url");
    sandbox
        .addon(["init", "a", "--traits", "x"])
        .code(2)
        .stderr_contains("--godef");
    assert_eq!(sandbox.files("."), [""; 0]);
}

#[test]
fn definitions_in_go_can_be_started_too() {
    let sandbox = Sandbox::new();
    sandbox
        .addon([
            "init",
            "g",
            "--godef",
            "--components",
            "web,worker",
            "--traits",
            "scaler",
            "--policies",
            "p",
            "--workflowsteps",
            "notify",
        ])
        .success();
    let files: Vec<String> = sandbox.files("g/godef");
    for file in [
        "module.yaml",
        "go.mod",
        "components/doc.go",
        "components/web.go",
        "components/worker.go",
        "traits/doc.go",
        "traits/scaler.go",
        "policies/doc.go",
        "policies/p.go",
        "workflowsteps/doc.go",
        "workflowsteps/notify.go",
    ] {
        assert!(
            files.iter().any(|present| present == file),
            "{file} in {files:?}"
        );
    }
    assert!(
        sandbox
            .read("g/godef/components/web.go")
            .contains("WebComponent")
    );
    sandbox
        .addon(["init", "h", "--godef", "--components", "not-go"])
        .code(2)
        .stderr_contains("definition name \"not-go\" is invalid");
    assert!(!sandbox.path("h").exists());
}

#[test]
fn files_of_others_survive_force() {
    let sandbox = Sandbox::new();
    sandbox.write("mine/notes.txt", "mine");
    sandbox.write("mine/metadata.yaml", "old");
    sandbox
        .addon(["init", "mine"])
        .code(5)
        .stderr_contains("directory mine is not empty");
    assert_eq!(sandbox.read("mine/metadata.yaml"), "old");

    sandbox.addon(["init", "mine", "--force"]).success();
    assert_eq!(sandbox.read("mine/notes.txt"), "mine");
    assert!(sandbox.read("mine/metadata.yaml").contains("name: mine"));
}

#[test]
fn the_current_folder_can_become_an_addon() {
    let sandbox = Sandbox::new();
    sandbox.write("here/keep.txt", "x");
    sandbox
        .command("addon")
        .args(["init", "here", "-p", ".", "-f"])
        .within("here")
        .run()
        .success();
    assert!(sandbox.read("here/metadata.yaml").contains("name: here"));
    assert_eq!(sandbox.read("here/keep.txt"), "x");
}

#[test]
fn a_file_in_the_way_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("taken", "x");
    sandbox
        .addon(["init", "taken", "--force"])
        .code(5)
        .stderr_contains("we can't create directory taken");
    assert_eq!(sandbox.read("taken"), "x");
}
