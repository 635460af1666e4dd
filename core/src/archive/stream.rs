//! A layer's tar, whole or with some bodies left out.

use std::rc::Rc;

use super::tar::{Gap, Reader};
use crate::digest::Sha256;

/// The bytes of a tar archive, and the places where a file's body is left out of them.
///
/// An archive without gaps hashes to its diffID. One with gaps has every header, so that it unpacks and its tar-split records
/// can be made, but nothing that it hashes to is a diffID: that must be told from elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct TarStream {
    /// The bytes.
    pub bytes: Rc<[u8]>,
    /// The gaps, in the order in which they come.
    pub gaps: Rc<[Gap]>,
}

impl TarStream {
    /// An archive with nothing left out.
    pub fn whole(bytes: impl Into<Rc<[u8]>>) -> Self {
        Self { bytes: bytes.into(), gaps: Rc::from([]) }
    }

    /// Whether nothing is left out.
    pub fn is_whole(&self) -> bool {
        self.gaps.is_empty()
    }

    /// How many bytes the archive would have with nothing left out.
    pub fn size(&self) -> u64 {
        self.bytes.len() as u64 + self.gaps.iter().map(|gap| gap.missing.size).sum::<u64>()
    }

    /// The hash of the archive; none if something is left out.
    pub fn sha256(&self) -> Option<Sha256> {
        self.is_whole().then(|| Sha256::of(&self.bytes))
    }

    /// A reader of its entries.
    pub fn reader(&self) -> Reader<'_> {
        Reader::with_gaps(&self.bytes, &self.gaps)
    }
}

impl std::fmt::Debug for TarStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TarStream({} bytes, {} gaps)", self.bytes.len(), self.gaps.len())
    }
}
