//! `addon package`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;

use crate::{
    clock,
    config::variable,
    context::Context,
    exit::ExitCode,
    fs_ext::{self, Access},
    hint::Failure,
    ops::package::{self, Options, Packed},
    report,
    ui::{OutputFormat, print_json, print_yaml},
};

/// Pack addon folders as Helm-compatible packages
///
/// The same folder gives the same bytes on every machine; SOURCE_DATE_EPOCH sets the time stamps.
/// The folder itself is not changed.
#[derive(clap::Args, Debug)]
pub(crate) struct PackageArgs {
    /// Folders of addons
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Folder to write to, or `-` for standard output
    #[arg(long, short, value_name = "DIR", default_value = ".")]
    destination: PathBuf,
    /// Refuse what would only be a warning
    #[arg(long)]
    strict: bool,
    /// Also write the generated Chart.yaml into the addon's folder
    #[arg(long)]
    write_chart_yaml: bool,
    /// Version to give the package
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,
    /// Version of what the addon installs
    #[arg(long, short, value_name = "VERSION")]
    app_version: Option<String>,
    /// Form of the result
    #[arg(long, short, value_enum, default_value_t)]
    output: OutputFormat,
}

/// What is told of a package.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    version: String,
    path: String,
    digest: String,
    size: usize,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &PackageArgs) -> anyhow::Result<ExitCode> {
    let to_stdout = args.destination == Path::new("-");
    if to_stdout && (args.folders.len() > 1 || args.output != OutputFormat::Table) {
        let message = "`-d -` writes one package and nothing else to standard output";
        return Err(Failure::new(ExitCode::Usage, message).into());
    }
    let options = options(args.version.clone(), args.app_version.clone(), args.strict)?;
    let mut rows = Vec::new();
    let mut failed = Vec::new();
    for folder in &args.folders {
        match pack(cx, args, folder, &options, to_stdout) {
            Ok(Some(row)) => rows.push(row),
            Ok(None) => {}
            Err(error) if args.folders.len() == 1 => return Err(error),
            Err(error) => failed.push(report::report(cx.ui, &error)),
        }
    }
    match args.output {
        OutputFormat::Table => {}
        OutputFormat::Json => print_json(cx.ui.out(), &rows)?,
        OutputFormat::Yaml => print_yaml(cx.ui.out(), &rows)?,
    }
    Ok(report::of_batch(args.folders.len(), &failed))
}

/// Returns how folders are packed under the flags that commands share.
pub(crate) fn options(
    version: Option<String>,
    app_version: Option<String>,
    strict: bool,
) -> anyhow::Result<Options> {
    let mtime = clock::archive_mtime(variable("SOURCE_DATE_EPOCH").as_deref())
        .map_err(|error| Failure::new(ExitCode::Usage, error.to_string()))?;
    Ok(Options {
        version,
        app_version,
        strict,
        mtime,
        ..Options::default()
    })
}

fn pack(
    cx: &mut Context<'_>,
    args: &PackageArgs,
    folder: &Path,
    options: &Options,
    to_stdout: bool,
) -> anyhow::Result<Option<Row>> {
    let Packed { package, warnings } = package::pack(folder, options)?;
    for warning in warnings {
        cx.ui.warn(&warning);
    }
    if args.write_chart_yaml {
        let text = package::chart_yaml(folder)?;
        fs_ext::write_atomically(&folder.join("Chart.yaml"), text.as_bytes(), Access::Shared)?;
    }
    if to_stdout {
        cx.ui.bytes(&package.bytes)?;
        return Ok(None);
    }
    fs_ext::create_dir_all(&args.destination)?;
    let path = fs_ext::canonicalize(&args.destination)?.join(&package.file_name);
    fs_ext::write_atomically(&path, &package.bytes, Access::Shared)
        .with_context(|| format!("fail to package {}", folder.display()))?;
    if args.output == OutputFormat::Table {
        cx.ui.line(&format!(
            "Successfully package addon to: {}",
            path.display()
        ))?;
    }
    Ok(Some(Row {
        name: package.metadata.name.clone(),
        version: package.metadata.version.clone(),
        path: path.display().to_string(),
        digest: package.digest.to_string(),
        size: package.bytes.len(),
    }))
}
