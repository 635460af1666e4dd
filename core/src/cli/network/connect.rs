//! `docker network connect`.

use crate::cli::call::{Call, Failure};
use crate::cli::container::life;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands};
use crate::daemon::container::Connect;

const ALIAS: Flag = Flag::new(Kind::Strings, "alias", "Add network-scoped alias for the container");
const DRIVER_OPT: Flag = Flag::new(Kind::Strings, "driver-opt", "driver options for the network");
const IP: Flag = Flag::string("ip", "IPv4 address (e.g., 172.30.100.104)");
const IP6: Flag = Flag::string("ip6", "IPv6 address (e.g., 2001:db8::33)");
const LINK: Flag = Flag::new(Kind::Link, "link", "Add link to another container");
const LINK_LOCAL: Flag = Flag::new(Kind::Strings, "link-local-ip", "Add a link-local address for the container");

/// The definition.
pub static CONNECT: Command = Command {
    usage: "[OPTIONS] NETWORK CONTAINER",
    short: "Connect a container to a network",
    arity: Arity::Exactly(2),
    operands: Operands::NetworkThenContainer,
    flags: &[&[ALIAS, DRIVER_OPT, IP, IP6, LINK, LINK_LOCAL]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/network/connect.go` `runConnect`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    if let Some(flag) = [DRIVER_OPT, IP6, LINK, LINK_LOCAL].iter().find(|flag| call.flags.is_given(flag)) {
        return Err(Failure::not_simulated(&["docker network connect --", flag.name].concat()));
    }
    let aliases = call.flags.all(&ALIAS).flat_map(|text| text.split(',')).map(str::to_owned).collect();
    let asked = Connect { address: Some(call.flags.text(&IP).to_owned()).filter(|ip| !ip.is_empty()), aliases };
    let (network, container) = super::rm::two(call);
    let answer = call
        .ask(|daemon, recorder| daemon.connect_container(recorder, &network, &container, asked.clone()))
        .unwrap_or(Ok(()));
    answer.map_err(|error| life::failed(&error))
}
