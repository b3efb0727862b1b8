//! The listing of a bucket, as OSS, S3 and their kin write it.
//!
//! Asked for in the first version of the protocol, which all of them know; an answer in the second
//! version is followed by its own kind of token.

use serde::Deserialize;

/// One object of a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
pub(super) struct Object {
    #[serde(rename = "Key")]
    pub key: String,
    #[serde(rename = "Size", default)]
    pub size: u64,
    /// Changes when the content does; empty where the server tells none.
    #[serde(rename = "ETag", default)]
    pub etag: String,
}

/// Where the listing goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Behind this key.
    Marker(String),
    /// At this token of the second version.
    Token(String),
}

/// A part of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub objects: Vec<Object>,
    pub next: Option<Next>,
}

#[derive(Deserialize)]
enum Document {
    #[serde(rename = "ListBucketResult")]
    Listing(Listing),
    Error(Failure),
}

#[derive(Deserialize)]
struct Listing {
    #[serde(rename = "Contents", default)]
    contents: Vec<Object>,
    #[serde(rename = "IsTruncated", default)]
    is_truncated: bool,
    #[serde(rename = "NextMarker", default)]
    next_marker: String,
    #[serde(rename = "NextContinuationToken", default)]
    next_token: String,
}

#[derive(Deserialize)]
struct Failure {
    #[serde(rename = "Code", default)]
    code: String,
    #[serde(rename = "Message", default)]
    message: String,
}

impl Page {
    /// Parses the XML of a listing.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let listing = match quick_xml::de::from_str(text) {
            Ok(Document::Listing(listing)) => listing,
            Ok(Document::Error(Failure { code, message })) => {
                return Err(format!("the server says {code}: {message}"));
            }
            Err(error) => return Err(format!("it is not the listing of a bucket: {error}")),
        };
        let next = if !listing.is_truncated {
            None
        } else if !listing.next_token.is_empty() {
            Some(Next::Token(listing.next_token))
        } else if !listing.next_marker.is_empty() {
            Some(Next::Marker(listing.next_marker))
        } else {
            // S3 names the marker only for listings with a delimiter; it is the last key.
            let last = listing
                .contents
                .last()
                .ok_or("its listing goes on, but not where")?;
            Some(Next::Marker(last.key.clone()))
        };
        Ok(Self {
            objects: listing.contents,
            next,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(inner: &str) -> Result<Page, String> {
        Page::parse(&format!(
            "<?xml version=\"1.0\"?>\n<ListBucketResult xmlns=\"http://doc.s3.example/\">\
             <Name>b</Name>{inner}</ListBucketResult>"
        ))
    }

    const CONTENTS: &str = "<Contents><Key>a/b &amp; c</Key><Size>5</Size><ETag>&quot;x&quot;\
                            </ETag><Owner><ID>1</ID></Owner></Contents>";

    #[test]
    fn objects_are_read_with_their_names_unescaped() {
        let found = page(&format!("{CONTENTS}<IsTruncated>false</IsTruncated>")).expect("read");
        let object = Object {
            key: "a/b & c".into(),
            size: 5,
            etag: "\"x\"".into(),
        };
        assert_eq!(
            found,
            Page {
                objects: vec![object],
                next: None
            }
        );
        assert_eq!(page("").expect("read"), Page::default());
    }

    #[test]
    fn every_server_says_in_its_own_way_where_the_listing_goes_on() {
        let truncated = format!("{CONTENTS}<IsTruncated>true</IsTruncated>");
        for (more, expected) in [
            ("", Next::Marker("a/b & c".into())),
            ("<NextMarker>m</NextMarker>", Next::Marker("m".into())),
            (
                "<NextContinuationToken>t</NextContinuationToken>",
                Next::Token("t".into()),
            ),
        ] {
            let found = page(&format!("{truncated}{more}")).expect("read");
            assert_eq!(found.next, Some(expected));
        }
        assert!(page("<IsTruncated>true</IsTruncated>").is_err());
    }

    #[test]
    fn other_documents_are_refused() {
        for text in [
            "",
            "<html><body>Welcome</body></html>",
            "{}",
            "<ListBucketResult><Contents><Key>a",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><ListBucketResult>&x;<Contents/></ListBucketResult>",
        ] {
            assert!(Page::parse(text).is_err(), "{text}");
        }
        let error = "<Error><Code>AccessDenied</Code><Message>No</Message></Error>";
        assert_eq!(
            Page::parse(error).expect_err("refused"),
            "the server says AccessDenied: No"
        );
    }
}
