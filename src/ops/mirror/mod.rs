//! The Helm charts that addons use, brought beside the addons.

mod charts;
mod gather;
mod places;
mod rename;
mod rewrite;

pub use charts::{ChartUse, Place, charts_in};
pub use gather::{Located, Needs, Open, Unreachable, chart_candidates, locate, needs, rewritten};
pub use rename::renamed;
pub use rewrite::Change;
