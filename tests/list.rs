//! Listing what several registries offer, also when some of them are down.

use serde_json::json;
use snapbox::str;

use crate::support::{Chart, Index, Response, Sandbox, Server, closed_address};

/// Serves an index.
fn serving(index: &Index) -> Server {
    let yaml = index.yaml();
    Server::start(move |_| Response::ok(yaml.clone()))
}

/// A sandbox with these registries, in this order.
fn with_registries(registries: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    for (name, url) in registries {
        sandbox
            .addon(["registry", "add", name, url, "--type", "helm", "--no-check"])
            .success();
    }
    sandbox
}

fn versions(name: &str, versions: &[&str]) -> Index {
    versions.iter().fold(Index::new(), |index, version| {
        index.chart(&Chart::addon(name, version))
    })
}

#[test]
fn the_table_is_the_one_of_the_guide() {
    let server = serving(
        &versions("fluxcd", &["1.10.0", "2.0.0", "1.2.0", "2.1.0-rc.1"])
            .chart(&Chart::addon("velaux", "v1.9.0"))
            .chart(&Chart::plain("nginx", "13.0.0")),
    );
    let sandbox = with_registries(&[("demo", &server.url())]);
    sandbox
        .addon(["list"])
        .success()
        .stdout_eq(str![[r#"
NAME    REGISTRY  DESCRIPTION       AVAILABLE-VERSIONS                STATUS
fluxcd  demo      The fluxcd addon  [2.1.0-rc.1, 2.0.0, 1.10.0, ...]  -
velaux  demo      The velaux addon  [v1.9.0]                          -

"#]])
        .stderr_eq("note: no cluster was asked, so the status of addons is not known\n");
    sandbox
        .addon(["ls", "--all-versions", "--all"])
        .success()
        .stdout_eq(str![[r#"
NAME    REGISTRY  DESCRIPTION       AVAILABLE-VERSIONS  STATUS
fluxcd  demo      The fluxcd addon  [2.1.0-rc.1]        -
fluxcd  demo      The fluxcd addon  [2.0.0]             -
fluxcd  demo      The fluxcd addon  [1.10.0]            -
fluxcd  demo      The fluxcd addon  [1.2.0]             -
nginx   demo      The nginx chart   [13.0.0]            -
velaux  demo      The velaux addon  [v1.9.0]            -

"#]]);
    sandbox
        .addon(["list", "-o", "wide"])
        .success()
        .stdout_eq(str![[r#"
NAME    REGISTRY  DESCRIPTION       AVAILABLE-VERSIONS                  STATUS
fluxcd  demo      The fluxcd addon  [2.1.0-rc.1, 2.0.0, 1.10.0, 1.2.0]  -
velaux  demo      The velaux addon  [v1.9.0]                            -

"#]]);
}

#[test]
fn the_other_forms_hold_the_same_and_more() {
    let server = serving(&versions("fluxcd", &["1.0.0", "2.0.0"]));
    let sandbox = with_registries(&[("demo", &server.url())]);
    let expected = json!([{
        "name": "fluxcd",
        "registry": "demo",
        "description": "The fluxcd addon",
        "versions": ["2.0.0", "1.0.0"],
        "status": "-"
    }]);
    let checked = sandbox.addon(["list", "-o", "json"]).success();
    assert_eq!(checked.json(), expected);
    assert_eq!(checked.stderr(), "");
    let checked = sandbox.addon(["list", "-o", "yaml"]).success();
    let yaml: serde_json::Value =
        addon_yaml::from_str(checked.stdout(), &addon_yaml::Options::go()).unwrap();
    assert_eq!(yaml, expected);
    sandbox
        .addon(["list", "-o", "name"])
        .success()
        .stdout_eq("demo/fluxcd\n");
}

#[test]
fn a_registry_that_is_down_hides_no_other() {
    let first = serving(&versions("one", &["1.0.0"]));
    let last = serving(&versions("two", &["1.0.0"]));
    let down = format!("http://{}", closed_address());
    let sandbox = with_registries(&[
        ("first", &first.url()),
        ("down", &down),
        ("last", &last.url()),
    ]);
    sandbox
        .addon(["list", "-o", "name"])
        .success()
        .stdout_eq("first/one\nlast/two\n")
        .stderr_contains("warning: registry `down` cannot be reached");
    sandbox
        .addon(["list", "-r", "down"])
        .code(7)
        .stderr_contains("no registry answered");
}

#[test]
fn a_registry_that_is_not_set_up_properly_hides_no_other() {
    let server = serving(&versions("one", &["1.0.0"]));
    let sandbox = Sandbox::new();
    sandbox.write_config(
        &json!({
            "odd": {"name": "odd", "future": {}},
            "bad": {"name": "bad", "helm": {"url": "not a url"}},
            "good": {"name": "good", "helm": {"url": server.url()}}
        })
        .to_string(),
    );
    sandbox
        .addon(["list", "-o", "name"])
        .success()
        .stdout_eq("good/one\n")
        .stderr_contains("`odd`")
        .stderr_contains("`bad`");
}

#[test]
fn registries_can_be_chosen() {
    let one = serving(&versions("one", &["1.0.0"]));
    let two = serving(&versions("two", &["1.0.0"]));
    let three = serving(&versions("three", &["1.0.0"]));
    let sandbox = with_registries(&[("a", &one.url()), ("b", &two.url()), ("c", &three.url())]);
    sandbox
        .addon(["list", "-o", "name", "--registry", "c", "-r", "a"])
        .success()
        .stdout_eq("c/three\na/one\n");
    assert_eq!(two.asked(), [""; 0]);
}

#[test]
fn the_same_name_counts_where_it_is_first() {
    let one = serving(&versions("shared", &["1.0.0"]).chart(&Chart::addon("own", "1.0.0")));
    let two = serving(&versions("shared", &["9.0.0"]));
    let sandbox = with_registries(&[("b", &one.url()), ("a", &two.url())]);
    for _ in 0..3 {
        sandbox
            .addon(["list", "-o", "name"])
            .success()
            .stdout_eq("b/own\nb/shared\n");
    }
    sandbox
        .addon(["list", "-o", "name", "--all"])
        .success()
        .stdout_eq("b/own\nb/shared\na/shared\n");
}

#[test]
fn long_texts_are_cut_between_characters() {
    let text = "äöü 日本語 ".repeat(20);
    let item = format!(
        "  - annotations: {{addon.name: long}}\n    description: \"{text}\"\n    name: long\n    urls: [l.tgz]\n    version: 1.0.0\n"
    );
    let server = serving(&Index::new().raw("long", &item));
    let sandbox = with_registries(&[("r", &server.url())]);
    sandbox.addon(["list"]).success().stdout_eq(str![[r#"
NAME  REGISTRY  DESCRIPTION                                                    AVAILABLE-VERSIONS  STATUS
long  r         äöü 日本語 äöü 日本語 äöü 日本語 äöü 日本語 äöü 日本語 äöü...  [1.0.0]             -

"#]]);
    sandbox
        .addon(["list", "-o", "wide"])
        .success()
        .stdout_contains(text.trim_end());
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    let server = serving(&versions("one", &["1.0.0"]));
    let sandbox = with_registries(&[("r", &server.url())]);
    sandbox.addon(["list"]).success().nowhere("\u{1b}");
    sandbox
        .command("addon")
        .args(["list", "-r", "x"])
        .env("CLICOLOR_FORCE", "1")
        .run()
        .code(4)
        .stderr_contains("\u{1b}[");
    sandbox
        .command("addon")
        .args(["list", "-r", "x"])
        .env("NO_COLOR", "1")
        .env("CLICOLOR_FORCE", "1")
        .run()
        .code(4)
        .nowhere("\u{1b}");
}

#[test]
fn an_empty_list_says_what_was_left_out() {
    let index = [Chart::plain("dex", "0.6.5"), Chart::plain("minio", "1.0.0")]
        .iter()
        .fold(Index::new(), Index::chart);
    let server = serving(&index);
    let sandbox = with_registries(&[("r", &server.url())]);
    let note = "note: 2 plain charts or hidden addons are not listed; --all lists them\n";
    sandbox.addon(["list"]).success().stderr_contains(note);
    let all = sandbox.addon(["list", "--all"]).success();
    assert!(!all.stderr().contains("not listed"), "{}", all.stderr());
    let json = sandbox.addon(["list", "-o", "json"]).success();
    assert!(!json.stderr().contains("not listed"), "{}", json.stderr());
}
