//! Turns any error into lines on stderr and an exit code.

use std::{error::Error as StdError, io};

use crate::{
    archive, chart, cluster, config,
    exit::ExitCode,
    fs_ext, godef,
    hint::{Failure, Hint},
    net, ops, registry, render, server,
    ui::Ui,
};

/// Prints `error` with its causes and the first hint that one of them has.
pub(crate) fn report(ui: &mut Ui, error: &anyhow::Error) -> ExitCode {
    if error.chain().any(is_closed_pipe) {
        return ExitCode::Success;
    }
    if let Some(faults) = error.chain().find_map(faults) {
        ui.diagnostics(&faults.sources, &faults.diagnostics.0);
    }
    for (level, cause) in error.chain().enumerate() {
        // What has been shown in full is only named here.
        let text = faults(cause).map_or_else(|| cause.to_string(), |it| it.task.clone());
        if level == 0 {
            ui.error(&text);
        } else {
            ui.cause(&text);
        }
    }
    if let Some(hint) = error.chain().filter_map(as_hint).find_map(Hint::hint) {
        ui.hint(&hint);
    }
    exit_code(error)
}

/// Returns the code that `error` ends a command with: that of its outermost known cause.
pub(crate) fn exit_code(error: &anyhow::Error) -> ExitCode {
    error
        .chain()
        .find_map(as_hint)
        .map_or(ExitCode::Failure, Hint::exit_code)
}

/// Returns the faults in files that an error is about.
fn faults<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a render::Faults> {
    match cause.downcast_ref::<render::Error>()? {
        render::Error::Content(faults) => Some(faults),
        _ => None,
    }
}

/// Whoever reads our output has gone, which is no failure of ours.
fn is_closed_pipe(cause: &(dyn StdError + 'static)) -> bool {
    cause
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Finds the advice in an error of one of our modules.
fn as_hint<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a dyn Hint> {
    fn of<'a, E: Hint + StdError + 'static>(
        cause: &'a (dyn StdError + 'static),
    ) -> Option<&'a dyn Hint> {
        cause.downcast_ref::<E>().map(|error| error as &dyn Hint)
    }
    None.or_else(|| of::<Failure>(cause))
        .or_else(|| of::<ops::enable::Error>(cause))
        .or_else(|| of::<ops::load::Error>(cause))
        .or_else(|| of::<ops::package::Error>(cause))
        .or_else(|| of::<ops::push::Error>(cause))
        .or_else(|| of::<godef::Error>(cause))
        .or_else(|| of::<render::Error>(cause))
        .or_else(|| of::<cluster::Error>(cause))
        .or_else(|| of::<registry::Error>(cause))
        .or_else(|| of::<chart::Error>(cause))
        .or_else(|| of::<archive::Error>(cause))
        .or_else(|| of::<archive::ExtractError>(cause))
        .or_else(|| of::<config::Error>(cause))
        .or_else(|| of::<config::NoHome>(cause))
        .or_else(|| of::<net::Error>(cause))
        .or_else(|| of::<server::Error>(cause))
        .or_else(|| of::<server::TlsError>(cause))
        .or_else(|| of::<fs_ext::Error>(cause))
}

/// Returns the code of a command that worked on `count` items, of which `failed` failed.
///
/// One item alone fails with its own code, as does a batch in which all fail alike.
pub(crate) fn of_batch(count: usize, failed: &[ExitCode]) -> ExitCode {
    match failed {
        [] => ExitCode::Success,
        [first, rest @ ..] if failed.len() == count && rest.iter().all(|code| code == first) => {
            *first
        }
        _ => ExitCode::Partial,
    }
}

/// Prints an error that does not stop the command, with its causes on one line.
pub(crate) fn warn(ui: &mut Ui, error: &anyhow::Error) {
    ui.warn(&format!("{error:#}"));
    if let Some(hint) = error.chain().filter_map(as_hint).find_map(Hint::hint) {
        ui.hint(&hint);
    }
}
