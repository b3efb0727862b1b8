//! What the journeys share: a sandbox to run the binary in, servers to run it against, and the
//! way to the data and programs outside the tree.

pub(crate) mod api_server;
pub(crate) mod charts;
pub(crate) mod git;
mod http;
mod museum;
mod outcome;
mod outside;
mod sandbox;
pub(crate) mod served;
mod server;
mod terminal;
mod tls;

pub(crate) use api_server::ApiServer;
pub(crate) use charts::{Chart, Index};
pub(crate) use http::{Client, Reply};
pub(crate) use museum::{Gate, Museum};
pub(crate) use outcome::{Checked, Outcome};
pub(crate) use outside::{peer, shared, skip};
pub(crate) use sandbox::{Invocation, Sandbox};
pub(crate) use served::Served;
pub(crate) use server::{Request, Response, Server, closed_address};
pub(crate) use terminal::{Left, Terminal};
pub(crate) use tls::Authority;
