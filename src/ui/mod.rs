//! What people see: data on stdout, everything else on stderr.
//!
//! Colour and bars appear only on a terminal that wants them; the streams of anstream take care of
//! `NO_COLOR` and of pipes. Text from elsewhere is cleaned of control characters before it is shown.

mod diagnostic;
mod diff;
mod echo;
mod format;
mod line;
mod progress;
mod sanitize;
mod table;

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

pub(crate) use diagnostic::Emphasis;
pub(crate) use diff::print_diff;
pub(crate) use format::{ListFormat, OutputFormat, print_json, print_yaml};
pub(crate) use line::{leave_line, rewrite, take_back};
pub(crate) use progress::Progress;
pub(crate) use sanitize::{one_line, sanitized};
pub(crate) use table::{Table, framed};

/// The width that source lines are cut to, wide enough for most.
const WIDTH: usize = 140;

/// The bold green of what succeeded and what is enabled.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// The bold red of errors.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// The bold yellow of warnings.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// The cyan of advice.
pub(crate) const ADVICE: Style = AnsiColor::Cyan.on_default().bold();
/// The yellow in which `vela` tells where an addon comes from.
pub(crate) const CAUTION: Style = AnsiColor::Yellow.on_default();
/// Names of files, registries and addons.
pub(crate) const NAME: Style = Style::new().bold();
/// Lines that are added.
pub(crate) const GOOD_LINE: Style = AnsiColor::Green.on_default();
/// Lines that are taken away.
pub(crate) const BAD_LINE: Style = AnsiColor::Red.on_default();
/// What matters less.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// The arrows before titles.
pub(crate) const TITLE: Style = AnsiColor::BrightBlue.on_default();
/// The arrows before names.
pub(crate) const POINTER: Style = AnsiColor::Cyan.on_default();
/// Addresses.
pub(crate) const ADDRESS: Style = AnsiColor::Blue.on_default();

/// The two streams of a command.
#[derive(Debug)]
pub(crate) struct Ui {
    quiet: bool,
    out: AutoStream<io::Stdout>,
    err: AutoStream<io::Stderr>,
}

impl Ui {
    /// Opens the streams; `quiet` drops status lines, but no warnings and no errors.
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            quiet,
            out: stream(io::stdout()),
            err: stream(io::stderr()),
        }
    }

    /// Returns stdout, for data.
    pub(crate) fn out(&mut self) -> &mut impl io::Write {
        &mut self.out
    }

    /// Writes bytes as they are: the stream for text would take escape sequences out of them.
    pub(crate) fn bytes(&mut self, content: &[u8]) -> io::Result<()> {
        self.out.flush()?;
        let mut out = io::stdout().lock();
        out.write_all(content)?;
        out.flush()
    }

    /// Returns stderr, for the rare line that is written in pieces.
    pub(crate) fn err(&mut self) -> &mut impl io::Write {
        &mut self.err
    }

    /// Says whether status lines are wanted.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Writes a line of data.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// Tells what is going on, in a sentence.
    pub(crate) fn status(&mut self, text: &str) {
        if !self.quiet {
            self.say(format_args!("{text}"));
        }
    }

    /// Tells of something that went wrong and did not stop the command.
    pub(crate) fn warn(&mut self, text: &str) {
        self.say(format_args!(
            "{WARNING}warning:{WARNING:#} {}",
            sanitized(text)
        ));
    }

    /// Tells something that helps to understand the output.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.say(format_args!("{ADVICE}note:{ADVICE:#} {}", sanitized(text)));
        }
    }

    /// Tells what stopped the command.
    pub(crate) fn error(&mut self, text: &str) {
        self.say(format_args!("{BAD}error:{BAD:#} {}", sanitized(text)));
    }

    /// Tells why the line before it happened.
    pub(crate) fn cause(&mut self, text: &str) {
        self.say(format_args!("  caused by: {}", sanitized(text)));
    }

    /// Tells what to do about the error or warning before it.
    pub(crate) fn hint(&mut self, text: &str) {
        self.say(format_args!("{ADVICE}hint:{ADVICE:#} {}", sanitized(text)));
    }

    /// Tells what became of one of many items, with styles of its own.
    pub(crate) fn say_failure(&mut self, line: &str) {
        self.say(format_args!("{line}"));
    }

    /// Shows faults in files with the lines that they are in.
    pub(crate) fn diagnostics(
        &mut self,
        sources: &[cue::source::Source],
        diagnostics: &[cue::diag::Diagnostic],
    ) {
        if diagnostics.is_empty() {
            return;
        }
        let text = diagnostic::draw(sources, diagnostics, WIDTH);
        self.say(format_args!("{}", text.trim_end()));
    }

    /// Shows a finding with the lines that it is in, as data.
    pub(crate) fn finding(
        &mut self,
        sources: &[cue::source::Source],
        finding: &cue::diag::Diagnostic,
        id: &str,
        emphasis: Emphasis,
    ) -> io::Result<()> {
        let text = diagnostic::draw_finding(sources, finding, id, emphasis, WIDTH);
        writeln!(self.out, "{}\n", text.trim_end())
    }

    fn say(&mut self, line: std::fmt::Arguments<'_>) {
        // There is nowhere left to complain to when stderr is closed.
        let _closed = writeln!(self.err, "{line}");
    }
}

/// Tells something from a thread that has no [`Ui`], such as the one that hears of interruptions.
pub(crate) fn note_at_once(text: &str) {
    // There is nowhere left to complain to when stderr is closed.
    let _closed = progress::beside_bars(|| {
        // The terminal may have written ^C where the cursor was.
        let start = if io::stderr().is_terminal() { "\r" } else { "" };
        writeln!(
            stream(io::stderr()),
            "{start}{ADVICE}note:{ADVICE:#} {text}"
        )
    });
}

/// Says whether there is somebody to ask.
pub(crate) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Wraps a stream; an empty `NO_COLOR` means nothing, as its specification says.
fn stream<S: anstream::stream::RawStream>(raw: S) -> AutoStream<S> {
    let choice = AutoStream::choice(&raw);
    AutoStream::new(
        raw,
        if choice == ColorChoice::Auto {
            ColorChoice::Never
        } else {
            choice
        },
    )
}
