//! What dockerd and its shim hold of a container that runs. None of it is on the disk.

use crate::identity::ContainerId;
use crate::kernel::NsId;
use crate::process::{Pid, PidNs, SinkId};

/// A container that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runtime {
    /// The shim: its first process's parent on the host.
    pub shim: Pid,
    /// Its first process.
    pub pid: Pid,
    /// The namespace of its processes' numbers.
    pub pid_ns: PidNs,
    /// The mounts that its processes see.
    pub namespace: NsId,
    /// Its output.
    pub output: Output,
    /// Commands that run in it besides its first process.
    pub execs: Vec<Exec>,
}

/// Where something's output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// What its processes write to.
    pub sink: SinkId,
    /// Whether that is a terminal.
    pub tty: bool,
    /// The clients that are told: of its output, its end, or both.
    pub clients: Vec<Attached>,
    /// What was printed to each of the two outputs since the last line end.
    pub partial: [Vec<u8>; 2],
}

/// A client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The process that is the client.
    pub client: Pid,
    /// Whether it gets standard output, and standard error.
    pub streams: [bool; 2],
}

/// A command that runs in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exec {
    /// Its ID.
    pub id: ContainerId,
    /// Its process.
    pub pid: Pid,
    /// Its output.
    pub output: Output,
}

impl Output {
    pub(super) const fn new(sink: SinkId, tty: bool) -> Self {
        Self { sink, tty, clients: Vec::new(), partial: [Vec::new(), Vec::new()] }
    }
}

/// A client that wants to see a container's output, and to be told of its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attach {
    /// The process that is the client; none if nobody looks.
    pub client: Option<Pid>,
    /// Whether it gets standard output.
    pub stdout: bool,
    /// Whether it gets standard error.
    pub stderr: bool,
    /// Whether a person types into the container's terminal.
    pub typed: bool,
}

impl Attach {
    pub(super) fn attached(self) -> Option<Attached> {
        self.client.map(|client| Attached { client, streams: [self.stdout, self.stderr] })
    }
}
