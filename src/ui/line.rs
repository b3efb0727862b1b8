//! The line that is not finished yet: a question, or what is written over again and again.
//!
//! Both are for terminals only. Whoever ends the process meanwhile finishes the line, so that the
//! shell's prompt does not follow upon it.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::atomic::{AtomicBool, Ordering},
};

use super::{Ui, echo, is_interactive, progress, table::cut_to_terminal};

/// Whether the cursor is in such a line.
static OPEN: AtomicBool = AtomicBool::new(false);

impl Ui {
    /// Asks a question that is answered with yes or no; nobody there means no.
    pub(crate) fn agrees(&mut self, question: &str) -> io::Result<bool> {
        if !is_interactive() {
            return Ok(false);
        }
        OPEN.store(true, Ordering::SeqCst);
        write!(self.err, "{question} ")?;
        self.err.flush()?;
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        OPEN.store(false, Ordering::SeqCst);
        read?;
        if !answer.ends_with('\n') {
            // The end of the input shows nothing on the terminal.
            writeln!(self.err)?;
        }
        Ok(matches!(&*answer.trim().to_lowercase(), "y" | "yes"))
    }

    /// Says whether a line can be written over.
    pub(crate) fn can_rewrite(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }
}

/// Writes `text` in the place of what this wrote before.
pub(crate) fn rewrite(text: &str) {
    if !OPEN.swap(true, Ordering::SeqCst) {
        echo::hide();
    }
    write_over(&cut_to_terminal(text));
}

/// Takes away what [`rewrite`] wrote.
pub(crate) fn take_back() {
    if OPEN.swap(false, Ordering::SeqCst) {
        write_over("");
        echo::show();
    }
}

/// Writes past the stream for text: without colours it would drop what clears the line, too.
fn write_over(text: &str) {
    // The terminal may be gone; so is whoever looked at it.
    let _closed = write!(io::stderr(), "\r\x1b[K{text}");
}

/// Finishes the line that the cursor is in, when the process ends in its midst.
pub(crate) fn leave_line() {
    echo::show();
    if OPEN.load(Ordering::SeqCst) || progress::is_on_screen() {
        // The terminal may be gone.
        let _closed = io::stderr().write_all(b"\n");
    }
}
