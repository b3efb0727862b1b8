//! The Helm charts that addons use, brought beside the addons.

mod rename;

pub use rename::renamed;
