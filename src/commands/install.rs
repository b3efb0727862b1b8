//! What `addon enable` and `addon upgrade` share: from an addon at hand to one that runs.
//!
//! Everything that can be found out without the cluster is found out first, then everything that can
//! be found out without writing; only then is anything applied.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _, Write as _},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use serde_json::{Map, Value};

use super::{
    cluster::ClusterArgs,
    diff, endpoints,
    godef::{self, GoDefinitions, Unasked},
    parameters::ParameterArgs,
    render::{print_documents, resolve},
    source::{LOCAL, Opened},
};
use crate::{
    chart::Version,
    clock::stamp,
    cluster::{Cluster, Conflicts},
    config::{system_namespace, variable},
    context::Context,
    exit::ExitCode,
    ops::{
        enable::{
            Error, check, clusters,
            install::{self, Job},
            plan::{self, Market, Plan},
            platform::Versions,
            wait::{self, End},
        },
        installed::{self, Installed},
    },
    registry::Registry,
    render::{self, Arguments, Options, Rendered, Source, application_name, publish_version},
    report,
    ui::is_interactive,
};

/// The flags of commands that install addons.
#[derive(clap::Args, Debug)]
pub(crate) struct InstallArgs {
    #[command(flatten)]
    pub(crate) parameters: ParameterArgs,
    /// Version, or a constraint on it, of an addon from a registry
    #[arg(long, short, value_name = "VERSION")]
    pub(crate) version: Option<String>,
    /// Clusters to deploy to, as in `{local,other}`
    #[arg(long, short, value_name = "CLUSTERS")]
    clusters: Option<String>,
    /// Do not check that the addon runs on this version of KubeVela and Kubernetes
    #[arg(long, short, alias = "skip-version-validate")]
    skip_version_validating: bool,
    /// Take definitions over that are there already and belong to somebody else
    #[arg(long)]
    override_definitions: bool,
    /// Compile the definitions in godef/ of a folder, which runs code of the addon; needs Go
    #[arg(long)]
    godef: bool,
    /// Take fields over that others manage
    #[arg(long)]
    force_conflicts: bool,
    /// Print the objects and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Wait until the addon runs; this is the default
    #[arg(long, overrides_with = "no_wait")]
    wait: bool,
    /// Return as soon as everything is applied
    #[arg(long)]
    no_wait: bool,
    /// Longest wait for each addon, as in `90s`, `10m` or `1h`
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = parse_duration)]
    timeout: Duration,
    /// Answer all questions with yes
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err("the unit is none of s, m and h".into()),
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| "expected a number with a unit, as in 90s".to_owned())?;
    match number.checked_mul(unit) {
        Some(seconds) if seconds <= 7 * 24 * 3600 => Ok(Duration::from_secs(seconds)),
        _ => Err("longer than a week".into()),
    }
}

impl InstallArgs {
    /// Returns what is wanted of the definitions that an addon has in Go.
    pub(crate) fn go_definitions(&self) -> GoDefinitions {
        GoDefinitions {
            compile: self.godef,
            override_others: self.override_definitions,
            unasked: Unasked::Refuse,
        }
    }

    /// Reads the arguments for the addon.
    pub(crate) fn arguments(&self) -> anyhow::Result<Arguments> {
        let mut arguments = self.parameters.arguments()?;
        if let Some(text) = self.clusters.as_deref().filter(|text| !text.is_empty()) {
            let clusters = Value::Array(clusters::parse(text));
            arguments.merge(Map::from_iter([("clusters".to_owned(), clusters)]));
        }
        Ok(arguments)
    }
}

/// An addon that is read, with what it gets.
pub(crate) struct Candidate {
    pub(crate) addon: Source,
    pub(crate) registry: String,
    pub(crate) origin: Option<super::reference::Found>,
    pub(crate) arguments: Map<String, Value>,
}

impl Candidate {
    /// Sorts the files of an addon and gives the arguments their types.
    pub(crate) fn new(
        cx: &mut Context<'_>,
        opened: Opened,
        wish: GoDefinitions,
        arguments: &Arguments,
        version: Option<&str>,
    ) -> anyhow::Result<Self> {
        let mut addon = Source::from_files(&opened.files)?;
        if opened.origin.is_none() {
            check_version(&addon, version)?;
        }
        let arguments = resolve(cx, &addon, arguments)?;
        godef::add_definitions(cx, &opened, &mut addon, wish)?;
        Ok(Self {
            addon,
            registry: opened.registry,
            origin: opened.origin,
            arguments,
        })
    }

    pub(crate) fn render(
        &self,
        namespace: &str,
        clusters: Option<&[String]>,
        upgrade: bool,
    ) -> render::Result<Rendered> {
        let options = Options {
            namespace,
            registry: &self.registry,
            arguments: &self.arguments,
            clusters,
            upgrade,
        };
        render::check_arguments(&self.addon, &options, &Arguments::default())?;
        render::render(&self.addon, &options)
    }

    pub(crate) fn name(&self) -> &str {
        &self.addon.metadata.name
    }
}

/// Refuses a version that the folder or package does not have.
fn check_version(addon: &Source, version: Option<&str>) -> anyhow::Result<()> {
    let found = &addon.metadata.version;
    let Some(wanted) = version.filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    let bare = |text: &str| text.strip_prefix('v').unwrap_or(text).to_owned();
    if bare(wanted) == bare(found) || render::meets(wanted, found) == Some(true) {
        return Ok(());
    }
    let message = format!(
        "specified version {wanted} for addon {} not exist: here is {found}",
        addon.metadata.name
    );
    Err(crate::hint::Failure::new(ExitCode::NotFound, message)
        .with_hint("leave --version out, or take the addon from a registry")
        .into())
}

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

/// What is known of the cluster before anything is written.
pub(crate) struct Known {
    pub(crate) cluster: Cluster,
    pub(crate) namespace: String,
    /// Whether the changes are to be shown before they are made.
    pub(crate) diff: bool,
}

/// Enables an addon, with all that it needs.
pub(crate) fn enable(
    cx: &mut Context<'_>,
    args: &InstallArgs,
    candidate: &Candidate,
    known: Option<Known>,
) -> anyhow::Result<ExitCode> {
    let show_changes = known.as_ref().is_some_and(|it| it.diff);
    let namespace = known
        .as_ref()
        .map_or_else(system_namespace, |it| it.namespace.clone());
    let name = candidate.name().to_owned();
    // Faults of the addon and of the arguments are found without a cluster.
    let mut rendered = candidate.render(&namespace, None, false)?;
    check::refusals(&name, &rendered)?;
    let asked = clusters::asked(&candidate.arguments)?;
    for warning in &rendered.warnings {
        cx.ui.warn(&warning.to_string());
    }

    let cluster = match known.map_or_else(|| args.cluster.connect(cx), |it| Ok(it.cluster)) {
        Ok(cluster) => cluster,
        Err(error) if args.dry_run && is_no_cluster(&error) => {
            cx.ui.note(
                "no cluster is configured, so its versions, addons and definitions are not looked at",
            );
            let plan = plan_for(cx, candidate, asked.as_ref(), &BTreeMap::new(), None)?;
            show(cx, candidate, &plan, None);
            return print(cx, &rendered);
        }
        Err(error) => return Err(error),
    };
    let live = installed::find(&cluster, &namespace, &name).map_err(Error::from)?;
    if let Some(live) = &live
        && !install::is_ours(live)
    {
        check::foreign(live)?;
    }
    let mut versions = Versions::new(&cluster, &namespace);
    if !args.skip_version_validating {
        fits(&mut versions, candidate)?;
    }
    let registered = match &asked {
        Some(_) => Some(clusters::registered(&cluster, &namespace)?),
        None => None,
    };
    if let (Some(asked), Some(registered), Some(live)) = (&asked, &registered, &live) {
        confirm_narrowing(
            cx,
            args,
            &name,
            clusters::narrowing(live, asked, registered),
        )?;
    }
    // Nothing but the notes depends on whether the addon is there already.
    if registered.is_some() || (live.is_some() && candidate.addon.notes.is_some()) {
        rendered = candidate.render(&namespace, registered.as_deref(), live.is_some())?;
    }
    let others = if candidate.addon.metadata.dependencies.is_empty() {
        BTreeMap::new()
    } else {
        installed::list(&cluster, &namespace).map_err(Error::from)?
    };
    let site = Some((&cluster, namespace.as_str()));
    let plan = plan_for(cx, candidate, asked.as_ref(), &others, site)?;
    let steps = prepare(
        args,
        &plan,
        &namespace,
        registered.as_deref(),
        &mut versions,
    )?;
    if !args.override_definitions {
        let mut present = check::Live::new();
        let own = application_of(&name, live.as_ref());
        let all = steps
            .iter()
            .map(|it| (it.rendered.clone(), application_name(it.name())));
        for (rendered, application) in all.chain([(rendered.clone(), own)]) {
            check::definitions(&cluster, &namespace, &rendered, &mut present)?;
            check::conflicts(&rendered, &application, &present)?;
        }
    }
    show(cx, candidate, &plan, live.as_ref());
    if show_changes {
        let job = Job {
            cluster: &cluster,
            namespace: &namespace,
            addon: &name,
            rendered: &rendered,
            live: live.as_ref(),
            publish: ("app.oam.dev/publishVersion", "addon-diff"),
            conflicts: Conflicts::Refuse,
            override_definitions: false,
        };
        diff::show(cx, candidate, &job)?;
        if args.dry_run {
            return Ok(ExitCode::Success);
        }
        if is_interactive() && !args.yes && !ask(cx, "Do you want to continue?")? {
            return Err(Error::Aborted { hint: None }.into());
        }
    }
    if args.dry_run {
        return print(cx, &rendered);
    }
    let site = Site {
        cluster: &cluster,
        namespace: &namespace,
        args,
    };
    for step in &steps {
        let present = if step.extends {
            installed::find(&cluster, &namespace, step.name())?
        } else {
            None
        };
        apply(cx, &site, step.name(), &step.rendered, present.as_ref())
            .with_context(|| format!("cannot enable the dependency `{}`", step.name()))?;
        cx.ui.status(&format!(
            "Enabled {}, which {} needs.",
            step.name(),
            step.needed_by
        ));
    }
    let end = apply(cx, &site, &name, &rendered, live.as_ref())?;
    if end == Some(End::Suspended) {
        let application = application_of(&name, live.as_ref());
        cx.ui.line(&format!(
            "Enabling suspend, please run \"vela workflow resume {application} -n vela-system\" to continue"
        ))?;
    }
    cx.ui.line(&format!("Addon {name} enabled successfully."))?;
    if end == Some(End::Running) {
        endpoints::show(cx, &cluster, &namespace, &name)?;
    }
    if let Some(notes) = &rendered.notes {
        cx.ui.line(notes)?;
    }
    Ok(ExitCode::Success)
}

fn is_no_cluster(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref::<crate::cluster::Error>(),
        Some(crate::cluster::Error::NoCluster)
    )
}

fn application_of(addon: &str, live: Option<&Value>) -> String {
    live.and_then(|it| it["metadata"]["name"].as_str())
        .map_or_else(|| application_name(addon), str::to_owned)
}

/// Fails if the addon does not run on this cluster, naming the newest version that does.
fn fits(versions: &mut Versions<'_>, candidate: &Candidate) -> anyhow::Result<()> {
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
            other.system = Some(crate::addon::SystemRequirements {
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

fn plan_for(
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
struct Ready {
    candidate: Candidate,
    rendered: Rendered,
    needed_by: String,
    extends: bool,
}

impl Ready {
    fn name(&self) -> &str {
        self.candidate.name()
    }
}

/// Renders all dependencies and checks that they run on this cluster.
fn prepare(
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

/// Tells what is going to be done.
fn show(cx: &mut Context<'_>, candidate: &Candidate, plan: &Plan, live: Option<&Value>) {
    let version = &candidate.addon.metadata.version;
    let name = candidate.name();
    if !plan.steps.is_empty() {
        cx.ui.status(&format!(
            "Plan: {} addons, in this order",
            plan.steps.len() + 1
        ));
        for step in &plan.steps {
            let metadata = &step.source.metadata;
            cx.ui.status(&format!(
                "  {} {} from registry {}, needed by {}",
                metadata.name, metadata.version, step.registry, step.needed_by
            ));
        }
        let from = match candidate.registry.as_str() {
            LOCAL => "here".to_owned(),
            name => format!("registry {name}"),
        };
        cx.ui.status(&format!("  {name} {version} from {from}"));
    }
    for (name, version) in &plan.present {
        cx.ui
            .status(&format!("{name} {version} is enabled already."));
    }
    if let Some(present) = live.and_then(Installed::of)
        && present.version != *version
    {
        cx.ui
            .status(&format!("{name}: {} -> {version}", present.version));
    }
}

fn print(cx: &mut Context<'_>, rendered: &Rendered) -> anyhow::Result<ExitCode> {
    let objects: Vec<_> = rendered.objects().collect();
    print_documents(cx, &objects, true)?;
    Ok(ExitCode::Success)
}

fn confirm_narrowing(
    cx: &mut Context<'_>,
    args: &InstallArgs,
    addon: &str,
    narrowing: Option<clusters::Narrowing>,
) -> anyhow::Result<()> {
    let Some(clusters::Narrowing { current, lost }) = narrowing else {
        return Ok(());
    };
    cx.ui.warn(&format!(
        "'{addon}' addon was currently installed on clusters [{}], but this operation will uninstall from these clusters: [{}]",
        current.join(","),
        lost.join(",")
    ));
    if args.yes || args.dry_run {
        return Ok(());
    }
    if ask(cx, "Do you want to continue?")? {
        return Ok(());
    }
    let hint = (!is_interactive()).then(|| "agree with --yes".to_owned());
    Err(Error::Aborted { hint }.into())
}

/// Asks a question that is answered with yes or no; nobody there means no.
fn ask(cx: &mut Context<'_>, question: &str) -> io::Result<bool> {
    if !is_interactive() {
        return Ok(false);
    }
    write!(cx.ui.err(), "{question} (y/n) ")?;
    cx.ui.err().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Where addons are applied and how.
struct Site<'a> {
    cluster: &'a Cluster,
    namespace: &'a str,
    args: &'a InstallArgs,
}

/// Applies an addon and waits for it, if that is wanted.
fn apply(
    cx: &mut Context<'_>,
    site: &Site<'_>,
    addon: &str,
    rendered: &Rendered,
    live: Option<&Value>,
) -> anyhow::Result<Option<End>> {
    let now = stamp(variable("SOURCE_DATE_EPOCH").as_deref())?;
    let (annotation, version) = publish_version(&now);
    let args = site.args;
    let job = Job {
        cluster: site.cluster,
        namespace: site.namespace,
        addon,
        rendered,
        live,
        publish: (annotation, &version),
        conflicts: if args.force_conflicts {
            Conflicts::Force
        } else {
            Conflicts::Refuse
        },
        override_definitions: args.override_definitions,
    };
    let outcome = match install::install(&job) {
        Ok(outcome) => outcome,
        Err(Error::Interrupted(it)) => {
            tell(
                cx,
                "applied",
                &it.applied,
                it.upgrade || !it.left.is_empty(),
            );
            tell(cx, "not applied", &it.missing, it.upgrade);
            if it.upgrade {
                cx.ui.note("what was applied stays as it is");
            } else if it.left.is_empty() {
                cx.ui.note("what had been created is deleted again");
            } else {
                tell(cx, "created and not deleted again", &it.left, true);
            }
            return Err(Error::Interrupted(it).into());
        }
        Err(error) => return Err(error.into()),
    };
    if !outcome.dropped.is_empty() {
        cx.ui.warn(&format!(
            "this version of {addon} no longer has what is still in the cluster: {}",
            outcome.dropped.join(", ")
        ));
    }
    if !outcome.lasting.is_empty() {
        cx.ui.note(&format!(
            "not deleted when {addon} is disabled: {}",
            outcome.lasting.join(", ")
        ));
    }
    if args.no_wait && !args.wait {
        return Ok(None);
    }
    let mut shown = String::new();
    let bar = io::stderr().is_terminal() && !cx.ui.is_quiet();
    let total = args.timeout.as_secs();
    let end = wait::wait(
        site.cluster,
        &outcome.application,
        args.timeout,
        &mut |phase, time| {
            if bar {
                let passed = time.as_secs();
                // A line that is written over; a terminal that has gone is no concern.
                let _gone = write!(
                    cx.ui.err(),
                    "\r\x1b[KWaiting addon application running. It is now in phase: {phase} (timeout {passed}/{total} seconds)..."
                );
                let _gone = cx.ui.err().flush();
            } else if shown != phase {
                cx.ui.status(&format!("{addon}: {phase}"));
                phase.clone_into(&mut shown);
            }
        },
    );
    if bar {
        let _gone = write!(cx.ui.err(), "\r\x1b[K");
    }
    Ok(Some(end?))
}

fn tell(cx: &mut Context<'_>, what: &str, objects: &[String], wanted: bool) {
    if wanted && !objects.is_empty() {
        cx.ui.note(&format!("{what}: {}", objects.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, seconds) in [("90", 90), ("90s", 90), ("10m", 600), ("1h", 3600)] {
            assert_eq!(
                parse_duration(text),
                Ok(Duration::from_secs(seconds)),
                "{text}"
            );
        }
        for text in ["", "m", "1d", "-1s", "99999999999999999999h", "9999h"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
