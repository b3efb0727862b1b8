//! The flags of commands that install addons.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::{
    commands::{
        cluster::ClusterArgs,
        godef::{GoDefinitions, Unasked},
        parameters::ParameterArgs,
    },
    ops::enable::clusters,
    render::Arguments,
};

/// The flags of commands that install addons.
#[derive(clap::Args, Debug)]
pub(crate) struct InstallArgs {
    #[command(flatten)]
    pub(crate) parameters: ParameterArgs,
    /// Version, or a constraint on it, of an addon from a registry
    #[arg(long, short, value_name = "VERSION")]
    pub(crate) version: Option<String>,
    /// Clusters to deploy to, as in `{local,other}`
    #[arg(long, short, value_name = "CLUSTERS")]
    clusters: Option<String>,
    /// Do not check that the addon runs on this version of KubeVela and Kubernetes
    #[arg(long, short, alias = "skip-version-validate")]
    pub(super) skip_version_validating: bool,
    /// Take definitions over that are there already and belong to somebody else
    #[arg(long)]
    pub(super) override_definitions: bool,
    /// Compile the definitions in godef/ of a folder, which runs code of the addon; needs Go
    #[arg(long)]
    godef: bool,
    /// Take fields over that others manage
    #[arg(long)]
    pub(super) force_conflicts: bool,
    /// Print the objects and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Wait until the addon runs; this is the default
    #[arg(long, overrides_with = "no_wait")]
    pub(super) wait: bool,
    /// Return as soon as everything is applied
    #[arg(long)]
    pub(super) no_wait: bool,
    /// Longest wait for each addon, as in `90s`, `10m` or `1h`
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = parse_duration)]
    pub(super) timeout: Duration,
    /// Answer all questions with yes
    #[arg(long, short)]
    pub(super) yes: bool,
    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err("the unit is none of s, m and h".into()),
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| "expected a number with a unit, as in 90s".to_owned())?;
    match number.checked_mul(unit) {
        Some(seconds) if seconds <= 7 * 24 * 3600 => Ok(Duration::from_secs(seconds)),
        _ => Err("longer than a week".into()),
    }
}

impl InstallArgs {
    /// Returns what is wanted of the definitions that an addon has in Go.
    pub(crate) fn go_definitions(&self) -> GoDefinitions {
        GoDefinitions {
            compile: self.godef,
            override_others: self.override_definitions,
            unasked: Unasked::Refuse,
        }
    }

    /// Reads the arguments for the addon.
    pub(crate) fn arguments(&self) -> anyhow::Result<Arguments> {
        let mut arguments = self.parameters.arguments()?;
        if let Some(text) = self.clusters.as_deref().filter(|text| !text.is_empty()) {
            let clusters = Value::Array(clusters::parse(text));
            arguments.merge(Map::from_iter([("clusters".to_owned(), clusters)]));
        }
        Ok(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, seconds) in [("90", 90), ("90s", 90), ("10m", 600), ("1h", 3600)] {
            assert_eq!(
                parse_duration(text),
                Ok(Duration::from_secs(seconds)),
                "{text}"
            );
        }
        for text in ["", "m", "1d", "-1s", "99999999999999999999h", "9999h"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
