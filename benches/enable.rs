//! Measures enabling on a real API server: wall time, requests and peak memory.
//!
//! `cargo bench --profile ci --bench enable` prints a table. It needs the API server among the peers
//! and the shared folder with KubeVela's kinds and the catalog, found as the tests find them. No
//! controller runs there, so nothing is waited for. Requests are those that the server counted.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench reports to whoever runs it"
)]

mod real;

use vela_addon::cluster::Kind;

use real::{ApiServer, peer, row, run, shared, title};

fn main() {
    let Some((program, shared)) = peer("apiserver").zip(shared()) else {
        println!("there is no API server or no shared folder");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let server = ApiServer::start(&program, folder.path());
    server.install(&shared.join("crds"));
    title();
    for name in ["fluxcd", "velaux", "terraform-aws"] {
        let addon = shared.join("catalog").join(name);
        if name == "terraform-aws" {
            for needed in ["fluxcd", "terraform"] {
                let needed = shared.join("catalog").join(needed);
                run(&mut server.addon(&["enable", needed.to_str().unwrap(), "--no-wait"]));
            }
        }
        let addon = addon.to_str().unwrap();
        let enable = || server.addon(&["enable", addon, "--no-wait"]);
        row(&format!("enable {name}"), &server, enable, || {
            remove(&server, name);
        });
        row(&format!("enable {name} again"), &server, enable, || {});
    }
}

/// Deletes an addon and, as the collector of garbage would, what it owns.
fn remove(server: &ApiServer, addon: &str) {
    let space = Some("vela-system");
    let name = format!("addon-{addon}");
    server
        .cluster
        .delete(&Kind::APPLICATION, space, &name)
        .unwrap();
    let kinds = vela_addon::ops::enable::usage::definition_kinds();
    for kind in kinds.chain([Kind::CONFIG_MAP, Kind::SECRET]) {
        for object in server.cluster.list_metadata(&kind, space, "").unwrap() {
            if object["metadata"]["ownerReferences"][0]["name"] == name.as_str() {
                let name = object["metadata"]["name"].as_str().unwrap();
                server.cluster.delete(&kind, space, name).unwrap();
            }
        }
    }
}
