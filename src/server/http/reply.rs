//! Answers.

use std::fmt;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::{Timestamp, fmt::rfc2822};
use object_store::{GetResult, GetResultPayload};

use crate::server::{index::Document, json, store};

/// Returns an answer with a JSON body.
pub(crate) fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Body> {
    pieces(status, "application/json; charset=utf-8", vec![body.into()])
}

/// Returns an answer with the one JSON shape of errors.
pub(crate) fn error(status: StatusCode, text: impl fmt::Display) -> Response<Body> {
    let body = serde_json::json!({ "error": text.to_string() });
    json(status, json::to_bytes(&body))
}

/// Asks the client to come again.
pub(crate) fn busy(text: &str) -> Response<Body> {
    let mut response = error(StatusCode::SERVICE_UNAVAILABLE, text);
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// Says what the storage did not do, without its paths.
pub(crate) fn storage(failure: &store::Error) -> Response<Body> {
    let status = match failure {
        store::Error::NotFound => StatusCode::NOT_FOUND,
        store::Error::Exists => StatusCode::CONFLICT,
        store::Error::Full { .. } => StatusCode::INSUFFICIENT_STORAGE,
        store::Error::NotModified | store::Error::Failed { .. } => StatusCode::SERVICE_UNAVAILABLE,
    };
    error(status, failure)
}

/// Returns an answer whose body is in memory; its length is told.
pub(crate) fn pieces(status: StatusCode, kind: &'static str, pieces: Vec<Bytes>) -> Response<Body> {
    let length: usize = pieces.iter().map(Bytes::len).sum();
    let body = match <[Bytes; 1]>::try_from(pieces) {
        Ok([piece]) => Body::from(piece),
        Err(pieces) => {
            let pieces = pieces.into_iter().map(Ok::<_, std::convert::Infallible>);
            Body::from_stream(stream::iter(pieces))
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, length.into());
    response
}

/// What all answers with validators have in common.
#[derive(Clone, Debug)]
pub(crate) struct Validators {
    /// The strong tag, with quotes.
    pub(crate) tag: String,
    /// When the content was made.
    pub(crate) modified: Timestamp,
    /// Whether that time, to the second, tells the content from the one before.
    pub(crate) is_datable: bool,
}

impl Validators {
    /// Says whether the client holds the content already.
    pub(crate) fn is_known(&self, headers: &HeaderMap) -> bool {
        if headers.contains_key(header::IF_NONE_MATCH) {
            let tags = headers.get_all(header::IF_NONE_MATCH);
            return tags
                .iter()
                .filter_map(|tags| tags.to_str().ok())
                .flat_map(|tags| tags.split(','))
                .map(str::trim)
                .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.tag);
        }
        let since = headers.get(header::IF_MODIFIED_SINCE).and_then(date);
        self.is_datable && since.is_some_and(|since| self.modified.as_second() <= since.as_second())
    }

    /// Says whether a range of the content may be sent.
    fn allow_range(&self, headers: &HeaderMap) -> bool {
        let Some(condition) = headers.get(header::IF_RANGE) else {
            return true;
        };
        condition.as_bytes() == self.tag.as_bytes()
            || date(condition).is_some_and(|date| date.as_second() == self.modified.as_second())
    }

    /// Adds the validators to an answer.
    pub(crate) fn add_to(&self, response: &mut Response<Body>) {
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        let printed = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&self.modified);
        if let Some(date) = printed.ok().and_then(|date| date.parse().ok()) {
            headers.insert(header::LAST_MODIFIED, date);
        }
    }

    /// Returns the answer to a client that holds the content already.
    pub(crate) fn not_modified(&self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        self.add_to(&mut response);
        response
    }
}

fn date(value: &HeaderValue) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new()
        .parse_timestamp(value.to_str().ok()?)
        .ok()
}

/// Returns a document in the best form that is ready and that the client takes.
pub(crate) fn document(
    headers: &HeaderMap,
    document: &std::sync::Arc<Document>,
    kind: &'static str,
) -> Response<Body> {
    let packed = accepts_gzip(headers).then(|| document.packed()).flatten();
    let suffix = if packed.is_some() { "-gzip" } else { "" };
    let validators = Validators {
        tag: format!("\"{}{suffix}\"", document.tag),
        modified: document.generated,
        is_datable: document.is_datable,
    };
    // Whoever holds the text in either form need not get it in the other.
    let other = Validators {
        tag: format!("\"{}\"", document.tag),
        modified: document.generated,
        is_datable: document.is_datable,
    };
    if validators.is_known(headers) || other.is_known(headers) {
        return validators.not_modified();
    }
    let mut response = match packed {
        Some(packed) => {
            let mut response = pieces(StatusCode::OK, kind, vec![packed.clone()]);
            let gzip = HeaderValue::from_static("gzip");
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, gzip);
            response
        }
        None => pieces(StatusCode::OK, kind, document.parts.clone()),
    };
    validators.add_to(&mut response);
    response
}

/// Says whether a client takes gzip.
pub(crate) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let weight = |encoding: &str| {
        let (name, parameters) = encoding.split_once(';').unwrap_or((encoding, ""));
        let refused = parameters.trim().strip_prefix("q=").is_some_and(|weight| {
            weight
                .trim()
                .parse::<f32>()
                .is_ok_and(|weight| weight <= 0.0)
        });
        (name.trim().to_ascii_lowercase(), !refused)
    };
    let mut accepted = None;
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        for encoding in value.to_str().unwrap_or_default().split(',') {
            match weight(encoding) {
                (name, taken) if name == "gzip" || name == "x-gzip" => return taken,
                (name, taken) if name == "*" => accepted = Some(taken),
                _ => {}
            }
        }
    }
    accepted.unwrap_or(false)
}

/// The bytes of a content that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Range {
    Whole,
    Part { from: u64, to: u64 },
    OutOfBounds,
}

/// Reads a `Range` header; several ranges at once are answered with the whole, which is allowed.
fn range(headers: &HeaderMap, length: u64) -> Range {
    let Some(value) = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok())
    else {
        return Range::Whole;
    };
    let Some((from, to)) = value
        .strip_prefix("bytes=")
        .and_then(|rest| rest.split_once('-'))
    else {
        return Range::Whole;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (from, to) = (from.trim(), to.trim());
    if !digits(from) || !digits(to) || (from.is_empty() && to.is_empty()) {
        return Range::Whole;
    }
    // Numbers that do not fit lie behind every end.
    let number = |text: &str| text.parse().unwrap_or(u64::MAX);
    let (from, to) = match (from, to) {
        ("", count) if number(count) == 0 => return Range::OutOfBounds,
        ("", count) => (length.saturating_sub(number(count)), length),
        (from, "") => (number(from), length),
        (from, to) => (number(from), number(to).saturating_add(1).min(length)),
    };
    if from >= length {
        Range::OutOfBounds
    } else if from >= to {
        Range::Whole
    } else {
        Range::Part { from, to }
    }
}

/// Returns the content of an object.
pub(crate) async fn object(
    headers: &HeaderMap,
    result: GetResult,
    kind: &'static str,
    with_body: bool,
) -> Result<Response<Body>, store::Error> {
    let length = result.meta.size;
    let object = store::Object::from(result.meta.clone());
    let tag = match object.tag.as_str() {
        tag if tag.starts_with('"') => tag.to_owned(),
        tag => format!("\"{tag}\""),
    };
    let validators = Validators {
        tag,
        modified: object.modified,
        is_datable: true,
    };
    if validators.is_known(headers) {
        return Ok(validators.not_modified());
    }
    let range = match range(headers, length) {
        Range::Part { .. } if !validators.allow_range(headers) => Range::Whole,
        range => range,
    };
    let (status, from, to) = match range {
        Range::Whole => (StatusCode::OK, 0, length),
        Range::Part { from, to } => (StatusCode::PARTIAL_CONTENT, from, to),
        Range::OutOfBounds => {
            let mut response = error(StatusCode::RANGE_NOT_SATISFIABLE, "range not satisfiable");
            let whole = HeaderValue::from_str(&format!("bytes */{length}"));
            let whole = whole.expect("digits can stand in a header");
            response.headers_mut().insert(header::CONTENT_RANGE, whole);
            return Ok(response);
        }
    };
    let body = if with_body {
        content(result, from, to).await?
    } else {
        Body::empty()
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, (to - from).into());
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let name = object.name.replace(['"', '\\'], "_");
    if let Ok(value) = format!("attachment; filename=\"{name}\"").parse() {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if status == StatusCode::PARTIAL_CONTENT {
        let value = HeaderValue::from_str(&format!("bytes {from}-{}/{length}", to - 1));
        let value = value.expect("digits can stand in a header");
        headers.insert(header::CONTENT_RANGE, value);
    }
    validators.add_to(&mut response);
    Ok(response)
}

/// Reads a part of an object; the open file stays what it was, whatever becomes of its name.
async fn content(result: GetResult, from: u64, to: u64) -> Result<Body, store::Error> {
    /// Up to here the answer is one piece.
    const PIECE: u64 = 256 << 10;
    match result.payload {
        GetResultPayload::File(file, _) => {
            let file = std::sync::Arc::new(file);
            let first = to.min(from + PIECE);
            let head = read_at(std::sync::Arc::clone(&file), from, first).await;
            let head = head.map_err(|source| store::Error::Failed {
                source: object_store::Error::Generic {
                    store: "local",
                    source: source.into(),
                },
            })?;
            if first == to {
                return Ok(Body::from(head));
            }
            let rest = stream::try_unfold((file, first), move |(file, at)| async move {
                if at >= to {
                    return Ok::<_, std::io::Error>(None);
                }
                let end = to.min(at + PIECE);
                let piece = read_at(std::sync::Arc::clone(&file), at, end).await?;
                Ok(Some((piece, (file, end))))
            });
            let head = stream::once(std::future::ready(Ok(head)));
            Ok(Body::from_stream(head.chain(rest)))
        }
        GetResultPayload::Stream(stream) => {
            // Other stores send from the start on; what lies outside the range is dropped.
            let mut at = 0;
            let part = stream.map_ok(move |piece| {
                let start = at;
                at += piece.len() as u64;
                let cut = |place: u64| {
                    let inside = place.clamp(start, at) - start;
                    usize::try_from(inside).expect("it is below the length of the piece")
                };
                piece.slice(cut(from)..cut(to))
            });
            Ok(Body::from_stream(part))
        }
    }
}

async fn read_at(
    file: std::sync::Arc<std::fs::File>,
    from: u64,
    to: u64,
) -> std::io::Result<Bytes> {
    let read = move || {
        let length = usize::try_from(to - from).expect("pieces are small");
        let mut piece = vec![0; length];
        read_exact_at(&file, &mut piece, from)?;
        Ok(Bytes::from(piece))
    };
    tokio::task::spawn_blocking(read)
        .await
        .map_err(std::io::Error::other)?
}

#[cfg(unix)]
fn read_exact_at(file: &std::fs::File, piece: &mut [u8], at: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, piece, at)
}

#[cfg(windows)]
fn read_exact_at(file: &std::fs::File, piece: &mut [u8], at: u64) -> std::io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    let mut done = 0;
    while done < piece.len() {
        match file.seek_read(&mut piece[done..], at + done as u64)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            count => done += count,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        let pair = |(name, value): &(header::HeaderName, &str)| {
            (name.clone(), value.parse().expect("a value"))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let part = |from, to| Range::Part { from, to };
        for (text, expected) in [
            ("bytes=0-0", part(0, 1)),
            ("bytes=2-", part(2, 10)),
            ("bytes=-3", part(7, 10)),
            ("bytes=-30", part(0, 10)),
            ("bytes=5-100", part(5, 10)),
            ("bytes=10-", Range::OutOfBounds),
            ("bytes=99999999999999999999-", Range::OutOfBounds),
            ("bytes=-0", Range::OutOfBounds),
            ("bytes=5-2", Range::Whole),
            ("bytes=0-1,3-4", Range::Whole),
            ("bytes=-", Range::Whole),
            ("lines=0-1", Range::Whole),
            ("bytes=a-b", Range::Whole),
        ] {
            assert_eq!(
                range(&headers(&[(header::RANGE, text)]), 10),
                expected,
                "{text}"
            );
        }
        assert_eq!(
            range(&headers(&[(header::RANGE, "bytes=-5")]), 0),
            Range::OutOfBounds
        );
    }

    #[test]
    fn gzip_is_sent_only_where_it_is_taken() {
        for (text, expected) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("*", true),
            ("gzip;q=0, *", false),
            ("*;q=0", false),
            ("identity", false),
            ("", false),
        ] {
            let headers = headers(&[(header::ACCEPT_ENCODING, text)]);
            assert_eq!(accepts_gzip(&headers), expected, "{text}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }

    #[test]
    fn validators_are_compared_as_the_standard_says() {
        let validators = Validators {
            tag: "\"a\"".into(),
            modified: Timestamp::new(784_111_777, 5).expect("a time"),
            is_datable: true,
        };
        let same = "Sun, 06 Nov 1994 08:49:37 GMT";
        let older = "Sun, 06 Nov 1994 08:49:36 GMT";
        for (pairs, expected) in [
            (&[(header::IF_NONE_MATCH, "\"a\"")][..], true),
            (&[(header::IF_NONE_MATCH, "W/\"a\"")], true),
            (&[(header::IF_NONE_MATCH, "\"b\", \"a\"")], true),
            (&[(header::IF_NONE_MATCH, "*")], true),
            (&[(header::IF_NONE_MATCH, "\"b\"")], false),
            (&[(header::IF_MODIFIED_SINCE, same)], true),
            (&[(header::IF_MODIFIED_SINCE, older)], false),
            (&[(header::IF_MODIFIED_SINCE, "nonsense")], false),
            (
                &[
                    (header::IF_NONE_MATCH, "\"b\""),
                    (header::IF_MODIFIED_SINCE, same),
                ],
                false,
            ),
            (&[], false),
        ] {
            assert_eq!(validators.is_known(&headers(pairs)), expected, "{pairs:?}");
        }
        let response = validators.not_modified();
        assert_eq!(response.headers()[header::LAST_MODIFIED], same);
    }
}
