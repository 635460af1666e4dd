//! The names of the formats, and which of them Docker 20.10 takes.
//!
//! Source: moby `distribution/registry.go` (`supportedMediaTypes`, `defaultImageTypes`, `mediaTypeClasses`).

/// Docker's image manifest.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// Docker's list of manifests, one per platform.
pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// Docker's image config.
pub const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
/// Docker's layer: a tar in gzip.
pub const DOCKER_LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";
/// OCI's image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// OCI's list of manifests.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// OCI's image config.
pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// OCI's layer: a plain tar.
pub const OCI_LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
/// OCI's layer: a tar in gzip.
pub const OCI_LAYER_GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// Types that old registries give for anything.
const LEGACY: [&str; 4] = ["application/octet-stream", "application/json", "text/html", ""];

/// Whether a config or a layer may have this type: one of Docker's or OCI's images, or one of the old ones.
///
/// Model: moby `distribution/pull_v2.go` `checkSupportedMediaType`: the prefixes end at a dot.
pub fn is_supported(media_type: &str) -> bool {
    let lower = media_type.to_ascii_lowercase();
    LEGACY.contains(&lower.as_str())
        || ["application/vnd.oci.image", "application/vnd.docker"]
            .iter()
            .any(|prefix| lower.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

/// Whether the config of a Docker manifest may have this type if an image is wanted.
pub fn is_image_config(media_type: &str) -> bool {
    media_type == DOCKER_CONFIG || media_type == OCI_CONFIG || LEGACY.contains(&media_type)
}

/// What a config of this type belongs to, in Docker's words.
pub fn class(media_type: &str) -> &'static str {
    match media_type {
        "application/vnd.docker.plugin.v1+json" => "plugin",
        _ if is_image_config(media_type) => "image",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken() {
        for good in [DOCKER_LAYER, OCI_LAYER, OCI_LAYER_GZIP, "", "text/html", "application/vnd.oci.image"] {
            assert!(is_supported(good), "{good}");
        }
        for bad in ["application/vnd.oci.images_are_fun", "application/vnd.cncf.helm.config.v1+json", "text/plain"] {
            assert!(!is_supported(bad), "{bad}");
        }
        assert_eq!(class("application/vnd.docker.plugin.v1+json"), "plugin");
    }
}
