//! Findings as SARIF 2.1.0, the format that code hosts and editors read.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Linted, findings, place::Place};
use crate::lint::{Finding, RULES, Severity};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What cannot stand in a relative reference.
const UNSAFE: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Returns the log of a run.
pub(super) fn log(all: &[Linted]) -> Value {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": {"text": sentence(rule.summary)},
                "fullDescription": {"text": rule.why},
                "help": {"text": rule.fix},
                "defaultConfiguration": {"level": level(rule.severity)},
            })
        })
        .collect();
    let results: Vec<Value> = findings(all)
        .map(|(linted, finding)| result(linted, finding))
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "addon lint",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(linted: &Linted, finding: &Finding) -> Value {
    let mut text = ended(&finding.diagnostic.to_string());
    if let Some(help) = &finding.diagnostic.help {
        text.push(' ');
        text.push_str(&ended(help));
    }
    let mut places = Place::all(linted, finding).into_iter();
    let main = places.next().unwrap_or_default();
    let mut result = json!({
        "ruleId": finding.rule.id(),
        "ruleIndex": finding.rule as usize,
        "level": level(finding.severity),
        "message": {"text": text},
        "locations": [location(&main)],
    });
    let related: Vec<Value> = places.map(|place| location(&place)).collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn location(place: &Place) -> Value {
    let path = utf8_percent_encode(&place.file, &UNSAFE);
    let uri = if place.file.starts_with('/') {
        format!("file://{path}")
    } else {
        path.to_string()
    };
    let mut physical = json!({"artifactLocation": {"uri": uri}});
    if place.line > 0 {
        physical["region"] = json!({
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        });
    }
    let mut location = json!({"physicalLocation": physical});
    if !place.message.is_empty() {
        location["message"] = json!({"text": place.message});
    }
    location
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

/// Ends a message as a sentence ends; it may begin with a name.
fn ended(text: &str) -> String {
    let stop = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{text}{stop}")
}

/// Makes a sentence of a summary, which the format asks for.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    sentence.push_str(letters.as_str());
    ended(&sentence)
}
