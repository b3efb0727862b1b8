//! Against a small bucket of our own.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use super::*;
use crate::{
    exit::ExitCode,
    hint::Hint as _,
    net::Settings,
    registry::{
        contract,
        fake_http::{Answer, Asked, FakeHttp},
    },
};

/// How the bucket's server speaks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Dialect {
    /// Names the next marker, as OSS does.
    Marker,
    /// Names none, as S3 does without a delimiter.
    LastKey,
    /// Answers in the second version.
    Token,
}

struct Bucket {
    objects: Arc<Mutex<BTreeMap<String, String>>>,
    http: FakeHttp,
    cache: tempfile::TempDir,
}

impl Bucket {
    /// Serves a bucket called `b` that lists `per_page` objects at a time.
    fn start(dialect: Dialect, per_page: usize, objects: &[(&str, &str)]) -> Self {
        let objects: BTreeMap<_, _> = objects
            .iter()
            .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()))
            .collect();
        let objects = Arc::new(Mutex::new(objects));
        let served = Arc::clone(&objects);
        let http = FakeHttp::start(move |asked| {
            Some(answer(
                asked,
                dialect,
                per_page,
                &served.lock().expect("no panics"),
            ))
        });
        Self {
            objects,
            http,
            cache: tempfile::tempdir().expect("a folder"),
        }
    }

    fn example(dialect: Dialect, per_page: usize) -> Self {
        Self::start(
            dialect,
            per_page,
            &[
                ("addons/", ""),
                ("addons/README.md", "not an addon"),
                ("addons/fluxcd/", ""),
                (
                    "addons/fluxcd/metadata.yaml",
                    "name: fluxcd\nversion: 1.0.0\n",
                ),
                ("addons/fluxcd/resources/a b&c+ü.yaml", "x: 1"),
                ("addons/fluxcd/resources/empty.cue", ""),
                ("addons/nothing/README.md", "no metadata"),
                (
                    "addons/velaux/metadata.yaml",
                    "name: velaux\nversion: 2.0.0\n",
                ),
                (
                    "addons-old/velaux/metadata.yaml",
                    "name: old\nversion: 0.1.0\n",
                ),
                ("addons/velaux/template.cue", "output: {}"),
            ],
        )
    }

    fn put(&self, key: &str, text: &str) {
        self.objects
            .lock()
            .expect("no panics")
            .insert(key.into(), text.into());
    }

    fn context(&self, offline: bool) -> OpenContext {
        OpenContext {
            http: Settings {
                retries: 0,
                offline,
                ..Settings::default()
            },
            cache: Some(self.cache.path().to_path_buf()),
            ..OpenContext::default()
        }
    }

    fn open(&self, path: &str, offline: bool) -> OssRegistry {
        let entry = OssSource {
            endpoint: self.http.url(""),
            bucket: "b".into(),
            path: path.into(),
            ..OssSource::default()
        };
        OssRegistry::new("demo", &entry, &self.context(offline)).expect("a registry")
    }

    fn names(&self, path: &str) -> Vec<String> {
        names(&self.open(path, false))
    }
}

fn names(registry: &OssRegistry) -> Vec<String> {
    let listing = registry.list().expect("a listing");
    assert_eq!(listing.problems, []);
    listing
        .offerings
        .iter()
        .map(|offering| offering.name.to_string())
        .collect()
}

fn answer(
    asked: &Asked,
    dialect: Dialect,
    per_page: usize,
    objects: &BTreeMap<String, String>,
) -> Answer {
    let denied = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    let Some(key) = asked.path.strip_prefix("/b") else {
        return Answer::new("404 Not Found", "<Error><Code>NoSuchBucket</Code></Error>");
    };
    let key = decode(key.trim_start_matches('/'));
    if key.contains("secret") {
        return Answer::new("403 Forbidden", denied);
    }
    if !key.is_empty() {
        return match objects.get(&key) {
            Some(text) => Answer::new("200 OK", text.as_str()),
            None => Answer::new("404 Not Found", "<Error><Code>NoSuchKey</Code></Error>"),
        };
    }
    let query: BTreeMap<String, String> = url::form_urlencoded::parse(asked.query.as_bytes())
        .into_owned()
        .collect();
    let get = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let after = get("marker").max(get("continuation-token"));
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let found = objects
        .iter()
        .filter(|(key, _)| key.starts_with(get("prefix")) && key.as_str() > after);
    let page: Vec<_> = found.clone().take(per_page).collect();
    let truncated = found.count() > page.len();
    let contents = page.iter().map(|(key, text)| {
        let tag = crate::digest::Digest::of(text.as_bytes()).hex();
        format!(
            "<Contents><Key>{}</Key><Size>{}</Size><ETag>&quot;{tag}&quot;</ETag></Contents>",
            escape(key),
            text.len()
        )
    });
    let last = page
        .last()
        .filter(|_| truncated)
        .map(|(last, _)| escape(last));
    let next = match (last, dialect) {
        (Some(last), Dialect::Marker) => format!("<NextMarker>{last}</NextMarker>"),
        (Some(last), Dialect::Token) => {
            format!("<NextContinuationToken>{last}</NextContinuationToken>")
        }
        (None, _) | (_, Dialect::LastKey) => String::new(),
    };
    let contents: String = contents.collect();
    let xml = format!(
        "<ListBucketResult><IsTruncated>{truncated}</IsTruncated>{contents}{next}</ListBucketResult>"
    );
    Answer::new("200 OK", xml).with("content-type", "application/xml")
}

#[test]
fn a_bucket_keeps_the_contract_however_its_server_pages() {
    for dialect in [Dialect::Marker, Dialect::LastKey, Dialect::Token] {
        for per_page in [1, 3, 1000] {
            let bucket = Bucket::example(dialect, per_page);
            let registry = bucket.open("/addons/", false);
            contract::check(&registry, &[("fluxcd", "1.0.0"), ("velaux", "2.0.0")]);
        }
    }
}

#[test]
fn files_keep_their_names_and_contents() {
    let bucket = Bucket::example(Dialect::Marker, 1000);
    let registry = bucket.open("addons", false);
    let release = registry
        .releases(&"fluxcd".parse().expect("a name"))
        .expect("there")
        .remove(0);
    let Fetched::Tree(tree) = registry.fetch(&release).expect("fetched") else {
        panic!("files")
    };
    let files: Vec<_> = tree
        .iter()
        .map(|(path, content)| (path.as_str(), content.len()))
        .collect();
    let expected = [
        ("metadata.yaml", 28),
        ("resources/a b&c+ü.yaml", 4),
        ("resources/empty.cue", 0),
    ];
    assert_eq!(files, expected);
}

#[test]
fn the_path_is_taken_segment_by_segment() {
    let bucket = Bucket::example(Dialect::Marker, 1000);
    assert_eq!(bucket.names("addons"), ["fluxcd", "velaux"]);
    assert_eq!(bucket.names("addons-old"), ["old"]);
    let listing = bucket.open("addon", false).list().expect("a listing");
    assert!(listing.offerings.is_empty());
    assert_eq!(
        listing.problems[0].message,
        "it has no folder with a metadata.yaml"
    );
    bucket.put("keda/metadata.yaml", "name: keda\nversion: 1.0.0\n");
    assert_eq!(bucket.names(""), ["keda"]);
}

#[test]
fn what_did_not_change_is_not_asked_for_again() {
    let bucket = Bucket::example(Dialect::Marker, 1000);
    bucket.names("addons");
    let mut requests = bucket.http.requests();
    requests.sort();
    let metadata = [
        "GET /b/addons/fluxcd/metadata.yaml",
        "GET /b/addons/velaux/metadata.yaml",
    ];
    assert_eq!(requests, [&["GET /b"][..], &metadata].concat());
    bucket.names("addons");
    assert_eq!(bucket.http.requests(), ["GET /b"]);
    bucket.put(
        "addons/velaux/metadata.yaml",
        "name: velaux\nversion: 2.0.1\n",
    );
    bucket.names("addons");
    assert_eq!(bucket.http.requests(), ["GET /b", metadata[1]]);

    let offline = bucket.open("addons", true);
    assert_eq!(names(&offline), ["fluxcd", "velaux"]);
    assert_eq!(bucket.http.requests(), [""; 0]);
    let release = offline
        .releases(&"velaux".parse().expect("a name"))
        .expect("there")
        .remove(0);
    let error = offline.fetch(&release).expect_err("never fetched");
    assert!(matches!(error, Error::NotCached { .. }), "{error}");
}

#[test]
fn one_bad_addon_hides_no_other() {
    let bucket = Bucket::example(Dialect::Marker, 1000);
    bucket.put("addons/bad/metadata.yaml", "name: [");
    bucket.put("addons/secret/metadata.yaml", "name: secret");
    let listing = bucket.open("addons", false).list().expect("a listing");
    assert_eq!(listing.offerings.len(), 2);
    let problems: Vec<_> = listing
        .problems
        .iter()
        .map(|problem| &*problem.subject)
        .collect();
    assert_eq!(problems, ["bad/metadata.yaml", "secret/metadata.yaml"]);
    assert!(
        listing.problems[1].message.contains("403"),
        "{}",
        listing.problems[1].message
    );
}

#[test]
fn failures_are_no_empty_registries() {
    let fails = |status: &'static str, body: &'static str| {
        let http = FakeHttp::start(move |_| Some(Answer::new(status, body)));
        let entry = OssSource {
            endpoint: http.url(""),
            ..OssSource::default()
        };
        let context = OpenContext {
            http: Settings {
                retries: 0,
                ..Settings::default()
            },
            ..OpenContext::default()
        };
        let registry = OssRegistry::new("demo", &entry, &context).expect("a registry");
        registry.list().expect_err("a failure").exit_code()
    };
    for (status, body, code) in [
        ("403 Forbidden", "<Error/>", ExitCode::Permission),
        ("404 Not Found", "<Error/>", ExitCode::NotFound),
        ("500 Oops", "", ExitCode::Network),
        ("200 OK", "<html>Welcome</html>", ExitCode::Invalid),
        ("200 OK", "\u{fffd}", ExitCode::Invalid),
        (
            "200 OK",
            "<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>a</NextMarker></ListBucketResult>",
            ExitCode::Invalid,
        ),
    ] {
        assert_eq!(fails(status, body), code, "{status} {body}");
    }
}

#[test]
fn addresses_of_buckets_are_worked_out() {
    for (endpoint, bucket, expected) in [
        (
            "https://oss.example.com",
            "",
            Some("https://oss.example.com/"),
        ),
        ("oss.example.com", "", Some("https://oss.example.com/")),
        (
            "https://oss.example.com",
            "b",
            Some("https://b.oss.example.com/"),
        ),
        (
            "http://oss.example.com:8080/",
            "b",
            Some("http://b.oss.example.com:8080/"),
        ),
        ("oss.example.com", "b", Some("https://b.oss.example.com/")),
        (
            "http://127.0.0.1:9000",
            "b",
            Some("http://127.0.0.1:9000/b"),
        ),
        (
            "http://localhost:9000/s3/",
            "b",
            Some("http://localhost:9000/s3/b"),
        ),
        ("", "b", None),
        ("ftp://h", "b", None),
        ("https://h", "../b", None),
        ("https://h", "b/c", None),
    ] {
        let found = bucket_url("demo", endpoint, bucket).ok().map(String::from);
        assert_eq!(found.as_deref(), expected, "{endpoint} {bucket}");
    }
}
