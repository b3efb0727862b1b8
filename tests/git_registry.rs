//! The guide's chapter on git registries, with the forges behind mirrors on this machine.

use crate::support::Sandbox;

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
