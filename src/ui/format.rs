//! Data in the form that the user asked for.

use std::io;

use clap::ValueEnum;
use serde::Serialize;

/// The forms of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// Aligned columns, cut to the width of the terminal
    #[default]
    Table,
    /// Aligned columns with everything there is
    Wide,
    /// A JSON array
    Json,
    /// A YAML sequence
    Yaml,
    /// One name a line
    Name,
}

/// The forms of anything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people
    #[default]
    Table,
    /// JSON
    Json,
    /// YAML
    Yaml,
}

/// Prints `value` as indented JSON.
pub(crate) fn print_json(out: &mut impl io::Write, value: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Prints `value` as YAML.
pub(crate) fn print_yaml(out: &mut impl io::Write, value: &impl Serialize) -> anyhow::Result<()> {
    out.write_all(addon_yaml::to_string(value)?.as_bytes())?;
    Ok(())
}
