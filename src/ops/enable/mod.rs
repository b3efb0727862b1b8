//! Enabling addons in a cluster, and what upgrading and disabling them share with it.
//!
//! Follows `vela-addon-behaviour.md` 8 and 9. [`plan`] finds out all that is to be installed before
//! anything is, [`check`] what speaks against it, [`install`] applies the objects of one addon and
//! undoes it on failure, and [`wait`] follows what KubeVela makes of them.

pub mod check;
pub mod clusters;
mod error;
pub mod install;
pub mod plan;
pub mod platform;
pub mod usage;
pub mod wait;

pub use error::{Error, Interrupted};
