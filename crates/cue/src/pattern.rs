//! Regular expressions in the syntax of RE2, for `=~` and package `regexp`.
//!
//! The engine is the `regex` crate, which matches in linear time as RE2 does and prefers the same
//! matches. The syntaxes differ in places: here `\d`, `\w`, `\s` and `\b` know ASCII only, a class
//! has no set operations, a brace that counts nothing is itself, `\Q..\E` quotes, and a repeated
//! repetition is an error. So a pattern is read item by item and written anew.

use regex::{Regex, RegexBuilder};

/// Most times that an item may be repeated.
const MOST_REPEATS: u32 = 1000;

/// Compiles a pattern, or says what is wrong with it.
pub fn compile(pattern: &str, size_limit: usize) -> Result<Regex, String> {
    let translated = translate(pattern)?;
    RegexBuilder::new(&translated)
        .size_limit(size_limit)
        .dfa_size_limit(size_limit)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "expression too large".to_owned(),
            other => {
                let text = other.to_string();
                let last = text.lines().last().unwrap_or_default();
                last.trim_start_matches("error: ").to_owned()
            }
        })
}

struct Translator<'a> {
    rest: &'a str,
    out: String,
    /// Whether the last item is already repeated, so that another repetition is an error.
    repeated: bool,
    /// Whether there is an item that could be repeated.
    item: bool,
}

fn translate(pattern: &str) -> Result<String, String> {
    let mut translator = Translator {
        rest: pattern,
        out: String::with_capacity(pattern.len() + 8),
        repeated: false,
        item: false,
    };
    while let Some(c) = translator.next() {
        translator.step(c)?;
    }
    Ok(translator.out)
}

impl Translator<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn literal(&mut self, c: char) {
        push_literal(&mut self.out, c);
        self.after_item();
    }

    fn after_item(&mut self) {
        self.item = true;
        self.repeated = false;
    }

    fn step(&mut self, c: char) -> Result<(), String> {
        match c {
            '\\' => self.escape(),
            '[' => self.class(),
            '(' => self.group(),
            '|' => {
                self.out.push('|');
                self.item = false;
                self.repeated = false;
                Ok(())
            }
            '*' | '+' | '?' => self.repeat(&c.to_string()),
            '{' => match self.counts() {
                Some((text, low, high)) => {
                    let wrong = low > MOST_REPEATS
                        || high.is_some_and(|high| high > MOST_REPEATS || high < low);
                    if wrong {
                        return Err(format!("invalid repeat count: `{text}`"));
                    }
                    self.repeat(&text)
                }
                None => {
                    self.literal('{');
                    Ok(())
                }
            },
            '.' | '^' | '$' | ')' => {
                self.out.push(c);
                self.after_item();
                Ok(())
            }
            c => {
                self.literal(c);
                Ok(())
            }
        }
    }

    fn repeat(&mut self, operator: &str) -> Result<(), String> {
        if self.repeated {
            return Err(format!("invalid nested repetition operator: `{operator}`"));
        }
        if !self.item {
            return Err(format!(
                "missing argument to repetition operator: `{operator}`"
            ));
        }
        self.out.push_str(operator);
        if self.take("?") {
            self.out.push('?');
        }
        self.repeated = true;
        Ok(())
    }

    /// Reads `2}`, `2,}` or `2,3}` behind an opening brace, if one of them stands there.
    fn counts(&mut self) -> Option<(String, u32, Option<u32>)> {
        let end = self.rest.find('}')?;
        let body = &self.rest[..end];
        let (low, high) = match body.split_once(',') {
            None => (body, Some(body)),
            Some((low, "")) => (low, None),
            Some((low, high)) => (low, Some(high)),
        };
        let digits = |text: &str| {
            let plain = !text.is_empty()
                && text.bytes().all(|b| b.is_ascii_digit())
                && (text.len() == 1 || !text.starts_with('0'));
            plain.then(|| text.parse().unwrap_or(u32::MAX))
        };
        let low = digits(low)?;
        let high = match high {
            Some(high) => Some(digits(high)?),
            None => None,
        };
        let text = format!("{{{body}}}");
        self.rest = &self.rest[end + 1..];
        Some((text, low, high))
    }

    fn group(&mut self) -> Result<(), String> {
        self.item = false;
        self.repeated = false;
        if !self.take("?") {
            self.out.push('(');
            return Ok(());
        }
        if self.take("P<") || self.take("<") {
            if self.rest.starts_with(['=', '!']) {
                return Err("invalid or unsupported Perl syntax: `(?<`".to_owned());
            }
            let Some(end) = self.rest.find('>') else {
                return Err("invalid named capture".to_owned());
            };
            let name = &self.rest[..end];
            let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            if name.is_empty() || !plain {
                return Err(format!("invalid named capture: `(?P<{name}>`"));
            }
            self.out.push_str("(?P<");
            // A name may begin with a digit there, but not here.
            if name.starts_with(|c: char| c.is_ascii_digit()) {
                return Err(format!("invalid named capture: `(?P<{name}>`"));
            }
            self.out.push_str(name);
            self.out.push('>');
            self.rest = &self.rest[end + 1..];
            return Ok(());
        }
        let Some(end) = self.rest.find([':', ')']) else {
            return Err("missing closing )".to_owned());
        };
        let flags = &self.rest[..=end];
        let plain = flags[..end].bytes().all(|b| b"imsU-".contains(&b))
            && flags.bytes().filter(|b| *b == b'-').count() <= 1
            && !flags[..end].ends_with('-')
            && flags != ")";
        if !plain {
            let first = flags.chars().next().map(String::from).unwrap_or_default();
            return Err(format!("invalid or unsupported Perl syntax: `(?{first}`"));
        }
        self.out.push_str("(?");
        self.out.push_str(flags);
        self.rest = &self.rest[end + 1..];
        Ok(())
    }

    fn escape(&mut self) -> Result<(), String> {
        if self.take("Q") {
            let end = self.rest.find("\\E");
            let quoted = &self.rest[..end.unwrap_or(self.rest.len())];
            self.rest = end.map_or("", |end| &self.rest[end + 2..]);
            for c in quoted.chars() {
                self.literal(c);
            }
            return Ok(());
        }
        let assertion = match self.rest.chars().next() {
            Some('A') => "\\A",
            Some('z') => "\\z",
            Some('b') => "(?-u:\\b)",
            // Without `u` this could split a character, which the engine does not allow.
            Some('B') => "\\B",
            _ => "",
        };
        if !assertion.is_empty() {
            self.next();
            self.out.push_str(assertion);
            self.after_item();
            return Ok(());
        }
        if let Some(class) = self.named_class()? {
            self.out.push('[');
            self.out.push_str(&class);
            self.out.push(']');
            self.after_item();
            return Ok(());
        }
        let c = self.escaped_char()?;
        self.literal(c);
        Ok(())
    }

    /// Reads `d`, `pL` or `p{Greek}` behind a backslash and returns it as part of a class.
    fn named_class(&mut self) -> Result<Option<String>, String> {
        let mut chars = self.rest.chars();
        let text = match chars.next() {
            Some('d') => "0-9",
            Some('D') => "[^0-9]",
            Some('s') => "\\t\\n\\f\\r ",
            Some('S') => "[^\\t\\n\\f\\r ]",
            Some('w') => "0-9A-Za-z_",
            Some('W') => "[^0-9A-Za-z_]",
            Some('p' | 'P') => {
                let end = if self.rest[1..].starts_with('{') {
                    self.rest.find('}')
                } else {
                    chars.next().map(char::len_utf8)
                };
                let Some(end) = end else {
                    return Err("invalid character class range: `\\p`".to_owned());
                };
                let class = format!("\\{}", &self.rest[..=end]);
                self.rest = &self.rest[end + 1..];
                return Ok(Some(class));
            }
            _ => return Ok(None),
        };
        self.next();
        Ok(Some(text.to_owned()))
    }

    /// Reads an escape of one character behind its backslash.
    fn escaped_char(&mut self) -> Result<char, String> {
        let Some(c) = self.next() else {
            return Err("trailing backslash at end of expression".to_owned());
        };
        let wrong = || format!("invalid escape sequence: `\\{c}`");
        let code = match c {
            'a' => 7,
            'f' => 12,
            't' => 9,
            'n' => 10,
            'r' => 13,
            'v' => 11,
            'x' if self.take("{") => {
                let end = self.rest.find('}').ok_or_else(wrong)?;
                let code = u32::from_str_radix(&self.rest[..end], 16).map_err(|_| wrong())?;
                self.rest = &self.rest[end + 1..];
                code
            }
            'x' => {
                let text = self.rest.get(..2).ok_or_else(wrong)?;
                let code = u32::from_str_radix(text, 16).map_err(|_| wrong())?;
                self.rest = &self.rest[2..];
                code
            }
            // One digit would refer to a group; several, or a zero, are octal.
            '1'..='7' if !self.rest.starts_with(|c: char| ('0'..='7').contains(&c)) => {
                return Err(wrong());
            }
            '0'..='7' => {
                let mut code = c.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some(digit) = self.rest.chars().next().and_then(|c| c.to_digit(8)) else {
                        break;
                    };
                    self.next();
                    code = code * 8 + digit;
                }
                code
            }
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => u32::from(c),
            _ => return Err(wrong()),
        };
        char::from_u32(code).ok_or_else(wrong)
    }

    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.take("^") {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            if !first && self.take("]") {
                break;
            }
            first = false;
            if self.rest.starts_with("[:")
                && let Some(end) = self.rest.find(":]")
            {
                self.out.push_str(&self.rest[..end + 2]);
                self.rest = &self.rest[end + 2..];
                continue;
            }
            if self.rest.starts_with('\\') {
                let before = self.rest;
                self.next();
                if let Some(class) = self.named_class()? {
                    self.out.push_str(&class);
                    continue;
                }
                self.rest = before;
            }
            let low = self.class_char()?;
            push_literal(&mut self.out, low);
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.next();
                let high = self.class_char()?;
                if high < low {
                    return Err(format!("invalid character class range: `{low}-{high}`"));
                }
                self.out.push('-');
                push_literal(&mut self.out, high);
            }
        }
        self.out.push(']');
        self.after_item();
        Ok(())
    }

    fn class_char(&mut self) -> Result<char, String> {
        match self.next() {
            Some('\\') => self.escaped_char(),
            Some(c) => Ok(c),
            None => Err("missing closing ]".to_owned()),
        }
    }
}

fn push_literal(out: &mut String, c: char) {
    if c.is_ascii_punctuation() {
        out.push('\\');
    }
    if c == '\0' {
        out.push_str("\\x00");
    } else {
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let regex = compile(pattern, 1 << 20).unwrap_or_else(|e| panic!("{pattern}: {e}"));
        for text in yes {
            assert!(regex.is_match(text), "{pattern} matches {text:?}");
        }
        for text in no {
            assert!(!regex.is_match(text), "{pattern} does not match {text:?}");
        }
    }

    #[test]
    fn classes_are_ascii() {
        check("^\\d$", &["5"], &["٥"]);
        check("^[^\\W]$", &["a", "_"], &["é", "-"]);
        check("^\\s$", &[" ", "\t"], &["\u{a0}", "\u{b}"]);
        check("\\bx\\b", &["a x b", "éx"], &["ax"]);
        check("^[\\pL\\d]+$", &["é5"], &["-"]);
        check("^[[:alpha:]-]+$", &["a-b"], &["1"]);
        check("^[a&&b[]+$", &["a&b["], &["c"]);
        check("^[]a]+$", &["]a"], &["b"]);
        check("^[^]a]$", &["b"], &["]", "a"]);
        check("^[a-]$", &["-", "a"], &["b"]);
    }

    #[test]
    fn braces_that_count_nothing_are_themselves() {
        check("^a{,2}$", &["a{,2}"], &["aa"]);
        check("^{a}$", &["{a}"], &["a"]);
        check("^a{2,3}$", &["aa", "aaa"], &["a", "aaaa"]);
    }

    #[test]
    fn quotes_and_escapes() {
        check("^\\Qa.b\\E+$", &["a.bb"], &["axb"]);
        check("^\\x41\\x{42}\\103\\_$", &["ABC_"], &[]);
        check("(?i)^ABC$", &["abc"], &[]);
        check("^(?P<first_2>a)(?<b>b)$", &["ab"], &[]);
    }

    #[test]
    fn what_re2_refuses_is_refused() {
        for pattern in [
            "a**",
            "*a",
            "a{1001}",
            "(a)\\1",
            "a(?=b)",
            "(?<!a)b",
            "(",
            ")",
            "[a",
            "\\",
            "\\k",
            "(?x)a",
            "[b-a]",
            "a{3,2}",
            "\\pX",
            "\\Z",
            "(?P<n>a",
            "(?é)",
            "(?éP<k>a)",
        ] {
            assert!(compile(pattern, 1 << 20).is_err(), "{pattern} is refused");
        }
        assert!(compile("(((a{100}){100}){100}){100}", 1 << 20).is_err());
    }
}
