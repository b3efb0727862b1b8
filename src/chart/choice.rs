//! Which of several versions a user means.

use super::{
    constraint::{Constraint, InvalidConstraint, Prereleases},
    version::{Version, sort_newest_first},
};
use crate::hint::Hint;

/// How many versions a message names.
const SHOWN: usize = 5;

/// Why no version was chosen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoVersion {
    /// There is nothing to choose from.
    #[error("there are no versions")]
    Empty,
    /// Versions on the way to another would do, and no others.
    #[error("only prereleases exist: {}", .prereleases.join(", "))]
    OnlyPrereleases {
        /// The highest ones, newest first.
        prereleases: Vec<String>,
    },
    /// No version satisfies what was asked for.
    #[error("no version satisfies `{request}`; there {} {}", verb(.available), .available.join(", "))]
    NoMatch {
        /// What was asked for.
        request: String,
        /// The highest ones, newest first.
        available: Vec<String>,
    },
    /// What was asked for is neither one of the versions nor a constraint.
    #[error("there is no version `{}`", .source.text.escape_debug())]
    Unknown {
        /// Why it is not a constraint.
        source: InvalidConstraint,
        /// The highest ones, newest first.
        available: Vec<String>,
    },
    /// None of the versions can be read, so that none is the newest.
    #[error("none of the versions follows semantic versioning: {}", .available.join(", "))]
    Unreadable {
        /// Some of them.
        available: Vec<String>,
    },
}

impl Hint for NoVersion {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Empty | Self::NoMatch { .. } => None,
            Self::OnlyPrereleases { prereleases } => Some(format!(
                "ask for one by its version, such as `{}`",
                prereleases.first()?
            )),
            Self::Unknown { available, .. } | Self::Unreadable { available } => {
                Some(format!("ask for one of {}", available.join(", ")))
            }
        }
    }
}

/// Chooses the item with the newest version that satisfies `request`.
///
/// A version that reads as the request, but for one leading `v`, wins over what the request would
/// mean as a constraint. Without a request the highest version that is not a prerelease wins; one
/// that cannot be read is only found by its text.
pub fn newest<'a, T>(
    items: &'a [T],
    version_of: impl Fn(&T) -> &str,
    request: Option<&str>,
    prereleases: Prereleases,
) -> Result<&'a T, NoVersion> {
    let mut sorted: Vec<_> = items.iter().collect();
    sort_newest_first(&mut sorted, |item| version_of(item));
    let texts = || names(sorted.iter().map(|item| version_of(item)));
    if sorted.is_empty() {
        return Err(NoVersion::Empty);
    }
    let Some(request) = request.filter(|request| !request.is_empty()) else {
        let any: Constraint = "*".parse().expect("`*` is a constraint");
        return highest(&sorted, &version_of, &any, prereleases).ok_or_else(|| {
            let readable = |item: &&&T| version_of(item).parse::<Version>().is_ok();
            if sorted.iter().any(|item| readable(&item)) {
                let readable = sorted.iter().filter(readable);
                NoVersion::OnlyPrereleases {
                    prereleases: names(readable.map(|item| version_of(item))),
                }
            } else {
                NoVersion::Unreadable { available: texts() }
            }
        });
    };
    let bare = |text| -> String { String::from(str::strip_prefix(text, 'v').unwrap_or(text)) };
    let exact = sorted
        .iter()
        .find(|item| version_of(item) == request)
        .or_else(|| {
            sorted
                .iter()
                .find(|item| bare(version_of(item)) == bare(request))
        });
    if let Some(item) = exact {
        return Ok(item);
    }
    let constraint: Constraint = match request.parse() {
        Ok(constraint) => constraint,
        Err(source) => {
            return Err(NoVersion::Unknown {
                source,
                available: texts(),
            });
        }
    };
    highest(&sorted, &version_of, &constraint, prereleases).ok_or_else(|| {
        let on_the_way: Vec<_> = sorted
            .iter()
            .map(|item| version_of(item))
            .filter(|text| satisfies(text, &constraint, Prereleases::Included))
            .collect();
        if on_the_way.is_empty() {
            NoVersion::NoMatch {
                request: request.chars().take(80).collect(),
                available: texts(),
            }
        } else {
            NoVersion::OnlyPrereleases {
                prereleases: names(on_the_way.into_iter()),
            }
        }
    })
}

fn highest<'a, T>(
    sorted: &[&'a T],
    version_of: &impl Fn(&T) -> &str,
    constraint: &Constraint,
    prereleases: Prereleases,
) -> Option<&'a T> {
    sorted
        .iter()
        .find(|item| satisfies(version_of(item), constraint, prereleases))
        .copied()
}

fn satisfies(text: &str, constraint: &Constraint, prereleases: Prereleases) -> bool {
    text.parse()
        .is_ok_and(|version| constraint.matches_with(&version, prereleases))
}

fn verb(subjects: &[String]) -> &'static str {
    if subjects.len() == 1 { "is" } else { "are" }
}

/// Returns the first few versions for a message.
fn names<'a>(versions: impl Iterator<Item = &'a str>) -> Vec<String> {
    versions
        .take(SHOWN)
        .map(|version| version.chars().take(80).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose<'a>(versions: &'a [&str], request: Option<&str>) -> Result<&'a str, NoVersion> {
        newest(versions, |text| text, request, Prereleases::AsWritten).copied()
    }

    const VERSIONS: [&str; 8] = [
        "abc",
        "1.0.0",
        "1.2.0-rc.1",
        "1.10.0",
        "v1.2.0",
        "1.2.0",
        "2.0.0-beta",
        "1.1.0+b",
    ];

    #[test]
    fn without_a_request_the_newest_full_version_is_chosen() {
        assert_eq!(choose(&VERSIONS, None), Ok("1.10.0"));
        assert_eq!(choose(&VERSIONS, Some("")), Ok("1.10.0"));
        let devel = newest(&VERSIONS, |text| text, None, Prereleases::Included);
        assert_eq!(devel, Ok(&"2.0.0-beta"));
    }

    #[test]
    fn exact_text_wins_over_its_meaning_as_a_constraint() {
        for (request, expected) in [
            ("1.2.0", "1.2.0"),
            ("v1.2.0", "v1.2.0"),
            ("v1.0.0", "1.0.0"),
            ("abc", "abc"),
            ("vabc", "abc"),
            ("1.2.0-rc.1", "1.2.0-rc.1"),
            ("1.1.0", "1.1.0+b"),
            ("1", "1.10.0"),
            ("~1.1", "1.1.0+b"),
            (">1-0", "2.0.0-beta"),
        ] {
            assert_eq!(choose(&VERSIONS, Some(request)), Ok(expected), "{request}");
        }
    }

    #[test]
    fn prereleases_alone_are_told_from_nothing() {
        let only = |prereleases: &[&str]| {
            Err(NoVersion::OnlyPrereleases {
                prereleases: prereleases.iter().map(ToString::to_string).collect(),
            })
        };
        assert_eq!(
            choose(&["1.0.0-a", "x", "1.0.0-b"], None),
            only(&["1.0.0-b", "1.0.0-a"])
        );
        assert_eq!(choose(&VERSIONS, Some(">1.10.0")), only(&["2.0.0-beta"]));
        assert_eq!(choose(&[], None), Err(NoVersion::Empty));
        assert!(matches!(
            choose(&["x"], None),
            Err(NoVersion::Unreadable { .. })
        ));
        assert!(matches!(
            choose(&VERSIONS, Some(">=3")),
            Err(NoVersion::NoMatch { .. })
        ));
        assert!(matches!(
            choose(&VERSIONS, Some("latest")),
            Err(NoVersion::Unknown { .. })
        ));
    }
}
