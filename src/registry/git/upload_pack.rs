//! Asking a git server for the objects of one commit, and receiving them.
//!
//! Speaks versions 0 and 1 of the protocol, which every server knows: what is wanted and what is
//! here already is said in one message, so that one answer carries the pack. See "Packfile
//! Negotiation" in git's `gitprotocol-pack` document.

use std::io::{self, BufRead, Write};

use git2::Oid;

use super::{
    packet::{Packet, invalid, line, push_flush, push_line},
    references::References,
};

/// Largest pack that is received.
const LARGEST_PACK: u64 = 1 << 30;

/// Writes the message that asks for the commit behind `want`, without its history.
///
/// With `have`, a commit that is here already, the answer leaves out what both have in common.
pub(super) fn request(server: &References, want: Oid, have: Option<Oid>) -> io::Result<Vec<u8>> {
    if !server.can("side-band-64k") {
        return Err(invalid("its git is too old to be understood"));
    }
    let shallow = server.can("shallow");
    let mut line = format!("want {want}");
    for capability in [
        "multi_ack_detailed",
        "side-band-64k",
        "ofs-delta",
        "no-progress",
    ] {
        if server.can(capability) {
            line.push(' ');
            line.push_str(capability);
        }
    }
    line.push_str(concat!(" agent=addon/", env!("CARGO_PKG_VERSION")));
    let mut out = Vec::new();
    push_line(&mut out, &line);
    if shallow {
        if let Some(have) = have {
            push_line(&mut out, &format!("shallow {have}"));
        }
        push_line(&mut out, "deepen 1");
    }
    push_flush(&mut out);
    if let Some(have) = have.filter(|_| shallow) {
        push_line(&mut out, &format!("have {have}"));
    }
    push_line(&mut out, "done");
    Ok(out)
}

/// Reads the answer to a [`request`] and writes the pack in it to `pack`.
pub(super) fn receive(input: &mut dyn BufRead, pack: &mut dyn Write) -> io::Result<()> {
    let mut size = 0;
    loop {
        let content = match Packet::read(input)? {
            Some(Packet::Data(content)) => content,
            // The list of shallow commits ends like the pack does.
            Some(Packet::Flush) if size == 0 => continue,
            Some(Packet::Flush) => return Ok(()),
            None => return Err(invalid("its answer ends before the pack does")),
        };
        match content.split_first() {
            Some((1, part)) => {
                size += part.len() as u64;
                if size > LARGEST_PACK {
                    return Err(invalid(format!(
                        "its pack is larger than {LARGEST_PACK} bytes"
                    )));
                }
                pack.write_all(part)?;
            }
            // Progress, for people who watch.
            Some((2, _)) => {}
            Some((3, message)) => return Err(refusal(message)),
            _ => {
                let text = line(&content);
                if let Some(message) = text.strip_prefix(b"ERR ") {
                    return Err(refusal(message));
                }
                let known = ["NAK", "ACK ", "shallow ", "unshallow "];
                if size > 0 || !known.iter().any(|word| text.starts_with(word.as_bytes())) {
                    return Err(invalid("its answer is not in git's protocol"));
                }
            }
        }
    }
}

fn refusal(message: &[u8]) -> io::Error {
    let message = String::from_utf8_lossy(message);
    invalid(format!("it says: {}", message.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(content: &[u8]) -> Vec<u8> {
        let mut bytes = format!("{:04x}", content.len() + 4).into_bytes();
        bytes.extend_from_slice(content);
        bytes
    }

    fn answer(packets: &[&[u8]]) -> io::Result<Vec<u8>> {
        let bytes: Vec<u8> = packets
            .iter()
            .flat_map(|content| {
                if content.is_empty() {
                    b"0000".to_vec()
                } else {
                    packet(content)
                }
            })
            .collect();
        let mut pack = Vec::new();
        receive(&mut &bytes[..], &mut pack).map(|()| pack)
    }

    #[test]
    fn the_pack_is_taken_out_of_the_answer() {
        let packets: &[&[u8]] = &[
            b"shallow 1111\n",
            b"",
            b"ACK 2222 common\n",
            b"NAK\n",
            b"\x02counting\n",
            b"\x01PA",
            b"\x01CK",
            b"",
        ];
        assert_eq!(answer(packets).expect("a pack"), b"PACK");
    }

    #[test]
    fn refusals_and_broken_answers_are_told_apart_from_packs() {
        for (packets, expected) in [
            (
                &[&b"ERR upload-pack: not our ref 1\n"[..]][..],
                "it says: upload-pack: not our ref 1",
            ),
            (
                &[b"NAK\n", b"\x03out of memory\n"],
                "it says: out of memory",
            ),
            (
                &[b"NAK\n", b"\x01PACK"],
                "its answer ends before the pack does",
            ),
            (&[b"NAK\n", b""], "its answer ends before the pack does"),
            (&[], "its answer ends before the pack does"),
            (&[b"hello"], "its answer is not in git's protocol"),
            (
                &[b"\x01PACK", b"NAK"],
                "its answer is not in git's protocol",
            ),
        ] {
            assert_eq!(answer(packets).expect_err("refused").to_string(), expected);
        }
    }

    #[test]
    fn a_request_uses_only_what_the_server_offers() {
        let id = |digit: &str| Oid::from_str(&digit.repeat(40)).expect("an id");
        let capabilities = ["shallow", "side-band-64k", "thin-pack"];
        let mut server = References {
            capabilities: capabilities.map(str::to_owned).to_vec(),
            ..References::default()
        };
        let text = String::from_utf8(request(&server, id("1"), Some(id("2"))).expect("written"))
            .expect("text");
        let version = env!("CARGO_PKG_VERSION");
        let expected = [
            format!("want {} side-band-64k agent=addon/{version}\n", id("1")),
            format!("shallow {}\n", id("2")),
            "deepen 1\n".into(),
            String::new(),
            format!("have {}\n", id("2")),
            "done\n".into(),
        ];
        let expected: String = expected
            .iter()
            .map(|line| match line.len() {
                0 => "0000".to_owned(),
                length => format!("{:04x}{line}", length + 4),
            })
            .collect();
        assert_eq!(text, expected);
        server.capabilities.clear();
        assert!(request(&server, id("1"), None).is_err());
    }

    #[test]
    fn any_bytes_are_an_answer_or_refused() {
        use proptest::prelude::*;
        let words = [
            "0000",
            "0008NAK\n",
            "0009\x01PACK",
            "0009\x03oops",
            "0004",
            "fff0",
            "0005",
        ];
        proptest!(|(parts in proptest::collection::vec(0..words.len(), 0..8), tail in ".{0,9}")| {
            let bytes: String = parts.into_iter().map(|part| words[part]).chain([&*tail]).collect();
            let mut pack = Vec::new();
            let received = receive(&mut bytes.as_bytes(), &mut pack);
            prop_assert!(received.is_err() || !pack.is_empty());
            let listed = References::read(&mut bytes.as_bytes());
            prop_assert!(listed.is_err() || bytes.contains("0000"));
        });
    }
}
