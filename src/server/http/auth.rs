//! Who may do what.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::route::Action;
use crate::server::config;

/// Decides on requests.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    /// The digest of `user:password`: digests can be compared in constant time whatever their
    /// texts' lengths.
    basic: Option<[u8; 32]>,
    anonymous_get: bool,
}

impl Guard {
    /// Follows a configuration.
    pub(crate) fn new(config: &config::Auth) -> Self {
        let digest = |(user, password): &(String, crate::secret::Secret)| {
            Sha256::digest(format!("{user}:{}", password.expose())).into()
        };
        Self {
            basic: config.basic.as_ref().map(digest),
            anonymous_get: config.anonymous_get,
        }
    }

    /// Says whether anyone is refused anything.
    pub(crate) fn is_on(&self) -> bool {
        self.basic.is_some()
    }

    /// Says whether a request may do what it asks for.
    pub(crate) fn allows(&self, action: Action, headers: &HeaderMap) -> bool {
        let Some(expected) = &self.basic else {
            return true;
        };
        match action {
            Action::None => true,
            Action::Pull if self.anonymous_get => true,
            Action::Pull | Action::Push => {
                let given = headers.get(header::AUTHORIZATION).and_then(credentials);
                given.is_some_and(|given| {
                    let given: [u8; 32] = Sha256::digest(given).into();
                    given.ct_eq(expected).into()
                })
            }
        }
    }

    /// Returns what a refused client should try.
    pub(crate) fn challenge() -> HeaderValue {
        HeaderValue::from_static("Basic realm=\"ChartMuseum\"")
    }
}

fn credentials(value: &HeaderValue) -> Option<Vec<u8>> {
    let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("basic")
        .then(|| STANDARD.decode(encoded.trim()).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_user_gets_in() {
        let mut config = config::Auth {
            basic: Some(("user".into(), String::from("pa:ss").into())),
            anonymous_get: false,
        };
        let guard = Guard::new(&config);
        let with = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, text.parse().expect("a header"));
            headers
        };
        let good = with(&format!("Basic {}", STANDARD.encode("user:pa:ss")));
        assert!(guard.allows(Action::Push, &good));
        assert!(guard.allows(
            Action::Pull,
            &with(&format!("basic {}", STANDARD.encode("user:pa:ss")))
        ));
        for bad in [
            "Basic".to_owned(),
            format!("Basic {}", STANDARD.encode("user:pa:s")),
            format!("Bearer {}", STANDARD.encode("user:pa:ss")),
            "Basic ***".to_owned(),
        ] {
            assert!(!guard.allows(Action::Pull, &with(&bad)), "{bad}");
        }
        assert!(!guard.allows(Action::Pull, &HeaderMap::new()));
        assert!(guard.allows(Action::None, &HeaderMap::new()));
        config.anonymous_get = true;
        let guard = Guard::new(&config);
        assert!(guard.allows(Action::Pull, &HeaderMap::new()));
        assert!(!guard.allows(Action::Push, &HeaderMap::new()));
    }
}
