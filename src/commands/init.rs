//! `addon init`

use std::path::{Path, PathBuf};

use crate::{
    addon::{AddonName, FileTree},
    context::Context,
    exit::ExitCode,
    fs_ext::{self, Access, FileKind},
    hint::Failure,
    scaffold::{self, FOLDERS, GoDefinitions, HelmChart, Scaffold},
    ui::{ADDRESS, GOOD, NAME},
};

const GUIDE: &str = "https://kubevela.io/docs/platform-engineers/addon/intro";

/// Create the folder of a new addon
///
/// The folder is complete: it packages, lints and renders as it is. Files that are there already
/// are never deleted.
#[derive(clap::Args, Debug)]
pub(crate) struct InitArgs {
    /// Name of the addon: lowercase letters, digits and single dashes
    name: String,
    /// Folder to create [default: ./NAME]
    #[arg(long, short, value_name = "DIR")]
    path: Option<PathBuf>,
    /// Write into a folder that is not empty, and over the files of the scaffold
    #[arg(long, short)]
    force: bool,
    /// Leave out the sample files
    #[arg(long, alias = "no-sample")]
    no_samples: bool,
    /// Helm repository (or oci:// address) of a chart that the addon installs
    #[arg(long, value_name = "URL", requires_all = ["chart", "chart_version"])]
    helm_repo: Option<String>,
    /// Name of the chart
    #[arg(long, value_name = "NAME", requires_all = ["helm_repo", "chart_version"])]
    chart: Option<String>,
    /// Version of the chart, which becomes the addon's
    #[arg(long, value_name = "VERSION", requires_all = ["helm_repo", "chart"])]
    chart_version: Option<String>,
    /// Address of a manifest that the addon installs (can be repeated)
    #[arg(long, short, value_name = "URL")]
    url: Vec<String>,
    /// Start a folder of definitions written in Go
    #[arg(long)]
    godef: bool,
    /// Components to start in Go
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    components: Vec<String>,
    /// Traits to start in Go
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    traits: Vec<String>,
    /// Policies to start in Go
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    policies: Vec<String>,
    /// Workflow steps to start in Go
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    workflowsteps: Vec<String>,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &InitArgs) -> anyhow::Result<ExitCode> {
    let path = args
        .path
        .clone()
        .unwrap_or_else(|| PathBuf::from(&args.name));
    if args.name.is_empty() || path.as_os_str().is_empty() {
        let message = "addon name or path should not be empty";
        return Err(Failure::new(ExitCode::Usage, message).into());
    }
    let kinds = [
        &args.components,
        &args.traits,
        &args.policies,
        &args.workflowsteps,
    ];
    if !args.godef && kinds.iter().any(|names| !names.is_empty()) {
        let message = "--components, --traits, --policies, and --workflowsteps flags require --godef to be set";
        return Err(Failure::new(ExitCode::Usage, message).into());
    }
    let name: AddonName = args
        .name
        .parse()
        .map_err(|_| Failure::new(ExitCode::Usage, scaffold::Error::Name.to_string()))?;
    let files = scaffold::files(&name, &scaffold_of(args))
        .map_err(|error| Failure::new(ExitCode::Usage, error.to_string()))?;
    check_folder(&path, args.force)?;
    write(&path, &files)?;
    tell(cx, &path)?;
    Ok(ExitCode::Success)
}

fn scaffold_of(args: &InitArgs) -> Scaffold {
    let chart = match (&args.helm_repo, &args.chart, &args.chart_version) {
        (Some(repository), Some(name), Some(version)) => Some(HelmChart {
            repository: repository.clone(),
            name: name.clone(),
            version: version.clone(),
        }),
        _ => None,
    };
    let godef = args.godef.then(|| GoDefinitions {
        components: args.components.clone(),
        traits: args.traits.clone(),
        policies: args.policies.clone(),
        workflow_steps: args.workflowsteps.clone(),
    });
    Scaffold {
        no_samples: args.no_samples,
        chart,
        urls: args.url.clone(),
        godef,
    }
}

/// Refuses a path that is taken.
fn check_folder(path: &Path, force: bool) -> anyhow::Result<()> {
    let shown = path.display();
    let kind = match fs_ext::kind(path) {
        Ok(kind) => kind,
        Err(error) if error.is_not_found() => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if kind != FileKind::Folder {
        let message = format!(
            "cannot create addon structure: we can't create directory {shown}. Make sure the name has not already been taken and you have the proper rights to write to it"
        );
        return Err(Failure::new(ExitCode::Exists, message).into());
    }
    if !force && !fs_ext::list_folder(path)?.is_empty() {
        let message = format!(
            "cannot create addon structure: directory {shown} is not empty. To avoid any data loss, please manually delete it first or use -f, then try again"
        );
        let hint =
            "with --force only the files of the scaffold are overwritten; nothing is deleted";
        return Err(Failure::new(ExitCode::Exists, message)
            .with_hint(hint)
            .into());
    }
    Ok(())
}

/// Makes the folder as a whole or not at all, unless it is there already.
fn write(path: &Path, files: &FileTree) -> fs_ext::Result<()> {
    match fs_ext::kind(path) {
        Ok(_) => write_into(path, files),
        Err(_) => fs_ext::create_folder_atomically(path, |folder| write_into(folder, files)),
    }
}

fn write_into(path: &Path, files: &FileTree) -> fs_ext::Result<()> {
    for folder in FOLDERS {
        fs_ext::create_dir_all(&path.join(folder))?;
    }
    for (file, content) in files.iter() {
        let target = path.join(file.as_str());
        if let Some(folder) = target.parent() {
            fs_ext::create_dir_all(folder)?;
        }
        fs_ext::write_atomically(&target, content, Access::Shared)?;
    }
    Ok(())
}

fn tell(cx: &mut Context<'_>, path: &Path) -> std::io::Result<()> {
    let path = path.display();
    cx.ui.line("")?;
    cx.ui.line(&format!(
        "Scaffold created in directory {NAME}{path}{NAME:#}. What to do next:"
    ))?;
    cx.ui.line(&format!(
        "- Check out our guide on how to build your own addon: {ADDRESS}{GUIDE}{ADDRESS:#}"
    ))?;
    cx.ui.line(&format!(
        "- Review and edit what we have generated in {NAME}{path}{NAME:#}"
    ))?;
    cx.ui.line(&format!(
        "- To enable this addon, run: {GOOD}vela{GOOD:#}{GOOD} addon enable {GOOD:#}{GOOD}{path}{GOOD:#}"
    ))
}
