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

/// A failure that a command states in its own words.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    message: String,
    hint: Option<String>,
    exit_code: ExitCode,
}

impl Failure {
    /// States a failure that ends the command with `exit_code`.
    pub fn new(exit_code: ExitCode, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            exit_code,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl Hint for Failure {
    fn hint(&self) -> Option<String> {
        self.hint.clone()
    }

    fn exit_code(&self) -> ExitCode {
        self.exit_code
    }
}
