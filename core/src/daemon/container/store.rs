//! All containers, and finding the one that a text means.
//!
//! Model: moby `container/view.go`, `container/memory_store.go`, `pkg/truncindex`, `daemon/container.go` `GetContainer`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Container, ContainerError, HostConfig, RwLayer};
use crate::disk::{containers, layerdb};
use crate::identity::{ContainerId, ImageId};
use crate::vfs::Fs;

/// All containers. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Containers {
    by_id: Rc<BTreeMap<ContainerId, Rc<Container>>>,
    /// Names, without their slash. One that is being used for a container that is not there yet is here as well.
    names: Rc<BTreeMap<String, ContainerId>>,
}

impl Containers {
    /// The containers on a disk. One whose files are damaged or missing is passed over, as the real daemon does with a line in
    /// its log; one that was running when the daemon stopped has ended meanwhile.
    pub(in crate::daemon) fn restore(fs: &Fs) -> Self {
        let mut all = Self::default();
        for id in containers::list(fs) {
            let Some(mut container) = read(fs, id) else { continue };
            container.layer = layerdb::mount_record(fs, id).map(RwLayer::from);
            if container.layer.is_none() {
                continue;
            }
            all.reserve(container.short_name().to_owned(), id);
            all.put(container);
        }
        all
    }

    /// A container.
    pub fn get(&self, id: ContainerId) -> Option<&Container> {
        self.by_id.get(&id).map(|rc| &**rc)
    }

    /// All containers, in the order of their IDs.
    pub fn iter(&self) -> impl Iterator<Item = &Container> {
        self.by_id.values().map(|rc| &**rc)
    }

    /// The containers that use an image.
    pub fn of_image(&self, image: ImageId) -> impl Iterator<Item = &Container> {
        self.iter().filter(move |container| container.image == image)
    }

    /// Who has a name.
    pub fn named(&self, name: &str) -> Option<ContainerId> {
        self.names.get(name).copied()
    }

    /// The container that `text` means: its whole ID, its name, or the beginning of its ID.
    pub fn find(&self, text: &str) -> Result<&Container, ContainerError> {
        let not_found = || ContainerError::NotFound(text.to_owned());
        if text.is_empty() {
            return Err(not_found());
        }
        let exact = text.parse().ok().and_then(|id| self.get(id));
        let named = || self.named(text.strip_prefix('/').unwrap_or(text)).and_then(|id| self.get(id));
        if let Some(container) = exact.or_else(named) {
            return Ok(container);
        }
        let mut found = self.iter().filter(|container| container.id.to_string().starts_with(text));
        match (found.next(), found.next()) {
            (Some(container), None) => Ok(container),
            (Some(_), Some(_)) => Err(ContainerError::Ambiguous(text.to_owned())),
            (None, _) => Err(not_found()),
        }
    }

    /// Gives a name to a container; whether it was free.
    pub(super) fn reserve(&mut self, name: String, id: ContainerId) -> bool {
        if self.names.get(&name).is_some_and(|owner| *owner != id) {
            return false;
        }
        Rc::make_mut(&mut self.names).insert(name, id);
        true
    }

    /// Takes a name away.
    pub(super) fn release(&mut self, name: &str) {
        Rc::make_mut(&mut self.names).remove(name);
    }

    /// Puts a container in, or its new state.
    pub(super) fn put(&mut self, container: Container) {
        Rc::make_mut(&mut self.by_id).insert(container.id, Rc::new(container));
    }

    /// A container, to change it in memory.
    pub(super) fn get_mut(&mut self, id: ContainerId) -> Option<&mut Container> {
        Rc::make_mut(&mut self.by_id).get_mut(&id).map(Rc::make_mut)
    }

    /// Takes a container out, with all its names.
    pub(super) fn remove(&mut self, id: ContainerId) {
        Rc::make_mut(&mut self.by_id).remove(&id);
        Rc::make_mut(&mut self.names).retain(|_, owner| *owner != id);
    }
}

fn read(fs: &Fs, id: ContainerId) -> Option<Container> {
    let mut container: Container = serde_json::from_str(&containers::read(fs, id, "config.v2.json")?).ok()?;
    if container.id != id {
        return None;
    }
    container.host_config = serde_json::from_str::<HostConfig>(&containers::read(fs, id, "hostconfig.json")?).ok()?;
    Some(container)
}
