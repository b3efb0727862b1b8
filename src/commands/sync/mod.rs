//! `addon sync`

mod charts;
mod output;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;
use jiff::{Timestamp, civil, tz::TimeZone};

use self::{
    charts::{ChartArgs, Charts},
    output::{Output, Report, SyncFormat},
};
use super::{package, sources, target::TargetArgs};
use crate::{
    chart::Glob,
    context::Context,
    exit::ExitCode,
    fs_ext,
    hint::Failure,
    interrupt,
    ops::push,
    ops::sync::{
        self, Candidate, IfExists, Inventory, Record, Selection, Status, Stop, Survey, Target,
        Tuning, clash,
    },
    registry::{Registry, Release},
    report,
    ui::{is_interactive, note_at_once, one_line},
};

/// What follows the name of the command.
pub(crate) const USAGE: &str = "[OPTIONS] <SOURCE>... <REGISTRY|URL>";

/// Bring everything that folders, packages and registries hold into one registry
///
/// SOURCE is a folder of addons, charts and packages, nested as they may be, a package, a registry,
/// or an addon of one as REGISTRY/NAME@VERSION. What the registry has already is not sent again, so
/// that the command can be repeated, and an interrupted or failed run is resumed by running it
/// once more. In the end the registry's own listing is checked against what was sent.
#[derive(clap::Args, Debug)]
#[command(override_usage = format!("addon sync {USAGE}"))]
pub(crate) struct SyncArgs {
    /// Where to take from, and behind it the name of a registry or the URL of a Helm repository
    // One list, because flags may stand between its values, as everywhere in `vela`.
    #[arg(required = true, num_args = 1.., value_name = "SOURCE... REGISTRY|URL")]
    words: Vec<String>,
    /// Print what would be done, and change nothing
    #[arg(long, visible_alias = "dry-run")]
    plan: bool,
    /// Take only what has such a name (can be repeated)
    #[arg(long = "match", value_name = "GLOB")]
    matching: Vec<Glob>,
    /// Leave out what has such a name (can be repeated)
    #[arg(long = "exclude", value_name = "GLOB")]
    excluding: Vec<Glob>,
    /// Take only the newest version of each addon and chart
    #[arg(long)]
    latest: bool,
    /// Leave out what is older, as 2026-01-31 or 2026-01-31T12:00:00Z
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    since: Option<Timestamp>,
    /// What to do about versions that the registry has
    #[arg(long, value_enum, value_name = "POLICY", default_value_t)]
    if_exists: Policy,
    /// Overwrite what is there with other content; the same as --if-exists=overwrite
    #[arg(long, short, conflicts_with = "if_exists")]
    force: bool,
    /// Let an addon and a plain chart share a name
    #[arg(long)]
    allow_name_clash: bool,
    /// Remove from the registry what no source has any more, after asking
    #[arg(long, conflicts_with = "retry_failed")]
    delete: bool,
    /// Delete without asking
    #[arg(long, short = 'y')]
    yes: bool,
    /// End with the first failure
    #[arg(long)]
    fail_fast: bool,
    /// The most requests at once; fewer while the registry is slow or refuses
    #[arg(long, short, value_name = "COUNT", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
    /// Form of the result
    #[arg(long, short, value_enum, default_value_t)]
    output: SyncFormat,
    /// Also write the result to this file, in JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Take only what failed in the run that wrote this report
    #[arg(long, value_name = "FILE")]
    retry_failed: Option<PathBuf>,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    charts: ChartArgs,
}

/// What to do about a version that the registry has.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Policy {
    /// Leave the same content alone; other content is a conflict
    #[default]
    SkipSame,
    /// Leave it alone, whatever it holds
    Skip,
    /// Count it as a conflict, whatever it holds
    Fail,
    /// Put other content in its place
    Overwrite,
}

/// The largest report that is read.
const MAX_REPORT: u64 = 256 << 20;

pub(crate) fn run(cx: &mut Context<'_>, args: &SyncArgs) -> anyhow::Result<ExitCode> {
    let Some((word, words)) = args.words.split_last().filter(|(_, rest)| !rest.is_empty()) else {
        let message = "two arguments are needed: what to take from, and the registry to fill";
        return Err(Failure::new(ExitCode::Usage, message)
            .with_hint("addon sync SOURCE... REGISTRY|URL")
            .into());
    };
    let selection = selection(args)?;
    check_report(args)?;
    let opened = args.target.open_without_retries(cx, word)?;
    let registry = opened.registry.as_ref();
    if registry.publisher().is_none() {
        let registry = registry.name().to_owned();
        return Err(push::Error::ReadOnly { registry }.into());
    }
    let packing = package::options(None, None, false)?;
    let mut survey = sources::survey(cx, words)?;
    let found = survey.candidates.len();
    selection.apply(&mut survey);
    if survey.candidates.is_empty() && found > 0 && args.retry_failed.is_none() {
        cx.ui
            .warn("the flags that select leave nothing to bring; see why with --plan -o wide");
    }
    survey.settle_doubles(&packing);
    let retries = cx.http.retries;
    let stop = Stop::default();
    let inventory = Inventory::from(listing(cx, registry)?);
    let mut charts = Charts::prepare(cx, &args.charts, &mut survey)?;
    let clashes = find_clashes(&survey, &charts, &inventory, registry);
    let target = Target {
        registry,
        inventory: &inventory,
        if_exists: if args.force {
            IfExists::Overwrite
        } else {
            args.if_exists.into()
        },
        packing: &packing,
    };
    let charts_registry = charts.registry.take();
    let charts_target = match &charts_registry {
        None => target,
        Some((registry, inventory)) => Target {
            registry: registry.as_ref(),
            inventory,
            ..target
        },
    };
    if charts_registry.is_none() {
        let sent = charts.candidates.iter();
        let key = |it: &Candidate| (it.target_name().to_owned(), it.version.clone());
        survey.known.extend(sent.map(key));
    }
    let obsolete = if args.delete {
        sync::obsolete(&inventory, &survey.known, &selection)
    } else {
        Vec::new()
    };
    let mut output = Output::new(cx, args.output, registry.name(), args.plan);
    output.rewrites = std::mem::take(&mut charts.rewrites);
    output.unreachable = std::mem::take(&mut charts.unreachable);
    output.unseen = std::mem::take(&mut charts.unseen);
    if args.plan {
        let mut records = sync::plan(&charts.candidates, &charts_target, retries, &stop);
        charts.hold_back(&records, &mut survey);
        records.extend(sync::plan(&survey.candidates, &target, retries, &stop));
        records.append(&mut charts.records);
        records.append(&mut survey.records);
        records.extend(obsolete.into_iter().map(sync::record_of_removal));
        output.print(cx, &records)?;
        write_report(args, &output, &records)?;
        refuse_clashes(cx, &clashes, args.allow_name_clash)?;
        return Ok(ExitCode::Success);
    }
    refuse_clashes(cx, &clashes, args.allow_name_clash)?;
    confirm(cx, args, &survey, &obsolete)?;

    for record in survey.records.iter().chain(&charts.records) {
        output.tell(cx, record);
    }
    let tuning = Tuning {
        connections: usize::from(args.jobs),
        retries,
        fail_fast: args.fail_fast,
        ..Tuning::default()
    };
    let failed = |records: &[Record]| records.iter().any(|it| it.status.is_failure());
    if args.fail_fast && (failed(&survey.records) || failed(&charts.records)) {
        stop.stop("another one failed, and --fail-fast ends with the first");
    }
    let pending = interrupt::on_next({
        let stop = stop.clone();
        move || {
            stop.interrupt();
            note_at_once(
                "interrupted; finishing what is under way, or end at once with another Ctrl-C",
            );
        }
    });
    // Charts go first, so that no addon points to one that is not there yet.
    let mut records = Vec::new();
    if !charts.candidates.is_empty() {
        let candidates = std::mem::take(&mut charts.candidates);
        records = send(cx, &mut output, &candidates, &charts_target, &tuning, &stop);
        let before = charts.records.len();
        charts.hold_back(&records, &mut survey);
        for record in &charts.records[before..] {
            output.tell(cx, record);
        }
    }
    records.extend(send(
        cx,
        &mut output,
        &survey.candidates,
        &target,
        &tuning,
        &stop,
    ));
    records.append(&mut charts.records);
    records.append(&mut survey.records);
    delete(
        cx,
        &mut output,
        &mut records,
        &obsolete,
        registry,
        retries,
        &stop,
    );
    drop(pending);
    output.print(cx, &records)?;
    write_report(args, &output, &records)?;
    Ok(exit_code(&records, &stop))
}

/// Sends `candidates` and tells what happens meanwhile.
fn send(
    cx: &mut Context<'_>,
    output: &mut Output,
    candidates: &[Candidate],
    target: &Target<'_>,
    tuning: &Tuning,
    stop: &Stop,
) -> Vec<Record> {
    output.begin(cx, candidates.len());
    let records = sync::carry_out(candidates, target, tuning, stop, &mut |event| {
        output.observe(cx, event, stop);
    });
    output.end();
    records
}

/// Finds the names that addons and charts would share, in the registry of each.
fn find_clashes(
    survey: &Survey,
    charts: &Charts,
    inventory: &Inventory,
    registry: &dyn Registry,
) -> Vec<clash::Clash> {
    if let Some((other, others)) = &charts.registry {
        let mut clashes = clash::clashes(&charts.candidates, others, other.name());
        clashes.extend(clash::clashes(
            &survey.candidates,
            inventory,
            registry.name(),
        ));
        return clashes;
    }
    let all: Vec<Candidate> = survey
        .candidates
        .iter()
        .chain(&charts.candidates)
        .cloned()
        .collect();
    clash::clashes(&all, inventory, registry.name())
}

/// Asks the registry for everything that it has.
fn listing(
    cx: &mut Context<'_>,
    registry: &dyn Registry,
) -> anyhow::Result<crate::registry::Listing> {
    let stop = Stop::default();
    let listing = sync::inventory(registry, cx.http.retries, &stop)?;
    for problem in &listing.problems {
        cx.ui.warn(&format!(
            "registry `{}`: {}: {}",
            registry.name(),
            problem.subject,
            problem.message
        ));
    }
    Ok(listing)
}

fn selection(args: &SyncArgs) -> anyhow::Result<Selection> {
    let only = match &args.retry_failed {
        None => None,
        Some(path) => {
            let text = fs_ext::read_to_string(path, MAX_REPORT)?;
            let report: Report = serde_json::from_str(&text)
                .map_err(|error| Failure::new(ExitCode::Invalid, error.to_string()))
                .with_context(|| format!("`{}` is no report of addon sync", path.display()))?;
            let failed = report.items.into_iter().filter(|it| it.status.is_failure());
            Some(failed.flat_map(|it| [it.subject(), it.source]).collect())
        }
    };
    Ok(Selection {
        matching: args.matching.clone(),
        excluding: args.excluding.clone(),
        latest: args.latest,
        since: args.since,
        only,
    })
}

/// Ends the command when an addon and a chart would share a name.
fn refuse_clashes(
    cx: &mut Context<'_>,
    clashes: &[clash::Clash],
    allowed: bool,
) -> anyhow::Result<()> {
    for clash in clashes {
        let text = format!(
            "the addon from {} and the chart from {} share the name `{}`: their versions would mix, and one could be taken for the other",
            clash.addon, clash.chart, clash.name
        );
        if allowed {
            cx.ui.warn(&text);
        } else {
            cx.ui.error(&text);
        }
    }
    if allowed || clashes.is_empty() {
        return Ok(());
    }
    let message = "nothing was sent, because addons and charts would share a name";
    Err(Failure::new(ExitCode::Exists, message)
        .with_hint(
            "send the charts to another registry, leave them out with --exclude, or insist with --allow-name-clash",
        )
        .into())
}

/// Shows what --delete would remove and asks for it, before anything is sent.
fn confirm(
    cx: &mut Context<'_>,
    args: &SyncArgs,
    survey: &Survey,
    obsolete: &[&Release],
) -> anyhow::Result<()> {
    if obsolete.is_empty() || survey.incomplete {
        return Ok(());
    }
    for release in obsolete {
        let (name, version) = (&release.name, one_line(&release.version));
        cx.ui.status(&format!("to be deleted: {name} {version}"));
    }
    if args.yes {
        return Ok(());
    }
    let count = obsolete.len();
    if !is_interactive() {
        let message = format!("--delete would remove {count} from the registry");
        return Err(Failure::new(ExitCode::Usage, message)
            .with_hint("see them with --plan, and say --yes if they are to go")
            .into());
    }
    let agreed = cx.ui.agrees(&match count {
        1 => "Delete it from the registry? [y/N]".to_owned(),
        _ => format!("Delete these {count} from the registry? [y/N]"),
    })?;
    if agreed {
        return Ok(());
    }
    Err(Failure::new(ExitCode::Failure, "nothing was deleted, and nothing sent").into())
}

/// Removes what is obsolete, if everything else went well.
fn delete(
    cx: &mut Context<'_>,
    output: &mut Output,
    records: &mut Vec<Record>,
    obsolete: &[&Release],
    registry: &dyn Registry,
    retries: usize,
    stop: &Stop,
) {
    if obsolete.is_empty() {
        return;
    }
    if records.iter().any(|record| record.status.is_failure()) {
        cx.ui
            .warn("nothing was deleted, because not everything went well before");
        return;
    }
    for release in obsolete {
        let record = sync::remove(registry, release, retries, stop);
        output.tell(cx, &record);
        records.push(record);
    }
}

/// Refuses a place for the report that is none, before anything is sent.
fn check_report(args: &SyncArgs) -> anyhow::Result<()> {
    let Some(path) = &args.report else {
        return Ok(());
    };
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    fs_ext::list_folder(parent.unwrap_or(Path::new(".")))
        .map(drop)
        .with_context(|| format!("cannot write the report to `{}`", path.display()))?;
    if path.is_dir() {
        let message = format!(
            "cannot write the report to `{}`: it is a folder",
            path.display()
        );
        return Err(Failure::new(ExitCode::Usage, message).into());
    }
    Ok(())
}

fn write_report(args: &SyncArgs, output: &Output, records: &[Record]) -> anyhow::Result<()> {
    let Some(path) = &args.report else {
        return Ok(());
    };
    let mut text = serde_json::to_vec_pretty(&output.report(records))?;
    text.push(b'\n');
    fs_ext::write_atomically(path, &text, fs_ext::Access::Shared)?;
    Ok(())
}

fn exit_code(records: &[Record], stop: &Stop) -> ExitCode {
    if stop.is_interrupted() {
        return ExitCode::Interrupted;
    }
    // What was not tried says nothing about why the rest failed.
    let tried = |record: &&Record| !matches!(record.status, Status::Skipped | Status::NotTried);
    let code = |record: &Record| record.exit_code.unwrap_or(ExitCode::Failure);
    let failed: Vec<ExitCode> = records
        .iter()
        .filter(tried)
        .filter(|record| record.status.is_failure())
        .map(code)
        .collect();
    let left = records.iter().any(|it| it.status == Status::NotTried);
    match report::of_batch(records.iter().filter(tried).count(), &failed) {
        ExitCode::Success if left => ExitCode::Partial,
        code => code,
    }
}

/// Reads a date, which starts at midnight UTC, or a time.
fn parse_date(text: &str) -> Result<Timestamp, String> {
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let date: civil::Date = text
        .parse()
        .map_err(|_| "expected a date such as 2026-01-31".to_owned())?;
    date.to_zoned(TimeZone::UTC)
        .map(|zoned| zoned.timestamp())
        .map_err(|error| error.to_string())
}

impl From<Policy> for IfExists {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::SkipSame => Self::SkipSame,
            Policy::Skip => Self::Skip,
            Policy::Fail => Self::Fail,
            Policy::Overwrite => Self::Overwrite,
        }
    }
}
