//! Checks of what is left: directories that belong to nothing, files that a command should have taken away.

use std::collections::BTreeSet;

use super::{Check, Checker, Finding};
use crate::disk::layout::{self, LayerDir};
use crate::disk::{layerdb, overlay2};
use crate::identity::LinkId;
use crate::vfs::{AbsPath, Name};

impl Checker<'_> {
    pub(super) fn orphans(&mut self) {
        let layers = self.records.values().map(|record| LayerDir::Plain(record.cache));
        let mounts = layerdb::list_mounts(self.fs).into_iter().filter_map(|id| layerdb::mount_record(self.fs, id));
        let mounts = mounts.flat_map(|mount| [LayerDir::Plain(mount.mount_id), mount.init_id]);
        let known: BTreeSet<LayerDir> = layers.chain(mounts).collect();
        for dir in overlay2::list(self.fs).into_iter().filter(|dir| !known.contains(dir)) {
            self.report(Check::Orphans, layout::layer_dir(dir), Finding::OrphanDir);
        }
        for name in self.list(&layout::links()) {
            let link = name.parse::<LinkId>().ok();
            let dir = link.and_then(|link| overlay2::linked_dir(self.fs, link));
            // One that leads to a directory whose `link` says otherwise belongs to nothing either.
            let is_known = dir.is_some_and(|dir| known.contains(&dir) && overlay2::link(self.fs, dir) == link);
            if !is_known {
                self.report(Check::Orphans, layout::links().join(&name), Finding::OrphanShortName { link });
            }
        }
    }

    pub(super) fn leftovers(&mut self) {
        let mut left: Vec<(AbsPath, String)> = Vec::new();
        for dir in [Self::below("tmp"), layout::layerdb_tmp()] {
            left.extend(self.list(&dir).into_iter().map(|name| (dir.clone(), name)));
        }
        let removing = self.list(&layout::layers()).into_iter().filter(|name| name.ends_with("-removing"));
        left.extend(removing.map(|name| (layout::layers(), name)));
        let of_containers: BTreeSet<LayerDir> = layerdb::list_mounts(self.fs)
            .into_iter()
            .filter_map(|id| layerdb::mount_record(self.fs, id))
            .map(|mount| LayerDir::Plain(mount.mount_id))
            .collect();
        for dir in overlay2::list(self.fs).into_iter().filter(|dir| !of_containers.contains(dir)) {
            let own = layout::layer_dir(dir);
            if self.exists(&own.join("merged")) {
                left.push((own, "merged".to_owned()));
            }
        }
        for (dir, name) in left {
            self.report(Check::Leftovers, dir.join(&name), Finding::Leftover { name: Name::new(&name) });
        }
    }
}
