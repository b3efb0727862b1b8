//! git's own HTTP server for tests: a small host for the CGI program that comes with git.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex, MutexGuard},
    thread,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};

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
struct Shared {
    root: PathBuf,
    behaviour: Mutex<Behaviour>,
    requests: Mutex<Vec<String>>,
}

/// A server on the loopback, until the process ends.
#[derive(Debug)]
pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Serves the repositories in the folder `root`.
    pub(super) fn start(root: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let shared = Arc::new(Shared {
            root: root.to_path_buf(),
            behaviour: Mutex::default(),
            requests: Mutex::default(),
        });
        let served = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = Arc::clone(&served);
                // A client may well go away in the middle of an answer.
                thread::spawn(move || serve(&stream, &served).ok());
            }
        });
        Self { address, shared }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    pub(super) fn behaviour(&self) -> MutexGuard<'_, Behaviour> {
        self.shared.behaviour.lock().expect("nobody panics with it")
    }

    /// Returns and forgets the requests so far, as method and path.
    pub(super) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.requests.lock().expect("nobody panics with it"))
    }
}

fn serve(stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut input = BufReader::new(stream);
    let mut line = String::new();
    input.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        input.read_line(&mut header)?;
        match header.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None => break,
        }
    }
    let header = |name: &str| {
        headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, v)| &**v)
    };
    let length = header("content-length")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    input.read_exact(&mut body)?;
    shared
        .requests
        .lock()
        .expect("nobody panics")
        .push(format!("{method} {path}"));

    let mut behaviour = shared.behaviour.lock().expect("nobody panics");
    if behaviour.down {
        return Ok(());
    }
    if let Some(rest) = path.strip_prefix("/moved/") {
        let base = behaviour.moved_to.clone().unwrap_or_default();
        let location = format!("{base}/{rest}?{query}");
        return answer(stream, "302 Found", &[("location", &location)], b"");
    }
    if let Some(credentials) = &behaviour.credentials {
        let expected = format!("Basic {}", BASE64_STANDARD.encode(credentials));
        if header("authorization") != Some(&expected) {
            let challenge = [("www-authenticate", "Basic realm=\"git\"")];
            return answer(stream, "401 Unauthorized", &challenge, b"who are you?");
        }
    }
    let cut = path.ends_with("/git-upload-pack") && behaviour.cut_off > 0;
    if cut {
        behaviour.cut_off -= 1;
    }
    drop(behaviour);

    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", &shared.root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("REQUEST_METHOD", method)
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", header("content-type").unwrap_or_default())
        .env("CONTENT_LENGTH", length.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    child
        .stdin
        .take()
        .expect("it was asked for")
        .write_all(&body)?;
    let output = child.wait_with_output()?.stdout;
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
    let status = fields
        .iter()
        .find(|(name, _)| *name == "Status")
        .map_or("200 OK", |(_, v)| v);
    let kind = fields
        .iter()
        .find(|(name, _)| *name == "Content-Type")
        .map_or("", |(_, v)| v);
    if cut {
        let mut stream = stream;
        write!(stream, "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n")?;
        write!(stream, "content-length: {}\r\n\r\n", body.len())?;
        return stream.write_all(&body[..body.len() / 2]);
    }
    answer(stream, status, &[("content-type", kind)], body)
}

fn answer(
    mut stream: &TcpStream,
    status: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n",
        body.len()
    )?;
    for (name, value) in headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    stream.write_all(b"\r\n")?;
    stream.write_all(body)
}
