//! What `docker ps` asks for.
//!
//! Model: moby `daemon/list.go`, `container/view.go` `Snapshot`.

use std::collections::BTreeMap;

use super::{Container, ContainerError, MountPoint, PortBinding, State};
use crate::clock::Time;
use crate::daemon::Daemon;
use crate::disk::overlay2;
use crate::identity::{ContainerId, ImageId};
use crate::pattern::{Flavor, Regex};
use crate::reference::Reference;
use crate::vfs::Fs;

/// A container in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerSummary {
    /// Its ID.
    pub id: ContainerId,
    /// Its names, each with its slash.
    pub names: Vec<String>,
    /// The image as it was named; its ID if the name leads to another image now.
    pub image: String,
    /// The image.
    pub image_id: ImageId,
    /// Its program with its arguments.
    pub command: String,
    /// When it was made.
    pub created: Time,
    /// `running`, `exited`, …
    pub state: &'static str,
    /// Its ports.
    pub ports: BTreeMap<String, Option<Vec<PortBinding>>>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its mounts.
    pub mounts: Vec<MountPoint>,
    /// Its networks.
    pub networks: Vec<String>,
    /// The container itself.
    pub container: Container,
}

/// Which containers are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerFilter {
    /// Those that do not run as well.
    pub all: bool,
    /// The newest so many, whether they run or not.
    pub last: Option<usize>,
    /// Of these images, or of images made from them.
    pub ancestors: Vec<String>,
    /// Made before this one.
    pub before: Option<String>,
    /// Made after this one.
    pub since: Option<String>,
    /// Ended with one of these.
    pub exited: Vec<i32>,
    /// IDs that contain one of these.
    pub ids: Vec<String>,
    /// With all of these labels: `name` or `name=value`.
    pub labels: Vec<String>,
    /// Names that contain one of these.
    pub names: Vec<String>,
    /// In one of these states.
    pub status: Vec<String>,
    /// With one of these volumes or mount points.
    pub volumes: Vec<String>,
    /// In one of these networks.
    pub networks: Vec<String>,
    /// With one of these ports of the host published, as `80/tcp`; or with one of those in `exposed`.
    pub published: Vec<String>,
    /// With one of these ports of its own in its network, as `80/tcp`.
    pub exposed: Vec<String>,
}

impl Daemon {
    /// The containers that a filter lets through, the newest first.
    pub fn list_containers(&self, fs: &Fs, filter: &ContainerFilter) -> Result<Vec<ContainerSummary>, ContainerError> {
        let bound = |text: &Option<String>| text.as_ref().map(|text| self.containers.find(text)).transpose();
        let (before, since) = (bound(&filter.before)?, bound(&filter.since)?);
        let images: Vec<ImageId> =
            filter.ancestors.iter().filter_map(|text| Some(self.find_image(fs, text).ok()?.id)).collect();
        let mut all: Vec<&Container> = self.containers.iter().collect();
        all.sort_by_key(|container| std::cmp::Reverse((container.created, container.id)));
        let any_state = filter.all
            || filter.last.is_some()
            || before.is_some()
            || since.is_some()
            || !filter.status.is_empty()
            || !filter.exited.is_empty();
        let passes = |container: &&Container| {
            (any_state || container.state.running)
                && before.is_none_or(|other| container.created < other.created)
                && since.is_none_or(|other| container.created > other.created)
                && (filter.ancestors.is_empty() || self.descends(container.image, &images))
                && passes(container, filter)
        };
        let listed = all.into_iter().filter(passes).take(filter.last.unwrap_or(usize::MAX));
        Ok(listed.map(|container| self.container_summary(container)).collect())
    }

    /// Whether an image is one of these, or was made from one.
    fn descends(&self, image: ImageId, of: &[ImageId]) -> bool {
        let mut next = Some(image);
        // A chain of parents is no longer than there are images.
        for _ in 0..=self.images().count() {
            match next {
                Some(id) if of.contains(&id) => return true,
                Some(id) => next = self.image(id).and_then(|image| image.parent),
                None => return false,
            }
        }
        false
    }

    /// Bytes of a container's own files, and with those of its image.
    ///
    /// Model: moby `daemon/images/service.go` `GetContainerLayerSize`.
    pub fn container_size(&self, fs: &Fs, container: &Container) -> (u64, u64) {
        let own = container.layer.and_then(|layer| overlay2::size(fs, layer.dir()).ok()).unwrap_or(0);
        let parent = container.layer.and_then(|layer| layer.parent);
        (own, own + self.layers().stack(parent).iter().map(|layer| layer.record.size).sum::<u64>())
    }

    fn container_summary(&self, container: &Container) -> ContainerSummary {
        ContainerSummary {
            id: container.id,
            names: vec![container.name.clone()],
            image: self.image_shown(container),
            image_id: container.image,
            command: command(container),
            created: container.created,
            state: container.state.word(),
            ports: container.network_settings.ports.clone().unwrap_or_default(),
            labels: container.config.labels.clone().unwrap_or_default(),
            mounts: container.mount_points.values().cloned().collect(),
            networks: container.network_settings.networks.keys().cloned().collect(),
            container: container.clone(),
        }
    }

    /// The name that was typed, unless it leads to another image by now.
    fn image_shown(&self, container: &Container) -> String {
        let typed = &container.config.image;
        let is_id = container.image.to_string() == *typed
            || container.image.hex().starts_with(typed.as_str())
            || container.image.to_string().starts_with(typed.as_str());
        let leads_there = || {
            let name = Reference::parse(typed).ok().map(Reference::or_latest);
            name.and_then(|name| self.references.get(&name)) == Some(container.image)
        };
        if is_id && self.image(container.image).is_some() || leads_there() {
            typed.clone()
        } else {
            container.image.to_string()
        }
    }
}

/// What of a filter looks at the container alone.
///
/// Model: moby `daemon/list.go` `includeContainerInList`.
fn passes(container: &Container, filter: &ContainerFilter) -> bool {
    let any = |wanted: &[String], matches: &dyn Fn(&String) -> bool| wanted.is_empty() || wanted.iter().any(matches);
    let id = container.id.to_string();
    let volume = |wanted: &String| {
        container.mount_points.values().any(|mount| [&mount.name, &mount.source, &mount.destination].contains(&wanted))
    };
    let networks = &container.network_settings.networks;
    let network = |wanted: &String| networks.iter().any(|(name, end)| name == wanted || end.network_id == *wanted);
    any(&filter.ids, &|wanted| matches(wanted, &id))
        && any(&filter.names, &|wanted| matches(wanted, &container.name) || matches(wanted, container.short_name()))
        && filter.labels.iter().all(|label| container.has_label(label))
        && any(&filter.status, &|wanted| container.state.word() == wanted)
        && (filter.exited.is_empty() || has_exited(&container.state, &filter.exited))
        && any(&filter.volumes, &volume)
        && any(&filter.networks, &network)
        && (filter.published.is_empty() && filter.exposed.is_empty() || has_port(container, filter))
}

/// Whether one of its ports is wanted, as its network has them now.
fn has_port(container: &Container, filter: &ContainerFilter) -> bool {
    container.network_settings.ports.iter().flatten().any(|(port, bindings)| {
        let protocol = port.split('/').nth(1).unwrap_or("tcp");
        let published = |binding: &PortBinding| filter.published.contains(&format!("{}/{protocol}", binding.host_port));
        filter.exposed.contains(port) || bindings.iter().flatten().any(published)
    })
}

fn has_exited(state: &State, codes: &[i32]) -> bool {
    !state.running && state.has_started() && codes.contains(&state.exit_code)
}

/// The program and its arguments; those with a blank in quotes.
///
/// Model: `Snapshot`: `argsAsString`.
fn command(container: &Container) -> String {
    let quoted = |word: &String| if word.contains(' ') { format!("'{word}'") } else { word.clone() };
    let words = container.args.iter().map(quoted);
    std::iter::once(container.path.clone()).chain(words).collect::<Vec<_>>().join(" ")
}

/// Whether a filter's value is a part of a text, or is a pattern that it has. A pattern that is none matches nothing.
///
/// Model: moby `api/types/filters/parse.go` `Args.Match`.
fn matches(wanted: &str, text: &str) -> bool {
    text == wanted
        || Regex::new(wanted.as_bytes(), Flavor::Extended, false).is_ok_and(|regex| regex.is_match(text.as_bytes()))
}
