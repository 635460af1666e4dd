//! The colours of names.

use crate::kernel::Stat;
use crate::vfs::FileType;

/// The colour of a name where `LS_COLORS` says nothing.
pub(super) fn of(stat: &Stat) -> &'static str {
    let has = |bits: u16| stat.mode & bits == bits;
    match stat.file_type {
        FileType::Dir if has(0o1002) => "30;42",
        FileType::Dir if has(0o002) => "34;42",
        FileType::Dir if has(0o1000) => "37;44",
        FileType::Dir => "01;34",
        FileType::Symlink => "01;36",
        FileType::Fifo => "33",
        FileType::Socket => "01;35",
        FileType::Block | FileType::Char => "01;33",
        FileType::File if has(0o4000) => "37;41",
        FileType::File if has(0o2000) => "30;43",
        FileType::File if stat.mode & 0o111 != 0 => "01;32",
        FileType::File => "",
    }
}

/// A name without its colour.
pub(super) fn plain(name: &[u8]) -> Vec<u8> {
    let mut pieces = name.split(|c| *c == 0x1b);
    let first = pieces.next().unwrap_or_default().to_vec();
    pieces.fold(first, |mut all, piece| {
        all.extend(piece.iter().skip_while(|c| **c != b'm').skip(1));
        all
    })
}
