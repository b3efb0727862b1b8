//! The work behind the commands, usable without a terminal.

pub mod diff;
pub mod enable;
pub mod endpoints;
pub mod images;
pub mod installed;
pub mod list;
pub mod load;
pub mod mirror;
pub mod objects;
pub mod package;
pub mod push;
pub mod status;
pub mod sync;
