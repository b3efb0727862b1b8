//! The text that an addon shows once it is enabled.

use serde_json::Value;

use super::{Options, Warning, cue::Instance, source::Source};

/// Renders the notes; a fault in them is no reason not to enable an addon.
pub(super) fn render(
    source: &Source,
    options: &Options<'_>,
    warnings: &mut Vec<Warning>,
) -> Option<String> {
    let file = source.notes.as_ref()?;
    let exported =
        Instance::notes(source, file, options).and_then(|instance| instance.export(&["notes"]));
    let message = match exported {
        Ok(Some(Value::String(notes))) => return Some(notes),
        Ok(Some(_)) => "`notes` is not text".to_owned(),
        Ok(None) => "there is no `notes`".to_owned(),
        Err(error) => error.to_string(),
    };
    warnings.push(Warning {
        file: Some(file.path.clone()),
        message,
    });
    None
}
