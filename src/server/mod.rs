//! The embedded registry: ChartMuseum's HTTP API over a store of packages.
//!
//! Three layers that know nothing of those above: [`store`] holds objects, [`repository`] keeps
//! packages and their [`index`] equal, `http` speaks to clients. The server runs on threads of its
//! own behind the blocking face of [`start`].

pub mod config;
mod http;
pub mod index;
mod json;
pub mod repository;
mod run;
pub mod store;
mod tls;

pub use config::Config;
pub use run::{Error, Running, generate_index, start};
pub use tls::Error as TlsError;
