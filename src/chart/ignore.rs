//! `.helmignore`: which files of a folder stay out of the package.
//!
//! These are Helm's rules, not git's: `**` is refused, the first rule that matches decides, and a
//! `!` rule leaves out everything that it does *not* match.

use super::Error;

/// The rules of one `.helmignore` file.
#[derive(Clone, Debug)]
pub struct IgnoreRules {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    glob: Vec<char>,
    line: usize,
    inverted: bool,
    folders_only: bool,
    whole_path: bool,
}

impl Default for IgnoreRules {
    /// The rule that always applies: hidden files among the templates are editors' leftovers.
    fn default() -> Self {
        Self {
            rules: vec![Rule {
                glob: "templates/.?*".chars().collect(),
                line: 0,
                inverted: false,
                folders_only: false,
                whole_path: true,
            }],
        }
    }
}

impl IgnoreRules {
    /// Parses the text of a `.helmignore` file.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut rules = Vec::new();
        for (index, text) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = index + 1;
            if let Some(rule) = Rule::parse(text.trim(), line)? {
                rules.push(rule);
            }
        }
        rules.extend(Self::default().rules);
        Ok(Self { rules })
    }

    /// Says whether the file or folder at `path`, relative and with `/`, stays out.
    pub fn ignores(&self, path: &str, is_folder: bool) -> bool {
        for rule in &self.rules {
            let applies = (is_folder || !rule.folders_only) && rule.matches(path);
            if applies != rule.inverted {
                return true;
            }
        }
        false
    }

    /// Lists the lines of the `!` rules, which seldom do what their writer thinks.
    pub fn inverted_lines(&self) -> impl Iterator<Item = usize> {
        let inverted = self.rules.iter().filter(|rule| rule.inverted);
        inverted.map(|rule| rule.line)
    }
}

impl Rule {
    fn parse(text: &str, line: usize) -> Result<Option<Self>, Error> {
        if text.is_empty() || text.starts_with('#') {
            return Ok(None);
        }
        let refuse = |reason| Err(Error::BadIgnoreRule { line, reason });
        if text.contains("**") {
            return refuse("double-star (**) syntax is not supported");
        }
        let (text, inverted) = match text.strip_prefix('!') {
            Some(text) => (text, true),
            None => (text, false),
        };
        let (text, folders_only) = match text.strip_suffix('/') {
            Some(text) => (text, true),
            None => (text, false),
        };
        let anchored = text.strip_prefix('/');
        let whole_path = anchored.is_some() || text.contains('/');
        let glob: Vec<char> = anchored.unwrap_or(text).chars().collect();
        if !is_well_formed(&glob) {
            return refuse("syntax error in pattern");
        }
        Ok(Some(Self {
            glob,
            line,
            inverted,
            folders_only,
            whole_path,
        }))
    }

    fn matches(&self, path: &str) -> bool {
        let text = if self.whole_path {
            path
        } else {
            path.rsplit('/').next().unwrap_or(path)
        };
        matches(&self.glob, &text.chars().collect::<Vec<_>>())
    }
}

/// One step of a glob.
enum Step<'a> {
    Star,
    AnyOne,
    Class { inverted: bool, body: &'a [char] },
    Literal(char),
}

/// Splits the first step off a glob; nothing when it is malformed.
fn step(glob: &[char]) -> Option<(Step<'_>, &[char])> {
    match glob {
        ['*', rest @ ..] => Some((Step::Star, rest)),
        ['?', rest @ ..] => Some((Step::AnyOne, rest)),
        ['\\'] | [] => None,
        ['[', rest @ ..] => {
            let (inverted, body) = match rest {
                ['^', body @ ..] => (true, body),
                body => (false, body),
            };
            let mut end = 0;
            while body.get(end) != Some(&']') || end == 0 {
                end += class_range(&body[end..])?.1;
            }
            let step = Step::Class {
                inverted,
                body: &body[..end],
            };
            Some((step, &body[end + 1..]))
        }
        ['\\', literal, rest @ ..] | [literal, rest @ ..] => Some((Step::Literal(*literal), rest)),
    }
}

/// Reads one range of a class, and how many characters it takes.
fn class_range(body: &[char]) -> Option<((char, char), usize)> {
    let (low, used) = class_char(body)?;
    if body.get(used) != Some(&'-') {
        return Some(((low, low), used));
    }
    let (high, more) = class_char(&body[used + 1..])?;
    Some(((low, high), used + 1 + more))
}

fn class_char(body: &[char]) -> Option<(char, usize)> {
    match body {
        ['\\', c, ..] => Some((*c, 2)),
        ['-' | ']' | '\\', ..] | [] => None,
        [c, ..] => Some((*c, 1)),
    }
}

/// A pattern for names, in the language of the rules: `*`, `?` and classes such as `[a-c]`.
#[derive(Clone, Debug)]
pub struct Glob(Vec<char>);

/// A pattern that is cut off in the middle of a class or an escape.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is not a pattern: something is left open in it", .text.escape_debug())]
pub struct InvalidGlob {
    text: String,
}

impl std::str::FromStr for Glob {
    type Err = InvalidGlob;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let glob: Vec<char> = text.chars().collect();
        if is_well_formed(&glob) {
            Ok(Self(glob))
        } else {
            let text = text.chars().take(80).collect();
            Err(InvalidGlob { text })
        }
    }
}

impl Glob {
    /// Says whether the whole of `name` fits.
    pub fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        matches(&self.0, &name)
    }
}

fn is_well_formed(mut glob: &[char]) -> bool {
    while !glob.is_empty() {
        match step(glob) {
            Some((_, rest)) => glob = rest,
            None => return false,
        }
    }
    true
}

/// Matches in time proportional to both lengths: only the last star is ever tried again.
fn matches(glob: &[char], text: &[char]) -> bool {
    let (mut glob, mut text) = (glob, text);
    let mut retry: Option<(&[char], &[char])> = None;
    loop {
        let advanced = match (step(glob), text) {
            (None, []) => return true,
            (Some((Step::Star, rest)), _) => {
                retry = Some((rest, text));
                glob = rest;
                continue;
            }
            (Some((step, rest)), [first, others @ ..]) if accepts(&step, *first) => {
                Some((rest, others))
            }
            _ => None,
        };
        if let Some((rest, others)) = advanced {
            (glob, text) = (rest, others);
            continue;
        }
        match retry {
            Some((after_star, [skipped, others @ ..])) if *skipped != '/' => {
                retry = Some((after_star, others));
                (glob, text) = (after_star, others);
            }
            _ => return false,
        }
    }
}

fn accepts(step: &Step<'_>, c: char) -> bool {
    match step {
        Step::Star => false,
        Step::AnyOne => c != '/',
        Step::Literal(literal) => *literal == c,
        Step::Class { inverted, body } => {
            let mut body = *body;
            let mut found = false;
            while let Some(((low, high), used)) = class_range(body) {
                found |= (low..=high).contains(&c);
                body = &body[used..];
            }
            found != *inverted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rules: &str, path: &str, ignored: bool) {
        let (path, is_folder) = match path.strip_suffix('/') {
            Some(folder) => (folder, true),
            None => (path, false),
        };
        let parsed = IgnoreRules::parse(rules).expect("valid");
        assert_eq!(
            parsed.ignores(path, is_folder),
            ignored,
            "{rules:?} on {path}"
        );
    }

    #[test]
    fn rules_match_names_paths_and_folders() {
        check("*.txt", "a.txt", true);
        check("*.txt", "deep/a.txt", true);
        check("*.txt", "a.txt.gz", false);
        check("/a.txt", "a.txt", true);
        check("/a.txt", "deep/a.txt", false);
        check("deep/*.txt", "deep/a.txt", true);
        check("deep/*.txt", "other/deep/a.txt", false);
        check("deep/*", "deep/er/a.txt", false);
        check("cargo/", "cargo/", true);
        check("cargo/", "cargo", false);
        check("cargo/", "a/cargo/", true);
        check("  # a comment\n\n \t\n", "a", false);
        check("[a-c]?.t[^x]t", "b1.tyt", true);
        check("[a-c]?.t[^x]t", "b1.txt", false);
        check("a\\*", "a*", true);
        check("a\\*", "ab", false);
        check("a*b*c", "aXbYbZc", true);
        check("a*b*c", "aXbYbZ", false);
        check("ä*", "äb", true);
    }

    #[test]
    fn one_rule_always_applies() {
        check("", "templates/.swp", true);
        check("", "templates/.", false);
        check("", "templates/deep/.swp", false);
        check("", ".git/", false);
        check("", ".helmignore", false);
    }

    #[test]
    fn an_inverted_rule_leaves_out_what_it_does_not_match() {
        check("!keep.txt", "Chart.yaml", true);
        check("!keep.txt", "keep.txt", false);
        check("*.md\n!*.txt", "a.md", true);
        check("!*.txt\na.txt", "a.txt", true);
        let rules = IgnoreRules::parse("a\n!b\n").expect("valid");
        assert_eq!(rules.inverted_lines().collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn rules_that_helm_refuses_are_refused_with_their_line() {
        for (text, message) in [
            (
                "a\n**/b",
                "line 2: double-star (**) syntax is not supported",
            ),
            ("[a", "line 1: syntax error in pattern"),
            ("[]", "line 1: syntax error in pattern"),
            ("[a-]", "line 1: syntax error in pattern"),
            ("a\\", "line 1: syntax error in pattern"),
        ] {
            let error = IgnoreRules::parse(text).expect_err("refused");
            assert_eq!(error.to_string(), format!("invalid .helmignore {message}"));
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        let rules = IgnoreRules::parse(&"*a".repeat(2000)).expect("valid");
        assert!(!rules.ignores(&"a".repeat(1999), false));
    }

    proptest::proptest! {
        #[test]
        fn no_rule_panics(rule in "[a*?\\[\\]^!/\\\\-]{0,12}", path in "[a/\\-]{1,8}") {
            if let Ok(rules) = IgnoreRules::parse(&rule) {
                rules.ignores(&path, false);
            }
        }
    }
}
