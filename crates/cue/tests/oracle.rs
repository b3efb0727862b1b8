//! The real `cue`, found among the peers, and what it says of a program.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::{
    cases::{Expected, Kind, txtar::File},
    engine::selected,
    json,
};

/// How long the reference may think.
const PATIENCE: Duration = Duration::from_secs(5);

/// A folder to run the reference in, removed at the end.
pub(crate) struct Oracle {
    program: PathBuf,
    folder: PathBuf,
    /// Whether to tell kinds of errors apart, which takes a second run; else all are incomplete.
    pub(crate) kinds: bool,
}

impl Oracle {
    /// Finds the reference in the folder of the peers, if it has been built.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let folder = std::env::temp_dir().join(format!("cue-oracle-{}-{name}", std::process::id()));
        program().map(|program| Self {
            program,
            folder,
            kinds: true,
        })
    }

    /// Asks what the exported value of a program is, or why there is none; nothing if the reference does not say.
    pub(crate) fn ask(&self, files: &[File]) -> Option<Expected> {
        drop(fs::remove_dir_all(&self.folder));
        fs::create_dir_all(&self.folder).unwrap();
        let (expression, files) = selected(files);
        for file in &files {
            fs::write(self.folder.join(&file.name), &file.text).unwrap();
        }
        let mut arguments = vec!["export", "--out", "json"];
        arguments.extend(expression.into_iter().flat_map(|text| ["-e", text]));
        let export = self.run(&arguments, &files)?;
        if export.status.success() {
            let text = String::from_utf8(export.stdout).unwrap();
            return Some(Expected::Json(json::compact(&text)));
        }
        // Without a wish for concrete values the reference only minds fatal errors.
        let kinds = self.kinds && expression.is_none();
        let fatal = kinds && !self.run(&["vet", "-c=false"], &files)?.status.success();
        let kind = if fatal { Kind::Fatal } else { Kind::Incomplete };
        let text = String::from_utf8_lossy(&export.stderr).into_owned();
        let mut paths: Vec<_> = text.lines().filter_map(path).collect();
        paths.sort();
        paths.dedup();
        Some(Expected::Error { kind, paths })
    }

    /// Runs the reference, and gives up when it takes too long or falls over.
    fn run(&self, arguments: &[&str], files: &[&File]) -> Option<Output> {
        let child = Command::new(&self.program)
            .args(arguments)
            .args(files.iter().map(|file| &file.name))
            .current_dir(&self.folder)
            .env("CUE_EXPERIMENT", "")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let id = child.id();
        let (done, result) = mpsc::channel();
        thread::spawn(move || done.send(child.wait_with_output()));
        if let Ok(output) = result.recv_timeout(PATIENCE) {
            let output = output.unwrap();
            let panicked = String::from_utf8_lossy(&output.stderr).contains("goroutine ");
            (!panicked).then_some(output)
        } else {
            drop(Command::new("kill").arg("-9").arg(id.to_string()).status());
            None
        }
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Finds the program of the reference.
pub(crate) fn program() -> Option<PathBuf> {
    let peers = std::env::var_os("ADDON_PEERS")
        .map(PathBuf::from)
        .or_else(|| {
            let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
            let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
            cache.or_else(home).map(|cache| cache.join("addon-peers"))
        })?;
    let program = peers.join("cue-v0.14.1");
    program.is_file().then_some(program)
}

/// Returns the path at the start of a line of an error message, if there is one.
fn path(line: &str) -> Option<String> {
    if line.starts_with(char::is_whitespace) {
        return None;
    }
    let (head, _) = line.split_once(": ")?;
    let plain = head.starts_with(|c: char| c.is_alphabetic() || "_#\"$".contains(c))
        && !head.contains(|c: char| c.is_whitespace() || c == '(' || c == '\'');
    plain.then(|| head.to_owned())
}
