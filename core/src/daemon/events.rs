//! What has happened, for whoever asks: `docker events`.
//!
//! Model: moby `daemon/events.go`, `daemon/events/events.go`, `daemon/images/image_events.go`.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::Daemon;
use super::networks::NetworkResource;
use crate::clock::Time;
use crate::identity::{ContainerId, ImageId};

/// So many events are remembered. Source: moby `daemon/events/events.go` `eventsLimit`.
const REMEMBERED: usize = 256;

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub time: Time,
    /// With what: `container`, `image`, `network`, `volume`, `builder`.
    pub kind: &'static str,
    /// What: `create`, `die`, `exec_start: ls`, …
    pub action: String,
    /// With which of them.
    pub id: String,
    /// What else there is to tell.
    pub attributes: BTreeMap<String, String>,
}

/// The last events, the oldest first. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Events(Rc<VecDeque<Event>>);

impl Events {
    /// All that are remembered.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.0.iter()
    }
}

fn pairs<'a>(pairs: &'a [(&str, String)]) -> impl Iterator<Item = (String, String)> + 'a {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone()))
}

impl Daemon {
    /// What has happened.
    pub const fn events(&self) -> &Events {
        &self.events
    }

    pub(super) fn log(&mut self, event: Event) {
        let events = Rc::make_mut(&mut self.events.0);
        if events.len() == REMEMBERED {
            events.pop_front();
        }
        events.push_back(event);
    }

    /// Something has happened with a container.
    ///
    /// Model: `LogContainerEventWithAttributes`.
    pub fn log_container(&mut self, time: Time, id: ContainerId, action: impl Into<String>, more: &[(&str, String)]) {
        let event = self.container_event(time, id, action, more);
        if let Some(event) = event {
            self.log(event);
        }
    }

    /// Something that has happened with a container.
    pub(super) fn container_event(
        &self,
        time: Time,
        id: ContainerId,
        action: impl Into<String>,
        more: &[(&str, String)],
    ) -> Option<Event> {
        let container = self.containers.get(id)?;
        let mut attributes = container.config.labels.clone().unwrap_or_default();
        attributes.insert("image".to_owned(), container.config.image.clone());
        attributes.insert("name".to_owned(), container.short_name().to_owned());
        attributes.extend(pairs(more));
        Some(Event { time, kind: "container", action: action.into(), id: id.to_string(), attributes })
    }

    /// Something has happened with an image, which is called so.
    ///
    /// Model: `LogImageEventWithAttributes`.
    pub(super) fn log_image(&mut self, time: Time, image: ImageId, id: String, name: String, action: &str) {
        let labels = self.image(image).and_then(|image| image.config.config.as_ref()?.labels.clone());
        let mut attributes = labels.unwrap_or_default();
        attributes.insert("name".to_owned(), name);
        self.log(Event { time, kind: "image", action: action.to_owned(), id, attributes });
    }

    /// The same for one that is called by its ID.
    pub(super) fn log_image_id(&mut self, time: Time, image: ImageId, action: &str) {
        self.log_image(time, image, image.to_string(), image.to_string(), action);
    }

    /// Something has happened with a network, perhaps to a container in it.
    pub(super) fn log_network(
        &mut self,
        time: Time,
        network: &NetworkResource,
        action: &str,
        container: Option<ContainerId>,
    ) {
        let mut attributes = BTreeMap::from([
            ("name".to_owned(), network.name.clone()),
            ("type".to_owned(), network.driver.name().to_owned()),
        ]);
        attributes.extend(container.map(|id| ("container".to_owned(), id.to_string())));
        let (action, id) = (action.to_owned(), network.id.to_string());
        self.log(Event { time, kind: "network", action, id, attributes });
    }

    /// A container has joined its networks, or left them: those whose names are given.
    pub(super) fn log_networks<'a>(
        &mut self,
        time: Time,
        container: ContainerId,
        names: impl Iterator<Item = &'a str>,
        action: &str,
    ) {
        for name in names {
            if let Some(network) = self.networks().named(name).cloned() {
                self.log_network(time, &network, action, Some(container));
            }
        }
    }

    /// Something has happened with a volume.
    pub(super) fn log_volume(&mut self, time: Time, name: &str, action: &str, more: &[(&str, String)]) {
        let mut attributes = BTreeMap::from([("driver".to_owned(), "local".to_owned())]);
        attributes.extend(pairs(more));
        self.log(Event { time, kind: "volume", action: action.to_owned(), id: name.to_owned(), attributes });
    }

    /// What is not used was removed; so many bytes were in it.
    pub fn log_prune(&mut self, time: Time, kind: &'static str, reclaimed: u64) {
        let attributes = BTreeMap::from([("reclaimed".to_owned(), reclaimed.to_string())]);
        self.log(Event { time, kind, action: "prune".to_owned(), id: String::new(), attributes });
    }

    /// A container's volumes are mounted in it, or not any more.
    pub(super) fn log_mounts(&mut self, time: Time, id: ContainerId, mounted: bool) {
        let Some(container) = self.containers.get(id).cloned() else { return };
        let points = container.mount_points.values().filter(|point| point.kind == super::container::MountKind::Volume);
        for point in points {
            let container = ("container", id.to_string());
            if mounted {
                let more = [
                    container,
                    ("destination", point.destination.clone()),
                    ("propagation", point.propagation.clone()),
                    ("read/write", point.rw.to_string()),
                ];
                self.log_volume(time, &point.name, "mount", &more);
            } else {
                self.log_volume(time, &point.name, "unmount", &[container]);
            }
        }
    }
}
