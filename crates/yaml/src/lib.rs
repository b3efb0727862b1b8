//! YAML as Go programs read and write it, with positions.
//!
//! Reading:
//!
//! - [`from_str`] reads a text into a type, straight from the events of the
//!   parser: a large index costs no more memory than the type itself;
//! - [`load`] and [`load_all`] read a tree of [`Node`]s with positions;
//! - [`to_json_value`] reads what Go's readers would hand on as JSON.
//!
//! All take [`Options`]: [`Options::go`] for files that Helm, kubectl or KubeVela
//! read too, [`Options::own`] for files of this program alone.
//!
//! Writing: [`to_string`], block style that Go's readers, YAML 1.1 and YAML 1.2
//! readers all read back unchanged, in the order of the caller.
//!
//! ```
//! #[derive(serde::Deserialize, serde::Serialize)]
//! struct Chart {
//!     name: String,
//!     version: String,
//! }
//!
//! let text = "name: demo\nversion: 1.0.0\n";
//! let chart: Chart = addon_yaml::from_str(text, &addon_yaml::Options::go())?;
//! assert_eq!(addon_yaml::to_string(&chart)?, text);
//!
//! let error = addon_yaml::load("name: \"demo\nversion: 1", &addon_yaml::Options::go());
//! assert_eq!(
//!     error.unwrap_err().to_string(),
//!     "line 1, column 7: this quoted text is never closed"
//! );
//! # Ok::<(), addon_yaml::Error>(())
//! ```

mod block;
mod de;
mod error;
mod event;
mod key;
mod libyaml;
mod node;
mod options;
mod path;
mod scalar;
mod ser;
mod ser_key;
mod source;
mod stream;
mod text;

use serde::{Deserialize, Serialize};

pub use crate::{
    error::{Error, Position},
    event::Style,
    node::{Entry, Node, NodeKind, Scalar, Span},
    options::{Duplicates, Limits, Options, Strings},
    scalar::Resolved,
};

/// Reads the first document of `text` into a type.
///
/// A text without a document reads as null. Types that borrow from the text
/// should use `Cow`: escapes and folded lines cannot be borrowed.
pub fn from_str<'de, T: Deserialize<'de>>(text: &'de str, options: &Options) -> Result<T, Error> {
    de::from_str(text, options)
}

/// Reads the first document of `text` as Go's readers would hand it on as JSON:
/// whole numbers without a fraction, no infinities.
pub fn to_json_value(text: &str, options: &Options) -> Result<serde_json::Value, Error> {
    de::from_str(text, options)
}

/// Reads the first document of `text` into a tree; null when there is none.
pub fn load(text: &str, options: &Options) -> Result<Node, Error> {
    node::load(text, options)
}

/// Reads every document of `text`, the empty ones between two `---` as null.
pub fn load_all(text: &str, options: &Options) -> Result<Vec<Node>, Error> {
    node::load_all(text, options)
}

/// Writes a value as a YAML document.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    ser::to_string(value)
}
