//! Which charts a set of addons needs, and where they can be had.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde::{Deserialize, Serialize};

use super::{
    ChartUse, Place, charts_in,
    rewrite::{self, Change, Mirrored},
};
use crate::{
    hint::Hint as _,
    ops::{
        objects::render_plainly,
        sync::{Candidate, Edit, Kind, Origin},
    },
    registry::{Registry, Release},
};

/// How many repositories are asked at once.
const AT_ONCE: usize = 8;

/// What an addon needs, by its place among the candidates.
#[derive(Debug, Default)]
pub struct Needs {
    /// The charts and the addons that need them.
    pub charts: BTreeMap<ChartUse, BTreeSet<usize>>,
    /// The addons that nobody can see into, and why.
    pub unseen: Vec<(usize, String)>,
}

/// Renders each addon among `candidates` to see which charts it needs.
pub fn needs(candidates: &[Candidate]) -> Needs {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut seen = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(candidate) = candidates.get(index) else {
                return seen;
            };
            if candidate.kind != Kind::Chart {
                seen.push((index, charts_of(candidate)));
            }
        }
    };
    let mut needs = Needs::default();
    let threads = thread::available_parallelism()
        .map_or(2, usize::from)
        .min(8);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            for (index, charts) in worker.join().expect("rendering does not panic") {
                match charts {
                    Ok(charts) => {
                        for chart in charts {
                            needs.charts.entry(chart).or_default().insert(index);
                        }
                    }
                    Err(reason) => needs.unseen.push((index, reason)),
                }
            }
        }
    });
    needs.unseen.sort();
    needs
}

fn charts_of(candidate: &Candidate) -> Result<Vec<ChartUse>, String> {
    let files = candidate.files().map_err(|error| told(&error))?;
    let (_, rendered) = render_plainly(&files, "local").map_err(|error| told(&error))?;
    Ok(charts_in(&rendered))
}

/// A repository that could not be asked, and what it is needed for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreachable {
    /// Its address.
    pub url: String,
    /// Why it could not be asked.
    pub reason: String,
    /// The charts that it should have.
    pub charts: Vec<String>,
    /// The addons that need them.
    pub addons: Vec<String>,
}

/// Where the charts are that were looked for.
#[derive(Debug, Default)]
pub struct Located {
    /// The charts that were found.
    pub found: BTreeMap<ChartUse, (Arc<dyn Registry>, Release)>,
    /// The charts that were not, and why.
    pub missing: BTreeMap<ChartUse, String>,
    /// The repositories that could not be asked.
    pub unreachable: Vec<Unreachable>,
}

/// Opens the repository at an address.
pub type Open<'a> = &'a (dyn Fn(&str) -> Result<Arc<dyn Registry>, String> + Sync);

/// Asks each repository once for all that is needed of it.
pub fn locate(needs: &Needs, candidates: &[Candidate], open: Open<'_>) -> Located {
    let mut located = Located::default();
    let mut by_url: BTreeMap<&str, Vec<&ChartUse>> = BTreeMap::new();
    for chart in needs.charts.keys() {
        match chart.place {
            Place::Repository => {
                let url = chart.url.trim_end_matches('/');
                by_url.entry(url).or_default().push(chart);
            }
            other => {
                let reason = match other {
                    Place::Oci => "it comes from an OCI registry, which is not mirrored",
                    Place::Folder => {
                        "it comes from a git repository or a bucket, which is not mirrored"
                    }
                    _ => "nobody can tell where it comes from",
                };
                located.missing.insert(chart.clone(), reason.to_owned());
            }
        }
    }
    let groups: Vec<_> = by_url.into_iter().collect();
    for group in groups.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let workers: Vec<_> = group
                .iter()
                .map(|(url, charts)| scope.spawn(move || find(url, charts, open)))
                .collect();
            for (worker, (url, charts)) in workers.into_iter().zip(group) {
                let found = worker.join().expect("backends do not panic");
                let reason = match found {
                    Ok(found) => {
                        for (chart, result) in found {
                            match result {
                                Ok(it) => drop(located.found.insert(chart, it)),
                                Err(reason) => drop(located.missing.insert(chart, reason)),
                            }
                        }
                        continue;
                    }
                    Err(reason) => reason,
                };
                let addons: BTreeSet<usize> = charts
                    .iter()
                    .flat_map(|chart| needs.charts[*chart].iter().copied())
                    .collect();
                let name = |index: usize| candidates[index].name.clone();
                located.unreachable.push(Unreachable {
                    url: (*url).to_owned(),
                    reason: reason.clone(),
                    charts: charts
                        .iter()
                        .map(|it| format!("{} {}", it.chart, it.version).trim_end().to_owned())
                        .collect(),
                    addons: addons.into_iter().map(name).collect(),
                });
                for chart in charts {
                    located.missing.insert((*chart).clone(), reason.clone());
                }
            }
        });
    }
    located
}

type Found = Vec<(ChartUse, Result<(Arc<dyn Registry>, Release), String>)>;

/// Finds charts in one repository; fails when the repository cannot be asked.
fn find(url: &str, charts: &[&ChartUse], open: Open<'_>) -> Result<Found, String> {
    let registry = open(url)?;
    registry.list().map_err(|error| told(&error))?;
    let find_one = |chart: &ChartUse| {
        let name = chart
            .chart
            .parse()
            .map_err(|error: crate::addon::InvalidName| error.to_string())?;
        let wanted = Some(chart.version.as_str()).filter(|version| !version.is_empty());
        let release = registry
            .resolve(&name, wanted)
            .map_err(|error| told(&error))?;
        Ok((Arc::clone(&registry), release))
    };
    let found = charts
        .iter()
        .map(|chart| ((*chart).clone(), find_one(chart)));
    Ok(found.collect())
}

/// Makes candidates of the charts that were found, each once, and says which is whose.
///
/// Their names get `prefix`. A chart that two addons want under two constraints that lead to one
/// version is one candidate; another chart with the name and version of one before it cannot lie
/// beside it and counts as missing.
pub fn chart_candidates(
    located: &mut Located,
    prefix: &str,
) -> (Vec<Candidate>, BTreeMap<ChartUse, usize>) {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut places = BTreeMap::new();
    let mut first: BTreeMap<(String, String), usize> = BTreeMap::new();
    let found = std::mem::take(&mut located.found);
    for (used, (registry, release)) in found {
        let url = used.url.trim_end_matches('/').to_owned();
        let source = format!("{url}/{}@{}", release.name, release.version);
        let key = (release.name.to_string(), release.version.clone());
        if let Some(at) = first.get(&key) {
            let other = &candidates[*at];
            if other.source == source || (other.digest == release.digest && other.digest.is_some())
            {
                places.insert(used, *at);
            } else {
                let reason = format!("another chart of that name and version is {}", other.source);
                located.missing.insert(used, reason);
            }
            continue;
        }
        first.insert(key, candidates.len());
        places.insert(used, candidates.len());
        candidates.push(Candidate {
            source,
            name: release.name.to_string(),
            version: release.version.clone(),
            kind: Kind::Chart,
            digest: release.digest,
            rename: (!prefix.is_empty()).then(|| format!("{prefix}{}", release.name)),
            origin: Origin::Release(registry, Box::new(release)),
            edits: Vec::new(),
        });
    }
    (candidates, places)
}

/// Finds what to change in an addon so that it takes its charts from `url`, under names with
/// `prefix`.
pub fn rewritten(
    candidate: &Candidate,
    charts: &[&ChartUse],
    url: &str,
    prefix: &str,
) -> Result<(Vec<Edit>, Vec<Change>), String> {
    let files = candidate.files().map_err(|error| told(&error))?;
    let (_, before) = render_plainly(&files, "local").map_err(|error| told(&error))?;
    let mirrored = charts
        .iter()
        .map(|chart| {
            let mirror = Mirrored {
                url: url.to_owned(),
                chart: format!("{prefix}{}", chart.chart),
            };
            ((*chart).clone(), mirror)
        })
        .collect();
    let rewritten = rewrite::rewrite(&files, &before, &mirrored).map_err(|error| told(&error))?;
    Ok((rewritten.edits, rewritten.changes))
}

/// Writes an error with its causes on one line.
fn told(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.ends_with(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    if let Some(error) = error.downcast_ref::<crate::registry::Error>()
        && let Some(hint) = error.hint()
        && matches!(
            error,
            crate::registry::Error::NoVersion { .. } | crate::registry::Error::NotFound { .. }
        )
    {
        text = format!("{text} ({hint})");
    }
    text
}
