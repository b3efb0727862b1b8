//! Advice that accompanies an error.

/// One line of advice for the person who meets an error.
///
/// It is kept beside the error's variants, so that whoever adds a failure also says what to do
/// about it; only the reporter prints it.
pub trait Hint {
    /// Returns what to do next, as one imperative sentence without a full stop.
    fn hint(&self) -> Option<String>;
}
