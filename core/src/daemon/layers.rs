//! The layers that the daemon knows.
//!
//! Model: moby `layer/layer_store.go`. Reference counts are not kept: whether a layer is held is asked of what holds it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::disk::layerdb::{self, Record};
use crate::disk::layout::LayerDir;
use crate::identity::{ChainId, DiffId};
use crate::vfs::Fs;

/// An image may have so many layers (`layer.maxLayerDepth`).
pub(super) const MAX_DEPTH: usize = 125;

/// A layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// What its record says.
    pub record: Record,
    /// Its position: the base is 1.
    pub depth: usize,
}

impl Layer {
    /// Its directory.
    pub const fn dir(&self) -> LayerDir {
        LayerDir::Plain(self.record.cache)
    }
}

/// All layers. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct LayerStore(Rc<BTreeMap<ChainId, Layer>>);

impl LayerStore {
    /// The layers on a disk. One whose record is damaged, or whose parent is missing, is passed over.
    pub(super) fn restore(fs: &Fs) -> Self {
        let records = layerdb::list(fs).into_iter().filter_map(|chain| Some((chain, layerdb::record(fs, chain)?)));
        let records: BTreeMap<ChainId, Record> = records.collect();
        let depth = |record: &Record| {
            let mut depth = 1;
            let mut parent = record.parent;
            while let Some(chain) = parent {
                parent = records.get(&chain)?.parent;
                depth += 1;
                // A record that is its own ancestor is damaged.
                if depth > records.len() {
                    return None;
                }
            }
            Some(depth)
        };
        let layers = records
            .iter()
            .filter_map(|(chain, record)| Some((*chain, Layer { record: record.clone(), depth: depth(record)? })));
        Self(Rc::new(layers.collect()))
    }

    /// A layer.
    pub fn get(&self, chain: ChainId) -> Option<&Layer> {
        self.0.get(&chain)
    }

    /// All layers, in the order of chainIDs.
    pub fn iter(&self) -> impl Iterator<Item = &Layer> {
        self.0.values()
    }

    /// Whether a layer stands on this one.
    pub fn has_child(&self, chain: ChainId) -> bool {
        self.0.values().any(|layer| layer.record.parent == Some(chain))
    }

    /// The layers from this one down to its base.
    pub fn stack(&self, top: Option<ChainId>) -> Vec<&Layer> {
        let mut stack = Vec::new();
        let mut next = top;
        while let Some(layer) = next.and_then(|chain| self.get(chain)) {
            stack.push(layer);
            next = layer.record.parent;
        }
        stack
    }

    /// The diffIDs of a stack, base first.
    pub fn diff_ids(&self, top: Option<ChainId>) -> Vec<DiffId> {
        self.stack(top).iter().rev().map(|layer| layer.record.diff).collect()
    }

    pub(super) fn insert(&mut self, layer: Layer) {
        Rc::make_mut(&mut self.0).insert(layer.record.chain, layer);
    }

    pub(super) fn remove(&mut self, chain: ChainId) {
        Rc::make_mut(&mut self.0).remove(&chain);
    }
}
