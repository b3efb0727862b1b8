//! Build, ship and enable KubeVela addons, with or without a cluster.
//!
//! The binary `addon` is a thin shell over this library. ARCHITECTURE.md maps the modules and
//! states which of them may import which.

pub mod addon;
pub mod archive;
pub mod chart;
mod cli;
pub mod clock;
pub mod cluster;
mod commands;
pub mod config;
mod context;
pub mod digest;
pub mod exit;
pub mod fs_ext;
pub mod godef;
pub mod hint;
pub mod interrupt;
pub mod lint;
pub mod net;
pub mod ops;
pub mod registry;
pub mod render;
mod report;
pub mod scaffold;
pub mod secret;
pub mod server;
mod similar;
mod ui;

use std::{ffi::OsString, process::ExitCode};

/// Runs the command line `arguments`, the first of which is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    cli::run(arguments).into()
}
