//! The addon as a thing: its name, its metadata and its files.
//!
//! Follows KubeVela's addon layout. Nothing here reads a disk or a network; where the files come
//! from is the business of `registry` and `ops`.

mod file_tree;
pub mod layout;
mod metadata;
mod name;

pub use file_tree::{FileTree, InvalidPath, TreePath};
pub use metadata::{Dependency, DeployTo, InvalidMetadata, Metadata, SystemRequirements};
pub use name::{AddonName, InvalidName};
