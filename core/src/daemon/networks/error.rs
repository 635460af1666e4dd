//! Why dockerd does not do what it is asked to do with a network. Displayed in its words.
//!
//! Source: moby `daemon/network.go`, `daemon/errors.go`, `daemon/container_operations.go`; libnetwork `error.go`, `ipamapi/contract.go`.

use std::fmt;

use crate::digest::Sha256;

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkError {
    /// No network has this ID or name.
    NotFound(String),
    /// So many networks' IDs begin so.
    Ambiguous(String, usize),
    /// There is one of this name.
    Exists(String),
    /// The name is one of dockerd's own.
    Predefined(String),
    /// The name is blank.
    InvalidName(String),
    /// There is no such driver.
    Driver(String),
    /// There is one network of this driver, and there can be no other.
    OnlyOne(String),
    /// It is one of dockerd's own.
    CannotRemove(String),
    /// Containers run in it.
    InUse(String, Sha256),
    /// Another network has some of these addresses.
    Overlap,
    /// All the daemon's pools are in use.
    NoPool,
    /// All addresses of the network are in use.
    NoAddress(String, Sha256),
    /// Somebody has the address.
    AddressInUse,
    /// What cannot be used, in the daemon's words.
    Invalid(String),
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(text) => write!(f, "network {text} not found"),
            Self::Ambiguous(text, count) => {
                write!(f, "network {text} is ambiguous ({count} matches found based on ID prefix)")
            }
            Self::Exists(name) => write!(f, "network with name {name} already exists"),
            Self::Predefined(name) => write!(f, "operation is not permitted on predefined {name} network"),
            Self::InvalidName(name) => write!(f, "invalid name:{}", [" ", name.trim()].concat().trim_end()),
            Self::Driver(name) => write!(f, "plugin \"{name}\" not found"),
            Self::OnlyOne(name) => write!(f, "only one instance of \"{name}\" network is allowed"),
            Self::CannotRemove(name) => write!(f, "{name} is a pre-defined network and cannot be removed"),
            Self::InUse(name, id) => {
                write!(f, "error while removing network: network {name} id {id} has active endpoints")
            }
            Self::Overlap => f.write_str("Pool overlaps with other one on this address space"),
            Self::NoPool => f.write_str(
                "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
            ),
            Self::NoAddress(name, id) => {
                write!(f, "no available IPv4 addresses on this network's address pools: {name} ({id})")
            }
            Self::AddressInUse => f.write_str("Address already in use"),
            Self::Invalid(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for NetworkError {}
