//! Leaving out what the user does not want.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::{Survey, candidate::Candidate, record::Status};
use crate::chart::{Glob, Version, newest_first};

/// What the user wants of all that there is.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Patterns of which a name must fit one, if there are any.
    pub matching: Vec<Glob>,
    /// Patterns of which a name must fit none.
    pub excluding: Vec<Glob>,
    /// Whether only the newest version of each name is wanted.
    pub latest: bool,
    /// Time before which nothing is wanted.
    pub since: Option<Timestamp>,
    /// Sources, or names and versions, beside which nothing is wanted.
    pub only: Option<HashSet<String>>,
}

impl Selection {
    /// Says whether the patterns let a name through.
    pub fn wants(&self, name: &str) -> bool {
        let fits = |globs: &[Glob]| globs.iter().any(|glob| glob.matches(name));
        (self.matching.is_empty() || fits(&self.matching)) && !fits(&self.excluding)
    }

    /// Leaves out what is not wanted, each with its reason.
    pub fn apply(&self, survey: &mut Survey) {
        let newest = self.latest.then(|| newest(&survey.candidates));
        let mut kept = Vec::with_capacity(survey.candidates.len());
        for candidate in std::mem::take(&mut survey.candidates) {
            match self.objection(&candidate, newest.as_ref()) {
                None => kept.push(candidate),
                Some(reason) => {
                    let mut record = candidate.record(Status::Skipped);
                    record.reason = reason;
                    record.deselected = true;
                    survey.records.push(record);
                }
            }
        }
        survey.candidates = kept;
        if let Some(only) = &self.only {
            let is_meant = |record: &super::Record| {
                !record.status.is_failure() || only.contains(&record.source)
            };
            survey.records.retain(is_meant);
        }
    }

    fn objection(
        &self,
        candidate: &Candidate,
        newest: Option<&HashMap<String, String>>,
    ) -> Option<String> {
        let fits = |globs: &[Glob]| globs.iter().any(|glob| glob.matches(&candidate.name));
        if let Some(only) = &self.only {
            let name = format!("{} {}", candidate.name, candidate.version);
            if !only.contains(&candidate.source) && !only.contains(&name) {
                return Some("it did not fail before".into());
            }
        }
        if !self.matching.is_empty() && !fits(&self.matching) {
            return Some("its name fits no --match".into());
        }
        if fits(&self.excluding) {
            return Some("its name fits an --exclude".into());
        }
        if let Some(newest) = newest.and_then(|newest| newest.get(&candidate.name))
            && *newest != candidate.version
        {
            return Some(format!("version {newest} is newer"));
        }
        let since = self.since?;
        // What has no date may well be new.
        let date = candidate.date().filter(|date| *date < since)?;
        Some(format!(
            "it is from {}, before --since",
            date.strftime("%F")
        ))
    }
}

/// Finds the newest version of each name: a release where there is one, else a prerelease.
fn newest(candidates: &[Candidate]) -> HashMap<String, String> {
    let mut newest: HashMap<String, String> = HashMap::new();
    let is_prerelease = |version: &str| {
        let version: Result<Version, _> = version.parse();
        version.map_or(true, |version| version.is_prerelease())
    };
    for Candidate { name, version, .. } in candidates {
        let Some(known) = newest.get_mut(name) else {
            newest.insert(name.clone(), version.clone());
            continue;
        };
        let order = is_prerelease(version)
            .cmp(&is_prerelease(known))
            .then_with(|| newest_first(version, known));
        if order.is_lt() {
            known.clone_from(version);
        }
    }
    newest
}
