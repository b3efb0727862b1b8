//! `addon show`

use std::{io::Write as _, path::Path};

use anyhow::Context as _;
use bytes::Bytes;
use serde::Serialize;

use super::{
    reference::{Found, Reference, find},
    source,
};
use crate::{
    addon::{FileTree, Metadata, TreePath, layout},
    chart::ChartYaml,
    context::Context,
    exit::ExitCode,
    hint::Failure,
    registry::{Content, Release},
    ui::{OutputFormat, one_line, print_json, print_yaml, sanitized},
};

/// Show an addon: metadata, versions, files and the text for readers
#[derive(clap::Args, Debug)]
pub(crate) struct ShowArgs {
    /// The addon, as NAME, REGISTRY/NAME or REGISTRY/NAME@VERSION, or a package, or ./FOLDER
    #[arg(value_name = "REFERENCE|PATH")]
    reference: String,
    /// Version, or a constraint on it, in a registry
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,
    /// Form of the result
    #[arg(long, short, value_enum, default_value_t)]
    output: OutputFormat,
}

/// All that is told of an addon.
#[derive(Debug, Default, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the fields are the keys of the output"
)]
#[serde(rename_all = "camelCase")]
struct Description {
    name: String,
    version: String,
    registry: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    files: Vec<File>,
    #[serde(skip_serializing_if = "Option::is_none")]
    readme: Option<String>,
}

#[derive(Debug, Serialize)]
struct File {
    path: String,
    size: usize,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let description = if is_path(&args.reference) {
        if args.version.is_some() {
            let message = "--version is for registries; what lies on the disk has one version";
            return Err(Failure::new(ExitCode::Usage, message).into());
        }
        from_disk(cx, &args.reference)?
    } else {
        from_registry(cx, &args.reference, args.version.as_deref())?
    };
    match args.output {
        OutputFormat::Table => print(cx, &description)?,
        OutputFormat::Json => print_json(cx.ui.out(), &description)?,
        OutputFormat::Yaml => print_yaml(cx.ui.out(), &description)?,
    }
    Ok(ExitCode::Success)
}

/// Says whether a word is meant for something on the disk: the name of an addon is none, even if a
/// folder has it too.
fn is_path(word: &str) -> bool {
    word.starts_with(['.', '/', '~']) || word.ends_with('/') || Path::new(word).is_file()
}

fn from_registry(
    cx: &mut Context<'_>,
    word: &str,
    version: Option<&str>,
) -> anyhow::Result<Description> {
    let reference: Reference = source::reference(word)?;
    let Found { registry, release } = find(cx, &reference, version)?;
    let versions = registry
        .releases(&release.name)?
        .into_iter()
        .map(|other| other.version)
        .collect();
    let files = registry
        .fetch(&release)?
        .into_tree()
        .with_context(|| format!("cannot read {} {}", release.name, release.version))?;
    Ok(describe(&release, versions, &files))
}

fn from_disk(cx: &mut Context<'_>, word: &str) -> anyhow::Result<Description> {
    let opened = source::open_local(cx, word)?;
    let files = opened.expect("paths are opened or refused").files;
    let unusable = || format!("cannot read `{word}`");
    let mut shown = Description {
        registry: source::LOCAL.to_owned(),
        files: listed(&files),
        readme: layout::readme(&files),
        ..Description::default()
    };
    if let Some(text) = files.get(layout::METADATA) {
        let metadata =
            Metadata::parse(&String::from_utf8_lossy(text)).map_err(|error| invalid(&error));
        let metadata = metadata.with_context(unusable)?;
        shown.kind = "addon";
        shown.name.clone_from(&metadata.name);
        shown.version.clone_from(&metadata.version);
        shown.description.clone_from(&metadata.description);
        shown.metadata = Some(metadata);
    } else {
        let text = files.get("Chart.yaml").map(AsRef::as_ref);
        let nothing = "there is neither metadata.yaml nor Chart.yaml";
        let text = text.ok_or_else(|| Failure::new(ExitCode::Invalid, nothing));
        let chart = ChartYaml::parse(text.with_context(unusable)?).map_err(|error| invalid(&error));
        let chart = chart.with_context(unusable)?;
        shown.kind = "chart";
        shown.name = chart.name;
        shown.version = chart.version;
        shown.description = chart.description;
    }
    Ok(shown)
}

fn invalid(error: &dyn std::error::Error) -> Failure {
    Failure::new(ExitCode::Invalid, error.to_string())
}

fn listed(files: &FileTree) -> Vec<File> {
    let file = |(path, content): (&TreePath, &Bytes)| File {
        path: path.to_string(),
        size: content.len(),
    };
    files.iter().map(file).collect()
}

fn describe(release: &Release, versions: Vec<String>, files: &FileTree) -> Description {
    let metadata = files
        .get(layout::METADATA)
        .and_then(|text| Metadata::parse(&String::from_utf8_lossy(text)).ok());
    Description {
        name: release.name.to_string(),
        version: release.version.clone(),
        registry: release.registry.to_string(),
        kind: match release.content {
            Content::Addon => "addon",
            Content::Chart => "chart",
        },
        metadata,
        description: release.description.clone(),
        versions,
        digest: release.digest.map(|digest| digest.to_string()),
        files: listed(files),
        readme: layout::readme(files),
    }
}

fn print(cx: &mut Context<'_>, shown: &Description) -> anyhow::Result<()> {
    let mut fields = vec![
        ("Name", shown.name.clone()),
        ("Version", shown.version.clone()),
        ("Registry", shown.registry.clone()),
        ("Kind", shown.kind.to_owned()),
        ("Description", shown.description.clone()),
        ("Versions", shown.versions.join(", ")),
    ];
    if let Some(metadata) = &shown.metadata {
        let dependencies: Vec<_> = metadata
            .dependencies
            .iter()
            .map(|dependency| {
                format!("{} {}", dependency.name, dependency.version)
                    .trim()
                    .to_owned()
            })
            .collect();
        let system = metadata.system.clone().unwrap_or_default();
        fields.extend([
            ("Tags", metadata.tags.join(", ")),
            ("Home", metadata.url.clone()),
            ("Dependencies", dependencies.join(", ")),
            ("KubeVela", system.vela),
            ("Kubernetes", system.kubernetes),
        ]);
    }
    fields.push(("Digest", shown.digest.clone().unwrap_or_default()));
    let out = cx.ui.out();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "{:<14}{}", format!("{name}:"), one_line(value))?;
    }
    writeln!(out, "Files:")?;
    for file in &shown.files {
        writeln!(out, "  {:>9}  {}", file.size, one_line(&file.path))?;
    }
    if let Some(readme) = &shown.readme {
        writeln!(out, "\n{}", sanitized(readme.trim_end()))?;
    }
    Ok(())
}
