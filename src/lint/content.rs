//! What rendering says about an addon: faults in files, refusals of clusters, and the values that it gives.

use cue::{
    diag::{Code, Diagnostic, Label},
    source::FileId,
};

use super::{Config, File, Report, Rule, Severity, span, values};
use crate::{
    addon::{FileTree, Metadata, layout::TEMPLATE_YAML},
    render::{Options, Problem, Source, Topic, inspect},
};

/// The namespace that objects are rendered for; which one is of no concern here.
const NAMESPACE: &str = "vela-system";

/// Renders the addon as far as possible and tells what is wrong with it.
pub(super) fn check(
    files: &FileTree,
    metadata: Metadata,
    texts: &[File<'_>],
    config: &Config,
    report: &mut Report,
) {
    let icon = metadata.icon.clone();
    let name = metadata.name.clone();
    let dependencies = metadata.dependencies.clone();
    // Files that are no text, and a second template, are told of already.
    let mut readable = FileTree::new();
    for (path, content) in files.iter() {
        let is_text = std::str::from_utf8(content).is_ok();
        let is_second = path.as_str() == TEMPLATE_YAML && files.contains("template.cue");
        if is_text && !is_second {
            readable.insert(path.clone(), content.clone());
        }
    }
    let Ok(source) = Source::with_metadata(&readable, metadata) else {
        return;
    };
    let options = Options {
        namespace: NAMESPACE,
        registry: "local",
        arguments: &config.parameters,
        clusters: None,
        upgrade: false,
    };
    let inspection = inspect(&source, &options);
    for problem in &inspection.problems {
        tell(problem, report);
    }
    values::check(&name, &icon, &dependencies, &inspection, texts, report);
}

fn tell(problem: &Problem, report: &mut Report) {
    // That the package is not there is told where it is imported.
    if problem.diagnostic.message == "the content of this package is not known" {
        return;
    }
    let rule = rule_of(problem);
    // Without a place, and not in the way of anything: the types concerned are told of by their text.
    if rule == Rule::NoParameterSchema && problem.diagnostic.labels.is_empty() {
        return;
    }
    let mut diagnostic = moved(&problem.diagnostic, problem, report);
    if diagnostic.labels.is_empty() {
        // What concerns a file, or several, as a whole.
        let mut files = problem.sources.iter();
        if let Some(file) = files.find(|source| source.name.contains('.')) {
            let id = report.take(&file.name, &file.text);
            diagnostic = diagnostic.at(span(id, (0, 0)), "");
        }
    }
    report.push(rule, diagnostic);
    // Older clusters drop such fields, and so does what `render` prints.
    if rule == Rule::NoParameterSchema && problem.diagnostic.code != Code::User {
        report.soften(Severity::Note);
    }
}

fn rule_of(problem: &Problem) -> Rule {
    match problem.topic {
        Topic::Yaml => Rule::YamlSyntax,
        Topic::Documents => Rule::SeveralDocuments,
        Topic::NoOutput => Rule::NoOutput,
        Topic::Schema => Rule::NoParameterSchema,
        Topic::Definition if problem.diagnostic.code == Code::Syntax => Rule::YamlSyntax,
        Topic::Definition => Rule::RefusedDefinition,
        Topic::Dropped => Rule::DroppedField,
        Topic::Render => Rule::RenderError,
        Topic::Cue => match problem.diagnostic.code {
            Code::Syntax => Rule::CueSyntax,
            Code::Unresolved => Rule::UnresolvedReference,
            Code::Unused => Rule::UnusedImport,
            Code::Import => Rule::UnavailableImport,
            Code::ListArithmetic => Rule::ListArithmetic,
            Code::Incomplete | Code::Required | Code::Ambiguous => Rule::IncompleteValue,
            _ => Rule::CueError,
        },
    }
}

/// Returns a diagnostic that points into the texts of the report.
fn moved(diagnostic: &Diagnostic, problem: &Problem, report: &mut Report) -> Diagnostic {
    let mut diagnostic = diagnostic.clone();
    let mut labels = Vec::new();
    for Label { mut span, text } in diagnostic.labels {
        let source = problem.sources.get(span.file.0 as usize);
        span.file = match source {
            Some(source) => report.take(&source.name, &source.text),
            None => FileId(u32::MAX),
        };
        if source.is_some() {
            labels.push(Label { span, text });
        }
    }
    // The place in a file of the addon comes first.
    labels.sort_by_key(|label| {
        report
            .source(label)
            .is_some_and(|it| !it.name.contains('.'))
    });
    diagnostic.labels = labels;
    diagnostic.children = diagnostic
        .children
        .iter()
        .map(|child| moved(child, problem, report))
        .collect();
    diagnostic
}
