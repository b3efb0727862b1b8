//! Elastic tab stops: columns as wide as their widest cell.
//!
//! A line is a row of cells, each ended by a tab mark; the text behind the last mark is no cell. Cells at the same
//! place in consecutive lines form a column, and all of them are padded to its widest cell and one blank. A column ends
//! at a line that lacks the cell, and all columns end at a form feed. Empty cells at the start of a line are its
//! indentation and come out as tabs, though a column they share with wider cells makes them more than one.

/// How many blanks a tab stands for where an indentation shares a column with text.
const TAB_WIDTH: usize = 8;

/// What ends a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// A level of indentation.
    Indent,
    /// An alignment; a column of empty cells with this mark takes no room.
    Align,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    /// Where its text ends in the buffer; it starts where the one before ends.
    end: usize,
    /// Width in code points.
    width: usize,
    mark: Mark,
}

/// Collects lines and lays them out at the next form feed.
#[derive(Debug, Default)]
pub(super) struct Tabs {
    output: String,
    buffer: String,
    /// Finished lines: their cells, and where the text behind the last cell ends.
    lines: Vec<(Vec<Cell>, usize)>,
    cells: Vec<Cell>,
    /// Where the text of the open cell starts.
    open: usize,
}

impl Tabs {
    /// Adds text to the open cell. Line breaks in it are not seen as such.
    pub(super) fn text(&mut self, text: &str) {
        self.buffer.push_str(text);
    }

    /// Adds a level of indentation.
    pub(super) fn indent(&mut self) {
        self.end_cell(Mark::Indent);
    }

    /// Ends an aligned cell.
    pub(super) fn align(&mut self) {
        self.end_cell(Mark::Align);
    }

    fn end_cell(&mut self, mark: Mark) {
        let width = self.buffer[self.open..].chars().count();
        self.open = self.buffer.len();
        self.cells.push(Cell {
            end: self.open,
            width,
            mark,
        });
    }

    /// Ends a line.
    pub(super) fn newline(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        self.open = self.buffer.len();
        // A line without cells ends all columns, so that nothing before it needs to be kept.
        let ends_columns = cells.is_empty();
        self.lines.push((cells, self.open));
        if ends_columns {
            self.flush();
        }
    }

    /// Ends a line and all columns.
    pub(super) fn form_feed(&mut self) {
        self.newline();
        self.flush();
    }

    /// Returns everything laid out.
    pub(super) fn finish(mut self) -> String {
        if self.open < self.buffer.len() || !self.cells.is_empty() {
            self.form_feed();
            self.output.pop();
        } else {
            self.flush();
        }
        self.output
    }

    fn flush(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let mut starts = Vec::with_capacity(lines.len());
        let mut start = 0;
        for (_, end) in &lines {
            starts.push(start);
            start = *end;
        }
        let block = Block {
            text: &self.buffer,
            lines: &lines,
            starts: &starts,
        };
        block.lay_out(0, lines.len(), &mut Vec::new(), &mut self.output);
        self.buffer.clear();
        self.open = 0;
    }
}

struct Block<'a> {
    text: &'a str,
    lines: &'a [(Vec<Cell>, usize)],
    starts: &'a [usize],
}

impl Block<'_> {
    /// Writes the lines of a range that agree in the columns whose widths are known.
    fn lay_out(&self, from: usize, to: usize, widths: &mut Vec<usize>, output: &mut String) {
        let column = widths.len();
        let has_cell = |line: usize| self.lines[line].0.len() > column;
        let mut line = from;
        while line < to {
            if !has_cell(line) {
                self.write_line(line, widths, output);
                line += 1;
                continue;
            }
            let end = (line..to).find(|&next| !has_cell(next)).unwrap_or(to);
            widths.push(self.column_width(column, line, end));
            self.lay_out(line, end, widths, output);
            widths.pop();
            line = end;
        }
    }

    fn column_width(&self, column: usize, from: usize, to: usize) -> usize {
        let cells = || self.lines[from..to].iter().map(|(cells, _)| cells[column]);
        if cells().all(|cell| cell.width == 0 && cell.mark == Mark::Align) {
            return 0;
        }
        cells().map(|cell| cell.width + 1).max().unwrap_or(0)
    }

    fn write_line(&self, line: usize, widths: &[usize], output: &mut String) {
        let (cells, end) = &self.lines[line];
        let mut start = self.starts[line];
        let mut in_indentation = true;
        for (cell, width) in cells.iter().zip(widths) {
            in_indentation &= cell.width == 0;
            if in_indentation {
                output.extend(std::iter::repeat_n('\t', width.div_ceil(TAB_WIDTH)));
            } else {
                output.push_str(&self.text[start..cell.end]);
                output.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width)));
            }
            start = cell.end;
        }
        output.push_str(&self.text[start..*end]);
        output.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::Tabs;

    /// Lays out text in which `|` stands for a mark, `>` for an indentation and `^` for a form feed.
    #[track_caller]
    fn check(input: &str, expected: &str) {
        let mut tabs = Tabs::default();
        for c in input.chars() {
            match c {
                '|' => tabs.align(),
                '>' => tabs.indent(),
                '\n' => tabs.newline(),
                '^' => tabs.form_feed(),
                c => tabs.text(c.encode_utf8(&mut [0; 4])),
            }
        }
        assert_eq!(tabs.finish(), expected);
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        check("a:|1\nbbb:|2\n", "a:   1\nbbb: 2\n");
        check("ä:|1\nbbb:|2\n", "ä:   1\nbbb: 2\n");
    }

    #[test]
    fn columns_end_at_a_line_without_the_cell() {
        check("a:|1\nx\nbbb:|2\n", "a: 1\nx\nbbb: 2\n");
        check("a:|1|c\nbbb:|2\nd:|3|e\n", "a:   1 c\nbbb: 2\nd:   3 e\n");
    }

    #[test]
    fn columns_end_at_a_form_feed() {
        check("a:|1^bbb:|2\n", "a: 1\nbbb: 2\n");
    }

    #[test]
    fn text_behind_the_last_mark_has_no_width() {
        check("long text\na|b\n", "long text\na b\n");
        check("a:|long text\nb:|1|c", "a: long text\nb: 1 c");
    }

    #[test]
    fn empty_columns_take_no_room() {
        check("|a\n|b\n", "a\nb\n");
        check("x||a\ny||b\n", "x a\ny b\n");
    }

    #[test]
    fn indentations_come_out_as_tabs() {
        check(">a:|1\n>bb:|2\n", "\ta:  1\n\tbb: 2\n");
        check("abcdefgh:|1\n>b\n", "abcdefgh: 1\n\t\tb\n");
    }
}
