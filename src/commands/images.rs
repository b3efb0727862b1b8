//! `addon images`

use std::collections::BTreeSet;

use clap::ValueEnum;

use super::sources;
use crate::{
    context::Context,
    exit::ExitCode,
    hint::Failure,
    ops::{
        images::{Collection, Image, ImagePath},
        mirror,
        objects::render_plainly,
        sync::Kind,
    },
    report,
    ui::{Table, one_line, print_json, print_yaml},
};

/// List the container images that addons need
///
/// Each addon is rendered as it is enabled without arguments. Images in the pod specs of known kinds
/// are certain; what only looks like an image (values of Helm charts, arguments and variables of
/// containers, fields of other kinds) is marked as a guess. Images that a Helm chart brings by itself
/// are not among them; the charts are named.
#[derive(clap::Args, Debug)]
pub(crate) struct ImagesArgs {
    /// Folders of addons, packages, registries, or addons as REGISTRY/NAME@VERSION
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// Show what leads to each image
    #[arg(long)]
    why: bool,
    /// Leave out guesses
    #[arg(long)]
    sure: bool,
    /// Where objects of another kind name an image, such as Prometheus=spec.image (can be repeated)
    #[arg(long = "path", value_name = "KIND=PATH")]
    paths: Vec<ImagePath>,
    /// Form of the list
    #[arg(long, short, value_enum, default_value_t)]
    output: ImagesFormat,
}

/// The forms of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ImagesFormat {
    /// Aligned columns
    #[default]
    Table,
    /// One image a line
    #[value(alias = "name")]
    Txt,
    /// A JSON array
    Json,
    /// A YAML sequence
    Yaml,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &ImagesArgs) -> anyhow::Result<ExitCode> {
    let survey = sources::survey(cx, &args.sources)?;
    let mut failed = Vec::new();
    for record in survey.records.iter().filter(|it| it.status.is_failure()) {
        cx.ui.warn(&record.reason);
        failed.push(record.exit_code.unwrap_or(ExitCode::Failure));
    }
    let mut collection = Collection::default();
    let mut charts = BTreeSet::new();
    for candidate in &survey.candidates {
        if candidate.kind == Kind::Chart {
            charts.insert(format!("{} {}", candidate.name, candidate.version));
            continue;
        }
        let rendered = candidate
            .files()
            .map_err(anyhow::Error::from)
            .and_then(|files| Ok(render_plainly(&files, "local")?));
        match rendered {
            Ok((_, rendered)) => {
                let (name, version) = (&candidate.name, &candidate.version);
                collection.add(name, version, &rendered, &args.paths);
                let used = mirror::charts_in(&rendered);
                charts.extend(used.iter().map(ToString::to_string));
            }
            Err(error) => {
                let error = error.context(format!("cannot see into {}", candidate.source));
                failed.push(report::exit_code(&error));
                report::warn(cx.ui, &error);
            }
        }
    }
    let mut images = collection.into_images();
    if args.sure {
        images.retain(|image| !image.guess);
        for image in &mut images {
            image.uses.retain(|it| !it.guess);
        }
    }
    print(cx, args, &images)?;
    if !charts.is_empty() {
        let charts: Vec<String> = charts.into_iter().collect();
        cx.ui.note(&format!(
            "Helm charts bring images of their own, which are not listed: {}",
            one_line(&charts.join(", "))
        ));
    }
    let count = survey.candidates.len() + survey.failures();
    if failed.len() == count
        && let Some(code) = failed.first()
    {
        return Err(Failure::new(*code, "none of the addons could be rendered").into());
    }
    Ok(report::of_batch(count, &failed))
}

fn print(cx: &mut Context<'_>, args: &ImagesArgs, images: &[Image]) -> anyhow::Result<()> {
    match args.output {
        ImagesFormat::Json => print_json(cx.ui.out(), &images),
        ImagesFormat::Yaml => print_yaml(cx.ui.out(), &images),
        ImagesFormat::Txt => {
            for image in images {
                cx.ui.line(&one_line(&image.image))?;
                for it in image.uses.iter().filter(|_| args.why) {
                    let mark = if it.guess { " (guess)" } else { "" };
                    cx.ui.line(&format!("  {}{mark}", way(it)))?;
                }
            }
            Ok(())
        }
        ImagesFormat::Table => {
            let found = |guess| if guess { "guess" } else { "sure" }.to_owned();
            if args.why {
                let mut table = Table::new(["IMAGE", "FOUND", "WHY"]);
                for image in images {
                    for it in &image.uses {
                        let name = one_line(&image.image).into_owned();
                        table.row(vec![name, found(it.guess), way(it)]);
                    }
                }
                return Ok(table.write(cx.ui.out())?);
            }
            let mut table = Table::new(["IMAGE", "FOUND", "ADDONS"]).with_elastic(2, 80);
            for image in images {
                let addons: BTreeSet<&str> = image.uses.iter().map(|it| &*it.addon).collect();
                let addons: Vec<&str> = addons.into_iter().collect();
                table.row(vec![
                    one_line(&image.image).into_owned(),
                    found(image.guess),
                    one_line(&addons.join(", ")).into_owned(),
                ]);
            }
            Ok(table.write(cx.ui.out())?)
        }
    }
}

fn way(it: &crate::ops::images::Use) -> String {
    let way = format!("{} {} > {}", it.addon, it.version, it.why.join(" > "));
    one_line(&way).into_owned()
}
