//! `docker port`, `docker container port`.

use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Operands};
use crate::daemon::container::PortBinding;

/// The definition.
pub static PORT: Command = Command {
    usage: "CONTAINER [PRIVATE_PORT[/PROTO]]",
    short: "List port mappings or a specific mapping for the container",
    arity: Arity::Range(1, 2),
    operands: Operands::ContainerThenFree,
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/port.go` `runPort`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let text = call.args.first().cloned().unwrap_or_default();
    let found = call.daemon().0.containers().find(&text).map(|container| container.network_settings.ports.clone());
    let ports = found.map_err(|error| Failure::of_container(&error, &text))?.unwrap_or_default();
    let shown = |binding: &PortBinding| format!("{}:{}", binding.host_ip, binding.host_port);
    let Some(wanted) = call.args.get(1).cloned() else {
        for (port, bindings) in &ports {
            for binding in bindings.iter().flatten() {
                call.out(format!("{port} -> {}\n", shown(binding)));
            }
        }
        return Ok(());
    };
    let port = if wanted.contains('/') { wanted } else { format!("{wanted}/tcp") };
    match ports.get(&port) {
        Some(Some(bindings)) => {
            let lines: String = bindings.iter().map(|binding| shown(binding) + "\n").collect();
            call.out(lines);
            Ok(())
        }
        _ => Err(Failure::new(format!("Error: No public port '{port}' published for {text}"))),
    }
}
