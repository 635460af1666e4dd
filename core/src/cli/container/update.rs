//! `docker update`, `docker container update`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands};

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
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
