//! `docker` itself: its global flags and all that it knows.

use super::definition::{Action, Command, Entry, Flag, Section};
use super::{container, image, network, system, volume};

/// `--version`.
pub const VERSION: Flag = Flag::bool("version", "Print version information and quit").short('v');

/// The root of the tree.
pub const DOCKER: Entry = Entry::new("docker", &COMMAND);

static COMMAND: Command = Command {
    usage: "[OPTIONS] COMMAND",
    flags: &[&[
        Flag::string("config", "Location of client config files").default("/root/.docker"),
        Flag::string("context", "Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with \"docker context use\")").short('c'),
        Flag::bool("debug", "Enable debug mode").short('D'),
        Flag::list("host", "Daemon socket(s) to connect to").short('H'),
        Flag::string("log-level", "Set the logging level (\"debug\"|\"info\"|\"warn\"|\"error\"|\"fatal\")").short('l').default("info"),
        Flag::bool("tls", "Use TLS; implied by --tlsverify"),
        Flag::string("tlscacert", "Trust certs signed only by this CA").default("/root/.docker/ca.pem"),
        Flag::string("tlscert", "Path to TLS certificate file").default("/root/.docker/cert.pem"),
        Flag::string("tlskey", "Path to TLS key file").default("/root/.docker/key.pem"),
        Flag::bool("tlsverify", "Use TLS and verify the remote"),
        VERSION,
    ]],
    ..Command::group("A self-sufficient runtime for containers", ENTRIES)
};

const ENTRIES: &[Entry] = &[
    Entry::new("attach", &container::attach::ATTACH),
    Entry::new("build", &image::build::BUILD),
    Entry::new("builder", &BUILDER),
    Entry::new("commit", &container::commit::COMMIT),
    Entry::new("config", &CONFIG),
    Entry::new("container", &container::CONTAINER),
    Entry::new("context", &CONTEXT),
    Entry::new("cp", &container::cp::CP),
    Entry::new("create", &container::create::CREATE),
    Entry::new("diff", &container::diff::DIFF),
    Entry::new("events", &system::events::EVENTS),
    Entry::new("exec", &container::exec::EXEC),
    Entry::new("export", &container::export::EXPORT),
    Entry::new("history", &image::history::HISTORY),
    Entry::new("image", &image::IMAGE),
    Entry::new("images", &image::ls::LS),
    Entry::new("import", &image::import::IMPORT),
    Entry::new("info", &system::info::INFO),
    Entry::new("inspect", &system::inspect::INSPECT),
    Entry::new("kill", &container::kill::KILL),
    Entry::new("load", &image::load::LOAD),
    Entry::new("login", &LOGIN),
    Entry::new("logout", &LOGOUT),
    Entry::new("logs", &container::logs::LOGS),
    Entry::new("manifest", &MANIFEST),
    Entry::new("network", &network::NETWORK),
    Entry::new("node", &NODE),
    Entry::new("pause", &container::pause::PAUSE),
    Entry::new("plugin", &PLUGIN),
    Entry::new("port", &container::port::PORT),
    Entry::new("ps", &container::ls::LS),
    Entry::new("pull", &image::pull::PULL),
    Entry::new("push", &image::push::PUSH),
    Entry::new("rename", &container::rename::RENAME),
    Entry::new("restart", &container::restart::RESTART),
    Entry::new("rm", &container::rm::RM),
    Entry::new("rmi", &image::rm::RM),
    Entry::new("run", &container::run::RUN),
    Entry::new("save", &image::save::SAVE),
    Entry::new("search", &SEARCH),
    Entry::new("secret", &SECRET),
    Entry::new("service", &SERVICE),
    Entry::new("stack", &STACK),
    Entry::new("start", &container::start::START),
    Entry::new("stats", &container::stats::STATS),
    Entry::new("stop", &container::stop::STOP),
    Entry::new("swarm", &SWARM),
    Entry::new("system", &system::SYSTEM),
    Entry::new("tag", &image::tag::TAG),
    Entry::new("top", &container::top::TOP),
    Entry::new("trust", &TRUST),
    Entry::new("unpause", &container::unpause::UNPAUSE),
    Entry::new("update", &container::update::UPDATE),
    Entry::new("version", &system::version::VERSION),
    Entry::new("volume", &volume::VOLUME),
    Entry::new("wait", &container::wait::WAIT),
];

/// A command that Docker has and the simulator has not.
const fn foreign(short: &'static str) -> Command {
    Command { short, action: Action::NotSimulated(Section::Operations), ..Command::PLAIN }
}

static BUILDER: Command = Command::foreign_group("Manage builds");
static CONFIG: Command = Command::foreign_group("Manage Docker configs");
static CONTEXT: Command = Command::foreign_group("Manage contexts");
static LOGIN: Command = foreign("Log in to a Docker registry");
static LOGOUT: Command = foreign("Log out from a Docker registry");
static MANIFEST: Command = Command::foreign_group("Manage Docker image manifests and manifest lists");
static NODE: Command = Command::foreign_group("Manage Swarm nodes");
static PLUGIN: Command = Command::foreign_group("Manage plugins");
static SEARCH: Command = foreign("Search the Docker Hub for images");
static SECRET: Command = Command::foreign_group("Manage Docker secrets");
static SERVICE: Command = Command::foreign_group("Manage services");
static STACK: Command = Command::foreign_group("Manage Docker stacks");
static SWARM: Command = Command::foreign_group("Manage Swarm");
static TRUST: Command = Command::foreign_group("Manage trust on Docker images");
