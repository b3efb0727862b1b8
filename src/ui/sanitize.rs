//! Text from elsewhere, made safe for a terminal.

use std::borrow::Cow;

/// Returns `text` with control characters replaced, so that it can neither move the cursor nor
/// recolour the screen; line breaks and tabs stay.
pub(crate) fn sanitized(text: &str) -> Cow<'_, str> {
    replace(text, |c| {
        (c.is_control() && c != '\n' && c != '\t') || is_direction(c)
    })
}

/// Returns `text` as one line, line breaks and tabs turned into blanks.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    replace(text.trim(), |c| c.is_control() || is_direction(c))
}

fn replace(text: &str, unwanted: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&unwanted) {
        return Cow::Borrowed(text);
    }
    let clean = |c| match c {
        '\n' | '\r' | '\t' => ' ',
        _ => char::REPLACEMENT_CHARACTER,
    };
    Cow::Owned(
        text.chars()
            .map(|c| if unwanted(c) { clean(c) } else { c })
            .collect(),
    )
}

/// Marks that reorder the text after them.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_their_power() {
        assert_eq!(sanitized("a\u{1b}[31mb\nc"), "a\u{fffd}[31mb\nc");
        assert_eq!(one_line(" a\nb\tc "), "a b c");
        assert!(matches!(sanitized("plain"), Cow::Borrowed(_)));
    }
}
