//! A CUE engine: text in, values and diagnostics out.

pub mod num;
