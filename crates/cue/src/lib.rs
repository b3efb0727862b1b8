//! A CUE engine: text in, values and diagnostics out. It does no input or output of its own.

pub mod diag;
pub mod limits;
pub mod num;
pub mod source;
pub mod syntax;
