//! `source:target[:mode]`: what `-v` says.
//!
//! Model: moby `volume/mounts/linux_parser.go` `ParseMountRaw`.

use super::ContainerError;
use crate::vfs::AbsPath;

/// What `-v` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bind {
    /// A path of the host, or the name of a volume.
    pub(super) source: String,
    /// A path of the container.
    pub(super) destination: String,
    /// `ro`, `rw`, `z`, `nocopy`, …
    pub(super) mode: String,
}

/// Reads `source:target[:mode]`.
pub(super) fn parse(text: &str) -> Result<Bind, ContainerError> {
    let invalid = || ContainerError::Invalid(format!("invalid volume specification: '{text}'"));
    let parts: Vec<&str> = text.split(':').collect();
    let (source, destination, mode) = match parts[..] {
        [source, destination] => (source, destination, ""),
        [source, destination, mode] => (source, destination, mode),
        _ => return Err(invalid()),
    };
    if source.is_empty() || destination.is_empty() {
        return Err(invalid());
    }
    if !mode.split(',').all(is_mode) {
        return Err(ContainerError::Invalid(format!("invalid mode: {mode}")));
    }
    // Begins what is said of a destination. Model: moby `volume/mounts/validate.go` `errMountConfig`.
    let kind = if source.starts_with('/') { "bind" } else { "volume" };
    let config = format!("invalid mount config for type \"{kind}\"");
    if !destination.starts_with('/') {
        let why = format!("{config}: invalid mount path: '{destination}' mount path must be absolute");
        return Err(ContainerError::Invalid(format!("invalid volume specification: '{text}': {why}")));
    }
    let cleaned = |path: &str| AbsPath::new(path).to_string();
    if cleaned(destination) == "/" {
        let why = format!("{config}: invalid specification: destination can't be '/'");
        return Err(ContainerError::Invalid(format!("invalid volume specification: '{text}': {why}")));
    }
    let source = if source.starts_with('/') {
        cleaned(source)
    } else {
        volume_name(source)?;
        source.to_owned()
    };
    Ok(Bind { source, destination: cleaned(destination), mode: mode.to_owned() })
}

fn is_mode(word: &str) -> bool {
    matches!(
        word,
        "" | "ro"
            | "rw"
            | "z"
            | "Z"
            | "nocopy"
            | "private"
            | "rprivate"
            | "shared"
            | "rshared"
            | "slave"
            | "rslave"
            | "consistent"
            | "cached"
            | "delegated"
    )
}

fn volume_name(name: &str) -> Result<(), ContainerError> {
    if super::reserve::is_valid(name) {
        return Ok(());
    }
    Err(ContainerError::Invalid(format!(
        "create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are \
         allowed. If you intended to pass a host directory, use absolute path"
    )))
}
