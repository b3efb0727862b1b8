//! git's smart protocol over HTTP: one request for the references, one for the objects.
//!
//! See git's `gitprotocol-http` document. Proxies, certificates, credentials, retries and
//! redaction are those of every other request of this program.

use std::io::{self, BufRead, BufReader};

use url::Url;

use super::{
    fault::{Fault, is_about_content},
    references::References,
};
use crate::net::{Auth, Client, Error, Request, Response, Settings, TlsFiles, redacted};

/// How often a conversation is repeated that breaks off after it began well.
const REPETITIONS: usize = 2;

/// A server that speaks git over HTTP.
#[derive(Debug)]
pub(super) struct HttpRemote {
    client: Client,
    base: Url,
    authenticates: bool,
}

impl HttpRemote {
    pub(super) fn new(
        settings: Settings,
        tls: TlsFiles,
        base: Url,
        auth: &Auth,
    ) -> Result<Self, Fault> {
        let client = Client::new(settings, tls, &base, auth)?;
        Ok(Self {
            client,
            base,
            authenticates: *auth != Auth::None,
        })
    }

    /// Asks for the references, and returns with them the address that answered.
    pub(super) fn references(&self) -> Result<(References, Url), Fault> {
        let request = Request::get(below(&self.base, "info/refs?service=git-upload-pack"));
        let (references, asked) = repeated(|| {
            let response = self.client.send(&request)?;
            let asked = response.url().clone();
            let response = self.check(response)?;
            let kind = response.header("content-type").unwrap_or_default();
            if !kind.starts_with("application/x-git-upload-pack-advertisement") {
                let address = redacted(&self.base);
                return Err(Fault::Unusable(format!("{address} does not speak git")));
            }
            let references = converse(response, |input| References::read(input))?;
            Ok((references, asked))
        })?;
        // What a redirect led to is asked for the objects, too.
        let path = asked
            .path()
            .strip_suffix("info/refs")
            .unwrap_or(self.base.path())
            .to_owned();
        let mut base = asked;
        base.set_query(None);
        base.set_path(&path);
        Ok((references, base))
    }

    /// Sends `message` and hands the answer to `receive`, from its start again when it breaks off.
    pub(super) fn upload_pack(
        &self,
        base: &Url,
        message: Vec<u8>,
        mut receive: impl FnMut(&mut dyn BufRead) -> io::Result<()>,
    ) -> Result<(), Fault> {
        let request = Request::post(
            below(base, "git-upload-pack"),
            "application/x-git-upload-pack-request",
            message,
        )
        .header("accept", "application/x-git-upload-pack-result");
        repeated(|| {
            let response = self.check(self.client.send(&request)?)?;
            converse(response, &mut receive)
        })
    }

    fn check(&self, response: Response) -> Result<Response, Fault> {
        let elsewhere = response.url().origin() != self.base.origin();
        if self.authenticates && elsewhere && matches!(response.status(), 401 | 403 | 404) {
            let there = redacted(response.url());
            return Err(Fault::Setup(format!(
                "its address redirects to {there}, where its token is not sent; use that address"
            )));
        }
        Ok(response.success()?)
    }
}

/// Reads an answer and tells a broken line from broken content.
fn converse<T>(
    response: Response,
    read: impl FnOnce(&mut dyn BufRead) -> io::Result<T>,
) -> Result<T, Fault> {
    let mut input = BufReader::with_capacity(1 << 16, response);
    read(&mut input).map_err(|error| {
        if is_about_content(&error) {
            Fault::Unusable(error.to_string())
        } else {
            Fault::Net(input.get_ref().interrupted(&error))
        }
    })
}

fn repeated<T>(mut attempt: impl FnMut() -> Result<T, Fault>) -> Result<T, Fault> {
    for _ in 0..REPETITIONS {
        match attempt() {
            // The client repeats what fails before an answer begins; this is about what follows.
            Err(Fault::Net(Error::Transport {
                phase: crate::net::Phase::Body,
                ..
            })) => {}
            result => return result,
        }
    }
    attempt()
}

/// Appends to the path of `base`.
fn below(base: &Url, rest: &str) -> Url {
    let mut url = base.clone();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url.set_query(Some(query).filter(|query| !query.is_empty()));
    url
}
