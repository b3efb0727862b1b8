//! An addon at hand, with the arguments that it gets.

use serde_json::{Map, Value};

use crate::{
    commands::{
        godef::{self, GoDefinitions},
        reference::Found,
        render::resolve,
        source::Opened,
    },
    context::Context,
    exit::ExitCode,
    hint::Failure,
    render::{self, Arguments, Options, Rendered, Source},
};

/// An addon that is read, with what it gets.
pub(crate) struct Candidate {
    pub(crate) addon: Source,
    pub(crate) registry: String,
    pub(crate) origin: Option<Found>,
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
    Err(Failure::new(ExitCode::NotFound, message)
        .with_hint("leave --version out, or take the addon from a registry")
        .into())
}
