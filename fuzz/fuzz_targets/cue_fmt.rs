//! What is printed parses, says the same, and loses no comment.

#![no_main]

use cue::{
    FormatOptions, format,
    limits::Limits,
    source::{FileId, Source},
    syntax::{lexer::Lexer, parser::parse_file, token::Tok},
};
use libfuzzer_sys::fuzz_target;

/// Returns the comments and the symbols of a text, each as a sorted list.
fn comments(text: &str) -> Vec<String> {
    let mut lexer = Lexer::new(FileId(0), text);
    let mut found = Vec::new();
    loop {
        let token = lexer.next_token();
        match token.tok {
            Tok::Eof => break,
            Tok::Comment => {
                let span = token.pos.span;
                let comment = &text[span.start as usize..span.end as usize];
                // Behind `...T` in a list the reference puts the comma into the comment, and it drops carriage returns.
                found.push(comment.replace('\r', "").trim_end_matches(',').to_owned());
            }
            // The lexer needs the parser to go on behind an interpolation.
            Tok::Interpolation | Tok::Bad => return Vec::new(),
            _ => {}
        }
    }
    found.sort();
    found
}

/// Tells whether a comment stands between a label and its value, which simplifying drops as the reference does when the
/// value is a struct with one field.
fn has_comment_behind_colon(text: &str) -> bool {
    let mut lexer = Lexer::new(FileId(0), text);
    let mut last = Tok::Eof;
    loop {
        let token = lexer.next_token();
        match (last, token.tok) {
            (_, Tok::Eof | Tok::Interpolation | Tok::Bad) => return false,
            (Tok::Colon, Tok::Comment) => return true,
            _ => last = token.tok,
        }
    }
}

fuzz_target!(|text: &str| {
    for simplify in [false, true] {
        let Ok(printed) = format(text, FormatOptions { simplify }) else {
            return;
        };
        let source = Source::new("printed.cue", printed.as_str());
        let parsed = parse_file(FileId(0), &source, &Limits::default());
        assert!(parsed.is_ok(), "printed text parses: {parsed:?}\n{printed}");
        let before = comments(text);
        // Of two `...` simplifying drops one with its comments, as the reference does.
        let drops = simplify && (text.matches("...").count() > 1 || has_comment_behind_colon(text));
        if !drops && !before.is_empty() && !text.contains("\\") {
            assert_eq!(before, comments(&printed), "comments stay\n{printed}");
        }
    }
});
