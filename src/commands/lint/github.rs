//! Findings as commands of GitHub Actions, which shows them beside the code.

use super::{Linted, findings, place::Place};
use crate::lint::Severity;

/// Returns a command for each finding.
pub(super) fn lines(all: &[Linted]) -> Vec<String> {
    let line = |(linted, finding): (&Linted, &crate::lint::Finding)| {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let place = Place::all(linted, finding)
            .into_iter()
            .next()
            .unwrap_or_default();
        let mut text = finding.diagnostic.to_string();
        if let Some(help) = &finding.diagnostic.help {
            text.push_str(". ");
            text.push_str(help);
        }
        let mut properties = format!(
            "file={},line={},col={}",
            property(&place.file),
            place.line,
            place.column
        );
        // A range over several lines has no columns there.
        if place.end_line == place.line {
            properties.push_str(&format!(",endColumn={}", place.end_column));
        } else {
            properties.push_str(&format!(",endLine={}", place.end_line));
        }
        format!(
            "::{command} {properties},title={}::{}",
            property(finding.rule.id()),
            data(&text)
        )
    };
    findings(all).map(line).collect()
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped() {
        assert_eq!(data("50%: a,b\nc"), "50%25: a,b%0Ac");
        assert_eq!(property("C:\\a,b%"), "C%3A\\a%2Cb%25");
    }
}
