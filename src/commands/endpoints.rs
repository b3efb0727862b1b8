//! Addresses of addons for people, as `vela` draws them.

use std::io::{self, Write};

use crate::{
    cluster::{self, Cluster},
    context::Context,
    ops::{
        endpoints::{Endpoint, endpoints},
        installed,
        status::State,
    },
    ui::framed,
};

/// Looks the addresses of an addon up and writes them; that they cannot be had is no failure.
pub(crate) fn show(
    cx: &mut Context<'_>,
    cluster: &Cluster,
    namespace: &str,
    addon: &str,
) -> io::Result<()> {
    let found = || -> cluster::Result<_> {
        let state = installed::find(cluster, namespace, addon)?.and_then(State::of);
        let Some(state) = state else {
            return Ok((String::new(), Vec::new()));
        };
        let endpoints = endpoints(cluster, &state)?;
        Ok((state.addon.application, endpoints))
    };
    match found() {
        Ok((application, endpoints)) => print(cx.ui.out(), &application, &endpoints),
        Err(error) => {
            cx.ui
                .warn(&format!("Get application endpoints error: {error}"));
            Ok(())
        }
    }
}

/// Writes the addresses of an addon; nothing if it has none.
pub(crate) fn print(
    out: &mut impl Write,
    application: &str,
    endpoints: &[Endpoint],
) -> io::Result<()> {
    if endpoints.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "Please access {application} from the following endpoints:"
    )?;
    let rows = endpoints.iter().map(|it| {
        [
            it.cluster.clone(),
            it.component.clone(),
            it.reference.clone(),
            it.endpoint.clone(),
            it.inner.to_string(),
        ]
    });
    framed(
        out,
        [
            "CLUSTER",
            "COMPONENT",
            "REF(KIND/NAMESPACE/NAME)",
            "ENDPOINT",
            "INNER",
        ],
        &rows.collect::<Vec<_>>(),
    )
}
