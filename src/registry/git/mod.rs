//! Git repositories as registries, on any host or in the file system.

mod packet;
mod references;
mod url;
