//! Our own engine, asked the same question as the reference.

use std::{panic, sync::mpsc, thread, time::Duration};

use cue::{
    api::Instance,
    diag::{Code, Diagnostics},
    limits::Limits,
};

use crate::cases::{Expected, Kind, txtar::File};

/// How long a program may take before it counts as endless.
const PATIENCE: Duration = Duration::from_secs(20);

/// Exports a program; the error says that the engine panicked or did not come to an end.
pub(crate) fn ask(files: &[File]) -> Result<Expected, String> {
    let files = files.to_vec();
    let (done, answer) = mpsc::channel();
    thread::spawn(move || {
        let answer = panic::catch_unwind(|| export(&files));
        drop(done.send(answer.map_err(|cause| {
            let text = cause.downcast_ref::<String>().cloned();
            let text = text.or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            format!("panic: {}", text.unwrap_or_default())
        })));
    });
    answer
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err("no end".to_owned()))
}

/// Parts the expression that is asked for, if any, from the files of a program.
pub(crate) fn selected(files: &[File]) -> (Option<&str>, Vec<&File>) {
    let expression = files.iter().find(|file| file.name == "expression");
    let files = files.iter().filter(|file| file.name != "expression");
    (expression.map(|file| file.text.trim()), files.collect())
}

fn export(files: &[File]) -> Expected {
    let limits = Limits {
        vertices: 200_000,
        steps: 2_000_000,
        ..Limits::default()
    };
    let (expression, files) = selected(files);
    let texts: Vec<(&str, &str)> = files
        .iter()
        .map(|file| (file.name.as_str(), file.text.as_str()))
        .collect();
    let refused = |Diagnostics(errors): Diagnostics, fatal: bool| {
        let kind = if fatal { Kind::Fatal } else { Kind::Incomplete };
        let paths = errors
            .into_iter()
            .map(|error| error.path)
            .filter(|path| !path.is_empty());
        Expected::Error {
            kind,
            paths: paths.collect(),
        }
    };
    let instance = match Instance::build(&texts, &limits) {
        Ok(instance) => instance,
        Err(errors) => return refused(errors, true),
    };
    if let Some(expression) = expression {
        let value = instance.expression(expression);
        return match value.and_then(|value| value.to_json()) {
            Ok(text) => Expected::Json(text),
            Err(errors) => refused(errors, false),
        };
    }
    if let Err(errors) = instance.check() {
        // What is not fatal and yet reported here is an error of the root itself.
        let waits = errors.0.iter().all(|error| {
            let waits = [
                Code::Incomplete,
                Code::Ambiguous,
                Code::Missing,
                Code::Required,
                Code::Cycle,
            ];
            error.path.is_empty() && waits.contains(&error.code)
        });
        return refused(errors, !waits);
    }
    match instance.value().to_json() {
        Ok(text) => Expected::Json(text),
        Err(errors) => refused(errors, false),
    }
}
