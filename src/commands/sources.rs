//! Where many addons come from at once: folders, packages, registries.

use std::{path::Path, sync::Arc};

use super::{
    reference::{Found, Reference, find},
    registry::unnamed,
};
use crate::{
    context::Context,
    exit::ExitCode,
    hint::Failure,
    ops::sync::{Record, Survey},
    registry::Registry,
    report,
};

/// Finds everything that `sources` name.
///
/// A source that cannot be read is a failure among the records; when nothing at all is found, the
/// first of them is the answer.
pub(crate) fn survey(cx: &mut Context<'_>, sources: &[String]) -> anyhow::Result<Survey> {
    let mut survey = Survey::default();
    let mut failures = Vec::new();
    for source in sources {
        let result = add(cx, &mut survey, source);
        if let Err(error) = result {
            let code = report::exit_code(&error);
            let record = Record::skipped(source, "").failed(code, format!("{error:#}"));
            survey.add_failure(record);
            failures.push(error);
        }
    }
    if survey.candidates.is_empty()
        && failures.len() == survey.failures()
        && let Some(first) = failures.into_iter().next()
    {
        return Err(first);
    }
    Ok(survey)
}

fn add(cx: &mut Context<'_>, survey: &mut Survey, source: &str) -> anyhow::Result<()> {
    let nothing = |what: &str| {
        let message = format!("{what} `{source}` holds no addon, no chart and no package");
        Failure::new(ExitCode::NotFound, message)
    };
    let path = Path::new(source);
    if path.exists() {
        if cx.registries().is_ok_and(|all| all.get(source).is_ok()) {
            cx.ui.note(&format!(
                "`{source}` is the folder of that name; the registry is not asked"
            ));
        }
        if !survey.add_path(path) {
            return Err(nothing("the folder").into());
        }
        return Ok(());
    }
    let is_address = source.contains("://") || source.starts_with("git@");
    let registry: Arc<dyn Registry> = if is_address {
        let entry = unnamed(cx, source)?;
        cx.open(&entry)?
    } else if let Ok(entry) = cx.registries()?.get(source) {
        cx.open(entry)?
    } else if let Some(reference) = reference(source) {
        let Found { registry, release } = find(cx, &reference, None)?;
        survey.add_release(&registry, release);
        return Ok(());
    } else {
        let message = format!("`{source}` is neither a folder, nor a package, nor a registry");
        let failure = Failure::new(ExitCode::NotFound, message);
        return Err(failure
            .with_hint("see the registries with `addon registry list`")
            .into());
    };
    if !survey.add_registry(&registry)? {
        return Err(nothing("the registry").into());
    }
    Ok(())
}

/// Reads `REGISTRY/NAME[@VERSION]`; a path that does not exist is none.
fn reference(source: &str) -> Option<Reference> {
    if source.starts_with(['.', '/', '~']) {
        return None;
    }
    let reference: Reference = source.parse().ok()?;
    reference.registry.is_some().then_some(reference)
}
