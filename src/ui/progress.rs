//! Bars for what takes its time, on a terminal only.

use std::{
    collections::HashMap,
    io::{self, IsTerminal as _},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Ui, echo, one_line};

/// One bar for everything, and a line for each item that is under way.
#[derive(Debug)]
pub(crate) struct Progress {
    bars: Option<Bars>,
}

#[derive(Debug)]
struct Bars {
    all: MultiProgress,
    overall: ProgressBar,
    items: HashMap<usize, ProgressBar>,
}

/// The bars that are on the terminal, for those who have to write beside them from elsewhere.
static ON_SCREEN: Mutex<Option<MultiProgress>> = Mutex::new(None);

fn on_screen() -> std::sync::MutexGuard<'static, Option<MultiProgress>> {
    ON_SCREEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes with whatever bars there are out of the way, from any thread.
pub(super) fn beside_bars<T>(write: impl FnOnce() -> T) -> T {
    let bars = on_screen().clone();
    match bars {
        Some(bars) => bars.suspend(write),
        None => write(),
    }
}

/// Says whether the cursor is among bars, without waiting for whoever draws them.
pub(super) fn is_on_screen() -> bool {
    ON_SCREEN.try_lock().is_ok_and(|bars| bars.is_some())
}

/// How many items are shown at once; more would push the rest off a small terminal.
const SHOWN: usize = 8;

impl Progress {
    /// Shows how far `count` items have come, if somebody looks.
    pub(crate) fn new(ui: &Ui, count: usize) -> Self {
        if ui.is_quiet() || count == 0 || !io::stderr().is_terminal() {
            return Self { bars: None };
        }
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        let overall = all.add(ProgressBar::new(count as u64));
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
        overall.set_style(style.expect("the template is well-formed"));
        *on_screen() = Some(all.clone());
        echo::hide();
        // It would only appear with the first item that is done.
        overall.tick();
        Self {
            bars: Some(Bars {
                all,
                overall,
                items: HashMap::new(),
            }),
        }
    }

    /// Says whether there are bars, which make lines for single items needless.
    pub(crate) fn is_shown(&self) -> bool {
        self.bars.is_some()
    }

    /// Shows that an item is under way.
    pub(crate) fn start(&mut self, index: usize, text: &str) {
        let Some(bars) = &mut self.bars else {
            return;
        };
        if bars.items.len() >= SHOWN {
            return;
        }
        let item = bars.all.add(ProgressBar::new_spinner());
        // What is too long for the line is cut.
        let style = ProgressStyle::with_template("{spinner} {wide_msg}");
        item.set_style(style.expect("the template is well-formed"));
        item.set_message(one_line(text).into_owned());
        item.enable_steady_tick(Duration::from_millis(100));
        bars.items.insert(index, item);
    }

    /// Shows that an item is done with.
    pub(crate) fn finish(&mut self, index: usize) {
        let Some(bars) = &mut self.bars else {
            return;
        };
        if let Some(item) = bars.items.remove(&index) {
            item.finish_and_clear();
        }
        bars.overall.inc(1);
    }

    /// Shows what is being done with everything.
    pub(crate) fn message(&self, text: &str) {
        if let Some(bars) = &self.bars {
            bars.overall.set_message(one_line(text).into_owned());
        }
    }

    /// Writes with the bars out of the way.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bars {
            Some(bars) => bars.all.suspend(write),
            None => write(),
        }
    }
}

impl Progress {
    /// Takes the bars away.
    pub(crate) fn close(&mut self) {
        if let Some(bars) = self.bars.take() {
            *on_screen() = None;
            bars.overall.finish_and_clear();
            // The terminal may be gone; so is whoever looked at it.
            let _cleared = bars.all.clear();
            echo::show();
        }
    }
}
