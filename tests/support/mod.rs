//! What the journeys share: a sandbox to run the binary in, servers to run it against, and the
//! way to the data and programs outside the tree.

mod charts;
mod outcome;
mod outside;
mod sandbox;
mod server;
mod tls;

pub(crate) use charts::{Chart, Index};
pub(crate) use outcome::Outcome;
pub(crate) use outside::{peer, shared};
pub(crate) use sandbox::Sandbox;
pub(crate) use server::{Request, Response, Server};
pub(crate) use tls::Authority;
