//! Reading a long index in pieces, side by side.
//!
//! Programs write an index by indentation: `entries:` at the margin, below it every name at one
//! depth, then a few more keys at the margin. Between two names such a text can be cut, and each
//! piece is YAML by itself. Where a cut was wrong (within a quoted text, or between an anchor and
//! its alias) a piece cannot be read, and neither can what is no such text; the caller then reads
//! the whole.

use std::thread;

use addon_yaml::{Options, from_str};
use indexmap::IndexMap;
use serde::Deserialize;

use super::{Index, IndexVersion, Text, lists};

/// The line above the names.
const ENTRIES: &str = "entries:";
/// How much of the text before and after the entries is looked at.
const MARGIN: usize = 64 << 10;

/// An index as one piece of it has it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Piece<'a> {
    #[serde(borrow, deserialize_with = "lists")]
    entries: IndexMap<Text<'a>, Vec<IndexVersion<'a>>>,
}

/// Reads `text` in so many pieces at once; `None` where that cannot be done.
pub(super) fn read(text: &str, count: usize) -> Option<Index<'_>> {
    // A second document is no concern of an index, but would end a piece too early.
    let options = Options {
        single_document: true,
        ..Options::go()
    };
    if text.len() > options.limits.bytes {
        return None;
    }
    let (rest, pieces) = cut(text, count)?;
    for text in rest {
        from_str::<Index<'_>>(text, &options).ok()?;
    }
    let read = |piece| from_str::<Piece<'_>>(piece, &options).ok();
    let (first, others) = pieces.split_first()?;
    let (first, others) = thread::scope(|scope| {
        let others: Vec<_> = others
            .iter()
            .map(|piece| scope.spawn(move || read(piece)))
            .collect();
        let first = read(first);
        let others: Vec<_> = others
            .into_iter()
            .map(|piece| piece.join().ok().flatten())
            .collect();
        (first, others)
    });
    let mut entries = first?.entries;
    for piece in others {
        entries.extend(piece?.entries);
    }
    Some(Index { entries })
}

/// Cuts the entries in about equal pieces; also returns what is before and after them.
fn cut(text: &str, count: usize) -> Option<([&str; 2], Vec<&str>)> {
    let near = &text[..text.floor_char_boundary(MARGIN)];
    let (at, line) = lines(near).find(|(_, line)| line.trim_end() == ENTRIES)?;
    let body = at + line.len();
    let indent = text[body..].bytes().take_while(|it| *it == b' ').count();
    if indent == 0 {
        return None;
    }
    let far = text.ceil_char_boundary(body.max(text.len().saturating_sub(MARGIN)));
    let far = far + text[far..].find('\n')? + 1;
    let is_outside = |line: &str| !line.starts_with([' ', '#', '\r', '\n']);
    let end = lines(&text[far..])
        .find(|(_, line)| is_outside(line))
        .map_or(text.len(), |(at, _)| far + at);
    let (before, entries, after) = (&text[..at], &text[body..end], &text[end..]);
    let names_entries = |text: &str| text.to_ascii_lowercase().contains("entries");
    if names_entries(before) || names_entries(after) {
        return None;
    }
    let mut pieces = Vec::with_capacity(count);
    let mut from = 0;
    for number in 1..count {
        let about = entries.floor_char_boundary(entries.len() / count * number);
        if let Some(at) = next_name(entries, about.max(from), indent) {
            pieces.push(&entries[from..at]);
            from = at;
        }
    }
    pieces.push(&entries[from..]);
    Some(([&text[..body], after], pieces))
}

/// Lists the lines and where they start.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

/// Finds the next line after `from` that is indented as names are, and is neither item nor comment.
fn next_name(text: &str, from: usize, indent: usize) -> Option<usize> {
    let from = from + text[from..].find('\n')? + 1;
    lines(&text[from..])
        .find(|(_, line)| {
            let content = line.trim_start_matches(' ');
            line.len() - content.len() == indent && !content.starts_with(['-', '#', '\r', '\n'])
        })
        .map(|(at, _)| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "\
apiVersion: v1
entries:
  one:
  - version: 1.0.0
    description: |
      entries:
        two:
  - version: 0.9.0
  two:
  - version: 1.0.0
    urls: [a, b]
  # a comment
  one:
    - version: 2.0.0
  three:
  - version: \"3.0.0\"
generated: 2022-07-24T14:55:06Z
serverInfo: {}
";

    #[track_caller]
    fn check(text: &str) -> bool {
        let whole: Result<Index<'_>, _> = from_str(text, &Options::go());
        let read: Vec<_> = (1..9).filter_map(|count| read(text, count)).collect();
        for index in &read {
            assert_eq!(Some(index), whole.as_ref().ok());
        }
        !read.is_empty()
    }

    #[test]
    fn pieces_give_what_the_whole_gives() {
        assert!(check(INDEX));
        assert!(check(&INDEX.replace("\n ", "\n   ")));
        assert!(check(&INDEX.replace('\n', "\r\n")));
        assert!(check("entries:\n  a: []\n  b:\n"));
        assert_eq!(cut(INDEX, 3).map(|(_, pieces)| pieces.len()), Some(3));
    }

    #[test]
    fn what_cannot_be_cut_is_left_to_the_whole() {
        assert!(!check(""));
        assert!(!check("entries: {}\n"));
        assert!(!check("entries:\n- a\n"));
        assert!(!check(&INDEX.replace("apiVersion: v1", "Entries: {}")));
        assert!(!check(&INDEX.replace("serverInfo", "entries")));
        assert!(!check(&INDEX.replace("  three", "---\n  three")));
    }

    #[test]
    fn what_hides_names_from_a_cut_is_read_all_the_same() {
        for (line, hiding) in [
            ("  - version: 0.9.0\n", "  - version: \"1\n  x: y\n  z\"\n"),
            (
                "  - version: 0.9.0\n",
                "  - {version: '1\n  x: y',\n  keywords: [\n  b]}\n",
            ),
            ("  # a comment\n", "other:\n"),
            ("  # a comment\n", "---\n"),
            ("  # a comment\n", "...\n"),
            ("  # a comment\n", "? a\n"),
            ("generated", "---\ngenerated"),
        ] {
            assert!(INDEX.contains(line));
            check(&INDEX.replace(line, hiding));
        }
        let anchored = INDEX
            .replace("[a, b]", "&a [a, b]")
            .replace("version: \"3.0.0\"", "urls: *a");
        check(&anchored);
    }
}
