//! The environment, apart from the variables that stand for flags.

/// Returns an environment variable that is set to text.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
