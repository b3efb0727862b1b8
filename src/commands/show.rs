//! `addon show`

use std::io::Write as _;

use anyhow::Context as _;
use serde::Serialize;

use super::reference::{Found, Reference, find};
use crate::{
    addon::{FileTree, Metadata, layout},
    context::Context,
    exit::ExitCode,
    registry::{Content, Release},
    ui::{OutputFormat, one_line, print_json, print_yaml, sanitized},
};

/// Show an addon: metadata, versions, files and the text for readers
#[derive(clap::Args, Debug)]
pub(crate) struct ShowArgs {
    /// The addon, as NAME, REGISTRY/NAME or REGISTRY/NAME@VERSION
    reference: Reference,
    /// Version, or a constraint on it
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,
    /// Form of the result
    #[arg(long, short, value_enum, default_value_t)]
    output: OutputFormat,
}

/// All that is told of an addon.
#[derive(Debug, Serialize)]
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
    let Found { registry, release } = find(cx, &args.reference, args.version.as_deref())?;
    let versions = registry
        .releases(&release.name)?
        .into_iter()
        .map(|other| other.version)
        .collect();
    let files = registry
        .fetch(&release)?
        .into_tree()
        .with_context(|| format!("cannot read {} {}", release.name, release.version))?;
    let description = describe(&release, versions, &files);
    match args.output {
        OutputFormat::Table => print(cx, &description)?,
        OutputFormat::Json => print_json(cx.ui.out(), &description)?,
        OutputFormat::Yaml => print_yaml(cx.ui.out(), &description)?,
    }
    Ok(ExitCode::Success)
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
        files: files
            .iter()
            .map(|(path, content)| File {
                path: path.to_string(),
                size: content.len(),
            })
            .collect(),
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
