//! What a command printed and how it ended, with the assertions on it.

use std::{fmt::Write as _, path::PathBuf, process::Output};

use regex::Regex;
use snapbox::{Assert, IntoData, Redactions, assert::DEFAULT_ACTION_ENV};

/// The result of a command; its status must be looked at.
#[must_use = "a command whose result nobody looks at tests nothing"]
pub(crate) struct Outcome {
    line: String,
    output: Output,
    root: PathBuf,
}

impl Outcome {
    pub(super) fn new(line: String, output: Output, root: PathBuf) -> Self {
        Self { line, output, root }
    }

    /// Asserts that the command ended with exit code 0.
    #[track_caller]
    pub(crate) fn success(self) -> Checked {
        self.code(0)
    }

    /// Says whether the system did not permit the set-up: `exit 99` of a script, or a program that
    /// may not make name spaces or change users.
    pub(crate) fn is_refused_by_the_system(&self) -> bool {
        let stderr = String::from_utf8_lossy(&self.output.stderr);
        self.output.status.code() == Some(99)
            || stderr.starts_with("unshare: ")
            || stderr.starts_with("setpriv: ")
    }

    /// Lets the command end as it likes, but for a panic or a signal.
    #[track_caller]
    pub(crate) fn any_code(self) -> Checked {
        let code = self.output.status.code();
        self.code(code.expect("no signal ended the command"))
    }

    /// Asserts that the command ended with exit code `code`.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Checked {
        let checked = Checked { outcome: self };
        assert_eq!(
            checked.outcome.output.status.code(),
            Some(code),
            "exit code of {}",
            checked.transcript()
        );
        assert!(
            !checked.stderr().contains("panicked at"),
            "a panic in {}",
            checked.transcript()
        );
        checked
    }
}

/// A result whose status is as expected.
pub(crate) struct Checked {
    outcome: Outcome,
}

impl Checked {
    /// Returns the exit code.
    pub(crate) fn exit_code(&self) -> Option<i32> {
        self.outcome.output.status.code()
    }

    /// Returns what went to stdout, which must be text.
    #[track_caller]
    pub(crate) fn stdout(&self) -> &str {
        std::str::from_utf8(&self.outcome.output.stdout).expect("stdout is text")
    }

    /// Returns what went to stdout.
    pub(crate) fn stdout_bytes(&self) -> &[u8] {
        &self.outcome.output.stdout
    }

    /// Returns what went to stderr, which must be text.
    #[track_caller]
    pub(crate) fn stderr(&self) -> &str {
        std::str::from_utf8(&self.outcome.output.stderr).expect("stderr is text")
    }

    /// Reads stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.stdout())
            .unwrap_or_else(|error| panic!("{error} in stdout of {}", self.transcript()))
    }

    /// Asserts the whole of stdout; `[ROOT]` stands for the sandbox, `[PORT]` for any port.
    #[track_caller]
    pub(crate) fn stdout_eq(self, expected: impl IntoData) -> Self {
        self.compare(self.stdout(), expected);
        self
    }

    /// Asserts the whole of stderr, likewise.
    #[track_caller]
    pub(crate) fn stderr_eq(self, expected: impl IntoData) -> Self {
        self.compare(self.stderr(), expected);
        self
    }

    /// Asserts that stdout contains `part`.
    #[track_caller]
    pub(crate) fn stdout_contains(self, part: &str) -> Self {
        assert!(
            self.stdout().contains(part),
            "`{part}` is not on stdout of {}",
            self.transcript()
        );
        self
    }

    /// Asserts that stderr contains `part`.
    #[track_caller]
    pub(crate) fn stderr_contains(self, part: &str) -> Self {
        assert!(
            self.stderr().contains(part),
            "`{part}` is not on stderr of {}",
            self.transcript()
        );
        self
    }

    /// Asserts that `part` is on neither stream.
    #[track_caller]
    pub(crate) fn nowhere(self, part: &str) -> Self {
        for stream in [self.stdout(), self.stderr()] {
            assert!(
                !stream.contains(part),
                "`{part}` is in the output of {}",
                self.transcript()
            );
        }
        self
    }

    #[track_caller]
    fn compare(&self, actual: &str, expected: impl IntoData) {
        let mut redactions = Redactions::new();
        redactions
            .insert("[ROOT]", self.outcome.root.clone())
            .unwrap();
        let port = Regex::new(r"127\.0\.0\.1:(?<redacted>\d+)").unwrap();
        redactions.insert("[PORT]", port).unwrap();
        let duration = Regex::new(r"\b(?<redacted>\d+(\.\d+)? ?m?s)\b").unwrap();
        redactions.insert("[TIME]", duration).unwrap();
        Assert::new()
            .action_env(DEFAULT_ACTION_ENV)
            .redact_with(redactions)
            .eq(actual, expected);
    }

    /// Returns the command with all that it printed, for messages.
    fn transcript(&self) -> String {
        let mut text = format!("{}\n", self.outcome.line);
        for (name, stream) in [
            ("stdout", &self.outcome.output.stdout),
            ("stderr", &self.outcome.output.stderr),
        ] {
            let stream = String::from_utf8_lossy(stream);
            let shown: String = stream.chars().take(4000).collect();
            writeln!(text, "--- {name}\n{shown}").unwrap();
        }
        text
    }
}
