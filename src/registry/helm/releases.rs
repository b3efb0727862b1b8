//! What an index offers, as releases.

use std::{sync::Arc, thread};

use crate::{
    addon::{AddonName, InvalidName},
    chart::{
        index::{Fault, Index, IndexVersion, Text},
        sort_newest_first,
    },
    registry::{Content, Extent, Listing, Locator, Offering, Problem, Release, Requirements},
};

/// Entries of an index that are worth a thread of their own.
const WORTHWHILE: usize = 100;

/// Turns a whole index into what is on offer.
pub(in crate::registry) fn listing(
    registry: &Arc<str>,
    index: &Index<'_>,
    faults: Vec<Fault>,
) -> Listing {
    let mut listing = Listing {
        offerings: Vec::with_capacity(index.entries.len()),
        problems: faults.into_iter().map(problem).collect(),
    };
    let entries: Vec<_> = index.entries.iter().collect();
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let share = entries.len().div_ceil(processors).max(WORTHWHILE);
    let offerings = |entries: &[(&Text<'_>, &Vec<IndexVersion<'_>>)]| {
        let all = entries.iter();
        all.filter_map(|(name, versions)| offering(registry, name, versions))
            .collect::<Vec<_>>()
    };
    let results = thread::scope(|scope| {
        let (first, others) = entries.split_at(share.min(entries.len()));
        let others: Vec<_> = others
            .chunks(share)
            .map(|entries| scope.spawn(move || offerings(entries)))
            .collect();
        let mut results = offerings(first);
        for other in others {
            results.extend(
                other
                    .join()
                    .expect("turning texts into releases does not fail"),
            );
        }
        results
    });
    for result in results {
        match result {
            Ok(offering) => listing.offerings.push(offering),
            Err(problem) => listing.problems.push(problem),
        }
    }
    listing
        .offerings
        .sort_by(|one, other| one.name.cmp(&other.name));
    listing
}

/// Counts what a whole index offers.
pub(super) fn extent(index: &Index<'_>, faults: Vec<Fault>) -> Extent {
    let mut extent = Extent {
        addons: 0,
        charts: 0,
        problems: faults.into_iter().map(problem).collect(),
    };
    for (name, versions) in &index.entries {
        match offered_name(name) {
            Ok(_) => {
                let offered = || versions.iter().filter(|version| is_offered(version));
                if offered().any(IndexVersion::is_addon) {
                    extent.addons += 1;
                } else if offered().next().is_some() {
                    extent.charts += 1;
                }
            }
            Err(problem) => extent.problems.push(problem),
        }
    }
    extent
}

fn problem(fault: Fault) -> Problem {
    let Fault { subject, message } = fault;
    Problem { subject, message }
}

fn offered_name(name: &str) -> Result<AddonName, Problem> {
    name.parse().map_err(|error: InvalidName| Problem {
        subject: name.to_owned(),
        message: error.to_string(),
    })
}

fn is_offered(version: &IndexVersion<'_>) -> bool {
    !version.removed && !version.version.is_empty()
}

/// Turns one entry into what it offers, if that is anything.
fn offering(
    registry: &Arc<str>,
    name: &str,
    versions: &[IndexVersion<'_>],
) -> Option<Result<Offering, Problem>> {
    let name = match offered_name(name) {
        Ok(name) => name,
        Err(problem) => return Some(Err(problem)),
    };
    let releases = releases(registry, &name, versions);
    (!releases.is_empty()).then(|| {
        let releases = releases.into();
        Ok(Offering { name, releases })
    })
}

/// Turns the versions of one entry into releases, newest first.
pub(super) fn releases(
    registry: &Arc<str>,
    name: &AddonName,
    versions: &[IndexVersion<'_>],
) -> Vec<Release> {
    let mut releases: Vec<_> = versions
        .iter()
        .filter(|version| is_offered(version))
        .map(|version| release(registry, name, version))
        .collect();
    sort_newest_first(&mut releases, |release| &release.version);
    releases
}

fn release(registry: &Arc<str>, name: &AddonName, version: &IndexVersion<'_>) -> Release {
    let all = |texts: &[Text<'_>]| texts.iter().map(|text| (**text).to_owned()).collect();
    let digest = Some(&*version.digest).filter(|digest| !digest.is_empty());
    let (digest, locator) = match digest.map(str::parse).transpose() {
        Ok(digest) => (digest, Locator::Urls(all(&version.urls))),
        // A content that cannot be checked is no better than one that fails the check.
        Err(_) => {
            let shown: String = version.digest.chars().take(80).collect();
            let problem = format!("its digest `{}` is not a SHA-256", shown.escape_debug());
            (None, Locator::Unusable(problem))
        }
    };
    Release {
        registry: Arc::clone(registry),
        name: name.clone(),
        version: version.version.to_string(),
        content: if version.is_addon() {
            Content::Addon
        } else {
            Content::Chart
        },
        description: version.description.to_string(),
        icon: version.icon.to_string(),
        home: version.home.to_string(),
        keywords: all(&version.keywords),
        created: version.created.to_string(),
        deprecated: version.deprecated,
        invisible: false,
        requirements: Requirements {
            vela: version.annotations.vela.to_string(),
            kubernetes: version.annotations.kubernetes.to_string(),
        },
        digest,
        locator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::index;

    #[test]
    fn what_is_counted_is_what_is_listed() {
        let document = "entries:
  addon: [{version: 1.0.0, annotations: {addon.name: addon}}, {version: 0.9.0}]
  library: [{version: 1.0.0, type: library}]
  chart: [{version: 1.0.0}]
  gone: [{version: 1.0.0, removed: true}]
  nothing: []
  Not/AName: [{version: 1.0.0}]
";
        let (index, _) = index::read(document.as_bytes()).expect("an index");
        let fault = || Fault {
            subject: "x[0]".into(),
            message: "broken".into(),
        };
        let counted = extent(&index, vec![fault()]);
        assert_eq!((counted.addons, counted.charts), (2, 1));
        assert_eq!(counted.problems.len(), 2);
        assert_eq!(counted, listing(&"r".into(), &index, vec![fault()]).into());
    }
}
