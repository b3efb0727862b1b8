//! What somebody is told who leaves something out.

use crate::support::Sandbox;

#[test]
fn a_command_without_its_subcommand_shows_its_help() {
    let sandbox = Sandbox::new();
    for (line, text) in [
        ("vela addon", "Usage: vela addon [OPTIONS] <COMMAND>"),
        ("addon", "Usage: addon [OPTIONS] <COMMAND>"),
        (
            "vela addon registry",
            "Usage: vela addon registry [OPTIONS] <COMMAND>",
        ),
        ("addon cue", "Usage: addon cue [OPTIONS] <COMMAND>"),
    ] {
        let checked = sandbox.shell(line).success().stderr_eq("");
        let checked = checked.stdout_contains(text);
        assert!(checked.stdout().contains("--quiet"), "{line}");
    }
}

#[test]
fn a_missing_argument_is_told_in_the_words_of_vela() {
    let sandbox = Sandbox::new();
    for (line, text) in [
        ("init", "an addon name is required"),
        ("package", "must specify addon directory path"),
        (
            "push",
            "two arguments are needed: addon directory/package, name/URL of Chart repository",
        ),
        (
            "push demo",
            "two arguments are needed: addon directory/package, name/URL of Chart repository",
        ),
        ("registry add", "must specify the registry name"),
        ("registry get", "must specify the registry name"),
        ("registry update", "must specify the registry name"),
        ("registry delete", "must specify the registry name"),
        (
            "init demo --components a",
            "--components, --traits, --policies, and --workflowsteps flags require --godef to be set",
        ),
    ] {
        let checked = sandbox.shell(&format!("vela addon {line}")).code(2);
        let first = format!("error: {text}\n");
        assert!(checked.stderr().starts_with(&first), "{}", checked.stderr());
        assert!(!sandbox.path("demo").exists());
    }
    // What is no argument keeps the words of its own.
    sandbox
        .shell("vela addon init demo --helm-repo http://h")
        .code(2)
        .stderr_contains("--chart");
}

#[test]
fn what_is_no_addon_folder_is_told_so() {
    let sandbox = Sandbox::new();
    sandbox.write("file", "");
    sandbox.write("bare/README.md", "");
    sandbox.write("odd/metadata.yaml", "name: odd\nversion: 1.0.0\n");
    sandbox.write("odd/template.cue", "x: 1\n");
    for (folder, code, text) in [
        ("gone", 4, "stat gone: no such file or directory"),
        ("file", 8, "\"file\" is not a directory"),
        ("bare", 8, "no metadata.yaml exists in directory \"bare\""),
        ("odd", 8, "no output field in template.cue"),
    ] {
        let line = format!("error: {folder} is not an addon dir: {text}\n");
        let checked = sandbox.addon(["package", folder]).code(code);
        assert!(checked.stderr().starts_with(&line), "{}", checked.stderr());
    }
}

#[test]
fn advice_about_a_url_does_not_speak_of_registries_by_name() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    let server = crate::support::Server::start(|_| crate::support::Response::status(404));
    sandbox
        .addon(["push", "demo", &server.url()])
        .code(4)
        .nowhere("addon registry get http");
}
