//! What has to be found out before anything is written: which other addons are needed, and whether
//! all of them run on this cluster.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context as _;
use serde_json::{Map, Value};

use super::{Candidate, InstallArgs};
use crate::{
    addon::SystemRequirements,
    chart::Version,
    cluster::Cluster,
    context::Context,
    ops::{
        enable::{
            Error, check,
            plan::{self, Market, Plan},
            platform::Versions,
        },
        installed::{self, Installed},
    },
    registry::Registry,
    render::{self, Rendered},
    report,
};

/// Where missing addons come from: the configured registries.
struct Configured<'a, 'b> {
    cx: &'a mut Context<'b>,
    site: Option<(&'a Cluster, &'a str)>,
}

impl Market for Configured<'_, '_> {
    fn registries(&mut self) -> anyhow::Result<Vec<Arc<dyn Registry>>> {
        let entries = self.cx.registries()?;
        let mut open = Vec::new();
        for entry in entries.iter() {
            match self.cx.open(entry) {
                Ok(registry) => open.push(registry),
                Err(error) => report::warn(self.cx.ui, &error),
            }
        }
        Ok(open)
    }

    fn stored(&mut self, addon: &str) -> anyhow::Result<Map<String, Value>> {
        match self.site {
            Some((cluster, namespace)) => Ok(installed::arguments(cluster, namespace, addon)?),
            None => Ok(Map::new()),
        }
    }
}

/// Fails if the addon does not run on this cluster, naming the newest version that does.
pub(super) fn fits(versions: &mut Versions<'_>, candidate: &Candidate) -> anyhow::Result<()> {
    let metadata = &candidate.addon.metadata;
    let platform = versions.platform(metadata)?;
    let Err(cause) = platform.check(metadata) else {
        return Ok(());
    };
    if !matches!(cause, render::Error::Requirement { .. }) {
        return Err(cause.into());
    }
    let mut fits = None;
    if let Some(origin) = &candidate.origin {
        let releases = origin
            .registry
            .releases(&origin.release.name)
            .unwrap_or_default();
        for release in releases {
            let full = release
                .version
                .parse::<Version>()
                .is_ok_and(|it| !it.is_prerelease());
            if !full || release.version == origin.release.version {
                continue;
            }
            let mut other = metadata.clone();
            other.system = Some(SystemRequirements {
                vela: release.requirements.vela.clone(),
                kubernetes: release.requirements.kubernetes.clone(),
            });
            let platform = versions.platform(&other)?;
            if platform.check(&other).is_ok() {
                fits = Some(release.version);
                break;
            }
        }
    }
    Err(Error::Requirement {
        cause: Box::new(cause),
        addon: metadata.name.clone(),
        fits,
    }
    .into())
}

pub(super) fn plan_for(
    cx: &mut Context<'_>,
    candidate: &Candidate,
    asked: Option<&Vec<String>>,
    others: &BTreeMap<String, Installed>,
    site: Option<(&Cluster, &str)>,
) -> anyhow::Result<Plan> {
    let clusters = asked.and_then(|_| candidate.arguments.get("clusters"));
    let from = candidate.origin.as_ref().map(|it| &it.registry);
    let mut market = Configured { cx, site };
    let plan = plan::plan(&candidate.addon, from, clusters, others, &mut market)?;
    for warning in &plan.warnings {
        cx.ui.warn(warning);
    }
    Ok(plan)
}

/// A dependency that is ready to be applied.
pub(super) struct Ready {
    candidate: Candidate,
    pub(super) rendered: Rendered,
    pub(super) needed_by: String,
    pub(super) extends: bool,
}

impl Ready {
    pub(super) fn name(&self) -> &str {
        self.candidate.name()
    }
}

/// Renders all dependencies and checks that they run on this cluster.
pub(super) fn prepare(
    args: &InstallArgs,
    plan: &Plan,
    namespace: &str,
    clusters: Option<&[String]>,
    versions: &mut Versions<'_>,
) -> anyhow::Result<Vec<Ready>> {
    let mut ready = Vec::new();
    for step in &plan.steps {
        let candidate = Candidate {
            addon: step.source.clone(),
            registry: step.registry.clone(),
            origin: None,
            arguments: step.arguments.clone(),
        };
        let name = candidate.name().to_owned();
        let rendered = (|| {
            if !args.skip_version_validating {
                fits(versions, &candidate)?;
            }
            let rendered = candidate.render(namespace, clusters, false)?;
            check::refusals(&name, &rendered)?;
            anyhow::Ok(rendered)
        })()
        .with_context(|| format!("the dependency `{name}` cannot be enabled"))?;
        ready.push(Ready {
            candidate,
            rendered,
            needed_by: step.needed_by.clone(),
            extends: step.extends,
        });
    }
    Ok(ready)
}
