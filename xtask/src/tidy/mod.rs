//! What the compiler cannot check.
//!
//! Each check reads the sources as text and returns its complaints; all of them are printed.

mod crates;
mod imports;
mod modules;
mod sizes;
mod source;
mod words;

use std::path::Path;

use crate::Result;

use source::Source;

/// Runs every check.
pub(crate) fn tidy(root: &Path) -> Result {
    let sources = source::read_all(root)?;
    let mut complaints = Vec::new();
    complaints.extend(modules::check(&sources));
    complaints.extend(imports::check(&sources));
    complaints.extend(crates::check(root, &sources)?);
    complaints.extend(sizes::check(&sources));
    complaints.extend(words::check(root)?);
    if complaints.is_empty() {
        return Ok(());
    }
    complaints.sort();
    Err(format!(
        "{}\n{} found; the rules are in ARCHITECTURE.md and CONTRIBUTING.md",
        complaints.join("\n"),
        match complaints.len() {
            1 => "1 fault".to_owned(),
            count => format!("{count} faults"),
        }
    ))
}
