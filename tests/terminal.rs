//! What somebody at a terminal sees: prompts, bars, colours, and what Ctrl-C leaves behind.

use serde_json::json;

use crate::{
    support::{ApiServer, Gate, Left, Museum, Sandbox, api_server::Namespace},
    sync::write_addon,
};

const ADD: [&str; 8] = [
    "registry",
    "add",
    "r",
    "--type",
    "helm",
    "--endpoint",
    "URL",
    "--username=ann",
];

fn add_registry(url: &str) -> impl Iterator<Item = String> {
    ADD.map(|word| word.replace("URL", url)).into_iter()
}

#[test]
fn a_password_is_asked_for_and_not_shown() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    let command = sandbox.command("addon").args(add_registry(&museum.url()));
    let mut terminal = command.on_terminal(80);
    terminal.wait_for("Password of ann: ");
    terminal.wait_for_discretion();
    terminal.press("s3cret\r");
    let left = terminal.end();
    assert_eq!(left.code, Some(0), "{}", left.raw);
    assert!(!left.raw.contains("s3cret"), "{}", left.raw);
    assert!(left.echoes, "{}", left.raw);
    let known = museum.server.requests()[0]
        .header("authorization")
        .to_owned();
    assert_eq!(known, "Basic YW5uOnMzY3JldA==");
}

#[test]
fn an_interrupted_prompt_leaves_the_terminal_as_it_was() {
    let sandbox = Sandbox::new();
    let museum = Museum::start();
    let command = sandbox.command("addon").args(add_registry(&museum.url()));
    let mut terminal = command.on_terminal(80);
    terminal.wait_for("Password of ann: ");
    terminal.wait_for_discretion();
    terminal.press("s3c");
    terminal.interrupt();
    let left = terminal.end();
    assert_eq!(left.code, Some(130), "{}", left.raw);
    assert!(left.echoes, "what is typed is not shown afterwards");
    assert_eq!(left.cursor, 0, "{:?}", left.lines);
    assert!(!left.raw.contains("s3c"), "{}", left.raw);
    assert!(museum.server.requests().is_empty());
    assert!(!sandbox.config().exists());
}

/// Fills a registry with two addons, of which one then goes from the folder.
fn with_one_too_many() -> (Sandbox, Museum) {
    let sandbox = Sandbox::new();
    for name in ["kept", "gone"] {
        write_addon(&sandbox, &format!("all/{name}"), name, "1.0.0");
    }
    let museum = Museum::start();
    sandbox.addon(["sync", "all", &museum.url()]).success();
    std::fs::remove_dir_all(sandbox.path("all/gone")).unwrap();
    museum.server.forget();
    (sandbox, museum)
}

#[test]
fn nothing_is_deleted_before_somebody_agrees() {
    let (sandbox, museum) = with_one_too_many();
    let url = museum.url();
    let answer = |keys: &str| {
        let words = ["sync", "all", &url, "--delete"];
        let mut terminal = sandbox.command("addon").args(words).on_terminal(80);
        terminal.wait_for("Delete it from the registry? [y/N] ");
        assert_eq!(museum.server.asked(), ["GET /index.yaml"]);
        museum.server.forget();
        terminal.press(keys);
        let left = terminal.end();
        assert!(
            left.lines[0].contains("to be deleted: gone 1.0.0"),
            "{:?}",
            left.lines
        );
        left
    };
    for (keys, code) in [
        ("n\r", 1),
        ("\r", 1),
        ("yesterday\r", 1),
        ("\x04", 1),
        ("\x03", 130),
    ] {
        let left = answer(keys);
        assert_eq!(left.code, Some(code), "{keys:?}: {:?}", left.lines);
        assert_eq!(left.cursor, 0, "{keys:?}: {:?}", left.lines);
        assert!(museum.server.asked().is_empty(), "{keys:?}");
    }
    for keys in ["y\r", "Yes\r"] {
        let _refused = answer(keys);
        let asked = museum.server.asked();
        assert!(
            asked.contains(&"DELETE /api/charts/gone/1.0.0".into()),
            "{asked:?}"
        );
        museum.server.forget();
    }
    let words = ["sync", "all", &url, "--delete", "--yes"];
    let left = sandbox.command("addon").args(words).on_terminal(80).end();
    assert!(!left.raw.contains("[y/N]"), "{}", left.raw);
    assert!(
        museum
            .server
            .asked()
            .iter()
            .any(|it| it.starts_with("DELETE "))
    );
}

/// Addons whose names are too long for small terminals.
fn with_long_names(count: usize) -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 0..count {
        let name = format!("an-addon-whose-name-fills-more-than-one-line-{number}");
        write_addon(&sandbox, &format!("all/{name}"), &name, "1.0.0");
    }
    sandbox
}

#[test]
fn bars_stay_on_their_lines_and_go() {
    for columns in [80, 40] {
        let sandbox = with_long_names(6);
        let (gate, museum) = Gate::with_museum();
        let words = ["sync", "all", &museum.url(), "--jobs", "4"];
        let mut terminal = sandbox.command("addon").args(words).on_terminal(columns);
        terminal.wait_for("0/6");
        terminal.wait_until("four that are under way", |screen| {
            screen.matches("an-addon-whose").count() == 4
        });
        gate.open();
        let left = terminal.end();
        assert_eq!(left.code, Some(0), "{}", left.raw);
        assert_eq!(left.wrapped, [""; 0], "on {columns} columns");
        let expected = ["RESULT  COUNT  SIZE", "pushed  6      1.7 KiB"];
        assert_eq!(left.lines, expected, "on {columns} columns");
    }
}

#[test]
fn ctrl_c_ends_a_run_in_good_order() {
    let sandbox = with_long_names(6);
    let (gate, museum) = Gate::with_museum();
    let words = ["sync", "all", &museum.url(), "--jobs", "2"];
    let mut terminal = sandbox.command("addon").args(words).on_terminal(100);
    museum.server.wait_for_requests(3);
    terminal.wait_for("0/6");
    terminal.interrupt();
    terminal.wait_for("note: interrupted; finishing what is under way");
    gate.open();
    let left = terminal.end();
    assert_eq!(left.code, Some(130), "{}", left.raw);
    assert_eq!(museum.holds().len(), 2);
    let note = "note: interrupted; finishing what is under way, or end at once with another Ctrl-C";
    assert_eq!(left.lines[0], note);
    let text = left.lines.join("\n");
    assert!(text.contains("pushed     2 "), "{text}");
    assert!(text.contains("not tried  4 "), "{text}");
    assert!(!text.contains("0/6"), "{text}");
    assert!(left.echoes && left.shows_controls, "{}", left.raw);
}

#[test]
fn a_second_ctrl_c_ends_it_at_once() {
    let sandbox = with_long_names(4);
    // The gate never opens: whoever waits for answers does not end.
    let (_gate, museum) = Gate::with_museum();
    let words = ["sync", "all", &museum.url(), "--jobs", "2"];
    let mut terminal = sandbox.command("addon").args(words).on_terminal(100);
    museum.server.wait_for_requests(3);
    terminal.wait_for("0/4");
    terminal.interrupt();
    terminal.wait_for("note: interrupted; finishing what is under way");
    terminal.interrupt();
    let left = terminal.end();
    assert_eq!(left.code, Some(130), "{}", left.raw);
    assert_eq!(left.cursor, 0, "{:?}", left.lines);
    assert!(left.echoes && left.shows_controls, "{}", left.raw);
}

#[test]
fn pipes_get_neither_colour_nor_bars() {
    let run = |line: &str, variable: Option<(&str, &str)>| -> (Left, String, String) {
        let sandbox = with_long_names(2);
        let museum = Museum::start();
        sandbox.write("all/broken/metadata.yaml", "name: [\n");
        let line = line.replace("URL", &museum.url());
        let mut command = sandbox.command("sh").args(["-c", &line]);
        if let Some((name, value)) = variable {
            command = command.env(name, value);
        }
        sandbox.write("out", "");
        sandbox.write("err", "");
        let left = command.on_terminal(80).end();
        assert_eq!(left.code, Some(3), "{}", left.raw);
        (left, sandbox.read("out"), sandbox.read("err"))
    };
    let (left, _, _) = run("addon sync all URL", None);
    assert!(left.raw.contains("\x1b[1m\x1b[31m"), "{}", left.raw);
    assert!(left.raw.contains("/2"), "{}", left.raw);
    // Moving about is not colour.
    let coloured = |text: &str| regex::Regex::new("\x1b\\[[0-9;]*m").unwrap().is_match(text);
    for (name, value, colour) in [
        ("NO_COLOR", "1", false),
        ("NO_COLOR", "", true),
        ("CLICOLOR", "0", false),
        ("TERM", "dumb", false),
    ] {
        let (left, _, _) = run("addon sync all URL", Some((name, value)));
        assert_eq!(coloured(&left.raw), colour, "{name}={value}: {}", left.raw);
    }
    let (left, out, err) = run("addon sync all URL 2>err", None);
    assert!(err.contains("broken") && !err.contains('\x1b'), "{err}");
    assert!(!err.contains("/2") && out.is_empty(), "{err}");
    assert!(
        left.lines.iter().any(|line| line.starts_with("pushed")),
        "{:?}",
        left.lines
    );
    let (left, out, _) = run("addon sync all URL >out", None);
    assert!(out.contains("pushed") && !out.contains('\x1b'), "{out}");
    assert!(coloured(&left.raw), "{}", left.raw);
}

/// An addon that everything is asked about, in a namespace of its own.
fn with_spread(server: &'static ApiServer, name: &str) -> (Sandbox, Namespace) {
    let sandbox = Sandbox::new();
    write_addon(&sandbox, "spread", "spread", "1.0.0");
    (sandbox, server.namespace(name))
}

#[test]
fn changes_are_made_once_they_are_agreed_to() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let (sandbox, space) = with_spread(server, "agreeing");
    let answer = |keys: &str| {
        let words = ["upgrade", "./spread", "--no-wait", "--diff"];
        let mut terminal = space.command(&sandbox, &words).on_terminal(80);
        terminal.wait_for("Do you want to continue? (y/n) ");
        terminal.press(keys);
        terminal.end()
    };
    let version = || {
        space.application("spread").unwrap()["metadata"]["labels"]["addons.oam.dev/version"].clone()
    };
    space
        .command(&sandbox, &["enable", "./spread", "--no-wait"])
        .run()
        .success();
    write_addon(&sandbox, "spread", "spread", "1.1.0");
    for (keys, code) in [("n\r", 1), ("\r", 1), ("\x03", 130)] {
        let left = answer(keys);
        assert_eq!(left.code, Some(code), "{keys:?}: {:?}", left.lines);
        assert_eq!(left.cursor, 0, "{keys:?}: {:?}", left.lines);
        assert_eq!(version(), json!("1.0.0"), "{keys:?}");
    }
    let left = answer("y\r");
    assert_eq!(left.code, Some(0), "{:?}", left.lines);
    assert_eq!(version(), json!("1.1.0"));
}

#[test]
fn waiting_is_told_on_one_line() {
    let Some(server) = ApiServer::shared() else {
        return;
    };
    let (sandbox, space) = with_spread(server, "one-line");
    let wait = |line: &str| {
        let kubeconfig = server.kubeconfig();
        let mut terminal = sandbox
            .command("sh")
            .env("KUBECONFIG", kubeconfig)
            .env("KUBEVELA_SYSTEM_NAMESPACE", &space.name)
            .args(["-c", line])
            .on_terminal(40);
        terminal.wait_for("Waiting addon application running.");
        terminal
    };
    let mut terminal = wait("exec addon enable ./spread");
    terminal.interrupt();
    let left = terminal.end();
    assert_eq!(left.code, Some(130), "{:?}", left.lines);
    assert_eq!(left.wrapped, [""; 0]);
    assert_eq!(left.cursor, 0, "{:?}", left.lines);
    let terminal = wait("NO_COLOR=1 exec addon enable ./spread >out");
    let run = &space.application("spread").unwrap()["metadata"]["annotations"]["app.oam.dev/publishVersion"];
    let workflow = json!({"appRevision": run, "mode": "DAG", "finished": false, "suspend": false, "terminated": false});
    space.set_status(
        "spread",
        &json!({"status": "running", "workflow": workflow}),
    );
    let left = terminal.end();
    assert_eq!(left.code, Some(0), "{:?}", left.lines);
    assert_eq!(left.wrapped, [""; 0]);
    assert_eq!(left.lines, [""; 0]);
    assert!(
        sandbox
            .read("out")
            .contains("Addon spread enabled successfully.")
    );
}
