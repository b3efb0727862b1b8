//! The exit codes, which scripts may rely on.

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ExitCode {
    /// It did what was asked; what was there already and is identical counts too.
    Success = 0,
    /// It failed in a way that has no code of its own.
    Failure = 1,
    /// The command line was wrong.
    Usage = 2,
    /// Some items of several failed.
    Partial = 3,
    /// A registry, addon, version, file or address is not there.
    NotFound = 4,
    /// Something is there already and differs.
    Exists = 5,
    /// Credentials are missing or wrong, or rights are.
    Permission = 6,
    /// A server or cluster cannot be reached or did not answer as it should.
    Network = 7,
    /// Content is not valid, or did not render.
    Invalid = 8,
    /// Differences were found, where the command was asked to say so.
    Differences = 10,
    /// It was interrupted from the keyboard.
    Interrupted = 130,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
