//! Persistent collections: cloning is O(1), a change copies one path, and two versions can be compared in time proportional
//! to what differs, because shared parts are recognised by their pointers and skipped.
//!
//! That last property is why these are ours: the kept persistent-collection crates share structure but do not offer a
//! comparison that skips it (or weigh three times as much in the wasm). See `docs/decisions/001-persistent-disk.md`.

mod treap;
mod trie;

pub use treap::{Iter, Priority, Treap};
pub use trie::Trie;

/// One difference between two versions of a map.
#[derive(Debug, PartialEq, Eq)]
pub enum Delta<'a, V> {
    /// Only in the newer version.
    Added(&'a V),
    /// Only in the older version.
    Removed(&'a V),
    /// In both, with different values.
    Changed(&'a V, &'a V),
}
