//! Tables without lines, as kubectl and helm print them.

use std::{io, os::fd::AsFd};

use anstream::adapter::strip_str;
use terminal_size::{Width, terminal_size_of};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::sanitize::one_line;

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

    /// Adds a row, as many cells as there are headers; cells may be styled.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Writes the table, headers always.
    pub(crate) fn write(mut self, out: &mut impl io::Write) -> io::Result<()> {
        if let Some((column, width)) = self.elastic {
            let width = width_of(&io::stdout()).map_or(width, |total| self.room_for(column, total));
            for row in &mut self.rows {
                row[column] = cut(&row[column], width);
            }
        }
        let widths: Vec<usize> = (0..self.headers.len())
            .map(|column| self.width(column))
            .collect();
        for cells in std::iter::once(&self.headers).chain(&self.rows) {
            let mut line = String::new();
            for (cell, width) in cells.iter().zip(&widths) {
                line += cell;
                line.extend(std::iter::repeat_n(' ', width + 2 - shown_width(cell)));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().map(|row| row[column].as_str());
        let cells = cells.chain([self.headers[column].as_str()]);
        cells.map(shown_width).max().unwrap_or(0)
    }

    fn room_for(&self, elastic: usize, total: usize) -> usize {
        let others: usize = (0..self.headers.len())
            .filter(|column| *column != elastic)
            .map(|column| self.width(column) + 2)
            .sum();
        total.saturating_sub(others).max(MIN_WIDTH)
    }
}

/// Writes a table with lines around its cells; headers are centred.
pub(crate) fn framed<const N: usize>(
    out: &mut impl io::Write,
    headers: [&str; N],
    rows: &[[String; N]],
) -> io::Result<()> {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| shown_width(&row[column]));
        cells
            .chain([shown_width(headers[column])])
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line: String = widths.iter().map(|it| "-".repeat(it + 2) + "+").collect();
    writeln!(out, "+{line}")?;
    for (header, width) in headers.iter().zip(widths) {
        write!(out, "| {header:^width$} ")?;
    }
    writeln!(out, "|\n+{line}")?;
    for row in rows {
        for (cell, width) in row.iter().zip(widths) {
            let cell = one_line(cell);
            let rest = " ".repeat(width.saturating_sub(shown_width(&cell)));
            write!(out, "| {cell}{rest} ")?;
        }
        writeln!(out, "|")?;
    }
    writeln!(out, "+{line}")
}

/// Returns how many display cells a text takes, styles left out.
fn shown_width(text: &str) -> usize {
    strip_str(text).to_string().width()
}

/// Returns the width of the terminal behind `stream`, if there is one.
fn width_of(stream: &impl AsFd) -> Option<usize> {
    terminal_size_of(stream)
        .map(|(Width(width), _)| usize::from(width))
        .filter(|width| *width > 0)
}

/// Cuts a line that is written over again and again, which must not wrap, to the terminal that
/// messages go to.
pub(super) fn cut_to_terminal(text: &str) -> String {
    width_of(&io::stderr()).map_or_else(|| text.to_owned(), |width| cut(text, width - 1))
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

    #[test]
    fn styles_take_no_room() {
        let mut table = Table::new(["A", "B"]);
        table.row(vec!["\u{1b}[32mlong\u{1b}[0m".into(), "x".into()]);
        table.row(vec!["日本".into(), "y".into()]);
        let mut out = Vec::new();
        table.write(&mut out).expect("written");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(text, "A     B\n\u{1b}[32mlong\u{1b}[0m  x\n日本  y\n");
    }
}
