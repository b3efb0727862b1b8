//! The commands: each parses its arguments, calls `ops` or a domain module, and prints.

pub(crate) mod cluster;
pub(crate) mod completions;
pub(crate) mod cue;
pub(crate) mod diff;
pub(crate) mod disable;
pub(crate) mod enable;
pub(crate) mod endpoints;
pub(crate) mod godef;
pub(crate) mod images;
pub(crate) mod init;
pub(crate) mod install;
pub(crate) mod lint;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod package;
pub(crate) mod parameters;
pub(crate) mod pull;
pub(crate) mod push;
pub(crate) mod reference;
pub(crate) mod registry;
pub(crate) mod render;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod source;
pub(crate) mod sources;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod target;
pub(crate) mod r#try;
pub(crate) mod upgrade;

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};

/// Reads a path that may be empty, as that of an empty variable: there is no such file then.
pub(crate) fn optional_path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}
