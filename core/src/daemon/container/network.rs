//! The network of a container, as far as files and outputs tell of it: the bridge `bridge`, `host`, `none`.
//!
//! Model: moby `daemon/container_operations.go`, libnetwork `sandbox.go`, `sandbox_dns_unix.go`, `etchosts/etchosts.go`,
//! `netutils/utils.go` `GenerateMACFromIP`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Container, ContainerError, EndpointSettings, PortBinding};
use crate::daemon::Daemon;

/// Bits of an address that name the bridge's network.
const PREFIX: u32 = 16;
/// Ports that are given out where none was asked for. Source: `/proc/sys/net/ipv4/ip_local_port_range`.
const EPHEMERAL: std::ops::RangeInclusive<u16> = 49153..=60999;

const HOSTS: &str = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n\
                     ff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

/// A container's place in its network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Joined {
    /// The name of the network.
    pub(super) network: String,
    /// Its namespace.
    pub(super) sandbox: String,
    /// Its end.
    pub(super) endpoint: EndpointSettings,
    /// Its ports.
    pub(super) ports: BTreeMap<String, Option<Vec<PortBinding>>>,
}

impl Daemon {
    /// Connects a container to its network.
    pub(super) fn join_network(&mut self, container: &Container) -> Result<Joined, ContainerError> {
        let network = container.host_config.network_name().to_owned();
        let drawn = self.ids.network_ends(container.short_name());
        let sandbox = drawn.sandbox.to_string();
        let network_id = self.ids.network(&network).to_string();
        let end =
            EndpointSettings { network_id, endpoint_id: drawn.endpoint.to_string(), ..EndpointSettings::default() };
        let (endpoint, ports) = match network.as_str() {
            "bridge" => {
                let ip = self.free_address();
                let mac = match container.config.mac_address.as_str() {
                    "" => format!("02:42:{:02x}:{:02x}:{:02x}:{:02x}", ip[0], ip[1], ip[2], ip[3]),
                    mac => mac.to_owned(),
                };
                let text = |ip: [u8; 4]| ip.map(|byte| byte.to_string()).join(".");
                let end = EndpointSettings {
                    gateway: text(self.address(1)),
                    ip_address: text(ip),
                    ip_prefix_len: PREFIX,
                    mac_address: mac,
                    ..end
                };
                (end, self.publish(container)?)
            }
            "host" | "none" => (end, BTreeMap::new()),
            other => return Err(ContainerError::Invalid(format!("network {other} not found"))),
        };
        Ok(Joined { network, sandbox, endpoint, ports })
    }

    /// An address of the bridge's network.
    fn address(&self, host: u32) -> [u8; 4] {
        let [a, b, c] = self.profile.subnet;
        (u32::from_be_bytes([a, b, c, 0]) + host).to_be_bytes()
    }

    /// The lowest address that no running container has. The first is the host's.
    fn free_address(&self) -> [u8; 4] {
        let taken: Vec<&str> = self
            .containers
            .iter()
            .filter(|container| container.state.running)
            .flat_map(|container| container.network_settings.networks.values())
            .map(|end| end.ip_address.as_str())
            .collect();
        let free = |host: &u32| {
            let text = self.address(*host).map(|byte| byte.to_string()).join(".");
            !taken.contains(&text.as_str())
        };
        // More containers than addresses cannot be: each takes far more memory than there is.
        self.address((2..65_534).find(free).unwrap_or(2))
    }

    /// Publishes the ports that were asked for.
    fn publish(&self, container: &Container) -> Result<BTreeMap<String, Option<Vec<PortBinding>>>, ContainerError> {
        let mut wanted: BTreeMap<String, Option<Vec<PortBinding>>> =
            container.config.exposed_ports.0.iter().map(|port| (port.clone(), None)).collect();
        let mut taken = self.published_ports();
        for (port, bindings) in &container.host_config.port_bindings {
            let mut published = Vec::new();
            for binding in bindings {
                published.extend(bind_port(container, port, binding, &mut taken)?);
            }
            wanted.insert(port.clone(), Some(published));
        }
        if container.host_config.publish_all_ports {
            for (port, bindings) in wanted.iter_mut().filter(|(_, bindings)| bindings.is_none()) {
                *bindings = Some(bind_port(container, port, &PortBinding::default(), &mut taken)?);
            }
        }
        Ok(wanted)
    }

    /// The ports of the host that are taken, with their protocols.
    fn published_ports(&self) -> Vec<(String, u16)> {
        let running = self.containers.iter().filter(|container| container.state.running);
        let ports = running.flat_map(|container| container.network_settings.ports.iter().flatten());
        let each = ports.flat_map(|(port, bindings)| {
            let protocol = port.split('/').nth(1).unwrap_or("tcp");
            bindings.iter().flatten().filter_map(move |b| Some((protocol.to_owned(), b.host_port.parse().ok()?)))
        });
        each.collect()
    }

    /// `hosts`, as the container will see it. Before it has joined its network its own line is missing.
    pub(super) fn hosts_text(&self, container: &Container, joined: Option<&Joined>) -> String {
        if container.host_config.network_name() == "host" {
            return "127.0.0.1\tlocalhost\n".to_owned();
        }
        let mut text = HOSTS.to_owned();
        for entry in container.host_config.extra_hosts.iter().flatten() {
            let (name, address) = entry.split_once(':').unwrap_or((entry, ""));
            let gateway = self.address(1).map(|byte| byte.to_string()).join(".");
            let address = if address == "host-gateway" { gateway.as_str() } else { address };
            let _ = writeln!(text, "{address}\t{name}");
        }
        if let Some(joined) = joined.filter(|joined| !joined.endpoint.ip_address.is_empty()) {
            let config = &container.config;
            let full = match config.domainname.as_str() {
                "" => config.hostname.clone(),
                domain => format!("{}.{domain} {}", config.hostname, config.hostname),
            };
            let _ = writeln!(text, "{}\t{full}", joined.endpoint.ip_address);
        }
        text
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

/// One binding, for every address that is meant by it.
fn bind_port(
    container: &Container,
    port: &str,
    binding: &PortBinding,
    taken: &mut Vec<(String, u16)>,
) -> Result<Vec<PortBinding>, ContainerError> {
    let protocol = port.split('/').nth(1).unwrap_or("tcp").to_owned();
    let is_free = |number: u16| !taken.contains(&(protocol.clone(), number));
    let (low, high) = binding.host_port.split_once('-').unwrap_or((&binding.host_port, &binding.host_port));
    let number = match (low.parse::<u16>(), high.parse::<u16>()) {
        (Ok(low), Ok(high)) => (low..=high).find(|number| is_free(*number)).ok_or_else(|| {
            let ip = if binding.host_ip.is_empty() { "0.0.0.0" } else { &binding.host_ip };
            ContainerError::Invalid(format!(
                "driver failed programming external connectivity on endpoint {} ({}): Bind for {ip}:{low} failed: port is already \
                 allocated",
                container.short_name(),
                container.id
            ))
        })?,
        _ => EPHEMERAL.into_iter().find(|number| is_free(*number)).unwrap_or(*EPHEMERAL.start()),
    };
    taken.push((protocol, number));
    let at = |ip: &str| PortBinding { host_ip: ip.to_owned(), host_port: number.to_string() };
    Ok(match binding.host_ip.as_str() {
        "" => vec![at("0.0.0.0"), at("::")],
        ip => vec![at(ip)],
    })
}
