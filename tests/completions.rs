//! What a shell knows of the command.

use std::fs;

use crate::support::Sandbox;

const SHELLS: [(&str, &str); 5] = [
    ("bash", "addon.bash"),
    ("elvish", "addon.elv"),
    ("fish", "addon.fish"),
    ("powershell", "_addon.ps1"),
    ("zsh", "_addon"),
];

#[test]
fn the_scripts_that_are_handed_out_are_fresh() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");
    for (shell, file) in SHELLS {
        let sandbox = Sandbox::new();
        let kept = fs::read_to_string(format!("{folder}/{file}")).unwrap();
        let checked = sandbox.addon(["completions", shell]).success();
        assert!(
            checked.stdout() == kept,
            "completions/{file} is stale: cargo xtask generate"
        );
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), SHELLS.len());
}

#[test]
fn scripts_know_the_commands_and_no_hidden_spelling() {
    let sandbox = Sandbox::new();
    for (shell, _) in SHELLS {
        sandbox
            .addon(["completions", shell])
            .success()
            .stdout_contains("registry")
            .stdout_contains("gitlab-repo-name")
            .nowhere("gitRepoName");
    }
    sandbox.addon(["completions", "tcsh"]).code(2);
}

#[test]
fn bash_takes_the_script_and_completes() {
    let sandbox = Sandbox::new();
    let script = "eval \"$(addon completions bash)\"
        COMP_WORDS=(addon reg) COMP_CWORD=1; _addon addon reg addon; echo \"${COMPREPLY[@]}\"";
    sandbox
        .command("bash")
        .args(["-c", script])
        .run()
        .success()
        .stdout_eq("registry\n");
}
