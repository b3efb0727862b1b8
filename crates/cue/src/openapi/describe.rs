//! Titles and descriptions, from the markers that addon authors put into comments.

use serde_json::{Map, Value as Json};

/// What to do with parameters marked as immutable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Immutable {
    /// Sets `x-immutable`, as for addon parameters.
    Mark,
    /// Leaves the marker in the text, as for config templates.
    Keep,
}

/// Rewrites the descriptions of properties and items at any depth, and gives properties their titles.
pub(super) fn refine(schema: &mut Json, immutable: Immutable) {
    let Json::Object(schema) = schema else { return };
    describe(schema, immutable);
    if let Some(Json::Object(properties)) = schema.get_mut("properties") {
        for (name, property) in properties {
            refine(property, immutable);
            if let Json::Object(property) = property {
                property.insert("title".into(), name.clone().into());
            }
        }
    }
    if let Some(items) = schema.get_mut("items") {
        refine(items, immutable);
    }
}

fn describe(schema: &mut Map<String, Json>, immutable: Immutable) {
    let Some(Json::String(text)) = schema.get("description") else {
        return;
    };
    let mut text = text.clone();
    if immutable == Immutable::Mark && text.lines().any(|line| line.trim() == "+immutable") {
        let kept: Vec<&str> = text
            .lines()
            .filter(|line| line.trim() != "+immutable")
            .collect();
        text = kept.join("\n");
        schema.insert("x-immutable".into(), true.into());
    }
    let mut text = text
        .split("+usage=")
        .nth(1)
        .unwrap_or(&text)
        .trim()
        .to_owned();
    if let Some(short) = text.find("+short") {
        text.truncate(text[..short].trim_end().len());
    }
    if text.is_empty() {
        schema.remove("description");
    } else {
        schema.insert("description".into(), text.into());
    }
}
