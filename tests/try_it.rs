//! The whole way of an addon in one command.

use std::fs;

use crate::support::{Sandbox, shared};

#[test]
fn one_command_shows_the_whole_way() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("tmp")).unwrap();
    let checked = sandbox
        .command("addon")
        .args(["try"])
        .env("TMPDIR", sandbox.path("tmp"))
        .run()
        .success();
    let commands: Vec<&str> = checked
        .stdout()
        .lines()
        .filter_map(|line| line.strip_prefix("$ addon "))
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        commands,
        [
            "serve", "registry", "init", "package", "push", "list", "pull"
        ]
    );
    checked.stderr_contains("The addon sample-addon came back as it was sent: 9 files.");
    assert_eq!(sandbox.files("tmp"), [""; 0], "nothing is left behind");
    assert!(
        !sandbox.config().exists(),
        "the user's settings stay as they are"
    );
}

/// What is printed must work when somebody types it.
#[test]
fn the_commands_that_it_prints_can_be_typed() {
    let sandbox = Sandbox::new();
    let checked = sandbox.addon(["try", "--keep"]).success();
    let kept = checked
        .stderr()
        .lines()
        .find_map(|line| line.strip_prefix("Everything is in "))
        .unwrap()
        .trim_end_matches('.')
        .to_owned();
    let script: String = checked
        .stdout()
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
        // No server listens there any more.
        .filter(|line| line.starts_with("addon init") || line.starts_with("addon package"))
        .map(|line| line.replace("addon init", "addon init --force") + " || exit 1\n")
        .collect();
    sandbox.shell(&script).success();
    fs::remove_dir_all(kept).unwrap();
}

#[test]
fn an_addon_of_ones_own_can_be_tried() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "mine"]).success();
    sandbox.write("mine/with blank.txt", "x");
    sandbox
        .addon(["try", "mine"])
        .success()
        .stdout_contains("mine")
        .stderr_contains("The addon mine came back as it was sent: 10 files.");
    sandbox.write("bad/metadata.yaml", "name: bad\n");
    sandbox.addon(["try", "bad"]).code(8);
    sandbox.addon(["try", "missing"]).code(4);

    let Some(catalog) = shared("catalog") else {
        return;
    };
    for name in ["terraform-aws", "vegeta"] {
        sandbox
            .command("addon")
            .args(["try"])
            .args([catalog.join(name)])
            .run()
            .success()
            .stderr_contains("came back as it was sent");
    }
}
