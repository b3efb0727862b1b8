//! What a command takes: time, and the most memory that it holds.

use std::{
    ffi::OsStr,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Runs a command that has to succeed.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.status().unwrap();
    let time = start.elapsed();
    assert!(status.success(), "{command:?} ended with {status}");
    time
}

/// Prepares the same command once more, silent and by way of another program.
pub(crate) fn again(command: &Command, program: impl AsRef<OsStr>, before: &[&str]) -> Command {
    let mut again = Command::new(program);
    again.args(before);
    if !before.is_empty() {
        again.arg(command.get_program());
    }
    again
        .args(command.get_args())
        .env_clear()
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(folder) = command.get_current_dir() {
        again.current_dir(folder);
    }
    let set = command.get_envs();
    again.envs(set.filter_map(|(name, value)| Some((name, value?))));
    again
}

/// Runs a command once more below a program that reports the peak of its children, in kilobytes.
pub(crate) fn peak_memory(command: &Command) -> Option<u64> {
    let mut timed = again(command, "/usr/bin/time", &["-f", "%M"]);
    let output = timed.stderr(Stdio::piped()).output().ok()?;
    let text = String::from_utf8(output.stderr).ok()?;
    text.lines().last()?.trim().parse().ok()
}

/// Returns the one in the middle.
pub(crate) fn median<T: PartialOrd + Copy>(mut measured: Vec<T>) -> T {
    measured.sort_by(|one, other| one.partial_cmp(other).expect("a number"));
    measured[measured.len() / 2]
}
