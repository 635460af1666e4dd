//! `docker network connect`, `disconnect`: a container in one network more, or less.
//!
//! Model: moby `daemon/network.go` `ConnectContainerToNetwork`, `DisconnectContainerFromNetwork`;
//! `daemon/container_operations.go`.

use std::collections::BTreeMap;

use super::network::inner_resolv_conf;
use super::start::lend;
use super::{Container, ContainerError, EndpointSettings, HostConfig};
use crate::clock::Time;
use crate::daemon::Daemon;
use crate::identity::ContainerId;
use crate::trace::{Recorder, Saved};

/// What `docker network connect` asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connect {
    /// An address.
    pub address: Option<String>,
    /// Names for the container in this network.
    pub aliases: Vec<String>,
}

impl EndpointSettings {
    /// Settings that ask for an address and for names; what is not asked for is nil, as `docker run` has it.
    pub fn asking(address: Option<&str>, aliases: Vec<String>) -> Self {
        Self {
            ipam_config: address.map(|address| BTreeMap::from([("IPv4Address".to_owned(), address.to_owned())])),
            aliases: Some(aliases).filter(|aliases| !aliases.is_empty()),
            ..Self::default()
        }
    }
}

impl Daemon {
    /// The network that a container is made for, by its name if there is one.
    pub(super) fn network_of(&self, host_config: &HostConfig) -> String {
        let asked = host_config.network_name();
        self.networks().find(asked).map_or_else(|_| asked.to_owned(), |network| network.name.clone())
    }

    /// Whether somebody made this network, rather than dockerd.
    pub(super) fn is_made(&self, name: &str) -> bool {
        self.networks().named(name).is_some_and(|network| !network.is_predefined())
    }

    /// Adds a container's own names in the networks that somebody made.
    pub(super) fn name_in_networks(&mut self, id: ContainerId) {
        let networks = self.networks().clone();
        let Some(container) = self.containers.get_mut(id) else { return };
        let hostname = container.config.hostname.clone();
        for (name, end) in &mut container.network_settings.networks {
            if networks.named(name).is_some_and(|network| !network.is_predefined()) {
                end.add_aliases(id, &hostname);
            }
        }
    }

    /// Connects a container to a network; one that does not run will join it when it starts.
    pub fn connect_container(
        &mut self,
        recorder: &mut Recorder,
        network: &str,
        text: &str,
        asked: Connect,
    ) -> Result<(), ContainerError> {
        let container = self.containers.find(text)?;
        let (id, running) = (container.id, container.state.running);
        let found = self.networks().find(network)?;
        let (name, predefined) = (found.name.clone(), found.is_predefined());
        let mut settings = EndpointSettings::asking(asked.address.as_deref(), Vec::new());
        settings.ipam_config.get_or_insert_default();
        settings.driver_opts = Some(BTreeMap::new());
        settings.aliases = Some(asked.aliases);
        if container.state.removal_in_progress || container.state.dead {
            let why =
                format!("Container {id} is marked for removal and cannot be connected or disconnected to the network");
            return Err(ContainerError::Invalid(why));
        }
        if predefined && settings.aliases.as_ref().is_some_and(|aliases| !aliases.is_empty()) {
            let why = "network-scoped alias is supported only for containers in user defined networks";
            return Err(ContainerError::Invalid(why.to_owned()));
        }
        if running {
            settings.check_address(found)?;
        }
        check_modes(container, &name)?;
        if !predefined {
            settings.add_aliases(id, &container.config.hostname);
        }
        if !running {
            self.save(recorder, id, Saved::Changed, |container| {
                container.network_settings.networks.entry(name).or_insert(settings);
            })?;
            return Ok(());
        }
        if container.network_settings.networks.contains_key(&name) {
            let why = format!("endpoint with name {} already exists in network {name}", container.short_name());
            return Err(ContainerError::Invalid(why));
        }
        let container = container.clone();
        let now = recorder.kernel().fs.now();
        let endpoint = self.ids.network_ends("").endpoint;
        let end = self.join(&container, &name, &settings, endpoint)?;
        self.log_networks(now, id, [name.as_str()].into_iter(), "connect");
        self.save(recorder, id, Saved::Changed, |container| {
            container.network_settings.networks.insert(name, end);
        })?;
        self.lend_again(recorder, id)
    }

    /// A container leaves the networks in which it has an end.
    pub(super) fn log_left(&mut self, now: Time, id: ContainerId) {
        let Some(container) = self.containers.get(id) else { return };
        let ends = container.network_settings.networks.iter().filter(|(_, end)| !end.endpoint_id.is_empty());
        let names: Vec<String> = ends.map(|(name, _)| name.clone()).collect();
        self.log_networks(now, id, names.iter().map(String::as_str), "disconnect");
    }

    /// Takes a container out of a network.
    pub fn disconnect_container(
        &mut self,
        recorder: &mut Recorder,
        network: &str,
        text: &str,
        force: bool,
    ) -> Result<(), ContainerError> {
        let found = self.networks().find(network)?;
        let name = found.name.clone();
        let container = match self.containers.find(text) {
            Err(_) if force => return Err(ContainerError::Invalid(format!("endpoint {text} not found"))),
            found => found?,
        };
        let (id, running) = (container.id, container.state.running);
        if container.host_config.network_name() == "host" || name == "host" {
            let why = "container cannot be disconnected from host network or connected to host network";
            return Err(ContainerError::Invalid(why.to_owned()));
        }
        if !container.network_settings.networks.contains_key(&name) {
            let the = if running { "" } else { "the " };
            return Err(ContainerError::Invalid(format!("container {id} is not connected to {the}network {name}")));
        }
        // The engine tells it twice.
        if running {
            let now = recorder.kernel().fs.now();
            self.log_networks(now, id, [name.as_str(); 2].into_iter(), "disconnect");
        }
        self.save(recorder, id, Saved::Changed, |container| {
            container.network_settings.networks.remove(&name);
        })?;
        if running { self.lend_again(recorder, id) } else { Ok(()) }
    }

    /// Writes the files that tell a running container of its networks.
    fn lend_again(&self, recorder: &mut Recorder, id: ContainerId) -> Result<(), ContainerError> {
        let Some(container) = self.containers.get(id) else { return Ok(()) };
        let networks = &container.network_settings.networks;
        let ends = networks.values().map(|end| end.ip_address.as_str());
        let addresses: Vec<&str> = ends.filter(|address| !address.is_empty()).collect();
        lend(recorder, id, "hosts", &self.hosts_text(container, &addresses))?;
        let outer = self.resolv_conf_text(container);
        let made = networks.keys().any(|name| self.is_made(name));
        let text = if made { inner_resolv_conf(&outer) } else { outer };
        lend(recorder, id, "resolv.conf", &text)?;
        Ok(())
    }
}

/// Model: `updateNetworkSettings`.
fn check_modes(container: &Container, network: &str) -> Result<(), ContainerError> {
    let mode = container.host_config.network_name();
    let of_others = container.network_settings.networks.keys().any(|name| name != network);
    let has_none = container.network_settings.networks.contains_key("none");
    let why = if mode == "host" && network != "host" {
        "container sharing network namespace with another container or host cannot be connected to any other network"
    } else if network == "host" && mode != "host" {
        "container cannot be disconnected from host network or connected to host network"
    } else if (network == "none" && of_others) || (network != "none" && has_none) {
        "container cannot be connected to multiple networks with one of the networks in private (none) mode"
    } else {
        return Ok(());
    };
    Err(ContainerError::Invalid(why.to_owned()))
}
