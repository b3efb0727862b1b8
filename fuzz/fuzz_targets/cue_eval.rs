//! Any program comes to an end within its limits, with a value or with problems.

#![no_main]

use cue::{api::Instance, limits::Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let limits = Limits {
        vertices: 20_000,
        memory_bytes: 64 << 20,
        steps: 100_000,
        string_bytes: 1 << 16,
        total_string_bytes: 1 << 20,
        elements: 10_000,
        ..Limits::default()
    };
    let Ok(instance) = Instance::build(&[("fuzz.cue", text)], &limits) else {
        return;
    };
    let checked = instance.check();
    let exported = instance.value().to_json();
    if checked.is_err() {
        assert!(exported.is_err(), "a value in error has no export");
    }
});
