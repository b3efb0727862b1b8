//! The part of `addon sync` that brings the Helm charts along.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    config::{HelmSource, RegistryEntry, Source},
    context::Context,
    exit::ExitCode,
    hint::Failure,
    net::redacted,
    ops::{
        mirror::{self, Change, ChartUse, Unreachable},
        sync::{Candidate, Inventory, Kind, Record, Status, Survey},
    },
    registry::{Registry, git::Mirrors, open},
};

fn parse_url(text: &str) -> Result<Url, String> {
    text.parse()
        .map_err(|error| format!("not a URL such as https://charts.example.com: {error}"))
}

/// What to do about the Helm charts that the addons install.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Charts")]
pub(super) struct ChartArgs {
    /// Also bring the Helm charts that the addons install, found in what they render to
    #[arg(long)]
    pub(super) with_charts: bool,
    /// Where charts go: another registry, where they keep their names, or a prefix of names, which ends in a dash [default: chart-]
    #[arg(long, value_name = "REGISTRY|PREFIX", requires = "with_charts")]
    charts_to: Option<String>,
    /// Have the packaged copies of the addons take their charts from this address; the sources stay as they are
    #[arg(long, value_name = "URL", requires = "with_charts", value_parser = parse_url)]
    rewrite_to: Option<Url>,
    /// Where to get charts from instead, as FROM=TO beginnings of URLs, separated by commas
    #[arg(long, value_name = "RULES", requires = "with_charts")]
    chart_mirror: Option<Mirrors>,
}

/// The name that charts get beside addons when nothing else is asked for.
const PREFIX: &str = "chart-";

/// An addon whose copy was changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Rewrite {
    pub(super) addon: String,
    pub(super) version: String,
    pub(super) source: String,
    pub(super) changes: Vec<Change>,
}

/// An addon whose charts nobody can tell, as it does not render without arguments.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Unseen {
    addon: String,
    reason: String,
}

/// The charts of one run.
#[derive(Default)]
pub(super) struct Charts {
    /// The registry that they go to, if it is another one than that of the addons.
    pub(super) registry: Option<(Arc<dyn Registry>, Inventory)>,
    /// What is to be sent.
    pub(super) candidates: Vec<Candidate>,
    /// Charts that cannot be had, and addons that therefore cannot be sent.
    pub(super) records: Vec<Record>,
    /// What was changed in the copies of addons.
    pub(super) rewrites: Vec<Rewrite>,
    /// Repositories that could not be asked.
    pub(super) unreachable: Vec<Unreachable>,
    /// Addons that go as they are, because nobody can see into them.
    pub(super) unseen: Vec<Unseen>,
    /// For each chart, by its place among the candidates, the sources of the addons that point to
    /// its copy.
    needed_by: BTreeMap<usize, BTreeSet<String>>,
}

impl Charts {
    /// Finds the charts of the addons among `survey`, and points the addons to their copies.
    pub(super) fn prepare(
        cx: &mut Context<'_>,
        args: &ChartArgs,
        survey: &mut Survey,
    ) -> anyhow::Result<Self> {
        let mut charts = Self::default();
        if !args.with_charts {
            return Ok(charts);
        }
        let prefix = charts.place(cx, args)?;
        let needs = mirror::needs(&survey.candidates);
        for (index, reason) in &needs.unseen {
            let candidate = &survey.candidates[*index];
            cx.ui.warn(&format!(
                "nobody can tell which charts {} needs, so that it goes as it is: {reason}",
                candidate.name
            ));
            charts.unseen.push(Unseen {
                addon: candidate.name.clone(),
                reason: reason.clone(),
            });
        }
        let open = opener(cx, args)?;
        let mut located = mirror::locate(&needs, &survey.candidates, &open);
        for (used, (_, release)) in &located.found {
            if release.digest.is_none() {
                cx.ui.warn(&format!(
                    "{used}: its index has no digest, so that it cannot be verified"
                ));
            }
        }
        charts.unreachable = std::mem::take(&mut located.unreachable);
        let (candidates, places) = mirror::chart_candidates(&mut located, &prefix);
        charts.candidates = candidates;
        for (used, reason) in &located.missing {
            let mut record = Record::skipped(&used.url, "").failed(ExitCode::NotFound, reason);
            record.name.clone_from(&used.chart);
            record.version.clone_from(&used.version);
            record.kind = Kind::Chart;
            charts.records.push(record);
        }
        if let Some(url) = &args.rewrite_to {
            let mut uses: BTreeMap<usize, Vec<&ChartUse>> = BTreeMap::new();
            for (used, addons) in &needs.charts {
                for addon in addons {
                    uses.entry(*addon).or_default().push(used);
                }
            }
            let url = url.as_str().trim_end_matches('/');
            charts.point(survey, &uses, &located.missing, &places, url, &prefix);
        }
        Ok(charts)
    }

    /// Opens the registry for the charts, if it is another one; returns the prefix of their names.
    fn place(&mut self, cx: &mut Context<'_>, args: &ChartArgs) -> anyhow::Result<String> {
        let Some(text) = &args.charts_to else {
            return Ok(PREFIX.to_owned());
        };
        let mut http = cx.open_context();
        http.http.retries = 0;
        let entry = if text.starts_with("http://") || text.starts_with("https://") {
            Some(repository(text))
        } else {
            cx.registries()?.get(text).ok().cloned()
        };
        if let Some(entry) = entry {
            let registry = open(&entry, &http)?;
            let inventory = Inventory::from(super::listing(cx, registry.as_ref())?);
            self.registry = Some((registry, inventory));
            return Ok(String::new());
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        if text.ends_with('-') && text.len() > 1 && text.chars().all(is_name) {
            return Ok(text.clone());
        }
        let message = format!("`{text}` is neither a registry nor a prefix of names");
        Err(Failure::new(ExitCode::Usage, message)
            .with_hint("name a registry, a URL, or a prefix that ends in a dash, such as chart-")
            .into())
    }

    /// Points the addons to the copies of their charts; one that cannot be is not sent.
    fn point(
        &mut self,
        survey: &mut Survey,
        uses: &BTreeMap<usize, Vec<&ChartUse>>,
        missing: &BTreeMap<ChartUse, String>,
        places: &BTreeMap<ChartUse, usize>,
        url: &str,
        prefix: &str,
    ) {
        let mut kept = Vec::with_capacity(survey.candidates.len());
        for (index, mut candidate) in std::mem::take(&mut survey.candidates)
            .into_iter()
            .enumerate()
        {
            let Some(charts) = uses.get(&index) else {
                kept.push(candidate);
                continue;
            };
            let lacking = charts.iter().find(|chart| missing.contains_key(**chart));
            if let Some(chart) = lacking {
                let reason = format!("it needs {chart}: {}", missing[*chart]);
                let record = candidate.record(Status::Failed);
                self.records.push(record.failed(ExitCode::NotFound, reason));
                continue;
            }
            match mirror::rewritten(&candidate, charts, url, prefix) {
                Ok((edits, changes)) => {
                    for chart in charts {
                        if let Some(place) = places.get(*chart) {
                            let needed_by = self.needed_by.entry(*place).or_default();
                            needed_by.insert(candidate.source.clone());
                        }
                    }
                    candidate.edits = edits;
                    self.rewrites.push(Rewrite {
                        addon: candidate.name.clone(),
                        version: candidate.version.clone(),
                        source: candidate.source.clone(),
                        changes,
                    });
                    kept.push(candidate);
                }
                Err(reason) => {
                    let record = candidate.record(Status::Failed);
                    let reason = format!("it cannot be pointed to {url}: {reason}");
                    self.records.push(record.failed(ExitCode::Invalid, reason));
                }
            }
        }
        survey.candidates = kept;
    }

    /// Takes back the addons whose charts did not arrive.
    pub(super) fn hold_back(&mut self, sent: &[Record], survey: &mut Survey) {
        let failed: Vec<(usize, &Record)> = sent
            .iter()
            .enumerate()
            .filter(|(_, record)| record.status.is_failure())
            .collect();
        let lacking = |candidate: &Candidate| {
            let is_needed = |(index, _): &&(usize, &Record)| {
                let needed_by = self.needed_by.get(index);
                needed_by.is_some_and(|sources| sources.contains(&candidate.source))
            };
            failed.iter().find(is_needed).map(|(_, record)| *record)
        };
        let mut held = Vec::new();
        survey.candidates.retain(|candidate| {
            let Some(chart) = lacking(candidate) else {
                return true;
            };
            let reason = format!("its chart {} did not arrive", chart.subject());
            let code = chart.exit_code.unwrap_or(ExitCode::Failure);
            let mut record = candidate.record(Status::NotTried).failed(code, reason);
            if chart.status == Status::NotTried {
                record.status = Status::NotTried;
            }
            held.push(record);
            false
        });
        self.records.extend(held);
    }
}

/// Returns what opens the repositories that charts come from: configured ones with their
/// credentials, others without any.
fn opener(
    cx: &Context<'_>,
    args: &ChartArgs,
) -> anyhow::Result<impl Fn(&str) -> Result<Arc<dyn Registry>, String> + Sync + use<>> {
    let configured: Vec<RegistryEntry> = cx.registries()?.iter().cloned().collect();
    let http = cx.open_context();
    let mirrors = args.chart_mirror.clone().unwrap_or_default();
    Ok(move |address: &str| {
        // Rules may be written with a slash at their end, addresses without one.
        let with_slash = format!("{}/", address.trim_end_matches('/'));
        let address = mirrors.apply(&with_slash).unwrap_or(with_slash);
        let address = address.trim_end_matches('/');
        let is_meant = |entry: &&RegistryEntry| matches!(entry.source(), Some(Source::Helm(source)) if source.url.trim_end_matches('/') == address);
        let entry = configured.iter().find(is_meant).cloned();
        let entry = entry.unwrap_or_else(|| repository(address));
        open(&entry, &http).map_err(|error| error.to_string())
    })
}

/// Describes a Helm repository by its address alone.
fn repository(address: &str) -> RegistryEntry {
    let name = Url::parse(address).map_or_else(|_| address.to_owned(), |url| redacted(&url));
    RegistryEntry {
        name: name.trim_end_matches('/').to_owned(),
        helm: Some(HelmSource {
            url: address.to_owned(),
            ..HelmSource::default()
        }),
        ..RegistryEntry::default()
    }
}
