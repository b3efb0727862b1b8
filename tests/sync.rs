//! Bringing a whole catalog into a registry.

use std::fs;

use serde_json::{Value, json};
use snapbox::str;

use crate::support::{
    Chart, Museum, Response, Sandbox, Served, Server, served::packages_in, shared,
};

/// Writes the folder of an addon.
pub(crate) fn write_addon(sandbox: &Sandbox, folder: &str, name: &str, version: &str) {
    sandbox.write(
        format!("{folder}/metadata.yaml"),
        format!("name: {name}\nversion: {version}\ndescription: The {name} addon\n"),
    );
    sandbox.write(
        format!("{folder}/template.cue"),
        "package main\noutput: {}\n",
    );
}

/// Returns how many entries ended in which way.
pub(crate) fn summary(report: &Value) -> Value {
    report["summary"].clone()
}

/// Returns the names of the entries with a status, sorted.
pub(crate) fn with_status(report: &Value, status: &str) -> Vec<String> {
    let items = report["items"].as_array().unwrap();
    let mut names: Vec<String> = items
        .iter()
        .filter(|item| item["status"] == status)
        .map(|item| item["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_catalog_goes_once_and_then_only_what_changed() {
    let Some(catalog) = shared("catalog") else {
        return;
    };
    let sandbox = Sandbox::new();
    sandbox.copy(&catalog, "catalog");
    let server = Served::start(&sandbox, "charts");
    let sync = |flags: &[&str]| {
        let words = ["sync", "catalog", server.url(), "-o", "json"];
        sandbox.addon(words.iter().chain(flags).copied())
    };

    let planned = sync(&["--plan"]).success().json();
    assert_eq!(summary(&planned), json!({"push": 41, "skipped": 2}));
    assert!(
        packages_in(&sandbox.path("charts")).is_empty(),
        "a plan sends nothing"
    );
    let first = sync(&[]).success().json();
    assert_eq!(summary(&first), json!({"pushed": 41, "skipped": 2}));
    assert_eq!(packages_in(&sandbox.path("charts")).len(), 41);
    let again = sync(&[]).success().json();
    assert_eq!(summary(&again), json!({"unchanged": 41, "skipped": 2}));

    for name in ["dex", "keda", "velaux"] {
        let readme = format!("catalog/{name}/CHANGES.md");
        sandbox.write(readme, "changed\n");
    }
    let refused = sync(&[]).code(3).json();
    assert_eq!(with_status(&refused, "conflict"), ["dex", "keda", "velaux"]);
    let planned = sync(&["-f", "--plan"]).success().json();
    assert_eq!(
        with_status(&planned, "overwrite"),
        ["dex", "keda", "velaux"]
    );
    let forced = sync(&["-f"]).success().json();
    assert_eq!(
        summary(&forced),
        json!({"overwritten": 3, "unchanged": 38, "skipped": 2})
    );
    for name in ["dex", "keda", "velaux"] {
        let path = format!("catalog/{name}/metadata.yaml");
        let lines = sandbox.read(&path);
        let lines = lines.lines().map(|line| {
            if line.starts_with("version:") {
                "version: 99.0.0"
            } else {
                line
            }
        });
        let text: Vec<&str> = lines.collect();
        sandbox.write(&path, text.join("\n"));
    }
    let raised = sync(&[]).success().json();
    assert_eq!(with_status(&raised, "pushed"), ["dex", "keda", "velaux"]);
    assert_eq!(packages_in(&sandbox.path("charts")).len(), 44);
    assert_eq!(summary(&sync(&[]).success().json())["unchanged"], 41);
}

#[test]
fn one_listing_before_and_one_after_are_all_that_is_asked() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        write_addon(&sandbox, &format!("all/{name}"), name, "1.0.0");
    }
    let museum = Museum::start();
    sandbox.addon(["sync", "all", &museum.url()]).success();
    let mut asked = museum.server.asked();
    assert_eq!(
        (asked.remove(0), asked.pop()),
        ("GET /index.yaml".into(), Some("GET /index.yaml".into()))
    );
    assert_eq!(asked, ["POST /api/charts"; 3]);
    museum.server.forget();
    sandbox.addon(["sync", "all", &museum.url()]).success();
    assert_eq!(museum.server.asked(), ["GET /index.yaml"]);
}

#[test]
fn every_entry_is_classified_and_every_skip_has_a_reason() {
    let sandbox = Sandbox::new();
    write_addon(&sandbox, "repo/addons/first", "first", "1.0.0");
    write_addon(
        &sandbox,
        "repo/experimental/addons/second",
        "second",
        "0.1.0",
    );
    sandbox.write("repo/addons/README.md", "# words\n");
    sandbox.write("repo/docs/guide/words.md", "words\n");
    sandbox.write("repo/.git/config", "");
    sandbox.write(
        "repo/chart/Chart.yaml",
        "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    );
    sandbox.write(
        "repo/chart/charts/sub/Chart.yaml",
        "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
    );
    let (addon, chart) = (
        Chart::addon("third", "2.0.0"),
        Chart::plain("nginx", "13.0.0"),
    );
    sandbox.write("repo/packages/third-2.0.0.tgz", addon.package());
    sandbox.write("repo/packages/nginx-13.0.0.tgz", chart.package());
    sandbox.write("repo/packages/nginx-13.0.0.tgz.prov", "signed\n");
    sandbox.write("repo/packages/index.yaml", "entries: {}\n");
    std::os::unix::fs::symlink("addons", sandbox.path("repo/link")).unwrap();
    let museum = Museum::start();
    let planned = sandbox
        .addon(["sync", "repo", &museum.url(), "--plan"])
        .success()
        .stderr_eq("");
    planned.stdout_eq(str![[r#"
NAME    VERSION  KIND           SIZE   RESULT   SOURCE                               REASON
-       -        other          -      skipped  repo/.git                            it is hidden
-       -        other          -      skipped  repo/addons/README.md                it is no package
-       -        other          -      skipped  repo/docs                            it holds no addon, no chart and no package
-       -        other          -      skipped  repo/link                            it leads to a folder that was looked into already
-       -        other          -      skipped  repo/packages/index.yaml             an index, which registries write themselves
-       -        other          -      skipped  repo/packages/nginx-13.0.0.tgz.prov  a signature, which is not sent
first   1.0.0    addon          269 B  push     repo/addons/first                    -
nginx   13.0.0   chart          210 B  push     repo/packages/nginx-13.0.0.tgz       -
second  0.1.0    addon          268 B  push     repo/experimental/addons/second      -
third   2.0.0    addon package  324 B  push     repo/packages/third-2.0.0.tgz        -
web     1.0.0    chart          168 B  push     repo/chart                           -

RESULT   COUNT  SIZE
push     5      1.2 KiB
skipped  6      -

"#]]);
    sandbox.addon(["sync", "repo", &museum.url()]).success();
    assert_eq!(
        museum.holds(),
        [
            "first 1.0.0",
            "nginx 13.0.0",
            "second 0.1.0",
            "third 2.0.0",
            "web 1.0.0"
        ]
    );
    let sent = museum.uploads();
    let third = sent.iter().find(|upload| upload.name == "third").unwrap();
    assert_eq!(third.bytes, addon.package(), "packages go byte for byte");
}

#[test]
fn what_is_broken_fails_alone_and_says_where() {
    let sandbox = Sandbox::new();
    write_addon(&sandbox, "all/good", "good", "1.0.0");
    sandbox.write("all/bad/metadata.yaml", "name: bad\nversion: [\n");
    sandbox.write(
        "all/cut-1.0.0.tgz",
        &Chart::plain("cut", "1.0.0").package()[..60],
    );
    let museum = Museum::start();
    let report = sandbox
        .addon(["sync", "all", &museum.url(), "-o", "json"])
        .code(3)
        .stderr_contains("failed all/bad: all/bad is not an addon dir: all/bad/metadata.yaml:2:10:")
        .json();
    assert_eq!(summary(&report), json!({"failed": 2, "pushed": 1}));
    assert_eq!(museum.holds(), ["good 1.0.0"]);
    sandbox
        .addon(["sync", "all", &museum.url(), "--fail-fast"])
        .code(8)
        .stdout_contains("not tried");
}

#[test]
fn nothing_to_send_is_told() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    sandbox.write("empty/words.txt", "words");
    sandbox
        .addon(["sync", "empty", &museum.url()])
        .code(4)
        .stderr_contains("the folder `empty` holds no addon, no chart and no package");
    sandbox
        .addon(["sync", "nowhere", &museum.url()])
        .code(4)
        .stderr_contains("`nowhere` is neither a folder, nor a package, nor a registry");
    sandbox.addon(["sync", &museum.url()]).code(2);
}

#[test]
fn policies_say_what_happens_to_versions_that_are_there() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    for name in ["same", "other"] {
        write_addon(&sandbox, &format!("all/{name}"), name, "1.0.0");
    }
    sandbox.addon(["sync", "all", &museum.url()]).success();
    sandbox.write("all/other/more.txt", "more");
    let sync = |policy: &str| {
        let policy = format!("--if-exists={policy}");
        sandbox.addon(["sync", "all", &museum.url(), "-o", "json", &policy])
    };
    let statuses = |report: &Value| {
        let items = report["items"].as_array().unwrap();
        let status = |name| {
            let item = items.iter().find(|item| item["name"] == name).unwrap();
            item["status"].as_str().unwrap().to_owned()
        };
        [status("same"), status("other")]
    };
    let same = sync("skip-same").code(3).json();
    assert_eq!(statuses(&same), ["unchanged", "conflict"]);
    assert_eq!(
        statuses(&sync("skip").success().json()),
        ["skipped", "skipped"]
    );
    assert_eq!(
        statuses(&sync("fail").code(5).json()),
        ["conflict", "conflict"]
    );
    let overwritten = sync("overwrite").success().json();
    assert_eq!(statuses(&overwritten), ["unchanged", "overwritten"]);
    let posts = museum.posts();
    assert_eq!(posts.len(), 3, "two at first and one to overwrite");
    assert!(posts[2].target.ends_with("?force"));
}

#[test]
fn the_same_content_packed_differently_is_unchanged() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    write_addon(&sandbox, "all/a", "a", "1.0.0");
    sandbox
        .command("addon")
        .args(["sync", "all", &museum.url()])
        .env("SOURCE_DATE_EPOCH", "1000000000")
        .run()
        .success();
    let report = sandbox.addon(["sync", "all", &museum.url(), "-o", "json"]);
    assert_eq!(summary(&report.success().json()), json!({"unchanged": 1}));
}

#[test]
fn names_and_dates_choose() {
    let sandbox = Sandbox::new();
    for (name, version) in [
        ("a", "1.0.0"),
        ("a", "2.0.0"),
        ("a", "3.0.0-rc.1"),
        ("b", "1.0.0"),
        ("ab", "1.0.0"),
    ] {
        let chart = Chart::addon(name, version);
        sandbox.write(format!("all/{}", chart.file_name()), chart.package());
    }
    let chosen = |flags: &[&str]| {
        let museum = Museum::start();
        let url = museum.url();
        sandbox
            .addon(["sync", "all", &url].iter().chain(flags).copied())
            .success();
        museum.holds().join(", ")
    };
    assert_eq!(chosen(&["--latest"]), "a 2.0.0, ab 1.0.0, b 1.0.0");
    assert_eq!(chosen(&["--match", "a*", "--exclude", "a"]), "ab 1.0.0");
    assert_eq!(chosen(&["--match=[ab]", "--latest"]), "a 2.0.0, b 1.0.0");
    assert_eq!(chosen(&["--since", "2100-01-01"]), "");
    sandbox.shell("touch -d 2001-01-01 all/a-*.tgz").success();
    assert_eq!(chosen(&["--since", "2001-01-02"]), "ab 1.0.0, b 1.0.0");
    sandbox
        .addon(["sync", "all", "http://127.0.0.1:1", "--since", "yesterday"])
        .code(2);
    sandbox
        .addon(["sync", "all", "http://127.0.0.1:1", "--match", "["])
        .code(2);
}

#[test]
fn a_name_shared_by_an_addon_and_a_chart_stops_everything_before_it_begins() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    write_addon(&sandbox, "all/dex", "dex", "0.7.0");
    write_addon(&sandbox, "all/web", "web", "1.0.0");
    let chart = Chart::plain("dex", "0.6.5");
    sandbox.write("all/dex-0.6.5.tgz", chart.package());
    let refused =
        "the addon from all/dex and the chart from all/dex-0.6.5.tgz share the name `dex`";
    for flags in [&["--plan"][..], &[]] {
        sandbox
            .addon(["sync", "all", &museum.url()].iter().chain(flags).copied())
            .code(5)
            .stderr_contains(refused);
    }
    assert!(museum.posts().is_empty());
    sandbox
        .addon(["push", "all/dex-0.6.5.tgz", &museum.url()])
        .success();
    fs::remove_file(sandbox.path("all/dex-0.6.5.tgz")).unwrap();
    sandbox
        .addon(["sync", "all", &museum.url()])
        .code(5)
        .stderr_contains("share the name `dex`");
    sandbox
        .addon(["sync", "all", &museum.url(), "--exclude", "dex"])
        .success();
    sandbox
        .addon(["sync", "all", &museum.url(), "--allow-name-clash"])
        .success()
        .stderr_contains("warning: the addon from all/dex");
    assert_eq!(museum.holds(), ["dex 0.6.5", "dex 0.7.0", "web 1.0.0"]);
}

#[test]
fn two_sources_with_one_version_agree_or_fail() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    for folder in ["one/a", "two/a", "two/b", "three/b"] {
        write_addon(&sandbox, folder, &folder[folder.len() - 1..], "1.0.0");
    }
    sandbox.write("three/b/more.txt", "more");
    let report = sandbox
        .addon(["sync", "one", "two", "three", &museum.url(), "-o", "json"])
        .code(3)
        .stderr_contains("two/b has other content under the same name and version")
        .json();
    assert_eq!(
        summary(&report),
        json!({"conflict": 1, "pushed": 2, "skipped": 1})
    );
}

#[test]
fn delete_removes_what_no_source_has_and_asks_before() {
    let sandbox = Sandbox::new();
    let server = Served::start(&sandbox, "charts");
    for name in ["stays", "goes", "other"] {
        write_addon(&sandbox, &format!("all/{name}"), name, "1.0.0");
    }
    sandbox.addon(["sync", "all", server.url()]).success();
    fs::remove_dir_all(sandbox.path("all/goes")).unwrap();
    fs::remove_dir_all(sandbox.path("all/other")).unwrap();
    let delete = |flags: &[&str]| {
        let words = ["sync", "all", server.url(), "--delete"];
        sandbox.addon(words.iter().chain(flags).copied())
    };
    let held = || packages_in(&sandbox.path("charts"));
    delete(&[])
        .code(2)
        .stderr_contains("to be deleted: goes 1.0.0\n")
        .stderr_contains("hint: see them with --plan, and say --yes if they are to go");
    delete(&["--plan"]).success().stdout_contains("delete");
    assert_eq!(held().len(), 3, "nothing has gone yet");

    delete(&["--match", "g*", "--yes"]).success();
    assert_eq!(held(), ["other-1.0.0.tgz", "stays-1.0.0.tgz"]);
    sandbox.write("all/broken/metadata.yaml", "name: [");
    delete(&["--yes"])
        .code(3)
        .stderr_contains("nothing was deleted, because not everything went well before");
    assert_eq!(held().len(), 2);
    fs::remove_dir_all(sandbox.path("all/broken")).unwrap();
    let report = delete(&["--yes", "-o", "json"]).success().json();
    assert_eq!(summary(&report), json!({"deleted": 1, "unchanged": 1}));
    assert_eq!(held(), ["stays-1.0.0.tgz"]);
}

#[test]
fn a_report_tells_what_to_try_again() {
    let sandbox = Sandbox::new();
    let broken = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let museum = Museum::guarded({
        let broken = broken.clone();
        move |request| {
            let is_b = request.body.windows(13).any(|at| at == b"\"b-1.0.0.tgz\"");
            let is_broken = broken.load(std::sync::atomic::Ordering::SeqCst);
            (is_b && is_broken)
                .then(|| Response::status(400).with_body("{\"error\":\"not today\"}"))
        }
    });
    for name in ["a", "b"] {
        write_addon(&sandbox, &format!("all/{name}"), name, "1.0.0");
    }
    sandbox
        .addon(["sync", "all", &museum.url(), "--report", "report.json"])
        .code(3)
        .stderr_contains("not today");
    let report: Value = serde_json::from_str(&sandbox.read("report.json")).unwrap();
    assert_eq!(with_status(&report, "failed"), ["b"]);
    broken.store(false, std::sync::atomic::Ordering::SeqCst);
    write_addon(&sandbox, "all/c", "c", "1.0.0");
    let words = [
        "sync",
        "all",
        &museum.url(),
        "--retry-failed",
        "report.json",
        "-o",
        "json",
    ];
    let report = sandbox.addon(words).success().json();
    assert_eq!(summary(&report), json!({"pushed": 1, "skipped": 2}));
    assert_eq!(museum.holds(), ["a 1.0.0", "b 1.0.0"]);
    sandbox.write("report.json", "{");
    sandbox
        .addon(words)
        .code(8)
        .stderr_contains("`report.json` is no report of addon sync");
}

#[test]
fn registries_are_sources_too() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    let (one, two) = (Chart::addon("one", "1.0.0"), Chart::plain("two", "2.0.0"));
    for chart in [&one, &two] {
        sandbox.write(chart.file_name(), chart.package());
        sandbox
            .addon(["push", &chart.file_name(), &museum.url()])
            .success();
    }
    let server = Served::start(&sandbox, "charts");
    for (name, url) in [("from", museum.url().as_str()), ("to", server.url())] {
        sandbox
            .addon(["registry", "add", name, url, "--type", "helm"])
            .success();
    }
    sandbox.addon(["sync", "from/one@1.0.0", "to"]).success();
    assert_eq!(packages_in(&sandbox.path("charts")), ["one-1.0.0.tgz"]);
    sandbox.addon(["sync", "from", "to"]).success();
    for chart in [&one, &two] {
        let bytes = server
            .client()
            .get(&format!("/charts/{}", chart.file_name()))
            .unwrap()
            .body;
        assert_eq!(bytes, chart.package(), "byte for byte");
    }
    museum.server.forget();
    let again = sandbox
        .addon(["sync", "from", "to", "-o", "json"])
        .success();
    assert_eq!(summary(&again.json()), json!({"unchanged": 2}));
    assert_eq!(
        museum.server.asked(),
        ["GET /index.yaml"],
        "digests say that nothing needs to be fetched"
    );
}

#[test]
fn a_git_repository_is_a_source() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    for name in ["a", "b"] {
        write_addon(&sandbox, &format!("repo/addons/{name}"), name, "1.0.0");
    }
    sandbox
        .shell("cd repo && git init -q -b main && git add . && git commit -qm All")
        .success();
    sandbox
        .addon([
            "registry", "add", "git", "repo", "--type", "git", "--path", "addons",
        ])
        .success();
    sandbox
        .addon(["sync", "repo/addons", "git"])
        .code(1)
        .stderr_contains("registry `git` cannot be pushed to");
    for summary_of in [json!({"pushed": 2}), json!({"unchanged": 2})] {
        let report = sandbox.addon(["sync", "git", &museum.url(), "-o", "json"]);
        assert_eq!(summary(&report.success().json()), summary_of);
    }
}

#[test]
fn a_folder_is_a_target_too() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        write_addon(&sandbox, &format!("all/{name}"), name, "1.0.0");
    }
    sandbox
        .addon([
            "registry",
            "add",
            "shelf",
            "--type",
            "local",
            "--endpoint",
            "shelf",
        ])
        .success();
    sandbox.addon(["sync", "all", "shelf"]).success();
    assert_eq!(packages_in(&sandbox.path("shelf")).len(), 3);
    fs::remove_dir_all(sandbox.path("all/b")).unwrap();
    sandbox
        .addon(["sync", "all", "shelf", "--delete", "--yes"])
        .success();
    assert_eq!(
        packages_in(&sandbox.path("shelf")),
        ["a-1.0.0.tgz", "c-1.0.0.tgz"]
    );
}

#[test]
fn lines_for_programs_and_lines_for_people() {
    let sandbox = Sandbox::new();
    write_addon(&sandbox, "all/a", "a", "1.0.0");
    let museum = Museum::start();
    let words = ["sync", "all", &museum.url()];
    let lines = sandbox
        .addon(words.iter().chain(&["-o", "jsonl"]).copied())
        .success()
        .stderr_eq("pushed a 1.0.0 (261 B)\n");
    let lines: Vec<Value> = lines
        .stdout()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["status"], "pushed");
    assert_eq!(lines[1], json!({"summary": {"pushed": 1}}));
    sandbox
        .addon(words)
        .success()
        .stderr_eq("unchanged a 1.0.0\n")
        .stdout_eq(str![[r#"
RESULT     COUNT  SIZE
unchanged  1      261 B

"#]]);
    sandbox
        .addon(words.iter().chain(&["-q", "-o", "yaml"]).copied())
        .success()
        .stderr_eq("");
}

#[test]
fn the_way_to_the_registry_is_that_of_push() {
    let sandbox = Sandbox::new();
    write_addon(&sandbox, "all/a", "a", "1.0.0");
    let museum = Museum::guarded(|request| {
        let known = request.header("authorization") == "Basic YW5uOnMzY3JldA==";
        (!known).then(|| Response::status(401))
    });
    let words = ["sync", "all", &museum.url()];
    sandbox.addon(words).code(6);
    sandbox
        .addon(words.iter().chain(&["-u", "ann", "-p", "s3cret"]).copied())
        .success()
        .nowhere("s3cret");
    // A registry that everybody may read and few may fill.
    for name in ["b", "c", "d"] {
        write_addon(&sandbox, &format!("all/{name}"), name, "1.0.0");
    }
    let open = Museum::guarded(|request| (request.method == "POST").then(|| Response::status(401)));
    let report = sandbox
        .addon(["sync", "all", &open.url(), "-o", "json", "--jobs", "1"])
        .code(6)
        .stderr_contains("warning: the registry refused the credentials")
        .json();
    assert_eq!(summary(&report), json!({"failed": 1, "not-tried": 3}));
    assert_eq!(open.posts().len(), 1, "others would be refused as well");
}

/// Who asks for one of forty does not want to read of the others.
#[test]
fn what_nobody_asked_for_is_only_counted() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    for name in ["one", "two", "three"] {
        write_addon(&sandbox, &format!("all/{name}"), name, "1.0.0");
    }
    let sync = |flags: &[&str]| {
        let url = museum.url();
        let words = ["sync", "all", &url, "--match", "o*"];
        sandbox.addon(words.iter().chain(flags).copied()).success()
    };
    let plan = sync(&["--plan"]);
    assert!(!plan.stdout().contains("three"), "{}", plan.stdout());
    let wide = sync(&["--plan", "-o", "wide"]);
    let wide = wide.stdout_contains("its name fits no --match");
    assert!(wide.stdout().contains("three"), "{}", wide.stdout());
    let sent = sync(&[]);
    assert_eq!(sent.stderr().lines().count(), 1, "{}", sent.stderr());
    assert!(sent.stdout().contains("skipped  2"), "{}", sent.stdout());
    sandbox
        .addon(["sync", "all", &museum.url(), "--match", "one,two"])
        .success()
        .stderr_contains("warning: the flags that select leave nothing to bring");
}

/// Some servers answer 201 and lose the entry all the same.
#[test]
fn what_the_registry_took_and_does_not_list_is_told_beside_the_result() {
    let sandbox = Sandbox::new();
    write_addon(&sandbox, "demo", "demo", "1.0.0");
    let server = Server::start(|request| match (&*request.method, request.path()) {
        ("POST", _) => Response::status(201).with_body(r#"{"saved":true}"#),
        (_, "/index.yaml") => Response::ok("apiVersion: v1\nentries: {}\n"),
        _ => Response::status(404),
    });
    let told = "failed demo 1.0.0 from demo: the registry took it and does not list it\n";
    sandbox
        .addon(["sync", "demo", &server.url(), "-o", "json"])
        .code(1)
        .stderr_contains(told);
}

#[test]
fn a_folder_that_is_no_registry_yet_can_become_one() {
    let sandbox = Sandbox::new();
    write_addon(&sandbox, "demo", "demo", "1.0.0");
    sandbox
        .addon(["sync", "demo", "./out"])
        .code(4)
        .stderr_contains("hint: make the folder a registry: `addon registry add NAME ./out");
}
