//! The forms in which values are printed.

use std::io::Write as _;

use clap::ValueEnum;
use cue::{
    FormatOptions,
    api::{Instance, Shown, Value},
    diag::Diagnostics,
};

use crate::{context::Context, exit::ExitCode};

/// The forms of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// JSON
    Json,
    /// YAML
    Yaml,
    /// CUE
    Cue,
    /// The text of a string
    Text,
}

/// What to print, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printing<'a> {
    pub(super) form: Form,
    /// The expressions to print; without any, the whole package.
    pub(super) expressions: &'a [String],
    /// Whether CUE is printed for reading, as `cue eval` does, rather than as a file.
    pub(super) for_reading: bool,
    pub(super) shown: Shown,
    pub(super) simplify: bool,
}

/// Prints values of an instance, or draws what is wrong with it.
pub(super) fn print(
    cx: &mut Context<'_>,
    instance: &Instance,
    printing: &Printing<'_>,
    check: impl FnOnce() -> Result<(), Diagnostics>,
) -> anyhow::Result<ExitCode> {
    let result = check().and_then(|()| printing.text(instance));
    cx.ui.diagnostics(&instance.sources(), &instance.warnings());
    match result {
        Ok(text) => {
            cx.ui.out().write_all(text.as_bytes())?;
            Ok(ExitCode::Success)
        }
        Err(faults) => {
            cx.ui.diagnostics(&instance.sources(), &faults.0);
            Ok(ExitCode::Invalid)
        }
    }
}

impl Printing<'_> {
    fn text(&self, instance: &Instance) -> Result<String, Diagnostics> {
        if self.expressions.is_empty() {
            return self.one(instance, &instance.value());
        }
        let mut text = String::new();
        for (place, expression) in self.expressions.iter().enumerate() {
            let value = instance.expression(expression)?;
            match self.form {
                Form::Yaml if place > 0 => text.push_str("---\n"),
                Form::Cue if self.for_reading && self.expressions.len() > 1 => {
                    text.push_str(&format!("// {expression}\n"));
                }
                Form::Cue if place > 0 => text.push_str("// ---\n"),
                _ => {}
            }
            text.push_str(&self.one(instance, &value)?);
        }
        Ok(text)
    }

    fn one(&self, instance: &Instance, value: &Value) -> Result<String, Diagnostics> {
        let mut text = match self.form {
            Form::Json => value.to_json_indented()?,
            Form::Yaml => value.to_yaml()?,
            Form::Text => value.to_text()?,
            Form::Cue => {
                let simplify = self.simplify;
                let text = instance.to_cue(value, self.shown, FormatOptions { simplify })?;
                if self.for_reading {
                    with_blanks(&text)
                } else {
                    text
                }
            }
        };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        Ok(text)
    }
}

/// Indents by four blanks instead of a tab, as `cue eval` does; nothing stands at the end of a line.
fn with_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines() {
        let rest = line.trim_start_matches('\t');
        if !rest.is_empty() {
            out.push_str(&"    ".repeat(line.len() - rest.len()));
            out.push_str(rest);
        }
        out.push('\n');
    }
    out
}
