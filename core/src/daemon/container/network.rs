//! The networks of a container, as far as files and outputs tell of them.
//!
//! Model: moby `daemon/container_operations.go`, libnetwork `sandbox.go`, `sandbox_dns_unix.go`, `etchosts/etchosts.go`,
//! `netutils/utils.go` `GenerateMACFromIP`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Container, ContainerError, EndpointSettings, PortBinding};
use crate::daemon::Daemon;
use crate::digest::Sha256;

/// The last of the ports that are given out where none was asked for. Source: `/proc/sys/net/ipv4/ip_local_port_range`.
const LAST_EPHEMERAL: u16 = 60999;

const HOSTS: &str = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n\
                     ff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

/// A container's place in its networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Joined {
    /// Its namespace.
    pub(super) sandbox: String,
    /// Its ends, by network, in the order in which it joined them.
    pub(super) ends: Vec<(String, EndpointSettings)>,
    /// Its ports.
    pub(super) ports: BTreeMap<String, Option<Vec<PortBinding>>>,
}

impl Daemon {
    /// Connects a container to its networks: first to the one that it was made for, then to the others.
    ///
    /// Model: moby `daemon/container_operations.go` `allocateNetwork`.
    pub(super) fn join_networks(&mut self, container: &Container) -> Result<Joined, ContainerError> {
        let drawn = self.ids.network_ends(container.short_name());
        let first = container.host_config.network_name();
        let settings = &container.network_settings.networks;
        let mut names: Vec<&String> = settings.keys().collect();
        names.sort_by_key(|name| (name.as_str() != first, name.as_str()));
        let mut ends = Vec::new();
        for (at, name) in names.into_iter().enumerate() {
            let endpoint = if at == 0 { drawn.endpoint } else { self.ids.network_ends("").endpoint };
            let Some(asked) = settings.get(name) else { continue };
            ends.push((name.clone(), self.join(container, name, asked, endpoint)?));
        }
        let bridged = ends.iter().any(|(_, end)| !end.ip_address.is_empty());
        let ports = if bridged { self.publish(container)? } else { BTreeMap::new() };
        Ok(Joined { sandbox: drawn.sandbox.to_string(), ends, ports })
    }

    /// Connects a container to a network.
    pub(super) fn join(
        &self,
        container: &Container,
        name: &str,
        asked: &EndpointSettings,
        endpoint: Sha256,
    ) -> Result<EndpointSettings, ContainerError> {
        let known = if asked.network_id.is_empty() { name } else { &asked.network_id };
        let network = self.networks().find(known)?;
        asked.check_address(network)?;
        let end =
            EndpointSettings { network_id: network.id.to_string(), endpoint_id: endpoint.to_string(), ..asked.left() };
        let Some(address) = self.free_address(network, asked.asked_address())? else { return Ok(end) };
        let ip = address.octets();
        let mac = match container.config.mac_address.as_str() {
            "" => format!("02:42:{:02x}:{:02x}:{:02x}:{:02x}", ip[0], ip[1], ip[2], ip[3]),
            mac => mac.to_owned(),
        };
        let pool = network.pool.as_ref();
        Ok(EndpointSettings {
            gateway: pool.filter(|_| !network.internal).map(|pool| pool.gateway.to_string()).unwrap_or_default(),
            ip_address: address.to_string(),
            ip_prefix_len: pool.map_or(0, |pool| u32::from(pool.subnet.prefix)),
            mac_address: mac,
            ..end
        })
    }

    /// Publishes the ports that were asked for.
    fn publish(&self, container: &Container) -> Result<BTreeMap<String, Option<Vec<PortBinding>>>, ContainerError> {
        let mut wanted: BTreeMap<String, Option<Vec<PortBinding>>> =
            container.config.exposed_ports.0.iter().map(|port| (port.clone(), None)).collect();
        let mut taken = self.published_ports();
        let mut asked: Vec<(&String, PortBinding)> = Vec::new();
        for (port, bindings) in &container.host_config.port_bindings {
            asked.extend(bindings.iter().map(|binding| (port, binding.clone())));
        }
        if container.host_config.publish_all_ports {
            let unbound = wanted.keys().filter(|port| !container.host_config.port_bindings.contains_key(*port));
            asked.extend(unbound.map(|port| (port, PortBinding::default())));
        }
        asked.sort_by_key(|(port, binding)| in_turn(port, binding));
        let mut published: BTreeMap<String, Vec<PortBinding>> = BTreeMap::new();
        for (port, binding) in asked {
            let bound = bind_port(container, port, &binding, &mut taken)?;
            published.entry(port.clone()).or_default().extend(bound);
        }
        wanted.extend(published.into_iter().map(|(port, bound)| (port, Some(bound))));
        Ok(wanted)
    }

    /// The ports of the host that are taken, with their protocols.
    fn published_ports(&self) -> Taken {
        let running = self.containers.iter().filter(|container| container.state.running);
        let ports = running.flat_map(|container| container.network_settings.ports.iter().flatten());
        let each = ports.flat_map(|(port, bindings)| {
            let protocol = port.split('/').nth(1).unwrap_or("tcp");
            bindings.iter().flatten().filter_map(move |b| Some((protocol, b.host_port.parse().ok()?)))
        });
        let mut taken = Taken { first: self.profile.docker.first_port, ports: BTreeMap::new() };
        for (protocol, number) in each {
            taken.of(protocol).ports.insert(number);
        }
        taken
    }

    /// `hosts`, as the container will see it. Before it has joined its network its own line is missing.
    pub(super) fn hosts_text(&self, container: &Container, addresses: &[&str]) -> String {
        if container.host_config.network_name() == "host" {
            return "127.0.0.1\tlocalhost\n".to_owned();
        }
        let mut text = HOSTS.to_owned();
        for entry in container.host_config.extra_hosts.iter().flatten() {
            let (name, address) = entry.split_once(':').unwrap_or((entry, ""));
            let gateway = self.host_gateway();
            let address = if address == "host-gateway" { gateway.as_str() } else { address };
            let _ = writeln!(text, "{address}\t{name}");
        }
        let config = &container.config;
        // A dot may be in the host's name as well as between it and the domain's.
        let full = match config.domainname.as_str() {
            "" => config.hostname.clone(),
            domain => format!("{}.{domain}", config.hostname),
        };
        let full = match full.split_once('.') {
            Some((bare, _)) => format!("{full} {bare}"),
            None => full,
        };
        for address in addresses {
            let _ = writeln!(text, "{address}\t{full}");
        }
        text
    }

    /// The host's address on the bridge `bridge`.
    fn host_gateway(&self) -> String {
        let bridge = self.networks().named("bridge").and_then(|network| network.pool.as_ref());
        bridge.map(|pool| pool.gateway.to_string()).unwrap_or_default()
    }

    /// `resolv.conf`, as the container will see it: the host's, with what was asked for instead.
    pub(super) fn resolv_conf_text(&self, container: &Container) -> String {
        let host_config = &container.host_config;
        if host_config.dns.is_empty() && host_config.dns_search.is_empty() && host_config.dns_options.is_empty() {
            return self.profile.resolv_conf.clone();
        }
        let of_host = |key: &str| -> Vec<String> {
            let lines = self.profile.resolv_conf.lines();
            lines.filter_map(|line| Some(line.strip_prefix(key)?.trim().to_owned())).collect()
        };
        let or_host = |asked: &[String], key: &str| if asked.is_empty() { of_host(key) } else { asked.to_vec() };
        let mut text = String::new();
        let search = or_host(&host_config.dns_search, "search ");
        if !search.is_empty() && search != ["."] {
            let _ = writeln!(text, "search {}", search.join(" "));
        }
        for server in or_host(&host_config.dns, "nameserver ") {
            let _ = writeln!(text, "nameserver {server}");
        }
        let options = or_host(&host_config.dns_options, "options ");
        if !options.is_empty() {
            let _ = writeln!(text, "options {}", options.join(" "));
        }
        text
    }
}

/// `resolv.conf` of a container in a network that somebody made: there the daemon itself answers.
///
/// Model: libnetwork `sandbox_dns_unix.go` `rebuildDNS`.
pub(super) fn inner_resolv_conf(outer: &str) -> String {
    let values = |key: &str| -> Vec<&str> {
        outer.lines().filter_map(|line| line.strip_prefix(key)).flat_map(str::split_whitespace).collect()
    };
    let mut text = String::new();
    let search = values("search ");
    if !search.is_empty() {
        let _ = writeln!(text, "search {}", search.join(" "));
    }
    let mut options = values("options ");
    options.push("ndots:0");
    let _ = writeln!(text, "nameserver 127.0.0.11\noptions {}", options.join(" "));
    text
}

/// The ports of the host that are taken, by protocol.
#[derive(Clone, Debug)]
struct Taken {
    /// The first that is given out where none was asked for.
    first: u16,
    ports: BTreeMap<String, TakenOf>,
}

#[derive(Clone, Debug)]
struct TakenOf {
    ports: BTreeSet<u16>,
    /// The next that is given out where none was asked for.
    next: u16,
}

impl Taken {
    fn of(&mut self, protocol: &str) -> &mut TakenOf {
        let next = self.first;
        self.ports.entry(protocol.to_owned()).or_insert_with(|| TakenOf { next, ports: BTreeSet::new() })
    }
}

impl TakenOf {
    fn take(&mut self, mut numbers: impl Iterator<Item = u16>) -> Option<u16> {
        let number = numbers.find(|number| !self.ports.contains(number))?;
        self.ports.insert(number);
        Some(number)
    }

    /// One that nobody asked for.
    fn take_any(&mut self) -> Option<u16> {
        let number = (self.next..=LAST_EPHEMERAL).find(|number| !self.ports.contains(number))?;
        self.next = number + 1;
        self.ports.insert(number);
        Some(number)
    }
}

/// Which port is bound first: one of the host that was asked for, from the highest down; then the container's, likewise.
///
/// Model: docker/go-connections `nat/sort.go` `SortPortMap`.
fn in_turn(port: &str, binding: &PortBinding) -> (Reverse<u16>, Reverse<u16>, bool) {
    let (number, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
    let parse = |text: &str| text.parse().unwrap_or(0);
    (Reverse(parse(&binding.host_port)), Reverse(parse(number)), protocol != "tcp")
}

/// One binding, for every address that is meant by it.
///
/// Model: libnetwork `drivers/bridge/port_mapping.go`, `portallocator/portallocator.go`.
fn bind_port(
    container: &Container,
    port: &str,
    binding: &PortBinding,
    taken: &mut Taken,
) -> Result<Vec<PortBinding>, ContainerError> {
    let taken = taken.of(port.split('/').nth(1).unwrap_or("tcp"));
    let failed = |why: String| {
        let (name, id) = (container.short_name(), container.id);
        let what = "driver failed programming external connectivity on endpoint";
        ContainerError::Invalid(format!("{what} {name} ({id}): {why}"))
    };
    let (low, high) = binding.host_port.split_once('-').unwrap_or((&binding.host_port, &binding.host_port));
    let number = match (low.parse::<u16>(), high.parse::<u16>()) {
        (Ok(low), Ok(high)) => taken.take(low..=high).ok_or_else(|| {
            let ip = if binding.host_ip.is_empty() { "0.0.0.0" } else { &binding.host_ip };
            failed(format!("Bind for {ip}:{low} failed: port is already allocated"))
        })?,
        _ => taken.take_any().ok_or_else(|| failed("all ports are allocated".to_owned()))?,
    };
    let at = |ip: &str| PortBinding { host_ip: ip.to_owned(), host_port: number.to_string() };
    Ok(match binding.host_ip.as_str() {
        "" => vec![at("0.0.0.0"), at("::")],
        ip => vec![at(ip)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As recorded of 20.10.24: `-P` with 90 to 92 gave 92 the lowest port of the host.
    #[test]
    fn high_ports_come_first() {
        let asked = |port: &str| PortBinding { host_port: port.to_owned(), ..PortBinding::default() };
        let mut ports =
            [("90/tcp", asked("")), ("92/udp", asked("")), ("92/tcp", asked("")), ("70/tcp", asked("7070"))];
        ports.sort_by_key(|(port, binding)| in_turn(port, binding));
        assert_eq!(ports.iter().map(|(port, _)| *port).collect::<Vec<_>>(), ["70/tcp", "92/tcp", "92/udp", "90/tcp"]);
    }
}
