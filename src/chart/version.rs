//! Versions of charts and addons, read as loosely as Helm reads them.
//!
//! Semantic versions with liberties: a leading `v`, fewer than three numbers and leading zeros are
//! accepted (`v1.2`, `01.2.3`), and the text is kept, because registries find an addon by it.

use std::{
    cmp::{Ordering, Reverse},
    fmt,
    str::FromStr,
};

/// Longest version that is read; real ones have a few dozen bytes.
const LONGEST: usize = 512;

/// A version as written, and what it means.
///
/// Versions are ordered by semantic precedence; those of equal precedence (`1.2`, `v1.2.0`,
/// `1.2.0+build`) by their text, so that sorting gives the same order everywhere. Equality is that
/// of the text; [`Version::precedence`] compares meanings.
#[derive(Clone)]
pub struct Version {
    text: String,
    numbers: [u64; 3],
    prerelease: String,
    metadata: String,
}

impl Version {
    /// Returns the version as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the first number.
    pub fn major(&self) -> u64 {
        self.numbers[0]
    }

    /// Returns the second number, 0 when it was left out.
    pub fn minor(&self) -> u64 {
        self.numbers[1]
    }

    /// Returns the third number, 0 when it was left out.
    pub fn patch(&self) -> u64 {
        self.numbers[2]
    }

    /// Returns what follows the `-`, or the empty text.
    pub fn prerelease(&self) -> &str {
        &self.prerelease
    }

    /// Returns what follows the `+`, or the empty text.
    pub fn metadata(&self) -> &str {
        &self.metadata
    }

    /// Says whether this is a version on the way to another.
    pub fn is_prerelease(&self) -> bool {
        !self.prerelease.is_empty()
    }

    /// Says whether the text follows semantic versioning to the letter.
    ///
    /// Tags of OCI registries count as versions only then, and Helm's lint asks for it.
    pub fn is_strict(&self) -> bool {
        self.text == self.canonical()
    }

    /// Returns the version with exactly three numbers and without a leading `v`.
    pub fn canonical(&self) -> String {
        let [major, minor, patch] = self.numbers;
        let mut text = format!("{major}.{minor}.{patch}");
        for (mark, part) in [('-', &self.prerelease), ('+', &self.metadata)] {
            if !part.is_empty() {
                text.push(mark);
                text.push_str(part);
            }
        }
        text
    }

    /// Compares by semantic precedence, which leaves build metadata out of account.
    pub fn precedence(&self, other: &Self) -> Ordering {
        self.numbers
            .cmp(&other.numbers)
            .then_with(|| compare_prereleases(&self.prerelease, &other.prerelease))
    }
}

/// Compares what follows the `-`; nothing there is higher than anything.
pub(super) fn compare_prereleases(one: &str, other: &str) -> Ordering {
    if one.is_empty() || other.is_empty() {
        return one.is_empty().cmp(&other.is_empty());
    }
    let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (mut ones, mut others) = (one.split('.'), other.split('.'));
    loop {
        let order = match (ones.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(other)) => match (numeric(one), numeric(other)) {
                // Leading zeros are refused, so the longer number is the larger one.
                (true, true) => one.len().cmp(&other.len()).then_with(|| one.cmp(other)),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => one.cmp(other),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// A text that is not a version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a version: {reason}", .text.escape_debug())]
pub struct InvalidVersion {
    /// The text, cut when it is long.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map_err(|reason| InvalidVersion {
            text: text.chars().take(80).collect(),
            reason,
        })
    }
}

fn parse(text: &str) -> Result<Version, &'static str> {
    if text.is_empty() {
        return Err("it is empty");
    }
    if text.len() > LONGEST {
        return Err("it is too long");
    }
    let (rest, metadata) = split_at_mark(text, '+');
    let (rest, prerelease) = split_at_mark(rest, '-');
    check_identifiers(prerelease)?;
    check_identifiers(metadata)?;
    let leading_zero = |part: &str| {
        part.len() > 1 && part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if prerelease.is_some_and(|prerelease| prerelease.split('.').any(leading_zero)) {
        return Err("a number after the `-` has a leading zero");
    }
    let mut numbers = [0; 3];
    let mut parts = rest.strip_prefix('v').unwrap_or(rest).split('.');
    for number in &mut numbers {
        if let Some(part) = parts.next() {
            *number = parse_number(part)?;
        }
    }
    if parts.next().is_some() {
        return Err("it has more than three numbers");
    }
    Ok(Version {
        text: text.to_owned(),
        numbers,
        prerelease: prerelease.unwrap_or_default().to_owned(),
        metadata: metadata.unwrap_or_default().to_owned(),
    })
}

fn parse_number(part: &str) -> Result<u64, &'static str> {
    if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("a number is expected between the dots, as in `1.2.3`");
    }
    part.parse().map_err(|_| "one of its numbers is too large")
}

/// Splits at the first `mark`.
pub(super) fn split_at_mark(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Checks the dot-separated words after a `-` or `+`.
pub(super) fn check_identifiers(words: Option<&str>) -> Result<(), &'static str> {
    let valid = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    match words {
        Some(words) if !words.split('.').all(valid) => {
            Err("after `-` and `+` only letters, digits, dots and hyphens can stand")
        }
        _ => Ok(()),
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Version {}

impl std::hash::Hash for Version {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.precedence(other)
            .then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, formatter)
    }
}

impl AsRef<str> for Version {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// What a text says about age; lower is older, and what is no version is oldest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Age {
    Unknown(String),
    Known(Version),
}

impl From<&str> for Age {
    fn from(text: &str) -> Self {
        match text.parse() {
            Ok(version) => Self::Known(version),
            Err(_) => Self::Unknown(text.to_owned()),
        }
    }
}

/// Orders two versions that may not be versions: highest first, unreadable ones last.
pub fn newest_first(one: &str, other: &str) -> Ordering {
    Age::from(other).cmp(&Age::from(one))
}

/// Sorts as [`newest_first`] orders, which reads each version but once.
pub fn sort_newest_first<T>(items: &mut [T], version_of: impl Fn(&T) -> &str) {
    items.sort_by_cached_key(|item| Reverse(Age::from(version_of(item))));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().expect("a version")
    }

    #[test]
    fn loose_spellings_are_versions() {
        for (text, canonical) in [
            ("1", "1.0.0"),
            ("v1.2", "1.2.0"),
            ("01.2.3", "1.2.3"),
            ("1.2.3-beta.1+build.05", "1.2.3-beta.1+build.05"),
            ("1-a-b", "1.0.0-a-b"),
            ("1.2+x-y", "1.2.0+x-y"),
            ("18446744073709551615.0.0", "18446744073709551615.0.0"),
            ("1.2.3-0", "1.2.3-0"),
            ("1.2.3-0a", "1.2.3-0a"),
        ] {
            let version = version(text);
            assert_eq!(version.canonical(), canonical);
            assert_eq!(version.to_string(), text);
            assert_eq!(version.is_strict(), text == canonical, "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "v",
            "V1",
            "vv1",
            "a",
            "1.",
            ".1",
            "1..2",
            "1.2.3.4",
            "1.2.3-",
            "1.2.3+",
            "1.2.3-01",
            "1.2.3-a..b",
            "1.2.3-ü",
            "1.2.3+a+b",
            " 1",
            "1 ",
            "-1",
            "+1",
            "1.x",
            "1.2.3-a_b",
            "18446744073709551616",
        ] {
            assert!(text.parse::<Version>().is_err(), "{text:?}");
        }
        assert!("1".repeat(2000).parse::<Version>().is_err());
    }

    #[test]
    fn precedence_is_that_of_semantic_versioning() {
        let ascending = [
            "1.0.0-1",
            "1.0.0-2",
            "1.0.0-10",
            "1.0.0-99999999999999999999999",
            "1.0.0--",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1",
            "1.0.1",
            "1.2",
            "1.10",
        ];
        for (at, lower) in ascending.iter().enumerate() {
            for higher in &ascending[at + 1..] {
                assert!(version(lower) < version(higher), "{lower} {higher}");
                assert!(version(higher).precedence(&version(lower)).is_gt());
            }
        }
        assert!(version("v1.2").precedence(&version("1.2.0+b")).is_eq());
        assert_ne!(version("v1.2"), version("1.2.0"));
    }

    #[test]
    fn sorting_does_not_depend_on_the_order_before() {
        let expected = [
            "2.0",
            "1.10.0",
            "v1.2.0",
            "1.2.0",
            "1.2.0-rc.1",
            "1.0.0",
            "abc",
        ];
        let mut versions = expected;
        versions.reverse();
        sort_newest_first(&mut versions, |version| version);
        assert_eq!(versions, expected);
    }
}
