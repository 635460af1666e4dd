//! Layers as they travel: gzip and tar in, tar-split records that rebuild the tar byte for byte.
//!
//! Model: moby `pkg/archive`, Go `archive/tar`, vbatts/tar-split.

pub mod compression;
mod crc64;
mod gzip;
pub mod name;
mod stream;
pub mod tar;
pub mod tar_split;
mod unpack;
pub mod whiteout;

pub use crc64::crc64;
pub use gzip::{GzipError, crc32, gunzip, gzip};
pub use stream::TarStream;
pub use tar::{Entry, EntryKind, Reader, TarError};
pub use unpack::{UnpackError, Unpacked, Unpacker};
