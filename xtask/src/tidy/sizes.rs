//! Files that have grown too large to read.

use super::Source;

/// The longest file, tests not counted.
const MAX_LINES: usize = 800;

/// Complains about files that are too long.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| !source.is_test && source.lines > MAX_LINES)
        .map(|source| {
            format!(
                "{}: {} lines without tests, more than {MAX_LINES}",
                source.path, source.lines
            )
        })
        .collect()
}
