//! The references of a repository: reading a server's list of them, and finding the one meant.
//!
//! See "Reference Discovery" in git's `gitprotocol-pack` document.

use std::io::{self, BufRead};

use git2::Oid;

use super::{
    packet::{Packet, invalid, line},
    url::Place,
};

/// Most references that are kept; servers of large projects tell of a hundred thousand.
const MOST: usize = 1_000_000;

/// A name and what it points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// The whole name, such as `refs/heads/main`.
    pub name: String,
    pub id: Oid,
    /// The commit that an annotated tag stands for.
    pub peeled: Option<Oid>,
}

/// Everything that a repository tells before it is asked for objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct References {
    pub list: Vec<Reference>,
    /// The whole name of the default branch, where it is known.
    pub head: Option<String>,
    /// What the server can do, such as `shallow` or `agent=git/2.39`.
    pub capabilities: Vec<String>,
}

/// A reference that was found, and the folder that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The whole name, or the commit's id when it was asked for by that.
    pub name: String,
    /// The object to ask a server for.
    pub id: Oid,
    /// The commit, unless only the object itself can tell.
    pub commit: Oid,
    pub folder: String,
}

/// There is no such reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotFound {
    pub reference: String,
    pub similar: Vec<String>,
}

impl References {
    /// Reads what `git-upload-pack` says first, up to the end of the list.
    pub(super) fn read(input: &mut (impl BufRead + ?Sized)) -> io::Result<Self> {
        let mut found = Self::default();
        let mut announced = false;
        loop {
            let content = match Packet::read(input)? {
                Some(Packet::Data(content)) => content,
                Some(Packet::Flush) if std::mem::take(&mut announced) => continue,
                Some(Packet::Flush) => return Ok(found),
                None => return Err(invalid("it ends before the list of references does")),
            };
            let text = String::from_utf8_lossy(line(&content));
            if let Some(message) = text.strip_prefix("ERR ") {
                return Err(invalid(format!("it says: {}", message.trim())));
            }
            if text.starts_with("# service=") {
                // Over HTTP the list has a heading, which ends like the list itself.
                announced = true;
                continue;
            }
            if text == "version 1" {
                continue;
            }
            let text = match text.split_once('\0') {
                Some((text, capabilities)) => {
                    found.capabilities = capabilities
                        .split_ascii_whitespace()
                        .map(str::to_owned)
                        .collect();
                    found.check_capabilities()?;
                    text
                }
                None => &text,
            };
            found.add(text)?;
        }
    }

    fn check_capabilities(&mut self) -> io::Result<()> {
        for capability in &self.capabilities {
            match capability.split_once('=') {
                Some(("object-format", format)) if format != "sha1" => {
                    return Err(invalid(format!(
                        "its objects are named by {format}, not sha1"
                    )));
                }
                Some(("symref", link)) => {
                    if let Some(target) = link.strip_prefix("HEAD:") {
                        self.head = Some(target.to_owned());
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, text: &str) -> io::Result<()> {
        let (id, name) = text
            .split_once(' ')
            .filter(|(id, _)| id.len() == 40)
            .and_then(|(id, name)| Some((Oid::from_str(id).ok()?, name)))
            .ok_or_else(|| invalid("it has a line that names no reference"))?;
        if let Some(name) = name.strip_suffix("^{}") {
            // An empty repository has nothing but this to carry its capabilities.
            if name == "capabilities" {
                return Ok(());
            }
            if let Some(last) = self.list.last_mut().filter(|last| last.name == name) {
                last.peeled = Some(id);
            }
            return Ok(());
        }
        let kept =
            name == "HEAD" || name.starts_with("refs/heads/") || name.starts_with("refs/tags/");
        if kept {
            if self.list.len() >= MOST {
                return Err(invalid("it has too many references"));
            }
            self.list.push(Reference {
                name: name.to_owned(),
                id,
                peeled: None,
            });
        }
        Ok(())
    }

    /// Says whether the server can do something.
    pub(super) fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }

    /// Finds the reference and the folder that `place` means.
    pub(super) fn find(&self, place: &Place) -> Result<Found, NotFound> {
        match place {
            Place::Default { folder } => {
                let found = self
                    .named("HEAD")
                    .or_else(|| self.named(self.head.as_deref()?));
                let found = found.ok_or_else(|| self.not_found("HEAD"))?;
                let name = match &self.head {
                    Some(head) if found.name == "HEAD" => head.clone(),
                    _ => found.name.clone(),
                };
                Ok(Found {
                    name,
                    folder: folder.clone(),
                    ..found_at(found)
                })
            }
            Place::Named { reference, folder } => {
                let found = self
                    .lookup(reference)
                    .ok_or_else(|| self.not_found(reference))?;
                Ok(Found {
                    folder: folder.clone(),
                    ..found
                })
            }
            Place::Joined { tail, folder } => {
                let ends = tail
                    .match_indices('/')
                    .map(|(at, _)| at)
                    .chain([tail.len()]);
                let mut ends: Vec<_> = ends.collect();
                ends.reverse();
                let found = ends
                    .into_iter()
                    .find_map(|end| Some((self.lookup(&tail[..end])?, end)));
                let (found, end) = found.ok_or_else(|| self.not_found(tail))?;
                let above = tail[end..].trim_start_matches('/');
                let both = [above, folder.as_str()];
                let folder = both
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>();
                Ok(Found {
                    folder: folder.join("/"),
                    ..found
                })
            }
        }
    }

    fn named(&self, name: &str) -> Option<&Reference> {
        self.list.iter().find(|reference| reference.name == name)
    }

    /// Looks for a branch, then for a tag, then takes a whole id for a commit.
    fn lookup(&self, text: &str) -> Option<Found> {
        let forms = ["refs/heads/", "refs/tags/", "", "refs/"];
        if let Some(found) = forms
            .iter()
            .find_map(|form| self.named(&format!("{form}{text}")))
        {
            return Some(found_at(found));
        }
        let id = (text.len() == 40).then(|| Oid::from_str(text).ok())??;
        Some(Found {
            name: id.to_string(),
            id,
            commit: id,
            folder: String::new(),
        })
    }

    fn not_found(&self, wanted: &str) -> NotFound {
        let short = |reference: &Reference| {
            let name = reference.name.as_str();
            let tag = || name.strip_prefix("refs/tags/");
            name.strip_prefix("refs/heads/")
                .or_else(tag)
                .map(str::to_owned)
        };
        let names: Vec<_> = self.list.iter().filter_map(short).collect();
        let mut similar = crate::similar::similar_names(wanted, names.iter().map(String::as_str));
        if similar.is_empty() {
            similar = names;
        }
        NotFound {
            reference: wanted.to_owned(),
            similar,
        }
    }
}

fn found_at(reference: &Reference) -> Found {
    Found {
        name: reference.name.clone(),
        id: reference.id,
        commit: reference.peeled.unwrap_or(reference.id),
        folder: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::git::packet::{push_flush, push_line};

    fn advertisement(lines: &[&str]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for line in lines {
            push_line(&mut bytes, line);
        }
        push_flush(&mut bytes);
        bytes
    }

    fn id(digit: char) -> String {
        String::from(digit).repeat(40)
    }

    fn example() -> References {
        let capabilities = "HEAD\0multi_ack shallow symref=HEAD:refs/heads/main agent=git/2";
        let lines = [
            format!("{} {capabilities}", id('1')),
            format!("{} refs/heads/feature", id('2')),
            format!("{} refs/heads/feature/x", id('3')),
            format!("{} refs/heads/main", id('1')),
            format!("{} refs/heads/v1", id('4')),
            format!("{} refs/pull/7/head", id('5')),
            format!("{} refs/tags/v1", id('6')),
            format!("{} refs/tags/v2", id('7')),
            format!("{} refs/tags/v2^{{}}", id('8')),
        ];
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        References::read(&mut &advertisement(&lines)[..]).expect("references")
    }

    #[track_caller]
    fn check(place: &Place, expected: Option<(&str, char, &str)>) {
        let found = example().find(place).ok();
        let found = found.map(|found| (found.name, found.commit.to_string(), found.folder));
        let expected =
            expected.map(|(name, digit, folder)| (name.into(), id(digit), folder.into()));
        assert_eq!(found, expected);
    }

    #[test]
    fn the_reference_that_is_meant_is_found() {
        let folder = String::from("a");
        check(
            &Place::Default {
                folder: folder.clone(),
            },
            Some(("refs/heads/main", '1', "a")),
        );
        for (text, expected) in [
            ("main", Some(("refs/heads/main", '1', "a"))),
            ("refs/heads/main", Some(("refs/heads/main", '1', "a"))),
            ("heads/main", Some(("refs/heads/main", '1', "a"))),
            ("v1", Some(("refs/heads/v1", '4', "a"))),
            ("tags/v1", Some(("refs/tags/v1", '6', "a"))),
            ("v2", Some(("refs/tags/v2", '8', "a"))),
            (&id('9'), Some((id('9').as_str(), '9', "a"))),
            ("9999999", None),
            ("pull/7/head", None),
        ] {
            let named = Place::Named {
                reference: text.into(),
                folder: folder.clone(),
            };
            check(&named, expected);
        }
        for (tail, expected) in [
            ("feature/x/b", Some(("refs/heads/feature/x", '3', "b/a"))),
            ("feature/y/b", Some(("refs/heads/feature", '2', "y/b/a"))),
            ("main", Some(("refs/heads/main", '1', "a"))),
            ("nothing/here", None),
        ] {
            check(
                &Place::Joined {
                    tail: tail.into(),
                    folder: folder.clone(),
                },
                expected,
            );
        }
    }

    #[test]
    fn an_unknown_reference_names_those_that_are_like_it() {
        let place = Place::Named {
            reference: "mian".into(),
            folder: String::new(),
        };
        let error = example().find(&place).expect_err("unknown");
        assert_eq!(error.similar, ["main"]);
    }

    #[test]
    fn a_heading_is_not_part_of_the_list() {
        let mut bytes = advertisement(&["# service=git-upload-pack"]);
        bytes.extend(advertisement(&[&format!("{} HEAD\0x", id('1'))]));
        let references = References::read(&mut &bytes[..]).expect("references");
        assert_eq!(references.list.len(), 1);
    }

    #[test]
    fn an_empty_repository_has_no_default_branch() {
        let line = format!("{} capabilities^{{}}\0shallow", id('0'));
        let references = References::read(&mut &advertisement(&[&line])[..]).expect("empty");
        assert!(references.list.is_empty() && references.can("shallow"));
        assert!(
            references
                .find(&Place::Default {
                    folder: String::new()
                })
                .is_err()
        );
    }

    #[test]
    fn other_answers_are_refused() {
        for (line, expected) in [
            ("ERR access denied", "it says: access denied"),
            ("hello", "it has a line that names no reference"),
            ("1 refs/heads/main", "it has a line that names no reference"),
        ] {
            let error = References::read(&mut &advertisement(&[line])[..]).expect_err("refused");
            assert_eq!(error.to_string(), expected);
        }
        let line = format!("{} HEAD\0object-format=sha256", id('1'));
        assert!(References::read(&mut &advertisement(&[&line])[..]).is_err());
        let whole = advertisement(&[&format!("{} HEAD\0x", id('1'))]);
        for end in 0..whole.len() {
            assert!(References::read(&mut &whole[..end]).is_err(), "{end}");
        }
    }
}
