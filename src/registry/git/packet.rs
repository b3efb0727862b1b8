//! Packets of git's wire protocol: four hex digits of length, then that many bytes.
//!
//! See "pkt-line Format" in git's `protocol-common` document.

use std::io::{self, BufRead};

/// Length of the longest packet, with its four digits.
const LONGEST: usize = 65_520;

/// One packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Packet {
    /// The end of a list or of a turn.
    Flush,
    /// Bytes; text lines have their line end still.
    Data(Vec<u8>),
}

impl Packet {
    /// Reads the next packet, or nothing at the end of the stream.
    pub(super) fn read(input: &mut (impl BufRead + ?Sized)) -> io::Result<Option<Self>> {
        if input.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut digits = [0; 4];
        input.read_exact(&mut digits).map_err(cut_off)?;
        let length = std::str::from_utf8(&digits)
            .ok()
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| usize::from_str_radix(digits, 16).ok())
            .ok_or_else(|| invalid("it is not in git's protocol"))?;
        match length {
            0 => Ok(Some(Self::Flush)),
            4..=LONGEST => {
                let mut content = vec![0; length - 4];
                input.read_exact(&mut content).map_err(cut_off)?;
                Ok(Some(Self::Data(content)))
            }
            _ => Err(invalid("it has a packet of impossible length")),
        }
    }
}

/// Appends a line as a packet.
pub(super) fn push_line(out: &mut Vec<u8>, line: &str) {
    debug_assert!(line.len() + 5 <= LONGEST, "our own lines are short");
    out.extend_from_slice(format!("{:04x}{line}\n", line.len() + 5).as_bytes());
}

/// Appends the packet that ends a list.
pub(super) fn push_flush(out: &mut Vec<u8>) {
    out.extend_from_slice(b"0000");
}

/// Returns a line of text without its line end.
pub(super) fn line(content: &[u8]) -> &[u8] {
    content.strip_suffix(b"\n").unwrap_or(content)
}

pub(super) fn invalid(problem: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem.into())
}

fn cut_off(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        io::Error::new(io::ErrorKind::UnexpectedEof, "it is cut off")
    } else {
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_read_as_they_were_written() {
        let mut bytes = Vec::new();
        push_line(&mut bytes, "done");
        push_flush(&mut bytes);
        assert_eq!(bytes, b"0009done\n0000");
        let mut input = &bytes[..];
        let mut next = || Packet::read(&mut input).expect("a packet");
        assert_eq!(next(), Some(Packet::Data(b"done\n".to_vec())));
        assert_eq!(next(), Some(Packet::Flush));
        assert_eq!(next(), None);
    }

    #[test]
    fn other_bytes_are_refused() {
        for bytes in [
            "0",
            "000",
            "0003",
            "zzzz",
            "+009done\n",
            "0009do",
            "ffffx",
            "<htm",
        ] {
            assert!(Packet::read(&mut bytes.as_bytes()).is_err(), "{bytes}");
        }
    }
}
