//! `addon push`

use std::{io::Write as _, path::Path};

use super::{
    package,
    target::{Target, TargetArgs},
};
use crate::{
    context::Context,
    exit::ExitCode,
    hint::Failure,
    ops::{
        load::{self, Item},
        push::{self, Options},
    },
    registry::{OnExisting, Pushed},
    report,
    ui::{BAD, GOOD, NAME, one_line},
};

/// What follows the name of the command.
pub(crate) const USAGE: &str = "[OPTIONS] <ITEM>... <REGISTRY|URL>";

/// Push addons and charts to a registry
///
/// ITEM is the folder of an addon or chart, or a package. What is there already with the same
/// content counts as pushed; other content under the same version is refused without --force.
#[derive(clap::Args, Debug)]
#[command(override_usage = format!("addon push {USAGE}"))]
pub(crate) struct PushArgs {
    /// What to push, and behind it the name of a registry or the URL of a Helm repository
    // One list, because flags may stand between its values, as everywhere in `vela`.
    #[arg(required = true, num_args = 1.., value_name = "ITEM... REGISTRY|URL")]
    words: Vec<String>,
    /// Version to give the package
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,
    /// Version of what the addon or chart installs
    #[arg(long, short, value_name = "VERSION")]
    app_version: Option<String>,
    #[command(flatten)]
    target: TargetArgs,
    /// Overwrite what is there with other content
    #[arg(long, short)]
    force: bool,
    /// Let an addon and a plain chart share a name
    #[arg(long)]
    allow_name_clash: bool,
    /// Keep the Chart.yaml of an addon's folder when it is valid
    #[arg(long)]
    keep_chartmeta: bool,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &PushArgs) -> anyhow::Result<ExitCode> {
    let Some((target, items)) = args
        .words
        .split_last()
        .filter(|(_, items)| !items.is_empty())
    else {
        let message =
            "two arguments are needed: addon directory/package, name/URL of Chart repository";
        return Err(Failure::new(ExitCode::Usage, message)
            .with_hint("addon push ITEM... REGISTRY|URL")
            .into());
    };
    let target = args.target.open(cx, target)?;
    let mut packing = package::options(args.version.clone(), args.app_version.clone(), false)?;
    packing.keep_chart_yaml = args.keep_chartmeta;
    let mut failed = Vec::new();
    for item in items {
        let result = load::load(Path::new(item), &packing)
            .map_err(anyhow::Error::from)
            .and_then(|item| push_one(cx, args, &target, &item));
        match result {
            Ok(()) => {}
            Err(error) if items.len() == 1 => return Err(error),
            Err(error) => failed.push(report::report(cx.ui, &error)),
        }
    }
    Ok(report::of_batch(items.len(), &failed))
}

fn push_one(
    cx: &mut Context<'_>,
    args: &PushArgs,
    target: &Target,
    item: &Item,
) -> anyhow::Result<()> {
    for warning in &item.warnings {
        cx.ui.warn(warning);
    }
    let options = Options {
        on_existing: if args.force {
            OnExisting::Overwrite
        } else {
            OnExisting::Refuse
        },
        allow_name_clash: args.allow_name_clash,
    };
    let quiet = cx.ui.is_quiet();
    let mut say = |text: &str| {
        if !quiet {
            // Nothing is lost when nobody reads the progress.
            let _closed = write!(cx.ui.err(), "{text}");
        }
    };
    let file_name = one_line(&item.package.file_name);
    say(&format!(
        "Pushing {NAME}{file_name}{NAME:#} to {}... ",
        target.shown
    ));
    match push::push(target.registry.as_ref(), item, options) {
        Ok(pushed) => {
            say(&format!("{GOOD}Done{GOOD:#}\n"));
            if pushed == Pushed::Unchanged {
                cx.ui.note(&format!(
                    "{file_name} is unchanged: the same content is there already"
                ));
            }
            Ok(())
        }
        Err(error) => {
            say(&format!("{BAD}Failed{BAD:#}\n"));
            Err(error.into())
        }
    }
}
