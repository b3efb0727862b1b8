//! What people are told who give the wrong thing: where it is, what is wrong, and what to do.

use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt as _};

use crate::support::{Response, Sandbox, Server};

/// A sandbox with the addon `demo`.
fn with_demo() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox
}

#[test]
fn a_metadata_file_that_is_none_is_named_with_its_fault() {
    let sandbox = with_demo();
    for (content, text) in [
        (
            &b"- a\n"[..],
            "demo/metadata.yaml:1:1: invalid type: a list, expected a mapping",
        ),
        (
            b"just text",
            "demo/metadata.yaml:1:1: invalid type: `just text`, expected a mapping",
        ),
        (
            b"name: d\nversion: \xff\n",
            "metadata.yaml: it is not UTF-8 text from line 2 on; save it as UTF-8",
        ),
        (
            b"\xff\xfen\0a\0",
            "metadata.yaml: it is not UTF-8 text from line 1 on; save it as UTF-8",
        ),
    ] {
        sandbox.write("demo/metadata.yaml", content);
        sandbox
            .addon(["package", "demo"])
            .code(8)
            .stderr_contains(&format!("error: demo is not an addon dir: {text}\n"));
    }
    fs::remove_file(sandbox.path("demo/metadata.yaml")).unwrap();
    fs::create_dir(sandbox.path("demo/metadata.yaml")).unwrap();
    sandbox
        .addon(["package", "demo"])
        .code(8)
        .stderr_contains("demo is not an addon dir: metadata.yaml is a folder\n");
}

#[test]
fn names_of_files_do_not_break_messages() {
    let sandbox = with_demo();
    sandbox.write("demo/new\nline", "");
    sandbox
        .addon(["package", "demo"])
        .code(8)
        .stderr_contains("cannot pack `demo/new\\nline`\n");
    fs::remove_file(sandbox.path("demo/new\nline")).unwrap();
    let name = OsStr::from_bytes(b"demo/bad\xffname");
    sandbox.write(name, "");
    sandbox
        .addon(["package", "demo"])
        .code(8)
        .stderr_contains("name`: its name is not UTF-8 text\n");
}

#[test]
fn what_is_no_addon_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("empty/words.txt", "");
    sandbox.write("file", "");
    for command in ["enable", "render"] {
        sandbox.addon([command, "./empty"]).code(4).stderr_contains(
            "./empty is not an addon dir: no metadata.yaml exists in directory \"./empty\"\nhint: ",
        );
        sandbox
            .addon([command, "file"])
            .code(8)
            .stderr_contains("error: file is not addon dir\nhint: it is no package either");
    }
}

#[test]
fn addresses_that_are_none_are_told_with_what_would_be_one() {
    let sandbox = with_demo();
    let server = Server::start(|_| Response::status(404));
    let add = ["registry", "add", "x", "--type"];
    let told = |words: &[&str], code| {
        let told = sandbox.addon([&add[..], words].concat()).code(code);
        // It was not added, so that there is nothing to look at.
        told.nowhere("addon registry get")
    };
    told(&["helm", "http://127.0.0.1:99999"], 2).stderr_contains(
        "error: fail to add registry x: `http://127.0.0.1:99999` is not a URL: invalid port number\n",
    );
    told(&["git", "https://github.com"], 2).stderr_contains("https://github.com/OWNER/REPOSITORY");
    told(&["helm", &server.url()], 4)
        .stderr_contains("/index.yaml answered 404")
        .stderr_contains("hint: check the address; the server may lie below another path");
    for (target, scheme) in [("ftp://h/x", "ftp"), ("oci://h/x", "oci")] {
        sandbox
            .addon(["push", "demo", target])
            .code(4)
            .stderr_contains(&format!("http, https and cm URLs, not over `{scheme}`"))
            .nowhere("--type local");
    }
    sandbox
        .addon([
            "sync",
            "demo",
            "x",
            "--with-charts",
            "--rewrite-to",
            "mirror",
        ])
        .code(2)
        .stderr_contains("not a URL such as https://charts.example.com");
}

#[test]
fn the_file_of_registries_may_begin_with_a_mark() {
    let sandbox = Sandbox::new();
    sandbox.write_config("\u{feff}{}");
    sandbox
        .addon(["registry", "list"])
        .success()
        .stdout_eq("Name  Type  URL\n");
    sandbox.write_config("{\"a\": 1}");
    sandbox.addon(["registry", "list"]).code(8).stderr_contains(
        "invalid type: integer `1`, expected the settings of a registry at line 1",
    );
}

#[test]
fn folders_files_and_words_in_the_wrong_place_are_told_apart() {
    let sandbox = with_demo();
    sandbox.write_config("{}");
    sandbox.write("file", "");
    for (args, code, text) in [
        (
            &["cue", "eval", "demo"][..],
            1,
            "hint: name a file; this is a folder\n",
        ),
        (
            &["serve", "--config", "demo"],
            1,
            "hint: name a file; this is a folder\n",
        ),
        (
            &["serve", "--port", "0", "--storage-local-rootdir", "file"],
            1,
            "hint: choose another name, or move away what is there\n",
        ),
        (
            &["push", "demo", "x"],
            4,
            "hint: add one with `addon registry add`; a URL works as well\n",
        ),
        // Variables are no part of what has to be typed.
        (
            &["pull"],
            2,
            "error: missing: <REFERENCE>\n\nUsage: addon pull [OPTIONS] <REFERENCE>\n",
        ),
    ] {
        let told = sandbox.command("addon").args(args).run().code(code);
        told.stderr_contains(text);
    }
    let deep = "[".repeat(20_000);
    sandbox.write("demo/template.yaml", deep);
    fs::remove_file(sandbox.path("demo/template.cue")).unwrap();
    let told = sandbox.addon(["render", "./demo"]).code(8);
    assert!(told.stderr().len() < 1000, "{}", told.stderr());
}

/// The only disk that a test can fill is one in memory, in a name space of its own.
#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let sandbox = with_demo();
    sandbox.write("demo/noise", noise());
    fs::create_dir(sandbox.path("full")).unwrap();
    let line = "mount -t tmpfs -o size=64k tmpfs full || exit 99; cd full; \
                addon package ../demo; addon registry add here --type local shelf 2>../add; \
                addon push ../demo here; head -c 64k /dev/zero >pad 2>&1; addon init new; \
                ls -A . shelf";
    let outcome = sandbox
        .command("unshare")
        .args(["-rm", "sh", "-c", line])
        .run();
    if outcome.is_refused_by_the_system() {
        crate::support::skip("no file system can be mounted");
        return;
    }
    let done = outcome.success();
    assert_eq!(
        done.stderr().matches("No space left on device").count(),
        3,
        "{}",
        done.stderr()
    );
    let done = done.nowhere(".addon-");
    let left: Vec<&str> = done
        .stdout()
        .lines()
        .filter(|line| !line.contains(' '))
        .collect();
    assert_eq!(left, [".:", "pad", "shelf", "", "shelf:", ".addon.lock"]);
}

/// Returns bytes that do not compress.
fn noise() -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state.to_be_bytes()[0]
    };
    (0..200_000).map(|_| next()).collect()
}
