//! Packages: what the public catalog becomes, and that nothing but the folder decides it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::support::{Museum, Sandbox, charts::digest, charts::unpack, peer, shared};

/// The addons of the catalog, sorted.
fn addons(catalog: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(catalog)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn name_of(folder: &Path) -> &str {
    folder.file_name().unwrap().to_str().unwrap()
}

fn chart_yaml(package: &[(String, Vec<u8>)]) -> Value {
    let (_, text) = &package[0];
    addon_yaml::from_str(
        std::str::from_utf8(text).unwrap(),
        &addon_yaml::Options::go(),
    )
    .unwrap()
}

#[test]
fn the_catalog_is_packed_as_the_original_packs_it() {
    let (Some(catalog), Some(golden)) = (shared("catalog"), shared("golden/packages.json")) else {
        return;
    };
    let golden: BTreeMap<String, Value> =
        serde_json::from_slice(&fs::read(golden).unwrap()).unwrap();
    let sandbox = Sandbox::new();
    let folders = addons(&catalog);
    let rows = sandbox
        .command("addon")
        .args(["package", "-d", "out", "-o", "json"])
        .args(&folders)
        .run()
        .success()
        .json();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), folders.len());

    let mut without_golden = BTreeSet::new();
    for (folder, row) in folders.iter().zip(rows) {
        let name = name_of(folder);
        let path = Path::new(row["path"].as_str().unwrap());
        let bytes = fs::read(path).unwrap();
        assert_eq!(
            row["digest"],
            format!("sha256:{}", digest(&bytes)),
            "{name}"
        );
        assert_eq!(row["size"], json!(bytes.len()), "{name}");
        let package = unpack(&bytes);
        let Some(expected) = golden.get(name) else {
            without_golden.insert(name);
            continue;
        };
        assert_eq!(
            path.file_name().unwrap().to_str(),
            expected["file"].as_str()
        );
        assert_eq!(
            chart_yaml(&package),
            expected["chart"],
            "Chart.yaml of {name}"
        );
        let mut entries: Vec<&str> = package.iter().map(|(path, _)| path.as_str()).collect();
        entries.sort_unstable();
        assert_eq!(json!(entries), expected["entries"], "entries of {name}");
        for (path, content) in &package[1..] {
            let original = catalog.join(path);
            let mut original = fs::read(&original).unwrap();
            if original.starts_with(b"\xef\xbb\xbf") {
                original.drain(..3);
            }
            assert!(
                *content == original,
                "{path} is not what lies in the catalog"
            );
        }
    }
    assert_eq!(
        without_golden,
        BTreeSet::from(["o11y-definitions", "vegeta"])
    );
    assert_eq!(folders.len(), golden.len() + without_golden.len());
}

#[test]
fn an_addon_without_a_template_is_packed_with_a_warning_or_refused() {
    let Some(catalog) = shared("catalog") else {
        return;
    };
    for name in ["o11y-definitions", "vegeta"] {
        let sandbox = Sandbox::new();
        let folder = catalog.join(name);
        sandbox
            .command("addon")
            .args(["package"])
            .args([&folder])
            .run()
            .success()
            .stderr_contains("warning:")
            .stderr_contains("template");
        sandbox
            .command("addon")
            .args(["package", "--strict"])
            .args([&folder])
            .run()
            .code(8)
            .stderr_contains("template");
    }
}

/// The clock, the folder's place and age, modes, umask and language must not show.
#[test]
fn the_same_folder_gives_the_same_bytes_everywhere() {
    let one = Sandbox::new();
    one.addon(["init", "demo"]).success();
    one.write("demo/Zebra.txt", "z");
    one.write("demo/ähre.txt", "ä");
    one.write("demo/apple.txt", "a");
    one.addon(["package", "demo"]).success();
    let expected = one.read_bytes("demo-1.0.0.tgz");

    let other = Sandbox::new();
    other.copy(&one.path("demo"), "deep/down/demo");
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_hours(24 * 365 * 20);
    for file in other.files("deep/down/demo") {
        let path = other.path("deep/down/demo").join(file);
        let handle = fs::File::options().append(true).open(&path).unwrap();
        handle.set_modified(old).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    for (umask, locale, zone) in [
        ("022", "C", "UTC"),
        ("077", "de_DE.UTF-8", "Asia/Tokyo"),
        ("000", "tr_TR.UTF-8", "America/New_York"),
    ] {
        let line = format!("umask {umask}; addon package -d 'out {umask}' deep/down/demo/");
        other
            .command("sh")
            .args(["-c", &line])
            .env("LC_ALL", locale)
            .env("TZ", zone)
            .run()
            .success();
        let bytes = other.read_bytes(format!("out {umask}/demo-1.0.0.tgz"));
        assert!(bytes == expected, "umask {umask}, {locale}, {zone}");
    }
    other
        .command("addon")
        .args(["package", ".", "-d", "-"])
        .within("deep/down/demo")
        .run()
        .success();
}

#[test]
fn the_time_stamps_of_a_package_can_be_set() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    let mtime_of = |epoch: &str| {
        let output = sandbox
            .command("addon")
            .args(["package", "demo", "-d", "-"])
            .env("SOURCE_DATE_EPOCH", epoch)
            .run()
            .success();
        let decoder = flate2::read::GzDecoder::new(output.stdout_bytes());
        let mut archive = tar::Archive::new(decoder);
        let mut times: BTreeSet<u64> = BTreeSet::new();
        for entry in archive.entries().unwrap() {
            times.insert(entry.unwrap().header().mtime().unwrap());
        }
        times
    };
    assert_eq!(mtime_of("1600000000"), BTreeSet::from([1_600_000_000]));
    sandbox
        .command("addon")
        .args(["package", "demo"])
        .env("SOURCE_DATE_EPOCH", "yesterday")
        .run()
        .code(2)
        .stderr_contains("SOURCE_DATE_EPOCH");
}

#[test]
fn the_folder_is_left_as_it_was() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    let before = sandbox.files("demo");
    sandbox.addon(["package", "demo"]).success();
    assert_eq!(sandbox.files("demo"), before);

    sandbox
        .addon(["package", "demo", "--write-chart-yaml"])
        .success();
    let written = sandbox.read("demo/Chart.yaml");
    let package = unpack(&sandbox.read_bytes("demo-1.0.0.tgz"));
    assert_eq!(written.as_bytes(), package[0].1);
}

/// The original packs its own earlier package into the next one.
#[test]
fn packing_inside_the_folder_does_not_pack_the_package() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    let pack = || {
        sandbox
            .command("addon")
            .args(["package", "."])
            .within("demo")
            .run()
            .success();
        sandbox.read_bytes("demo/demo-1.0.0.tgz")
    };
    let first = pack();
    assert!(first == pack());
}

#[test]
fn versions_can_be_given_from_outside() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox
        .addon(["package", "demo", "-v", "2.0.0-rc.1", "-a", "9"])
        .success();
    let package = unpack(&sandbox.read_bytes("demo-2.0.0-rc.1.tgz"));
    let chart = chart_yaml(&package);
    assert_eq!(chart["version"], "2.0.0-rc.1");
    assert_eq!(chart["appVersion"], "9");
    let (_, metadata) = package
        .iter()
        .find(|(path, _)| path == "demo/metadata.yaml")
        .unwrap();
    let metadata: Value = addon_yaml::from_str(
        std::str::from_utf8(metadata).unwrap(),
        &addon_yaml::Options::go(),
    )
    .unwrap();
    assert_eq!(metadata["version"], "2.0.0-rc.1");
    sandbox
        .addon(["package", "demo", "-v", "two"])
        .code(8)
        .stderr_contains("chart.metadata.version \"two\" is invalid");
}

#[test]
fn ignored_files_stay_out() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.write("demo/.helmignore", "*.bak\n/build/\n.git/\n");
    sandbox.write("demo/metadata.yaml.bak", "x");
    sandbox.write("demo/build/out", "x");
    sandbox.write("demo/.git/HEAD", "x");
    sandbox.addon(["package", "demo"]).success();
    let package = unpack(&sandbox.read_bytes("demo-1.0.0.tgz"));
    let paths: Vec<&str> = package.iter().map(|(path, _)| path.as_str()).collect();
    for unwanted in ["bak", "build", ".git/"] {
        assert!(
            !paths.iter().any(|path| path.contains(unwanted)),
            "{paths:?}"
        );
    }
}

#[test]
fn several_folders_are_packed_and_one_that_fails_stops_no_other() {
    let sandbox = Sandbox::new();
    for name in ["a", "b"] {
        sandbox.addon(["init", name]).success();
    }
    sandbox.write("broken/metadata.yaml", "name: broken\nversion: [1\n");
    sandbox.write("broken/template.cue", "output: {}\n");
    sandbox
        .addon(["package", "a", "broken", "b", "missing"])
        .code(3)
        .stderr_contains("broken/metadata.yaml")
        .stderr_contains("missing");
    assert!(sandbox.path("a-1.0.0.tgz").exists() && sandbox.path("b-1.0.0.tgz").exists());
}

#[test]
fn what_is_wrong_is_told_with_file_and_line() {
    let sandbox = Sandbox::new();
    let bad = |metadata: &str| {
        sandbox.write("bad/metadata.yaml", metadata);
        sandbox.write("bad/template.cue", "output: {}\n");
        let checked = sandbox.addon(["package", "bad"]).code(8);
        assert!(!sandbox.path("bad-1.0.0.tgz").exists());
        checked
    };
    bad("name: bad\nversion: 1.0.0\n\tx: 1\n").stderr_contains("bad/metadata.yaml:3:");
    bad("name: bad\nversion: \"1.0.0\n")
        .stderr_contains("metadata.yaml:2:10: this quoted text is never closed");
    bad("name: bad\nversion: 1.0.0\ntags: {a: b}\n").stderr_contains("metadata.yaml:3");
    bad("name: bad\n").stderr_contains("addon version is empty");
    bad("version: 1.0.0\n").stderr_contains("addon name is empty");
    bad("").stderr_contains("metadata (metadata.yaml) missing");
    bad("name: bad\nversion: v1beta2-1.3.8-3.1.1\n").stderr_contains("version");
    bad("name: ../bad\nversion: 1.0.0\n").stderr_contains("name");
}

#[test]
fn helm_can_load_what_we_pack() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.addon(["package", "demo"]).success();
    for helm in ["helm3", "helm4"] {
        let Some(helm) = peer(helm) else { continue };
        sandbox
            .command(helm.to_str().unwrap())
            .args(["show", "chart", "demo-1.0.0.tgz"])
            .run()
            .success()
            .stdout_contains("addon.name: demo")
            .stdout_contains("type: library");
    }
}

#[test]
fn a_version_that_yaml_changes_is_told_or_refused() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.write("demo/metadata.yaml", "name: demo\nversion: 1.10\n");
    let told = "demo: the version is written 1.10, but YAML reads 1.1; write \"1.10\", in quotes";
    sandbox
        .addon(["package", "demo"])
        .success()
        .stderr_contains(told)
        .stdout_contains("demo-1.1.tgz");
    sandbox
        .addon(["package", "--strict", "demo"])
        .code(8)
        .stderr_contains(told);
    let given = sandbox.addon(["package", "demo", "-v", "1.10.0"]).success();
    assert_eq!(given.stderr(), "");
}

#[test]
fn rules_that_leave_out_too_much_are_named() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.write("demo/.helmignore", "!keep\n");
    sandbox
        .addon(["package", "demo"])
        .code(8)
        .stderr_contains("demo is not an addon dir: .helmignore leaves metadata.yaml out");
}

#[test]
fn a_schema_that_is_no_json_is_told_before_anybody_renders() {
    let sandbox = Sandbox::new();
    sandbox.addon(["init", "demo"]).success();
    sandbox.write("demo/values.schema.json", "{");
    sandbox
        .addon(["package", "demo"])
        .code(8)
        .stderr_contains("invalid JSON in values.schema.json");
    assert!(!sandbox.path("demo-1.0.0.tgz").exists());
    sandbox.write(
        "web/Chart.yaml",
        "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    );
    sandbox.write("web/values.schema.json", "{");
    let museum = Museum::start();
    sandbox
        .addon(["push", "web", &museum.url()])
        .code(8)
        .stderr_contains("invalid JSON in values.schema.json");
}
