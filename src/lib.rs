//! Build, ship and enable KubeVela addons, with or without a cluster.
//!
//! The binary `addon` is a thin shell over this library. ARCHITECTURE.md maps the modules and
//! states which of them may import which.

pub mod addon;
pub mod archive;
pub mod chart;
pub mod clock;
pub mod digest;
pub mod fs_ext;
pub mod hint;
pub mod secret;
pub mod server;
