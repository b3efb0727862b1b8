//! Addons and charts that must not share an index.
//!
//! An index groups by name. An addon and a chart of one name would be versions of one thing to
//! every client, and the newest of the two would be enabled or installed, whichever it is.

use std::collections::BTreeMap;

use super::{Candidate, Inventory};
use crate::registry::Content;

/// An addon and a chart with one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The name.
    pub name: String,
    /// Where the addon comes from or lies.
    pub addon: String,
    /// Where the chart comes from or lies.
    pub chart: String,
}

/// Finds the clashes among `candidates`, and between them and what the registry `place` holds.
pub fn clashes(candidates: &[Candidate], inventory: &Inventory, place: &str) -> Vec<Clash> {
    let mut names: BTreeMap<&str, [Option<&str>; 2]> = BTreeMap::new();
    let side = |content| usize::from(content == Content::Chart);
    for candidate in candidates {
        let sides = names.entry(candidate.target_name()).or_default();
        sides[side(candidate.kind.content())].get_or_insert(&candidate.source);
    }
    let mut clashes = Vec::new();
    for (name, mut sides) in names {
        for release in inventory.of(name) {
            sides[side(release.content)].get_or_insert(place);
        }
        if let [Some(addon), Some(chart)] = sides
            && addon != chart
        {
            clashes.push(Clash {
                name: name.to_owned(),
                addon: addon.to_owned(),
                chart: chart.to_owned(),
            });
        }
    }
    clashes
}
