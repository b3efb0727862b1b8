//! A developer's command line: `cue export [--out json|yaml] [-e EXPR] FILE...`
//!
//! Prints the value as JSON; exits with 8 and diagnostics on stderr when there is none.

#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a command line")]

use std::process::ExitCode;

use cue::{
    api::Instance,
    diag::{Diagnostic, Diagnostics},
    limits::Limits,
    source::Source,
};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut files, mut expression) = (Vec::new(), None);
    if args.next().as_deref() != Some("export") {
        eprintln!("usage: cue export [-e EXPR] FILE...");
        return ExitCode::from(2);
    }
    let mut yaml = false;
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--out" => yaml = args.next().as_deref() == Some("yaml"),
            "--out=json" => {}
            "--out=yaml" => yaml = true,
            "-e" => expression = args.next(),
            _ => files.push(arg),
        }
    }
    let mut texts = Vec::new();
    for name in &files {
        match std::fs::read_to_string(name) {
            Ok(text) => texts.push((name.as_str(), text)),
            Err(error) => {
                eprintln!("{name}: {error}");
                return ExitCode::from(8);
            }
        }
    }
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let limits = Limits::default();
    let sources: Vec<Source> = texts
        .iter()
        .map(|(name, text)| Source::new(*name, *text))
        .collect();
    let result = Instance::build(&texts, &limits).and_then(|instance| {
        let value = match &expression {
            Some(text) => instance.expression(text)?,
            None => {
                instance.check()?;
                instance.value()
            }
        };
        let text = if yaml {
            value.to_yaml()
        } else {
            value.to_json_indented()
        };
        // The process ends soon; to take the values apart one by one would be work for nothing.
        std::mem::forget(instance);
        text
    });
    match result {
        Ok(text) => {
            println!("{}", text.trim_end());
            ExitCode::SUCCESS
        }
        Err(Diagnostics(errors)) => {
            for error in errors {
                show(&error, &sources);
            }
            ExitCode::from(8)
        }
    }
}

fn show(error: &Diagnostic, sources: &[Source]) {
    eprintln!("error[{}]: {error}", error.code.as_str());
    for label in &error.labels {
        if let Some(source) = sources.get(label.span.file.0 as usize) {
            let (line, column) = source.line_column(label.span.start);
            eprintln!("  {}:{line}:{column} {}", source.name, label.text);
        }
    }
    if let Some(help) = &error.help {
        eprintln!("  help: {help}");
    }
    for child in &error.children {
        eprintln!("  - {child}");
    }
}
