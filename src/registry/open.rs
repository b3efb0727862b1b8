//! From a configured entry to a backend.

use std::{path::PathBuf, sync::Arc};

use url::Url;

use super::{Error, Registry, Result, git, helm, local, oss};
use crate::{
    config::{HelmSource, RegistryEntry, RegistryKind, Source, TlsSettings},
    net::{Auth, Settings, TlsFiles},
};

/// What the backends need besides their entry.
#[derive(Clone, Debug, Default)]
pub struct OpenContext {
    /// How HTTP clients behave.
    pub http: Settings,
    /// Folder for what can be fetched again; nothing is kept when there is none.
    pub cache: Option<PathBuf>,
    /// How git reaches repositories.
    pub git: git::Options,
}

/// Opens the backend of `entry`; no server is asked yet.
pub fn open(entry: &RegistryEntry, cx: &OpenContext) -> Result<Arc<dyn Registry>> {
    let name = entry.name.as_str();
    match entry.source() {
        Some(Source::Helm(source)) => Ok(Arc::new(open_helm(name, source, cx)?)),
        Some(Source::Local(source)) => Ok(Arc::new(local::LocalRegistry::new(name, &source.path))),
        Some(Source::Git(source) | Source::Gitee(source) | Source::Gitlab(source)) => {
            let kind = entry.kind().unwrap_or(RegistryKind::Git);
            Ok(Arc::new(git::GitRegistry::new(name, kind, source, cx)?))
        }
        Some(Source::Oss(source)) => Ok(Arc::new(oss::OssRegistry::new(name, source, cx)?)),
        None => Err(setup(
            name,
            "it names no kind of registry that this version knows",
        )),
    }
}

/// Opens a Helm repository, configured or named by its URL.
fn open_helm(name: &str, source: &HelmSource, cx: &OpenContext) -> Result<helm::HelmRegistry> {
    let url = parse_url(name, &source.url)?;
    let auth = if !source.username.is_empty() || !source.password.is_empty() {
        Auth::Basic {
            username: source.username.clone(),
            password: source.password.clone(),
        }
    } else if !source.token.is_empty() {
        Auth::Bearer(source.token.clone())
    } else {
        Auth::None
    };
    let options = helm::Options {
        auth,
        tls: tls_files(&source.tls),
        ..helm::Options::default()
    };
    helm::HelmRegistry::new(name, url, options, cx)
}

/// Parses the address of a registry.
pub(super) fn parse_url(registry: &str, text: &str) -> Result<Url> {
    let problem = match Url::parse(text.trim()) {
        Ok(url) if url.has_host() => return Ok(url),
        Ok(_) => "it names no host".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(setup(
        registry,
        &format!("`{text}` is not a URL: {problem}"),
    ))
}

/// Returns the files that the settings of an entry name.
pub fn tls_files(settings: &TlsSettings) -> TlsFiles {
    let path = |text: &str| (!text.is_empty()).then(|| PathBuf::from(text));
    TlsFiles {
        ca: path(&settings.ca_file),
        certificate: path(&settings.cert_file),
        key: path(&settings.key_file),
        insecure: settings.insecure_skip_verify,
    }
}

fn setup(registry: &str, problem: &str) -> Error {
    Error::Setup {
        registry: registry.to_owned(),
        problem: problem.to_owned(),
    }
}
