//! `addon registry get`

use serde_json::{Map, Value};

use super::list::shown;
use crate::{
    config::{RegistryEntry, Source},
    context::Context,
    exit::ExitCode,
    ui::{OutputFormat, Table, print_json, print_yaml},
};

/// Show what is configured for a registry, without its secrets
#[derive(clap::Args, Debug)]
pub(crate) struct GetArgs {
    /// Name of the registry
    name: String,
    /// Form of the result
    #[arg(long, short, value_enum, default_value_t)]
    output: OutputFormat,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &GetArgs) -> anyhow::Result<ExitCode> {
    let registries = cx.registries()?;
    let entry = registries.get(&args.name)?;
    match args.output {
        OutputFormat::Table => table(entry).write(cx.ui.out())?,
        OutputFormat::Json => print_json(cx.ui.out(), &without_secrets(entry))?,
        OutputFormat::Yaml => print_yaml(cx.ui.out(), &without_secrets(entry))?,
    }
    Ok(ExitCode::Success)
}

/// Lays out the columns that `vela` has for each kind.
fn table(entry: &RegistryEntry) -> Table {
    let name = entry.name.clone();
    let mut table;
    match entry.source() {
        None => {
            table = Table::new(["Name"]);
            table.row(vec![name]);
        }
        Some(Source::Oss(oss)) => {
            table = Table::new(["NAME", "Type", "ENDPOINT", "BUCKET", "PATH"]);
            let cells = [&oss.endpoint, &oss.bucket, &oss.path].map(Clone::clone);
            table.row([vec![name, "OSS".into()], cells.to_vec()].concat());
        }
        Some(Source::Helm(helm)) => {
            table = Table::new(["NAME", "Type", "ENDPOINT"]);
            table.row(vec![name, "Helm".into(), shown(&helm.url)]);
        }
        Some(Source::Local(local)) => {
            table = Table::new(["NAME", "Type", "ENDPOINT"]);
            table.row(vec![name, "Local".into(), local.path.clone()]);
        }
        Some(Source::Gitlab(git)) => {
            table = Table::new(["NAME", "Type", "ENDPOINT", "REPOSITORY", "PATH"]);
            table.row(vec![
                name,
                "Gitlab".into(),
                shown(&git.url),
                git.repo.clone(),
                git.path.clone(),
            ]);
        }
        Some(Source::Git(git) | Source::Gitee(git)) => {
            table = Table::new(["NAME", "Type", "ENDPOINT", "PATH"]);
            let kind = if entry.gitee.is_some() {
                "Gitee"
            } else {
                "Git"
            };
            table.row(vec![name, kind.into(), shown(&git.url), git.path.clone()]);
        }
    }
    table
}

/// Returns the entry as it is stored, each secret replaced by `***`.
fn without_secrets(entry: &RegistryEntry) -> Value {
    let mut value = serde_json::to_value(entry).expect("entries have text keys");
    if let Some(sources) = value.as_object_mut() {
        for source in sources.values_mut().filter_map(Value::as_object_mut) {
            hide(source);
        }
    }
    value
}

fn hide(source: &mut Map<String, Value>) {
    for (key, value) in source {
        match key.as_str() {
            "password" | "token" => *value = "***".into(),
            "url" => *value = shown(value.as_str().unwrap_or_default()).into(),
            _ => {}
        }
    }
}
