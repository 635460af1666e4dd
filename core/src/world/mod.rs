//! Worlds: the hosts that a session can start on, as data.
//!
//! A world is a host's facts, its disk before the first command, the registries that it reaches, and where its random identities
//! come from. Nothing else in the core knows that there are worlds.
//!
//! | world | host |
//! |---|---|
//! | `documents` | a CentOS-like host in China of February 2021, before `docker pull nginx`; its random IDs are a real host's |
//! | `empty` | a plain host; every random ID comes from a seed |
//! | `workshop` | the same, the day after somebody pulled several images that share layers, and tagged one |
//! | `inspected:{…}` | a host made of what was [inspected](mod@inspected) of a real one |
//!
//! All reach Docker Hub (with `nginx`, abridged) and `drydock.example` (small whole images).

mod described;
mod documents;
mod empty;
mod harbour;
pub mod inspected;
mod nginx;
mod recipe;
mod tree;
mod workshop;

use std::rc::Rc;

use crate::disk;
use crate::profile::HostProfile;
use crate::random::RandomIds;
use crate::reference::DEFAULT_DOMAIN;
use crate::registry::{Network, Registry, UnknownRepository};
use crate::vfs::{Errno, Fs};

pub use described::described;
pub use tree::{BadLine, MARK, Tree};

/// A host before the first command of a session.
#[derive(Clone, Debug)]
pub struct World {
    /// Its name.
    pub name: &'static str,
    /// The host's facts.
    pub profile: HostProfile,
    /// The registries it reaches.
    pub network: Network,
    /// Where its random identities come from.
    pub ids: RandomIds,
    /// Its disk, with the Docker daemon just started.
    pub fs: Fs,
    /// What was typed there before the session begins, in a login of its own. What it left is the session's start.
    pub before: &'static [&'static str],
}

/// The names of the worlds that are Drydock's own.
pub const NAMES: [&str; 3] = ["documents", "empty", "workshop"];

/// The world called `name`.
pub fn open(name: &str) -> Option<World> {
    match name {
        "documents" => Some(documents::world()),
        "empty" => Some(empty::world()),
        "workshop" => Some(workshop::world()),
        _ => inspected::open(name),
    }
}

/// Whether there is a world called `name`.
pub fn is_one(name: &str) -> bool {
    NAMES.contains(&name) || inspected::is_one(name)
}

/// A host with these facts and an empty Docker.
fn host(name: &'static str, profile: HostProfile, ids: RandomIds) -> World {
    let mut fs = Fs::new(profile.start);
    // Cannot fail: the paths are ours and the disk is empty. Tests look at what is there.
    let _: Result<(), Errno> = furnish(&mut fs, &profile);
    let network = network(&profile);
    World { name, profile, network, ids, fs, before: &[] }
}

fn furnish(fs: &mut Fs, profile: &HostProfile) -> Result<(), Errno> {
    Tree::of(include_str!("trees/host.txt")).write_to(fs)?;
    fs.write(&"/etc/hostname".into(), format!("{}\n", profile.hostname), 0o644)?;
    fs.write(&"/etc/resolv.conf".into(), profile.resolv_conf.as_str(), 0o644)?;
    disk::initialize(fs)
}

fn network(profile: &HostProfile) -> Network {
    let resolver = profile.resolv_conf.lines().find_map(|line| line.strip_prefix("nameserver "));
    let mut network = Network::new(resolver);
    let mut hub = Registry::new(UnknownRepository::Denied);
    nginx::push(&mut hub);
    network.connect(DEFAULT_DOMAIN, Rc::new(hub));
    network.connect(harbour::HOST, Rc::new(harbour::registry()));
    network
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_world_opens_and_is_empty() {
        for name in NAMES {
            let world = open(name).unwrap();
            assert_eq!(world.name, name);
            for dir in ["/var/lib/docker/overlay2/l", "/var/lib/docker/image/overlay2/layerdb"] {
                let dir = world.fs.walk(&dir.into()).unwrap();
                assert!(world.fs.entries(dir).unwrap().is_empty());
            }
            assert!(world.fs.read(&"/etc/resolv.conf".into()).is_ok());
        }
        assert!(open("nowhere").is_none());
    }

    #[test]
    fn every_tree_can_be_read() {
        for text in [
            include_str!("trees/host.txt"),
            include_str!("trees/hello-1.txt"),
            include_str!("trees/hello-2.txt"),
            include_str!("trees/base-1.txt"),
            include_str!("trees/web-1.txt"),
            include_str!("trees/job-1.txt"),
            include_str!("trees/tidy-1.txt"),
            include_str!("trees/tidy-2.txt"),
            include_str!("trees/twice-1.txt"),
        ] {
            assert!(Tree::parse(text).is_ok_and(|tree| tree.size() > 0 || text.contains("bin -> usr/bin")));
        }
    }
}
