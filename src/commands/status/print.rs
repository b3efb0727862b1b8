//! The status of one addon for people, in the words and lines of `vela`.
//!
//! Follows `vela-addon-behaviour.md` 9.1.

use std::io::Write;

use serde_json::Value;

use super::{
    describe::{Description, Package},
    parameters,
};
use crate::{
    commands::{endpoints, source::LOCAL},
    context::Context,
    ops::status::{Phase, State, same_version},
    ui::{BAD, FAINT, GOOD, NAME, TITLE, one_line, sanitized},
};

/// How many versions are shown.
const SHOWN_VERSIONS: usize = 8;

/// Colours a text as its phase asks for.
pub(super) fn styled(phase: Phase, text: &str) -> String {
    let style = match phase {
        Phase::Enabled => GOOD,
        Phase::Suspend => BAD,
        _ => FAINT,
    };
    format!("{style}{text}{style:#}")
}

pub(super) fn print(cx: &mut Context<'_>, shown: &Description) -> std::io::Result<()> {
    let out = cx.ui.out();
    let summary = &shown.summary;
    let phase = styled(summary.phase, summary.phase.as_str());
    let version = match summary.phase {
        Phase::Enabled | Phase::Suspend => format!("({})", one_line(&summary.version)),
        _ => String::new(),
    };
    writeln!(
        out,
        "{NAME}{}{NAME:#}: {phase} {version}",
        one_line(&summary.name)
    )?;
    if let Some(package) = &shown.package {
        writeln!(out, "{}", one_line(&package.description))?;
    }
    if !summary.clusters.is_empty() {
        title(out, "Installed Clusters", "")?;
        writeln!(out, "[{}]", one_line(&summary.clusters.join(" ")))?;
    }
    if !summary.registry.is_empty() {
        title(out, "Registry Name", "")?;
        writeln!(out, "{}", one_line(&summary.registry))?;
    }
    if let Some(package) = &shown.package {
        title(out, "Available Versions", "")?;
        writeln!(out, "{}", versions(package, &summary.version))?;
        dependencies(out, package)?;
    }
    if let Some(list) = shown.parameters.as_ref().filter(|it| !it.is_empty()) {
        title(out, "Parameters", "")?;
        if shown.package.is_none() && summary.registry == LOCAL {
            // The folder that it came from has the schema, wherever that is now.
            writeln!(out, "(as given; the addon came from a folder)")?;
        }
        parameters::print(out, list, 0)?;
    }
    endpoints::print(out, &summary.application, &shown.endpoints)?;
    if let Some(state) = &shown.state
        && summary.phase != Phase::Enabled
    {
        diagnosis(out, state, &summary.reasons)?;
    }
    Ok(())
}

fn title(out: &mut impl Write, text: &str, mark: &str) -> std::io::Result<()> {
    let blank = if mark.is_empty() { "" } else { " " };
    writeln!(out, "{TITLE}==> {TITLE:#}{NAME}{text}{NAME:#}{blank}{mark}")
}

/// Writes the newest versions; the one that is there comes first.
fn versions(package: &Package, installed: &str) -> String {
    let is_there = |it: &&String| !installed.is_empty() && same_version(it, installed);
    let (present, others): (Vec<_>, Vec<_>) = package.versions.iter().partition(is_there);
    let present = present
        .into_iter()
        .map(|it| format!("{GOOD}{}{GOOD:#}", one_line(it)));
    let others = others.into_iter().map(|it| one_line(it).into_owned());
    let cells: Vec<_> = present.chain(others).take(SHOWN_VERSIONS).collect();
    let rest = if package.versions.len() > SHOWN_VERSIONS {
        ", ..."
    } else {
        ""
    };
    format!("[{}{rest}]", cells.join(", "))
}

fn dependencies(out: &mut impl Write, package: &Package) -> std::io::Result<()> {
    let mark = |phase: Phase| match phase {
        Phase::Enabled => format!("{GOOD}✔{GOOD:#}"),
        Phase::Suspend => format!("{BAD}✔{BAD:#}"),
        _ => format!("{BAD}✘{BAD:#}"),
    };
    let is_there = |phase: Phase| matches!(phase, Phase::Enabled | Phase::Suspend);
    let needs = &package.dependencies;
    let all = needs.iter().all(|it| is_there(it.phase));
    let total = if all { Phase::Enabled } else { Phase::Disabled };
    title(out, "Dependencies", &mark(total))?;
    let cells: Vec<_> = needs
        .iter()
        .map(|it| format!("{} {}", one_line(&it.name), mark(it.phase)))
        .collect();
    writeln!(out, "[{}]", cells.join(", "))
}

/// Tells how far an addon has come that does not run.
fn diagnosis(out: &mut impl Write, state: &State, reasons: &[String]) -> std::io::Result<()> {
    let application = &state.addon.application;
    let status = &state.application["status"];
    let text = |value: &Value| one_line(value.as_str().unwrap_or("-")).into_owned();
    writeln!(
        out,
        "diagnose addon info from application {}",
        one_line(application)
    )?;
    title(out, "Phase", "")?;
    writeln!(out, "{}", text(&status["status"]))?;
    let steps = status["workflow"]["steps"].as_array();
    if let Some(steps) = steps.filter(|it| !it.is_empty()) {
        title(out, "Workflow", "")?;
        for step in steps {
            writeln!(out, "{}: {}", text(&step["name"]), text(&step["phase"]))?;
        }
    }
    let services = status["services"].as_array();
    if let Some(services) = services.filter(|it| !it.is_empty()) {
        title(out, "Services", "")?;
        for service in services {
            let health = if service["healthy"] == true {
                format!("{GOOD}✔{GOOD:#}")
            } else {
                format!("{BAD}✘{BAD:#}")
            };
            let message = service["message"].as_str().unwrap_or_default();
            let line = format!("{} {health} {}", text(&service["name"]), one_line(message));
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    if !reasons.is_empty() {
        title(out, "Reasons", "")?;
        for reason in reasons {
            writeln!(out, "{}", sanitized(reason))?;
        }
    }
    if state.phase == Phase::Suspend {
        let namespace = text(&state.application["metadata"]["namespace"]);
        title(out, "Resume", "")?;
        writeln!(
            out,
            "vela workflow resume {} -n {namespace}",
            one_line(application)
        )?;
    }
    Ok(())
}
