//! `docker top`, `docker container top`.

use super::life;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Operands, Order};
use crate::cli::tabwriter;
use crate::daemon::ContainerError;
use crate::process::{Pid, Process};

/// The definition.
pub static TOP: Command = Command {
    usage: "CONTAINER [ps OPTIONS]",
    short: "Display the running processes of a container",
    arity: Arity::AtLeast(1),
    operands: Operands::ContainerThenFree,
    order: Order::FlagsFirst,
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/top.go` `runTop`; moby `daemon/top_unix.go`: the host's own `ps -ef`, cut down to the
/// container's processes.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let text = call.args.first().cloned().unwrap_or_default();
    let options: Vec<&str> = call.args.iter().skip(1).map(String::as_str).collect();
    if !matches!(options[..], [] | ["-ef" | "ef"]) {
        return Err(Failure::not_simulated(&format!("docker top with the options {}", options.join(" "))));
    }
    let found = call.ask_host(|daemon, _| {
        let container = daemon.containers().find(&text)?;
        if container.state.restarting {
            return Err(ContainerError::Restarting(container.id));
        }
        let runtime = container.runtime.clone().ok_or(ContainerError::NotRunning(container.id))?;
        Ok((container.id, runtime))
    });
    let (id, runtime) = found.map_err(|error| life::failed(&error))?;
    life::log(call, id, "top");
    let machine = call.machine();
    let offset = machine.profile.utc_offset;
    let rows = machine.processes.of_namespace(runtime.pid_ns).map(|process| row(process, runtime.shim, offset));
    let rows: Vec<String> = rows.collect();
    let titles = "UID\tPID\tPPID\tC\tSTIME\tTTY\tTIME\tCMD".to_owned();
    let table = std::iter::once(titles).chain(rows).collect::<Vec<_>>().join("\n") + "\n";
    call.out(tabwriter::align_with(&table, 20));
    Ok(())
}

fn row(process: &Process, shim: Pid, offset: i64) -> String {
    let parent = if process.parent == Pid(0) { shim } else { process.parent };
    let user = if process.task.uid == 0 { "root".to_owned() } else { process.task.uid.to_string() };
    let civil = process.started.civil(offset);
    let command: Vec<String> = process.args.iter().map(|arg| String::from_utf8_lossy(arg).into_owned()).collect();
    format!(
        "{user}\t{}\t{}\t0\t{:02}:{:02}\t?\t00:00:00\t{}",
        process.pid.0,
        parent.0,
        civil.hour,
        civil.minute,
        command.join(" ")
    )
}
