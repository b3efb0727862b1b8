//! The Helm charts that addons use, brought beside the addons.

mod charts;
mod rename;

pub use charts::{ChartUse, Place, charts_in};
pub use rename::renamed;
