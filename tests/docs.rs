//! The console blocks of the documents, run line by line.
//!
//! A line that starts with `$ ` is run; the lines below it must be lines of its output. The server
//! that a block starts gets a free port and stands for the one that the text names, and what lies
//! on the Internet in the text lies in a folder here.

use std::fs;

use crate::support::{Checked, Sandbox, Served};

/// A command of a document with the lines that stand below it.
#[derive(Debug)]
struct Step {
    command: String,
    expected: Vec<String>,
}

/// Where the documents say that they are.
const HOME: &str = "/tmp";
const SERVER: &str = "http://localhost:8080";
const CATALOG: &str = "https://github.com/kubevela/catalog";
const GITLAB: &str = "https://gitlab.example.com/group/sub/repo";

#[test]
fn the_readme_can_be_followed() {
    let steps = steps(include_str!("../README.md"));
    assert!(steps.len() > 10, "{steps:?}");
    let sandbox = Sandbox::new();
    let mut server = None;
    sandbox.write("token", "secret\n");
    for (folder, name) in [("catalog/addons/fluxcd", "fluxcd"), ("repo/mine", "mine")] {
        sandbox.addon(["init", name, "-p", folder]).success();
    }
    for folder in ["catalog", "repo"] {
        let line = format!("cd {folder} && git init -q && git add . && git commit -qm All");
        sandbox.shell(&line).success();
        // The addresses of some forges get the ending that bare repositories have.
        std::os::unix::fs::symlink(folder, sandbox.path(format!("{folder}.git"))).unwrap();
    }
    let mirrors = format!(
        "{CATALOG}={},{GITLAB}={}",
        sandbox.path("catalog").display(),
        sandbox.path("repo").display()
    );
    for step in steps {
        if let Some(flags) = serve_flags(&step.command) {
            server = Some(Served::start_with(&sandbox, &flags));
            continue;
        }
        let url = server.as_ref().map_or(SERVER, Served::url);
        let checked = sandbox
            .command("sh")
            .args(["-c", &step.command.replace(SERVER, url)])
            .env("ADDON_GIT_MIRRORS", &mirrors)
            .run()
            .success();
        let printed = printed(&sandbox, &checked, url);
        for line in &step.expected {
            assert!(
                printed.iter().any(|present| present == line),
                "`{}` prints no line\n{line}\nbut\n{}",
                step.command,
                printed.join("\n")
            );
        }
    }
}

#[test]
fn links_of_the_documents_lead_somewhere() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ] {
        let text = fs::read_to_string(format!("{root}{document}")).unwrap();
        for (_, rest) in text
            .match_indices("](")
            .map(|(at, _)| text.split_at(at + 2))
        {
            let target = rest.split(')').next().unwrap_or_default();
            let target = target.split('#').next().unwrap_or_default();
            if !target.contains("://") && !target.is_empty() {
                assert!(
                    fs::exists(format!("{root}{target}")).unwrap(),
                    "{document} links to {target}"
                );
            }
        }
    }
}

/// Reads the steps of all console blocks.
fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut within = false;
    for line in text.lines() {
        if line.starts_with("```") {
            within = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| within) {
            steps.push(Step {
                command: command.to_owned(),
                expected: Vec::new(),
            });
        } else if within && let Some(step) = steps.last_mut() {
            step.expected.push(line.trim_end().to_owned());
        }
    }
    steps
}

/// Takes a command that serves in the background apart; the port is ours to choose.
fn serve_flags(command: &str) -> Option<Vec<&str>> {
    let words = command.strip_prefix("addon serve")?.strip_suffix('&')?;
    let mut flags = Vec::new();
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        if word == "--port" {
            words.next();
        } else {
            flags.push(word);
        }
    }
    Some(flags)
}

/// Returns the lines that a command printed, as they would be where the document is.
fn printed(sandbox: &Sandbox, checked: &Checked, url: &str) -> Vec<String> {
    let here = sandbox.path("");
    let here = here.to_str().unwrap().trim_end_matches('/');
    [checked.stdout(), checked.stderr()]
        .iter()
        .flat_map(|stream| stream.lines())
        .map(|line| line.replace(url, SERVER).replace(here, HOME))
        .map(|line| line.trim_end().to_owned())
        .collect()
}
