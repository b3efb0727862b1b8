//! Long lines of YAML, folded as Go's writer folds them.
//!
//! KubeVela keeps the schema of a config template as YAML text. A text that differs looks like a
//! changed template, so that even the line breaks have to be the same.

/// The column from which on a line is broken at the next blank.
const WIDTH: usize = 80;

/// Folds the scalars of a text in block style, as `addon_yaml` writes it.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let in_block = block.is_some_and(|start| indent > start || line.trim().is_empty());
        if in_block {
            folded.push_str(line);
        } else {
            let place = Place::of(line, indent);
            let value = &line[place.value..];
            block = value.starts_with(['|', '>']).then_some(indent);
            if block.is_some() {
                folded.push_str(line);
            } else {
                fold_line(line, &place, &mut folded);
            }
        }
        folded.push('\n');
    }
    folded
}

/// Where the value of a line starts, and how far the lines go in that continue it.
struct Place {
    value: usize,
    indent: usize,
}

impl Place {
    fn of(line: &str, indent: usize) -> Self {
        let mut value = indent;
        while line[value..].starts_with("- ") {
            value += 2;
        }
        let rest = &line[value..];
        let key = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => rest[1..].find(quote).map(|end| end + 2),
            _ => rest.find(": "),
        };
        match key {
            Some(end) if rest[end..].starts_with(": ") => Self {
                value: value + end + 2,
                indent: value + 2,
            },
            _ => Self {
                value,
                indent: value.max(2),
            },
        }
    }
}

fn fold_line(line: &str, place: &Place, folded: &mut String) {
    let (head, value) = line.split_at(place.value);
    folded.push_str(head);
    let mut column = head.chars().count();
    let mut characters = value.chars().peekable();
    let mut after_blank = true;
    while let Some(next) = characters.next() {
        let breaks = next == ' '
            && !after_blank
            && column > WIDTH
            && characters.peek().is_some_and(|after| *after != ' ');
        after_blank = next == ' ';
        if breaks {
            folded.push('\n');
            folded.extend(std::iter::repeat_n(' ', place.indent));
            column = place.indent;
        } else {
            folded.push(next);
            column += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_the_first_blank_behind_the_width() {
        let words = "word ".repeat(20);
        let words = words.trim_end();
        let text =
            format!("a:\n  b: {words}\n  c:\n  - {words}\n  d: |\n    {words}\n  e: '{words}'\n");
        let first = "word ".repeat(16);
        let (first, rest) = (first.trim_end(), "word word word word");
        let expected = format!(
            "a:\n  b: {first}\n    {rest}\n  c:\n  - {first}\n    {rest}\n  d: |\n    {words}\n  \
             e: '{first}\n    {rest}'\n"
        );
        assert_eq!(fold(&text), expected);
        assert_eq!(fold("short: text\n"), "short: text\n");
    }
}
