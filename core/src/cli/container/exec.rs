//! `docker exec`, `docker container exec`.

use crate::cli::call;
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands, Order};

/// The definition.
pub static EXEC: Command = Command {
    usage: "[OPTIONS] CONTAINER COMMAND [ARG...]",
    short: "Run a command in a running container",
    arity: Arity::AtLeast(2),
    operands: Operands::ContainerThenFree,
    order: Order::FlagsFirst,
    flags: &[&[
        Flag::bool("detach", "Detached mode: run command in the background").short('d'),
        Flag::string("detach-keys", "Override the key sequence for detaching a container"),
        Flag::new(Kind::Env, "env", "Set environment variables").short('e'),
        Flag::list("env-file", "Read in a file of environment variables"),
        Flag::bool("interactive", "Keep STDIN open even if not attached").short('i'),
        Flag::bool("privileged", "Give extended privileges to the command"),
        Flag::bool("tty", "Allocate a pseudo-TTY").short('t'),
        Flag::string("user", "Username or UID (format: <name|uid>[:<group|gid>])").short('u'),
        Flag::string("workdir", "Working directory inside the container").short('w'),
    ]],
    action: Action::Run(call::not_simulated),
    ..Command::PLAIN
};
