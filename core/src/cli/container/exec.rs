//! `docker exec`, `docker container exec`.

use super::{life, options};
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Kind, Operands, Order};
use crate::daemon::ContainerError;
use crate::daemon::container::{Attach, ExecOptions};
use crate::process::Client;
use crate::trace::Stream;

const DETACH: Flag = Flag::bool("detach", "Detached mode: run command in the background").short('d');
const ENV: Flag = Flag::new(Kind::Env, "env", "Set environment variables").short('e');
const INTERACTIVE: Flag = Flag::bool("interactive", "Keep STDIN open even if not attached").short('i');
const PRIVILEGED: Flag = Flag::bool("privileged", "Give extended privileges to the command");
const TTY: Flag = Flag::bool("tty", "Allocate a pseudo-TTY").short('t');
const USER: Flag = Flag::string("user", "Username or UID (format: <name|uid>[:<group|gid>])").short('u');
const WORKDIR: Flag = Flag::string("workdir", "Working directory inside the container").short('w');

/// The status of a command that could not be started. Model: moby `daemon/exec.go` `ContainerExecStart`.
const NOT_STARTED: u8 = 126;

/// The definition.
pub static EXEC: Command = Command {
    usage: "[OPTIONS] CONTAINER COMMAND [ARG...]",
    short: "Run a command in a running container",
    arity: Arity::AtLeast(2),
    operands: Operands::ContainerThenFree,
    order: Order::FlagsFirst,
    flags: &[&[
        DETACH,
        Flag::string("detach-keys", "Override the key sequence for detaching a container"),
        ENV,
        Flag::list("env-file", "Read in a file of environment variables"),
        INTERACTIVE,
        PRIVILEGED,
        TTY,
        USER,
        WORKDIR,
    ]],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/exec.go` `runExec`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    let (detach, interactive, tty) =
        (call.flags.is_on(&DETACH), call.flags.is_on(&INTERACTIVE), call.flags.is_on(&TTY));
    if !detach && interactive && tty && !call.io.is_terminal(Stream::Stdout) {
        return Err(Failure::new("the input device is not a TTY"));
    }
    let text = call.args.first().cloned().unwrap_or_default();
    let env = options::environment(call).map_err(Failure::new)?;
    let options = ExecOptions {
        args: call.args.iter().skip(1).cloned().collect(),
        env: env.into_iter().filter(|text| text.contains('=')).collect(),
        user: call.flags.text(&USER).to_owned(),
        directory: call.flags.text(&WORKDIR).to_owned(),
        tty,
        privileged: call.flags.is_on(&PRIVILEGED),
    };
    let client = call.io.client().filter(|_| !detach);
    let attach = Attach { client, stdout: !detach, stderr: !detach, typed: interactive && tty && !detach };
    let input = life::input(call, interactive && !detach);
    let started = call.ask_host(|daemon, host| daemon.exec_in_container(host, &text, &options, attach, input.clone()));
    let id = match started {
        // The stream is open by then: the daemon writes the words into it, as if they were the command's output.
        Err(ContainerError::Exec(why)) if !detach => {
            call.out(why + "\r\n");
            return Err(Failure::with_status("", NOT_STARTED));
        }
        started => started.map_err(|error| Failure::of_container(&error, &text))?,
    };
    if !detach {
        call.io.wait(Client { waits_for: vec![id], ..Client::default() });
    }
    Ok(())
}
