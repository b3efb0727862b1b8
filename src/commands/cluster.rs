//! The flags with which users say which cluster is meant.

use std::{path::PathBuf, time::Duration};

use crate::{
    cluster::{Cluster, Proxies, Settings},
    config::{kubeconfigs, variable},
    context::Context,
};

/// Which cluster, and how long to wait for it.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Cluster options")]
pub(crate) struct ClusterArgs {
    /// File that says where the cluster is [default: the files in KUBECONFIG, then ~/.kube/config, then the pod that this runs in]
    #[arg(long, value_name = "FILE", value_parser = super::optional_path())]
    kubeconfig: Option<PathBuf>,
    /// Context of the kubeconfig to use instead of the current one
    #[arg(long, value_name = "NAME")]
    context: Option<String>,
    /// Longest wait for each answer of the cluster, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    request_timeout: u64,
}

impl ClusterArgs {
    /// Connects to the cluster that is meant; nothing is sent yet.
    pub(crate) fn connect(&self, cx: &Context<'_>) -> anyhow::Result<Cluster> {
        Ok(Cluster::connect(&self.settings(cx))?)
    }

    /// Returns how to connect to the cluster that is meant.
    pub(crate) fn settings(&self, cx: &Context<'_>) -> Settings {
        let first = |names: [&str; 2]| {
            names
                .into_iter()
                .filter_map(variable)
                .find(|value| !value.is_empty())
        };
        Settings {
            kubeconfig: self
                .kubeconfig
                .clone()
                .filter(|path| !path.as_os_str().is_empty()),
            kubeconfigs: kubeconfigs(),
            context: self.context.clone().filter(|name| !name.is_empty()),
            timeout: Duration::from_secs(self.request_timeout),
            retries: cx.http.retries,
            proxies: Proxies {
                https: first(["HTTPS_PROXY", "https_proxy"]),
                http: first(["HTTP_PROXY", "http_proxy"]),
                none: first(["NO_PROXY", "no_proxy"]).unwrap_or_default(),
            },
        }
    }
}
