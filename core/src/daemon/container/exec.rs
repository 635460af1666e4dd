//! `docker exec`: a further process in a container that runs. Nothing below `/var/lib/docker` is written by dockerd for it.
//!
//! Model: moby `daemon/exec.go`.

use super::runtime::{Attach, Exec};
use super::start::{Host, Input, Program, spawn};
use super::{Container, ContainerError};
use crate::daemon::Daemon;
use crate::identity::ContainerId;
use crate::process::Pid;

/// A command for a container that runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecOptions {
    /// The command.
    pub args: Vec<String>,
    /// Environment beyond the container's, as `NAME=value`.
    pub env: Vec<String>,
    /// Who runs it; empty for whoever runs the container.
    pub user: String,
    /// Where it runs; empty for where the container does.
    pub directory: String,
    /// Whether it gets a terminal.
    pub tty: bool,
    /// Whether it may do what root on the host may.
    pub privileged: bool,
}

impl Daemon {
    /// Starts a command in a container; gives the ID by which its client is told of its end.
    pub fn exec_in_container(
        &mut self,
        host: &mut Host<'_>,
        text: &str,
        options: &ExecOptions,
        attach: Attach,
        input: Input,
    ) -> Result<ContainerId, ContainerError> {
        let container = self.containers.find(text)?.clone();
        if container.state.restarting {
            return Err(ContainerError::Restarting(container.id));
        }
        let Some(runtime) = &container.runtime else { return Err(ContainerError::NotRunning(container.id)) };
        if container.state.paused {
            let why = format!("Container {text} is paused, unpause the container before exec");
            return Err(ContainerError::Invalid(why));
        }
        let or =
            |given: &str, of_container: &str| if given.is_empty() { of_container.to_owned() } else { given.to_owned() };
        let (user, directory) =
            (or(&options.user, &container.config.user), or(&options.directory, &container.config.working_dir));
        let program = Program {
            args: &options.args,
            env: &options.env,
            user: &user,
            directory: &directory,
            tty: options.tty,
            privileged: options.privileged || container.host_config.privileged,
        };
        let spaces = (runtime.namespace, runtime.pid_ns);
        let (pid, output) = spawn(host, &container, &program, spaces, attach, input).map_err(|error| match error {
            ContainerError::Runtime(why) => ContainerError::Exec(format!(
                "OCI runtime exec failed: exec failed: unable to start container process: {why}: unknown"
            )),
            error => ContainerError::Exec(error.to_string()),
        })?;
        let id = ContainerId::from_bytes(self.ids.hex());
        let now = host.recorder.kernel().fs.now();
        let (first, rest) = options.args.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        let command = [first, " ", &rest.join(" ")].concat();
        for action in ["exec_create: ", "exec_start: "] {
            self.log_container(now, container.id, [action, &command].concat(), &[("execID", id.to_string())]);
        }
        if let Some(runtime) = self.containers.get_mut(container.id).and_then(|container| container.runtime.as_mut()) {
            runtime.execs.push(Exec { id, pid, output });
        }
        Ok(id)
    }

    /// Attaches a client to a container that runs.
    pub fn attach_to_container(
        &mut self,
        host: &mut Host<'_>,
        text: &str,
        attach: Attach,
    ) -> Result<ContainerId, ContainerError> {
        let container = self.containers.find(text)?;
        let id = container.id;
        if container.state.paused {
            return Err(ContainerError::Invalid(
                "You cannot attach to a paused container, unpause it first".to_owned(),
            ));
        }
        let Some(runtime) = self.containers.get_mut(id).and_then(|container| container.runtime.as_mut()) else {
            return Err(ContainerError::Invalid("You cannot attach to a stopped container, start it first".to_owned()));
        };
        runtime.output.clients.extend(attach.attached());
        if runtime.output.tty && attach.typed {
            host.processes.type_into(runtime.output.sink, true);
        }
        Ok(id)
    }

    /// The container whose first process a client is attached to.
    pub fn attached_to(&self, client: Pid) -> Option<ContainerId> {
        let attached = |container: &&Container| {
            let clients = container.runtime.as_ref().map(|runtime| &runtime.output.clients);
            clients.is_some_and(|clients| clients.iter().any(|c| c.client == client && c.streams != [false; 2]))
        };
        self.containers.iter().find(attached).map(|container| container.id)
    }

    /// A client that follows a container's output, or waits for its end. False if it does not run.
    pub fn follow_container(&mut self, id: ContainerId, attach: Attach) -> bool {
        let Some(runtime) = self.containers.get_mut(id).and_then(|container| container.runtime.as_mut()) else {
            return false;
        };
        runtime.output.clients.extend(attach.attached());
        true
    }
}
