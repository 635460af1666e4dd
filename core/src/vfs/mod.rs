//! A small persistent Linux filesystem: what a disk holds, without permission checks, mounts or open files.
//!
//! ```text
//! Fs ── inode table (persistent array) ── Inode { mode, owner, times, xattrs, links, Node }
//!                                                   Node::Dir ── entries: name → inode number
//!                                                   Node::File ── Content::Bytes | Content::Known { size, sha256 }
//! ```
//!
//! - Cloning an [`Fs`] is O(1); every step of a trace keeps one before and one after.
//! - [`changes`] compares two states in time proportional to what differs.
//! - Inodes know their own directory entries (`links`), so a path can be told from a number and hard links are honest.
//! - It knows nothing of Docker, and nothing of users: [`kernel`](crate::kernel) checks permissions and walks paths.
//!
//! Limits: inode numbers are handed out in sequence and never reused; directories have no order but that of their names'
//! bytes; atime is what was set, reads do not touch it.

mod attr;
mod change;
mod content;
mod errno;
mod fs;
mod inode;
mod path;

pub use attr::{DirEntry, SetAttr, SetXattr};
pub use change::{Change, ChangeKind, changes};
pub use content::{Content, Unknown};
pub use errno::Errno;
pub use fs::{Fs, RenameMode};
pub use inode::{Dev, FileType, Ino, Inode, Link, Meta, Node, Xattrs};
pub use path::{AbsPath, Name};
