//! The Helm form of a package: `Chart.yaml`, its archive and the index that lists it.

mod chart_yaml;
mod choice;
mod constraint;
mod error;
mod folder;
mod ignore;
pub mod index;
mod load;
mod pack;
mod version;

use serde::{Serialize, de::DeserializeOwned};

pub use chart_yaml::{ChartYaml, Dependency, Maintainer};
pub use choice::{NoVersion, newest};
pub use constraint::{Constraint, InvalidConstraint, Prereleases};
pub use error::Error;
pub use folder::Folder;
pub use ignore::{Glob, IgnoreRules, InvalidGlob};
pub use load::Chart;
pub use pack::Package;
pub use version::{InvalidVersion, Version, newest_first, sort_newest_first};

/// Reads a file of a chart by the rules that Helm has for YAML.
fn parse_yaml<T: DeserializeOwned>(file: &str, text: &[u8]) -> Result<T, Error> {
    let bad = |reason: String| Error::BadFile {
        file: file.to_owned(),
        reason,
    };
    let text = std::str::from_utf8(text).map_err(|_| bad("it is not UTF-8".into()))?;
    addon_yaml::from_str(text, &addon_yaml::Options::go()).map_err(|error| bad(error.to_string()))
}

/// Writes a value as YAML that Helm reads back unchanged.
pub(crate) fn write_yaml(value: &impl Serialize) -> String {
    addon_yaml::to_string(value).expect("values in memory can be written")
}
