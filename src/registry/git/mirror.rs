//! Other places to get repositories from.
//!
//! Where forges cannot be reached, their repositories are copied to a host that can be. A list of
//! such hosts saves changing every registry: `https://github.com/=https://git.corp/github/`.

use std::str::FromStr;

/// Beginnings of addresses and what to put in their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mirrors {
    rules: Vec<(String, String)>,
}

/// A text that is no list of mirrors.
#[derive(Debug, thiserror::Error)]
#[error("`{}` names no mirror; a mirror is written `https://FORGE/=https://MIRROR/`", .text.escape_debug())]
pub struct InvalidMirrors {
    text: String,
}

impl FromStr for Mirrors {
    type Err = InvalidMirrors;

    /// Reads rules that are separated by blanks or commas.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rules = text
            .split([' ', '\t', '\n', ','])
            .filter(|rule| !rule.is_empty());
        let parse = |rule: &str| match rule.split_once('=') {
            Some((from, to)) if from.contains("://") && !to.is_empty() => {
                Ok((from.to_owned(), to.to_owned()))
            }
            _ => Err(InvalidMirrors {
                text: rule.chars().take(80).collect(),
            }),
        };
        Ok(Self {
            rules: rules.map(parse).collect::<Result<_, _>>()?,
        })
    }
}

impl Mirrors {
    /// Returns where to get `address` from, if that is elsewhere; the longest beginning wins.
    ///
    /// A rule for one repository may name it with or without the `.git` that `address` may end in;
    /// then the other place is taken as it is written.
    pub fn apply(&self, address: &str) -> Option<String> {
        let rules = self.rules.iter().filter_map(|(from, to)| {
            let from = from.strip_suffix(".git").unwrap_or(from);
            let rest = address.strip_prefix(from)?;
            match rest {
                "" | "/" | ".git" | ".git/" => Some((from, to.clone())),
                // `https://h/me/repo` is no beginning of `https://h/me/repository`.
                _ if from.ends_with(['/', ':']) || rest.starts_with('/') => {
                    Some((from, format!("{to}{rest}")))
                }
                _ => None,
            }
        });
        let (_, elsewhere) = rules.max_by_key(|(from, _)| from.len())?;
        Some(elsewhere)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_wins() {
        let mirrors: Mirrors = "https://github.com/=http://m/gh/, https://github.com/me/=/srv/"
            .parse()
            .expect("read");
        for (address, expected) in [
            ("https://github.com/o/r.git", Some("http://m/gh/o/r.git")),
            ("https://github.com/me/r.git", Some("/srv/r.git")),
            ("https://gitlab.com/o/r.git", None),
        ] {
            assert_eq!(mirrors.apply(address).as_deref(), expected);
        }
        assert!("github.com".parse::<Mirrors>().is_err());
        assert_eq!("".parse::<Mirrors>().expect("none"), Mirrors::default());
    }

    #[test]
    fn one_repository_is_named_with_or_without_its_ending() {
        for (from, address) in [
            ("https://h/me/repo", "https://h/me/repo.git"),
            ("https://h/me/repo", "https://h/me/repo"),
            ("https://h/me/repo.git", "https://h/me/repo.git"),
            ("https://h/me/repo.git", "https://h/me/repo"),
        ] {
            let mirrors: Mirrors = format!("{from}=/srv/copy").parse().expect("a rule");
            let found = mirrors.apply(address);
            assert_eq!(found.as_deref(), Some("/srv/copy"), "{from} for {address}");
            assert_eq!(mirrors.apply("https://h/me/repository.git"), None);
            assert_eq!(mirrors.apply("https://h/me/rep"), None);
        }
        let mirrors: Mirrors = "https://h=http://m/h".parse().expect("a rule");
        let found = mirrors.apply("https://h/me/repo.git");
        assert_eq!(found.as_deref(), Some("http://m/h/me/repo.git"));
        assert_eq!(mirrors.apply("https://host/me/repo.git"), None);
    }
}
