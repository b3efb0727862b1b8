//! The guide's chapter on git registries, with the forges behind mirrors on this machine.

use crate::support::{Authority, Sandbox, Server, git};

/// A repository with one addon in the folder `addons`.
fn with_repository() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    sandbox
        .addon(["init", "first", "-p", "repo/addons/first"])
        .success();
    commit(&sandbox, "git init -q -b main");
    sandbox
}

fn commit(sandbox: &Sandbox, before: &str) {
    let line = format!("cd repo && {before} && git add . && git commit -qm Change");
    sandbox.shell(&line).success();
}

#[test]
fn each_forge_is_added_and_listed_as_the_guide_has_it() {
    for (endpoint, flags) in [
        (
            "https://github.com/me/repo",
            "--type git --endpoint=URL --path=addons --gitToken=s3cret",
        ),
        (
            "https://gitee.com/me/repo",
            "--type gitee --endpoint=URL --path=addons --gitToken=s3cret",
        ),
        (
            "https://gitlab.example.com/me/repo",
            "--type gitlab --gitRepoName=repo --endpoint=URL --path=addons --gitToken=s3cret",
        ),
        // Forms that the original crashes on or cannot use.
        (
            "https://github.com/me/repo",
            "--type git --endpoint URL/tree/main/addons",
        ),
        (
            "https://github.com/me/repo",
            "--type git --endpoint URL.git --path /addons/",
        ),
        (
            "https://gitlab.example.com/a/b/repo",
            "--type gitlab --endpoint URL/-/tree/main --path addons",
        ),
        (
            "https://git.example.com/me/repo",
            "--type git --endpoint URL.git --path addons --ref main",
        ),
    ] {
        let sandbox = with_repository();
        let vela = |line: &str| {
            let mirror = format!("{endpoint}={}", sandbox.path("repo").display());
            sandbox
                .command("sh")
                .args(["-c", &format!("vela addon {line}")])
                .env("ADDON_GIT_MIRRORS", mirror)
                .run()
        };
        vela(&format!(
            "registry add my-repo {}",
            flags.replace("URL", endpoint)
        ))
        .success()
        .stdout_eq("Successfully add an addon registry my-repo \n")
        .nowhere("s3cret");
        vela("list -o name").success().stdout_eq("my-repo/first\n");
        // Push a commit with a new addon.
        sandbox
            .addon(["init", "second", "-p", "repo/addons/second"])
            .success();
        commit(&sandbox, "true");
        vela("list -o name")
            .success()
            .stdout_eq("my-repo/first\nmy-repo/second\n");
    }
}

#[test]
fn addons_in_the_root_and_in_many_files_are_found() {
    let sandbox = with_repository();
    sandbox.addon(["init", "top", "-p", "repo/top"]).success();
    for number in 0..60 {
        sandbox.write(format!("repo/top/resources/r{number}.cue"), "output: {}\n");
    }
    commit(&sandbox, "true");
    sandbox
        .addon(["registry", "add", "g", "--type", "git", "repo"])
        .success();
    sandbox
        .addon(["list", "-o", "name"])
        .success()
        .stdout_contains("g/top\n");
    let shown = sandbox
        .addon(["show", "g/top", "-o", "json"])
        .success()
        .json();
    let files = shown["files"].as_array().unwrap();
    let resources = files
        .iter()
        .filter(|file| file["path"].as_str().unwrap().starts_with("resources/"));
    assert_eq!(resources.count(), 61);
}

#[test]
fn one_unreadable_addon_hides_no_other() {
    let sandbox = with_repository();
    sandbox.write("repo/addons/broken/metadata.yaml", "name: [");
    sandbox.write("repo/addons/empty/README.md", "no addon");
    commit(&sandbox, "true");
    sandbox
        .addon([
            "registry", "add", "g", "--type", "git", "repo", "--path", "addons",
        ])
        .success();
    sandbox
        .addon(["list", "-o", "name"])
        .success()
        .stdout_eq("g/first\n")
        .stderr_contains("broken");
}

/// The name that goes with a token on a host of no known forge, and the token `s3cret`.
const TOKEN: &str = "Basic b2F1dGgyOnMzY3JldA==";

#[test]
fn a_repository_over_http_is_read_with_a_token() {
    let sandbox = with_repository();
    let server = git::serve(sandbox.path(""), Some(TOKEN));
    let url = format!("{}/repo/.git", server.url());
    let add = |token: &str| {
        sandbox
            .command("addon")
            .args(["registry", "add", "g", "--type", "git", "--path", "addons"])
            .args(["--token-stdin", "--endpoint", &url])
            .stdin(format!("{token}\n"))
            .run()
    };
    add("wrong").code(6).nowhere("wrong\n");
    // On this machine nobody listens in; elsewhere the token would not go out without TLS.
    add("s3cret").success().nowhere("s3cret");
    journey(&sandbox, &server);
    // A token that is not good any more is told from an absent repository.
    sandbox
        .command("addon")
        .args(["registry", "update", "g", "--token-stdin"])
        .stdin("old\n")
        .run()
        .success();
    sandbox
        .addon(["list"])
        .code(6)
        .stderr_contains("refused the credentials");
}

/// Lists, shows and fetches what is in the repository behind the registry `g`.
fn journey(sandbox: &Sandbox, server: &Server) {
    let addon = |args: &[&str]| {
        let run = sandbox.command("addon").args(args.iter().copied()).run();
        run.success().nowhere("s3cret")
    };
    addon(&["list", "-o", "name"]).stdout_eq("g/first\n");
    addon(&["show", "g/first"]).stdout_contains("first");
    addon(&["pull", "g/first", "--untar", "-d", "got"]);
    assert_eq!(
        sandbox.read("got/first/metadata.yaml"),
        sandbox.read("repo/addons/first/metadata.yaml")
    );
    // Nothing has changed, so a look at the references is enough.
    server.forget();
    addon(&["list", "-o", "name"]).stdout_eq("g/first\n");
    assert_eq!(server.requests().len(), 1, "{:?}", server.asked());
    sandbox
        .addon(["init", "second", "-p", "repo/addons/second"])
        .success();
    commit(sandbox, "true");
    addon(&["list", "-o", "name"]).stdout_eq("g/first\ng/second\n");
    addon(&["--offline", "list", "-o", "name"]).stdout_eq("g/first\ng/second\n");
}

#[test]
fn a_host_with_a_certificate_of_its_own_is_trusted_when_told_so() {
    let authority = Authority::new();
    let sandbox = with_repository();
    sandbox.write("ca.pem", authority.pem());
    sandbox.write("other.pem", Authority::new().pem());
    let server = git::serve_tls(&authority, sandbox.path(""), Some(TOKEN));
    let url = format!("{}/repo/.git", server.url());
    let add = |flags: &[&str]| {
        sandbox
            .command("addon")
            .args(["registry", "add", "g", "--type", "git", "--path", "addons"])
            .args(["--token-stdin", &url, "--force"])
            .args(flags.iter().copied())
            .stdin("s3cret")
            .run()
    };
    for flags in [&[][..], &["--ca-file", "other.pem"]] {
        add(flags).code(7).stderr_contains("certificate");
        assert_eq!(server.requests().len(), 0);
    }
    add(&["--insecure-skip-tls-verify"]).success();
    sandbox
        .addon(["list", "-o", "name"])
        .success()
        .stdout_eq("g/first\n");
    add(&["--ca-file", "ca.pem"]).success();
    journey(&sandbox, &server);
}

#[test]
fn processes_that_fetch_at_once_do_not_disturb_each_other() {
    let sandbox = with_repository();
    for number in 0..20 {
        sandbox
            .addon([
                "init",
                &format!("a{number}"),
                "-p",
                &format!("repo/addons/a{number}"),
            ])
            .success();
    }
    commit(&sandbox, "true");
    let server = git::serve(sandbox.path(""), None);
    sandbox
        .addon([
            "registry",
            "add",
            "g",
            "--type",
            "git",
            "--path",
            "addons",
            "--no-check",
            &format!("{}/repo/.git", server.url()),
        ])
        .success();
    // The first round begins without a cache, the second with one that is out of date.
    for round in 0..2 {
        let children: Vec<_> = (0..6)
            .map(|_| {
                let list = sandbox.command("addon").args(["list", "-o", "name"]);
                list.start()
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{errors}");
            let listed = String::from_utf8_lossy(&output.stdout).lines().count();
            assert_eq!(listed, 21 + round, "{errors}");
        }
        if round == 0 {
            sandbox
                .addon(["init", "more", "-p", "repo/addons/more"])
                .success();
            commit(&sandbox, "true");
        }
    }
    sandbox.addon(["--offline", "list"]).success();
}

#[test]
fn a_folder_without_a_repository_is_told_so() {
    let sandbox = Sandbox::new();
    let nowhere = sandbox.path("nowhere");
    let path = nowhere.display();
    let words = ["registry", "add", "g", "--type", "git", "--endpoint"];
    sandbox
        .addon(words.iter().copied().chain([nowhere.to_str().unwrap()]))
        .code(4)
        .stderr_contains(&format!("there is no git repository at `{path}`"));
}
