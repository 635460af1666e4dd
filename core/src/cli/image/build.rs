//! `docker build`, `docker image build`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Audience, Command, Flag, Kind, Operands};

/// The definition.
pub static BUILD: Command = Command {
    usage: "[OPTIONS] PATH | URL | -",
    short: "Build an image from a Dockerfile",
    arity: Arity::Exactly(1),
    operands: Operands::Files,
    flags: &[&[
        Flag::new(Kind::ExtraHost, "add-host", "Add a custom host-to-IP mapping (host:ip)"),
        Flag::new(Kind::Env, "build-arg", "Set build-time variables"),
        Flag::new(Kind::Strings, "cache-from", "Images to consider as cache sources"),
        Flag::string("cgroup-parent", "Optional parent cgroup for the container"),
        Flag::bool("compress", "Compress the build context using gzip"),
        Flag::new(Kind::Int, "cpu-period", "Limit the CPU CFS (Completely Fair Scheduler) period"),
        Flag::new(Kind::Int, "cpu-quota", "Limit the CPU CFS (Completely Fair Scheduler) quota"),
        Flag::new(Kind::Int, "cpu-shares", "CPU shares (relative weight)").short('c'),
        Flag::string("cpuset-cpus", "CPUs in which to allow execution (0-3, 0,1)"),
        Flag::string("cpuset-mems", "MEMs in which to allow execution (0-3, 0,1)"),
        Flag::bool("disable-content-trust", "Skip image verification").default("true"),
        Flag::string("file", "Name of the Dockerfile (Default is 'PATH/Dockerfile')").short('f'),
        Flag::bool("force-rm", "Always remove intermediate containers"),
        Flag::string("iidfile", "Write the image ID to the file"),
        Flag::string("isolation", "Container isolation technology"),
        Flag::new(Kind::Label, "label", "Set metadata for an image"),
        Flag::new(Kind::Bytes, "memory", "Memory limit").short('m'),
        Flag::new(
            Kind::SwapBytes,
            "memory-swap",
            "Swap limit equal to memory plus swap: '-1' to enable unlimited swap",
        ),
        Flag::string("network", "Set the networking mode for the RUN instructions during build").default("default"),
        Flag::bool("no-cache", "Do not use cache when building the image"),
        Flag::bool("pull", "Always attempt to pull a newer version of the image"),
        Flag::bool("quiet", "Suppress the build output and print image ID on success").short('q'),
        Flag::bool("rm", "Remove intermediate containers after a successful build").default("true"),
        Flag::new(Kind::Strings, "security-opt", "Security options"),
        Flag::new(Kind::Bytes, "shm-size", "Size of /dev/shm"),
        Flag::bool("squash", "Squash newly built layers into a single new layer").only(Audience::Experimental),
        Flag::bool("stream", "Stream attaches to server to negotiate build context").only(Audience::Hidden),
        Flag::list("tag", "Name and optionally a tag in the 'name:tag' format").short('t'),
        Flag::string("target", "Set the target build stage to build."),
        Flag::new(Kind::Other("ulimit"), "ulimit", "Ulimit options").default("[]"),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
