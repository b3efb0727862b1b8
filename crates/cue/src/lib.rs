//! A CUE engine: text in, values and diagnostics out. It does no input or output of its own.

pub mod api;
pub mod builtin;
pub mod compile;
pub mod definition;
pub mod diag;
pub mod eval;
pub mod export;
pub mod kind;
pub mod label;
pub mod limits;
pub mod num;
pub mod openapi;
pub mod pattern;
pub mod source;
pub mod syntax;

pub use definition::{Definition, split_definition};
pub use syntax::format::{FormatOptions, format};
