//! What dockerd notes of a container's networks.
//!
//! Model: moby `daemon/network/settings.go`, `api/types/network/network.go`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ContainerError, PortBinding};
use crate::daemon::networks::NetworkResource;
use crate::identity::ContainerId;

/// A container's networks. Its fields and their order are those of Go's struct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NetworkSettings {
    pub(super) bridge: String,
    /// Its network namespace; stays when it has stopped.
    #[serde(rename = "SandboxID")]
    pub sandbox_id: String,
    pub(super) hairpin_mode: bool,
    #[serde(rename = "LinkLocalIPv6Address")]
    pub(super) link_local_ipv6_address: String,
    #[serde(rename = "LinkLocalIPv6PrefixLen")]
    pub(super) link_local_ipv6_prefix_len: u32,
    /// The networks that it is connected to, by name.
    pub networks: BTreeMap<String, EndpointSettings>,
    pub(super) service: Option<String>,
    /// Its ports, and where on the host they are published. None when it does not run.
    pub ports: Option<BTreeMap<String, Option<Vec<PortBinding>>>>,
    /// The file that keeps its network namespace.
    pub sandbox_key: String,
    #[serde(rename = "SecondaryIPAddresses")]
    pub(super) secondary_ip_addresses: Option<Vec<String>>,
    #[serde(rename = "SecondaryIPv6Addresses")]
    pub(super) secondary_ipv6_addresses: Option<Vec<String>>,
    /// Whether its name was not chosen by a person.
    pub is_anonymous_endpoint: bool,
    pub(super) has_swarm_endpoint: bool,
}

/// A container in one network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct EndpointSettings {
    #[serde(rename = "IPAMConfig")]
    pub(super) ipam_config: Option<BTreeMap<String, String>>,
    pub(super) links: Option<Vec<String>>,
    pub(super) aliases: Option<Vec<String>>,
    /// The network.
    #[serde(rename = "NetworkID")]
    pub network_id: String,
    /// The container's end of it.
    #[serde(rename = "EndpointID")]
    pub endpoint_id: String,
    /// The host's address in it.
    pub gateway: String,
    /// The container's address.
    #[serde(rename = "IPAddress")]
    pub ip_address: String,
    /// Bits of the address that name the network.
    #[serde(rename = "IPPrefixLen")]
    pub ip_prefix_len: u32,
    #[serde(rename = "IPv6Gateway")]
    pub(super) ipv6_gateway: String,
    #[serde(rename = "GlobalIPv6Address")]
    pub(super) global_ipv6_address: String,
    #[serde(rename = "GlobalIPv6PrefixLen")]
    pub(super) global_ipv6_prefix_len: u32,
    /// The address of its network card.
    pub mac_address: String,
    pub(super) driver_opts: Option<BTreeMap<String, String>>,
    #[serde(rename = "IPAMOperational")]
    pub(super) ipam_operational: bool,
}

impl EndpointSettings {
    /// The same network without an end in it: the container does not run.
    #[must_use]
    pub fn left(&self) -> Self {
        Self {
            ipam_config: self.ipam_config.clone(),
            links: self.links.clone(),
            aliases: self.aliases.clone(),
            network_id: self.network_id.clone(),
            driver_opts: self.driver_opts.clone(),
            ..Self::default()
        }
    }

    /// The address that was asked for.
    pub fn asked_address(&self) -> Option<&str> {
        self.ipam_config.as_ref()?.get("IPv4Address").map(String::as_str)
    }

    /// Whether an address may be asked for in this network.
    ///
    /// Model: moby `daemon/container_operations.go` `validateNetworkingConfig`.
    pub(super) fn check_address(&self, network: &NetworkResource) -> Result<(), ContainerError> {
        let why = match self.asked_address() {
            Some(_) if network.is_predefined() => {
                "user specified IP address is supported on user defined networks only"
            }
            Some(_) if !network.configured => {
                "user specified IP address is supported only when connecting to networks with user configured subnets"
            }
            _ => return Ok(()),
        };
        Err(ContainerError::Invalid(why.to_owned()))
    }

    /// Adds the names by which the daemon finds a container in a network that somebody made.
    pub(super) fn add_aliases(&mut self, id: ContainerId, hostname: &str) {
        let aliases = self.aliases.get_or_insert_default();
        for name in [id.short(), hostname.to_owned()] {
            if !name.is_empty() && !aliases.contains(&name) {
                aliases.push(name);
            }
        }
    }
}
