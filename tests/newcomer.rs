//! What somebody meets who has no cluster, or mistypes.

use crate::support::{Sandbox, closed_address};

/// A sandbox with an addon that is pushed to a folder.
fn at_home() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_config("{}");
    sandbox
        .addon(["registry", "add", "shelf", "--type", "local", "./shelf"])
        .success();
    sandbox.addon(["init", "fluxcd"]).success();
    sandbox
}

/// The commands that need no cluster, in an order in which they can be run.
const WITHOUT: [&str; 11] = [
    "package fluxcd",
    "push fluxcd shelf",
    "list",
    "list --all-versions -o json",
    "show fluxcd",
    "render ./fluxcd",
    "render shelf/fluxcd",
    "enable ./fluxcd --dry-run",
    "pull shelf/fluxcd -d copy",
    "registry list",
    "registry export",
];

#[test]
fn what_needs_no_cluster_works_without_one() {
    let sandbox = at_home();
    for line in WITHOUT {
        sandbox.addon(line.split(' ')).success();
    }
}

#[test]
fn a_kubeconfig_that_is_of_no_use_is_in_nobodys_way() {
    let sandbox = at_home();
    sandbox.write("broken", "clusters: [");
    let down = format!(
        "{{apiVersion: v1, kind: Config, current-context: c, clusters: [{{name: c, cluster: {{server: 'http://{}'}}}}], \
         contexts: [{{name: c, context: {{cluster: c, user: u}}}}], users: [{{name: u, user: {{}}}}]}}",
        closed_address()
    );
    sandbox.write("down", down);
    for kubeconfig in ["broken", "down"] {
        // A dry run of enabling looks at a cluster that is configured.
        for line in WITHOUT.iter().filter(|line| !line.starts_with("enable")) {
            sandbox
                .command("addon")
                .env("KUBECONFIG", sandbox.path(kubeconfig))
                .args(line.split(' '))
                .run()
                .success();
        }
    }
}

#[test]
fn what_needs_a_cluster_says_how_to_get_one() {
    let sandbox = at_home();
    sandbox.addon(["push", "fluxcd", "shelf"]).success();
    for line in [
        "status",
        "status fluxcd",
        "diff ./fluxcd",
        "enable ./fluxcd",
        "enable fluxcd",
        "upgrade fluxcd",
        "disable fluxcd",
        "list --installed",
        "registry import --from-cluster",
        "registry export --to-cluster",
    ] {
        sandbox
            .addon(line.split(' '))
            .code(7)
            .stderr_contains("error: no Kubernetes cluster is configured")
            .stderr_contains("k3d cluster create")
            .stderr_contains("vela install");
    }
}

#[test]
fn the_nearest_name_is_offered() {
    let sandbox = at_home();
    sandbox.addon(["push", "fluxcd", "shelf"]).success();
    for line in [
        "show fluxdc",
        "render fluxdc",
        "enable fluxdc",
        "pull shelf/fluxdc",
    ] {
        sandbox
            .addon(line.split(' '))
            .code(4)
            .stderr_contains("did you mean fluxcd?");
    }
}
