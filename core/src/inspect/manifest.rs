//! Manifests: which config and which compressed layers an image has; lists: which manifest for which platform.

use super::config::platform;
use super::fault::Fault;
use super::findings::{Findings, Source};
use super::picture::{Manifest, Origin, learn};
use crate::digest::Sha256;
use crate::identity::{ImageId, LayerDigest, ManifestDigest};
use crate::json::{Type, Value};

/// Which kind of manifest `root` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Image,
    List,
}

/// Whether `root` has the keys of a manifest or a list.
pub(super) fn recognise(root: Value<'_, '_>) -> Option<Shape> {
    let is_array = |name| root.get(name).is_some_and(|value| value.kind() == Type::Array);
    if is_array("manifests") {
        return Some(Shape::List);
    }
    let config = root.get("config").is_some_and(|config| config.get("digest").is_some());
    if config && is_array("layers") {
        return Some(Shape::Image);
    }
    // Of one that was cut off, what it says of itself may be all there is.
    let says = root.get("mediaType").filter(|_| !root.is_complete())?.as_str()?;
    [Shape::Image, Shape::List].into_iter().find(|shape| shape.media_types().contains(&says.as_str()))
}

impl Shape {
    /// What a manifest of this shape may say that it is; the first is Docker's.
    const fn media_types(self) -> [&'static str; 2] {
        match self {
            Self::Image => {
                ["application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json"]
            }
            Self::List => {
                ["application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json"]
            }
        }
    }
}

/// Reads a manifest; `raw` are its bytes as given.
pub(super) fn read(root: Value<'_, '_>, shape: Shape, raw: &[u8], source: &Source<'_>, findings: &mut Findings) {
    if let Some(value) = root.get("mediaType")
        && let Some(found) = value.as_str()
        && !shape.media_types().contains(&found.as_str())
    {
        let fault = Fault::MediaType { found, right: shape.media_types()[0] };
        findings.report(source, value.span().start, "mediaType", fault);
    }
    let manifest = match shape {
        Shape::Image => image(root, source, findings),
        Shape::List => Some(list(root, source, findings)),
    };
    let (true, Some(manifest)) = (root.is_complete(), manifest) else { return };
    if let Manifest::Image { image, layers } = &manifest {
        let (image, layers) = (*image, layers.clone());
        // Two manifests of one image may differ in their compression: the first is kept, both are true.
        let _ = learn(&mut findings.picture.image(image).digests, layers, Origin::Given);
    }
    let known = |digest: &ManifestDigest| findings.names_digest(*digest);
    let exact = ManifestDigest(Sha256::of(raw));
    let trimmed = ManifestDigest(Sha256::of(raw.trim_ascii()));
    let digest = if known(&exact) && !known(&trimmed) { exact } else { trimmed };
    findings.picture.manifests.insert(digest, manifest);
}

fn image(root: Value<'_, '_>, source: &Source<'_>, findings: &mut Findings) -> Option<Manifest> {
    let config = root.get("config")?.get("digest")?;
    let image: ImageId = findings.hash(source, config, "config.digest")?;
    let mut layers: Vec<LayerDigest> = Vec::new();
    for (index, layer) in root.get("layers")?.elements().enumerate() {
        let path = format!("layers[{index}].digest");
        layers.push(findings.hash(source, layer.get("digest")?, &path)?);
    }
    Some(Manifest::Image { image, layers })
}

fn list(root: Value<'_, '_>, source: &Source<'_>, findings: &mut Findings) -> Manifest {
    let mut entries = Vec::new();
    for (index, entry) in root.get("manifests").into_iter().flat_map(|list| list.elements()).enumerate() {
        let of = |name| entry.get("platform").and_then(|value| value.get(name)).and_then(|value| value.as_str());
        let platform = platform(of("os"), of("architecture"), of("variant")).unwrap_or_default();
        let digest = entry.get("digest");
        let path = format!("manifests[{index}].digest");
        if let Some(digest) = digest.and_then(|value| findings.hash(source, value, &path)) {
            entries.push((platform, digest));
        }
    }
    Manifest::List(entries)
}
