//! What an index offers, as releases.

use std::sync::Arc;

use crate::{
    addon::AddonName,
    chart::{
        index::{Fault, Index, IndexVersion, Text},
        sort_newest_first,
    },
    registry::{Content, Listing, Locator, Offering, Problem, Release, Requirements},
};

/// Turns a whole index into what is on offer.
pub(in crate::registry) fn listing(
    registry: &Arc<str>,
    index: &Index<'_>,
    faults: Vec<Fault>,
) -> Listing {
    let problem = |Fault { subject, message }| Problem { subject, message };
    let mut listing = Listing {
        offerings: Vec::with_capacity(index.entries.len()),
        problems: faults.into_iter().map(problem).collect(),
    };
    for (name, versions) in &index.entries {
        match name.parse::<AddonName>() {
            Ok(name) => {
                let releases = releases(registry, &name, versions);
                if !releases.is_empty() {
                    let releases = releases.into();
                    listing.offerings.push(Offering { name, releases });
                }
            }
            Err(error) => listing.problems.push(Problem {
                subject: name.to_string(),
                message: error.to_string(),
            }),
        }
    }
    listing
        .offerings
        .sort_by(|one, other| one.name.cmp(&other.name));
    listing
}

/// Turns the versions of one entry into releases, newest first.
pub(super) fn releases(
    registry: &Arc<str>,
    name: &AddonName,
    versions: &[IndexVersion<'_>],
) -> Vec<Release> {
    let mut releases: Vec<_> = versions
        .iter()
        .filter(|version| !version.removed && !version.version.is_empty())
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
