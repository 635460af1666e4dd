//! Checks of containers: what dockerd knows of them, and their own layers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Check, Checker, Finding, Problem};
use crate::disk::layerdb::{self, MountRecord};
use crate::disk::layout::{self, LayerDir};
use crate::disk::overlay2;
use crate::identity::{CacheId, ChainId, ContainerId};
use crate::vfs::AbsPath;

impl Checker<'_> {
    pub(super) fn containers(&mut self) {
        let with_layers: BTreeSet<ContainerId> = layerdb::list_mounts(self.fs).into_iter().collect();
        let names = self.list(&Self::below("containers"));
        let known: BTreeSet<ContainerId> = names.iter().filter_map(|name| name.parse().ok()).collect();
        for id in with_layers.difference(&known) {
            self.report(Check::Container, layout::container_layer(*id), Finding::LayersWithoutContainer);
        }
        for id in known.difference(&with_layers) {
            self.report(Check::Container, layout::container(*id), Finding::ContainerWithoutLayers);
        }
        for id in &with_layers {
            match layerdb::mount_record(self.fs, *id) {
                Some(record) => self.container_layers(&record),
                None => self.mount_files(*id),
            }
        }
        for id in known {
            self.container(id);
        }
    }

    /// Which files of a record make it unreadable.
    fn mount_files(&mut self, id: ContainerId) {
        let dir = layout::container_layer(id);
        let (mount, init) = (dir.join("mount-id"), dir.join("init-id"));
        let mount_problem = self.problem(&mount, |text| text.parse::<CacheId>().is_ok());
        let init_problem = self.problem(&init, |text| text.parse::<LayerDir>().is_ok());
        for (path, problem) in [(mount, mount_problem), (init, init_problem)] {
            if let Some(problem) = problem {
                self.report(Check::MountRecord, path, Finding::MountFile(problem));
            }
        }
    }

    fn container_layers(&mut self, record: &MountRecord) {
        let path = layout::container_layer(record.container).join("parent");
        let image = match self.problem(&path, |text| text.parse::<ChainId>().is_ok()) {
            Some(Problem::Damaged) => {
                self.report(Check::MountRecord, path, Finding::MountFile(Problem::Damaged));
                return;
            }
            // The image has no layers.
            Some(Problem::Missing) => None,
            None => {
                let below = record.parent.and_then(|parent| self.records.get(&parent));
                match (below, record.parent) {
                    (None, Some(parent)) => {
                        self.report(Check::MountRecord, path, Finding::NoParent { parent });
                        return;
                    }
                    (below, _) => below.map(|below| LayerDir::Plain(below.cache)),
                }
            }
        };
        let own = LayerDir::Plain(record.mount_id);
        for dir in [record.init_id, own] {
            if !self.exists(&overlay2::diff_dir(dir)) {
                let finding = Finding::NoContainerDir { container: record.container };
                self.report(Check::MountLayers, overlay2::diff_dir(dir), finding);
            }
        }
        let before = self.found.len();
        self.driver_files(record.init_id, image, image.is_some());
        self.driver_files(own, Some(record.init_id), true);
        // The same faults, by the name of the check that they belong to here.
        for violation in &mut self.found[before..] {
            violation.check = Check::MountLayers;
        }
    }

    fn container(&mut self, id: ContainerId) {
        let dir = layout::container(id);
        let (config, host) = (dir.join("config.v2.json"), dir.join("hostconfig.json"));
        let is_json = |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object());
        for path in [&config, &host] {
            if let Some(problem) = self.problem(path, is_json) {
                self.report(Check::Container, path.clone(), Finding::ContainerFile(problem));
            }
        }
        let text = crate::disk::text(self.fs, &config).unwrap_or_default();
        let Ok(value) = serde_json::from_str::<Value>(&text) else { return };
        let says = value["ID"].as_str().unwrap_or_default();
        if says != id.to_string() {
            self.report(Check::Container, config, Finding::OtherContainer { says: says.to_owned() });
        }
        self.merged(id, runs(&value));
        for point in value["MountPoints"].as_object().into_iter().flat_map(serde_json::Map::values) {
            let volume = point["Name"].as_str().unwrap_or_default();
            let path = layout::volume_data(volume);
            if point["Type"] == "volume" && !volume.is_empty() && !self.exists(&path) {
                let finding = Finding::NoVolume { container: id, volume: volume.to_owned() };
                self.report(Check::Volume, path, finding);
            }
        }
    }

    pub(super) fn mounts(&mut self, mounted: &BTreeSet<AbsPath>) {
        for record in layerdb::list_mounts(self.fs).into_iter().filter_map(|id| layerdb::mount_record(self.fs, id)) {
            let path = overlay2::merged_dir(LayerDir::Plain(record.mount_id));
            let container = record.container;
            let config = crate::disk::text(self.fs, &layout::container(container).join("config.v2.json"));
            let value = config.and_then(|text| serde_json::from_str::<Value>(&text).ok()).unwrap_or_default();
            match (runs(&value), mounted.contains(&path)) {
                (true, false) => self.report(Check::Mounted, path, Finding::RunningNotMounted { container }),
                (false, true) => self.report(Check::Mounted, path, Finding::MountedNotRunning { container }),
                _ => {}
            }
        }
    }

    fn merged(&mut self, container: ContainerId, is_running: bool) {
        let Some(record) = layerdb::mount_record(self.fs, container) else { return };
        let path = layout::layer_dir(LayerDir::Plain(record.mount_id)).join("merged");
        match (is_running, self.exists(&path)) {
            (true, false) => self.report(Check::Merged, path, Finding::RunningWithoutMerged { container }),
            (false, true) => self.report(Check::Merged, path, Finding::MergedWithoutRunning { container }),
            _ => {}
        }
    }
}

/// Whether a container's record says that it runs, and not that it is about to be started again.
fn runs(value: &Value) -> bool {
    let is = |name: &str| value["State"][name].as_bool().unwrap_or_default();
    is("Running") && !is("Restarting")
}
