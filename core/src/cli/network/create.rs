//! `docker network create`.

use std::collections::BTreeMap;

use super::ipam;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind};
use crate::daemon::networks::CreateNetwork;

const ATTACHABLE: Flag = Flag::bool("attachable", "Enable manual container attachment");
const AUX_ADDRESS: Flag =
    Flag::new(Kind::Map, "aux-address", "Auxiliary IPv4 or IPv6 addresses used by Network driver").default("map[]");
const CONFIG_FROM: Flag = Flag::string("config-from", "The network from which to copy the configuration");
const CONFIG_ONLY: Flag = Flag::bool("config-only", "Create a configuration only network");
const DRIVER: Flag = Flag::string("driver", "Driver to manage the Network").short('d').default("bridge");
const GATEWAY: Flag = Flag::new(Kind::Strings, "gateway", "IPv4 or IPv6 Gateway for the master subnet");
const INGRESS: Flag = Flag::bool("ingress", "Create swarm routing-mesh network");
const INTERNAL: Flag = Flag::bool("internal", "Restrict external access to the network");
const IP_RANGE: Flag = Flag::new(Kind::Strings, "ip-range", "Allocate container ip from a sub-range");
const IPAM_DRIVER: Flag = Flag::string("ipam-driver", "IP Address Management Driver").default("default");
const IPAM_OPT: Flag = Flag::new(Kind::Map, "ipam-opt", "Set IPAM driver specific options").default("map[]");
const IPV6: Flag = Flag::bool("ipv6", "Enable IPv6 networking");
const LABEL: Flag = Flag::new(Kind::Label, "label", "Set metadata on a network");
const OPT: Flag = Flag::new(Kind::Map, "opt", "Set driver specific options").short('o').default("map[]");
const SCOPE: Flag = Flag::string("scope", "Control the network's scope");
const SUBNET: Flag = Flag::new(Kind::Strings, "subnet", "Subnet in CIDR format that represents a network segment");

/// The definition.
pub static CREATE: Command = Command {
    usage: "[OPTIONS] NETWORK",
    short: "Create a network",
    arity: Arity::Exactly(1),
    flags: &[&[
        ATTACHABLE,
        AUX_ADDRESS,
        CONFIG_FROM,
        CONFIG_ONLY,
        DRIVER,
        GATEWAY,
        INGRESS,
        INTERNAL,
        IP_RANGE,
        IPAM_DRIVER,
        IPAM_OPT,
        IPV6,
        LABEL,
        OPT,
        SCOPE,
        SUBNET,
    ]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Drivers that the engine has and the simulator has not.
const OTHER_DRIVERS: [&str; 3] = ["ipvlan", "macvlan", "overlay"];

/// Model: docker/cli `cli/command/network/create.go` `runCreate`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let driver = call.flags.text(&DRIVER).to_owned();
    let asked = ipam::Asked {
        subnets: strings(call, &SUBNET),
        ranges: strings(call, &IP_RANGE),
        gateways: strings(call, &GATEWAY),
        reserved: pairs(call, &AUX_ADDRESS),
    };
    let pools = asked.pools().map_err(Failure::new)?;
    for flag in [CONFIG_FROM, CONFIG_ONLY, INGRESS, IPV6, SCOPE] {
        if call.flags.is_given(&flag) {
            return Err(Failure::not_simulated(&["docker network create --", flag.name].concat()));
        }
    }
    if OTHER_DRIVERS.contains(&driver.as_str()) {
        return Err(Failure::not_simulated(&["docker network create --driver ", &driver].concat()));
    }
    if call.flags.text(&IPAM_DRIVER) != "default" {
        return Err(Failure::not_simulated("docker network create --ipam-driver"));
    }
    let wanted = CreateNetwork {
        name: call.args.first().cloned().unwrap_or_default(),
        pools,
        ipam_options: pairs(call, &IPAM_OPT),
        internal: call.flags.is_on(&INTERNAL),
        attachable: call.flags.is_on(&ATTACHABLE),
        driver,
        options: pairs(call, &OPT),
        labels: pairs(call, &LABEL),
    };
    let now = call.machine().now();
    match call.ask(|daemon, _| daemon.create_network(now, wanted.clone())) {
        Some(Ok(id)) => {
            call.out(id.to_string() + "\n");
            Ok(())
        }
        Some(Err(error)) => Err(Failure::from_daemon(&error.to_string())),
        None => Ok(()),
    }
}

fn strings(call: &Call<'_>, flag: &Flag) -> Vec<String> {
    call.flags.all(flag).flat_map(|text| text.split(',')).map(str::to_owned).collect()
}

fn pairs(call: &Call<'_>, flag: &Flag) -> BTreeMap<String, String> {
    let pair = |text: &str| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        (name.to_owned(), value.to_owned())
    };
    call.flags.all(flag).map(pair).collect()
}
