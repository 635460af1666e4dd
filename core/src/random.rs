//! Random identities, as a host would draw them: some are bound to what they belonged to on a real host, the others come from a
//! seed.
//!
//! A recorded host's IDs are bound to the layer or the container they name, not to the order of drawing: whatever else is pulled
//! or run before, the layer gets the recorded cache-id. A bound ID is given once; whoever removes the layer and pulls it again
//! gets the next one that is bound, or a new one, as on any host.

use std::collections::{BTreeMap, VecDeque};

use crate::clock::{Seeded, Time};
use crate::digest::Sha256;
use crate::identity::{CacheId, ChainId, ContainerId, LinkId};

/// The random names of a layer's directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerIds {
    /// Its directory in `overlay2/`.
    pub cache: CacheId,
    /// That directory's name in `overlay2/l/`.
    pub link: LinkId,
}

/// The random names of a container and of its two directories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContainerIds {
    /// Its ID.
    pub container: ContainerId,
    /// The read-write layer's directory in `overlay2/` (mount-id), and its name in `l/`.
    pub mount: LayerIds,
    /// The name in `l/` of the init layer's directory, which is the mount-id with `-init`.
    pub init_link: LinkId,
    /// When the recorded container was made: the host's clock is moved on to it, if it is not there yet.
    pub made: Option<Time>,
}

/// The random names of a container's place in the network, drawn at each start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkEnds {
    /// Its network namespace.
    pub sandbox: Sha256,
    /// Its end of the network.
    pub endpoint: Sha256,
}

/// A host's source of random identities. Cloning forks it: both go on in the same way.
#[derive(Clone, Debug)]
pub struct RandomIds {
    seed: u64,
    random: Seeded,
    layers: BTreeMap<ChainId, VecDeque<LayerIds>>,
    containers: BTreeMap<String, VecDeque<ContainerIds>>,
    /// The networks, by name.
    networks: BTreeMap<String, Sha256>,
    ends: BTreeMap<String, VecDeque<NetworkEnds>>,
    volumes: VecDeque<Sha256>,
    uses: VecDeque<Sha256>,
}

impl RandomIds {
    /// A source without bound identities.
    pub const fn new(seed: u64) -> Self {
        Self {
            seed,
            random: Seeded::new(seed),
            layers: BTreeMap::new(),
            containers: BTreeMap::new(),
            networks: BTreeMap::new(),
            ends: BTreeMap::new(),
            volumes: VecDeque::new(),
            uses: VecDeque::new(),
        }
    }

    /// Binds the directory that the layer `chain` gets; the one after those that are bound already.
    pub fn bind_layer(&mut self, chain: ChainId, ids: LayerIds) {
        self.layers.entry(chain).or_default().push_back(ids);
    }

    /// Binds the identities that the container called `name` gets; those after the ones that are bound already.
    pub fn bind_container(&mut self, name: &str, ids: ContainerIds) {
        self.containers.entry(name.to_owned()).or_default().push_back(ids);
    }

    /// Binds the ID of the network called `name`.
    pub fn bind_network(&mut self, name: &str, id: Sha256) {
        self.networks.insert(name.to_owned(), id);
    }

    /// Binds what the container called `name` gets at a start; at the one after those that are bound already.
    pub fn bind_network_ends(&mut self, name: &str, ends: NetworkEnds) {
        self.ends.entry(name.to_owned()).or_default().push_back(ends);
    }

    /// Binds the name of an anonymous volume; of the one after those that are bound already.
    pub fn bind_volume(&mut self, name: Sha256) {
        self.volumes.push_back(name);
    }

    /// Binds what one use of a volume is called; of the one after those that are bound already.
    pub fn bind_volume_use(&mut self, id: Sha256) {
        self.uses.push_back(id);
    }

    /// What one use of a volume is called.
    pub fn volume_use(&mut self) -> Sha256 {
        let bound = self.uses.pop_front();
        bound.unwrap_or_else(|| Sha256::from_bytes(self.hex()))
    }

    /// The ID of a network that dockerd makes at its first start: drawn aside, so that what is drawn later does not depend on it.
    pub fn network(&self, name: &str) -> Sha256 {
        let aside = || Sha256::of(format!("{} {name}", self.seed).as_bytes());
        self.networks.get(name).copied().unwrap_or_else(aside)
    }

    /// The ID of a network that somebody makes.
    pub fn new_network(&mut self, name: &str) -> Sha256 {
        let bound = self.networks.remove(name);
        bound.unwrap_or_else(|| Sha256::from_bytes(self.hex()))
    }

    /// For a start of the container called `name`.
    pub fn network_ends(&mut self, name: &str) -> NetworkEnds {
        let bound = self.ends.get_mut(name).and_then(VecDeque::pop_front);
        bound.unwrap_or_else(|| NetworkEnds {
            sandbox: Sha256::from_bytes(self.hex()),
            endpoint: Sha256::from_bytes(self.hex()),
        })
    }

    /// The name of a new anonymous volume.
    pub fn volume(&mut self) -> Sha256 {
        let bound = self.volumes.pop_front();
        bound.unwrap_or_else(|| Sha256::from_bytes(self.hex()))
    }

    /// For a new directory of the layer `chain`.
    pub fn layer(&mut self, chain: ChainId) -> LayerIds {
        let bound = self.layers.get_mut(&chain).and_then(VecDeque::pop_front);
        bound.unwrap_or_else(|| LayerIds { cache: self.cache(), link: self.link() })
    }

    /// For a new container called `name`.
    pub fn container(&mut self, name: &str) -> ContainerIds {
        let bound = self.containers.get_mut(name).and_then(VecDeque::pop_front);
        bound.unwrap_or_else(|| {
            let container = ContainerId::from_bytes(self.hex());
            let (cache, init_link) = (self.cache(), self.link());
            ContainerIds { container, mount: LayerIds { cache, link: self.link() }, init_link, made: None }
        })
    }

    /// A new cache-id, bound to nothing.
    pub fn cache(&mut self) -> CacheId {
        CacheId::from_bytes(self.hex())
    }

    /// A new link id, bound to nothing.
    pub fn link(&mut self) -> LinkId {
        LinkId::from_random(self.random.bytes())
    }

    /// One of `count` things, by its index.
    pub const fn choice(&mut self, count: usize) -> usize {
        (self.random.next_u64() % count as u64) as usize
    }

    /// The digits in a temporary file's name (Go `os.CreateTemp`: the decimal digits of a 32-bit number).
    pub const fn temp_digits(&mut self) -> u32 {
        self.random.next_u64() as u32
    }

    /// 32 bytes that show as an ID. One whose first 12 digits are a decimal number is drawn again, since it could be taken for
    /// one (moby `pkg/stringid` `GenerateRandomID`).
    pub fn hex(&mut self) -> [u8; 32] {
        loop {
            let bytes = self.random.bytes();
            if !Sha256::from_bytes(bytes).short().bytes().all(|c| c.is_ascii_digit()) {
                return bytes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bound_identities_are_given_once() {
        let chain = ChainId(Sha256::of(b"x"));
        let (cache, link) = (CacheId::from_bytes([1; 32]), LinkId::from_random([1; 17]));
        let mut ids = RandomIds::new(1);
        ids.bind_layer(chain, LayerIds { cache, link });
        let other = ids.layer(ChainId(Sha256::of(b"y")));
        assert_eq!(ids.layer(chain), LayerIds { cache, link });
        let again = ids.layer(chain);
        assert_ne!(again.cache, cache);
        assert_ne!(again.cache, other.cache);
    }

    #[test]
    fn the_same_seed_gives_the_same() {
        let (mut a, mut b) = (RandomIds::new(7), RandomIds::new(7));
        assert_eq!(a.container("web"), b.container("web"));
        let container = a.container("web");
        assert_ne!(container.mount.link, container.init_link);
        assert_eq!(b.container("db").container, container.container, "without a binding the name does not matter");
    }
}
