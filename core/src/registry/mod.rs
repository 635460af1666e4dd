//! What the far side serves: registries with their repositories, tags, manifests and blobs, as data.
//!
//! ```text
//! Network ── host name ──► Registry ── path ──► Repository ── tag ──► manifest digest ──► bytes, media type
//!    └── mirrors asked before docker.io └── digest ──► Blob: bytes, or a layer of which not every byte is known
//! ```
//!
//! A registry never changes during a session. Whatever can go wrong on its side is data, too: a repository that is refused, a
//! blob whose bytes do not hash to its digest, a blob that is slow.
//!
//! Source: Docker Registry HTTP API V2; OCI distribution-spec.

mod blob;
mod error;
mod network;
mod push;
mod store;

pub use blob::{AbridgedLayer, Blob, Origin, StoredManifest};
pub use error::{ApiError, ErrorCode};
pub use network::{Endpoint, Network, Reach};
pub use push::{Dialect, Pushed};
pub use store::{Registry, Repository, UnknownRepository};
