//! Networks: made, found, joined by containers, removed.
//!
//! They are kept in memory: the real daemon's are in a database of its own below `network/`, which is not simulated. Drivers are
//! `bridge`, `host` and `null`.
//!
//! Model: moby `daemon/network.go`, libnetwork `controller.go`, `network.go`, `ipam/allocator.go`.

mod error;
mod subnet;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::rc::Rc;

pub use error::NetworkError;
pub use subnet::Subnet;

use super::Daemon;
use super::container::{Container, EndpointSettings};
use crate::clock::Time;
use crate::digest::Sha256;
use crate::random::RandomIds;

/// The pools that bridges without a subnet of their own get theirs from, in this order.
///
/// Source: libnetwork `ipamutils/utils.go` `localScopeDefaultNetworks`.
fn pools() -> impl Iterator<Item = Subnet> {
    let small = (0..16).map(|n: u8| Subnet::new([192, 168, n * 16, 0], 20));
    (17..32).map(|n: u8| Subnet::new([172, n, 0, 0], 16)).chain(small)
}

/// What carries a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkDriver {
    /// A bridge of the host.
    Bridge,
    /// The host's own network.
    Host,
    /// Nothing.
    Null,
}

impl NetworkDriver {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bridge => "bridge",
            Self::Host => "host",
            Self::Null => "null",
        }
    }
}

/// The addresses of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// All of them.
    pub subnet: Subnet,
    /// Those that containers get.
    pub range: Option<Subnet>,
    /// The host's.
    pub gateway: Ipv4Addr,
    /// Whether the gateway is shown: it is not where somebody gave a subnet and left it to the daemon.
    pub shows_gateway: bool,
    /// Those that are kept for something else, by name.
    pub reserved: BTreeMap<String, Ipv4Addr>,
}

/// A network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkResource {
    /// Its name.
    pub name: String,
    /// Its ID.
    pub id: Sha256,
    /// When it was made.
    pub created: Time,
    /// What carries it.
    pub driver: NetworkDriver,
    /// Whether its addresses were asked for, rather than left to the daemon.
    pub configured: bool,
    /// Its addresses; none for `host` and `none`.
    pub pool: Option<Pool>,
    /// Options of address management; none for the networks that dockerd makes.
    pub ipam_options: Option<BTreeMap<String, String>>,
    /// Without a way out.
    pub internal: bool,
    /// Containers may join one of a swarm.
    pub attachable: bool,
    /// Options of its driver.
    pub options: BTreeMap<String, String>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
}

impl NetworkResource {
    /// Whether dockerd made it when it first started.
    ///
    /// Model: moby `runconfig/hostconfig_unix.go` `IsPreDefinedNetwork`.
    pub fn is_predefined(&self) -> bool {
        is_predefined(&self.name)
    }

    /// Whether it has a label: `name` or `name=value`.
    pub fn has_label(&self, text: &str) -> bool {
        let (name, wanted) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        self.labels.get(name).is_some_and(|value| wanted.is_none_or(|wanted| wanted == value))
    }
}

fn is_predefined(name: &str) -> bool {
    matches!(name, "bridge" | "host" | "none" | "default")
}

/// What a new network is to be.
#[derive(Clone, Debug, Default)]
pub struct CreateNetwork {
    /// Its name.
    pub name: String,
    /// Its addresses.
    pub pools: Vec<PoolRequest>,
    /// Options of address management.
    pub ipam_options: BTreeMap<String, String>,
    /// Without a way out.
    pub internal: bool,
    /// Containers may join one of a swarm.
    pub attachable: bool,
    /// Its driver.
    pub driver: String,
    /// Options of its driver.
    pub options: BTreeMap<String, String>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
}

/// Addresses that are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolRequest {
    /// All of them.
    pub subnet: String,
    /// Those that containers get.
    pub range: Option<String>,
    /// The host's.
    pub gateway: Option<String>,
    /// Those that are kept for something else.
    pub reserved: BTreeMap<String, String>,
}

/// All networks. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Networks {
    by_name: Rc<BTreeMap<String, NetworkResource>>,
    /// Where in [`pools`] the next search begins.
    next_pool: usize,
}

impl Networks {
    /// The three networks of every daemon.
    pub(super) fn predefined(ids: &RandomIds, now: Time, [a, b, c]: [u8; 3]) -> Self {
        let network = |name: &str, driver: NetworkDriver| NetworkResource {
            name: name.to_owned(),
            id: ids.network(name),
            created: now,
            driver,
            configured: false,
            pool: None,
            ipam_options: None,
            internal: false,
            attachable: false,
            options: BTreeMap::new(),
            labels: BTreeMap::new(),
        };
        let (host, none) = (network("host", NetworkDriver::Host), network("none", NetworkDriver::Null));
        let subnet = Subnet::new([a, b, c, 0], 16);
        let bridge = NetworkResource {
            pool: Some(Pool {
                subnet,
                range: None,
                gateway: Ipv4Addr::from(subnet.first() + 1),
                shows_gateway: true,
                reserved: BTreeMap::new(),
            }),
            options: BRIDGE_OPTIONS.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ..network("bridge", NetworkDriver::Bridge)
        };
        let all = [bridge, host, none].map(|network| (network.name.clone(), network));
        let next_pool = pools().position(|pool| pool.overlaps(subnet)).map_or(0, |at| at + 1);
        Self { by_name: Rc::new(all.into()), next_pool }
    }

    /// Gives the daemon's own networks their IDs from another source.
    pub(super) fn identify(&mut self, ids: &RandomIds) {
        for network in Rc::make_mut(&mut self.by_name).values_mut().filter(|network| network.is_predefined()) {
            network.id = ids.network(&network.name);
        }
    }

    /// All networks, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &NetworkResource> {
        self.by_name.values()
    }

    /// A network by its whole name.
    pub fn named(&self, name: &str) -> Option<&NetworkResource> {
        self.by_name.get(name)
    }

    /// The network that `text` means: its whole ID, its name, or the beginning of its ID.
    ///
    /// Model: moby `daemon/network.go` `FindNetwork`.
    pub fn find(&self, text: &str) -> Result<&NetworkResource, NetworkError> {
        let not_found = || NetworkError::NotFound(text.to_owned());
        if text.is_empty() {
            return Err(not_found());
        }
        if let Some(network) = self.iter().find(|network| network.id.to_string() == text).or_else(|| self.named(text)) {
            return Ok(network);
        }
        let mut found = self.iter().filter(|network| network.id.to_string().starts_with(text));
        let first = found.next().ok_or_else(not_found)?;
        match found.count() {
            0 => Ok(first),
            more => Err(NetworkError::Ambiguous(text.to_owned(), more + 1)),
        }
    }

    fn overlaps(&self, subnet: Subnet) -> bool {
        self.iter().filter_map(|network| network.pool.as_ref()).any(|pool| pool.subnet.overlaps(subnet))
    }

    /// The next pool that overlaps with no network: the search goes on where the last one ended.
    ///
    /// Model: libnetwork `ipam/allocator.go` `getPredefinedPool`.
    fn free_pool(&mut self) -> Result<Subnet, NetworkError> {
        let all: Vec<Subnet> = pools().collect();
        for step in 0..all.len() {
            let at = (self.next_pool + step) % all.len();
            if !self.overlaps(all[at]) {
                self.next_pool = at + 1;
                return Ok(all[at]);
            }
        }
        Err(NetworkError::NoPool)
    }
}

/// Source: moby `daemon/daemon_unix.go` `initBridgeDriver`.
const BRIDGE_OPTIONS: &[(&str, &str)] = &[
    ("com.docker.network.bridge.default_bridge", "true"),
    ("com.docker.network.bridge.enable_icc", "true"),
    ("com.docker.network.bridge.enable_ip_masquerade", "true"),
    ("com.docker.network.bridge.host_binding_ipv4", "0.0.0.0"),
    ("com.docker.network.bridge.name", "docker0"),
    ("com.docker.network.driver.mtu", "1500"),
];

impl Daemon {
    /// The networks.
    pub const fn networks(&self) -> &Networks {
        &self.networks
    }

    /// The containers that run in a network, with their ends of it, in the order of their IDs.
    pub fn ends_in<'a>(
        &'a self,
        network: &'a NetworkResource,
    ) -> impl Iterator<Item = (&'a Container, &'a EndpointSettings)> {
        let running = self.containers.iter().filter(|container| container.state.running);
        running.filter_map(|container| {
            let end = container.network_settings.networks.get(&network.name)?;
            (!end.endpoint_id.is_empty()).then_some((container, end))
        })
    }

    /// Makes a network; gives its ID.
    ///
    /// Model: moby `daemon/network.go` `createNetwork`.
    pub fn create_network(&mut self, now: Time, wanted: CreateNetwork) -> Result<Sha256, NetworkError> {
        if is_predefined(&wanted.name) {
            return Err(NetworkError::Predefined(wanted.name));
        }
        if self.networks.find(&wanted.name).is_ok_and(|found| found.name == wanted.name) {
            return Err(NetworkError::Exists(wanted.name));
        }
        if wanted.name.trim().is_empty() {
            return Err(NetworkError::InvalidName(wanted.name));
        }
        match wanted.driver.as_str() {
            "" | "bridge" => {}
            name @ ("host" | "null") => return Err(NetworkError::OnlyOne(name.to_owned())),
            name => return Err(NetworkError::Driver(name.to_owned())),
        }
        let pool = match wanted.pools.as_slice() {
            [] => {
                let subnet = self.networks.free_pool()?;
                let gateway = Ipv4Addr::from(subnet.first() + 1);
                Pool { subnet, range: None, gateway, shows_gateway: true, reserved: BTreeMap::new() }
            }
            [pool] => self.asked_pool(pool)?,
            _ => return Err(NetworkError::Invalid("bridge driver doesn't support multiple subnets".to_owned())),
        };
        let id = self.ids.new_network(&wanted.name);
        let network = NetworkResource {
            name: wanted.name,
            id,
            created: now,
            driver: NetworkDriver::Bridge,
            configured: !wanted.pools.is_empty(),
            pool: Some(pool),
            ipam_options: Some(wanted.ipam_options),
            internal: wanted.internal,
            attachable: wanted.attachable,
            options: wanted.options,
            labels: wanted.labels,
        };
        self.log_network(now, &network, "create", None);
        Rc::make_mut(&mut self.networks.by_name).insert(network.name.clone(), network);
        Ok(id)
    }

    /// The pool that was asked for.
    ///
    /// Model: libnetwork `ipam/allocator.go` `RequestPool`, `network.go` `ipamAllocateVersion`.
    fn asked_pool(&self, wanted: &PoolRequest) -> Result<Pool, NetworkError> {
        let invalid = |what: &str, text: &str| {
            NetworkError::Invalid(format!("Invalid {what} {text} : invalid CIDR address: {text}"))
        };
        let subnet: Subnet = wanted.subnet.parse().map_err(|()| invalid("subnet", &wanted.subnet))?;
        let range: Option<Subnet> = match &wanted.range {
            None => None,
            Some(text) => Some(text.parse().map_err(|()| invalid("subnet", text))?),
        };
        if self.networks.overlaps(subnet) {
            return Err(NetworkError::Overlap);
        }
        let address = |text: &String| {
            let parsed: Result<Ipv4Addr, _> = text.parse();
            parsed.map_err(|_| NetworkError::Invalid(format!("invalid address {text}")))
        };
        let given = wanted.gateway.as_ref().map(address).transpose()?;
        let start = range.unwrap_or(subnet).first();
        let first = if start == subnet.first() { start.saturating_add(1) } else { start };
        let reserved = wanted.reserved.iter().map(|(name, text)| Ok((name.clone(), address(text)?)));
        Ok(Pool {
            subnet,
            range,
            gateway: given.unwrap_or_else(|| Ipv4Addr::from(first)),
            shows_gateway: given.is_some(),
            reserved: reserved.collect::<Result<_, NetworkError>>()?,
        })
    }

    /// Removes a network in which nothing runs.
    ///
    /// Model: moby `daemon/network.go` `deleteNetwork`; libnetwork `network.go` `delete`.
    pub fn remove_network(&mut self, now: Time, text: &str) -> Result<(), NetworkError> {
        let network = self.networks.find(text)?;
        if network.is_predefined() {
            return Err(NetworkError::CannotRemove(network.name.clone()));
        }
        if self.ends_in(network).next().is_some() {
            return Err(NetworkError::InUse(network.name.clone(), network.id));
        }
        let network = network.clone();
        Rc::make_mut(&mut self.networks.by_name).remove(&network.name);
        self.log_network(now, &network, "destroy", None);
        Ok(())
    }

    /// Removes the networks in which nothing runs and that a filter lets through; gives their names.
    ///
    /// Model: moby `daemon/prune.go` `localNetworksPrune`.
    pub fn prune_networks(&mut self, now: Time, wanted: &dyn Fn(&NetworkResource) -> bool) -> Vec<String> {
        let unused = |network: &&NetworkResource| {
            !network.is_predefined() && self.ends_in(network).next().is_none() && wanted(network)
        };
        let names: Vec<String> = self.networks.iter().filter(unused).map(|network| network.name.clone()).collect();
        for name in &names {
            if let Some(network) = Rc::make_mut(&mut self.networks.by_name).remove(name) {
                self.log_network(now, &network, "destroy", None);
            }
        }
        self.log_prune(now, "network", 0);
        names
    }

    /// A free address of a network: the one that was asked for, or the lowest that nobody has.
    pub(super) fn free_address(
        &self,
        network: &NetworkResource,
        asked: Option<&str>,
    ) -> Result<Option<Ipv4Addr>, NetworkError> {
        let Some(pool) = &network.pool else { return Ok(None) };
        let running = self.ends_in(network).filter_map(|(_, end)| end.ip_address.parse().ok());
        let mut taken: BTreeSet<u32> = running.map(|address: Ipv4Addr| u32::from(address)).collect();
        taken.extend([pool.subnet.first(), pool.subnet.last(), u32::from(pool.gateway)]);
        taken.extend(pool.reserved.values().map(|address| u32::from(*address)));
        if let Some(asked) = asked {
            let address = asked.parse().ok().filter(|address| pool.subnet.contains(*address));
            let address = address.ok_or_else(|| {
                let why = "It does not belong to any of this network's subnets";
                NetworkError::Invalid(format!("Invalid address {asked}: {why}"))
            })?;
            let free = !taken.contains(&u32::from(address));
            return if free { Ok(Some(address)) } else { Err(NetworkError::AddressInUse) };
        }
        let range = pool.range.unwrap_or(pool.subnet);
        let free = (range.first()..=range.last()).find(|address| !taken.contains(address));
        free.map(|address| Some(address.into()))
            .ok_or_else(|| NetworkError::NoAddress(network.name.clone(), network.id))
    }
}
