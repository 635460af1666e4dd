//! The whole simulated host as one value: everything that a command can read or change.
//!
//! Cloning is cheap (persistent or shared parts throughout), so a session keeps one before and one after every command.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::clock::Time;
use crate::daemon::Daemon;
use crate::digest::Digest;
use crate::disk::fsck::{self, Violation, When};
use crate::kernel::{Kernel, NsId};
use crate::process::Processes;
use crate::profile::HostProfile;
use crate::random::RandomIds;
use crate::registry::Network;
use crate::trace::Recorder;

/// Everything on Docker's disk that does not hold, and at rest what of its unions is mounted and should not be, or the other way
/// round.
pub fn faults(kernel: &Kernel, when: When, trusted: &BTreeSet<Digest>) -> Vec<Violation> {
    let mut found = fsck::check(&kernel.fs, when, trusted);
    if when == When::AtRest {
        let overlays = kernel.mounts(NsId::HOST).into_iter().filter(|mount| mount.fstype == "overlay");
        found.extend(fsck::check_mounts(&kernel.fs, &overlays.map(|mount| mount.target).collect()));
    }
    found
}

/// The host: its facts, its kernel behind the one gate for writing, its daemon, its shell.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Facts about the host. Never change.
    pub profile: Rc<HostProfile>,
    /// The state of the kernel (disk, mounts), and what the current command has done to it.
    pub recorder: Recorder,
    /// The Docker daemon, with the registries that it reaches and its source of random identities.
    pub daemon: Daemon,
    /// What runs, here and in containers, and what waits.
    pub processes: Processes,
}

impl Machine {
    /// The number of the first process that is started: those of a booted host come before.
    const FIRST_PID: u32 = 1742;

    /// A host with these facts and this disk, at the profile's start time; its daemon starts with what is on the disk. It reaches
    /// no registry.
    pub fn new(profile: Rc<HostProfile>, mut kernel: Kernel) -> Self {
        kernel.fs.set_now(profile.start);
        kernel.link_in_inode = if profile.backing_fs == "xfs" { 336 } else { 59 };
        kernel.selinux = profile.selinux;
        let daemon = Daemon::start(Rc::clone(&profile), Rc::new(Network::new(None)), RandomIds::new(0), &kernel.fs);
        Self { profile, recorder: Recorder::new(kernel), daemon, processes: Processes::new(Self::FIRST_PID) }
    }

    /// The same host, its daemon started with these registries.
    #[must_use]
    pub fn with_network(self, network: Rc<Network>) -> Self {
        let ids = self.daemon.ids().clone();
        let daemon = Daemon::start(Rc::clone(&self.profile), network, ids, &self.kernel().fs);
        Self { daemon, ..self }
    }

    /// The same host with this source of random identities.
    #[must_use]
    pub fn with_ids(mut self, ids: RandomIds) -> Self {
        self.daemon.set_ids(ids);
        self
    }

    /// The kernel's state, to look at.
    pub const fn kernel(&self) -> &Kernel {
        self.recorder.kernel()
    }

    /// The time on this host.
    pub const fn now(&self) -> Time {
        self.recorder.kernel().fs.now()
    }

    /// Everything on Docker's disk that does not hold although no command is under way. Words for each are in
    /// [`explain::violation`](crate::trace::explain::violation).
    pub fn faults(&self) -> Vec<Violation> {
        faults(self.kernel(), When::AtRest, &self.daemon.network().taken_on_trust())
    }

    /// Lets time pass.
    pub fn advance(&mut self, nanos: u64) {
        self.recorder.unrecorded(|kernel| kernel.fs.set_now(kernel.fs.now().plus_nanos(nanos)));
    }
}
