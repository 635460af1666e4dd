//! Ranges of IPv4 addresses.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// `172.18.0.0/16`
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subnet {
    /// The address as it was given; it need not be the first.
    pub address: Ipv4Addr,
    /// Bits that all its addresses share.
    pub prefix: u8,
}

impl Subnet {
    /// A subnet.
    pub const fn new(address: [u8; 4], prefix: u8) -> Self {
        Self { address: Ipv4Addr::new(address[0], address[1], address[2], address[3]), prefix }
    }

    /// The first address: that of the subnet itself.
    pub fn first(self) -> u32 {
        u32::from(self.address) & self.mask()
    }

    /// The last address, which means all of them.
    pub fn last(self) -> u32 {
        self.first() | !self.mask()
    }

    const fn mask(self) -> u32 {
        match self.prefix {
            0 => 0,
            prefix => u32::MAX << (32 - prefix as u32),
        }
    }

    /// Whether an address is in it.
    pub fn contains(self, address: Ipv4Addr) -> bool {
        (self.first()..=self.last()).contains(&u32::from(address))
    }

    /// Whether both have an address in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.first() <= other.last() && other.first() <= self.last()
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl FromStr for Subnet {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, prefix) = text.split_once('/').ok_or(())?;
        let (address, prefix): (Ipv4Addr, u8) = (address.parse().map_err(|_| ())?, prefix.parse().map_err(|_| ())?);
        if prefix > 32 { Err(()) } else { Ok(Self { address, prefix }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let subnet: Subnet = "10.1.0.5/24".parse().unwrap();
        assert_eq!(
            (Ipv4Addr::from(subnet.first()), Ipv4Addr::from(subnet.last())),
            ([10, 1, 0, 0].into(), [10, 1, 0, 255].into())
        );
        assert!(subnet.contains([10, 1, 0, 77].into()) && !subnet.contains([10, 1, 1, 0].into()));
        assert!(subnet.overlaps(Subnet::new([10, 0, 0, 0], 8)) && !subnet.overlaps(Subnet::new([10, 1, 1, 0], 24)));
        assert_eq!(subnet.to_string(), "10.1.0.5/24");
        let all = Subnet::new([1, 2, 3, 4], 0);
        assert_eq!((all.first(), all.last()), (0, u32::MAX));
        for wrong in ["foo", "1.2.3.4", "1.2.3/4", "1.2.3.4/33", "1.2.3.4/-1", ""] {
            assert_eq!(wrong.parse::<Subnet>(), Err(()), "{wrong}");
        }
    }
}
