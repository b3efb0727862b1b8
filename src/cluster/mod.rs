//! A Kubernetes cluster, as far as addons need one.
//!
//! [`Cluster`] blocks: it keeps a runtime of its own, and nothing async leaves this module. Objects
//! are JSON values in and out, since definitions and auxiliary objects can be of any kind. Writing is
//! server-side apply under one field manager, so that fields that an addon drops disappear and fields
//! of others stay. Where a kind lives is known for the kinds of KubeVela and asked once for others.

mod apply;
mod client;
mod connect;
mod direct;
mod error;
mod kind;
mod no_proxy;
mod send;

pub use apply::{Applied, Conflicts, FIELD_MANAGER};
pub use client::{Cluster, Requests};
pub use connect::{Proxies, Settings};
pub use error::{Conflict, Error, Result};
pub use kind::{Kind, Resource, described};
