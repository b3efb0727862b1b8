//! A tiny HTTP/1.1 client: one connection, kept open, nothing hidden.

use std::{
    collections::BTreeMap,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
};

/// A connection to a server.
#[derive(Debug)]
pub(crate) struct Client {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: u16,
    /// The headers, names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// Returns a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Returns the body as text.
    #[allow(dead_code, reason = "the benches share this file and read no text")]
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    /// Returns a client that connects when it is first used.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
        }
    }

    /// Sends `GET path`.
    pub(crate) fn get(&mut self, path: &str) -> io::Result<Reply> {
        self.send("GET", path, &[], None)
    }

    /// Sends `POST path` with a body.
    pub(crate) fn post(&mut self, path: &str, body: &[u8]) -> io::Result<Reply> {
        self.send("POST", path, &[], Some(body))
    }

    /// Sends a request.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> io::Result<Reply> {
        let mut bytes = Vec::new();
        write!(
            bytes,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n",
            self.address
        )?;
        for (name, value) in headers {
            write!(bytes, "{name}: {value}\r\n")?;
        }
        if let Some(body) = body {
            write!(bytes, "Content-Length: {}\r\n", body.len())?;
        }
        bytes.extend(b"\r\n");
        bytes.extend(body.unwrap_or_default());
        self.raw(&bytes, method == "HEAD")
    }

    /// Sends bytes as they are and reads one answer.
    pub(crate) fn raw(&mut self, bytes: &[u8], is_head: bool) -> io::Result<Reply> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address)?;
            stream.set_nodelay(true)?;
            self.stream = Some(BufReader::with_capacity(1 << 16, stream));
        }
        let outcome = self.exchange(bytes, is_head);
        let is_last = match &outcome {
            Ok(reply) => reply.header("connection") == Some("close"),
            Err(_) => true,
        };
        if is_last {
            self.stream = None;
        }
        outcome
    }

    fn exchange(&mut self, bytes: &[u8], is_head: bool) -> io::Result<Reply> {
        let stream = self.stream.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        // A server that refuses early closes before it has read all; its answer still comes.
        let sent = stream.get_mut().write_all(bytes);
        let mut reply = Reply::default();
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            sent?;
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        reply.status = status.ok_or(io::ErrorKind::InvalidData)?;
        loop {
            line.clear();
            stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            let value = value.trim().to_owned();
            reply.headers.insert(name.to_ascii_lowercase(), value);
        }
        if is_head || matches!(reply.status, 204 | 304) {
            return Ok(reply);
        }
        let length = reply.header("content-length").map(str::parse);
        match length {
            Some(length) => {
                let length: usize = length.map_err(|_| io::ErrorKind::InvalidData)?;
                reply.body.resize(length, 0);
                stream.read_exact(&mut reply.body)?;
            }
            None => return Err(io::Error::other("an answer without a length")),
        }
        Ok(reply)
    }
}
