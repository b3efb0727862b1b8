//! A page of the owner's in the place of ours, with the files that it needs.

use std::path::Path;

use axum::{
    body::Body,
    http::{HeaderMap, Response, StatusCode},
};
use jiff::Timestamp;

use super::reply::{self, Validators};
use crate::{
    digest::Digest,
    fs_ext::{self, FileKind},
};

/// Bytes of one file.
const LIMIT: u64 = 32 << 20;
const HTML: &str = "text/html; charset=utf-8";

/// Returns the page in `folder`, if it has one.
pub(crate) fn index(folder: &Path) -> Option<Response<Body>> {
    let text = fs_ext::read_if_exists(&folder.join("index.html"), LIMIT);
    let text = text.ok().flatten()?;
    Some(reply::pieces(StatusCode::OK, HTML, vec![text.into()]))
}

/// Returns the file at `path` in `folder`; the path has been checked to stay inside.
///
/// Folders are not listed.
pub(crate) fn file(folder: &Path, path: &str, headers: &HeaderMap) -> Response<Body> {
    let file = folder.join(path);
    let is_file = matches!(fs_ext::kind(&file), Ok(FileKind::File));
    let Some(content) = is_file.then(|| fs_ext::read(&file, LIMIT).ok()).flatten() else {
        let text = b"404 page not found\n".to_vec();
        let kind = "text/plain; charset=utf-8";
        return reply::pieces(StatusCode::NOT_FOUND, kind, vec![text.into()]);
    };
    let tag = Digest::of(&content).hex();
    let modified = fs_ext::modified(&file).ok().flatten();
    let validators = Validators {
        tag: format!("\"{tag}\""),
        modified: modified
            .and_then(|time| Timestamp::try_from(time).ok())
            .unwrap_or(Timestamp::UNIX_EPOCH),
        is_datable: modified.is_some(),
    };
    if validators.is_known(headers) {
        return validators.not_modified();
    }
    let mut response = reply::pieces(StatusCode::OK, kind(path), vec![content.into()]);
    validators.add_to(&mut response);
    response
}

/// Tells the media type by the ending of the name.
fn kind(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
