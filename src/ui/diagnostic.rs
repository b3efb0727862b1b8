//! Faults in files, drawn with the lines that they are in.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use cue::{
    diag::{Diagnostic, Label, Severity},
    source::Source,
};

use super::sanitize::sanitized;

/// How many diagnostics of one run are drawn; the others are counted.
const DRAWN: usize = 20;
/// How many reasons of one diagnostic are drawn.
const REASONS: usize = 8;

/// Draws diagnostics one below the other.
pub(super) fn draw(sources: &[Source], diagnostics: &[Diagnostic], width: usize) -> String {
    let renderer = Renderer::styled().term_width(width);
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(DRAWN) {
        text.push_str(&renderer.render(&report(sources, diagnostic)));
        text.push_str("\n\n");
    }
    if let Some(more) = diagnostics.len().checked_sub(DRAWN + 1) {
        text.push_str(&format!("and {} more\n", more + 1));
    }
    text
}

/// How a finding stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emphasis {
    /// As an error.
    Error,
    /// As a warning.
    Warning,
    /// As a note.
    Note,
}

/// Draws a finding with the name of the rule that made it.
pub(super) fn draw_finding(
    sources: &[Source],
    finding: &Diagnostic,
    id: &str,
    emphasis: Emphasis,
    width: usize,
) -> String {
    let level = match emphasis {
        Emphasis::Error => Level::ERROR,
        Emphasis::Warning => Level::WARNING,
        Emphasis::Note => Level::NOTE,
    };
    let renderer = Renderer::styled().term_width(width);
    renderer.render(&grouped(sources, finding, level, Some(id)))
}

fn report<'a>(sources: &'a [Source], diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    grouped(sources, diagnostic, level, None)
}

fn grouped<'a>(
    sources: &'a [Source],
    diagnostic: &'a Diagnostic,
    level: Level<'a>,
    id: Option<&'a str>,
) -> Vec<Group<'a>> {
    let title = level.primary_title(sanitized(&diagnostic.to_string()).into_owned());
    let title = match id {
        Some(id) => title.id(id),
        None => title,
    };
    let mut group = Group::with_title(title).elements(snippets(sources, &diagnostic.labels));
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(sanitized(help)));
    }
    let mut groups = vec![group];
    for child in diagnostic.children.iter().take(REASONS) {
        let title = Level::NOTE.secondary_title(sanitized(&child.message));
        groups.push(Group::with_title(title).elements(snippets(sources, &child.labels)));
    }
    groups
}

/// Makes a snippet for each file, the main one first.
fn snippets<'a>(
    sources: &'a [Source],
    labels: &'a [Label],
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut files: Vec<usize> = Vec::new();
    for label in labels {
        let file = label.span.file.0 as usize;
        if !files.contains(&file) {
            files.push(file);
        }
    }
    let snippet = |file: &usize| {
        let source = sources.get(*file)?;
        let annotations = labels
            .iter()
            .enumerate()
            .filter(|(_, label)| label.span.file.0 as usize == *file)
            .map(|(index, label)| {
                let kind = if index == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                let annotation = kind.span(range(source, label));
                if label.text.is_empty() {
                    annotation
                } else {
                    annotation.label(sanitized(&label.text))
                }
            });
        let snippet = Snippet::source(&*source.text).path(sanitized(&source.name));
        Some(snippet.annotations(annotations))
    };
    files.iter().filter_map(snippet).collect()
}

/// Returns the bytes of a label, cut to its first line and to whole characters.
fn range(source: &Source, label: &Label) -> Range<usize> {
    let text = &*source.text;
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(label.span.start as usize);
    let end = floor(label.span.end as usize).max(start);
    let line = text[start..].find('\n').map_or(text.len(), |at| start + at);
    start..end.min(line.max(start))
}

#[cfg(test)]
mod tests {
    use cue::{
        diag::Code,
        source::{FileId, Span},
    };

    use super::*;

    fn span(start: u32, end: u32) -> Span {
        let file = FileId(0);
        Span { file, start, end }
    }

    #[track_caller]
    fn check(diagnostic: &Diagnostic, expected: &str) {
        let sources = [Source::new("template.cue", "a: 1\nb: \"x\"\nc: a & b\n")];
        let renderer = Renderer::plain().term_width(80);
        assert_eq!(renderer.render(&report(&sources, diagnostic)), expected);
    }

    #[test]
    fn lines_are_shown_with_all_places() {
        let diagnostic = Diagnostic::error(Code::Conflict, "conflicting values 1 and \"x\"")
            .at(span(15, 20), "")
            .at(span(3, 4), "one")
            .with_help("make them equal");
        check(
            &diagnostic,
            "\
error: conflicting values 1 and \"x\"
 --> template.cue:3:4
  |
1 | a: 1
  |    - one
2 | b: \"x\"
3 | c: a & b
  |    ^^^^^
  |
  = help: make them equal",
        );
    }

    #[test]
    fn wrong_places_do_no_harm() {
        let sources = [Source::new("ü", "ü"), Source::new("empty", "")];
        for (start, end) in [(1, 1), (1, 9), (7, 3), (0, 0)] {
            let mut diagnostic = Diagnostic::error(Code::Type, "x").at(span(start, end), "");
            diagnostic.labels[0].span.file = FileId(start % 3);
            let text = draw(&sources, &[diagnostic], 80);
            assert!(text.contains('x'));
        }
        let many = vec![Diagnostic::error(Code::Type, "x"); DRAWN + 3];
        assert!(draw(&sources, &many, 80).ends_with("and 3 more\n"));
    }
}
