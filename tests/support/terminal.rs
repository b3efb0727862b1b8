//! A terminal of so many columns, with somebody who types and reads.
//!
//! What the command writes goes through an emulator, so that a test sees what a user would: lines
//! that are drawn over are gone, and lines that are too long break. Nothing waits for time to pass;
//! what does not come before a deadline fails the test.

use std::{
    collections::VecDeque,
    fs::File,
    io::{Read as _, Write as _},
    num::NonZero,
    os::fd::OwnedFd,
    process::{Child, Command},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    fs::{Mode, OFlags, open},
    process::{Pid, WaitId, WaitIdOptions, waitid},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, OptionalActions, Winsize, tcgetattr, tcsetattr, tcsetwinsize},
};

/// How long a test may wait for all that it expects, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// The lines of the screen.
const ROWS: NonZero<u16> = NonZero::new(24).unwrap();

/// The terminal shows what is typed, and hands it on in lines.
const ECHO: LocalModes = LocalModes::ECHO.union(LocalModes::ICANON);

/// What comes from the other side.
enum Event {
    Written(Vec<u8>),
    /// The command has ended; what it wrote may still be under way.
    Ended,
}

/// A running command on a terminal; it is killed when the test ends.
#[must_use = "a command that nobody watches tests nothing"]
pub(crate) struct Terminal {
    child: Child,
    keyboard: File,
    /// Keeps the terminal as the command left it.
    line: Option<OwnedFd>,
    screen: vt100::Parser,
    /// How the terminal was when the command ended.
    last_modes: LocalModes,
    /// What the screen has not been shown yet.
    pending: VecDeque<u8>,
    /// All that it has been shown.
    raw: Vec<u8>,
    /// Lines that ran over the edge, as they stood then.
    wrapped: Vec<String>,
    events: Receiver<Event>,
    deadline: Instant,
}

impl Terminal {
    /// Starts `command`, a `setsid --ctty` with the words behind it.
    pub(super) fn start(mut command: Command, columns: u16) -> Self {
        let wide = NonZero::new(columns).unwrap();
        let terminal =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        let name = ptsname(&terminal, Vec::new()).unwrap();
        let size = Winsize {
            ws_row: ROWS.get(),
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&terminal, size).unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let line = open(name, flags, Mode::empty()).unwrap();
        // Otherwise Ctrl-C drops what nobody has read yet, at times with the answer to it.
        let mut modes = tcgetattr(&line).unwrap();
        modes.local_modes.insert(LocalModes::NOFLSH);
        tcsetattr(&line, OptionalActions::Now, &modes).unwrap();
        let stream = || line.try_clone().unwrap();
        let child = command
            .stdin(stream())
            .stdout(stream())
            .stderr(stream())
            .spawn()
            .unwrap();
        // It holds the terminal's other end as well.
        drop(command);
        let keyboard = File::from(terminal);
        let events = watch(&child, keyboard.try_clone().unwrap());
        Self {
            child,
            keyboard,
            line: Some(line),
            screen: vt100::Parser::new(ROWS, wide, 0),
            last_modes: LocalModes::empty(),
            pending: VecDeque::new(),
            raw: Vec::new(),
            wrapped: Vec::new(),
            events,
            deadline: Instant::now() + PATIENCE,
        }
    }

    /// Types `text`; `\r` is the return key.
    pub(crate) fn press(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).unwrap();
    }

    /// Types Ctrl-C.
    pub(crate) fn interrupt(&mut self) {
        self.press("\x03");
    }

    /// Waits until `text` is on the screen.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Waits until the screen is as it `holds`.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, holds: impl Fn(&str) -> bool) {
        loop {
            while !self.pending.is_empty() {
                self.show_some();
                if holds(&self.screen.screen().contents()) {
                    return;
                }
            }
            let goes_on = self.read();
            assert!(goes_on, "ended without `{what}`\n{}", self.transcript());
        }
    }

    /// Waits until the terminal does not show what is typed, of which nobody is told.
    #[track_caller]
    pub(crate) fn wait_for_discretion(&self) {
        while self.modes().contains(ECHO) {
            assert!(Instant::now() < self.deadline, "{}", self.transcript());
            thread::yield_now();
        }
    }

    fn modes(&self) -> LocalModes {
        tcgetattr(&self.keyboard).unwrap().local_modes
    }

    /// Waits for the end of the command, and returns what is left on the terminal.
    #[track_caller]
    pub(crate) fn end(mut self) -> Left {
        while self.read() {}
        while !self.pending.is_empty() {
            self.show_some();
        }
        let status = self.child.wait().unwrap();
        let screen = self.screen.screen();
        let lines = screen.contents();
        let left = Left {
            code: status.code(),
            lines: lines.trim_end().lines().map(str::to_owned).collect(),
            raw: String::from_utf8_lossy(&self.raw).into_owned(),
            wrapped: std::mem::take(&mut self.wrapped),
            echoes: self.last_modes.contains(ECHO),
            shows_controls: self.last_modes.contains(LocalModes::ECHOCTL),
            cursor: screen.cursor_position().1,
        };
        assert!(!left.raw.contains("panicked at"), "{}", self.transcript());
        left
    }

    /// Reads on; says whether anybody still holds the terminal.
    #[track_caller]
    fn read(&mut self) -> bool {
        let left = self.deadline.saturating_duration_since(Instant::now());
        match self.events.recv_timeout(left) {
            Ok(Event::Written(bytes)) => self.pending.extend(bytes),
            Ok(Event::Ended) => {
                self.last_modes = self.modes();
                self.line = None;
            }
            Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => {
                panic!("nothing more came in time\n{}", self.transcript())
            }
        }
        true
    }

    /// Shows pending bytes up to the next that moves the cursor elsewhere, so that what is drawn
    /// over at once is seen too.
    fn show_some(&mut self) {
        while let Some(byte) = self.pending.pop_front() {
            self.raw.push(byte);
            self.screen.process(&[byte]);
            let screen = self.screen.screen();
            let (row, column) = screen.cursor_position();
            if column == 1 && row > 0 && screen.row_wrapped(row - 1) {
                let mut rows = screen.rows(0, screen.size().1.get());
                let above = rows.nth(usize::from(row - 1)).unwrap_or_default();
                let below = rows.next().unwrap_or_default();
                // Bars fill their lines to the end, and the next one starts with a sign.
                let (last, first) = (above.chars().last(), below.chars().next());
                if last != Some(' ') && first.is_some_and(char::is_alphanumeric) {
                    self.wrapped.push(above);
                }
            }
            if matches!(self.pending.front(), Some(b'\r' | b'\n' | b'\x1b')) {
                return;
            }
        }
    }

    fn transcript(&self) -> String {
        format!(
            "--- screen\n{}\n--- written\n{}",
            self.screen.screen().contents(),
            String::from_utf8_lossy(&self.raw).escape_debug()
        )
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// What a command left on its terminal.
pub(crate) struct Left {
    pub(crate) code: Option<i32>,
    /// The lines of the screen, without empty ones at the end.
    pub(crate) lines: Vec<String>,
    /// All that was written, with what steers the terminal.
    pub(crate) raw: String,
    /// The lines that were broken because the terminal is too narrow for them.
    pub(crate) wrapped: Vec<String>,
    /// Whether the terminal shows what is typed.
    pub(crate) echoes: bool,
    /// Whether it shows Ctrl-C as `^C`.
    pub(crate) shows_controls: bool,
    /// The column that the cursor is in.
    pub(crate) cursor: u16,
}

/// Reports what the command writes, and when it ends.
fn watch(child: &Child, mut terminal: File) -> Receiver<Event> {
    let (sender, events) = mpsc::channel();
    let reader = sender.clone();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Reading fails once nobody holds the other end any more.
        while let Ok(count @ 1..) = terminal.read(&mut buffer) {
            if reader
                .send(Event::Written(buffer[..count].to_vec()))
                .is_err()
            {
                return;
            }
        }
    });
    let id = Pid::from_child(child);
    thread::spawn(move || {
        // It is left for its owner to be waited for, so that its id stays its own.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(id), options) {}
        // Whoever cared may be gone.
        let _unheard = sender.send(Event::Ended);
    });
    events
}
