//! The embedded registry: ChartMuseum's HTTP API over a store of packages.
//!
//! Three layers that know nothing of those above: [`store`] holds objects, [`repository`] keeps
//! packages and their [`index`] equal, [`http`] speaks to clients. The server runs on threads of
//! its own behind a blocking face.

pub mod index;
mod json;
pub mod repository;
pub mod store;
