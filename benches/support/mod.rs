//! What the benches share.

#![allow(dead_code, reason = "each bench uses a part of it")]

#[path = "../../src/registry/fake_http.rs"]
pub(crate) mod fake_http;
pub(crate) mod git_host;
#[path = "../../tests/support/http.rs"]
pub(crate) mod http;
pub(crate) mod measure;
pub(crate) mod peer;
pub(crate) mod served;
