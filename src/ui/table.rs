//! Tables without lines, as kubectl and helm print them.

use std::io::{self, IsTerminal as _};

use comfy_table::{ContentArrangement, presets};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr};

/// Rows under headers; columns are two blanks apart.
#[derive(Debug)]
pub(crate) struct Table {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The column that gives way on a narrow terminal, and how wide it is elsewhere.
    elastic: Option<(usize, usize)>,
}

/// The narrowest that a column that gives way becomes.
const MIN_WIDTH: usize = 16;

impl Table {
    /// Starts a table.
    pub(crate) fn new<const N: usize>(headers: [&str; N]) -> Self {
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: Vec::new(),
            elastic: None,
        }
    }

    /// Cuts the texts of `column` to what the terminal has room for, and to `width` off one.
    #[must_use]
    pub(crate) fn with_elastic(mut self, column: usize, width: usize) -> Self {
        self.elastic = Some((column, width));
        self
    }

    /// Adds a row, as many cells as there are headers.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Writes the table, headers always.
    pub(crate) fn write(mut self, out: &mut impl io::Write) -> io::Result<()> {
        if let Some((column, width)) = self.elastic {
            let width = terminal_width().map_or(width, |total| self.room_for(column, total));
            for row in &mut self.rows {
                row[column] = cut(&row[column], width);
            }
        }
        let mut table = comfy_table::Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.headers);
        table.add_rows(self.rows);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn room_for(&self, elastic: usize, total: usize) -> usize {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].as_str());
            cells
                .chain([self.headers[column].as_str()])
                .map(UnicodeWidthStr::width)
                .max()
        };
        let others: usize = (0..self.headers.len())
            .filter(|column| *column != elastic)
            .map(|column| width(column).unwrap_or(0) + 2)
            .sum();
        total.saturating_sub(others).max(MIN_WIDTH)
    }
}

/// Returns the width of the terminal on stdout, if there is one.
fn terminal_width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    comfy_table::Table::new()
        .width()
        .map(usize::from)
        .filter(|width| *width > 0)
}

/// Cuts `text` to `width` display cells, with `...` where something is missing.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(3);
    let mut short = String::new();
    for c in text.chars() {
        let cells = c.width().unwrap_or(0);
        if cells > room {
            break;
        }
        room -= cells;
        short.push(c);
    }
    short.truncate(short.trim_end().len());
    short + "..."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_respects_characters_and_their_width() {
        for (text, width, cut_text) in [
            ("short", 5, "short"),
            ("longer", 5, "lo..."),
            ("äöüäöü", 5, "äö..."),
            ("日本語日本語", 8, "日本..."),
            ("ab cdefgh", 6, "ab..."),
        ] {
            assert_eq!(cut(text, width), cut_text);
        }
    }

    #[test]
    fn columns_align_without_trailing_blanks() {
        let mut table = Table::new(["NAME", "B"]).with_elastic(1, 8);
        table.row(vec!["a-long-name".into(), "x".into()]);
        table.row(vec!["b".into(), "a long text".into()]);
        let mut out = Vec::new();
        table.write(&mut out).expect("written");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(
            text,
            "NAME         B\na-long-name  x\nb            a lon...\n"
        );
    }
}
