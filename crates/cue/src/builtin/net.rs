//! Package `net`: addresses, names and escapes; nothing is looked up.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{
    Data, Failure, Function, Kinds, Outcome,
    arguments::{Arguments as _, check, fatal, pure, texts},
};
use crate::limits::Limits;

const S: Kinds = Kinds::STRING;
const L: Kinds = Kinds::LIST;
/// An address as text, bytes or a list of numbers.
const IP: Kinds = Kinds::TEXT.or(Kinds::LIST);

pub(super) const FUNCTIONS: &[Function] = &[
    check("IP", &[Kinds::ANY], |a, _| {
        Ok(address(a.any(0)).is_some().into())
    }),
    check("IPv4", &[Kinds::ANY], |a, _| {
        Ok(address(a.any(0)).and_then(v4).is_some().into())
    }),
    check("IPv6", &[Kinds::ANY], |a, _| {
        Ok(address(a.any(0)).is_some_and(|ip| v4(ip).is_none()).into())
    }),
    check("IPCIDR", &[IP], cidr),
    check("LoopbackIP", &[Kinds::ANY], |a, _| {
        test(a, |ip| ip.is_loopback())
    }),
    check("MulticastIP", &[Kinds::ANY], |a, _| {
        test(a, |ip| ip.is_multicast())
    }),
    check("UnspecifiedIP", &[Kinds::ANY], |a, _| {
        test(a, |ip| ip.is_unspecified())
    }),
    check("InterfaceLocalMulticastIP", &[Kinds::ANY], |a, _| {
        test(
            a,
            |ip| matches!(ip, IpAddr::V6(ip) if ip.segments()[0] & 0xff0f == 0xff01),
        )
    }),
    check("LinkLocalMulticastIP", &[Kinds::ANY], |a, _| {
        test(a, |ip| match ip {
            IpAddr::V4(ip) => ip.octets()[..3] == [224, 0, 0],
            IpAddr::V6(ip) => ip.segments()[0] & 0xff0f == 0xff02,
        })
    }),
    check("LinkLocalUnicastIP", &[Kinds::ANY], |a, _| {
        test(a, link_local)
    }),
    check("GlobalUnicastIP", &[Kinds::ANY], |a, _| {
        test(a, |ip| {
            let special = ip.is_unspecified() || ip.is_loopback() || ip.is_multicast();
            let broadcast = matches!(ip, IpAddr::V4(ip) if ip.is_broadcast());
            !special && !broadcast && !link_local(ip)
        })
    }),
    pure("ToIP4", &[IP], L, |a, _| {
        let ip = address(a.any(0)).and_then(v4);
        ip.map_or_else(
            || fatal("invalid IPv4 address"),
            |ip| Ok(octets(&ip.octets())),
        )
    }),
    pure("ToIP16", &[IP], L, |a, _| match address(a.any(0)) {
        Some(IpAddr::V4(ip)) => Ok(octets(&ip.to_ipv6_mapped().octets())),
        Some(IpAddr::V6(ip)) => Ok(octets(&ip.octets())),
        None => fatal("invalid IP address"),
    }),
    pure("ParseIP", &[S], L, |a, _| match address(a.any(0)) {
        Some(IpAddr::V4(ip)) => Ok(octets(&ip.octets())),
        Some(IpAddr::V6(ip)) => Ok(octets(&ip.octets())),
        None => fatal("invalid IP address"),
    }),
    pure("IPString", &[IP], S, |a, _| {
        let zone = match a.any(0) {
            Data::String(text) => text.split_once('%').map(|(_, zone)| zone),
            _ => None,
        };
        match (address(a.any(0)), zone) {
            (Some(ip), Some(zone)) => Ok(format!("{ip}%{zone}").into()),
            (Some(ip), None) => Ok(ip.to_string().into()),
            (None, _) => fatal("invalid IP address"),
        }
    }),
    pure("SplitHostPort", &[S], L, split_host_port),
    pure(
        "JoinHostPort",
        &[Kinds::TEXT.or(L), Kinds::NUMBER.or(Kinds::TEXT)],
        S,
        join_host_port,
    ),
    check("FQDN", &[S], |a, _| Ok(fqdn(a.text(0)?).into())),
    pure("PathEscape", &[S], S, |a, _| {
        Ok(escape(a.text(0)?, b"-_.~$&+:=@", false).into())
    }),
    pure("PathUnescape", &[S], S, |a, _| {
        unescape(a.text(0)?, false).map(Data::str)
    }),
    pure("QueryEscape", &[S], S, |a, _| {
        Ok(query_escape(a.text(0)?).into())
    }),
    pure("QueryUnescape", &[S], S, |a, _| {
        unescape(a.text(0)?, true).map(Data::str)
    }),
    check("URL", &[S], |a, _| {
        url(a.text(0)?)?;
        Ok(true.into())
    }),
    check("AbsURL", &[S], |a, _| {
        if url(a.text(0)?)? {
            Ok(true.into())
        } else {
            fatal("URL is not absolute")
        }
    }),
];

pub(super) const VALUES: &[(&str, &str)] = &[("IPv4len", "4"), ("IPv6len", "16")];

fn address(data: &Data) -> Option<IpAddr> {
    match data {
        Data::String(text) => {
            // Zones are part of an address; their names are anything.
            let plain = text.split_once('%').map_or(&**text, |(ip, zone)| {
                if zone.is_empty() || !ip.contains(':') {
                    ""
                } else {
                    ip
                }
            });
            plain.parse().ok()
        }
        Data::Bytes(bytes) => address(&Data::str(std::str::from_utf8(bytes).ok()?)),
        Data::List(elements) => {
            let octet = |element: &Data| match element {
                Data::Number(number) if number.is_int() => u8::try_from(number.to_i64()?).ok(),
                _ => None,
            };
            from_octets(&elements.iter().map(octet).collect::<Option<Vec<u8>>>()?)
        }
        _ => None,
    }
}

fn from_octets(octets: &[u8]) -> Option<IpAddr> {
    if let Ok(four) = <[u8; 4]>::try_from(octets) {
        return Some(Ipv4Addr::from(four).into());
    }
    <[u8; 16]>::try_from(octets)
        .ok()
        .map(|all| Ipv6Addr::from(all).into())
}

fn v4(ip: IpAddr) -> Option<Ipv4Addr> {
    match ip {
        IpAddr::V4(ip) => Some(ip),
        IpAddr::V6(_) => None,
    }
}

fn octets(octets: &[u8]) -> Data {
    Data::List(
        octets
            .iter()
            .map(|octet| Data::int((*octet).into()))
            .collect(),
    )
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of a builtin")]
fn test(arguments: &[Data], answer: impl Fn(IpAddr) -> bool) -> Outcome {
    Ok(address(arguments.any(0)).is_some_and(answer).into())
}

fn link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.segments()[0] & 0xffc0 == 0xfe80,
    }
}

fn cidr(arguments: &[Data], _: &Limits) -> Outcome {
    let text = arguments.lossy(0)?;
    let parts = text.split_once('/').and_then(|(ip, bits)| {
        let ip: IpAddr = ip.parse().ok()?;
        let plain =
            bits.bytes().all(|b| b.is_ascii_digit()) && !(bits.len() > 1 && bits.starts_with('0'));
        let bits: u8 = bits.parse().ok().filter(|_| plain)?;
        (bits <= if ip.is_ipv4() { 32 } else { 128 }).then_some(())
    });
    if parts.is_some() {
        Ok(true.into())
    } else {
        fatal(format!("invalid CIDR address {text:?}"))
    }
}

fn split_host_port(arguments: &[Data], _: &Limits) -> Outcome {
    let text = arguments.text(0)?;
    let Some((host, port)) = text.rsplit_once(':') else {
        return fatal("missing port in address");
    };
    let host = if let Some(inner) = host.strip_prefix('[') {
        let Some(inner) = inner.strip_suffix(']') else {
            return fatal("missing ']' in address");
        };
        inner
    } else if host.contains(':') {
        return fatal("too many colons in address");
    } else {
        host
    };
    if host.contains(['[', ']']) || port.contains(['[', ']']) {
        return fatal("unexpected bracket in address");
    }
    Ok(texts([host, port]))
}

fn join_host_port(arguments: &[Data], _: &Limits) -> Outcome {
    let host = match arguments.any(0) {
        Data::String(host) => host.to_string(),
        Data::Bytes(host) => String::from_utf8_lossy(host).into_owned(),
        other => match address(other) {
            Some(ip) => ip.to_string(),
            None => return fatal("invalid host"),
        },
    };
    let port = match arguments.any(1) {
        Data::String(port) => port.to_string(),
        Data::Number(port) if port.is_int() => port.to_string(),
        Data::Bytes(port) => String::from_utf8_lossy(port).into_owned(),
        _ => return fatal("invalid port"),
    };
    let joined = if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    };
    Ok(joined.into())
}

/// Tells whether every label of a name is what a host may be called.
fn fqdn(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.is_ascii()
            && (label.get(2..4) != Some("--") || label.strip_prefix("xn--").is_some_and(punycode))
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    name.len() <= 253 && name.split('.').all(label)
}

/// Tells whether a text is what RFC 3492 makes of a label with other than ASCII characters.
fn punycode(text: &str) -> bool {
    let (plain, coded) = text.rsplit_once('-').unwrap_or(("", text));
    let mut length = u32::try_from(plain.len()).unwrap_or(u32::MAX);
    let (mut code, mut place, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = coded.bytes();
    while digits.len() > 0 {
        let (before, mut weight) = (place, 1_u32);
        for base in (36_u32..).step_by(36) {
            let digit = match digits.next() {
                Some(letter @ b'a'..=b'z') => letter - b'a',
                Some(digit @ b'0'..=b'9') => digit - b'0' + 26,
                _ => return false,
            };
            let digit = u32::from(digit);
            let least = base.saturating_sub(bias).clamp(1, 26);
            let next = digit
                .checked_mul(weight)
                .and_then(|step| place.checked_add(step));
            let Some(next) = next else { return false };
            place = next;
            if digit < least {
                break;
            }
            let Some(next) = weight.checked_mul(36 - least) else {
                return false;
            };
            weight = next;
        }
        length += 1;
        let mut delta = (place - before) / if before == 0 { 700 } else { 2 };
        delta += delta / length;
        bias = 0;
        while delta > 455 {
            delta /= 35;
            bias += 36;
        }
        bias += 36 * delta / (delta + 38);
        let Some(next) = code.checked_add(place / length) else {
            return false;
        };
        code = next;
        place = place % length + 1;
        // Control characters and spaces are no part of names.
        let character = char::from_u32(code).filter(|c| *c > '\u{a0}' && !c.is_whitespace());
        if character.is_none() {
            return false;
        }
    }
    true
}

/// Escapes text for the query of a URL.
pub(super) fn query_escape(text: &str) -> String {
    escape(text, b"-_.~", true)
}

fn escape(text: &str, kept: &[u8], plus: bool) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
                out.push(char::from(byte));
            } else if plus && byte == b' ' {
                out.push('+');
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
            out
        })
}

fn unescape(text: &str, plus: bool) -> Result<String, Failure> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        bytes.push(match first {
            b'%' => {
                let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
                let (Some(high), Some(low)) = (digit(rest.first()), digit(rest.get(1))) else {
                    return fatal("invalid URL escape");
                };
                rest = &rest[2..];
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            b'+' if plus => b' ',
            other => *other,
        });
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Checks a URL and tells whether it is absolute.
fn url(text: &str) -> Result<bool, Failure> {
    if text.chars().any(|c| c < ' ' || c == '\u{7f}') {
        return fatal("invalid control character in URL");
    }
    let (rest, _) = text.split_once('#').unwrap_or((text, ""));
    let first = rest.find([':', '/', '?']);
    let scheme = match first {
        Some(0) if rest.starts_with(':') => return fatal("missing protocol scheme"),
        Some(at) if rest[at..].starts_with(':') => {
            let scheme = &rest[..at];
            let plain = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
            if plain {
                Some(at)
            } else if scheme.starts_with(|c: char| c.is_ascii_alphanumeric() || "+-.".contains(c)) {
                return fatal("first path segment in URL cannot contain colon");
            } else {
                None
            }
        }
        _ => None,
    };
    let after = scheme.map_or(rest, |at| &rest[at + 1..]);
    let (path, _) = after.split_once('?').unwrap_or((after, ""));
    if let Some(authority) = path.strip_prefix("//") {
        let end = authority.find('/').unwrap_or(authority.len());
        host(&authority[..end])?;
        unescape(&authority[end..], false)?;
    } else {
        unescape(path, false)?;
    }
    Ok(scheme.is_some())
}

fn host(authority: &str) -> Result<(), Failure> {
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let port = if let Some(inner) = host.strip_prefix('[') {
        let Some((_, after)) = inner.split_once(']') else {
            return fatal("missing ']' in host");
        };
        after
    } else {
        if host.chars().any(|c| {
            c.is_ascii() && !c.is_ascii_alphanumeric() && !"-_.~!$&'()*+,;=:%\"<>".contains(c)
        }) {
            return fatal("invalid character in host name");
        }
        host.find(':').map_or("", |at| &host[at..])
    };
    let digits = port.strip_prefix(':').unwrap_or("");
    let plain = port.is_empty() || port.starts_with(':');
    if !plain || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return fatal("invalid port after host");
    }
    Ok(())
}
