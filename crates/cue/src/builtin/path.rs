//! Package `path`: names of files as Unix, Windows and Plan 9 write them; nothing is looked up.

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, fatal, optional, pure, texts},
};
use crate::limits::Limits;

const S: Kinds = Kinds::STRING;
const L: Kinds = Kinds::LIST;
const B: Kinds = Kinds::BOOL;

pub(super) const VALUES: &[(&str, &str)] = &[
    ("Unix", "\"unix\""),
    ("Windows", "\"windows\""),
    ("Plan9", "\"plan9\""),
];

pub(super) const FUNCTIONS: &[Function] = &[
    optional("Split", &[S, S], L, |a, _| {
        let os = system(a, 1)?;
        let path = a.text(0)?;
        let volume = os.volume(path);
        let cut = path[volume..]
            .rfind(|c| os.is_separator(c))
            .map_or(volume, |at| volume + at + 1);
        Ok(texts([&path[..cut], &path[cut..]]))
    }),
    pure("SplitList", &[S, S], L, split_list),
    optional("Join", &[L, S], S, |a, _| {
        let os = system(a, 1)?;
        Ok(join(os, &a.texts(0)?).into())
    }),
    optional("Ext", &[S, S], S, |a, _| {
        let os = system(a, 1)?;
        let path = a.text(0)?;
        let name = path.rfind(|c| os.is_separator(c)).map_or(0, |at| at + 1);
        Ok(path[name..]
            .rfind('.')
            .map_or("", |dot| &path[name + dot..])
            .into())
    }),
    optional("Resolve", &[S, S, S], S, |a, _| {
        let os = system(a, 2)?;
        let (base, path) = (a.text(0)?, a.text(1)?);
        if is_abs(os, path) {
            return Ok(clean(os, path).into());
        }
        Ok(join(os, &[base, path]).into())
    }),
    optional("Rel", &[S, S, S], S, relative),
    optional("Base", &[S, S], S, |a, _| {
        Ok(base(system(a, 1)?, a.text(0)?).into())
    }),
    optional("Dir", &[S, S], S, |a, _| {
        Ok(dir(system(a, 1)?, a.text(0)?).into())
    }),
    optional("IsAbs", &[S, S], B, |a, _| {
        Ok(is_abs(system(a, 1)?, a.text(0)?).into())
    }),
    optional("Clean", &[S, S], S, |a, _| {
        Ok(clean(system(a, 1)?, a.text(0)?).into())
    }),
    pure("ToSlash", &[S, S], S, |a, _| {
        let os = system(a, 1)?;
        Ok(a.text(0)?.replace(os.separator(), "/").into())
    }),
    pure("FromSlash", &[S, S], S, |a, _| {
        let os = system(a, 1)?;
        Ok(a.text(0)?.replace('/', &os.separator().to_string()).into())
    }),
    optional("VolumeName", &[S, S], S, |a, _| {
        let os = system(a, 1)?;
        let path = a.text(0)?;
        Ok(path[..os.volume(path)].into())
    }),
    optional("Match", &[S, S, S], B, |a, _| {
        let os = system(a, 2)?;
        let pattern: Vec<char> = a.text(0)?.chars().collect();
        let name: Vec<char> = a.text(1)?.chars().collect();
        Ok(matches(os, &pattern, &name)?.into())
    }),
];

/// Whose rules a path follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum System {
    Unix,
    Windows,
    Plan9,
}

fn system(arguments: &[Data], index: usize) -> Result<System, Failure> {
    match arguments.any(index) {
        Data::Null => Ok(System::Unix),
        Data::String(name) => match &**name {
            "unix" => Ok(System::Unix),
            "windows" => Ok(System::Windows),
            "plan9" => Ok(System::Plan9),
            other => fatal(format!("unknown operating system {other:?}")),
        },
        _ => fatal("the operating system is not a string"),
    }
}

impl System {
    fn separator(self) -> char {
        if self == Self::Windows { '\\' } else { '/' }
    }

    fn is_separator(self, c: char) -> bool {
        c == '/' || (self == Self::Windows && c == '\\')
    }

    /// Returns the length of `C:` or `\\host\share` at the front.
    fn volume(self, path: &str) -> usize {
        if self != Self::Windows {
            return 0;
        }
        let bytes = path.as_bytes();
        if bytes.len() >= 2 && bytes[1] == b':' && bytes[0].is_ascii_alphabetic() {
            return 2;
        }
        let mut chars = path.char_indices();
        let leading = (&mut chars)
            .take(2)
            .filter(|(_, c)| self.is_separator(*c))
            .count();
        if leading < 2 {
            return 0;
        }
        let rest = &path[2..];
        let Some(host) = rest.find(|c| self.is_separator(c)).filter(|at| *at > 0) else {
            return 0;
        };
        let share = &rest[host + 1..];
        let end = share.find(|c| self.is_separator(c)).unwrap_or(share.len());
        if end == 0 { 0 } else { 2 + host + 1 + end }
    }
}

fn is_abs(os: System, path: &str) -> bool {
    match os {
        System::Unix => path.starts_with('/'),
        System::Plan9 => path.starts_with(['/', '#']),
        System::Windows => {
            let volume = os.volume(path);
            volume > 0 && (path[volume..].starts_with(['/', '\\']) || volume > 2)
        }
    }
}

/// Shortens a path by its words alone.
fn clean(os: System, path: &str) -> String {
    let volume = os.volume(path);
    let (prefix, rest) = path.split_at(volume);
    let rooted = rest.starts_with(|c| os.is_separator(c));
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split(|c| os.is_separator(c)) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let separator = os.separator().to_string();
    let mut out = if os == System::Windows {
        prefix.replace('/', "\\")
    } else {
        prefix.to_owned()
    };
    if rooted {
        out.push_str(&separator);
    }
    out.push_str(&parts.join(&separator));
    if parts.is_empty() && !rooted {
        out.push('.');
    }
    out
}

fn join(os: System, parts: &[&str]) -> String {
    let separator = os.separator().to_string();
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .skip_while(|part| part.is_empty())
        .collect();
    match parts.as_slice() {
        [] => String::new(),
        // a path below the current folder of the drive
        [drive, rest @ ..] if drive.ends_with(':') && os.volume(drive) == drive.len() => {
            let rest: Vec<&str> = rest
                .iter()
                .copied()
                .filter(|part| !part.is_empty())
                .collect();
            clean(os, &format!("{drive}{}", rest.join(&separator)))
        }
        parts => clean(os, &parts.join(&separator)),
    }
}

fn base(os: System, path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    let path = path.trim_end_matches(|c| os.is_separator(c));
    let path = &path[os.volume(path).min(path.len())..];
    let name = path
        .rfind(|c| os.is_separator(c))
        .map_or(path, |at| &path[at + 1..]);
    if name.is_empty() {
        os.separator().to_string()
    } else {
        name.to_owned()
    }
}

fn dir(os: System, path: &str) -> String {
    let volume = os.volume(path);
    let end = path[volume..]
        .rfind(|c| os.is_separator(c))
        .map_or(volume, |at| volume + at + 1);
    let cleaned = clean(os, &path[volume..end]);
    if cleaned == "." && volume > 2 {
        return path[..volume].to_owned();
    }
    format!("{}{cleaned}", &path[..volume])
}

fn split_list(arguments: &[Data], _: &Limits) -> Outcome {
    let os = system(arguments, 1)?;
    let path = arguments.text(0)?;
    if path.is_empty() {
        return Ok(Data::List(Vec::new()));
    }
    let separator = match os {
        System::Unix => ':',
        System::Plan9 => '\0',
        System::Windows => {
            let mut parts = vec![String::new()];
            let mut quoted = false;
            for c in path.chars() {
                match c {
                    '"' => quoted = !quoted,
                    ';' if !quoted => parts.push(String::new()),
                    c => parts.last_mut().expect("there is always a part").push(c),
                }
            }
            return Ok(texts(parts));
        }
    };
    Ok(texts(path.split(separator)))
}

fn relative(arguments: &[Data], _: &Limits) -> Outcome {
    let os = system(arguments, 2)?;
    let base = clean(os, arguments.text(0)?);
    let target = clean(os, arguments.text(1)?);
    let same = |a: &str, b: &str| {
        if os == System::Windows {
            a.eq_ignore_ascii_case(b)
        } else {
            a == b
        }
    };
    let (base_volume, target_volume) = (os.volume(&base), os.volume(&target));
    let rooted = |path: &str| path.starts_with(os.separator());
    let wrong = || fatal(format!("can't make {target} relative to {base}"));
    let (base_rest, target_rest) = (&base[base_volume..], &target[target_volume..]);
    if same(&base, &target) {
        return Ok(".".into());
    }
    if !same(&base[..base_volume], &target[..target_volume])
        || rooted(base_rest) != rooted(target_rest)
    {
        return wrong();
    }
    let parts = |path: &str| -> Vec<String> {
        let parts = path
            .split(os.separator())
            .filter(|part| !part.is_empty() && *part != ".");
        parts.map(str::to_owned).collect()
    };
    let (from, to) = (parts(base_rest), parts(target_rest));
    let common = from.iter().zip(&to).take_while(|(a, b)| same(a, b)).count();
    if from[common..].iter().any(|part| part == "..") {
        return wrong();
    }
    let up = std::iter::repeat_n("..", from.len() - common);
    let down = to[common..].iter().map(String::as_str);
    let all: Vec<&str> = up.chain(down).collect();
    Ok(all.join(&os.separator().to_string()).into())
}

/// Matches a name with a shell pattern; `*` and `?` do not match separators.
fn matches(os: System, pattern: &[char], name: &[char]) -> Result<bool, Failure> {
    validate(os, pattern)?;
    let (mut p, mut n) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let step = match pattern.get(p) {
            None => (n == name.len()).then_some((p, n)),
            Some('*') => {
                retry = Some((p, n));
                p += 1;
                continue;
            }
            Some(_) => name
                .get(n)
                .and_then(|c| single(os, pattern, p, *c))
                .map(|next| (next, n + 1)),
        };
        match (step, retry) {
            (Some(_), _) if pattern.get(p).is_none() => return Ok(true),
            (Some((next_p, next_n)), _) => (p, n) = (next_p, next_n),
            (None, Some((star, at))) if name.get(at).is_some_and(|c| *c != os.separator()) => {
                retry = Some((star, at + 1));
                (p, n) = (star + 1, at + 1);
            }
            (None, _) => return Ok(false),
        }
    }
}

/// Matches one character with the item at `p` and returns where the next item starts.
fn single(os: System, pattern: &[char], p: usize, c: char) -> Option<usize> {
    match pattern[p] {
        '?' => (c != os.separator()).then_some(p + 1),
        '\\' if os != System::Windows => (*pattern.get(p + 1)? == c).then_some(p + 2),
        '[' => {
            let (end, found) = class(os, pattern, p, c)?;
            (found && c != os.separator()).then_some(end)
        }
        literal => (literal == c).then_some(p + 1),
    }
}

/// Reads a class and tells whether it has the character; none if it is malformed.
fn class(os: System, pattern: &[char], start: usize, c: char) -> Option<(usize, bool)> {
    let mut p = start + 1;
    let negated = pattern.get(p) == Some(&'^');
    p += usize::from(negated);
    let mut found = false;
    let mut count = 0;
    let item = |p: &mut usize| {
        let mut c = *pattern.get(*p)?;
        if c == '-' || c == ']' {
            return None;
        }
        if c == '\\' && os != System::Windows {
            *p += 1;
            c = *pattern.get(*p)?;
        }
        *p += 1;
        Some(c)
    };
    loop {
        if count > 0 && pattern.get(p) == Some(&']') {
            return Some((p + 1, found != negated));
        }
        let low = item(&mut p)?;
        let high = if pattern.get(p) == Some(&'-') {
            p += 1;
            item(&mut p)?
        } else {
            low
        };
        found |= (low..=high).contains(&c);
        count += 1;
    }
}

fn validate(os: System, pattern: &[char]) -> Result<(), Failure> {
    let mut p = 0;
    while let Some(c) = pattern.get(p) {
        p = match c {
            '[' => match class(os, pattern, p, '\0') {
                Some((end, _)) => end,
                None => return fatal("syntax error in pattern"),
            },
            '\\' if os != System::Windows => {
                if pattern.get(p + 1).is_none() {
                    return fatal("syntax error in pattern");
                }
                p + 2
            }
            _ => p + 1,
        };
    }
    Ok(())
}
