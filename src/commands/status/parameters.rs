//! Parameters and their values for people.

use std::io::Write;

use serde_json::Value;

use crate::{
    render::Parameter,
    ui::{GOOD, NAME, POINTER, one_line, sanitized},
};

/// Writes a tree of parameters; each level is indented by one more TAB.
pub(super) fn print(
    out: &mut impl Write,
    parameters: &[Parameter],
    level: usize,
) -> std::io::Result<()> {
    let indent = "\t".repeat(level);
    for it in parameters {
        let description = one_line(&it.description);
        let line = format!(
            "{indent}{POINTER}->{POINTER:#} {NAME}{}{NAME:#}: {description}",
            one_line(&it.name)
        );
        writeln!(out, "{}", line.trim_end())?;
        // The values of what has parameters of its own stand beside those.
        if let Some(value) = it.current.as_ref().filter(|_| it.parameters.is_empty()) {
            let shown = shown(value, &indent);
            writeln!(out, "{indent}\tcurrent value: {GOOD}{shown}{GOOD:#}")?;
        }
        if !it.kind.is_empty() {
            writeln!(out, "{indent}\ttype: {}", one_line(kind(it)))?;
        }
        if it.required {
            writeln!(out, "{indent}\trequired: {GOOD}✔{GOOD:#}")?;
        }
        if !it.options.is_empty() {
            let options: Vec<_> = it.options.iter().map(compact).collect();
            writeln!(out, "{indent}\toptions: {}", options.join(", "))?;
        }
        let is_empty = |value: &Value| value.as_str() == Some("");
        if let Some(value) = it.default.as_ref().filter(|it| !is_empty(it))
            && it.current.is_none()
        {
            writeln!(out, "{indent}\tdefault: {}", compact(value))?;
        }
        print(out, &it.parameters, level + 1)?;
    }
    Ok(())
}

/// Returns the type; that of a list of options is theirs.
fn kind(parameter: &Parameter) -> &str {
    if parameter.kind.starts_with("one of ") {
        "one of the options"
    } else {
        &parameter.kind
    }
}

/// Writes scalars on one line, and lists and maps on several.
fn shown(value: &Value, indent: &str) -> String {
    if !matches!(value, Value::Array(_) | Value::Object(_)) {
        return compact(value);
    }
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    sanitized(&text).replace('\n', &format!("\n\t         {indent}"))
}

fn compact(value: &Value) -> String {
    one_line(&value.to_string()).into_owned()
}
