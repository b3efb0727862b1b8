//! Constraints on versions, in the language of Helm.
//!
//! Groups are separated by `||`; inside a group all terms hold, separated by blanks or commas.
//! A term is an operator (`=` by default, `!= > < >= <= ~ ~> ^`) and a version whose numbers may be
//! missing or `x`, `X`, `*`. `1.2 - 1.4` means `>=1.2 <=1.4`. Some results surprise (`~0.0.0`
//! accepts everything, `<=*` only 0.0.x); they are kept because charts and addons in use rely on
//! the same answer everywhere.

use std::{cmp::Ordering, fmt, str::FromStr};

use super::version::{Version, check_identifiers, compare_prereleases, split_at_mark};

/// Longest constraint that is read.
const LONGEST: usize = 4096;

/// A condition on versions, such as `>=1.2, <2`.
#[derive(Clone)]
pub struct Constraint {
    text: String,
    groups: Vec<Vec<Term>>,
}

/// Which versions on the way to another a constraint accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prereleases {
    /// Those that some term of the group asks for by having a prerelease itself.
    #[default]
    AsWritten,
    /// Those that every term asks for: the rule of KubeVela and of Helm up to 3.17.
    EachTerm,
    /// All that are in range.
    Included,
}

impl Constraint {
    /// Returns the constraint as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Says whether `version` satisfies the constraint.
    pub fn matches(&self, version: &Version) -> bool {
        self.matches_with(version, Prereleases::AsWritten)
    }

    /// Says whether `version` satisfies the constraint under another rule for prereleases.
    pub fn matches_with(&self, version: &Version, prereleases: Prereleases) -> bool {
        self.groups.iter().any(|group| {
            let admitted = |term: &Term| {
                !version.is_prerelease()
                    || match prereleases {
                        Prereleases::AsWritten => {
                            group.iter().any(|term| term.version.is_prerelease())
                        }
                        Prereleases::EachTerm => term.version.is_prerelease(),
                        Prereleases::Included => true,
                    }
            };
            group
                .iter()
                .all(|term| admitted(term) && term.holds(version))
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Tilde,
    Caret,
}

/// Spellings of operators, longer ones first.
const OPERATORS: [(&str, Operator); 11] = [
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterOrEqual),
    ("=>", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("=<", Operator::LessOrEqual),
    ("~>", Operator::Tilde),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
];

/// How many numbers of a term say something; the others are missing or wild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Nothing,
    Major,
    Minor,
    All,
}

#[derive(Clone, Debug)]
struct Term {
    operator: Operator,
    version: Version,
    known: Known,
}

impl Term {
    fn holds(&self, version: &Version) -> bool {
        let own = &self.version;
        let order = version.precedence(own);
        match self.operator {
            Operator::Equal if self.known == Known::All => order.is_eq(),
            Operator::Equal | Operator::Tilde => order.is_ge() && self.holds_tilde(version),
            Operator::NotEqual => self.holds_not_equal(version, order),
            Operator::Greater => match self.known {
                Known::Major => version.major() > own.major(),
                Known::Minor => (version.major(), version.minor()) > (own.major(), own.minor()),
                Known::Nothing | Known::All => order.is_gt(),
            },
            Operator::Less => order.is_lt(),
            Operator::GreaterOrEqual => order.is_ge(),
            Operator::LessOrEqual => match self.known {
                Known::All => order.is_le(),
                Known::Major => version.major() <= own.major(),
                Known::Nothing | Known::Minor => {
                    (version.major(), version.minor()) <= (own.major(), own.minor())
                }
            },
            Operator::Caret => order.is_ge() && self.holds_caret(version),
        }
    }

    fn holds_tilde(&self, version: &Version) -> bool {
        let own = &self.version;
        let zero = (own.major(), own.minor(), own.patch()) == (0, 0, 0);
        match self.known {
            Known::Nothing | Known::All if zero => true,
            Known::Major => version.major() == own.major(),
            _ => (version.major(), version.minor()) == (own.major(), own.minor()),
        }
    }

    fn holds_caret(&self, version: &Version) -> bool {
        let own = &self.version;
        if version.major() != own.major() {
            return false;
        }
        if own.major() > 0 || self.known == Known::Major {
            return true;
        }
        if version.minor() != own.minor() {
            return false;
        }
        own.minor() > 0 || self.known == Known::Minor || version.patch() == own.patch()
    }

    fn holds_not_equal(&self, version: &Version, order: Ordering) -> bool {
        let own = &self.version;
        match self.known {
            Known::Nothing | Known::All => order.is_ne(),
            Known::Major => version.major() != own.major(),
            Known::Minor => {
                (version.major(), version.minor()) != (own.major(), own.minor())
                    || compare_prereleases(version.prerelease(), own.prerelease()).is_ne()
            }
        }
    }
}

/// A text that is not a constraint on versions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid version constraint `{}`: {reason}", .text.escape_debug())]
pub struct InvalidConstraint {
    /// The text, cut when it is long.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

impl FromStr for Constraint {
    type Err = InvalidConstraint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            if text.len() > LONGEST {
                return Err("it is too long".to_owned());
            }
            text.split("||").map(parse_group).collect()
        };
        match parse() {
            Ok(groups) => Ok(Self {
                text: text.to_owned(),
                groups,
            }),
            Err(reason) => Err(InvalidConstraint {
                text: text.chars().take(80).collect(),
                reason,
            }),
        }
    }
}

/// The blanks that may stand around terms.
fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

/// Reads the terms between two `||`.
fn parse_group(group: &str) -> Result<Vec<Term>, String> {
    let mut terms = Vec::new();
    let mut rest = group.trim_matches(is_blank);
    if rest.is_empty() {
        return Err("a version is missing".to_owned());
    }
    loop {
        let (first, after) = parse_term(rest)?;
        let next = after.trim_start_matches(is_blank);
        rest = match next.strip_prefix('-') {
            // Blanks on both sides tell a range from a prerelease.
            Some(end) if next.len() < after.len() && end.starts_with(is_blank) => {
                if first.operator != Operator::Equal || rest.starts_with('=') {
                    return Err("a range `A - B` has no operators".to_owned());
                }
                let end = end.trim_start_matches(is_blank);
                if OPERATORS.iter().any(|(text, _)| end.starts_with(text)) {
                    return Err("a range `A - B` has no operators".to_owned());
                }
                let (last, after_range) = parse_term(end)?;
                for (operator, term) in [
                    (Operator::GreaterOrEqual, first),
                    (Operator::LessOrEqual, last),
                ] {
                    terms.push(Term { operator, ..term });
                }
                after_range
            }
            _ => {
                terms.push(first);
                after
            }
        };
        if rest.is_empty() {
            return Ok(terms);
        }
        let next = rest.trim_start_matches(is_blank);
        rest = match next.strip_prefix(',') {
            Some(next) => next.trim_start_matches(is_blank),
            None if next.len() < rest.len() => next,
            None => return Err("terms are separated by a blank or a comma".to_owned()),
        };
        if rest.is_empty() {
            return Err("a version is missing at the end".to_owned());
        }
    }
}

/// Reads one term and returns what follows it.
fn parse_term(text: &str) -> Result<(Term, &str), String> {
    let (operator, rest) = OPERATORS
        .iter()
        .find_map(|(spelling, operator)| Some((*operator, text.strip_prefix(spelling)?)))
        .unwrap_or((Operator::Equal, text));
    let rest = rest.trim_start_matches(is_blank);
    let end = rest
        .find(|character| is_blank(character) || ",<>=~^!".contains(character))
        .unwrap_or(rest.len());
    let (word, rest) = rest.split_at(end);
    if word.is_empty() {
        return Err(match rest.chars().next() {
            Some(found) => format!("a version is expected before `{}`", found.escape_debug()),
            None => "a version is missing".to_owned(),
        });
    }
    let (version, known) = parse_partial(word)
        .map_err(|reason| format!("`{}` is not a version: {reason}", word.escape_debug()))?;
    let term = Term {
        operator,
        version,
        known,
    };
    Ok((term, rest))
}

/// Reads a version whose numbers may be missing or wild.
fn parse_partial(word: &str) -> Result<(Version, Known), &'static str> {
    let (rest, metadata) = split_at_mark(word, '+');
    let (rest, prerelease) = split_at_mark(rest, '-');
    check_identifiers(prerelease)?;
    check_identifiers(metadata)?;
    let mut known = Vec::new();
    let mut wild = false;
    let parts: Vec<_> = rest.strip_prefix('v').unwrap_or(rest).split('.').collect();
    if parts.len() > 3 {
        return Err("it has more than three numbers");
    }
    for part in parts {
        // What follows a wild part does not count, but must be well formed.
        if matches!(part, "x" | "X" | "*") {
            wild = true;
        } else if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("between the dots stand a number, `x` or `*`");
        } else if !wild {
            known.push(part);
        }
    }
    let (numbers, known) = match known[..] {
        [] => ("0.0.0".to_owned(), Known::Nothing),
        [major] => (format!("{major}.0.0"), Known::Major),
        [major, minor] => (format!("{major}.{minor}.0"), Known::Minor),
        _ => (known.join("."), Known::All),
    };
    let text = match prerelease {
        Some(prerelease) => format!("{numbers}-{prerelease}"),
        None => numbers,
    };
    match text.parse() {
        Ok(version) => Ok((version, known)),
        Err(super::version::InvalidVersion { reason, .. }) => Err(reason),
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

impl fmt::Debug for Constraint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSIONS: [&str; 17] = [
        "0.0.0",
        "0.0.1",
        "0.1.0",
        "0.2.3",
        "1.0.0",
        "1.2.0",
        "1.2.3",
        "1.2.3-beta.1",
        "1.2.4-rc1",
        "1.3.0",
        "1.3.0-0",
        "2.0.0-alpha",
        "2.0.0",
        "11.1.0",
        "v1.2.3",
        "1.2",
        "1.2.3+b",
    ];

    fn accepted(constraint: &str, prereleases: Prereleases) -> String {
        let constraint: Constraint = constraint.parse().expect("a constraint");
        VERSIONS
            .iter()
            .map(|version| {
                let version = version.parse().expect("a version");
                char::from(b'0' + u8::from(constraint.matches_with(&version, prereleases)))
            })
            .collect()
    }

    #[track_caller]
    fn check(constraint: &str, expected: &str) {
        let found = accepted(constraint, Prereleases::AsWritten);
        assert_eq!(found, expected, "{constraint}");
    }

    #[test]
    fn every_operator_accepts_what_helm_accepts() {
        for (constraint, expected) in [
            ("*", "11111110010011111"),
            ("1.2.3", "00000010000000101"),
            ("1.2", "00000110000000111"),
            ("=1.2", "00000110000000111"),
            ("v1.2", "00000110000000111"),
            ("1.2.x", "00000110000000111"),
            ("^1.2", "00000110010000111"),
            ("~>1.2", "00000110000000111"),
            ("!=1.2", "11111000010011000"),
            ("<=*", "11000000000000000"),
            ("^*", "10000000000000000"),
            ("~0.0.0", "11111110010011111"),
            (">0.0.0-0", "11111111111111111"),
            (">=1.2.3-0", "00000011111111101"),
            (">1.2.3-0 <2", "00000011111100101"),
            (">=1.2, <1.3", "00000110000000111"),
            (">= 1.2 || ^0.2", "00010110010011111"),
            ("1.2.3 - 2", "00000010010010101"),
            ("~1-0", "00001111111000111"),
            ("^1-0", "00001111111000111"),
            ("1.x-0", "00001111111000111"),
            ("^1.2.3-beta", "00000011111000101"),
            (">=1.2.3+b", "00000010010011101"),
        ] {
            check(constraint, expected);
        }
    }

    #[test]
    fn missing_numbers_widen_or_narrow_by_operator() {
        for (constraint, expected) in [
            (">1", "00000000000011000"),
            (">1.2", "00000000010011000"),
            ("<1.2", "11111000000000000"),
            ("<=1", "11111110010000111"),
            ("<=1.2", "11111110000000111"),
            ("!=1", "11110000000011000"),
            ("~1", "00001110010000111"),
            ("^0.2.3", "00010000000000000"),
            ("^0.0.1", "01000000000000000"),
            ("^0.0", "11000000000000000"),
            ("^0", "11110000000000000"),
            ("!=*", "01111110010011111"),
            (">*", "01111110010011111"),
            ("x.2", "11111110010011111"),
            ("1.*.3", "00001110010000111"),
            ("1.2-1.3", "00000111100000111"),
            ("1.2.3 1.3.0", "00000000000000000"),
        ] {
            check(constraint, expected);
        }
    }

    #[test]
    fn spelling_is_free_where_helm_leaves_it_free() {
        for (one, other) in [
            (">=1.2 <1.3", ">=1.2,<1.3"),
            (">=1.2 <1.3", "  >=   v1.2  ,\t<1.3 "),
            (">=1.2", "=>1.2"),
            ("<=1.2", "=<1.2"),
            ("~1.2", "~>1.2"),
            ("1.X", "1.*"),
            ("1.2||2", "1.2 || 2"),
            ("1.2 - 1.3 || 2", ">=1.2 <=1.3 || 2"),
            ("1.2 - 1.3 !=1.2.3", ">=1.2 <=1.3 !=1.2.3"),
            ("01.2", "1.2"),
        ] {
            check(other, &accepted(one, Prereleases::AsWritten));
        }
    }

    #[test]
    fn older_rule_asks_every_term_for_its_prerelease() {
        for (constraint, expected) in [
            (">1.2.3-0 <2", "00000010010000101"),
            (">1.2.3-0 <2-0", "00000011111000101"),
            (">=1.2.3-0", "00000011111111101"),
            ("*", "11111110010011111"),
        ] {
            assert_eq!(
                accepted(constraint, Prereleases::EachTerm),
                expected,
                "{constraint}"
            );
        }
        assert_eq!(accepted("^1.2", Prereleases::Included), "00000111111000111");
    }

    #[test]
    fn other_texts_are_refused_with_a_reason() {
        for constraint in [
            "",
            " ",
            "latest",
            "==1.2",
            "1.2,",
            ",1.2",
            "1.2,,1.3",
            ">=1.2.3<2",
            "^1.2.3 || ",
            "|| 1",
            "V1.2",
            "1|2",
            "11x",
            "1.2.3.4",
            "1.2.3-01",
            "1.2.3-",
            "1.2.3+",
            "> - 2",
            "1 - >2",
            ">1 - 2",
            "=1 - 2",
            "1 -",
            "- 2",
            "1 -2",
            ">",
            "~ ",
            "1.2.ü",
            "!1.2",
            "1.",
            "99999999999999999999",
        ] {
            let error = constraint
                .parse::<Constraint>()
                .expect_err(&format!("{constraint:?} is accepted"));
            assert!(!error.reason.is_empty());
        }
        let error = ">=1.2.3<2".parse::<Constraint>().expect_err("refused");
        assert_eq!(
            error.to_string(),
            "invalid version constraint `>=1.2.3<2`: terms are separated by a blank or a comma"
        );
    }

    #[test]
    fn any_text_is_read_or_refused() {
        use proptest::prelude::*;
        proptest!(|(text in "[0-9xX*.v|=<>~^!, +a-]{0,24}")| {
            if let Ok(constraint) = text.parse::<Constraint>() {
                constraint.matches(&"1.2.3-a".parse().expect("a version"));
            }
        });
    }
}
