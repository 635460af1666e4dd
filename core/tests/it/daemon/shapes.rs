//! Images of all shapes.

use std::rc::Rc;

use super::fixture::{Host, config, layer, push, recorded_registry, tar};
use drydock_core::archive::tar::{EntryKind, Header, Writer};
use drydock_core::archive::{TarStream, gunzip};
use drydock_core::daemon::pull::PullRequest;
use drydock_core::digest::Sha256;
use drydock_core::identity::{DiffId, LayerDigest, ManifestDigest};
use drydock_core::oci::{Platform, media_type};
use drydock_core::reference::Reference;
use drydock_core::registry::{AbridgedLayer, Blob, Dialect, Origin, Registry, StoredManifest};
use drydock_core::vfs::{AbsPath, ChangeKind, Content, changes};

#[test]
fn the_recorded_images() {
    let mut host = Host::new(recorded_registry());
    assert_eq!(
        host.pull("nginx:latest").text,
        "latest: Pulling from library/nginx
044dd9ddb9c2: Pulling fs layer
621acc9fd4b6: Pulling fs layer
90757fd23c8d: Pulling fs layer
b8c3726dce7b: Pulling fs layer
f88c2692d464: Pulling fs layer
b8c3726dce7b: Waiting
f88c2692d464: Waiting
044dd9ddb9c2: Verifying Checksum
044dd9ddb9c2: Download complete
621acc9fd4b6: Verifying Checksum
621acc9fd4b6: Download complete
90757fd23c8d: Verifying Checksum
90757fd23c8d: Download complete
b8c3726dce7b: Verifying Checksum
b8c3726dce7b: Download complete
f88c2692d464: Verifying Checksum
f88c2692d464: Download complete
044dd9ddb9c2: Pull complete
621acc9fd4b6: Pull complete
90757fd23c8d: Pull complete
b8c3726dce7b: Pull complete
f88c2692d464: Pull complete
Digest: sha256:5e025de29c954f7d4e8400577011ae1123b3a397616d66e2bd101fa2a6f3ec9d
Status: Downloaded newer image for nginx:latest
"
    );
    assert_eq!(
        host.pull("site:1.0").text,
        "1.0: Pulling from library/site
044dd9ddb9c2: Already exists
621acc9fd4b6: Already exists
90757fd23c8d: Already exists
add5fffdd5e6: Pulling fs layer
add5fffdd5e6: Verifying Checksum
add5fffdd5e6: Download complete
add5fffdd5e6: Pull complete
Digest: sha256:82ccba560914514c5aaff4fbe7a508021966ee61a6b01dc1ede90394ca793590
Status: Downloaded newer image for site:1.0
"
    );
    let again = host.pull("nginx:latest");
    assert_eq!(
        again.text,
        "latest: Pulling from library/nginx
Digest: sha256:5e025de29c954f7d4e8400577011ae1123b3a397616d66e2bd101fa2a6f3ec9d
Status: Image is up to date for nginx:latest
"
    );
    assert_eq!(again.trace(), "", "nothing is written");
    for name in ["full:1", "linked:1", "empty:1"] {
        assert!(host.pull(name).text.contains("Status: Downloaded newer image"));
    }
    assert_eq!(host.names("image/overlay2/layerdb/sha256").len(), 9);
}

/// A list: the platform's manifest is taken, the digest that is kept is the list's. Pulling the other platform moves the tag, but
/// the digest stays where it is.
#[test]
fn a_manifest_list() {
    let mut registry = Registry::default();
    let (amd, arm) = (layer(&[("amd", "x")]), layer(&[("arm", "y")]));
    let amd = registry.push("multi", Dialect::Docker, config("amd64", &[Rc::clone(&amd)]).as_bytes(), &[amd]);
    let arm = registry.push("multi", Dialect::Docker, config("arm64", &[Rc::clone(&arm)]).as_bytes(), &[arm]);
    let images = [(Platform::new("linux", "arm64"), &arm), (Platform::new("linux", "amd64"), &amd)];
    let list = registry.push_list("multi", Dialect::Docker, &images);
    registry.tag("multi", "1", list);
    let mut host = Host::new(registry);
    let done = host.pull("r.test/multi:1");
    assert!(done.text.ends_with(&format!("Digest: {list}\nStatus: Downloaded newer image for r.test/multi:1\n")));
    let manifests = host.names("containerd/daemon/io.containerd.content.v1.content/blobs/sha256");
    let mut both = [list.hex(), amd.manifest.hex()];
    both.sort();
    assert_eq!(manifests, both, "the list and one manifest");
    let names = |tag: String, digest: String| {
        format!(
            "{{\"Repositories\":{{\"r.test/multi\":{{\"r.test/multi:1\":\"{tag}\",\"r.test/multi@{list}\":\"{digest}\"}}}}}}"
        )
    };
    assert_eq!(host.text("image/overlay2/repositories.json"), names(amd.image.to_string(), amd.image.to_string()));
    let done = host.pull_for("r.test/multi:1", Some("linux/arm64"));
    assert!(done.text.ends_with("Status: Downloaded newer image for r.test/multi:1\n"), "{}", done.text);
    assert_eq!(host.text("image/overlay2/repositories.json"), names(arm.image.to_string(), amd.image.to_string()));
    assert_eq!(
        host.pull_for("r.test/multi:1", Some("linux/s390x")).text,
        "1: Pulling from multi\nno matching manifest for linux/s390x in the manifest list entries\n"
    );
}

/// OCI's media types, an index, and layers that are not packed.
#[test]
fn an_oci_image() {
    let mut registry = Registry::default();
    let layers: [Rc<[u8]>; 2] = [tar(&[("plain", "x")]).into(), layer(&[("packed", "y")])];
    let image = registry.push("oci", Dialect::Oci, config("amd64", &layers).as_bytes(), &layers);
    let index = registry.push_list("oci", Dialect::Oci, &[(Platform::new("linux", "amd64"), &image)]);
    registry.tag("oci", "latest", index);
    let mut host = Host::new(registry);
    let done = host.pull("r.test/oci");
    assert!(done.text.starts_with("latest: Pulling from oci\n"));
    assert_eq!(host.names("image/overlay2/imagedb/content/sha256"), [image.image.hex()]);
    let base = Sha256::of(&layers[0]);
    assert_eq!(image.layers[0].0, base, "not packed: digest and diffID are the same");
    assert_eq!(
        host.text(&format!("image/overlay2/distribution/diffid-by-digest/sha256/{base}")),
        format!("sha256:{base}")
    );
}

/// By digest: only the digest becomes a name, and the line before the layers tells the whole reference.
#[test]
fn by_digest() {
    let mut registry = Registry::default();
    let image = push(&mut registry, "a:1", &[layer(&[("x", "1")])]);
    let mut host = Host::new(registry);
    let digest = image.manifest;
    let text = host.pull(&format!("r.test/a@{digest}")).text;
    assert!(text.starts_with(&format!("r.test/a@{digest}: Pulling from a\n")), "{text}");
    assert!(text.ends_with(&format!("Status: Downloaded newer image for r.test/a@{digest}\n")), "{text}");
    let names = host.text("image/overlay2/repositories.json");
    assert_eq!(names, format!("{{\"Repositories\":{{\"r.test/a\":{{\"r.test/a@{digest}\":\"{}\"}}}}}}", image.image));
    let text = host.pull("r.test/a:1").text;
    assert!(text.ends_with("Status: Downloaded newer image for r.test/a:1\n"), "a new name for what is here: {text}");
}

#[test]
fn every_tag() {
    let mut registry = Registry::default();
    let shared = layer(&[("shared", "1")]);
    push(&mut registry, "a:1", &[Rc::clone(&shared)]);
    push(&mut registry, "a:2", &[shared, layer(&[("two", "2")])]);
    let mut host = Host::new(registry);
    let reference = Reference::parse("r.test/a").unwrap();
    let text = host.pull_request(&PullRequest { reference, platform: None }).text;
    let heads: Vec<&str> =
        text.lines().filter(|line| !line.contains("complete") && !line.contains("Verifying")).collect();
    assert_eq!(heads[0], "1: Pulling from a");
    assert!(heads[1].ends_with("Pulling fs layer"));
    assert_eq!(heads[3], "2: Pulling from a");
    assert!(heads[4].ends_with("Already exists"));
    assert_eq!(heads.last(), Some(&"Status: Downloaded newer image for r.test/a"));
}

/// Only an unbroken prefix from the base up is recognised. The same layer on others is downloaded again: its content is one
/// (one diffID), its place in the stack is not (two chainIDs, two directories).
#[test]
fn the_same_layers_in_another_order() {
    let mut registry = Registry::default();
    let (one, two) = (layer(&[("1", "1")]), layer(&[("2", "2")]));
    push(&mut registry, "a:1", &[Rc::clone(&one), Rc::clone(&two)]);
    push(&mut registry, "a:2", &[two, one]);
    let mut host = Host::new(registry);
    host.pull("r.test/a:1");
    let text = host.pull("r.test/a:2").text;
    assert_eq!(text.matches("Pull complete").count(), 2, "{text}");
    assert_eq!(host.names("image/overlay2/layerdb/sha256").len(), 4);
    assert_eq!(host.names("overlay2").len(), 4 + 1);
    assert_eq!(host.names("image/overlay2/distribution/v2metadata-by-diffid/sha256").len(), 2);
}

/// The same blob twice in one image: one download, two layers.
#[test]
fn the_same_layer_twice() {
    let mut registry = Registry::default();
    let one = layer(&[("1", "1")]);
    push(&mut registry, "a:1", &[Rc::clone(&one), layer(&[("2", "2")]), one]);
    let mut host = Host::new(registry);
    let done = host.pull("r.test/a:1");
    assert_eq!(done.text.matches("Pulling fs layer").count(), 2, "{}", done.text);
    assert_eq!(done.text.matches("Pull complete").count(), 2, "{}", done.text);
    assert_eq!(host.names("image/overlay2/layerdb/sha256").len(), 3);
    assert_eq!(host.names("image/overlay2/distribution/diffid-by-digest/sha256").len(), 2);
    // The second of the two is registered from the first, put together again: its record ends with one empty piece more.
    let pieces = |chain: &String| {
        let path = format!("image/overlay2/layerdb/sha256/{chain}/tar-split.json.gz");
        let packed =
            host.fs().read(&AbsPath::new(format!("/var/lib/docker/{path}"))).unwrap().bytes().unwrap().to_vec();
        let text = String::from_utf8(gunzip(&packed, 1 << 20).unwrap()).unwrap();
        text.matches("\"payload\":\"\"").count()
    };
    let chains = host.names("image/overlay2/layerdb/sha256");
    assert_eq!(chains.iter().map(pieces).sum::<usize>(), 4);
}

/// An empty layer that is pulled is a layer like any other; an image may have none at all.
#[test]
fn empty_layers_and_no_layers() {
    let mut registry = Registry::default();
    push(&mut registry, "a:1", &[layer(&[])]);
    push(&mut registry, "a:none", &[]);
    let mut host = Host::new(registry);
    host.pull("r.test/a:1");
    let empty = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";
    assert_eq!(host.names("image/overlay2/layerdb/sha256"), [empty]);
    assert_eq!(host.text(&format!("image/overlay2/layerdb/sha256/{empty}/size")), "0");
    assert!(host.pull("r.test/a:none").text.contains("Status: Downloaded newer image"));
    let found = host.machine.daemon.inspect_image(host.fs(), "r.test/a:none").unwrap();
    assert_eq!((found.graph_driver.data, found.size), (None, 0));
}

/// What the docs' nginx is made of: a layer whose bytes are not here, a config and a manifest that are made up after the real
/// ones. It is pulled as any image, and what is not known stays not known.
#[test]
fn an_abridged_image() {
    let mut registry = Registry::default();
    let mut writer = Writer::default();
    let header = |name: &str| Header::new(name, EntryKind::File, 0o755);
    writer.append(&header("bin/program"), &Content::Known { size: 5_000_000, sha256: Some(Sha256::of(b"program")) });
    writer.append(&header("etc/known"), &Content::from("known"));
    let diff = DiffId(Sha256::of(b"the real tar"));
    let digest = LayerDigest(Sha256::of(b"the real blob"));
    let abridged = AbridgedLayer { diff_id: diff, compressed_size: 2_000_000, tar: writer.finish() };
    assert_eq!(abridged.tar.sha256(), None);
    registry.put_blob(digest.0, Blob::Abridged(Rc::new(abridged)));
    let config = format!("{{\"os\":\"linux\",\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[\"{diff}\"]}}}}");
    let image = Sha256::of(b"the real config");
    registry.put_blob(image, Blob::Reconstructed(config.into_bytes().into()));
    let manifest = format!(
        "{{\"schemaVersion\":2,\"mediaType\":\"{}\",\"config\":{{\"mediaType\":\"{}\",\"digest\":\"sha256:{image}\"}},\
         \"layers\":[{{\"mediaType\":\"{}\",\"digest\":\"{digest}\"}}]}}",
        media_type::DOCKER_MANIFEST,
        media_type::DOCKER_CONFIG,
        media_type::DOCKER_LAYER
    );
    let stored = StoredManifest {
        media_type: media_type::DOCKER_MANIFEST.to_owned(),
        bytes: manifest.into_bytes().into(),
        origin: Origin::Reconstructed,
    };
    let real = ManifestDigest(Sha256::of(b"the real manifest"));
    registry.put_manifest_as("a", real, stored);
    registry.tag("a", "1", real);
    let mut host = Host::new(registry);
    let text = host.pull("r.test/a:1").text;
    assert!(text.ends_with(&format!("Digest: {real}\nStatus: Downloaded newer image for r.test/a:1\n")), "{text}");
    assert_eq!(host.names("image/overlay2/imagedb/content/sha256"), [image.to_string()]);
    assert_eq!(host.text(&format!("image/overlay2/layerdb/sha256/{}/size", diff.hex())), "5000005");
    assert_eq!(
        host.diff_of(""),
        "/ 0755 dir\n/bin 0755 dir\n/bin/program 0755 file\n/etc 0755 dir\n/etc/known 0755 file\n"
    );
    let again = TarStream::whole(Vec::new());
    assert!(again.is_whole());
}

/// A registry at its own name is asked alone; a mirror is asked before Docker Hub, which is what counts when the mirror cannot
/// help.
#[test]
fn mirrors() {
    let mut registry = Registry::default();
    push(&mut registry, "library/a:1", &[layer(&[("x", "1")])]);
    let mut host = Host::new(registry);
    assert!(host.pull("a:1").text.contains("Pulling from library/a"));
    assert_eq!(
        host.pull("a:2").text,
        "Error response from daemon: Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io on \
         192.168.1.1:53: no such host\n"
    );
    assert_eq!(
        host.pull("r.test/a:2").text,
        "Error response from daemon: manifest for r.test/a:2 not found: manifest unknown: manifest unknown\n"
    );
    assert_eq!(
        host.pull("elsewhere.test/a:2").text,
        "Error response from daemon: Get \"https://elsewhere.test/v2/\": dial tcp: lookup elsewhere.test on 192.168.1.1:53: no \
         such host\n"
    );
}

/// One moment after another, whatever is pulled: the same bytes.
#[test]
fn twice_the_same() {
    let run = || {
        let mut host = Host::new(recorded_registry());
        let first = host.pull("nginx:latest").trace();
        let second = host.pull("site:1.0").trace();
        (first, second, host.fs().clone())
    };
    let (a, b) = (run(), run());
    assert_eq!((&a.0, &a.1), (&b.0, &b.1));
    let differing = changes(&a.2, &b.2).into_iter().filter(|change| change.kind != ChangeKind::Times);
    assert_eq!(differing.count(), 0);
}
