//! Making an image of bytes: what `docker push` leaves in a registry.

use std::rc::Rc;

use serde::Serialize;

use super::Registry;
use crate::archive::compression::Compression;
use crate::digest::Sha256;
use crate::identity::{ImageId, LayerDigest, ManifestDigest};
use crate::json;
use crate::oci::{Platform, media_type};

/// The two families of media types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Docker's schema 2.
    Docker,
    /// OCI's.
    Oci,
}

impl Dialect {
    /// The types of manifest, list, config, and of a layer that is packed so.
    const fn media_types(self, compression: Compression) -> [&'static str; 4] {
        match (self, compression) {
            (Self::Docker, _) => [
                media_type::DOCKER_MANIFEST,
                media_type::DOCKER_LIST,
                media_type::DOCKER_CONFIG,
                media_type::DOCKER_LAYER,
            ],
            (Self::Oci, Compression::Plain) => {
                [media_type::OCI_MANIFEST, media_type::OCI_INDEX, media_type::OCI_CONFIG, media_type::OCI_LAYER]
            }
            (Self::Oci, _) => {
                [media_type::OCI_MANIFEST, media_type::OCI_INDEX, media_type::OCI_CONFIG, media_type::OCI_LAYER_GZIP]
            }
        }
    }
}

/// What an image in a registry is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// Its manifest.
    pub manifest: ManifestDigest,
    /// Length of the manifest in bytes.
    pub manifest_size: u64,
    /// Its dialect.
    pub dialect: Dialect,
    /// Its config.
    pub image: ImageId,
    /// Its layers, lowest first.
    pub layers: Vec<LayerDigest>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ManifestJson {
    schema_version: u8,
    media_type: &'static str,
    config: DescriptorJson,
    layers: Vec<DescriptorJson>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListJson {
    schema_version: u8,
    media_type: &'static str,
    manifests: Vec<DescriptorJson>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DescriptorJson {
    media_type: &'static str,
    size: u64,
    digest: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<PlatformJson>,
}

#[derive(Serialize)]
struct PlatformJson {
    architecture: String,
    os: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    variant: String,
}

impl Registry {
    /// Adds an image to the repository `path`: its config's bytes, and its layers as they travel, lowest first.
    pub fn push(&mut self, path: &str, dialect: Dialect, config: &[u8], layers: &[Rc<[u8]>]) -> Pushed {
        let [manifest_type, _, config_type, _] = dialect.media_types(Compression::Gzip);
        let descriptor = |media_type, bytes: &[u8]| DescriptorJson {
            media_type,
            size: bytes.len() as u64,
            digest: Sha256::of(bytes).prefixed(),
            platform: None,
        };
        let layer = |bytes: &Rc<[u8]>| {
            let [_, _, _, layer_type] = dialect.media_types(Compression::detect(bytes));
            descriptor(layer_type, bytes)
        };
        let manifest = ManifestJson {
            schema_version: 2,
            media_type: manifest_type,
            config: descriptor(config_type, config),
            layers: layers.iter().map(layer).collect(),
        };
        let text = json::encode_indented(&manifest, "   ");
        let manifest_size = text.len() as u64;
        let image = ImageId(self.put_bytes(config));
        let layers = layers.iter().map(|bytes| LayerDigest(self.put_bytes(Rc::clone(bytes)))).collect();
        let manifest = self.put_manifest(path, manifest_type, text.into_bytes());
        Pushed { manifest, manifest_size, dialect, image, layers }
    }

    /// Adds a list of images that are in the repository, each for a platform; gives its digest.
    pub fn push_list(&mut self, path: &str, dialect: Dialect, images: &[(Platform, &Pushed)]) -> ManifestDigest {
        let [_, list_type, _, _] = dialect.media_types(Compression::Gzip);
        let entry = |(platform, image): &(Platform, &Pushed)| {
            let [manifest_type, _, _, _] = image.dialect.media_types(Compression::Gzip);
            let Platform { os, architecture, variant } = platform.clone();
            DescriptorJson {
                media_type: manifest_type,
                size: image.manifest_size,
                digest: image.manifest.to_string(),
                platform: Some(PlatformJson { architecture, os, variant }),
            }
        };
        let manifests = images.iter().map(entry).collect();
        let list = ListJson { schema_version: 2, media_type: list_type, manifests };
        self.put_manifest(path, list_type, json::encode_indented(&list, "   ").into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::gzip;
    use crate::oci::Manifest;

    #[test]
    fn what_is_pushed_can_be_read() {
        let mut registry = Registry::default();
        let layer: Rc<[u8]> = gzip(&[0; 1024]).into();
        let pushed = registry.push("library/x", Dialect::Docker, b"{}", &[Rc::clone(&layer)]);
        let list = registry.push_list("library/x", Dialect::Oci, &[(Platform::new("linux", "amd64"), &pushed)]);
        registry.tag("library/x", "1", list);
        let repository = registry.repository("library/x").unwrap();
        let (digest, stored) = repository.resolve("1").unwrap();
        assert_eq!(digest, list);
        let Ok(Manifest::List(read)) = Manifest::parse(&stored.media_type, &stored.bytes) else { panic!() };
        let chosen = read.choose(&Platform::new("linux", "amd64")).unwrap();
        assert_eq!(chosen.digest.to_string(), pushed.manifest.to_string());
        let stored = repository.manifest(pushed.manifest).unwrap();
        assert_eq!(stored.bytes.len() as u64, chosen.size);
        let Ok(Manifest::Image(image)) = Manifest::parse(&stored.media_type, &stored.bytes) else { panic!() };
        assert_eq!(image.layers[0].size, layer.len() as u64);
        assert_eq!(registry.blob(&image.layers[0].digest).unwrap().size(), layer.len() as u64);
        assert_eq!(repository.resolve("2").unwrap_err().to_string(), "manifest unknown: manifest unknown");
        assert_eq!(registry.repository("nope").unwrap_err().to_string(), "manifest unknown: manifest unknown");
    }
}
