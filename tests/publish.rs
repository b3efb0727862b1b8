//! Pushing addons and charts so that others find them.

use std::fs;

use snapbox::str;

use crate::support::{
    Chart, Index, Museum, Response, Sandbox, Served, closed_address, peer, served::packages_in,
    shared,
};

/// The air-gap chapter's loop over everything in the catalog, README.md and LICENSE included.
#[test]
fn the_loop_over_the_catalog_pushes_all_addons() {
    let Some(catalog) = shared("catalog") else {
        return;
    };
    let sandbox = Sandbox::new();
    let server = Served::start(&sandbox, "charts");
    let line = format!(
        "vela addon registry add localcm --type helm --endpoint={} >/dev/null 2>&1
         cd '{}'; failed=
         for i in *; do vela addon push $i localcm -f || failed=\"$failed $i:$?\"; done
         echo $failed",
        server.url(),
        catalog.display()
    );
    let checked = sandbox
        .shell(&line)
        .success()
        .stdout_eq("LICENSE:8 README.md:8\n");
    let stderr = checked.stderr();
    assert_eq!(stderr.matches("... Done\n").count(), 41, "{stderr}");
    assert_eq!(stderr.matches("error:").count(), 2, "{stderr}");
    for file in ["README.md", "LICENSE"] {
        let text = format!(
            "error: file '{file}' does not appear to be a gzipped archive; got 'text/plain; charset=utf-8'\n"
        );
        assert!(stderr.contains(&text), "{stderr}");
    }
    assert_eq!(packages_in(&sandbox.path("charts")).len(), 41);

    let listed = sandbox
        .addon(["list", "-r", "localcm", "-o", "json"])
        .success()
        .json();
    assert_eq!(listed.as_array().unwrap().len(), 41);
}

#[test]
fn many_addons_go_in_one_command_and_plain_files_fail_alone() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    for name in ["one", "two"] {
        sandbox.addon(["init", name]).success();
    }
    sandbox.write("README.md", "# words\n");
    sandbox.write("values.yaml", "a: 1\n");
    sandbox
        .addon([
            "push",
            "README.md",
            "one",
            "values.yaml",
            "two",
            &museum.url(),
        ])
        .code(3)
        .stderr_contains("file 'README.md' does not appear to be a gzipped archive")
        .stderr_contains("file 'values.yaml' seems to be a YAML file");
    assert_eq!(museum.holds(), ["one 1.0.0", "two 1.0.0"]);

    museum.server.forget();
    sandbox.addon(["push", "README.md", &museum.url()]).code(8);
    assert_eq!(museum.server.asked(), [""; 0], "nothing is sent");
}

#[test]
fn the_same_again_is_a_success_and_other_content_is_not() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    let url = museum.url();
    sandbox.addon(["init", "demo"]).success();
    sandbox.addon(["push", "demo", &url]).success();
    museum.server.forget();
    sandbox
        .addon(["push", "demo", &url])
        .success()
        .stderr_contains("is unchanged: the same content is there already");
    assert_eq!(museum.posts().len(), 0, "nothing is sent");

    sandbox.write("demo/README.md", "other");
    sandbox
        .addon(["push", "demo", &url])
        .code(5)
        .stderr_eq(str![[r#"
Pushing demo-1.0.0.tgz to http://127.0.0.1:[PORT]... Failed
error: `demo` 1.0.0 is in registry `http://127.0.0.1:[PORT]/` already, with different content
hint: raise the version, or overwrite what is there with --force

"#]]);
    assert_eq!(museum.posts().len(), 0);

    sandbox.addon(["push", "demo", &url, "--force"]).success();
    assert_eq!(museum.posts()[0].target, "/api/charts?force");
    assert_eq!(museum.holds(), ["demo 1.0.0"]);
}

/// Other tools pack the same files into other bytes.
#[test]
fn the_same_files_packed_by_another_tool_are_the_same() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    let chart = Chart::plain("web", "1.0.0");
    sandbox.write("web-1.0.0.tgz", chart.package());
    sandbox
        .addon(["push", "web-1.0.0.tgz", &museum.url()])
        .success();
    for (path, content) in crate::support::charts::unpack(&chart.package()) {
        sandbox.write(path, content);
    }
    sandbox
        .addon(["push", "web", &museum.url()])
        .success()
        .stderr_contains("is unchanged: the same content is there already");
}

#[test]
fn a_package_is_passed_on_byte_for_byte() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    let package = Chart::plain("dex", "0.6.5").package();
    sandbox.write("dex-0.6.5.tgz", &package);
    sandbox
        .addon(["push", "dex-0.6.5.tgz", &museum.url()])
        .success();
    assert!(museum.uploads()[0].bytes == package);
}

/// Helm moves them too; its readers of the next version look nowhere else.
#[test]
fn dependencies_of_a_chart_go_where_its_version_keeps_them() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    sandbox.write(
        "web/Chart.yaml",
        "# mine\napiVersion: v2\nname: web\nversion: 1.0.0\n",
    );
    let dependencies = "dependencies:\n- name: sub\n  version: 1.0.0\n  repository: https://h\n";
    sandbox.write("web/requirements.yaml", dependencies);
    sandbox.write("web/requirements.lock", "digest: x\n");
    sandbox.write(
        "web/charts/sub/Chart.yaml",
        "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
    );
    sandbox
        .addon(["push", "web", &museum.url()])
        .success()
        .stderr_contains(
            "warning: `web`: a chart of apiVersion v2 lists its dependencies in Chart.yaml",
        );
    let sent = &museum.uploads()[0];
    assert_eq!(sent.chart_yaml["dependencies"][0]["name"], "sub");
    let paths = |package: &[u8]| -> Vec<String> {
        let files = crate::support::charts::unpack(package);
        files.into_iter().map(|(path, _)| path).collect()
    };
    let expected = [
        "web/Chart.yaml",
        "web/Chart.lock",
        "web/charts/sub/Chart.yaml",
    ];
    assert_eq!(paths(&sent.bytes), expected);
    if let Some(helm) = peer("helm4") {
        let helm = helm.to_str().unwrap();
        sandbox
            .command(helm)
            .args(["package", "web"])
            .run()
            .success();
        assert_eq!(paths(&sandbox.read_bytes("web-1.0.0.tgz")), expected);
    }
}

#[test]
fn an_addon_and_a_chart_do_not_share_a_name_by_accident() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    let url = museum.url();
    sandbox.write("dex-0.6.5.tgz", Chart::plain("dex", "0.6.5").package());
    sandbox.write("dex-1.0.0.tgz", Chart::addon("dex", "1.0.0").package());
    sandbox.addon(["push", "dex-1.0.0.tgz", &url]).success();
    sandbox
        .addon(["push", "dex-0.6.5.tgz", &url])
        .code(5)
        .stderr_contains("the chart `dex` would share its name with an addon")
        .stderr_contains("--allow-name-clash");
    sandbox.addon(["push", "dex-0.6.5.tgz", &url, "-f"]).code(5);
    assert_eq!(museum.holds(), ["dex 1.0.0"]);
    sandbox
        .addon(["push", "dex-0.6.5.tgz", &url, "--allow-name-clash"])
        .success();
    // Only the addon is one.
    sandbox.addon(["registry", "add", "r", &url]).success();
    sandbox
        .addon(["list", "-r", "r", "-o", "json"])
        .success()
        .stdout_contains("1.0.0")
        .nowhere("0.6.5");

    let other = Museum::start();
    sandbox
        .addon(["push", "dex-0.6.5.tgz", &other.url()])
        .success();
    sandbox
        .addon(["push", "dex-1.0.0.tgz", &other.url()])
        .code(5)
        .stderr_contains("the addon `dex` would share its name with a plain chart");
}

#[test]
fn a_version_given_on_the_way_is_the_addons_own() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    sandbox.addon(["init", "demo"]).success();
    sandbox
        .addon(["push", "demo", &museum.url(), "-v", "3.1.4", "-a", "42"])
        .success();
    let upload = &museum.uploads()[0];
    assert_eq!(upload.version, "3.1.4");
    assert_eq!(upload.chart_yaml["appVersion"], "42");
    let files = crate::support::charts::unpack(&upload.bytes);
    let (_, metadata) = &files
        .iter()
        .find(|(path, _)| path == "demo/metadata.yaml")
        .unwrap();
    assert!(String::from_utf8_lossy(metadata).contains("3.1.4"));
    assert!(
        sandbox
            .read("demo/metadata.yaml")
            .contains("version: 1.0.0")
    );
}

#[test]
fn an_own_chart_yaml_is_kept_when_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.write(
        "demo/Chart.yaml",
        "apiVersion: v2\nname: demo\nversion: 1.0.0\ndescription: mine\nmaintainers:\n- name: Ann\n",
    );
    for (flags, description) in [
        (&["--keep-chartmeta"][..], "mine"),
        (&[][..], "An addon for KubeVela."),
    ] {
        let museum = Museum::start();
        sandbox
            .command("addon")
            .args(["push", "demo", &museum.url()])
            .args(flags)
            .run()
            .success();
        assert_eq!(museum.uploads()[0].chart_yaml["description"], description);
    }
    // Not valid, so there is nothing to keep.
    sandbox.write("demo/Chart.yaml", "name: ''\n");
    let museum = Museum::start();
    sandbox
        .addon(["push", "demo", &museum.url(), "--keep-chartmeta"])
        .success();
    assert_eq!(museum.uploads()[0].name, "demo");
}

/// Flags and variables of the original, and what each makes the server see.
#[test]
fn every_way_to_identify_reaches_the_server() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    let sent = |flags: &[&str], variables: &[(&str, &str)]| {
        let museum = Museum::start();
        let mut run = sandbox
            .command("addon")
            .args(["push", "demo", &museum.url()]);
        for (name, value) in variables {
            run = run.env(name, *value);
        }
        run.args(flags)
            .run()
            .success()
            .nowhere("hunter2")
            .nowhere("aHVudGVyMg");
        let posts = museum.posts();
        (
            posts[0].header("authorization").to_owned(),
            posts[0].header("x-token").to_owned(),
        )
    };
    // The first is `ann:hunter2` in base 64.
    let basic = ("Basic YW5uOmh1bnRlcjI=".to_owned(), String::new());
    let bearer = ("Bearer hunter2".to_owned(), String::new());
    assert_eq!(sent(&["-u", "ann", "-p", "hunter2"], &[]), basic);
    assert_eq!(sent(&["--username=ann", "--password=hunter2"], &[]), basic);
    let variables = [
        ("HELM_REPO_USERNAME", "ann"),
        ("HELM_REPO_PASSWORD", "hunter2"),
    ];
    assert_eq!(sent(&[], &variables), basic);
    assert_eq!(
        sent(&["-u", "ann"], &[("HELM_REPO_PASSWORD", "hunter2")]),
        basic
    );
    assert_eq!(sent(&["--access-token", "hunter2"], &[]), bearer);
    assert_eq!(sent(&[], &[("HELM_REPO_ACCESS_TOKEN", "hunter2")]), bearer);
    assert_eq!(
        sent(
            &["--access-token", "hunter2", "--auth-header", "X-Token"],
            &[]
        ),
        (String::new(), "hunter2".to_owned())
    );
    // Both user and password win over a token.
    assert_eq!(
        sent(&["-u", "ann", "-p", "hunter2", "--access-token", "t"], &[]),
        basic
    );
    // An empty variable is none.
    assert_eq!(
        sent(
            &[],
            &[("HELM_REPO_USERNAME", ""), ("HELM_REPO_PASSWORD", "")]
        ),
        (String::new(), String::new())
    );
}

#[test]
fn a_password_comes_from_standard_input_or_the_url() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    let museum = Museum::start();
    sandbox
        .command("addon")
        .args([
            "push",
            "demo",
            &museum.url(),
            "-u",
            "ann",
            "--password-stdin",
        ])
        .stdin("hunter2\n")
        .run()
        .success();
    assert_eq!(
        museum.posts()[0].header("authorization"),
        "Basic YW5uOmh1bnRlcjI="
    );

    let museum = Museum::start();
    // An escaped character in a password crashes the original.
    let url = museum.url().replace("http://", "http://ann:hunter%32@");
    sandbox
        .addon(["push", "demo", &url])
        .success()
        .nowhere("hunter")
        .stderr_contains(&format!("to {}... Done", museum.url()));
    assert_eq!(
        museum.posts()[0].header("authorization"),
        "Basic YW5uOmh1bnRlcjI="
    );
}

#[test]
fn paths_of_the_url_and_of_the_context_are_told_apart() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    for (path, context, target) in [
        ("", "", "/api/charts"),
        ("/org/repo/", "", "/api/org/repo/charts"),
        ("", "/x/y", "/x/y/api/charts"),
        ("/x/org", "/x", "/x/api/org/charts"),
    ] {
        let museum = Museum::start();
        let url = museum.url() + path;
        for run in [
            sandbox
                .command("addon")
                .args(["push", "demo", &url, "--context-path", context, "-f"]),
            sandbox
                .command("addon")
                .args(["push", "demo", &url, "-f"])
                .env("HELM_REPO_CONTEXT_PATH", context),
        ] {
            run.run().success();
        }
        for post in museum.posts() {
            assert_eq!(post.path(), target);
        }
    }
}

#[test]
fn the_schemes_of_the_helm_plugin_are_known() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    sandbox.addon(["init", "demo"]).success();
    let url = museum.url().replace("http://", "cm://");
    sandbox
        .addon(["push", "demo", &url, "--use-http"])
        .success();
    assert_eq!(museum.holds(), ["demo 1.0.0"]);
}

#[test]
fn answers_of_the_server_become_errors_that_say_so() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    for (status, body, code, text) in [
        (401, r#"{"error":"unauthorized"}"#, 6, "unauthorized"),
        (403, "go away", 6, "go away"),
        (404, r#"{"error":"not found"}"#, 4, "not found"),
        (413, r#"{"error":"too big"}"#, 7, "too big"),
        (
            507,
            r#"{"error":"repo has reached storage limit"}"#,
            7,
            "storage limit",
        ),
        (200, "<html>welcome</html>", 8, "answered 200 to an upload"),
    ] {
        let museum = Museum::guarded(move |request| {
            (request.method == "POST").then(|| Response::status(status).with_body(body))
        });
        sandbox
            .addon(["push", "demo", &museum.url()])
            .code(code)
            .stderr_contains("... Failed\n")
            .stderr_contains(text)
            .stderr_contains("error:");
    }
}

/// Two people push the same version at once; the server knows first.
#[test]
fn a_race_that_somebody_else_won_is_judged_by_content() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.addon(["package", "demo"]).success();
    let same = sandbox.read_bytes("demo-1.0.0.tgz");
    for (content, code) in [(same, 0), (Chart::addon("demo", "1.0.0").package(), 5)] {
        // Until the upload the version is not there, from then on it is.
        let museum = {
            let pushed = std::sync::atomic::AtomicBool::new(false);
            Museum::guarded(move |request| {
                use std::sync::atomic::Ordering::SeqCst;
                if request.method == "POST" {
                    pushed.store(true, SeqCst);
                    return Some(Response::status(409).with_body(r#"{"error":"exists"}"#));
                }
                if !pushed.load(SeqCst) {
                    return Some(Response::status(404));
                }
                Some(if request.path().starts_with("/api/") {
                    let digest = crate::support::charts::digest(&content);
                    Response::ok(format!(
                        r#"[{{"name":"demo","version":"1.0.0","annotations":{{"addon.name":"demo"}},"digest":"{digest}","urls":["charts/demo-1.0.0.tgz"]}}]"#
                    ))
                } else {
                    Response::ok(content.clone())
                })
            })
        };
        let _checked = sandbox.addon(["push", "demo", &museum.url()]).code(code);
    }
}

#[test]
fn a_registry_that_takes_no_pushes_says_so() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox
        .command("git")
        .args(["init", "-q", "repo"])
        .run()
        .success();
    sandbox
        .addon([
            "registry",
            "add",
            "g",
            "--type",
            "git",
            "--no-check",
            "repo",
        ])
        .success();
    sandbox
        .addon(["push", "demo", "g"])
        .code(1)
        .stderr_contains("registry `g` cannot be pushed to");
}

#[test]
fn a_folder_can_be_pushed_to_and_served_by_anything() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox
        .addon(["registry", "add", "shelf", "--type", "local", "shelf"])
        .success();
    sandbox.addon(["push", "demo", "shelf"]).success();
    sandbox.write("demo/README.md", "other");
    sandbox.addon(["push", "demo", "shelf"]).code(5);
    sandbox.addon(["push", "demo", "shelf", "-f"]).success();
    sandbox
        .addon(["push", "demo", "shelf", "-v", "1.1.0"])
        .success();
    assert_eq!(
        packages_in(&sandbox.path("shelf")),
        ["demo-1.0.0.tgz", "demo-1.1.0.tgz"]
    );
    sandbox
        .addon(["list", "-r", "shelf"])
        .success()
        .stdout_contains("[1.1.0, 1.0.0]");

    let server = Served::start(&sandbox, "shelf");
    let reply = server.client().get("/index.yaml").unwrap();
    assert_eq!(reply.status, 200);
    let index = reply.text();
    assert!(index.contains("version: 1.1.0"), "{index}");
}

#[test]
fn nothing_is_left_behind_in_the_temporary_folder() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    sandbox.addon(["init", "demo"]).success();
    fs::create_dir(sandbox.path("tmp")).unwrap();
    sandbox
        .command("addon")
        .args(["push", "demo", &museum.url()])
        .env("TMPDIR", sandbox.path("tmp"))
        .run()
        .success();
    assert_eq!(sandbox.files("tmp"), [""; 0]);
}

#[test]
fn a_wrong_target_is_told_before_anything_is_packed() {
    let sandbox = Sandbox::new();
    sandbox
        .addon(["push", "no-such-folder", "nowhere"])
        .code(4)
        .stderr_contains("we cannot find Helm repository nowhere");
    sandbox
        .addon(["push", "only-one"])
        .code(2)
        .stderr_contains("two arguments are needed");
    sandbox.addon(["init", "demo"]).success();
    sandbox
        .addon(["push", "demo", &format!("http://{}", closed_address())])
        .code(7)
        .stderr_contains("... Failed\n")
        .stderr_contains("connecting");
}

/// Scripts set variables to nothing in order to unset them.
#[test]
fn empty_variables_are_none() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    sandbox.addon(["init", "demo"]).success();
    let mut run = sandbox
        .command("addon")
        .args(["push", "demo", &museum.url()]);
    for name in [
        "USERNAME",
        "PASSWORD",
        "ACCESS_TOKEN",
        "AUTH_HEADER",
        "CONTEXT_PATH",
        "CA_FILE",
        "CERT_FILE",
        "KEY_FILE",
        "INSECURE",
        "USE_HTTP",
    ] {
        run = run.env(&format!("HELM_REPO_{name}"), "");
    }
    for name in ["ADDON_OFFLINE", "ADDON_QUIET", "ADDON_PUSH_FORCE"] {
        run = run.env(name, "");
    }
    run.run().success();
    assert_eq!(museum.posts()[0].target, "/api/charts");
}

#[test]
fn empty_variables_of_flags_with_values_are_none() {
    let sandbox = Sandbox::new();
    let mut init = sandbox.command("addon").args(["init", "demo"]);
    for name in ["RETRIES", "CACHE_DIR", "GIT_MIRRORS", "INIT_PATH"] {
        init = init.env(&format!("ADDON_{name}"), "");
    }
    init.run().success();
    sandbox
        .command("addon")
        .args(["package", "demo"])
        .env("ADDON_PACKAGE_OUTPUT", "")
        .env("ADDON_PACKAGE_DESTINATION", "")
        .env("ADDON_PACKAGE_VERSION", "")
        .run()
        .success();
    assert!(sandbox.path("demo-1.0.0.tgz").exists());
    let folder = sandbox.path("charts");
    let mut serve = sandbox.command("addon").args(["serve", "--gen-index"]);
    for name in [
        "PORT",
        "STORAGE",
        "LISTEN_HOST",
        "READ_TIMEOUT",
        "CACHE_INTERVAL",
        "MAX_UPLOAD_SIZE",
        "BASIC_AUTH_USER",
        "BASIC_AUTH_PASS",
        "TLS_CERT",
        "TLS_KEY",
        "TLS_CA_CERT",
        "CHART_URL",
    ] {
        serve = serve.env(name, "");
    }
    serve
        .env("STORAGE_LOCAL_ROOTDIR", folder)
        .run()
        .success()
        .stdout_contains("entries: {}");
}

#[test]
fn variables_of_switches_are_read_as_people_write_them() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    for (value, target) in [
        ("true", "/api/charts?force"),
        ("1", "/api/charts?force"),
        ("false", "/api/charts"),
        ("0", "/api/charts"),
    ] {
        let museum = Museum::start();
        sandbox
            .command("addon")
            .args(["push", "demo", &museum.url()])
            .env("ADDON_PUSH_FORCE", value)
            .env("HELM_REPO_INSECURE", value)
            .run()
            .success();
        assert_eq!(museum.posts()[0].target, target, "{value}");
    }
}

/// What is given for encryption is looked at even where nothing is encrypted.
#[test]
fn files_for_tls_that_are_not_there_are_told() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    sandbox.addon(["init", "demo"]).success();
    for (flag, text) in [
        ("--ca-file", "file of authorities"),
        ("--cert-file", "client certificate"),
    ] {
        sandbox
            .addon(["push", "demo", &museum.url(), flag, "nowhere.pem"])
            .any_code()
            .stderr_contains(text);
    }
    assert!(museum.posts().is_empty());
}

#[test]
fn the_usage_begins_with_what_was_typed() {
    let sandbox = Sandbox::new();
    for command in ["push", "sync"] {
        let usage = sandbox
            .shell(&format!("vela addon {command} --nope"))
            .code(2);
        let text = format!("Usage: vela addon {command} [OPTIONS] <");
        assert!(usage.stderr().contains(&text), "{}", usage.stderr());
    }
}

/// `helm repo index --url` writes addresses of the web server that the folder is meant for.
#[test]
fn an_index_with_addresses_of_a_server_serves_a_folder_too() {
    let sandbox = Sandbox::new();
    let chart = Chart::addon("demo", "1.0.0");
    let index = Index::new().chart_at(
        &chart,
        "https://charts.example.com/a%2Fb/demo-1.0.0.tgz?x=1",
    );
    sandbox.write("shelf/index.yaml", index.yaml());
    sandbox
        .addon(["registry", "add", "shelf", "--type", "local", "shelf"])
        .success();
    sandbox
        .addon(["pull", "shelf/demo", "-d", "got"])
        .code(8)
        .stderr_contains("the index names no package of the folder for it");
    sandbox.write("shelf/demo-1.0.0.tgz", chart.package());
    sandbox.addon(["pull", "shelf/demo", "-d", "got"]).success();
    assert_eq!(
        fs::read(sandbox.path("got/demo-1.0.0.tgz")).unwrap(),
        chart.package()
    );
    sandbox.write("shelf/demo-1.0.0.tgz", b"something else");
    sandbox
        .addon(["pull", "shelf/demo", "-d", "other"])
        .code(8)
        .stderr_contains("digest");
}
