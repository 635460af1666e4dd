//! `nginx:latest` of January 2021 (1.19.6, linux/amd64): abridged.
//!
//! Its identities, sizes, names and times are the real image's, as far as they are public; its bytes are not here. What had to be
//! chosen is listed in `docs/fidelity.md`:
//!
//! - layer 2's digest is public in its first 12 digits only: zeros stand in for the others;
//! - manifest list, manifest and config are made after what is known of them, and do not hash to their digests;
//! - every layer has a tree in miniature and a file of unknown bytes that makes up the rest of its size.
//!
//! Sources: docker-library/repo-info (`repos/nginx`, `repos/debian`), nginxinc/docker-nginx at 1.19.6, public outputs of
//! `docker inspect`, `docker pull` and `docker push` of January 2021.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::json;

use super::tree::Tree;
use crate::digest::Sha256;
use crate::identity::{ChainId, DiffId, ManifestDigest};
use crate::json::{encode, encode_indented};
use crate::oci::{NameSet, RunConfig, media_type};
use crate::registry::{AbridgedLayer, Blob, Origin, Registry, StoredManifest};

/// A layer of the real image.
struct Layer {
    diff_id: &'static str,
    digest: &'static str,
    compressed_size: u64,
    tree: &'static str,
}

/// Lowest first.
const LAYERS: [Layer; 5] = [
    Layer {
        diff_id: "sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864",
        digest: "sha256:a076a628af6f7dcabc536bee373c0d9b48d9f0516788e64080c4e841746e6ce6",
        compressed_size: 27_108_069,
        tree: include_str!("trees/nginx-1.txt"),
    },
    Layer {
        diff_id: "sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a",
        // Known: 0732ab25fa22, and that it is shown as 26.5MB.
        digest: "sha256:0732ab25fa220000000000000000000000000000000000000000000000000000",
        compressed_size: 26_500_000,
        tree: include_str!("trees/nginx-2.txt"),
    },
    Layer {
        diff_id: "sha256:56bc37de0858bc2a5c94db9d69b85b4ded4e0d03684bb44da77e0fe93a829292",
        digest: "sha256:d7f36f6fe38fea767000aa5d275a6f3176b1be06b2e2aad67a24e32c560535e5",
        compressed_size: 600,
        tree: include_str!("trees/nginx-3.txt"),
    },
    Layer {
        diff_id: "sha256:3e5288f7a70f526d6bceb54b3568d13c72952936cebfe28ddcb3386fe3a236ba",
        digest: "sha256:f72584a26f32a61cd0e3968e4204f0c9043abf72fda53d47f7423f5eaaaca614",
        compressed_size: 895,
        tree: include_str!("trees/nginx-4.txt"),
    },
    Layer {
        diff_id: "sha256:85fcec7ef3efbf3b4e76a0f5fb8ea14eca6a6c7cbc0c52a1d401ad5548a29ba5",
        digest: "sha256:7125e4df9063a34f9ce6445faee4da15a0974a60605de80ea40402cd2aca9943",
        compressed_size: 667,
        tree: include_str!("trees/nginx-5.txt"),
    },
];

const IMAGE: &str = "sha256:f6d0b4767a6c466c178bf718f99bea0d3742b26679081e52dbf8e0c7c4c42d74";
const LIST: &str = "sha256:10b8cc432d56da8b61b070f4c7d2543a9ed17c2b23010b43af434fd40e2ca4aa";
const MANIFEST: &str = "sha256:0b159cd1ee1203dad901967ac55eee18c24da84ba3be384690304be93538bea8";
/// The manifest for arm/v5 in the same list. The image behind it is not served here.
const MANIFEST_ARM: &str = "sha256:0492a0bfe6585aee9f80b476b8d432a03968bb0a2b67d00a340cac69956e6c50";

const PATH: &str = "library/nginx";

/// The chainIDs of the layers, lowest first.
pub(super) fn chain() -> Vec<ChainId> {
    let diffs: Vec<DiffId> = LAYERS.iter().filter_map(|layer| layer.diff_id.parse().ok()).collect();
    ChainId::chain(&diffs)
}

/// Puts the image into Docker Hub's `library/nginx`, with the tags `latest` and `1.19.6`.
pub(super) fn push(hub: &mut Registry) {
    let config = config();
    for layer in &LAYERS {
        let (Ok(diff_id), Ok(digest)) = (layer.diff_id.parse(), Sha256::from_prefixed(layer.digest)) else { continue };
        let tar = Tree::of(layer.tree).to_tar();
        let abridged = AbridgedLayer { diff_id, compressed_size: layer.compressed_size, tar };
        hub.put_blob(digest, Blob::Abridged(Rc::new(abridged)));
    }
    let (Ok(image), Ok(list), Ok(manifest)) = (Sha256::from_prefixed(IMAGE), LIST.parse(), MANIFEST.parse()) else {
        return;
    };
    put_manifest(hub, manifest, media_type::DOCKER_MANIFEST, &manifest_bytes(config.len()));
    put_manifest(hub, list, media_type::DOCKER_LIST, &list_bytes());
    hub.put_blob(image, Blob::Reconstructed(config.into_bytes().into()));
    for tag in ["latest", "1.19.6"] {
        hub.tag(PATH, tag, list);
    }
}

fn put_manifest(hub: &mut Registry, digest: ManifestDigest, media_type: &str, text: &str) {
    let manifest = StoredManifest {
        media_type: media_type.to_owned(),
        bytes: text.as_bytes().into(),
        origin: Origin::Reconstructed,
    };
    hub.put_manifest_as(PATH, digest, manifest);
}

/// The platform's manifest: 1362 bytes like the real one, since every number has as many digits.
fn manifest_bytes(config_size: usize) -> String {
    let layer = |layer: &Layer| json!({ "mediaType": media_type::DOCKER_LAYER, "size": layer.compressed_size, "digest": layer.digest });
    let config = json!({ "mediaType": media_type::DOCKER_CONFIG, "size": config_size, "digest": IMAGE });
    let layers: Vec<_> = LAYERS.iter().map(layer).collect();
    let manifest =
        json!({ "schemaVersion": 2, "mediaType": media_type::DOCKER_MANIFEST, "config": config, "layers": layers });
    encode_indented(&manifest, "   ")
}

/// The manifest list, with the two of its entries whose digests are public.
fn list_bytes() -> String {
    let entry = |digest: &str, platform: serde_json::Value| {
        let media_type = media_type::DOCKER_MANIFEST;
        json!({ "mediaType": media_type, "size": 1362, "digest": digest, "platform": platform })
    };
    let list = json!({
        "schemaVersion": 2,
        "mediaType": media_type::DOCKER_LIST,
        "manifests": [
            entry(MANIFEST, json!({ "architecture": "amd64", "os": "linux" })),
            entry(MANIFEST_ARM, json!({ "architecture": "arm", "os": "linux", "variant": "v5" })),
        ],
    });
    encode_indented(&list, "   ")
}

/// How the image was made: when, by what, and whether that made a layer. Fractions of seconds are public for the last line only;
/// the seconds of lines 7 to 13 were chosen between their neighbours'.
const HISTORY: [(&str, &str, bool); 14] = [
    (
        "2021-01-12T00:32:51Z",
        "/bin/sh -c #(nop) ADD file:422aca8901ae3d869a815051cea7f1e4c0204fad16884e7cd01da57d142f2e3a in / ",
        true,
    ),
    ("2021-01-12T00:32:51Z", "/bin/sh -c #(nop)  CMD [\"bash\"]", false),
    (
        "2021-01-12T10:16:41Z",
        "/bin/sh -c #(nop)  LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>",
        false,
    ),
    ("2021-01-12T10:16:41Z", "/bin/sh -c #(nop)  ENV NGINX_VERSION=1.19.6", false),
    ("2021-01-12T10:16:41Z", "/bin/sh -c #(nop)  ENV NJS_VERSION=0.5.0", false),
    ("2021-01-12T10:16:42Z", "/bin/sh -c #(nop)  ENV PKG_RELEASE=1~buster", false),
    ("2021-01-12T10:17:38Z", "/bin/sh -c set -x     && addgroup --system --gid 101 nginx    …", true),
    (
        "2021-01-12T10:17:39Z",
        "/bin/sh -c #(nop) COPY file:e7e183879c35719c18aa7f733651029fbcc55f5d8c22a877ae199b389425789e in / ",
        true,
    ),
    (
        "2021-01-12T10:17:39Z",
        "/bin/sh -c #(nop) COPY file:0b866ff3fc1ef5b03c4e6c8c513ae014f691fb05d530257dfffd07035c1b75da in /docker-entrypoint.d ",
        true,
    ),
    (
        "2021-01-12T10:17:40Z",
        "/bin/sh -c #(nop) COPY file:0fd5fca330dcd6a7de297435e32af634f29f7132ed0550d342cad9fd20158258 in /docker-entrypoint.d ",
        true,
    ),
    ("2021-01-12T10:17:40Z", "/bin/sh -c #(nop)  ENTRYPOINT [\"/docker-entrypoint.sh\"]", false),
    ("2021-01-12T10:17:41Z", "/bin/sh -c #(nop)  EXPOSE 80", false),
    ("2021-01-12T10:17:41Z", "/bin/sh -c #(nop)  STOPSIGNAL SIGQUIT", false),
    ("2021-01-12T10:17:41.649267496Z", "/bin/sh -c #(nop)  CMD [\"nginx\" \"-g\" \"daemon off;\"]", false),
];

/// The config, with its keys in the order in which Docker writes them.
fn config() -> String {
    let last = HISTORY[HISTORY.len() - 1];
    let texts = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>());
    let run = RunConfig {
        exposed_ports: NameSet(BTreeSet::from(["80/tcp".to_owned()])),
        env: texts(&[
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "NGINX_VERSION=1.19.6",
            "NJS_VERSION=0.5.0",
            "PKG_RELEASE=1~buster",
        ]),
        cmd: texts(&["nginx", "-g", "daemon off;"]),
        image: "sha256:a5531bdc09faaa444e565e6f9ec98ed4474970ed6fdd5db6b8b255534b220689".to_owned(),
        entrypoint: texts(&["/docker-entrypoint.sh"]),
        labels: Some(BTreeMap::from([(
            "maintainer".to_owned(),
            "NGINX Docker Maintainers <docker-maint@nginx.com>".to_owned(),
        )])),
        stop_signal: "SIGQUIT".to_owned(),
        ..RunConfig::default()
    };
    let built = RunConfig {
        hostname: "faa742a137cf".to_owned(),
        cmd: texts(&["/bin/sh", "-c", "#(nop) ", "CMD [\"nginx\" \"-g\" \"daemon off;\"]"]),
        ..run.clone()
    };
    let history: Vec<_> = HISTORY
        .iter()
        .map(|(created, by, layer)| match layer {
            true => json!({ "created": created, "created_by": by }),
            false => json!({ "created": created, "created_by": by, "empty_layer": true }),
        })
        .collect();
    let diff_ids: Vec<&str> = LAYERS.iter().map(|layer| layer.diff_id).collect();
    encode(&json!({
        "architecture": "amd64",
        "config": run,
        "container": "faa742a137cfbf261402d359c09203c3fd894fa49689e4f4952a657ea80d9107",
        "container_config": built,
        "created": last.0,
        "docker_version": "19.03.12",
        "history": history,
        "os": "linux",
        "rootfs": { "type": "layers", "diff_ids": diff_ids },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::{ImageConfig, Manifest};

    /// Facts of the real image that the reconstruction must keep.
    #[test]
    fn what_is_public_holds() {
        let chain: Vec<String> = chain().iter().map(ChainId::short).collect();
        assert_eq!(chain, ["cb42413394c4", "a3ee2510dcf0", "a1c538085c6f", "3c90a0917c79", "4dfe71c4470c"]);
        let sizes = LAYERS.map(|layer| Tree::parse(layer.tree).unwrap().size());
        assert_eq!(sizes, [69_242_992, 63_704_232, 1202, 1961, 1037]);
        let tars = LAYERS.map(|layer| Tree::of(layer.tree).to_tar().size());
        assert_eq!(tars[2..], [3072, 4096, 3584], "the sizes of the real tars");
        let config = config();
        assert_eq!(manifest_bytes(config.len()).len(), 1362);
        let Ok(Manifest::Image(manifest)) =
            Manifest::parse(media_type::DOCKER_MANIFEST, manifest_bytes(1000).as_bytes())
        else {
            panic!()
        };
        assert_eq!(manifest.layers.len(), 5);
        let config = ImageConfig::parse(config.as_bytes()).unwrap();
        assert_eq!((config.layers_in_history(), config.history.len()), (5, 14));
        assert_eq!(config.root_fs.unwrap().chain_id(), super::chain().last().copied());
    }

    /// The top directories of the two large layers, as the document lists them.
    #[test]
    fn top_directories() {
        let top = |tree: &str| {
            let tar = Tree::of(tree).to_tar();
            let names = tar.reader().map(|entry| entry.unwrap().header.name);
            let top: BTreeSet<String> = names
                .map(|name| String::from_utf8(name).unwrap().split('/').next().unwrap_or_default().to_owned())
                .collect();
            top.into_iter().collect::<Vec<_>>().join("  ")
        };
        assert_eq!(
            top(LAYERS[0].tree),
            "bin  boot  dev  etc  home  lib  lib64  media  mnt  opt  proc  root  run  sbin  srv  sys  tmp  usr  var"
        );
        assert_eq!(top(LAYERS[1].tree), "docker-entrypoint.d  etc  lib  tmp  usr  var");
    }
}
