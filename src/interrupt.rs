//! What happens when the user interrupts the process.
//!
//! Whatever a command writes appears by a rename, so that by default the process simply ends. A
//! command that has more to tell takes the first interruption as a request; the second still ends
//! the process.

use std::sync::{Mutex, PoisonError};

type Request = Box<dyn FnOnce() + Send>;

static PENDING: Mutex<Option<Request>> = Mutex::new(None);

/// Has the next interruption call `request` instead of ending the process, for as long as the
/// result lives.
#[must_use = "the request is withdrawn when this is dropped"]
pub fn on_next(request: impl FnOnce() + Send + 'static) -> Pending {
    *pending() = Some(Box::new(request));
    Pending(())
}

/// A request that waits for an interruption.
#[derive(Debug)]
pub struct Pending(());

impl Drop for Pending {
    fn drop(&mut self) {
        *pending() = None;
    }
}

/// Passes an interruption on; says whether there was somebody to take it.
pub fn pass_on() -> bool {
    let request = pending().take();
    request.map(|request| request()).is_some()
}

fn pending() -> std::sync::MutexGuard<'static, Option<Request>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}
