//! HTTP for everything that talks to a server: one client, one kind of error, one retry rule.
//!
//! Credentials belong to one origin and are sent nowhere else, whatever an index or a redirect
//! names. Every failure says what was asked of whom, in which phase it failed, and shows no
//! secret.

mod client;
mod error;
mod redact;
mod retry;
mod tls;

pub use client::{Auth, Client, Request, Response, Settings};
pub use error::{Error, Phase, Result};
pub use redact::redacted;
pub use tls::TlsFiles;
