//! The HTTP client.

use std::{
    fmt,
    io::{self, Read},
    sync::OnceLock,
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use reqwest::{
    Method,
    blocking::Client as Backend,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER},
    redirect::Policy,
};
use url::Url;

use super::{Error, Result, TlsFiles, redacted, retry::with_retries};
use crate::secret::Secret;

const MAX_REDIRECTS: usize = 10;
const MAX_ERROR_BODY: u64 = 64 << 10;
const MAX_ERROR_MESSAGE: usize = 512;

/// How a client behaves, whoever it talks to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Longest wait for a connection and for each piece of an answer; none when absent.
    pub timeout: Option<Duration>,
    /// How often a request is repeated that failed in passing.
    pub retries: usize,
    /// Whether every request is refused.
    pub offline: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Some(Duration::from_secs(30)),
            retries: 3,
            offline: false,
        }
    }
}

/// How to identify to a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Auth {
    /// Not at all.
    #[default]
    None,
    /// With a user name and a password.
    Basic {
        /// The user name.
        username: String,
        /// The password, or a token that takes its place.
        password: Secret,
    },
    /// With a token, in the header `Authorization: Bearer`.
    Bearer(Secret),
    /// With a token in a header of another name.
    Header {
        /// Name of the header.
        name: String,
        /// Its value.
        value: Secret,
    },
}

impl Auth {
    fn header(&self) -> std::result::Result<Option<(HeaderName, HeaderValue)>, String> {
        let (name, value) = match self {
            Self::None => return Ok(None),
            Self::Basic { username, password } => {
                let pair = BASE64_STANDARD.encode(format!("{username}:{}", password.expose()));
                (AUTHORIZATION, format!("Basic {pair}"))
            }
            Self::Bearer(token) => (AUTHORIZATION, format!("Bearer {}", token.expose())),
            Self::Header { name, value } => {
                let name = HeaderName::try_from(name)
                    .map_err(|_| format!("`{name}` is not the name of an HTTP header"))?;
                (name, value.expose().to_owned())
            }
        };
        let mut value = HeaderValue::try_from(value)
            .map_err(|_| "the token has characters that HTTP cannot send".to_owned())?;
        value.set_sensitive(true);
        Ok(Some((name, value)))
    }
}

/// A request, kept whole so that it can be sent again.
#[derive(Clone, Debug)]
pub struct Request {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Bytes>,
}

impl Request {
    /// Asks for `url`.
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: None,
        }
    }

    /// Sends `body` to `url`.
    pub fn post(url: Url, content_type: &str, body: impl Into<Bytes>) -> Self {
        let request = Self {
            method: Method::POST,
            url,
            headers: HeaderMap::new(),
            body: Some(body.into()),
        };
        request.header("content-type", content_type)
    }

    /// Asks to remove what is at `url`.
    pub fn delete(url: Url) -> Self {
        Self {
            method: Method::DELETE,
            url,
            headers: HeaderMap::new(),
            body: None,
        }
    }

    /// Adds a header; a value that HTTP cannot carry is left out.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::try_from(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }
}

/// An answer whose body has not been read yet.
pub struct Response {
    method: String,
    url: Url,
    inner: reqwest::blocking::Response,
}

impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} {} -> {}",
            self.method,
            redacted(&self.url),
            self.inner.status()
        )
    }
}

impl Response {
    /// Returns the address that answered, after redirects.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the status.
    pub fn status(&self) -> u16 {
        self.inner.status().as_u16()
    }

    /// Returns a header that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.inner.headers().get(name)?.to_str().ok()
    }

    /// Reads the whole body, refusing more than `limit` bytes.
    pub fn bytes(mut self, limit: u64) -> Result<Vec<u8>> {
        let announced = self.inner.content_length().unwrap_or(0);
        let mut body = Vec::with_capacity(usize::try_from(announced.min(limit)).unwrap_or(0));
        (&mut self.inner)
            .take(limit + 1)
            .read_to_end(&mut body)
            .map_err(|error| Error::body(&self.method, redacted(&self.url), &error))?;
        if body.len() as u64 > limit {
            return Err(Error::TooLarge {
                url: redacted(&self.url),
                limit,
            });
        }
        Ok(body)
    }

    /// Describes `error`, which reading the body met.
    pub fn interrupted(&self, error: &io::Error) -> Error {
        Error::body(&self.method, redacted(&self.url), error)
    }

    /// Turns any status but success into an error.
    pub fn success(self) -> Result<Self> {
        if self.inner.status().is_success() {
            Ok(self)
        } else {
            Err(self.into_error())
        }
    }

    /// Describes the answer as an error, in the server's words where it has some.
    pub fn into_error(self) -> Error {
        let (status, url) = (self.inner.status(), redacted(&self.url));
        let retry_after = self.header(RETRY_AFTER.as_str()).and_then(retry_after);
        let method = self.method;
        let mut body = Vec::new();
        // Half a message is better than none, so a cut-off body is no error of its own.
        let _truncated = self.inner.take(MAX_ERROR_BODY).read_to_end(&mut body);
        Error::Status {
            method,
            url,
            status,
            message: server_message(&body),
            retry_after,
        }
    }
}

impl Read for Response {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

/// Reads the wait that a server asks for: seconds, or a date.
fn retry_after(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value.trim()).ok()?.timestamp();
    let wait = date.duration_since(crate::clock::now());
    Some(Duration::try_from(wait).unwrap_or(Duration::ZERO))
}

/// Finds the sentence in an error's body: `error` or `message` of a JSON object, or plain text.
fn server_message(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let message = match serde_json::from_str::<serde_json::Value>(text) {
        Ok(json) => ["error", "message"]
            .iter()
            .find_map(|key| json.get(key)?.as_str().map(str::to_owned))
            .unwrap_or_else(|| text.to_owned()),
        Err(_) if text.starts_with('<') => return None,
        Err(_) => text.to_owned(),
    };
    let mut message: String = message
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if message.len() > MAX_ERROR_MESSAGE {
        message.truncate(message.floor_char_boundary(MAX_ERROR_MESSAGE));
        message.push_str("...");
    }
    (!message.is_empty()).then_some(message)
}

/// Sends requests; credentials go to one origin only.
pub struct Client {
    settings: Settings,
    tls: TlsFiles,
    origin: url::Origin,
    auth: Option<(HeaderName, HeaderValue)>,
    /// The backends are made when first needed: reading the system's certificates costs more
    /// than a request on the loopback.
    plain: OnceLock<Backend>,
    secure: OnceLock<Backend>,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Makes a client that identifies with `auth` to the origin of `url` and to nobody else.
    pub fn new(settings: Settings, tls: TlsFiles, url: &Url, auth: &Auth) -> Result<Self> {
        let auth = auth.header().map_err(|problem| Error::Url {
            url: redacted(url),
            problem,
        })?;
        let (plain, secure) = (OnceLock::new(), OnceLock::new());
        Ok(Self {
            settings,
            tls,
            origin: url.origin(),
            auth,
            plain,
            secure,
        })
    }

    /// Sends `request`, following redirects and repeating what failed in passing.
    ///
    /// Whatever the server answers is returned, but for the transient statuses that outlasted all
    /// repetitions.
    pub fn send(&self, request: &Request) -> Result<Response> {
        with_retries(self.settings.retries, || {
            let response = self.follow(request)?;
            match response.status() {
                429 | 500 | 502 | 503 | 504 => Err(response.into_error()),
                _ => Ok(response),
            }
        })
    }

    /// Asks for `url` and reads the whole answer, again if it breaks off.
    pub fn download(&self, request: &Request, limit: u64) -> Result<Vec<u8>> {
        with_retries(self.settings.retries, || {
            self.follow(request)?.success()?.bytes(limit)
        })
    }

    /// Sends `request` and has `read` take in the answer, all again if it breaks off.
    pub fn send_and_read<T>(
        &self,
        request: &Request,
        read: impl Fn(Response) -> Result<T>,
    ) -> Result<T> {
        with_retries(self.settings.retries, || read(self.follow(request)?))
    }

    fn follow(&self, request: &Request) -> Result<Response> {
        let mut request = request.clone();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.send_once(&request)?;
            let redirects = matches!(response.status(), 301 | 302 | 303 | 307 | 308);
            let Some(location) = response.header(LOCATION.as_str()).filter(|_| redirects) else {
                return Ok(response);
            };
            let shown = || redacted(&request.url);
            let next = request.url.join(location).map_err(|_| Error::Redirect {
                url: shown(),
                problem: "to something that is not a URL".into(),
            })?;
            if request.url.scheme() == "https" && next.scheme() != "https" {
                let problem = format!("from https to {}", redacted(&next));
                return Err(Error::Redirect {
                    url: shown(),
                    problem,
                });
            }
            // Only 307 and 308 promise that the body is wanted again.
            if request.method != Method::GET && !matches!(response.status(), 307 | 308) {
                let problem = format!("a {} to {}", request.method, redacted(&next));
                return Err(Error::Redirect {
                    url: shown(),
                    problem,
                });
            }
            request.url = next;
        }
        Err(Error::Redirect {
            url: redacted(&request.url),
            problem: "without end".into(),
        })
    }

    fn send_once(&self, request: &Request) -> Result<Response> {
        if self.settings.offline {
            return Err(Error::Offline {
                url: redacted(&request.url),
            });
        }
        let mut builder = self
            .backend(&request.url)?
            .request(request.method.clone(), request.url.clone())
            .headers(request.headers.clone());
        if let Some((name, value)) = &self.auth
            && request.url.origin() == self.origin
        {
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let method = request.method.to_string();
        match builder.send() {
            Ok(inner) => Ok(Response {
                method,
                url: request.url.clone(),
                inner,
            }),
            Err(error) => Err(Error::transport(
                &method,
                redacted(&request.url),
                error,
                false,
            )),
        }
    }

    fn backend(&self, url: &Url) -> Result<&Backend> {
        let slot = match url.scheme() {
            "http" => &self.plain,
            "https" => &self.secure,
            scheme => {
                let problem = format!("`{scheme}` is not http or https");
                return Err(Error::Url {
                    url: redacted(url),
                    problem,
                });
            }
        };
        if let Some(backend) = slot.get() {
            return Ok(backend);
        }
        crate::net::tls::install_provider();
        let mut builder = Backend::builder()
            .user_agent(concat!("addon/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .connect_timeout(
                self.settings
                    .timeout
                    .map_or(Duration::from_secs(30), |limit| {
                        limit.min(Duration::from_secs(10))
                    }),
            )
            .timeout(self.settings.timeout);
        builder = match url.scheme() {
            "https" => self.tls.apply(builder)?,
            _ => {
                // What is wrong with the files is told even where nothing is encrypted.
                let _checked = self.tls.apply(Backend::builder())?;
                builder.tls_certs_only([])
            }
        };
        let backend = builder.build().map_err(Error::Setup)?;
        Ok(slot.get_or_init(|| backend))
    }
}
