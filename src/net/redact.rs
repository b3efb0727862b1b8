//! URLs that may be shown.

use url::Url;

/// Parameters of a query that carry secrets on some server or other.
const SECRET_PARAMETERS: [&str; 8] = [
    "access_token",
    "private_token",
    "token",
    "password",
    "sig",
    "signature",
    "x-amz-signature",
    "x-amz-credential",
];

/// Returns `url` as text without its password and without secret parameters.
pub fn redacted(url: &Url) -> String {
    let mut url = url.clone();
    if url.password().is_some() {
        // A URL that has a password can have another.
        let _infallible = url.set_password(Some("***"));
    }
    let is_secret = |name: &str| SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str());
    if url.query_pairs().any(|(name, _)| is_secret(&name)) {
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| {
                let value = if is_secret(&name) {
                    "***".into()
                } else {
                    value.into_owned()
                };
                (name.into_owned(), value)
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_urls_are_hidden() {
        for (url, shown) in [
            ("http://h:8080/a?b=c", "http://h:8080/a?b=c"),
            ("https://me:hunter2@h/x", "https://me:***@h/x"),
            ("https://h/x?Token=abc&y=1", "https://h/x?Token=***&y=1"),
        ] {
            assert_eq!(redacted(&Url::parse(url).expect("a URL")), shown);
        }
    }
}
