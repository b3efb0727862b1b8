//! The environment, apart from the variables that stand for flags.

/// Returns an environment variable that is set to text.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Returns the namespace that KubeVela runs in.
pub fn system_namespace() -> String {
    ["KUBEVELA_SYSTEM_NAMESPACE", "DEFAULT_VELA_NS"]
        .into_iter()
        .filter_map(variable)
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "vela-system".to_owned())
}
