//! A small HTTP server for tests; what it answers is up to the test.

use std::{
    io::{BufRead as _, BufReader, Read as _, Result, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// What a client sent.
#[derive(Debug)]
pub(crate) struct Asked {
    pub method: String,
    pub path: String,
    pub query: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Asked {
    /// Returns a header by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What the client gets.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// How much of the body is sent before the connection ends.
    pub sent: usize,
}

impl Answer {
    pub(crate) fn new(status: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self {
            status: status.to_owned(),
            headers: Vec::new(),
            sent: body.len(),
            body,
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A server on the loopback, until the process ends.
#[derive(Debug)]
pub(crate) struct FakeHttp {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl FakeHttp {
    /// Starts a server; where `answer` returns nothing the connection just ends.
    pub(crate) fn start(answer: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                // A client may well go away in the middle of an answer.
                thread::spawn(move || serve(&stream, &log, &*answer).ok());
            }
        });
        Self { address, asked }
    }

    /// Returns the address of `path`, which has no slash before it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// Returns and forgets the requests so far, as method and path.
    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().expect("nobody panics with it"))
    }
}

fn serve(
    stream: &TcpStream,
    log: &Mutex<Vec<String>>,
    answer: &dyn Fn(&Asked) -> Option<Answer>,
) -> Result<()> {
    let mut input = BufReader::new(stream);
    let mut line = String::new();
    input.read_line(&mut line)?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        input.read_line(&mut header)?;
        match header.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None => break,
        }
    }
    let mut asked = Asked {
        method,
        path: path.into(),
        query: query.into(),
        headers,
        body: Vec::new(),
    };
    let length = asked
        .header("content-length")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    asked.body = vec![0; length];
    input.read_exact(&mut asked.body)?;
    log.lock()
        .expect("nobody panics with it")
        .push(format!("{} {}", asked.method, asked.path));
    let Some(Answer {
        status,
        headers,
        body,
        sent,
    }) = answer(&asked)
    else {
        return Ok(());
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n",
        body.len()
    )?;
    for (name, value) in headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    stream.write_all(b"\r\n")?;
    stream.write_all(&body[..sent])
}
