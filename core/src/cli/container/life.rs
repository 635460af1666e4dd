//! What the commands that start, stop and watch containers share.

use crate::cli::call::{Call, Failure};
use crate::clock::Time;
use crate::daemon::ContainerError;
use crate::daemon::container::{Attach, Input};
use crate::identity::ContainerId;
use crate::process::{Pid, Signal};
use crate::trace::Stream;

use super::create::REFUSED;

/// Starts a container; what came in on the client's standard input goes to its process, if that is attached.
pub fn start(call: &mut Call<'_>, text: &str, attach: Attach, stdin: bool) -> Result<ContainerId, ContainerError> {
    let input = input(call, stdin);
    call.ask_host(|daemon, host| daemon.start_container(host, text, attach, input.clone()))
}

/// What the client's standard input is to a container's process.
pub fn input(call: &mut Call<'_>, attached: bool) -> Input {
    if attached { Input::Bytes(call.io.input().unwrap_or_default()) } else { Input::Nothing }
}

/// A refusal of the daemon, as `docker run` says it.
///
/// Model: docker/cli `cli/command/container/run.go` `reportError`, `runStartContainerErr`.
pub fn refused(command: &str, failure: Failure, with_help: bool) -> Failure {
    let message = failure.message.strip_suffix('.').unwrap_or(&failure.message);
    let help = if with_help { format!("\nSee 'docker {command} --help'.") } else { String::new() };
    let why = message.strip_prefix("Error response from daemon: ").unwrap_or(message);
    let status = if why.contains("executable file not found") || why.contains("no such file or directory") {
        127
    } else if why.contains("permission denied") {
        126
    } else {
        REFUSED
    };
    Failure { remark: failure.remark, ..Failure::with_status(format!("docker: {message}.{help}"), status) }
}

/// What a client says that was attached to a container, and so waited for its end, when it does not start. It is a line of a log.
///
/// Model: docker/cli `cli/command/container/utils.go` `waitExitOrRemoved`; logrus `text_formatter.go`.
pub fn gave_up_waiting(call: &mut Call<'_>) -> String {
    let message = "error waiting for container: context canceled";
    if call.io.is_terminal(Stream::Stderr) {
        return format!("\x1b[31mERRO\x1b[0m[0000] {message} ");
    }
    let now = Time::from_secs(call.machine().now().secs);
    format!("time=\"{now}\" level=error msg=\"{message}\"")
}

/// Stops a container: its signal, time to end, and if need be `SIGKILL`.
pub fn stop(call: &mut Call<'_>, text: &str, timeout: Option<i64>) -> Result<ContainerId, ContainerError> {
    let stopping = call.ask_host(|daemon, host| daemon.stop_container(host.recorder, host.processes, text, timeout))?;
    let Some(pid) = stopping.pid else { return Ok(stopping.id) };
    let deadline = (stopping.timeout >= 0).then(|| call.machine().now().plus_secs(stopping.timeout));
    call.io.let_run(pid, deadline);
    kill(call, stopping.id, pid)?;
    log(call, stopping.id, "stop");
    Ok(stopping.id)
}

/// Something has happened with a container.
pub fn log(call: &mut Call<'_>, id: ContainerId, action: &'static str) {
    call.ask(|daemon, recorder| daemon.log_container(recorder.kernel().fs.now(), id, action, &[]));
}

/// Kills a container that is still running, and waits for its end.
pub fn kill(call: &mut Call<'_>, id: ContainerId, pid: Pid) -> Result<(), ContainerError> {
    let runs = |call: &mut Call<'_>| {
        let container = call.daemon().0.containers().get(id);
        container.and_then(|container| container.runtime.as_ref()).is_some_and(|runtime| runtime.pid == pid)
    };
    if !runs(call) {
        return Ok(());
    }
    call.ask_host(|daemon, host| daemon.signal_container(host.recorder, host.processes, id, Signal::KILL))?;
    let deadline: Time = call.machine().now().plus_secs(10);
    call.io.let_run(pid, Some(deadline));
    Ok(())
}

/// Does something with each container that was named, and says in the end what did not work. `prints` says what is printed of a
/// container for which it did.
pub fn each(
    call: &mut Call<'_>,
    mut action: impl FnMut(&mut Call<'_>, &str) -> Result<Option<String>, Failure>,
) -> Result<(), Failure> {
    let mut errors: Vec<String> = Vec::new();
    for text in call.args.clone() {
        match action(call, &text) {
            Ok(Some(line)) => call.out(line + "\n"),
            Ok(None) => {}
            Err(failure) => errors.push(failure.message),
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::new(errors.join("\n"))) }
}

/// The daemon's answer as a failure.
pub fn failed(error: &ContainerError) -> Failure {
    Failure::from_daemon(&error.to_string())
}
