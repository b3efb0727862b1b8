//! JSON as Go writes it.

use bytes::Bytes;
use serde::Serialize;

/// Writes compact JSON in which `<`, `>`, `&` and two line separators are escaped.
///
/// ChartMuseum's answers look like this, because they must be harmless inside HTML.
pub(crate) fn to_bytes(value: &impl Serialize) -> Bytes {
    let mut text = serde_json::to_string(value).expect("values in memory can be written");
    // Some texts are kept for long.
    text.shrink_to_fit();
    if !text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            c => escaped.push(c),
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_harmless_in_html() {
        let text = to_bytes(&["<a>&\u{2028}", "ü\"\\"]);
        assert_eq!(text, r#"["\u003ca\u003e\u0026\u2028","ü\"\\"]"#);
        let back: Vec<String> = serde_json::from_slice(&text).expect("JSON");
        assert_eq!(back, ["<a>&\u{2028}", "ü\"\\"]);
    }
}
