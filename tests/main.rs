//! The journeys of users, black box through the binary.
//!
//! One binary for all of them; each module is named for what its user achieves.

#![expect(
    clippy::unwrap_used,
    reason = "a test that panics has found what it was looking for"
)]

mod bad_input;
mod cluster;
mod cluster_registries;
mod command_line;
mod completions;
mod cue;
mod diff;
mod docs;
mod enable;
mod enable_cost;
mod enable_registry;
mod enable_trouble;
mod exit_codes;
mod faults;
mod first_addon;
mod git_registry;
mod godef;
mod helm_registry;
mod images;
mod installed;
mod lint;
mod list;
mod newcomer;
mod packages;
mod publish;
mod registries;
mod render;
mod server;
mod show_pull;
mod status;
mod support;
mod sync;
mod sync_charts;
mod sync_faults;
mod terminal;
mod tree;
mod try_it;
