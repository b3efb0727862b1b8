//! Silencing: comments in files, and the file `.addon-lint.yaml` of an addon.
//!
//! A comment `addon-lint: allow(RULE, ...)` silences rules on its own line, or on the next one when it
//! stands alone; `addon-lint: allow-file(RULE, ...)` in the whole file. The configuration switches rules
//! off, silences them for some files, and changes how much they matter.

use std::collections::BTreeMap;

use cue::diag::Diagnostic;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{File, Report, Rule, Severity};
use crate::similar::similar_names;

/// The name of the configuration file in the folder of an addon.
pub const CONFIG: &str = ".addon-lint.yaml";

/// The beginning of comments that are meant for lint.
const MARK: &str = "addon-lint:";

/// How an addon, or a folder of addons, wants to be looked at.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Config {
    /// Rules that are switched off.
    pub disable: Vec<String>,
    /// Rules that matter more or less than usual.
    pub severity: BTreeMap<String, Severity>,
    /// Rules that are switched off for some files.
    pub exclude: Vec<Exclude>,
    /// Values to render the addon with.
    pub parameters: Map<String, Value>,
}

/// Rules that are switched off for some files.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Exclude {
    /// The rule; all of them when empty.
    pub rule: String,
    /// A path in the addon; `*` stands for any text.
    pub path: String,
    /// Why, for readers.
    pub reason: String,
}

impl Config {
    /// Parses the text of a configuration.
    pub fn parse(text: &str) -> Result<Self, addon_yaml::Error> {
        let config: Option<Self> = addon_yaml::from_str(text, &addon_yaml::Options::own())?;
        Ok(config.unwrap_or_default())
    }

    /// Returns the configuration of an addon, laid over the one of the folder around it.
    pub(super) fn of(texts: &[File<'_>], inherited: &Self, report: &mut Report) -> Self {
        let mut config = inherited.clone();
        let Some(file) = texts.iter().find(|file| file.path == CONFIG) else {
            return config;
        };
        match Self::parse(file.text) {
            Ok(own) => {
                own.check(file, report);
                config.disable.extend(own.disable);
                config.severity.extend(own.severity);
                config.exclude.extend(own.exclude);
                config.parameters.extend(own.parameters);
            }
            Err(error) => {
                let start = error.position().map_or(0, |at| at.offset_in(file.text));
                let message = match error.path() {
                    Some(path) => format!("`{path}`: {}", error.message()),
                    None => error.message().to_owned(),
                };
                report.add(Rule::LintComment, file, (start, start + 1), message);
            }
        }
        config
    }

    /// Complains about rules that do not exist.
    fn check(&self, file: &File<'_>, report: &mut Report) {
        let excluded = self.exclude.iter().map(|it| &it.rule);
        let named = self
            .disable
            .iter()
            .chain(self.severity.keys())
            .chain(excluded);
        for name in named.filter(|name| !name.is_empty() && Rule::find(name).is_none()) {
            let start = file.text.find(name.as_str()).unwrap_or_default();
            unknown(name, file, start, report);
        }
    }

    /// Says whether a rule is switched off for a file.
    fn silences(&self, rule: Rule, path: &str) -> bool {
        let disabled = self.disable.iter().any(|name| name == rule.id());
        let excluded = self.exclude.iter().any(|exclude| {
            let same = exclude.rule.is_empty() || exclude.rule == rule.id();
            same && matches(&exclude.path, path)
        });
        disabled || excluded
    }
}

/// Compares a path with a pattern in which `*` stands for any text; a folder stands for what is in it.
fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let mut is_open = false;
    for part in parts {
        is_open = part.is_empty();
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || is_open || pattern.ends_with('/') || rest.starts_with('/')
}

fn unknown(name: &str, file: &File<'_>, start: usize, report: &mut Report) {
    let message = format!("there is no rule `{name}`");
    report.add(
        Rule::LintComment,
        file,
        (start, start + name.len()),
        message,
    );
    let ids = super::RULES.iter().map(|it| it.id);
    match similar_names(name, ids).into_iter().next() {
        Some(similar) => report.advise(format!("did you mean `{similar}`?")),
        None => report.advise("`addon lint --rules` lists the rules"),
    }
}

/// A comment that silences rules.
struct Allow<'a> {
    file: File<'a>,
    rule: Rule,
    /// The lines concerned, counted from 0; all of them when absent.
    lines: Option<(usize, usize)>,
    /// Where the name of the rule stands.
    at: (usize, usize),
    used: bool,
}

/// Takes out what is silenced, and tells of comments that silence nothing.
pub(super) fn apply(texts: &[File<'_>], config: &Config, report: &mut Report) {
    let mut allows = Vec::new();
    for file in texts {
        comments(file, &mut allows, report);
    }
    let sources = report.sources.clone();
    let before = report.findings.len();
    report.findings.retain_mut(|finding| {
        if let Some(severity) = config.severity.get(finding.rule.id()) {
            finding.severity = *severity;
        }
        let place = place(&finding.diagnostic, &sources);
        let path = place.as_ref().map_or("", |(path, _)| path);
        let mut silenced = config.silences(finding.rule, path);
        for allow in &mut allows {
            let here = place.as_ref().is_some_and(|(path, line)| {
                let within = allow
                    .lines
                    .is_none_or(|(from, to)| (from..=to).contains(line));
                allow.file.path == *path && within
            });
            if here && allow.rule == finding.rule {
                allow.used = true;
                silenced = true;
            }
        }
        !silenced
    });
    report.silenced = before - report.findings.len();
    let unused = allows.iter().filter(|allow| !allow.used);
    for allow in unused.filter(|allow| !config.silences(Rule::LintComment, allow.file.path)) {
        let message = format!(
            "the comment silences nothing: `{}` finds nothing here",
            allow.rule.id()
        );
        report.add(Rule::LintComment, &allow.file, allow.at, message);
        report.advise("remove the comment");
    }
}

/// Returns path and line of the main place.
fn place(diagnostic: &Diagnostic, sources: &[cue::source::Source]) -> Option<(String, usize)> {
    let span = diagnostic.labels.first()?.span;
    let source = sources.get(span.file.0 as usize)?;
    Some((source.name.to_string(), source.line_index(span.start)))
}

/// Reads the comments of a file that are meant for lint.
fn comments<'a>(file: &File<'a>, allows: &mut Vec<Allow<'a>>, report: &mut Report) {
    let sign = if file.path.ends_with(".cue") {
        "//"
    } else {
        "#"
    };
    let mut start = 0;
    for (number, line) in file.text.split_inclusive('\n').enumerate() {
        let from = start;
        start += line.len();
        let Some(at) = line.find(MARK) else { continue };
        let before = line[..at].trim_end();
        let Some(code) = before.strip_suffix(sign) else {
            continue;
        };
        let text = line[at + MARK.len()..].trim_start();
        let (whole, list) = match (
            text.strip_prefix("allow("),
            text.strip_prefix("allow-file("),
        ) {
            (Some(list), _) => (false, list),
            (_, Some(list)) => (true, list),
            _ => {
                let message = "the comment is neither allow(RULE) nor allow-file(RULE)";
                let at = (from + at, from + at + MARK.len());
                report.add(Rule::LintComment, file, at, message);
                continue;
            }
        };
        let list = list.split(')').next().unwrap_or(list);
        let last = if code.trim().is_empty() {
            number + 1
        } else {
            number
        };
        for name in list.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            let offset = name.as_ptr() as usize - line.as_ptr() as usize;
            let at = (from + offset, from + offset + name.len());
            match Rule::find(name) {
                Some(rule) => allows.push(Allow {
                    file: *file,
                    rule,
                    lines: (!whole).then_some((number, last)),
                    at,
                    used: false,
                }),
                None => unknown(name, file, at.0, report),
            }
        }
    }
}
