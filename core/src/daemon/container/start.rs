//! `docker start`: from a container on the disk to a process.
//!
//! Model: moby `daemon/start.go`, `daemon/oci_linux.go`. The order is that of a traced `docker run`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::go_time::NEVER;
use super::network::{Joined, inner_resolv_conf};
use super::record::write_host_config;
use super::restarts::Restarts;
use super::runtime::{Attach, Output, Runtime};
use super::{Container, ContainerError, MountKind, sandbox, user};
use crate::daemon::Daemon;
use crate::disk::{containers, layout};
use crate::identity::ContainerId;
use crate::kernel::{Kernel, NsId, Privilege, Task};
use crate::process::{Descriptor, ExecError, Image, Pid, PidNs, Processes, Spawn, Text};
use crate::trace::{Actor, Cause, Group, Lifecycle, Recorder, Saved};
use crate::vfs::{AbsPath, Errno};

/// Finds what a program executes: arguments, environment.
pub type Load<'a> = dyn FnMut(&Kernel, &Task, &[Text], &[(Text, Text)]) -> Result<Image, ExecError> + 'a;

/// What the daemon works on when processes are concerned.
pub struct Host<'a> {
    /// The disk.
    pub recorder: &'a mut Recorder,
    /// What runs.
    pub processes: &'a mut Processes,
    /// Finds programs.
    pub load: &'a mut Load<'a>,
}

impl std::fmt::Debug for Host<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}

/// What standard input gives to a container's process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Input {
    /// Nothing: its end at once.
    #[default]
    Nothing,
    /// These bytes, then its end.
    Bytes(Vec<u8>),
    /// Nothing, and no end either: somebody might still attach.
    Open,
}

impl Daemon {
    /// Starts a container. One that runs already is left as it is.
    pub fn start_container(
        &mut self,
        host: &mut Host<'_>,
        text: &str,
        attach: Attach,
        input: Input,
    ) -> Result<ContainerId, ContainerError> {
        let container = self.containers.find(text)?;
        let (id, state) = (container.id, &container.state);
        if state.paused {
            return Err(ContainerError::Invalid("cannot start a paused container, try unpause instead".to_owned()));
        }
        if state.running {
            return Ok(id);
        }
        if state.removal_in_progress || state.dead {
            return Err(ContainerError::Invalid("container is marked for removal and cannot be started".to_owned()));
        }
        if let Some(container) = self.containers.get_mut(id) {
            (container.restarts, container.restart_count) = (Restarts::default(), 0);
        }
        if attach.client.is_some() {
            self.log_container(host.recorder.kernel().fs.now(), id, "attach", &[]);
        }
        let outer = host.recorder.enter(Some(Rc::new(Group::Start)));
        let result = self.start_or_take_back(host, id, attach, input);
        host.recorder.enter(outer);
        result.map(|()| id)
    }

    /// Starts a container; what was begun is taken back if that does not work.
    pub(super) fn start_or_take_back(
        &mut self,
        host: &mut Host<'_>,
        id: ContainerId,
        attach: Attach,
        input: Input,
    ) -> Result<(), ContainerError> {
        let result = self.start_prepared(host, id, attach, input);
        if let Err(error) = &result {
            self.start_failed(host.recorder, id, error)?;
        }
        result
    }

    fn start_prepared(
        &mut self,
        host: &mut Host<'_>,
        id: ContainerId,
        attach: Attach,
        input: Input,
    ) -> Result<(), ContainerError> {
        self.name_in_networks(id);
        let Some(container) = self.containers.get(id).cloned() else { return Ok(()) };
        let Some(layer) = container.layer else { return Err(ContainerError::Disk(Errno::ENOENT)) };
        let root = Self::mount_layer(host.recorder, layer.dir())?;
        let joined = self.lend_files(host.recorder, &container)?;
        if let Some(container) = self.containers.get_mut(id) {
            container.network_settings.ports = Some(joined.ports.clone());
            container.network_settings.networks.extend(joined.ends.iter().cloned());
        }
        let container = self.containers.get(id).cloned().unwrap_or(container);
        let namespace = sandbox::make(host.recorder, &container, &root)?;
        let shim = host.processes.reserve();
        let spawned = spawn_first(host, &container, namespace, attach, input);
        let (pid, pid_ns, output) = match spawned {
            Ok(spawned) => spawned,
            Err(error) => {
                host.recorder.unrecorded(|kernel| kernel.remove_namespace(namespace));
                return Err(error);
            }
        };
        let now = host.recorder.kernel().fs.now();
        let volumes = container.mount_points.values().filter(|point| point.kind == MountKind::Volume);
        let uses: Vec<(String, String)> =
            volumes.map(|point| (point.destination.clone(), self.ids.volume_use().to_string())).collect();
        let runtime = Runtime { shim, pid, pid_ns, namespace, output, execs: Vec::new() };
        self.save(host.recorder, id, Saved::Started, |container| {
            let state = &mut container.state;
            (state.running, state.restarting) = (true, false);
            (state.pid, state.exit_code) = (pid.0, 0);
            (state.started_at, state.finished_at) = (now, if state.has_started() { state.finished_at } else { NEVER });
            state.error.clear();
            container.has_been_started_before = true;
            container.network_settings.sandbox_key = format!("/var/run/docker/netns/{}", &joined.sandbox[..12]);
            container.network_settings.sandbox_id.clone_from(&joined.sandbox);
            for (place, id) in uses {
                if let Some(point) = container.mount_points.get_mut(&place) {
                    point.id = id;
                }
            }
            container.runtime = Some(runtime);
        })?;
        self.log_mounts(now, id, true);
        self.log_container(now, id, "start", &[]);
        Ok(())
    }

    /// The files that a running container is lent, and the network that they tell of.
    fn lend_files(&mut self, recorder: &mut Recorder, container: &Container) -> Result<Joined, ContainerError> {
        let id = container.id;
        let joined = self.join_networks(container)?;
        let names = joined.ends.iter().map(|(name, _)| name.as_str());
        self.log_networks(recorder.kernel().fs.now(), id, names, "connect");
        let dir = layout::container(id);
        let path = |name: &str| dir.join(name).to_string();
        lend(recorder, id, "hosts", &self.hosts_text(container, &[]))?;
        let resolv_conf = self.resolv_conf_text(container);
        lend(recorder, id, "resolv.conf", &resolv_conf)?;
        // In the host's own network it is the host's file, and nobody asks later whether it was edited.
        if container.host_config.network_name() != "host" {
            let cause = Cause::Lifecycle(Lifecycle::ResolvConfHashWritten { container: id });
            recorder.step(Actor::Dockerd, cause, |kernel| containers::write_hash(&mut kernel.fs, id, &resolv_conf))?;
        }
        let ends = joined.ends.iter().map(|(_, end)| end.ip_address.as_str());
        let addresses: Vec<&str> = ends.filter(|address| !address.is_empty()).collect();
        for count in 1..=addresses.len().max(1) {
            let known = addresses.get(..count).unwrap_or(&[]);
            lend(recorder, id, "hosts", &self.hosts_text(container, known))?;
        }
        if joined.ends.iter().any(|(name, _)| self.is_made(name)) {
            lend(recorder, id, "resolv.conf", &inner_resolv_conf(&resolv_conf))?;
        }
        if let Some(container) = self.containers.get_mut(id) {
            container.hostname_path = path("hostname");
            container.hosts_path = path("hosts");
            container.resolv_conf_path = path("resolv.conf");
            if container.host_config.log_config.kind == "json-file" {
                container.log_path = layout::container_log(id).to_string();
            }
            container.has_been_manually_stopped = false;
        }
        write_host_config(recorder, container, Saved::Starting)?;
        lend(recorder, id, "hostname", &format!("{}\n", container.config.hostname))?;
        if recorder.kernel().fs.walk(&dir.join("mounts")).is_err() {
            let cause = Cause::Lifecycle(Lifecycle::MountsCreated { container: id });
            recorder.step(Actor::Dockerd, cause, |kernel| containers::create_mounts(&mut kernel.fs, id))?;
        }
        if container.host_config.log_config.kind == "json-file"
            && recorder.kernel().fs.walk(&layout::container_log(id)).is_err()
        {
            let cause = Cause::Lifecycle(Lifecycle::LogCreated { container: id });
            recorder.step(Actor::Dockerd, cause, |kernel| containers::create_log(&mut kernel.fs, id))?;
        }
        Ok(joined)
    }

    /// A start that failed is taken back: nothing is mounted any more, and the state says why.
    ///
    /// Model: `containerStart`'s deferred function, `translateContainerdStartErr`.
    fn start_failed(
        &mut self,
        recorder: &mut Recorder,
        id: ContainerId,
        error: &ContainerError,
    ) -> Result<(), ContainerError> {
        let (text, code) = (error.to_string(), error.exit_code());
        self.log_left(recorder.kernel().fs.now(), id);
        self.save(recorder, id, Saved::StartFailed, |container| {
            (container.state.running, container.state.restarting) = (false, false);
            container.state.error = text;
            container.state.exit_code = code;
        })?;
        // What it had of the network is given back after that, and written with the next change.
        if let Some(container) = self.containers.get_mut(id) {
            container.network_settings.ports = None;
            for end in container.network_settings.networks.values_mut() {
                *end = end.left();
            }
        }
        if let Some(layer) = self.containers.get(id).and_then(|container| container.layer) {
            Self::unmount_layer(recorder, layer.dir())?;
        }
        if self.containers.get(id).is_some_and(|container| container.host_config.auto_remove) {
            self.remove_container(recorder, &id.to_string(), super::RemoveContainer { volumes: true })?;
        }
        Ok(())
    }
}

/// Writes one of the files that a container is lent.
pub(super) fn lend(recorder: &mut Recorder, id: ContainerId, name: &'static str, text: &str) -> Result<(), Errno> {
    let cause = Cause::Lifecycle(Lifecycle::LentFileWritten { container: id, name });
    recorder.step(Actor::Dockerd, cause, |kernel| containers::write_lent(&mut kernel.fs, id, name, text))
}

/// What a process of a container is started with.
pub(super) struct Program<'a> {
    pub(super) args: &'a [String],
    /// Beyond the container's.
    pub(super) env: &'a [String],
    pub(super) user: &'a str,
    pub(super) directory: &'a str,
    pub(super) tty: bool,
    pub(super) privileged: bool,
}

fn spawn_first(
    host: &mut Host<'_>,
    container: &Container,
    namespace: NsId,
    attach: Attach,
    input: Input,
) -> Result<(Pid, PidNs, Output), ContainerError> {
    let config = &container.config;
    let args: Vec<String> = std::iter::once(container.path.clone()).chain(container.args.iter().cloned()).collect();
    let program = Program {
        args: &args,
        env: &[],
        user: &config.user,
        directory: &config.working_dir,
        tty: config.tty,
        privileged: container.host_config.privileged,
    };
    let input = if config.open_stdin && input == Input::Nothing { Input::Open } else { input };
    let pid_ns = host.processes.new_namespace();
    let (pid, output) = spawn(host, container, &program, (namespace, pid_ns), attach, input)?;
    Ok((pid, pid_ns, output))
}

/// Starts a process in a container's namespaces.
pub(super) fn spawn(
    host: &mut Host<'_>,
    container: &Container,
    program: &Program<'_>,
    (namespace, pid_ns): (NsId, PidNs),
    attach: Attach,
    input: Input,
) -> Result<(Pid, Output), ContainerError> {
    let kernel = host.recorder.kernel();
    let user = {
        let added = container.host_config.group_add.as_deref().unwrap_or_default();
        user::look_up(kernel, namespace, program.user, added)?
    };
    let mut task = Task {
        uid: user.uid,
        gid: user.gid,
        groups: user.groups.clone(),
        ..Task::root_in(namespace, if program.privileged { Privilege::Host } else { Privilege::Container })
    };
    let directory = if program.directory.is_empty() { "/" } else { program.directory };
    kernel.chdir(&mut task, directory.as_bytes()).map_err(|errno| {
        let why = errno.to_string().to_lowercase();
        ContainerError::Runtime(format!("chdir to cwd (\"{directory}\") set in config.json failed: {why}"))
    })?;
    let env = sandbox::environment(container, program.env, program.tty, &user.home);
    let args: Vec<Text> = program.args.iter().map(|word| Text::from(word.as_bytes())).collect();
    let image = (host.load)(kernel, &task, &args, &env).map_err(|error| {
        let name = program.args.first().map_or("", String::as_str);
        ContainerError::Runtime(exec_error(name, &error))
    })?;
    let (sink, out, err) = host.processes.sink();
    let mut descriptors = BTreeMap::new();
    if program.tty {
        let tty = Descriptor::Tty(sink);
        host.processes.type_into(sink, attach.typed);
        descriptors.extend([(0, tty), (1, tty), (2, tty)]);
    } else {
        let (pipe, read, write) = host.processes.pipe();
        match input {
            Input::Open => {}
            Input::Nothing => host.processes.close(write, host.recorder),
            Input::Bytes(bytes) => {
                host.processes.fill(pipe, bytes);
                host.processes.close(write, host.recorder);
            }
        }
        descriptors.extend([(0, read), (1, out), (2, err)]);
    }
    let now = host.recorder.kernel().fs.now();
    let spawn = Spawn {
        parent: Pid(0),
        pid_ns,
        actor: Actor::Container(container.id),
        task,
        hostname: Text::from(container.config.hostname.as_bytes()),
        image,
        descriptors,
        args,
    };
    let pid = host.processes.spawn(spawn, now);
    host.recorder.look(
        Actor::Runc,
        Cause::Lifecycle(Lifecycle::ProcessStarted { container: container.id, command: program.args.join(" ") }),
    );
    let mut output = Output::new(sink, program.tty);
    output.clients.extend(attach.attached());
    Ok((pid, output))
}

/// Why a program does not start, in runc's words.
///
/// Model: Go `os/exec` `LookPath`, runc `libcontainer/standard_init_linux.go`.
fn exec_error(name: &str, error: &ExecError) -> String {
    let why = match error {
        ExecError::NotFound if name.contains('/') => format!("stat {name}: no such file or directory"),
        ExecError::NotFound | ExecError::Interpreter(_) => "executable file not found in $PATH".to_owned(),
        ExecError::Directory | ExecError::Permission => "permission denied".to_owned(),
        ExecError::NotSimulated(what) => format!("{what} is not simulated"),
        ExecError::Errno(errno) => format!("stat {name}: {}", errno.to_string().to_lowercase()),
    };
    format!("exec: \"{name}\": {why}")
}

impl Container {
    /// A path of the container as its first process sees it, for whoever reads the files of one that runs.
    pub fn task(&self) -> Option<Task> {
        let runtime = self.runtime.as_ref()?;
        Some(Task { cwd: AbsPath::root(), ..Task::root_in(runtime.namespace, Privilege::Container) })
    }
}
