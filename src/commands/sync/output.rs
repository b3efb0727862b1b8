//! What `addon sync` tells: while it works, at its end, and in its report.

use std::collections::BTreeMap;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::charts::{Rewrite, Unseen};
use crate::{
    context::Context,
    ops::mirror::Unreachable,
    ops::sync::{Event, Record, Status, Stop, Totals},
    ui::{BAD, GOOD, NAME, Progress, Table, one_line, print_json, print_yaml},
};

/// The forms of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum SyncFormat {
    /// Failures, and how many ended in which way; each wanted entry with --plan
    #[default]
    Table,
    /// Each entry
    Wide,
    /// One JSON object
    Json,
    /// One YAML document
    Yaml,
    /// A JSON object for each entry as soon as it is known, and one for the summary
    Jsonl,
}

/// The whole result.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Report {
    target: String,
    #[serde(default)]
    plan: bool,
    pub(super) items: Vec<Record>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rewrites: Vec<Rewrite>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unreachable: Vec<Unreachable>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unseen: Vec<Unseen>,
    #[serde(default)]
    summary: BTreeMap<String, usize>,
}

/// Tells what happens in the form that was asked for.
pub(super) struct Output {
    format: SyncFormat,
    target: String,
    plan: bool,
    progress: Progress,
    /// Whether it was said that the run ends early.
    told: bool,
    /// What was changed in the copies of addons.
    pub(super) rewrites: Vec<Rewrite>,
    /// Repositories of charts that could not be asked.
    pub(super) unreachable: Vec<Unreachable>,
    /// Addons whose charts nobody can tell.
    pub(super) unseen: Vec<Unseen>,
}

impl Output {
    pub(super) fn new(cx: &Context<'_>, format: SyncFormat, target: &str, plan: bool) -> Self {
        Self {
            format,
            target: target.to_owned(),
            plan,
            progress: Progress::new(cx.ui, 0),
            told: false,
            rewrites: Vec::new(),
            unreachable: Vec::new(),
            unseen: Vec::new(),
        }
    }

    /// Shows bars for `count` entries, on a terminal.
    pub(super) fn begin(&mut self, cx: &Context<'_>, count: usize) {
        self.progress = Progress::new(cx.ui, count);
    }

    /// Takes the bars away.
    pub(super) fn end(&mut self) {
        self.progress.close();
    }

    /// Tells of something that happens.
    pub(super) fn observe(&mut self, cx: &mut Context<'_>, event: Event, stop: &Stop) {
        match event {
            Event::Sending { index, subject } => self.progress.start(index, &subject),
            Event::Finished { index, record } => {
                self.progress.finish(index);
                self.tell(cx, &record);
            }
            Event::Verifying { count } => {
                self.progress
                    .message(&format!("looking for {count} in the listing"));
            }
            Event::NotVerified { record } => self.tell(cx, &record),
            Event::SendingAgain { count } => self.aside(cx, |cx| {
                cx.ui.warn(&format!(
                    "the registry does not list {count} of those that it took; sending again"
                ));
            }),
        }
        if !self.told
            && !stop.is_interrupted()
            && let Some(reason) = stop.reason()
        {
            self.told = true;
            self.aside(cx, |cx| {
                cx.ui
                    .warn(&format!("{reason}; finishing what is under way"));
            });
        }
    }

    /// Says whether what the user did not want is counted only.
    fn is_brief(&self) -> bool {
        self.format != SyncFormat::Wide
    }

    fn aside(&self, cx: &mut Context<'_>, write: impl FnOnce(&mut Context<'_>)) {
        self.progress.aside(|| write(cx));
    }

    /// Tells what became of one entry.
    pub(super) fn tell(&self, cx: &mut Context<'_>, record: &Record) {
        self.aside(cx, |cx| {
            // They were told when it was sent.
            let warnings = record.warnings.iter();
            for warning in warnings.filter(|_| record.status != Status::Unchanged) {
                cx.ui.warn(warning);
            }
            if record.status.is_failure() {
                cx.ui.say_failure(&failure(record));
            } else if !(self.progress.is_shown() || (record.deselected && self.is_brief())) {
                cx.ui.status(&line(record));
            }
            if self.format == SyncFormat::Jsonl && !self.plan {
                // A closed pipe shows when the summary is written.
                let _closed = json_line(cx, record);
            }
        });
    }

    /// Prints the result.
    pub(super) fn print(&self, cx: &mut Context<'_>, records: &[Record]) -> anyhow::Result<()> {
        match self.format {
            SyncFormat::Json => print_json(cx.ui.out(), &self.report(records)),
            SyncFormat::Yaml => print_yaml(cx.ui.out(), &self.report(records)),
            SyncFormat::Jsonl => {
                if self.plan {
                    for record in records {
                        json_line(cx, record)?;
                    }
                }
                let summary = summary(records);
                json_line(cx, &serde_json::json!({ "summary": summary }))
            }
            SyncFormat::Table | SyncFormat::Wide => {
                if self.plan || self.format == SyncFormat::Wide {
                    let shown = |record: &&Record| !(record.deselected && self.is_brief());
                    print_records(cx, records.iter().filter(shown).collect())?;
                } else {
                    print_failures(cx, records)?;
                }
                self.print_rewrites(cx)?;
                self.print_unreachable(cx)?;
                print_totals(cx, records)
            }
        }
    }

    fn print_rewrites(&self, cx: &mut Context<'_>) -> anyhow::Result<()> {
        if self.rewrites.is_empty() {
            return Ok(());
        }
        let mut table = Table::new(["ADDON", "PLACE", "OLD", "NEW"]);
        for rewrite in &self.rewrites {
            for change in &rewrite.changes {
                let place = format!("{}/{}:{}", rewrite.source, change.file, change.line);
                let cells = [&rewrite.addon, &place, &change.old, &change.new];
                table.row(cells.map(|text| one_line(text).into_owned()).to_vec());
            }
        }
        table.write(cx.ui.out())?;
        cx.ui.line("")?;
        Ok(())
    }

    fn print_unreachable(&self, cx: &mut Context<'_>) -> anyhow::Result<()> {
        if self.unreachable.is_empty() {
            return Ok(());
        }
        let mut table = Table::new(["UNREACHABLE", "CHARTS", "NEEDED-BY", "REASON"]);
        for host in &self.unreachable {
            let (charts, addons) = (host.charts.join(", "), host.addons.join(", "));
            let cells = [&host.url, &charts, &addons, &host.reason];
            table.row(cells.map(|text| one_line(text).into_owned()).to_vec());
        }
        table.write(cx.ui.out())?;
        cx.ui.line("")?;
        Ok(())
    }

    /// Returns the whole result.
    pub(super) fn report(&self, records: &[Record]) -> Report {
        Report {
            target: self.target.clone(),
            plan: self.plan,
            items: records.to_vec(),
            rewrites: self.rewrites.clone(),
            unreachable: self.unreachable.clone(),
            unseen: self.unseen.clone(),
            summary: summary(records),
        }
    }
}

fn summary(records: &[Record]) -> BTreeMap<String, usize> {
    let totals = Totals::of(records);
    totals
        .iter()
        .map(|(status, count, _)| (status.as_str().replace(' ', "-"), count))
        .collect()
}

fn json_line(cx: &mut Context<'_>, value: &impl Serialize) -> anyhow::Result<()> {
    Ok(cx.ui.line(&serde_json::to_string(value)?)?)
}

/// Says in a line what became of an entry.
fn line(record: &Record) -> String {
    let style = match record.status {
        Status::Pushed | Status::Overwritten | Status::Deleted => GOOD,
        _ => NAME,
    };
    let mut line = format!(
        "{style}{}{style:#} {}",
        record.status.as_str(),
        one_line(&record.subject())
    );
    if let Some(size) = record.size.filter(|_| record.status.is_sent()) {
        line += &format!(" ({})", bytes(size));
    }
    if !record.reason.is_empty() {
        line += &format!(": {}", one_line(&record.reason));
    }
    line
}

fn failure(record: &Record) -> String {
    let mut line = format!(
        "{BAD}{}{BAD:#} {}",
        record.status.as_str(),
        one_line(&record.subject())
    );
    if !record.name.is_empty() {
        line += &format!(" from {}", one_line(&record.source));
    }
    line += &format!(": {}", one_line(&record.reason));
    if !record.hint.is_empty() {
        line += &format!("\n  hint: {}", one_line(&record.hint));
    }
    line
}

fn print_records(cx: &mut Context<'_>, shown: Vec<&Record>) -> anyhow::Result<()> {
    let headers = [
        "NAME", "VERSION", "KIND", "SIZE", "RESULT", "SOURCE", "REASON",
    ];
    let table = Table::new(headers).with_elastic(6, 80);
    print_sorted(cx, shown, table, |record| {
        vec![
            or_dash(&record.name),
            or_dash(&record.version),
            record.kind.as_str().to_owned(),
            record.size.map_or_else(|| "-".to_owned(), bytes),
            record.status.as_str().to_owned(),
            or_dash(&record.source),
            or_dash(&record.reason),
        ]
    })
}

/// Recalls what failed, in columns that fit a terminal; what was not tried is only counted.
fn print_failures(cx: &mut Context<'_>, records: &[Record]) -> anyhow::Result<()> {
    let failed = |it: &&Record| it.status.is_failure() && it.status != Status::NotTried;
    let shown = records.iter().filter(failed).collect();
    let table = Table::new(["NAME", "VERSION", "RESULT", "REASON"]).with_elastic(3, 120);
    print_sorted(cx, shown, table, |record| {
        let name = Some(&record.name).filter(|name| !name.is_empty());
        vec![
            one_line(name.unwrap_or(&record.source)).into_owned(),
            or_dash(&record.version),
            record.status.as_str().to_owned(),
            or_dash(&record.reason),
        ]
    })
}

fn print_sorted(
    cx: &mut Context<'_>,
    mut shown: Vec<&Record>,
    mut table: Table,
    cells: impl Fn(&Record) -> Vec<String>,
) -> anyhow::Result<()> {
    if shown.is_empty() {
        return Ok(());
    }
    shown.sort_by(|one, other| (&one.name, &one.source).cmp(&(&other.name, &other.source)));
    for record in shown {
        table.row(cells(record));
    }
    table.write(cx.ui.out())?;
    cx.ui.line("")?;
    Ok(())
}

fn or_dash(text: &str) -> String {
    match text {
        "" => "-".to_owned(),
        text => one_line(text).into_owned(),
    }
}

fn print_totals(cx: &mut Context<'_>, records: &[Record]) -> anyhow::Result<()> {
    let mut table = Table::new(["RESULT", "COUNT", "SIZE"]);
    for (status, count, size) in Totals::of(records).iter() {
        table.row(vec![
            status.as_str().to_owned(),
            count.to_string(),
            if size == 0 {
                "-".to_owned()
            } else {
                bytes(size)
            },
        ]);
    }
    table.write(cx.ui.out())?;
    Ok(())
}

/// Writes a number of bytes for people.
fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let (mut tenths, mut unit) = (u128::from(count) * 10, 0);
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    if unit == 0 {
        format!("{count} B")
    } else {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_have_three_digits_or_so() {
        for (count, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (1536, "1.5 KiB"),
            (5 << 20, "5.0 MiB"),
            (u64::MAX, "16777215.9 TiB"),
        ] {
            assert_eq!(bytes(count), text);
        }
    }
}
