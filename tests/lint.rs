//! An author finds mistakes before users do.

use std::collections::BTreeSet;

use serde_json::Value;
use snapbox::str;

use crate::support::{Sandbox, Served, shared};

const METADATA: &str =
    "name: demo\nversion: 1.0.0\ndescription: Demo\nicon: https://example.com/i.png\n";
const TEMPLATE: &str =
    "package main\n\noutput: {\n\tkind: \"Application\"\n\tspec: components: [web]\n}\n";
const RESOURCE: &str = "package main\n\nweb: {\n\tname: \"web\"\n\ttype: \"webservice\"\n\tproperties: image: \"nginx:latest\"\n}\n";

fn demo() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("demo/metadata.yaml", METADATA);
    sandbox.write("demo/template.cue", TEMPLATE);
    sandbox.write("demo/resources/web.cue", RESOURCE);
    sandbox
}

#[test]
fn findings_are_shown_with_their_lines() {
    let sandbox = demo();
    sandbox
        .addon(["lint", "demo"])
        .success()
        .stdout_eq(str![[r#"
warning[image-latest]: the image `nginx:latest` is taken by the tag `latest`
 --> demo/resources/web.cue:6:21
  |
6 |     properties: image: "nginx:latest"
  |                        ^^^^^^^^^^^^^^
  |
  = help: Name the tag of a release.


"#]])
        .stderr_eq("demo: 0 errors, 1 warning, 0 notes\n");
    sandbox.addon(["lint", "--strict", "demo"]).code(8);
    sandbox
        .addon(["lint", "--strict", "demo", "--disable", "image-latest"])
        .success()
        .stdout_eq("")
        .stderr_eq("demo: 0 errors, 0 warnings, 0 notes (1 silenced)\n");
    // The folder that one works in needs no name.
    let lint = sandbox.command("addon").args(["lint"]).within("demo");
    lint.run()
        .success()
        .stdout_contains("--> resources/web.cue:6:21");
}

#[test]
fn all_faults_are_found_not_only_the_first() {
    let sandbox = demo();
    sandbox.write(
        "demo/resources/web.cue",
        "package main\n\nimport \"strings\"\n\nweb: {name: nothing, type: other}\n",
    );
    sandbox.write("demo/definitions/x.cue", "x: {type: \"trait\"\n");
    sandbox.write("demo/resources/a.yaml", "a: [\n");
    let rows = sandbox.addon(["lint", "demo", "-o", "json"]).code(8).json();
    let found: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            format!(
                "{} {}:{}:{}",
                row["rule"], row["file"], row["line"], row["column"]
            )
        })
        .map(|line| line.replace('"', ""))
        .collect();
    assert_eq!(
        found,
        [
            "cue-syntax demo/definitions/x.cue:2:1",
            "yaml-syntax demo/resources/a.yaml:2:1",
            "unused-import demo/resources/web.cue:3:8",
            "unresolved-reference demo/resources/web.cue:5:13",
            "unresolved-reference demo/resources/web.cue:5:28",
        ]
    );
    assert_eq!(rows[2]["severity"], "error");
    assert_eq!(rows[2]["addon"], "demo");
    assert_eq!(rows[2]["endColumn"], 17);
}

#[test]
fn a_folder_of_addons_and_packages_are_looked_at() {
    let sandbox = demo();
    sandbox.write(
        "addons/one/metadata.yaml",
        METADATA.replace("demo", "one") + "dependencies: [{name: two}, {name: absent}]\n",
    );
    sandbox.write(
        "addons/one/template.cue",
        "package main\noutput: spec: components: []\n",
    );
    sandbox.write("addons/two/metadata.yaml", "name: [\n");
    sandbox.write("addons/README.md", "none");
    sandbox
        .addon(["lint", "addons"])
        .code(8)
        .stdout_contains("warning[unknown-dependency]: there is no addon `absent`")
        .stdout_contains("error[invalid-metadata]")
        .stdout_contains("--> addons/two/metadata.yaml:1:7")
        .stderr_contains("2 addons: 1 error, 1 warning, 1 note");
    sandbox.write(
        "addons/.addon-lint.yaml",
        "disable: [invalid-metadata, no-template]\n",
    );
    sandbox
        .addon(["lint", "addons"])
        .success()
        .stderr_contains("2 addons: 0 errors, 1 warning, 0 notes (2 silenced)");
    sandbox.addon(["package", "demo"]).success();
    sandbox
        .addon(["lint", "demo-1.0.0.tgz"])
        .success()
        .stdout_contains("--> demo-1.0.0.tgz/resources/web.cue:6:21");
}

#[test]
fn dependencies_are_looked_for_in_registries() {
    let sandbox = demo();
    sandbox.addon(["init", "base"]).success();
    let served = Served::start(&sandbox, "charts");
    sandbox.addon(["push", "base", served.url()]).success();
    sandbox
        .addon(["registry", "add", "r", "--type", "helm", served.url()])
        .success();
    let with = |dependency: &str| {
        let metadata = format!("{METADATA}dependencies: [{dependency}]\n");
        sandbox.write("demo/metadata.yaml", metadata);
        let lint = [
            "lint",
            "demo",
            "--registry",
            "r",
            "--disable",
            "image-latest",
        ];
        sandbox.addon(lint).success()
    };
    with("{name: base, version: '>=1.0.0'}").stdout_eq("");
    with("{name: base, version: '>=2'}")
        .stdout_contains("`base` is there in 1.0.0, but not in >=2");
    with("{name: bse}")
        .stdout_contains("there is no addon `bse`")
        .stdout_contains("did you mean `base`?");
}

#[test]
fn what_init_writes_has_no_findings() {
    let chart = [
        "--helm-repo",
        "https://charts.example.com",
        "--chart",
        "web",
        "--chart-version",
        "1.2.3",
    ];
    let variants: [&[&str]; 5] = [
        &[],
        &["--no-samples"],
        &chart,
        &["--url", "https://example.com/a.yaml"],
        &["--godef", "--components", "web", "--traits", "scaled"],
    ];
    for variant in variants {
        let sandbox = Sandbox::new();
        let init = ["init", "fresh"].into_iter().chain(variant.iter().copied());
        sandbox.addon(init).success();
        sandbox
            .addon(["lint", "--strict", "fresh"])
            .success()
            .stderr_contains("fresh: 0 errors, 0 warnings, ");
    }
}

#[test]
fn mistakes_on_the_command_line_are_explained() {
    let sandbox = demo();
    sandbox
        .addon(["lint", "absent"])
        .code(4)
        .stderr_contains("there is no `absent`");
    sandbox.write("empty/x.txt", "");
    sandbox
        .addon(["lint", "empty"])
        .code(4)
        .stderr_contains("`empty` is no addon and holds none");
    sandbox
        .addon(["lint", "demo", "--disable", "nothing"])
        .code(2)
        .stderr_contains("there is no rule `nothing`");
    sandbox.write("demo/x.tgz", "no package");
    sandbox.addon(["lint", "demo/x.tgz"]).code(8);
    sandbox
        .addon(["lint", "--rules"])
        .success()
        .stdout_contains("image-latest")
        .stdout_contains("refused-definition");
    let rules = sandbox.addon(["lint", "--rules", "-o", "json"]).success();
    let rules = rules.json();
    let keys = ["id", "severity", "summary", "why", "fix"];
    for rule in rules.as_array().unwrap() {
        assert!(keys.iter().all(|key| rule[key].is_string()), "{rule}");
    }
}

#[test]
fn annotations_are_those_of_github() {
    let sandbox = demo();
    sandbox.write("demo/resources/a,b.yaml", "kind: X\nmetadata:\n  name: x\n");
    sandbox
        .addon(["lint", "demo", "-o", "github"])
        .code(8)
        .stdout_eq(str![[r#"
::error file=demo/resources/a%2Cb.yaml,line=1,col=1,endLine=3,title=refused-object::the object has no `apiVersion`. Correct the field.
::warning file=demo/resources/web.cue,line=6,col=21,endColumn=35,title=image-latest::the image `nginx:latest` is taken by the tag `latest`. Name the tag of a release.

"#]]);
}

/// Checks what SARIF 2.1.0 requires of the objects that a log of ours has.
fn check_sarif(log: &Value) {
    let text = |value: &Value| assert!(value.as_str().is_some_and(|it| !it.is_empty()), "{value}");
    let level = |value: &Value| {
        let levels = ["none", "note", "warning", "error"];
        assert!(levels.contains(&value.as_str().unwrap()), "{value}");
    };
    assert_eq!(log["version"], "2.1.0");
    text(&log["$schema"]);
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    let run = &runs[0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    text(&driver["name"]);
    let rules = driver["rules"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    for rule in rules {
        text(&rule["id"]);
        assert!(ids.insert(rule["id"].as_str().unwrap()), "{rule}");
        for key in ["shortDescription", "fullDescription", "help"] {
            text(&rule[key]["text"]);
        }
        level(&rule["defaultConfiguration"]["level"]);
    }
    let location = |location: &Value| {
        let physical = &location["physicalLocation"];
        let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
        let safe = |c: char| c.is_ascii_alphanumeric() || "-._~/%!$&'()*+,;=@".contains(c);
        let path = uri.strip_prefix("file://").unwrap_or(uri);
        assert!(path.chars().all(safe), "{uri}");
        let region = &physical["region"];
        let number = |key: &str| region[key].as_u64().unwrap();
        assert!(
            number("startLine") >= 1 && number("startColumn") >= 1,
            "{region}"
        );
        let start = (number("startLine"), number("startColumn"));
        assert!(
            (number("endLine"), number("endColumn")) >= start,
            "{region}"
        );
        if let Some(message) = location.get("message") {
            text(&message["text"]);
        }
    };
    for result in run["results"].as_array().unwrap() {
        text(&result["message"]["text"]);
        level(&result["level"]);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        for place in result["locations"].as_array().unwrap() {
            location(place);
        }
        for place in result["relatedLocations"].as_array().into_iter().flatten() {
            location(place);
        }
    }
}

#[test]
fn reports_are_valid_sarif() {
    let sandbox = demo();
    sandbox.write("demo/resources/ü #1.cue", "output: {type: \"a\" & 1}\n");
    let log = sandbox
        .addon(["lint", "demo", "-o", "sarif"])
        .code(8)
        .json();
    check_sarif(&log);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let ids: Vec<_> = results.iter().map(|result| &result["ruleId"]).collect();
    assert_eq!(ids, ["image-latest", "cue-error"]);
    let uri = &results[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "demo/resources/%C3%BC%20%231.cue");
    assert!(results[1]["relatedLocations"].is_array());
}

#[test]
fn the_catalog_has_no_errors_but_the_real_ones() {
    let Some(catalog) = shared("catalog") else {
        return;
    };
    let sandbox = Sandbox::new();
    let catalog = catalog.to_str().unwrap();
    let log = sandbox
        .addon(["lint", catalog, "-o", "sarif"])
        .code(8)
        .json();
    check_sarif(&log);
    let rows = sandbox.addon(["lint", catalog, "-o", "json"]).code(8);
    let rows = rows.json();
    let errors: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["severity"] == "error")
        .map(|row| {
            let file = row["file"].as_str().unwrap().trim_start_matches(catalog);
            format!("{} {file}", row["rule"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        errors,
        [
            "refused-definition /mysql-exporter/definitions/mysql-exporter-component.cue",
            "unused-import /o11y-definitions/definitions/install-datasource-from-config.cue",
            "refused-definition /terraform-azure/definitions/terraform-azure-storage-account.yaml",
            "unused-import /vela-workflow/definitions/read-app.cue",
        ]
    );
    let arithmetic: BTreeSet<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["rule"] == "list-arithmetic")
        .map(|row| row["addon"].as_str().unwrap())
        .collect();
    assert_eq!(
        arithmetic,
        BTreeSet::from(["grafana", "loki", "prometheus-server"])
    );
}
