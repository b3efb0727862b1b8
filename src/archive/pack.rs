//! Writing archives that are the same bytes on every machine and run.

use libdeflater::{CompressionLvl, Compressor};

const BLOCK: usize = 512;
const REGULAR: u8 = b'0';
const PAX: u8 = b'x';

/// Packs `files` into a gzipped tar archive, each below the folder `top`.
///
/// The entries keep the order they come in. Names, modes, owners and times say nothing about the
/// machine: mode 0644, user and group 0, and `mtime` seconds since 1970 for all.
pub fn pack<'a, P, C>(top: &str, files: impl IntoIterator<Item = (P, C)>, mtime: u64) -> Vec<u8>
where
    P: AsRef<str> + 'a,
    C: AsRef<[u8]> + 'a,
{
    let mut tar = Vec::new();
    let mut add = |prefix: &str, name: &str, kind: u8, content: &[u8]| {
        tar.extend_from_slice(&header(prefix, name, content.len(), mtime, kind));
        tar.extend_from_slice(content);
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    };
    for (path, content) in files {
        let (name, content) = (format!("{top}/{}", path.as_ref()), content.as_ref());
        let split = split(&name);
        if split.is_none() {
            let record = pax_record("path", &name);
            add("", "PaxHeaders.0/path", PAX, record.as_bytes());
        }
        // Readers that know no PAX records get as much of the name as there is room for.
        let short: String = name.chars().filter(char::is_ascii).take(100).collect();
        let (prefix, rest) = split.unwrap_or(("", &short));
        add(prefix, rest, REGULAR, content);
    }
    tar.resize(tar.len() + 2 * BLOCK, 0);
    gzip(&tar)
}

/// Compresses an archive that is whole in memory, which costs half of what streaming does.
fn gzip(tar: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::default());
    let mut gzip = vec![0; compressor.gzip_compress_bound(tar.len())];
    let length = compressor
        .gzip_compress(tar, &mut gzip)
        .expect("the bound is one");
    gzip.truncate(length);
    gzip.shrink_to_fit();
    gzip
}

/// Splits a name into the two fields of a USTAR header, if it fits them.
fn split(name: &str) -> Option<(&str, &str)> {
    if !name.is_ascii() {
        return None;
    }
    if name.len() <= 100 {
        return Some(("", name));
    }
    let at = name
        .match_indices('/')
        .map(|(at, _)| at)
        .rfind(|at| *at <= 155)?;
    let (prefix, rest) = (&name[..at], &name[at + 1..]);
    (!prefix.is_empty() && !rest.is_empty() && rest.len() <= 100).then_some((prefix, rest))
}

/// Formats a PAX record, whose leading length counts its own digits.
fn pax_record(key: &str, value: &str) -> String {
    let rest = format!(" {key}={value}\n");
    let mut length = rest.len();
    loop {
        let record = format!("{length}{rest}");
        if record.len() == length {
            return record;
        }
        length = record.len();
    }
}

fn header(prefix: &str, name: &str, size: usize, mtime: u64, kind: u8) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &[u8]| block[at..at + text.len()].copy_from_slice(text);
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, format!("{mtime:011o}\0").as_bytes());
    put(148, b"        ");
    put(156, &[kind]);
    put(257, b"ustar\x0000");
    put(329, b"0000000\0");
    put(337, b"0000000\0");
    put(345, prefix.as_bytes());
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Limits, unpack};

    #[test]
    fn names_of_any_length_and_script_come_back() {
        let long = format!("{}/{}", "d".repeat(120), "f".repeat(90));
        let longer = format!("{}/{}", "d".repeat(200), "f".repeat(120));
        let names = [
            "a",
            "ü/ß.cue",
            &long,
            &longer,
            &"x".repeat(93),
            &"x".repeat(96),
        ];
        let archive = pack("top", names.iter().map(|name| (*name, name.as_bytes())), 7);
        let entries = unpack(&archive[..], &Limits::default()).expect("readable");
        let read: Vec<_> = entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(read, names);
        assert!(
            entries
                .iter()
                .all(|entry| entry.path.as_str().as_bytes() == entry.content)
        );
    }

    #[test]
    fn records_count_their_own_length() {
        for length in [
            80, 86, 87, 88, 89, 90, 91, 985, 986, 987, 988, 989, 990, 991,
        ] {
            let record = pax_record("path", &"x".repeat(length));
            let (count, _) = record.split_once(' ').expect("a blank");
            assert_eq!(count.parse(), Ok(record.len()));
        }
    }

    #[test]
    fn gzip_header_tells_nothing() {
        let archive = pack("t", [("a", "b")], 0);
        assert_eq!(archive[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    }

    #[test]
    fn other_readers_agree() {
        let archive = pack("top", [("a", "one"), ("b/c", "two")], 1_000_000_000);
        let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(&archive[..]));
        for (entry, (path, size)) in tar
            .entries()
            .expect("tar")
            .zip([("top/a", 3), ("top/b/c", 3)])
        {
            let entry = entry.expect("an entry");
            let header = entry.header();
            assert_eq!(entry.path_bytes(), path.as_bytes());
            assert_eq!(header.size().expect("size"), size);
            assert_eq!(header.mode().expect("mode"), 0o644);
            assert_eq!(header.mtime().expect("time"), 1_000_000_000);
            assert_eq!(header.uid().expect("user"), 0);
            assert_eq!(header.username_bytes(), Some(&b""[..]));
        }
    }
}
