//! What an error means to the person and to the script that meet it.

use crate::exit::ExitCode;

/// Advice and an exit code, kept beside an error's variants.
///
/// Whoever adds a failure thereby also says what to do about it; only the reporter prints it.
pub trait Hint {
    /// Returns what to do next, as one imperative sentence without a full stop.
    fn hint(&self) -> Option<String>;

    /// Returns the code that a command ends with that fails for this reason.
    fn exit_code(&self) -> ExitCode {
        ExitCode::Failure
    }
}
