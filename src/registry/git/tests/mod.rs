//! Against git's own server, over a path and over a stand-in for `ssh`.

mod access;
mod cache;
mod content;
mod server;
mod world;
