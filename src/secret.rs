//! Values that must never be printed.

use std::fmt;

use serde_json::Value;

/// What stands in the place of a value that is not shown.
pub const MASK: &str = "***";

/// A password or token: readable by the code that sends it, invisible everywhere else.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps `value`.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Returns the value itself, for the one place that puts it on the wire or into a file.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Says whether there is anything to hide.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MASK)
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

/// Says whether a setting of this name holds a secret, as far as names tell: `dbPassword` does, while
/// `secretName` and `tokenSecretRef` only say where one is.
pub fn is_secret_name(name: &str) -> bool {
    const SECRETS: [&str; 13] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "credential",
        "credentials",
        "accesskey",
        "apikey",
        "privatekey",
        "secretkey",
        "secretkeyid",
        "secretaccesskey",
    ];
    let bare: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    SECRETS.iter().any(|word| bare.ends_with(word))
}

/// Hides the secrets in the value of a setting: those that names tell of, and passwords in URLs.
pub fn mask(name: &str, value: &mut Value) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                mask(key, value);
            }
        }
        Value::Array(items) => {
            for item in items {
                mask(name, item);
            }
        }
        Value::String(text) if text.is_empty() => {}
        Value::String(text) if is_secret_name(name) => MASK.clone_into(text),
        Value::String(text) => {
            if let Some(masked) = without_password(text) {
                *text = masked;
            }
        }
        Value::Number(_) if is_secret_name(name) => *value = MASK.into(),
        _ => {}
    }
}

/// Returns a URL without the password in it, if it has one.
fn without_password(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (user_info, host) = rest[..end].rsplit_once('@')?;
    let (user, _) = user_info.split_once(':')?;
    let alphabet = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme
        .chars()
        .all(alphabet)
        .then(|| format!("{scheme}://{user}:{MASK}@{host}{}", &rest[end..]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_tell_secrets_from_references_to_them() {
        for name in [
            "password",
            "dbPassword",
            "DB_PASSWORD",
            "token",
            "accessKeySecret",
            "apiKey",
            "clientSecret",
            "secret-access-key",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "secretName",
            "tokenSecretRef",
            "accessKeyID",
            "user",
            "tokenTtl",
            "key",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn secrets_are_masked_wherever_they_are() {
        let mut value = json!({"a": {"token": "t", "list": [{"password": 1234}]}, "password": "",
            "secrets": ["x"], "url": "postgres://me:pw@h:1/d?x=1", "plain": "http://h/a@b:c"});
        mask("", &mut value);
        assert_eq!(
            value,
            json!({"a": {"token": "***", "list": [{"password": "***"}]}, "password": "",
                "secrets": ["x"], "url": "postgres://me:***@h:1/d?x=1", "plain": "http://h/a@b:c"})
        );
    }
}
