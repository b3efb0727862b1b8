//! Keeps the terminal from writing `^C` where lines are drawn over.
//!
//! It would go to the line below the bars, and what is drawn from then on would be one line off.

use std::{
    io::{self, IsTerminal as _},
    sync::{Mutex, PoisonError},
};

use rustix::{
    process::getpgrp,
    termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr},
};

/// How the terminal was before.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Has the terminal show no control characters that are typed, until they are [shown](show) again.
pub(super) fn hide() {
    let terminal = io::stderr();
    // Whoever changes the terminal from the background is stopped.
    if !terminal.is_terminal() || tcgetpgrp(&terminal) != Ok(getpgrp()) {
        return;
    }
    let Ok(before) = tcgetattr(&terminal) else {
        return;
    };
    let mut modes = before.clone();
    modes.local_modes.remove(LocalModes::ECHOCTL);
    if tcsetattr(&terminal, OptionalActions::Now, &modes).is_ok() {
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
    }
}

/// Has the terminal show them as it did.
pub(super) fn show() {
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
    let terminal = io::stderr();
    if let Some(before) = before
        && tcgetpgrp(&terminal) == Ok(getpgrp())
    {
        // The terminal may be gone.
        let _gone = tcsetattr(&terminal, OptionalActions::Now, &before);
    }
}
