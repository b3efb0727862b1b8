//! Bringing the Helm charts along that the addons install, into a network without a way out.

use std::{fs, path::Path};

use serde_json::{Value, json};
use snapbox::str;

use crate::{
    support::{
        Chart, Index, Response, Sandbox, Served, Server, closed_address, peer, served::packages_in,
        shared,
    },
    sync::{summary, with_status, write_addon},
};

/// Stands in for every host of charts at once, below paths that start with the host's name.
struct Hosts {
    server: Server,
}

impl Hosts {
    fn start(charts: Vec<Chart>) -> Self {
        let index = charts.iter().fold(Index::new(), Index::chart).yaml();
        let server = Server::start(move |request| {
            let file = request.path().rsplit('/').next().unwrap_or_default();
            if file == "index.yaml" {
                return Response::ok(index.clone());
            }
            match charts.iter().find(|chart| chart.file_name() == file) {
                Some(chart) => Response::ok(chart.package()),
                None => Response::status(404),
            }
        });
        Self { server }
    }

    /// Returns the flag that leads to it.
    fn flag(&self) -> String {
        format!("--chart-mirror=https://={}/", self.server.url())
    }
}

/// A chart that names its objects after itself, by itself and with the help of a library, as charts
/// do.
fn chart(name: &str, version: &str) -> Chart {
    let config = "\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-{{ .Chart.Name }}
  labels:
    app: {{ include \"common.name\" . }}
    chart: {{ printf \"%s-%s\" .Chart.Name .Chart.Version }}
data:
  replicas: {{ .Values.replicas | quote }}
";
    let names =
        "{{- define \"common.name\" -}}{{ default .Chart.Name .Values.nameOverride }}{{- end -}}";
    Chart::plain(name, version)
        .file("values.yaml", "replicas: 1\nnameOverride: \"\"\n")
        .file("templates/config.yaml", config)
        .file(
            "charts/common/Chart.yaml",
            "apiVersion: v2\nname: common\nversion: 1.0.0\ntype: library\n",
        )
        .file("charts/common/templates/_names.tpl", names)
}

/// Writes an addon that installs the chart of its own name.
fn write_chart_addon(sandbox: &Sandbox, name: &str, url: &str) {
    write_addon(sandbox, &format!("all/{name}"), name, "1.0.0");
    sandbox.write(
        format!("all/{name}/parameter.cue"),
        format!("parameter: {{\n\t// +usage=Where the chart comes from\n\trepo: *\"{url}\" | string\n}}\n"),
    );
    sandbox.write(
        format!("all/{name}/template.cue"),
        "package main\noutput: {\n\tapiVersion: \"core.oam.dev/v1beta1\"\n\tkind: \"Application\"\n\tspec: {}\n}\n",
    );
    sandbox.write(
        format!("all/{name}/resources/chart.cue"),
        format!(
            "output: {{\n\ttype: \"helm\"\n\tproperties: {{\n\t\trepoType: \"helm\"\n\t\turl:      parameter.repo\n\t\tchart:    \"{name}\"\n\t\tversion:  \"0.6.5\"\n\t}}\n}}\n"
        ),
    );
}

/// Returns the properties of the components of type `helm` that an addon renders to.
fn helm_components(sandbox: &Sandbox, words: &[&str]) -> Vec<Value> {
    let words = ["render", "-o", "json", "--show", "application"]
        .iter()
        .chain(words);
    let list = sandbox.addon(words.copied()).success().json();
    let components = list["items"][0]["spec"]["components"].clone();
    let components = components.as_array().cloned().unwrap_or_default();
    components
        .into_iter()
        .filter(|component| component["type"] == "helm")
        .map(|component| component["properties"].clone())
        .collect()
}

#[test]
fn charts_come_along_and_addons_point_to_them() {
    let sandbox = Sandbox::new();
    write_chart_addon(&sandbox, "dex", "https://charts.example.com/stable/");
    write_addon(&sandbox, "all/plain", "plain", "1.0.0");
    let before = sandbox.read("all/dex/parameter.cue");
    let hosts = Hosts::start(vec![chart("dex", "0.6.5"), chart("dex", "0.7.0")]);
    let server = Served::start(&sandbox, "charts");
    let words = |flags: &[&str]| -> Vec<String> {
        let words = ["sync", "all", server.url(), "--with-charts"];
        let words = words.iter().chain(flags).map(ToString::to_string);
        words.chain([hosts.flag()]).collect()
    };
    sandbox
        .addon(words(&[
            "--plan",
            "--rewrite-to",
            "http://mirror.corp/charts",
        ]))
        .success()
        .stdout_eq(str![[r#"
NAME       VERSION  KIND   SIZE   RESULT  SOURCE                                       REASON
chart-dex  0.6.5    chart  494 B  push    https://charts.example.com/stable/dex@0.6.5  -
dex        1.0.0    addon  491 B  push    all/dex                                      -
plain      1.0.0    addon  265 B  push    all/plain                                    -

ADDON  PLACE                          OLD                                 NEW
dex    all/dex/parameter.cue:3        https://charts.example.com/stable/  http://mirror.corp/charts
dex    all/dex/resources/chart.cue:6  dex                                 chart-dex

RESULT  COUNT  SIZE
push    3      1.2 KiB

"#]]);
    assert!(packages_in(&sandbox.path("charts")).is_empty());
    let report = sandbox
        .addon(words(&["--rewrite-to", server.url(), "-o", "json"]))
        .success()
        .json();
    assert_eq!(summary(&report), json!({"pushed": 3}));
    assert_eq!(
        report["rewrites"][0]["changes"],
        json!([
            {
                "file": "parameter.cue", "line": 3,
                "old": "https://charts.example.com/stable/", "new": server.url(),
            },
            {"file": "resources/chart.cue", "line": 6, "old": "dex", "new": "chart-dex"},
        ])
    );
    assert_eq!(
        packages_in(&sandbox.path("charts")),
        ["chart-dex-0.6.5.tgz", "dex-1.0.0.tgz", "plain-1.0.0.tgz"]
    );
    assert_eq!(
        sandbox.read("all/dex/parameter.cue"),
        before,
        "the source stays"
    );

    sandbox
        .addon(["registry", "add", "mirror", server.url(), "--type", "helm"])
        .success();
    let properties = helm_components(&sandbox, &["mirror/dex"]);
    assert_eq!(properties[0]["url"], server.url());
    assert_eq!(properties[0]["chart"], "chart-dex");
    let other = helm_components(&sandbox, &["mirror/dex", "repo=https://other.example.com"]);
    assert_eq!(
        other[0]["url"], "https://other.example.com",
        "the parameter still works"
    );

    let again = sandbox
        .addon(words(&["--rewrite-to", server.url(), "-o", "json"]))
        .success()
        .json();
    assert_eq!(summary(&again), json!({"unchanged": 3}));
    fs::remove_dir_all(sandbox.path("all/plain")).unwrap();
    let pruned = sandbox
        .addon(words(&[
            "--rewrite-to",
            server.url(),
            "-o",
            "json",
            "--delete",
            "--yes",
        ]))
        .success()
        .json();
    assert_eq!(
        with_status(&pruned, "deleted"),
        ["plain"],
        "charts that are needed stay"
    );
}

#[test]
fn a_registry_of_their_own_lets_charts_keep_their_names() {
    let sandbox = Sandbox::new();
    write_chart_addon(&sandbox, "dex", "https://charts.example.com");
    let hosts = Hosts::start(vec![chart("dex", "0.6.5")]);
    let (addons, charts) = (
        Served::start(&sandbox, "addons"),
        Served::start(&sandbox, "charts"),
    );
    sandbox
        .addon(["registry", "add", "charts", charts.url(), "--type", "helm"])
        .success();
    sandbox
        .addon([
            "sync",
            "all",
            addons.url(),
            "--with-charts",
            "--charts-to",
            "charts",
            "--rewrite-to",
            charts.url(),
            &hosts.flag(),
        ])
        .success();
    assert_eq!(packages_in(&sandbox.path("addons")), ["dex-1.0.0.tgz"]);
    assert_eq!(packages_in(&sandbox.path("charts")), ["dex-0.6.5.tgz"]);
    assert_eq!(
        sandbox.read_bytes("charts/dex-0.6.5.tgz"),
        chart("dex", "0.6.5").package(),
        "byte for byte"
    );
    sandbox
        .addon([
            "sync",
            "all",
            addons.url(),
            "--with-charts",
            "--charts-to",
            "nowhere",
        ])
        .code(2)
        .stderr_contains("`nowhere` is neither a registry nor a prefix of names");
    sandbox
        .addon(["sync", "all", addons.url(), "--rewrite-to", charts.url()])
        .code(2);
}

#[test]
fn charts_that_cannot_be_had_hold_their_addons_back() {
    let sandbox = Sandbox::new();
    write_chart_addon(&sandbox, "dex", "https://charts.example.com");
    write_chart_addon(&sandbox, "absent", "https://charts.example.com");
    write_chart_addon(&sandbox, "away", "https://down.example.com");
    let hosts = Hosts::start(vec![chart("dex", "0.6.5")]);
    let server = Served::start(&sandbox, "charts");
    let flag = format!(
        "{},https://down.example.com/=http://{}/",
        hosts.flag(),
        closed_address()
    );
    let words = [
        "sync",
        "all",
        server.url(),
        "--with-charts",
        &flag,
        "-o",
        "json",
    ];
    let report = sandbox
        .addon(words.iter().chain(&["--rewrite-to", server.url()]).copied())
        .code(3)
        .stderr_contains(
            "failed away 1.0.0 from all/away: it needs away 0.6.5 from https://down.example.com",
        )
        .json();
    assert_eq!(with_status(&report, "pushed"), ["chart-dex", "dex"]);
    assert_eq!(
        with_status(&report, "failed"),
        ["absent", "absent", "away", "away"],
        "charts and addons"
    );
    assert_eq!(report["unreachable"][0]["url"], "https://down.example.com");
    assert_eq!(report["unreachable"][0]["addons"], json!(["away"]));
    write_chart_addon(&sandbox, "needy", "https://charts.example.com");
    sandbox.write("all/needy/parameter.cue", "parameter: repo: string\n");
    let report = sandbox
        .addon(words.iter().chain(&["--match", "needy"]).copied())
        .success()
        .stderr_contains("nobody can tell which charts needy needs, so that it goes as it is")
        .json();
    assert_eq!(report["unseen"][0]["addon"], "needy");
    fs::remove_dir_all(sandbox.path("all/needy")).unwrap();
    // Without rewriting, addons go as they are.
    let report = sandbox
        .addon(words.iter().chain(&["-f"]).copied())
        .code(3)
        .json();
    assert_eq!(with_status(&report, "pushed"), ["absent", "away"]);
}

#[test]
fn a_chart_that_was_changed_on_the_way_is_not_passed_on() {
    let sandbox = Sandbox::new();
    write_chart_addon(&sandbox, "dex", "https://charts.example.com");
    let index = Index::new().chart(&chart("dex", "0.6.5")).yaml();
    let other = Chart::plain("dex", "0.6.5").package();
    let host = Server::start(move |request| {
        if request.path().ends_with("index.yaml") {
            Response::ok(index.clone())
        } else {
            Response::ok(other.clone())
        }
    });
    let server = Served::start(&sandbox, "charts");
    sandbox
        .addon([
            "sync",
            "all",
            server.url(),
            "--with-charts",
            "--rewrite-to",
            server.url(),
            &format!("--chart-mirror=https://={}/", host.url()),
        ])
        .code(8)
        .stderr_contains("the digest is")
        .stderr_contains("failed dex 1.0.0 from all/dex: its chart chart-dex 0.6.5 did not arrive");
    assert!(packages_in(&sandbox.path("charts")).is_empty());
}

/// The charts of the public catalog, as its addons name them.
fn catalog_charts(sandbox: &Sandbox, catalog: &Path) -> Vec<Chart> {
    let mut charts: Vec<(String, String)> = Vec::new();
    for addon in catalog.read_dir().unwrap() {
        let path = addon.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        for properties in helm_components(sandbox, &[path.to_str().unwrap()]) {
            let word = |key: &str| properties[key].as_str().unwrap().to_owned();
            charts.push((word("chart"), word("version")));
        }
    }
    charts.sort();
    charts.dedup();
    charts
        .iter()
        .map(|(name, version)| chart(name, version))
        .collect()
}

#[test]
fn the_catalog_and_all_its_charts_are_usable_from_the_mirror() {
    let Some(catalog) = shared("catalog") else {
        return;
    };
    let sandbox = Sandbox::new();
    let charts = catalog_charts(&sandbox, &catalog);
    assert!(charts.len() > 10);
    let count = charts.len();
    let original = chart("dex", "0.15.3").package();
    let hosts = Hosts::start(charts);
    let server = Served::start(&sandbox, "charts");
    let report = sandbox
        .addon([
            "sync",
            catalog.to_str().unwrap(),
            server.url(),
            "--with-charts",
            "--rewrite-to",
            server.url(),
            &hosts.flag(),
            "-o",
            "json",
        ])
        .success()
        .json();
    assert_eq!(
        summary(&report),
        json!({"pushed": 41 + count, "skipped": 2})
    );
    sandbox
        .addon(["registry", "add", "mirror", server.url(), "--type", "helm"])
        .success();
    let helm = peer("helm3");
    let rewrites = report["rewrites"].as_array().unwrap();
    assert!(rewrites.len() > 10);
    for rewrite in rewrites {
        let addon = rewrite["addon"].as_str().unwrap();
        let version = rewrite["version"].as_str().unwrap();
        let components = helm_components(&sandbox, &[&format!("mirror/{addon}@{version}")]);
        assert!(!components.is_empty(), "{addon}");
        for properties in components {
            let word = |key: &str| properties[key].as_str().unwrap().to_owned();
            assert_eq!(word("url"), server.url(), "{addon}");
            let Some(helm) = &helm else {
                continue;
            };
            sandbox
                .command(helm.to_str().unwrap())
                .args([
                    "pull",
                    &word("chart"),
                    "--repo",
                    &word("url"),
                    "--version",
                    &word("version"),
                ])
                .run()
                .success();
        }
    }
    let Some(helm) = helm else {
        return;
    };
    // Under its other name a chart installs the same objects.
    sandbox.write("original.tgz", original);
    let template = |chart: &str| {
        let words = ["template", "release", chart];
        let run = sandbox.command(helm.to_str().unwrap()).args(words).run();
        let text = run.success().stdout().to_owned();
        text.lines()
            .filter(|line| !line.starts_with("# Source:"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(template("chart-dex-0.15.3.tgz"), template("original.tgz"));
}
