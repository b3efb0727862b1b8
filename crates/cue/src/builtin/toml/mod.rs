//! Package `encoding/toml`.

mod read;
mod write;

use super::{
    Function, Kinds,
    arguments::{Arguments as _, pure},
};

pub(super) const FUNCTIONS: &[Function] = &[
    pure("Marshal", &[Kinds::ANY], Kinds::STRING, |a, l| {
        Ok(write::to_text(a.any(0), l)?.into())
    }),
    pure("Unmarshal", &[Kinds::TEXT], Kinds::ANY, |a, l| {
        read::parse(&a.lossy(0)?, l)
    }),
];
