//! git's protocol over the system's `ssh`, with the user's keys, agent and configuration.

use std::{
    io::{self, BufRead, BufReader, Read, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread::JoinHandle,
    time::Duration,
};

use super::{
    fault::{Fault, is_about_content},
    references::References,
    url::SshTarget,
};
use crate::exit::ExitCode;

/// How much of what `ssh` says is kept for the message.
const MOST_SAID: u64 = 16 << 10;

/// A running `ssh` with `git-upload-pack` at its other end.
#[derive(Debug)]
pub(super) struct SshRemote {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    said: Option<JoinHandle<String>>,
}

impl SshRemote {
    /// Starts `ssh`, or the shell command in its place that the user set for git.
    pub(super) fn open(
        target: &SshTarget,
        program: Option<&str>,
        timeout: Option<Duration>,
    ) -> Result<Self, Fault> {
        let mut command = if let Some(words) = program {
            // The shell splits the user's words; ours follow as they are.
            let mut command = Command::new("sh");
            command.arg("-c").arg(format!("{words} \"$@\"")).arg(words);
            command
        } else {
            let mut command = Command::new("ssh");
            if let Some(timeout) = timeout {
                let seconds = timeout.as_secs().max(1);
                command.arg(format!("-oConnectTimeout={seconds}"));
                command.arg(format!("-oServerAliveInterval={seconds}"));
            }
            command
        };
        if let Some(port) = target.port {
            command.arg("-p").arg(port.to_string());
        }
        let remote = format!("git-upload-pack {}", quoted(&target.path));
        let mut child = command
            .arg(&target.destination)
            .arg(remote)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Fault::Ssh {
                problem: format!("cannot start `{}`: {error}", program.unwrap_or("ssh")),
                exit_code: ExitCode::Failure,
            })?;
        let input = child.stdin.take();
        let output = child.stdout.take().expect("it was asked for");
        let mut errors = child.stderr.take().expect("it was asked for");
        let said = std::thread::spawn(move || {
            let mut said = Vec::new();
            let _partial = errors.by_ref().take(MOST_SAID).read_to_end(&mut said);
            // Whoever talks on must not wait for a reader.
            let _rest = io::copy(&mut errors, &mut io::sink());
            String::from_utf8_lossy(&said).into_owned()
        });
        Ok(Self {
            child,
            input,
            output: BufReader::new(output),
            said: Some(said),
        })
    }

    /// Reads the references, which the other side tells unasked.
    pub(super) fn references(&mut self) -> Result<References, Fault> {
        References::read(&mut self.output).map_err(|error| self.failed(&error))
    }

    /// Sends `message` and hands the answer to `receive`.
    pub(super) fn upload_pack(
        &mut self,
        message: &[u8],
        receive: impl FnOnce(&mut dyn BufRead) -> io::Result<()>,
    ) -> Result<(), Fault> {
        let result = match &mut self.input {
            Some(input) => input.write_all(message).and_then(|()| input.flush()),
            None => Err(io::Error::from(io::ErrorKind::BrokenPipe)),
        };
        result
            .and_then(|()| receive(&mut self.output))
            .map_err(|error| self.failed(&error))
    }

    /// Prefers what `ssh` says to the way in which the conversation broke off.
    fn failed(&mut self, error: &io::Error) -> Fault {
        drop(self.input.take());
        if error.kind() == io::ErrorKind::InvalidData {
            // Whatever is at the other end need not notice that nobody listens.
            let _killed = self.child.kill();
        }
        let ended = io::copy(&mut self.output, &mut io::sink()).and_then(|_| self.child.wait());
        let said = self
            .said
            .take()
            .and_then(|said| said.join().ok())
            .unwrap_or_default();
        let said: Vec<&str> = said
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let succeeded = ended.is_ok_and(|status| status.success());
        if said.is_empty() || (succeeded && is_about_content(error)) {
            return Fault::Unusable(error.to_string());
        }
        let problem = said.join("; ");
        let says = |words: &[&str]| words.iter().any(|word| problem.contains(word));
        let exit_code = if says(&["Permission denied", "access denied", "Access denied"]) {
            ExitCode::Permission
        } else if says(&[
            "not found",
            "does not exist",
            "not appear to be a git repository",
        ]) {
            ExitCode::NotFound
        } else {
            ExitCode::Network
        };
        Fault::Ssh { problem, exit_code }
    }
}

impl Drop for SshRemote {
    fn drop(&mut self) {
        // An empty list of wishes is the polite end; the process may have ended already.
        if let Some(mut input) = self.input.take() {
            let _ended = input.write_all(b"0000");
        }
        let _killed = self.child.kill();
        let _status = self.child.wait();
    }
}

/// Quotes `path` for the shell at the other end.
fn quoted(path: &str) -> String {
    format!("'{}'", path.replace('\'', r"'\''").replace('!', r"'\!'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_to_any_shell() {
        assert_eq!(quoted("/o/it's; rm -rf !"), r"'/o/it'\''s; rm -rf '\!''");
    }
}
