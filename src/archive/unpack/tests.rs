use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use tar::{EntryType, Header};

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).expect("memory");
    gzip.finish().expect("memory")
}

fn entry(name: &str, kind: EntryType, content: &[u8]) -> Vec<u8> {
    let mut header = Header::new_ustar();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

fn archive_of(entries: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
    let mut tar: Vec<u8> = entries
        .iter()
        .flat_map(|(name, kind, content)| entry(name, *kind, content))
        .collect();
    tar.extend([0; 1024]);
    gzip(&tar)
}

#[track_caller]
fn check(name: &str, expected: Result<&str, &str>) {
    let archive = archive_of(&[(name, EntryType::Regular, b"x")]);
    let outcome = unpack(&archive[..], &Limits::HELM);
    match (outcome, expected) {
        (Ok(entries), Ok(path)) => assert_eq!(entries[0].path.as_str(), path, "{name}"),
        (Err(error), Err(text)) => assert_eq!(error.to_string(), text, "{name}"),
        (outcome, _) => panic!("{name}: {outcome:?} instead of {expected:?}"),
    }
}

#[test]
fn the_first_segment_is_taken_off_whatever_it_is() {
    check("demo/x", Ok("x"));
    check("./demo/Chart.yaml", Ok("demo/Chart.yaml"));
    check("/etc/x", Ok("etc/x"));
    check("../x", Ok("x"));
    check("demo/a//b", Ok("a/b"));
    check("demo/./b", Ok("b"));
    check("demo\\templates\\x", Ok("templates/x"));
}

#[test]
fn paths_that_climb_or_confuse_are_refused_in_helms_words() {
    let absolute = Err("chart illegally contains absolute paths");
    check("demo//x", absolute);
    check("//etc/x", absolute);
    let parent = Err("chart illegally references parent directory");
    check("demo/../x", parent);
    check("demo/a/../b", parent);
    check("demo/..foo", parent);
    let illegal = Err("chart contains illegally named files");
    check("demo/c:/x", illegal);
    check("demo/a\nb", illegal);
    check(
        "README.md",
        Err("chart illegally contains content outside the base directory: \"README.md\""),
    );
    check(
        "Chart.yaml",
        Err("chart illegally contains content outside the base directory: \"Chart.yaml\""),
    );
    check("Chart.yaml/x", Err("chart yaml not in base directory"));
}

#[track_caller]
fn refused(archive: &[u8], limits: &Limits) -> Error {
    unpack(archive, limits).expect_err("refused")
}

#[test]
fn damage_is_named_as_helm_names_it() {
    let good = archive_of(&[("demo/x", EntryType::Regular, &[7; 4000])]);
    for (bytes, expected) in [
        (&b""[..], Error::Empty),
        (b"apiVersion: v1\nname: demo\n", Error::NotGzip),
        (&good[..5], Error::Truncated),
        (&good[..good.len() / 2], Error::Truncated),
        (&gzip(b""), Error::NoFiles),
        (&gzip(&[0; 1024]), Error::NoFiles),
        (&gzip(&[b'x'; 100]), Error::Truncated),
        (&gzip(&[b'x'; 2048]), Error::NotTar),
    ] {
        assert_eq!(refused(bytes, &Limits::HELM), expected);
    }
    let cut = &entry("demo/x", EntryType::Regular, &[7; 4000])[..1024];
    assert_eq!(refused(&gzip(cut), &Limits::HELM), Error::Truncated);
    let folder = archive_of(&[("demo/", EntryType::Directory, b"")]);
    assert_eq!(refused(&folder, &Limits::HELM), Error::NoFiles);
}

#[test]
fn links_and_devices_are_refused() {
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Char,
        EntryType::Block,
        EntryType::Fifo,
    ] {
        let archive = archive_of(&[("demo/x", kind, b"")]);
        let error = refused(&archive, &Limits::HELM);
        assert!(matches!(error, Error::NotAFile { .. }), "{kind:?}: {error}");
    }
}

#[test]
fn limits_hold_exactly() {
    let limits = Limits {
        compressed: 10_000,
        total: 3000,
        file: 2000,
        entries: 3,
        depth: 1,
    };
    let files = |sizes: &[usize]| {
        let contents: Vec<_> = sizes.iter().map(|size| vec![0; *size]).collect();
        let entries: Vec<_> = contents
            .iter()
            .map(|content| ("demo/x", EntryType::Regular, &content[..]))
            .collect();
        archive_of(&entries)
    };
    assert_eq!(
        unpack(&files(&[2000, 999])[..], &limits)
            .expect("fits")
            .len(),
        2
    );
    assert_eq!(
        refused(&files(&[2000, 1000]), &limits).to_string(),
        "decompressed chart is larger than the maximum file size 3000"
    );
    assert_eq!(
        refused(&files(&[2001]), &limits).to_string(),
        "decompressed chart file \"demo/x\" is larger than the maximum file size 2000"
    );
    assert_eq!(
        refused(&files(&[0; 4]), &limits),
        Error::TooManyEntries { limit: 3 }
    );
    let small = Limits {
        compressed: 20,
        ..limits
    };
    assert_eq!(
        refused(&files(&[10]), &small),
        Error::CompressedTooLarge { limit: 20 }
    );
}

#[test]
fn a_bomb_of_headers_is_stopped() {
    let mut tar = Vec::new();
    // A name that never ends is read before any size of a file is known.
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::GNULongName);
    header.set_size(1 << 40);
    header.set_cksum();
    tar.extend(header.as_bytes());
    tar.extend(vec![b'a'; 1 << 20]);
    let limits = Limits {
        total: 1000,
        entries: 2,
        ..Limits::HELM
    };
    assert_eq!(
        refused(&gzip(&tar), &limits),
        Error::TooLarge { limit: 1000 }
    );
}

#[test]
fn the_end_of_an_archive_is_read_for_its_checksum() {
    let good = archive_of(&[("demo/x", EntryType::Regular, b"x")]);
    for missing in 1..=8 {
        let cut = &good[..good.len() - missing];
        assert_eq!(refused(cut, &Limits::HELM), Error::Truncated, "{missing}");
    }
    let mut damaged = good.clone();
    let checksum = damaged.len() - 8;
    damaged[checksum] ^= 1;
    assert_eq!(refused(&damaged, &Limits::HELM), Error::Checksum);
    let mut padded = good;
    padded.extend([0; 100]);
    assert_eq!(
        unpack(&padded[..], &Limits::HELM).map(|entries| entries.len()),
        Ok(1)
    );
}

#[test]
fn a_file_that_is_a_folder_too_is_refused() {
    let archive = archive_of(&[
        ("demo/a", EntryType::Regular, b""),
        ("demo/a-b", EntryType::Regular, b""),
        ("demo/a/b", EntryType::Regular, b""),
    ]);
    let error = refused(&archive, &Limits::HELM);
    assert_eq!(error, Error::FileAndFolder { name: "a".into() });
}

#[test]
fn a_source_that_fails_is_told_from_a_bad_archive() {
    struct Broken(Vec<u8>);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Err(io::Error::other("the line is down"));
            }
            buffer[0] = self.0.remove(0);
            Ok(1)
        }
    }
    let mut good = archive_of(&[("demo/x", EntryType::Regular, &[7; 4000])]);
    good.truncate(40);
    let error = unpack(Broken(good), &Limits::HELM).expect_err("broken");
    assert_eq!(
        error.to_string(),
        "cannot read the archive: the line is down"
    );
}

proptest::proptest! {
    #[test]
    fn no_input_panics(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
        let limits = Limits { total: 10_000, entries: 20, ..Limits::HELM };
        drop(unpack(&bytes[..], &limits));
        drop(unpack(&gzip(&bytes)[..], &limits));
    }

    #[test]
    fn no_name_escapes(name in "[./\\\\a:\u{0}-\u{20}]{1,12}") {
        let archive = archive_of(&[(&name, EntryType::Regular, b"x")]);
        if let Ok(entries) = unpack(&archive[..], &Limits::HELM) {
            let joined = std::path::Path::new("/top").join(entries[0].path.as_str());
            proptest::prop_assert!(joined.starts_with("/top"));
        }
    }
}
