//! `docker update`, `docker container update`.

use super::{life, options};
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands};
use crate::cli::units;
use crate::daemon::ContainerError;
use crate::daemon::container::Resources;

/// The definition.
pub static UPDATE: Command = Command {
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Update configuration of one or more containers",
    arity: Arity::AtLeast(1),
    operands: Operands::Containers,
    flags: &[&[
        Flag::new(Kind::Uint16, "blkio-weight", "Block IO (relative weight), between 10 and 1000, or 0 to disable")
            .default("0"),
        Flag::new(Kind::Int, "cpu-period", "Limit CPU CFS (Completely Fair Scheduler) period"),
        Flag::new(Kind::Int, "cpu-quota", "Limit CPU CFS (Completely Fair Scheduler) quota"),
        Flag::new(Kind::Int, "cpu-rt-period", "Limit the CPU real-time period in microseconds"),
        Flag::new(Kind::Int, "cpu-rt-runtime", "Limit the CPU real-time runtime in microseconds"),
        Flag::new(Kind::Int, "cpu-shares", "CPU shares (relative weight)").short('c'),
        Flag::new(Kind::Decimal, "cpus", "Number of CPUs"),
        Flag::string("cpuset-cpus", "CPUs in which to allow execution (0-3, 0,1)"),
        Flag::string("cpuset-mems", "MEMs in which to allow execution (0-3, 0,1)"),
        Flag::new(Kind::Bytes, "kernel-memory", "Kernel memory limit"),
        Flag::new(Kind::Bytes, "memory", "Memory limit").short('m'),
        Flag::new(Kind::Bytes, "memory-reservation", "Memory soft limit"),
        Flag::new(
            Kind::SwapBytes,
            "memory-swap",
            "Swap limit equal to memory plus swap: '-1' to enable unlimited swap",
        ),
        Flag::new(Kind::Int, "pids-limit", "Tune container pids limit (set -1 for unlimited)"),
        Flag::string("restart", "Restart policy to apply when a container exits"),
    ]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/update.go` `runUpdate`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    if call.flags.given().next().is_none() {
        return Err(Failure::new("you must provide one or more flags when using this command"));
    }
    let flag = |name: &'static str| Flag::string(name, "");
    let restart = match call.flags.text(&flag("restart")) {
        "" => None,
        text => Some(options::restart_policy(text).map_err(Failure::new)?),
    };
    let given = |name: &'static str| call.flags.is_given(&flag(name));
    let int = |name: &'static str| given(name).then(|| call.flags.int(&flag(name)));
    let bytes = |name: &'static str| {
        let text = call.flags.text(&flag(name)).to_owned();
        given(name).then(|| if text == "-1" { -1 } else { units::ram_in_bytes(&text).unwrap_or(0) })
    };
    let text = |name: &'static str| given(name).then(|| call.flags.text(&flag(name)).to_owned());
    let cpus = text("cpus").and_then(|text| crate::decimal::parse(&text));
    let (weight, period, quota) = (int("blkio-weight"), int("cpu-period"), int("cpu-quota"));
    let (rt_period, rt_runtime, shares) = (int("cpu-rt-period"), int("cpu-rt-runtime"), int("cpu-shares"));
    let (cpuset_cpus, cpuset_mems, pids) = (text("cpuset-cpus"), text("cpuset-mems"), int("pids-limit"));
    let (kernel, memory) = (bytes("kernel-memory"), bytes("memory"));
    let (reservation, swap) = (bytes("memory-reservation"), bytes("memory-swap"));
    let change = |resources: &mut Resources| {
        let set = |field: &mut i64, value: Option<i64>| *field = value.unwrap_or(*field);
        resources.blkio_weight = weight.map_or(resources.blkio_weight, |weight| weight as u16);
        set(&mut resources.cpu_period, period);
        set(&mut resources.cpu_quota, quota);
        set(&mut resources.cpu_realtime_period, rt_period);
        set(&mut resources.cpu_realtime_runtime, rt_runtime);
        set(&mut resources.cpu_shares, shares);
        set(&mut resources.nano_cpus, cpus.map(|cpus| (cpus * 1e9).round() as i64));
        set(&mut resources.kernel_memory, kernel);
        set(&mut resources.memory, memory);
        set(&mut resources.memory_reservation, reservation);
        set(&mut resources.memory_swap, swap);
        if let Some(cpus) = &cpuset_cpus {
            resources.cpuset_cpus.clone_from(cpus);
        }
        if let Some(mems) = &cpuset_mems {
            resources.cpuset_mems.clone_from(mems);
        }
        resources.pids_limit = pids.or(resources.pids_limit);
    };
    life::each(call, |call, text| {
        let updated = call.ask(|daemon, recorder| daemon.update_container(recorder, text, change, restart.clone()));
        let updated = updated.unwrap_or_else(|| Err(ContainerError::NotFound(text.to_owned())));
        updated.map_err(|error| life::failed(&error))?;
        Ok(Some(text.to_owned()))
    })
}
