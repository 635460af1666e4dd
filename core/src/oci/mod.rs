//! What travels between a registry and a host: descriptors, manifests, lists of manifests, image configs. Knows no disk.
//!
//! ```text
//! tag ──► manifest list ──(platform)──► manifest ──► config      what to run, history, rootfs.diff_ids
//!                                            └─────► layers      digest and size of every blob, lowest first
//! ```
//!
//! Source: Docker Registry "Image Manifest V2, Schema 2"; OCI image-spec `manifest.md`, `image-index.md`, `config.md`.

pub mod change;
mod change_words;
mod config;
mod config_write;
mod descriptor;
mod fields;
mod manifest;
pub mod media_type;
mod platform;
mod run_config;
mod v1;

pub use config::{History, ImageConfig, RootFs};
pub use descriptor::Descriptor;
pub use fields::UnmarshalError;
pub use manifest::{ImageManifest, Manifest, ManifestError, ManifestList};
pub use platform::{ParsePlatformError, Platform};
pub use run_config::{Healthcheck, NameSet, RunConfig};
pub use v1::V1Image;
