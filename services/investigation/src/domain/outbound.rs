//! Which addresses the installation connects to on somebody's word: public ones, and those that its operator allows by name.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// An exception: a host with its port, or a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// This host at this port, whatever its address is.
    Host(String, u16),
    /// Every address whose first bits are these.
    Network(IpAddr, u8),
}

impl FromStr for Allowed {
    type Err = &'static str;

    /// Reads `host:port` or a network such as `10.1.0.0/16` or `fd00::/8`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "an allowed place reads host:port or 10.1.0.0/16";
        if let Some((address, bits)) = text.split_once('/') {
            let (address, bits): (IpAddr, u8) = address.parse().ok().zip(bits.parse().ok()).ok_or(WRONG)?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            return if bits <= most { Ok(Self::Network(address, bits)) } else { Err(WRONG) };
        }
        let (host, port) = text.rsplit_once(':').ok_or(WRONG)?;
        let host = bare(host);
        match port.parse() {
            Ok(port) if !host.is_empty() => Ok(Self::Host(host, port)),
            _ => Err(WRONG),
        }
    }
}

impl Allowed {
    fn admits(&self, host: &str, port: u16, address: IpAddr) -> bool {
        match self {
            Self::Host(name, number) => *number == port && *name == bare(host),
            Self::Network(IpAddr::V4(network), bits) => match address {
                IpAddr::V4(address) => same(network.to_bits().into(), address.to_bits().into(), 32, *bits),
                IpAddr::V6(_) => false,
            },
            Self::Network(IpAddr::V6(network), bits) => match address {
                IpAddr::V6(address) => same(network.to_bits(), address.to_bits(), 128, *bits),
                IpAddr::V4(_) => false,
            },
        }
    }
}

/// Whether two addresses of so many bits agree in the first ones.
fn same(one: u128, other: u128, length: u32, bits: u8) -> bool {
    (one ^ other).checked_shr(length - u32::from(bits).min(length)).unwrap_or(0) == 0
}

/// A host without brackets, in one spelling.
fn bare(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase()
}

/// The exceptions of an installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow(pub Vec<Allowed>);

impl Allow {
    /// Whether a host that has this address may be connected to.
    #[must_use]
    pub fn admits(&self, host: &str, port: u16, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.0.iter().any(|allowed| allowed.admits(host, port, address))
    }
}

/// Whether an address is one of the open Internet, by the special-purpose registries of IANA.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    const SPECIAL: [([u8; 4], u8); 16] = [
        ([0, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        ([100, 64, 0, 0], 10),
        ([127, 0, 0, 0], 8),
        ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12),
        ([192, 0, 0, 0], 24),
        ([192, 0, 2, 0], 24),
        ([192, 31, 196, 0], 24),
        ([192, 52, 193, 0], 24),
        ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16),
        ([198, 18, 0, 0], 15),
        ([198, 51, 100, 0], 24),
        ([203, 0, 113, 0], 24),
        ([224, 0, 0, 0], 3),
    ];
    let bits = address.to_bits();
    !SPECIAL.iter().any(|(network, length)| {
        same(Ipv4Addr::from_octets(*network).to_bits().into(), bits.into(), 32, *length)
    })
}

/// Global unicast alone, without what carries an IPv4 address inside and what is for protocols and documents.
fn is_public_v6(address: Ipv6Addr) -> bool {
    const GLOBAL: (u128, u8) = (0x2000 << 112, 3);
    const SPECIAL: [(u128, u8); 4] =
        [(0x2001 << 112, 23), (0x2001_0db8 << 96, 32), (0x2002 << 112, 16), (0x3fff << 112, 20)];
    let bits = address.to_bits();
    same(GLOBAL.0, bits, 128, GLOBAL.1)
        && !SPECIAL.iter().any(|(network, length)| same(*network, bits, 128, *length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_addresses_of_the_open_internet_are_public() {
        for text in
            ["8.8.8.8", "114.114.114.114", "172.32.0.1", "100.128.0.1", "2400:3200::1", "2606:4700::1111"]
        {
            assert!(is_public(ip(text)), "{text}");
        }
        for text in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
        ] {
            assert!(!is_public(ip(text)), "{text}");
        }
    }

    #[test]
    fn an_exception_is_a_host_with_its_port_or_a_network() {
        let allow = |text: &str| Allow(vec![text.parse().unwrap()]);
        assert!(allow("127.0.0.1/32").admits("localhost", 80, ip("127.0.0.1")));
        assert!(allow("127.0.0.1/32").admits("x", 80, ip("::ffff:127.0.0.1")));
        assert!(!allow("127.0.0.1/32").admits("x", 80, ip("127.0.0.2")));
        assert!(allow("10.1.0.0/16").admits("x", 443, ip("10.1.2.3")));
        assert!(!allow("10.1.0.0/16").admits("x", 443, ip("10.2.2.3")));
        assert!(allow("fd00::/8").admits("x", 443, ip("fd12::1")));
        assert!(allow("0.0.0.0/0").admits("x", 443, ip("169.254.169.254")));
        assert!(allow("Unit.example:8443").admits("unit.EXAMPLE.", 8443, ip("10.0.0.1")));
        assert!(!allow("unit.example:8443").admits("unit.example", 443, ip("10.0.0.1")));
        assert!(!allow("unit.example:8443").admits("evil.example", 8443, ip("10.0.0.1")));
        for text in ["", "unit.example", ":80", "10.0.0.0/33", "x/8", "unit.example:port", "::/129"] {
            assert!(text.parse::<Allowed>().is_err(), "{text}");
        }
    }
}
