//! `addon list`

use std::{collections::HashSet, sync::Arc};

use serde::Serialize;

use crate::{
    context::Context,
    exit::ExitCode,
    hint::Failure,
    ops::list,
    registry::{Content, Offering, Registry},
    report,
    ui::{ListFormat, Table, one_line, print_json, print_yaml},
};

/// List the addons that the registries offer
///
/// Of several registries with an addon of one name the first counts, in the order of `addon
/// registry list`. A registry that cannot be read is told on standard error, and the rest is
/// listed all the same.
#[derive(clap::Args, Debug)]
pub(crate) struct ListArgs {
    /// Registry to list (can be repeated)
    #[arg(long = "registry", short, value_name = "NAME")]
    registries: Vec<String>,
    /// List each version in a row of its own
    #[arg(long)]
    all_versions: bool,
    /// List plain Helm charts and hidden addons too, and addons that an earlier registry shadows
    #[arg(long, short)]
    all: bool,
    /// Form of the list
    #[arg(long, short, value_enum, default_value_t)]
    output: ListFormat,
}

/// One addon of the list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    name: String,
    registry: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    chart: bool,
    description: String,
    versions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    icon: String,
    status: &'static str,
}

/// The status of an addon when no cluster was asked.
const UNKNOWN: &str = "-";

/// The widest description off a terminal.
const DESCRIPTION_WIDTH: usize = 63;

pub(crate) fn run(cx: &mut Context<'_>, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let mut failed = Vec::new();
    let registries = open(cx, args, &mut failed)?;
    let asked = registries.len() + failed.len();
    let mut rows = Vec::new();
    let mut seen = HashSet::new();
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
        for offering in listing.offerings {
            let Some(row) = row(&answer.registry, &offering, args.all) else {
                continue;
            };
            if seen.insert(row.name.clone()) || args.all {
                rows.push(row);
            }
        }
    }
    if args.all_versions {
        rows = rows.iter().flat_map(one_row_a_version).collect();
    }
    print(cx, args.output, &rows)?;
    if args.output == ListFormat::Table || args.output == ListFormat::Wide {
        cx.ui
            .note("no cluster was asked, so the status of addons is not known");
    }
    if failed.len() == asked && asked > 0 {
        return Err(Failure::new(failed[0], "no registry answered").into());
    }
    Ok(ExitCode::Success)
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

fn row(registry: &str, offering: &Offering, all: bool) -> Option<Row> {
    let releases: Vec<_> = offering
        .releases
        .iter()
        .filter(|release| all || (release.content == Content::Addon && !release.invisible))
        .collect();
    let newest = releases.first()?;
    Some(Row {
        name: offering.name.to_string(),
        registry: registry.to_owned(),
        chart: releases
            .iter()
            .all(|release| release.content == Content::Chart),
        description: newest.description.clone(),
        tags: newest.keywords.clone(),
        icon: newest.icon.clone(),
        versions: releases
            .iter()
            .map(|release| release.version.clone())
            .collect(),
        status: UNKNOWN,
    })
}

fn one_row_a_version(row: &Row) -> Vec<Row> {
    let with_version = |version: &String| Row {
        name: row.name.clone(),
        registry: row.registry.clone(),
        description: row.description.clone(),
        tags: row.tags.clone(),
        icon: row.icon.clone(),
        versions: vec![version.clone()],
        chart: row.chart,
        status: row.status,
    };
    row.versions.iter().map(with_version).collect()
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
                    cell(&row.name),
                    cell(&row.registry),
                    cell(&row.description),
                    cell(&versions(&row.versions, wide)),
                    row.status.to_owned(),
                ]);
            }
            Ok(table.write(out)?)
        }
    }
}

/// Writes the newest three versions, or all.
fn versions(versions: &[String], all: bool) -> String {
    const SHOWN: usize = 3;
    let shown = if all {
        versions.len()
    } else {
        SHOWN.min(versions.len())
    };
    let rest = if shown < versions.len() { ", ..." } else { "" };
    format!("[{}{rest}]", versions[..shown].join(", "))
}
