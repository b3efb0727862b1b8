//! Looking for what is wrong with an addon, or will be: all of it, with places.
//!
//! [`lint`] runs every [`Rule`] over the files of an addon and returns the findings that neither a
//! comment nor the addon's configuration silences (`silence`). What needs the objects of the addon
//! comes from [`render::inspect`](crate::render::inspect); the rest goes by the files alone.

mod content;
mod dependencies;
mod layout;
mod literals;
mod metadata;
mod parameters;
mod rule;
mod silence;
#[cfg(test)]
mod tests;
mod values;

use cue::{
    diag::{Code, Diagnostic, Label, Severity as Level},
    source::{FileId, Source as Text, Span},
};

pub use dependencies::{Neighbour, Neighbours};
pub use rule::{Description, RULES, Rule, Severity};
pub use silence::{CONFIG, Config};

use crate::addon::FileTree;

/// An addon to look at.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The name of its folder; `None` for a package.
    pub folder: Option<String>,
    /// Its files.
    pub files: FileTree,
}

/// One thing that a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How much it matters here.
    pub severity: Severity,
    /// What is wrong and where; its help says what to do.
    pub diagnostic: Diagnostic,
}

/// What was found in an addon.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The name of the addon, as far as it is known.
    pub name: String,
    /// The findings, by file and place.
    pub findings: Vec<Finding>,
    /// The texts that the findings point into, by number.
    pub sources: Vec<Text>,
    /// How many findings were silenced.
    pub silenced: usize,
}

impl Report {
    /// Counts the findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let found = self.findings.iter();
        found.filter(|it| it.severity == severity).count()
    }

    /// Returns the file of a place.
    pub fn source(&self, label: &Label) -> Option<&Text> {
        self.sources.get(label.span.file.0 as usize)
    }

    /// Takes a text to point into, unless it is there already.
    fn take(&mut self, name: &str, text: &str) -> FileId {
        let known = self
            .sources
            .iter()
            .position(|it| &*it.name == name && &*it.text == text);
        let index = known.unwrap_or_else(|| {
            self.sources.push(Text::new(name, text));
            self.sources.len() - 1
        });
        FileId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    fn push(&mut self, rule: Rule, mut diagnostic: Diagnostic) {
        let description = rule.description();
        diagnostic
            .help
            .get_or_insert_with(|| description.fix.to_owned());
        self.findings.push(Finding {
            rule,
            severity: description.severity,
            diagnostic,
        });
    }

    /// Adds a finding at some bytes of a file.
    fn add(&mut self, rule: Rule, file: &File<'_>, at: (usize, usize), message: impl Into<String>) {
        let id = self.take(file.path, file.text);
        let diagnostic = Diagnostic::error(Code::User, message).at(span(id, at), "");
        self.push(rule, diagnostic);
    }

    /// Replaces the advice of the finding added last.
    fn advise(&mut self, help: impl Into<String>) {
        if let Some(finding) = self.findings.last_mut() {
            finding.diagnostic.help = Some(help.into());
        }
    }

    /// Says that the finding added last matters less than others of its rule.
    fn soften(&mut self, severity: Severity) {
        if let Some(finding) = self.findings.last_mut() {
            finding.severity = finding.severity.min(severity);
        }
    }

    /// Sorts by file and place and drops what is said twice.
    fn sort(&mut self) {
        let sources = &self.sources;
        let place = |finding: &Finding| {
            let span = finding.diagnostic.labels.first()?.span;
            let source = sources.get(span.file.0 as usize)?;
            Some((
                source.name.to_string(),
                source.line_index(span.start),
                span.start,
            ))
        };
        let order = |finding: &Finding| {
            (
                place(finding),
                finding.rule,
                finding.diagnostic.message.clone(),
            )
        };
        // A default and the whole type may both be the place of the same value.
        let identity = |finding: &Finding| {
            let line = place(finding).map(|(file, line, _)| (file, line));
            (line, finding.rule, finding.diagnostic.message.clone())
        };
        self.findings.sort_by_cached_key(order);
        let mut seen = std::collections::BTreeSet::new();
        self.findings
            .retain(|finding| seen.insert(identity(finding)));
        for finding in &mut self.findings {
            finding.diagnostic.severity = match finding.severity {
                Severity::Error => Level::Error,
                Severity::Warning | Severity::Note => Level::Warning,
            };
        }
    }
}

/// A text of the addon.
#[derive(Clone, Copy, Debug)]
struct File<'a> {
    path: &'a str,
    text: &'a str,
}

fn span(file: FileId, (start, end): (usize, usize)) -> Span {
    Span {
        file,
        start: u32::try_from(start).unwrap_or(u32::MAX),
        end: u32::try_from(end).unwrap_or(u32::MAX),
    }
}

/// Looks at one addon; `inherited` is the configuration of the folder that it lies in.
pub fn lint(subject: &Subject, neighbours: &Neighbours, inherited: &Config) -> Report {
    let mut report = Report::default();
    let texts = layout::texts(&subject.files, &mut report);
    let config = Config::of(&texts, inherited, &mut report);
    let metadata = metadata::check(subject, &texts, &mut report);
    report.name.clone_from(&metadata.name);
    dependencies::check(&metadata, &texts, neighbours, &mut report);
    layout::check(&subject.files, &texts, &mut report);
    layout::check_go(&subject.files, &texts, &mut report);
    parameters::check(&texts, &mut report);
    literals::check(&texts, &mut report);
    content::check(&subject.files, metadata, &texts, &config, &mut report);
    report.sort();
    silence::apply(&texts, &config, &mut report);
    report.sort();
    report
}
