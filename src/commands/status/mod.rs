//! `addon status`

mod describe;
mod parameters;
mod print;

use std::collections::BTreeMap;

use super::{cluster::ClusterArgs, source};
use crate::{
    cluster::{self, Cluster},
    config::system_namespace,
    context::Context,
    exit::ExitCode,
    ops::{
        installed,
        status::{self, State},
    },
    ui::{OutputFormat, Table, one_line, print_json, print_yaml},
};
use describe::{Description, Summary};

/// Tell how addons are in the cluster: phase, clusters, versions, parameters
///
/// Without NAME all that are enabled are listed. An addon that is not enabled is described from the
/// registries, with the parameters that it takes.
#[derive(clap::Args, Debug)]
pub(crate) struct StatusArgs {
    /// The addon: NAME, or REGISTRY/NAME to look it up in that registry
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Tell versions, dependencies, parameters and endpoints, too
    #[arg(long, short)]
    verbose: bool,
    /// Do not mask the values of parameters that are named like passwords and tokens
    #[arg(long)]
    show_secrets: bool,
    /// Form of the result
    #[arg(long, short, value_enum, default_value_t)]
    output: OutputFormat,
    #[command(flatten)]
    cluster: ClusterArgs,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &StatusArgs) -> anyhow::Result<ExitCode> {
    let reference = args.name.as_deref().map(source::reference).transpose()?;
    let cluster = args.cluster.connect(cx)?;
    let namespace = system_namespace();
    let Some(reference) = reference else {
        let states = status::all(&cluster, &namespace)?;
        return all(cx, args, &states);
    };
    let live = installed::find(&cluster, &namespace, reference.name.as_ref())?;
    let description = Description::of(
        cx,
        &Site {
            cluster: &cluster,
            namespace: &namespace,
            args,
        },
        &reference,
        live.and_then(State::of),
    )?;
    match args.output {
        OutputFormat::Table => print::print(cx, &description)?,
        OutputFormat::Json => print_json(cx.ui.out(), &description)?,
        OutputFormat::Yaml => print_yaml(cx.ui.out(), &description)?,
    }
    Ok(ExitCode::Success)
}

/// The cluster that is asked, and what for.
struct Site<'a> {
    cluster: &'a Cluster,
    namespace: &'a str,
    args: &'a StatusArgs,
}

/// Lists all addons of the cluster.
fn all(
    cx: &mut Context<'_>,
    args: &StatusArgs,
    states: &BTreeMap<String, State>,
) -> anyhow::Result<ExitCode> {
    let summaries: Vec<Summary> = states.values().map(Summary::of).collect();
    match args.output {
        OutputFormat::Json => print_json(cx.ui.out(), &summaries)?,
        OutputFormat::Yaml => print_yaml(cx.ui.out(), &summaries)?,
        OutputFormat::Table => {
            let mut table = Table::new(["NAME", "VERSION", "REGISTRY", "STATUS", "CLUSTERS"]);
            for it in &summaries {
                let clusters = it.clusters.join(",");
                let status = print::styled(it.phase, it.phase.as_str());
                let cell = |text: &str| one_line(text).into_owned();
                table.row(vec![
                    cell(&it.name),
                    cell(&it.version),
                    cell(&it.registry),
                    status,
                    cell(if clusters.is_empty() { "-" } else { &clusters }),
                ]);
            }
            table.write(cx.ui.out())?;
            if summaries.is_empty() {
                cx.ui.note(
                    "no addon is enabled in this cluster; enable one with `addon enable NAME`",
                );
            }
            for it in summaries.iter().filter(|it| !it.reasons.is_empty()) {
                cx.ui
                    .note(&format!("{}: {}", it.name, it.reasons.join("; ")));
            }
        }
    }
    Ok(ExitCode::Success)
}

/// Says whether somebody may simply not see what was asked for.
fn is_refused(error: &cluster::Error) -> bool {
    matches!(error, cluster::Error::Forbidden { .. })
}
