//! Where a repository's own path ends in the path of a URL.
//!
//! Forges put a reference and a folder behind it, groups before it, and instances may live below
//! a path of their own.

use super::{Forge, Problem};

/// Hosts whose repositories are always `owner/name`, so that what follows is a folder.
const TWO_LEVEL_HOSTS: [&str; 5] = [
    "github.com",
    "gitee.com",
    "bitbucket.org",
    "codeberg.org",
    "gitea.com",
];

/// What a URL has after the repository.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tail<'p> {
    /// A folder.
    Folder(&'p [String]),
    /// A reference, and perhaps a folder.
    Tree(&'p [String]),
}

/// A URL's path, parted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Border<'p> {
    pub repository: &'p [String],
    pub tail: Tail<'p>,
}

/// Finds where the repository's own path ends.
pub(super) fn border<'p>(
    host: &str,
    forge: Forge,
    name: &str,
    parts: &'p [String],
) -> Result<Border<'p>, Problem> {
    let is = |at: usize, word: &str| parts.get(at).is_some_and(|part| part == word);
    let incomplete =
        || format!("its URL needs an owner and a repository: https://{host}/OWNER/REPOSITORY");

    // The address of GitHub's contents API, on github.com or below `/api/v3` of an instance.
    let api = if host == "api.github.com" {
        Some(0)
    } else {
        (is(0, "api") && is(1, "v3")).then_some(2)
    };
    if let Some(start) = api {
        if !is(start, "repos") || parts.len() < start + 3 {
            return Err(incomplete());
        }
        let end = start + 3;
        if parts.len() > end && !is(end, "contents") {
            return Err("only the contents API of GitHub can be read".into());
        }
        let folder = parts.get(end + 1..).unwrap_or_default();
        return Ok(Border {
            repository: &parts[start + 1..end],
            tail: Tail::Folder(folder),
        });
    }

    let two_levels = TWO_LEVEL_HOSTS.contains(&host.strip_prefix("www.").unwrap_or(host));
    if two_levels && parts.len() < 2 {
        return Err(incomplete());
    }
    let dot_git = parts
        .iter()
        .position(|part| part.len() > 4 && has_git_ending(part));
    let gitlab_marker =
        (1..parts.len()).find(|&at| is(at, "-") && is(at + 1, "tree") && at + 2 < parts.len());
    let end = if two_levels {
        2
    } else if let Some(at) = dot_git {
        at + 1
    } else if let Some(at) = gitlab_marker {
        at
    } else if let Some(at) = (2..parts.len()).find(|&at| marker(parts, at).is_some()) {
        at
    } else {
        parts.len()
    };
    let mut repository = &parts[..end];
    let mut tail = match marker(parts, end) {
        Some(skipped) => Tail::Tree(&parts[end + skipped..]),
        None if forge == Forge::Bitbucket && is(end, "src") && parts.len() > end + 1 => {
            Tail::Tree(&parts[end + 1..])
        }
        None => Tail::Folder(&parts[end..]),
    };
    if !name.is_empty() && !two_levels {
        let wanted: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
        let named = repository_named(repository, &wanted).ok_or_else(|| {
            format!(
                "its URL does not contain the repository `{}`",
                name.escape_debug()
            )
        })?;
        // Without a marker, what follows the name is a folder.
        if named < end && matches!(tail, Tail::Folder(_)) {
            tail = Tail::Folder(&parts[named..]);
            repository = &parts[..named];
        }
    }
    if repository.is_empty() {
        return Err("its URL names no repository".into());
    }
    if forge == Forge::GitLab && repository.len() < 2 {
        return Err("its URL needs a group and a project".into());
    }
    Ok(Border { repository, tail })
}

/// Says how many segments at `at` announce a reference: `tree`, `-/tree`, `src/branch`.
fn marker(parts: &[String], at: usize) -> Option<usize> {
    let words: Vec<&str> = parts
        .get(at..)?
        .iter()
        .take(2)
        .map(String::as_str)
        .collect();
    let count = match words[..] {
        ["tree", ..] => 1,
        ["-", "tree"] | ["src", "branch" | "tag" | "commit"] => 2,
        _ => return None,
    };
    (parts.len() > at + count).then_some(count)
}

/// Finds the end of the last occurrence of a repository's name that has something before it.
fn repository_named(parts: &[String], wanted: &[&str]) -> Option<usize> {
    let same = |part: &str, name: &str| part == name || part.strip_suffix(".git") == Some(name);
    // A name with its groups can stand at the start, a bare one only behind a group.
    let first = usize::from(wanted.len() == 1);
    (first..=parts.len().checked_sub(wanted.len())?)
        .rev()
        .find(|&at| {
            parts[at..]
                .iter()
                .zip(wanted)
                .all(|(part, name)| same(part, name))
        })
        .map(|at| at + wanted.len())
}

/// Says whether a segment ends as repositories do on disk; the ending is never in capitals.
pub(super) fn has_git_ending(segment: &str) -> bool {
    segment.strip_suffix(".git").is_some()
}
