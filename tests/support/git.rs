//! git's own HTTP server: a host for the CGI program that comes with git.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{Authority, Request, Response, Server};

/// Serves the repositories in `folder`, to those who send `authorization` if that is given.
pub(crate) fn serve(folder: PathBuf, authorization: Option<&str>) -> Server {
    Server::start(handler(folder, authorization))
}

/// Serves them over TLS, with a certificate of `authority`.
pub(crate) fn serve_tls(
    authority: &Authority,
    folder: PathBuf,
    authorization: Option<&str>,
) -> Server {
    Server::start_tls(authority, handler(folder, authorization))
}

fn handler(
    folder: PathBuf,
    authorization: Option<&str>,
) -> impl Fn(&Request) -> Response + Send + Sync + 'static {
    let authorization = authorization.map(str::to_owned);
    move |request| match &authorization {
        Some(expected) if request.header("authorization") != expected => Response::status(401)
            .header("WWW-Authenticate", "Basic realm=\"git\"")
            .with_body("who are you?"),
        _ => run(request, &folder),
    }
}

fn run(request: &Request, folder: &Path) -> Response {
    let query = request
        .target
        .split_once('?')
        .map_or("", |(_, query)| query);
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", folder)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_PROTOCOL", request.header("git-protocol"))
        .env("REQUEST_METHOD", &request.method)
        .env("PATH_INFO", request.path())
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", request.header("content-type"))
        .env("CONTENT_LENGTH", request.body.len().to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It does not read what it has no use for.
    let _closed = child.stdin.take().unwrap().write_all(&request.body);
    let output = child.wait_with_output().unwrap().stdout;
    let end = output
        .windows(4)
        .position(|part| part == b"\r\n\r\n")
        .expect("an answer has a head");
    let head = String::from_utf8_lossy(&output[..end]).into_owned();
    let mut status = 200;
    let mut fields = Vec::new();
    for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
        if name == "Status" {
            status = value[..3].parse().unwrap();
        } else {
            fields.push((name, value));
        }
    }
    let response = Response::status(status).with_body(&output[end + 4..]);
    fields
        .into_iter()
        .fold(response, |response, (name, value)| {
            response.header(name, value)
        })
}
