//! `addon list`

mod question;
mod rows;

use std::sync::Arc;

use super::{cluster::ClusterArgs, source::LOCAL};
use crate::{
    config::system_namespace,
    context::Context,
    exit::ExitCode,
    hint::Failure,
    ops::{
        list,
        status::{Phase, same_version},
    },
    registry::Registry,
    report,
    ui::{GOOD, ListFormat, Table, WARNING, one_line, print_json, print_yaml},
};
use question::{Question, States};
use rows::{Row, UNKNOWN, Wanted};

/// List the addons that the registries offer and those that a cluster has
///
/// Of several registries with an addon of one name the first counts, in the order of `addon
/// registry list`. A registry that cannot be read is told on standard error, and the rest is
/// listed all the same. So it is with a cluster: one that does not answer within 3 seconds only
/// leaves the status unknown.
#[derive(clap::Args, Debug)]
pub(crate) struct ListArgs {
    /// Registry to list (can be repeated)
    #[arg(long = "registry", short, value_name = "NAME")]
    registries: Vec<String>,
    /// List only what is enabled in the cluster
    #[arg(long)]
    installed: bool,
    /// List only what is enabled in a version older than the newest on offer
    #[arg(long)]
    outdated: bool,
    /// List each version in a row of its own
    #[arg(long)]
    all_versions: bool,
    /// List plain Helm charts and hidden addons too, and addons that an earlier registry shadows
    #[arg(long, short)]
    all: bool,
    /// Form of the list
    #[arg(long, short, value_enum, default_value_t)]
    output: ListFormat,
    /// Do not ask the cluster which addons are enabled
    #[arg(long, conflicts_with_all = ["installed", "outdated"])]
    no_cluster: bool,
    #[command(flatten)]
    cluster: ClusterArgs,
}

/// The widest description off a terminal.
const DESCRIPTION_WIDTH: usize = 63;

pub(crate) fn run(cx: &mut Context<'_>, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let insist = args.installed || args.outdated;
    let ask = insist || !(args.no_cluster || cx.http.offline);
    let question =
        ask.then(|| Question::ask(args.cluster.settings(cx), system_namespace(), insist));
    let mut failed = Vec::new();
    let registries = open(cx, args, &mut failed)?;
    let asked = registries.len() + failed.len();
    let mut offered = Vec::new();
    for answer in list::list(&registries) {
        let listing = match answer.listing {
            Ok(listing) => listing,
            Err(error) => {
                let error = anyhow::Error::from(error);
                failed.push(report::exit_code(&error));
                report::warn(cx.ui, &error);
                continue;
            }
        };
        for problem in &listing.problems {
            cx.ui.warn(&format!(
                "registry `{}`: {}: {}",
                answer.registry, problem.subject, problem.message
            ));
        }
        offered.push((answer.registry, listing.offerings));
    }
    let for_people = matches!(args.output, ListFormat::Table | ListFormat::Wide);
    let (states, note) = match question.map(Question::answer) {
        Some(Ok(Some(states))) => (Some(states), None),
        Some(Ok(None)) if for_people => (
            None,
            Some("no cluster was asked, so the status of addons is not known".to_owned()),
        ),
        None | Some(Ok(None)) => (None, None),
        Some(Err(error)) if insist => return Err(error),
        Some(Err(error)) => (
            None,
            Some(format!("the status of addons is not known: {error:#}")),
        ),
    };
    let hidden = offered.iter().flat_map(|(_, offerings)| offerings);
    let hidden = hidden.filter(|offering| rows::is_hidden(offering)).count();
    let wanted = Wanted {
        all: args.all,
        registries: &args.registries,
        installed: args.installed,
        outdated: args.outdated,
    };
    let mut rows = rows::rows(offered, states.as_ref(), wanted);
    if args.all_versions {
        rows = rows.into_iter().flat_map(Row::one_a_version).collect();
    }
    print(cx, args.output, &rows)?;
    if rows.is_empty() && hidden > 0 && for_people && !insist {
        cx.ui.note(&match hidden {
            1 => "1 plain chart or hidden addon is not listed; --all lists it".to_owned(),
            _ => format!("{hidden} plain charts or hidden addons are not listed; --all lists them"),
        });
    }
    if let Some(note) = note {
        cx.ui.note(&note);
    }
    if failed.len() == asked && asked > 0 && !has_some(args, states.as_ref()) {
        return Err(Failure::new(failed[0], "no registry answered").into());
    }
    Ok(ExitCode::Success)
}

/// Says whether there is something to list without any registry.
fn has_some(args: &ListArgs, states: Option<&States>) -> bool {
    args.installed && states.is_some()
}

/// Opens the registries that are asked for; one that is not set up properly is a warning.
fn open(
    cx: &mut Context<'_>,
    args: &ListArgs,
    failed: &mut Vec<ExitCode>,
) -> anyhow::Result<Vec<Arc<dyn Registry>>> {
    let configured = cx.registries()?;
    let entries = if args.registries.is_empty() {
        configured.iter().collect()
    } else {
        args.registries
            .iter()
            .map(|name| configured.get(name))
            .collect::<Result<Vec<_>, _>>()?
    };
    let mut registries = Vec::new();
    for entry in entries {
        match cx.open(entry) {
            Ok(registry) => registries.push(registry),
            Err(error) => {
                failed.push(report::exit_code(&error));
                report::warn(cx.ui, &error);
            }
        }
    }
    Ok(registries)
}

fn print(cx: &mut Context<'_>, output: ListFormat, rows: &[Row]) -> anyhow::Result<()> {
    let out = cx.ui.out();
    match output {
        ListFormat::Json => print_json(out, &rows),
        ListFormat::Yaml => print_yaml(out, &rows),
        ListFormat::Name => {
            for row in rows {
                use std::io::Write as _;
                writeln!(out, "{}/{}", one_line(&row.registry), one_line(&row.name))?;
            }
            Ok(())
        }
        ListFormat::Table | ListFormat::Wide => {
            let wide = output == ListFormat::Wide;
            let headers = [
                "NAME",
                "REGISTRY",
                "DESCRIPTION",
                "AVAILABLE-VERSIONS",
                "STATUS",
            ];
            let mut table = Table::new(headers);
            if !wide {
                table = table.with_elastic(2, DESCRIPTION_WIDTH);
            }
            for row in rows {
                let cell = |text: &str| one_line(text).into_owned();
                table.row(vec![
                    marked(row, &cell(&row.name)),
                    cell(&row.registry),
                    cell(&row.description),
                    versions(row, wide),
                    marked(row, &cell(&status(row))),
                ]);
            }
            Ok(table.write(out)?)
        }
    }
}

/// Writes the status with the version that is enabled; that of an addon from a folder stands before it.
fn status(row: &Row) -> String {
    match &row.installed {
        Some(version) if row.registry != LOCAL => format!("{} ({version})", row.status),
        Some(_) => row.status.to_owned(),
        None => UNKNOWN.to_owned(),
    }
}

/// Colours what is enabled, and otherwise what is on its way.
fn marked(row: &Row, text: &str) -> String {
    let style = match &row.installed {
        Some(_) if row.status == Phase::Enabled.as_str() => GOOD,
        Some(_) => WARNING,
        None => return text.to_owned(),
    };
    format!("{style}{text}{style:#}")
}

/// Writes the newest three versions, or all; the one that is enabled comes first.
fn versions(row: &Row, all: bool) -> String {
    const SHOWN: usize = 3;
    let is_there = |version: &&String| {
        row.installed
            .as_ref()
            .is_some_and(|it| same_version(it, version))
    };
    let (installed, others): (Vec<_>, Vec<_>) = row.versions.iter().partition(is_there);
    let count = row.versions.len();
    let shown = if all { count } else { SHOWN.min(count) };
    let cells = installed
        .iter()
        .map(|version| marked(row, &one_line(version)))
        .chain(others.iter().map(|version| one_line(version).into_owned()));
    let cells: Vec<_> = cells.take(shown).collect();
    let rest = if shown < count { ", ..." } else { "" };
    format!("[{}{rest}]", cells.join(", "))
}
