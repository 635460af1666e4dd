//! `docker network inspect`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands};
use crate::cli::inspect;
use crate::cli::template::Value;
use crate::cli::template::value::{Field, List, Map};
use crate::daemon::Daemon;
use crate::daemon::container::{Container, EndpointSettings};
use crate::daemon::networks::{NetworkResource, Pool};

const FORMAT: Flag = Flag::string("format", "Format the output using the given Go template").short('f');
const VERBOSE: Flag = Flag::bool("verbose", "Verbose output for diagnostics").short('v');

/// The definition.
pub static INSPECT: Command = Command {
    usage: "[OPTIONS] NETWORK [NETWORK...]",
    short: "Display detailed information on one or more networks",
    arity: Arity::AtLeast(1),
    operands: Operands::Networks,
    flags: &[&[FORMAT, VERBOSE]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// What `--verbose` adds is about services of a swarm.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let format = call.flags.text(&FORMAT).to_owned();
    inspect::run(call, &format, &mut find)
}

/// A network, as `docker inspect` shows it.
pub(in crate::cli) fn find(call: &mut Call<'_>, name: &str) -> Result<Value, String> {
    let (daemon, _) = call.daemon();
    match daemon.networks().find(name) {
        Ok(network) => Ok(value(daemon, network)),
        Err(crate::daemon::NetworkError::NotFound(_)) => Err(["Error: No such network: ", name].concat()),
        Err(error) => Err(Failure::from_daemon(&error.to_string()).message),
    }
}

fn texts(entries: &BTreeMap<String, String>) -> Value {
    Value::string_map(Some(entries.iter().map(|(key, value)| (key.as_str(), value.as_str()))))
}

/// Model: moby `api/types/types.go` `NetworkResource`; `api/server/router/network/network_routes.go` `buildDetailedNetworkResources`.
fn value(daemon: &Daemon, network: &NetworkResource) -> Value {
    let string = |text: &str| Value::string(text);
    let from = Value::of_struct("network.ConfigReference", vec![Field::new("Network", string(""))]);
    let fields = vec![
        Field::new("Name", string(&network.name)),
        Field::keyed("ID", "Id", Value::string(network.id.to_string())),
        Field::new("Created", Value::Time(network.created)),
        Field::new("Scope", string("local")),
        Field::new("Driver", string(network.driver.name())),
        Field::new("EnableIPv6", Value::Bool(false)),
        Field::new("IPAM", ipam(network)),
        Field::new("Internal", Value::Bool(network.internal)),
        Field::new("Attachable", Value::Bool(network.attachable)),
        Field::new("Ingress", Value::Bool(false)),
        Field::new("ConfigFrom", from),
        Field::new("ConfigOnly", Value::Bool(false)),
        Field::new("Containers", ends(daemon.ends_in(network))),
        Field::new("Options", texts(&network.options)),
        Field::new("Labels", texts(&network.labels)),
        Field::optional("Peers", Value::List(Rc::new(List { type_name: "[]network.PeerInfo", items: None }))),
        Field::optional("Services", Value::string_map(None::<[(&str, &str); 0]>)),
    ];
    Value::pointer_to("types.NetworkResource", fields)
}

fn ipam(network: &NetworkResource) -> Value {
    let config = |pool: &Pool| {
        let reserved: BTreeMap<String, String> =
            pool.reserved.iter().map(|(name, address)| (name.clone(), address.to_string())).collect();
        let gateway = if pool.shows_gateway { pool.gateway.to_string() } else { String::new() };
        let range = pool.range.map(|range| range.to_string()).unwrap_or_default();
        let fields = vec![
            Field::optional("Subnet", Value::string(pool.subnet.to_string())),
            Field::optional("IPRange", Value::string(range)),
            Field::optional("Gateway", Value::string(gateway)),
            Field { omit_empty: true, ..Field::keyed("AuxAddress", "AuxiliaryAddresses", texts(&reserved)) },
        ];
        Value::of_struct("network.IPAMConfig", fields)
    };
    let options = network.ipam_options.as_ref();
    let options = options.map(|options| options.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    let pools = network.pool.iter().map(config).collect();
    let fields = vec![
        Field::new("Driver", Value::string("default")),
        Field::new("Options", Value::string_map(options)),
        Field::new("Config", Value::List(Rc::new(List { type_name: "[]network.IPAMConfig", items: Some(pools) }))),
    ];
    Value::of_struct("network.IPAM", fields)
}

/// The containers that run in it, by their IDs.
fn ends<'a>(ends: impl Iterator<Item = (&'a Container, &'a EndpointSettings)>) -> Value {
    let entry = |(container, end): (&Container, &EndpointSettings)| {
        let address = match end.ip_address.as_str() {
            "" => String::new(),
            address => [address, "/", &end.ip_prefix_len.to_string()].concat(),
        };
        let fields = vec![
            Field::new("Name", Value::string(container.short_name())),
            Field::new("EndpointID", Value::string(end.endpoint_id.as_str())),
            Field::new("MacAddress", Value::string(end.mac_address.as_str())),
            Field::new("IPv4Address", Value::string(address)),
            Field::new("IPv6Address", Value::string("")),
        ];
        (Rc::from(container.id.to_string()), Value::of_struct("types.EndpointResource", fields))
    };
    let (type_name, key_type) = ("map[string]types.EndpointResource", "string");
    Value::Map(Rc::new(Map { type_name, key_type, zero: Value::None, entries: Some(ends.map(entry).collect()) }))
}
