//! Package `text/tabwriter`: text in columns that are as wide as their widest cell.
//!
//! A column goes on as long as consecutive lines have a cell that a tab ends.

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, fatal, pure, room_for},
};
use crate::limits::Limits;

/// Blanks behind the widest cell.
const PADDING: usize = 1;

pub(super) const FUNCTIONS: &[Function] = &[pure(
    "Write",
    &[Kinds::TEXT.or(Kinds::LIST)],
    Kinds::STRING,
    write,
)];

fn write(arguments: &[Data], limits: &Limits) -> Outcome {
    let text = match arguments.any(0) {
        Data::List(lines) => {
            let mut text = String::new();
            for line in lines {
                text.push_str(&plain(line)?);
                text.push('\n');
            }
            text
        }
        other => plain(other)?,
    };
    let mut out = String::new();
    for block in text.split_inclusive('\u{c}') {
        let ended = block.ends_with('\u{c}');
        let body = block.strip_suffix('\u{c}').unwrap_or(block);
        let lines: Vec<Vec<&str>> = body
            .split('\n')
            .map(|line| line.split(['\t', '\u{b}']).collect())
            .collect();
        let mut writer = Writer {
            lines: &lines,
            widths: Vec::new(),
            out: &mut out,
            limits,
        };
        writer.columns(0, lines.len())?;
        if ended {
            out.push('\n');
        }
    }
    Ok(out.into())
}

fn plain(data: &Data) -> Result<String, Failure> {
    match data {
        Data::String(text) => Ok(text.to_string()),
        Data::Bytes(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
        _ => fatal("a line is neither a string nor bytes"),
    }
}

struct Writer<'a> {
    lines: &'a [Vec<&'a str>],
    /// Widths of the columns that are open.
    widths: Vec<usize>,
    out: &'a mut String,
    limits: &'a Limits,
}

impl Writer<'_> {
    /// Writes some lines, for which the widths of the columns so far are known.
    fn columns(&mut self, mut start: usize, end: usize) -> Result<(), Failure> {
        let column = self.widths.len();
        let has_cell = |line: &Vec<&str>| column + 1 < line.len();
        let mut at = start;
        while at < end {
            if !has_cell(&self.lines[at]) {
                at += 1;
                continue;
            }
            self.write(start, at)?;
            start = at;
            let block = self.lines[at..end].iter().take_while(|line| has_cell(line));
            let cells: Vec<usize> = block.map(|line| line[column].chars().count()).collect();
            at += cells.len();
            let widest = cells.into_iter().max().unwrap_or(0);
            self.widths.push(widest + PADDING);
            stacker::maybe_grow(64 << 10, 1 << 20, || self.columns(start, at))?;
            self.widths.pop();
            start = at;
        }
        self.write(start, end)
    }

    fn write(&mut self, start: usize, end: usize) -> Result<(), Failure> {
        for at in start..end {
            for (column, cell) in self.lines[at].iter().enumerate() {
                self.out.push_str(cell);
                if let Some(width) = self.widths.get(column) {
                    let missing = width.saturating_sub(cell.chars().count());
                    self.out.extend(std::iter::repeat_n(' ', missing));
                }
                room_for(self.out.len(), self.limits)?;
            }
            if at + 1 < self.lines.len() {
                self.out.push('\n');
            }
        }
        Ok(())
    }
}
