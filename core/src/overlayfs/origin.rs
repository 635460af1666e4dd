//! File handles: how an upper object remembers what it was copied up from.
//!
//! The value is the kernel's `struct ovl_fb` with an ext4 handle (inode number and generation) in it. Numbers are never reused
//! here, so a handle either leads to its inode or is stale.

use super::Overlay;
use super::xattr::Own;
use crate::vfs::{Errno, Fs, Ino};

const MAGIC: u8 = 0xfb;
const LEN: u8 = 29;
/// `FILEID_INO32_GEN`
const KIND: u8 = 1;
/// The UUID of the simulated disk.
const UUID: [u8; 16] = *b"\xd7\x0c\x4d\x0c\x5e\xa5\x4d\x1e\xb0\xa7\x00\x0d\x0c\x4e\x40\x01";

/// The handle of an inode.
pub(super) fn encode(ino: Ino) -> Vec<u8> {
    let mut handle = vec![0, MAGIC, LEN, 0, KIND];
    handle.extend_from_slice(&UUID);
    handle.extend_from_slice(&(ino.0 as u32).to_le_bytes());
    handle.extend_from_slice(&[0; 4]);
    handle
}

/// The number in a handle. `None` if it is not one of this disk's.
pub(super) fn decode(handle: &[u8]) -> Option<Ino> {
    let rest = handle.strip_prefix(&[0, MAGIC, LEN, 0, KIND])?.strip_prefix(&UUID)?;
    let number: [u8; 4] = rest.get(..4)?.try_into().ok()?;
    Some(Ino(u64::from(u32::from_le_bytes(number))))
}

/// The name of an inode's entry in the index: its handle in hex.
pub(super) fn index_name(ino: Ino) -> Vec<u8> {
    encode(ino).iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|n| b"0123456789abcdef"[usize::from(n)]).collect()
}

impl Overlay {
    /// What an upper file was copied up from. `None` if that is not known or gone; `EIO` if it is of another type.
    pub(super) fn origin_of(&self, fs: &Fs, upper: Ino) -> Result<Option<Ino>, Errno> {
        let inode = fs.inode(upper)?;
        let Some(origin) = self.own(inode, Own::Origin).and_then(|handle| decode(handle)) else { return Ok(None) };
        match fs.get(origin) {
            None => Ok(None),
            Some(found) if found.file_type() == inode.file_type() => Ok(Some(origin)),
            Some(_) => Err(Errno::EIO),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_round_trip() {
        assert_eq!(decode(&encode(Ino(123_456))), Some(Ino(123_456)));
        assert_eq!(encode(Ino(1)).len(), usize::from(LEN));
        assert_eq!(index_name(Ino(1)).len(), 58);
        assert_eq!(decode(b"\0\xfb"), None);
    }
}
