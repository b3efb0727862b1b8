//! Disks and folders that do not do what they should.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Command};

use crate::support::{Sandbox, Served};

/// Nothing can be kept from the superuser, so that some tests need another user.
fn is_superuser() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

#[test]
fn a_folder_that_cannot_be_read_is_named() {
    if is_superuser() {
        // Somebody else's process then; the binary must be in reach of it.
        let sandbox = Sandbox::new();
        sandbox.addon(["init", "demo"]).success();
        let reach = |path: &std::path::Path| {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        };
        reach(sandbox.root());
        fs::copy(env!("CARGO_BIN_EXE_addon"), sandbox.path("addon-copy")).unwrap();
        fs::set_permissions(
            sandbox.path("demo/resources"),
            fs::Permissions::from_mode(0o700),
        )
        .unwrap();
        let outcome = sandbox
            .command("setpriv")
            .args([
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "./addon-copy",
            ])
            .args(["package", "demo", "-d", "-"])
            .run();
        if outcome.is_refused_by_the_system() {
            return;
        }
        outcome
            .code(6)
            .stderr_contains("demo/resources")
            .stderr_contains("ermission denied");
    } else {
        let sandbox = Sandbox::new();
        sandbox.addon(["init", "demo"]).success();
        let folder = sandbox.path("demo/resources");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o000)).unwrap();
        sandbox
            .addon(["package", "demo"])
            .code(6)
            .stderr_contains("demo/resources")
            .stderr_contains("ermission denied");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// Runs a script with a disk of one megabyte at `small`, in name spaces of its own, so that the
/// disk is gone with it. Returns nothing where the system does not permit that.
fn with_small_disk(sandbox: &Sandbox, script: &str) -> Option<crate::support::Outcome> {
    fs::create_dir(sandbox.path("small")).unwrap();
    let line = format!("mount -t tmpfs -o size=1m none small || exit 99\n{script}");
    let outcome = sandbox
        .command("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", &line])
        .run();
    if outcome.is_refused_by_the_system() {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: no small disk can be made here");
        }
        return None;
    }
    Some(outcome)
}

/// Three megabytes that no compression makes smaller.
fn noise() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = Vec::new();
    while noise.len() < 3 << 20 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        noise.extend(state.to_le_bytes());
    }
    noise
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.addon(["package", "demo"]).success();
    sandbox.write("demo/noise.bin", noise());
    let script = "
        cp demo-1.0.0.tgz small/
        addon package demo -d small; echo package $?
        addon registry add shelf --type local small/shelf
        addon push demo shelf; echo push $?
        find small -type f | sort; cmp demo-1.0.0.tgz small/demo-1.0.0.tgz && echo whole";
    let Some(outcome) = with_small_disk(&sandbox, script) else {
        return;
    };
    let checked = outcome.success();
    let stdout = checked.stdout();
    assert!(
        stdout.contains("package 1\n"),
        "{stdout}{}",
        checked.stderr()
    );
    assert!(stdout.contains("push 1\n"), "{stdout}{}", checked.stderr());
    assert!(
        stdout.ends_with("small/demo-1.0.0.tgz\nsmall/shelf/.addon.lock\nwhole\n"),
        "{stdout}"
    );
    checked.stderr_contains("No space left on device");
}

#[test]
fn the_configuration_survives_a_full_disk() {
    let sandbox = Sandbox::new();
    let script = "
        export ADDON_CONFIG=$PWD/small/registries.json
        addon registry add a --no-check https://h.example.com || exit 1
        cp small/registries.json kept
        dd if=/dev/zero of=small/ballast bs=4k 2>/dev/null
        addon registry add b --no-check https://h.example.com; echo add $?
        cmp small/registries.json kept && echo whole
        rm small/ballast
        addon registry add b --no-check https://h.example.com";
    let Some(outcome) = with_small_disk(&sandbox, script) else {
        return;
    };
    outcome
        .success()
        .stdout_contains("add 1\nwhole\nSuccessfully add an addon registry b")
        .stderr_contains("No space left on device");
}

#[test]
fn a_server_on_a_full_disk_refuses_and_goes_on() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.addon(["init", "big"]).success();
    sandbox.write("big/noise.bin", noise());
    let script = "
        addon serve --port 0 --listen-host 127.0.0.1 --storage-local-rootdir small/charts 2>log & server=$!
        until url=$(sed -n 's/.*Serving at //p' log) && [ -n \"$url\" ]; do kill -0 $server || exit 98; done
        addon --retries 0 push big $url; echo big $?
        addon push demo $url; echo demo $?
        addon registry add r $url --type helm
        addon list -r r -o name
        kill $server; wait $server";
    let Some(outcome) = with_small_disk(&sandbox, script) else {
        return;
    };
    let checked = outcome.any_code();
    let stdout = checked.stdout();
    assert!(stdout.contains("big 7\n"), "{stdout}{}", checked.stderr());
    assert!(stdout.contains("demo 0\n"), "{stdout}{}", checked.stderr());
    assert!(stdout.ends_with("r/demo\n"), "{stdout}{}", checked.stderr());
}

#[test]
fn a_cache_that_cannot_be_written_is_done_without() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    let server = Served::start(&sandbox, "charts");
    sandbox.addon(["push", "demo", server.url()]).success();
    sandbox.write("file", "x");
    let run = |words: &[&str]| {
        sandbox
            .command("addon")
            .args(["--cache-dir", "file/below"])
            .args(words)
            .run()
    };
    run(&["registry", "add", "r", server.url(), "--type", "helm"]).success();
    run(&["list", "-r", "r", "-o", "name"])
        .success()
        .stdout_eq("r/demo\n");
    run(&["pull", "r/demo"]).success();
}

#[test]
fn a_home_that_is_not_there_is_told() {
    let sandbox = Sandbox::new();
    let outcome = sandbox
        .command("addon")
        .args(["registry", "list"])
        .without_env("HOME")
        .without_env("ADDON_CONFIG")
        .without_env("ADDON_CACHE_DIR")
        .env("XDG_CONFIG_HOME", "")
        .run();
    // The system may know a home all the same.
    let _checked = outcome.any_code();
    sandbox
        .command("addon")
        .args([
            "registry",
            "add",
            "x",
            "--no-check",
            "https://h.example.com",
        ])
        .env("ADDON_CONFIG", "/proc/nowhere/registries.json")
        .run()
        .code(4)
        .stderr_contains("/proc/nowhere");
}

#[test]
fn odd_files_are_refused_and_named() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.shell("mkfifo demo/pipe").success();
    sandbox
        .addon(["package", "demo"])
        .code(8)
        .stderr_contains("pipe");
    fs::remove_file(sandbox.path("demo/pipe")).unwrap();

    std::os::unix::fs::symlink("/etc/hostname", sandbox.path("demo/link")).unwrap();
    let checked = sandbox.addon(["package", "demo"]).any_code();
    assert_ne!(checked.exit_code(), Some(0), "a link out of the folder");
    checked.stderr_contains("link");
    fs::remove_file(sandbox.path("demo/link")).unwrap();

    std::os::unix::fs::symlink("demo", sandbox.path("demo/loop")).unwrap();
    std::os::unix::fs::symlink(".", sandbox.path("demo/self")).unwrap();
    let checked = sandbox.addon(["package", "demo"]).any_code();
    assert_ne!(checked.exit_code(), Some(0), "a loop of links");
}
