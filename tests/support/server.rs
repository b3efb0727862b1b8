//! A scriptable HTTP/1.1 server on the loopback.
//!
//! A test gives it a function from requests to responses, and reads afterwards what was asked.
//! It answers one request a connection, which makes every fault a matter of one response.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use super::tls::Authority;

/// What a client asked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query, as sent; a proxy sees a whole URL.
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Returns a header, or an empty text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Returns the path without the query.
    pub(crate) fn path(&self) -> &str {
        let target = match self.target.split_once("://") {
            // A proxy is told the server as well.
            Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
            None => &self.target,
        };
        target.split('?').next().unwrap_or_default()
    }
}

/// Where the bytes of a body come from.
#[derive(Clone)]
enum Body {
    Bytes(Vec<u8>),
    /// So many copies of a block, so that a test needs no memory for them.
    Repeated {
        start: Vec<u8>,
        block: Vec<u8>,
        count: usize,
    },
}

/// What the server answers.
#[derive(Clone)]
pub(crate) struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    cut_off: Option<usize>,
}

impl Response {
    /// Answers with a status and no body.
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::Bytes(Vec::new()),
            cut_off: None,
        }
    }

    /// Answers 200 with a body.
    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).with_body(body)
    }

    /// Answers 200 with a body of `start` and `count` times `block`.
    pub(crate) fn repeated(start: &str, block: &[u8], count: usize) -> Self {
        let mut response = Self::status(200);
        response.body = Body::Repeated {
            start: start.into(),
            block: block.to_vec(),
            count,
        };
        response
    }

    /// Sends the client elsewhere.
    pub(crate) fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::status(status).header("Location", location)
    }

    /// Replaces the body.
    pub(crate) fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Bytes(body.into());
        self
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Closes the connection after so many bytes of the body, although more were announced.
    pub(crate) fn cut_off_after(mut self, bytes: usize) -> Self {
        self.cut_off = Some(bytes);
        self
    }

    fn write(&self, request: &Request, out: &mut impl Write) -> io::Result<()> {
        let length = match &self.body {
            Body::Bytes(bytes) => bytes.len(),
            Body::Repeated {
                start,
                block,
                count,
            } => start.len() + block.len() * count,
        };
        write!(out, "HTTP/1.1 {} Scripted\r\n", self.status)?;
        for (name, value) in &self.headers {
            write!(out, "{name}: {value}\r\n")?;
        }
        write!(out, "Content-Length: {length}\r\nConnection: close\r\n\r\n")?;
        if request.method != "HEAD" {
            match &self.body {
                Body::Bytes(bytes) => {
                    let sent = self.cut_off.unwrap_or(bytes.len()).min(bytes.len());
                    out.write_all(&bytes[..sent])?;
                }
                Body::Repeated {
                    start,
                    block,
                    count,
                } => {
                    out.write_all(start)?;
                    for _ in 0..*count {
                        out.write_all(block)?;
                    }
                }
            }
        }
        out.flush()
    }
}

/// What was asked, with a bell that rings at each request.
#[derive(Default)]
struct Log {
    requests: Mutex<Vec<Request>>,
    bell: Condvar,
}

type Handler = dyn Fn(&Request) -> Response + Send + Sync;

/// A running server; it ends with the test.
pub(crate) struct Server {
    address: SocketAddr,
    scheme: &'static str,
    log: Arc<Log>,
    stopping: Arc<AtomicBool>,
    worker: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server that answers by `handler`.
    pub(crate) fn start(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        Self::start_with(None, Arc::new(handler))
    }

    /// Starts a server that speaks TLS, with a certificate of `authority` for 127.0.0.1.
    pub(crate) fn start_tls(
        authority: &Authority,
        handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(Some(authority.server_config()), Arc::new(handler))
    }

    fn start_with(tls: Option<Arc<rustls::ServerConfig>>, handler: Arc<Handler>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Log::default());
        let stopping = Arc::new(AtomicBool::new(false));
        let scheme = if tls.is_some() { "https" } else { "http" };
        let worker = {
            let (log, stopping) = (Arc::clone(&log), Arc::clone(&stopping));
            thread::spawn(move || {
                for stream in listener.incoming() {
                    if stopping.load(Ordering::SeqCst) {
                        return;
                    }
                    let Ok(stream) = stream else { continue };
                    let (log, handler, tls) = (Arc::clone(&log), Arc::clone(&handler), tls.clone());
                    // A client that goes away early is part of many tests.
                    thread::spawn(move || {
                        let _gone = match tls {
                            None => answer(stream, &log, &*handler),
                            Some(config) => secure(stream, config)
                                .and_then(|stream| answer(stream, &log, &*handler)),
                        };
                    });
                }
            })
        };
        Self {
            address,
            scheme,
            log,
            stopping,
            worker: Some(worker),
        }
    }

    /// Returns the address, without a slash at its end.
    pub(crate) fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Returns what was asked so far, in order of arrival.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.log.requests.lock().unwrap().clone()
    }

    /// Waits until `count` requests have arrived.
    pub(crate) fn wait_for_requests(&self, count: usize) {
        let mut requests = self.log.requests.lock().unwrap();
        while requests.len() < count {
            requests = self.log.bell.wait(requests).unwrap();
        }
    }

    /// Returns method and target of what was asked so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.requests()
            .iter()
            .map(|request| format!("{} {}", request.method, request.target))
            .collect()
    }

    /// Forgets what was asked so far.
    pub(crate) fn forget(&self) {
        self.log.requests.lock().unwrap().clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the listener up, which may have ended on its own.
        let _woken = TcpStream::connect(self.address);
        if let Some(worker) = self.worker.take() {
            let _ended = worker.join();
        }
    }
}

/// Returns an address at which nobody listens.
pub(crate) fn closed_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

fn secure(stream: TcpStream, config: Arc<rustls::ServerConfig>) -> io::Result<impl Read + Write> {
    let session = rustls::ServerConnection::new(config).map_err(io::Error::other)?;
    Ok(rustls::StreamOwned::new(session, stream))
}

fn answer(stream: impl Read + Write, log: &Log, handler: &Handler) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let request = read(&mut stream)?;
    log.requests.lock().unwrap().push(request.clone());
    log.bell.notify_all();
    handler(&request).write(&request, stream.get_mut())
}

fn read(stream: &mut impl BufRead) -> io::Result<Request> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let mut words = line.split_ascii_whitespace().map(str::to_owned);
    let (method, target) = (words.next(), words.next());
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(Request {
        method: method.unwrap_or_default(),
        target: target.unwrap_or_default(),
        headers,
        body,
    })
}
