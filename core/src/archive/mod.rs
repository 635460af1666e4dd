//! Layers as they travel: gzip and tar in, tar-split records that rebuild the tar byte for byte; directories packed into a tar,
//! and compared with one another.
//!
//! Model: moby `pkg/archive`, Go `archive/tar`, vbatts/tar-split.

mod changes;
pub mod compression;
mod crc64;
mod gzip;
pub mod name;
mod pack;
mod stream;
pub mod tar;
pub mod tar_split;
mod unpack;
pub mod whiteout;

pub use changes::{TreeChange, TreeChangeKind, tree_changes};
pub use crc64::crc64;
pub use gzip::{GzipError, crc32, gunzip, gzip};
pub use pack::{Packer, Whiteouts};
pub use stream::TarStream;
pub use tar::{Entry, EntryKind, Reader, TarError};
pub use unpack::{UnpackError, Unpacked, Unpacker, unpack};
