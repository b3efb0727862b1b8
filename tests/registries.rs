//! The file of registries and every command that reads or changes it.

use std::{fs, os::unix::fs::PermissionsExt as _};

use serde_json::{Value, json};
use snapbox::str;

use crate::support::{Chart, Index, Response, Sandbox, Server};

/// The file of registries as JSON.
fn config(sandbox: &Sandbox) -> Value {
    serde_json::from_slice(&fs::read(sandbox.config()).unwrap()).unwrap()
}

fn names(sandbox: &Sandbox) -> String {
    sandbox
        .addon(["registry", "list", "-o", "name"])
        .success()
        .stdout()
        .to_owned()
}

fn empty_repository() -> Server {
    Server::start(|_| Response::ok(Index::new().yaml()))
}

#[test]
fn the_official_registry_is_there_from_the_start() {
    let sandbox = Sandbox::new();
    sandbox
        .addon(["registry", "list"])
        .success()
        .stdout_eq(str![[r#"
Name      Type  URL
KubeVela  helm  https://kubevela.github.io/catalog/official

"#]]);
    assert!(!sandbox.config().exists(), "looking changes nothing");
}

#[test]
fn every_kind_is_added_with_the_spellings_of_the_guide() {
    let sandbox = Sandbox::new();
    for line in [
        "vela addon registry add a --type git --endpoint=https://github.com/o/r --path=addons --gitToken=s3cret-a --no-check",
        "vela addon registry add b --type gitee --endpoint=https://gitee.com/o/r --path=addons --gitToken=s3cret-b --no-check",
        "vela addon registry add c --type gitlab --gitRepoName=r --endpoint=https://gitlab.example.com/g/r --path=addons --gitToken=s3cret-c --no-check",
        "vela addon registry add d --type gitlab --gitlabRepoName=r --endpoint https://gitlab.example.com/g/r --no-check",
        "vela addon registry add e --type helm --endpoint=https://charts.example.com --username=ann --password=s3cret-e --insecureSkipTLS --no-check",
        "vela addon registry add f --type OSS --endpoint=https://oss.example.com --bucket=b --path=p --no-check",
        "vela addon registry add g --type local --endpoint shelf",
    ] {
        sandbox.shell(line).success().nowhere("s3cret");
    }
    let stored = config(&sandbox);
    assert_eq!(stored["a"]["git"]["token"], "s3cret-a");
    assert_eq!(stored["a"]["git"]["path"], "addons");
    assert_eq!(stored["b"]["gitee"]["url"], "https://gitee.com/o/r");
    assert_eq!(stored["c"]["gitlab"]["repo"], "r");
    assert_eq!(stored["d"]["gitlab"]["repo"], "r");
    assert_eq!(
        stored["e"]["helm"],
        json!({
            "url": "https://charts.example.com",
            "username": "ann",
            "password": "s3cret-e",
            "insecureSkipTLS": true
        })
    );
    assert_eq!(
        stored["f"]["oss"],
        json!({"end_point": "https://oss.example.com", "bucket": "b", "path": "p"})
    );
    sandbox
        .addon(["registry", "list"])
        .success()
        .stdout_eq(str![[r#"
Name      Type    URL
KubeVela  helm    https://kubevela.github.io/catalog/official
a         git     https://github.com/o/r/tree/HEAD/addons
b         gitee   https://gitee.com/o/r/tree/HEAD/addons
c         gitlab  https://gitlab.example.com/g/r/tree/HEAD/addons
d         gitlab  https://gitlab.example.com/g/r
e         helm    https://charts.example.com
f         OSS     https://b.oss.example.com
g         local   [ROOT]/work/shelf

"#]])
        .nowhere("s3cret");
}

#[test]
fn kebab_case_is_what_help_shows() {
    let sandbox = Sandbox::new();
    for command in ["add", "update"] {
        sandbox
            .addon(["registry", command, "--help"])
            .success()
            .stdout_contains("--gitlab-repo-name")
            .stdout_contains("--insecure-skip-tls-verify")
            .nowhere("gitRepoName")
            .nowhere("gitToken")
            .nowhere("insecureSkipTLS");
    }
}

#[test]
fn the_kind_is_guessed_and_told() {
    let sandbox = Sandbox::new();
    for (name, endpoint, kind) in [
        ("a", "https://github.com/o/r", "git"),
        ("b", "https://gitee.com/o/r", "gitee"),
        ("c", "https://gitlab.example.com/g/r", "gitlab"),
        ("d", "https://charts.example.com", "helm"),
        ("e", "folder", "local"),
    ] {
        sandbox
            .addon(["registry", "add", name, endpoint, "--no-check"])
            .success()
            .stderr_contains(&format!("taking it for a registry of type {kind}"));
        sandbox
            .addon([
                "registry",
                "add",
                name,
                endpoint,
                "--no-check",
                "-f",
                "--type",
                kind,
            ])
            .success()
            .stderr_eq("");
        assert!(config(&sandbox)[name][kind].is_object(), "{kind}");
    }
}

#[test]
fn details_of_each_kind_are_shown_without_secrets() {
    let sandbox = Sandbox::new();
    sandbox.write_config(
        r#"{"a": {"name": "a", "git": {"url": "https://ann:s3cret@github.com/o/r", "token": "s3cret", "path": "p"}},
            "b": {"name": "b", "gitlab": {"url": "https://gitlab.com/o/r", "repo": "r", "token": "s3cret"}},
            "c": {"name": "c", "helm": {"url": "https://ann:s3cret@h.example.com/x?token=s3cret", "username": "ann", "password": "s3cret"}},
            "d": {"name": "d", "oss": {"end_point": "https://oss.example.com", "bucket": "b", "path": "p"}},
            "e": {"name": "e", "later": {"kind": "unknown"}}}"#,
    );
    let mut shown = String::new();
    for name in ["a", "b", "c", "d", "e"] {
        for output in ["table", "json", "yaml"] {
            let checked = sandbox
                .addon(["registry", "get", name, "-o", output])
                .success()
                .nowhere("s3cret");
            if output == "table" {
                shown.push_str(checked.stdout());
            }
        }
    }
    for output in ["table", "wide", "json", "yaml", "name"] {
        sandbox
            .addon(["registry", "list", "-o", output])
            .success()
            .nowhere("s3cret");
    }
    snapbox::assert_data_eq!(
        shown,
        str![[r#"
NAME  Type  ENDPOINT                        PATH
a     Git   https://ann:***@github.com/o/r  p
NAME  Type    ENDPOINT                REPOSITORY  PATH
b     Gitlab  https://gitlab.com/o/r  r
NAME  Type  ENDPOINT
c     Helm  https://ann:***@h.example.com/x?token=***
NAME  Type  ENDPOINT                 BUCKET  PATH
d     OSS   https://oss.example.com  b       p
Name
e

"#]]
    );
}

#[test]
fn an_unknown_name_is_told_with_those_that_are_known() {
    let sandbox = Sandbox::new();
    sandbox.write_config(r#"{"a": {"name": "a"}, "b": {"name": "b"}}"#);
    for args in [
        &["get", "x"][..],
        &["delete", "x"],
        &["update", "x", "--path", "p"],
    ] {
        sandbox
            .command("addon")
            .args(["registry"])
            .args(args)
            .run()
            .code(4)
            .stderr_contains("no registry is named `x`")
            .stderr_contains("there is a, b");
    }
}

#[test]
fn names_that_could_not_be_addressed_are_refused() {
    let sandbox = Sandbox::new();
    for name in ["local", "a/b", "a@1", "a b", "", "-x", "http://h"] {
        sandbox
            .addon([
                "registry",
                "add",
                "--no-check",
                "--",
                name,
                "https://h.example.com",
            ])
            .code(2);
    }
    assert!(!sandbox.config().exists());
}

#[test]
fn an_endpoint_is_needed_and_so_is_a_known_kind() {
    let sandbox = Sandbox::new();
    for args in [
        &["--type", "helm"][..],
        &["--type", "helm", "--endpoint", " "],
    ] {
        sandbox
            .command("addon")
            .args(["registry", "add", "x"])
            .args(args)
            .run()
            .code(2)
            .stderr_contains("addon registry must set --endpoint flag");
    }
    sandbox
        .addon([
            "registry",
            "add",
            "x",
            "--type",
            "svn",
            "--endpoint",
            "http://h",
        ])
        .code(2)
        .stderr_contains("not support addon registry type");
    sandbox
        .addon([
            "registry",
            "add",
            "x",
            "--type",
            "helm",
            "--endpoint",
            "http://h.example.com",
            "--bucket",
            "b",
        ])
        .code(2)
        .stderr_contains("--bucket means nothing to a registry of type helm");
    for flags in [
        &["--ca-file", "ca.pem"][..],
        &["--cert-file", "c.pem"],
        &["--key-file", "k.pem"],
        &["--insecure-skip-tls-verify"],
    ] {
        sandbox
            .command("addon")
            .args(["registry", "add", "x", "shelf", "--type", "local"])
            .args(flags.iter().copied())
            .run()
            .code(2)
            .stderr_contains(
                "--insecure-skip-tls-verify means nothing to a registry of type local",
            );
    }
}

#[test]
fn an_address_without_its_scheme_is_no_folder() {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    for (endpoint, flags) in [
        ("localhost:8080", &[][..]),
        ("charts.example.com/stable", &[]),
        ("localhost:8080", &["--type", "helm"]),
        ("charts.example.com", &["--type", "helm"]),
    ] {
        sandbox
            .command("addon")
            .args(["registry", "add", "x", endpoint])
            .args(flags.iter().copied())
            .run()
            .code(2)
            .stderr_contains(endpoint)
            .stderr_contains("a URL needs http:// or https://");
        assert!(!sandbox.path(endpoint).exists());
    }
    // A folder of that name is a folder.
    sandbox.write("localhost:8080/.keep", "");
    sandbox
        .addon(["registry", "add", "x", "localhost:8080"])
        .success();
}

#[test]
fn a_registry_that_does_not_answer_is_not_added_unless_asked() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Response::status(404));
    let url = server.url();
    sandbox
        .addon(["registry", "add", "x", &url, "--type", "helm"])
        .code(4)
        .stderr_contains("fail to add registry x");
    assert!(!sandbox.config().exists());
    sandbox
        .addon(["registry", "add", "x", &url, "--type", "helm", "--no-check"])
        .success();
    assert_eq!(names(&sandbox), "KubeVela\nx\n");
}

#[test]
fn a_name_that_is_taken_is_replaced_only_by_force_and_keeps_its_place() {
    let sandbox = Sandbox::new();
    for name in ["a", "b"] {
        sandbox
            .addon([
                "registry",
                "add",
                name,
                "https://one.example.com",
                "--no-check",
            ])
            .success();
    }
    sandbox
        .addon([
            "registry",
            "add",
            "a",
            "https://two.example.com",
            "--no-check",
        ])
        .code(5)
        .stderr_contains("a registry named `a` exists already")
        .stderr_contains("addon registry update a");
    assert_eq!(
        config(&sandbox)["a"]["helm"]["url"],
        "https://one.example.com"
    );
    sandbox
        .addon([
            "registry",
            "add",
            "a",
            "https://two.example.com",
            "--no-check",
            "--force",
        ])
        .success();
    assert_eq!(
        config(&sandbox)["a"]["helm"]["url"],
        "https://two.example.com"
    );
    assert_eq!(names(&sandbox), "KubeVela\na\nb\n");
}

#[test]
fn an_update_changes_only_what_it_names() {
    let sandbox = Sandbox::new();
    sandbox.write_config(
        r#"{"a": {"name": "a", "git": {"url": "https://github.com/o/r", "path": "p", "token": "s3cret", "ref": "dev"}}}"#,
    );
    sandbox
        .addon(["registry", "update", "a", "--path", "q"])
        .success()
        .stdout_eq("Successfully update an addon registry a \n");
    assert_eq!(
        config(&sandbox)["a"]["git"],
        json!({"url": "https://github.com/o/r", "path": "q", "ref": "dev", "token": "s3cret"})
    );
    // An empty value takes a setting away.
    sandbox
        .addon(["registry", "update", "a", "--gitToken", "", "--ref="])
        .success();
    assert_eq!(
        config(&sandbox)["a"]["git"],
        json!({"url": "https://github.com/o/r", "path": "q"})
    );
}

#[test]
fn a_deleted_registry_is_gone_and_the_official_one_does_not_come_back() {
    let sandbox = Sandbox::new();
    sandbox
        .addon([
            "registry",
            "add",
            "a",
            "https://h.example.com",
            "--no-check",
        ])
        .success();
    for name in ["KubeVela", "a"] {
        sandbox
            .addon(["registry", "delete", name])
            .success()
            .stdout_eq(format!("Successfully delete an addon registry {name} \n"));
    }
    assert_eq!(names(&sandbox), "");
    sandbox
        .addon(["list"])
        .success()
        .stdout_eq("NAME  REGISTRY  DESCRIPTION  AVAILABLE-VERSIONS  STATUS\n");
}

#[test]
fn secrets_come_from_standard_input_and_the_environment() {
    let sandbox = Sandbox::new();
    let add = |name: &'static str, flags: &[&'static str]| {
        sandbox
            .command("addon")
            .args([
                "registry",
                "add",
                name,
                "https://h.example.com",
                "--no-check",
            ])
            .args(flags)
    };
    add("a", &["--type", "git", "--token-stdin"])
        .stdin("s3cret\r\n")
        .run()
        .success()
        .nowhere("s3cret");
    add(
        "b",
        &["--type", "helm", "--username", "ann", "--password-stdin"],
    )
    .stdin("s3cret")
    .run()
    .success()
    .nowhere("s3cret");
    add("c", &["--type", "git"])
        .env("ADDON_REGISTRY_ADD_TOKEN", "s3cret")
        .run()
        .success()
        .nowhere("s3cret");
    let stored = config(&sandbox);
    assert_eq!(stored["a"]["git"]["token"], "s3cret");
    assert_eq!(stored["b"]["helm"]["password"], "s3cret");
    assert_eq!(stored["c"]["git"]["token"], "s3cret");
    add("d", &["--type", "git", "--token-stdin"])
        .run()
        .code(2)
        .stderr_contains("there is no token on standard input");
    // Help must not show what is in the environment.
    add("e", &["--help"])
        .env("ADDON_REGISTRY_ADD_TOKEN", "s3cret")
        .run()
        .success()
        .nowhere("s3cret");
}

#[test]
fn the_file_is_private() {
    let sandbox = Sandbox::new();
    let mode = || fs::metadata(sandbox.config()).unwrap().permissions().mode() & 0o777;
    for umask in ["000", "022"] {
        sandbox
            .shell(&format!(
                "umask {umask}; addon registry add a -f --no-check https://h.example.com"
            ))
            .success();
        assert_eq!(mode(), 0o600, "umask {umask}");
    }
}

#[test]
fn keys_of_other_versions_are_kept() {
    let sandbox = Sandbox::new();
    sandbox.write_config(
        r#"{"later": {"name": "later", "future": {"x": [1, 2.5]}, "helm": {"url": "https://h.example.com", "new": {"y": null}}}}"#,
    );
    sandbox
        .addon([
            "registry",
            "add",
            "a",
            "https://a.example.com",
            "--no-check",
        ])
        .success();
    sandbox
        .addon(["registry", "update", "later", "--username", "ann"])
        .success();
    let stored = config(&sandbox);
    assert_eq!(stored["later"]["future"], json!({"x": [1, 2.5]}));
    assert_eq!(stored["later"]["helm"]["new"], json!({"y": null}));
    assert_eq!(stored["later"]["helm"]["username"], "ann");
    assert_eq!(names(&sandbox), "later\na\n");
}

#[test]
fn a_file_cut_in_half_is_told_and_left_alone() {
    let sandbox = Sandbox::new();
    let whole =
        r#"{"a": {"name": "a", "helm": {"url": "https://h.example.com"}}, "b": {"name": "b"}}"#;
    for length in [1, 10, whole.len() / 2, whole.len() - 1] {
        let half = &whole[..length];
        sandbox.write_config(half);
        for args in [
            &["registry", "list"][..],
            &[
                "registry",
                "add",
                "c",
                "https://c.example.com",
                "--no-check",
            ],
            &["registry", "delete", "a"],
            &["list"],
        ] {
            sandbox
                .command("addon")
                .args(args)
                .run()
                .code(8)
                .stderr_contains("registries.json` is damaged")
                .stderr_contains("hint: mend the file");
        }
        assert_eq!(fs::read_to_string(sandbox.config()).unwrap(), half);
    }
}

#[test]
fn two_processes_that_edit_at_once_lose_nothing() {
    let sandbox = Sandbox::new();
    let count = 24;
    let children: Vec<_> = (0..count)
        .map(|number| {
            sandbox
                .command("addon")
                .args(["registry", "add", "--no-check"])
                .args([format!("r{number}"), "https://h.example.com".into()])
                .start()
        })
        .collect();
    for child in children {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    assert_eq!(names(&sandbox).lines().count(), count + 1);
}

#[test]
fn the_place_of_the_file_can_be_chosen() {
    let sandbox = Sandbox::new();
    sandbox
        .addon([
            "--config",
            "mine.json",
            "registry",
            "add",
            "a",
            "https://h.example.com",
            "--no-check",
        ])
        .success();
    assert!(sandbox.path("mine.json").exists() && !sandbox.config().exists());
    // The XDG folder without either.
    sandbox
        .command("addon")
        .args([
            "registry",
            "add",
            "a",
            "https://h.example.com",
            "--no-check",
        ])
        .without_env("ADDON_CONFIG")
        .env("XDG_CONFIG_HOME", sandbox.path("xdg"))
        .run()
        .success();
    assert!(sandbox.path("xdg/vela-addon/registries.json").exists());
}

#[test]
fn settings_are_exchanged_with_a_cluster_and_back() {
    let sandbox = Sandbox::new();
    let stored = json!({
        "KubeVela": {"name": "KubeVela", "helm": {"url": "https://kubevela.github.io/catalog/official"}},
        "b": {"name": "b", "git": {"url": "https://github.com/o/r", "path": "p", "token": "s3cret", "x": 1}},
        "a": {"name": "a", "helm": {"url": "https://h.example.com", "username": "ann", "password": "s3cret"}},
        "o": {"name": "o", "oss": {"end_point": "https://oss.example.com", "bucket": "b", "path": ""}}
    });
    sandbox.write_config(&stored.to_string());
    sandbox
        .addon(["registry", "export", "registries.yaml"])
        .success();
    let text = sandbox.read("registries.yaml");
    let mode = fs::metadata(sandbox.path("registries.yaml"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let documents: Vec<Value> = text
        .split("---\n")
        .map(|text| addon_yaml::from_str(text, &addon_yaml::Options::go()).unwrap())
        .collect();
    assert_eq!(documents[0]["kind"], "ConfigMap");
    assert_eq!(documents[0]["metadata"]["name"], "vela-addon-registry");
    assert_eq!(documents[0]["metadata"]["namespace"], "vela-system");
    let inner: Value =
        serde_json::from_str(documents[0]["data"]["registries"].as_str().unwrap()).unwrap();
    assert_eq!(inner["b"]["git"]["tokenSecretRef"], "addon-registry-b");
    assert_eq!(inner["b"]["git"]["token"], Value::Null);
    assert_eq!(documents[1]["kind"], "Secret");
    assert_eq!(documents[1]["metadata"]["name"], "addon-registry-b");
    assert_eq!(documents[1]["data"]["token"], "czNjcmV0");

    let other = Sandbox::new();
    other.write("registries.yaml", &text);
    other
        .addon(["registry", "import", "registries.yaml"])
        .success()
        .nowhere("s3cret");
    assert_eq!(config(&other), stored);
    // The same again changes nothing, other settings under the name are an error.
    other
        .addon(["registry", "import", "registries.yaml"])
        .success();
    other
        .addon(["registry", "update", "a", "--username", "bob"])
        .success();
    other
        .addon(["registry", "import", "registries.yaml"])
        .code(5);
    other
        .command("addon")
        .args(["registry", "import", "-", "--force"])
        .stdin(text)
        .run()
        .success();
    assert_eq!(config(&other)["a"]["helm"]["username"], "ann");
}

#[test]
fn settings_as_kubectl_prints_them_are_taken_too() {
    let sandbox = Sandbox::new();
    let list = json!({
        "apiVersion": "v1", "kind": "List", "items": [
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "other"}},
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "addon-registry-m"}, "data": {"token": "czNjcmV0"}},
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "vela-addon-registry"},
             "data": {"registries": r#"{"m":{"name":"m","git":{"url":"https://github.com/o/r","tokenSecretRef":"addon-registry-m"}},"n":{"name":"n","gitee":{"url":"https://gitee.com/o/r","tokenSecretRef":"gone"}}}"#}}
        ]
    });
    sandbox
        .command("addon")
        .args(["registry", "import", "-"])
        .stdin(list.to_string())
        .run()
        .success()
        .stderr_contains("the token of registry `n` is not there: its Secret `gone` is missing");
    assert_eq!(config(&sandbox)["m"]["git"]["token"], "s3cret");

    for (text, problem) in [
        (
            "kind: Secret\n",
            "there is no ConfigMap vela-addon-registry in it",
        ),
        (
            "kind: ConfigMap\nmetadata: {name: vela-addon-registry}\ndata: {}\n",
            "registry-key not exist",
        ),
        (
            "kind: ConfigMap\nmetadata: {name: vela-addon-registry}\ndata: {registries: '[1'}\n",
            "not the JSON object",
        ),
        ("{", "cannot import `-`"),
    ] {
        sandbox
            .command("addon")
            .args(["registry", "import", "-"])
            .stdin(text)
            .run()
            .code(8)
            .stderr_contains(problem);
    }
}

#[test]
fn the_namespace_of_an_export_follows_flag_and_environment() {
    let sandbox = Sandbox::new();
    sandbox
        .addon(["registry", "export", "--namespace", "mine"])
        .success()
        .stdout_contains("namespace: mine");
    sandbox
        .command("addon")
        .args(["registry", "export"])
        .env("DEFAULT_VELA_NS", "second")
        .env("KUBEVELA_SYSTEM_NAMESPACE", "first")
        .run()
        .success()
        .stdout_contains("namespace: first");
}

/// Priority is the file's order, in every command and in every run.
#[test]
fn the_order_of_registries_is_their_priority() {
    let sandbox = Sandbox::new();
    let repository = |description: &'static str| {
        Server::start(move |_| {
            let text = format!(
                "  - annotations: {{addon.name: demo}}\n    description: {description}\n    name: demo\n    urls: [demo.tgz]\n    version: 1.0.0\n"
            );
            Response::ok(Index::new().raw("demo", &text).yaml())
        })
    };
    let (zebra, ape) = (repository("of zebra"), repository("of ape"));
    for (name, server) in [("zebra", &zebra), ("ape", &ape)] {
        sandbox
            .addon(["registry", "add", name, &server.url()])
            .success();
    }
    sandbox.addon(["registry", "delete", "KubeVela"]).success();
    for _ in 0..5 {
        sandbox
            .addon(["list"])
            .success()
            .stdout_contains("of zebra")
            .nowhere("of ape");
    }
    sandbox
        .addon(["list", "--all"])
        .success()
        .stdout_contains("of zebra")
        .stdout_contains("of ape");
}

/// Every command, run against registries that are full of secrets.
#[test]
fn no_command_prints_a_secret() {
    let sandbox = Sandbox::new();
    let server = {
        let chart = Chart::addon("demo", "1.0.0");
        Server::start(move |request| match request.path() {
            "/index.yaml" => Response::ok(Index::new().chart(&chart).yaml()),
            "/demo-1.0.0.tgz" => Response::ok(chart.package()),
            _ => Response::status(500).with_body("no"),
        })
    };
    let url = server.url().replace("http://", "http://ann:s3cret@") + "?token=s3cret";
    sandbox.write_config(
        &json!({
            "h": {"name": "h", "helm": {"url": url}},
            "i": {"name": "i", "helm": {"url": server.url(), "username": "ann", "password": "s3cret"}},
            "j": {"name": "j", "helm": {"url": server.url() + "/none", "token": "s3cret"}},
            "k": {"name": "k", "git": {"url": format!("{}/o/r.git", server.url()), "token": "s3cret", "allowClearTextToken": true}},
            "l": {"name": "l", "git": {"url": format!("{}/o/r.git", url.split('?').next().unwrap())}}
        })
        .to_string(),
    );
    sandbox.addon(["init", "demo"]).success();
    sandbox.write("bad/README.md", "x");
    for line in [
        "registry list",
        "registry list -o json",
        "registry get h -o yaml",
        "registry get k",
        "registry add h https://ann:s3cret@h.example.com",
        "registry add x http://ann:s3cret@127.0.0.1:1/?token=s3cret",
        "registry add x --type git http://ann:s3cret@127.0.0.1:1/o/r.git",
        "registry add x --type git http://127.0.0.1:1/o/r.git --token s3cret",
        "registry update h --username bob",
        "registry update nowhere --password s3cret",
        "registry update i --bucket s3 --password s3cret",
        "list",
        "list -o json",
        "list -r h -r i -r j -r k -r l --all",
        "show h/demo",
        "show j/demo",
        "show k/demo",
        "show nothing",
        "pull h/demo -d out",
        "pull l/demo",
        "pull i/demo@7",
        "push demo h",
        "push demo i",
        "push demo j --access-token s3cret",
        "push demo k",
        "push bad h",
        "push demo http://ann:s3cret@127.0.0.1:1",
        "push demo http://127.0.0.1:1 -u ann -p s3cret",
        "--offline list",
        "--offline show j/demo",
        "package demo --password s3",
    ] {
        let words = line.split(' ').map(|word| word.replace("$URL", &url));
        let outcome = sandbox
            .command("addon")
            .args(["--retries", "0"])
            .args(words)
            .run();
        outcome
            .any_code()
            .nowhere("s3cret")
            .nowhere("YW5uOnMzY3JldA");
    }
}

#[test]
fn adding_tells_what_the_registry_offers() {
    let sandbox = Sandbox::new();
    let server = empty_repository();
    sandbox
        .addon(["registry", "add", "r", &server.url(), "--type", "helm"])
        .success()
        .stderr_eq("note: the registry answers; it is empty\n");
    let mixed = Server::start(|_| {
        let charts = [
            Chart::addon("a", "1.0.0"),
            Chart::addon("a", "2.0.0"),
            Chart::addon("b", "1.0.0"),
            Chart::plain("c", "1.0.0"),
        ];
        Response::ok(charts.iter().fold(Index::new(), Index::chart).yaml())
    });
    sandbox
        .addon(["registry", "add", "m", &mixed.url(), "--type", "helm"])
        .success()
        .stderr_eq("note: the registry answers; it offers 2 addons and 1 plain chart\n");
    sandbox
        .addon(["--quiet", "registry", "add", "q", &server.url()])
        .success()
        .stderr_eq("");
}
