//! Taking request bodies in, within bounds.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, header},
};
use bytes::Bytes;
use futures_util::stream;
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::server::repository::Upload;

/// Why a body was not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It is larger than allowed.
    TooLarge,
    /// It ends too early.
    Cut,
    /// The client is silent for too long.
    Stalled,
    /// All uploads together are too large for now.
    Busy,
    /// A form without anything that could be used.
    NoField,
}

/// Bounds on bodies.
#[derive(Clone, Debug)]
pub(crate) struct Bounds {
    /// Bytes of one body.
    pub(crate) size: u64,
    /// How long the client may be silent.
    pub(crate) idle: Duration,
    /// Kilobytes of all bodies at once.
    pub(crate) budget: Arc<Semaphore>,
}

/// A body in memory; it counts against the budget until it is dropped.
#[derive(Debug)]
pub(crate) struct Received {
    /// The body, in the pieces that it came in.
    pub(crate) pieces: Vec<Bytes>,
    permits: Option<OwnedSemaphorePermit>,
}

/// Reads a whole body.
pub(crate) async fn receive(
    headers: &HeaderMap,
    mut body: Body,
    bounds: &Bounds,
) -> Result<Received, Failure> {
    let declared = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > bounds.size) {
        discard(headers, body).await;
        return Err(Failure::TooLarge);
    }
    let mut received = Received {
        pieces: Vec::new(),
        permits: None,
    };
    let (mut size, mut reserved) = (0, 0);
    loop {
        let frame = tokio::time::timeout(bounds.idle, body.frame())
            .await
            .map_err(|_| Failure::Stalled)?;
        let Some(frame) = frame else {
            return Ok(received);
        };
        let frame = frame.map_err(|_| Failure::Cut)?;
        let Ok(piece) = frame.into_data() else {
            continue;
        };
        size += piece.len() as u64;
        if size > bounds.size {
            drop(received);
            discard(headers, body).await;
            return Err(Failure::TooLarge);
        }
        if size > reserved {
            // In steps, so that small pieces do not cost a permit each.
            let kilobytes = u32::try_from((size - reserved).div_ceil(1024).max(64))
                .map_err(|_| Failure::TooLarge)?;
            let permit = Arc::clone(&bounds.budget)
                .try_acquire_many_owned(kilobytes)
                .map_err(|_| Failure::Busy)?;
            reserved += u64::from(kilobytes) * 1024;
            match &mut received.permits {
                Some(permits) => permits.merge(permit),
                none => *none = Some(permit),
            }
        }
        received.pieces.push(piece);
    }
}

/// Reads on after a refusal, within bounds, so that the client gets to read why.
///
/// A client that is still sending when the connection ends sees an error of the network and not the
/// answer. One that waits to be asked for the body is not asked.
pub(crate) async fn discard(headers: &HeaderMap, mut body: Body) {
    const SIZE: usize = 32 << 20;
    const IDLE: Duration = Duration::from_secs(5);
    if headers.contains_key(header::EXPECT) {
        return;
    }
    let mut size = 0;
    while size < SIZE
        && let Ok(Some(Ok(frame))) = tokio::time::timeout(IDLE, body.frame()).await
    {
        size += frame.data_ref().map_or(0, Bytes::len);
    }
}

/// The names of form fields.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    /// Field of packages, besides `chart`.
    pub(crate) chart: String,
    /// Field of signatures, besides `prov`.
    pub(crate) prov: String,
}

/// What a body holds, by its media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    /// A file as it is.
    Raw,
    /// A form, with the line between its parts.
    Form(String),
    /// A form that cannot be read.
    BadForm,
}

/// Says what a body holds; everything that is not called a form is a file.
pub(crate) fn media(headers: &HeaderMap) -> Media {
    let value = headers.get(header::CONTENT_TYPE);
    let value = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = value.split(';').next().unwrap_or(value).trim();
    if kind != "multipart/form-data" {
        return Media::Raw;
    }
    multer::parse_boundary(value).map_or(Media::BadForm, Media::Form)
}

/// Takes the files out of a form: of each field the first.
pub(crate) async fn form(
    pieces: Vec<Bytes>,
    boundary: &str,
    fields: &Fields,
) -> Result<Upload, Failure> {
    let pieces = stream::iter(pieces.into_iter().map(Ok::<_, Infallible>));
    let mut form = multer::Multipart::new(pieces, boundary);
    let mut parts: [Option<Vec<Bytes>>; 4] = [None, None, None, None];
    while let Some(mut part) = form.next_field().await.map_err(|_| Failure::NoField)? {
        let wanted = ["chart", fields.chart.as_str(), "prov", fields.prov.as_str()];
        let place = wanted.iter().position(|name| part.name() == Some(*name));
        let place = place.filter(|place| parts[*place].is_none() && part.file_name().is_some());
        let mut content = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(|_| Failure::NoField)? {
            if place.is_some() {
                content.push(piece);
            }
        }
        if let Some(place) = place {
            parts[place] = Some(content);
        }
    }
    let [chart, other_chart, prov, other_prov] = parts;
    let upload = Upload {
        packages: chart.into_iter().chain(other_chart).collect(),
        signatures: prov.into_iter().chain(other_prov).collect(),
    };
    if upload.packages.is_empty() && upload.signatures.is_empty() {
        return Err(Failure::NoField);
    }
    Ok(upload)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(size: u64, budget: usize) -> Bounds {
        Bounds {
            size,
            idle: Duration::from_secs(10),
            budget: Arc::new(Semaphore::new(budget)),
        }
    }

    #[tokio::test]
    async fn bodies_are_bounded_alone_and_together() {
        let headers = HeaderMap::new();
        let body = || Body::from(vec![0; 100_000]);
        let all = bounds(100_000, 100);
        let received = receive(&headers, body(), &all).await.expect("fits");
        assert_eq!(received.pieces.concat().len(), 100_000);
        let failure = receive(&headers, body(), &all).await.expect_err("no room");
        assert_eq!(failure, Failure::Busy);
        drop(received);
        assert!(receive(&headers, body(), &all).await.is_ok());
        let failure = receive(&headers, body(), &bounds(99_999, 100)).await;
        assert_eq!(failure.expect_err("too large"), Failure::TooLarge);
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_LENGTH, 100_001.into());
        let failure = receive(&headers, Body::empty(), &all).await;
        assert_eq!(failure.expect_err("declared"), Failure::TooLarge);
    }

    #[tokio::test]
    async fn forms_give_their_first_files() {
        let fields = Fields {
            chart: "package".into(),
            prov: "prov".into(),
        };
        let part = |name: &str, content: &str| {
            format!(
                "--x\r\nContent-Disposition: form-data; name=\"{name}\"; \
                 filename=\"/tmp/helm/a.tgz\"\r\n\r\n{content}\r\n"
            )
        };
        let read = async |text: String| {
            // One byte at a time, as a slow client would send it.
            let pieces = text.bytes().map(|byte| Bytes::from(vec![byte])).collect();
            form(pieces, "x", &fields).await
        };
        let text = |files: &[Vec<Bytes>]| {
            let texts = files.iter().map(|file| file.concat());
            texts.collect::<Vec<_>>()
        };
        let body = part("other", "0") + &part("chart", "1") + &part("chart", "2");
        let upload = read(body + &part("prov", "3") + "--x--\r\n")
            .await
            .expect("a form");
        assert_eq!(text(&upload.packages), [b"1"]);
        assert_eq!(text(&upload.signatures), [b"3"]);
        // Whatever the order of the fields, `chart` comes before the field of another name.
        let body = part("package", "1") + &part("chart", "2");
        let upload = read(body + "--x--\r\n").await.expect("a form");
        assert_eq!(text(&upload.packages), [b"2", b"1"]);
        assert!(upload.signatures.is_empty());
        for text in [
            part("other", "0") + "--x--\r\n",
            part("chart", "1"),
            String::new(),
            "--x\r\nContent-Disposition: form-data; name=\"chart\"\r\n\r\n1\r\n--x--\r\n".into(),
        ] {
            assert_eq!(read(text).await.expect_err("nothing"), Failure::NoField);
        }
    }
}
