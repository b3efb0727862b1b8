//! git's own HTTP server for tests: a host for the CGI program that comes with git.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex, MutexGuard},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::registry::fake_http::{Answer, Asked, FakeHttp};

/// How the server behaves, beyond serving.
#[derive(Debug, Default)]
pub(super) struct Behaviour {
    /// `user:password` that every request must carry.
    pub credentials: Option<String>,
    /// Where requests are sent whose path begins with `/moved/`.
    pub moved_to: Option<String>,
    /// Whether connections are closed without an answer.
    pub down: bool,
    /// How many answers with packs are cut off in their middle.
    pub cut_off: usize,
}

#[derive(Debug)]
pub(super) struct Server {
    http: FakeHttp,
    behaviour: Arc<Mutex<Behaviour>>,
}

impl Server {
    /// Serves the repositories in the folder `root`.
    pub(super) fn start(root: &Path) -> Self {
        let behaviour = Arc::new(Mutex::new(Behaviour::default()));
        let (root, shared) = (root.to_path_buf(), Arc::clone(&behaviour));
        let http = FakeHttp::start(move |asked| answer(asked, &root, &shared));
        Self { http, behaviour }
    }

    pub(super) fn url(&self, path: &str) -> String {
        self.http.url(path)
    }

    pub(super) fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.behaviour.lock().expect("nobody panics with it")
    }

    /// Returns and forgets the requests so far, as method and path.
    pub(super) fn requests(&self) -> Vec<String> {
        self.http.requests()
    }
}

fn answer(asked: &Asked, root: &Path, behaviour: &Mutex<Behaviour>) -> Option<Answer> {
    let mut behaviour = behaviour.lock().expect("nobody panics with it");
    if behaviour.down {
        return None;
    }
    if let Some(rest) = asked.path.strip_prefix("/moved/") {
        let base = behaviour.moved_to.clone().unwrap_or_default();
        let location = format!("{base}/{rest}?{}", asked.query);
        return Some(Answer::new("302 Found", "").with("location", &location));
    }
    if let Some(credentials) = &behaviour.credentials {
        let expected = format!("Basic {}", BASE64_STANDARD.encode(credentials));
        if asked.header("authorization") != Some(&expected) {
            let answer = Answer::new("401 Unauthorized", "who are you?");
            return Some(answer.with("www-authenticate", "Basic realm=\"git\""));
        }
    }
    let cut = asked.path.ends_with("/git-upload-pack") && behaviour.cut_off > 0;
    if cut {
        behaviour.cut_off -= 1;
    }
    drop(behaviour);
    let output = run_backend(asked, root).expect("git runs");
    let end = output
        .windows(4)
        .position(|part| part == b"\r\n\r\n")
        .unwrap_or(output.len());
    let head = String::from_utf8_lossy(&output[..end]).into_owned();
    let body = output.get(end + 4..).unwrap_or_default();
    let fields: Vec<_> = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .collect();
    let field = |name| {
        fields
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    };
    let mut answer = Answer::new(field("Status").unwrap_or("200 OK"), body)
        .with("content-type", field("Content-Type").unwrap_or_default());
    if cut {
        answer.sent /= 2;
    }
    Some(answer)
}

fn run_backend(asked: &Asked, root: &Path) -> std::io::Result<Vec<u8>> {
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("REQUEST_METHOD", &asked.method)
        .env("PATH_INFO", &asked.path)
        .env("QUERY_STRING", &asked.query)
        .env(
            "CONTENT_TYPE",
            asked.header("content-type").unwrap_or_default(),
        )
        .env("CONTENT_LENGTH", asked.body.len().to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    child
        .stdin
        .take()
        .expect("it was asked for")
        .write_all(&asked.body)?;
    Ok(child.wait_with_output()?.stdout)
}
