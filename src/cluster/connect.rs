//! Where the cluster is and who asks: kubeconfig files as `kubectl` reads them, or the service account
//! of the pod that this runs in.

use std::{path::PathBuf, time::Duration};

use kube::config::{Config, KubeConfigOptions, Kubeconfig, KubeconfigError};

use super::{
    error::{Error, Result},
    no_proxy,
};

/// How to connect to a cluster.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The kubeconfig that was asked for; it must be there.
    pub kubeconfig: Option<PathBuf>,
    /// Other kubeconfigs, the first of which wins; those that are not there are passed over.
    pub kubeconfigs: Vec<PathBuf>,
    /// The context to use instead of the current one.
    pub context: Option<String>,
    /// Longest wait for each answer.
    pub timeout: Duration,
    /// How often a request is repeated that failed in passing.
    pub retries: usize,
    /// The proxies of the environment.
    pub proxies: Proxies,
}

/// The proxies that the environment asks for, as in `HTTPS_PROXY`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    /// For addresses with `https`.
    pub https: Option<String>,
    /// For addresses with `http`.
    pub http: Option<String>,
    /// Hosts that need none.
    pub none: String,
}

/// Reads how to connect.
pub(super) async fn config(settings: &Settings) -> Result<Config> {
    let mut config = match read(settings)? {
        Some(kubeconfig) => from_kubeconfig(kubeconfig, settings).await?,
        // Whoever names a context means a kubeconfig.
        None if settings.context.is_some() => return Err(Error::NoCluster),
        None => Config::incluster().map_err(|_| Error::NoCluster)?,
    };
    config.connect_timeout = Some(settings.timeout);
    // Requests are repeated by us, so that they are counted and end in time.
    config.default_retry = false;
    Ok(config)
}

/// Reads and merges the kubeconfigs that there are.
fn read(settings: &Settings) -> Result<Option<Kubeconfig>> {
    if let Some(path) = &settings.kubeconfig {
        if !path.exists() {
            return Err(Error::NoKubeconfig { path: path.clone() });
        }
        return Kubeconfig::read_from(path)
            .map(Some)
            .map_err(|error| unusable(&error));
    }
    let mut merged: Option<Kubeconfig> = None;
    for path in settings.kubeconfigs.iter().filter(|path| path.exists()) {
        let next = Kubeconfig::read_from(path).map_err(|error| unusable(&error))?;
        merged = Some(match merged {
            None => next,
            Some(first) => first.merge(next).map_err(|error| unusable(&error))?,
        });
    }
    // An empty file is what is left when the last cluster is deleted.
    Ok(merged.filter(|it| !it.clusters.is_empty() || !it.contexts.is_empty()))
}

async fn from_kubeconfig(kubeconfig: Kubeconfig, settings: &Settings) -> Result<Config> {
    let known: Vec<String> = kubeconfig
        .contexts
        .iter()
        .map(|it| it.name.clone())
        .collect();
    let Some(name) = settings
        .context
        .clone()
        .or_else(|| kubeconfig.current_context.clone())
    else {
        return Err(Error::Kubeconfig {
            problem: format!(
                "it has no current context; choose one with --context: {}",
                known.join(", ")
            ),
        });
    };
    let context = kubeconfig.contexts.iter().find(|it| it.name == name);
    let Some(context) = context.and_then(|it| it.context.clone()) else {
        return Err(Error::NoContext { name, known });
    };
    let cluster = kubeconfig
        .clusters
        .iter()
        .find(|it| it.name == context.cluster);
    let proxy = cluster
        .and_then(|it| it.cluster.as_ref()?.proxy_url.clone())
        .filter(|url| !url.is_empty());
    let options = KubeConfigOptions {
        context: Some(name),
        ..KubeConfigOptions::default()
    };
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|error| unusable(&error))?;
    // The library compares NO_PROXY with the address of the proxy, not with that of the cluster.
    config.proxy_url = match proxy.or_else(|| proxy_of(&settings.proxies, &config)) {
        Some(url) => Some(url.parse().map_err(|_| Error::Kubeconfig {
            problem: "the address of the proxy is none".into(),
        })?),
        None => None,
    };
    Ok(config)
}

/// Returns the proxy that the environment has for the cluster.
fn proxy_of(proxies: &Proxies, config: &Config) -> Option<String> {
    let proxy = match config.cluster_url.scheme_str() {
        Some("http") => &proxies.http,
        _ => &proxies.https,
    };
    let proxy = proxy.as_ref().filter(|url| !url.is_empty())?;
    let host = config.cluster_url.host().unwrap_or_default();
    if no_proxy::matches(&proxies.none, host) {
        return None;
    }
    Some(if proxy.contains("://") {
        proxy.clone()
    } else {
        format!("http://{proxy}")
    })
}

fn unusable(error: &KubeconfigError) -> Error {
    let problem = match error {
        KubeconfigError::Parse(cause) => {
            let text = cause.to_string();
            format!(
                "it is no YAML of that form: {}",
                text.lines().next().unwrap_or_default()
            )
        }
        KubeconfigError::ReadConfig(cause, path) => format!("{}: {cause}", path.display()),
        KubeconfigError::LoadClusterOfContext(name) => format!("it has no cluster `{name}`"),
        other => other.to_string(),
    };
    Error::Kubeconfig { problem }
}
