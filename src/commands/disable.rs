//! `addon disable`

use serde_json::Value;

use super::cluster::ClusterArgs;
use crate::{
    cluster::{Cluster, Kind},
    config::system_namespace,
    context::Context,
    exit::ExitCode,
    ops::{
        enable::{Error, usage},
        installed,
    },
    similar::similar_names,
};

/// Remove an addon from the cluster
///
/// What the addon brought goes with it: the cluster deletes it in the background. An addon whose
/// definitions are in use stays, unless --force is given.
#[derive(clap::Args, Debug)]
pub(crate) struct DisableArgs {
    /// Name of the addon
    #[arg(value_name = "NAME")]
    name: String,
    /// Remove it even if applications use it
    #[arg(long, short)]
    force: bool,
    #[command(flatten)]
    cluster: ClusterArgs,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &DisableArgs) -> anyhow::Result<ExitCode> {
    let cluster = args.cluster.connect(cx)?;
    let namespace = system_namespace();
    let application = application(&cluster, &namespace, &args.name)?;
    if !args.force {
        usage::check(&cluster, &namespace, &application)?;
    }
    let name = application["metadata"]["name"].as_str().unwrap_or_default();
    cluster.delete(&Kind::APPLICATION, Some(&namespace), name)?;
    cx.ui
        .line(&format!("Successfully disable addon:{}", args.name))?;
    Ok(ExitCode::Success)
}

/// Finds the Application of an addon that has to be there.
pub(crate) fn application(cluster: &Cluster, namespace: &str, addon: &str) -> Result<Value, Error> {
    if let Some(application) = installed::find(cluster, namespace, addon)? {
        return Ok(application);
    }
    let known = installed::list(cluster, namespace)?;
    Err(Error::NotInstalled {
        addon: addon.to_owned(),
        similar: similar_names(addon, known.keys().map(String::as_str))
            .into_iter()
            .next(),
    })
}
