//! `docker create`, `docker container create`.

use super::options;
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Audience, Command, Flag, Kind, Operands, Order};
use crate::cli::image::pull;
use crate::cli::output;
use crate::cli::progress::Display;
use crate::daemon::container::{CreateOptions, Created};
use crate::daemon::pull::PullRequest;
use crate::daemon::{ContainerError, LookupError};
use crate::identity::ContainerId;
use crate::kernel::{Follow, Task};
use crate::oci::Platform;
use crate::reference::{AnyReference, Reference};
use crate::trace::Stream;
use crate::vfs::Content;

/// The definition.
pub static CREATE: Command = Command {
    usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    short: "Create a new container",
    arity: Arity::AtLeast(1),
    operands: Operands::ImageThenFree,
    order: Order::FlagsFirst,
    flags: &[CONTAINER, &[PULL]],
    action: Action::Run(run),
    ..Command::PLAIN
};

const PULL: Flag =
    Flag::string("pull", "Pull image before creating (\"always\"|\"missing\"|\"never\")").default("missing");

/// The exit status when the flags make no sense, and of `docker run` when the daemon refuses.
pub const REFUSED: u8 = 125;

/// Model: docker/cli `cli/command/container/create.go` `runCreate`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    options::not_simulated(call)?;
    let options = options::parse(call).map_err(|message| reported("create", &message))?;
    let id = create(call, &options)?;
    call.out(id.to_string() + "\n");
    Ok(())
}

/// A complaint in the form that `docker run` and `docker create` give it.
///
/// Model: docker/cli `cli/command/container/run.go` `reportError`.
pub fn reported(command: &str, message: &str) -> Failure {
    let message = message.strip_suffix('.').unwrap_or(message);
    Failure::with_status(format!("docker: {message}.\nSee 'docker {command} --help'."), REFUSED)
}

/// Makes a container; its image is pulled if it is not there.
///
/// Model: docker/cli `cli/command/container/create.go` `createContainer`.
pub fn create(call: &mut Call<'_>, options: &CreateOptions) -> Result<ContainerId, Failure> {
    let file = options.host_config.container_id_file.as_str();
    if file.is_empty() {
        return create_without_file(call, options);
    }
    let (place, task) = (output::absolute(call, file), Task::host_root());
    if call.machine().kernel().stat(&task, place.as_bytes(), Follow::Yes).is_ok() {
        return Err(Failure::new(format!(
            "container ID file found, make sure the other container isn't running or delete {file}"
        )));
    }
    let created = output::overwrite(call, file, Content::empty());
    created.map_err(|why| Failure::new(format!("failed to create the container ID file: {why}")))?;
    let result = create_without_file(call, options);
    match &result {
        Ok(id) => output::overwrite(call, file, Content::from(id.to_string().into_bytes())).map_err(Failure::new)?,
        Err(_) => output::remove(call, file),
    }
    result
}

fn create_without_file(call: &mut Call<'_>, options: &CreateOptions) -> Result<ContainerId, Failure> {
    let typed = options.config.image.clone();
    let any = AnyReference::parse(&typed).map_err(|error| Failure::new(error.to_string()))?;
    let named = match any {
        AnyReference::Named(reference) => Some(reference.or_latest()),
        AnyReference::Digest(_) => None,
    };
    let platform = platform(call)?;
    let pull = call.flags.text(&PULL).to_owned();
    if pull == "always"
        && let Some(reference) = &named
    {
        pull_on_stderr(call, reference, platform.as_ref())?;
    }
    let mut result = ask(call, options, platform.as_ref());
    if let Err(Refusal { is_missing: true, .. }) = &result
        && pull == "missing"
        && let Some(reference) = &named
    {
        call.err(format!("Unable to find image '{}' locally\n", reference.familiar()));
        pull_on_stderr(call, reference, platform.as_ref())?;
        result = ask(call, options, platform.as_ref());
    }
    let created = result.map_err(|refusal| Failure::from_daemon(&refusal.message))?;
    for warning in &created.warnings {
        call.err(format!("WARNING: {warning}\n"));
    }
    Ok(created.id)
}

/// `--platform`
fn platform(call: &mut Call<'_>) -> Result<Option<Platform>, Failure> {
    let asked = call.flags.text(&Flag::string("platform", "")).to_owned();
    if asked.is_empty() {
        return Ok(None);
    }
    let host = call.daemon().0.platform();
    let wrong = |error| Failure::new(format!("error parsing specified platform: {error}"));
    Platform::parse(&asked, &host).map(Some).map_err(wrong)
}

/// Why no container was made.
struct Refusal {
    message: String,
    /// Whether the image is not there, or not for the platform that was asked for.
    is_missing: bool,
}

fn ask(call: &mut Call<'_>, options: &CreateOptions, platform: Option<&Platform>) -> Result<Created, Refusal> {
    let name = &options.config.image;
    let (daemon, fs) = call.daemon();
    if let Some(wanted) = platform
        && let Some(actual) = daemon.other_platform(fs, name, wanted)
    {
        return Err(Refusal {
            message: format!(
                "image with reference {name} was found but does not match the specified platform: wanted {wanted}, actual: \
                 {actual}"
            ),
            is_missing: true,
        });
    }
    let answer = call.ask(|daemon, recorder| daemon.create_container(recorder, options.clone()));
    let answer = answer.unwrap_or_else(|| Err(ContainerError::NotFound(options.name.clone())));
    answer.map_err(|error| Refusal {
        message: error.to_string(),
        is_missing: matches!(error, ContainerError::Image(LookupError::NotFound { .. })),
    })
}

fn pull_on_stderr(call: &mut Call<'_>, reference: &Reference, platform: Option<&Platform>) -> Result<(), Failure> {
    let columns = if call.io.is_terminal(Stream::Stderr) { call.machine().profile.columns } else { None };
    let request = PullRequest { reference: reference.clone(), platform: platform.cloned() };
    pull::pull(call, &request, Stream::Stderr, Some(Display::new(columns)))
}

/// The flags that `docker create` and `docker run` share.
///
/// Model: docker/cli `cli/command/container/opts.go` `addFlags`.
pub const CONTAINER: &[Flag] = &[
    Flag::new(Kind::ExtraHost, "add-host", "Add a custom host-to-IP mapping (host:ip)"),
    Flag::new(Kind::Stream, "attach", "Attach to STDIN, STDOUT or STDERR").short('a'),
    Flag::new(Kind::Uint16, "blkio-weight", "Block IO (relative weight), between 10 and 1000, or 0 to disable")
        .default("0"),
    Flag::list("blkio-weight-device", "Block IO weight (relative device weight)").default("[]"),
    Flag::list("cap-add", "Add Linux capabilities"),
    Flag::list("cap-drop", "Drop Linux capabilities"),
    Flag::string("cgroup-parent", "Optional parent cgroup for the container"),
    Flag::string(
        "cgroupns",
        "Cgroup namespace to use (host|private)\n'host':    Run the container in the Docker host's cgroup namespace\n'private': Run the container in its own private cgroup namespace\n'':        Use the cgroup namespace as configured by the\n           default-cgroupns-mode option on the daemon (default)",
    ),
    Flag::string("cidfile", "Write the container ID to the file"),
    Flag::new(Kind::Int, "cpu-period", "Limit CPU CFS (Completely Fair Scheduler) period"),
    Flag::new(Kind::Int, "cpu-quota", "Limit CPU CFS (Completely Fair Scheduler) quota"),
    Flag::new(Kind::Int, "cpu-rt-period", "Limit CPU real-time period in microseconds"),
    Flag::new(Kind::Int, "cpu-rt-runtime", "Limit CPU real-time runtime in microseconds"),
    Flag::new(Kind::Int, "cpu-shares", "CPU shares (relative weight)").short('c'),
    Flag::new(Kind::Decimal, "cpus", "Number of CPUs"),
    Flag::string("cpuset-cpus", "CPUs in which to allow execution (0-3, 0,1)"),
    Flag::string("cpuset-mems", "MEMs in which to allow execution (0-3, 0,1)"),
    Flag::list("device", "Add a host device to the container"),
    Flag::list("device-cgroup-rule", "Add a rule to the cgroup allowed devices list"),
    Flag::list("device-read-bps", "Limit read rate (bytes per second) from a device").default("[]"),
    Flag::list("device-read-iops", "Limit read rate (IO per second) from a device").default("[]"),
    Flag::list("device-write-bps", "Limit write rate (bytes per second) to a device").default("[]"),
    Flag::list("device-write-iops", "Limit write rate (IO per second) to a device").default("[]"),
    Flag::bool("disable-content-trust", "Skip image verification").default("true"),
    Flag::new(Kind::Ip, "dns", "Set custom DNS servers"),
    Flag::list("dns-option", "Set DNS options"),
    Flag::list("dns-search", "Set custom DNS search domains"),
    Flag::string("domainname", "Container NIS domain name"),
    Flag::string("entrypoint", "Overwrite the default ENTRYPOINT of the image"),
    Flag::new(Kind::Env, "env", "Set environment variables").short('e'),
    Flag::list("env-file", "Read in a file of environment variables"),
    Flag::list("expose", "Expose a port or a range of ports"),
    Flag::new(Kind::Other("gpu-request"), "gpus", "GPU devices to add to the container ('all' to pass all GPUs)"),
    Flag::list("group-add", "Add additional groups to join"),
    Flag::string("health-cmd", "Command to run to check health"),
    Flag::new(Kind::Duration, "health-interval", "Time between running the check (ms|s|m|h)").default("0s"),
    Flag::new(Kind::Int, "health-retries", "Consecutive failures needed to report unhealthy"),
    Flag::new(
        Kind::Duration,
        "health-start-period",
        "Start period for the container to initialize before starting health-retries countdown (ms|s|m|h)",
    )
    .default("0s"),
    Flag::new(Kind::Duration, "health-timeout", "Maximum time to allow one check to run (ms|s|m|h)").default("0s"),
    Flag::bool("help", "Print usage"),
    Flag::string("hostname", "Container host name").short('h'),
    Flag::bool("init", "Run an init inside the container that forwards signals and reaps processes"),
    Flag::bool("interactive", "Keep STDIN open even if not attached").short('i'),
    Flag::string("ip", "IPv4 address (e.g., 172.30.100.104)"),
    Flag::string("ip6", "IPv6 address (e.g., 2001:db8::33)"),
    Flag::string("ipc", "IPC mode to use"),
    Flag::string("isolation", "Container isolation technology"),
    Flag::new(Kind::Bytes, "kernel-memory", "Kernel memory limit"),
    Flag::new(Kind::Label, "label", "Set meta data on a container").short('l'),
    Flag::list("label-file", "Read in a line delimited file of labels"),
    Flag::new(Kind::Link, "link", "Add link to another container"),
    Flag::list("link-local-ip", "Container IPv4/IPv6 link-local addresses"),
    Flag::string("log-driver", "Logging driver for the container"),
    Flag::list("log-opt", "Log driver options"),
    Flag::string("mac-address", "Container MAC address (e.g., 92:d0:c6:0a:29:33)"),
    Flag::new(Kind::Bytes, "memory", "Memory limit").short('m'),
    Flag::new(Kind::Bytes, "memory-reservation", "Memory soft limit"),
    Flag::new(Kind::SwapBytes, "memory-swap", "Swap limit equal to memory plus swap: '-1' to enable unlimited swap"),
    Flag::new(Kind::Int, "memory-swappiness", "Tune container memory swappiness (0 to 100)").default("-1"),
    Flag::new(Kind::Mount, "mount", "Attach a filesystem mount to the container"),
    Flag::string("name", "Assign a name to the container"),
    Flag::new(Kind::Other("network"), "network", "Connect a container to a network"),
    Flag::list("network-alias", "Add network-scoped alias for the container"),
    Flag::bool("no-healthcheck", "Disable any container-specified HEALTHCHECK"),
    Flag::bool("oom-kill-disable", "Disable OOM Killer"),
    Flag::new(Kind::Int, "oom-score-adj", "Tune host's OOM preferences (-1000 to 1000)"),
    Flag::string("pid", "PID namespace to use"),
    Flag::new(Kind::Int, "pids-limit", "Tune container pids limit (set -1 for unlimited)"),
    Flag::string("platform", "Set platform if server is multi-platform capable"),
    Flag::bool("privileged", "Give extended privileges to this container"),
    Flag::list("publish", "Publish a container's port(s) to the host").short('p'),
    Flag::bool("publish-all", "Publish all exposed ports to random ports").short('P'),
    Flag::bool("read-only", "Mount the container's root filesystem as read only"),
    Flag::string("restart", "Restart policy to apply when a container exits").default("no"),
    Flag::bool("rm", "Automatically remove the container when it exits"),
    Flag::string("runtime", "Runtime to use for this container"),
    Flag::list("security-opt", "Security Options"),
    Flag::new(Kind::Bytes, "shm-size", "Size of /dev/shm"),
    Flag::string("stop-signal", "Signal to stop a container").default("SIGTERM"),
    Flag::new(Kind::Int, "stop-timeout", "Timeout (in seconds) to stop a container"),
    Flag::list("storage-opt", "Storage driver options for the container"),
    Flag::new(Kind::Sysctl, "sysctl", "Sysctl options").default("map[]"),
    Flag::list("tmpfs", "Mount a tmpfs directory"),
    Flag::bool("tty", "Allocate a pseudo-TTY").short('t'),
    Flag::new(Kind::Other("ulimit"), "ulimit", "Ulimit options").default("[]"),
    Flag::string("user", "Username or UID (format: <name|uid>[:<group|gid>])").short('u'),
    Flag::string("userns", "User namespace to use"),
    Flag::string("uts", "UTS namespace to use"),
    Flag::list("volume", "Bind mount a volume").short('v'),
    Flag::string("volume-driver", "Optional volume driver for the container"),
    Flag::list("volumes-from", "Mount volumes from the specified container(s)"),
    Flag::string("workdir", "Working directory inside the container").short('w'),
    Flag::string("net", "Connect a container to a network").only(Audience::Hidden),
    Flag::list("net-alias", "Add network-scoped alias for the container").only(Audience::Hidden),
    Flag::list("dns-opt", "Set DNS options").only(Audience::Hidden),
    Flag::new(Kind::Int, "cpu-count", "CPU count (Windows only)").only(Audience::Windows),
    Flag::new(Kind::Int, "cpu-percent", "CPU percent (Windows only)").only(Audience::Windows),
    Flag::new(Kind::Bytes, "io-maxbandwidth", "Maximum IO bandwidth limit for the system drive (Windows only)")
        .only(Audience::Windows),
    Flag::new(Kind::Int, "io-maxiops", "Maximum IOps limit for the system drive (Windows only)")
        .only(Audience::Windows),
];
