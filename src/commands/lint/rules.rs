//! The list of rules.

use serde_json::{Value, json};

use super::Form;
use crate::{
    context::Context,
    exit::ExitCode,
    lint::{Description, RULES},
    ui::{Table, print_json},
};

/// Prints the rules.
pub(super) fn print(cx: &mut Context<'_>, form: Form) -> anyhow::Result<ExitCode> {
    match form {
        Form::Markdown => cx.ui.line(document().trim_end())?,
        Form::Text | Form::Github => {
            let mut table = Table::new(["RULE", "SEVERITY", "FINDS"]);
            for rule in RULES {
                let severity = rule.severity.to_string();
                table.row(vec![rule.id.to_owned(), severity, rule.summary.to_owned()]);
            }
            table.write(cx.ui.out())?;
        }
        Form::Json | Form::Sarif => {
            let rules: Vec<Value> = RULES.iter().map(value).collect();
            print_json(cx.ui.out(), &rules)?;
        }
    }
    Ok(ExitCode::Success)
}

fn value(rule: &Description) -> Value {
    json!({
        "id": rule.id,
        "severity": rule.severity,
        "summary": rule.summary,
        "why": rule.why,
        "fix": rule.fix,
    })
}

fn document() -> String {
    let mut text = String::from(
        "# Rules of `addon lint`\n\nWritten by `cargo xtask generate`. An error fails a run, a \
         warning fails one with `--strict`, a note fails none.\n",
    );
    for rule in RULES {
        let Description {
            id,
            severity,
            summary,
            why,
            fix,
            ..
        } = rule;
        text.push_str(&format!(
            "\n## {id}\n\n{severity}: {summary}.\n\n{why} {fix}\n"
        ));
    }
    text
}
