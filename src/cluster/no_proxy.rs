//! Which hosts are asked without a proxy.

use std::net::IpAddr;

/// Says whether `NO_PROXY` lists `host`, or the host is this machine.
///
/// Entries are names with all that end in them, addresses, ranges of addresses, or `*`; a port is
/// ignored.
pub(super) fn matches(list: &str, host: &str) -> bool {
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase();
    let address: Option<IpAddr> = host.parse().ok();
    if host == "localhost" || address.is_some_and(|it| it.is_loopback()) {
        return true;
    }
    list.split(',').map(str::trim).any(|entry| {
        let entry = entry.to_ascii_lowercase();
        match (&address, entry.split_once('/')) {
            _ if entry.is_empty() => false,
            _ if entry == "*" => true,
            (Some(address), Some((network, bits))) => in_range(*address, network, bits),
            (Some(address), None) => entry.parse() == Ok(*address),
            (None, _) => {
                let name = entry.split(':').next().unwrap_or_default();
                let bare = name.trim_start_matches("*.").trim_start_matches('.');
                let below = host
                    .strip_suffix(bare)
                    .is_some_and(|before| before.ends_with('.'));
                below || (host == bare && !name.starts_with('.') && !name.starts_with('*'))
            }
        }
    })
}

fn in_range(address: IpAddr, network: &str, bits: &str) -> bool {
    let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u32>()) else {
        return false;
    };
    let top = |value: u128, width: u32| value.checked_shr(width.saturating_sub(bits)).unwrap_or(0);
    match (address, network) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            top(one.to_bits().into(), 32) == top(other.to_bits().into(), 32)
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            top(one.to_bits(), 128) == top(other.to_bits(), 128)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_with_the_list() {
        let list = "example.com,.corp.test, 10.0.0.0/8,192.168.1.5,*.dot.test,fd00::/16";
        for (host, found) in [
            ("example.com", true),
            ("api.example.com", true),
            ("badexample.com", false),
            ("corp.test", false),
            ("a.corp.test", true),
            ("a.dot.test", true),
            ("10.3.2.1", true),
            ("11.0.0.1", false),
            ("192.168.1.5", true),
            ("[fd00::1]", true),
            ("fd01::1", false),
            ("127.0.0.1", true),
            ("localhost", true),
        ] {
            assert_eq!(matches(list, host), found, "{host}");
        }
        assert!(matches("*", "any.test"));
        assert!(!matches("", "any.test"));
        assert!(matches("0.0.0.0/0", "8.8.8.8"));
    }
}
