//! `docker run`, `docker container run`.

use super::create::{CONTAINER, create, reported};
use super::{life, options};
use crate::cli::call::{Call, Failure};
use crate::cli::definition::{Action, Arity, Command, Flag, Operands, Order};
use crate::daemon::container::Attach;
use crate::process::Client;
use crate::trace::Stream;

const DETACH: Flag = Flag::bool("detach", "Run container in background and print container ID").short('d');

/// The definition.
pub static RUN: Command = Command {
    usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    short: "Run a command in a new container",
    arity: Arity::AtLeast(1),
    operands: Operands::ImageThenFree,
    order: Order::FlagsFirst,
    flags: &[
        CONTAINER,
        &[
            Flag::string("pull", "Pull image before running (\"always\"|\"missing\"|\"never\")").default("missing"),
            DETACH,
            Flag::string("detach-keys", "Override the key sequence for detaching a container"),
            Flag::bool("sig-proxy", "Proxy received signals to the process").default("true"),
        ],
    ],
    action: Action::Run(run),
    ..Command::PLAIN
};

/// Model: docker/cli `cli/command/container/run.go` `runRun`, `runContainer`.
fn run(call: &mut Call<'_>) -> Result<(), Failure> {
    options::not_simulated(call)?;
    let mut options = options::parse(call).map_err(|message| reported("run", &message))?;
    let detach = call.flags.is_on(&DETACH);
    let config = &mut options.config;
    if detach {
        if !call.flags.all(&Flag::list("attach", "")).collect::<Vec<_>>().is_empty() {
            return Err(reported("run", "Conflicting options: -a and -d"));
        }
        (config.attach_stdin, config.attach_stdout, config.attach_stderr) = (false, false, false);
        config.stdin_once = false;
    } else if config.attach_stdin && config.tty && !call.io.is_terminal(Stream::Stdout) {
        return Err(Failure::new("the input device is not a TTY"));
    }
    let config = options.config.clone();
    let id = create(call, &options).map_err(|failure| life::refused("run", failure, true))?;
    let client = call.io.client().filter(|_| config.attach_stdout || config.attach_stderr || config.attach_stdin);
    let attach = Attach {
        client,
        stdout: config.attach_stdout,
        stderr: config.attach_stderr,
        typed: config.attach_stdin && config.tty,
    };
    // Before it is known whether it starts.
    if !config.attach_stdout && !config.attach_stderr {
        call.out(id.to_string() + "\n");
    }
    if let Err(error) = life::start(call, &id.to_string(), attach, config.attach_stdin) {
        let mut failure = life::refused("run", Failure::from_daemon(&error.to_string()), false);
        // Who waits for the container to be removed learns of that, and has no reason to complain.
        if client.is_some() && !options.host_config.auto_remove {
            failure.message.extend(["\n", &life::gave_up_waiting(call)]);
        }
        return Err(failure);
    }
    if client.is_some() {
        call.io.wait(Client { waits_for: vec![id], ..Client::default() });
    }
    Ok(())
}
