//! The kinds of input, and what else an input may look like.

use super::docker_inspect::{self, Object};
use super::fault::Target;
use super::host_path::HostPath;
use super::manifest::{self, Shape};
use super::{config, images_table, listing, mounts, repositories, store_file};
use crate::json::{self, Type, Value};
use crate::pace::Pace;

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `image/overlay2/repositories.json`
    Repositories,
    /// `image/overlay2/imagedb/content/sha256/<image ID>`
    ImageConfig,
    /// A manifest of one image.
    Manifest,
    /// A manifest list or index.
    ManifestList,
    /// `docker inspect` of an image.
    ImageInspect,
    /// `docker inspect` of a container.
    ContainerInspect,
    /// `docker images`
    ImagesTable,
    /// `mount -t overlay` or `/proc/mounts`
    Mounts,
    /// Files of layerdb or overlay2, with their paths.
    StoreFiles,
    /// `tree`, `find` or `ls` of Docker's directories.
    Listing,
    /// None of these.
    Unknown,
}

impl Kind {
    /// The word in the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Repositories => "repositories.json",
            Self::ImageConfig => "image-config",
            Self::Manifest => "manifest",
            Self::ManifestList => "manifest-list",
            Self::ImageInspect => "image-inspect",
            Self::ContainerInspect => "container-inspect",
            Self::ImagesTable => "images-table",
            Self::Mounts => "mounts",
            Self::StoreFiles => "store-files",
            Self::Listing => "listing",
            Self::Unknown => "unknown",
        }
    }
}

impl From<Object> for Kind {
    fn from(object: Object) -> Self {
        match object {
            Object::Image => Self::ImageInspect,
            Object::Container => Self::ContainerInspect,
        }
    }
}

/// What an input looks like that is none of the kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksLike {
    /// Nothing known.
    Nothing,
    /// JSON with other keys; its type.
    Json(Type),
    /// `docker inspect` of something that does not exist: `[]`.
    EmptyInspect,
    /// `manifest.json` of `docker save`.
    SavedManifest,
    /// `repositories` of `docker save` before 1.10.
    SavedRepositories,
    /// A manifest of the first schema.
    OldManifest,
    /// `config.v2.json` of a container.
    ContainerConfig,
    /// A file of `distribution/v2metadata-by-diffid`.
    V2Metadata,
    /// A hash by itself.
    BareHash,
    /// A tar or gzip file.
    Archive,
    /// Zero bytes only, as a file is after a loss of power.
    Zeros,
    /// The table of `docker ps`.
    ContainersTable,
    /// What a command says when it fails.
    ErrorMessage,
}

/// The kind of a JSON value.
pub(super) fn of_json(root: Value<'_, '_>, text: &[u8], path: Option<&HostPath>) -> Kind {
    // Where the reader did not come far, the word itself tells.
    let mentions = || !root.is_complete() && text.windows(12).any(|word| word == b"Repositories");
    if path == Some(&HostPath::Repositories) || repositories::recognise(root) {
        return Kind::Repositories;
    }
    if let Some(shape) = manifest::recognise(root) {
        return if shape == Shape::List { Kind::ManifestList } else { Kind::Manifest };
    }
    if config::recognise(root) || matches!(path, Some(HostPath::Config(_))) {
        return Kind::ImageConfig;
    }
    match docker_inspect::recognise(root) {
        Some(object) => object.into(),
        None if mentions() => Kind::Repositories,
        None => Kind::Unknown,
    }
}

/// The kind of a text.
pub(super) async fn of_text<'l>(
    lines: impl Iterator<Item = &'l str>,
    path: Option<&HostPath>,
    command: Option<&str>,
    pace: &Pace<'_>,
) -> Kind {
    if path.is_some_and(store_file::recognise) {
        return Kind::StoreFiles;
    }
    if path == Some(&HostPath::Repositories) {
        return Kind::Repositories;
    }
    for line in lines {
        pace.step(256 + line.len()).await;
        // It does not begin as JSON does, but is one: hidden characters, colours, line numbers before it.
        if line.contains("\"Repositories\"") {
            return Kind::Repositories;
        }
        if store_file::grep_line(line).is_some() {
            return Kind::StoreFiles;
        }
        if images_table::recognise(line) {
            return Kind::ImagesTable;
        }
        if mounts::recognise(line) {
            return Kind::Mounts;
        }
        if listing::recognise(line) {
            return Kind::Listing;
        }
    }
    if command.is_some_and(listing::is_listing) { Kind::Listing } else { Kind::Unknown }
}

/// What a JSON value of no kind looks like.
pub(super) fn guess_json(root: Value<'_, '_>) -> LooksLike {
    let has = |value: Value<'_, '_>, name| value.get(name).is_some();
    match root.kind() {
        Type::Array => match root.elements().next() {
            None => LooksLike::EmptyInspect,
            Some(first) if has(first, "Config") && has(first, "Layers") => LooksLike::SavedManifest,
            Some(first) if has(first, "Digest") && has(first, "SourceRepository") => LooksLike::V2Metadata,
            Some(_) => LooksLike::Json(Type::Array),
        },
        Type::Object if has(root, "fsLayers") => LooksLike::OldManifest,
        Type::Object if has(root, "ID") && has(root, "State") => LooksLike::ContainerConfig,
        Type::Object if saved_repositories(root) => LooksLike::SavedRepositories,
        other => LooksLike::Json(other),
    }
}

fn saved_repositories(root: Value<'_, '_>) -> bool {
    let is_hex = |value: Value<'_, '_>| value.as_str().is_some_and(|text| is_hash(&text));
    root.members()
        .any(|member| member.value.is_some_and(|map| map.members().any(|entry| entry.value.is_some_and(is_hex))))
}

/// What Go says of such JSON as a repositories.json.
pub(super) fn refusal(looks_like: LooksLike) -> Option<String> {
    match looks_like {
        LooksLike::Json(Type::Object | Type::Null) => None,
        LooksLike::Json(kind) => Some(Target::Store.refusal(kind)),
        LooksLike::EmptyInspect => Some(Target::Store.refusal(Type::Array)),
        LooksLike::Zeros => json::parse(b"\0", 0).error.map(|error| error.to_string()),
        _ => None,
    }
}

/// What a text of no kind looks like.
pub(super) fn guess_text(bytes: &[u8]) -> LooksLike {
    if bytes.starts_with(b"\x1f\x8b") || bytes.get(257..262) == Some(b"ustar") {
        return LooksLike::Archive;
    }
    if bytes.iter().all(|byte| *byte == 0) {
        return LooksLike::Zeros;
    }
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let text = String::from_utf8_lossy(head);
    let text = text.trim();
    if is_hash(text.strip_prefix("sha256:").unwrap_or(text)) {
        return LooksLike::BareHash;
    }
    let value = json::parse(bytes, 0);
    if let (None, Some(root)) = (value.error, value.tree.root())
        && bytes.get(value.end..).is_some_and(|rest| rest.trim_ascii().is_empty())
    {
        return LooksLike::Json(root.kind());
    }
    if !text.is_empty() && text.lines().all(is_error_message) {
        return LooksLike::ErrorMessage;
    }
    if text.starts_with("CONTAINER ID") { LooksLike::ContainersTable } else { LooksLike::Nothing }
}

/// Whether a program says in `line` why it did not do what it should.
pub(super) fn is_error_message(line: &str) -> bool {
    let line = line.trim();
    let reasons = ["Permission denied", "No such file or directory", "command not found", "Operation not permitted"];
    let docker = ["Error: No such ", "Error response from daemon: ", "error during connect: "];
    (line.contains(": ") && reasons.iter().any(|reason| line.ends_with(reason)))
        || docker.iter().any(|beginning| line.starts_with(beginning))
        || line.contains("connect to the Docker daemon")
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|c| c.is_ascii_hexdigit())
}
