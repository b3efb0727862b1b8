//! What can go wrong between here and a server.

use std::{error::Error as StdError, fmt, io, path::PathBuf, time::Duration};

use reqwest::StatusCode;

use crate::{exit::ExitCode, fs_ext, hint::Hint};

/// The outcome of a request.
pub type Result<T> = std::result::Result<T, Error>;

/// How far a request came before it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Looking up the address of the host.
    Resolve,
    /// Opening the connection.
    Connect,
    /// Agreeing on encryption and checking certificates.
    Tls,
    /// Sending the request or waiting for the answer.
    Request,
    /// Reading the body of the answer.
    Body,
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Resolve => "looking up the host",
            Self::Connect => "connecting",
            Self::Tls => "securing the connection",
            Self::Request => "waiting for the answer",
            Self::Body => "reading the answer",
        })
    }
}

/// A failed request. URLs are redacted already.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{method} {url} failed while {phase}")]
    Transport {
        method: String,
        url: String,
        phase: Phase,
        timed_out: bool,
        #[source]
        source: Reason,
    },
    #[error("{method} {url} answered {status}{}", message.as_deref().map(|text| format!(": {text}")).unwrap_or_default())]
    Status {
        method: String,
        url: String,
        status: StatusCode,
        /// The server's own words, at most 512 bytes of them.
        message: Option<String>,
        retry_after: Option<Duration>,
    },
    #[error("GET {url} answered with more than {limit} bytes")]
    TooLarge { url: String, limit: u64 },
    #[error("{url} redirects {problem}")]
    Redirect { url: String, problem: String },
    #[error("`{url}` cannot be requested: {problem}")]
    Url { url: String, problem: String },
    #[error("cannot use the {what} `{}`: {problem}", .path.display())]
    TlsFile {
        what: &'static str,
        path: PathBuf,
        problem: String,
    },
    #[error("cannot use the {what}")]
    UnreadableTlsFile {
        what: &'static str,
        #[source]
        source: fs_ext::Error,
    },
    #[error("cannot set up the HTTP client")]
    Setup(#[source] reqwest::Error),
    #[error("{url} was not asked, because of --offline")]
    Offline { url: String },
}

/// The innermost causes of a transport error, in one line.
///
/// The libraries below wrap an error up to seven times and repeat the URL; what helps is the last
/// one or two.
#[derive(Debug)]
pub struct Reason(String);

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl StdError for Reason {}

impl Error {
    /// Makes sense of an error of the HTTP library.
    pub(super) fn transport(method: &str, url: String, error: reqwest::Error, body: bool) -> Self {
        let timed_out = error.is_timeout();
        let error = error.without_url();
        let phase = if body { Phase::Body } else { phase_of(&error) };
        let source = if timed_out {
            Reason("timed out".into())
        } else {
            innermost(&error)
        };
        Self::Transport {
            method: method.into(),
            url,
            phase,
            timed_out,
            source,
        }
    }

    /// Makes sense of an error while a body was read.
    pub(super) fn body(method: &str, url: String, error: &io::Error) -> Self {
        let timed_out = error.kind() == io::ErrorKind::TimedOut;
        let source = if timed_out {
            Reason("timed out".into())
        } else {
            innermost(error)
        };
        Self::Transport {
            method: method.into(),
            url,
            phase: Phase::Body,
            timed_out,
            source,
        }
    }

    /// Returns the status, if the server answered at all.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(status.as_u16()),
            _ => None,
        }
    }

    /// Returns how long the server asks to be left alone, if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Says whether no whole answer came: the server is away, or something on the way to it is.
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Transport { .. })
    }

    /// Says whether the same request may well succeed a moment later.
    ///
    /// A refused connection or an unknown host is not transient: waiting would only hide a wrong
    /// address.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504),
            Self::Transport { phase, .. } => matches!(phase, Phase::Request | Phase::Body),
            _ => false,
        }
    }
}

impl Hint for Error {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Transport {
                phase: Phase::Resolve,
                ..
            } => Some("check the spelling of the host, the network and the proxy settings".into()),
            Self::Transport {
                phase: Phase::Connect,
                timed_out: false,
                ..
            } => Some("check host and port, and that the server is running".into()),
            Self::Transport {
                phase: Phase::Tls,
                source,
                ..
            } => Some(tls_hint(&source.0).into()),
            Self::Transport {
                timed_out: true, ..
            } => Some("check the network, or allow more time with --timeout".into()),
            Self::Status { status, .. } if status.as_u16() == 429 => {
                Some("the server limits its use; wait a while or use a token".into())
            }
            Self::UnreadableTlsFile { source, .. } => source.hint(),
            Self::Offline { .. } => Some("run the command once without --offline".into()),
            _ => None,
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Status { status, .. } => match status.as_u16() {
                401 | 403 => ExitCode::Permission,
                404 | 410 => ExitCode::NotFound,
                _ => ExitCode::Network,
            },
            Self::UnreadableTlsFile { source, .. } => source.exit_code(),
            Self::TlsFile { .. } | Self::Url { .. } => ExitCode::Usage,
            _ => ExitCode::Network,
        }
    }
}

fn tls_hint(reason: &str) -> &'static str {
    if reason.contains("certificate") || reason.contains("Certificate") {
        "trust the server's authority with --ca-file, or skip the check with --insecure-skip-tls-verify"
    } else {
        "check that the port speaks TLS: an http server needs an http:// URL"
    }
}

/// Walks an error's causes, outermost first.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // An io::Error may hold the real error without being its source.
        match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}

fn phase_of(error: &reqwest::Error) -> Phase {
    // A server that does not speak TLS may just hang up.
    let is_tls = |cause: &(dyn StdError + 'static)| {
        cause.is::<rustls::Error>() || cause.to_string().starts_with("tls handshake")
    };
    if causes(error).any(is_tls) {
        Phase::Tls
    } else if !error.is_connect() {
        if error.is_body() || error.is_decode() {
            Phase::Body
        } else {
            Phase::Request
        }
    } else if causes(error).any(|cause| cause.to_string().contains("dns error")) {
        Phase::Resolve
    } else {
        Phase::Connect
    }
}

fn innermost(error: &(dyn StdError + 'static)) -> Reason {
    let text = causes(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default();
    Reason(text.trim().to_owned())
}
