//! Registries as the ConfigMap and the Secrets that KubeVela keeps them in.
//!
//! Follows `vela-addon-behaviour.md` 2.1 and 2.2.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{config::Registries, digest::Digest, secret::Secret};

/// The name of the ConfigMap.
pub(super) const CONFIG_MAP: &str = "vela-addon-registry";
/// The key in it that holds the registries.
pub(super) const KEY: &str = "registries";
const TOKEN: &str = "token";

/// Why a manifest cannot be imported.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("{0}")]
    Yaml(#[from] addon_yaml::Error),
    #[error("there is no ConfigMap {CONFIG_MAP} in it")]
    NoConfigMap,
    #[error("error addon registry configmap registry-key not exist")]
    NoKey,
    #[error("`{KEY}` of the ConfigMap is not the JSON object that it should be")]
    Json(#[from] serde_json::Error),
}

/// What was read, and what is missing in it.
#[derive(Debug)]
pub(super) struct Imported {
    pub(super) registries: Registries,
    pub(super) warnings: Vec<String>,
}

/// Writes the ConfigMap, and a Secret for each token.
pub(super) fn write(registries: &Registries, namespace: &str) -> Result<String, addon_yaml::Error> {
    let (stored, secrets) = split(registries, namespace);
    let mut text = addon_yaml::to_string(&config_map(namespace, &stored.to_json()))?;
    for secret in secrets {
        text.push_str("---\n");
        text.push_str(&addon_yaml::to_string(&secret)?);
    }
    Ok(text)
}

/// Makes the ConfigMap.
pub(super) fn config_map(namespace: &str, registries: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": CONFIG_MAP, "namespace": namespace},
        "data": {KEY: registries},
    })
}

/// Takes the tokens out of registries and makes Secrets of them.
pub(super) fn split(registries: &Registries, namespace: &str) -> (Registries, Vec<Value>) {
    let mut stored = registries.clone();
    let mut secrets = Vec::new();
    let names: Vec<String> = registries.iter().map(|entry| entry.name.clone()).collect();
    for name in names {
        let Ok(entry) = stored.get_mut(&name) else {
            continue;
        };
        let Some(git) = entry.git_mut().filter(|git| !git.token.is_empty()) else {
            continue;
        };
        let secret = secret_name(&name);
        secrets.push(json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": secret, "namespace": namespace},
            "type": "Opaque",
            "data": {TOKEN: BASE64_STANDARD.encode(git.token.expose())},
        }));
        git.token = Secret::default();
        git.token_secret_ref = secret;
    }
    (stored, secrets)
}

/// Names the Secret of a registry as KubeVela does, unless Kubernetes would not accept the name.
fn secret_name(registry: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if registry.chars().all(plain) && !registry.ends_with('-') {
        return format!("addon-registry-{registry}");
    }
    let digest = Digest::of(registry.as_bytes()).hex();
    let legible: String = registry
        .to_lowercase()
        .chars()
        .map(|c| if plain(c) { c } else { '-' })
        .take(60)
        .collect();
    format!("addon-registry-{legible}-{}", &digest[..8])
}

/// Reads the ConfigMap, with the tokens of Secrets that stand beside it.
pub(super) fn read(text: &str) -> Result<Imported, Error> {
    let mut objects = Vec::new();
    for node in addon_yaml::load_all(text, &addon_yaml::Options::go())? {
        let object: Value = node.deserialize(&addon_yaml::Options::go())?;
        match object["items"].as_array() {
            Some(items) => objects.extend(items.iter().cloned()),
            None => objects.push(object),
        }
    }
    from_objects(&objects)
}

/// Reads the ConfigMap among objects, with the tokens of Secrets that stand beside it.
pub(super) fn from_objects(objects: &[Value]) -> Result<Imported, Error> {
    let is = |object: &Value, kind: &str, name: &str| {
        object["kind"] == kind && object["metadata"]["name"] == name
    };
    let config_map = objects
        .iter()
        .find(|object| is(object, "ConfigMap", CONFIG_MAP));
    let mut registries = registries_of(config_map.ok_or(Error::NoConfigMap)?)?;
    let mut warnings = Vec::new();
    let names: Vec<String> = registries.iter().map(|entry| entry.name.clone()).collect();
    for name in names {
        let Ok(entry) = registries.get_mut(&name) else {
            continue;
        };
        let Some(git) = entry
            .git_mut()
            .filter(|git| !git.token_secret_ref.is_empty())
        else {
            continue;
        };
        let secret = objects
            .iter()
            .find(|object| is(object, "Secret", &git.token_secret_ref));
        match secret.and_then(token) {
            Some(token) => {
                git.token = token;
                git.token_secret_ref = String::new();
            }
            None => warnings.push(format!(
                "the token of registry `{name}` is not there: its Secret `{}` is missing",
                git.token_secret_ref
            )),
        }
    }
    Ok(Imported {
        registries,
        warnings,
    })
}

/// Reads the registries of a ConfigMap, without their tokens.
pub(super) fn registries_of(config_map: &Value) -> Result<Registries, Error> {
    let json = config_map["data"][KEY].as_str().ok_or(Error::NoKey)?;
    Ok(Registries::from_json(json)?)
}

fn token(secret: &Value) -> Option<Secret> {
    if let Some(plain) = secret["stringData"][TOKEN].as_str() {
        return Some(Secret::new(plain));
    }
    let bytes = BASE64_STANDARD
        .decode(secret["data"][TOKEN].as_str()?)
        .ok()?;
    String::from_utf8(bytes).ok().map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{
        "a": {"name": "a", "helm": {"url": "http://h", "password": "p"}},
        "b": {"name": "b", "git": {"url": "https://github.com/o/r", "token": "t0ken"}, "x": 1}
    }"#;

    #[test]
    fn what_is_exported_is_imported_again() {
        let registries = Registries::from_json(FILE).expect("read");
        let text = write(&registries, "vela-system").expect("written");
        assert!(
            !text.contains("t0ken"),
            "tokens belong into the Secret\n{text}"
        );
        assert!(text.contains("tokenSecretRef"), "{text}");
        let imported = read(&text).expect("imported");
        assert_eq!(imported.registries, registries);
        assert_eq!(imported.warnings, Vec::<String>::new());
    }

    #[test]
    fn secrets_have_names_that_kubernetes_accepts() {
        assert_eq!(secret_name("my-git"), "addon-registry-my-git");
        let odd = secret_name("My_Git");
        assert!(odd.starts_with("addon-registry-my-git-"), "{odd}");
        assert_ne!(odd, secret_name("my_git"));
    }

    #[test]
    fn a_missing_secret_is_told() {
        let registries = Registries::from_json(FILE).expect("read");
        let text = write(&registries, "vela-system").expect("written");
        let config_map = text.split("---\n").next().expect("the ConfigMap");
        let imported = read(config_map).expect("imported");
        assert_eq!(imported.warnings.len(), 1);
        assert!(matches!(read("kind: Secret"), Err(Error::NoConfigMap)));
    }
}
