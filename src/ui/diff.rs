//! Differences of texts, as `diff -u` writes them.

use std::io;

use text_diff::TextDiff;

use super::{BAD_LINE, GOOD_LINE, NAME, POINTER, sanitized};

/// How many lines are shown around those that differ.
const CONTEXT: usize = 3;

/// Writes how `before` becomes `after`; what is not there is shown as `/dev/null`.
pub(crate) fn print_diff(
    out: &mut impl io::Write,
    name: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> io::Result<()> {
    let title = |side: &str, text: Option<&str>| match text {
        Some(_) => format!("{side}/{name}"),
        None => "/dev/null".to_owned(),
    };
    writeln!(out, "{NAME}--- {}{NAME:#}", title("live", before))?;
    writeln!(out, "{NAME}+++ {}{NAME:#}", title("rendered", after))?;
    let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
    let text = diff.unified_diff().context_radius(CONTEXT).to_string();
    for line in sanitized(&text).lines() {
        let style = match line.as_bytes().first() {
            Some(b'+') => GOOD_LINE,
            Some(b'-') => BAD_LINE,
            Some(b'@') => POINTER,
            _ => anstyle::Style::new(),
        };
        writeln!(out, "{style}{line}{style:#}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_those_of_diff() {
        let mut out = Vec::new();
        print_diff(&mut out, "X a/b", Some("a\nb\nc\n"), Some("a\nB\nc\n")).expect("written");
        print_diff(&mut out, "X c", None, Some("a\n")).expect("written");
        let text = anstream::adapter::strip_bytes(&out).into_vec();
        assert_eq!(
            String::from_utf8(text).expect("text"),
            "--- live/X a/b\n+++ rendered/X a/b\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n\
             --- /dev/null\n+++ rendered/X c\n@@ -0,0 +1 @@\n+a\n"
        );
    }
}
