//! `addon lint`

mod github;
mod place;
mod rules;
mod sarif;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;
use serde::Serialize;

use self::place::Place;
use crate::{
    addon::{FileTree, Metadata, layout},
    archive::{self, Limits},
    chart::Folder,
    context::Context,
    exit::ExitCode,
    fs_ext,
    hint::Failure,
    lint::{self, CONFIG, Config, Finding, Neighbours, Report, Rule, Severity, Subject},
    ui::{Emphasis, print_json},
};

/// The largest package that is read from a disk.
const MAX_PACKAGE: u64 = 256 << 20;
/// The largest configuration.
const MAX_CONFIG: u64 = 1 << 20;

/// Find mistakes in addons, with the lines that they are in
///
/// Looks at addon folders, at folders of addons, and at packages; without arguments at the folder that it
/// is run in. Nothing is fetched unless --registry names a registry to look for dependencies in. Exits with
/// 8 when there are errors. A comment `addon-lint: allow(RULE)` silences a rule on its line or the next,
/// `addon-lint: allow-file(RULE)` in a file, and the file .addon-lint.yaml in an addon or in the folder
/// around it.
#[derive(clap::Args, Debug)]
pub(crate) struct LintArgs {
    /// Addon folders, folders of addons, and packages [default: .]
    #[arg(value_name = "DIR|PACKAGE")]
    targets: Vec<PathBuf>,
    /// Fail on warnings as on errors
    #[arg(long)]
    strict: bool,
    /// Registry to look for dependencies in, beside the addons given (can be repeated)
    #[arg(long = "registry", short, value_name = "NAME")]
    registries: Vec<String>,
    /// Rule to switch off (can be repeated)
    #[arg(long, value_name = "RULE")]
    disable: Vec<String>,
    /// List the rules instead
    #[arg(long)]
    rules: bool,
    /// Form of the findings
    #[arg(long, short, value_enum, default_value_t)]
    output: Form,
}

/// The forms of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people, with the lines concerned
    #[default]
    Text,
    /// A JSON array
    Json,
    /// SARIF 2.1.0, which code hosts show beside the code
    Sarif,
    /// Commands that GitHub Actions turns into annotations
    Github,
    /// The rules as a document
    #[value(hide = true)]
    Markdown,
}

/// An addon to look at, and what its files are called in messages.
struct Target {
    subject: Subject,
    /// What stands before paths in the addon.
    prefix: String,
    inherited: Config,
}

/// What was found in an addon, and where the addon is.
pub(super) struct Linted {
    report: Report,
    prefix: String,
}

pub(crate) fn run(cx: &mut Context<'_>, args: &LintArgs) -> anyhow::Result<ExitCode> {
    if args.rules {
        return rules::print(cx, args.output);
    }
    for name in &args.disable {
        if Rule::find(name).is_none() {
            let failure = Failure::new(ExitCode::Usage, format!("there is no rule `{name}`"));
            return Err(failure
                .with_hint("`addon lint --rules` lists the rules")
                .into());
        }
    }
    let mut targets = Vec::new();
    let mut neighbours = registered(cx, &args.registries)?;
    let here = [PathBuf::from(".")];
    let paths = if args.targets.is_empty() {
        &here[..]
    } else {
        &args.targets
    };
    for path in paths {
        neighbours.complete |= open(path, &mut targets)?;
    }
    for target in &targets {
        if let Some(metadata) = metadata(&target.subject.files) {
            let names = metadata.dependencies.into_iter().map(|it| it.name);
            neighbours.add(&metadata.name, &metadata.version, names.collect());
        } else if let Some(folder) = &target.subject.folder {
            neighbours.add(folder, "0.0.0", Vec::new());
        }
    }
    let mut all = Vec::new();
    for mut target in targets {
        target
            .inherited
            .disable
            .extend(args.disable.iter().cloned());
        all.push(Linted {
            report: lint::lint(&target.subject, &neighbours, &target.inherited),
            prefix: target.prefix,
        });
    }
    match args.output {
        Form::Text | Form::Markdown => print_text(cx, &all)?,
        Form::Json => print_json(cx.ui.out(), &rows(&all))?,
        Form::Sarif => print_json(cx.ui.out(), &sarif::log(&all))?,
        Form::Github => {
            for line in github::lines(&all) {
                cx.ui.line(&line)?;
            }
        }
    }
    summarise(cx, &all);
    let failing = if args.strict {
        Severity::Warning
    } else {
        Severity::Error
    };
    let fails = findings(&all).any(|(_, finding)| finding.severity >= failing);
    Ok(if fails {
        ExitCode::Invalid
    } else {
        ExitCode::Success
    })
}

/// Reads the addons that a path names; says whether they are all those of a folder.
fn open(path: &Path, targets: &mut Vec<Target>) -> anyhow::Result<bool> {
    let shown = path.display().to_string();
    if path.is_file() {
        let bytes = fs_ext::read(path, MAX_PACKAGE)?;
        let files = archive::unpack_tree(&bytes, &Limits::HELM)
            .with_context(|| format!("cannot read `{shown}`"))?;
        targets.push(Target {
            subject: Subject {
                folder: None,
                files,
            },
            prefix: format!("{shown}/"),
            inherited: Config::default(),
        });
        return Ok(false);
    }
    if !path.is_dir() {
        let failure = Failure::new(ExitCode::NotFound, format!("there is no `{shown}`"));
        let hint = "name an addon folder, a folder of addons or a package";
        return Err(failure.with_hint(hint).into());
    }
    if is_addon(path) {
        let around = config_around(path)?;
        targets.push(folder(path, around)?);
        return Ok(false);
    }
    let inherited = config(&path.join(CONFIG))?;
    let before = targets.len();
    for name in fs_ext::list_folder(path)? {
        let below = path.join(name);
        if below.is_dir() && is_addon(&below) {
            targets.push(folder(&below, inherited.clone())?);
        }
    }
    if targets.len() == before {
        let message = format!("`{shown}` is no addon and holds none");
        let failure = Failure::new(ExitCode::NotFound, message);
        let hint = "an addon is a folder with a metadata.yaml; `addon init NAME` makes one";
        return Err(failure.with_hint(hint).into());
    }
    Ok(true)
}

/// Says whether a folder is an addon, be it an incomplete one.
fn is_addon(path: &Path) -> bool {
    let names = [
        layout::METADATA,
        layout::TEMPLATE_CUE,
        layout::TEMPLATE_YAML,
        "parameter.cue",
    ];
    names.iter().any(|name| path.join(name).is_file())
}

fn folder(path: &Path, inherited: Config) -> anyhow::Result<Target> {
    let shown = path.display().to_string();
    let files = Folder::read(path, &Limits::HELM)
        .with_context(|| format!("cannot read `{shown}`"))?
        .files;
    let real = fs_ext::canonicalize(path)?;
    let name = real
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let prefix = shown.trim_start_matches("./").trim_end_matches('/');
    let prefix = match prefix {
        "" | "." => String::new(),
        prefix => format!("{prefix}/"),
    };
    Ok(Target {
        subject: Subject {
            folder: name,
            files,
        },
        prefix,
        inherited,
    })
}

/// Reads the configuration of the folder that an addon lies in.
fn config_around(path: &Path) -> anyhow::Result<Config> {
    let real = fs_ext::canonicalize(path)?;
    let around = real.parent().filter(|around| !is_addon(around));
    around.map_or_else(
        || Ok(Config::default()),
        |around| config(&around.join(CONFIG)),
    )
}

fn config(path: &Path) -> anyhow::Result<Config> {
    let Some(text) = fs_ext::read_if_exists(path, MAX_CONFIG)? else {
        return Ok(Config::default());
    };
    Config::parse(&String::from_utf8_lossy(&text)).map_err(|error| {
        let message = format!("cannot read `{}`: {error}", path.display());
        Failure::new(ExitCode::Invalid, message).into()
    })
}

/// Lists the addons of registries, to look for dependencies among them.
fn registered(cx: &mut Context<'_>, registries: &[String]) -> anyhow::Result<Neighbours> {
    let mut neighbours = Neighbours::default();
    neighbours.complete = !registries.is_empty();
    for name in registries {
        let listing = cx.open_named(name)?.list()?;
        for offering in listing.offerings {
            for release in &*offering.releases {
                neighbours.add(release.name.as_str(), &release.version, Vec::new());
            }
        }
    }
    Ok(neighbours)
}

fn metadata(files: &FileTree) -> Option<Metadata> {
    let text = files.get(layout::METADATA)?;
    Metadata::parse(std::str::from_utf8(text).ok()?).ok()
}

fn findings(all: &[Linted]) -> impl Iterator<Item = (&Linted, &Finding)> {
    all.iter().flat_map(|linted| {
        let found = linted.report.findings.iter();
        found.map(move |finding| (linted, finding))
    })
}

fn print_text(cx: &mut Context<'_>, all: &[Linted]) -> anyhow::Result<()> {
    for linted in all {
        let sources = linted.report.sources.iter().map(|source| {
            let name = format!("{}{}", linted.prefix, source.name);
            ::cue::source::Source::new(name, source.text.clone())
        });
        let sources: Vec<_> = sources.collect();
        for finding in &linted.report.findings {
            let emphasis = match finding.severity {
                Severity::Error => Emphasis::Error,
                Severity::Warning => Emphasis::Warning,
                Severity::Note => Emphasis::Note,
            };
            let id = finding.rule.id();
            cx.ui.finding(&sources, &finding.diagnostic, id, emphasis)?;
        }
    }
    Ok(())
}

/// Counts the findings on standard error.
fn summarise(cx: &mut Context<'_>, all: &[Linted]) {
    let count = |severity| {
        let found = findings(all).filter(|(_, finding)| finding.severity == severity);
        found.count()
    };
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|it| (it, count(it)));
    let words: Vec<_> = counts
        .iter()
        .map(|(severity, count)| plural(*count, severity.as_str()))
        .collect();
    let silenced: usize = all.iter().map(|linted| linted.report.silenced).sum();
    let silenced = match silenced {
        0 => String::new(),
        count => format!(" ({count} silenced)"),
    };
    if all.len() > 1 {
        let bad = all.iter().filter(|it| it.report.count(Severity::Error) > 0);
        for linted in bad {
            let errors = plural(linted.report.count(Severity::Error), "error");
            cx.ui.status(&format!("{}: {errors}", linted.report.name));
        }
    }
    let what = match all {
        [one] => one.report.name.clone(),
        _ => plural(all.len(), "addon"),
    };
    cx.ui
        .status(&format!("{what}: {}{silenced}", words.join(", ")));
}

fn plural(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

/// What is told of a finding.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    rule: &'static str,
    severity: Severity,
    message: String,
    addon: &'a str,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
}

/// Another place that belongs to a finding.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Related {
    file: String,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
}

fn rows(all: &[Linted]) -> Vec<Row<'_>> {
    let row = |(linted, finding): (&'_ Linted, &'_ Finding)| {
        let places = Place::all(linted, finding);
        let mut places = places.into_iter();
        let place = places.next().unwrap_or_default();
        Row {
            rule: finding.rule.id(),
            severity: finding.severity,
            message: finding.diagnostic.to_string(),
            addon: "",
            file: place.file,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            help: None,
            related: places
                .map(|place| Related {
                    file: place.file,
                    line: place.line,
                    column: place.column,
                    message: place.message,
                })
                .collect(),
        }
    };
    findings(all)
        .map(|(linted, finding)| Row {
            addon: &linted.report.name,
            help: finding.diagnostic.help.as_deref(),
            ..row((linted, finding))
        })
        .collect()
}
