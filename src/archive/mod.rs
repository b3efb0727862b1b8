//! Gzipped tar archives: reproducible when written, bounded and path-safe when read.
//!
//! The rules of reading are Helm's, as far as they are safe: every package that Helm reads is read
//! here, except those with links, devices or paths that climb upwards. What is refused is refused
//! in Helm's words, because the embedded registry passes them on to clients that know them.
//!
//! Nothing here writes to a disk but [`extract`], and that only into a folder of its own.

mod error;
mod extract;
mod pack;
mod unpack;

pub use error::Error;
pub use extract::{ExtractError, extract};
pub use pack::pack;
pub use unpack::{Entry, Limits, unpack, unpack_tree};
