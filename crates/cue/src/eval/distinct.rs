//! Telling whether elements of a list are the same data.

use std::{
    cmp::Ordering,
    hash::{DefaultHasher, Hash, Hasher},
};

use rustc_hash::FxHashMap;

use super::{Eval, Evaluator, vertex::VertexId};
use crate::{builtin::Data, compile::ir::ExprId};

impl Evaluator {
    /// Tells whether no two elements are the same; types are the same as themselves.
    pub(super) fn all_differ(&mut self, elements: &[VertexId], at: ExprId) -> Eval<bool> {
        if elements.len() < 2 {
            return Ok(true);
        }
        let mut kinds = Vec::new();
        let mut alike: FxHashMap<u64, Vec<Data>> = FxHashMap::default();
        for element in elements {
            let Some(data) = self.some_data(*element, at)? else {
                let kind = self.kinds_of(*element);
                if kinds.contains(&kind) {
                    return Ok(false);
                }
                kinds.push(kind);
                continue;
            };
            let mut hasher = DefaultHasher::default();
            hash_data(&data, &mut hasher);
            let alike = alike.entry(hasher.finish()).or_default();
            if alike.iter().any(|other| same_data(&data, other)) {
                return Ok(false);
            }
            alike.push(data);
        }
        Ok(true)
    }
}

/// Compares data: numbers by value, structs without regard to order.
pub(super) fn same_data(x: &Data, y: &Data) -> bool {
    match (x, y) {
        (Data::Number(x), Data::Number(y)) => {
            x.is_int() == y.is_int() && x.compare(y) == Ordering::Equal
        }
        (Data::List(x), Data::List(y)) => {
            x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same_data(x, y))
        }
        (Data::Struct(x), Data::Struct(y)) => {
            x.len() == y.len()
                && x.iter()
                    .all(|(name, x)| y.iter().any(|(other, y)| name == other && same_data(x, y)))
        }
        _ => x == y,
    }
}

/// Hashes data so that what is the same has the same hash.
fn hash_data(data: &Data, hasher: &mut DefaultHasher) {
    data.kind().hash(hasher);
    match data {
        Data::Null => {}
        Data::Bool(value) => value.hash(hasher),
        Data::Number(number) => number.hash(hasher),
        Data::String(text) => text.hash(hasher),
        Data::Bytes(bytes) => bytes.hash(hasher),
        Data::List(elements) => {
            for element in elements {
                hash_data(element, hasher);
            }
        }
        Data::Struct(fields) => {
            // their order does not count
            let fields = fields.iter().map(|(name, value)| {
                let mut hasher = DefaultHasher::default();
                name.hash(&mut hasher);
                hash_data(value, &mut hasher);
                hasher.finish()
            });
            fields.fold(0, u64::wrapping_add).hash(hasher);
        }
    }
}
