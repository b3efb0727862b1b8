//! The exit codes that scripts rely on: one test for each row of the table in `--help`.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::Command,
};

use crate::support::{Chart, Index, Response, Sandbox, Server, closed_address};

#[test]
fn the_table_is_in_help_and_in_the_readme() {
    let sandbox = Sandbox::new();
    let help = sandbox.addon(["--help"]).success().stdout().to_owned();
    let (_, table) = help.split_once("Exit codes:\n").unwrap();
    let readme = include_str!("../README.md");
    let mut codes = Vec::new();
    for line in table.lines().take_while(|line| !line.is_empty()) {
        let (code, meaning) = line.trim().split_once(' ').unwrap();
        let row = format!("| {code} | {} |", meaning.trim());
        assert!(readme.contains(&row), "README.md has no row {row:?}");
        codes.push(code);
    }
    assert_eq!(
        codes,
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "10", "130"]
    );
}

#[test]
fn success_is_0() {
    let sandbox = Sandbox::new();
    for args in [
        &["--version"][..],
        &["--help"],
        &["help", "push"],
        &["registry", "list"],
    ] {
        let _checked = sandbox.command("addon").args(args).run().success();
    }
    sandbox.addon(["init", "demo"]).success();
    sandbox
        .addon(["registry", "add", "shelf", "--type", "local", "shelf"])
        .success();
    for _ in 0..2 {
        // The second time it is there already and identical.
        sandbox.addon(["push", "demo", "shelf"]).success();
        sandbox.addon(["pull", "shelf/demo"]).success();
    }
}

#[test]
fn another_failure_is_1() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.write("file", "x");
    sandbox
        .addon(["package", "demo", "-d", "file/below"])
        .code(1)
        .stderr_contains("file");
}

#[test]
fn a_wrong_command_line_is_2() {
    let sandbox = Sandbox::new();
    for args in [
        &["frobnicate"][..],
        &["list", "--no-such-flag"],
        &["push"],
        &["package"],
        &["registry", "add"],
        &["registry", "add", "a b", "https://h.example.com"],
        &["init", "Not-A-Name"],
        &["show", "a/b/c"],
        &["list", "-o", "xml"],
    ] {
        let checked = sandbox.command("addon").args(args).run().code(2);
        assert_eq!(checked.stdout(), "", "{args:?}");
        assert!(!checked.stderr().is_empty(), "{args:?}");
    }
}

/// Scripts look for these words of `vela`.
#[test]
fn names_that_are_none_are_told_in_known_words() {
    let sandbox = Sandbox::new();
    for (name, code, text) in [
        (
            "a/b/c",
            2,
            "error: failed to split addonName and addonRegistry: invalid addon name, you should specify name only  <addonName>  or with registry as prefix <registryName>/<addonName>\n",
        ),
        (
            "x/demo",
            4,
            "error: specified registry x not exist\nhint: there is KubeVela\n",
        ),
        (
            "./a/b/c",
            4,
            "error: addon directory ./a/b/c not found in local file system\n",
        ),
        (
            "a/b/",
            4,
            "error: addon directory a/b/ not found in local file system\n",
        ),
    ] {
        for command in ["enable", "render", "show"] {
            let told = sandbox.addon([command, name]).code(code);
            assert!(
                told.stderr().starts_with(text),
                "{command} {name}: {}",
                told.stderr()
            );
        }
    }
}

#[test]
fn some_items_that_fail_are_3_and_all_alike_their_own_code() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.addon(["package", "demo", "missing"]).code(3);
    let single = sandbox.addon(["package", "missing"]).any_code();
    let both = sandbox.addon(["package", "missing", "gone"]).any_code();
    assert_eq!(single.exit_code(), both.exit_code());
}

#[test]
fn not_found_is_4() {
    let sandbox = Sandbox::new();
    let chart = Chart::addon("demo", "1.0.0");
    let server = Server::start(move |request| match request.path() {
        "/index.yaml" => Response::ok(Index::new().chart(&chart).yaml()),
        _ => Response::status(404),
    });
    sandbox
        .addon(["registry", "add", "r", "--type", "helm", &server.url()])
        .success();
    for (args, text) in [
        (&["registry", "get", "x"][..], "no registry is named `x`"),
        (&["list", "-r", "x"], "no registry is named `x`"),
        (&["show", "r/dem"], "did you mean demo?"),
        (&["show", "r/demo@2"], "demo"),
        (&["pull", "x/demo"], "specified registry x not exist"),
        (&["pull", "r/demo"], "404"),
        (&["push", "missing", "r"], "missing"),
        (&["package", "missing"], "missing"),
    ] {
        sandbox
            .command("addon")
            .args(args)
            .run()
            .code(4)
            .stderr_contains(text);
    }
}

#[test]
fn other_content_that_is_there_already_is_5() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.addon(["init", "demo"]).code(5);
    sandbox
        .addon(["registry", "add", "shelf", "--type", "local", "shelf"])
        .success();
    sandbox
        .addon(["registry", "add", "shelf", "--type", "local", "other"])
        .code(5);
    sandbox.addon(["push", "demo", "shelf"]).success();
    sandbox.write("demo-1.0.0.tgz", "other");
    sandbox.addon(["pull", "shelf/demo"]).code(5);
    sandbox.write("demo/README.md", "other");
    sandbox.addon(["push", "demo", "shelf"]).code(5);
}

#[test]
fn missing_credentials_or_rights_are_6() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    for status in [401, 403] {
        let server = Server::start(move |_| Response::status(status));
        let url = server.url();
        sandbox
            .addon([
                "registry",
                "add",
                "r",
                "-f",
                "--type",
                "helm",
                "--no-check",
                &url,
            ])
            .success();
        for args in [
            &["registry", "add", "s", "--type", "helm", &url][..],
            &["list", "-r", "r"],
            &["show", "r/demo"],
            &["push", "demo", "r"],
            &["push", "demo", &url],
        ] {
            sandbox
                .command("addon")
                .args(args)
                .run()
                .code(6)
                .stderr_contains("hint:");
        }
    }
}

#[test]
fn network_trouble_is_7() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    let url = format!("http://{}", closed_address());
    sandbox
        .addon(["registry", "add", "r", "--type", "helm", "--no-check", &url])
        .success();
    for args in [
        &["registry", "add", "s", "--type", "helm", &url][..],
        &["list", "-r", "r"],
        &["show", "r/demo"],
        &["pull", "demo", "--offline"],
        &["push", "demo", &url],
        &["push", "demo", "https://no-such-host.invalid"],
    ] {
        let _checked = sandbox.command("addon").args(args).run().code(7);
    }
}

#[test]
fn content_that_is_not_valid_is_8() {
    let sandbox = Sandbox::new();
    sandbox.write("bad/metadata.yaml", "name: bad\n");
    sandbox.write("bad/template.cue", "output: {}\n");
    sandbox.write("README.md", "words");
    sandbox.write("broken-1.0.0.tgz", b"\x1f\x8bgarbage");
    let server = Server::start(|_| Response::ok("entries: ["));
    sandbox
        .addon([
            "registry",
            "add",
            "r",
            "--type",
            "helm",
            "--no-check",
            &server.url(),
        ])
        .success();
    for args in [
        &["package", "bad"][..],
        &["push", "bad", "r"],
        &["push", "README.md", "r"],
        &["push", "broken-1.0.0.tgz", "r"],
        &["list", "-r", "r"],
    ] {
        let _checked = sandbox.command("addon").args(args).run().code(8);
    }
    sandbox.write_config("{");
    sandbox.addon(["registry", "list"]).code(8);
}

#[test]
fn differences_that_were_asked_for_are_10() {
    let sandbox = Sandbox::new();
    let tidy = "a: 1\nb: {\n\tc: 2\n}\n";
    sandbox.write("tidy.cue", tidy);
    sandbox.write("untidy.cue", "a:   1\n");
    sandbox.write("broken.cue", "a: {\n");
    let check = |files: &[&str]| {
        sandbox
            .command("addon")
            .args(["cue", "fmt", "--check"])
            .args(files.iter().copied())
            .run()
    };
    check(&["tidy.cue"]).success().stdout_eq("");
    check(&["untidy.cue"]).code(10).stdout_eq("untidy.cue\n");
    let both = check(&["tidy.cue", "untidy.cue"]);
    both.code(10).stdout_eq("untidy.cue\n");
    // A fault weighs more than a difference.
    check(&["broken.cue"]).code(8);
    check(&["untidy.cue", "broken.cue"]).code(3);
    assert_eq!(sandbox.read("untidy.cue"), "a:   1\n");
    let piped = sandbox
        .command("addon")
        .args(["cue", "fmt", "--check", "-"])
        .stdin("a:   1\n");
    piped.run().code(10).stdout_eq("-\n");
}

/// A server is at work until somebody interrupts it, as is a client that waits for one.
#[test]
fn an_interruption_is_130() {
    let (held, waiting) = std::sync::mpsc::channel::<()>();
    let waiting = std::sync::Mutex::new(waiting);
    let server = Server::start(move |_| {
        // Until the test lets go, or ends.
        let _released = waiting.lock().unwrap().recv();
        Response::status(500)
    });
    let sandbox = Sandbox::new();
    sandbox
        .addon([
            "registry",
            "add",
            "r",
            "--type",
            "helm",
            "--no-check",
            &server.url(),
        ])
        .success();
    let mut child = sandbox.command("addon").args(["list", "-r", "r"]).start();
    server.wait_for_requests(1);
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let status = child.wait().unwrap();
    drop(held);
    assert_eq!(status.code(), Some(130));
    let mut stderr = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    assert!(!stderr.contains("panicked"), "{stderr}");
}

/// `addon list | head -1` must not complain.
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let sandbox = Sandbox::new();
    let mut index = Index::new();
    for number in 0..5000 {
        index = index.chart(&Chart::addon(&format!("addon-{number:04}"), "1.0.0"));
    }
    let yaml = index.yaml();
    let server = Server::start(move |_| Response::ok(yaml.clone()));
    sandbox
        .addon([
            "registry",
            "add",
            "r",
            "--type",
            "helm",
            "--no-check",
            &server.url(),
        ])
        .success();
    let mut child = sandbox.command("addon").args(["list", "-r", "r"]).start();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    assert!(first.starts_with("NAME"), "{first}");
    drop(lines);
    let mut stderr = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{stderr}");
    assert!(!stderr.contains("error"), "{stderr}");
}
